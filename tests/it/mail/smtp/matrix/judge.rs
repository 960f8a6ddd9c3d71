//! What is wrong with a cell: the rows of the ledger held against what the server has really taken.

use std::collections::BTreeMap;

use halbsieben::app::ledger::LedgerLine;
use halbsieben::domain::delivery::{Delivery, DeliveryState};

use super::cell::{PEOPLE, never};
use super::{Cell, Class};
use crate::support::app::message_id_of;
use crate::support::smtp::Accepted;

/// What a reply may take up in a row.
const WORDS: usize = 700;

/// What the rows should not say while the server misbehaves.
pub(super) fn not_of_class(cell: Cell, rows: &[LedgerLine], taken: &[Accepted], is_paused: bool) -> Vec<String> {
    let class = cell.class();
    let mut wrong = Vec::new();
    if rows.len() != PEOPLE {
        wrong.push(format!("{} rows", rows.len()));
    }
    if is_paused != (class == Class::Paused) {
        wrong.push(format!("paused: {is_paused}"));
    }
    for line in rows {
        let row = &line.line.delivery;
        let was_late = class == Class::Late && taken.iter().any(|mail| mail.to == line.line.email.as_str());
        let (state, attempts) = match class {
            Class::Through => (DeliveryState::Accepted, 1),
            Class::Paused => (DeliveryState::Pending, 0),
            Class::Deferred | Class::Unknown | Class::Late => (DeliveryState::Retrying, 1),
            Class::Failed => (DeliveryState::Failed, 1),
        };
        if (row.state, row.attempts, row.maybe_twice) != (state, attempts, class == Class::Unknown || was_late) {
            wrong.push(format!("{}, expected {class:?}", in_words(row)));
        }
        let words = row.last_reply.as_deref().unwrap_or_default();
        let is_told = class != Class::Failed || words == never(cell.step);
        // A row that waits for a way out was not touched: the sender says why, not the row.
        let is_silent = words.is_empty() && class != Class::Paused;
        if is_silent || words.len() > WORDS || !is_told {
            wrong.push(format!("words: {words:?}"));
        }
    }
    if class == Class::Late && taken.len() != 1 {
        wrong.push(format!("{} mails were taken, one of them late", taken.len()));
    }
    wrong
}

fn in_words(row: &Delivery) -> String {
    let maybe = if row.maybe_twice { ", maybe twice" } else { "" };
    format!("{} after {} attempts{maybe} ({:?})", row.state.as_str(), row.attempts, row.last_reply)
}

/// Rows that say accepted without a 250 to the dot of their own mail.
pub(super) fn accepted_falsely(rows: &[LedgerLine], taken: &[Accepted]) -> Vec<String> {
    let is_of = |line: &LedgerLine, mail: &Accepted| {
        mail.answered && mail.to == line.line.email.as_str() && message_id_of(&mail.data) == line.message_id.trim_matches(['<', '>'])
    };
    let accepted = rows.iter().filter(|line| line.line.delivery.state == DeliveryState::Accepted);
    let falsely = accepted.filter(|line| !taken.iter().any(|mail| is_of(line, mail)));
    falsely.map(|line| format!("FALSELY accepted: {}", line.line.email)).collect()
}

/// Mails that nobody has, or that somebody has twice without a word, once the server has behaved for a while.
pub(super) fn lost_or_doubled(cell: Cell, rows: &[LedgerLine], all: &[Accepted]) -> Vec<String> {
    let mut copies: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for mail in all {
        *copies.entry((&mail.to, message_id_of(&mail.data))).or_default() += 1;
    }
    let mut wrong = Vec::new();
    for line in rows {
        let row = &line.line.delivery;
        let id = line.message_id.trim_matches(['<', '>']).to_owned();
        let copies = copies.remove(&(line.line.email.as_str(), id)).unwrap_or_default();
        let is_right = match row.state {
            DeliveryState::Accepted => copies == 1 || (copies == 2 && row.maybe_twice),
            DeliveryState::Failed => copies == 0 && cell.class() == Class::Failed,
            _ => false,
        };
        if !is_right {
            wrong.push(format!("in the end {copies} copies and {}", in_words(row)));
        }
        let attempts = match cell.class() {
            Class::Through | Class::Paused | Class::Failed => 1,
            Class::Deferred | Class::Unknown | Class::Late => 2,
        };
        if row.attempts != attempts {
            wrong.push(format!("in the end {}", in_words(row)));
        }
    }
    wrong.extend(copies.into_keys().map(|mail| format!("a mail that no row owes: {mail:?}")));
    wrong
}
