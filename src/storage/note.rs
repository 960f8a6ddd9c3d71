//! What organisers have noted about people. A note goes with its registration, by the schema.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait as _};

use crate::domain::id::{OrganiserId, RegistrationId};
use crate::domain::note::Note;
use crate::storage::entity::{organiser, registration_note};
use crate::storage::{instant, stored};

/// The note about somebody.
pub async fn find(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Option<Note>, DbErr> {
    let found = registration_note::Entity::find_by_id(id.uuid()).find_also_related(organiser::Entity).one(db).await?;
    Ok(found.map(|(row, by)| Note { text: row.text, by: by.map(|by| by.name).unwrap_or_default(), changed_at: instant(row.changed_at) }))
}

/// Keeps a note about somebody in the place of the one before.
pub async fn insert(db: &impl ConnectionTrait, id: RegistrationId, text: &str, by: OrganiserId, now: Timestamp) -> Result<(), DbErr> {
    use registration_note::Column::{ChangedAt, OrganiserId, RegistrationId, Text};
    let row = registration_note::ActiveModel {
        registration_id: Set(id.uuid()),
        text: Set(text.to_owned()),
        organiser_id: Set(by.uuid()),
        changed_at: Set(stored(now)),
    };
    let known = OnConflict::column(RegistrationId).update_columns([Text, OrganiserId, ChangedAt]).to_owned();
    registration_note::Entity::insert(row).on_conflict(known).exec_without_returning(db).await.map(drop)
}

/// Removes the note about somebody.
pub async fn delete(db: &impl ConnectionTrait, id: RegistrationId) -> Result<(), DbErr> {
    registration_note::Entity::delete_by_id(id.uuid()).exec(db).await.map(drop)
}
