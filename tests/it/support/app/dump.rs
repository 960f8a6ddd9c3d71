//! Every row of every table, as text, to hold what was kept before against what is kept after.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};

use super::TestApp;

/// Tables of the database, and one line for each of their columns.
const COLUMNS_OF_SQLITE: &str = "SELECT m.name AS a, c.name AS b FROM sqlite_master m, pragma_table_info(m.name) c \
                                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY 1, c.cid";
const COLUMNS_OF_POSTGRES: &str = "SELECT table_name AS a, column_name AS b FROM information_schema.columns \
                                   WHERE table_schema = 'public' ORDER BY 1, ordinal_position";

impl TestApp {
    /// Each row of each table: `registration: '…'|'anna@example.org'|…`.
    pub(crate) async fn dump(&self) -> Vec<String> {
        let db = self.db().await;
        let db = db.read();
        let (columns, text) = match db.get_database_backend() {
            DbBackend::Sqlite => (COLUMNS_OF_SQLITE, "quote"),
            _ => (COLUMNS_OF_POSTGRES, "to_json"),
        };
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (table, column) in pairs(db, columns).await {
            let shown = format!("COALESCE(CAST({text}(\"{column}\") AS TEXT), 'null')");
            tables.entry(table).or_default().push(shown);
        }
        let mut rows = Vec::new();
        for (table, columns) in tables {
            let read = format!("SELECT '{table}: ' AS a, {} AS b FROM \"{table}\" ORDER BY 2", columns.join(" || '|' || "));
            rows.extend(pairs(db, &read).await.into_iter().map(|(table, row)| table + &row));
        }
        assert!(rows.iter().any(|row| row.starts_with("event: ")), "the dump sees the event");
        rows
    }

    /// The columns of a table.
    pub(crate) async fn columns_of(&self, table: &str) -> Vec<String> {
        let db = self.db().await;
        let columns = if db.backend() == DbBackend::Sqlite { COLUMNS_OF_SQLITE } else { COLUMNS_OF_POSTGRES };
        pairs(db.read(), columns).await.into_iter().filter(|(of, _)| of == table).map(|(_, column)| column).collect()
    }
}

/// The columns `a` and `b` of what a statement finds.
async fn pairs(db: &DatabaseConnection, statement: &str) -> Vec<(String, String)> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), statement)).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "a").unwrap(), row.try_get("", "b").unwrap())).collect()
}
