//! What a story stands on: a database in which its events are published, a clock, a mail server, and the process that is killed and
//! begun anew; and the story in words.

use std::fmt::{Display, Write as _};
use std::mem;
use std::sync::OnceLock;

use halbsieben::app::import::ImportOptions;
use halbsieben::clock::Clock;
use halbsieben::config::{Settings, Sources};
use jiff::SignedDuration;
use tokio::runtime::{Builder, Runtime};

use super::life::{Deed, Life, Tempo, Worked};
use super::verb::Verb;
use crate::support::backend::{Backend, Place};
use crate::support::chance::Chance;
use crate::support::smtp::SmtpPeer;

/// When the clock of every story begins.
const BEGINS: &str = "2021-04-10T10:00:00Z";
/// So long after the last fault everything was tried again: the longest wait between two tries, and what spreads them.
pub(super) const CALM_AFTER: SignedDuration = SignedDuration::from_mins(61);
/// More rounds of work than any step needs.
const MOST_ROUNDS: usize = 60;

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
pub(super) fn event(slug: &str, start: impl Display, end: impl Display, more: &str) -> String {
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

/// So many things that can be done now, without any that collides with one before it.
pub(super) fn several<S, D>(
    story: &mut S,
    how_many: usize,
    next: impl Fn(&mut S) -> Option<D>,
    collide: impl Fn(&D, &D) -> bool,
) -> Vec<D> {
    let mut deeds: Vec<D> = Vec::new();
    for _ in 0..how_many {
        let Some(deed) = next(story) else { continue };
        if !deeds.iter().any(|before| collide(before, &deed)) {
            deeds.push(deed);
        }
    }
    deeds
}

/// So many minutes.
pub(super) fn minutes(minutes: usize) -> SignedDuration {
    SignedDuration::from_mins(i64::try_from(minutes).unwrap())
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
    /// How much the process had written when that was last asked; none when that says nothing of the one that lives.
    revision: Option<Vec<u64>>,
    /// How many people have come.
    people: usize,
    /// What happened, a line each.
    pub(super) told: String,
    /// What the product should not have said.
    pub(super) errors: Vec<String>,
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
        Self {
            instances,
            connections,
            is_file: backend == Backend::Sqlite,
            clock,
            settings,
            peer,
            life,
            revision: None,
            people: 0,
            told: format!("{connections} connections, {instances} instances"),
            errors: Vec::new(),
            _place: place,
        }
    }

    pub(super) fn tell(&mut self, what: &str) {
        write!(self.told, "\n{}  {what}", self.clock.now()).unwrap();
    }

    pub(super) fn life(&self) -> &Life {
        self.life.as_ref().expect("alive")
    }

    /// The address of somebody new.
    pub(super) fn new_address(&mut self) -> String {
        self.people += 1;
        format!("p{}@example.org", self.people)
    }

    /// How many mails can be on the wire at once.
    pub(super) fn wires(&self) -> usize {
        self.connections * self.instances
    }

    /// Somebody does something while nothing else happens; says whether it was done.
    pub(super) fn alone<D: Deed>(&mut self, deed: &D) -> bool {
        self.tell(&deed.to_string());
        let outcome = self.life().run(async |app| deed.perform(app).await);
        let is_done = outcome.is_ok();
        self.errors.extend(outcome.err().map(|error| format!("{deed}: {error}")));
        is_done
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

    /// Works while nothing is in the way, and nobody does anything.
    pub(super) fn work_on(&mut self) {
        let worked = self.work::<Verb>(&[], &Tempo::default());
        self.errors.extend(worked.errors);
    }

    /// Whether nothing is due for so long, after so many rounds of work; time goes on to what is due by then.
    pub(super) fn is_at_rest(&mut self, round: usize, soon: SignedDuration) -> bool {
        let now = self.clock.now();
        match self.life().next_due_at() {
            Some(next) if next <= now && round < MOST_ROUNDS => false,
            Some(next) if next <= now => {
                self.errors.push(format!("it does not come to rest at {now}, since something is due at {next}"));
                true
            }
            Some(next) if next <= now + soon => {
                self.clock.move_to(next);
                false
            }
            _ => true,
        }
    }

    /// Whether the process may have written something since this was last asked.
    pub(super) fn has_written(&mut self) -> bool {
        let revision = Some(self.life().revision());
        revision != mem::replace(&mut self.revision, revision.clone())
    }

    /// After a kill, at once or so many minutes later: what was on the wire has come by then, or has not.
    pub(super) fn begin_anew(&mut self, chance: &mut Chance, minutes: &[i64]) {
        let later = if chance.one_in(3) { chance.pick(minutes) } else { 0 };
        self.tell("killed");
        outside().block_on(self.peer.wait_until(|seen| seen.open == 0));
        self.clock.advance(SignedDuration::from_mins(later));
        self.live();
    }

    pub(super) fn restart(&mut self) {
        self.tell("the process is ended and started anew");
        self.live();
    }

    fn live(&mut self) {
        self.life = None;
        self.life = Some(Life::begin(&self.settings, &self.clock, self.instances));
        // It counts from the beginning, and may come to the same number.
        self.revision = None;
    }

    /// The story in words, with how it stood in the end and what is wrong; none if nothing is.
    pub(super) fn account(&self, wrong: impl IntoIterator<Item = String>, end: impl Display) -> Option<String> {
        let wrong: Vec<String> = self.errors.iter().cloned().chain(wrong).collect();
        (!wrong.is_empty()).then(|| format!("{}\n{end}{}", self.told, wrong.join("\n")))
    }
}
