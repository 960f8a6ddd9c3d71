//! What the `config` commands write.

use std::fs;

use halbsieben::cli;
use halbsieben::config::{KEYS, Sources};

use super::{file, flags, load, settings_file};

#[test]
fn config_show_writes_every_key_with_its_value_and_origin() {
    let mut shown = Vec::new();
    cli::config::show(&load(&flags(&[("mail.connections", "2")])), &mut shown).unwrap();
    let shown = String::from_utf8(shown).unwrap();
    let lines: Vec<_> = shown.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(lines.len(), KEYS.len());
    for line in [
        "server.bind = \"127.0.0.1:8080\" # default",
        "server.trusted_proxies = [] # default",
        "mail.connections = 2 # the command line",
        "#mail.from = # not set",
        "clock.speed = 1.0 # default",
    ] {
        assert!(lines.contains(&line.to_owned()), "{line} in {shown}");
    }
}

#[test]
fn config_check_says_what_deserves_a_word() {
    let check = |sources: &Sources| {
        let mut out = Vec::new();
        cli::config::check(&load(sources), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(check(&Sources::default()), "The settings are in order.\n");
    let risky = check(&flags(&[("limits.enabled", "false")]));
    assert!(risky.starts_with("warning: ") && risky.ends_with("with one warning.\n"), "{risky}");
}

#[test]
fn config_init_writes_a_file_that_changes_nothing_until_it_is_edited() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("config/local.toml");
    cli::config::init(&path, &mut Vec::new()).unwrap();
    let origins = load(&settings_file(&path)).origins;
    assert!(origins.values().all(|origin| origin == "default"), "{origins:?}");
    let edited = fs::read_to_string(&path).unwrap().replace("#connections = 8", "connections = 2");
    fs::write(&path, edited).unwrap();
    assert_eq!(load(&settings_file(&path)).settings.mail.connections, 2);
}

#[test]
fn config_init_never_writes_over_a_file() {
    let (_directory, path) = file("# mine");
    let error = cli::config::init(&path, &mut Vec::new()).expect_err("it should be refused");
    assert!(error.to_string().ends_with("is there already and stays as it is: change it by hand"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "# mine");
}
