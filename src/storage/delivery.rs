//! The ledger: a row for every mail that has come due. How senders take rows up and settle them is in [`claims`].

mod answers;
pub mod claims;
mod tally;
mod waiting;

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    Statement,
};

pub use self::answers::{
    count_answers, count_new_addresses, find_heard, find_last_answer, hasten_answer, list_asked, list_asked_by_email, list_first_answers,
    put_off_answer,
};
pub use self::tally::{Tally, count_by_mail};
pub use self::waiting::{
    delete_void_reminders, owe_again, owe_void_again, void_waiting_by_rule, void_waiting_for, void_waiting_of_event,
    void_waiting_of_registration, void_waiting_of_start, void_waiting_without_rule,
};

use crate::domain::delivery::{Delivery, DeliveryState, Purpose};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{DeliveryId, EventId, RegistrationId};
use crate::domain::timeline::{Obligation, Standing};
use crate::storage::entity::{delivery, registration};
use crate::storage::event::word;
use crate::storage::{instant, stored};

/// Rows a statement: 18 columns each, and SQLite takes 32,766 values.
pub(in crate::storage) const ROWS: usize = 1_500;

/// A row to be entered.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Whose event.
    pub event_id: EventId,
    /// To whom.
    pub registration_id: RegistrationId,
    /// What is owed.
    pub owed: Obligation,
    /// The order in which it is sent (law 13): the moment by which it is useful; for what goes out at once, that moment.
    pub urgent_at: Timestamp,
}

/// A line of the ledger, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row.
    pub delivery: Delivery,
    /// To which address.
    pub email: EmailAddress,
    /// The name that was given.
    pub name: Option<String>,
}

/// Enters rows at `now`; those that are there already stay as they are (law 2).
pub async fn insert_many(db: &impl ConnectionTrait, rows: &[NewDelivery], now: Timestamp) -> Result<u64, DbErr> {
    let once = OnConflict::columns([delivery::Column::RegistrationId, delivery::Column::Purpose, delivery::Column::Generation])
        .do_nothing()
        .to_owned();
    let mut entered = 0;
    for rows in rows.chunks(ROWS) {
        let models = rows.iter().map(|new| model(new, now));
        entered += delivery::Entity::insert_many(models).on_conflict(once.clone()).exec_without_returning(db).await?;
    }
    Ok(entered)
}

fn model(new: &NewDelivery, now: Timestamp) -> delivery::ActiveModel {
    let owed = &new.owed;
    let (state, reason, next_at) = match owed.standing {
        Standing::Due => (DeliveryState::Pending, None, Some(stored(owed.due_at.min(now)))),
        Standing::Void(reason) => (DeliveryState::Void, Some(reason), None),
    };
    delivery::ActiveModel {
        id: Set(DeliveryId::new(now).uuid()),
        event_id: Set(new.event_id.uuid()),
        registration_id: Set(new.registration_id.uuid()),
        purpose: Set(owed.purpose.to_string()),
        generation: Set(owed.generation),
        due_at: Set(stored(owed.due_at)),
        urgent_at: Set(stored(new.urgent_at)),
        useful_until: Set(stored(owed.useful_until)),
        state: Set(state.as_str().to_owned()),
        reason: Set(reason.map(|reason| reason.as_str().to_owned())),
        next_at: Set(next_at),
        claimed_by: Set(None),
        fence: Set(0),
        attempts: Set(0),
        crashes: Set(0),
        maybe_twice: Set(false),
        last_reply: Set(None),
        accepted_at: Set(None),
    }
}

/// How many rows can be taken up at `now`, counted no further than `most`.
pub async fn count_due(db: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<usize, DbErr> {
    let due = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Id)
        .filter(delivery::Column::NextAt.lte(stored(now)))
        .limit(most)
        .into_tuple::<sea_orm::prelude::Uuid>()
        .all(db)
        .await?;
    Ok(due.len())
}

/// When the next row can be taken up; none when everything is settled.
pub async fn find_next_due(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, DbErr> {
    let next = delivery::Entity::find()
        .select_only()
        .column_as(delivery::Column::NextAt.min(), "next_at")
        .filter(delivery::Column::NextAt.is_not_null())
        .into_tuple::<Option<sea_orm::prelude::DateTimeUtc>>()
        .one(db)
        .await?;
    Ok(next.flatten().map(instant))
}

/// The ledger of an event, in the order in which its mails became due.
pub async fn list(db: &impl ConnectionTrait, event_id: EventId, state: Option<DeliveryState>) -> Result<Vec<Line>, DbErr> {
    let mut query = delivery::Entity::find()
        .filter(delivery::Column::EventId.eq(event_id.uuid()))
        .order_by_asc(delivery::Column::DueAt)
        .order_by_asc(delivery::Column::Id);
    if let Some(state) = state {
        query = query.filter(delivery::Column::State.eq(state.as_str()));
    }
    let rows = query.find_also_related(registration::Entity).all(db).await?;
    rows.into_iter().filter_map(|(row, registration)| registration.map(|registration| line(row, registration))).collect()
}

/// Where the mails of a registration stand.
pub async fn list_of_registration(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Vec<(Purpose, i32, DeliveryState)>, DbErr> {
    let rows = delivery::Entity::find().filter(delivery::Column::RegistrationId.eq(id.uuid())).all(db).await?;
    rows.into_iter().map(|row| Ok((word("delivery.purpose", &row.purpose)?, row.generation, word("delivery.state", &row.state)?))).collect()
}

/// Every row of a registration, in the order in which they became due.
pub async fn list_rows_of_registration(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Vec<Delivery>, DbErr> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .order_by_asc(delivery::Column::DueAt)
        .order_by_asc(delivery::Column::Id);
    rows.all(db).await?.into_iter().map(domain).collect()
}

/// After the clock was set back: no claim lasts beyond `claims_until`, and what was put off until a moment that is now far ahead is
/// taken up at `now`, though no reminder before it is due.
pub async fn bring_forward(db: &impl ConnectionTrait, now: Timestamp, claims_until: Timestamp) -> Result<(), DbErr> {
    const WAITING: &str = "UPDATE delivery SET next_at = CASE \
             WHEN due_at <= $1 OR NOT (purpose LIKE 'reminder%' OR purpose LIKE 'follow_up%') THEN $1 \
             WHEN due_at < next_at THEN due_at ELSE next_at END \
         WHERE next_at > $1 AND state IN ('pending', 'retrying')";
    delivery::Entity::update_many()
        .set(delivery::ActiveModel { next_at: Set(Some(stored(claims_until))), ..Default::default() })
        .filter(delivery::Column::State.eq(DeliveryState::Claimed.as_str()))
        .filter(delivery::Column::NextAt.gt(stored(claims_until)))
        .exec(db)
        .await?;
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), WAITING, [stored(now).into()])).await.map(drop)
}

/// Reads no more of the registration than the line shows: one that this version cannot read must not hide the ledger (law 12).
fn line(row: delivery::Model, registration: registration::Model) -> Result<Line, DbErr> {
    let email = EmailAddress::parse(&registration.email).map_err(|_| crate::storage::unreadable("registration.email", "…"))?;
    let name: Vec<String> = [registration.given_name, registration.family_name].into_iter().flatten().collect();
    Ok(Line { delivery: domain(row)?, name: (!name.is_empty()).then(|| name.join(" ")), email })
}

fn domain(row: delivery::Model) -> Result<Delivery, DbErr> {
    Ok(Delivery {
        id: DeliveryId::from(row.id),
        event_id: EventId::from(row.event_id),
        registration_id: RegistrationId::from(row.registration_id),
        purpose: word("delivery.purpose", &row.purpose)?,
        generation: row.generation,
        due_at: instant(row.due_at),
        useful_until: instant(row.useful_until),
        state: word("delivery.state", &row.state)?,
        reason: row.reason.as_deref().map(|reason| word("delivery.reason", reason)).transpose()?,
        attempts: row.attempts,
        maybe_twice: row.maybe_twice,
        last_reply: row.last_reply,
        accepted_at: row.accepted_at.map(instant),
    })
}

/// How many rows of an event stand where, by purpose.
pub async fn count_by_state(db: &impl ConnectionTrait, event_id: EventId) -> Result<Vec<(Purpose, DeliveryState, u64)>, DbErr> {
    let counts = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Purpose)
        .column(delivery::Column::State)
        .column_as(delivery::Column::Id.count(), "count")
        .filter(delivery::Column::EventId.eq(event_id.uuid()))
        .group_by(delivery::Column::Purpose)
        .group_by(delivery::Column::State)
        .into_tuple::<(String, String, i64)>()
        .all(db)
        .await?;
    counts
        .into_iter()
        .map(|(purpose, state, count)| {
            Ok((word("delivery.purpose", &purpose)?, word("delivery.state", &state)?, u64::try_from(count).unwrap_or_default()))
        })
        .collect()
}
