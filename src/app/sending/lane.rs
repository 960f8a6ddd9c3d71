//! A lane: one connection to the mail server and the task that uses it, one mail at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::OwnedSemaphorePermit;

use crate::app::App;
use crate::app::sending::desk::{InHand, LEASE, Settled};
use crate::app::sending::to_organisers::log_account_mails;
use crate::clock::Clock;
use crate::domain::delivery::{Claim, Outcome, Purpose, VoidReason};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{DeliveryId, RegistrationId};
use crate::domain::timeline::{MERGE_WITHIN, Verdict, verdict};
use crate::mail::message::Message;
use crate::mail::smtp::Connection;
use crate::mail::transport::{Folder, Transport};
use crate::mail::{Beside, Letter, message};
use crate::storage;
use crate::storage::db::Refused;
use crate::storage::delivery::claims::{Claimed, Fresh};
use crate::storage::event::Stored;
use crate::storage::outbox::{OutboxLine, OutboxMail};

/// How often a claim is renewed while a mail server takes its time.
const RENEW_EVERY: Duration = Duration::from_secs(15);
/// A row whose sender was never heard of again so often in a row is set aside: it may be what ends them. Many, since a machine
/// that is switched off and on takes the same urgent rows with it each time.
const SET_ASIDE_AFTER: i32 = 25;
/// A reminder that leaves no later than this was looked at when it was planned.
const ON_TIME: SignedDuration = SignedDuration::from_mins(1);

impl App {
    /// Sends until nothing is due; returns how many rows were settled.
    pub(super) async fn run_lane(self, permit: OwnedSemaphorePermit) -> Result<u64, storage::Error> {
        let (mut connection, mut settled, mut count) = (None, None, 0);
        loop {
            if connection.as_ref().is_none_or(Way::is_broken) {
                // What is settled does not wait for the mail server.
                self.record(settled.take()).await?;
                connection = self.connect().await;
            }
            let Some(way) = &mut connection else { break };
            if self.lanes.pace.is_some() {
                self.record(settled.take()).await?;
                self.keep_pace().await;
            }
            if self.lanes.has_account_mails.load(Ordering::Acquire) {
                self.record(settled.take()).await?;
                match self.deliver_next_account_mail(way).await {
                    // The next mail, whoever's, keeps to the pace as well.
                    Ok(true) => {
                        count += 1;
                        continue;
                    }
                    Ok(false) => {}
                    // Participants do not wait for what organisers are owed (law 12).
                    Err(error) => log_account_mails(&error),
                }
            }
            let Some(in_hand) = self.at_desk(settled.take(), true).await? else { break };
            settled = self.deliver(way, in_hand).await;
            count += 1;
        }
        self.record(settled).await?;
        if let Some(Way::Smtp { connection, .. }) = connection {
            // Not kept for later: a server's farewell on an idle connection reads like the answer to the next mail.
            connection.quit().await;
        }
        drop(permit);
        Ok(count)
    }

    async fn record(&self, settled: Option<Settled>) -> Result<(), storage::Error> {
        match settled {
            Some(settled) => self.at_desk(Some(settled), false).await.map(drop),
            None => Ok(()),
        }
    }

    /// Waits until the pace allows one more mail. The row is chosen after that: what has become urgent meanwhile goes first.
    async fn keep_pace(&self) {
        if let Some(pace) = &self.lanes.pace {
            pace.until_ready().await;
        }
    }

    /// Opens the way out before a row is taken up: a row that waits for a connection could be moved or cancelled meanwhile, and
    /// one that never gets any need not have been touched. None when there is no way out now, or nothing may be sent.
    async fn connect(&self) -> Option<Way> {
        if !self.lanes.is_open(self.clock.now()) {
            return None;
        }
        let Transport::Smtp(relay) = &self.lanes.transport else { return Some(Way::Kept) };
        match relay.connect().await {
            Ok(connection) => Some(Way::Smtp { connection: Box::new(connection), mails: 0 }),
            Err(unreachable) => {
                self.lanes.pause_for(&unreachable.to_string(), self.clock.now());
                None
            }
        }
    }

    /// One mail, from the second look to what became of it.
    async fn deliver(&self, way: &mut Way, mut in_hand: InHand) -> Option<Settled> {
        let Claimed { claim, fresh } = in_hand.claimed.take()?;
        let sent = match self.look_at(&claim, fresh).await {
            Ok(ready) => self.send(way, &claim, &ready).await,
            Err(outcome) => Sent { outcome, kept: None, unknown_address: None },
        };
        let Sent { outcome, kept, unknown_address } = sent;
        let refused = AtomicU32::new(0);
        Some(Settled { claim, outcome, at: self.clock.now(), kept, unknown_address, in_hand, refused })
    }

    /// What is to be sent, or what becomes of the row without sending.
    async fn look_at(&self, claim: &Claim, fresh: Result<Option<Fresh>, Refused>) -> Result<Ready, Outcome> {
        if claim.crashes >= SET_ASIDE_AFTER {
            let reply = format!("set aside: {} times in a row, whoever was sending it was never heard of again", claim.crashes);
            tracing::error!(delivery.id = %claim.id, "a mail is {reply}");
            return Err(Outcome::Failed { reply });
        }
        let fresh = match fresh {
            Ok(Some(fresh)) => fresh,
            Ok(None) => return Err(Outcome::Expired),
            Err(error) => return Err(self.unreadable(claim, &error.into())),
        };
        match self.look_again(&fresh).await {
            Ok(Look::Send { stored, beside }) => Ok(Ready { fresh, stored, beside }),
            Ok(Look::Settled(outcome)) => Err(outcome),
            Err(error) => Err(self.unreadable(claim, &error)),
        }
    }

    /// What cannot be read ends its own row (law 12); a database that does not answer is asked again later.
    fn unreadable(&self, claim: &Claim, error: &storage::Error) -> Outcome {
        let Some(words) = error.unreadable() else {
            return Outcome::Released { next_at: self.clock.now() + SignedDuration::from_secs(1), reply: error.to_string() };
        };
        tracing::error!(delivery.id = %claim.id, "a mail cannot be written: {words}");
        Outcome::Failed { reply: words.to_owned() }
    }

    /// The second look (laws 3, 4, 5 and 8): whether the mail is still owed, by what holds now.
    async fn look_again(&self, fresh: &Fresh) -> Result<Look, storage::Error> {
        let now = self.clock.now();
        let Some(stored) = self.event_at_version(fresh.event_id, fresh.event_version).await? else {
            return Ok(Look::Settled(Outcome::Expired));
        };
        match verdict(&fresh.taken, &stored.event, &stored.rules, &fresh.registration.registered(), now) {
            Verdict::Void(reason) => return Ok(Look::Settled(Outcome::Void(reason))),
            Verdict::Expired => return Ok(Look::Settled(Outcome::Expired)),
            Verdict::Send => {}
        }
        let beside = self.beside(fresh).await?;
        if is_needless(fresh, &beside) {
            return Ok(Look::Settled(Outcome::Void(VoidReason::AskedAgain)));
        }
        if let Some(reason) = self.heard_otherwise(fresh, now).await? {
            return Ok(Look::Settled(Outcome::Void(reason)));
        }
        if let Err(slot) = self.lanes.slowdowns.turn(fresh.address().domain(), now) {
            let left = useful_until(fresh, &stored).duration_since(now);
            let next_at = slot.min(now + left / 2);
            let reply = "its domain has asked for fewer mails at a time".to_owned();
            return Ok(Look::Settled(Outcome::Released { next_at, reply }));
        }
        Ok(Look::Send { stored, beside })
    }

    /// What the mail speaks of besides the registration that its row is for.
    async fn beside(&self, fresh: &Fresh) -> Result<Vec<Beside>, storage::Error> {
        match (fresh.taken.purpose, &fresh.registration.new_email) {
            (Purpose::LostLink, _) => self.coming_of(&fresh.registration.registrant.email).await,
            (Purpose::NewAddress, Some(email)) => self.registered_with(fresh.event_id, email).await,
            _ => Ok(Vec::new()),
        }
    }

    /// A reminder that leaves late, after an outage, may meet a confirmation that was held up by the same: two mails within the
    /// hour become one (laws 5 and 22). One that leaves on time was looked at when it was planned.
    async fn heard_otherwise(&self, fresh: &Fresh, now: Timestamp) -> Result<Option<VoidReason>, storage::Error> {
        if !fresh.taken.purpose.is_reminder() || now.duration_since(fresh.due_at) <= ON_TIME {
            return Ok(None);
        }
        let heard = storage::delivery::find_heard(self.db.read(), fresh.registration.id, now - MERGE_WITHIN).await?;
        Ok(heard.map(|purpose| if purpose == Purpose::Change { VoidReason::CoveredByChange } else { VoidReason::CoveredByConfirmation }))
    }

    async fn send(&self, way: &mut Way, claim: &Claim, ready: &Ready) -> Sent {
        let Ready { fresh, stored, .. } = ready;
        let claim = Claim { useful_until: useful_until(fresh, stored), ..*claim };
        let (position, has_entry) = (self.position(fresh).await, self.has_entry(fresh).await);
        let message = match self.render(&claim, ready, position, has_entry) {
            Ok(message) => message,
            Err(reply) => {
                tracing::error!(delivery.id = %claim.id, "a mail cannot be written: {reply}");
                return Sent { outcome: Outcome::Failed { reply }, kept: None, unknown_address: None };
            }
        };
        let handing_over = self.hand_over(way, &claim, fresh, message);
        let (outcome, kept) = self.while_held(&claim, |lapses_at| self.hold_longer(claim, lapses_at), handing_over).await;
        let unknown_address = matches!(&outcome, Outcome::Failed { reply } if is_unknown_address(reply))
            .then(|| (fresh.registration.id, fresh.address().clone()));
        Sent { outcome, kept, unknown_address }
    }

    /// Waits for `work`, however long the mail server takes, and keeps the claim meanwhile by `renew`, which says until when.
    pub(super) async fn while_held<T, R: Future<Output = Result<bool, storage::Error>>>(
        &self,
        claim: &Claim,
        renew: impl Fn(Timestamp) -> R,
        work: impl Future<Output = T>,
    ) -> T {
        let holding = async {
            loop {
                Clock::pass(RENEW_EVERY).await;
                // Lost or not answered: the mail is on the wire all the same, and what becomes of it is marked by the fence.
                if let Err(error) = renew(self.clock.now() + self.clock.stretched(LEASE)).await {
                    tracing::warn!(delivery.id = %claim.id, error = &error as &dyn std::error::Error, "a claim could not be renewed");
                }
            }
        };
        tokio::select! {
            biased;
            done = work => done,
            never = holding => never,
        }
    }

    /// Renews a claim; says whether it still holds.
    async fn hold_longer(&self, claim: Claim, lapses_at: Timestamp) -> Result<bool, storage::Error> {
        self.db.write(move |tx| async move { storage::delivery::claims::renew(tx, &claim, lapses_at).await }.boxed()).await
    }

    /// The place on the waiting list, where the mail says it; without it when it cannot be read.
    async fn position(&self, fresh: &Fresh) -> Option<u64> {
        if fresh.taken.purpose != Purpose::Waitlisted {
            return None;
        }
        storage::registration::find_position(self.db.read(), &fresh.registration).await.ok().flatten()
    }

    /// Whether an entry may stand in the person's calendar. Where that cannot be read, a file that takes nothing away does no harm.
    async fn has_entry(&self, fresh: &Fresh) -> bool {
        self.had_place(&fresh.registration).await.unwrap_or(true)
    }

    /// Writes the mail. Whatever goes wrong in it stays with this mail (law 12).
    fn render(&self, claim: &Claim, ready: &Ready, position: Option<u64>, has_entry: bool) -> Result<Message, String> {
        let Ready { fresh, stored, beside } = ready;
        let letter = Letter {
            event: &stored.event,
            rules: &stored.rules,
            registration: &fresh.registration,
            urls: &self.urls,
            sender: &self.sender,
            now: self.clock.now(),
            has_entry,
            again: fresh.due_at > fresh.registration.registered_at,
            position,
            beside,
        };
        catch_unwind(AssertUnwindSafe(|| message::write(claim.id, fresh.taken.purpose, &letter)))
            .unwrap_or_else(|_| Err("set aside: writing this mail failed in a way that should not be possible".to_owned()))
    }

    async fn hand_over(&self, way: &mut Way, claim: &Claim, fresh: &Fresh, message: Message) -> (Outcome, Option<OutboxMail>) {
        let outcome = self.put_on_its_way(way, claim, fresh.address().domain(), &message).await;
        let kept = match &self.lanes.transport {
            Transport::Smtp(_) => None,
            Transport::File(folder) => {
                self.remove_if_erased(folder, claim.id).await;
                None
            }
            Transport::Outbox => Some(kept(claim, fresh, message, self.clock.now())),
        };
        (outcome, kept)
    }

    /// Hands a mail to somebody at `domain` to the mail server, or keeps it here.
    pub(super) async fn put_on_its_way(&self, way: &mut Way, claim: &Claim, domain: &str, message: &Message) -> Outcome {
        match (way, &self.lanes.transport) {
            (Way::Smtp { connection, mails }, _) => {
                let handover = connection.send(&message.from, &message.to, &message.source).await;
                let has_served = *mails > 0;
                *mails += 1;
                self.outcome(claim, domain, handover, has_served)
            }
            (Way::Kept, Transport::File(folder)) => match folder.keep(claim.id, message).await {
                Ok(file) => Outcome::Accepted { reply: format!("written to {file}") },
                Err(error) => self.stopped_at(error.to_string()),
            },
            (Way::Kept, _) => Outcome::Accepted { reply: "kept in the test mailbox, not sent".to_owned() },
        }
    }
}

impl App {
    /// A mail whose person was erased while it was being written goes again (law 24). Whoever erases removes what was there before.
    async fn remove_if_erased(&self, folder: &Folder, id: DeliveryId) {
        let is_owed = storage::erasure::has_delivery(self.db.read(), id).await.unwrap_or(true);
        if !is_owed && let Err(error) = folder.remove(&[id]).await {
            tracing::error!(delivery.id = %id, error = &error as &dyn std::error::Error, "the mail of a person who was erased is still there");
        }
    }
}

/// The way out of a lane.
pub(super) enum Way {
    /// A connection to the mail server, and how many mails it has served.
    Smtp { connection: Box<Connection>, mails: u64 },
    /// Mails stay here.
    Kept,
}

impl Way {
    pub(super) fn is_broken(&self) -> bool {
        matches!(self, Self::Smtp { connection, .. } if connection.is_broken())
    }
}

/// What became of a mail.
struct Sent {
    outcome: Outcome,
    kept: Option<OutboxMail>,
    unknown_address: Option<(RegistrationId, EmailAddress)>,
}

/// A mail that is to be sent: all that it is made of.
struct Ready {
    fresh: Fresh,
    stored: Arc<Stored>,
    beside: Vec<Beside>,
}

/// What the second look came to.
enum Look {
    /// It is still owed, by the event as it stands.
    Send { stored: Arc<Stored>, beside: Vec<Beside> },
    /// It is not to be sent now.
    Settled(Outcome),
}

/// Until when a mail is of use, by the event as it stands now.
fn useful_until(fresh: &Fresh, stored: &Stored) -> Timestamp {
    fresh.taken.useful_until(&stored.event, &stored.rules, &fresh.registration.registered())
}

/// Whether nobody needs a mail any more that was asked for: the address is confirmed, or there is nothing left to come to.
fn is_needless(fresh: &Fresh, beside: &[Beside]) -> bool {
    match fresh.taken.purpose {
        Purpose::NewAddress => fresh.registration.new_email.is_none(),
        Purpose::LostLink => beside.is_empty(),
        _ => false,
    }
}

/// Whether a server says of an address that it is none of its own (RFC 3463 sections 3.2 and 3.3): a mailbox that is not there,
/// has moved or is closed, a domain that takes no mail.
fn is_unknown_address(reply: &str) -> bool {
    let mut words = reply.split(' ');
    let code = words.next().unwrap_or_default();
    let enhanced = words.next().unwrap_or_default();
    code.starts_with('5') && matches!(enhanced, "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1")
}

fn kept(claim: &Claim, fresh: &Fresh, message: Message, now: Timestamp) -> OutboxMail {
    let recipient = fresh.address().as_str().to_owned();
    OutboxMail {
        line: OutboxLine { id: claim.id, sent_at: now, recipient, subject: message.subject },
        text: message.text,
        html: message.html,
        source: message.source,
    }
}
