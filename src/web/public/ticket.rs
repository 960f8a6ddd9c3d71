//! An event in brief: the date block with title and time, and the links that put it into a calendar.

use url::Url;

use crate::domain::event::{Event, LocationKind};
use crate::web::Web;
use crate::web::page::{self, Frame};
use crate::words::{When, Words};

/// The date as a block: weekday, day, month.
pub(in crate::web) struct DateBlock {
    pub(in crate::web) datetime: String,
    pub(in crate::web) weekday: &'static str,
    pub(in crate::web) day: String,
    pub(in crate::web) month: &'static str,
    pub(in crate::web) year: i16,
}

impl DateBlock {
    /// `Do 3. Dez.`
    pub(in crate::web) fn short(when: &When<'_>) -> Self {
        Self { weekday: when.weekday_short(), month: when.month_short(), ..Self::full(when) }
    }

    /// `Donnerstag 3. Dezember 2026`
    pub(super) fn full(when: &When<'_>) -> Self {
        Self { datetime: when.starts_rfc3339(), weekday: when.weekday(), day: when.day_of_month(), month: when.month(), year: when.year() }
    }
}

/// An event on a page that is about something else.
pub(in crate::web) struct Ticket {
    pub(in crate::web) date: DateBlock,
    pub(in crate::web) path: String,
    pub(in crate::web) title: String,
    pub(in crate::web) lang: page::Lang,
    pub(in crate::web) when: String,
    pub(in crate::web) place: Option<String>,
}

impl Ticket {
    pub(in crate::web) fn of(event: &Event, frame: &Frame) -> Self {
        let when = When::new(&event.schedule, frame.locale);
        Self {
            date: DateBlock::short(&when),
            path: frame.event_path(&event.slug),
            title: event.announcement.title.clone(),
            lang: page::Lang::of(event.announcement.locale, frame.locale),
            when: when.full(),
            place: place(event, frame.w),
        }
    }
}

/// Where people meet, in words: the organiser's, or `online`.
pub(in crate::web) fn place(event: &Event, w: &Words) -> Option<String> {
    let announced = &event.announcement;
    match (announced.location_kind, &announced.location) {
        (_, Some(location)) => Some(location.clone()),
        (LocationKind::Online | LocationKind::Hybrid, None) => Some(w.facts_online()),
        (LocationKind::OnSite, None) => None,
    }
}

/// The ways into a calendar. Those that lead to another house carry the address of the public page and no secret (law 20).
pub(in crate::web) struct CalendarLinks {
    pub(in crate::web) google: String,
    /// Outlook of private accounts, at outlook.live.com.
    pub(in crate::web) outlook: String,
    /// Outlook of accounts at work, at outlook.office.com.
    pub(in crate::web) office: String,
    pub(in crate::web) file: String,
}

impl CalendarLinks {
    pub(in crate::web) fn of(web: &Web, event: &Event, frame: &Frame) -> Self {
        let urls = web.app.urls();
        let page_url = urls.event(frame.locale, &event.slug);
        let place = place(event, frame.w).unwrap_or_default();
        let (starts, ends) = (event.schedule.starts_at, event.schedule.ends_at);
        let (title, zone) = (event.announcement.title.as_str(), event.schedule.wall.zone.as_str());
        let compact = "%Y%m%dT%H%M%SZ";
        let dates = format!("{}/{}", starts.strftime(compact), ends.strftime(compact));
        let iso = "%Y-%m-%dT%H:%M:%SZ";
        let (startdt, enddt) = (starts.strftime(iso).to_string(), ends.strftime(iso).to_string());
        let outlook = [
            ("path", "/calendar/action/compose"),
            ("rru", "addevent"),
            ("subject", title),
            ("startdt", &startdt),
            ("enddt", &enddt),
            ("body", &page_url),
            ("location", &place),
        ];
        Self {
            google: with_query(
                "https://calendar.google.com/calendar/render",
                &[("action", "TEMPLATE"), ("text", title), ("dates", &dates), ("details", &page_url), ("location", &place), ("ctz", zone)],
            ),
            outlook: with_query("https://outlook.live.com/calendar/0/deeplink/compose", &outlook),
            office: with_query("https://outlook.office.com/calendar/deeplink/compose", &outlook),
            file: page::local(&urls.calendar(&event.slug)).to_owned(),
        }
    }

    /// The same with the file of one registrant, which holds the personal link.
    pub(in crate::web) fn with_file(self, url: &str) -> Self {
        Self { file: page::local(url).to_owned(), ..self }
    }
}

fn with_query(base: &str, query: &[(&str, &str)]) -> String {
    // Outlook shows a plus as a plus, so spaces are written as %20.
    Url::parse_with_params(base, query).map_or_else(|_| base.to_owned(), |url| url.as_str().replace('+', "%20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_add_to_a_calendar_link() {
        assert_eq!(
            with_query("https://x.example/", &[("text", "R&D = 1 + 1?"), ("b", "ä")]),
            "https://x.example/?text=R%26D%20%3D%201%20%2B%201%3F&b=%C3%A4"
        );
    }
}
