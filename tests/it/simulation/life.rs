//! A life of the process: an app on a runtime of its own, which ends in good order or at an await that a story picks.
//!
//! The runtime has one thread. Each time that it has nothing left to do, every task of the app stands at an await; these
//! *rests* are counted, and at the n-th of them the runtime is thrown away with all that ran on it. What its database
//! connections had begun ends with them, before another life begins. So a fault can hit every await of every task, and
//! nothing of the product knows of it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::{join, join_all};
use halbsieben::app::App;
use halbsieben::clock::Clock;
use halbsieben::config::Settings;
use halbsieben::storage::db::SoleSender;
use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::support::smtp::{Gate, SmtpPeer};
use crate::support::stopwatch;

/// How long anything may take in real time; only a failing story takes that long.
const PATIENCE: Duration = Duration::from_mins(1);

/// Something that somebody does in a story.
pub(super) trait Deed: Display {
    /// Does it.
    ///
    /// # Errors
    /// When the product does not, in its words.
    async fn perform(&self, app: &App) -> Result<(), String>;
}

/// Counts the rests of a runtime, and tells who waits for one.
#[derive(Default)]
struct Rests {
    count: Mutex<u64>,
    waiting: Mutex<BTreeMap<u64, Vec<Arc<Notify>>>>,
}

impl Rests {
    fn rest(&self) {
        let mut count = self.count.lock().unwrap();
        *count += 1;
        let mut waiting = self.waiting.lock().unwrap();
        while let Some(first) = waiting.first_entry().filter(|first| *first.key() <= *count) {
            first.remove().iter().for_each(|told| told.notify_one());
        }
    }

    /// Waits for the n-th rest from now on.
    async fn pass(&self, n: u64) {
        if n == 0 {
            return;
        }
        let told = Arc::new(Notify::new());
        let at = *self.count.lock().unwrap() + n;
        self.waiting.lock().unwrap().entry(at).or_default().push(Arc::clone(&told));
        told.notified().await;
    }
}

/// What happens while the app works, and when.
#[derive(Default)]
pub(super) struct Tempo {
    /// At which rest each verb begins, counted from the one before it.
    pub(super) verbs_at: Vec<u64>,
    /// Whether the verbs begin side by side.
    pub(super) at_once: bool,
    /// The verbs begin when a reply of the mail server is held back here, which is said when they are done.
    pub(super) gate: Option<Gate>,
    /// At which rest the process is killed, if it still works by then: from the beginning, or from the end of the verbs where there
    /// is a gate. 0 with a gate kills before its reply is said.
    pub(super) kill_at: Option<u64>,
}

impl Tempo {
    /// The work in words, for the story; `faults` says what is in its way.
    pub(super) fn told<D: Deed>(&self, faults: &[String], verbs: &[D]) -> String {
        let mut line = "work".to_owned();
        for fault in faults {
            write!(line, "; {fault}").unwrap();
        }
        for (verb, at) in verbs.iter().zip(&self.verbs_at) {
            write!(line, "; at {at} {verb}").unwrap();
        }
        if self.at_once {
            line.push_str("; at once");
        }
        if let Some(at) = self.kill_at {
            write!(line, "; killed at {at}").unwrap();
        }
        line
    }
}

/// What came of a while of work.
pub(super) struct Worked {
    /// For each verb: how many mails the mail server had accepted when it was done; none if nobody was told that it was.
    pub(super) done: Vec<Option<usize>>,
    pub(super) killed: bool,
    /// What went wrong that must not.
    pub(super) errors: Vec<String>,
}

/// A process that is alive.
pub(super) struct Life {
    runtime: Option<Runtime>,
    rests: Arc<Rests>,
    apps: Vec<App>,
    sole: Option<SoleSender>,
    /// The database's file, on SQLite.
    file: Option<PathBuf>,
}

impl Life {
    /// Starts so many instances as one process.
    pub(super) fn begin(settings: &Settings, clock: &Clock, instances: usize) -> Self {
        let rests = Arc::<Rests>::default();
        let resting = Arc::clone(&rests);
        let runtime = Builder::new_current_thread().enable_all().on_thread_park(move || resting.rest()).build().unwrap();
        let (apps, sole) = runtime.block_on(async {
            let mut apps = Vec::new();
            for _ in 0..instances {
                apps.push(App::start_with(settings, clock.clone()).await.expect("it starts"));
            }
            let sole = apps[0].become_sender().await;
            (apps, sole)
        });
        let file = halbsieben::storage::db::file_of(&settings.database.url).filter(|file| file.exists());
        Self { runtime: Some(runtime), rests, apps, sole, file }
    }

    /// Does something in this process.
    pub(super) fn run<T>(&self, work: impl AsyncFnOnce(&App) -> T) -> T {
        let runtime = self.runtime.as_ref().expect("alive");
        runtime.block_on(async { tokio::time::timeout(PATIENCE, work(&self.apps[0])).await }).expect("it does not hang")
    }

    /// Plans and sends, as the jobs do, and does the verbs meanwhile.
    pub(super) fn work<D: Deed>(&self, verbs: &[D], tempo: &Tempo, peer: &SmtpPeer) -> Worked {
        let worked = RefCell::new(Worked { done: vec![None; verbs.len()], killed: false, errors: Vec::new() });
        let (finished, told) = (CancellationToken::new(), CancellationToken::new());
        let working = async {
            join_all(self.apps.iter().map(|app| async {
                let errors = beat(app).await;
                worked.borrow_mut().errors.extend(errors);
            }))
            .await;
            finished.cancel();
        };
        let perform = async |i: usize| {
            if tempo.gate.is_none() {
                let at = tempo.verbs_at.get(i).copied().unwrap_or_default();
                tokio::select! { () = self.rests.pass(at) => {} () = finished.cancelled() => {} }
            }
            let app = &self.apps[i % self.apps.len()];
            match verbs[i].perform(app).await {
                Ok(()) => worked.borrow_mut().done[i] = Some(peer.accepted()),
                Err(error) => worked.borrow_mut().errors.push(format!("{}: {error}", verbs[i])),
            }
        };
        let performing = async {
            if let Some(gate) = &tempo.gate {
                tokio::select! { () = gate.reached_by(1) => {} () = finished.cancelled() => {} }
            }
            if tempo.at_once {
                join_all((0..verbs.len()).map(&perform)).await;
            } else {
                for i in 0..verbs.len() {
                    perform(i).await;
                }
            }
            told.cancel();
            if let Some(gate) = &tempo.gate {
                if tempo.kill_at == Some(0) && !finished.is_cancelled() {
                    std::future::pending::<()>().await;
                }
                gate.open();
            }
        };
        let killing = async {
            let Some(n) = tempo.kill_at else { return std::future::pending().await };
            if tempo.gate.is_some() {
                told.cancelled().await;
            }
            self.rests.pass(n).await;
        };
        let together = Box::pin(async {
            tokio::select! { biased; _ = join(working, performing) => false, () = killing => true }
        });
        let runtime = self.runtime.as_ref().expect("alive");
        let killed = runtime.block_on(async { tokio::time::timeout(PATIENCE, together).await }).expect("it does not hang");
        let mut worked = worked.into_inner();
        worked.killed = killed;
        worked
    }

    /// How much each instance has written.
    pub(super) fn revision(&self) -> Vec<u64> {
        self.apps.iter().map(App::revision).collect()
    }

    /// The next moment at which there is something to do, by the app's own word.
    pub(super) fn next_due_at(&self) -> Option<Timestamp> {
        let each = self.run(async |_| join_all(self.apps.iter().map(App::next_due_at)).await);
        each.into_iter().filter_map(|next| next.expect("the database answers")).min()
    }
}

/// As `jobs` has it: what is due leaves while more is planned, and then that.
async fn beat(app: &App) -> Vec<String> {
    let planned_and_sent = async {
        app.plan_due().await?;
        app.deliver_due().await
    };
    let (before, after) = join(app.deliver_due(), planned_and_sent).await;
    [before, after].into_iter().filter_map(|outcome| outcome.err().map(|error| error.to_string())).collect()
}

impl Drop for Life {
    /// Without a farewell, as by `kill -9`. Returns when the system has closed the dead process's files.
    fn drop(&mut self) {
        let runtime = self.runtime.take().expect("alive");
        {
            let _inside = runtime.enter();
            self.apps.clear();
        }
        drop(runtime);
        self.sole = None;
        let since = stopwatch();
        while self.file.as_ref().is_some_and(|file| is_open(file)) && since.elapsed() < PATIENCE {
            std::thread::yield_now();
        }
    }
}

/// Whether this process has a database open: SQLite's connections end in threads of their own. The last one mostly takes the
/// log with it; two that end at the same moment may leave it to the next life, as a killed process does.
fn is_open(file: &Path) -> bool {
    if !file.with_extension("db-wal").exists() {
        return false;
    }
    let Ok(open) = std::fs::read_dir("/proc/self/fd") else { return true };
    open.flatten().filter_map(|handle| std::fs::read_link(handle.path()).ok()).any(|path| path == file)
}
