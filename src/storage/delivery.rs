//! The ledger: a row for every mail that has come due. How senders take rows up and settle them is in [`claims`].

pub mod claims;

use jiff::Timestamp;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, Func, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Statement,
};

use crate::domain::delivery::{Delivery, DeliveryState, Purpose, VoidReason};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{DeliveryId, EventId, RegistrationId};
use crate::domain::reminder::Audience;
use crate::domain::timeline::{Obligation, Standing};
use crate::storage::entity::{delivery, registration};
use crate::storage::event::word;
use crate::storage::{instant, stored};

/// Rows a statement: 18 columns each, and SQLite takes 32,766 values.
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
        Standing::Due => (DeliveryState::Pending, None, Some(stored(owed.due_at.min(now)))),
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
        crashes: Set(0),
        maybe_twice: Set(false),
        last_reply: Set(None),
        accepted_at: Set(None),
    }
}

/// What a person has heard since `since`, or is about to hear, that says what a reminder would say: a confirmation or the
/// notice of a change.
pub async fn find_heard(db: &impl ConnectionTrait, id: RegistrationId, since: Timestamp) -> Result<Option<Purpose>, DbErr> {
    let says_the_same = [Purpose::Confirmation, Purpose::Promoted, Purpose::Change].map(|purpose| purpose.to_string());
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

/// When answers to forms left for an address since then, or are to leave: the first for each registration but one, in their order. What
/// is void never left.
pub async fn list_first_answers(
    db: &impl ConnectionTrait,
    address_key: &str,
    but: RegistrationId,
    since: Timestamp,
) -> Result<Vec<Timestamp>, DbErr> {
    let left = Func::coalesce([
        Expr::col((delivery::Entity, delivery::Column::AcceptedAt)),
        Expr::col((delivery::Entity, delivery::Column::NextAt)),
        Expr::col((delivery::Entity, delivery::Column::DueAt)),
    ]);
    let moments = delivery::Entity::find()
        .select_only()
        .expr_as(Expr::expr(left.clone()).min(), "left_at")
        .inner_join(registration::Entity)
        .filter(registration::Column::EmailKey.eq(address_key))
        .filter(registration::Column::Id.ne(but.uuid()))
        .filter(delivery::Column::Purpose.is_in(Purpose::ANSWERS.map(|purpose| purpose.to_string())))
        .filter(delivery::Column::State.ne(DeliveryState::Void.as_str()))
        .filter(Expr::expr(left).gt(stored(since)))
        .group_by(delivery::Column::RegistrationId)
        .into_tuple::<sea_orm::prelude::DateTimeUtc>()
        .all(db)
        .await?;
    let mut moments: Vec<Timestamp> = moments.into_iter().map(instant).collect();
    moments.sort();
    Ok(moments)
}

/// How often the owner of an address was asked since then whether a registration is to have it, by whatever registration.
pub async fn count_new_addresses(db: &impl ConnectionTrait, email: &EmailAddress, since: Timestamp) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait as _;
    delivery::Entity::find()
        .inner_join(registration::Entity)
        .filter(Expr::expr(Func::lower(Expr::col((registration::Entity, registration::Column::NewEmail)))).eq(email.key()))
        .filter(delivery::Column::Purpose.eq(Purpose::NewAddress.to_string()))
        .filter(delivery::Column::DueAt.gt(stored(since)))
        .count(db)
        .await
}

/// How many answers to forms a registration was owed since then.
pub async fn count_answers(db: &impl ConnectionTrait, id: RegistrationId, since: Timestamp) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait as _;
    delivery::Entity::find()
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .filter(delivery::Column::Purpose.is_in(Purpose::ANSWERS.map(|purpose| purpose.to_string())))
        .filter(delivery::Column::DueAt.gt(stored(since)))
        .count(db)
        .await
}

/// Lets the answer to a form wait that has not left yet.
pub async fn put_off_answer(db: &impl ConnectionTrait, id: RegistrationId, at: Timestamp) -> Result<(), DbErr> {
    delivery::Entity::update_many()
        .set(delivery::ActiveModel { next_at: Set(Some(stored(at))), ..Default::default() })
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .filter(delivery::Column::Purpose.is_in(Purpose::ANSWERS.map(|purpose| purpose.to_string())))
        .filter(delivery::Column::State.eq(DeliveryState::Pending.as_str()))
        .exec(db)
        .await
        .map(drop)
}

/// Ends what waits for a registration (law 8). Rows that a sender holds are left to its second look.
pub async fn void_waiting_of_registration(db: &impl ConnectionTrait, id: RegistrationId, reason: VoidReason) -> Result<u64, DbErr> {
    void_waiting(db, delivery::Column::RegistrationId.eq(id.uuid()), reason).await
}

/// Ends the mails for one purpose that wait for a registration.
pub async fn void_waiting_for(db: &impl ConnectionTrait, id: RegistrationId, purpose: Purpose, reason: VoidReason) -> Result<u64, DbErr> {
    let of_purpose = delivery::Column::Purpose.eq(purpose.to_string());
    void_waiting(db, delivery::Column::RegistrationId.eq(id.uuid()).and(of_purpose), reason).await
}

/// Ends the mails before the start and after the end that wait for a registration.
pub async fn void_waiting_by_rule(db: &impl ConnectionTrait, id: RegistrationId, reason: VoidReason) -> Result<u64, DbErr> {
    void_waiting(db, delivery::Column::RegistrationId.eq(id.uuid()).and(is_by_rule()), reason).await
}

/// Owes the mails before the start and after the end again that were void for `reason` and are still of use: at their moment, or at
/// once where it has passed. The second look says whether something else stands for them by now.
pub async fn owe_void_again(db: &impl ConnectionTrait, id: RegistrationId, reason: VoidReason, now: Timestamp) -> Result<(), DbErr> {
    let next_at = CaseStatement::new()
        .case(delivery::Column::DueAt.gt(stored(now)), Expr::col(delivery::Column::DueAt))
        .finally(Expr::value(stored(now)));
    delivery::Entity::update_many()
        .set(delivery::ActiveModel { state: Set(DeliveryState::Pending.as_str().to_owned()), reason: Set(None), ..Default::default() })
        .col_expr(delivery::Column::NextAt, next_at.into())
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .filter(delivery::Column::State.eq(DeliveryState::Void.as_str()))
        .filter(delivery::Column::Reason.eq(reason.as_str()))
        .filter(delivery::Column::UsefulUntil.gt(stored(now)))
        .filter(is_by_rule())
        .exec(db)
        .await
        .map(drop)
}

/// Ends what waits for an event (law 8). Rows that a sender holds are left to its second look; whoever has cancelled before
/// still gets that notice, since no other one is owed to them.
pub async fn void_waiting_of_event(db: &impl ConnectionTrait, id: EventId, reason: VoidReason) -> Result<u64, DbErr> {
    let of_their_end = [Purpose::RegistrationCancelled, Purpose::Declined].map(|purpose| purpose.to_string());
    let but_the_end = delivery::Column::Purpose.is_not_in(of_their_end);
    void_waiting(db, delivery::Column::EventId.eq(id.uuid()).and(but_the_end), reason).await
}

/// Ends the reminders that wait for another start than that of `generation` (law 7). What else waits, such as a confirmation,
/// is sent with the new date in it.
pub async fn void_waiting_of_start(db: &impl ConnectionTrait, id: EventId, generation: i32) -> Result<u64, DbErr> {
    let of_another_start = delivery::Column::EventId.eq(id.uuid()).and(is_by_rule()).and(delivery::Column::Generation.ne(generation));
    void_waiting(db, of_another_start, VoidReason::EventMoved).await
}

/// Ends the reminders that wait by no rule of the event any more. `purposes` are those that these people still get.
pub async fn void_waiting_without_rule(
    db: &impl ConnectionTrait,
    id: EventId,
    audience: Audience,
    purposes: Vec<Purpose>,
) -> Result<u64, DbErr> {
    let people = match audience {
        Audience::Registrants => registration::Column::Role.is_null(),
        Audience::Team => registration::Column::Role.is_not_null(),
    };
    let theirs = registration::Entity::find().select_only().column(registration::Column::Id).filter(people);
    let of_them = delivery::Column::RegistrationId.in_subquery(theirs.filter(registration::Column::EventId.eq(id.uuid())).into_query());
    let without_rule = delivery::Column::EventId
        .eq(id.uuid())
        .and(is_by_rule())
        .and(delivery::Column::Purpose.is_not_in(purposes.iter().map(ToString::to_string)))
        .and(of_them);
    void_waiting(db, without_rule, VoidReason::RuleRemoved).await
}

fn is_by_rule() -> SimpleExpr {
    delivery::Column::Purpose.starts_with("reminder_").or(delivery::Column::Purpose.starts_with("follow_up_"))
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

/// Forgets which reminders of a start were not owed, since date or rules are now others: the planner enters anew what is. What was
/// sent stays sent (laws 7 and 9).
pub async fn delete_void_reminders(db: &impl ConnectionTrait, id: EventId, generation: i32) -> Result<u64, DbErr> {
    let forgotten = delivery::Entity::delete_many()
        .filter(delivery::Column::EventId.eq(id.uuid()))
        .filter(delivery::Column::Generation.eq(generation))
        .filter(delivery::Column::State.eq(DeliveryState::Void.as_str()))
        .filter(is_by_rule())
        .exec(db)
        .await?;
    Ok(forgotten.rows_affected)
}

/// How many rows can be taken up at `now`, counted no further than `most`.
pub async fn count_due(db: &impl ConnectionTrait, now: Timestamp, most: u64) -> Result<usize, DbErr> {
    let due = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Id)
        .filter(delivery::Column::NextAt.lte(stored(now)))
        .limit(most)
        .into_tuple::<sea_orm::prelude::Uuid>()
        .all(db)
        .await?;
    Ok(due.len())
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

/// Where the mails of a registration stand.
pub async fn list_of_registration(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Vec<(Purpose, i32, DeliveryState)>, DbErr> {
    let rows = delivery::Entity::find().filter(delivery::Column::RegistrationId.eq(id.uuid())).all(db).await?;
    rows.into_iter().map(|row| Ok((word("delivery.purpose", &row.purpose)?, row.generation, word("delivery.state", &row.state)?))).collect()
}

/// Every row of a registration, in the order in which they became due.
pub async fn list_rows_of_registration(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Vec<Delivery>, DbErr> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .order_by_asc(delivery::Column::DueAt)
        .order_by_asc(delivery::Column::Id);
    rows.all(db).await?.into_iter().map(domain).collect()
}

/// When mails for `purpose` were asked for, the latest first, each with its generation.
pub async fn list_asked(db: &impl ConnectionTrait, id: RegistrationId, purpose: Purpose) -> Result<Vec<(i32, Timestamp)>, DbErr> {
    asked(purpose).filter(delivery::Column::RegistrationId.eq(id.uuid())).into_tuple().all(db).await.map(asked_at)
}

/// The same for an address, at whatever event.
pub async fn list_asked_by_email(
    db: &impl ConnectionTrait,
    email: &EmailAddress,
    purpose: Purpose,
) -> Result<Vec<(i32, Timestamp)>, DbErr> {
    let of_address = registration::Entity::find().select_only().column(registration::Column::Id);
    let of_address = of_address.filter(registration::Column::EmailKey.eq(email.key())).into_query();
    asked(purpose).filter(delivery::Column::RegistrationId.in_subquery(of_address)).into_tuple().all(db).await.map(asked_at)
}

fn asked(purpose: Purpose) -> sea_orm::Select<delivery::Entity> {
    delivery::Entity::find()
        .select_only()
        .column(delivery::Column::Generation)
        .column(delivery::Column::DueAt)
        .filter(delivery::Column::Purpose.eq(purpose.to_string()))
        .order_by_desc(delivery::Column::DueAt)
        .order_by_desc(delivery::Column::Generation)
}

fn asked_at(rows: Vec<(i32, sea_orm::prelude::DateTimeUtc)>) -> Vec<(i32, Timestamp)> {
    rows.into_iter().map(|(generation, due_at)| (generation, instant(due_at))).collect()
}

/// After the clock was set back: no claim lasts beyond `claims_until`, and what was put off until a moment that is now far ahead is
/// taken up at `now`, though no reminder before it is due.
pub async fn bring_forward(db: &impl ConnectionTrait, now: Timestamp, claims_until: Timestamp) -> Result<(), DbErr> {
    const WAITING: &str = "UPDATE delivery SET next_at = CASE \
             WHEN due_at <= $1 OR NOT (purpose LIKE 'reminder%' OR purpose LIKE 'follow_up%') THEN $1 \
             WHEN due_at < next_at THEN due_at ELSE next_at END \
         WHERE next_at > $1 AND state IN ('pending', 'retrying')";
    delivery::Entity::update_many()
        .set(delivery::ActiveModel { next_at: Set(Some(stored(claims_until))), ..Default::default() })
        .filter(delivery::Column::State.eq(DeliveryState::Claimed.as_str()))
        .filter(delivery::Column::NextAt.gt(stored(claims_until)))
        .exec(db)
        .await?;
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), WAITING, [stored(now).into()])).await.map(drop)
}

/// Lets the answer to a sign-up that waits be taken up at once; says whether there is one.
pub async fn hasten_answer(db: &impl ConnectionTrait, id: RegistrationId, generation: i32, now: Timestamp) -> Result<bool, DbErr> {
    let hastened = delivery::Entity::update_many()
        .set(delivery::ActiveModel { next_at: Set(Some(stored(now))), ..Default::default() })
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .filter(delivery::Column::Purpose.is_in(Purpose::ANSWERS.map(|purpose| purpose.to_string())))
        .filter(delivery::Column::Generation.eq(generation))
        .filter(delivery::Column::State.is_in([DeliveryState::Pending.as_str(), DeliveryState::Retrying.as_str()]))
        .exec(db)
        .await?;
    Ok(hastened.rows_affected > 0)
}

/// After an address was corrected: what could not reach the old one, and still says something, is owed again (law 8). Not what the
/// new confirmation says anyway.
pub async fn owe_again(db: &impl ConnectionTrait, id: RegistrationId, now: Timestamp) -> Result<(), DbErr> {
    let said_anew = Condition::any()
        .add(delivery::Column::Purpose.is_in(Purpose::ANSWERS.map(|purpose| purpose.to_string())))
        .add(delivery::Column::Purpose.eq(Purpose::Change.to_string()))
        .add(delivery::Column::Purpose.starts_with("reminder"));
    let unreached = Condition::any()
        .add(delivery::Column::State.eq(DeliveryState::Failed.as_str()))
        .add(delivery::Column::Reason.eq(VoidReason::Unreachable.as_str()));
    delivery::Entity::update_many()
        .set(delivery::ActiveModel {
            state: Set(DeliveryState::Pending.as_str().to_owned()),
            reason: Set(None),
            next_at: Set(Some(stored(now))),
            ..Default::default()
        })
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .filter(delivery::Column::UsefulUntil.gt(stored(now)))
        .filter(unreached)
        .filter(said_anew.not())
        .exec(db)
        .await
        .map(drop)
}

/// Reads no more of the registration than the line shows: one that this version cannot read must not hide the ledger (law 12).
fn line(row: delivery::Model, registration: registration::Model) -> Result<Line, DbErr> {
    let email = EmailAddress::parse(&registration.email).map_err(|_| crate::storage::unreadable("registration.email", "…"))?;
    let name: Vec<String> = [registration.given_name, registration.family_name].into_iter().flatten().collect();
    Ok(Line { delivery: domain(row)?, name: (!name.is_empty()).then(|| name.join(" ")), email })
}

fn domain(row: delivery::Model) -> Result<Delivery, DbErr> {
    Ok(Delivery {
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
    })
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
