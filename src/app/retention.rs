//! Privacy that runs by itself: what is past its term is removed (law 23), and nothing of it is left in the files (law 24).

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::erasure::Erasure;
use crate::app::outcomes::Outcomes;
use crate::domain::erasure::{ErasureReason, Receipt, Removed};
use crate::domain::id::{DeliveryId, EventId, QuestionId};
use crate::mail::transport::Transport;
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::erasure::Whose;

/// Mails that were kept, and the words of mail servers: long enough to look into why somebody did not get theirs.
const MAIL_KEPT_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Which mails were sent at an event: long enough for questions afterwards.
const LEDGER_KEPT_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Registrations that lose an answer in one transaction.
const AT_ONCE: u64 = 500;
/// Mails of a folder that are looked up in one statement.
const FILES_AT_ONCE: usize = 1_000;

/// Forgets what else stands for an event whose people have gone.
async fn forget_event(tx: &Tx, event: EventId) -> Result<(), Refused> {
    storage::retention::delete_blocked(tx, event).await?;
    storage::list_download::delete(tx, event).await
}

impl App {
    /// Removes whatever is past its term; counts remain. Returns how many registrations went.
    ///
    /// # Errors
    /// When storage fails: the first thing that could not be removed, after all others were. The next run tries again.
    pub async fn remove_past_term(&self) -> Result<u64, storage::Error> {
        let now = self.clock.now();
        let mut outcomes = Outcomes::default();
        let mut removed = outcomes.take(self.remove_unconfirmed(now).await);
        for event in outcomes.take(storage::retention::list_events(self.db.read(), now).await.map_err(Into::into)) {
            if outcomes.go_on() {
                removed = removed.and(outcomes.take(self.remove_event(event, now).await));
            }
        }
        for (event, question) in outcomes.take(storage::retention::list_questions(self.db.read(), now).await.map_err(Into::into)) {
            if outcomes.go_on() {
                outcomes.take(self.remove_answers(event, question, now).await);
            }
        }
        outcomes.take(self.remove_old_mails(now).await);
        outcomes.take(self.remove_past_of_accounts(now).await);
        outcomes.take(self.tidy_up().await);
        outcomes.first().map(|()| removed.registrations)
    }

    /// An address that was not confirmed in time is removed by the night after: 48 hours after the sign-up at the latest, since a link
    /// to confirm by holds for a day.
    async fn remove_unconfirmed(&self, now: Timestamp) -> Result<Removed, storage::Error> {
        let number = self.number_of_day("unconfirmed", &[], now);
        let whose = Whose::UnconfirmedSince(now);
        let removed = self.erase(Erasure::new(whose, ErasureReason::Unconfirmed, None, number)).await?;
        if removed.registrations > 0 {
            tracing::info!(registrations.removed = removed.registrations, "addresses that were not confirmed are removed");
        }
        Ok(removed)
    }

    async fn remove_event(&self, event: EventId, now: Timestamp) -> Result<Removed, storage::Error> {
        let number = self.number_of_day("term", event.uuid().as_bytes(), now);
        let removed = self.erase(Erasure::new(Whose::Event(event), ErasureReason::Term, Some(event), number)).await?;
        self.db.write(move |tx| async move { forget_event(tx, event).await }.boxed()).await?;
        tracing::info!(
            event.id = %event,
            registrations.removed = removed.registrations,
            "the term has ended: personal data are removed"
        );
        Ok(removed)
    }

    /// Removes the answers to a question that is kept for a shorter time than the rest.
    async fn remove_answers(&self, event: EventId, question: QuestionId, now: Timestamp) -> Result<(), storage::Error> {
        let number = self.number_of_day("answers", question.uuid().as_bytes(), now);
        loop {
            let number = number.clone();
            let removing = self.db.write(move |tx| {
                let number = number.clone();
                async move {
                    let answers = storage::retention::delete_answers(tx, event, question, AT_ONCE).await?;
                    if answers > 0 {
                        let removed = Removed { answers, ..Removed::default() };
                        let reason = ErasureReason::AnswerTerm;
                        storage::erasure::insert(tx, &Receipt { number, event: Some(event), erased_at: now, reason, removed }).await?;
                    }
                    Ok(answers)
                }
                .boxed()
            });
            if removing.await? < AT_ONCE {
                return Ok(());
            }
        }
    }

    /// Removes what was sent, and what was said of it.
    async fn remove_old_mails(&self, now: Timestamp) -> Result<(), storage::Error> {
        let (mails_before, ledger_before) = (now - MAIL_KEPT_FOR, now - LEDGER_KEPT_FOR);
        self.db
            .write(move |tx| {
                async move {
                    storage::retention::delete_kept_mails(tx, mails_before).await?;
                    storage::retention::delete_replies(tx, mails_before).await?;
                    storage::retention::delete_ledger(tx, ledger_before).await
                }
                .boxed()
            })
            .await?;
        let Transport::File(folder) = &self.lanes.transport else { return Ok(()) };
        let files = folder.list().await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the folder of mails cannot be read");
            Vec::new()
        });
        for some in files.chunks(FILES_AT_ONCE) {
            let kept = storage::retention::list_not_sent_before(self.db.read(), some, mails_before).await?;
            // Also those whose rows are gone: their person was erased, and the process ended before the file was.
            let old: Vec<DeliveryId> = some.iter().copied().filter(|id| !kept.contains(id)).collect();
            self.remove_files(&old).await;
        }
        Ok(())
    }

    /// Removes what organisers came in by and can no more, and the mails about it.
    async fn remove_past_of_accounts(&self, now: Timestamp) -> Result<(), storage::Error> {
        let asked_before = now - MAIL_KEPT_FOR;
        self.db
            .write(move |tx| {
                async move {
                    storage::session::delete_ended(tx, now).await?;
                    storage::account_mail::delete_settled(tx, asked_before).await
                }
                .boxed()
            })
            .await
    }

    /// Rewrites the files of the database, once a day and only when somebody was erased.
    async fn tidy_up(&self) -> Result<(), storage::Error> {
        // Known before the files are rewritten: what is erased meanwhile may leave traces in them.
        let untidied = Arc::new(storage::erasure::list_untidied(self.db.read()).await?);
        if untidied.is_empty() {
            return Ok(());
        }
        if self.db.tidy().await? {
            let now = self.clock.now();
            let marking = self.db.write(move |tx| {
                let untidied = Arc::clone(&untidied);
                async move { storage::erasure::mark_tidied(tx, &untidied, now).await }.boxed()
            });
            marking.await?;
        } else {
            tracing::warn!("the write-ahead log could not be emptied while others read; the next night tries again");
        }
        Ok(())
    }

    /// The number of a receipt for what a night removed.
    fn number_of_day(&self, what: &str, of: &[u8], now: Timestamp) -> String {
        let day = now.strftime("%F").to_string();
        self.secret.receipt_number(&[what.as_bytes(), of, day.as_bytes()].concat())
    }
}
