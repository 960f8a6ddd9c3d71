//! Sending: taken up → second look → written → handed over → recorded.
//!
//! A *lane* is one connection to the mail server and the task that uses it. Each lane has one mail on the wire at a time;
//! between two mails it comes to the *desk*, where what became of the last one is recorded before the next is taken up, so a
//! kill costs at most one doubt a lane (law 10). There are never more lanes than `mail.connections`, however often sending is
//! asked for. What a server's words mean is in `judgement`.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::FutureExt as _;
use tokio::task::JoinSet;

use crate::app::App;
use crate::app::sending::to_organisers::log_account_mails;
use crate::clock::Clock;
use crate::domain::email_address::EmailAddress;
use crate::domain::id::DeliveryId;
use crate::mail::message;
use crate::mail::smtp::Handover;
use crate::mail::transport::Transport;
use crate::storage;
use crate::storage::db::{Sole, SoleSender};

mod desk;
mod judgement;
mod lane;
pub(super) mod lanes;
mod meter;
mod slowdown;
mod to_organisers;

pub use lanes::Pause;

impl App {
    /// Sends everything that is due, over as many lanes as are free, and returns when there is nothing left to take up or all
    /// lanes were taken by others, who then do it. Safe to call at any time, anywhere, any number of times at once.
    ///
    /// # Errors
    /// When storage fails. What became of mails that were on the wire is kept and recorded first of all the next time.
    pub async fn deliver_due(&self) -> Result<u64, storage::Error> {
        self.clear_desk().await?;
        let now = self.clock.now();
        if !self.lanes.is_open(now) {
            return Ok(0);
        }
        let to_organisers = self.look_for_account_mails().await.unwrap_or_else(|error| {
            log_account_mails(&error);
            false
        });
        let to_organisers = usize::from(to_organisers);
        let due = storage::delivery::count_due(self.db.read(), now, self.lanes.count as u64).await?.max(to_organisers);
        let mut lanes = JoinSet::new();
        while lanes.len() < due
            && let Ok(permit) = Arc::clone(&self.lanes.free).try_acquire_owned()
        {
            lanes.spawn(self.clone().run_lane(permit));
        }
        // All of them are waited for: a lane that fails must not break off what others have on the wire.
        let mut outcome = Ok(0);
        while let Some(lane) = lanes.join_next().await {
            let settled = lane.unwrap_or_else(|error| {
                tracing::error!("a lane broke: {error}");
                Ok(0)
            });
            outcome = outcome.and_then(|before| Ok(before + settled?));
        }
        outcome
    }

    /// Hands a mail over that shows whether mails leave, and says where it went in the server's words.
    ///
    /// # Errors
    /// What was in the way, in a sentence.
    pub async fn send_test_mail(&self, to: &EmailAddress) -> Result<String, String> {
        let now = self.clock.now();
        let id = DeliveryId::new(now);
        let message = message::build_test(id, to, &self.sender, &self.urls, now).map_err(|error| error.to_string())?;
        match &self.lanes.transport {
            Transport::Outbox => Err("mails are kept here and not sent: set mail.url = \"smtp://host:port\"".to_owned()),
            Transport::File(folder) => folder.keep(id, &message).await.map_err(|error| error.to_string()),
            Transport::Smtp(server) => {
                let mut connection = server.connect().await.map_err(|error| error.to_string())?;
                let handover = connection.send(&message.from, &message.to, &message.source).await;
                connection.quit().await;
                match handover {
                    Handover::Accepted(reply) => Ok(reply.to_string()),
                    Handover::Deferred(reply)
                    | Handover::Refused(reply)
                    | Handover::PolicyRefused(reply)
                    | Handover::SenderRefused(reply) => Err(format!("the mail server answered: {reply}")),
                    Handover::NotSent(failure) | Handover::Unknown(failure) => Err(failure.to_string()),
                }
            }
        }
    }

    /// Makes this process one that sends. On SQLite only one does: if another is at it, its end is waited for; and what one held
    /// that was killed comes free at once (law 10). Sending lasts as long as what is returned is held.
    pub async fn become_sender(&self) -> Option<SoleSender> {
        let sole = self.sole_sender().await;
        self.sends_mail.store(true, Ordering::Release);
        if sole.is_some()
            && let Err(error) = self.free_claims_of_the_dead().await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "claims of a process that has ended lapse by themselves");
        }
        sole
    }

    async fn sole_sender(&self) -> Option<SoleSender> {
        const LOOK_AGAIN: Duration = Duration::from_millis(500);
        let mut told = false;
        loop {
            match self.db.sole_sender() {
                Sole::Free(sender) => return Some(sender),
                Sole::Shared => return None,
                Sole::Taken if told => {}
                Sole::Taken => {
                    told = true;
                    tracing::warn!("another process sends mail from this database: waiting for its end; for several, use PostgreSQL");
                }
            }
            Clock::pass(LOOK_AGAIN).await;
        }
    }

    /// Tells whoever sends that there may be something to send: this process, or on PostgreSQL another one, which then need not
    /// wait for its own next look.
    pub(super) async fn rouse(&self) {
        self.wake.notify_one();
        if !self.sends_mail.load(Ordering::Acquire)
            && let Err(error) = self.db.notify().await
        {
            tracing::warn!(error = &error as &dyn std::error::Error, "the others were not told; they look by themselves");
        }
    }

    /// Listens to what other processes have done, for ever; on SQLite there is nothing to hear.
    pub async fn hear_others(&self) {
        loop {
            if let Err(error) = self.db.hear(&self.wake).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "other processes cannot be heard; trying again");
            }
            Clock::pass(Duration::from_secs(1)).await;
        }
    }

    /// Takes up no more rows, for a shutdown; what is on the wire is finished.
    pub fn stop_sending(&self) {
        self.lanes.stopping.store(true, Ordering::Release);
    }

    /// The clock was set back: claims and tries that were put off would last until a moment that may be days ahead (law 22).
    pub(super) async fn bring_forward(&self) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let claims_until = now + self.clock.stretched(desk::LEASE);
        self.db.write(move |tx| async move { storage::delivery::bring_forward(tx, now, claims_until).await }.boxed()).await?;
        self.wake.notify_one();
        Ok(())
    }

    /// Records, before the end, what the database has not taken yet, as soon as it does.
    pub async fn record_the_last(&self) {
        const LOOK_AGAIN: Duration = Duration::from_millis(500);
        while let Err(error) = self.clear_desk().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "what became of the last mails is not recorded yet");
            Clock::pass(LOOK_AGAIN).await;
        }
    }

    async fn free_claims_of_the_dead(&self) -> Result<u64, storage::Error> {
        let now = self.clock.now();
        self.db
            .write(move |tx| {
                async move {
                    let to_organisers = storage::account_mail::free_all_claims(tx, now).await?;
                    Ok(storage::delivery::claims::free_all_claims(tx, now).await? + to_organisers)
                }
                .boxed()
            })
            .await
    }
}
