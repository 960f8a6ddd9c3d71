//! What the mail server has seen, held against the model: that every mail was right when it left, and none came twice.
//!
//! The product's own timeline is asked nothing. The ledger is asked what a mail was meant for, and must say of each row what
//! became of it; what a mail says, to whom and when it came is read off the wire. What must have come is in `owed`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use halbsieben::app::ledger::LedgerLine;
use halbsieben::domain::delivery::VoidReason;
use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;

use super::model::{Model, Person, Talk};
use crate::support::counts::Counts;
use crate::support::smtp::Accepted;

/// With less time left than this, what was put off is given up.
const NO_TIME_LEFT: SignedDuration = SignedDuration::from_secs(31);
/// So long after its moment a mail that follows the event is of use.
pub(super) const A_WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A row of the ledger as it was last seen.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) talk: usize,
    pub(super) address: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) reason: Option<&'static str>,
    pub(super) reply: Option<String>,
    pub(super) maybe_twice: bool,
    pub(super) is_gone: bool,
}

/// A mail that the mail server has taken.
#[derive(Clone, Debug)]
pub(super) struct Mail {
    pub(super) at: Timestamp,
    to: String,
    id: String,
    /// What it was meant for, by the ledger.
    pub(super) kind: String,
    talk: Option<usize>,
    pub(super) person: Option<usize>,
    /// The start that it shows.
    pub(super) shows: String,
    /// Whether the sender may have been left in doubt of it.
    in_doubt: bool,
    /// Whether the sender was told that it was taken.
    was_answered: bool,
    span: usize,
}

/// What lay between one look and the next.
pub(super) struct Span<'a> {
    /// How it stood, before and after each thing that was done.
    pub(super) models: &'a [Model],
    /// How many mails were accepted when each was done.
    pub(super) done: &'a [Option<usize>],
    /// Whether they were done side by side.
    pub(super) at_once: bool,
    /// What the clock showed meanwhile.
    pub(super) times: [Timestamp; 2],
    pub(super) was_killed: bool,
    /// How many mails can be on the wire at once.
    pub(super) wires: usize,
}

/// Everything that came by mail, and what is wrong with it.
#[derive(Default)]
pub(super) struct Judge {
    pub(super) mails: Vec<Mail>,
    pub(super) rows: HashMap<String, Row>,
    /// Rows that the mail server's words have ended: whose, what for, when. Nothing is owed for them.
    pub(super) refused: Vec<(usize, String, Timestamp)>,
    /// What was found to be owed, and whether anybody had been told that it would be.
    pub(super) owed: BTreeMap<String, bool>,
    pub(super) lost: BTreeSet<String>,
    unexpected: BTreeSet<String>,
    spans: usize,
}

impl Judge {
    /// How many mails were looked at.
    pub(super) fn seen(&self) -> usize {
        self.mails.len()
    }

    /// Looks at the ledger and at the mails that came within a span.
    pub(super) fn look(&mut self, lines: &[(usize, LedgerLine)], accepted: &[Accepted], span: &Span<'_>) {
        self.spans += 1;
        self.read_ledger(lines, span);
        let mut on_the_wire = 0;
        for (i, accepted) in accepted.iter().enumerate().skip(self.mails.len()) {
            let mail = self.read(accepted, span);
            // What was done when it came, for certain; the rest may have been.
            let surely = span.done.iter().take_while(|done| done.is_some_and(|by_then| by_then <= i)).count();
            let surely = if span.at_once && surely < span.done.len() { 0 } else { surely };
            if let Err(why) = sound(&mail, &span.models[surely..], span) {
                let was_right = sound(&mail, &span.models[..surely], span).is_ok();
                on_the_wire += usize::from(was_right);
                if !was_right || on_the_wire > span.wires {
                    self.unexpected.insert(format!("{} to {} at {} (it shows {}): {why}", mail.kind, mail.to, mail.at, mail.shows));
                }
            }
            self.mails.push(mail);
        }
        self.look_for_seconds(span);
    }

    fn read_ledger(&mut self, lines: &[(usize, LedgerLine)], span: &Span<'_>) {
        for row in self.rows.values_mut() {
            row.is_gone = true;
        }
        for (talk, LedgerLine { line, message_id }) in lines {
            let delivery = &line.delivery;
            let row = Row {
                talk: *talk,
                address: line.email.to_string(),
                kind: delivery.purpose.to_string(),
                state: delivery.state.as_str().to_owned(),
                reason: delivery.reason.map(VoidReason::as_str),
                reply: delivery.last_reply.clone(),
                maybe_twice: delivery.maybe_twice,
                is_gone: false,
            };
            let before = self.rows.insert(message_id.clone(), row.clone());
            if before.is_none_or(|before| before.state != row.state) {
                self.ended(&row, span);
            }
        }
    }

    /// Whether a row that has just ended had to.
    fn ended(&mut self, row: &Row, span: &Span<'_>) {
        let talks = || span.models.iter().map(|model| &model.talks[row.talk]);
        let left = |least: SignedDuration| {
            talks().any(|talk| talk.useful_until(&row.kind).is_none_or(|until| until.duration_since(span.times[1]) <= least))
        };
        let words = row.reply.clone().unwrap_or_default();
        match row.state.as_str() {
            "expired" if !left(SignedDuration::ZERO) => {
                self.unexpected.insert(format!("{} to {} expired at {} already", row.kind, row.address, span.times[1]));
            }
            "failed" => {
                if !words.starts_with('5') && !left(NO_TIME_LEFT) {
                    self.unexpected.insert(format!("{} to {} failed at {}: {words}", row.kind, row.address, span.times[1]));
                }
                let is_unknown = words.contains("5.1.1");
                let kind = if is_unknown { "*" } else { row.kind.as_str() };
                if let Some(person) = person_of(row.talk, &row.address, span.models) {
                    self.refused.push((person, kind.to_owned(), span.times[1]));
                }
            }
            "void" if row.reason.is_none() => {
                self.unexpected.insert(format!("{} to {} is void for no reason", row.kind, row.address));
            }
            _ => {}
        }
    }

    fn read(&self, accepted: &Accepted, span: &Span<'_>) -> Mail {
        let parsed = MessageParser::default().parse(&accepted.data).expect("a mail");
        let id = format!("<{}>", parsed.message_id().expect("a Message-ID"));
        let text = parsed.body_text(0).expect("a text");
        let when = text.lines().find(|line| line.starts_with("Wann:")).unwrap_or(&text);
        let row = self.rows.get(&id);
        let talk = row.map(|row| row.talk);
        Mail {
            at: span.times[1],
            to: accepted.to.clone(),
            kind: row.map_or_else(|| "?".to_owned(), |row| row.kind.clone()),
            talk,
            person: talk.and_then(|talk| person_of(talk, &accepted.to, span.models)),
            shows: first_clock(when).unwrap_or_default(),
            id,
            in_doubt: !accepted.answered || span.was_killed,
            was_answered: accepted.answered,
            span: self.spans,
        }
    }

    /// Nothing is sent twice but what was in doubt, and that as the same mail.
    fn look_for_seconds(&mut self, span: &Span<'_>) {
        let last = span.models.last().expect("a model");
        let mut one: HashMap<(usize, &str, &str), BTreeSet<&str>> = HashMap::new();
        for mail in &self.mails {
            if let Some(person) = mail.person {
                let shows = if mail.is_by_rule() { mail.shows.as_str() } else { "" };
                one.entry((person, &mail.kind, shows)).or_default().insert(&mail.id);
            }
        }
        for ((number, kind, shows), ids) in one {
            let person = &last.people[number];
            let most = match kind {
                "confirmation" => person.rounds,
                "change" => last.talks[person.talk].moves.len(),
                "registration_cancelled" => person.cancels,
                _ => 1,
            };
            if ids.len() > most {
                self.unexpected.insert(format!("{kind} {shows} to {}: {} different mails, and {most} owed", person.address, ids.len()));
            }
        }
        for (id, copies) in copies(&self.mails) {
            let (last, before) = copies.split_last().expect("a copy");
            if let Some(copy) = before.iter().find(|copy| !copy.in_doubt) {
                self.unexpected.insert(format!("{} {id} to {} came at {}, and again at {}", copy.kind, copy.to, copy.at, last.at));
            }
        }
    }

    /// What must hold in the end, when nothing is due any more.
    pub(super) fn close(&mut self, wires: usize) {
        let copies = copies(&self.mails);
        for (id, row) in &self.rows {
            let came = copies.get(id.as_str()).map_or(0, Vec::len);
            if !row.is_gone && matches!(row.state.as_str(), "pending" | "claimed" | "retrying") {
                self.lost.insert(format!("{} to {} is {} in the end", row.kind, row.address, row.state));
            }
            if row.state == "accepted" && came == 0 {
                self.lost.insert(format!("{} to {} is accepted, and never came", row.kind, row.address));
            }
            if !row.is_gone && !row.maybe_twice && (came > 1 || came == 1 && row.state != "accepted") {
                self.unexpected.insert(format!("{} to {} is {}, came {came} times and does not say so", row.kind, row.address, row.state));
            }
        }
        let mut by_kill: HashMap<usize, usize> = HashMap::new();
        for copies in copies.values() {
            for copy in copies[..copies.len() - 1].iter().filter(|copy| copy.was_answered) {
                *by_kill.entry(copy.span).or_default() += 1;
            }
        }
        if let Some((_, most)) = by_kill.into_iter().find(|(_, most)| *most > wires) {
            self.unexpected.insert(format!("{most} mails came twice after one kill, and {wires} were on the wire"));
        }
    }

    /// What is wrong, in words.
    pub(super) fn wrong(&self) -> Vec<String> {
        let lost = self.lost.iter().map(|words| format!("lost: {words}"));
        lost.chain(self.unexpected.iter().map(|words| format!("unexpected: {words}"))).collect()
    }

    pub(super) fn counts(&self) -> Counts {
        let acknowledged = self.owed.values().filter(|acknowledged| **acknowledged).count();
        Counts {
            attempted: self.owed.len(),
            acknowledged,
            lost: self.lost.len(),
            unexpected: self.unexpected.len(),
            duplicated: copies(&self.mails).values().map(|copies| copies.len() - 1).sum(),
            recovered: self.owed.len() - acknowledged,
        }
    }
}

/// The copies of each mail, in the order in which they came.
fn copies(mails: &[Mail]) -> HashMap<String, Vec<Mail>> {
    let mut copies: HashMap<String, Vec<Mail>> = HashMap::new();
    for mail in mails {
        copies.entry(mail.id.clone()).or_default().push(mail.clone());
    }
    copies
}

/// Who has that address, by the newest of these that knows it.
fn person_of(talk: usize, address: &str, models: &[Model]) -> Option<usize> {
    let is_it = |person: &Person| person.talk == talk && person.address == address;
    models.iter().rev().find_map(|model| model.people.iter().position(is_it))
}

/// Whether a mail is right by one of these.
fn sound(mail: &Mail, models: &[Model], span: &Span<'_>) -> Result<(), String> {
    let mut why = Err("nothing holds".to_owned());
    for model in models {
        for at in span.times {
            why = mail.fits(model, at);
            if why.is_ok() {
                return why;
            }
        }
    }
    why
}

impl Mail {
    pub(super) fn is_by_rule(&self) -> bool {
        self.kind.starts_with("reminder_") || self.kind.starts_with("follow_up_")
    }

    /// Whether it carries the link.
    pub(super) fn carries_link(&self) -> bool {
        self.kind == "confirmation" || self.kind == "change" || self.kind.starts_with("reminder_")
    }

    /// Whether it is owed by what holds, at that moment.
    fn fits(&self, model: &Model, at: Timestamp) -> Result<(), String> {
        let Some(talk) = self.talk.map(|talk| &model.talks[talk]) else {
            // Its row went with its person's data before anybody looked.
            let is_erased = model.talks.iter().any(|talk| talk.is_erased);
            return if is_erased { Ok(()) } else { Err("it has no row in the ledger".to_owned()) };
        };
        let person = model.people.iter().find(|person| person.address == self.to && model.talks[person.talk].slug == talk.slug);
        let person = person.ok_or("nobody has that address")?;
        let must = |holds: bool, words: &str| if holds { Ok(()) } else { Err(words.to_owned()) };
        must(!talk.is_erased, "its person is erased")?;
        must(self.kind == "event_cancelled" || self.shows == talk.clock(), &format!("the start is {}", talk.clock()))?;
        if self.kind == "event_cancelled" {
            return must(talk.called_off_at.is_some() && person.cancelled_at.is_none(), "it is not called off, or not theirs");
        }
        if self.kind == "registration_cancelled" {
            return must(person.cancelled_at.is_some(), "they have not cancelled");
        }
        must(talk.called_off_at.is_none(), "it is called off")?;
        must(person.cancelled_at.is_none(), "they have cancelled")?;
        if let Some(minutes) = self.minutes("follow_up_") {
            must(talk.after == Some(minutes), "there is no such rule")?;
            let due = talk.follow_up_at(minutes);
            return must(due <= at && at < due + A_WEEK, "it is not the time for it");
        }
        if let Some(minutes) = self.minutes("reminder_") {
            must(talk.before.contains(&minutes), "there is no such rule")?;
            return must(talk.reminder_at(minutes) <= at && at < talk.reminder_until(minutes), "it is not the time for it");
        }
        must(at < talk.ends_at(), "the event is over")?;
        must(self.kind == "confirmation" || !talk.moves.is_empty(), "nothing has changed")
    }

    fn minutes(&self, of: &str) -> Option<u32> {
        minutes(self.kind.strip_prefix(of)?)
    }
}

impl Talk {
    /// Until when a mail of that kind is of use; none if there is none.
    fn useful_until(&self, kind: &str) -> Option<Timestamp> {
        if let Some(minutes) = kind.strip_prefix("reminder_").and_then(minutes) {
            return self.before.contains(&minutes).then(|| self.reminder_until(minutes));
        }
        if let Some(minutes) = kind.strip_prefix("follow_up_").and_then(minutes) {
            return Some(self.follow_up_at(minutes) + A_WEEK);
        }
        Some(self.ends_at())
    }
}

/// The minutes in `1h` or `15min`.
fn minutes(word: &str) -> Option<u32> {
    match word.strip_suffix('h') {
        Some(hours) => hours.parse::<u32>().ok().map(|hours| hours * 60),
        None => word.strip_suffix("min")?.parse().ok(),
    }
}

/// The first time of day in a line: `18:30`.
fn first_clock(line: &str) -> Option<String> {
    let is_clock = |word: &&[u8]| word[2] == b':' && [0, 1, 3, 4].iter().all(|i| word[*i].is_ascii_digit());
    line.as_bytes().windows(5).find(is_clock).map(|word| String::from_utf8_lossy(word).into_owned())
}
