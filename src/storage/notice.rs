//! What people were told when they registered, once for each wording.

use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait as _};

use crate::domain::locale::Locale;
use crate::storage::entity::notice;
use crate::storage::stored;

/// Keeps a wording under its version, unless it is there already.
pub async fn insert(db: &impl ConnectionTrait, version: &str, locale: Locale, text: &str, now: Timestamp) -> Result<(), DbErr> {
    let row = notice::ActiveModel {
        version: Set(version.to_owned()),
        locale: Set(locale.tag().to_owned()),
        text: Set(text.to_owned()),
        first_told_at: Set(stored(now)),
    };
    let known = OnConflict::column(notice::Column::Version).do_nothing().to_owned();
    notice::Entity::insert(row).on_conflict(known).exec_without_returning(db).await.map(drop)
}

/// The wording with a version.
pub async fn find(db: &impl ConnectionTrait, version: &str) -> Result<Option<String>, DbErr> {
    Ok(notice::Entity::find_by_id(version).one(db).await?.map(|row| row.text))
}
