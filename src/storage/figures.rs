//! What the figures of an event are counted from.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{ColumnTrait as _, DatabaseConnection, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};

use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::event::Event;
use crate::domain::figures::{DayCount, DayTally};
use crate::domain::id::EventId;
use crate::domain::registration::RegistrationStatus;
use crate::storage::entity::{delivery, registration};
use crate::storage::event::word;
use crate::storage::instant;

/// Who has had a place, day by day. Whoever was entered for the event's team, or only waited, is not counted. One scan; memory does
/// not grow with it.
pub async fn list_days(db: &DatabaseConnection, event: &Event) -> Result<Vec<DayCount>, DbErr> {
    let was_registered = registration::Column::Status
        .eq(RegistrationStatus::Registered.as_str())
        .or(registration::Column::Status.eq(RegistrationStatus::Cancelled.as_str()).and(registration::Column::Confirmation.gt(0)));
    let mut stays = registration::Entity::find()
        .select_only()
        .columns([registration::Column::RegisteredAt, registration::Column::CancelledAt])
        .filter(registration::Column::EventId.eq(event.id.uuid()))
        .filter(registration::Column::Role.is_null())
        .filter(was_registered)
        .into_tuple::<(DateTimeUtc, Option<DateTimeUtc>)>()
        .stream(db)
        .await?;
    let mut tally = DayTally::new(&event.schedule);
    while let Some((registered_at, cancelled_at)) = stays.try_next().await? {
        tally.add(instant(registered_at), cancelled_at.map(instant));
    }
    Ok(tally.days())
}

/// When people came in, the earliest first.
pub async fn list_present_at(db: &DatabaseConnection, id: EventId) -> Result<Vec<Timestamp>, DbErr> {
    let times = registration::Entity::find()
        .select_only()
        .column(registration::Column::PresentAt)
        .filter(registration::Column::EventId.eq(id.uuid()))
        .filter(registration::Column::PresentAt.is_not_null())
        .order_by_asc(registration::Column::PresentAt)
        .into_tuple::<DateTimeUtc>()
        .all(db)
        .await?;
    Ok(times.into_iter().map(instant).collect())
}

/// By purpose, when the first and the last mail was handed over.
pub async fn list_hand_overs(db: &DatabaseConnection, id: EventId) -> Result<BTreeMap<Purpose, (Timestamp, Timestamp)>, DbErr> {
    let times = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Purpose)
        .column_as(delivery::Column::AcceptedAt.min(), "first_at")
        .column_as(delivery::Column::AcceptedAt.max(), "last_at")
        .filter(delivery::Column::EventId.eq(id.uuid()))
        .filter(delivery::Column::State.eq(DeliveryState::Accepted.as_str()))
        .filter(delivery::Column::AcceptedAt.is_not_null())
        .group_by(delivery::Column::Purpose)
        .into_tuple::<(String, DateTimeUtc, DateTimeUtc)>()
        .all(db)
        .await?;
    times.into_iter().map(|(purpose, first, last)| Ok((word("delivery.purpose", &purpose)?, (instant(first), instant(last))))).collect()
}
