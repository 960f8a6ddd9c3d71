//! The planner's side of the ledger: what has come due for many at once, said by comparisons in SQL.
//!
//! It must agree with [`crate::domain::timeline::timeline`], which says the same for one (law 1); a property test holds the
//! two against each other. Reminders are here, notices in `notices`.

mod notices;

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Query};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
    QueryTrait as _,
};
use uuid::Uuid;

use self::notices::is_told;
pub use self::notices::{count_told, mark_heard, owes_notices, plan_notice};
use crate::domain::delivery::{DeliveryState, Purpose, VoidReason};
use crate::domain::event::{Event, EventStatus};
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::RegistrationStatus;
use crate::domain::reminder::{Audience, ReminderRule};
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

/// To how many the reminder `rule` would still go if it were said anew: then what was void is looked at again.
pub async fn count_owed(db: &impl ConnectionTrait, event: &Event, rule: &ReminderRule) -> Result<u64, DbErr> {
    count_due(db, event, rule, Rows::ThatWereNotVoid).await
}

/// To how many the reminder `rule` is still to go, as things stand: what [`plan_reminder`] would enter as due.
pub async fn count_planned(db: &impl ConnectionTrait, event: &Event, rule: &ReminderRule) -> Result<u64, DbErr> {
    count_due(db, event, rule, Rows::All).await
}

async fn count_due(db: &impl ConnectionTrait, event: &Event, rule: &ReminderRule, counted: Rows) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait as _;
    without_row(event, rule.purpose(), event.generation, counted)
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

fn is_of(audience: Audience) -> sea_orm::sea_query::SimpleExpr {
    match audience {
        Audience::Registrants => registration::Column::Role.is_null(),
        Audience::Team => registration::Column::Role.is_not_null(),
    }
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
