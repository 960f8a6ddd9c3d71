//! Entering many people at once from a list: first a look at what would come of it, then each of them as if entered by hand
//! ([`App::enter_person`]). Doing so twice is the same as once.

mod said;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::abuse::Guard;
use crate::app::event::EventError;
use crate::app::person::{Entered, enter};
use crate::domain::event::Event;
use crate::domain::registration::{Field, FieldErrors, NewRegistration, Problem, RegistrationStatus};
use crate::list::reading::{self, ReadError, ReadRow};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::event::Stored;

/// People who are entered in one transaction: others write between two of them.
const AT_ONCE: usize = 50;

/// What a list comes to.
#[derive(Debug, Clone)]
pub struct PeopleImport {
    /// The event.
    pub event: Event,
    /// What becomes of each line, in order.
    pub lines: Vec<ImportedLine>,
    /// Columns of which nothing is taken.
    pub ignored: Vec<String>,
    /// From how many cells the mark was taken off that keeps a text from being a formula.
    pub unmarked: usize,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedLine {
    /// Where it begins in the file, from 1.
    pub line: u64,
    /// Whose it is: the address, as it stands there.
    pub email: String,
    /// What becomes of it.
    pub outcome: LineOutcome,
}

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineOutcome {
    /// The person is entered, and gets a mail at once.
    Entered,
    /// The same, but all places are taken: the person waits for one (law 16).
    Waits,
    /// Somebody is registered with that address; nothing changes (law 17).
    Known,
    /// The same address stands on that line before.
    Twice(u64),
    /// The list says that this person has given up.
    Cancelled,
    /// The owner of the address wants no mail of this event.
    Unwanted,
    /// All places are taken, and the event has started.
    Full,
    /// Something is wrong with it.
    Wrong(FieldErrors),
}

/// Why nobody is entered.
#[derive(Debug, thiserror::Error)]
pub enum PeopleImportError {
    /// The list.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The event takes nobody: it is a draft, was called off, is over, or needs no registration.
    #[error("nobody can be entered for this event any more")]
    Closed,
    /// The event.
    #[error(transparent)]
    Event(#[from] EventError),
    /// Storage; who was entered until then stays so, and the same list goes on where this one ended.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl PeopleImport {
    /// How many lines come to that.
    #[must_use]
    pub fn count(&self, is_meant: impl Fn(&LineOutcome) -> bool) -> u64 {
        self.lines.iter().filter(|line| is_meant(&line.outcome)).count() as u64
    }

    /// How many people get a mail at once.
    #[must_use]
    pub fn mails(&self) -> u64 {
        self.count(|outcome| matches!(outcome, LineOutcome::Entered | LineOutcome::Waits))
    }
}

/// A line that is in order.
#[derive(Debug)]
struct Person {
    /// Its place among all lines.
    at: usize,
    /// When the person is entered: each a little before the next, so that whoever stands first waits first (law 16).
    entered_at: Timestamp,
    guard: Guard,
    new: NewRegistration,
}

/// A list whose lines have been looked at, each by itself.
struct Looked {
    import: PeopleImport,
    people: Vec<Person>,
}

impl App {
    /// Says what would come of a list; changes nothing.
    ///
    /// # Errors
    /// When nothing of it can be read, the event takes nobody, or storage fails.
    pub async fn look_at_people(&self, slug: &str, bytes: &[u8]) -> Result<PeopleImport, PeopleImportError> {
        let now = self.clock.now();
        let Looked { mut import, people } = self.looked(slug, bytes, now).await?;
        let mut free = self.places_for_new(&import.event, now).await?;
        for person in people {
            import.lines[person.at].outcome = self.would_be(&import.event, &person, &mut free, now).await?;
        }
        Ok(import)
    }

    /// Enters the people on a list.
    ///
    /// # Errors
    /// As [`App::look_at_people`].
    pub async fn enter_people(&self, slug: &str, bytes: &[u8]) -> Result<PeopleImport, PeopleImportError> {
        let now = self.clock.now();
        let Looked { mut import, mut people } = self.looked(slug, bytes, now).await?;
        while !people.is_empty() {
            let some: Arc<[Person]> = people.drain(..people.len().min(AT_ONCE)).collect();
            let entering = Arc::clone(&some);
            let entered = self.hold_event(import.event.id, move |tx, stored| {
                let some = Arc::clone(&entering);
                async move { enter_some(tx, stored, &some).await }.boxed()
            });
            let entered = entered.await?.ok_or_else(|| EventError::NotFound(slug.to_owned()))?;
            for (person, outcome) in some.iter().zip(entered) {
                import.lines[person.at].outcome = outcome.ok_or(PeopleImportError::Closed)?;
            }
            self.rouse().await;
        }
        Ok(import)
    }

    /// Reads a list and looks at each line by itself.
    async fn looked(&self, slug: &str, bytes: &[u8], now: Timestamp) -> Result<Looked, PeopleImportError> {
        let event = self.organisers_event(slug).await?.event.clone();
        let list = reading::read(bytes, &event)?;
        if !event.takes_people(now) {
            return Err(PeopleImportError::Closed);
        }
        // As when somebody is entered by hand, no answer is needed.
        let form = Event { questions: Vec::new(), ..event.clone() };
        let (mut lines, mut people, mut first) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut entered_at = now - SignedDuration::from_micros(i64::try_from(list.rows.len()).unwrap_or_default());
        for (at, row) in list.rows.into_iter().enumerate() {
            let ReadRow { line, form: typed, answers, locale, has_cancelled } = row;
            let parsed = typed.parse(&form, locale.unwrap_or(event.announcement.locale));
            let outcome = match with_answers(parsed, &answers, &event) {
                _ if has_cancelled => LineOutcome::Cancelled,
                Err(errors) => LineOutcome::Wrong(errors),
                Ok(new) => {
                    let before = *first.entry(new.email.key()).or_insert(line);
                    if before == line {
                        entered_at += SignedDuration::from_micros(1);
                        people.push(Person { at, entered_at, guard: self.guard(&event, &new), new });
                        LineOutcome::Entered
                    } else {
                        LineOutcome::Twice(before)
                    }
                }
            };
            lines.push(ImportedLine { line, email: typed.email.trim().to_owned(), outcome });
        }
        Ok(Looked { import: PeopleImport { event, lines, ignored: list.ignored, unmarked: list.unmarked }, people })
    }

    /// How many places are left for somebody new: whoever waits has the first claim to them (law 16).
    async fn places_for_new(&self, event: &Event, now: Timestamp) -> Result<Option<u64>, storage::Error> {
        let Some(free) = storage::event::count_free_places(self.db.read(), event, now).await? else { return Ok(None) };
        let waiting = storage::registration::count_waiting(self.db.read(), event.id).await?;
        Ok(Some(if now < event.schedule.starts_at { free.saturating_sub(waiting) } else { free }))
    }

    /// What would become of somebody, with so many places left for all who come after.
    async fn would_be(
        &self,
        event: &Event,
        person: &Person,
        free: &mut Option<u64>,
        now: Timestamp,
    ) -> Result<LineOutcome, storage::Error> {
        let known = storage::registration::find_by_email(self.db.read(), event.id, &person.new.email).await?;
        if known.is_some_and(|known| !known.must_begin_anew(now)) {
            return Ok(LineOutcome::Known);
        }
        if person.guard.would_turn_away(self, event).await? {
            return Ok(LineOutcome::Unwanted);
        }
        Ok(match free {
            Some(0) if now >= event.schedule.starts_at => LineOutcome::Full,
            Some(0) => LineOutcome::Waits,
            Some(left) => {
                *left -= 1;
                LineOutcome::Entered
            }
            None => LineOutcome::Entered,
        })
    }
}

/// The same with the answers that stand on the list.
fn with_answers(
    parsed: Result<NewRegistration, FieldErrors>,
    answers: &[(usize, String)],
    event: &Event,
) -> Result<NewRegistration, FieldErrors> {
    let mut given = BTreeMap::new();
    let mut wrong = Vec::new();
    for (index, cell) in answers {
        let Some(question) = event.questions.get(*index) else { continue };
        match question.answer_on_list(cell) {
            Ok(Some(answer)) => drop(given.insert(question.id, answer)),
            Ok(None) => {}
            Err(error) => wrong.push((Field::Question(question.id), Problem::from(error))),
        }
    }
    match parsed {
        Ok(new) if wrong.is_empty() => Ok(NewRegistration { answers: given, ..new }),
        Ok(_) => Err(FieldErrors(wrong)),
        Err(FieldErrors(found)) => Err(FieldErrors(found.into_iter().chain(wrong).collect())),
    }
}

/// Enters some people, one after the other; none where the event takes nobody any more.
async fn enter_some(tx: &Tx, stored: &Stored, people: &[Person]) -> Result<Vec<Option<LineOutcome>>, Refused> {
    let mut outcomes = Vec::with_capacity(people.len());
    for person in people {
        outcomes.push(match enter(tx, stored, &person.guard, &person.new, person.entered_at).await? {
            Entered::Now(id) => {
                let entered = storage::registration::find(tx, id).await?;
                let waits = entered
                    .is_some_and(|it| it.status == RegistrationStatus::Waitlisted || (it.is_unconfirmed() && it.waitlisted_at.is_some()));
                Some(if waits { LineOutcome::Waits } else { LineOutcome::Entered })
            }
            Entered::Known(_) => Some(LineOutcome::Known),
            Entered::Unwanted => Some(LineOutcome::Unwanted),
            Entered::Full => Some(LineOutcome::Full),
            Entered::Closed => None,
        });
    }
    Ok(outcomes)
}
