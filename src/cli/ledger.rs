//! `ledger`: every mail that has come due, and what became of it.

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use crate::app::ledger::LedgerLine;
use crate::cli::{Common, Outcome, say};
use crate::domain::delivery::DeliveryState;

/// Every mail of an event.
#[derive(Debug, Args)]
pub(super) struct Ledger {
    /// The event.
    slug: String,
    /// Only those: pending, claimed, accepted, retrying, failed, void or expired.
    #[arg(long)]
    state: Option<DeliveryState>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// A line as programs read it; its keys are an interface.
#[derive(Serialize)]
struct Line<'a> {
    email: &'a str,
    kind: String,
    due_at: String,
    state: &'static str,
    attempts: i32,
    message_id: &'a str,
    last_reply: Option<&'a str>,
    reason: Option<&'static str>,
    maybe_twice: bool,
}

impl Ledger {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let app = common.app().await?;
        let ledger = app.ledger(&self.slug, self.state).await?;
        let lines: Vec<Line<'_>> = ledger.iter().map(line).collect();
        if self.json {
            say(serde_json::to_string_pretty(&lines)?);
        } else {
            for line in &lines {
                say(for_people(line));
            }
        }
        Ok(Outcome::Done)
    }
}

fn line(ledger: &LedgerLine) -> Line<'_> {
    let delivery = &ledger.line.delivery;
    Line {
        email: ledger.line.email.as_str(),
        kind: delivery.purpose.to_string(),
        due_at: delivery.due_at.to_string(),
        state: delivery.state.as_str(),
        attempts: delivery.attempts,
        message_id: &ledger.message_id,
        last_reply: delivery.last_reply.as_deref(),
        reason: delivery.reason.map(crate::domain::delivery::VoidReason::as_str),
        maybe_twice: delivery.maybe_twice,
    }
}

fn for_people(line: &Line<'_>) -> String {
    let why = line.reason.or(line.last_reply).unwrap_or_default();
    let twice = if line.maybe_twice { " (maybe twice)" } else { "" };
    format!("{}  {:<22} {:<9}{twice} {}  {why}", line.due_at, line.kind, line.state, line.email)
}
