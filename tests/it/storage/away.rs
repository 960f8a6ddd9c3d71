//! What passes by itself is told from what is wrong.

use halbsieben::storage::Error;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbErr};

use crate::support::app::TestApp;
use crate::support::backend::{Backend, Place};

async fn connected(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1);
    Database::connect(options).await.expect("it opens")
}

fn is_away(refused: Result<impl std::fmt::Debug, DbErr>) -> bool {
    matches!(Error::from(refused.expect_err("it is refused")), Error::Away(_))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_sqlite_takes_nothing_for_now() {
    let place = Place::new(Backend::Sqlite).await;
    let db = connected(&format!("{}?mode=rwc", place.url)).await;
    db.execute_unprepared("PRAGMA max_page_count = 4; CREATE TABLE note (text TEXT)").await.unwrap();
    assert!(is_away(db.execute_unprepared("INSERT INTO note VALUES (hex(zeroblob(100000)))").await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_ends_a_connection_takes_nothing_for_now() {
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::a_postgres_that_ends_a_connection_takes_nothing_for_now")) {
        return;
    }
    let place = Place::new(Backend::Postgres).await;
    let db = connected(&place.url).await;
    assert!(is_away(db.execute_unprepared("SELECT pg_terminate_backend(pg_backend_pid())").await));
    for passing in ["53100", "53300", "57P03", "55P03", "40001", "58030"] {
        let raised = db.execute_unprepared(&format!("DO $$ BEGIN RAISE SQLSTATE '{passing}'; END $$")).await;
        assert!(is_away(raised), "{passing}");
    }
}

on_each_backend! {
    async fn a_statement_that_is_wrong_stays_wrong(app: TestApp) {
        let db = connected(&app.settings.database.url).await;
        for wrong in ["SELECT nothing FROM nowhere", "INSERT INTO event (id) VALUES (NULL)", "DELETE FROM"] {
            assert!(!is_away(db.execute_unprepared(wrong).await), "{wrong}");
        }
    }
}
