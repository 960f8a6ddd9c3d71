//! Sessions of organisers, and the one-time links that lead to them.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::domain::id::OrganiserId;
use crate::domain::organiser::Organiser;
use crate::domain::session::{NewSession, Opens, Session};
use crate::storage::entity::{organiser, session, sign_in_link};
use crate::storage::event::word;
use crate::storage::organiser::organiser_of;
use crate::storage::{instant, stored};

/// Keeps a one-time link.
pub async fn insert_link(
    db: &impl ConnectionTrait,
    key_hash: Vec<u8>,
    id: OrganiserId,
    opens: Opens,
    expires_at: Timestamp,
) -> Result<(), DbErr> {
    let row = sign_in_link::ActiveModel {
        key_hash: Set(key_hash),
        organiser_id: Set(id.uuid()),
        expires_at: Set(stored(expires_at)),
        opens: Set(opens.as_str().to_owned()),
    };
    sign_in_link::Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Whose one-time link it is at `now`, and what it opens. That of an organiser who was turned away opens nothing.
pub async fn find_link(db: &impl ConnectionTrait, key_hash: Vec<u8>, now: Timestamp) -> Result<Option<(Organiser, Opens)>, DbErr> {
    let row = sign_in_link::Entity::find_by_id(key_hash).filter(sign_in_link::Column::ExpiresAt.gt(stored(now))).one(db).await?;
    let Some(link) = row else { return Ok(None) };
    let Some(organiser) = find_welcome(db, link.organiser_id.into()).await? else { return Ok(None) };
    Ok(Some((organiser, word("sign_in_link.opens", &link.opens)?)))
}

/// Uses a one-time link up that opens this, and says whose it was; none when it does not, or somebody was faster.
pub async fn take_link(db: &impl ConnectionTrait, key_hash: Vec<u8>, opens: Opens, now: Timestamp) -> Result<Option<Organiser>, DbErr> {
    let found = find_link(db, key_hash.clone(), now).await?.filter(|(_, found)| *found == opens);
    let Some((organiser, _)) = found else { return Ok(None) };
    let is_there = sign_in_link::Entity::delete_by_id(key_hash).exec(db).await?.rows_affected > 0;
    Ok(is_there.then_some(organiser))
}

/// Forgets the links and the sessions that have ended by `now`.
pub async fn delete_ended(db: &impl ConnectionTrait, now: Timestamp) -> Result<(), DbErr> {
    sign_in_link::Entity::delete_many().filter(sign_in_link::Column::ExpiresAt.lte(stored(now))).exec(db).await?;
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(stored(now))).exec(db).await.map(drop)
}

/// Keeps a session that begins at `now`.
pub async fn insert(db: &impl ConnectionTrait, new: &NewSession, now: Timestamp) -> Result<(), DbErr> {
    let row = session::ActiveModel {
        key_hash: Set(new.key_hash.clone()),
        organiser_id: Set(new.organiser_id.uuid()),
        expires_at: Set(stored(new.expires_at)),
        begun_at: Set(Some(stored(now))),
        seen_at: Set(Some(stored(now))),
        browser: Set(new.browser.as_ref().map(|browser| browser.as_str().to_owned())),
        failed_before: Set(new.failed_before),
    };
    session::Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// When a session was last seen, and whose it is at `now`. That of an organiser who was turned away is nobody's.
pub async fn find_organiser(
    db: &impl ConnectionTrait,
    key_hash: Vec<u8>,
    now: Timestamp,
) -> Result<Option<(Organiser, Option<Timestamp>)>, DbErr> {
    let held = session::Entity::find_by_id(key_hash).filter(session::Column::ExpiresAt.gt(stored(now))).one(db).await?;
    let Some(held) = held else { return Ok(None) };
    let organiser = find_welcome(db, held.organiser_id.into()).await?;
    Ok(organiser.map(|organiser| (organiser, held.seen_at.map(instant))))
}

/// The sessions of an organiser that last at `now`, the one that was seen last first.
pub async fn list(db: &impl ConnectionTrait, id: OrganiserId, now: Timestamp) -> Result<Vec<Session>, DbErr> {
    let rows = session::Entity::find()
        .filter(session::Column::OrganiserId.eq(id.uuid()))
        .filter(session::Column::ExpiresAt.gt(stored(now)))
        .order_by_desc(session::Column::SeenAt)
        .order_by_asc(session::Column::KeyHash);
    let rows = rows.all(db).await?.into_iter();
    Ok(rows
        .map(|row| Session {
            key_hash: row.key_hash,
            begun_at: row.begun_at.map(instant),
            seen_at: row.seen_at.map(instant),
            browser: row.browser,
            failed_before: row.failed_before,
        })
        .collect())
}

/// Notes that a session is in use.
pub async fn update_seen(db: &impl ConnectionTrait, key_hash: Vec<u8>, now: Timestamp) -> Result<(), DbErr> {
    let seen = session::ActiveModel { seen_at: Set(Some(stored(now))), ..Default::default() };
    session::Entity::update_many().set(seen).filter(session::Column::KeyHash.eq(key_hash)).exec(db).await.map(drop)
}

/// Ends one session of an organiser.
pub async fn delete_of(db: &impl ConnectionTrait, id: OrganiserId, key_hash: Vec<u8>) -> Result<(), DbErr> {
    session::Entity::delete_by_id(key_hash).filter(session::Column::OrganiserId.eq(id.uuid())).exec(db).await.map(drop)
}

/// Ends all sessions of an organiser but one, and all links that would lead to new ones.
pub async fn delete_others(db: &impl ConnectionTrait, id: OrganiserId, kept: Vec<u8>) -> Result<(), DbErr> {
    let others = session::Entity::delete_many().filter(session::Column::OrganiserId.eq(id.uuid()));
    others.filter(session::Column::KeyHash.ne(kept)).exec(db).await?;
    delete_links(db, id).await
}

/// Ends all sessions of an organiser, and all links that would lead to new ones.
pub async fn delete_all(db: &impl ConnectionTrait, id: OrganiserId) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::Column::OrganiserId.eq(id.uuid())).exec(db).await?;
    delete_links(db, id).await
}

async fn delete_links(db: &impl ConnectionTrait, id: OrganiserId) -> Result<(), DbErr> {
    sign_in_link::Entity::delete_many().filter(sign_in_link::Column::OrganiserId.eq(id.uuid())).exec(db).await.map(drop)
}

/// Ends a session.
pub async fn delete(db: &impl ConnectionTrait, key_hash: Vec<u8>) -> Result<(), DbErr> {
    session::Entity::delete_by_id(key_hash).exec(db).await.map(drop)
}

async fn find_welcome(db: &impl ConnectionTrait, id: OrganiserId) -> Result<Option<Organiser>, DbErr> {
    let found = organiser::Entity::find_by_id(id.uuid()).filter(organiser::Column::DisabledAt.is_null()).one(db).await?;
    found.as_ref().map(organiser_of).transpose()
}
