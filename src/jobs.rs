//! What happens by itself: the table of jobs, the wake-up, the graceful end.
//!
//! All timing lives in rows. `tokio-cron-scheduler` is only the metronome: it forgets missed runs and knows no zones, and
//! neither matters here. A job takes no input, is idempotent from the state of the database, may run anywhere at the same
//! time, and retries nothing: the next beat does.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job as CronJob, JobScheduler, JobSchedulerError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::app::App;
use crate::storage::Error;

/// How long mails that are on the wire may take when the service ends.
const FAREWELL: Duration = Duration::from_secs(30);

/// A job: its name in the log, when the metronome calls it (seconds first, UTC), and the verb.
struct Job {
    name: &'static str,
    cron: &'static str,
    verb: fn(App) -> BoxFuture<'static, Result<(), Error>>,
}

/// Everything that happens by itself.
const JOBS: [Job; 8] = [
    Job { name: "plan", cron: "* * * * * *", verb: |app| async move { app.plan_due().await }.boxed() },
    Job { name: "deliver", cron: "* * * * * *", verb: |app| async move { app.deliver_due().await.map(drop) }.boxed() },
    Job {
        name: "beat",
        cron: "*/10 * * * * *",
        verb: |app| {
            async move {
                app.keep_time().await?;
                app.beat(true).await
            }
            .boxed()
        },
    },
    Job { name: "promote", cron: "*/10 * * * * *", verb: |app| async move { app.promote_waitlists().await }.boxed() },
    Job { name: "begin_early", cron: "7 * * * * *", verb: |app| async move { app.begin_early().await }.boxed() },
    Job { name: "zone_rules", cron: "0 17 * * * *", verb: |app| async move { app.follow_zone_rules().await.map(drop) }.boxed() },
    Job { name: "new_addresses", cron: "0 27 * * * *", verb: |app| async move { app.forget_new_addresses().await.map(drop) }.boxed() },
    Job { name: "retention", cron: "0 47 3 * * *", verb: |app| async move { app.remove_past_term().await.map(drop) }.boxed() },
];

/// Runs the jobs until `shutdown`, then lets what is on the wire finish.
///
/// # Errors
/// When the metronome cannot be set up.
pub async fn run(app: App, shutdown: CancellationToken) -> Result<(), JobSchedulerError> {
    let tasks = TaskTracker::new();
    let _sole_sender = tokio::select! {
        sole_sender = app.become_sender() => sole_sender,
        () = shutdown.cancelled() => return Ok(()),
    };
    report("beat", app.beat(true).await);
    report("begin_early", app.begin_early().await);
    let mut metronome = JobScheduler::new().await?;
    for job in &JOBS {
        metronome.add(beat(job, &app, &tasks)?).await?;
    }
    metronome.start().await?;
    tokio::select! {
        () = shutdown.cancelled() => {}
        () = follow(&app, &tasks) => {}
        () = send(&app, &tasks) => {}
        () = app.hear_others() => {}
    }
    app.stop_sending();
    metronome.shutdown().await?;
    tasks.close();
    let last = async {
        tasks.wait().await;
        app.record_the_last().await;
    };
    if tokio::time::timeout(FAREWELL, last).await.is_err() {
        tracing::warn!(
            "some mails were still on the wire or not recorded after {} s; their claims lapse by themselves",
            FAREWELL.as_secs()
        );
    }
    report("beat", app.last_beat().await);
    Ok(())
}

/// A beat of the metronome starts a job, unless its last run is still under way.
fn beat(job: &'static Job, app: &App, tasks: &TaskTracker) -> Result<CronJob, JobSchedulerError> {
    let (app, tasks, turn) = (app.clone(), tasks.clone(), Arc::new(Mutex::new(())));
    CronJob::new_async(job.cron, move |_, _| {
        if let Ok(turn) = Arc::clone(&turn).try_lock_owned() {
            let run = (job.verb)(app.clone());
            tasks.spawn(async move {
                report(job.name, run.await);
                drop(turn);
            });
        }
        Box::pin(std::future::ready(()))
    })
}

/// Plans and sends in between the beats: when somebody did something that makes a mail due, and when the clock reaches the
/// next moment at which one is due. A rehearsal in fast motion has many of those between two beats.
async fn follow(app: &App, tasks: &TaskTracker) {
    loop {
        let next = app.next_due_at().await.unwrap_or_else(|error| {
            report("next_due", Err(error));
            None
        });
        let ahead = next.filter(|next| *next > app.now());
        tokio::select! {
            () = app.woken() => {}
            () = async { match ahead { Some(at) => app.clock().sleep_until(at).await, None => std::future::pending().await } } => {}
            () = app.clock().jumped() => {}
        }
        deliver(app, tasks);
        report("plan", app.plan_due().await);
        deliver(app, tasks);
    }
}

/// Sends what the planner enters while it enters more.
async fn send(app: &App, tasks: &TaskTracker) {
    loop {
        app.owed().await;
        deliver(app, tasks);
    }
}

/// Not waited for: a mail server that takes its time with one mail must not keep the next confirmation waiting.
fn deliver(app: &App, tasks: &TaskTracker) {
    let sender = app.clone();
    tasks.spawn(async move { report("deliver", sender.deliver_due().await.map(drop)) });
}

/// What goes wrong in a job is logged, once; the next beat tries again.
fn report(job: &'static str, outcome: Result<(), Error>) {
    if let Err(error) = outcome {
        tracing::error!(job.name = job, error = &error as &dyn std::error::Error, "a job was not done; the next beat tries again");
    }
}
