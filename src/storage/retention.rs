//! What is past its term (law 23): events, answers, mails that were kept, words of mail servers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, JoinType, QueryFilter as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::domain::event::term_ends_at;
use crate::domain::id::{DeliveryId, EventId, QuestionId};
use crate::storage::entity::{blocked_address, delivery, event, list_download, outbox_mail, question, registration};
use crate::storage::{instant, registration as registrations, stored};

/// Events whose term has ended at `now` and of which somebody's data are still there, or which lists were taken away. An event that has more to lose than once, such
/// as one that was moved on after its term, is listed each time.
pub async fn list_events(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<EventId>, DbErr> {
    let has_data = Condition::any()
        .add(Expr::exists(its_registrations()))
        .add(Expr::exists(its_blocked_addresses()))
        .add(Expr::exists(its_list_downloads()));
    let rows = event::Entity::find()
        .select_only()
        .columns([event::Column::Id, event::Column::RetentionDays])
        .columns([event::Column::EndsAt, event::Column::CancelledAt])
        .filter(is_over(now))
        .filter(has_data)
        .into_tuple::<(Uuid, i32, DateTimeUtc, Option<DateTimeUtc>)>()
        .all(db)
        .await?;
    let past = rows.into_iter().filter(|(_, days, ends_at, cancelled_at)| is_past(*days, *ends_at, *cancelled_at, now));
    Ok(past.map(|(id, ..)| EventId::from(id)).collect())
}

/// Forgets the addresses that were blocked for an event.
pub async fn delete_blocked(db: &impl ConnectionTrait, id: EventId) -> Result<(), DbErr> {
    blocked_address::Entity::delete_many().filter(blocked_address::Column::EventId.eq(id.uuid())).exec(db).await.map(drop)
}

/// Questions whose own term has ended at `now`.
pub async fn list_questions(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<(EventId, QuestionId)>, DbErr> {
    let of_event = question::Entity::belongs_to(event::Entity).from(question::Column::EventId).to(event::Column::Id);
    let rows = question::Entity::find()
        .select_only()
        .columns([question::Column::Id, question::Column::EventId, question::Column::RetentionDays])
        .column(event::Column::EndsAt)
        .column(event::Column::CancelledAt)
        .join(JoinType::InnerJoin, of_event.into())
        .filter(question::Column::RetentionDays.is_not_null())
        .filter(is_over(now))
        .filter(Expr::exists(its_registrations()))
        .into_tuple::<(Uuid, Uuid, i32, DateTimeUtc, Option<DateTimeUtc>)>()
        .all(db)
        .await?;
    let past = rows.into_iter().filter(|(_, _, days, ends_at, cancelled_at)| is_past(*days, *ends_at, *cancelled_at, now));
    Ok(past.map(|(id, event, ..)| (EventId::from(event), QuestionId::from(id))).collect())
}

/// Removes the answers to a question from at most so many registrations; says from how many.
pub async fn delete_answers(db: &impl ConnectionTrait, event: EventId, question: QuestionId, most: u64) -> Result<u64, DbErr> {
    let answered = registration::Entity::find()
        .select_only()
        .columns([registration::Column::Id, registration::Column::Answers])
        .filter(registration::Column::EventId.eq(event.uuid()))
        .filter(registration::Column::Answers.contains(registrations::key_written(question)))
        .limit(most)
        .into_tuple::<(Uuid, String)>()
        .all(db)
        .await?;
    let removed = answered.len() as u64;
    for (id, answers) in answered {
        let mut answers: BTreeMap<QuestionId, String> = registrations::read(&answers)?;
        answers.remove(&question);
        let rest = registration::ActiveModel { answers: Set(registrations::written(&answers)), ..Default::default() };
        registration::Entity::update_many().set(rest).filter(registration::Column::Id.eq(id)).exec(db).await?;
    }
    Ok(removed)
}

/// Removes mails that were kept since before `before`; says how many.
pub async fn delete_kept_mails(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    let removed = outbox_mail::Entity::delete_many().filter(outbox_mail::Column::SentAt.lt(stored(before))).exec(db).await?;
    Ok(removed.rows_affected)
}

/// Of these mails, those whose rows are there and that were not handed over before `before`.
pub async fn list_not_sent_before(db: &impl ConnectionTrait, ids: &[DeliveryId], before: Timestamp) -> Result<BTreeSet<DeliveryId>, DbErr> {
    let not_sent = Condition::any().add(delivery::Column::AcceptedAt.is_null()).add(delivery::Column::AcceptedAt.gte(stored(before)));
    let rows = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Id)
        .filter(delivery::Column::Id.is_in(ids.iter().map(|id| id.uuid())))
        .filter(not_sent)
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(DeliveryId::from).collect())
}

/// Forgets what mail servers said before `before`: their words name addresses. The state of each row stays.
pub async fn delete_replies(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    let long_ago = Condition::any()
        .add(delivery::Column::AcceptedAt.lt(stored(before)))
        .add(delivery::Column::AcceptedAt.is_null().and(delivery::Column::UsefulUntil.lt(stored(before))));
    let forgotten = delivery::Entity::update_many()
        .set(delivery::ActiveModel { last_reply: Set(None), ..Default::default() })
        .filter(delivery::Column::NextAt.is_null())
        .filter(delivery::Column::LastReply.is_not_null())
        .filter(long_ago)
        .exec(db)
        .await?;
    Ok(forgotten.rows_affected)
}

/// Removes the settled rows of the ledger of events that were over before `before`; says how many.
pub async fn delete_ledger(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    let over = Query::select().column(event::Column::Id).from(event::Entity).cond_where(is_over(before)).to_owned();
    let removed = delivery::Entity::delete_many()
        .filter(delivery::Column::NextAt.is_null())
        .filter(delivery::Column::EventId.in_subquery(over))
        .exec(db)
        .await?;
    Ok(removed.rows_affected)
}

fn its_registrations() -> SelectStatement {
    let its_own = Expr::col((registration::Entity, registration::Column::EventId)).equals((event::Entity, event::Column::Id));
    Query::select().expr(Expr::val(1)).from(registration::Entity).and_where(its_own).to_owned()
}

fn its_blocked_addresses() -> SelectStatement {
    let its_own = Expr::col((blocked_address::Entity, blocked_address::Column::EventId)).equals((event::Entity, event::Column::Id));
    Query::select().expr(Expr::val(1)).from(blocked_address::Entity).and_where(its_own).to_owned()
}

fn its_list_downloads() -> SelectStatement {
    let its_own = Expr::col((list_download::Entity, list_download::Column::EventId)).equals((event::Entity, event::Column::Id));
    Query::select().expr(Expr::val(1)).from(list_download::Entity).and_where(its_own).to_owned()
}

fn is_over(now: Timestamp) -> Condition {
    Condition::any().add(event::Column::EndsAt.lt(stored(now))).add(event::Column::CancelledAt.lt(stored(now)))
}

fn is_past(days: i32, ends_at: DateTimeUtc, cancelled_at: Option<DateTimeUtc>, now: Timestamp) -> bool {
    let days = u16::try_from(days).unwrap_or_default();
    term_ends_at(instant(ends_at), cancelled_at.map(instant), days) < now
}
