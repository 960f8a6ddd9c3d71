//! Who is at work on this database, and how they fare.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};

use crate::domain::forecast::Instance;
use crate::domain::id::InstanceId;
use crate::storage::entity::instance;
use crate::storage::{instant, stored};

/// Writes down how a process fares.
pub async fn update(db: &impl ConnectionTrait, id: InstanceId, fares: &Instance) -> Result<(), DbErr> {
    use instance::Column::{BeatAt, PauseReason, PausedUntil, RatePerSecond, SendsMail};
    let row = instance::ActiveModel {
        id: Set(id.uuid()),
        beat_at: Set(stored(fares.beat_at)),
        sends_mail: Set(fares.sends_mail),
        rate_per_second: Set(fares.rate_per_second),
        paused_until: Set(fares.pause.as_ref().map(|(until, _)| stored(*until))),
        pause_reason: Set(fares.pause.as_ref().map(|(_, reason)| reason.clone())),
    };
    let anew =
        OnConflict::column(instance::Column::Id).update_columns([BeatAt, SendsMail, RatePerSecond, PausedUntil, PauseReason]).to_owned();
    instance::Entity::insert(row).on_conflict(anew).exec_without_returning(db).await.map(drop)
}

/// Every process that was heard of, the silent ones included.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Instance>, DbErr> {
    let rows = instance::Entity::find().all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| Instance {
            beat_at: instant(row.beat_at),
            sends_mail: row.sends_mail,
            rate_per_second: row.rate_per_second,
            pause: row.paused_until.map(|until| (instant(until), row.pause_reason.unwrap_or_default())),
        })
        .collect())
}

/// Forgets those that were last heard of before `silent_since`.
pub async fn delete_silent(db: &impl ConnectionTrait, silent_since: Timestamp) -> Result<(), DbErr> {
    let gone = instance::Column::BeatAt.lt(stored(silent_since));
    instance::Entity::delete_many().filter(gone).exec(db).await.map(drop)
}
