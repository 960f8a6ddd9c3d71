//! Reads "Institut für Beispiele (IFB) im Landesamt für Muster (LFM)".

use super::words;
use crate::domain::event::Partner;

/// What joins an institution to the one it belongs to.
const PARENT_LINKS: [&str; 16] = [
    "im ",
    "in der ",
    "in dem ",
    "beim ",
    "bei der ",
    "am ",
    "an der ",
    "der ",
    "des ",
    "at the ",
    "in the ",
    "of the ",
    "within the ",
    "part of the ",
    "at ",
    "of ",
];

const ARTICLES: [&str; 7] = ["der ", "dem ", "den ", "die ", "das ", "the ", "Der "];

/// Reads one entry of a list of partners.
pub(super) fn partner(text: &str) -> Option<Partner> {
    let text = text.replace("**", "");
    let text = text.trim().trim_end_matches([',', ';']).trim();
    let text = text.strip_suffix(" und").or(text.strip_suffix(" and")).unwrap_or(text);
    let text = text.trim_end_matches(',');
    let text = if text.to_lowercase().ends_with("e.v.") { text } else { text.trim_end_matches('.') };
    let text = without_article(text.trim());
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    let (name, short_name, after) = short_name(text);
    let parent = PARENT_LINKS.into_iter().find_map(|link| after.strip_prefix(link)).map(str::to_owned);
    // Brackets in the middle that are no abbreviation, or a tail that is no parent: keep it whole.
    if after.is_empty() || parent.is_some() {
        return Some(Partner { name: name.to_owned(), short_name: short_name.map(str::to_owned), parent });
    }
    Some(Partner { name: text.to_owned(), short_name: None, parent: None })
}

/// Reads partners out of one line: separated by semicolons, by commas, or by "und" before an
/// article or another institution ("Bildung und Kultur" is one name).
pub(super) fn several(text: &str) -> Vec<Partner> {
    let marked: Vec<&str> = words::split_commas(text).into_iter().flat_map(split_and).collect();
    marked.into_iter().filter_map(partner).collect()
}

fn split_and(text: &str) -> Vec<&str> {
    let mut parts = vec![];
    let mut rest = text;
    let mut from = 0;
    while let Some((at, joiner)) =
        [" und ", " and ", " sowie ", " & "].into_iter().filter_map(|joiner| rest[from..].find(joiner).map(|at| (from + at, joiner))).min()
    {
        let (left, right) = (&rest[..at], &rest[at + joiner.len()..]);
        let opens_partner = ARTICLES.iter().any(|article| right.starts_with(article))
            || joiner == " sowie "
            || right.split_whitespace().next().is_some_and(|word| !word.ends_with('-') && words::names_institution(word));
        let is_inside_brackets = left.matches('(').count() > left.matches(')').count();
        if opens_partner && !left.ends_with('-') && !is_inside_brackets {
            parts.push(left);
            rest = right;
            from = 0;
        } else {
            from = at + joiner.len();
        }
    }
    parts.push(rest);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn without_article(text: &str) -> &str {
    ARTICLES.into_iter().find_map(|article| text.strip_prefix(article)).unwrap_or(text)
}

/// The name, its abbreviation in brackets, and what follows them.
fn short_name(text: &str) -> (&str, Option<&str>, &str) {
    let Some((name, rest)) = text.split_once(" (") else {
        return (text, None, "");
    };
    match rest.split_once(')') {
        Some((inside, after)) if is_abbreviation(inside) => (name, Some(inside), after.trim()),
        _ => (text, None, ""),
    }
}

/// "IDFW", "LKT"; not "Hauptstelle".
fn is_abbreviation(text: &str) -> bool {
    const LONGEST: usize = 15;
    text.chars().count() <= LONGEST && !text.contains(' ') && text.chars().filter(|c| c.is_uppercase()).count() >= 2
}
