//! The sender's side of the ledger: rows taken up, and what became of them.
//!
//! One statement records what became of many rows, one takes up many: what the connections to the mail server have to say at
//! the same moment shares a commit (law 10). Both databases run the same SQL; PostgreSQL skips what others hold.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbBackend, DbErr, EntityTrait as _, FromQueryResult as _, JoinType,
    QueryFilter as _, QuerySelect as _, QueryTrait as _, RelationTrait as _, Statement, Value,
};
use uuid::Uuid;

use crate::domain::delivery::{Claim, DeliveryState, Outcome, Purpose};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{DeliveryId, EventId, InstanceId, RegistrationId};
use crate::domain::registration::Registration;
use crate::domain::timeline::Taken;
use crate::storage::entity::{delivery, event, registration};
use crate::storage::event::word;
use crate::storage::{instant, stored};

/// What a sender asks for.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Who asks.
    pub owner: InstanceId,
    /// Now.
    pub now: Timestamp,
    /// When the claim lapses, unless it is renewed.
    pub lapses_at: Timestamp,
    /// The most rows.
    pub limit: usize,
    /// Rows that this process has in hand, whatever the clock says of their claims.
    pub in_hand: Vec<DeliveryId>,
}

/// A row that was taken up, with all that the second look needs (law 3), as it was in the moment of taking.
#[derive(Debug)]
pub struct Claimed {
    /// The proof of holding it.
    pub claim: Claim,
    /// What it is about; an error where it holds what this version cannot read (law 12), none when its registration is gone.
    pub fresh: Result<Option<Fresh>, DbErr>,
}

/// Everything that the second look needs (law 3).
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

impl Fresh {
    /// Where the mail goes.
    #[must_use]
    pub fn address(&self) -> &EmailAddress {
        self.registration.address_for(self.taken.purpose)
    }
}

/// What a row says of itself when it is taken up.
struct Row {
    claim: Claim,
    urgent_at: DateTimeUtc,
    event_id: EventId,
    registration_id: RegistrationId,
    purpose: String,
    generation: i32,
    due_at: Timestamp,
}

/// Registrations, each with the version of its event, as far as they can be read.
type Registrations = HashMap<RegistrationId, Result<(registration::Model, i32), DbErr>>;

/// Takes rows that are due, the most urgent first. Rows whose claim has lapsed are taken over, with the mark that a copy may
/// have gone out: to take a row is to be about to send it.
pub async fn claim(db: &impl ConnectionTrait, asking: &Asking) -> Result<Vec<Claimed>, DbErr> {
    let backend = db.get_database_backend();
    let skip_locked = if backend == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" };
    let in_hand = padded(&asking.in_hand);
    let not_in_hand = if in_hand.is_empty() { String::new() } else { format!("AND id NOT IN ({})", placeholders(5, in_hand.len())) };
    // A limit that is bound and nothing else would have SQLite prepare the statement anew each time, to plan by its value.
    let sql = format!(
        "UPDATE delivery SET state = 'claimed', claimed_by = $1, fence = fence + 1, attempts = attempts + 1, next_at = $2, \
                maybe_twice = (maybe_twice OR state = 'claimed'), \
                crashes = CASE WHEN state = 'claimed' THEN crashes + 1 ELSE 0 END \
         WHERE id IN ( \
             WITH due AS ( \
                 SELECT id FROM delivery WHERE next_at <= $3 {not_in_hand} ORDER BY urgent_at LIMIT $4 + 0 {skip_locked} \
             ) SELECT id FROM due \
         ) \
         RETURNING id, fence, attempts, crashes, useful_until, urgent_at, event_id, registration_id, purpose, generation, due_at"
    );
    let mut values: Vec<Value> = vec![
        asking.owner.to_string().into(),
        stored(asking.lapses_at).into(),
        stored(asking.now).into(),
        i64::try_from(asking.limit).unwrap_or(i64::MAX).into(),
    ];
    values.extend(in_hand.iter().map(|id| Value::from(id.uuid())));
    let rows = db.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    let mut rows: Vec<Row> = rows.iter().filter_map(|found| row(found).inspect_err(|error| unreadable(found, error)).ok()).collect();
    rows.sort_by_key(|row| (row.urgent_at, row.claim.id));
    let registrations = registrations_of(db, &rows).await?;
    Ok(rows.iter().map(|row| claimed(row, &registrations)).collect())
}

fn row(row: &sea_orm::QueryResult) -> Result<Row, DbErr> {
    Ok(Row {
        claim: Claim {
            id: DeliveryId::from(row.try_get::<Uuid>("", "id")?),
            fence: row.try_get("", "fence")?,
            attempts: row.try_get("", "attempts")?,
            crashes: row.try_get("", "crashes")?,
            useful_until: instant(row.try_get("", "useful_until")?),
        },
        urgent_at: row.try_get("", "urgent_at")?,
        event_id: EventId::from(row.try_get::<Uuid>("", "event_id")?),
        registration_id: RegistrationId::from(row.try_get::<Uuid>("", "registration_id")?),
        purpose: row.try_get("", "purpose")?,
        generation: row.try_get("", "generation")?,
        due_at: instant(row.try_get("", "due_at")?),
    })
}

/// A row that holds what this version cannot read ends nothing but itself (law 12): its claim lapses, and it is said each time.
fn unreadable(row: &sea_orm::QueryResult, error: &DbErr) {
    let id = row.try_get::<Uuid>("", "id").ok();
    tracing::error!(delivery.id = ?id, error = error as &dyn std::error::Error, "a row of the ledger cannot be read");
}

/// The registrations that rows are for, each with the version of its event, in one read.
async fn registrations_of(db: &impl ConnectionTrait, rows: &[Row]) -> Result<Registrations, DbErr> {
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let select = registration::Entity::find()
        .column_as(Expr::col((event::Entity, event::Column::Version)), "event_version")
        .join(JoinType::InnerJoin, registration::Relation::Event.def())
        .filter(registration::Column::Id.is_in(rows.iter().map(|row| row.registration_id.uuid())));
    let found = db.query_all_raw(select.build(db.get_database_backend())).await?;
    found
        .iter()
        .map(|row| {
            let read = || Ok((registration::Model::from_query_result(row, "")?, row.try_get("", "event_version")?));
            Ok((RegistrationId::from(row.try_get::<Uuid>("", "id")?), read()))
        })
        .collect()
}

fn claimed(row: &Row, registrations: &Registrations) -> Claimed {
    let claim = row.claim;
    let Some(found) = registrations.get(&row.registration_id).cloned() else {
        return Claimed { claim, fresh: Ok(None) };
    };
    let fresh = || {
        let (registration, event_version) = found?;
        let purpose: Purpose = word("delivery.purpose", &row.purpose)?;
        let taken = Taken { purpose, generation: row.generation, useful_until: claim.useful_until };
        let registration = crate::storage::registration::domain(registration)?;
        Ok(Some(Fresh { taken, due_at: row.due_at, event_id: row.event_id, event_version, registration }))
    };
    Claimed { claim, fresh: fresh() }
}

/// Holds a claim for longer; says whether it still held.
pub async fn renew(db: &impl ConnectionTrait, claim: &Claim, lapses_at: Timestamp) -> Result<bool, DbErr> {
    let renewed = delivery::Entity::update_many()
        .set(delivery::ActiveModel { next_at: Set(Some(stored(lapses_at))), ..Default::default() })
        .filter(delivery::Column::Id.eq(claim.id.uuid()))
        .filter(delivery::Column::Fence.eq(claim.fence))
        .filter(delivery::Column::State.eq(DeliveryState::Claimed.as_str()))
        .exec(db)
        .await?;
    Ok(renewed.rows_affected > 0)
}

/// Frees the rows that a process held that is known to be gone.
pub async fn free_all_claims(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    let freed = delivery::Entity::update_many()
        .col_expr(delivery::Column::NextAt, Expr::value(stored(now)))
        .filter(delivery::Column::State.eq(DeliveryState::Claimed.as_str()))
        .filter(delivery::Column::NextAt.is_not_null())
        .exec(db)
        .await?;
    Ok(freed.rows_affected)
}

/// The values that a settled row takes; their order is that of [`SETTLED`].
struct Values {
    state: DeliveryState,
    next_at: Option<Timestamp>,
    attempts: i32,
    maybe_twice: bool,
    last_reply: Option<String>,
    reason: Option<&'static str>,
    accepted_at: Option<Timestamp>,
}

const SETTLED: &str = "r(id, fence, state, next_at, attempts, maybe_twice, last_reply, reason, accepted_at)";
const SETTLED_COLUMNS: usize = 9;

/// Records what became of attempts, and when, all in one statement. Returns those whose claim still held: what another has taken over
/// is not ours to mark.
pub async fn settle(db: &impl ConnectionTrait, settled: &[(Claim, Outcome, Timestamp)]) -> Result<Vec<DeliveryId>, DbErr> {
    if settled.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<String> = (0..settled.len()).map(|i| format!("({})", placeholders(1 + i * SETTLED_COLUMNS, SETTLED_COLUMNS))).collect();
    let sql = format!(
        "WITH {SETTLED} AS (VALUES {}) \
         UPDATE delivery SET state = r.state, next_at = r.next_at, attempts = r.attempts, crashes = 0, claimed_by = NULL, \
                maybe_twice = (delivery.maybe_twice OR r.maybe_twice), last_reply = COALESCE(r.last_reply, delivery.last_reply), \
                reason = r.reason, accepted_at = r.accepted_at \
         FROM r WHERE delivery.id = r.id AND delivery.fence = r.fence AND delivery.state = 'claimed' \
         RETURNING delivery.id",
        rows.join(", ")
    );
    let values = settled.iter().flat_map(|(claim, outcome, at)| bound(claim, values(claim, outcome, *at)));
    let held = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await?;
    held.iter().map(|row| Ok(DeliveryId::from(row.try_get::<Uuid>("", "id")?))).collect()
}

fn values(claim: &Claim, outcome: &Outcome, at: Timestamp) -> Values {
    let ended = |state| Values {
        state,
        next_at: None,
        attempts: claim.attempts,
        maybe_twice: false,
        last_reply: None,
        reason: None,
        accepted_at: None,
    };
    match outcome {
        Outcome::Accepted { reply } => Values { accepted_at: Some(at), last_reply: Some(reply.clone()), ..ended(DeliveryState::Accepted) },
        Outcome::RetryAt { next_at, reply, maybe_twice } => {
            Values { next_at: Some(*next_at), last_reply: Some(reply.clone()), maybe_twice: *maybe_twice, ..ended(DeliveryState::Retrying) }
        }
        Outcome::Released { next_at, reply } => {
            let state = if claim.attempts > 1 { DeliveryState::Retrying } else { DeliveryState::Pending };
            Values { next_at: Some(*next_at), last_reply: Some(reply.clone()), attempts: claim.attempts - 1, ..ended(state) }
        }
        Outcome::Failed { reply } => Values { last_reply: Some(reply.clone()), ..ended(DeliveryState::Failed) },
        // Nothing was sent: it was no attempt.
        Outcome::Void(reason) => Values { reason: Some(reason.as_str()), attempts: claim.attempts - 1, ..ended(DeliveryState::Void) },
        Outcome::Expired => Values { attempts: claim.attempts - 1, ..ended(DeliveryState::Expired) },
    }
}

fn bound(claim: &Claim, values: Values) -> [Value; SETTLED_COLUMNS] {
    [
        claim.id.uuid().into(),
        claim.fence.into(),
        values.state.as_str().into(),
        values.next_at.map(stored).into(),
        values.attempts.into(),
        values.maybe_twice.into(),
        values.last_reply.into(),
        values.reason.map(str::to_owned).into(),
        values.accepted_at.map(stored).into(),
    ]
}

/// The same rows, the last repeated up to a power of two: so that there are few such statements, which stay prepared.
fn padded(ids: &[DeliveryId]) -> Vec<DeliveryId> {
    let mut padded = ids.to_vec();
    if let Some(last) = ids.last() {
        padded.resize(ids.len().next_power_of_two(), *last);
    }
    padded
}

/// `$first, $first+1, …`
fn placeholders(first: usize, count: usize) -> String {
    (first..first + count).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ")
}
