//! The programme: which events a visitor wants to see, and what there is to choose from.
//!
//! Series, topics and kinds have no table of their own: they are names in announcements. In an address each stands as the slug
//! that its name makes, so two spellings of one name are one topic.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::domain::event::{Event, Slug};

/// The most characters of a search that are looked at.
pub const MAX_SEARCH_CHARS: usize = 100;

/// What a visitor wants to see; nothing wanted is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// About this.
    pub topic: Option<Slug>,
    /// Of this series.
    pub series: Option<Slug>,
    /// Of this kind.
    pub event_type: Option<Slug>,
    /// That begin in this month, by the clock on the event's wall.
    pub month: Option<Month>,
    /// In whose announcement each of these words stands.
    pub search: Option<String>,
}

/// What the events of a list have, for a visitor to choose from; by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Topics.
    pub topics: BTreeMap<Slug, String>,
    /// Kinds.
    pub event_types: BTreeMap<Slug, String>,
    /// Months, the earliest first.
    pub months: Vec<Month>,
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month in which an event begins.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        let starts = event.schedule.wall.starts_local;
        Self { year: starts.year(), month: starts.month() }
    }
}

impl std::str::FromStr for Month {
    type Err = jiff::Error;

    /// Reads `2021-04`.
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        let first = jiff::civil::Date::strptime("%Y-%m-%d", format!("{text}-01"))?;
        Ok(Self { year: first.year(), month: first.month() })
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Filter {
    /// Whether everything is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an event is wanted.
    #[must_use]
    pub fn takes(&self, event: &Event) -> bool {
        let said = &event.announcement;
        let is = |wanted: &Option<Slug>, name: Option<&String>| {
            wanted.as_ref().is_none_or(|wanted| name.and_then(|name| Slug::of_name(name)).as_ref() == Some(wanted))
        };
        self.topic.as_ref().is_none_or(|wanted| said.topics.iter().any(|name| Slug::of_name(name).as_ref() == Some(wanted)))
            && is(&self.series, said.series.as_ref())
            && is(&self.event_type, said.event_type.as_ref())
            && self.month.is_none_or(|month| month == Month::of(event))
            && self.search.as_ref().is_none_or(|search| is_found(search, event))
    }
}

impl Choices {
    /// What these events have.
    #[must_use]
    pub fn of<'a>(events: impl Iterator<Item = &'a Event>) -> Self {
        let mut choices = Self::default();
        for event in events {
            for topic in &event.announcement.topics {
                if let Some(slug) = Slug::of_name(topic) {
                    choices.topics.entry(slug).or_insert_with(|| topic.clone());
                }
            }
            if let Some((slug, name)) = event.announcement.event_type.as_ref().and_then(|name| Some((Slug::of_name(name)?, name))) {
                choices.event_types.entry(slug).or_insert_with(|| name.clone());
            }
            choices.months.push(Month::of(event));
        }
        choices.months.sort_unstable();
        choices.months.dedup();
        choices
    }
}

/// Whether each word of a search stands somewhere in what an announcement says, whatever its case.
fn is_found(search: &str, event: &Event) -> bool {
    let said = &event.announcement;
    let lines = [Some(&said.title), said.subtitle.as_ref(), said.series.as_ref(), Some(&said.description), said.location.as_ref()];
    let people = said.people.iter().flat_map(|person| [Some(&person.name), person.organisation.as_ref()]);
    let partners = said.partners.iter().map(|partner| Some(&partner.name));
    let labels = said.topics.iter().chain(&said.audiences).map(Some).chain([said.event_type.as_ref()]);
    let all: Vec<String> = lines.into_iter().chain(people).chain(partners).chain(labels).flatten().map(|text| folded(text)).collect();
    let search: String = search.chars().take(MAX_SEARCH_CHARS).collect();
    folded(&search).split_whitespace().all(|word| all.iter().any(|text| text.contains(word)))
}

/// A text as it is compared: composed, in lower case.
fn folded(text: &str) -> String {
    text.nfc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::datetime;

    use super::*;
    use crate::domain::event::{Access, Afterwards, Announced, EventStatus, LocationKind};
    use crate::domain::id::EventId;
    use crate::domain::locale::Locale;
    use crate::domain::schedule::{Schedule, WallClock};

    /// An event in April 2021 with all that can be filtered by.
    fn event() -> Event {
        let wall = WallClock::new(datetime(2021, 4, 15, 18, 30, 0, 0), datetime(2021, 4, 15, 20, 0, 0, 0), "Europe/Berlin");
        Event {
            id: EventId::new(Timestamp::UNIX_EPOCH),
            slug: Slug::of_title("Lesesäle der Zukunft"),
            status: EventStatus::Published,
            schedule: Schedule::resolve(wall).expect("a schedule").0,
            generation: 0,
            sequence: 0,
            change: None,
            reminders_armed: true,
            cancellation: None,
            announcement: announced(),
            access: Access::default(),
            afterwards: Afterwards::default(),
            questions: Vec::new(),
            retention_days: 30,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn announced() -> Announced {
        Announced {
            locale: Locale::De,
            title: "Lesesäle der Zukunft".to_owned(),
            subtitle: None,
            series: Some("Demokratie vor Ort".to_owned()),
            location_kind: LocationKind::Online,
            location: None,
            description: "Ein Gespräch.".to_owned(),
            people: Vec::new(),
            partners: Vec::new(),
            funding_note: None,
            fee: None,
            registration_note: None,
            event_type: Some("Gespräch".to_owned()),
            topics: vec!["Bibliothek & Lesen".to_owned(), "Ehrenamt".to_owned()],
            audiences: Vec::new(),
        }
    }

    fn slug(text: &str) -> Option<Slug> {
        Slug::parse(text).ok()
    }

    #[test]
    fn an_event_is_found_by_each_of_its_names() {
        let every = [
            Filter { topic: slug("bibliothek-lesen"), ..Filter::default() },
            Filter { series: slug("demokratie-vor-ort"), ..Filter::default() },
            Filter { event_type: slug("gespraech"), ..Filter::default() },
            Filter { month: "2021-04".parse().ok(), ..Filter::default() },
            Filter { search: Some("  LESESÄLE ort ".to_owned()), ..Filter::default() },
            Filter::default(),
        ];
        for filter in every {
            assert!(filter.takes(&event()), "{filter:?}");
        }
    }

    #[test]
    fn an_event_is_not_found_by_what_it_is_not() {
        let none = [
            Filter { topic: slug("demokratie-vor-ort"), ..Filter::default() },
            Filter { series: slug("ehrenamt"), ..Filter::default() },
            Filter { event_type: slug("vortrag"), ..Filter::default() },
            Filter { month: "2021-05".parse().ok(), ..Filter::default() },
            Filter { search: Some("lesesäle mond".to_owned()), ..Filter::default() },
            Filter { topic: slug("ehrenamt"), month: "2020-04".parse().ok(), ..Filter::default() },
        ];
        for filter in none {
            assert!(!filter.takes(&event()), "{filter:?}");
        }
    }

    #[test]
    fn two_spellings_of_a_name_are_one_choice() {
        let mut other = event();
        other.announcement.topics = vec!["bibliothek + lesen".to_owned(), "李雷".to_owned()];
        let choices = Choices::of([&event(), &other].into_iter());
        assert_eq!(choices.topics.values().collect::<Vec<_>>(), ["Bibliothek & Lesen", "Ehrenamt"]);
        assert_eq!(choices.months, ["2021-04".parse().expect("a month")]);
    }

    #[test]
    fn a_month_reads_back_as_it_was_written() {
        assert_eq!("2021-04".parse::<Month>().expect("a month").to_string(), "2021-04");
        for bad in ["2021", "2021-13", "2021-04-01", "", "April"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }
}
