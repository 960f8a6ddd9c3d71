//! A story: what one seed makes of two events, a few people, a mail server and a clock.
//!
//! A step lets time pass, then somebody does something, or the app works, with faults and with things done meanwhile. After
//! each step the mails are judged; in the end all is well again and time goes on until nothing is owed any more.

mod mind;
mod stage;

use std::fmt::Write as _;
use std::mem;
use std::slice;

use halbsieben::clock::Clock;
use halbsieben::config::Settings;
use jiff::{SignedDuration, Timestamp};

use self::stage::{outside, prepared};
use super::faults::{fill_up, heal, spoil};
use super::judge::{Judge, Span};
use super::life::{Life, Tempo};
use super::model::{Model, Talk};
use super::verb::{Verb, rows};
use crate::support::backend::{Backend, Place};
use crate::support::chance::Chance;
use crate::support::counts::Counts;
use crate::support::smtp::{At, Gate, SmtpPeer};

/// When the clock of every story begins.
const BEGINS: &str = "2021-04-10T10:00:00Z";
/// So long after the last fault everything was tried again: the longest wait between two tries, and what spreads them.
const CALM_AFTER: SignedDuration = SignedDuration::from_mins(61);
/// What falls due so soon after a step is waited for, where it is.
const SOON: SignedDuration = SignedDuration::from_mins(3);
/// More rounds of work than any step needs.
const MOST_ROUNDS: usize = 60;

/// A seed's story as it goes on.
#[expect(clippy::struct_excessive_bools, reason = "what a seed has and a step leaves behind is a row of yes and no")]
struct Story {
    chance: Chance,
    instances: usize,
    connections: usize,
    turns_back: bool,
    /// Whether the database is SQLite's.
    is_file: bool,
    clock: Clock,
    settings: Settings,
    peer: SmtpPeer,
    life: Option<Life>,
    model: Model,
    judge: Judge,
    addresses: usize,
    moves: i8,
    was_turned_back: bool,
    /// Whether the last step met with a fault.
    was_disturbed: bool,
    calm_at: Timestamp,
    /// What the app had written when its ledger was last looked at; none when that is not known.
    revision: Option<Vec<u64>>,
    /// What happened, a line each.
    told: String,
    errors: Vec<String>,
    _place: Place,
}

/// What came of a seed.
pub(super) struct Ended {
    pub(super) counts: Counts,
    pub(super) kills: usize,
    /// The story in words, and what is wrong with it.
    pub(super) wrong: Option<String>,
}

/// Plays the story of a seed from its beginning to its end.
pub(super) fn play(backend: Backend, seed: u64) -> Ended {
    let mut story = Story::begin(backend, seed);
    let steps = 5 + story.chance.below(7);
    let mut kills = 0;
    for _ in 0..=story.chance.below(2) {
        story.somebody_signs_up();
    }
    for _ in 0..steps {
        story.pass_time();
        kills += usize::from(story.step());
    }
    story.end();
    let wrong: Vec<String> = story.errors.iter().cloned().chain(story.judge.wrong()).collect();
    let words = || format!("seed {seed} on {backend:?}\n{}\n{}{}", story.told, story.model, wrong.join("\n"));
    Ended { counts: story.judge.counts(), kills, wrong: (!wrong.is_empty()).then(words) }
}

impl Story {
    fn begin(backend: Backend, seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let connections = chance.pick(&[1, 1, 2, 3]);
        let instances = if backend == Backend::Postgres { 1 + chance.below(2) } else { 1 };
        let turns_back = chance.one_in(12);
        let clock = Clock::fixed(BEGINS.parse().unwrap());
        let peer = outside().block_on(SmtpPeer::start());
        let (place, settings) = prepared(backend, &peer.url(), connections);
        let life = Some(Life::begin(&settings, &clock, instances));
        let mut told = format!("{connections} connections, {instances} instances");
        if turns_back {
            told.push_str(", a clock that is turned back");
        }
        let (model, judge, calm_at) = (Model::begin(), Judge::default(), clock.now());
        Self {
            chance,
            instances,
            connections,
            turns_back,
            is_file: backend == Backend::Sqlite,
            clock,
            settings,
            peer,
            life,
            model,
            judge,
            addresses: 0,
            moves: 0,
            was_turned_back: false,
            was_disturbed: false,
            calm_at,
            revision: None,
            told,
            errors: Vec::new(),
            _place: place,
        }
    }

    fn tell(&mut self, what: &str) {
        write!(self.told, "\n{}  {what}", self.clock.now()).unwrap();
    }

    fn life(&self) -> &Life {
        self.life.as_ref().expect("alive")
    }

    fn pass_time(&mut self) {
        let now = self.clock.now();
        let minutes = |minutes: usize| SignedDuration::from_mins(i64::try_from(minutes).unwrap());
        let to = match self.chance.below(20) {
            0..=6 => return,
            7..=11 => now + minutes(1 + self.chance.below(30)),
            12..=17 => {
                let moments: Vec<Timestamp> = self.model.talks.iter().flat_map(Talk::moments).filter(|moment| *moment > now).collect();
                let Some(moment) = moments.iter().copied().min() else { return };
                moment + SignedDuration::from_mins(self.chance.pick(&[-30, -1, 0, 0, 0, 1, 20]))
            }
            18 if self.turns_back => {
                let back = now - minutes(1 + self.chance.below(120));
                self.clock.set(back);
                (self.was_turned_back, self.calm_at) = (true, self.calm_at.max(now + CALM_AFTER));
                self.tell("the clock is turned back");
                return;
            }
            18 => now + minutes(60 + self.chance.below(600)),
            _ => now + minutes(1_440 + self.chance.below(1_440)),
        };
        self.clock.move_to(to);
    }

    /// Says whether the process was killed in it.
    fn step(&mut self) -> bool {
        if mem::take(&mut self.was_disturbed) && self.chance.one_in(3) {
            // A change of mind while what was refused waits to be tried again.
            let talk = usize::from(self.chance.one_in(3));
            let (Talk { slug, start, .. }, now) = (self.model.talks[talk].clone(), self.clock.now());
            if self.model.talks[talk].is_on() && now < self.model.talks[talk].ends_at() {
                let start = self.other_start(start, now);
                self.alone(&Verb::Move { talk, slug, start });
            }
        }
        if self.chance.one_in(5) {
            if let Some(verb) = self.verb() {
                self.alone(&verb);
            }
            return false;
        }
        if self.chance.one_in(25) {
            self.tell("the process is ended and started anew");
            self.restart();
            return false;
        }
        self.work()
    }

    fn somebody_signs_up(&mut self) {
        let talk = usize::from(self.chance.one_in(3));
        let verb = self.sign_up(talk);
        self.alone(&verb);
    }

    /// Somebody does something while nothing else happens.
    fn alone(&mut self, verb: &Verb) {
        self.tell(&verb.to_string());
        let outcome = self.life().run(async |app| verb.perform(app).await);
        if let Err(error) = outcome {
            self.errors.push(format!("{verb}: {error}"));
            return;
        }
        self.model = self.model.after(verb, self.clock.now(), true);
    }

    /// The app works, mostly with faults.
    fn work(&mut self) -> bool {
        let now = self.clock.now();
        let mut verbs = self.verbs();
        // With several instances, the others would take a frozen one for dead.
        if verbs.is_empty() && self.instances == 1 && self.chance.one_in(4) {
            verbs.push(Verb::Pass { minutes: self.chance.pick(&[1, 10, 60, 180]) });
        }
        let waits = verbs.iter().any(|verb| matches!(verb, Verb::Pass { .. }));
        let has_gate = waits || !verbs.is_empty() && self.chance.one_in(3);
        let gate = has_gate.then(Gate::new);
        let mut words: Vec<String> = Vec::new();
        if self.chance.one_in(2) {
            let addresses: Vec<String> = self.model.people.iter().map(|person| person.address.clone()).collect();
            words.extend(spoil(&self.peer, &mut self.chance, &addresses));
        }
        if let Some(gate) = &gate {
            let at = self.chance.pick(&[At::Mail, At::Rcpt, At::Dot, At::Dot]);
            let nth = 1 + self.chance.below(2);
            let usual = if at == At::Dot { "250 2.0.0 queued" } else { "250 2.1.0 ok" };
            self.peer.on(at).nth(nth).reply_after(gate, usual);
            words.push(format!("holds {at:?} no. {nth} back"));
        }
        let kill_at = self.chance.one_in(3).then(|| {
            let longest = 1 << self.chance.below(9);
            u64::try_from(self.chance.below(longest) + usize::from(!has_gate)).unwrap()
        });
        let verbs_at = verbs.iter().map(|_| u64::try_from(self.chance.below(40)).unwrap()).collect();
        // What people do is refused then, too: here it is the sender that is looked at.
        let is_full = self.is_file && verbs.is_empty() && self.chance.one_in(4);
        if is_full {
            words.push(outside().block_on(fill_up(&self.settings.database.url, &mut self.chance)).to_owned());
        }
        let tempo = Tempo { verbs_at, at_once: verbs.len() > 1 && self.chance.one_in(2), gate: gate.clone(), kill_at };
        self.tell_work(&words, &verbs, &tempo);
        let worked = self.life().work(&verbs, &tempo, &self.peer);
        let times = [now, self.clock.now()];
        if worked.killed {
            self.life = None;
        }
        self.peer.behave();
        if let Some(gate) = gate {
            gate.open();
        }
        if worked.killed {
            self.begin_anew();
        }
        if is_full {
            outside().block_on(heal(&self.settings.database.url));
        }
        // A sign-up may come when the event has just been called off.
        let may_be_closed = verbs.iter().any(|verb| matches!(verb, Verb::CallOff { .. }));
        let is_right = |error: &String| {
            may_be_closed && error.ends_with("registration is closed") || is_full && error.contains("the database does not answer")
        };
        self.errors.extend(worked.errors.into_iter().filter(|error| !is_right(error)));
        let was_disturbed = worked.killed || !words.is_empty();
        self.conclude(&verbs, &worked.done, times, tempo.at_once, worked.killed);
        self.was_disturbed = was_disturbed;
        if was_disturbed {
            self.calm_at = self.calm_after();
        }
        // Mostly what is tried again soon still waits when the next thing happens.
        let soon = if self.chance.one_in(3) { SOON } else { SignedDuration::ZERO };
        self.come_to_rest(soon);
        worked.killed
    }

    /// After a kill, at once or later: what was on the wire has come by then, or has not.
    fn begin_anew(&mut self) {
        self.tell("killed");
        outside().block_on(self.peer.wait_until(|seen| seen.open == 0));
        if self.chance.one_in(3) {
            self.clock.advance(SignedDuration::from_mins(self.chance.pick(&[1, 15, 120, 1_440])));
        }
        self.life = Some(Life::begin(&self.settings, &self.clock, self.instances));
    }

    fn tell_work(&mut self, words: &[String], verbs: &[Verb], tempo: &Tempo) {
        let mut line = "work".to_owned();
        for words in words {
            write!(line, "; {words}").unwrap();
        }
        for (verb, at) in verbs.iter().zip(&tempo.verbs_at) {
            write!(line, "; at {at} {verb}").unwrap();
        }
        if tempo.at_once {
            line.push_str("; at once");
        }
        if let Some(at) = tempo.kill_at {
            write!(line, "; killed at {at}").unwrap();
        }
        self.tell(&line);
    }

    /// What has come of what was done: what nobody was told of is looked up, and all mails are judged.
    fn conclude(&mut self, verbs: &[Verb], done: &[Option<usize>], times: [Timestamp; 2], at_once: bool, was_killed: bool) {
        let mut models = vec![self.model.clone()];
        for (verb, done) in verbs.iter().zip(done) {
            let is_done = done.is_some() || self.life().run(async |app| verb.has_come_about(app, &self.model).await);
            if is_done && done.is_none() {
                self.tell(&format!("{verb}: nobody was told, and it has come about"));
            }
            let next = |model: &Model| if is_done { model.after(verb, times[0], done.is_some()) } else { model.clone() };
            // Side by side, each may have been the first.
            let before = if at_once { 0 } else { models.len() - 1 };
            let after: Vec<Model> = models[before..].iter().map(next).collect();
            models.extend(after);
        }
        self.judge_span(&models, done, times, at_once, was_killed);
        self.revision = None;
        self.model = models.pop().expect("a model");
    }

    fn judge_span(&mut self, models: &[Model], done: &[Option<usize>], times: [Timestamp; 2], at_once: bool, was_killed: bool) {
        let slugs: Vec<&str> = self.model.talks.iter().map(|talk| talk.slug).collect();
        let lines = self.life().run(async |app| {
            let mut lines = Vec::new();
            for (talk, slug) in slugs.iter().enumerate() {
                lines.extend(rows(app, slug).await.into_iter().map(|line| (talk, line)));
            }
            lines
        });
        let wires = self.connections * self.instances;
        let span = Span { models, done, at_once, times, was_killed, wires };
        self.judge.look(&lines, &self.peer.seen().mails, &span);
    }

    /// Works on until nothing is due for so long, as the jobs do, and looks whether all is there that must be.
    fn come_to_rest(&mut self, soon: SignedDuration) {
        for round in 0.. {
            let now = self.clock.now();
            let worked = self.life().work(&[], &Tempo::default(), &self.peer);
            self.errors.extend(worked.errors);
            let revision = Some(self.life().revision());
            if revision != self.revision || self.peer.accepted() != self.judge.seen() {
                let model = self.model.clone();
                self.judge_span(slice::from_ref(&model), &[], [now, now], false, false);
                self.revision = revision;
            }
            match self.life().next_due_at() {
                Some(next) if next <= now && round < MOST_ROUNDS => {}
                Some(next) if next <= now + soon && next > now => drop(self.clock.move_to(next)),
                Some(next) if next <= now => {
                    self.errors.push(format!("it does not come to rest at {now}, since something is due at {next}"));
                    break;
                }
                _ => break,
            }
        }
        let now = self.clock.now();
        if now >= self.calm_at && soon == SOON {
            self.judge.settle(&self.model, now, self.was_turned_back);
        }
    }

    fn restart(&mut self) {
        self.life = None;
        self.revision = None;
        self.life = Some(Life::begin(&self.settings, &self.clock, self.instances));
        self.calm_at = self.calm_after();
    }

    /// Where the clock was turned back, what waits until it shows a time waits for that: nothing is calm before.
    fn calm_after(&self) -> Timestamp {
        let calm_at = self.clock.now() + CALM_AFTER;
        if self.was_turned_back { calm_at.max(self.calm_at) } else { calm_at }
    }

    /// All is well from now on, and time goes on until nothing is owed any more.
    fn end(&mut self) {
        self.tell("all is well");
        self.peer.behave();
        self.come_to_rest(SOON);
        self.clock.move_to(self.calm_at);
        let mut moments = vec![self.clock.now(), self.clock.now() + CALM_AFTER];
        for (number, talk) in self.model.talks.iter().enumerate() {
            if self.model.people.iter().all(|person| person.talk != number) {
                continue;
            }
            moments.extend(talk.moments());
            moments.push(talk.ends_at() + SignedDuration::from_hours(24 * 8));
        }
        moments.sort_unstable();
        for moment in moments {
            if self.clock.now() <= moment {
                self.clock.move_to(moment);
                self.come_to_rest(SOON);
            }
        }
        self.judge.close(self.connections * self.instances);
    }
}
