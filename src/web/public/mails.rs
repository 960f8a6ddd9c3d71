//! The mails of a registration, as its own person reads of them: what was sent, and what will be (law 1).

use jiff::Timestamp;

use crate::app::registration::MyRegistration;
use crate::domain::delivery::{Delivery, DeliveryState};
use crate::domain::timeline::{Obligation, Standing, timeline};
use crate::web::public::registration::kind;
use crate::words::{When, Words};

/// What for, and where it stands with its moment: what was sent or refused, and what the timeline says will still be sent.
pub(super) fn lines(mine: &MyRegistration, rows: &[Delivery], when: &When<'_>, w: &Words, now: Timestamp) -> Vec<(String, String)> {
    let is_news = |row: &&Delivery| !matches!(row.state, DeliveryState::Void | DeliveryState::Expired);
    let sent = rows.iter().filter(is_news).map(|row| (kind(w, row.purpose), state(w, row, when)));
    let coming = coming(mine, rows, now).into_iter().map(|owed| (kind(w, owed.purpose), planned(w, &owed, when)));
    sent.chain(coming).collect()
}

/// What the timeline says will still be sent, beside what has a row in the ledger.
pub(in crate::web) fn coming(mine: &MyRegistration, rows: &[Delivery], now: Timestamp) -> Vec<Obligation> {
    let has_row = |purpose, generation| rows.iter().any(|row| (row.purpose, row.generation) == (purpose, generation));
    let owed = timeline(&mine.public.event, &mine.public.reminders, &mine.registration.registered()).into_iter();
    owed.filter(|owed| owed.standing == Standing::Due && owed.due_at > now && !has_row(owed.purpose, owed.generation)).collect()
}

/// That a mail is still to come, and when.
pub(in crate::web) fn planned(w: &Words, owed: &Obligation, when: &When<'_>) -> String {
    format!("{}, {}", w.mail_state_planned(), when.moment_at(owed.due_at))
}

/// Where a mail stands, and since when.
pub(in crate::web) fn state(w: &Words, row: &Delivery, when: &When<'_>) -> String {
    let (state, at) = match row.state {
        DeliveryState::Accepted => (w.mail_state_sent(), row.accepted_at.unwrap_or(row.due_at)),
        DeliveryState::Failed => (w.mail_state_failed(), row.due_at),
        DeliveryState::Pending | DeliveryState::Claimed | DeliveryState::Retrying => return w.mail_state_sending(),
        DeliveryState::Void => return w.mail_state_void(),
        DeliveryState::Expired => (w.mail_state_expired(), row.due_at),
    };
    format!("{state}, {}", when.moment_at(at))
}
