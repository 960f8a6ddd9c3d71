//! A story: what one seed makes of two events, a few people, a mail server and a clock.
//!
//! A step lets time pass, then somebody does something, or the app works, with faults and with things done meanwhile. After
//! each step the mails are judged; in the end all is well again and time goes on until nothing is owed any more.

mod mind;

use std::mem;
use std::slice;

use jiff::{SignedDuration, Timestamp};

use super::Ended;
use super::faults::{fill_up, heal, hinder};
use super::judge::{Judge, Span};
use super::life::Life;
use super::model::{Model, Talk};
use super::stage::{CALM_AFTER, Programme, Stage, event, minutes, outside};
use super::verb::{Verb, rows};
use crate::support::backend::Backend;
use crate::support::chance::Chance;
use crate::support::counts::Counts;

/// Both events of every story.
static PROGRAMME: Programme = Programme::of(|| {
    let text = |talk: Talk| event(talk.slug, talk.start, talk.ends(), &format!("retention_days = {}", talk.kept.as_hours() / 24));
    Model::begin().talks.into_iter().map(text).collect()
});
/// What falls due so soon after a step is waited for, where it is.
const SOON: SignedDuration = SignedDuration::from_mins(3);

/// A seed's story as it goes on.
struct Story {
    chance: Chance,
    stage: Stage,
    turns_back: bool,
    model: Model,
    judge: Judge,
    moves: i8,
    was_turned_back: bool,
    /// Whether the last step met with a fault.
    was_disturbed: bool,
    calm_at: Timestamp,
}

/// Plays the story of a seed from its beginning to its end.
pub(super) fn play(backend: Backend, seed: u64) -> Ended<Counts> {
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
    Ended { counts: story.judge.counts(), kills, wrong: story.stage.account(story.judge.wrong(), &story.model) }
}

impl Story {
    fn begin(backend: Backend, seed: u64) -> Self {
        let mut chance = Chance::of(seed);
        let mut stage = Stage::set(backend, &PROGRAMME, &mut chance);
        let turns_back = chance.one_in(12);
        if turns_back {
            stage.told.push_str(", a clock that is turned back");
        }
        let calm_at = stage.clock.now();
        Self {
            chance,
            stage,
            turns_back,
            model: Model::begin(),
            judge: Judge::default(),
            moves: 0,
            was_turned_back: false,
            was_disturbed: false,
            calm_at,
        }
    }

    fn life(&self) -> &Life {
        self.stage.life()
    }

    fn pass_time(&mut self) {
        let now = self.stage.clock.now();
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
                self.stage.clock.set(back);
                (self.was_turned_back, self.calm_at) = (true, self.calm_at.max(now + CALM_AFTER));
                self.stage.tell("the clock is turned back");
                return;
            }
            18 => now + minutes(60 + self.chance.below(600)),
            _ => now + minutes(1_440 + self.chance.below(1_440)),
        };
        self.stage.clock.move_to(to);
    }

    /// Says whether the process was killed in it.
    fn step(&mut self) -> bool {
        if mem::take(&mut self.was_disturbed) && self.chance.one_in(3) {
            // A change of mind while what was refused waits to be tried again.
            let talk = usize::from(self.chance.one_in(3));
            let (Talk { slug, start, .. }, now) = (self.model.talks[talk].clone(), self.stage.clock.now());
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
            self.stage.restart();
            self.calm_at = self.calm_after();
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
        if self.stage.alone(verb) {
            self.model = self.model.after(verb, self.stage.clock.now(), true);
        }
    }

    /// The app works, mostly with faults.
    fn work(&mut self) -> bool {
        let now = self.stage.clock.now();
        let mut verbs = self.verbs();
        // With several instances, the others would take a frozen one for dead.
        if verbs.is_empty() && self.stage.instances == 1 && self.chance.one_in(4) {
            verbs.push(Verb::Pass { minutes: self.chance.pick(&[1, 10, 60, 180]) });
        }
        let waits = verbs.iter().any(|verb| matches!(verb, Verb::Pass { .. }));
        let addresses: Vec<String> = self.model.people.iter().map(|person| person.address.clone()).collect();
        let (mut words, tempo) = hinder(&self.stage.peer, &mut self.chance, &addresses, verbs.len(), waits);
        // What people do is refused then, too: here it is the sender that is looked at.
        let is_full = self.stage.is_file && verbs.is_empty() && self.chance.one_in(4);
        if is_full {
            words.push(outside().block_on(fill_up(&self.stage.settings.database.url, &mut self.chance)).to_owned());
        }
        self.stage.tell(&tempo.told(&words, &verbs));
        let worked = self.stage.work(&verbs, &tempo);
        let times = [now, self.stage.clock.now()];
        if worked.killed {
            self.stage.begin_anew(&mut self.chance, &[1, 15, 120, 1_440]);
        }
        if is_full {
            outside().block_on(heal(&self.stage.settings.database.url));
        }
        // A sign-up may come when the event has just been called off.
        let may_be_closed = verbs.iter().any(|verb| matches!(verb, Verb::CallOff { .. }));
        let is_right = |error: &String| {
            may_be_closed && error.ends_with("registration is closed") || is_full && error.contains("the database does not answer")
        };
        self.stage.errors.extend(worked.errors.into_iter().filter(|error| !is_right(error)));
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

    /// What has come of what was done: what nobody was told of is looked up, and all mails are judged.
    fn conclude(&mut self, verbs: &[Verb], done: &[Option<usize>], times: [Timestamp; 2], at_once: bool, was_killed: bool) {
        let mut models = vec![self.model.clone()];
        for (verb, done) in verbs.iter().zip(done) {
            let is_done = done.is_some() || self.life().run(async |app| verb.has_come_about(app, &self.model).await);
            if is_done && done.is_none() {
                self.stage.tell(&format!("{verb}: nobody was told, and it has come about"));
            }
            let next = |model: &Model| if is_done { model.after(verb, times[0], done.is_some()) } else { model.clone() };
            // Side by side, each may have been the first.
            let before = if at_once { 0 } else { models.len() - 1 };
            let after: Vec<Model> = models[before..].iter().map(next).collect();
            models.extend(after);
        }
        self.judge_span(&models, done, times, at_once, was_killed);
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
        let wires = self.stage.wires();
        let span = Span { models, done, at_once, times, was_killed, wires };
        self.judge.look(&lines, &self.stage.peer.seen().mails, &span);
    }

    /// Works on until nothing is due for so long, as the jobs do, and looks whether all is there that must be.
    fn come_to_rest(&mut self, soon: SignedDuration) {
        for round in 0.. {
            let now = self.stage.clock.now();
            self.stage.work_on();
            if self.stage.has_written() || self.stage.peer.accepted() != self.judge.seen() {
                let model = self.model.clone();
                self.judge_span(slice::from_ref(&model), &[], [now, now], false, false);
            }
            if self.stage.is_at_rest(round, soon) {
                break;
            }
        }
        let now = self.stage.clock.now();
        if now >= self.calm_at && soon == SOON {
            self.judge.settle(&self.model, now, self.was_turned_back);
        }
    }

    /// Where the clock was turned back, what waits until it shows a time waits for that: nothing is calm before.
    fn calm_after(&self) -> Timestamp {
        let calm_at = self.stage.clock.now() + CALM_AFTER;
        if self.was_turned_back { calm_at.max(self.calm_at) } else { calm_at }
    }

    /// All is well from now on, and time goes on until nothing is owed any more.
    fn end(&mut self) {
        self.stage.tell("all is well");
        self.stage.peer.behave();
        self.come_to_rest(SOON);
        self.stage.clock.move_to(self.calm_at);
        let mut moments = vec![self.stage.clock.now(), self.stage.clock.now() + CALM_AFTER];
        for (number, talk) in self.model.talks.iter().enumerate() {
            if self.model.people.iter().all(|person| person.talk != number) {
                continue;
            }
            moments.extend(talk.moments());
            moments.push(talk.ends_at() + SignedDuration::from_hours(24 * 8));
        }
        moments.sort_unstable();
        for moment in moments {
            if self.stage.clock.now() <= moment {
                self.stage.clock.move_to(moment);
                self.come_to_rest(SOON);
            }
        }
        self.judge.close(self.stage.wires());
    }
}
