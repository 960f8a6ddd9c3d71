//! Which source of settings wins, and what each of them can say.

use std::path::{Path, PathBuf};

use halbsieben::config::{DEFAULTS, KEYS, Loaded, MailUrl, Sources};

use super::{environment, file, flags, load, settings_file};

#[test]
fn without_any_source_the_defaults_hold() {
    let Loaded { settings, origins, warnings, .. } = load(&Sources::default());
    assert_eq!(settings.server.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.server.base_url.as_str(), "http://localhost:8080/");
    assert_eq!(settings.database.url, "sqlite://data/halbsieben.db");
    assert_eq!(settings.mail.url, MailUrl::Outbox);
    assert_eq!(settings.mail.from, None);
    assert_eq!(settings.time.zone, "Europe/Berlin");
    assert!(!settings.clock.is_simulated());
    assert_eq!(origins["server.bind"], "default");
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn default_toml_names_every_key_in_order_and_no_other() {
    let mut section = "";
    let mut named = Vec::new();
    for line in DEFAULTS.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if let Some((name, _)) = line.trim_start_matches('#').split_once(" = ")
            && !line.starts_with("# ")
        {
            named.push(format!("{section}.{name}"));
        }
    }
    assert_eq!(named, KEYS.iter().map(|key| key.name).collect::<Vec<_>>());
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default() {
    let (_directory, path) = file("[mail]\nconnections = 2\nrate_per_minute = 20\n[log]\nformat = 'json'");
    let mut sources = settings_file(&path);
    sources.env = environment(&[("HALBSIEBEN_MAIL__CONNECTIONS", "3"), ("HALBSIEBEN_MAIL__RATE_PER_MINUTE", "30")]).env;
    sources.overrides = flags(&[("mail.connections", "4")]).overrides;
    let Loaded { settings, origins, .. } = load(&sources);
    assert_eq!((settings.mail.connections, settings.mail.rate_per_minute), (4, 30));
    assert_eq!(origins["mail.connections"], "the command line");
    assert_eq!(origins["mail.rate_per_minute"], "HALBSIEBEN_MAIL__RATE_PER_MINUTE");
    assert_eq!(origins["log.format"], path.display().to_string());
    assert_eq!(origins["mail.url"], "default");
}

#[test]
fn of_the_usual_places_only_the_first_that_is_there_is_read() {
    let (_first_directory, first) = file("[mail]\nconnections = 2");
    let (_second_directory, second) = file("[mail]\nrate_per_minute = 20");
    let places = vec![PathBuf::from("no/such/settings.toml"), first, second];
    let mail = load(&Sources { places, ..Sources::default() }).settings.mail;
    assert_eq!((mail.connections, mail.rate_per_minute), (2, 0));
}

#[test]
fn a_variable_can_name_a_file_whose_last_line_break_is_cut() {
    let (_directory, path) = file("a secret that is long enough, with spaces \n\n");
    let name = "HALBSIEBEN_SECURITY__SECRET_FILE";
    let Loaded { settings, origins, .. } = load(&environment(&[(name, &path.display().to_string())]));
    assert_eq!(settings.security.secret.as_deref(), Some("a secret that is long enough, with spaces \n"));
    assert_eq!(origins["security.secret"], format!("{name} ({})", path.display()));
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let empty = environment(&[("HALBSIEBEN_MAIL__FROM", ""), ("PORT", ""), ("DATABASE_URL", "")]);
    assert_eq!(load(&empty).origins.get("mail.from"), None);
}

#[test]
fn what_a_platform_sets_is_honoured_below_our_own_variables() {
    let mut sources = environment(&[("PORT", "9000"), ("DATABASE_URL", "postgres://db/one")]);
    let loaded = load(&sources);
    assert_eq!(loaded.settings.server.bind.to_string(), "127.0.0.1:9000");
    assert_eq!(loaded.settings.database.url, "postgres://db/one");
    assert_eq!(loaded.origins["database.url"], "DATABASE_URL");
    sources.env.extend(environment(&[("HALBSIEBEN_DATABASE__URL", "sqlite::memory:")]).env);
    assert_eq!(load(&sources).settings.database.url, "sqlite::memory:");
}

#[test]
fn the_default_base_url_follows_the_port() {
    let other_port = load(&flags(&[("server.bind", "127.0.0.1:9000")]));
    assert_eq!(other_port.settings.server.base_url.as_str(), "http://localhost:9000/");
    assert_eq!(other_port.origins["server.base_url"], "default, at the port of server.bind");
    let named = load(&flags(&[("server.bind", "[::]:9000"), ("server.base_url", "https://a.example")]));
    assert_eq!(named.settings.server.base_url.as_str(), "https://a.example/");
}

#[test]
fn variables_of_others_are_passed_over() {
    load(&environment(&[
        ("PATH", "/bin"),
        ("HALBSIEBEN_SERVICE_HOST", "10.0.0.1"),
        ("HALBSIEBEN_SERVICE_PORT_HTTP", "80"),
        ("HALBSIEBEN_PORT", "tcp://10.0.0.1:80"),
        ("HALBSIEBEN_PORT_80_TCP_ADDR", "10.0.0.1"),
    ]));
}

#[test]
fn the_examples_can_be_used_without_a_warning() {
    for name in ["production", "postgres"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("config/{name}.example.toml"));
        assert_eq!(load(&settings_file(&path)).warnings, Vec::<String>::new(), "{name}");
    }
}
