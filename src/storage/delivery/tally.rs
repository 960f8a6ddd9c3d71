//! How many rows of an event stand where, mail by mail.

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _};

use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::event_mail::EventMail;
use crate::domain::id::EventId;
use crate::domain::reminder::Audience;
use crate::storage::entity::{delivery, registration};
use crate::storage::event::word;
use crate::storage::instant;

/// Rows of one mail that stand alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Which mail.
    pub mail: EventMail,
    /// Which start, change or round of asking.
    pub generation: i32,
    /// Where they stand.
    pub state: DeliveryState,
    /// How many.
    pub count: u64,
    /// When the first of them became due.
    pub due_at: Timestamp,
}

/// How many rows of an event stand where: by purpose, audience and generation. Where somebody has several roles, an audience comes
/// more than once.
pub async fn count_by_mail(db: &impl ConnectionTrait, event_id: EventId) -> Result<Vec<Tally>, DbErr> {
    let counts = delivery::Entity::find()
        .inner_join(registration::Entity)
        .select_only()
        .column(delivery::Column::Purpose)
        .column(registration::Column::Role)
        .column(delivery::Column::Generation)
        .column(delivery::Column::State)
        .column_as(delivery::Column::Id.count(), "count")
        .column_as(delivery::Column::DueAt.min(), "first")
        .filter(delivery::Column::EventId.eq(event_id.uuid()))
        .group_by(delivery::Column::Purpose)
        .group_by(registration::Column::Role)
        .group_by(delivery::Column::Generation)
        .group_by(delivery::Column::State)
        .into_tuple::<(String, Option<String>, i32, String, i64, DateTimeUtc)>()
        .all(db)
        .await?;
    let tally = |(purpose, role, generation, state, count, first): (String, Option<String>, i32, String, i64, DateTimeUtc)| {
        let purpose: Purpose = word("delivery.purpose", &purpose)?;
        let audience = if role.is_some() { Audience::Team } else { Audience::Registrants };
        let (state, count) = (word("delivery.state", &state)?, u64::try_from(count).unwrap_or_default());
        Ok(Tally { mail: EventMail::to(purpose, audience), generation, state, count, due_at: instant(first) })
    };
    counts.into_iter().map(tally).collect()
}
