//! The notices of a change or a cancellation: whom they are told, and their rows.

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QuerySelect as _,
};
use uuid::Uuid;

use crate::domain::change::Change;
use crate::domain::delivery::{DeliveryState, Purpose, VoidReason};
use crate::domain::event::{Event, EventStatus};
use crate::domain::id::RegistrationId;
use crate::domain::schedule::Schedule;
use crate::domain::timeline::{Obligation, Standing};
use crate::storage::delivery::{self, NewDelivery, ROWS};
use crate::storage::entity::{delivery as ledger, event, registration};
use crate::storage::planner::{Cursor, candidates};
use crate::storage::{instant, registration as registrations, stored};

/// How many people would be told of the last change, were it saved as it stands.
pub async fn count_told(db: &impl ConnectionTrait, event: &Event) -> Result<u64, DbErr> {
    let Some(change) = &event.change else { return Ok(0) };
    let told = [is_told(event, change), has_read_in_passing(event).map(|has_read| Condition::all().add(has_read))];
    let told = told.into_iter().flatten().fold(Condition::any(), Condition::add);
    if told.is_empty() {
        return Ok(0);
    }
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(event.id.uuid()))
        .filter(registrations::is_told())
        .filter(registration::Column::UnreachableAt.is_null())
        .filter(told)
        .count(db)
        .await
}

/// Whom a change is told: everybody who was told another date. None when it is news to nobody.
pub(super) fn is_told(event: &Event, change: &Change) -> Option<Condition> {
    let within = |(after, until): &(Option<Timestamp>, Timestamp)| {
        let until = registration::Column::RegisteredAt.lte(stored(*until));
        Condition::all().add(until).add_option(after.map(|after| registration::Column::RegisteredAt.gt(stored(after))))
    };
    let registered = change.told_spans(&event.schedule.wall).iter().map(within).fold(Condition::any(), Condition::add);
    let after: Vec<_> = change.told_after(&event.schedule.wall).into_iter().map(stored).collect();
    let told = if after.is_empty() { registered } else { registered.add(registration::Column::HeardAt.is_in(after)) };
    (!told.is_empty()).then_some(told)
}

/// Marks who has read, in a mail, the date that the last save gave up: they must hear of that, though it be the one they had before.
pub async fn mark_heard(db: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    let Some((has_read, change)) = has_read_in_passing(event).zip(event.change.as_ref()) else { return Ok(()) };
    registration::Entity::update_many()
        .set(registration::ActiveModel { heard_at: Set(Some(stored(change.changed_at()))), ..Default::default() })
        .filter(registration::Column::EventId.eq(event.id.uuid()))
        .filter(has_read)
        .exec(db)
        .await
        .map(drop)
}

/// Whether a mail has gone to a registration while the date stood that the last save gave up, or is on the wire: taken for gone.
/// None when that date was there before the change began.
fn has_read_in_passing(event: &Event) -> Option<Expr> {
    let (since, until) = event.change.as_ref().filter(|change| is_other_date(event, change))?.passing()?;
    let was_sent = Condition::all().add(ledger::Column::AcceptedAt.gte(stored(since))).add(ledger::Column::AcceptedAt.lte(stored(until)));
    let on_the_wire = ledger::Column::State.eq(DeliveryState::Claimed.as_str());
    let perhaps_sent = ledger::Column::State.eq(DeliveryState::Retrying.as_str()).and(ledger::Column::MaybeTwice.eq(true));
    let mail = Query::select()
        .expr(Expr::val(1))
        .from(ledger::Entity)
        .and_where(Expr::col((ledger::Entity, ledger::Column::RegistrationId)).equals((registration::Entity, registration::Column::Id)))
        .cond_where(Condition::any().add(was_sent).add(on_the_wire).add(perhaps_sent))
        .to_owned();
    Some(Expr::exists(mail))
}

/// Whether the last save gave up a date for another one.
fn is_other_date(event: &Event, change: &Change) -> bool {
    change.saves.last().is_some_and(|save| save.previous != event.schedule.wall)
}

/// Enters the notice of the last change, or of the cancellation, for the next registrations after `after`. Returns where to
/// go on; none when all have theirs.
pub async fn plan_notice(db: &impl ConnectionTrait, event: &Event, after: Option<Cursor>, now: Timestamp) -> Result<Option<Cursor>, DbErr> {
    let notice = match (&event.cancellation, &event.change) {
        (Some(cancellation), _) => Some((Purpose::EventCancelled, cancellation.cancelled_at, Condition::all())),
        (None, Some(change)) => is_told(event, change).map(|told| (Purpose::Change, change.told_at, told)),
        (None, None) => None,
    };
    let Some((purpose, due_at, told)) = notice else { return notices_planned(db, event).await.map(|()| None) };
    let page = candidates(event, purpose, event.sequence, after)
        .column(registration::Column::UnreachableAt)
        .filter(told)
        .into_tuple::<(Uuid, DateTimeUtc, Option<DateTimeUtc>)>()
        .all(db)
        .await?;
    let urgent_at = useful_by(event);
    let rows: Vec<NewDelivery> = page
        .iter()
        .map(|(id, _, unreachable_at)| {
            let standing = if unreachable_at.is_some() { Standing::Void(VoidReason::Unreachable) } else { Standing::Due };
            NewDelivery {
                event_id: event.id,
                registration_id: RegistrationId::from(*id),
                owed: Obligation { purpose, generation: event.sequence, due_at, useful_until: event.schedule.ends_at, standing },
                urgent_at,
            }
        })
        .collect();
    delivery::insert_many(db, &rows, now).await?;
    let cursor = page.last().map(|(id, registered_at, _)| (instant(*registered_at), RegistrationId::from(*id)));
    if page.len() < ROWS {
        notices_planned(db, event).await?;
        return Ok(None);
    }
    Ok(cursor)
}

/// The moment by which people should know (law 13): before they would have come, by the old date or the new one.
fn useful_by(event: &Event) -> Timestamp {
    let previous = event.change.as_ref().and_then(|change| Schedule::resolve(change.saves.first()?.previous.clone()).ok());
    previous.map_or(event.schedule.starts_at, |(previous, _)| previous.starts_at.min(event.schedule.starts_at))
}

/// Only of the sequence that was planned: a change that came in between is still to be told.
async fn notices_planned(db: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    event::Entity::update_many()
        .set(event::ActiveModel { notices_due_at: Set(None), ..Default::default() })
        .filter(event::Column::Id.eq(event.id.uuid()))
        .filter(event::Column::Sequence.eq(event.sequence))
        .exec(db)
        .await
        .map(drop)
}

/// Whether an event's people are to be told of a change or a cancellation by now.
pub async fn owes_notices(db: &impl ConnectionTrait, event: &Event, now: Timestamp) -> Result<bool, DbErr> {
    let owing = event::Entity::find_by_id(event.id.uuid()).filter(event::Column::NoticesDueAt.lte(stored(now))).count(db).await?;
    Ok(owing > 0 && event.status != EventStatus::Draft)
}
