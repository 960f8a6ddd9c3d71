//! Registrations: one person at one event, once (law 17).

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
};
use uuid::Uuid;

use crate::domain::email_address::EmailAddress;
use crate::domain::id::{EventId, QuestionId, RegistrationId};
use crate::domain::person_name::PersonName;
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus, Unreachable};
use crate::storage::entity::registration;
use crate::storage::event::word;
use crate::storage::{instant, stored, unreadable};

/// Enters a registration, unless that person has one for that event; says whether it was entered.
pub async fn insert(db: &impl ConnectionTrait, new: &Registration) -> Result<bool, DbErr> {
    let one_person_once = OnConflict::columns([registration::Column::EventId, registration::Column::EmailKey]).do_nothing().to_owned();
    let inserted = registration::Entity::insert(row(new)).on_conflict(one_person_once).exec_without_returning(db).await?;
    Ok(inserted > 0)
}

/// Enters many registrations at once, none of which is there yet.
pub async fn insert_many(db: &impl ConnectionTrait, new: &[Registration]) -> Result<(), DbErr> {
    /// Rows a statement: 24 columns each, and SQLite takes 32,766 values.
    const ROWS: usize = 1_300;
    for rows in new.chunks(ROWS) {
        registration::Entity::insert_many(rows.iter().map(row)).exec_without_returning(db).await?;
    }
    Ok(())
}

/// The registration with a key.
pub async fn find(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Option<Registration>, DbErr> {
    registration::Entity::find_by_id(id.uuid()).one(db).await?.map(domain).transpose()
}

/// The same to be changed: nobody else changes it until this transaction ends.
pub async fn find_to_change(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Option<Registration>, DbErr> {
    use sea_orm::QuerySelect as _;
    registration::Entity::find_by_id(id.uuid()).lock_exclusive().one(db).await?.map(domain).transpose()
}

/// A person's registration for an event.
pub async fn find_by_email(db: &impl ConnectionTrait, event_id: EventId, email: &EmailAddress) -> Result<Option<Registration>, DbErr> {
    by_email(event_id, email).one(db).await?.map(domain).transpose()
}

/// The same to be changed: nobody else changes it until this transaction ends.
pub async fn find_by_email_to_change(
    db: &impl ConnectionTrait,
    event_id: EventId,
    email: &EmailAddress,
) -> Result<Option<Registration>, DbErr> {
    use sea_orm::QuerySelect as _;
    by_email(event_id, email).lock_exclusive().one(db).await?.map(domain).transpose()
}

fn by_email(event_id: EventId, email: &EmailAddress) -> sea_orm::Select<registration::Entity> {
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .filter(registration::Column::EmailKey.eq(email.key()))
}

/// Everything that an address has, at whatever event.
pub async fn list_by_email(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Vec<Registration>, DbErr> {
    list_where(db, registration::Column::EmailKey.eq(email.key())).await
}

/// Where an address is to take the place of another, once its owner confirms it: all but the address is another person's.
pub async fn list_by_new_email(db: &impl ConnectionTrait, email: &EmailAddress) -> Result<Vec<Registration>, DbErr> {
    list_where(db, Expr::expr(Func::lower(Expr::col(registration::Column::NewEmail))).eq(email.key())).await
}

async fn list_where(db: &impl ConnectionTrait, meant: SimpleExpr) -> Result<Vec<Registration>, DbErr> {
    use sea_orm::QueryOrder as _;
    let meant =
        registration::Entity::find().filter(meant).order_by_asc(registration::Column::RegisteredAt).order_by_asc(registration::Column::Id);
    meant.all(db).await?.into_iter().map(domain).collect()
}

/// Those that an address has at published events which have not ended at `now`, the next start first: with a place or waiting for
/// one.
pub async fn list_coming_by_email(db: &impl ConnectionTrait, email: &EmailAddress, now: Timestamp) -> Result<Vec<Registration>, DbErr> {
    use crate::domain::event::EventStatus;
    use crate::storage::entity::event;
    use sea_orm::{JoinType, QueryOrder as _, QuerySelect as _, RelationTrait as _};
    let coming = registration::Entity::find()
        .join(JoinType::InnerJoin, registration::Relation::Event.def())
        .filter(registration::Column::EmailKey.eq(email.key()))
        .filter(registration::Column::Status.is_in([RegistrationStatus::Registered.as_str(), RegistrationStatus::Waitlisted.as_str()]))
        .filter(event::Column::Status.eq(EventStatus::Published.as_str()))
        .filter(event::Column::EndsAt.gt(stored(now)))
        .order_by_asc(event::Column::StartsAt)
        .order_by_asc(registration::Column::Id);
    coming.all(db).await?.into_iter().map(domain).collect()
}

/// How many registrations of an event stand as given, without the team.
pub async fn count(db: &impl ConnectionTrait, event_id: EventId, status: RegistrationStatus) -> Result<u64, DbErr> {
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .filter(registration::Column::Role.is_null())
        .filter(registration::Column::Status.eq(status.as_str()))
        .count(db)
        .await
}

/// Everybody at an event, the team too, in the order of registration.
pub async fn list(db: &impl ConnectionTrait, event_id: EventId) -> Result<Vec<Registration>, DbErr> {
    use sea_orm::QueryOrder as _;
    let in_order = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .order_by_asc(registration::Column::RegisteredAt)
        .order_by_asc(registration::Column::Id);
    in_order.all(db).await?.into_iter().map(domain).collect()
}

/// Who registered first of those who hold a place.
pub async fn find_first(db: &impl ConnectionTrait, event_id: EventId) -> Result<Option<Registration>, DbErr> {
    use sea_orm::QueryOrder as _;
    let first = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .filter(registration::Column::Status.eq(RegistrationStatus::Registered.as_str()))
        .order_by_asc(registration::Column::RegisteredAt)
        .order_by_asc(registration::Column::Id);
    first.one(db).await?.map(domain).transpose()
}

/// Who holds an event, in the order in which they were entered.
pub async fn list_team(db: &impl ConnectionTrait, event_id: EventId) -> Result<Vec<Registration>, DbErr> {
    use sea_orm::QueryOrder as _;
    let team = registration::Entity::find()
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .filter(registration::Column::Role.is_not_null())
        .order_by_asc(registration::Column::RegisteredAt)
        .order_by_asc(registration::Column::Id);
    team.all(db).await?.into_iter().map(domain).collect()
}

/// Who hears of what happens to an event: everybody who has confirmed the address and not cancelled.
pub(in crate::storage) fn is_told() -> Condition {
    let no_less = [RegistrationStatus::Registered.as_str(), RegistrationStatus::Waitlisted.as_str()];
    let is_requested = registration::Column::Status.eq(RegistrationStatus::Pending.as_str()).and(registration::Column::ExpiresAt.is_null());
    Condition::any().add(registration::Column::Status.is_in(no_less)).add(is_requested)
}

/// How many people are told of what happens to an event: registrants and team.
pub async fn count_told(db: &impl ConnectionTrait, event_id: EventId) -> Result<u64, DbErr> {
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .filter(is_told())
        .filter(registration::Column::UnreachableAt.is_null())
        .count(db)
        .await
}

/// How many registrations of an event stand where, without the team.
pub async fn count_by_status(db: &impl ConnectionTrait, event_id: EventId) -> Result<Vec<(RegistrationStatus, u64)>, DbErr> {
    use sea_orm::QuerySelect as _;
    let counts = registration::Entity::find()
        .select_only()
        .column(registration::Column::Status)
        .column_as(registration::Column::Id.count(), "count")
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .filter(registration::Column::Role.is_null())
        .group_by(registration::Column::Status)
        .into_tuple::<(String, i64)>()
        .all(db)
        .await?;
    counts
        .into_iter()
        .map(|(status, count)| Ok((word("registration.status", &status)?, u64::try_from(count).unwrap_or_default())))
        .collect()
}

/// The first who wait for a place, in the order in which they came, to be changed: nobody else changes them until this transaction ends.
pub async fn list_waiting_to_change(db: &impl ConnectionTrait, event_id: EventId, limit: u64) -> Result<Vec<Registration>, DbErr> {
    use sea_orm::{QueryOrder as _, QuerySelect as _};
    let waiting = moving_up(event_id)
        .order_by_asc(registration::Column::WaitlistedAt)
        .order_by_asc(registration::Column::Id)
        .limit(limit)
        .lock_exclusive();
    waiting.all(db).await?.into_iter().map(domain).collect()
}

/// How many wait for a place that would have it.
pub async fn count_waiting(db: &impl ConnectionTrait, event_id: EventId) -> Result<u64, DbErr> {
    moving_up(event_id).count(db).await
}

/// Who waits for a place and can be told that there is one.
fn moving_up(event_id: EventId) -> sea_orm::Select<registration::Entity> {
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(event_id.uuid()))
        .filter(is_waiting())
        .filter(registration::Column::UnreachableAt.is_null())
}

/// Whether anybody has registered for an event, however that stands.
pub async fn has_any(db: &impl ConnectionTrait, event_id: EventId) -> Result<bool, DbErr> {
    let first = registration::Entity::find().filter(registration::Column::EventId.eq(event_id.uuid())).one(db).await?;
    Ok(first.is_some())
}

/// Whether somebody waits for an event.
pub async fn is_waited_for(db: &impl ConnectionTrait, event_id: EventId) -> Result<bool, DbErr> {
    use sea_orm::QuerySelect as _;
    let waiting = registration::Entity::find().filter(registration::Column::EventId.eq(event_id.uuid())).filter(is_waiting());
    let first = waiting.select_only().column(registration::Column::Id).limit(1).into_tuple::<Uuid>().one(db).await?;
    Ok(first.is_some())
}

/// The events that somebody waits for.
pub async fn list_events_waited_for(db: &impl ConnectionTrait) -> Result<Vec<EventId>, DbErr> {
    use sea_orm::QuerySelect as _;
    let events = registration::Entity::find().select_only().column(registration::Column::EventId).distinct().filter(is_waiting());
    Ok(events.into_tuple::<Uuid>().all(db).await?.into_iter().map(EventId::from).collect())
}

/// Which place a registration has on the waiting list, from 1.
pub async fn find_position(db: &impl ConnectionTrait, waiting: &Registration) -> Result<Option<u64>, DbErr> {
    let Some(since) = waiting.waitlisted_at.filter(|_| waiting.status == RegistrationStatus::Waitlisted).map(stored) else {
        return Ok(None);
    };
    let same_moment = registration::Column::WaitlistedAt.eq(since).and(registration::Column::Id.lte(waiting.id.uuid()));
    let until_it = Condition::any().add(registration::Column::WaitlistedAt.lt(since)).add(same_moment);
    let ahead = registration::Entity::find()
        .filter(registration::Column::EventId.eq(waiting.event_id.uuid()))
        .filter(is_waiting())
        .filter(until_it);
    ahead.count(db).await.map(Some)
}

/// The word stands in the statement itself, so that the index of those who wait is taken.
pub(in crate::storage) fn is_waiting() -> SimpleExpr {
    registration::Column::Status.into_expr().eq(Expr::cust("'waitlisted'"))
}

/// Writes a registration as it now is.
pub async fn update(db: &impl ConnectionTrait, changed: &Registration) -> Result<(), DbErr> {
    use sea_orm::ActiveModelTrait as _;
    row(changed).reset_all().update_without_returning(db).await.map(drop)
}

/// Marks an address as one that takes no mail, unless the registration has another one by now; says whether it did.
pub async fn mark_unreachable(
    db: &impl ConnectionTrait,
    id: RegistrationId,
    email: &EmailAddress,
    reason: &str,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let mark = registration::ActiveModel {
        unreachable_at: Set(Some(stored(now))),
        unreachable_reason: Set(Some(reason.to_owned())),
        ..Default::default()
    };
    let marked = registration::Entity::update_many()
        .set(mark)
        .filter(registration::Column::Id.eq(id.uuid()))
        .filter(registration::Column::EmailKey.eq(email.key()))
        .filter(registration::Column::UnreachableAt.is_null())
        .exec(db)
        .await?;
    Ok(marked.rows_affected > 0)
}

/// Forgets the new addresses that were last asked for before that moment and that nobody has confirmed. Returns how many.
pub async fn forget_new_emails(db: &impl ConnectionTrait, asked_before: Timestamp) -> Result<u64, DbErr> {
    use crate::domain::delivery::Purpose;
    use crate::storage::entity::delivery;
    use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
    let asked_since = Query::select()
        .expr(Expr::val(1))
        .from(delivery::Entity)
        .and_where(Expr::col((delivery::Entity, delivery::Column::RegistrationId)).equals((registration::Entity, registration::Column::Id)))
        .and_where(Expr::col((delivery::Entity, delivery::Column::Purpose)).eq(Purpose::NewAddress.to_string()))
        .and_where(Expr::col((delivery::Entity, delivery::Column::DueAt)).gte(stored(asked_before)))
        .to_owned();
    let forgotten = registration::Entity::update_many()
        .set(registration::ActiveModel { new_email: Set(None), ..Default::default() })
        .filter(registration::Column::NewEmail.is_not_null())
        .filter(Expr::exists(asked_since).not())
        .exec(db)
        .await?;
    Ok(forgotten.rows_affected)
}

/// Records that somebody came in, unless it is known already.
pub async fn mark_present(db: &impl ConnectionTrait, id: RegistrationId, now: Timestamp) -> Result<(), DbErr> {
    let mark = registration::ActiveModel { present_at: Set(Some(stored(now))), ..Default::default() };
    registration::Entity::update_many()
        .set(mark)
        .filter(registration::Column::Id.eq(id.uuid()))
        .filter(registration::Column::PresentAt.is_null())
        .exec(db)
        .await
        .map(drop)
}

fn row(new: &Registration) -> registration::ActiveModel {
    let who = &new.registrant;
    registration::ActiveModel {
        id: Set(new.id.uuid()),
        event_id: Set(new.event_id.uuid()),
        status: Set(new.status.as_str().to_owned()),
        given_name: Set(who.given_name.as_ref().map(ToString::to_string)),
        family_name: Set(who.family_name.as_ref().map(ToString::to_string)),
        email: Set(who.email.as_str().to_owned()),
        email_key: Set(who.email.key()),
        locale: Set(who.locale.tag().to_owned()),
        answers: Set(written(&who.answers)),
        registered_at: Set(stored(new.registered_at)),
        cancelled_at: Set(new.cancelled_at.map(stored)),
        confirmation: Set(new.confirmation),
        wants_reminders: Set(new.wants_reminders),
        role: Set(new.role.map(|role| role.as_str().to_owned())),
        unreachable_at: Set(new.unreachable.as_ref().map(|unreachable| stored(unreachable.since))),
        unreachable_reason: Set(new.unreachable.as_ref().map(|unreachable| unreachable.reason.clone())),
        heard_at: Set(new.heard_at.map(stored)),
        expires_at: Set(new.expires_at.map(stored)),
        waitlisted_at: Set(new.waitlisted_at.map(stored)),
        present_at: Set(new.present_at.map(stored)),
        new_email: Set(new.new_email.as_ref().map(|email| email.as_str().to_owned())),
        notice: Set(new.notice.clone()),
        declined: Set(new.declined),
        approved: Set(new.approved),
    }
}

/// A registration as the domain has it.
pub(in crate::storage) fn domain(row: registration::Model) -> Result<Registration, DbErr> {
    let name = |name: Option<String>| {
        name.map(|name| PersonName::parse(&name).map_err(|_| unreadable("registration.given_name", "…"))).transpose()
    };
    Ok(Registration {
        id: RegistrationId::from(row.id),
        event_id: EventId::from(row.event_id),
        status: word("registration.status", &row.status)?,
        registrant: NewRegistration {
            given_name: name(row.given_name)?,
            family_name: name(row.family_name)?,
            email: EmailAddress::parse(&row.email).map_err(|_| unreadable("registration.email", "…"))?,
            locale: word("registration.locale", &row.locale)?,
            answers: read(&row.answers)?,
        },
        registered_at: instant(row.registered_at),
        cancelled_at: row.cancelled_at.map(instant),
        confirmation: row.confirmation,
        wants_reminders: row.wants_reminders,
        role: row.role.as_deref().map(|role| word("registration.role", role)).transpose()?,
        heard_at: row.heard_at.map(instant),
        expires_at: row.expires_at.map(instant),
        waitlisted_at: row.waitlisted_at.map(instant),
        present_at: row.present_at.map(instant),
        new_email: row.new_email.as_deref().map(EmailAddress::parse).transpose().map_err(|_| unreadable("registration.new_email", "…"))?,
        notice: row.notice,
        declined: row.declined,
        approved: row.approved,
        unreachable: row.unreachable_at.map(|at| Unreachable { since: instant(at), reason: row.unreachable_reason.unwrap_or_default() }),
    })
}

/// The answers as one text, question by question.
pub(in crate::storage) fn written(answers: &BTreeMap<QuestionId, String>) -> String {
    let by_uuid: BTreeMap<Uuid, &String> = answers.iter().map(|(id, answer)| (id.uuid(), answer)).collect();
    serde_json::to_string(&by_uuid).unwrap_or_default()
}

/// How the answer to a question begins in the text of [`written`]: an answer that names the question has no quotation mark of its own.
pub(in crate::storage) fn key_written(question: QuestionId) -> String {
    format!("\"{question}\":")
}

/// The answers as written by [`written`].
pub(in crate::storage) fn read(answers: &str) -> Result<BTreeMap<QuestionId, String>, DbErr> {
    let by_uuid: BTreeMap<Uuid, String> = serde_json::from_str(answers).map_err(|_| unreadable("registration.answers", "…"))?;
    Ok(by_uuid.into_iter().map(|(id, answer)| (QuestionId::from(id), answer)).collect())
}
