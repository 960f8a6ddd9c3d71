//! Whom to ask, and where a click on that leads.

/// Whom to ask, in words, and the link that calls or writes.
pub(super) struct Contact {
    pub(super) words: String,
    /// Nothing where it is neither a number nor an address.
    pub(super) link: Option<String>,
}

impl Contact {
    /// A telephone number is called, an address is written to; anything else is read.
    pub(super) fn of(words: &str) -> Self {
        let words = words.trim();
        let digits: String = words.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let is_number = digits.len() >= 5 && words.chars().all(|c| c.is_ascii_digit() || " +()/-–.".contains(c));
        let link = if words.contains('@') && !words.contains(char::is_whitespace) {
            Some(format!("mailto:{words}"))
        } else {
            is_number.then(|| format!("tel:{digits}"))
        };
        Self { words: words.to_owned(), link }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_called_and_an_address_is_written_to() {
        let link = |words| Contact::of(words).link;
        assert_eq!(link("030 / 23 125-000"), Some("tel:03023125000".to_owned()));
        assert_eq!(link("+49 (30) 1234"), Some("tel:+49301234".to_owned()));
        assert_eq!(link("hilfe@example.org"), Some("mailto:hilfe@example.org".to_owned()));
        assert_eq!(link("Frau Beispiel, Raum 12"), None);
    }
}
