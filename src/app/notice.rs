//! What people are told about their data when they register (GDPR article 13), made of what the event asks for. Each wording has a
//! version, which is kept with the registration, and the wording of each version is kept as well.

use sha2::{Digest as _, Sha256};

use crate::app::App;
use crate::domain::event::{Asked, Event, RegistrationMode, days_after_cancellation};
use crate::domain::locale::Locale;
use crate::domain::question::Question;
use crate::storage;
use crate::words::{Words, words};

/// What is said of an event's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyNotice {
    /// The first 64 bits of the hash (SHA-256) of its words, as hexadecimal digits.
    pub version: String,
    /// Heading by heading.
    pub sections: Vec<Section>,
}

/// A heading and what stands below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What it lists: a name in bold, and what is said of it.
    pub items: Vec<(String, String)>,
    /// The paragraphs below.
    pub paragraphs: Vec<String>,
}

/// A wording with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its version.
    pub version: String,
    /// In which language.
    pub locale: Locale,
    /// All of it, as text.
    pub text: String,
}

impl App {
    /// What is said of an event's data in a language.
    #[must_use]
    pub fn privacy_notice(&self, event: &Event, locale: Locale) -> PrivacyNotice {
        let w = words(locale);
        let sections = vec![self.who(w), what(w, event), basis(w), others(w, event), how_long(w, event), self.rights(w)];
        let version = version_of(&text_of(&sections));
        PrivacyNotice { version, sections }
    }

    /// What somebody is told who registers for an event in a language.
    #[must_use]
    pub(super) fn told(&self, event: &Event, locale: Locale) -> Told {
        let PrivacyNotice { version, sections } = self.privacy_notice(event, locale);
        Told { version, locale, text: text_of(&sections) }
    }

    /// The wording with a version, as it was told.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn find_notice(&self, version: &str) -> Result<Option<String>, storage::Error> {
        Ok(storage::notice::find(self.db.read(), version).await?)
    }

    fn who(&self, w: &Words) -> Section {
        let known = [Some(self.organisation()), self.organisation_address(), self.contact()];
        let who = known.into_iter().flatten().collect::<Vec<_>>().join(", ");
        Section { title: w.privacy_who_title(), items: Vec::new(), paragraphs: vec![who] }
    }

    fn rights(&self, w: &Words) -> Section {
        let write = self.contact().map(|contact| format!("{} {contact}.", w.contact_us()));
        let paragraphs = [Some(w.notice_rights_self()), Some(w.privacy_rights()), write].into_iter().flatten().collect();
        Section { title: w.privacy_rights_title(), items: Vec::new(), paragraphs }
    }
}

/// Each field with what it is for.
fn what(w: &Words, event: &Event) -> Section {
    let access = &event.access;
    let name = |label: String, asked: Asked| (asked != Asked::Hidden).then(|| (field(w, label, asked == Asked::Optional), w.notice_name()));
    let email = if access.mode == RegistrationMode::Optional { w.notice_email_remind() } else { w.privacy_what_email() };
    let mut items: Vec<_> = [
        name(w.form_given_name_label(), access.given_name),
        name(w.form_family_name_label(), access.family_name),
        Some((w.form_email_label(), email)),
    ]
    .into_iter()
    .flatten()
    .collect();
    items.extend(event.questions.iter().map(|question| (field(w, question.label.clone(), !question.required), purpose(w, question))));
    items.push((w.notice_times_title(), w.notice_times()));
    let presence = if access.proves_attendance { w.notice_presence() } else { w.privacy_join() };
    Section { title: w.notice_what_title(), items, paragraphs: vec![presence] }
}

fn field(w: &Words, label: String, optional: bool) -> String {
    if optional { format!("{label} {}", w.form_optional()) } else { label }
}

/// What an answer is for, and for how long it is kept where that is shorter than the rest.
pub(crate) fn purpose(w: &Words, question: &Question) -> String {
    let purpose = question.purpose.clone().unwrap_or_else(|| w.notice_answer());
    match question.retention_days {
        Some(days) => format!("{purpose} ({})", w.notice_own_term(days)),
        None => purpose,
    }
}

fn basis(w: &Words) -> Section {
    Section { title: w.notice_basis_title(), items: Vec::new(), paragraphs: vec![w.notice_basis(), w.notice_basis_optional()] }
}

fn others(w: &Words, event: &Event) -> Section {
    let mut paragraphs = vec![w.privacy_others()];
    if event.access.room_url.is_some() || event.announcement.location.is_none() {
        paragraphs.push(w.notice_room());
    }
    Section { title: w.privacy_others_title(), items: Vec::new(), paragraphs }
}

fn how_long(w: &Words, event: &Event) -> Section {
    let mut paragraphs = vec![w.notice_term(event.retention_days, days_after_cancellation(event.retention_days))];
    if event.access.double_opt_in {
        paragraphs.push(w.notice_term_unconfirmed());
    }
    paragraphs.push(w.notice_term_mails());
    Section { title: w.privacy_long_title(), items: Vec::new(), paragraphs }
}

fn text_of(sections: &[Section]) -> String {
    let lines = |section: &Section| {
        let items = section.items.iter().map(|(name, said)| format!("– {name}: {said}"));
        [section.title.clone()].into_iter().chain(items).chain(section.paragraphs.iter().cloned()).collect::<Vec<_>>().join("\n")
    };
    sections.iter().map(lines).collect::<Vec<_>>().join("\n\n")
}

fn version_of(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let first = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{first:016x}")
}
