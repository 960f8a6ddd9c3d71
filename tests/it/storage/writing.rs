//! Writing: one handle, one commit for many, and no harm to neighbours.

use futures::FutureExt as _;
use futures::future::join_all;
use halbsieben::storage::db::Db;
use sea_orm::{ConnectionTrait as _, DbErr, Statement};

use crate::support::app::TestApp;
use crate::support::backend::Backend;

/// A table to write into, for this test alone.
async fn with_notes(app: &TestApp) -> Db {
    app.tamper("CREATE TABLE note (number INTEGER PRIMARY KEY)").await;
    app.db().await
}

async fn write(db: &Db, number: usize) -> Result<(), halbsieben::storage::Error> {
    db.write(move |tx| async move { tx.execute_unprepared(&format!("INSERT INTO note VALUES ({number})")).await.map(drop) }.boxed()).await
}

async fn notes(db: &Db) -> i64 {
    let count = Statement::from_string(db.backend(), "SELECT count(*) AS many FROM note");
    db.read().query_one_raw(count).await.unwrap().unwrap().try_get("", "many").unwrap()
}

on_each_backend! {
    async fn two_hundred_writes_at_once_are_all_kept(app: TestApp) {
        let db = with_notes(&app).await;
        let written = join_all((0..200).map(|number| write(&db, number))).await;
        assert!(written.iter().all(Result::is_ok));
        assert_eq!(notes(&db).await, 200);
    }

    async fn a_write_that_fails_does_not_fail_its_neighbours(app: TestApp) {
        let db = with_notes(&app).await;
        write(&db, 7).await.unwrap();
        let written = join_all((0..50).map(|number| write(&db, number))).await;
        let failed: Vec<usize> = written.iter().enumerate().filter(|(_, written)| written.is_err()).map(|(number, _)| number).collect();
        assert_eq!(failed, [7]);
        assert_eq!(notes(&db).await, 50);
    }

    async fn a_write_that_fails_leaves_nothing_behind(app: TestApp) {
        let db = with_notes(&app).await;
        let half = db.write(|tx| {
            async move {
                tx.execute_unprepared("INSERT INTO note VALUES (1)").await?;
                Err::<(), _>(DbErr::Custom("no further".to_owned()))
            }
            .boxed()
        });
        half.await.expect_err("it fails");
        assert_eq!(notes(&db).await, 0);
    }

    async fn a_write_that_panics_does_not_stop_the_writer(app: TestApp) {
        let db = with_notes(&app).await;
        let writing = db.clone();
        let broken = tokio::spawn(async move { writing.write::<(), _>(|_| async { panic!("on purpose") }.boxed()).await });
        drop(broken.await);
        write(&db, 1).await.unwrap();
        assert_eq!(notes(&db).await, 1);
    }

    async fn two_handles_on_one_database_do_not_fail_one_another(app: TestApp) {
        let (one, two) = (with_notes(&app).await, app.db().await);
        let written = join_all((0..100).map(|number| write(if number % 2 == 0 { &one } else { &two }, number))).await;
        assert!(written.iter().all(Result::is_ok), "{written:?}");
    }
}

/// SQLite ends a transaction by itself where the disk is full or fails, and does not end one whose commit it refuses.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_after_a_transaction_that_did_not_end_well_is_kept() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let db = with_notes(&app).await;
    app.tamper("CREATE TABLE part (note INTEGER REFERENCES note DEFERRABLE INITIALLY DEFERRED)").await;
    write(&db, 1).await.unwrap();
    for refused in ["INSERT OR ROLLBACK INTO note VALUES (1)", "INSERT INTO part VALUES (404)"].repeat(2) {
        db.write(move |tx| async move { tx.execute_unprepared(refused).await.map(drop) }.boxed()).await.expect_err("it is refused");
    }
    write(&db, 2).await.unwrap();
    assert_eq!(notes(&app.db().await).await, 2, "others see it, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_read_from_sqlite_refuse_to_write() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let db = with_notes(&app).await;
    let refused = db.read().execute_unprepared("INSERT INTO note VALUES (1)").await.expect_err("it only reads").to_string();
    assert!(refused.contains("readonly"), "{refused}");
}
