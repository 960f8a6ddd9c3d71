//! A mail after the end: what followed, and the organiser's words. It never claims that anybody attended.

use askama::Template;

use crate::domain::delivery::Purpose;
use crate::domain::event::Material;
use crate::domain::person_name::PersonName;
use crate::domain::placeholder::Placeholder;
use crate::domain::timeline::rule_of;
use crate::mail::frame::{Frame, Way, erased_on};
use crate::mail::own_words::OwnWords;
use crate::mail::{Letter, Rendered};
use crate::words::plain_date;

/// What a mail after the end says.
#[derive(Debug)]
pub struct FollowUp<'a> {
    frame: Frame<'a>,
    own: Option<OwnWords>,
    recording: Option<Recording<'a>>,
    materials: &'a [Material],
    survey: Option<&'a str>,
    events_url: String,
    /// Whether no further mail is to come.
    is_last: bool,
    erased_on: String,
}

/// The recording, as long as it can be seen.
#[derive(Debug)]
struct Recording<'a> {
    url: &'a str,
    until: String,
}

impl<'a> FollowUp<'a> {
    pub(super) fn new(purpose: Purpose, letter: &Letter<'a>) -> Self {
        let (event, audience) = (letter.event, letter.registration.audience());
        let due_at = rule_of(purpose, audience, letter.rules).map(|rule| rule.due_at);
        let until = |last| letter.words().after_recording_until(plain_date(last, letter.locale()));
        Self {
            frame: Frame { ways: Way::of_follow_up(letter), ..Frame::new(letter) },
            own: own_words(purpose, letter),
            recording: event
                .recording(letter.now)
                .map(|url| Recording { url, until: event.afterwards.recording_until.map(until).unwrap_or_default() }),
            materials: &event.afterwards.materials,
            survey: event.afterwards.survey_url.as_deref(),
            events_url: letter.urls.events(letter.locale()),
            is_last: !letter.rules.iter().any(|rule| rule.audience() == audience && Some(rule.due_at) > due_at),
            erased_on: erased_on(letter),
        }
    }

    pub(super) fn render(&self) -> Result<Rendered, askama::Error> {
        let text = Text { mail: self };
        Rendered::of(&text.as_subject(), &text.as_body(), self.preheader(), |subject| Html { mail: self, subject }.render())
    }

    /// What there is, beside the subject; the organiser's own words speak for themselves.
    fn preheader(&self) -> Option<String> {
        let words = &self.frame.words;
        match (&self.recording, self.materials) {
            (Some(_), []) => Some(words.mail_follow_up_preheader_recording()),
            (Some(_), _) => Some(words.mail_follow_up_preheader_both()),
            (None, []) => None,
            (None, _) => Some(words.mail_follow_up_preheader_materials()),
        }
    }
}

/// The organiser's words of the rule by which this person gets a mail for `purpose`.
pub(super) fn own_words(purpose: Purpose, letter: &Letter<'_>) -> Option<OwnWords> {
    let rule = rule_of(purpose, letter.registration.audience(), letter.rules)?;
    let registrant = &letter.registration.registrant;
    let name = |name: &Option<PersonName>| name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default();
    OwnWords::of(rule.reminder.text.as_deref(), &|placeholder| match placeholder {
        Placeholder::GivenName => name(&registrant.given_name),
        Placeholder::FamilyName => name(&registrant.family_name),
        Placeholder::Title => letter.event.announcement.title.clone(),
        Placeholder::Date => letter.when().date(),
        Placeholder::Time => letter.when().start_words(),
        Placeholder::Link => letter.join_url(),
    })
}

#[derive(Template)]
#[template(path = "mail/follow_up.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a FollowUp<'a>,
}

#[derive(Template)]
#[template(path = "mail/follow_up.html")]
struct Html<'a> {
    mail: &'a FollowUp<'a>,
    subject: &'a str,
}
