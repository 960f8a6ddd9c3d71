//! Law 11: the mail server is away, and everybody has the link in time all the same.

use super::PATIENCE;
use super::audit::{Audit, Owed};
use super::site::Site;
use crate::support::app::instant;
use crate::support::backend::Backend;
use crate::support::smtp::SmtpPeer;

on_each_backend! {
    /// The event begins at 18:30; its reminder is due at 17:30, and the mail server is away from 17:25 to 17:55.
    async fn law_11_everybody_has_the_link_by_18_00_when_the_server_comes_back_at_17_55(backend: Backend) {
        const PEOPLE: usize = 60;
        const RUNS: f64 = 30.0;
        let away = SmtpPeer::start_away();
        let site =
            Site::on(backend).await.peer(away).people(PEOPLE).reminder_minutes(60).begins("2031-05-15T15:29:00Z").speed(RUNS).open().await;
        let _process = site.serve().await;
        site.clock.sleep_until(instant("2031-05-15T15:55:00Z")).await;
        assert_eq!(site.peer.accepted(), 0);
        site.peer.come_back();
        site.accepts(PEOPLE, PATIENCE).await;
        let had_at = site.clock.now();
        assert!(had_at < instant("2031-05-15T16:00:00Z"), "the last one has it at {had_at}");
        site.settled("reminder_1h", PEOPLE, PATIENCE).await;
        let audit = Audit::of(&site);
        audit.holds(&format!("away from 17:25 to 17:55, all sent at {had_at}"), &[Owed::to(&site.registered().await, "reminder_1h")], 0);
        assert!(audit.rows.iter().all(|row| row.attempts == 1), "a server that is away costs no row an attempt");
    }
}
