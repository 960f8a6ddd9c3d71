//! The labels that announcements use, in German and English, and how to find one in a line.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Title,
    /// "Thema" is the title where there is none yet, else a topic.
    Theme,
    /// "Einladung", the subject of a mail: followed by the title, if by anything.
    Invitation,
    Subtitle,
    Series,
    When,
    End,
    Duration,
    Location,
    Guests,
    Moderation,
    Host,
    Partners,
    Funding,
    Fee,
    Registration,
    RegistrationDeadline,
    EventType,
    Topics,
    Audiences,
    /// The link into the room, its number or its access code.
    Room,
    /// A heading of the description, such as "Programm"; the line stays where it is.
    Description,
}

/// A label at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Labelled {
    pub(super) label: Label,
    /// What follows the label on the same line; empty for a heading.
    pub(super) value: String,
    /// Whether a colon (or a question mark, a tab, an icon) follows; otherwise the line is the bare label.
    pub(super) explicit: bool,
}

/// Separated by `|` and written as [`fold`] leaves them: small letters, `Referent*innen` and its kin as `referentinnen`.
const LABELS: &[(Label, &str)] = &[
    (Label::Title, "titel|title|veranstaltungstitel|event title"),
    (Label::Theme, "thema|topic"),
    (Label::Invitation, "betreff|subject|einladung|invitation|save the date|veranstaltung|event"),
    (Label::Subtitle, "untertitel|subtitle"),
    (
        Label::Series,
        "reihe|veranstaltungsreihe|vortragsreihe|gesprächsreihe|seminarreihe|\
         webinarreihe|online-reihe|series|event series|lecture series|webinar series|\
         aus der reihe|in der reihe|part of the series",
    ),
    (
        Label::When,
        "datum|termin|termine|wann|beginn|start|zeit|uhrzeit|zeitpunkt|zeitraum|\
         datum und uhrzeit|datum und zeit|datum, uhrzeit|datum, zeit|tag|date|dates|\
         when|time|date and time|date & time|date und time|datum & uhrzeit|starts|\
         begin|begins|wann und wo|termin und ort|ort und zeit|zeit und ort",
    ),
    (Label::End, "ende|end|ends|bis"),
    (Label::Duration, "dauer|duration|length"),
    (
        Label::Location,
        "ort|wo|veranstaltungsort|tagungsort|where|location|venue|place|plattform|\
         platform|adresse|address",
    ),
    (
        Label::Guests,
        "gast|gäste|gästin|gästinnen|unsere gäste|unser gast|zu gast|referent|\
         referentin|referenten|referentinnen|referierende|referat|\
         referentinnen und referenten|referenten und referentinnen|\
         referent und referentin|referentin und referent|unsere referentinnen|\
         unsere referentin|unser referent|vortragende|vortragender|vortrag von|\
         sprecher|sprecherin|sprecherinnen|sprecherinnen und sprecher|podium|\
         podiumsgäste|auf dem podium|panel|panelists|panellists|panelist|mit|mit wem|\
         mit dabei|es diskutieren|es diskutieren mit|es sprechen|es lesen|es liest|\
         mitwirkende|diskutantinnen|dozent|dozentin|dozenten|dozentinnen|dozierende|\
         kursleitung|leitung|expertinnen|expertin|experte|experten|impuls|impulse|\
         keynote|input|speaker|speakers|our speakers|our speaker|guest|guests|\
         presenter|presenters|lecturer|lecturers|with|autor|autorin|gesprächspartner|\
         gesprächspartnerin|gesprächspartnerinnen|discussants|contributors|trainer|\
         trainerin|trainerinnen|instructor|instructors",
    ),
    (
        Label::Moderation,
        "moderation|moderator|moderatorin|moderatorinnen|moderierende|gesprächsleitung|\
         durch den abend führt|es moderiert|es moderieren|chair|chairs|chaired by|\
         moderated by|moderators|facilitator|facilitators|facilitation|moderiert von",
    ),
    (Label::Host, "gastgeber|gastgeberin|gastgeberinnen|gastgebende|host|hosts|hosted by"),
    (
        Label::Partners,
        "kooperationspartner|kooperationspartnerin|kooperationspartnerinnen|\
         kooperation|kooperationen|in kooperation mit|in zusammenarbeit mit|partner|\
         partnerin|partnerinnen|unsere partner|projektpartner|mitveranstalter|\
         mitveranstalterin|mitveranstalterinnen|partners|our partners|\
         in partnership with|in cooperation with|in co-operation with|\
         in collaboration with|co-organisers|co-organizers|cooperation partners",
    ),
    (
        Label::Funding,
        "förderer|förderung|fördermittelgeber|gefördert durch|gefördert von|\
         gefördert vom|unterstützt von|unterstützt durch|unterstützt vom|\
         mit freundlicher unterstützung|mit freundlicher unterstützung von|\
         mit unterstützung von|funding|funded by|supported by|sponsored by|sponsor|\
         sponsors|sponsoren|mit freundlicher unterstützung durch",
    ),
    (
        Label::Fee,
        "teilnahmegebühr|teilnahmegebühren|teilnahmebeitrag|teilnahmekosten|gebühr|\
         gebühren|kosten|kostenbeitrag|kursgebühr|preis|preise|eintritt|entgelt|\
         teilnahmeentgelt|beitrag|unkostenbeitrag|fee|fees|cost|costs|price|admission|\
         entry|participation fee|tickets",
    ),
    (
        Label::Registration,
        "anmeldung|anmeldungen|anmeldung und teilnahme|teilnahme und anmeldung|\
         anmeldung und information|hinweise zur anmeldung|teilnahme|registration|\
         sign-up|sign up|rsvp|booking|how to register|how to join|registrierung|\
         participation|register|anmelden",
    ),
    (
        Label::RegistrationDeadline,
        "anmeldeschluss|anmeldefrist|anmeldung bis|anmeldung unter|anmeldelink|\
         anmeldung per e-mail|registration deadline|register by|register at|\
         registration closes|registration link",
    ),
    (
        Label::EventType,
        "veranstaltungsart|veranstaltungsformat|format|art der veranstaltung|\
         veranstaltungstyp|event type|type of event|event format|type",
    ),
    (
        Label::Topics,
        "themengebiet|themengebiete|themen|themenfeld|themenfelder|themenbereich|\
         themenbereiche|themenschwerpunkt|schlagwörter|schlagworte|rubrik|topics|\
         subject areas|subjects|themes|tags|keywords",
    ),
    (
        Label::Audiences,
        "zielgruppe|zielgruppen|für wen|audience|audiences|target audience|\
         target group|target groups|who is it for|who should attend|for whom",
    ),
    (
        Label::Room,
        "zugangslink|einwahllink|einwahldaten|zugangsdaten|zoom-link|zoom link|\
         teilnahmelink|link zur veranstaltung|link zum meeting|link zum zoom-meeting|\
         meeting-link|meeting link|meeting-id|meeting id|webinar-id|webinar id|\
         kenncode|passcode|passwort|password|join link|join the meeting|\
         join zoom meeting|zoom-meeting beitreten|link to join|besprechungs-id",
    ),
    (
        Label::Description,
        "beschreibung|inhalt|inhalte|programm|ablauf|zum inhalt|zum thema|\
         worum geht es|worum geht's|darum geht es|hintergrund|agenda|description|about|\
         about the event|about this event|programme|program|content|outline|abstract|\
         summary|schedule|hinweis|hinweise|wichtig|please note|note|das erwartet sie|\
         zur person|zum buch|über die autorin|über den autor|lernziele|\
         what you will learn|about the book",
    ),
];

/// Words that open a line and announce what follows without a colon.
const LEAD_INS: &[(Label, &str)] = &[
    (
        Label::Partners,
        "in kooperation mit |in zusammenarbeit mit |in cooperation with |\
         in partnership with |in collaboration with |eine kooperation mit ",
    ),
    (Label::Moderation, "moderiert von |es moderiert |moderated by |chaired by "),
    (Label::Host, "hosted by "),
    (Label::Guests, "mit |with |es diskutieren |zu gast: "),
    (Label::Series, "aus der reihe |in der reihe |aus der veranstaltungsreihe "),
];

/// The longest label, "hinweise zur anmeldung" and its kin, with room for stars and brackets.
const LONGEST: usize = 48;

/// Finds the label that opens a line. Of several the longest wins: `Referent:innen: Lena Holm`.
pub(super) fn find(line: &str) -> Option<Labelled> {
    if line.is_empty() {
        return None;
    }
    find_icon(line).or_else(|| find_word(line))
}

fn find_word(line: &str) -> Option<Labelled> {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric() && !"„“\"'»«(<[&@%§".contains(c));
    let mut found = None;
    for (at, c) in bare.char_indices().take(LONGEST) {
        if matches!(c, ':' | '?' | '\t')
            && let Some(label) = lookup(&fold(&bare[..at]))
        {
            let value = &bare[at + c.len_utf8()..];
            // "Wo? Wie? Warum?" asks the reader and names no place.
            if c == '?' && value.contains('?') {
                continue;
            }
            found = Some(Labelled { label, value: undecorate(line, value), explicit: true });
        }
    }
    if found.is_none() && bare.chars().nth(LONGEST).is_none() {
        found = lookup(&fold(bare)).map(|label| Labelled { label, value: String::new(), explicit: false });
    }
    found
}

/// Splits a line at an opening such as "In Kooperation mit"; the caller judges what follows.
pub(super) fn lead_in(line: &str) -> Option<(Label, &str)> {
    let head: String = line.chars().take(LONGEST).collect::<String>().to_lowercase();
    LEAD_INS.iter().find_map(|(label, openings)| {
        let opening = openings.split('|').find(|opening| head.starts_with(opening))?;
        let rest = line.char_indices().nth(opening.chars().count())?.0;
        Some((*label, &line[rest..]))
    })
}

/// Pictures that stand for a label in newsletters.
fn find_icon(line: &str) -> Option<Labelled> {
    let icon = line.chars().next()?;
    let label = match icon {
        '📅' | '📆' | '🗓' | '⏰' | '🕡' | '🕕' | '🕖' | '🕑' | '🕘' => Label::When,
        '📍' | '💻' | '🏛' => Label::Location,
        '🎤' | '🗣' => Label::Guests,
        '💶' | '💰' | '🎟' => Label::Fee,
        _ => return None,
    };
    let rest = line[icon.len_utf8()..].trim_start_matches(['\u{fe0f}', ' ', '\t']);
    // The picture may stand before the word, even before another word than it shows.
    find_word(rest).or_else(|| (!rest.is_empty()).then(|| Labelled { label, value: rest.replace('\t', " "), explicit: true }))
}

fn lookup(folded: &str) -> Option<Label> {
    static BY_NAME: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
        let each = |(label, names): &(Label, &'static str)| {
            let label = *label;
            names.split('|').map(move |name| (name, label))
        };
        LABELS.iter().flat_map(each).collect()
    });
    BY_NAME.get(folded).copied()
}

/// "Kontakt: Büro der Akademie": a line with a label that no field knows.
pub(super) fn is_unknown(text: &str) -> bool {
    const LONGEST_CHARS: usize = 120;
    const LONGEST_LABEL_WORDS: usize = 3;
    let Some((label, value)) = text.split_once(": ") else {
        return false;
    };
    text.chars().count() <= LONGEST_CHARS
        && label.split_whitespace().count() <= LONGEST_LABEL_WORDS
        && label.starts_with(char::is_uppercase)
        && !value.is_empty()
        && !text.ends_with(['.', '!', '?', '…'])
}

/// Small letters, one spelling for the gendered endings, no Markdown.
pub(super) fn fold(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    let mut rest = lower.as_str();
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '*' | '_' | '#' | '(' | ')' | '"' | '\u{fe0f}' => {}
            ':' | '/' | '-' if is_gendered_ending(rest) => {}
            '/' if rest.starts_with("-in") => {}
            '/' => folded.push_str(" und "),
            c if c.is_whitespace() => folded.push(' '),
            c => folded.push(c),
        }
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `:in`, `/innen`, `(inn)en` and the like, but not the start of another word as in `Date/Info`.
fn is_gendered_ending(rest: &str) -> bool {
    let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    matches!(&rest[..letters], "in" | "innen" | "inn")
}

/// Takes the Markdown off that surrounded the label, and with it the whole line.
fn undecorate(line: &str, value: &str) -> String {
    let value = value.trim().trim_start_matches(':').trim_start();
    let decorated = line.starts_with("**") || line.starts_with("__");
    let value = if decorated {
        let value = value.trim_start_matches(['*', '_']).trim_start();
        // "**Datum: 15.04.**" closes behind the value; "**Datum:** **15.04.**" opens there again.
        if value.matches("**").count() % 2 == 1 || !value.contains("**") { value.trim_end_matches(['*', '_']) } else { value }
    } else {
        value
    };
    value.trim().replace('\t', " ")
}
