//! How a value is shown to people: as it would stand in a settings file, and never a secret.

use figment::value::Value;

use super::keys::{Key, Kind};

/// What stands where a secret would.
pub(super) const MASK: &str = "***";

/// The value of `key` as it would stand in a settings file, secrets masked.
pub(super) fn value(key: &Key, value: &Value) -> String {
    match key.kind {
        Kind::Secret => quoted(MASK),
        Kind::Url => quoted(&masked(&plain(value))),
        _ => as_toml(value),
    }
}

/// The address with the password in it masked, be it between the user and the host or in the query.
///
/// It cuts text instead of parsing, so that an address with a mistake in it does not give its password away in the
/// sentence that complains: an unescaped `/`, `?` or `@` in a password ends nothing but at the last `@`.
#[must_use]
pub fn masked(address: &str) -> String {
    let (scheme, rest) = address.split_once("//").unwrap_or(("", address));
    let credentials = rest.rsplit_once('@').and_then(|(user, host)| Some((user.split_once(':')?.0, host)));
    let without_credentials = match credentials {
        Some((user, host)) => format!("{user}:{MASK}@{host}"),
        None => rest.to_owned(),
    };
    let separator = if address.contains("//") { "//" } else { "" };
    format!("{scheme}{separator}{}", without_query_password(&without_credentials))
}

/// The text with the value of a `password=` in its query masked.
fn without_query_password(text: &str) -> String {
    let Some((before, query)) = text.split_once('?') else {
        return text.to_owned();
    };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if name.to_lowercase().contains("password") => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    });
    format!("{before}?{}", pairs.collect::<Vec<_>>().join("&"))
}

/// A value as it would stand in a settings file.
fn as_toml(value: &Value) -> String {
    match value {
        Value::String(_, text) => quoted(text),
        Value::Array(_, items) => {
            format!("[{}]", items.iter().map(as_toml).collect::<Vec<_>>().join(", "))
        }
        other => plain(other),
    }
}

/// A value without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(_, text) => text.clone(),
        Value::Bool(_, switch) => switch.to_string(),
        Value::Num(_, number) => match (number.to_i128(), number.to_u128()) {
            (Some(whole), _) => whole.to_string(),
            (_, Some(whole)) => whole.to_string(),
            _ => number.to_f64().map(|number| format!("{number:?}")).unwrap_or_default(),
        },
        Value::Array(..) => as_toml(value),
        Value::Dict(..) => "a table".to_owned(),
        Value::Char(_, character) => character.to_string(),
        Value::Empty(..) => String::new(),
    }
}

/// The text in quotation marks and in one line, what is not printable escaped.
fn quoted(text: &str) -> String {
    format!("{text:?}")
}
