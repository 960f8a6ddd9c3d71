//! The fields of the forms by which organisers come in.

use crate::domain::email_address;
use crate::web::public::form::{FieldView, Input};
use crate::words::Words;

/// The address that somebody signs in with.
pub(super) fn username(w: &Words, typed: &str) -> FieldView {
    let input = Input::Username { max: email_address::MAX_CHARS };
    FieldView { value: typed.to_owned(), ..FieldView::asked("email", w.form_email_label(), input) }
}

/// The present password.
pub(super) fn password(w: &Words) -> FieldView {
    FieldView::asked("password", w.account_password(), Input::Password { autocomplete: "current-password" })
}
