//! What a web page or a mail program puts around an announcement. The one list of such words.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::text::{Line, Marker};

/// Whole lines, in small letters, without arrows. Words that may also be content, such as
/// "Datenschutz" or "Kontakt", are not here.
const NAVIGATION: &str = "zur übersicht|zurück zur übersicht|zur veranstaltungsübersicht|zur veranstaltung|informationen|zurück|\
    weiter|drucken|teilen|seite drucken|seite teilen|seite empfehlen|mehr erfahren|mehr|mehr lesen|weiterlesen|\
    mehr informationen|weitere informationen|nach oben|zum seitenanfang|zum inhalt springen|zum hauptinhalt|\
    zum hauptinhalt springen|direkt zum inhalt|menü|menü öffnen|suche|suchen|startseite|veranstaltungen|veranstaltungskalender|\
    kalender|impressum|datenschutzerklärung|barrierefreiheit|leichte sprache|gebärdensprache|in den kalender|\
    in kalender eintragen|termin speichern|kalendereintrag herunterladen|ics herunterladen|ical|zum kalender hinzufügen|\
    jetzt anmelden|zur anmeldung|anmelden|hier anmelden|zum anmeldeformular|jetzt registrieren|merken|auf die merkliste|\
    facebook|twitter|x|linkedin|xing|instagram|mastodon|whatsapp|per e-mail teilen|link kopieren|auf facebook teilen|\
    newsletter|newsletter abonnieren|alle akzeptieren|alle cookies akzeptieren|nur notwendige cookies|cookie-einstellungen|\
    einstellungen|akzeptieren|ablehnen|auswahl speichern|vorherige veranstaltung|nächste veranstaltung|details|\
    back to overview|back|back to top|back to events|overview|share|share this event|share this page|print|print this page|\
    read more|learn more|more|more information|skip to content|skip to main content|menu|search|home|events|all events|\
    add to calendar|download ics|register now|book now|sign up now|register here|accept all|accept all cookies|cookie settings|\
    reject all|imprint|privacy policy|previous event|next event|subscribe|copy link|view in browser|im browser ansehen|\
    newsletter im browser ansehen|unsubscribe|abmelden|vom newsletter abmelden|go to event|to the event|information";

const COOKIE_OPENINGS: [&str; 8] = [
    "diese website verwendet cookies",
    "diese webseite verwendet cookies",
    "diese website nutzt cookies",
    "diese seite verwendet cookies",
    "wir verwenden cookies",
    "wir nutzen cookies",
    "we use cookies",
    "this website uses cookies",
];

/// Words that open the headers of a mail; the subject among them is worth keeping.
const MAIL_HEADERS: &str =
    "von|an|cc|bcc|gesendet|datum|betreff|from|to|sent|date|subject|reply-to|antwort an|kopie|anlagen|attachments|priorität";

/// Whether a line is navigation, a cookie notice, a breadcrumb or a rule.
pub(super) fn is_debris(line: &Line) -> bool {
    let text = line.text.as_str();
    is_rule(text) || is_navigation(text) || is_breadcrumb(text) || is_cookie_notice(text)
}

/// "-----", "* * *", "-- ", also "---- Weitergeleitete Nachricht ----".
fn is_rule(text: &str) -> bool {
    let is_mark = |c: char| "-–—_=*~#.|·•+<>/\\ ".contains(c);
    let marks_only = text.chars().all(is_mark);
    let framed = text.starts_with("-----") && text.ends_with("-----");
    marks_only || framed
}

fn is_navigation(text: &str) -> bool {
    /// "Zum Kalender hinzufügen" and its kin, with an arrow or as a Markdown link.
    const LONGEST_BYTES: usize = 200;
    static ENTRIES: LazyLock<HashSet<&str>> = LazyLock::new(|| NAVIGATION.split('|').collect());
    if text.len() > LONGEST_BYTES {
        return false;
    }
    let is_ornament = |c: char| !c.is_alphanumeric();
    // "[Zur Übersicht](https://…)"
    let text = match text.strip_prefix('[').and_then(|link| link.split_once("](")) {
        Some((name, _)) => name,
        None => text,
    };
    let word = text.trim_matches(is_ornament).to_lowercase();
    let mut several = text.split(" | ").map(|part| part.trim_matches(is_ornament).to_lowercase());
    let listed = |word: &str| ENTRIES.contains(word);
    // "Gäste:" ends in a colon, and so does "Informationen:" when something follows.
    !text.ends_with(':') && (listed(&word) || several.all(|part| listed(&part)))
}

fn is_breadcrumb(text: &str) -> bool {
    let lower = text.to_lowercase();
    let starts_at_home = ["startseite", "home", "start", "sie sind hier", "you are here"].iter().any(|home| lower.starts_with(home));
    starts_at_home && [" > ", " » ", " › ", " / ", " → ", " | "].iter().any(|mark| lower.contains(mark))
}

fn is_cookie_notice(text: &str) -> bool {
    let head: String = text.chars().take(60).collect::<String>().to_lowercase();
    COOKIE_OPENINGS.iter().any(|opening| head.starts_with(opening))
}

/// How many lines at the start are the headers of a pasted mail.
pub(super) fn mail_header_end(lines: &[Line]) -> usize {
    let Some(start) = lines.iter().position(|line| !line.is_blank() && !is_rule(&line.text)) else {
        return 0;
    };
    let length = lines[start..].iter().take_while(|line| mail_header(line).is_some()).count();
    let names: Vec<String> = lines[start..start + length].iter().filter_map(mail_header).collect();
    let has = |any: &[&str]| names.iter().any(|name| any.contains(&name.as_str()));
    if has(&["von", "from"]) && has(&["betreff", "subject"]) { start + length } else { 0 }
}

fn mail_header(line: &Line) -> Option<String> {
    let (name, _) = line.text.split_once(':')?;
    let name = name.trim_matches('*').trim().to_lowercase();
    (line.marker == Marker::None && MAIL_HEADERS.split('|').any(|header| header == name)).then_some(name)
}

/// Whether a line among the headers of a mail is its subject.
pub(super) fn is_subject(line: &Line) -> bool {
    mail_header(line).is_some_and(|name| name == "betreff" || name == "subject")
}
