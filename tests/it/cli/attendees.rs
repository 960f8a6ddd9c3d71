//! `attendees export` and `ledger`: what others read.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use super::{Instance, keys};
use crate::support::app::TestApp;

const ANNA: &str = "anna@example.org";

on_each_backend! {
    async fn the_list_is_written_in_each_format(app: TestApp) {
        app.sign_up(ANNA).await;
        let instance = Instance::beside(&app);
        for (format, file) in [("csv", "list.csv"), ("json", "list.json"), ("xlsx", "list.xlsx")] {
            let said = instance.run(&["attendees", "export", "kleinstaedte", "--format", format, "--output", file]).done();
            assert_eq!(said, "");
        }
        let csv = String::from_utf8(instance.read("list.csv")).unwrap();
        assert!(csv.starts_with("\u{feff}\"Status\";\"Vorname\";\"Nachname\";\"E-Mail\"") && csv.contains(ANNA) && csv.ends_with("\r\n"), "{csv}");
        let json: serde_json::Value = serde_json::from_slice(&instance.read("list.json")).unwrap();
        assert_eq!(keys(&json[0]), ["answers", "email", "family_name", "given_name", "registered_at", "status"]);
        assert_eq!((&json[0]["status"], &json[0]["email"]), (&"registered".into(), &ANNA.into()));
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(instance.read("list.xlsx"))).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("it is read");
        assert_eq!(sheet.get_value((1, 3)).map(ToString::to_string).as_deref(), Some(ANNA));
        assert!(!instance.path("list.part").exists(), "nothing is left lying about");
    }

    async fn the_list_goes_to_stdout_for_programs(app: TestApp) {
        app.sign_up(ANNA).await;
        let instance = Instance::beside(&app);
        let csv = instance.run(&["attendees", "export", "kleinstaedte", "--dialect", "rfc4180"]).done();
        let lines: Vec<_> = csv.split("\r\n").collect();
        assert_eq!(lines[0], "Status,Given name,Family name,E-mail,Registered at,Time (ISO 8601)");
        assert!(lines[1].starts_with("registered,Anna,Beispiel,anna@example.org,"), "{csv}");
    }

    async fn the_ledger_in_json_has_its_keys(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let instance = Instance::beside(&app);
        let ledger = instance.run(&["ledger", "kleinstaedte", "--json"]).json();
        let line = &ledger[0];
        for key in ["email", "kind", "due_at", "state", "attempts", "message_id", "last_reply", "reason"] {
            assert!(line.get(key).is_some(), "{key} in {line}");
        }
        assert_eq!((&line["email"], &line["kind"], &line["state"], &line["attempts"]), (&ANNA.into(), &"confirmation".into(), &"accepted".into(), &1.into()));
        assert_eq!(instance.run(&["ledger", "kleinstaedte", "--state", "failed", "--json"]).json(), serde_json::json!([]));
        let shown = instance.run(&["ledger", "kleinstaedte"]).done();
        assert!(shown.contains("confirmation") && shown.contains("accepted") && shown.contains(ANNA), "{shown}");
    }
}
