//! What must have come by a calm moment: when nothing has been in the way for so long that every second try was made.
//!
//! Said by the laws, not by the product's rules for them: whoever is registered has a mail with the link, knows the date that
//! holds, and has heard of the event within the hour of each reminder or since, be it by that reminder or by what stood for it.

use jiff::{SignedDuration, Timestamp};

use super::judge::{A_WEEK, Judge, Mail};
use super::model::{Model, Person, SECOND_THOUGHT, Talk};

/// Two mails that would fall within this time become one (law 5).
const HOUR: SignedDuration = SignedDuration::from_mins(60);

/// Somebody, and what came to them.
struct File<'a> {
    number: usize,
    person: &'a Person,
    talk: &'a Talk,
    now: Timestamp,
}

impl Judge {
    /// Holds what has come against what must have, at a calm moment. Where the clock was turned back, the order of what was done is
    /// not known by its times, and less is asked.
    pub(super) fn settle(&mut self, model: &Model, now: Timestamp, was_turned_back: bool) {
        for (number, person) in model.people.iter().enumerate() {
            let talk = &model.talks[person.talk];
            let file = File { number, person, talk, now };
            if talk.is_erased {
                continue;
            }
            if now < talk.ends_at() {
                self.settle_ends(&file);
            }
            if person.cancelled_at.is_some() || talk.called_off_at.is_some() {
                continue;
            }
            if now < talk.ends_at() {
                self.settle_link(&file, was_turned_back);
                if !was_turned_back {
                    self.settle_date(&file);
                    self.settle_reminders(&file);
                }
            }
            self.settle_follow_up(&file);
        }
    }

    /// Law 6: the link has come since it was asked for.
    fn settle_link(&mut self, file: &File<'_>, was_turned_back: bool) {
        let asked_at = file.person.asked_at;
        let is_since = |mail: &Mail| was_turned_back || mail.at >= asked_at;
        let came = self.of(file.number).any(|mail| mail.kind == "confirmation" && is_since(mail));
        self.must(file, "a confirmation", asked_at, came, |kind, at| kind == "confirmation" && at >= asked_at);
    }

    /// Law 7: whoever is registered was last told the date that holds.
    fn settle_date(&mut self, file: &File<'_>) {
        let Some(moved_at) = file.talk.moved_at() else { return };
        if file.now < moved_at + SECOND_THOUGHT {
            return;
        }
        let told = self.of(file.number).filter(|mail| mail.carries_link()).last();
        let knows = told.is_none_or(|mail| mail.shows == file.talk.clock());
        self.must(file, "word of the date", moved_at, knows, |_, at| at >= moved_at);
    }

    /// Laws 4 and 5: the reminder, or what stands for it.
    fn settle_reminders(&mut self, file: &File<'_>) {
        let talk = file.talk;
        let is_told_soon = talk.moved_at().is_some_and(|moved_at| file.now < moved_at + SECOND_THOUGHT);
        for minutes in talk.before.iter().copied() {
            let due = talk.reminder_at(minutes);
            // One that follows within the hour, of its moment or of now, stands for it.
            let stands_for_it = |later: &u32| *later < minutes && (talk.reminder_at(*later) - HOUR < due.max(file.now));
            let is_covered = talk.before.iter().any(stands_for_it);
            if file.now < due || file.now >= talk.reminder_until(minutes) || is_covered || is_told_soon {
                continue;
            }
            let came = self.of(file.number).any(|mail| mail.carries_link() && mail.at >= due - HOUR && mail.shows == talk.clock());
            self.must(file, &format!("the reminder of {minutes} min"), due, came, |_, at| at >= due - HOUR);
        }
    }

    /// A mail after the end.
    fn settle_follow_up(&mut self, file: &File<'_>) {
        let Some(minutes) = file.talk.after else { return };
        let due = file.talk.follow_up_at(minutes);
        if file.now < due || file.now >= due + A_WEEK {
            return;
        }
        let came = self.of(file.number).any(|mail| mail.kind.starts_with("follow_up_") && mail.shows == file.talk.clock());
        let asked_at = file.person.asked_at;
        self.must(file, "the mail after the end", due, came, |kind, at| kind.starts_with("follow_up_") && at >= asked_at);
    }

    /// Law 8: whoever was registered knows that it does not take place; whoever has cancelled has it in writing.
    fn settle_ends(&mut self, file: &File<'_>) {
        let (called_off_at, cancelled_at) = (file.talk.called_off_at, file.person.cancelled_at);
        if let (Some(at), None) = (called_off_at, cancelled_at) {
            let came = self.of(file.number).any(|mail| mail.kind == "event_cancelled");
            let asked_at = file.person.asked_at;
            self.must(file, "word of the cancellation", at, came, |kind, at| kind == "event_cancelled" && at >= asked_at);
        }
        if let Some(at) = cancelled_at.filter(|at| called_off_at.is_none_or(|called_off_at| *at < called_off_at)) {
            let came = self.of(file.number).any(|mail| mail.kind == "registration_cancelled" && mail.at >= at);
            self.must(file, "word of their own cancellation", at, came, |kind, _| kind == "registration_cancelled");
        }
    }

    fn of(&self, number: usize) -> impl Iterator<Item = &Mail> {
        self.mails.iter().filter(move |mail| mail.person == Some(number))
    }

    /// Something that is owed since then, unless the mail server has refused it, or the address for good.
    fn must(&mut self, file: &File<'_>, what: &str, since: Timestamp, came: bool, excuses: impl Fn(&str, Timestamp) -> bool) {
        let File { number, person, talk, now } = file;
        let is_excused = |(whose, kind, at): &(usize, String, Timestamp)| {
            whose == number && (kind == "*" && *at >= person.asked_at || excuses(kind, *at))
        };
        if self.refused.iter().any(is_excused) {
            return;
        }
        let words = format!("{what} to {} for {} at {}, since {since}", person.address, talk.slug, talk.start);
        if !came {
            self.lost.insert(format!("{words}, not there at {now}"));
        }
        self.owed.insert(format!("{number} {words}"), person.is_acknowledged);
    }
}
