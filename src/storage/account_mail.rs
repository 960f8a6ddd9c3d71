//! Mails to organisers about their accounts: entered, taken up, settled.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _,
};
use uuid::Uuid;

use crate::domain::account_mail::{AccountMail, AccountMailKind, FailedInvitation, NewAccountMail, TakenAccountMail};
use crate::domain::delivery::{Claim, DeliveryState, Outcome};
use crate::domain::id::{DeliveryId, OrganiserId};
use crate::domain::organiser::Organiser;
use crate::storage::entity::{account_mail, organiser};
use crate::storage::event::word;
use crate::storage::organiser::organiser_of;
use crate::storage::{instant, stored};

/// Enters a mail that is due at once.
pub async fn insert(db: &impl ConnectionTrait, new: &NewAccountMail) -> Result<(), DbErr> {
    let NewAccountMail { mail, organiser_id } = new;
    let row = account_mail::ActiveModel {
        id: Set(mail.id.uuid()),
        organiser_id: Set(organiser_id.uuid()),
        kind: Set(mail.kind.as_str().to_owned()),
        locale: Set(mail.locale.tag().to_owned()),
        asked_at: Set(stored(mail.asked_at)),
        state: Set(DeliveryState::Pending.as_str().to_owned()),
        next_at: Set(Some(stored(mail.asked_at))),
        fence: Set(0),
        attempts: Set(0),
        last_reply: Set(None),
        accepted_at: Set(None),
        subject: Set(None),
    };
    account_mail::Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// How many mails of a kind somebody was owed since then.
pub async fn count_since(db: &impl ConnectionTrait, id: OrganiserId, kind: AccountMailKind, since: Timestamp) -> Result<u64, DbErr> {
    let asked = account_mail::Entity::find()
        .filter(account_mail::Column::OrganiserId.eq(id.uuid()))
        .filter(account_mail::Column::Kind.eq(kind.as_str()))
        .filter(account_mail::Column::AskedAt.gt(stored(since)));
    asked.count(db).await
}

/// Whether any mail can be taken up at `now`.
pub async fn has_due(db: &impl ConnectionTrait, now: Timestamp) -> Result<bool, DbErr> {
    Ok(account_mail::Entity::find().filter(account_mail::Column::NextAt.lte(stored(now))).one(db).await?.is_some())
}

/// Takes up the mail that has been due the longest, until `lapses_at`; none when nothing is due or somebody else was first.
pub async fn claim(db: &impl ConnectionTrait, now: Timestamp, lapses_at: Timestamp) -> Result<Option<TakenAccountMail>, DbErr> {
    let due = account_mail::Entity::find()
        .filter(account_mail::Column::NextAt.lte(stored(now)))
        .order_by_asc(account_mail::Column::NextAt)
        .order_by_asc(account_mail::Column::Id)
        .find_also_related(organiser::Entity);
    let Some((row, Some(organiser))) = due.one(db).await? else { return Ok(None) };
    let (mail, organiser) = match (domain(&row), organiser_of(&organiser)) {
        (Ok(mail), Ok(organiser)) => (mail, organiser),
        // What cannot be read, perhaps since a newer version wrote it, must not stand before all others for ever.
        (Err(error), _) | (_, Err(error)) => return set_aside(db, row.id, &error).await.map(|()| None),
    };
    let taken = account_mail::ActiveModel {
        state: Set(DeliveryState::Claimed.as_str().to_owned()),
        next_at: Set(Some(stored(lapses_at))),
        fence: Set(row.fence + 1),
        attempts: Set(row.attempts + 1),
        ..Default::default()
    };
    let held = account_mail::Entity::update_many()
        .set(taken)
        .filter(account_mail::Column::Id.eq(row.id))
        .filter(account_mail::Column::Fence.eq(row.fence));
    if held.exec(db).await?.rows_affected == 0 {
        return Ok(None);
    }
    let claim = Claim { id: mail.id, fence: row.fence + 1, attempts: row.attempts + 1, crashes: 0, useful_until: mail.useful_until() };
    Ok(Some(TakenAccountMail { claim, mail, organiser }))
}

async fn set_aside(db: &impl ConnectionTrait, id: Uuid, error: &DbErr) -> Result<(), DbErr> {
    let failed = account_mail::ActiveModel {
        state: Set(DeliveryState::Failed.as_str().to_owned()),
        next_at: Set(None),
        last_reply: Set(Some(error.to_string())),
        ..Default::default()
    };
    account_mail::Entity::update_many().set(failed).filter(account_mail::Column::Id.eq(id)).exec(db).await.map(drop)
}

/// Renews a claim; says whether it still holds.
pub async fn renew(db: &impl ConnectionTrait, claim: &Claim, lapses_at: Timestamp) -> Result<bool, DbErr> {
    let renewed = account_mail::ActiveModel { next_at: Set(Some(stored(lapses_at))), ..Default::default() };
    Ok(account_mail::Entity::update_many().set(renewed).filter(held(claim)).exec(db).await?.rows_affected > 0)
}

/// The row of a claim, as long as nobody has taken it over.
fn held(claim: &Claim) -> Condition {
    Condition::all()
        .add(account_mail::Column::Id.eq(claim.id.uuid()))
        .add(account_mail::Column::Fence.eq(claim.fence))
        .add(account_mail::Column::State.eq(DeliveryState::Claimed.as_str()))
}

/// Records what became of a mail, unless somebody else has taken it over.
pub async fn settle(
    db: &impl ConnectionTrait,
    claim: &Claim,
    outcome: &Outcome,
    subject: Option<&str>,
    at: Timestamp,
) -> Result<(), DbErr> {
    let (state, next_at, reply) = match outcome {
        Outcome::Accepted { reply } => (DeliveryState::Accepted, None, Some(reply)),
        Outcome::RetryAt { next_at, reply, .. } | Outcome::Released { next_at, reply } => {
            (DeliveryState::Retrying, Some(*next_at), Some(reply))
        }
        Outcome::Failed { reply } => (DeliveryState::Failed, None, Some(reply)),
        Outcome::Void(_) => (DeliveryState::Void, None, None),
        Outcome::Expired => (DeliveryState::Expired, None, None),
    };
    let was_tried = !matches!(outcome, Outcome::Released { .. });
    let settled = account_mail::ActiveModel {
        state: Set(state.as_str().to_owned()),
        next_at: Set(next_at.map(stored)),
        attempts: Set(claim.attempts - i32::from(!was_tried)),
        last_reply: Set(reply.cloned()),
        accepted_at: Set((state == DeliveryState::Accepted).then(|| stored(at))),
        subject: Set(subject.map(str::to_owned)),
        ..Default::default()
    };
    account_mail::Entity::update_many().set(settled).filter(held(claim)).exec(db).await.map(drop)
}

/// Frees the mails that a process held that is known to be gone.
pub async fn free_all_claims(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    let freed = account_mail::ActiveModel { next_at: Set(Some(stored(now))), ..Default::default() };
    let held = account_mail::Entity::update_many().set(freed).filter(account_mail::Column::State.eq(DeliveryState::Claimed.as_str()));
    Ok(held.exec(db).await?.rows_affected)
}

/// Forgets the settled mails that were asked for before that moment.
pub async fn delete_settled(db: &impl ConnectionTrait, asked_before: Timestamp) -> Result<(), DbErr> {
    let settled = account_mail::Entity::delete_many().filter(account_mail::Column::NextAt.is_null());
    settled.filter(account_mail::Column::AskedAt.lt(stored(asked_before))).exec(db).await.map(drop)
}

/// What became of the last invitation of each who was invited, where it did not arrive: with the words of the mail server.
pub async fn list_failed_invitations(db: &impl ConnectionTrait) -> Result<BTreeMap<OrganiserId, FailedInvitation>, DbErr> {
    let invitations = account_mail::Entity::find()
        .filter(account_mail::Column::Kind.eq(AccountMailKind::Invitation.as_str()))
        .order_by_asc(account_mail::Column::AskedAt)
        .order_by_asc(account_mail::Column::Id);
    let mut failed = BTreeMap::new();
    for row in invitations.all(db).await? {
        let id = OrganiserId::from(row.organiser_id);
        let state: DeliveryState = word("account_mail.state", &row.state)?;
        if matches!(state, DeliveryState::Failed | DeliveryState::Expired) {
            failed.insert(id, FailedInvitation { reply: row.last_reply });
        } else {
            failed.remove(&id);
        }
    }
    Ok(failed)
}

/// A mail that was sent, to whom, and when.
pub async fn find_sent(db: &impl ConnectionTrait, id: DeliveryId) -> Result<Option<(AccountMail, Organiser, Timestamp)>, DbErr> {
    let found = account_mail::Entity::find_by_id(id.uuid()).find_also_related(organiser::Entity).one(db).await?;
    let Some((row, Some(organiser))) = found else { return Ok(None) };
    let Some(at) = row.accepted_at else { return Ok(None) };
    Ok(Some((domain(&row)?, organiser_of(&organiser)?, instant(at))))
}

fn domain(row: &account_mail::Model) -> Result<AccountMail, DbErr> {
    Ok(AccountMail {
        id: DeliveryId::from(row.id),
        kind: word("account_mail.kind", &row.kind)?,
        locale: word("account_mail.locale", &row.locale)?,
        asked_at: instant(row.asked_at),
    })
}
