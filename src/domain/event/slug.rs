//! An event's place in every address.

use serde::Serialize;

use crate::domain::text;

/// An event's place in every address: 1 to 80 lower case letters, digits and single hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// A text that cannot be a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a slug has 1 to {max} lower case letters, digits and single hyphens, such as kleinstaedte-2021; {given:?} has not", max = Slug::MAX_CHARS)]
pub struct SlugError {
    given: String,
}

impl Slug {
    /// Where organisers enter an event stands where it would have its page.
    const NEW: &str = "new";
    /// The most characters of a slug.
    pub const MAX_CHARS: usize = 80;

    /// Takes a slug as given.
    ///
    /// # Errors
    /// When it is not in the form that [`Slug::of_title`] makes.
    pub fn parse(given: &str) -> Result<Self, SlugError> {
        let slug = text::slug(given, Self::MAX_CHARS);
        if slug == given && !slug.is_empty() && slug != Self::NEW { Ok(Self(slug)) } else { Err(SlugError { given: given.to_owned() }) }
    }

    /// The slug that a title suggests; `event` when the title has nothing to offer.
    #[must_use]
    pub fn of_title(title: &str) -> Self {
        const HANDY_CHARS: usize = 60;
        let slug = text::slug(title, HANDY_CHARS);
        Self(if slug.is_empty() || slug == Self::NEW { "event".to_owned() } else { slug })
    }

    /// The slug of a name in an address: of a series, a topic, a kind; none when the name has nothing to offer.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let slug = text::slug(name, Self::MAX_CHARS);
        (!slug.is_empty()).then_some(Self(slug))
    }

    /// The same with a number behind it, for a slug that is taken.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }

    /// The slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_what_a_title_makes_and_nothing_else() {
        assert_eq!(Slug::of_title("Kommt der Run?").as_str(), "kommt-der-run");
        assert_eq!(Slug::of_title("李雷").as_str(), "event");
        for bad in ["", "A", "a b", "-a", "a--b", "ä", "../a", "a/b"] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
