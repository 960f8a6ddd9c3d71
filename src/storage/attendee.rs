//! The attendee list: one scan, row by row, so that memory does not grow with it.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use tokio::sync::mpsc::Sender;

use crate::domain::attendee::Attendee;
use crate::domain::event::Event;
use crate::storage::entity::registration;
use crate::storage::event::word;
use crate::storage::{instant, registration as registrations};

/// Hands every attendee of `event` on, in the order of registration; ends early when nobody takes them.
pub async fn for_each(db: &DatabaseConnection, event: &Event, taker: Sender<Attendee>) -> Result<(), DbErr> {
    let in_order = of_event(event).order_by_asc(registration::Column::RegisteredAt).order_by_asc(registration::Column::Id);
    let mut rows = in_order.stream(db).await?;
    while let Some(row) = rows.try_next().await? {
        if taker.send(attendee(row, event)?).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// A page of the list, the newest first.
pub async fn list(db: &impl ConnectionTrait, event: &Event, skip: u64, limit: u64) -> Result<Vec<Attendee>, DbErr> {
    let newest_first = of_event(event).order_by_desc(registration::Column::RegisteredAt).order_by_desc(registration::Column::Id);
    let rows = newest_first.offset(skip).limit(limit).all(db).await?;
    rows.into_iter().map(|row| attendee(row, event)).collect()
}

/// Without the team: they hold the event, and attend it not.
fn of_event(event: &Event) -> sea_orm::Select<registration::Entity> {
    registration::Entity::find().filter(registration::Column::EventId.eq(event.id.uuid())).filter(registration::Column::Role.is_null())
}

fn attendee(row: registration::Model, event: &Event) -> Result<Attendee, DbErr> {
    let mut answered = if event.questions.is_empty() { BTreeMap::new() } else { registrations::read(&row.answers)? };
    Ok(Attendee {
        status: word("registration.status", &row.status)?,
        given_name: row.given_name.unwrap_or_default(),
        family_name: row.family_name.unwrap_or_default(),
        email: row.email,
        registered_at: instant(row.registered_at),
        answers: event.questions.iter().map(|question| question.on_one_line(answered.remove(&question.id).unwrap_or_default())).collect(),
    })
}
