//! `migrate` and `config`: what is so, and what is not so.

use super::Instance;

#[test]
fn the_state_of_the_schema_is_an_exit_code() {
    let instance = Instance::new();
    let before = instance.run(&["migrate", "status"]);
    assert_eq!((before.code, before.err.as_str()), (Some(1), ""));
    assert!(!before.out.is_empty() && before.out.lines().all(|line| line.starts_with("missing ")), "{}", before.out);
    assert_eq!(instance.run(&["migrate", "up"]).done(), "The database is up to date.\n");
    assert_eq!(instance.run(&["migrate", "up"]).done(), "The database is up to date.\n");
    let after = instance.run(&["migrate", "status"]).done();
    assert!(after.lines().all(|line| line.starts_with("made ")) && after.lines().count() == before.out.lines().count(), "{after}");
}

#[test]
fn a_schema_that_lacks_changes_is_refused_where_they_are_not_to_be_made() {
    let sentence = Instance::new().run(&["event", "list", "--set", "database.auto_migrate=false"]).refused();
    assert!(sentence.contains("run `halbsieben migrate up`"), "{sentence}");
}

#[test]
fn settings_are_shown_without_their_passwords() {
    let instance = Instance::new();
    let secret = "security.secret=ein-sehr-langes-geheimnis-fuer-alle";
    let shown = instance
        .run(&[
            "config",
            "show",
            "--set",
            "mail.url=smtps://u:geheim@mail.example.org",
            "--set",
            "database.url=postgres://u:geheim@db.example.org/x",
            "--set",
            secret,
        ])
        .done();
    assert!(!shown.contains("geheim"), "{shown}");
    assert!(shown.contains("mail.example.org") && shown.contains("db.example.org") && shown.contains("# the command line"), "{shown}");
}

#[test]
fn a_setting_from_the_environment_is_named_as_such() {
    let shown = Instance::new().run_with("HALBSIEBEN_MAIL__CONNECTIONS", "3", &["config", "show"]).done();
    let line = shown.lines().find(|line| line.starts_with("mail.connections")).expect("a line");
    assert!(line.starts_with("mail.connections = 3") && line.contains("HALBSIEBEN_MAIL__CONNECTIONS"), "{line}");
}

#[test]
fn a_settings_file_is_made_once() {
    let instance = Instance::new();
    instance.run(&["config", "init"]).done();
    instance.run(&["config", "check"]).done();
    let again = instance.run(&["config", "init"]).refused();
    assert!(again.contains("is there already and stays as it is"), "{again}");
}
