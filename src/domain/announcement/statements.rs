//! Sentences that decide something: whether people register, what it costs, who pays for it.

use super::words::has_any;
use crate::domain::event::RegistrationMode;

const ABOUT_REGISTRATION: &str =
    "anmeld|melden sie sich|melde dich|meldet euch|registr|register|sign up|sign-up|booking|rsvp|book a place|book your place";

const OPTIONAL: &str = "nur erforderlich, falls|nur erforderlich, wenn|nur erforderlich, sofern|nur notwendig, |\
    nur nötig, |erwünscht|erbeten|wird gebeten|bitten um|optional|freiwillig|empfohlen|recommended|\
    appreciated|encouraged|only required if|hilfreich|gern gesehen|helpful";

/// No registration means no admission: these beat the phrases of [`OPEN`].
const STRICT: &str = "nicht möglich|keine teilnahme|kein zugang|kein einlass|nur nach|nur mit|not possible|cannot attend|\
    no entry|no access";

const OPEN: &str = "nicht erforderlich|nicht notwendig|nicht nötig|keine anmeldung|keiner anmeldung|ohne anmeldung|\
    ohne vorherige anmeldung|ohne voranmeldung|keine voranmeldung|keine vorherige anmeldung|entfällt|\
    no registration|not required|not necessary|not needed|\
    without registration|no need to register|need not register|no booking|no sign-up|no sign up|drop in|\
    kommen sie einfach|einfach vorbei";

const REQUIRED: &str = "erforderlich|notwendig|nötig|verpflichtend|obligatorisch|bitte melde|melden sie sich|melde dich|\
    meldet euch|anmeldung bis|anmeldung unter|anmelden unter|anmeldung per|anmeldung über|anmeldung an|anmeldung via|\
    anmeldung bitte|anmeldungen bis|anmeldungen bitte|anmeldungen unter|anmeldungen per|anmeldungen an|anmeldungen über|\
    anmeldeschluss|anmeldefrist|nach anmeldung|nach vorheriger anmeldung|mit anmeldung|\
    bitte registrieren|registrieren sie sich|anmeldepflicht|können sie sich|kannst du dich|\
    required|must register|please register|please sign up|please book|register by|register at|register online|\
    register via|register here|register before|mandatory|sign up at|sign up by|book your place|\
    registration deadline|registration closes|essential|necessary|you can register";

/// Whether a sentence speaks about registration at all.
pub(super) fn is_about_registration(sentence: &str) -> bool {
    has_any(&sentence.to_lowercase(), ABOUT_REGISTRATION)
}

/// What a sentence about registration decides.
pub(super) fn registration(sentence: &str) -> Option<RegistrationMode> {
    let lower = sentence.to_lowercase();
    let has_deadline = has_any(&lower, "bis zum|bis spätestens|no later than")
        || lower.split("bis ").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let is_date_bound = has_deadline && has_any(&lower, "bitten um|wird gebeten");
    if is_date_bound {
        Some(RegistrationMode::Required)
    } else if has_any(&lower, OPTIONAL) {
        Some(RegistrationMode::Optional)
    } else if has_any(&lower, STRICT) {
        Some(RegistrationMode::Required)
    } else if has_any(&lower, OPEN) {
        Some(RegistrationMode::Open)
    } else if has_any(&lower, REQUIRED) {
        Some(RegistrationMode::Required)
    } else {
        None
    }
}

/// Openings of a sentence that states a price.
const FEE_OPENINGS: &str = "die teilnahme ist |die teilnahme kostet |die teilnahme an der veranstaltung ist |die teilnahme am webinar ist |\
    die teilnahmegebühr beträgt |der teilnahmebeitrag beträgt |die kosten betragen |der eintritt ist |der eintritt beträgt |\
    der eintritt kostet |der kostenbeitrag beträgt |die veranstaltung ist |das webinar ist |das angebot ist |der besuch ist |eintritt |teilnahme |\
    participation is |attendance is |admission is |admission |the event is |this event is |the webinar is |the fee is |\
    tickets cost |tickets are |entry is |entry |it is |es ist ";

const FREE: &str = "kostenlos|kostenfrei|gebührenfrei|unentgeltlich|frei|free of charge|free";

/// The price a sentence states, and whether the sentence says nothing else.
pub(super) fn fee(sentence: &str) -> Option<(String, bool)> {
    let sentence = sentence.trim().trim_end_matches(['.', '!']);
    let lower = sentence.to_lowercase();
    if FREE.split('|').any(|free| free == lower) {
        return Some((sentence.to_owned(), true));
    }
    let opening = FEE_OPENINGS.split('|').filter(|opening| lower.starts_with(opening)).max_by_key(|opening| opening.len())?;
    let at = sentence.char_indices().nth(opening.chars().count())?.0;
    let value = &sentence[at..];
    let lower_value = value.to_lowercase();
    let is_free = FREE.split('|').any(|free| lower_value.strip_prefix(free).is_some_and(|rest| !rest.starts_with(char::is_alphabetic)));
    if is_free {
        let end = [",", ";", " und ", " and ", " aber ", " but ", " – ", " - ", "."]
            .into_iter()
            .filter_map(|mark| value.find(mark))
            .min()
            .unwrap_or(value.len());
        return Some((value[..end].to_owned(), end == value.len()));
    }
    let is_price = has_any(&lower_value, "€|euro|eur |£|$|chf") && value.chars().any(|c| c.is_ascii_digit());
    is_price.then(|| (value.to_owned(), true))
}

const FUNDING: &str = "mit freundlicher unterstützung|mit unterstützung|gefördert durch|gefördert von|gefördert vom|gefördert mit|\
    gefördert aus|gefördert im rahmen|finanziert durch|finanziert aus|aus mitteln|mit mitteln|unterstützt durch|unterstützt von|unterstützt vom|\
    wird gefördert|funded by|supported by|with support from|with the support of|with kind support|\
    with generous support|sponsored by|financed by|co-funded by";

/// What a sentence about the funder starts with; "die vom Land gefördert wurden" in the middle of
/// running text is about something else.
const FUNDING_OPENINGS: &str = "mit freundlicher|mit unterstützung|mit mitteln|gefördert|finanziert|unterstützt|aus mitteln|die veranstaltung|\
    die reihe|diese veranstaltung|diese reihe|die veranstaltungsreihe|das projekt|dieses projekt|das programm|das webinar|\
    das vorhaben|die akademie|die seminarreihe|die vortragsreihe|eine veranstaltung|ermöglicht|funded|supported|sponsored|this event|\
    the event|the series|this series|the project|this project|with support|with the support|with kind|with generous|this webinar|\
    the webinar|the programme|this programme|co-funded|the lecture|this lecture|this talk|financed";

/// What a German compound for an event ends with: "Die Gesprächsreihe …", "Der Themenabend …".
const EVENT_ENDINGS: &str = "reihe|veranstaltung|abend|gespräch|tagung|vortrag|projekt|programm|webinar";

/// Whether a sentence names who pays for the event.
pub(super) fn is_funding(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let opens = FUNDING_OPENINGS.split('|').any(|opening| lower.starts_with(opening)) || opens_with_the_event(&lower);
    opens && has_any(&lower, FUNDING)
}

/// Whether a sentence begins with an article and a word for the event.
fn opens_with_the_event(lower: &str) -> bool {
    let mut words = lower.split_whitespace();
    let article =
        words.next().is_some_and(|word| matches!(word, "der" | "die" | "das" | "dieser" | "diese" | "dieses" | "unsere" | "unser"));
    article && words.next().is_some_and(|word| EVENT_ENDINGS.split('|').any(|ending| word.ends_with(ending)))
}
