//! Answers to what people asked for on a page: when they left or will, how many there were, and letting one wait or hurry.

use jiff::Timestamp;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
};

use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::RegistrationId;
use crate::storage::entity::{delivery, registration};
use crate::storage::event::word;
use crate::storage::{instant, stored};

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

/// When a person's sign-up was last answered, for the rule of ten minutes (law 17).
pub async fn find_last_answer(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Option<Timestamp>, DbErr> {
    let last = delivery::Entity::find()
        .select_only()
        .column(delivery::Column::DueAt)
        .filter(delivery::Column::RegistrationId.eq(id.uuid()))
        .filter(delivery::Column::Purpose.is_in(Purpose::ANSWERS.map(|purpose| purpose.to_string())))
        .order_by_desc(delivery::Column::Generation)
        .into_tuple::<DateTimeUtc>()
        .one(db)
        .await?;
    Ok(last.map(instant))
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
        .into_tuple::<DateTimeUtc>()
        .all(db)
        .await?;
    let mut moments: Vec<Timestamp> = moments.into_iter().map(instant).collect();
    moments.sort();
    Ok(moments)
}

/// How often the owner of an address was asked since then whether a registration is to have it, by whatever registration.
pub async fn count_new_addresses(db: &impl ConnectionTrait, address_key: &str, since: Timestamp) -> Result<u64, DbErr> {
    delivery::Entity::find()
        .inner_join(registration::Entity)
        .filter(Expr::expr(Func::lower(Expr::col((registration::Entity, registration::Column::NewEmail)))).eq(address_key))
        .filter(delivery::Column::Purpose.eq(Purpose::NewAddress.to_string()))
        .filter(delivery::Column::DueAt.gt(stored(since)))
        .count(db)
        .await
}

/// How many answers to forms a registration was owed since then.
pub async fn count_answers(db: &impl ConnectionTrait, id: RegistrationId, since: Timestamp) -> Result<u64, DbErr> {
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

fn asked_at(rows: Vec<(i32, DateTimeUtc)>) -> Vec<(i32, Timestamp)> {
    rows.into_iter().map(|(generation, due_at)| (generation, instant(due_at))).collect()
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
