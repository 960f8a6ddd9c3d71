//! What it costs to take part, as far as the words of an announcement say it.

/// What a fee in words comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fee {
    /// Nothing is to be paid.
    None,
    /// So many euros, as `12.50`.
    Euros(String),
    /// It takes words to say.
    InWords,
}

impl Fee {
    /// Reads a fee, where nothing said means that there is none: an amount only where it is the only one and nothing is left open.
    #[must_use]
    pub fn of(words: Option<&str>) -> Self {
        const FREE: [&str; 10] = ["", "-", "–", "0", "keine", "kostenlos", "kostenfrei", "frei", "free", "none"];
        let words = words.unwrap_or_default().trim().trim_end_matches('.').to_lowercase();
        if FREE.contains(&words.as_str()) {
            return Self::None;
        }
        let amount = ["euro", "eur", "€"].iter().find_map(|unit| words.strip_suffix(unit).or_else(|| words.strip_prefix(unit)));
        let amount = amount.map(str::trim).map(|amount| amount.trim_end_matches(",-").trim_end_matches(",–").replace(',', "."));
        let is_amount = |amount: &String| {
            let (whole, cents) = amount.split_once('.').unwrap_or((amount, "00"));
            (1..=6).contains(&whole.len()) && cents.len() == 2 && (whole.to_owned() + cents).bytes().all(|byte| byte.is_ascii_digit())
        };
        amount.filter(is_amount).map_or(Self::InWords, Self::Euros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_an_amount_only_where_nothing_is_left_open() {
        for (words, amount) in [("5 Euro", "5"), ("12,50 €", "12.50"), ("€ 7.00", "7.00"), ("20,- Euro.", "20")] {
            assert_eq!(Fee::of(Some(words)), Fee::Euros(amount.to_owned()), "{words}");
        }
        for words in ["5 Euro, ermäßigt 3 Euro", "nach Ermessen", "10", "1.000 Euro", "5 Dollar", "€"] {
            assert_eq!(Fee::of(Some(words)), Fee::InWords, "{words}");
        }
        assert_eq!(Fee::of(Some("keine")), Fee::None);
    }

    #[test]
    fn a_fee_in_words_may_mean_that_there_is_none() {
        for free in [None, Some("keine"), Some("Kostenlos."), Some(" free "), Some("0")] {
            assert_eq!(Fee::of(free), Fee::None, "{free:?}");
        }
        for paid in [Some("5 Euro"), Some("keine für Mitglieder, sonst 10 €"), Some("10")] {
            assert_ne!(Fee::of(paid), Fee::None, "{paid:?}");
        }
    }
}
