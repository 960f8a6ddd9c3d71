//! The fields of the forms by which organisers come in.

use crate::domain::email_address::{self, EmailAddress};
use crate::domain::organiser::Organiser;
use crate::domain::password::{MAX_CHARS, MIN_CHARS, Password, PasswordError};
use crate::domain::person_name::{self, PersonName, PersonNameError};
use crate::domain::registration::Field;
use crate::domain::text::TextError;
use crate::web::public::form::{self, FieldView, Input};
use crate::words::Words;

/// The address that somebody signs in with.
pub(super) fn username(w: &Words, typed: &str) -> FieldView {
    let input = Input::Email { autocomplete: "username", max: email_address::MAX_CHARS };
    FieldView { value: typed.to_owned(), ..FieldView::asked("email", w.form_email_label(), input) }
}

/// Somebody else's address.
pub(super) fn address(w: &Words, typed: &str) -> FieldView {
    let input = Input::Email { autocomplete: "off", max: email_address::MAX_CHARS };
    FieldView { value: typed.to_owned(), ..FieldView::asked("email", w.form_email_label(), input) }
}

/// The password to come in by.
pub(super) fn password(w: &Words) -> FieldView {
    FieldView::asked("password", w.account_password(), Input::Password { autocomplete: "current-password" })
}

/// The present password, beside a new one.
pub(super) fn present_password(w: &Words) -> FieldView {
    FieldView { label: w.account_present_password(), ..password(w) }
}

/// A new password.
pub(super) fn new_password(w: &Words) -> FieldView {
    let input = Input::Password { autocomplete: "new-password" };
    FieldView { hint: Some(w.account_new_password_hint(MIN_CHARS)), ..FieldView::asked("new_password", w.account_new_password(), input) }
}

/// The names by which an organiser goes, which are no password.
pub(super) fn of_organiser(organiser: &Organiser) -> [&str; 2] {
    [&organiser.name, organiser.email.as_str()]
}

/// A new password as typed by somebody of these names; what is wrong with it is said at its field.
pub(super) fn take_new_password(w: &Words, typed: &str, names: &[&str], field: &mut FieldView) -> Option<Password> {
    match Password::chosen_by(names, typed) {
        Ok(password) => Some(password),
        Err(error) => {
            field.error = Some(match error {
                PasswordError::TooShort => w.account_password_short(MIN_CHARS),
                PasswordError::TooLong => w.err_too_long(&field.label, MAX_CHARS),
                PasswordError::Common => w.account_password_common(),
                PasswordError::OwnName => w.account_password_own_name(),
            });
            None
        }
    }
}

/// The name by which others here know somebody.
pub(super) fn name(w: &Words, typed: &str) -> FieldView {
    let input = Input::Line { autocomplete: "name", max: person_name::MAX_CHARS };
    FieldView { value: typed.to_owned(), ..FieldView::asked("name", w.account_name(), input) }
}

/// A name as typed; what is wrong with it is said at its field.
pub(super) fn take_name(w: &Words, typed: &str, field: &mut FieldView) -> Option<PersonName> {
    let problem = match PersonName::parse(typed) {
        Ok(name) => return Some(name),
        Err(PersonNameError::Text(TextError::Empty)) => w.account_name_empty(),
        Err(PersonNameError::Text(TextError::TooLong { max })) => w.err_too_long(&field.label, max),
        Err(PersonNameError::Text(TextError::Control)) => w.err_characters(&field.label),
        Err(PersonNameError::WebAddress) => w.err_web_address(&field.label),
    };
    field.error = Some(problem);
    None
}

/// An address as typed; what is wrong with it is said at its field.
pub(super) fn take_address(w: &Words, typed: &str, field: &mut FieldView) -> Option<EmailAddress> {
    match EmailAddress::parse(typed) {
        Ok(email) => Some(email),
        Err(error) => {
            field.error = Some(form::words_for(w, &Field::Email, &field.label, &field.input, error.into()));
            None
        }
    }
}
