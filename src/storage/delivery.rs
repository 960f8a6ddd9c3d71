//! The ledger: a row for every mail that has come due.

use jiff::Timestamp;
use sea_orm::sea_query::{ExprTrait as _, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Statement, Value,
};
use uuid::Uuid;

use crate::domain::delivery::{Claim, Delivery, DeliveryState, Outcome, Purpose, VoidReason};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{DeliveryId, EventId, RegistrationId};
use crate::domain::registration::Registration;
use crate::domain::timeline::{Obligation, Standing, Taken};
use crate::storage::entity::{delivery, registration};
use crate::storage::event::{Hold, find_version, word};
use crate::storage::{instant, stored};

/// Rows a statement: 17 columns each, and SQLite takes 32,766 values.
pub(in crate::storage) const ROWS: usize = 1_500;

/// A row to be entered.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Whose event.
    pub event_id: EventId,
    /// To whom.
    pub registration_id: RegistrationId,
    /// What is owed.
    pub owed: Obligation,
    /// The order in which it is sent (law 13): the moment by which it is useful; for what goes out at once, that moment.
    pub urgent_at: Timestamp,
}

/// Everything the second look needs (law 3), as it is at this moment.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// The row.
    pub taken: Taken,
    /// When it became due.
    pub due_at: Timestamp,
    /// Whose event.
    pub event_id: EventId,
    /// The version at which the event stands.
    pub event_version: i32,
    /// To whom.
    pub registration: Registration,
}

/// A line of the ledger, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row.
    pub delivery: Delivery,
    /// To which address.
    pub email: EmailAddress,
    /// The name that was given.
    pub name: Option<String>,
}

/// Enters rows at `now`; those that are there already stay as they are (law 2).
pub async fn insert_many(db: &impl ConnectionTrait, rows: &[NewDelivery], now: Timestamp) -> Result<u64, DbErr> {
    let once = OnConflict::columns([delivery::Column::RegistrationId, delivery::Column::Purpose, delivery::Column::Generation])
        .do_nothing()
        .to_owned();
    let mut entered = 0;
    for rows in rows.chunks(ROWS) {
        let models = rows.iter().map(|new| model(new, now));
        entered += delivery::Entity::insert_many(models).on_conflict(once.clone()).exec_without_returning(db).await?;
    }
    Ok(entered)
}

fn model(new: &NewDelivery, now: Timestamp) -> delivery::ActiveModel {
    let owed = &new.owed;
    let (state, reason, next_at) = match owed.standing {
        Standing::Due => (DeliveryState::Pending, None, Some(stored(owed.due_at))),
        Standing::Void(reason) => (DeliveryState::Void, Some(reason), None),
    };
    delivery::ActiveModel {
        id: Set(DeliveryId::new(now).uuid()),
        event_id: Set(new.event_id.uuid()),
        registration_id: Set(new.registration_id.uuid()),
        purpose: Set(owed.purpose.to_string()),
        generation: Set(owed.generation),
        due_at: Set(stored(owed.due_at)),
        urgent_at: Set(stored(new.urgent_at)),
        useful_until: Set(stored(owed.useful_until)),
        state: Set(state.as_str().to_owned()),
        reason: Set(reason.map(|reason| reason.as_str().to_owned())),
        next_at: Set(next_at),
        claimed_by: Set(None),
        fence: Set(0),
        attempts: Set(0),
        maybe_twice: Set(false),
        last_reply: Set(None),
        accepted_at: Set(None),
    }
}

/// What a sender asks for.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Who asks.
    pub owner: String,
    /// Now.
    pub now: Timestamp,
    /// When the claim lapses, unless it is renewed.
    pub lapses_at: Timestamp,
    /// The most rows.
    pub limit: u64,
    /// Rows that this process has in hand, whatever the clock says of their claims.
    pub in_hand: Vec<DeliveryId>,
}

/// Takes rows that are due, the most urgent first. Rows whose claim has lapsed are taken over, with the mark that a copy may
/// have gone out.
///
/// On PostgreSQL any number of instances claim at once and skip what others hold; SQLite has one writer.
pub async fn claim(db: &impl ConnectionTrait, asking: &Asking) -> Result<Vec<Claim>, DbErr> {
    let backend = db.get_database_backend();
    let skip_locked = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let not_in_hand = match asking.in_hand.len() {
        0 => String::new(),
        count => format!("AND id NOT IN ({})", (0..count).map(|i| format!("${}", i + 5)).collect::<Vec<_>>().join(", ")),
    };
    let sql = format!(
        "UPDATE delivery SET state = 'claimed', claimed_by = $1, fence = fence + 1, attempts = attempts + 1, next_at = $2, \
                maybe_twice = (maybe_twice OR state = 'claimed') \
         WHERE id IN ( \
             WITH due AS ( \
                 SELECT id FROM delivery WHERE next_at <= $3 {not_in_hand} ORDER BY urgent_at LIMIT $4 {skip_locked} \
             ) SELECT id FROM due \
         ) \
         RETURNING id, fence, attempts, useful_until, urgent_at"
    );
    let limit = i64::try_from(asking.limit).unwrap_or(i64::MAX);
    let mut values: Vec<Value> =
        vec![asking.owner.as_str().into(), stored(asking.lapses_at).into(), stored(asking.now).into(), limit.into()];
    values.extend(asking.in_hand.iter().map(|id| Value::from(id.uuid())));
    let mut claimed = Vec::new();
    for row in db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await? {
        let urgent_at: sea_orm::prelude::DateTimeUtc = row.try_get("", "urgent_at")?;
        let claim = Claim {
            id: DeliveryId::from(row.try_get::<Uuid>("", "id")?),
            fence: row.try_get("", "fence")?,
            attempts: row.try_get("", "attempts")?,
            useful_until: instant(row.try_get("", "useful_until")?),
        };
        claimed.push((urgent_at, claim));
    }
    claimed.sort_by_key(|(urgent_at, claim)| (*urgent_at, claim.id));
    Ok(claimed.into_iter().map(|(_, claim)| claim).collect())
}

/// What a claimed row is about, read now; none when the claim was lost.
pub async fn find_fresh(db: &impl ConnectionTrait, claim: &Claim) -> Result<Option<Fresh>, DbErr> {
    let found = delivery::Entity::find_by_id(claim.id.uuid())
        .filter(delivery::Column::Fence.eq(claim.fence))
        .find_also_related(registration::Entity)
        .one(db)
        .await?;
    let Some((row, Some(registration))) = found else { return Ok(None) };
    let event_id = EventId::from(row.event_id);
    let Some(event_version) = find_version(db, event_id, Hold::Nothing).await? else { return Ok(None) };
    Ok(Some(Fresh {
        taken: Taken {
            purpose: word("delivery.purpose", &row.purpose)?,
            generation: row.generation,
            useful_until: instant(row.useful_until),
        },
        due_at: instant(row.due_at),
        event_id,
        event_version,
        registration: crate::storage::registration::domain(registration)?,
    }))
}

/// What a person has heard since `since`, or is about to hear, that says what a reminder would say: a confirmation or the
/// notice of a change.
pub async fn find_heard(db: &impl ConnectionTrait, id: RegistrationId, since: Timestamp) -> Result<Option<Purpose>, DbErr> {
    let says_the_same = [Purpose::Confirmation.to_string(), Purpose::Change.to_string()];
    let heard = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Purpose)
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .filter(delivery::Column::Purpose.is_in(says_the_same))
        .filter(Condition::any().add(delivery::Column::NextAt.is_not_null()).add(delivery::Column::AcceptedAt.gt(stored(since))))
        .into_tuple::<String>()
        .one(db)
        .await?;
    heard.map(|purpose| word("delivery.purpose", &purpose)).transpose()
}

/// Holds a claim for longer.
pub async fn renew(db: &impl ConnectionTrait, claim: &Claim, lapses_at: Timestamp) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .set(delivery::ActiveModel { next_at: Set(Some(stored(lapses_at))), ..Default::default() })
        .filter(delivery::Column::Id.eq(claim.id.uuid()))
        .filter(delivery::Column::Fence.eq(claim.fence))
        .filter(delivery::Column::State.eq(DeliveryState::Claimed.as_str()))
        .exec(db)
        .await
        .map(drop)
}

/// Records what became of an attempt; says whether the claim still held.
pub async fn record(db: &impl ConnectionTrait, claim: &Claim, outcome: &Outcome, now: Timestamp) -> Result<bool, DbErr> {
    let settled =
        |state: DeliveryState| delivery::ActiveModel { state: Set(state.as_str().to_owned()), next_at: Set(None), ..Default::default() };
    let change = match outcome {
        Outcome::Accepted { reply } => delivery::ActiveModel {
            accepted_at: Set(Some(stored(now))),
            last_reply: Set(Some(reply.clone())),
            ..settled(DeliveryState::Accepted)
        },
        Outcome::RetryAt { next_at, reply, maybe_twice } => {
            let mut change = later(DeliveryState::Retrying, *next_at, reply);
            if *maybe_twice {
                change.maybe_twice = Set(true);
            }
            change
        }
        Outcome::Released { next_at, reply } => {
            let state = if claim.attempts > 1 { DeliveryState::Retrying } else { DeliveryState::Pending };
            delivery::ActiveModel { attempts: Set(claim.attempts - 1), ..later(state, *next_at, reply) }
        }
        Outcome::Failed { reply } => delivery::ActiveModel { last_reply: Set(Some(reply.clone())), ..settled(DeliveryState::Failed) },
        Outcome::Void(reason) => delivery::ActiveModel { reason: Set(Some(reason.as_str().to_owned())), ..settled(DeliveryState::Void) },
        Outcome::Expired => settled(DeliveryState::Expired),
    };
    let recorded = delivery::Entity::update_many()
        .set(change)
        .filter(delivery::Column::Id.eq(claim.id.uuid()))
        .filter(delivery::Column::Fence.eq(claim.fence))
        .filter(delivery::Column::State.eq(DeliveryState::Claimed.as_str()))
        .exec(db)
        .await?;
    Ok(recorded.rows_affected > 0)
}

fn later(state: DeliveryState, next_at: Timestamp, reply: &str) -> delivery::ActiveModel {
    delivery::ActiveModel {
        state: Set(state.as_str().to_owned()),
        next_at: Set(Some(stored(next_at))),
        claimed_by: Set(None),
        last_reply: Set(Some(reply.to_owned())),
        ..Default::default()
    }
}

/// Ends what waits for a registration (law 8). Rows that a sender holds are left to its second look.
pub async fn void_waiting_of_registration(db: &impl ConnectionTrait, id: RegistrationId, reason: VoidReason) -> Result<u64, DbErr> {
    void_waiting(db, delivery::Column::RegistrationId.eq(id.uuid()), reason).await
}

/// Ends what waits for an event (law 8). Rows that a sender holds are left to its second look; whoever has cancelled before
/// still gets that notice, since no other one is owed to them.
pub async fn void_waiting_of_event(db: &impl ConnectionTrait, id: EventId, reason: VoidReason) -> Result<u64, DbErr> {
    let but_the_end = delivery::Column::Purpose.ne(Purpose::RegistrationCancelled.to_string());
    void_waiting(db, delivery::Column::EventId.eq(id.uuid()).and(but_the_end), reason).await
}

/// Ends the reminders that wait for another start than that of `generation` (law 7). What else waits, such as a confirmation,
/// is sent with the new date in it.
pub async fn void_waiting_of_start(db: &impl ConnectionTrait, id: EventId, generation: i32) -> Result<u64, DbErr> {
    let of_another_start = delivery::Column::EventId
        .eq(id.uuid())
        .and(delivery::Column::Purpose.starts_with("reminder_"))
        .and(delivery::Column::Generation.ne(generation));
    void_waiting(db, of_another_start, VoidReason::EventMoved).await
}

async fn void_waiting(db: &impl ConnectionTrait, whose: SimpleExpr, reason: VoidReason) -> Result<u64, DbErr> {
    let voided = delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set(DeliveryState::Void.as_str().to_owned()),
            reason: Set(Some(reason.as_str().to_owned())),
            next_at: Set(None),
            ..Default::default()
        })
        .filter(whose)
        .filter(delivery::Column::State.is_in([DeliveryState::Pending.as_str(), DeliveryState::Retrying.as_str()]))
        .exec(db)
        .await?;
    Ok(voided.rows_affected)
}

/// Owes again what a move had ended, when the event is moved back to that start (law 7).
pub async fn revive_moved(db: &impl ConnectionTrait, id: EventId, generation: i32) -> Result<u64, DbErr> {
    let revived = delivery::Entity::delete_many()
        .filter(delivery::Column::EventId.eq(id.uuid()))
        .filter(delivery::Column::Generation.eq(generation))
        .filter(delivery::Column::State.eq(DeliveryState::Void.as_str()))
        .filter(delivery::Column::Reason.eq(VoidReason::EventMoved.as_str()))
        .exec(db)
        .await?;
    Ok(revived.rows_affected)
}

/// When the next row can be taken up; none when everything is settled.
pub async fn find_next_due(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, DbErr> {
    let next = delivery::Entity::find()
        .select_only()
        .column_as(delivery::Column::NextAt.min(), "next_at")
        .filter(delivery::Column::NextAt.is_not_null())
        .into_tuple::<Option<sea_orm::prelude::DateTimeUtc>>()
        .one(db)
        .await?;
    Ok(next.flatten().map(instant))
}

/// The ledger of an event, in the order in which its mails became due.
pub async fn list(db: &impl ConnectionTrait, event_id: EventId, state: Option<DeliveryState>) -> Result<Vec<Line>, DbErr> {
    let mut query = delivery::Entity::find()
        .filter(delivery::Column::EventId.eq(event_id.uuid()))
        .order_by_asc(delivery::Column::DueAt)
        .order_by_asc(delivery::Column::Id);
    if let Some(state) = state {
        query = query.filter(delivery::Column::State.eq(state.as_str()));
    }
    let rows = query.find_also_related(registration::Entity).all(db).await?;
    rows.into_iter().filter_map(|(row, registration)| registration.map(|registration| line(row, registration))).collect()
}

/// Reads no more of the registration than the line shows: one that this version cannot read must not hide the ledger (law 12).
fn line(row: delivery::Model, registration: registration::Model) -> Result<Line, DbErr> {
    let email = EmailAddress::parse(&registration.email).map_err(|_| crate::storage::unreadable("registration.email", "…"))?;
    let name: Vec<String> = [registration.given_name, registration.family_name].into_iter().flatten().collect();
    let delivery = Delivery {
        id: DeliveryId::from(row.id),
        event_id: EventId::from(row.event_id),
        registration_id: RegistrationId::from(row.registration_id),
        purpose: word("delivery.purpose", &row.purpose)?,
        generation: row.generation,
        due_at: instant(row.due_at),
        useful_until: instant(row.useful_until),
        state: word("delivery.state", &row.state)?,
        reason: row.reason.as_deref().map(|reason| word("delivery.reason", reason)).transpose()?,
        attempts: row.attempts,
        maybe_twice: row.maybe_twice,
        last_reply: row.last_reply,
        accepted_at: row.accepted_at.map(instant),
    };
    Ok(Line { delivery, name: (!name.is_empty()).then(|| name.join(" ")), email })
}

/// How many rows of an event stand where, by purpose.
pub async fn count_by_state(db: &impl ConnectionTrait, event_id: EventId) -> Result<Vec<(Purpose, DeliveryState, u64)>, DbErr> {
    let counts = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Purpose)
        .column(delivery::Column::State)
        .column_as(delivery::Column::Id.count(), "count")
        .filter(delivery::Column::EventId.eq(event_id.uuid()))
        .group_by(delivery::Column::Purpose)
        .group_by(delivery::Column::State)
        .into_tuple::<(String, String, i64)>()
        .all(db)
        .await?;
    counts
        .into_iter()
        .map(|(purpose, state, count)| {
            Ok((word("delivery.purpose", &purpose)?, word("delivery.state", &state)?, u64::try_from(count).unwrap_or_default()))
        })
        .collect()
}
