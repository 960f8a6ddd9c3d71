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
use tokio::sync::{Semaphore, oneshot};

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
#[derive(Debug)]
pub(in crate::app) struct Desk {
    waiting: StdMutex<Vec<Request>>,
    /// What became of mails and is not in the database yet: kept here until it is, whatever happens to the database. Rows whose
    /// outcome is here are in hand.
    unrecorded: StdMutex<Vec<Arc<Settled>>>,
    /// Whoever holds one works for all who wait. SQLite has one writer, and so one turn; PostgreSQL writes for several at once.
    turns: Semaphore,
}

impl Desk {
    pub(super) fn new(turns: usize) -> Self {
        Self { waiting: StdMutex::default(), unrecorded: StdMutex::default(), turns: Semaphore::new(turns) }
    }
}

/// Outcomes that are being recorded. What is not recorded when this ends, whatever way, waits for the next turn.
struct Recording {
    settled: Vec<Arc<Settled>>,
    lanes: Arc<Lanes>,
}

impl Drop for Recording {
    fn drop(&mut self) {
        locked(&self.lanes.desk.unrecorded).append(&mut self.settled);
    }
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
                turn = desk.turns.acquire() => {
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
        self.let_others_come().await;
        let requests = mem::take(&mut *locked(&self.lanes.desk.waiting));
        if requests.is_empty() {
            return;
        }
        let settled = mem::take(&mut *locked(&self.lanes.desk.unrecorded));
        let recording = Recording { settled, lanes: Arc::clone(&self.lanes) };
        let asking = self.asking(requests.iter().filter(|request| request.wants_next).count());
        match self.write_at_desk(recording, asking).await {
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

    async fn write_at_desk(&self, mut recording: Recording, asking: Option<Asking>) -> Result<Vec<InHand>, storage::Error> {
        if recording.settled.is_empty() && asking.is_none() {
            return Ok(Vec::new());
        }
        let claimed = match self.write_round(recording.settled.clone(), asking.clone()).await {
            Ok(claimed) => claimed,
            // Whatever is wrong with the database passes, and each outcome waits for that.
            Err(error @ storage::Error::Away(_)) => return Err(error),
            // One outcome that cannot be recorded must not keep the others from it (law 12).
            Err(error) if recording.settled.len() > 1 => {
                self.record_each(&mut recording, error).await?;
                self.write_round(Vec::new(), asking).await?
            }
            Err(error) => return Err(error),
        };
        recording.settled.clear();
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

    /// Records outcomes one by one. One that fails while others do not is given up, with a word: its claim lapses. None is when the
    /// database goes away meanwhile.
    async fn record_each(&self, recording: &mut Recording, error: storage::Error) -> Result<(), storage::Error> {
        let all = recording.settled.len();
        let mut failed = Vec::new();
        for one in recording.settled.clone() {
            match self.write_round(vec![Arc::clone(&one)], None).await {
                Ok(_) => recording.settled.retain(|settled| !Arc::ptr_eq(settled, &one)),
                Err(error @ storage::Error::Away(_)) => return Err(error),
                Err(error) => failed.push((one.claim.id, error)),
            }
        }
        if failed.len() == all {
            return Err(error);
        }
        for (id, error) in failed {
            tracing::error!(delivery.id = %id, error = &error as &dyn std::error::Error, "what became of a mail cannot be recorded");
        }
        recording.settled.clear();
        Ok(())
    }

    /// Where all lanes are busy, the others have their say a moment later: one transaction for many costs little more than for one.
    async fn let_others_come(&self) {
        const MOMENTS: usize = 8;
        let busy = self.lanes.count - self.lanes.free.available_permits();
        for _ in 0..MOMENTS {
            if locked(&self.lanes.desk.waiting).len() >= busy {
                return;
            }
            tokio::task::yield_now().await;
        }
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
