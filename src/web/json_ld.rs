//! An event in the words of schema.org, for search engines and calendars.

use serde_json::{Value, json};

use crate::app::event::PublicEvent;
use crate::domain::event::{EventStatus, LocationKind, Person, Role, Slug};
use crate::domain::fee::Fee;
use crate::domain::locale::Locale;
use crate::urls::Urls;
use crate::web::page::Markup;
use crate::words::When;

/// The event as JSON-LD, ready to stand in a page: what schema.org/Event knows and Google's results for events ask for. `summary`
/// is its text in one paragraph.
pub(super) fn event(public: &PublicEvent, urls: &Urls, summary: &str, fee: Fee) -> Markup {
    let event = &public.event;
    let announced = &event.announcement;
    let url = urls.event(announced.locale, &event.slug);
    let when = When::new(&event.schedule, announced.locale);
    let mut ld = json!({
        "@context": "https://schema.org",
        "@type": "EducationEvent",
        "name": announced.title,
        "url": url,
        "startDate": when.starts_rfc3339(),
        "endDate": when.ends_rfc3339(),
        "eventStatus": status(public),
        "eventAttendanceMode": attendance_mode(announced.location_kind),
        "location": location(public, &url),
        "organizer": { "@type": "Organization", "name": public.organisation, "url": urls.events(urls.default_locale()) },
        "isAccessibleForFree": fee == Fee::None,
        "image": [urls.picture(&event.slug)],
        "inLanguage": announced.locale.tag(),
    });
    let mut add = |key: &str, value: Value| {
        if !value.is_null() && value != json!([]) && value != json!("") {
            ld[key] = value;
        }
    };
    add("description", json!(summary));
    add("previousStartDate", json!(previous_start(public)));
    add("performer", json!(people(&announced.people)));
    add("sponsor", json!(announced.partners.iter().map(|partner| organisation(&partner.name)).collect::<Vec<_>>()));
    add("funder", json!(announced.funding_note.as_deref().map(organisation)));
    add("superEvent", json!(announced.series.as_deref().map(|series| super_event(series, urls, announced.locale))));
    add(
        "audience",
        json!(announced.audiences.iter().map(|audience| json!({ "@type": "Audience", "audienceType": audience })).collect::<Vec<_>>()),
    );
    add("about", json!(announced.topics));
    add("maximumAttendeeCapacity", json!(event.access.capacity));
    add("offers", json!(offer(public, &url, fee)));
    Markup(escaped(&ld))
}

/// JSON that cannot end the element it stands in, nor begin a comment there.
fn escaped(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn status(public: &PublicEvent) -> &'static str {
    match (public.event.status, public.event.former_schedule()) {
        (EventStatus::Cancelled, _) => "https://schema.org/EventCancelled",
        (_, Some(_)) => "https://schema.org/EventRescheduled",
        _ => "https://schema.org/EventScheduled",
    }
}

fn attendance_mode(kind: LocationKind) -> &'static str {
    match kind {
        LocationKind::Online => "https://schema.org/OnlineEventAttendanceMode",
        LocationKind::OnSite => "https://schema.org/OfflineEventAttendanceMode",
        LocationKind::Hybrid => "https://schema.org/MixedEventAttendanceMode",
    }
}

/// Where people meet: on the net that is the event's own page, never the room.
fn location(public: &PublicEvent, url: &str) -> Value {
    let announced = &public.event.announcement;
    let virtual_place = json!({ "@type": "VirtualLocation", "url": url });
    let place = json!({ "@type": "Place", "name": announced.location, "address": announced.location });
    match announced.location_kind {
        LocationKind::Online => virtual_place,
        LocationKind::OnSite => place,
        LocationKind::Hybrid => json!([virtual_place, place]),
    }
}

fn previous_start(public: &PublicEvent) -> Option<String> {
    let schedule = public.event.former_schedule()?;
    Some(When::new(&schedule, Locale::De).starts_rfc3339())
}

fn people(people: &[Person]) -> Vec<Value> {
    let speaks = |person: &&Person| matches!(person.role, Role::Guest | Role::Moderation);
    people
        .iter()
        .filter(speaks)
        .map(|person| {
            let affiliation = person.organisation.as_deref().map(organisation);
            let said =
                [("honorificPrefix", json!(person.title)), ("jobTitle", json!(person.function)), ("affiliation", json!(affiliation))];
            let mut described = json!({ "@type": "Person", "name": person.name });
            for (key, value) in said.into_iter().filter(|(_, value)| !value.is_null()) {
                described[key] = value;
            }
            described
        })
        .collect()
}

fn super_event(name: &str, urls: &Urls, locale: Locale) -> Value {
    let mut series = json!({ "@type": "EventSeries", "name": name });
    if let Some(slug) = Slug::of_name(name) {
        series["url"] = json!(urls.series(locale, &slug));
    }
    series
}

fn organisation(name: &str) -> Value {
    json!({ "@type": "Organization", "name": name })
}

/// What it costs and whether there are places; nothing where the price is more than a number.
fn offer(public: &PublicEvent, url: &str, fee: Fee) -> Option<Value> {
    let event = &public.event;
    let price = match fee {
        Fee::None => "0".to_owned(),
        Fee::Euros(amount) => amount,
        Fee::InWords => return None,
    };
    let availability = match event.status {
        EventStatus::Cancelled => "https://schema.org/Discontinued",
        _ if public.free_places == Some(0) => "https://schema.org/SoldOut",
        _ => "https://schema.org/InStock",
    };
    let valid_from = event.schedule.local(event.created_at).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    Some(json!({
        "@type": "Offer",
        "price": price,
        "priceCurrency": "EUR",
        "availability": availability,
        "validFrom": valid_from,
        "url": url,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_end_the_script_element() {
        let json = escaped(&json!({ "name": "</script><script>alert(1)</script><!-- & \u{2028}" }));
        assert!(!json.contains(['<', '>', '&', '\u{2028}']), "{json}");
        let back: Value = serde_json::from_str(&json).expect("still JSON");
        assert_eq!(back["name"], "</script><script>alert(1)</script><!-- & \u{2028}");
    }
}
