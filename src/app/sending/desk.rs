//! The desk: where all connections say what became of their mail and take up the next one, together.
//!
//! A lane comes to the desk with the outcome of its last mail and leaves with its next. Who works at the desk does so for all who
//! have come by the moment at which the database is ready: one transaction records their outcomes and takes the next rows up, the
//! most urgent first. So the marks of all connections share a commit, an attempt is in the database before its mail is on the
//! wire and its outcome before that connection takes the next (law 10), and a confirmation never waits for more than a mail that
//! is under way.

use std::mem;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex as StdMutex};

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
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

/// An outcome that could not be recorded so often, while the database answered, is given up: nothing is sent before it is (law 12).
const GIVE_UP_AFTER: u32 = 10;

/// Where the lanes meet.
#[derive(Debug)]
pub(in crate::app) struct Desk {
    counter: StdMutex<Counter>,
    /// Rounds that may be under way at the same time.
    turns: Semaphore,
}

/// What lies on the counter. An outcome and the request that comes with it are laid down and taken away together.
#[derive(Debug, Default)]
struct Counter {
    waiting: Vec<Request>,
    /// What became of mails and is not in the database yet: kept here until it is, whatever happens to the database. Rows whose
    /// outcome is here are in hand.
    unrecorded: Vec<Arc<Settled>>,
    /// Whether a round is to begin, which will take all of this.
    is_called: bool,
}

impl Desk {
    pub(super) fn new(turns: usize) -> Self {
        Self { counter: StdMutex::default(), turns: Semaphore::new(turns) }
    }
}

/// What one transaction is for: those who had come when it began.
#[derive(Debug)]
struct Round {
    requests: Vec<Request>,
    recording: Recording,
    asking: Option<Asking>,
}

/// Outcomes that are being recorded. What is not recorded when this ends, whatever way, waits for the next turn.
#[derive(Debug)]
struct Recording {
    settled: Vec<Arc<Settled>>,
    lanes: Arc<Lanes>,
}

impl Drop for Recording {
    fn drop(&mut self) {
        locked(&self.lanes.desk.counter).unrecorded.append(&mut self.settled);
    }
}

/// What became of a mail, to be recorded.
#[derive(Debug)]
pub(super) struct Settled {
    pub(super) claim: Claim,
    pub(super) outcome: Outcome,
    /// When.
    pub(super) at: Timestamp,
    /// The mail itself, where it is kept to be looked at.
    pub(super) kept: Option<OutboxMail>,
    /// Whose address the server knows not.
    pub(super) unknown_address: Option<(RegistrationId, EmailAddress)>,
    /// The row stays in hand until this is recorded.
    #[expect(dead_code, reason = "it is held, and let go of when this is")]
    pub(super) in_hand: InHand,
    /// How often the database has refused it.
    pub(super) refused: AtomicU32,
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
        self.lanes.let_go(self.id);
    }
}

impl App {
    /// Records `settled` and, if asked for, takes up the next row; none when nothing is due or nothing may be sent.
    ///
    /// # Errors
    /// When storage fails. The outcome is kept then, and recorded by whoever comes next.
    pub(super) async fn at_desk(&self, settled: Option<Settled>, wants_next: bool) -> Result<Option<InHand>, storage::Error> {
        let (answer, answered) = oneshot::channel();
        let is_called = {
            let mut counter = locked(&self.lanes.desk.counter);
            counter.unrecorded.extend(settled.map(Arc::new));
            counter.waiting.push(Request { wants_next, answer });
            mem::replace(&mut counter.is_called, true)
        };
        if !is_called {
            tokio::spawn(self.clone().work_for_all());
        }
        answered.await.unwrap_or(Ok(None))
    }

    /// Records what is not recorded yet, before anything else is sent.
    ///
    /// # Errors
    /// When storage fails: then nothing may be sent either, since it could not be recorded.
    pub(super) async fn clear_desk(&self) -> Result<(), storage::Error> {
        let is_clear = locked(&self.lanes.desk.counter).unrecorded.is_empty();
        if is_clear { Ok(()) } else { self.at_desk(None, false).await.map(drop) }
    }

    /// One round: for all who have come when its transaction begins. Whoever comes later calls for the next.
    async fn work_for_all(self) {
        let _turn = self.lanes.desk.turns.acquire().await;
        self.let_others_come().await;
        let begun = Arc::new(StdMutex::new(None));
        let written = self.write_round(Arc::clone(&begun)).await;
        // Not begun where the database was not to be had: then this is for those who wait now.
        let mut round = locked(&begun).take().unwrap_or_else(|| self.begin_round());
        let written = match written {
            // Whatever is wrong with the database passes, and each outcome waits for that.
            Err(error @ storage::Error::Away(_)) => Err(error),
            // One outcome that cannot be recorded must not keep the others from it (law 12).
            Err(error) if !round.recording.settled.is_empty() => self.write_apart(&mut round, error).await,
            written => written,
        };
        match written {
            Ok(claimed) => {
                round.recording.settled.clear();
                drop(round.recording);
                let mut claimed = claimed.into_iter();
                for request in round.requests {
                    let next = if request.wants_next { claimed.next() } else { None };
                    // Whoever has asked and is gone lets the claim lapse.
                    drop(request.answer.send(Ok(next)));
                }
            }
            Err(error) => {
                drop(round.recording);
                for request in round.requests {
                    drop(request.answer.send(Err(error.clone())));
                }
            }
        }
    }

    /// Where lanes are busy, they have their say a moment later: one transaction for many costs little more than for one.
    async fn let_others_come(&self) {
        const MOMENTS: usize = 8;
        let busy = self.lanes.count - self.lanes.free.available_permits();
        for _ in 0..MOMENTS {
            if locked(&self.lanes.desk.counter).waiting.len() >= busy {
                return;
            }
            tokio::task::yield_now().await;
        }
    }

    fn begin_round(&self) -> Round {
        let Counter { mut waiting, unrecorded, .. } = mem::take(&mut *locked(&self.lanes.desk.counter));
        // Whoever has asked and is gone is to have no row that only a lapse would free.
        waiting.retain(|request| !request.answer.is_closed());
        let asking = self.asking(waiting.iter().filter(|request| request.wants_next).count());
        Round { requests: waiting, recording: Recording { settled: unrecorded, lanes: Arc::clone(&self.lanes) }, asking }
    }

    fn asking(&self, limit: usize) -> Option<Asking> {
        let now = self.clock.now();
        (limit > 0 && self.lanes.is_open(now)).then(|| Asking {
            owner: self.instance,
            now,
            lapses_at: now + self.clock.stretched(LEASE),
            limit,
            in_hand: self.lanes.in_hand(),
        })
    }

    /// A round begins when its transaction does; one that is done again is the same round.
    async fn write_round(&self, begun: Arc<StdMutex<Option<Round>>>) -> Result<Vec<InHand>, storage::Error> {
        let app = self.clone();
        self.db
            .write(move |tx| {
                let (settled, asking) = {
                    let mut begun = locked(&begun);
                    let round = begun.get_or_insert_with(|| app.begin_round());
                    (round.recording.settled.clone(), round.asking.clone())
                };
                app.clone().settle_and_claim(tx, settled, asking).boxed()
            })
            .await
    }

    async fn settle_and_claim(self, tx: &Tx, settled: Vec<Arc<Settled>>, asking: Option<Asking>) -> Result<Vec<InHand>, Refused> {
        record(tx, &settled).await?;
        let Some(asking) = asking else { return Ok(Vec::new()) };
        let claimed = claims::claim(tx, &asking).await?;
        Ok(claimed.into_iter().map(|claimed| self.in_hand(claimed)).collect())
    }

    fn in_hand(&self, claimed: Claimed) -> InHand {
        let id = claimed.claim.id;
        self.lanes.take_in_hand(id);
        InHand { claimed: Some(claimed), id, lanes: Arc::clone(&self.lanes) }
    }

    /// The outcomes one by one, then the next rows.
    async fn write_apart(&self, round: &mut Round, error: storage::Error) -> Result<Vec<InHand>, storage::Error> {
        self.record_each(&mut round.recording, error).await?;
        self.write_some(Vec::new(), round.asking.clone()).await
    }

    async fn write_some(&self, settled: Vec<Arc<Settled>>, asking: Option<Asking>) -> Result<Vec<InHand>, storage::Error> {
        let app = self.clone();
        self.db.write(move |tx| app.clone().settle_and_claim(tx, settled.clone(), asking.clone()).boxed()).await
    }

    /// Records outcomes one by one. One that fails while others do not, or again and again, is given up, with a word: its claim
    /// lapses. None is when the database goes away meanwhile.
    async fn record_each(&self, recording: &mut Recording, error: storage::Error) -> Result<(), storage::Error> {
        let all = recording.settled.clone();
        let mut failed = Vec::new();
        for one in &all {
            match self.write_some(vec![Arc::clone(one)], None).await {
                Ok(_) => recording.settled.retain(|settled| !Arc::ptr_eq(settled, one)),
                Err(error @ storage::Error::Away(_)) => return Err(error),
                Err(error) => failed.push((one, error)),
            }
        }
        let others_are_recorded = failed.len() < all.len();
        for (one, error) in failed {
            if others_are_recorded || one.refused.fetch_add(1, Ordering::Relaxed) >= GIVE_UP_AFTER {
                let error = &error as &dyn std::error::Error;
                tracing::error!(delivery.id = %one.claim.id, error, "what became of a mail cannot be recorded");
                recording.settled.retain(|settled| !Arc::ptr_eq(settled, one));
            }
        }
        if recording.settled.is_empty() { Ok(()) } else { Err(error) }
    }
}

async fn record(tx: &Tx, settled: &[Arc<Settled>]) -> Result<(), Refused> {
    let outcomes: Vec<_> = settled.iter().map(|one| (one.claim, one.outcome.clone(), one.at)).collect();
    let held = claims::settle(tx, &outcomes).await?;
    for one in settled.iter().filter(|one| held.contains(&one.claim.id)) {
        if let Some(mail) = &one.kept {
            storage::outbox::insert(tx, mail).await?;
        }
        if let (Some((id, email)), Outcome::Failed { reply }) = (&one.unknown_address, &one.outcome) {
            storage::registration::mark_unreachable(tx, *id, email, reply, one.at).await?;
        }
    }
    Ok(())
}
