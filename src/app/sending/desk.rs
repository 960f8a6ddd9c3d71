//! The desk: where all connections say what became of their mail and take up the next one, together.
//!
//! A lane comes to the desk with the outcome of its last mail and leaves with its next. Whoever finds the desk free does the
//! work for all who wait: one transaction records the outcomes and takes the next rows up, the most urgent first. So the
//! marks of all connections share a commit, an attempt is in the database before its mail is on the wire and its outcome
//! before that connection takes the next (law 10), and a confirmation never waits for more than a mail that is under way.

use std::mem;
use std::sync::{Arc, Mutex as StdMutex};

use futures::FutureExt as _;
use jiff::SignedDuration;
use tokio::sync::{Mutex, oneshot};

use crate::app::App;
use crate::app::sending::lanes::{Lanes, locked};
use crate::domain::delivery::{Claim, Outcome};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{DeliveryId, RegistrationId};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::delivery::claims::{self, Asking, Claimed};
use crate::storage::outbox::OutboxMail;

/// How long a claim holds: an instance that dies hands its rows back within a minute (law 15).
pub(super) const LEASE: SignedDuration = SignedDuration::from_secs(45);

/// Where the lanes meet.
#[derive(Debug, Default)]
pub(in crate::app) struct Desk {
    waiting: StdMutex<Vec<Request>>,
    /// What became of mails and is not in the database yet: kept here until it is, whatever happens to the database. Rows whose
    /// outcome is here are in hand.
    unrecorded: StdMutex<Vec<Arc<Settled>>>,
    /// Whoever holds it works for all who wait.
    turn: Mutex<()>,
}

/// What became of a mail, to be recorded.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) claim: Claim,
    pub(super) outcome: Outcome,
    /// The mail itself, where it is kept to be looked at.
    pub(super) kept: Option<OutboxMail>,
    /// Whose address the server knows not.
    pub(super) unknown_address: Option<(RegistrationId, EmailAddress)>,
    /// The row stays in hand until this is recorded.
    #[expect(dead_code, reason = "it is held, and let go of when this is")]
    pub(super) in_hand: InHand,
}

#[derive(Debug)]
struct Request {
    wants_next: bool,
    answer: oneshot::Sender<Result<Option<InHand>, storage::Error>>,
}

/// A row that this process has taken up. Whatever way that ends, also broken off, it is in hand no longer.
#[derive(Debug)]
pub(super) struct InHand {
    pub(super) claimed: Option<Claimed>,
    id: DeliveryId,
    lanes: Arc<Lanes>,
}

impl Drop for InHand {
    fn drop(&mut self) {
        self.lanes.in_hand().remove(&self.id);
    }
}

impl App {
    /// Records `settled` and, if asked for, takes up the next row; none when nothing is due or nothing may be sent.
    ///
    /// # Errors
    /// When storage fails. The outcome is kept then, and recorded by whoever comes next.
    pub(super) async fn at_desk(&self, settled: Option<Settled>, wants_next: bool) -> Result<Option<InHand>, storage::Error> {
        let desk = &self.lanes.desk;
        let (answer, mut answered) = oneshot::channel();
        locked(&desk.unrecorded).extend(settled.map(Arc::new));
        locked(&desk.waiting).push(Request { wants_next, answer });
        loop {
            tokio::select! {
                biased;
                answer = &mut answered => return answer.unwrap_or(Ok(None)),
                turn = desk.turn.lock() => {
                    self.work_for_all().await;
                    drop(turn);
                }
            }
        }
    }

    /// Records what is not recorded yet, before anything else is sent.
    ///
    /// # Errors
    /// When storage fails: then nothing may be sent either, since it could not be recorded.
    pub(super) async fn clear_desk(&self) -> Result<(), storage::Error> {
        let is_clear = locked(&self.lanes.desk.unrecorded).is_empty();
        if is_clear { Ok(()) } else { self.at_desk(None, false).await.map(drop) }
    }

    async fn work_for_all(&self) {
        let requests = mem::take(&mut *locked(&self.lanes.desk.waiting));
        if requests.is_empty() {
            return;
        }
        let settled = locked(&self.lanes.desk.unrecorded).clone();
        let asking = self.asking(requests.iter().filter(|request| request.wants_next).count());
        match self.write_at_desk(settled, asking).await {
            Ok(claimed) => {
                let mut claimed = claimed.into_iter();
                for request in requests {
                    let next = if request.wants_next { claimed.next() } else { None };
                    // Whoever has asked and is gone lets the claim lapse.
                    drop(request.answer.send(Ok(next)));
                }
            }
            Err(error) => {
                for request in requests {
                    drop(request.answer.send(Err(error.clone())));
                }
            }
        }
    }

    fn asking(&self, limit: usize) -> Option<Asking> {
        let now = self.clock.now();
        (limit > 0 && self.lanes.is_open(now)).then(|| Asking {
            owner: self.instance,
            now,
            lapses_at: now + self.clock.stretched(LEASE),
            limit,
            in_hand: self.lanes.in_hand().iter().copied().collect(),
        })
    }

    async fn write_at_desk(&self, settled: Vec<Arc<Settled>>, asking: Option<Asking>) -> Result<Vec<InHand>, storage::Error> {
        if settled.is_empty() && asking.is_none() {
            return Ok(Vec::new());
        }
        let claimed = match self.write_round(settled.clone(), asking.clone()).await {
            Ok(claimed) => claimed,
            // One outcome that cannot be recorded must not keep the others from it (law 12).
            Err(error) if settled.len() > 1 => {
                self.record_each(&settled, error).await?;
                self.write_round(Vec::new(), asking).await?
            }
            Err(error) => return Err(error),
        };
        self.forget(&settled);
        drop(settled);
        Ok(claimed.into_iter().map(|claimed| self.in_hand(claimed)).collect())
    }

    fn in_hand(&self, claimed: Claimed) -> InHand {
        let id = claimed.claim.id;
        self.lanes.in_hand().insert(id);
        InHand { claimed: Some(claimed), id, lanes: Arc::clone(&self.lanes) }
    }

    async fn write_round(&self, settled: Vec<Arc<Settled>>, asking: Option<Asking>) -> Result<Vec<Claimed>, storage::Error> {
        let now = self.clock.now();
        let round = Arc::new((settled, asking));
        self.db
            .write(move |tx| {
                let round = Arc::clone(&round);
                async move {
                    record(tx, &round.0, now).await?;
                    match &round.1 {
                        Some(asking) => claims::claim(tx, asking).await,
                        None => Ok(Vec::new()),
                    }
                }
                .boxed()
            })
            .await
    }

    /// Records outcomes one by one. One that fails while others do not is given up, with a word: its claim lapses.
    async fn record_each(&self, settled: &[Arc<Settled>], error: storage::Error) -> Result<(), storage::Error> {
        let mut failed = Vec::new();
        for one in settled {
            match self.write_round(vec![Arc::clone(one)], None).await {
                Ok(_) => self.forget(std::slice::from_ref(one)),
                Err(error) => failed.push((one, error)),
            }
        }
        if failed.len() == settled.len() {
            return Err(error);
        }
        for (one, error) in failed {
            tracing::error!(delivery.id = %one.claim.id, error = &error as &dyn std::error::Error, "what became of a mail cannot be recorded");
            self.forget(std::slice::from_ref(one));
        }
        Ok(())
    }

    fn forget(&self, settled: &[Arc<Settled>]) {
        locked(&self.lanes.desk.unrecorded).retain(|one| !settled.iter().any(|settled| Arc::ptr_eq(settled, one)));
    }
}

async fn record(tx: &Tx, settled: &[Arc<Settled>], now: jiff::Timestamp) -> Result<(), Refused> {
    let outcomes: Vec<(Claim, Outcome)> = settled.iter().map(|one| (one.claim, one.outcome.clone())).collect();
    let held = claims::settle(tx, &outcomes, now).await?;
    for one in settled.iter().filter(|one| held.contains(&one.claim.id)) {
        if let Some(mail) = &one.kept {
            storage::outbox::insert(tx, mail).await?;
        }
        if let (Some((id, email)), Outcome::Failed { reply }) = (&one.unknown_address, &one.outcome) {
            storage::registration::mark_unreachable(tx, *id, email, reply, now).await?;
        }
    }
    Ok(())
}
