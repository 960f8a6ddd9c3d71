//! The test mailbox: mails of the `outbox:` transport, kept to be looked at.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QueryResult, QuerySelect as _, Statement,
};
use uuid::Uuid;

use crate::domain::email_address::EmailAddress;
use crate::domain::id::DeliveryId;
use crate::storage::entity::{account_mail, outbox_mail};
use crate::storage::{instant, stored};

/// A line of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxLine {
    /// Its key: that of the ledger's row.
    pub id: DeliveryId,
    /// When it would have been handed over.
    pub sent_at: Timestamp,
    /// To which address.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
}

/// A mail of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxMail {
    /// Its line.
    pub line: OutboxLine,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The whole of it (RFC 5322).
    pub source: Vec<u8>,
}

/// Keeps a mail; the same mail twice is one.
pub async fn insert(db: &impl ConnectionTrait, mail: &OutboxMail) -> Result<(), DbErr> {
    let row = outbox_mail::ActiveModel {
        delivery_id: Set(mail.line.id.uuid()),
        sent_at: Set(stored(mail.line.sent_at)),
        recipient: Set(mail.line.recipient.clone()),
        subject: Set(mail.line.subject.clone()),
        text: Set(mail.text.clone()),
        html: Set(mail.html.clone()),
        source: Set(mail.source.clone()),
    };
    let known = OnConflict::column(outbox_mail::Column::DeliveryId).do_nothing().to_owned();
    outbox_mail::Entity::insert(row).on_conflict(known).exec_without_returning(db).await.map(drop)
}

/// The first mail that was kept for an address.
pub async fn find_first_to(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Option<DeliveryId>, DbErr> {
    let first = outbox_mail::Entity::find().select_only().column(outbox_mail::Column::DeliveryId).filter(is_to(email));
    let first = first.order_by_asc(outbox_mail::Column::DeliveryId).into_tuple::<Uuid>().one(db).await?;
    Ok(first.map(DeliveryId::from))
}

/// Removes the mails that were kept for an address; says how many.
pub async fn delete_to(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<u64, DbErr> {
    Ok(outbox_mail::Entity::delete_many().filter(is_to(email)).exec(db).await?.rows_affected)
}

fn is_to(email: &EmailAddress) -> SimpleExpr {
    Expr::expr(Func::lower(Expr::col(outbox_mail::Column::Recipient))).eq(email.key())
}

/// How many mails there are.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let to_organisers = account_mail::Entity::find().filter(account_mail::Column::AcceptedAt.is_not_null());
    Ok(outbox_mail::Entity::find().count(db).await? + to_organisers.count(db).await?)
}

/// A page of the mailbox, the newest first: the mails that are kept, and those to organisers, of which only what it takes to write them.
pub async fn list(db: &impl ConnectionTrait, skip: u64, limit: u64) -> Result<Vec<OutboxLine>, DbErr> {
    const PAGE: &str = "SELECT delivery_id AS id, sent_at, recipient, subject FROM outbox_mail \
         UNION ALL SELECT m.id, m.accepted_at, o.email, COALESCE(m.subject, '') FROM account_mail m JOIN organiser o ON o.id = m.organiser_id \
         WHERE m.accepted_at IS NOT NULL \
         ORDER BY sent_at DESC, id DESC LIMIT $1 OFFSET $2";
    let bound = [limit, skip].map(|number| i64::try_from(number).unwrap_or(i64::MAX).into());
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), PAGE, bound)).await?;
    let line = |row: &QueryResult| {
        Ok(OutboxLine {
            id: DeliveryId::from(row.try_get::<Uuid>("", "id")?),
            sent_at: instant(row.try_get("", "sent_at")?),
            recipient: row.try_get("", "recipient")?,
            subject: row.try_get("", "subject")?,
        })
    };
    rows.iter().map(line).collect()
}

/// One mail.
pub async fn find(db: &impl ConnectionTrait, id: DeliveryId) -> Result<Option<OutboxMail>, DbErr> {
    let row = outbox_mail::Entity::find_by_id(id.uuid()).one(db).await?;
    Ok(row.map(|row| OutboxMail {
        line: OutboxLine { id, sent_at: instant(row.sent_at), recipient: row.recipient, subject: row.subject },
        text: row.text,
        html: row.html,
        source: row.source,
    }))
}
