//! Organisers and their accounts.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::{Account, Organiser, PasswordHash, Role};
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

/// The account with a key.
pub async fn find(db: &impl ConnectionTrait, id: OrganiserId) -> Result<Option<Account>, DbErr> {
    organiser::Entity::find_by_id(id.uuid()).one(db).await?.map(account).transpose()
}

/// All accounts, by name.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Account>, DbErr> {
    let rows = organiser::Entity::find().order_by_asc(organiser::Column::Name).order_by_asc(organiser::Column::EmailKey).all(db).await?;
    rows.into_iter().map(account).collect()
}

/// Whether there is any account.
pub async fn has_any(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(organiser::Entity::find().one(db).await?.is_some())
}

/// Keeps others from making or changing accounts until this transaction ends. On SQLite nobody else writes anyway.
pub async fn lock(db: &impl ConnectionTrait) -> Result<(), DbErr> {
    if db.get_database_backend() == DbBackend::Postgres {
        db.execute_unprepared("LOCK TABLE organiser IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    Ok(())
}

/// Whether anybody but this one can say who is an organiser: whoever has not chosen a password yet may never come.
pub async fn has_other_admin(db: &impl ConnectionTrait, id: OrganiserId) -> Result<bool, DbErr> {
    let other = organiser::Entity::find()
        .filter(organiser::Column::Role.eq(Role::Admin.as_str()))
        .filter(organiser::Column::DisabledAt.is_null())
        .filter(organiser::Column::PasswordHash.is_not_null())
        .filter(organiser::Column::Id.ne(id.uuid()));
    Ok(other.one(db).await?.is_some())
}

/// Keeps another password, or none.
pub async fn update_password(db: &impl ConnectionTrait, id: OrganiserId, password: Option<&PasswordHash>) -> Result<(), DbErr> {
    let changed = organiser::ActiveModel { password_hash: Set(password.map(|hash| hash.0.clone())), ..Default::default() };
    update(db, id, changed).await
}

/// Lets somebody do more, or less.
pub async fn update_role(db: &impl ConnectionTrait, id: OrganiserId, role: Role) -> Result<(), DbErr> {
    update(db, id, organiser::ActiveModel { role: Set(role.as_str().to_owned()), ..Default::default() }).await
}

/// Turns somebody away, or lets them in again.
pub async fn update_disabled(db: &impl ConnectionTrait, id: OrganiserId, since: Option<Timestamp>) -> Result<(), DbErr> {
    update(db, id, organiser::ActiveModel { disabled_at: Set(since.map(stored)), ..Default::default() }).await
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

/// How many wrong passwords there were since this was asked last; they are counted anew from now on.
pub async fn take_failed_sign_ins(db: &impl ConnectionTrait, id: OrganiserId) -> Result<i32, DbErr> {
    let failed = find(db, id).await?.map_or(0, |account| account.failed_sign_ins);
    if failed > 0 {
        update(db, id, organiser::ActiveModel { failed_sign_ins: Set(0), ..Default::default() }).await?;
    }
    Ok(failed)
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
