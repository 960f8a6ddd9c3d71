//! Law 2: one obligation is one row and one mail, however many plan and send.

use futures::future::join_all;
use halbsieben::domain::delivery::DeliveryState;

use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::smtp::SmtpPeer;

/// An hour before the start: the last reminder is due.
const LAST_REMINDER: &str = "2021-04-15T15:30:00Z";

on_each_backend! {
    async fn law_02_the_planner_run_many_times_owes_once(app: TestApp) {
        app.sign_up_many(5).await;
        app.at(LAST_REMINDER);
        for _ in 0..5 {
            app.plan().await;
        }
        assert_eq!(app.rows().await.len(), 5 * 3);
    }

    async fn law_02_eight_planners_at_once_owe_once(app: TestApp) {
        app.sign_up_many(50).await;
        app.at(LAST_REMINDER);
        join_all((0..8).map(|_| app.plan())).await;
        assert_eq!(app.rows().await.len(), 50 * 3);
    }

    async fn law_02_eight_senders_at_once_send_once(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        app.sign_up_many(60).await;
        join_all((0..8).map(|_| app.deliver())).await;
        app.deliver().await;
        assert_each_once(&peer, 60);
    }

    async fn law_02_two_instances_send_once(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        let other = app.second_instance().await;
        app.sign_up_many(60).await;
        app.at("2021-04-14T16:30:00Z");
        let (one, two) = tokio::join!(app.app.plan_due(), other.plan_due());
        one.and(two).expect("planned");
        let (one, two) = tokio::join!(app.app.deliver_due(), other.deliver_due());
        one.and(two).expect("delivered");
        assert_eq!(app.count(DeliveryState::Accepted).await, 2 * 60);
        assert_eq!(peer.seen().mails.len(), 2 * 60);
    }

    async fn law_02_the_schema_refuses_a_second_row_for_one_obligation(app: TestApp) {
        app.sign_up("anna@example.org").await;
        let row = app.row("anna@example.org", "confirmation").await;
        let columns = "event_id, registration_id, purpose, generation, due_at, urgent_at, useful_until, state, fence, attempts, maybe_twice";
        let copy = format!("INSERT INTO delivery (id, {columns}) SELECT event_id, {columns} FROM delivery");
        let by_hand = sea_orm::Database::connect(&app.settings.database.url).await.unwrap();
        let refused = sea_orm::ConnectionTrait::execute_unprepared(&by_hand, &copy).await.expect_err("the key is taken");
        assert!(matches!(refused.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_))), "{refused}");
        assert_eq!(app.row("anna@example.org", "confirmation").await, row);
    }

    async fn law_02_a_cancelled_and_renewed_registration_owes_each_round_once(app: TestApp) {
        app.sign_up("anna@example.org").await;
        app.run_due().await;
        let token = app.last_mail_to("anna@example.org").await.registration_token();
        app.advance(1);
        app.app.cancel_registration(&token).await.unwrap();
        app.advance(1);
        app.sign_up("anna@example.org").await;
        app.run_due().await;
        let rounds: Vec<_> = app.rows().await.into_iter().map(|(_, row)| format!("{} {}", row.purpose, row.generation)).collect();
        assert_eq!(rounds, ["confirmation 1", "registration_cancelled 1", "confirmation 2"]);
    }
}

fn assert_each_once(peer: &SmtpPeer, count: usize) {
    let mut recipients: Vec<_> = peer.seen().mails.into_iter().map(|mail| mail.to).collect();
    recipients.sort();
    assert_eq!(recipients.len(), count);
    recipients.dedup();
    assert_eq!(recipients.len(), count);
}
