//! What is refused, and in which words.

use std::path::Path;

use halbsieben::config::KEYS;

use super::{environment, file, flags, load, refusal, settings_file};

#[test]
fn a_named_settings_file_that_is_not_there_is_refused() {
    let sentence = refusal(&settings_file(Path::new("no/such/settings.toml")));
    assert!(sentence.starts_with("no/such/settings.toml, which --config names, cannot be read: "), "{sentence}");
}

#[test]
fn a_file_that_is_no_toml_is_refused_with_its_line() {
    let (_directory, path) = file("[mail]\nurl = outbox:\n");
    let sentence = refusal(&settings_file(&path));
    assert!(sentence.starts_with(&format!("{} cannot be understood in line 2: ", path.display())), "{sentence}");
    assert_eq!(sentence.lines().count(), 1);
}

#[test]
fn a_variable_and_its_file_together_are_refused() {
    let both = environment(&[("HALBSIEBEN_MAIL__URL", "outbox:"), ("HALBSIEBEN_MAIL__URL_FILE", "url")]);
    assert_eq!(refusal(&both), "HALBSIEBEN_MAIL__URL and HALBSIEBEN_MAIL__URL_FILE are both set: remove one of them");
}

#[test]
fn a_variable_that_names_no_file_is_refused() {
    let sentence = refusal(&environment(&[("HALBSIEBEN_MAIL__URL_FILE", "no/such/url")]));
    assert!(sentence.starts_with("no/such/url, which HALBSIEBEN_MAIL__URL_FILE names, cannot"), "{sentence}");
}

#[test]
fn an_unknown_key_in_a_file_is_refused_with_the_nearest_one() {
    for (text, words) in [
        ("[mail]\nconections = 3", "sets mail.conections, which is no setting: did you mean mail.connections?"),
        ("[mial]\nurl = 'outbox:'", "sets mial.url, which is no setting: did you mean mail.url?"),
        ("[lgo]", "sets lgo, which is no setting: did you mean log.format?"),
        ("bind = '[::]:80'", "sets bind, which is no setting: did you mean server.bind?"),
    ] {
        let (_directory, path) = file(text);
        assert_eq!(refusal(&settings_file(&path)), format!("{} {words}", path.display()));
    }
}

#[test]
fn an_unknown_variable_or_flag_is_refused_with_the_nearest_one() {
    assert_eq!(
        refusal(&environment(&[("HALBSIEBEN_MAIL_URL", "outbox:")])),
        "the environment sets HALBSIEBEN_MAIL_URL, which is no setting: did you mean HALBSIEBEN_MAIL__URL?"
    );
    assert_eq!(
        refusal(&environment(&[("HALBSIEBEN_SECURITY__SECRT_FILE", "key")])),
        "the environment sets HALBSIEBEN_SECURITY__SECRT_FILE, which is no setting: did you mean \
         HALBSIEBEN_SECURITY__SECRET_FILE?"
    );
    assert_eq!(
        refusal(&flags(&[("server.bnd", "[::]:80")])),
        "the command line sets server.bnd, which is no setting: did you mean server.bind?"
    );
}

#[test]
fn a_value_that_is_not_allowed_is_refused_with_what_is() {
    for (key, value) in [
        ("server.bind", "localhost"),
        ("server.base_url", "ftp://a.example"),
        ("server.base_url", "https://a.example/?b=c"),
        ("server.base_url", "https://user@a.example"),
        ("server.base_url", "a.example"),
        ("database.url", "mysql://a/b"),
        ("database.auto_migrate", "yes"),
        ("mail.url", "smtp:"),
        ("mail.url", "smtp://"),
        ("mail.url", "sendmail:"),
        ("mail.url", "file:"),
        ("mail.from", "nobody"),
        ("mail.from", "A\nB <a@example.org>"),
        ("mail.connections", "0"),
        ("mail.connections", "65"),
        ("mail.rate_per_minute", "-1"),
        ("mail.reply_seconds", "0"),
        ("mail.final_reply_seconds", "601"),
        ("mail.trust", ""),
        ("time.zone", "Berlin"),
        ("locale.default", "fr"),
        ("privacy.retention_days", "3651"),
        ("privacy.retention_days", "1.5"),
        ("clock.start", "tomorrow"),
        ("clock.speed", "0"),
        ("clock.speed", "NaN"),
        ("clock.speed", "100001"),
        ("log.format", "xml"),
    ] {
        let allowed = KEYS.iter().find(|known| known.name == key).unwrap().allowed;
        let sentence = refusal(&flags(&[(key, value)]));
        assert!(sentence.starts_with(&format!("{key} is ")), "{sentence}");
        assert!(sentence.ends_with(&format!(" (the command line): it must be {allowed}")), "{sentence}");
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
    }
}

#[test]
fn one_wrong_network_in_a_list_refuses_the_list() {
    let proxies = environment(&[("HALBSIEBEN_SERVER__TRUSTED_PROXIES", "10.0.0.0/8,10.0.0.0/33")]);
    assert_eq!(
        refusal(&proxies),
        "server.trusted_proxies is [\"10.0.0.0/8\", \"10.0.0.0/33\"] (HALBSIEBEN_SERVER__TRUSTED_PROXIES): it must be \
         a list of addresses or networks, such as 127.0.0.1 or 10.0.0.0/8"
    );
}

#[test]
fn no_password_is_shown_by_a_refusal_either() {
    for (key, value) in [
        ("mail.url", "smpts://user:hunter2@mail.example"),
        ("mail.url", "smtp://user:hun/ter2@mail.example"),
        ("database.url", "mysql://user:hunter2@db/name"),
        ("security.secret", "hunter2"),
    ] {
        let sentence = refusal(&flags(&[(key, value)]));
        assert!(!sentence.contains("hunter2") && !sentence.contains("ter2"), "{sentence}");
    }
}

#[test]
fn a_rehearsal_that_would_reach_people_is_refused() {
    let start = ("clock.start", "2021-04-14T18:00:00+02:00");
    for server in ["smtp://relay.example.org", "smtps://user:pw@10.0.0.1", "smtp://localhost.example.org", "smtp://[::2]"] {
        let sentence = refusal(&flags(&[start, ("mail.url", server)]));
        assert!(sentence.starts_with("clock.start simulates the clock while mail.url is smtp"), "{sentence}");
        assert!(sentence.contains("a rehearsal must not reach people") && !sentence.contains("pw"), "{sentence}");
    }
    let faster = refusal(&flags(&[("clock.speed", "60"), ("mail.url", "smtp://relay.example.org")]));
    assert!(faster.starts_with("clock.speed simulates the clock"), "{faster}");
}

#[test]
fn a_rehearsal_on_this_machine_is_allowed() {
    let start = ("clock.start", "2021-04-14T18:00:00+02:00");
    for url in ["outbox:", "file:mails", "smtp://localhost:25", "smtp://127.0.0.53:25", "smtp://[::1]:25", "smtp://LOCALHOST"] {
        let loaded = load(&flags(&[start, ("mail.url", url)]));
        assert!(loaded.settings.clock.is_simulated());
    }
}
