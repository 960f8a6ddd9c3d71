//! Words that tell an institution from a function, and lists from sentences. Shared by the
//! readers of people, partners and places.

/// Ends or whole forms of words that name an institution; small letters.
const INSTITUTIONS: &str = "akademie|agentur|amt|archiv|ministerium|bibliothek|bücherei|bund|club|\
    fakultät|firma|forum|gemeinde|genossenschaft|gesellschaft|gymnasium|haus|hochschule|initiative|\
    institut|instituts|kammer|klinik|klinikum|kolleg|kreis|landkreis|museum|netzwerk|partei|redaktion|\
    schule|seminar|sender|sparkasse|stadt|stelle|stiftung|theater|universität|uni|verband|verein|\
    verlag|verwaltung|werk|werke|werkstatt|zeitung|zentrale|zentrum|büro|labor|magazin|rundfunk|bank|\
    bündnis|bistum|kirche|kloster|hospiz|krankenhaus|gewerkschaft|kolping|vhs|gmbh|ggmbh|ag|ug|e.v|ev|ohg|kg|se|\
    academy|agency|archive|archives|association|center|centre|church|college|company|council|\
    department|faculty|foundation|institute|laboratory|libraries|library|ltd|ministry|network|office|\
    organisation|organization|press|school|society|studio|trust|union|university|inc|llc|hospital|\
    museums|gallery|theatre|city|county|bureau|chamber|laboratories|group|team|landesamt";

/// Starts of words that say what a person is; small letters. German ones cover both genders.
const FUNCTIONS: &str = "leiter|leitung|abteilungsleit|referatsleit|projektleit|referent|professor|\
    prof|dozent|direktor|autor|journalist|redakteur|chefredakteur|mitarbeiter|geschäftsführ|bürgermeister|\
    oberbürgermeister|landrat|landrät|sprecher|vorsitz|vorstand|wissenschaft|berater|beauftragte|\
    koordinat|architekt|stadtplan|historiker|soziolog|psycholog|pädagog|pflege|lehrer|lehrkraft|künstler|\
    musiker|schauspiel|schriftstell|übersetzer|moderator|trainer|coach|gründer|inhaber|präsident|\
    minister|staatssekretär|abgeordnete|ärzt|arzt|apothek|jurist|rechtsanw|richter|ingenieur|\
    informatiker|entwickler|forscher|bibliothekar|archivar|kurator|pfarrer|student|doktorand|freier|freiberuf|freischaff|\
    fachbereichs|fachgebiets|expert|fachkraft|fotograf|filmemach|regisseur|förster|gärtner|imker|\
    landwirt|handwerk|meister|biolog|physiker|chemiker|geograf|geograph|ökolog|philosoph|theolog|\
    mediziner|mathematik|ökonom|politolog|stellvertret|dezernent|kämmerer|intendant|dramaturg|\
    lektor|verleger|buchhänd|kritiker|publizist|head|director|author|editor|lecturer|researcher|chair|\
    manager|founder|writer|teacher|fellow|scientist|engineer|architect|librarian|curator|officer|\
    consultant|president|advisor|adviser|coordinator|historian|journalist|artist|poet|mayor|\
    secretary|deputy|senior|junior|reader|novelist|developer|designer|archivist|freelance|independent|\
    gardener|planner|beekeeper|ceo|cto|cfo|coo|owner|psychologist|economist|translator|photographer";

/// Functions that belong to no house, so that the next part is a town.
const FREELANCE: &str = "frei|selbst|autor|schriftstell|künstler|freelance|independent|author|writer|poet|artist|\
     novelist|übersetzer|translator|musiker|fotograf|photographer|illustrator";

/// The parts of a text that a comma separates; "Bau-, Stadt- und Raumforschung" is one part, and
/// so is what stands in brackets.
pub(super) fn split_commas(text: &str) -> Vec<&str> {
    split_outside_brackets(text, |before, c| (c == ',' && !before.ends_with('-')) || c == ';')
}

/// Splits where `is_separator` says so, given what stands before the character and the character.
pub(super) fn split_outside_brackets(text: &str, is_separator: impl Fn(&str, char) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && is_separator(&text[start..at], c) => {
                parts.push(text[start..at].trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

pub(super) fn names_institution(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has_word = lower.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| word.trim_end_matches('.')).any(is_institution);
    has_word || text.split_whitespace().any(is_acronym)
}

/// "Verein", "Library", but no compound: "Windhaus" and "Neustadt" are family names.
pub(super) fn is_institution_word(word: &str) -> bool {
    let lower = word.to_lowercase();
    INSTITUTIONS.split('|').any(|name| name == lower)
}

/// Whole words, and German compounds: "Stadtbibliothek", "Südwestfalen-Agentur", "Landesamtes".
fn is_institution(word: &str) -> bool {
    /// Shorter ends are found by chance: "Vertrag" ends in "ag", "Gewand" in no "and".
    const SHORTEST_COMPOUND_END: usize = 3;
    INSTITUTIONS.split('|').any(|end| {
        word == end
            || (end.len() > SHORTEST_COMPOUND_END && word.len() > end.len() && word.strip_suffix("es").unwrap_or(word).ends_with(end))
    })
}

fn is_acronym(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.chars().count() >= 2
        && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '-')
        && word.chars().any(char::is_uppercase)
}

pub(super) fn names_function(text: &str) -> bool {
    has_word_from(text, FUNCTIONS)
}

pub(super) fn is_freelance(text: &str) -> bool {
    has_word_from(text, FREELANCE)
}

fn has_word_from(text: &str, starts: &str) -> bool {
    let lower = text.to_lowercase();
    lower
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty() && !is_institution(word))
        .any(|word| starts.split('|').any(|start| word.starts_with(start)) || word.ends_with("leiter") || word.ends_with("leiterin"))
}

/// Whether a text is one sentence or more, not a heading or an item.
pub(super) fn is_prose(text: &str) -> bool {
    /// No heading is longer; a sentence may lack its full stop.
    const LONGEST_HEADING_CHARS: usize = 140;
    text.chars().count() > LONGEST_HEADING_CHARS || is_sentence(text)
}

/// Whether a text ends as a sentence does; entries about people are longer than headings.
pub(super) fn is_sentence(text: &str) -> bool {
    /// "Wir müssen reden." can be a title.
    const SHORTEST_SENTENCE_WORDS: usize = 4;
    let closed = text.trim_end_matches(['"', '“', '”', '«', '»', ')', '*', '_']);
    let ends_in_abbreviation = closed.to_lowercase().ends_with("e.v.");
    closed.ends_with(['.', '!', '…', '?']) && !ends_in_abbreviation && text.split_whitespace().count() >= SHORTEST_SENTENCE_WORDS
}

/// Cuts running text into sentences; the dot of "Dr." or "15." ends none.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    const ABBREVIATIONS: [&str; 14] = ["dr", "prof", "nr", "ca", "bzw", "st", "str", "tel", "inkl", "z.b", "u.a", "d.h", "vgl", "mr"];
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?') || !matches!(chars.peek(), Some((_, next)) if next.is_whitespace()) {
            continue;
        }
        let word_start = text[start..at].rfind(' ').map_or(start, |space| start + space + 1);
        let word = text[word_start..at].trim_start_matches('(').to_lowercase();
        let goes_on = c == '.'
            && (ABBREVIATIONS.contains(&word.as_str())
                || word.chars().count() == 1
                || (!word.is_empty() && word.bytes().all(|b| b.is_ascii_digit() || b == b'.')));
        if !goes_on {
            sentences.push(text[start..=at].trim());
            start = at + 1;
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Whether the text holds one of the `|`-separated phrases; both in small letters.
pub(super) fn has_any(lower: &str, phrases: &str) -> bool {
    phrases.split('|').any(|phrase| lower.contains(phrase))
}
