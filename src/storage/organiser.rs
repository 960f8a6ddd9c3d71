//! Organisers and their accounts.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _};

use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::{Account, Organiser, PasswordHash};
use crate::storage::entity::organiser;
use crate::storage::event::word;
use crate::storage::{instant, stored, unreadable};

/// Enters an organiser, unless that address has one; says whether it was new.
pub async fn insert(db: &impl ConnectionTrait, new: &Organiser, now: Timestamp) -> Result<bool, DbErr> {
    let row = organiser::ActiveModel {
        id: Set(new.id.uuid()),
        email_key: Set(new.email.key()),
        email: Set(new.email.as_str().to_owned()),
        name: Set(new.name.clone()),
        created_at: Set(stored(now)),
        role: Set(new.role.as_str().to_owned()),
        password_hash: Set(None),
        disabled_at: Set(None),
        failed_sign_ins: Set(0),
    };
    let known = OnConflict::column(organiser::Column::EmailKey).do_nothing().to_owned();
    Ok(organiser::Entity::insert(row).on_conflict(known).exec_without_returning(db).await? > 0)
}

/// The account with an address.
pub async fn find_by_email(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Option<Account>, DbErr> {
    let row = organiser::Entity::find().filter(organiser::Column::EmailKey.eq(email.key())).one(db).await?;
    row.map(account).transpose()
}

/// Keeps another password.
pub async fn update_password(db: &impl ConnectionTrait, id: OrganiserId, password: &PasswordHash) -> Result<(), DbErr> {
    let changed = organiser::ActiveModel { password_hash: Set(Some(password.0.clone())), ..Default::default() };
    update(db, id, changed).await
}

/// Counts a wrong password.
pub async fn count_failed_sign_in(db: &impl ConnectionTrait, id: OrganiserId) -> Result<(), DbErr> {
    organiser::Entity::update_many()
        .col_expr(organiser::Column::FailedSignIns, Expr::col(organiser::Column::FailedSignIns).add(1))
        .filter(organiser::Column::Id.eq(id.uuid()))
        .exec(db)
        .await
        .map(drop)
}

/// Forgets the wrong passwords.
pub async fn forget_failed_sign_ins(db: &impl ConnectionTrait, id: OrganiserId) -> Result<(), DbErr> {
    update(db, id, organiser::ActiveModel { failed_sign_ins: Set(0), ..Default::default() }).await
}

async fn update(db: &impl ConnectionTrait, id: OrganiserId, changed: organiser::ActiveModel) -> Result<(), DbErr> {
    organiser::Entity::update_many().set(changed).filter(organiser::Column::Id.eq(id.uuid())).exec(db).await.map(drop)
}

/// Who a row is of.
pub(super) fn organiser_of(row: &organiser::Model) -> Result<Organiser, DbErr> {
    let email = EmailAddress::parse(&row.email).map_err(|_| unreadable("organiser.email", "…"))?;
    Ok(Organiser { id: OrganiserId::from(row.id), name: row.name.clone(), email, role: word("organiser.role", &row.role)? })
}

fn account(row: organiser::Model) -> Result<Account, DbErr> {
    Ok(Account {
        organiser: organiser_of(&row)?,
        password: row.password_hash.map(PasswordHash),
        disabled_at: row.disabled_at.map(instant),
        failed_sign_ins: row.failed_sign_ins,
    })
}
