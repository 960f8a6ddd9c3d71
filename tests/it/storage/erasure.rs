//! Receipts of erasures: one under each number, and whether the traces of what it names have gone from the files.

use futures::FutureExt as _;
use halbsieben::domain::erasure::{ErasureReason, Receipt, Removed};
use halbsieben::storage::db::Db;
use halbsieben::storage::erasure;

use crate::support::app::{TestApp, instant};

async fn receive(db: &Db, erased_at: &str) {
    let removed = Removed { registrations: 1, ..Removed::default() };
    let erased_at = instant(erased_at);
    let receipt = Receipt { number: "7KQ2-M4XH".to_owned(), event: None, erased_at, reason: ErasureReason::Term, removed };
    let writing = db.write(move |tx| {
        let receipt = receipt.clone();
        async move { erasure::insert(tx, &receipt).await }.boxed()
    });
    writing.await.unwrap();
}

async fn tidied(db: &Db, what: Vec<(String, jiff::Timestamp)>) {
    let now = instant("2021-04-11T03:47:30Z");
    let marking = db.write(move |tx| {
        let what = what.clone();
        async move { erasure::mark_tidied(tx, &what, now).await }.boxed()
    });
    marking.await.unwrap();
}

on_each_backend! {
    async fn law_24_what_is_erased_while_the_files_are_rewritten_is_still_to_be_tidied(app: TestApp) {
        let db = app.db().await;
        receive(&db, "2021-04-11T03:47:00Z").await;
        let before = erasure::list_untidied(db.read()).await.unwrap();
        receive(&db, "2021-04-11T03:47:10Z").await;
        tidied(&db, before).await;
        let after = erasure::list_untidied(db.read()).await.unwrap();
        assert_eq!(after, [("7KQ2-M4XH".to_owned(), instant("2021-04-11T03:47:10Z"))]);
        tidied(&db, after).await;
        assert!(erasure::list_untidied(db.read()).await.unwrap().is_empty());
        assert_eq!(erasure::find(db.read(), "7KQ2-M4XH").await.unwrap().unwrap().removed.registrations, 2);
    }
}
