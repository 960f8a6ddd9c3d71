//! Law 22: a process that was stopped over the moment at which something was due.

use jiff::SignedDuration;

use super::audit::{Audit, Owed};
use super::site::{DUE, Site};
use super::{PATIENCE, reminders};
use crate::support::app::instant;
use crate::support::backend::Backend;

const REMINDER: &str = "reminder_24h";

on_each_backend! {
    async fn law_22_stopped_over_the_due_moment_it_sends_once_when_it_goes_on(backend: Backend) {
        let site = Site::on(backend).await.people(reminders()).begins("2031-05-14T16:29:57Z").open().await;
        let process = site.serve().await;
        process.freeze();
        site.clock.sleep_until(instant(DUE) + SignedDuration::from_secs(2)).await;
        assert_eq!(site.peer.accepted(), 0);
        process.thaw();
        let took = site.settled(REMINDER, reminders(), PATIENCE).await;
        let what = format!("stopped over the due moment on {backend:?}, sent {:.1} s after it went on", took.as_secs_f64());
        Audit::of(&site).holds(&what, &[Owed::to(&site.people, REMINDER)], 0);
    }
}
