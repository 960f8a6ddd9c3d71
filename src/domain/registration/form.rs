//! The form of a sign-up: as a browser sends it, and all that can be wrong with it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::domain::admission::Willing;
use crate::domain::email_address::{self, EmailAddress, EmailAddressError};
use crate::domain::event::{Asked, Event};
use crate::domain::id::QuestionId;
use crate::domain::locale::Locale;
use crate::domain::person_name::{self, PersonName, PersonNameError};
use crate::domain::question::AnswerError;
use crate::domain::registration::NewRegistration;
use crate::domain::text::TextError;

/// The form as a browser sends it. Fields that it does not know are left alone: browsers and extensions add some.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(default)]
pub struct SignUpForm {
    /// As typed.
    #[validate(custom(function = "check_name"))]
    pub given_name: String,
    /// As typed.
    #[validate(custom(function = "check_name"))]
    pub family_name: String,
    /// As typed.
    #[validate(custom(function = "check_email"))]
    pub email: String,
    /// A field that people do not see; what fills it in is a machine.
    pub website: String,
    /// When the form was made, signed.
    pub stamp: String,
    /// Filled in where the button says that it puts people on the waiting list.
    pub wait: String,
    /// What was typed before and is corrected now, sealed.
    pub typed: String,
    /// What to do about a mail domain that looks mistyped: [`TAKE_SUGGESTION`] or [`KEEP_AS_TYPED`].
    pub typo: String,
    /// Everything else, the answers `q-<question id>` among it.
    #[serde(flatten)]
    pub rest: BTreeMap<String, String>,
}

/// The answer to the question whether another mail domain was meant: yes.
pub const TAKE_SUGGESTION: &str = "take";
/// The answer to the question whether another mail domain was meant: no.
pub const KEEP_AS_TYPED: &str = "keep";

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// The given name.
    GivenName,
    /// The family name.
    FamilyName,
    /// The address.
    Email,
    /// A question of the event.
    Question(QuestionId),
}

impl Field {
    /// Its name in the form, which is its `id` on the page as well.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::GivenName => "given_name".to_owned(),
            Self::FamilyName => "family_name".to_owned(),
            Self::Email => "email".to_owned(),
            Self::Question(id) => format!("q-{id}"),
        }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing was filled in.
    Empty,
    /// More characters than the field takes.
    TooLong {
        /// The most that it takes.
        max: usize,
    },
    /// A character that cannot be shown.
    Control,
    /// A name that holds a web address.
    WebAddress,
    /// Not of the form `name@example.org`.
    EmailFormat,
    /// A letter before the `@` that mail servers do not take.
    EmailLocalPart,
    /// Not one of the options.
    Option,
    /// Asked for too often: again after that time.
    TooOften {
        /// In so many minutes.
        minutes: u16,
    },
}

/// All that is wrong with a form, in the order of its fields; never empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the form has {} problems", .0.len())]
pub struct FieldErrors(pub Vec<(Field, Problem)>);

impl SignUpForm {
    /// The form as it would have to be filled in to say `registrant` at `event`, to be changed.
    #[must_use]
    pub fn of(registrant: &NewRegistration, event: &Event) -> Self {
        let name = |name: &Option<PersonName>| name.as_ref().map(ToString::to_string).unwrap_or_default();
        let answered = event.questions.iter().filter_map(|question| Some((question, registrant.answers.get(&question.id)?)));
        Self {
            given_name: name(&registrant.given_name),
            family_name: name(&registrant.family_name),
            email: registrant.email.for_people(),
            rest: answered.flat_map(|(question, answer)| question.fields(answer)).collect(),
            ..Self::default()
        }
    }

    /// The language that was chosen, where the form offers one.
    #[must_use]
    pub fn language(&self) -> Option<Locale> {
        self.rest.get("language")?.parse().ok()
    }

    /// Whether to wait as well, should all places be taken.
    #[must_use]
    pub fn willing(&self) -> Willing {
        if self.wait.is_empty() { Willing::ToCome } else { Willing::ToWait }
    }

    /// Makes a registration of the form, by what `event` asks for.
    ///
    /// # Errors
    /// All that is wrong with it, in the order of its fields.
    pub fn parse(&self, event: &Event, locale: Locale) -> Result<NewRegistration, FieldErrors> {
        let mut wrong = Wrong::of(self.validate());
        let given_name = wrong.name(Field::GivenName, &self.given_name, event.access.given_name);
        let family_name = wrong.name(Field::FamilyName, &self.family_name, event.access.family_name);
        let email = wrong.email(&self.email);
        let mut answers = BTreeMap::new();
        for question in &event.questions {
            let field = Field::Question(question.id);
            match question.answer(&question.typed(&self.rest)) {
                Ok(Some(answer)) => drop(answers.insert(question.id, answer)),
                Ok(None) => {}
                Err(error) => wrong.found.push((field, Problem::from(error))),
            }
        }
        match email {
            Some(email) if wrong.found.is_empty() => Ok(NewRegistration { given_name, family_name, email, locale, answers }),
            _ => Err(FieldErrors(wrong.found)),
        }
    }
}

/// What validator found, read field by field.
struct Wrong {
    by_validator: ValidationErrors,
    found: Vec<(Field, Problem)>,
}

impl Wrong {
    fn of(checked: Result<(), ValidationErrors>) -> Self {
        Self { by_validator: checked.err().unwrap_or_default(), found: Vec::new() }
    }

    fn name(&mut self, field: Field, typed: &str, asked: Asked) -> Option<PersonName> {
        if asked == Asked::Hidden || (asked == Asked::Optional && typed.trim().is_empty()) {
            return None;
        }
        self.note(field);
        PersonName::parse(typed).ok()
    }

    fn email(&mut self, typed: &str) -> Option<EmailAddress> {
        self.note(Field::Email);
        EmailAddress::parse(typed).ok()
    }

    fn note(&mut self, field: Field) {
        if let Some(ValidationErrorsKind::Field(errors)) = self.by_validator.errors().get(field.name().as_str()) {
            self.found.extend(errors.first().map(|error| (field, Problem::from(error))));
        }
    }
}

fn check_name(typed: &str) -> Result<(), ValidationError> {
    PersonName::parse(typed).map(drop).map_err(|error| {
        coded(match error {
            PersonNameError::Text(text) => Problem::of_text(text),
            PersonNameError::WebAddress => Problem::WebAddress,
        })
    })
}

fn check_email(typed: &str) -> Result<(), ValidationError> {
    EmailAddress::parse(typed).map(drop).map_err(|error| coded(Problem::from(error)))
}

/// A problem as validator carries it: a fixed code, and the limit in a parameter.
fn coded(problem: Problem) -> ValidationError {
    let mut error = ValidationError::new(problem.code());
    if let Problem::TooLong { max } = problem {
        error.add_param("max".into(), &max);
    }
    error
}

impl Problem {
    fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too-long",
            Self::Control => "control",
            Self::WebAddress => "web-address",
            Self::EmailFormat => "email-format",
            Self::EmailLocalPart => "email-local-part",
            Self::Option => "option",
            Self::TooOften { .. } => "too-often",
        }
    }

    fn of_text(error: TextError) -> Self {
        match error {
            TextError::Empty => Self::Empty,
            TextError::TooLong { max } => Self::TooLong { max },
            TextError::Control => Self::Control,
        }
    }
}

impl From<EmailAddressError> for Problem {
    fn from(error: EmailAddressError) -> Self {
        match error {
            EmailAddressError::Text(text) => Self::of_text(text),
            EmailAddressError::Format => Self::EmailFormat,
            EmailAddressError::LocalPart => Self::EmailLocalPart,
        }
    }
}

impl From<&ValidationError> for Problem {
    fn from(error: &ValidationError) -> Self {
        let max = || error.params.get("max").and_then(serde_json::Value::as_u64).and_then(|max| usize::try_from(max).ok());
        match error.code.as_ref() {
            "empty" => Self::Empty,
            "too-long" => Self::TooLong { max: max().unwrap_or(person_name::MAX_CHARS.min(email_address::MAX_CHARS)) },
            "control" => Self::Control,
            "web-address" => Self::WebAddress,
            "email-local-part" => Self::EmailLocalPart,
            _ => Self::EmailFormat,
        }
    }
}

impl From<AnswerError> for Problem {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Missing => Self::Empty,
            AnswerError::Text(text) => Self::of_text(text),
            AnswerError::Option => Self::Option,
        }
    }
}
