//! The schema: the same on both databases, refused when it is from another time.

use std::collections::BTreeSet;

use halbsieben::app::App;
use halbsieben::storage::db::{Db, OpenError};
use sea_orm::{ConnectionTrait as _, Statement};

use crate::support::app::TestApp;
use crate::support::backend::{Backend, Place};

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_columns() {
    if !Backend::Postgres.is_there_for(concat!(module_path!(), "::both_databases_have_the_same_columns")) {
        return;
    }
    let (sqlite, postgres) = tokio::join!(columns(Backend::Sqlite), columns(Backend::Postgres));
    assert_eq!(sqlite, postgres);
}

/// Each column as `table.column`, with `?` if it may be null.
async fn columns(backend: Backend) -> BTreeSet<String> {
    let app = TestApp::on(backend).start().await;
    let db = app.db().await;
    let sql = match backend {
        Backend::Sqlite => {
            "SELECT m.name || '.' || c.name || CASE WHEN c.\"notnull\" = 0 AND c.pk = 0 THEN '?' ELSE '' END AS named \
             FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        }
        Backend::Postgres => {
            "SELECT table_name || '.' || column_name || CASE is_nullable WHEN 'YES' THEN '?' ELSE '' END AS named \
             FROM information_schema.columns WHERE table_schema = 'public'"
        }
    };
    let rows = db.read().query_all_raw(Statement::from_string(db.backend(), sql)).await.unwrap();
    let named: BTreeSet<String> = rows.iter().map(|row| row.try_get("", "named").unwrap()).collect();
    assert!(named.contains("delivery.fence") && named.contains("delivery.next_at?"), "{named:?}");
    named
}

on_each_backend! {
    async fn a_schema_that_is_up_to_date_is_left_as_it_is(app: TestApp) {
        let before = App::schema(&app.settings).await.unwrap();
        App::migrate(&app.settings).await.unwrap();
        assert!(before.iter().all(|change| change.applied));
        assert_eq!(App::schema(&app.settings).await.unwrap(), before);
    }

    async fn a_newer_schema_is_refused_by_the_name_of_its_change(app: TestApp) {
        app.tamper("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20991231_000001_more', 0)").await;
        let refused = App::start_with(&app.settings, app.clock.clone()).await.expect_err("too new").to_string();
        assert!(refused.contains("m20991231_000001_more"), "{refused}");
    }

    async fn two_instances_that_start_at_once_share_the_changes(backend: Backend) {
        let place = Place::new(backend).await;
        let (one, two) = tokio::join!(Db::open(&place.url), Db::open(&place.url));
        let (one, two) = (one.unwrap(), two.unwrap());
        let (first, second) = tokio::join!(one.migrate_up(), two.migrate_up());
        first.and(second).unwrap();
    }

    async fn a_schema_that_lacks_changes_is_refused_unless_it_may_be_changed(backend: Backend) {
        let place = Place::new(backend).await;
        let db = Db::open(&place.url).await.unwrap();
        assert!(matches!(db.check_schema().await, Err(OpenError::Behind(_))));
    }
}
