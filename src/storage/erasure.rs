//! Removing people: registrations with all that hangs on them, the receipt, and addresses that want no mail of an event.
//!
//! A registration's rows in the ledger and the mails in the test mailbox go with it, by the schema. A sender that has one of its
//! mails on the wire finds no row to record it in.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LikeExpr, OnConflict, Query, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::domain::delivery::Purpose;
use crate::domain::email_address::EmailAddress;
use crate::domain::erasure::{Headcount, Receipt, Removed};
use crate::domain::id::{DeliveryId, EventId, RegistrationId};
use crate::domain::registration::RegistrationStatus;
use crate::storage::entity::{blocked_address, delivery, erasure, event, outbox_mail, registration};
use crate::storage::event::word;
use crate::storage::{instant, stored};

/// Whose data are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// One registration's.
    Registration(RegistrationId),
    /// Everybody's at an event.
    Event(EventId),
    /// One person's, at whatever event.
    Address(EmailAddress),
    /// Those at which somebody else has asked for this address to be the new one, and its owner has not said yes.
    NewAddress(EmailAddress),
    /// Those of whoever was to confirm the address by then, and has not.
    UnconfirmedSince(Timestamp),
}

/// Somebody who is to be removed.
#[derive(Debug, Clone)]
pub struct Erased {
    /// Their registration.
    pub id: RegistrationId,
    /// For which event.
    pub event: EventId,
    /// Their address.
    pub email_key: String,
}

/// How many registrations are meant.
pub async fn count_meant(db: &impl ConnectionTrait, whose: &Whose) -> Result<u64, DbErr> {
    registration::Entity::find().filter(meant(whose)).count(db).await
}

/// The oldest of the registrations that are meant.
pub async fn find_first(db: &impl ConnectionTrait, whose: &Whose) -> Result<Option<RegistrationId>, DbErr> {
    let first = registration::Entity::find().select_only().column(registration::Column::Id).filter(meant(whose));
    let first = first.order_by_asc(registration::Column::Id).into_tuple::<Uuid>().one(db).await?;
    Ok(first.map(RegistrationId::from))
}

/// The events of the registrations that are next to be erased, in one order for everybody who holds several.
pub async fn list_events(db: &impl ConnectionTrait, whose: &Whose, most: u64) -> Result<BTreeSet<EventId>, DbErr> {
    let rows = oldest(whose, most).select_only().column(registration::Column::EventId).into_tuple::<Uuid>().all(db).await?;
    Ok(rows.into_iter().map(EventId::from).collect())
}

/// The registrations that are meant, at most so many, the oldest first. Until this transaction ends nobody else changes them: those
/// that are counted are those that go.
pub async fn list_to_erase(db: &impl ConnectionTrait, whose: &Whose, most: u64) -> Result<Vec<Erased>, DbErr> {
    let rows = oldest(whose, most)
        .select_only()
        .columns([registration::Column::Id, registration::Column::EventId])
        .column(registration::Column::EmailKey)
        .lock_exclusive()
        .into_tuple::<(Uuid, Uuid, String)>()
        .all(db)
        .await?;
    let erased = |(id, event, email_key)| Erased { id: RegistrationId::from(id), event: EventId::from(event), email_key };
    Ok(rows.into_iter().map(erased).collect())
}

fn oldest(whose: &Whose, most: u64) -> sea_orm::Select<registration::Entity> {
    registration::Entity::find().filter(meant(whose)).order_by_asc(registration::Column::Id).limit(most)
}

fn meant(whose: &Whose) -> SimpleExpr {
    match whose {
        Whose::Registration(id) => registration::Column::Id.eq(id.uuid()),
        Whose::Event(id) => registration::Column::EventId.eq(id.uuid()),
        Whose::Address(email) => registration::Column::EmailKey.eq(email.key()),
        Whose::NewAddress(email) => Expr::expr(Func::lower(Expr::col(registration::Column::NewEmail))).eq(email.key()),
        Whose::UnconfirmedSince(since) => {
            registration::Column::Status.eq(RegistrationStatus::Pending.as_str()).and(registration::Column::ExpiresAt.lte(stored(*since)))
        }
    }
}

/// Removes registrations and all that hangs on them; says how much that was.
pub async fn delete(db: &impl ConnectionTrait, ids: &[RegistrationId]) -> Result<Removed, DbErr> {
    let ids = || ids.iter().map(|id| id.uuid());
    let answers = registration::Entity::find()
        .select_only()
        .column(registration::Column::Answers)
        .filter(registration::Column::Id.is_in(ids()))
        .into_tuple::<String>()
        .all(db)
        .await?;
    let of_them = || delivery::Column::RegistrationId.is_in(ids());
    let deliveries = delivery::Entity::find().filter(of_them()).count(db).await?;
    let rows = Query::select().column(delivery::Column::Id).from(delivery::Entity).and_where(of_them()).to_owned();
    let mails = outbox_mail::Entity::find().filter(outbox_mail::Column::DeliveryId.in_subquery(rows)).count(db).await?;
    let gone = registration::Entity::delete_many().filter(registration::Column::Id.is_in(ids())).exec(db).await?;
    let answers = answers.iter().map(|answers| crate::storage::registration::read(answers).map_or(0, |read| read.len() as u64)).sum();
    Ok(Removed { registrations: gone.rows_affected, answers, deliveries, mails })
}

/// Forgets an address that others have asked to be their new one and that nobody has confirmed. Returns the keys of the mails that
/// asked its owner; a folder of mails has files by them.
pub async fn delete_new_email(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Vec<DeliveryId>, DbErr> {
    let at = || meant(&Whose::NewAddress(email.clone()));
    let asked = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Id)
        .inner_join(registration::Entity)
        .filter(at())
        .filter(delivery::Column::Purpose.eq(Purpose::NewAddress.to_string()))
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    registration::Entity::update_many()
        .set(registration::ActiveModel { new_email: Set(None), ..Default::default() })
        .filter(at())
        .exec(db)
        .await?;
    Ok(asked.into_iter().map(DeliveryId::from).collect())
}

/// Forgets what mail servers said of an address, in whatever row.
pub async fn delete_replies_about(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<(), DbErr> {
    const ESCAPE: char = '\\';
    let literal = email.key().replace(ESCAPE, "\\\\").replace('%', "\\%").replace('_', "\\_");
    let names_it = LikeExpr::new(format!("%{literal}%")).escape(ESCAPE);
    delivery::Entity::update_many()
        .set(delivery::ActiveModel { last_reply: Set(None), ..Default::default() })
        .filter(Expr::expr(Func::lower(Expr::col(delivery::Column::LastReply))).like(names_it))
        .exec(db)
        .await
        .map(drop)
}

/// The keys of the mails that were owed to these registrations; a folder of mails has files by them.
pub async fn list_deliveries(db: &impl ConnectionTrait, ids: &[RegistrationId]) -> Result<Vec<DeliveryId>, DbErr> {
    let rows = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Id)
        .filter(delivery::Column::RegistrationId.is_in(ids.iter().map(|id| id.uuid())))
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(DeliveryId::from).collect())
}

/// Whether the row of a mail is there.
pub async fn has_delivery(db: &impl ConnectionTrait, id: DeliveryId) -> Result<bool, DbErr> {
    Ok(delivery::Entity::find_by_id(id.uuid()).count(db).await? > 0)
}

/// How registrations stand, without the team.
pub async fn count(db: &impl ConnectionTrait, ids: &[RegistrationId]) -> Result<Headcount, DbErr> {
    let rows = registration::Entity::find()
        .select_only()
        .columns([registration::Column::Status])
        .column_as(registration::Column::PresentAt.is_not_null(), "present")
        .filter(registration::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(registration::Column::Role.is_null())
        .into_tuple::<(String, bool)>()
        .all(db)
        .await?;
    let mut heads = Headcount::default();
    for (status, present) in rows {
        match word("registration.status", &status)? {
            RegistrationStatus::Registered => heads.registered += 1,
            RegistrationStatus::Waitlisted => heads.waitlisted += 1,
            RegistrationStatus::Cancelled => heads.cancelled += 1,
            RegistrationStatus::Pending => {}
        }
        heads.present += u64::from(present);
    }
    Ok(heads)
}

/// Adds to the counts that stay of an event when the people have gone (law 23). Who leaves before it begins is not counted.
pub async fn keep_headcount(db: &impl ConnectionTrait, id: EventId, more: Headcount, now: Timestamp) -> Result<(), DbErr> {
    use event::Column::{CancelledInTheEnd, PresentInTheEnd, RegisteredInTheEnd, WaitlistedInTheEnd};
    let is_settled = event::Column::StartsAt.lte(stored(now)).or(event::Column::CancelledAt.is_not_null());
    let mut update = event::Entity::update_many().filter(event::Column::Id.eq(id.uuid())).filter(is_settled);
    let counts = [
        (RegisteredInTheEnd, more.registered),
        (CancelledInTheEnd, more.cancelled),
        (WaitlistedInTheEnd, more.waitlisted),
        (PresentInTheEnd, more.present),
    ];
    for (column, more) in counts {
        let kept = Expr::col(column).if_null(0).add(i32::try_from(more).unwrap_or(i32::MAX));
        update = update.col_expr(column, kept);
    }
    update.exec(db).await.map(drop)
}

/// The counts that were kept of an event.
pub async fn find_headcount(db: &impl ConnectionTrait, id: EventId) -> Result<Headcount, DbErr> {
    let row = event::Entity::find()
        .select_only()
        .columns([event::Column::RegisteredInTheEnd, event::Column::CancelledInTheEnd])
        .columns([event::Column::WaitlistedInTheEnd, event::Column::PresentInTheEnd])
        .filter(event::Column::Id.eq(id.uuid()))
        .into_tuple::<(Option<i32>, Option<i32>, Option<i32>, Option<i32>)>()
        .one(db)
        .await?;
    let (registered, cancelled, waitlisted, present) = row.unwrap_or_default();
    let kept = |count: Option<i32>| count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default();
    Ok(Headcount { registered: kept(registered), cancelled: kept(cancelled), waitlisted: kept(waitlisted), present: kept(present) })
}

/// Who was there at an event, those included whose data have gone.
pub async fn count_present(db: &impl ConnectionTrait, id: EventId) -> Result<u64, DbErr> {
    let here = registration::Entity::find()
        .filter(registration::Column::EventId.eq(id.uuid()))
        .filter(registration::Column::Role.is_null())
        .filter(registration::Column::PresentAt.is_not_null())
        .count(db)
        .await?;
    Ok(here + find_headcount(db, id).await?.present)
}

/// Keeps a receipt; more under the same number is added to it, and its moment is the last one. Its traces in the file are still to be tidied away.
pub async fn insert(db: &impl ConnectionTrait, receipt: &Receipt) -> Result<(), DbErr> {
    let count = |count: u64| Set(i32::try_from(count).unwrap_or(i32::MAX));
    let row = erasure::ActiveModel {
        number: Set(receipt.number.clone()),
        event_id: Set(receipt.event.map(EventId::uuid)),
        erased_at: Set(stored(receipt.erased_at)),
        reason: Set(receipt.reason.as_str().to_owned()),
        registrations: count(receipt.removed.registrations),
        answers: count(receipt.removed.answers),
        deliveries: count(receipt.removed.deliveries),
        mails: count(receipt.removed.mails),
        tidied_at: Set(None),
    };
    let mut more = OnConflict::column(erasure::Column::Number);
    for column in ["registrations", "answers", "deliveries", "mails"] {
        more.value(column, Expr::col(("erasure", column)).add(Expr::col(("excluded", column))));
    }
    more.value("erased_at", Expr::col(("excluded", "erased_at")));
    more.value("tidied_at", Expr::value(None::<sea_orm::prelude::DateTimeUtc>));
    erasure::Entity::insert(row).on_conflict(more).exec_without_returning(db).await.map(drop)
}

/// The receipt with a number.
pub async fn find(db: &impl ConnectionTrait, number: &str) -> Result<Option<Receipt>, DbErr> {
    let Some(row) = erasure::Entity::find_by_id(number).one(db).await? else { return Ok(None) };
    let count = |count: i32| u64::try_from(count).unwrap_or_default();
    Ok(Some(Receipt {
        number: row.number,
        event: row.event_id.map(EventId::from),
        erased_at: instant(row.erased_at),
        reason: word("erasure.reason", &row.reason)?,
        removed: Removed {
            registrations: count(row.registrations),
            answers: count(row.answers),
            deliveries: count(row.deliveries),
            mails: count(row.mails),
        },
    }))
}

/// What was erased whose traces may still lie in free pages of the file: numbers of receipts, and when each was last added to.
pub async fn list_untidied(db: &impl ConnectionTrait) -> Result<Vec<(String, Timestamp)>, DbErr> {
    let rows = erasure::Entity::find()
        .select_only()
        .columns([erasure::Column::Number, erasure::Column::ErasedAt])
        .filter(erasure::Column::TidiedAt.is_null())
        .into_tuple::<(String, sea_orm::prelude::DateTimeUtc)>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(number, erased_at)| (number, instant(erased_at))).collect())
}

/// Takes note that the traces of what [`list_untidied`] named have gone. A receipt that was added to since has traces again.
pub async fn mark_tidied(db: &impl ConnectionTrait, tidied: &[(String, Timestamp)], now: Timestamp) -> Result<(), DbErr> {
    for (number, erased_at) in tidied {
        erasure::Entity::update_many()
            .set(erasure::ActiveModel { tidied_at: Set(Some(stored(now))), ..Default::default() })
            .filter(erasure::Column::Number.eq(number.as_str()))
            .filter(erasure::Column::ErasedAt.eq(stored(*erased_at)))
            .exec(db)
            .await?;
    }
    Ok(())
}

/// Blocks an address, by its hash, for an event.
pub async fn block(db: &impl ConnectionTrait, event: EventId, address_hash: &str) -> Result<(), DbErr> {
    let row = blocked_address::ActiveModel { event_id: Set(event.uuid()), address_hash: Set(address_hash.to_owned()) };
    let known = OnConflict::columns([blocked_address::Column::EventId, blocked_address::Column::AddressHash]).do_nothing().to_owned();
    blocked_address::Entity::insert(row).on_conflict(known).exec_without_returning(db).await.map(drop)
}

/// Whether an address is blocked for an event.
pub async fn is_blocked(db: &impl ConnectionTrait, event: EventId, address_hash: &str) -> Result<bool, DbErr> {
    Ok(blocked_address::Entity::find_by_id((event.uuid(), address_hash.to_owned())).count(db).await? > 0)
}
