//! Mails to organisers about their accounts, over the way out of whichever lane comes by: they are few, wait for no bulk, and take no
//! connection of their own.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::sending::desk::LEASE;
use crate::app::sending::lane::Way;
use crate::app::sending::lanes::locked;
use crate::domain::account_mail::TakenAccountMail;
use crate::domain::delivery::{Claim, Outcome, VoidReason};
use crate::storage;
use crate::storage::{account_mail as mails, session as sessions};

/// A database that does not answer is asked again after so long.
const LOOK_AGAIN_AFTER: SignedDuration = SignedDuration::from_secs(1);

pub(super) fn log_account_mails(error: &storage::Error) {
    tracing::error!(error = error as &dyn std::error::Error, "mails to organisers were not sent");
}

/// What became of a mail, until it is recorded.
#[derive(Debug, Clone)]
pub(super) struct SentAccountMail {
    claim: Claim,
    outcome: Outcome,
    subject: Option<String>,
    at: Timestamp,
}

impl App {
    /// Looks whether a mail to an organiser is due; the next lane that comes by sends it.
    pub(super) async fn look_for_account_mails(&self) -> Result<bool, storage::Error> {
        let has_due = mails::has_due(self.db.read(), self.clock.now()).await?;
        if has_due {
            self.lanes.has_account_mails.store(true, Ordering::Release);
        }
        Ok(has_due)
    }

    /// Sends the next mail to an organiser that is due, where any was seen; says whether there was one.
    pub(super) async fn deliver_next_account_mail(&self, way: &mut Way) -> Result<bool, storage::Error> {
        if !self.lanes.has_account_mails.swap(false, Ordering::AcqRel) {
            return Ok(false);
        }
        self.settle_account_mails().await?;
        if !self.lanes.is_open(self.clock.now()) {
            return Ok(false);
        }
        let Some(taken) = self.take_account_mail().await? else { return Ok(false) };
        // Whoever comes by looks whether it was the last.
        self.lanes.has_account_mails.store(true, Ordering::Release);
        let (outcome, subject) = self.deliver_account_mail(way, &taken).await;
        self.note_account_mail(&taken, outcome, subject);
        self.settle_account_mails().await.map(|()| true)
    }

    async fn hold_account_mail(&self, claim: Claim, lapses_at: Timestamp) -> Result<bool, storage::Error> {
        self.db.write(move |tx| async move { mails::renew(tx, &claim, lapses_at).await }.boxed()).await
    }

    fn note_account_mail(&self, taken: &TakenAccountMail, outcome: Outcome, subject: Option<String>) {
        if let Outcome::Failed { reply } = &outcome {
            tracing::warn!(organiser.id = %taken.organiser.id, reply, "a mail to an organiser was refused");
        }
        locked(&self.lanes.account_mails).push(SentAccountMail { claim: taken.claim, outcome, subject, at: self.clock.now() });
    }

    /// Records what became of mails. What the database does not take now is recorded before the next mail is taken up.
    async fn settle_account_mails(&self) -> Result<(), storage::Error> {
        let sent = mem::take(&mut *locked(&self.lanes.account_mails));
        let kept = Arc::new(sent);
        let settling = Arc::clone(&kept);
        let settled = self.db.write(move |tx| {
            let settling = Arc::clone(&settling);
            async move {
                for SentAccountMail { claim, outcome, subject, at } in settling.iter() {
                    mails::settle(tx, claim, outcome, subject.as_deref(), *at).await?;
                }
                Ok(())
            }
            .boxed()
        });
        if let Err(error) = settled.await {
            locked(&self.lanes.account_mails).extend(kept.iter().cloned());
            self.lanes.has_account_mails.store(true, Ordering::Release);
            return Err(error);
        }
        Ok(())
    }

    async fn take_account_mail(&self) -> Result<Option<TakenAccountMail>, storage::Error> {
        let now = self.clock.now();
        let lapses_at = now + self.clock.stretched(LEASE);
        self.db.write(move |tx| async move { mails::claim(tx, now, lapses_at).await }.boxed()).await
    }

    /// What became of a mail, and what it was called.
    async fn deliver_account_mail(&self, way: &mut Way, taken: &TakenAccountMail) -> (Outcome, Option<String>) {
        let now = self.clock.now();
        if taken.claim.useful_until <= now {
            return (Outcome::Expired, None);
        }
        if let Err(outcome) = self.look_again_at(taken, now).await {
            return (outcome, None);
        }
        // Whatever goes wrong in writing it stays with this mail (law 12).
        let written = catch_unwind(AssertUnwindSafe(|| self.write_account_mail(taken.mail, &taken.organiser, now)));
        match written.unwrap_or_else(|_| Err("writing this mail failed in a way that should not be possible".to_owned())) {
            Ok(message) => {
                let handing_over = self.put_on_its_way(way, &taken.claim, taken.organiser.email.domain(), &message);
                let outcome = self.while_held(&taken.claim, |lapses_at| self.hold_account_mail(taken.claim, lapses_at), handing_over).await;
                (outcome, Some(message.subject))
            }
            Err(reply) => {
                tracing::error!(mail.id = %taken.claim.id, "a mail to an organiser cannot be written: {reply}");
                (Outcome::Failed { reply }, None)
            }
        }
    }
    /// The second look (law 3): what its link opened may be done by now, by a link before it, or its organiser turned away.
    async fn look_again_at(&self, taken: &TakenAccountMail, now: Timestamp) -> Result<(), Outcome> {
        let link = self.account_key(taken.mail.id).hash();
        match sessions::find_link(self.db.read(), link, now).await.map_err(storage::Error::from) {
            Ok(Some(_)) => Ok(()),
            Ok(None) => Err(Outcome::Void(VoidReason::AskedAgain)),
            Err(error) => Err(Outcome::Released { next_at: now + LOOK_AGAIN_AFTER, reply: error.to_string() }),
        }
    }
}
