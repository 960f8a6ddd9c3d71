//! What waits: ended where it is no longer owed, and owed again where it is.

use jiff::Timestamp;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QuerySelect as _,
    QueryTrait as _,
};

use crate::domain::delivery::{DeliveryState, Purpose, VoidReason};
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::reminder::Audience;
use crate::storage::entity::{delivery, registration};
use crate::storage::stored;

/// Ends what waits for a registration (law 8), but not links that were asked for: they lead to other events, too. Rows that a sender
/// holds are left to its second look.
pub async fn void_waiting_of_registration(db: &impl ConnectionTrait, id: RegistrationId, reason: VoidReason) -> Result<u64, DbErr> {
    let of_this = delivery::Column::RegistrationId.eq(id.uuid()).and(delivery::Column::Purpose.ne(Purpose::LostLink.to_string()));
    void_waiting(db, of_this, reason).await
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
/// still gets that notice, since no other one is owed to them, and links that were asked for lead to other events, too.
pub async fn void_waiting_of_event(db: &impl ConnectionTrait, id: EventId, reason: VoidReason) -> Result<u64, DbErr> {
    let still_owed = [Purpose::RegistrationCancelled, Purpose::Declined, Purpose::LostLink].map(|purpose| purpose.to_string());
    let but_those = delivery::Column::Purpose.is_not_in(still_owed);
    void_waiting(db, delivery::Column::EventId.eq(id.uuid()).and(but_those), reason).await
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
