//! What a bounce is held against: the row of the ledger that it names, and whose it is.

use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};

use crate::domain::delivery::DeliveryState;
use crate::domain::id::DeliveryId;
use crate::domain::registration::Registration;
use crate::storage::entity::{delivery, registration};

/// A row of the ledger, as far as a bounce is concerned.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Whether the mail server accepted it.
    pub was_accepted: bool,
    /// Whether a copy may have been accepted without our learning of it.
    pub maybe_twice: bool,
    /// To whom it went, as they are registered now.
    pub registration: Registration,
}

/// The row with a key, with its registration.
pub async fn find_sent(db: &impl ConnectionTrait, id: DeliveryId) -> Result<Option<Sent>, DbErr> {
    let found = delivery::Entity::find_by_id(id.uuid()).find_also_related(registration::Entity).one(db).await?;
    let Some((row, Some(registration))) = found else { return Ok(None) };
    Ok(Some(Sent {
        was_accepted: row.accepted_at.is_some(),
        maybe_twice: row.maybe_twice,
        registration: crate::storage::registration::domain(registration)?,
    }))
}

/// Writes a bounce into the row that it is about: the server had accepted the mail and then could not deliver it.
pub async fn mark(db: &impl ConnectionTrait, id: DeliveryId, words: &str) -> Result<(), DbErr> {
    let bounced = delivery::ActiveModel {
        state: Set(DeliveryState::Failed.as_str().to_owned()),
        next_at: Set(None),
        last_reply: Set(Some(words.to_owned())),
        ..Default::default()
    };
    delivery::Entity::update_many().set(bounced).filter(delivery::Column::Id.eq(id.uuid())).exec(db).await.map(drop)
}
