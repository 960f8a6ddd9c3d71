//! `mail bounce`: what came back, from a pipe of the mail server or a mailbox file.

use std::path::Path;

use super::{Instance, keys};
use crate::support::app::TestApp;

const ANNA: &str = "anna@example.org";

/// A report of the corpus, about Anna's confirmation.
async fn report(app: &TestApp, name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/mail/bounce/{name}.eml"));
    let delivery = app.row(ANNA, "confirmation").await.id;
    let source = std::fs::read_to_string(file).unwrap();
    source.replace("0198a2b4-7c3d-7e4f-8a1b-2c3d4e5f6071", &delivery.to_string()).replace("alma.brueckner@example.org", ANNA)
}

on_each_backend! {
    async fn a_bounce_from_a_pipe_is_taken_and_said_in_a_line(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let instance = Instance::beside(&app);
        let said = instance.feed(report(&app, "postfix-no-such-user").await, &["mail", "bounce"]).done();
        assert!(said.starts_with("1: a mail to anna@example.org came back (5.1.1 550 5.1.1 <anna@example.org>: Recipient address"), "{said}");
        assert!(said.ends_with(": marked as unreachable\n") && said.lines().count() == 1, "{said}");
    }

    async fn a_mailbox_file_is_said_line_by_line_and_for_programs(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let instance = Instance::beside(&app);
        let mut mailbox = String::new();
        for name in ["away-in-german", "gmail-delayed", "qmail-queue-expired", "another-mail", "postfix-smtputf8"] {
mailbox.extend(["From x Wed Apr 14 16:30:05 2021\n", &report(&app, name).await, "\n"].map(str::to_owned));
        }
        let file = instance.file("mailbox", mailbox);
        let json = instance.run(&["mail", "bounce", file, "--json"]).json();
        let lines = json.as_array().expect("an array");
        let of = |key: &str| lines.iter().map(|line| line[key].as_str().unwrap_or("-").to_owned()).collect::<Vec<_>>();
        assert_eq!(keys(&lines[0]), ["done", "email", "kind", "message", "message_id", "permanent", "reason", "status", "words"]);
        assert_eq!(of("kind"), ["other", "delayed", "bounce", "other", "bounce"]);
        assert_eq!(of("done"), ["nothing", "nothing", "noted", "nothing", "other_address"]);
        assert_eq!(of("reason"), ["automatic_reply", "-", "-", "not_ours", "-"]);
        assert_eq!((&lines[2]["message"], &lines[2]["permanent"], &lines[2]["status"]), (&3.into(), &false.into(), &"4.4.1".into()));
        assert_eq!(lines[2]["message_id"], format!("<{}@events.example.org>", app.row(ANNA, "confirmation").await.id));
        let said = instance.run(&["mail", "bounce", file]).done();
        let said: Vec<_> = said.lines().collect();
        assert_eq!(said.len(), 5);
        assert_eq!((said[0], said[3]), ("1: an automatic reply: nothing to do", "4: a report on a mail that is not ours: nothing to do"));
        assert!(said[1].contains(" is late, and still tried (4.4.1 ") && said[2].contains(" came back, for now (4.4.1 "), "{said:?}");
        assert!(said[4].ends_with(": not the address that the mail went to: nothing done"), "{said:?}");
    }

    async fn what_is_no_bounce_of_ours_changes_nothing_and_ends_with_1(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let instance = Instance::beside(&app);
        let before = app.dump().await;
        for (name, said) in [
            ("away-in-german", "1: an automatic reply: nothing to do\n"),
            ("reply", "1: an ordinary mail: nothing to do\n"),
            ("loop", "1: a report on a report: nothing to do\n"),
        ] {
            let ran = instance.feed(report(&app, name).await, &["mail", "bounce", "-"]);
            assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(1), said, ""), "{name}");
        }
        let forged = report(&app, "postfix-no-such-user").await.replace(ANNA, "berta@example.org");
        assert_eq!(instance.feed(forged, &["mail", "bounce"]).code, Some(1));
        let nothing = instance.feed("", &["mail", "bounce", "--json"]);
        assert_eq!((nothing.code, nothing.out.as_str()), (Some(1), "[]\n"));
        assert_eq!(app.dump().await, before);
    }
}

#[test]
fn a_mailbox_that_cannot_be_read_is_said_in_a_sentence() {
    let instance = Instance::new();
    let sentence = instance.run(&["mail", "bounce", "nothing.mbox"]).refused();
    assert!(sentence.starts_with("cannot read nothing.mbox: "), "{sentence}");
    let file = instance.file("large", vec![b'x'; halbsieben::mail::bounce::MAX_MAILBOX_BYTES + 1]);
    let sentence = instance.run(&["mail", "bounce", file]).refused();
    assert_eq!(sentence, "large is larger than 67108864 bytes: part it");
}
