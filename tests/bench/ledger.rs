//! What became of the reminders of an event, from the ledger itself.

use std::collections::HashSet;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use halbsieben::domain::delivery::{Delivery, DeliveryState};
use halbsieben::storage::db::Db;
use halbsieben::storage::{delivery, event};
use jiff::Timestamp;

use crate::{now, rate};

/// How often the ledger is looked at while reminders leave: seldom, since looking costs.
const LOOK_EVERY: Duration = Duration::from_millis(500);

pub(crate) async fn reminders(database: String, slug: String, count: u64, due: Timestamp, limit: Duration) -> Result<()> {
    let db = Db::open(&database).await?;
    let id = event::find_by_slug(db.read(), &slug).await?.context("there is no such event")?.event.id;
    let began = now();
    loop {
        let states = delivery::count_by_state(db.read(), id).await?;
        let settled: u64 =
            states.iter().filter(|(purpose, state, _)| purpose.is_reminder() && is_settled(*state)).map(|(.., count)| count).sum();
        if settled >= count {
            break;
        }
        if began.elapsed() > limit {
            bail!("{settled} of {count} reminders are settled after {limit:?}: {states:?}");
        }
        wait(LOOK_EVERY).await;
    }
    let lines = delivery::list(db.read(), id, None).await?;
    let reminders: Vec<&delivery::Line> = lines.iter().filter(|line| line.delivery.purpose.is_reminder()).collect();
    let recipients: HashSet<String> = reminders.iter().map(|line| line.email.key()).collect();
    let rows: Vec<&Delivery> = reminders.iter().map(|line| &line.delivery).collect();
    say(&rows, recipients.len(), due);
    Ok(())
}

fn is_settled(state: DeliveryState) -> bool {
    !matches!(state, DeliveryState::Pending | DeliveryState::Claimed | DeliveryState::Retrying)
}

fn say(rows: &[&Delivery], recipients: usize, due: Timestamp) {
    let accepted: Vec<Timestamp> =
        rows.iter().filter(|row| row.state == DeliveryState::Accepted).filter_map(|row| row.accepted_at).collect();
    let first = accepted.iter().min().copied().unwrap_or(due);
    let last = accepted.iter().max().copied().unwrap_or(due);
    let between = Duration::try_from(last.duration_since(first)).unwrap_or_default();
    let since_due = Duration::try_from(last.duration_since(due)).unwrap_or_default();
    let tried_again = rows.iter().filter(|row| row.attempts != 1 || row.maybe_twice).count();
    println!(
        "rows={} accepted={} recipients={recipients} tried_again={tried_again} first_ms={} all_s={:.3} rate={:.1} rate_since_due={:.1}",
        rows.len(),
        accepted.len(),
        first.duration_since(due).as_millis(),
        since_due.as_secs_f64(),
        rate(accepted.len() as u64, between),
        rate(accepted.len() as u64, since_due),
    );
}

#[expect(clippy::disallowed_methods, reason = "another process is waited for, on its own clock")]
async fn wait(duration: Duration) {
    tokio::time::sleep(duration).await;
}
