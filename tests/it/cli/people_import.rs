//! `attendees import`: what would come of a list, and entering it.

use super::Instance;
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;

const LIST: &str = "\u{feff}\"Vorname\";\"Nachname\";\"E-Mail\"\r\n\"Anna\";\"Beispiel\";\"anna@example.org\"\r\n\"Bert\";\"Beispiel\";\"bert@\"\r\n\"Carla\";\"Beispiel\";\"carla@example.org\"\r\n";

on_each_backend! {
    async fn law_09_a_list_is_entered_only_with_apply_and_says_how_many_mails_leave(backend: Backend) {
        // The command goes by the machine's clock.
        let app = TestApp::on(backend).published(&EVENT.replace("2021-", "2099-")).start().await;
        app.sign_up("anna@example.org").await;
        let instance = Instance::beside(&app);
        let file = instance.file("list.csv", LIST);
        let looked = instance.run(&["attendees", "import", SLUG, file]).done();
        assert_eq!(
            looked.lines().collect::<Vec<_>>(),
            [
                "line 3: bert@: E-mail: not a complete address like name@example.org",
                "line 2: anna@example.org: is registered already",
                "line 4: carla@example.org: will be entered",
                "1 person will be entered.",
                "1 e-mail is sent at once.",
                "1 person is registered already. Nothing changes for them.",
                "1 line is wrong and is left out.",
                "Nothing has changed yet: add --apply to enter them.",
            ]
        );
        assert_eq!(app.attendees(SLUG).await.len(), 1);
        let applied = instance.run(&["attendees", "import", SLUG, file, "--apply"]).done();
        assert!(applied.contains("1 e-mail is sent at once.") && applied.ends_with("Done: 1 entered.\n"), "{applied}");
        let again = instance.feed(LIST, &["attendees", "import", SLUG, "-", "--apply"]).done();
        assert!(again.contains("No e-mail is sent.") && again.ends_with("Done: 0 entered.\n"), "{again}");
        let mut rows: Vec<_> = app.rows().await.into_iter().map(|(email, row)| (email, row.purpose.to_string())).collect();
        rows.sort();
        let confirmation = |email: &str| (email.to_owned(), "confirmation".to_owned());
        assert_eq!((app.attendees(SLUG).await.len(), rows), (2, vec![confirmation("anna@example.org"), confirmation("carla@example.org")]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_entered_is_refused_in_a_sentence() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let instance = Instance::beside(&app);
    let no_list = instance.file("names.csv", "Anna;Beispiel\n");
    assert!(instance.run(&["attendees", "import", SLUG, no_list]).refused().contains("no column is called E-Mail"));
    assert!(instance.run(&["attendees", "import", SLUG, "nothing.csv"]).refused().contains("cannot read nothing.csv"));
    let list = instance.file("list.csv", LIST);
    assert!(instance.run(&["attendees", "import", "nothing", list]).refused().contains("nothing"));
}
