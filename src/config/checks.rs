//! What no single setting can tell: settings that must not stand together, and settings that deserve a word.

use std::net::IpAddr;

use super::{ConfigError, MailUrl, Settings};

/// Refuses a simulated clock when mails would leave this machine.
pub(super) fn refuse_a_rehearsal_that_reaches_people(settings: &Settings) -> Result<(), ConfigError> {
    let MailUrl::Smtp(server) = &settings.mail.url else {
        return Ok(());
    };
    if !settings.clock.is_simulated() || server.host_str().is_some_and(is_loopback) {
        return Ok(());
    }
    let key = if settings.clock.start.is_some() { "clock.start" } else { "clock.speed" };
    Err(ConfigError::RehearsalReachesPeople { key, mail_url: settings.mail.url.to_string() })
}

/// What is allowed and yet deserves a word at the start.
pub(super) fn warnings(settings: &Settings) -> Vec<String> {
    let base_url = &settings.server.base_url;
    let is_public = !base_url.host_str().is_some_and(is_loopback);
    let mut warnings = Vec::new();
    if !settings.limits.enabled {
        warnings.push("limits.enabled is false: rate limits and the form's minimum time are off, which is for load tests only".to_owned());
    }
    if is_public && base_url.scheme() == "http" {
        warnings.push(format!("server.base_url is {base_url}: without https, names, addresses and links travel readable by anyone"));
    }
    if is_public && settings.mail.url == MailUrl::Outbox {
        warnings.push(format!("mail.url is outbox: while server.base_url is {base_url}: mails are kept here and nobody receives one"));
    }
    if let (Some(file), false) = (&settings.mail.trust, is_encrypted(&settings.mail.url)) {
        let (file, url) = (file.display(), &settings.mail.url);
        warnings.push(format!("mail.trust is {file}, and mail.url is {url}, which is not encrypted: nothing is checked by it"));
    }
    if settings.clock.is_simulated() {
        warnings.push(simulated(settings));
    }
    warnings
}

/// Whether mails leave in a way that certificates are for.
fn is_encrypted(url: &MailUrl) -> bool {
    matches!(url, MailUrl::Smtp(url) if url.scheme() == "smtps" || url.query().is_some())
}

/// The words about a clock that is not the one on the wall.
fn simulated(settings: &Settings) -> String {
    let start = settings.clock.start.map_or_else(|| "now".to_owned(), |start| start.to_string());
    let speed = settings.clock.speed;
    format!("the clock is simulated: it starts at {start} and runs {speed} times as fast as the real one")
}

/// Whether the host is this very machine: `localhost`, 127.0.0.0/8 or `::1`.
///
/// Other names are never looked up, so a name that merely resolves to this machine does not count.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => bare.eq_ignore_ascii_case("localhost"),
    }
}
