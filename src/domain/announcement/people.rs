//! Reads "Dr. Ada Nord, Leiterin der Werkstatt, Verein Nordlicht, Wiesenau".

use super::words;
use crate::domain::event::{Person, Role};

/// Before a name, each with its dot where it has one.
const TITLES_BEFORE: &str = "dr.|dr|prof.|prof|prof.in|professor|professorin|dr.-ing.|dipl.-ing.|\
    dipl.-psych.|dipl.-päd.|dipl.-biol.|dipl.-kfm.|dipl.|mag.|pd|priv.-doz.|med.|phil.|jur.|rer.|\
    nat.|pol.|oec.|theol.|h.c.|habil.|ing.|em.|univ.-prof.|jun.-prof.|frau|herr|mr|mr.|ms|ms.|\
    mrs|mrs.|sir|dame|rev.|mdb|mdl|mdep|dr.in|drs.|apl.|jprof.|juniorprofessorin|juniorprofessor|ass.";

/// Behind a name, with or without a comma.
const TITLES_AFTER: &str = "mdb|mdl|mdep|mdbb|mp|m.a.|mba|phd|ph.d.|ll.m.|m.sc.|msc|bsc|b.sc.|b.a.|m.ed.|dphil|obe|mbe|frs";

/// An office before the name is a function: "Bürgermeisterin Ines Holt".
const OFFICES: &str = "bürgermeister|bürgermeisterin|oberbürgermeister|oberbürgermeisterin|landrat|\
    landrätin|minister|ministerin|staatssekretär|staatssekretärin|pfarrer|pfarrerin|mayor|councillor|\
    stadträtin|stadtrat|bischof|bischöfin|dezernent|dezernentin|autorin|autor|author";

/// Small words inside a name.
const PARTICLES: &str = "von|van|vom|de|del|della|da|di|du|der|den|zu|zur|al|el|bin|ibn|ter|ten|la|le|dos|und zu|y";

/// Longest name in words: "Maria Magdalena Freifrau von und zu Lindenfels".
const LONGEST_NAME_WORDS: usize = 6;

/// Four people with all they do fit into such an entry; what is longer tells a story.
pub(super) const LONGEST_ENTRY_BYTES: usize = 400;

/// Reads one person, or nothing where the text does not start with a name.
pub(super) fn person(text: &str, role: Role) -> Option<Person> {
    let text = plain(text);
    let (head, details) = split_head(&text);
    let mut person = named(head, role)?;
    let mut parts = details;
    if let Some(first) = parts.first().filter(|part| is_listed(part, TITLES_AFTER)) {
        person.title = Some(join(person.title.take(), first));
        parts.remove(0);
    }
    // Brackets behind a name hold the house more often than the function.
    let is_in_brackets = text[head.len()..].starts_with(" (") && text.ends_with(')');
    match parts.as_slice() {
        [house] if is_in_brackets && !words::names_function(house) => {
            person.organisation = Some((*house).to_owned());
        }
        _ => place_details(&mut person, parts),
    }
    Some(person)
}

/// Reads a line that may name several people, or nothing where one part is no person.
pub(super) fn several(text: &str, role: Role) -> Option<Vec<Person>> {
    let text = plain(text);
    let parts = people_parts(&text);
    parts.into_iter().map(|part| person(part, role)).collect()
}

/// Whether a text starts with a name and says no more than an entry in a list does.
pub(super) fn looks_like_person(text: &str) -> bool {
    text.len() <= LONGEST_ENTRY_BYTES && !words::is_sentence(text) && several(text, Role::Guest).is_some()
}

pub(super) fn starts_with_title(text: &str) -> bool {
    let first = text.split_whitespace().find(|word| *word != "und");
    first.is_some_and(|word| is_listed(word, TITLES_BEFORE))
}

/// Takes off Markdown and the comma or full stop that ends an item.
fn plain(text: &str) -> String {
    let text = text.replace("**", "").replace("__", "");
    let text = text.trim().trim_start_matches("und ").trim_end_matches([',', ';']).trim_end();
    let ends_in_title = text.rsplit([' ', ',']).next().is_some_and(|word| is_listed(word, TITLES_AFTER) || is_abbreviation(word));
    let text = if ends_in_title { text } else { text.trim_end_matches('.') };
    text.to_owned()
}

fn is_abbreviation(word: &str) -> bool {
    word.to_lowercase() == "e.v." || word.chars().filter(|c| *c == '.').count() > 1
}

/// Where one person ends and the next begins. Commas separate people only where "und" says that
/// there is a list and all parts are bare names; otherwise they separate a person's details.
fn people_parts(text: &str) -> Vec<&str> {
    let by_semicolon = words::split_outside_brackets(text, |_, c| c == ';');
    if by_semicolon.len() > 1 {
        return by_semicolon;
    }
    let by_bracket = words::split_outside_brackets(text, |before, c| c == ',' && before.ends_with(')'));
    if by_bracket.len() > 1 && by_bracket.iter().all(|part| person(part, Role::Guest).is_some()) {
        return by_bracket.into_iter().flat_map(split_joined).collect();
    }
    let joined = split_joined(text);
    if joined.len() == 1 {
        return joined;
    }
    let by_comma: Vec<&str> = joined.iter().flat_map(|part| words::split_commas(part)).collect();
    if by_comma.iter().all(|part| is_bare_person(part)) {
        return by_comma;
    }
    if joined.iter().all(|part| is_bare_person(part)) {
        return joined;
    }
    vec![text]
}

/// Splits at "und" where both sides are people: "Ada Nord (Verein A) und Jon Süd".
fn split_joined(text: &str) -> Vec<&str> {
    for joiner in [" und ", " and ", " & ", " sowie "] {
        if let Some((left, right)) = text.rsplit_once(joiner)
            && is_bare_person(right)
            && words::split_commas(left).iter().all(|part| is_bare_person(part))
        {
            return vec![left, right];
        }
    }
    vec![text]
}

/// A name with or without brackets, and nothing else.
fn is_bare_person(text: &str) -> bool {
    let name = text.split_once('(').map_or(text, |(name, _)| name);
    let closed = !text.contains('(') || text.ends_with(')');
    closed && named(name, Role::Guest).is_some()
}

/// Splits "Name, …", "Name (…)", "Name – …", "Name: …", "Name | …" into name and details.
fn split_head(text: &str) -> (&str, Vec<&str>) {
    let end = [", ", " (", " – ", " — ", " - ", ": ", " | ", " / ", ","].into_iter().filter_map(|mark| text.find(mark)).min();
    let Some(end) = end else {
        return (text, Vec::new());
    };
    let rest = text[end..].trim_start_matches([',', ' ', '–', '—', '-', ':', '|', '/']);
    let details = match rest.strip_prefix('(') {
        Some(inner) => match inner.split_once(')') {
            Some((inside, "")) => words::split_commas(inside),
            Some((inside, after)) => {
                let mut parts = words::split_commas(inside);
                parts.extend(words::split_commas(after));
                parts
            }
            None => words::split_commas(rest),
        },
        None => words::split_outside_brackets(rest, |before, c| (c == ',' && !before.ends_with('-')) || c == '|'),
    };
    (&text[..end], details)
}

/// Takes the titles off and checks that the rest is a name.
fn named(text: &str, role: Role) -> Option<Person> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let before = words.iter().take_while(|word| is_listed(word, TITLES_BEFORE)).count();
    let mut title: Vec<&str> = words.drain(..before).collect();
    let office = words.first().copied().filter(|word| words.len() > 2 && is_listed(word, OFFICES));
    if office.is_some() {
        words.remove(0);
        let more = words.iter().take_while(|word| is_listed(word, TITLES_BEFORE)).count();
        title.extend(words.drain(..more));
    }
    while words.len() > 1 && words.last().is_some_and(|word| is_listed(word, TITLES_AFTER)) {
        title.extend(words.pop());
    }
    is_name(&words, !title.is_empty()).then(|| Person {
        role,
        title: (!title.is_empty()).then(|| title.join(" ")),
        name: words.join(" "),
        function: office.map(str::to_owned),
        organisation: None,
        place: None,
    })
}

fn is_name(words: &[&str], has_title: bool) -> bool {
    let is_part = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        word.starts_with(char::is_uppercase) && letters > 0 && word.chars().all(|c| c.is_alphabetic() || "-.'’".contains(c))
    };
    let parts = words.iter().filter(|word| is_part(word)).count();
    let rest_is_small = words
        .iter()
        .filter(|word| !is_part(word))
        .all(|word| is_listed(word, PARTICLES) || word.starts_with("d'") || word.starts_with("d’"));
    let enough = parts >= 2 || (has_title && parts == 1);
    let is_nobody = is_generic(words);
    enough
        && rest_is_small
        && words.len() <= LONGEST_NAME_WORDS
        && words.first().is_some_and(is_part)
        && !is_nobody
        && !is_house(words)
        && !words.iter().any(|word| !word.ends_with('.') && words::names_function(word) && words.len() > 2)
}

/// "Stadtwerke Nordtal" and "Verein Ganzmacher" are houses; "Merle Windhaus" is a person, and so
/// is "Anna HOLM".
fn is_house(words: &[&str]) -> bool {
    let Some((first, others)) = words.split_first() else {
        return false;
    };
    let is_shouted = words.iter().all(|word| !word.chars().any(char::is_lowercase));
    let opens_house = words::names_institution(first) && !is_shouted;
    opens_house || others.iter().any(|word| words::is_institution_word(word))
}

/// Capitalised words that start no name in either language.
fn is_generic(words: &[&str]) -> bool {
    const GENERIC: &str = "der|die|das|ein|eine|the|our|unser|unsere|vertreter|vertreterinnen|wie|was|\
        warum|wer|how|what|why|when|online|digitale|digitaler|neue|neues|alle|im|in|am|auf|für|und|mit|\
        bitte|please|eintritt|musik|live|freier|freie|team|weitere|verschiedene|studio|radio";
    words.first().is_some_and(|word| is_listed(word, GENERIC))
}

/// Sorts what follows the name into function, organisation and place.
fn place_details(person: &mut Person, mut parts: Vec<&str>) {
    if let Some(place) = take_place(&mut parts) {
        person.place = Some(place.to_owned());
    }
    let is_house = |part: &&str| words::names_institution(part) && !words::names_function(part);
    let (function, organisation) = match (parts.iter().position(is_house), parts.len()) {
        (_, 0) => (Vec::new(), Vec::new()),
        (Some(first), _) => {
            let organisation = parts.split_off(first);
            (parts, organisation)
        }
        (None, 1) => (parts, Vec::new()),
        // With two functions ("Autorin, Übersetzerin") there is no house at the end.
        (None, length) if words::names_function(parts[length - 1]) => (parts, Vec::new()),
        (None, length) => {
            let organisation = parts.split_off(length - 1);
            (parts, organisation)
        }
    };
    if !function.is_empty() {
        person.function = Some(join_comma(person.function.take(), &function));
    }
    if !organisation.is_empty() {
        person.organisation = Some(join_comma(None, &organisation));
    }
}

/// The last part is a town when it is short and something before it says where the person works.
fn take_place<'a>(parts: &mut Vec<&'a str>) -> Option<&'a str> {
    let (last, before) = parts.split_last()?;
    let first = before.first()?;
    let is_short = last.split_whitespace().count() <= 3
        && last.chars().all(|c| c.is_alphabetic() || " -./()".contains(c))
        && last.starts_with(char::is_uppercase);
    let is_town = is_short && !words::names_institution(last) && !words::names_function(last);
    let house = before.iter().any(|part| words::names_institution(part) && !words::names_function(part));
    let expects_town = before.len() >= 2 || house || words::is_freelance(first);
    let all_functions = before.len() >= 2 && before.iter().all(|part| words::names_function(part));
    if is_town && expects_town && (!all_functions || words::is_freelance(first)) { parts.pop() } else { None }
}

fn is_listed(word: &str, list: &str) -> bool {
    let word = word.to_lowercase();
    list.split('|').any(|entry| entry == word)
}

fn join(title: Option<String>, more: &str) -> String {
    title.map_or_else(|| more.to_owned(), |title| format!("{title} {more}"))
}

fn join_comma(before: Option<String>, parts: &[&str]) -> String {
    let joined = parts.join(", ");
    before.map_or(joined.clone(), |before| format!("{before}, {joined}"))
}
