//! The planner's side of the ledger: what has come due for many at once, said by comparisons in SQL.
//!
//! It must agree with [`crate::domain::timeline::timeline`], which says the same for one (law 1); a property test holds the
//! two against each other.

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
};
use uuid::Uuid;

use crate::domain::change::Change;
use crate::domain::delivery::{DeliveryState, Purpose, VoidReason};
use crate::domain::event::{Event, EventStatus};
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::RegistrationStatus;
use crate::domain::reminder::{Audience, ReminderRule};
use crate::domain::schedule::Schedule;
use crate::domain::timeline::{Obligation, Standing};
use crate::storage::delivery::{self, NewDelivery, ROWS};
use crate::storage::entity::{delivery as ledger, event, registration, reminder_rule};
use crate::storage::{instant, registration as registrations, stored};

/// Events that the planner has something to enter for at `now`.
pub async fn list_events_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<EventId>, DbErr> {
    let by_rule = reminder_rule::Entity::find()
        .select_only()
        .column(reminder_rule::Column::EventId)
        .filter(is_open(now))
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    let by_notice = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::NoticesDueAt.lte(stored(now)))
        .into_tuple::<Uuid>()
        .all(db)
        .await?;
    let mut due: Vec<EventId> = by_rule.into_iter().chain(by_notice).map(EventId::from).collect();
    due.sort_unstable();
    due.dedup();
    Ok(due)
}

/// Rules that the planner has something to enter for: at their moment, or earlier, once, where a bulk begins before it (law 14).
fn is_open(now: Timestamp) -> Condition {
    let has_come = reminder_rule::Column::DueAt.lte(stored(now));
    let begins = Condition::all().add(reminder_rule::Column::BeginsAt.lte(stored(now))).add(reminder_rule::Column::BegunAt.is_null());
    Condition::all().add(reminder_rule::Column::PlannedAt.is_null()).add(Condition::any().add(has_come).add(begins))
}

/// A reminder that is still to begin, and how many people it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    /// Whose.
    pub event_id: EventId,
    /// What for.
    pub purpose: Purpose,
    /// For whom.
    pub audience: Audience,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it begins, as things stand.
    pub begins_at: Timestamp,
    /// How many are registered.
    pub people: u64,
}

/// The reminders of published events that are due after `now` and until `until` and have not begun.
pub async fn list_ahead(db: &impl ConnectionTrait, now: Timestamp, until: Timestamp) -> Result<Vec<Ahead>, DbErr> {
    use crate::storage::event::word;
    use sea_orm::PaginatorTrait as _;
    let published =
        event::Entity::find().select_only().column(event::Column::Id).filter(event::Column::Status.eq(EventStatus::Published.as_str()));
    let rows = reminder_rule::Entity::find()
        .filter(reminder_rule::Column::PlannedAt.is_null())
        .filter(reminder_rule::Column::BegunAt.is_null())
        .filter(reminder_rule::Column::DueAt.gt(stored(now)))
        .filter(reminder_rule::Column::DueAt.lte(stored(until)))
        .filter(reminder_rule::Column::EventId.in_subquery(published.into_query()))
        .all(db)
        .await?;
    let mut ahead = Vec::with_capacity(rows.len());
    for row in rows {
        let audience: Audience = word("reminder_rule.audience", &row.audience)?;
        let people = registration::Entity::find()
            .filter(registration::Column::EventId.eq(row.event_id))
            .filter(registration::Column::Status.eq(RegistrationStatus::Registered.as_str()))
            .filter(is_of(audience));
        ahead.push(Ahead {
            event_id: EventId::from(row.event_id),
            purpose: word("reminder_rule.purpose", &row.purpose)?,
            audience,
            due_at: instant(row.due_at),
            begins_at: instant(row.begins_at),
            people: people.count(db).await?,
        });
    }
    Ok(ahead)
}

/// Lets a reminder begin at another moment, if it is still due when it was.
pub async fn update_begin(db: &impl ConnectionTrait, ahead: &Ahead, begins_at: Timestamp) -> Result<(), DbErr> {
    reminder_rule::Entity::update_many()
        .set(reminder_rule::ActiveModel { begins_at: sea_orm::ActiveValue::Set(stored(begins_at)), ..Default::default() })
        .filter(reminder_rule::Column::EventId.eq(ahead.event_id.uuid()))
        .filter(reminder_rule::Column::Purpose.eq(ahead.purpose.to_string()))
        .filter(reminder_rule::Column::Audience.eq(ahead.audience.as_str()))
        .filter(reminder_rule::Column::DueAt.eq(stored(ahead.due_at)))
        .exec(db)
        .await
        .map(drop)
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
        .filter(is_of(rule.audience()))
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
    without_row(event, rule.purpose(), event.generation, Rows::ThatWereNotVoid)
        .filter(is_of(rule.audience()))
        .filter(standing(event, rule).is_null())
        .count(db)
        .await
}

/// What a reminder falls under, said as [`crate::domain::timeline`] says it: the first that holds.
fn standing(event: &Event, rule: &ReminderRule) -> Expr {
    let reason = |reason: VoidReason| Expr::val(reason.as_str());
    if !event.reminders_armed {
        return reason(VoidReason::RemindersDisarmed);
    }
    if rule.says_nothing(&event.afterwards) {
        return reason(VoidReason::NothingToSay);
    }
    let mut case = CaseStatement::new()
        .case(registration::Column::RegisteredAt.gt(stored(rule.heard_by())), reason(VoidReason::CoveredByConfirmation));
    let change = event.change.as_ref().filter(|change| rule.is_before() && change.told_at > rule.heard_by());
    if let Some(told) = change.and_then(|change| is_told(event, change)) {
        case = case.case(told, reason(VoidReason::CoveredByChange));
    }
    if rule.covered_by_later {
        return case.finally(reason(VoidReason::CoveredByLaterReminder)).into();
    }
    let unsubscribed = registration::Column::WantsReminders.eq(false);
    case.case(unsubscribed, reason(VoidReason::Unsubscribed))
        .case(registration::Column::UnreachableAt.is_not_null(), reason(VoidReason::Unreachable))
        .finally(Expr::val(None::<String>))
        .into()
}

/// How many people would be told of the last change, were it saved as it stands.
pub async fn count_told(db: &impl ConnectionTrait, event: &Event) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait as _;
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
fn is_told(event: &Event, change: &Change) -> Option<Condition> {
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
        .set(registration::ActiveModel { heard_at: sea_orm::ActiveValue::Set(Some(stored(change.changed_at()))), ..Default::default() })
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

fn is_of(audience: Audience) -> sea_orm::sea_query::SimpleExpr {
    match audience {
        Audience::Registrants => registration::Column::Role.is_null(),
        Audience::Team => registration::Column::Role.is_not_null(),
    }
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

/// Which rows of the ledger count as being there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    All,
    /// A mail that was void is entered anew when the rules change.
    ThatWereNotVoid,
}

/// Registrations of `event` that have no row for that purpose and generation.
fn without_row(event: &Event, purpose: Purpose, generation: i32, counted: Rows) -> sea_orm::Select<registration::Entity> {
    let mut has_row = Query::select()
        .expr(Expr::val(1))
        .from(ledger::Entity)
        .and_where(Expr::col((ledger::Entity, ledger::Column::RegistrationId)).equals((registration::Entity, registration::Column::Id)))
        .and_where(Expr::col((ledger::Entity, ledger::Column::Purpose)).eq(purpose.to_string()))
        .and_where(Expr::col((ledger::Entity, ledger::Column::Generation)).eq(generation))
        .to_owned();
    if counted == Rows::ThatWereNotVoid {
        has_row.and_where(Expr::col((ledger::Entity, ledger::Column::State)).ne(DeliveryState::Void.as_str()));
    }
    // Without a place there is nothing to be reminded of; of what happens to the event everybody hears.
    let whom = if purpose.is_by_rule() {
        Condition::all().add(registration::Column::Status.eq(RegistrationStatus::Registered.as_str()))
    } else {
        registrations::is_told()
    };
    registration::Entity::find().filter(registration::Column::EventId.eq(event.id.uuid())).filter(whom).filter(Expr::exists(has_row).not())
}

/// The same in the order in which they were made, a page of them.
fn candidates(event: &Event, purpose: Purpose, generation: i32, after: Option<Cursor>) -> sea_orm::Select<registration::Entity> {
    let mut query = without_row(event, purpose, generation, Rows::All)
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
        .filter(is_open(now))
        .exec(db)
        .await
        .map(drop)
}

/// Before its moment a rule has only begun: who registers until then is looked at when it has come.
async fn mark_planned(db: &impl ConnectionTrait, event: &Event, rule: &ReminderRule, now: Timestamp) -> Result<(), DbErr> {
    let at = sea_orm::ActiveValue::Set(Some(stored(now)));
    let mark = if now < rule.due_at {
        reminder_rule::ActiveModel { begun_at: at, ..Default::default() }
    } else {
        reminder_rule::ActiveModel { planned_at: at, ..Default::default() }
    };
    reminder_rule::Entity::update_many()
        .set(mark)
        .filter(reminder_rule::Column::EventId.eq(event.id.uuid()))
        .filter(reminder_rule::Column::Purpose.eq(rule.purpose().to_string()))
        .filter(reminder_rule::Column::Audience.eq(rule.audience().as_str()))
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

/// Which reminders of an event have come at `now` and are not all entered yet.
pub async fn list_unplanned(db: &impl ConnectionTrait, event: &Event, now: Timestamp) -> Result<Vec<(Purpose, Audience)>, DbErr> {
    use crate::storage::event::word;
    let rules = reminder_rule::Entity::find()
        .select_only()
        .column(reminder_rule::Column::Purpose)
        .column(reminder_rule::Column::Audience)
        .filter(reminder_rule::Column::EventId.eq(event.id.uuid()))
        .filter(is_open(now))
        .order_by_asc(reminder_rule::Column::DueAt)
        .into_tuple::<(String, String)>()
        .all(db)
        .await?;
    rules
        .iter()
        .map(|(purpose, audience)| Ok((word("reminder_rule.purpose", purpose)?, word("reminder_rule.audience", audience)?)))
        .collect()
}

/// Whether an event's people are to be told of a change or a cancellation by now.
pub async fn owes_notices(db: &impl ConnectionTrait, event: &Event, now: Timestamp) -> Result<bool, DbErr> {
    use sea_orm::PaginatorTrait as _;
    let owing = event::Entity::find_by_id(event.id.uuid()).filter(event::Column::NoticesDueAt.lte(stored(now))).count(db).await?;
    Ok(owing > 0 && event.status != EventStatus::Draft)
}
