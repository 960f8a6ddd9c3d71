//! Reminders: what an organiser says of them, and the moments that follow from the event's schedule.

use jiff::{SignedDuration, Timestamp};

use crate::domain::afterwards::Afterwards;
use crate::domain::delivery::Purpose;
use crate::domain::event::fixed_words;
use crate::domain::locale::Locale;
use crate::domain::placeholder::{self, Placeholder};
use crate::domain::schedule::Schedule;
use crate::domain::text::{self, TextError};
use crate::domain::timeline::MERGE_WITHIN;

/// The reminders of a new event: the day before and one hour before, in minutes.
pub const DEFAULT_REMINDERS: [u32; 2] = [24 * 60, 60];
/// When a mail about what follows an event leaves, unless the organiser says otherwise: an hour after the end.
pub const FOLLOW_UP_AFTER_MINUTES: u32 = 60;
/// The most reminders of an event, each audience counted.
pub const MAX_REMINDERS: usize = 40;
/// The longest time before the start or after the end: a year.
pub const MAX_OFFSET_MINUTES: u32 = 366 * 24 * 60;
/// The most characters of an organiser's own text.
pub const MAX_TEXT_CHARS: usize = 5_000;
/// How long after its moment a mail that follows the event is of use.
const FOLLOW_UP_USEFUL: SignedDuration = SignedDuration::from_hours(7 * 24);

/// When a reminder is due, by the event's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Offset {
    /// So many minutes before the start.
    Before(u32),
    /// So many minutes after the end.
    After(u32),
}

/// Whom a reminder is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// Who has registered.
    Registrants,
    /// Who holds the event: hosts, moderators, speakers.
    Team,
}

fixed_words!(pub Audience { Registrants => "registrants", Team => "team" });

impl Audience {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Registrants, Self::Team];
}

/// A reminder as an organiser says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// When it is due.
    pub offset: Offset,
    /// Whom it is for.
    pub audience: Audience,
    /// The organiser's own words in it, in Markdown.
    pub text: Option<String>,
}

impl Reminder {
    /// Reminders at these minutes before the start, for registrants and team alike.
    #[must_use]
    pub fn for_all(before_minutes: &[u32]) -> Vec<Self> {
        let for_both = |minutes: &u32| Audience::ALL.map(|audience| Self { offset: Offset::Before(*minutes), audience, text: None });
        before_minutes.iter().flat_map(for_both).collect()
    }

    /// What it is for, in the ledger.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        match self.offset {
            Offset::Before(before_minutes) => Purpose::Reminder { before_minutes },
            Offset::After(after_minutes) => Purpose::FollowUp { after_minutes },
        }
    }
}

/// A reminder of an event, with the moments that follow from the event's schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderRule {
    /// What the organiser said.
    pub reminder: Reminder,
    /// When it is due.
    pub due_at: Timestamp,
    /// From when on it is of no use: the start, or for the last one, which carries the link, the end (law 4).
    pub useful_until: Timestamp,
    /// Whether a later reminder follows within the hour and stands for it (law 5).
    pub covered_by_later: bool,
}

impl ReminderRule {
    /// The rules of an event with these reminders, the earliest first.
    #[must_use]
    pub fn of(schedule: &Schedule, reminders: &[Reminder]) -> Vec<Self> {
        let mut rules: Vec<Self> = Audience::ALL.iter().flat_map(|audience| Self::of_audience(schedule, reminders, *audience)).collect();
        rules.sort_by_key(|rule| (rule.due_at, rule.reminder.audience));
        rules
    }

    fn of_audience(schedule: &Schedule, reminders: &[Reminder], audience: Audience) -> Vec<Self> {
        let mut rules: Vec<Self> = Vec::new();
        for reminder in reminders.iter().filter(|reminder| reminder.audience == audience) {
            if rules.iter().any(|rule| rule.reminder.offset == reminder.offset) {
                continue;
            }
            let (due_at, useful_until) = match reminder.offset {
                Offset::Before(minutes) => (schedule.moment_before(minutes), schedule.starts_at),
                Offset::After(minutes) => {
                    let due_at = schedule.moment_after(minutes);
                    (due_at, due_at.saturating_add(FOLLOW_UP_USEFUL).unwrap_or(due_at))
                }
            };
            rules.push(Self { reminder: reminder.clone(), due_at, useful_until, covered_by_later: false });
        }
        rules.sort_by_key(|rule| rule.due_at);
        let before = rules.iter().filter(|rule| rule.is_before()).count();
        for i in 0..before {
            rules[i].covered_by_later = i + 1 < before && rules[i + 1].due_at.duration_since(rules[i].due_at) < MERGE_WITHIN;
        }
        if let Some(last) = before.checked_sub(1) {
            rules[last].useful_until = schedule.ends_at;
        }
        rules
    }

    /// Whether it is due before the start, and carries the link that people come in by.
    #[must_use]
    pub fn is_before(&self) -> bool {
        matches!(self.reminder.offset, Offset::Before(_))
    }

    /// Whether its mail has nothing to say: it comes after the end, without words of the organiser's, and nothing followed.
    #[must_use]
    pub fn says_nothing(&self, afterwards: &Afterwards) -> bool {
        !self.is_before() && self.reminder.text.is_none() && afterwards.is_empty()
    }

    /// Whom it is for.
    #[must_use]
    pub fn audience(&self) -> Audience {
        self.reminder.audience
    }

    /// The last moment when a mail that says the same leaves this one owed: whoever hears of the event later than this hears
    /// no second time within the hour.
    #[must_use]
    pub fn heard_by(&self) -> Timestamp {
        if self.is_before() { self.due_at - MERGE_WITHIN } else { self.due_at }
    }

    /// What this reminder is for, in the ledger.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        self.reminder.purpose()
    }
}

/// Why reminders cannot be as they were said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReminderError {
    /// Too far from the event.
    #[error("a reminder is at most a year away from the event, and {0} minutes are more")]
    TooFar(u32),
    /// The same moment twice for the same people.
    #[error("there are two reminders for the same moment and the same people ({0}); say one of them")]
    Twice(Purpose),
    /// More than anybody reads.
    #[error("an event has at most {MAX_REMINDERS} reminders, and these are {0}")]
    TooMany(usize),
    /// A text that cannot be taken.
    #[error("the text of a reminder {0}")]
    Text(#[from] TextError),
    /// Something left open that nobody can fill in.
    #[error("nothing is known to fill in for {{{{ {name} }}}}; there are {}", in_a_row())]
    Placeholder {
        /// What stands between its braces.
        name: String,
    },
}

/// All placeholders, as they are written.
fn in_a_row() -> String {
    Placeholder::ALL.map(|placeholder| placeholder.written_in(Locale::De)).join(", ")
}

/// Checks what an organiser says of reminders.
///
/// # Errors
/// The first thing that cannot be, in words.
pub fn checked(reminders: Vec<Reminder>) -> Result<Vec<Reminder>, ReminderError> {
    if reminders.len() > MAX_REMINDERS {
        return Err(ReminderError::TooMany(reminders.len()));
    }
    let mut checked: Vec<Reminder> = Vec::new();
    for reminder in reminders {
        let (Offset::Before(minutes) | Offset::After(minutes)) = reminder.offset;
        if minutes > MAX_OFFSET_MINUTES {
            return Err(ReminderError::TooFar(minutes));
        }
        if checked.iter().any(|known| (known.purpose(), known.audience) == (reminder.purpose(), reminder.audience)) {
            return Err(ReminderError::Twice(reminder.purpose()));
        }
        let text = match reminder.text.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(text) => Some(text::block(text, MAX_TEXT_CHARS)?),
        };
        if let Some(name) = text.as_deref().and_then(placeholder::unknown) {
            return Err(ReminderError::Placeholder { name: name.to_owned() });
        }
        checked.push(Reminder { text, ..reminder });
    }
    Ok(checked)
}

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::*;
    use crate::domain::schedule::WallClock;

    fn schedule() -> Schedule {
        let (starts_local, ends_local) = (datetime(2021, 4, 15, 18, 30, 0, 0), datetime(2021, 4, 15, 20, 0, 0, 0));
        Schedule::resolve(WallClock::new(starts_local, ends_local, "Europe/Berlin")).expect("a schedule").0
    }

    #[test]
    fn law_04_only_the_last_reminder_before_the_start_is_useful_until_the_end() {
        let schedule = schedule();
        let mut reminders = Reminder::for_all(&[60, 1440]);
        reminders.push(Reminder { offset: Offset::After(30), audience: Audience::Registrants, text: None });
        let rules = ReminderRule::of(&schedule, &reminders);
        let until: Vec<_> =
            rules.iter().filter(|rule| rule.audience() == Audience::Registrants).map(|rule| (rule.purpose(), rule.useful_until)).collect();
        assert_eq!(
            until,
            [
                (Purpose::Reminder { before_minutes: 1440 }, schedule.starts_at),
                (Purpose::Reminder { before_minutes: 60 }, schedule.ends_at),
                (Purpose::FollowUp { after_minutes: 30 }, schedule.ends_at + SignedDuration::from_mins(30) + FOLLOW_UP_USEFUL),
            ]
        );
    }

    #[test]
    fn law_05_a_reminder_within_the_hour_of_the_next_is_covered_by_it_for_its_own_people_alone() {
        let mut reminders = Reminder::for_all(&[60]);
        reminders.push(Reminder { offset: Offset::Before(15), audience: Audience::Team, text: None });
        let covered: Vec<_> =
            ReminderRule::of(&schedule(), &reminders).iter().map(|rule| (rule.audience(), rule.covered_by_later)).collect();
        assert_eq!(covered, [(Audience::Registrants, false), (Audience::Team, true), (Audience::Team, false)]);
    }

    #[test]
    fn the_same_moment_twice_for_the_same_people_is_refused() {
        let twice = [Reminder::for_all(&[60]), Reminder::for_all(&[60])].concat();
        assert_eq!(checked(twice), Err(ReminderError::Twice(Purpose::Reminder { before_minutes: 60 })));
    }

    #[test]
    fn a_text_with_a_placeholder_that_is_none_is_refused_by_its_name() {
        let reminder = Reminder { offset: Offset::Before(60), audience: Audience::Team, text: Some("Hallo {{ vornahme }}".to_owned()) };
        let error = checked(vec![reminder]).expect_err("no such placeholder").to_string();
        assert!(error.contains("{{ vornahme }}") && error.contains("{{ vorname }}"), "{error}");
    }

    #[test]
    fn an_empty_text_is_none() {
        let reminder = Reminder { offset: Offset::Before(60), audience: Audience::Team, text: Some(" \n".to_owned()) };
        assert_eq!(checked(vec![reminder]).expect("in order")[0].text, None);
    }
}
