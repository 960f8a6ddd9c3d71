//! What a story stands on: a database in which its events are published, a clock, a mail server, and the process that is killed and
//! begun anew; and the story in words.

use std::fmt::Write as _;
use std::sync::OnceLock;

use halbsieben::app::import::ImportOptions;
use halbsieben::clock::Clock;
use halbsieben::config::{Settings, Sources};
use jiff::SignedDuration;
use tokio::runtime::{Builder, Runtime};

use super::life::{Deed, Life, Tempo, Worked};
use crate::support::backend::{Backend, Place};
use crate::support::chance::Chance;
use crate::support::smtp::SmtpPeer;

/// When the clock of every story begins.
const BEGINS: &str = "2021-04-10T10:00:00Z";

/// The runtime of what outlives a process.
pub(super) fn outside() -> &'static Runtime {
    static OUTSIDE: OnceLock<Runtime> = OnceLock::new();
    OUTSIDE.get_or_init(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap())
}

/// What is published before a story begins, and a database in which it is.
pub(super) struct Programme {
    texts: fn() -> Vec<String>,
    template: OnceLock<Vec<u8>>,
}

impl Programme {
    pub(super) const fn of(texts: fn() -> Vec<String>) -> Self {
        Self { texts, template: OnceLock::new() }
    }

    /// A database in which all of it is published.
    fn prepared(&self, backend: Backend, mail: &str, connections: usize) -> (Place, Settings) {
        if backend == Backend::Postgres {
            let place = outside().block_on(Place::new(backend));
            let settings = settings(&place.url, mail, connections, true);
            self.publish(&settings);
            return (place, settings);
        }
        let template = self.template.get_or_init(|| {
            let place = Place::in_memory();
            let settings = settings(&place.url, mail, connections, true);
            self.publish(&settings);
            let file = halbsieben::storage::db::file_of(&place.url).expect("a file");
            // The last connection to go takes the log with it; where two went at the same moment, nobody was the last.
            while file.with_extension("db-wal").exists() {
                drop(Life::begin(&settings, &Clock::fixed(BEGINS.parse().unwrap()), 1));
            }
            std::fs::read(file).expect("a database")
        });
        let place = Place::in_memory();
        std::fs::write(halbsieben::storage::db::file_of(&place.url).expect("a file"), template).unwrap();
        let settings = settings(&place.url, mail, connections, false);
        (place, settings)
    }

    fn publish(&self, settings: &Settings) {
        let life = Life::begin(settings, &Clock::fixed(BEGINS.parse().unwrap()), 1);
        life.run(async |app| {
            for text in (self.texts)() {
                app.import_event(&text, ImportOptions { publish: true, ..ImportOptions::default() }).await.expect("an event");
            }
        });
    }
}

/// An event with these lines beside, as it is imported.
pub(super) fn event(slug: &str, start: impl std::fmt::Display, end: impl std::fmt::Display, more: &str) -> String {
    format!(
        "slug = \"{slug}\"\ntitle = \"Ein Abend\"\nstart = \"{start}\"\nend = \"{end}\"\nzone = \"Europe/Berlin\"\n{more}\n\
         room_url = \"https://meet.example.org/raum-0\"\n"
    )
}

fn settings(database: &str, mail: &str, connections: usize, migrates: bool) -> Settings {
    let overrides = [
        ("database.url", database.to_owned()),
        ("database.auto_migrate", migrates.to_string()),
        ("server.base_url", "https://events.example.org".to_owned()),
        ("security.secret", "a secret for tests, long enough for it".to_owned()),
        ("mail.url", mail.to_owned()),
        ("mail.connections", connections.to_string()),
    ];
    let overrides = overrides.map(|(key, value)| (key.to_owned(), value)).to_vec();
    Settings::load(&Sources { overrides, ..Sources::default() }).expect("settings in order").settings
}

/// What a story stands on.
pub(super) struct Stage {
    pub(super) instances: usize,
    pub(super) connections: usize,
    /// Whether the database is SQLite's.
    pub(super) is_file: bool,
    pub(super) clock: Clock,
    pub(super) settings: Settings,
    pub(super) peer: SmtpPeer,
    life: Option<Life>,
    /// What happened, a line each.
    pub(super) told: String,
    _place: Place,
}

impl Stage {
    pub(super) fn set(backend: Backend, programme: &Programme, chance: &mut Chance) -> Self {
        let connections = chance.pick(&[1, 1, 2, 3]);
        let instances = if backend == Backend::Postgres { 1 + chance.below(2) } else { 1 };
        let clock = Clock::fixed(BEGINS.parse().unwrap());
        let peer = outside().block_on(SmtpPeer::start());
        let (place, settings) = programme.prepared(backend, &peer.url(), connections);
        let life = Some(Life::begin(&settings, &clock, instances));
        let told = format!("{connections} connections, {instances} instances");
        Self { instances, connections, is_file: backend == Backend::Sqlite, clock, settings, peer, life, told, _place: place }
    }

    pub(super) fn tell(&mut self, what: &str) {
        write!(self.told, "\n{}  {what}", self.clock.now()).unwrap();
    }

    pub(super) fn life(&self) -> &Life {
        self.life.as_ref().expect("alive")
    }

    /// How many mails can be on the wire at once.
    pub(super) fn wires(&self) -> usize {
        self.connections * self.instances
    }

    /// Works and does the verbs meanwhile, then clears away what stood in the way. Where it was killed, nobody is alive afterwards.
    pub(super) fn work<D: Deed>(&mut self, verbs: &[D], tempo: &Tempo) -> Worked {
        let worked = self.life().work(verbs, tempo, &self.peer);
        if worked.killed {
            self.life = None;
        }
        self.peer.behave();
        if let Some(gate) = &tempo.gate {
            gate.open();
        }
        worked
    }

    /// After a kill, so much later: what was on the wire has come by then, or has not.
    pub(super) fn begin_anew(&mut self, later: SignedDuration) {
        self.tell("killed");
        outside().block_on(self.peer.wait_until(|seen| seen.open == 0));
        self.clock.advance(later);
        self.life = Some(Life::begin(&self.settings, &self.clock, self.instances));
    }

    pub(super) fn restart(&mut self) {
        self.life = None;
        self.life = Some(Life::begin(&self.settings, &self.clock, self.instances));
    }
}
