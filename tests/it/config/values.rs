//! What values may look like, what they mean, and what is never shown of them.

use halbsieben::cli;
use halbsieben::config::{Loaded, MailUrl, Network};

use super::{environment, file, flags, load, settings_file};

#[test]
fn numbers_switches_and_lists_can_be_set_by_the_environment() {
    let Loaded { settings, .. } = load(&environment(&[
        ("HALBSIEBEN_CLOCK__SPEED", "2.5"),
        ("HALBSIEBEN_PRIVACY__RETENTION_DAYS", "14"),
        ("HALBSIEBEN_DATABASE__AUTO_MIGRATE", "false"),
        ("HALBSIEBEN_SERVER__TRUSTED_PROXIES", "127.0.0.1, fd00::/8"),
        ("HALBSIEBEN_MAIL__FROM", "Büro <buero@example.org>"),
    ]));
    assert!((settings.clock.speed - 2.5).abs() < f64::EPSILON);
    assert_eq!(settings.privacy.retention_days, 14);
    assert!(!settings.database.auto_migrate);
    let proxies: Vec<_> = settings.server.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["127.0.0.1/32", "fd00::/8"]);
    assert_eq!(settings.mail.from.as_deref(), Some("Büro <buero@example.org>"));
}

#[test]
fn a_secret_of_digits_stays_a_text() {
    let digits = "01234567890123456789012345678901";
    let loaded = load(&environment(&[("HALBSIEBEN_SECURITY__SECRET", digits)]));
    assert_eq!(loaded.settings.security.secret.as_deref(), Some(digits));
}

#[test]
fn a_network_contains_the_addresses_that_share_its_prefix() {
    let contains = |network: &str, address: &str| network.parse::<Network>().unwrap().contains(address.parse().unwrap());
    assert!(contains("10.0.0.0/8", "10.255.0.1"));
    assert!(contains("10.0.0.0/8", "::ffff:10.255.0.1"));
    assert!(!contains("10.0.0.0/8", "11.0.0.1"));
    assert!(contains("127.0.0.1", "127.0.0.1"));
    assert!(!contains("127.0.0.1", "127.0.0.2"));
    assert!(contains("0.0.0.0/0", "203.0.113.7"));
    assert!(contains("fd00::/8", "fdff::1"));
    assert!(!contains("::/0", "10.0.0.1"));
}

#[test]
fn a_base_url_keeps_its_path_without_a_closing_slash() {
    let loaded = load(&flags(&[("server.base_url", "https://www.example.org/anmeldung/")]));
    assert_eq!(loaded.settings.server.base_url.as_str(), "https://www.example.org/anmeldung");
}

#[test]
fn a_mail_url_is_the_outbox_a_directory_or_a_server() {
    let parse = |text: &str| text.parse::<MailUrl>().unwrap();
    assert_eq!(parse("outbox:"), MailUrl::Outbox);
    assert_eq!(parse("file:mails"), MailUrl::File("mails".into()));
    assert_eq!(parse("file:///var/mails"), MailUrl::File("/var/mails".into()));
    let MailUrl::Smtp(url) = parse("smtp://relay:25?tls=required") else { panic!("it should be a server") };
    assert_eq!((url.host_str(), url.port(), url.query()), (Some("relay"), Some(25), Some("tls=required")));
}

#[test]
fn no_password_is_ever_shown() {
    let secret = "a secret of more than 32 characters";
    let loaded = load(&flags(&[
        ("mail.url", "smtps://user:hunter2@mail.example"),
        ("database.url", "postgres://user:hunter2@db/name?sslpassword=hunter2"),
        ("security.secret", secret),
    ]));
    let mut shown = Vec::new();
    cli::config::show(&loaded, &mut shown).unwrap();
    let everything = format!("{loaded:?} {}", String::from_utf8(shown).unwrap());
    assert!(!everything.contains("hunter2") && !everything.contains(secret), "{everything}");
    assert!(everything.contains("smtps://user:***@mail.example"), "{everything}");
}

#[test]
fn an_instant_may_stand_in_a_file_with_or_without_quotes() {
    for start in ["\"2021-04-14T18:00:00+02:00\"", "2021-04-14T18:00:00+02:00"] {
        let (_directory, path) = file(&format!("[clock]\nstart = {start}"));
        let clock = load(&settings_file(&path)).settings.clock;
        assert_eq!(clock.start.unwrap().to_string(), "2021-04-14T16:00:00Z");
    }
}

#[test]
fn what_is_allowed_and_yet_risky_is_said_at_the_start() {
    let warnings = |pairs: &[(&str, &str)]| load(&flags(pairs)).warnings.join("\n");
    assert!(warnings(&[("limits.enabled", "false")]).starts_with("limits.enabled is false"));
    let public = warnings(&[("server.base_url", "http://a.example")]);
    assert!(public.contains("without https") && public.contains("nobody receives one"), "{public}");
    assert_eq!(warnings(&[("server.base_url", "https://a.example"), ("mail.url", "smtp://relay")]), "");
    let trust = ("mail.trust", "authority.pem");
    assert_eq!(warnings(&[trust, ("mail.url", "smtps://relay.example.org")]), "");
    let useless = warnings(&[trust, ("mail.url", "smtp://localhost:25")]);
    assert!(useless.starts_with("mail.trust is authority.pem, and mail.url is smtp://localhost:25, which is not encrypted"), "{useless}");
    let rehearsal = warnings(&[("clock.start", "2021-04-14T16:00:00Z"), ("clock.speed", "60")]);
    assert!(rehearsal.contains("starts at 2021-04-14T16:00:00Z and runs 60 times as fast"), "{rehearsal}");
}
