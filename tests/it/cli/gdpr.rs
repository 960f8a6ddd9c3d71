//! `gdpr export` and `gdpr erase`: all that is held, and its end with a receipt.

use super::Instance;
use crate::support::app::TestApp;

const ANNA: &str = "anna@example.org";

on_each_backend! {
    async fn all_that_is_held_of_a_person_is_written_down(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let instance = Instance::beside(&app);
        let held = instance.run(&["gdpr", "export", "Anna@example.org"]).json();
        assert_eq!(held[0]["registration"]["email"], ANNA);
        assert_eq!(held[0]["mails"].as_array().map(Vec::len), Some(1));
        assert_eq!(instance.run(&["gdpr", "export", "nobody@example.org"]).code, Some(1));
    }

    async fn of_somebody_else_who_typed_the_address_nothing_is_written_but_that(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.tamper("UPDATE registration SET new_email = 'Ben@example.org'").await;
        let instance = Instance::beside(&app);
        let written = instance.run(&["gdpr", "export", "ben@example.org"]).done();
        let held: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!((held[0]["new_email"].as_str(), held[0]["event"]["title"].as_str()), (Some("Ben@example.org"), Some("Kleine Städte, große Pläne")));
        assert!(!written.contains("Anna") && !written.contains(ANNA) && !written.contains("\"registration\""), "{written}");
    }

    async fn a_person_is_erased_by_the_address_and_the_receipt_names_nobody(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let instance = Instance::beside(&app);
        let refused = instance.run(&["gdpr", "erase", ANNA]);
        assert_eq!((refused.code, refused.err.contains("--yes")), (Some(3), true), "{refused:?}");
        let said = instance.run(&["gdpr", "erase", "Anna@example.org", "--yes"]).done();
        assert!(said.contains("Removed: 1 registration") && said.contains("Receipt: ") && !said.contains('@'), "{said}");
        assert!(app.dump().await.iter().all(|row| !row.contains(ANNA)));
        assert_eq!(instance.run(&["gdpr", "erase", ANNA, "--yes"]).code, Some(1));
    }
}
