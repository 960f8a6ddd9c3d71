//! Organisers, their one-time links and their sessions.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};

use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::Organiser;
use crate::storage::entity::{organiser, session, sign_in_link};
use crate::storage::{stored, unreadable};

/// Enters an organiser, unless that address has one.
pub async fn insert(db: &impl ConnectionTrait, new: &Organiser, now: Timestamp) -> Result<(), DbErr> {
    let row = organiser::ActiveModel {
        id: Set(new.id.uuid()),
        email_key: Set(new.email.key()),
        email: Set(new.email.as_str().to_owned()),
        name: Set(new.name.clone()),
        created_at: Set(stored(now)),
    };
    let known = OnConflict::column(organiser::Column::EmailKey).do_nothing().to_owned();
    organiser::Entity::insert(row).on_conflict(known).exec_without_returning(db).await.map(drop)
}

/// The organiser with an address.
pub async fn find_by_email(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Option<Organiser>, DbErr> {
    let row = organiser::Entity::find().filter(organiser::Column::EmailKey.eq(email.key())).one(db).await?;
    row.map(domain).transpose()
}

/// Keeps a one-time link.
pub async fn insert_sign_in_link(
    db: &impl ConnectionTrait,
    key_hash: Vec<u8>,
    id: OrganiserId,
    expires_at: Timestamp,
) -> Result<(), DbErr> {
    let row = sign_in_link::ActiveModel { key_hash: Set(key_hash), organiser_id: Set(id.uuid()), expires_at: Set(stored(expires_at)) };
    sign_in_link::Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Whether a one-time link still opens at `now`.
pub async fn find_sign_in_link(db: &impl ConnectionTrait, key_hash: Vec<u8>, now: Timestamp) -> Result<Option<OrganiserId>, DbErr> {
    let row = sign_in_link::Entity::find_by_id(key_hash).filter(sign_in_link::Column::ExpiresAt.gt(stored(now))).one(db).await?;
    Ok(row.map(|row| OrganiserId::from(row.organiser_id)))
}

/// Uses a one-time link up; says whether it was there to be used.
pub async fn delete_sign_in_link(db: &impl ConnectionTrait, key_hash: Vec<u8>) -> Result<bool, DbErr> {
    Ok(sign_in_link::Entity::delete_by_id(key_hash).exec(db).await?.rows_affected > 0)
}

/// Keeps a session, and forgets those that have ended.
pub async fn insert_session(
    db: &impl ConnectionTrait,
    key_hash: Vec<u8>,
    id: OrganiserId,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(stored(now))).exec(db).await?;
    let row = session::ActiveModel { key_hash: Set(key_hash), organiser_id: Set(id.uuid()), expires_at: Set(stored(expires_at)) };
    session::Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Whose session it is at `now`.
pub async fn find_by_session(db: &impl ConnectionTrait, key_hash: Vec<u8>, now: Timestamp) -> Result<Option<Organiser>, DbErr> {
    let held = session::Entity::find_by_id(key_hash).filter(session::Column::ExpiresAt.gt(stored(now))).one(db).await?;
    let Some(held) = held else { return Ok(None) };
    organiser::Entity::find_by_id(held.organiser_id).one(db).await?.map(domain).transpose()
}

/// Ends a session.
pub async fn delete_session(db: &impl ConnectionTrait, key_hash: Vec<u8>) -> Result<(), DbErr> {
    session::Entity::delete_by_id(key_hash).exec(db).await.map(drop)
}

fn domain(row: organiser::Model) -> Result<Organiser, DbErr> {
    let email = EmailAddress::parse(&row.email).map_err(|_| unreadable("organiser.email", "…"))?;
    Ok(Organiser { id: OrganiserId::from(row.id), name: row.name, email })
}
