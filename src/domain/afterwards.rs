//! What there is when an event is over: recording, materials, questions. Off until it is filled in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::text::{self, TextError};
use crate::domain::web_address::web_address;

/// The most things to read.
pub const MAX_MATERIALS: usize = 20;
/// The most characters of what one is called.
pub const MAX_LABEL_CHARS: usize = 200;
/// The most characters of an address.
const MAX_URL_CHARS: usize = 2_000;

/// What there is when an event is over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Afterwards {
    /// The recording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_url: Option<String>,
    /// The last day on which it can be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recording_until: Option<Date>,
    /// Slides, texts and the like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
    /// Some questions to the participants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_url: Option<String>,
}

/// Something to read afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// What it is.
    pub label: String,
    /// Where it is.
    pub url: String,
}

/// Why something cannot follow an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AfterwardsError {
    /// Not an address that people can be sent to.
    #[error("an address must begin with https:// (or http://) and name a host, and {0:?} does not")]
    Url(String),
    /// What a material is called.
    #[error("what a material is called {0}")]
    Label(#[from] TextError),
    /// More than anybody reads.
    #[error("an event has at most {MAX_MATERIALS} materials, and these are {0}")]
    TooMany(usize),
}

impl Afterwards {
    /// Whether there is nothing to show. A last day alone is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.recording_url.is_none() && self.materials.is_empty() && self.survey_url.is_none()
    }

    /// The recording, as long as it can be seen; `today` is the date by the clock on the event's wall.
    #[must_use]
    pub fn recording(&self, today: Date) -> Option<&str> {
        self.recording_url.as_deref().filter(|_| self.recording_until.is_none_or(|last| today <= last))
    }

    /// The same, as it may be kept and shown.
    ///
    /// # Errors
    /// The first thing that cannot be, in words.
    pub fn checked(self) -> Result<Self, AfterwardsError> {
        if self.materials.len() > MAX_MATERIALS {
            return Err(AfterwardsError::TooMany(self.materials.len()));
        }
        let material =
            |material: Material| Ok(Material { label: text::line(&material.label, MAX_LABEL_CHARS)?, url: checked(&material.url)? });
        Ok(Self {
            recording_url: self.recording_url.as_deref().map(checked).transpose()?,
            recording_until: self.recording_until,
            materials: self.materials.into_iter().map(material).collect::<Result<_, AfterwardsError>>()?,
            survey_url: self.survey_url.as_deref().map(checked).transpose()?,
        })
    }
}

fn checked(given: &str) -> Result<String, AfterwardsError> {
    let url = web_address(given).filter(|url| url.as_str().len() <= MAX_URL_CHARS);
    url.map(String::from).ok_or_else(|| AfterwardsError::Url(given.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_can_be_seen_on_its_last_day_and_not_after_it() {
        let day = |text: &str| text.parse::<Date>().expect("a date");
        let afterwards = Afterwards {
            recording_url: Some("https://video.example.org/x".to_owned()),
            recording_until: Some(day("2021-05-15")),
            ..Afterwards::default()
        };
        assert!(afterwards.recording(day("2021-05-15")).is_some() && afterwards.recording(day("2021-05-16")).is_none());
        assert!(Afterwards { recording_until: None, ..afterwards }.recording(day("2031-05-16")).is_some());
    }

    #[test]
    fn an_address_that_runs_or_hides_something_is_refused() {
        for bad in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://user:pass@example.org/", "https://", "x", ""]
        {
            let afterwards = Afterwards { survey_url: Some(bad.to_owned()), ..Afterwards::default() };
            assert_eq!(afterwards.checked(), Err(AfterwardsError::Url(bad.to_owned())), "{bad}");
        }
        let material = Material { label: " Folien \n".to_owned(), url: "https://bücher.example/a b".to_owned() };
        let checked = Afterwards { materials: vec![material], ..Afterwards::default() }.checked().expect("in order");
        assert_eq!(
            (checked.materials[0].label.as_str(), checked.materials[0].url.as_str()),
            ("Folien", "https://xn--bcher-kva.example/a%20b")
        );
    }

    #[test]
    fn a_last_day_alone_is_nothing() {
        assert!(Afterwards { recording_until: Some(Date::constant(2021, 5, 15)), ..Afterwards::default() }.is_empty());
    }
}
