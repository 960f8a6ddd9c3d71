//! What the forecast asks of the ledger: how many mails wait, and who has no mail with the link yet.

use std::collections::HashMap;

use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Func, Query, SimpleExpr};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _};

use crate::domain::delivery::{DeliveryState, Purpose};
use crate::domain::forecast::{Unreached, UnreachedMail};
use crate::domain::id::{EventId, RegistrationId};
use crate::domain::registration::{Registration, RegistrationStatus};
use crate::storage::entity::{delivery, registration};
use crate::storage::event::word;
use crate::storage::{instant, registration as registrations};

/// How many mails are due and not settled: of all events, and of this one with the link in them.
pub async fn count_waiting(db: &impl ConnectionTrait, id: EventId) -> Result<(u64, u64), DbErr> {
    let waiting = || delivery::Entity::find().filter(delivery::Column::NextAt.is_not_null());
    let ours = waiting().filter(delivery::Column::EventId.eq(id.uuid())).filter(carries_link());
    Ok((waiting().count(db).await?, ours.count(db).await?))
}

/// Mails that carry the link, as [`Purpose::carries_link`] says it.
fn carries_link() -> SimpleExpr {
    let names = [Purpose::Confirmation, Purpose::Promoted, Purpose::Change].map(|purpose| purpose.to_string());
    let by_name = delivery::Column::Purpose.is_in(names);
    by_name.or(delivery::Column::Purpose.starts_with("reminder_"))
}

/// Everybody at an event to whom no mail with the link was handed over since they last asked for it, or whose address takes none.
pub async fn list_unreached(db: &impl ConnectionTrait, id: EventId) -> Result<Vec<(Registration, Unreached)>, DbErr> {
    let reached = {
        let asked = Alias::new("asked");
        let last_asked = Query::select()
            .expr(Func::max(Expr::col((asked.clone(), delivery::Column::DueAt))))
            .from_as(delivery::Entity, asked.clone())
            .and_where(
                Expr::col((asked.clone(), delivery::Column::RegistrationId)).equals((registration::Entity, registration::Column::Id)),
            )
            .and_where(Expr::col((asked, delivery::Column::Purpose)).is_in(Purpose::ANSWERS.map(|purpose| purpose.to_string())))
            .to_owned();
        let own = Expr::col((delivery::Entity, delivery::Column::DueAt));
        Query::select()
            .expr(Expr::val(1))
            .from(delivery::Entity)
            .and_where(
                Expr::col((delivery::Entity, delivery::Column::RegistrationId)).equals((registration::Entity, registration::Column::Id)),
            )
            .and_where(delivery::Column::State.eq(DeliveryState::Accepted.as_str()))
            .and_where(carries_link())
            .and_where(own.clone().gte(Func::coalesce([SimpleExpr::SubQuery(None, Box::new(last_asked.into())), own])))
            .to_owned()
    };
    let people = registration::Entity::find()
        .filter(registration::Column::EventId.eq(id.uuid()))
        .filter(registration::Column::Status.ne(RegistrationStatus::Cancelled.as_str()))
        .filter(registration::Column::UnreachableAt.is_not_null().or(Expr::exists(reached).not()))
        .order_by_asc(registration::Column::RegisteredAt)
        .order_by_asc(registration::Column::Id)
        .all(db)
        .await?;
    let mut mails = mails_of(db, &people).await?;
    people.into_iter().map(|row| unreached(row, &mut mails)).collect()
}

async fn mails_of(db: &impl ConnectionTrait, people: &[registration::Model]) -> Result<HashMap<RegistrationId, Vec<UnreachedMail>>, DbErr> {
    /// Keys a statement: SQLite takes 32,766 values.
    const KEYS: usize = 10_000;
    let mut mails: HashMap<RegistrationId, Vec<UnreachedMail>> = HashMap::new();
    for some in people.chunks(KEYS) {
        let rows = delivery::Entity::find()
            .filter(delivery::Column::RegistrationId.is_in(some.iter().map(|person| person.id)))
            .filter(carries_link())
            .filter(delivery::Column::State.ne(DeliveryState::Void.as_str()))
            .order_by_asc(delivery::Column::DueAt)
            .all(db)
            .await?;
        for row in rows {
            let mail =
                UnreachedMail { state: word("delivery.state", &row.state)?, next_at: row.next_at.map(instant), last_reply: row.last_reply };
            mails.entry(RegistrationId::from(row.registration_id)).or_default().push(mail);
        }
    }
    Ok(mails)
}

fn unreached(
    row: registration::Model,
    mails: &mut HashMap<RegistrationId, Vec<UnreachedMail>>,
) -> Result<(Registration, Unreached), DbErr> {
    let registration = registrations::domain(row)?;
    let person = Unreached {
        email: registration.registrant.email.clone(),
        name: registration.registrant.full_name(),
        status: registration.status,
        unreachable: registration.unreachable.as_ref().map(|unreachable| unreachable.reason.clone()),
        mails: mails.remove(&registration.id).unwrap_or_default(),
        is_reminded: false,
    };
    Ok((registration, person))
}
