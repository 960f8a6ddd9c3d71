//! The real program on a machine whose zone rules are others than when the event was entered (law 21).

use std::path::Path;
use std::process::Command;

use halbsieben::domain::reminder::Audience;
use halbsieben::storage::event;

use super::serve::Serving;
use super::{Instance, Ran};
use crate::support::app::{SLUG, TestApp, instant};
use crate::support::backend::Backend;

/// An evening in summer, long after today.
const SUMMER: &str = r#"
slug = "kleinstaedte"
title = "Kleine Städte, große Pläne"
start = "2037-07-15T18:30"
end = "2037-07-15T20:00"
zone = "Europe/Berlin"
"#;
/// Berlin as it would be if summer time were abolished.
const WITHOUT_SUMMER_TIME: &str = "Zone Europe/Berlin 1:00 - CET\n";

/// Compiles rules into a folder of zone files; false, with a word about it, where there is no compiler.
#[expect(clippy::print_stdout, reason = "`tests/run` counts these lines")]
fn compiled(rules: &str, folder: &Path, test: &str) -> bool {
    std::fs::create_dir_all(folder).expect("there is room for a folder");
    let source = folder.with_extension("source");
    std::fs::write(&source, rules).expect("there is room for a file");
    // Debian has it in libc-bin, and not on everybody's path.
    for zic in ["zic", "/usr/sbin/zic"] {
        if let Ok(status) = Command::new(zic).arg("-d").arg(folder).arg(&source).status() {
            assert!(status.success(), "{rules}");
            return true;
        }
    }
    println!("SKIPPED {test}: there is no zic to compile zone rules");
    false
}

/// A start of the service, which derives what has to be derived anew.
fn started_once(instance: &Instance) {
    let serving = Serving::start(instance, &["--no-mail"]);
    assert!(serving.get("/livez").starts_with("HTTP/1.1 200 OK\r\n"), "it listens, and to signals, too");
    assert_eq!(serving.end("TERM").code(), Some(0));
}

/// Start and reminders as they stand in the database.
async fn instants(app: &TestApp) -> Vec<String> {
    let stored = event::find_by_slug(app.db().await.read(), SLUG).await.unwrap().unwrap();
    assert_eq!(stored.event.schedule.wall.starts().to_string(), "2037-07-15T18:30:00", "the clock on the wall stays");
    let due = stored.rules.iter().filter(|rule| rule.audience() == Audience::Registrants).map(|rule| rule.due_at);
    [stored.event.schedule.starts_at, stored.event.schedule.ends_at].into_iter().chain(due).map(|at| at.to_string()).collect()
}

fn shown(ran: Ran) -> String {
    ran.done().lines().filter(|line| line.starts_with("  when") || line.starts_with("  reminder")).collect::<Vec<_>>().join("\n")
}

on_each_backend! {
    async fn law_21_new_zone_rules_move_the_instants_and_not_the_clock_on_the_wall(backend: Backend) {
        let app = TestApp::on(backend).in_real_time().published(SUMMER).start().await;
        let mut instance = Instance::beside(&app);
        let folder = instance.path("zoneinfo");
        if !compiled(WITHOUT_SUMMER_TIME, &folder, "law_21_new_zone_rules_move_the_instants_and_not_the_clock_on_the_wall") {
            return;
        }
        let before = ["2037-07-15T16:30:00Z", "2037-07-15T18:00:00Z", "2037-07-14T16:30:00Z", "2037-07-15T15:30:00Z"];
        let after = ["2037-07-15T17:30:00Z", "2037-07-15T19:00:00Z", "2037-07-14T17:30:00Z", "2037-07-15T16:30:00Z"];
        started_once(&instance);
        assert_eq!(instants(&app).await, before);
        instance.variables.push(("TZDIR".to_owned(), folder.display().to_string()));
        started_once(&instance);
        assert_eq!(instants(&app).await, after, "an hour later");
        assert_eq!(
            shown(instance.run(&["event", "show", SLUG])),
            "  when        Wednesday 15 July 2037, 18:30–20:00 (Berlin time, CET)\n  \
             reminder    2037-07-14 18:30 CET\n  reminder    2037-07-15 17:30 CET"
        );
        instance.variables.clear();
        started_once(&instance);
        assert_eq!(instants(&app).await, before, "and back");
    }

    async fn law_21_an_instance_with_older_zone_rules_takes_nothing_back(backend: Backend) {
        let app = TestApp::on(backend).in_real_time().published(SUMMER).start().await;
        let mut instance = Instance::beside(&app);
        let folder = instance.path("zoneinfo");
        if !compiled(WITHOUT_SUMMER_TIME, &folder, "law_21_an_instance_with_older_zone_rules_takes_nothing_back") {
            return;
        }
        let (of_today, of_the_folder) = ("2037-07-15T16:30:00Z", "2037-07-15T17:30:00Z");
        // Older than the machine's, then of a year to come, then the machine's again.
        for (edition, starts_at) in [(None, of_today), (Some("1999a"), of_today), (Some("2036a"), of_the_folder), (None, of_the_folder)] {
            instance.variables.clear();
            if let Some(edition) = edition {
                std::fs::write(folder.join("tzdata.zi"), format!("# version {edition}\n")).expect("there is room for a file");
                instance.variables.push(("TZDIR".to_owned(), folder.display().to_string()));
            }
            started_once(&instance);
            assert_eq!(instants(&app).await[0], starts_at, "{edition:?}");
        }
    }

    async fn law_21_new_zone_rules_move_how_long_a_reminder_is_useful(backend: Backend) {
        let app = TestApp::on(backend).in_real_time().published(SUMMER).start().await;
        let mut instance = Instance::beside(&app);
        let folder = instance.path("zoneinfo");
        if !compiled(WITHOUT_SUMMER_TIME, &folder, "law_21_new_zone_rules_move_how_long_a_reminder_is_useful") {
            return;
        }
        instance.variables.push(("TZDIR".to_owned(), folder.display().to_string()));
        started_once(&instance);
        let stored = event::find_by_slug(app.db().await.read(), SLUG).await.unwrap().unwrap();
        let useful: Vec<_> = stored.rules.iter().filter(|rule| rule.audience() == Audience::Registrants).map(|rule| rule.useful_until).collect();
        assert_eq!(useful, [instant("2037-07-15T17:30:00Z"), instant("2037-07-15T19:00:00Z")], "the start, and for the last one the end");
    }
}

#[test]
fn a_zone_that_the_machine_does_not_have_is_served_from_the_rules_compiled_in() {
    let mut instance = Instance::new();
    let folder = instance.path("zoneinfo");
    if !compiled(WITHOUT_SUMMER_TIME, &folder, "a_zone_that_the_machine_does_not_have_is_served_from_the_rules_compiled_in") {
        return;
    }
    instance.variables.push(("TZDIR".to_owned(), folder.display().to_string()));
    let paris = SUMMER.replace("Europe/Berlin", "Europe/Paris");
    instance.feed(paris, &["event", "import", "-", "--slug", "paris"]).done();
    instance.feed(SUMMER, &["event", "import", "-", "--slug", "berlin"]).done();
    let listed = instance.run(&["event", "list", "--json"]).json();
    let starts: Vec<_> = listed.as_array().unwrap().iter().map(|event| event["starts_at"].as_str().unwrap()).collect();
    assert_eq!(starts, ["2037-07-15T17:30:00Z", "2037-07-15T16:30:00Z"]);
}

#[test]
fn a_machine_without_zone_files_is_served_from_the_rules_compiled_in() {
    let mut instance = Instance::new();
    instance.variables.push(("TZDIR".to_owned(), instance.path("nothing-there").display().to_string()));
    instance.feed(SUMMER, &["event", "import", "-"]).done();
    assert_eq!(instance.run(&["event", "list", "--json"]).json()[0]["starts_at"], "2037-07-15T16:30:00Z");
}
