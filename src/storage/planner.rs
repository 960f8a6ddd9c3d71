//! The planner's side of the ledger: what has come due for many at once, said by comparisons in SQL.
//!
//! It must agree with [`crate::domain::timeline::timeline`], which says the same for one (law 1); a property test holds the
//! two against each other.

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Query};
use sea_orm::{ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _};
use uuid::Uuid;

use crate::domain::delivery::{Purpose, VoidReason};
use crate::domain::event::{Event, EventStatus};
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::RegistrationStatus;
use crate::domain::schedule::Schedule;
use crate::domain::timeline::{Obligation, ReminderRule, Standing};
use crate::storage::delivery::{self, NewDelivery, ROWS};
use crate::storage::entity::{delivery as ledger, event, registration, reminder_rule};
use crate::storage::{instant, stored};

/// Events that the planner has something to enter for at `now`.
pub async fn list_events_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<EventId>, DbErr> {
    let by_rule = reminder_rule::Entity::find()
        .select_only()
        .column(reminder_rule::Column::EventId)
        .filter(reminder_rule::Column::PlannedAt.is_null())
        .filter(reminder_rule::Column::DueAt.lte(stored(now)))
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    let by_notice = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::NoticesDueAt.is_not_null())
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    let mut due: Vec<EventId> = by_rule.into_iter().chain(by_notice).map(EventId::from).collect();
    due.sort_unstable();
    due.dedup();
    Ok(due)
}

/// Where a page of the planner's work begins: after the registration made then, with that key.
pub type Cursor = (Timestamp, RegistrationId);

/// Enters the reminder `rule` for the next registrations after `after` that have no row for it yet. Returns where to go on;
/// none when all have theirs.
pub async fn plan_reminder(
    db: &impl ConnectionTrait,
    event: &Event,
    rule: &ReminderRule,
    after: Option<Cursor>,
    now: Timestamp,
) -> Result<Option<Cursor>, DbErr> {
    let page = candidates(event, rule.purpose(), event.generation, after)
        .expr_as(standing(event, rule), "reason")
        .into_tuple::<(Uuid, DateTimeUtc, Option<String>)>()
        .all(db)
        .await?;
    let rows = page.iter().map(|(id, _, reason)| {
        let standing = match reason {
            Some(reason) => Standing::Void(crate::storage::event::word("reason", reason)?),
            None => Standing::Due,
        };
        let owed = Obligation {
            purpose: rule.purpose(),
            generation: event.generation,
            due_at: rule.due_at,
            useful_until: rule.useful_until,
            standing,
        };
        Ok(NewDelivery { event_id: event.id, registration_id: RegistrationId::from(*id), owed, urgent_at: event.schedule.starts_at })
    });
    let rows = rows.collect::<Result<Vec<_>, DbErr>>()?;
    delivery::insert_many(db, &rows, now).await?;
    let cursor = page.last().map(|(id, registered_at, _)| (instant(*registered_at), RegistrationId::from(*id)));
    if page.len() < ROWS {
        mark_planned(db, event, rule, now).await?;
        return Ok(None);
    }
    Ok(cursor)
}

/// To how many the reminder `rule` is still to go, as things stand: what [`plan_reminder`] would enter as due.
pub async fn count_owed(db: &impl ConnectionTrait, event: &Event, rule: &ReminderRule) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait as _;
    without_row(event, rule.purpose(), event.generation).filter(standing(event, rule).is_null()).count(db).await
}

/// What a reminder falls under, said as [`crate::domain::timeline`] says it: the first that holds.
fn standing(event: &Event, rule: &ReminderRule) -> Expr {
    let reason = |reason: VoidReason| Expr::val(reason.as_str());
    let registered_at = || Expr::col((registration::Entity, registration::Column::RegisteredAt));
    let mut case = CaseStatement::new().case(registered_at().gt(stored(rule.heard_by())), reason(VoidReason::CoveredByConfirmation));
    if let Some(change) = event.change.as_ref().filter(|change| change.changed_at > rule.heard_by()) {
        case = case.case(registered_at().lte(stored(change.changed_at)), reason(VoidReason::CoveredByChange));
    }
    if rule.covered_by_later {
        return case.finally(reason(VoidReason::CoveredByLaterReminder)).into();
    }
    let unsubscribed = Expr::col((registration::Entity, registration::Column::WantsReminders)).eq(false);
    case.case(unsubscribed, reason(VoidReason::Unsubscribed)).finally(Expr::val(None::<String>)).into()
}

/// Enters the notice of the last change, or of the cancellation, for the next registrations after `after`. Returns where to
/// go on; none when all have theirs.
pub async fn plan_notice(db: &impl ConnectionTrait, event: &Event, after: Option<Cursor>, now: Timestamp) -> Result<Option<Cursor>, DbErr> {
    let (purpose, due_at, only_before) = match (&event.cancellation, &event.change) {
        (Some(cancellation), _) => (Purpose::EventCancelled, cancellation.cancelled_at, None),
        (None, Some(change)) => (Purpose::Change, change.changed_at, Some(change.changed_at)),
        (None, None) => return notices_planned(db, event).await.map(|()| None),
    };
    let mut query = candidates(event, purpose, event.sequence, after);
    if let Some(changed_at) = only_before {
        query = query.filter(registration::Column::RegisteredAt.lte(stored(changed_at)));
    }
    let page = query.into_tuple::<(Uuid, DateTimeUtc)>().all(db).await?;
    let urgent_at = useful_by(event);
    let rows: Vec<NewDelivery> = page
        .iter()
        .map(|(id, _)| NewDelivery {
            event_id: event.id,
            registration_id: RegistrationId::from(*id),
            owed: Obligation { purpose, generation: event.sequence, due_at, useful_until: event.schedule.ends_at, standing: Standing::Due },
            urgent_at,
        })
        .collect();
    delivery::insert_many(db, &rows, now).await?;
    let cursor = page.last().map(|(id, registered_at)| (instant(*registered_at), RegistrationId::from(*id)));
    if page.len() < ROWS {
        notices_planned(db, event).await?;
        return Ok(None);
    }
    Ok(cursor)
}

/// The moment by which people should know (law 13): before they would have come, by the old date or the new one.
fn useful_by(event: &Event) -> Timestamp {
    let previous = event.change.as_ref().and_then(|change| Schedule::resolve(change.previous.clone()).ok());
    previous.map_or(event.schedule.starts_at, |(previous, _)| previous.starts_at.min(event.schedule.starts_at))
}

/// Registrations of `event` that have no row for that purpose and generation.
fn without_row(event: &Event, purpose: Purpose, generation: i32) -> sea_orm::Select<registration::Entity> {
    let has_row = Query::select()
        .expr(Expr::val(1))
        .from(ledger::Entity)
        .and_where(Expr::col((ledger::Entity, ledger::Column::RegistrationId)).equals((registration::Entity, registration::Column::Id)))
        .and_where(Expr::col((ledger::Entity, ledger::Column::Purpose)).eq(purpose.to_string()))
        .and_where(Expr::col((ledger::Entity, ledger::Column::Generation)).eq(generation))
        .to_owned();
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(event.id.uuid()))
        .filter(registration::Column::Status.eq(RegistrationStatus::Registered.as_str()))
        .filter(Expr::exists(has_row).not())
}

/// The same in the order in which they were made, a page of them.
fn candidates(event: &Event, purpose: Purpose, generation: i32, after: Option<Cursor>) -> sea_orm::Select<registration::Entity> {
    let mut query = without_row(event, purpose, generation)
        .select_only()
        .column(registration::Column::Id)
        .column(registration::Column::RegisteredAt)
        .order_by_asc(registration::Column::RegisteredAt)
        .order_by_asc(registration::Column::Id)
        .limit(ROWS as u64);
    if let Some((registered_at, id)) = after {
        let at = stored(registered_at);
        let same_moment = Condition::all().add(registration::Column::RegisteredAt.eq(at)).add(registration::Column::Id.gt(id.uuid()));
        query = query.filter(Condition::any().add(registration::Column::RegisteredAt.gt(at)).add(same_moment));
    }
    query
}

/// Reminders of an event that is not published are owed to nobody: marks them as looked at.
pub async fn mark_all_planned(db: &impl ConnectionTrait, event: &Event, now: Timestamp) -> Result<(), DbErr> {
    reminder_rule::Entity::update_many()
        .set(reminder_rule::ActiveModel { planned_at: sea_orm::ActiveValue::Set(Some(stored(now))), ..Default::default() })
        .filter(reminder_rule::Column::EventId.eq(event.id.uuid()))
        .filter(reminder_rule::Column::DueAt.lte(stored(now)))
        .exec(db)
        .await
        .map(drop)
}

async fn mark_planned(db: &impl ConnectionTrait, event: &Event, rule: &ReminderRule, now: Timestamp) -> Result<(), DbErr> {
    reminder_rule::Entity::update_many()
        .set(reminder_rule::ActiveModel { planned_at: sea_orm::ActiveValue::Set(Some(stored(now))), ..Default::default() })
        .filter(reminder_rule::Column::EventId.eq(event.id.uuid()))
        .filter(reminder_rule::Column::Purpose.eq(rule.purpose().to_string()))
        .filter(reminder_rule::Column::DueAt.eq(stored(rule.due_at)))
        .exec(db)
        .await
        .map(drop)
}

/// Only of the sequence that was planned: a change that came in between is still to be told.
async fn notices_planned(db: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    event::Entity::update_many()
        .set(event::ActiveModel { notices_due_at: sea_orm::ActiveValue::Set(None), ..Default::default() })
        .filter(event::Column::Id.eq(event.id.uuid()))
        .filter(event::Column::Sequence.eq(event.sequence))
        .exec(db)
        .await
        .map(drop)
}

/// Which reminders of an event are due at `now` and not all entered yet.
pub async fn list_unplanned(db: &impl ConnectionTrait, event: &Event, now: Timestamp) -> Result<Vec<Purpose>, DbErr> {
    let purposes = reminder_rule::Entity::find()
        .select_only()
        .column(reminder_rule::Column::Purpose)
        .filter(reminder_rule::Column::EventId.eq(event.id.uuid()))
        .filter(reminder_rule::Column::PlannedAt.is_null())
        .filter(reminder_rule::Column::DueAt.lte(stored(now)))
        .order_by_asc(reminder_rule::Column::DueAt)
        .into_tuple::<String>()
        .all(db)
        .await?;
    purposes.iter().map(|purpose| crate::storage::event::word("reminder_rule.purpose", purpose)).collect()
}

/// Whether an event's people are still to be told of a change or a cancellation.
pub async fn owes_notices(db: &impl ConnectionTrait, event: &Event) -> Result<bool, DbErr> {
    use sea_orm::PaginatorTrait as _;
    let owing = event::Entity::find_by_id(event.id.uuid()).filter(event::Column::NoticesDueAt.is_not_null()).count(db).await?;
    Ok(owing > 0 && event.status != EventStatus::Draft)
}
