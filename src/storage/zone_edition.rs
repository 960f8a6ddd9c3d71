//! The newest edition of the zone rules (`2026f`) by which any instance has worked on this database.

use sea_orm::{ConnectionTrait, DbErr, Statement};

/// Takes note of an edition; returns the newest that was ever noted.
pub async fn note(db: &impl ConnectionTrait, edition: &str) -> Result<String, DbErr> {
    const NOTE: &str = "INSERT INTO zone_edition (id, newest) VALUES (1, $1) \
        ON CONFLICT (id) DO UPDATE SET newest = excluded.newest WHERE zone_edition.newest < excluded.newest";
    let backend = db.get_database_backend();
    db.execute_raw(Statement::from_sql_and_values(backend, NOTE, [edition.into()])).await?;
    let row = db.query_one_raw(Statement::from_string(backend, "SELECT newest FROM zone_edition WHERE id = 1")).await?;
    row.map_or_else(|| Ok(edition.to_owned()), |row| row.try_get("", "newest"))
}
