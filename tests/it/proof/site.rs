//! What outlives the processes: the database, the mail server, the clock, and a folder to run in.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use halbsieben::clock::Clock;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::event::Event;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::person_name::PersonName;
use halbsieben::domain::registration::{NewRegistration, Registration};
use halbsieben::storage::db::Db;
use halbsieben::storage::{event, registration};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ConnectionTrait as _, Statement};
use tempfile::TempDir;

use super::process::Process;
use super::{CONNECTIONS, LOOK_EVERY};
use crate::support::backend::{Backend, Place};
use crate::support::smtp::SmtpPeer;
use crate::support::{app::instant, stopwatch};

/// The event of all proofs: 15 May 2031, 18:30 to 20:00 in Berlin.
pub(super) const SLUG: &str = "proof";
/// When its reminder of the day before is due.
pub(super) const DUE: &str = "2031-05-14T16:30:00Z";
/// Before everything: the event is entered and published then.
const ENTERED: &str = "2031-05-01T10:00:00Z";
/// When the first of those who are there from the beginning registered; the others follow, one a second.
const REGISTERED: &str = "2031-05-02T10:00:00Z";
/// How long before the due time a run begins.
const AHEAD: SignedDuration = SignedDuration::from_millis(1500);

/// A site in the making.
#[must_use]
pub(super) struct Builder {
    backend: Backend,
    database: Option<String>,
    peer: SmtpPeer,
    people: usize,
    reminder_minutes: u32,
    begins: Timestamp,
    speed: f64,
    connections: usize,
}

/// Everything around the processes.
pub(super) struct Site {
    pub(super) peer: SmtpPeer,
    pub(super) clock: Clock,
    pub(super) connections: usize,
    /// Who is registered from the beginning.
    pub(super) people: Vec<String>,
    speed: f64,
    pub(super) db: Db,
    database: String,
    /// It goes with the site.
    _place: Option<Place>,
    folder: TempDir,
    starts: AtomicUsize,
}

impl Builder {
    /// So many people are registered.
    pub(super) fn people(self, people: usize) -> Self {
        Self { people, ..self }
    }

    /// The one reminder goes out so long before the start, instead of a day.
    pub(super) fn reminder_minutes(self, reminder_minutes: u32) -> Self {
        Self { reminder_minutes, ..self }
    }

    /// The clock begins then, instead of just before [`DUE`].
    pub(super) fn begins(self, at: &str) -> Self {
        Self { begins: instant(at), ..self }
    }

    /// The clock runs so many times as fast.
    pub(super) fn speed(self, speed: f64) -> Self {
        Self { speed, ..self }
    }

    pub(super) fn connections(self, connections: usize) -> Self {
        Self { connections, ..self }
    }

    /// Everything is kept there, instead of in a database that goes with the site.
    pub(super) fn database(self, url: String) -> Self {
        Self { database: Some(url), ..self }
    }

    /// Mail goes there, instead of to a peer that is there from the beginning.
    pub(super) fn peer(self, peer: SmtpPeer) -> Self {
        Self { peer, ..self }
    }

    pub(super) async fn open(self) -> Site {
        let place = if self.database.is_none() { Some(Place::new(self.backend).await) } else { None };
        let database = self.database.or_else(|| place.as_ref().map(|place| place.url.clone())).expect("one of both");
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let toml = format!(
            "slug = {SLUG:?}\ntitle = \"Kleine Städte, große Pläne\"\nstart = \"2031-05-15T18:30\"\nend = \"2031-05-15T20:00\"\n\
             zone = \"Europe/Berlin\"\nroom_url = \"https://meet.example.org/proof\"\nreminders_before_minutes = [{}]\n",
            self.reminder_minutes
        );
        fs::write(folder.path().join("event.toml"), toml).expect("there is room for a file");
        let mut import = command(&folder, &database, &self.peer, self.connections, instant(ENTERED), self.speed);
        let imported = import.args(["event", "import", "event.toml", "--publish"]).output().expect("the program starts");
        assert!(imported.status.success(), "{imported:?}");
        let db = Db::open(&database).await.expect("it opens");
        let people = fill(&db, self.people).await;
        let clock = Clock::simulated(self.begins, self.speed);
        Site {
            peer: self.peer,
            clock,
            connections: self.connections,
            people,
            speed: self.speed,
            db,
            database,
            _place: place,
            folder,
            starts: AtomicUsize::new(0),
        }
    }
}

impl Site {
    pub(super) async fn on(backend: Backend) -> Builder {
        Builder {
            backend,
            database: None,
            peer: SmtpPeer::start().await,
            people: 0,
            reminder_minutes: 24 * 60,
            begins: instant(DUE) - AHEAD,
            speed: 1.0,
            connections: CONNECTIONS,
        }
    }

    /// The program on this database, at the time of this site.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(&self.folder, &self.database, &self.peer, self.connections, self.clock.now(), self.speed);
        command.args(arguments);
        command
    }

    /// Runs a command to its end, and gives back what it wrote.
    pub(super) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program starts");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Starts an instance and does not wait for it.
    pub(super) fn spawn(&self) -> Process {
        self.spawn_with(&["serve"])
    }

    fn spawn_with(&self, arguments: &[&str]) -> Process {
        let log = self.folder.path().join(format!("serve-{}.log", self.starts.fetch_add(1, Ordering::Relaxed)));
        Process::spawn(self.command(arguments), log)
    }

    /// Starts an instance and waits until it answers.
    pub(super) async fn serve(&self) -> Process {
        self.spawn().ready().await
    }

    /// The same with these arguments, `serve` among them.
    pub(super) async fn serve_with(&self, arguments: &[&str]) -> Process {
        self.spawn_with(arguments).ready().await
    }

    /// How many rows of the ledger with this purpose stand where.
    pub(super) async fn states(&self, purpose: &str) -> BTreeMap<String, i64> {
        let db = self.db.read();
        let count = format!("SELECT state AS a, COUNT(*) AS b FROM delivery WHERE purpose = '{purpose}' GROUP BY state");
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), count)).await.expect("the ledger is there");
        rows.iter().map(|row| (row.try_get("", "a").unwrap(), row.try_get("", "b").unwrap())).collect()
    }

    /// How many mails of this purpose stand as accepted in the ledger.
    pub(super) async fn marked(&self, purpose: &str) -> usize {
        usize::try_from(self.states(purpose).await.get("accepted").copied().unwrap_or_default()).expect("a count")
    }

    /// Everybody who is registered, from the database.
    pub(super) async fn registered(&self) -> Vec<String> {
        let db = self.db.read();
        let statement = Statement::from_string(db.get_database_backend(), "SELECT email AS a FROM registration");
        let rows = db.query_all_raw(statement).await.expect("the registrations are there");
        rows.iter().map(|row| row.try_get("", "a").unwrap()).collect()
    }

    /// How many transactions of PostgreSQL have been left open after a write, for longer than anybody at work leaves one.
    pub(super) async fn transactions_left_open(&self) -> i64 {
        const LEFT_OPEN: &str = "SELECT COUNT(*) AS a FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL \
                                 AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '300 milliseconds'";
        let statement = Statement::from_string(self.db.read().get_database_backend(), LEFT_OPEN);
        let row = self.db.read().query_one_raw(statement).await.expect("it answers").expect("a row");
        row.try_get("", "a").unwrap()
    }

    /// Waits until `count` mails of this purpose stand as accepted in the ledger, and none waits; says how long that took.
    pub(super) async fn settled(&self, purpose: &str, count: usize, within: Duration) -> Duration {
        const LOOK_AT_THE_LEDGER_EVERY: Duration = Duration::from_millis(100);
        let since = stopwatch();
        loop {
            let states = self.states(purpose).await;
            let waits = ["pending", "claimed", "retrying"].iter().any(|state| states.contains_key(*state));
            let accepted = states.get("accepted").copied().unwrap_or_default();
            if !waits && usize::try_from(accepted).expect("a count") >= count {
                return since.elapsed();
            }
            assert!(
                since.elapsed() < within,
                "{count} mails of {purpose} are not settled after {within:?}: {states:?}; the mail server has accepted {}",
                self.peer.accepted()
            );
            Clock::pass(LOOK_AT_THE_LEDGER_EVERY.max(LOOK_EVERY)).await;
        }
    }

    /// Waits until the mail server has accepted `count` mails in all; says how long that took.
    pub(super) async fn accepts(&self, count: usize, within: Duration) -> Duration {
        let since = stopwatch();
        let came = self.peer.comes_to(within, |seen| seen.mails.len() >= count).await;
        assert!(came, "{} of {count} mails are accepted after {within:?}", self.peer.accepted());
        since.elapsed()
    }
}

impl Drop for Site {
    #[expect(clippy::print_stdout, reason = "what the processes said about it")]
    fn drop(&mut self) {
        const LAST_LINES: usize = 40;
        if !std::thread::panicking() {
            return;
        }
        for start in 0..self.starts.load(Ordering::Relaxed) {
            let log = fs::read_to_string(self.folder.path().join(format!("serve-{start}.log"))).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            println!("---- serve {start}, its last lines\n{}", lines[lines.len().saturating_sub(LAST_LINES)..].join("\n"));
        }
    }
}

fn command(folder: &TempDir, database: &str, peer: &SmtpPeer, connections: usize, now: Timestamp, speed: f64) -> Command {
    let settings = [
        ("database.url", database.to_owned()),
        ("server.base_url", "https://events.example.org".to_owned()),
        ("security.secret", "a secret for tests, long enough for it".to_owned()),
        ("limits.enabled", "false".to_owned()),
        ("mail.url", peer.url()),
        ("mail.connections", connections.to_string()),
        ("clock.start", now.to_string()),
        ("clock.speed", speed.to_string()),
    ];
    let binary = std::env::var_os("TEST_BINARY").unwrap_or_else(|| env!("CARGO_BIN_EXE_halbsieben").into());
    let mut command = Command::new(binary);
    command.env_clear().current_dir(folder.path());
    command.args(settings.iter().flat_map(|(key, value)| ["--set".to_owned(), format!("{key}={value}")]));
    command
}

/// Registers so many people at once, past the form; gives their addresses back.
async fn fill(db: &Db, count: usize) -> Vec<String> {
    let event = event::find_by_slug(db.read(), SLUG).await.expect("it answers").expect("it was entered").event;
    let registrations: Arc<Vec<Registration>> = Arc::new((0..count).map(|number| one(&event, number)).collect());
    let entered = Arc::clone(&registrations);
    let filling = db.write(move |tx| {
        let entered = Arc::clone(&entered);
        async move { registration::insert_many(tx, &entered).await }.boxed()
    });
    filling.await.expect("they are entered");
    registrations.iter().map(|registration| registration.registrant.email.as_str().to_owned()).collect()
}

fn one(event: &Event, number: usize) -> Registration {
    let registered_at = instant(REGISTERED) + SignedDuration::from_secs(i64::try_from(number).expect("a few thousand"));
    let registrant = NewRegistration {
        given_name: Some(PersonName::parse("Jürgen").expect("a name")),
        family_name: Some(PersonName::parse("Müller-Lüdenscheidt").expect("a name")),
        email: EmailAddress::parse(&format!("p{number}@example.org")).expect("an address"),
        locale: Locale::De,
        answers: BTreeMap::new(),
    };
    Registration::new(event.id, registrant, registered_at)
}
