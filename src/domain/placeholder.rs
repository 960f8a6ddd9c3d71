//! What an organiser can leave open in their own words, to be filled in for each person: `{{ vorname }}`.

use crate::domain::locale::Locale;

/// Something that each person's mail says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Placeholder {
    /// The given name of whoever gets the mail; nothing where it is not known.
    GivenName,
    /// Their family name; nothing where it is not known.
    FamilyName,
    /// The title of the event.
    Title,
    /// Its date in full.
    Date,
    /// When it starts, on the clock.
    Time,
    /// The personal link into the room.
    Link,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Open(Placeholder),
    /// As it was written, and what stands between the braces.
    Unknown(&'a str, &'a str),
}

impl Placeholder {
    /// All of them, in the order in which they are named.
    pub const ALL: [Self; 6] = [Self::GivenName, Self::FamilyName, Self::Title, Self::Date, Self::Time, Self::Link];

    /// What it is called, in German and in English; either is understood, whatever the language of the mail.
    fn names(self) -> [&'static str; 2] {
        match self {
            Self::GivenName => ["vorname", "firstname"],
            Self::FamilyName => ["nachname", "lastname"],
            Self::Title => ["titel", "title"],
            Self::Date => ["datum", "date"],
            Self::Time => ["uhrzeit", "time"],
            Self::Link => ["link", "link"],
        }
    }

    /// As it is written where pages are in `locale`.
    #[must_use]
    pub fn written_in(self, locale: Locale) -> String {
        let [german, english] = self.names();
        format!("{{{{ {} }}}}", if locale == Locale::De { german } else { english })
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.names().iter().any(|called| called.eq_ignore_ascii_case(name)))
    }
}

/// The first thing in a text that looks like a placeholder and is none, as it stands between its braces.
#[must_use]
pub fn unknown(text: &str) -> Option<&str> {
    pieces(text).into_iter().find_map(|piece| if let Piece::Unknown(_, name) = piece { Some(name) } else { None })
}

/// A text with everything filled in. What has nothing to say takes the space before it along; what is unknown stays as it is.
#[must_use]
pub fn filled(text: &str, say: impl Fn(Placeholder) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) | Piece::Unknown(words, _) => filled += words,
            Piece::Open(placeholder) => {
                let said = say(placeholder);
                if said.is_empty() && filled.ends_with(' ') {
                    filled.pop();
                }
                filled += &said;
            }
        }
    }
    filled
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    const OPENS: &str = "{{";
    const CLOSES: &str = "}}";
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(start) = rest.find(OPENS) {
        let after = &rest[start + OPENS.len()..];
        // What is not closed on its line is no placeholder, and neither is anything after it.
        let Some(length) = after.find(CLOSES).filter(|length| !after[..*length].contains('\n')) else { break };
        let end = start + OPENS.len() + length + CLOSES.len();
        let name = after[..length].trim();
        pieces.push(Piece::Words(&rest[..start]));
        pieces.push(Placeholder::of(name).map_or(Piece::Unknown(&rest[start..end], name), Piece::Open));
        rest = &rest[end..];
    }
    pieces.push(Piece::Words(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn say(placeholder: Placeholder) -> String {
        if placeholder == Placeholder::FamilyName { String::new() } else { format!("<{}>", placeholder.names()[1]) }
    }

    #[test]
    fn a_placeholder_is_filled_in_by_either_name() {
        assert_eq!(filled("Guten Tag {{vorname}}, {{ TITLE }}", say), "Guten Tag <firstname>, <title>");
        assert_eq!(filled("Hallo {{ nachname }}!", say), "Hallo!");
    }

    #[test]
    fn what_is_none_is_found_by_name() {
        assert_eq!(unknown("{{ vorname }} {{ vorname2 }} {{ x }}"), Some("vorname2"));
        assert_eq!(unknown("{{ }}"), Some(""));
        assert_eq!((unknown("{{ vorname"), unknown("{ x } und {{\n}}")), (None, None));
        assert_eq!(filled("{{ x }}", say), "{{ x }}");
    }

    proptest! {
        #[test]
        fn a_text_without_braces_stays_as_it_is(text in "[^{]*") {
            prop_assert_eq!(filled(&text, say), text);
        }
    }
}
