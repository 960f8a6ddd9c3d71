//! Sending: claim → second look → render → hand over → record.
//!
//! A *lane* is one connection to the mail server and the task that uses it. Each lane has one mail on the wire at a time and
//! records what became of it before it takes the next, so a kill costs at most one doubt a lane (law 10). There are never
//! more lanes than `mail.connections`, however often sending is asked for.

use std::collections::{HashSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex as StdMutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use crate::app::App;
use crate::domain::delivery::{Claim, Outcome, Purpose, VoidReason};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::DeliveryId;
use crate::domain::timeline::{MERGE_WITHIN, Verdict, verdict};
use crate::mail::message::Message;
use crate::mail::smtp::{Connection, Handover};
use crate::mail::transport::Transport;
use crate::mail::{Letter, message};
use crate::storage;
use crate::storage::delivery::{Asking, Fresh};
use crate::storage::event::Stored;
use crate::storage::outbox::{OutboxLine, OutboxMail};

/// How long a claim holds: an instance that dies hands its rows back within this time (law 15).
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How often a claim is renewed while a mail server takes its time.
const RENEW_EVERY: Duration = Duration::from_secs(20);
/// Rows that a lane's claim takes at once, for itself and its neighbours. Few enough that a confirmation never waits behind
/// many (law 6), enough that claiming is not what takes the time.
const CLAIM_PER_LANE: u64 = 4;
/// The first wait when the mail server cannot be reached; doubled each time, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// The longest wait, so that sending resumes within 90 s of the server's return (law 10).
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_secs(60);

/// The connections to the mail server, shared by all who send.
#[derive(Debug)]
pub(super) struct Lanes {
    transport: Transport,
    count: usize,
    free: Arc<Semaphore>,
    /// Rows that this process has claimed and not yet recorded.
    in_hand: StdMutex<HashSet<DeliveryId>>,
    pause: StdMutex<Option<Pause>>,
    /// Refusals on grounds of policy since the last mail that was accepted.
    refusals: AtomicU32,
    stopping: AtomicBool,
    pace: Option<governor::DefaultDirectRateLimiter>,
}

/// Nothing is handed over until then: the mail server cannot be reached, or refuses everything. Costs no row an attempt
/// (law 11).
#[derive(Debug, Clone)]
pub struct Pause {
    /// Until when, by the service's clock.
    pub until: Timestamp,
    /// In a sentence.
    pub reason: String,
    /// How many tries in a row have failed.
    pub failures: u32,
}

/// What lanes that were started together still have to do. Whatever way they end, its rows are in hand no longer.
#[derive(Debug)]
struct Queue {
    claims: Mutex<VecDeque<Claim>>,
    lanes: Arc<Lanes>,
}

impl Drop for Queue {
    fn drop(&mut self) {
        let mut in_hand = self.lanes.in_hand();
        for claim in self.claims.get_mut() {
            in_hand.remove(&claim.id);
        }
    }
}

/// A row that a lane works on. Whatever way that ends, also broken off, the row is in hand no longer.
struct InHand<'a> {
    lanes: &'a Lanes,
    id: DeliveryId,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        self.lanes.in_hand().remove(&self.id);
    }
}

impl Lanes {
    pub(super) fn new(transport: Transport, count: usize, rate_per_minute: u32) -> Self {
        let pace = std::num::NonZeroU32::new(rate_per_minute).map(|rate| {
            let one_at_a_time = std::num::NonZeroU32::MIN;
            governor::RateLimiter::direct(governor::Quota::per_minute(rate).allow_burst(one_at_a_time))
        });
        let free = Arc::new(Semaphore::new(count));
        Self {
            transport,
            count,
            free,
            in_hand: StdMutex::default(),
            pause: StdMutex::default(),
            refusals: AtomicU32::new(0),
            stopping: AtomicBool::new(false),
            pace,
        }
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.transport
    }

    pub(super) fn pause(&self) -> Option<Pause> {
        self.pause.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops taking up rows for a while that doubles with every failure in a row.
    fn pause_for(&self, reason: String, now: Timestamp) -> Timestamp {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        let failures = match pause.as_ref() {
            // The other lanes fail at the same wall at the same time: that is one failure.
            Some(paused) if paused.until > now => return paused.until,
            Some(paused) => paused.failures + 1,
            None => 1,
        };
        let doubled = FIRST_PAUSE.saturating_mul(1 << failures.min(8).saturating_sub(1)).min(LONGEST_PAUSE);
        let until = now + doubled;
        tracing::warn!(mail.failures = failures, mail.retry_at = %until, "mail does not leave: {reason}");
        *pause = Some(Pause { until, reason, failures });
        until
    }

    fn resume(&self) {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if pause.take().is_some() {
            tracing::info!("mail leaves again");
        }
    }

    fn in_hand(&self) -> MutexGuard<'_, HashSet<DeliveryId>> {
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_paused(&self, now: Timestamp) -> bool {
        self.pause().is_some_and(|pause| now < pause.until)
    }
}

impl App {
    /// Sends everything that is due, over as many lanes as are free, and returns when there is nothing left to take up or all
    /// lanes were taken by others, who then do it. Safe to call at any time, anywhere, any number of times at once.
    ///
    /// # Errors
    /// When storage fails; what was claimed comes free when its claim lapses.
    pub async fn deliver_due(&self) -> Result<u64, storage::Error> {
        let Ok(first) = Arc::clone(&self.lanes.free).try_acquire_owned() else { return Ok(0) };
        let queue = Arc::new(Queue { claims: Mutex::default(), lanes: Arc::clone(&self.lanes) });
        let waiting = self.refill(&mut *queue.claims.lock().await).await?;
        if waiting == 0 {
            return Ok(0);
        }
        let mut lanes = JoinSet::new();
        let mut permit = Some(first);
        while let Some(lane) = permit.take() {
            lanes.spawn(self.clone().run_lane(lane, Arc::clone(&queue)));
            if lanes.len() < waiting {
                permit = Arc::clone(&self.lanes.free).try_acquire_owned().ok();
            }
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

    /// Takes up no more rows, for a shutdown; what is on the wire is finished.
    pub fn stop_sending(&self) {
        self.lanes.stopping.store(true, Ordering::Release);
    }

    async fn run_lane(self, permit: OwnedSemaphorePermit, queue: Arc<Queue>) -> Result<u64, storage::Error> {
        let mut connection = None;
        let mut settled = 0;
        while let Some(claim) = self.next_claim(&queue).await? {
            let in_hand = InHand { lanes: &self.lanes, id: claim.id };
            let delivered = self.deliver(&mut connection, &claim).await;
            drop(in_hand);
            delivered?;
            settled += 1;
        }
        if let Some(connection) = connection {
            // Not kept for later: a server's farewell on an idle connection reads like the answer to the next mail.
            connection.quit().await;
        }
        drop(permit);
        Ok(settled)
    }

    async fn next_claim(&self, queue: &Queue) -> Result<Option<Claim>, storage::Error> {
        let mut queue = queue.claims.lock().await;
        if self.lanes.stopping.load(Ordering::Acquire) || self.lanes.is_paused(self.clock.now()) {
            let waiting: Vec<Claim> = queue.drain(..).collect();
            drop(queue);
            self.hand_back(&waiting).await?;
            return Ok(None);
        }
        if queue.is_empty() {
            self.refill(&mut queue).await?;
        }
        Ok(queue.pop_front())
    }

    async fn refill(&self, queue: &mut VecDeque<Claim>) -> Result<usize, storage::Error> {
        let now = self.clock.now();
        if self.lanes.stopping.load(Ordering::Acquire) || self.lanes.is_paused(now) {
            return Ok(0);
        }
        let asking = Arc::new(Asking {
            owner: std::process::id().to_string(),
            now,
            lapses_at: now + self.clock.stretched(LEASE),
            limit: CLAIM_PER_LANE * self.lanes.count as u64,
            in_hand: self.lanes.in_hand().iter().copied().collect(),
        });
        let claiming = self.db.write(move |tx| {
            let asking = Arc::clone(&asking);
            async move { storage::delivery::claim(tx, &asking).await }.boxed()
        });
        let claimed = claiming.await?;
        self.lanes.in_hand().extend(claimed.iter().map(|claim| claim.id));
        queue.extend(claimed);
        Ok(queue.len())
    }

    /// Gives rows back untried.
    async fn hand_back(&self, waiting: &[Claim]) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let next_at = self.lanes.pause().map_or(now, |pause| pause.until);
        for claim in waiting {
            self.lanes.in_hand().remove(&claim.id);
            let reply = self.lanes.pause().map(|pause| pause.reason).unwrap_or_default();
            self.record(claim, Outcome::Released { next_at, reply }, None).await?;
        }
        Ok(())
    }

    /// One mail, from the second look to the record.
    async fn deliver(&self, connection: &mut Option<Connection>, claim: &Claim) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let (fresh, stored) = match self.read_afresh(claim).await {
            Ok(Some(read)) => read,
            Ok(None) => return Ok(()),
            Err(error) => {
                let Some(words) = error.unreadable() else { return Err(error) };
                tracing::error!(delivery.id = %claim.id, "a mail cannot be written: {words}");
                return self.record(claim, Outcome::Failed { reply: words.to_owned() }, None).await;
            }
        };
        match verdict(&fresh.taken, &stored.event, &stored.rules, &fresh.registration.registered(), now) {
            Verdict::Void(reason) => return self.record(claim, Outcome::Void(reason), None).await,
            Verdict::Expired => return self.record(claim, Outcome::Expired, None).await,
            Verdict::Send => {}
        }
        if let Some(reason) = self.heard_otherwise(&fresh, now).await? {
            return self.record(claim, Outcome::Void(reason), None).await;
        }
        let claim = &Claim { useful_until: fresh.taken.useful_until(&stored.event, &stored.rules), ..*claim };
        let message = match self.render(claim, &fresh, &stored, now) {
            Ok(message) => message,
            Err(reply) => {
                tracing::error!(delivery.id = %claim.id, "a mail cannot be written: {reply}");
                return self.record(claim, Outcome::Failed { reply }, None).await;
            }
        };
        let handing_over = self.hand_over(connection, claim, message, &fresh.registration.registrant.email);
        let (outcome, kept) = self.while_held(claim, handing_over).await?;
        self.record(claim, outcome, kept).await
    }

    /// A reminder that leaves late, after an outage, may meet a confirmation that was held up by the same: two mails within the
    /// hour become one (laws 5 and 22). One that leaves on time was looked at when it was planned.
    async fn heard_otherwise(&self, fresh: &Fresh, now: Timestamp) -> Result<Option<VoidReason>, storage::Error> {
        const ON_TIME: SignedDuration = SignedDuration::from_mins(1);
        if !fresh.taken.purpose.is_reminder() || now.duration_since(fresh.due_at) <= ON_TIME {
            return Ok(None);
        }
        let heard = storage::delivery::find_heard(self.db.read(), fresh.registration.id, now - MERGE_WITHIN).await?;
        Ok(heard.map(|purpose| if purpose == Purpose::Change { VoidReason::CoveredByChange } else { VoidReason::CoveredByConfirmation }))
    }

    /// What the mail is about, as it stands now (law 3); none when the claim was lost.
    async fn read_afresh(&self, claim: &Claim) -> Result<Option<(Fresh, Arc<Stored>)>, storage::Error> {
        let Some(fresh) = storage::delivery::find_fresh(self.db.read(), claim).await? else { return Ok(None) };
        let stored = self.event_at_version(fresh.event_id, fresh.event_version).await?;
        Ok(stored.map(|stored| (fresh, stored)))
    }

    /// Waits for `work`, however long the mail server takes, and keeps the claim meanwhile.
    async fn while_held<T>(&self, claim: &Claim, work: impl Future<Output = T>) -> Result<T, storage::Error> {
        let mut work = std::pin::pin!(work);
        loop {
            if let Ok(done) = tokio::time::timeout(RENEW_EVERY, &mut work).await {
                return Ok(done);
            }
            let (claim, lapses_at) = (*claim, self.clock.now() + self.clock.stretched(LEASE));
            self.db.write(move |tx| async move { storage::delivery::renew(tx, &claim, lapses_at).await }.boxed()).await?;
        }
    }

    /// Writes the mail. Whatever goes wrong in it stays with this mail (law 12).
    fn render(&self, claim: &Claim, fresh: &Fresh, stored: &Stored, now: Timestamp) -> Result<Message, String> {
        let letter = Letter {
            event: &stored.event,
            rules: &stored.rules,
            registration: &fresh.registration,
            urls: &self.urls,
            sender: &self.sender,
            now,
            again: fresh.due_at > fresh.registration.registered_at,
        };
        catch_unwind(AssertUnwindSafe(|| message::write(claim.id, fresh.taken.purpose, &letter)))
            .unwrap_or_else(|_| Err("writing this mail failed in a way that should not be possible".to_owned()))
    }

    async fn hand_over(
        &self,
        connection: &mut Option<Connection>,
        claim: &Claim,
        message: Message,
        to: &EmailAddress,
    ) -> (Outcome, Option<OutboxMail>) {
        if let Some(pace) = &self.lanes.pace {
            pace.until_ready().await;
        }
        let now = self.clock.now();
        match &self.lanes.transport {
            Transport::Outbox => {
                let reply = "kept in the test mailbox, not sent".to_owned();
                (Outcome::Accepted { reply }, Some(kept(claim.id, message, to, now)))
            }
            Transport::File(folder) => match folder.keep(claim.id, &message).await {
                Ok(file) => (Outcome::Accepted { reply: format!("written to {file}") }, None),
                Err(error) => (self.stopped_at(error.to_string()), None),
            },
            Transport::Smtp(relay) => {
                let (was_open, connected) = match connection.take().filter(|connection| !connection.is_broken()) {
                    Some(open) => (true, Ok(open)),
                    None => (false, relay.connect().await),
                };
                match connected {
                    Ok(mut open) => {
                        let handover = open.send(&message.from, &message.to, &message.source).await;
                        *connection = Some(open);
                        (self.outcome(claim, handover, was_open), None)
                    }
                    Err(unreachable) => (self.stopped_at(unreachable.to_string()), None),
                }
            }
        }
    }

    fn outcome(&self, claim: &Claim, handover: Handover, was_open: bool) -> Outcome {
        let now = self.clock.now();
        match handover {
            Handover::Accepted(reply) => {
                self.lanes.resume();
                self.lanes.refusals.store(0, Ordering::Release);
                Outcome::Accepted { reply: reply.to_string() }
            }
            Handover::Deferred(reply) => Outcome::put_off(claim, now, reply.to_string(), false, jitter(claim)),
            Handover::Refused(reply) => Outcome::Failed { reply: reply.to_string() },
            // About us, not about one address: no row pays for it, and the sender says so (law 11).
            Handover::SenderRefused(reply) => self.stopped_at(reply.to_string()),
            Handover::PolicyRefused(reply) => self.policy_refused(claim, reply.to_string()),
            // The server may have closed a connection after so many mails: the row is taken up again at once, on a new one.
            Handover::NotSent(reason) if was_open => Outcome::Released { next_at: now, reply: reason.to_string() },
            Handover::NotSent(reason) => self.stopped_at(reason.to_string()),
            Handover::Unknown(reason) => Outcome::put_off(claim, now, reason.to_string(), true, jitter(claim)),
        }
    }

    /// One refusal on grounds of policy may be about one address; when nothing was accepted since the last one, it is about
    /// everything, and no row pays for it (law 11).
    fn policy_refused(&self, claim: &Claim, reply: String) -> Outcome {
        if self.lanes.refusals.fetch_add(1, Ordering::AcqRel) == 0 {
            return Outcome::put_off(claim, self.clock.now(), reply, false, jitter(claim));
        }
        self.stopped_at(reply)
    }

    fn stopped_at(&self, reason: String) -> Outcome {
        let next_at = self.lanes.pause_for(reason.clone(), self.clock.now());
        Outcome::Released { next_at, reply: reason }
    }

    async fn record(&self, claim: &Claim, outcome: Outcome, kept: Option<OutboxMail>) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let (claim, outcome, kept) = (*claim, Arc::new(outcome), Arc::new(kept));
        self.db
            .write(move |tx| {
                let (outcome, kept) = (Arc::clone(&outcome), Arc::clone(&kept));
                async move {
                    let held = storage::delivery::record(tx, &claim, &outcome, now).await?;
                    if let (true, Some(mail)) = (held, kept.as_ref()) {
                        storage::outbox::insert(tx, mail).await?;
                    }
                    Ok(())
                }
                .boxed()
            })
            .await
    }
}

/// A number in 0..1 that differs from row to row and from try to try, so that retries do not come back all at once.
fn jitter(claim: &Claim) -> f64 {
    let last = claim.id.uuid().as_bytes()[15].wrapping_add(claim.fence.to_le_bytes()[0].wrapping_mul(101));
    f64::from(last) / 256.0
}

fn kept(id: DeliveryId, message: Message, to: &EmailAddress, now: Timestamp) -> OutboxMail {
    OutboxMail {
        line: OutboxLine { id, sent_at: now, recipient: to.as_str().to_owned(), subject: message.subject },
        text: message.text,
        html: message.html,
        source: message.source,
    }
}
