//! Laws 23 and 24: personal data go by themselves when their term has ended, counts remain, and whoever is erased is gone from
//! everywhere.

use halbsieben::app::erasure::ErasureReason;
use halbsieben::app::registrant::Changed;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::erasure::{Headcount, Receipt};

use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::log::Log;

/// Thirty days after the end at 20:00, to the second.
const TERM_ENDS: &str = "2021-05-15T18:00:00Z";
const ANNA: &str = "anna@example.org";
const BERT: &str = "bert@example.org";

/// Two questions, of which one is kept for a shorter time.
const QUESTIONS: &str = r#"
[[questions]]
label = "Was essen Sie nicht?"
kind = "text"
purpose = "für den Imbiss"
retention_days = 3

[[questions]]
label = "Was möchten Sie fragen?"
kind = "text"
"#;

async fn token(app: &TestApp, email: &str) -> String {
    app.last_mail_to(email).await.registration_token()
}

async fn erase(app: &TestApp, email: &str) -> Receipt {
    app.app.erase_registration(&token(app, email).await, ErasureReason::Asked).await.unwrap().expect("a receipt")
}

impl TestApp {
    /// Types another address into the form of somebody who has registered.
    async fn ask_for_new_address(&self, email: &str, new: &str) {
        let form = self.form(SLUG, new).await;
        let asked = self.app.change_registration(&self.registration_token(email).await, form).await.unwrap();
        assert_eq!(asked, Some(Changed::AddressAsked));
    }
}

async fn headcount(app: &TestApp) -> Headcount {
    app.app.headcount(SLUG).await.unwrap()
}

/// Signs Anna up with answers that nobody else would give.
async fn with_answers(app: &TestApp) {
    let mut new = app.form(SLUG, ANNA).await;
    let event = app.app.show_event(SLUG).await.unwrap().event;
    let answers = ["Paranüsse-7341", "Wohin-des-Wegs-9182"].map(str::to_owned);
    new.answers = event.questions.iter().map(|question| question.id).zip(answers).collect();
    app.app.sign_up(SLUG, new).await.unwrap();
}

/// Whether these bytes stand in the database, in the mails of the folder or in the log.
async fn is_anywhere(app: &TestApp, log: &Log, needle: &str) -> Vec<String> {
    assert!(!log.text().is_empty(), "the log is kept");
    let mut places = Vec::new();
    let needle = needle.to_lowercase();
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains(&needle);
    for (name, bytes) in app.place.files() {
        places.extend(holds(&bytes).then_some(name));
    }
    places.extend(app.dump().await.into_iter().filter(|row| holds(row.as_bytes())));
    places.extend(log.text().lines().filter(|line| holds(line.as_bytes())).map(str::to_owned));
    places
}

on_each_backend! {
    async fn law_23_nothing_is_removed_before_the_term_has_ended(app: TestApp) {
        app.sign_up_many(3).await;
        app.at(TERM_ENDS);
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0);
        assert_eq!(app.attendees(SLUG).await.len(), 3);
    }

    async fn law_23_registrations_mails_and_their_rows_go_when_the_term_has_ended(app: TestApp) {
        app.sign_up_many(3).await;
        app.run_due().await;
        app.at(TERM_ENDS);
        app.advance(1);
        assert_eq!(app.app.remove_past_term().await.unwrap(), 3);
        assert!(app.attendees(SLUG).await.is_empty());
        assert!(app.rows().await.is_empty());
        assert!(app.mails().await.is_empty());
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0, "a second run has nothing to do");
    }

    async fn law_23_how_many_were_registered_and_cancelled_stays(app: TestApp) {
        app.sign_up_many(3).await;
        app.cancel("p2@example.org").await;
        app.at(TERM_ENDS);
        app.advance(1);
        app.app.remove_past_term().await.unwrap();
        assert_eq!(headcount(&app).await, Headcount { registered: 2, cancelled: 1, ..Headcount::default() });
    }

    async fn law_23_an_event_that_was_called_off_ends_its_term_from_that_day(app: TestApp) {
        app.sign_up_many(2).await;
        app.app.cancel_event(SLUG, "krank").await.unwrap();
        app.at("2021-05-10T09:59:00Z");
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0);
        app.at("2021-05-10T10:01:00Z");
        assert_eq!(app.app.remove_past_term().await.unwrap(), 2, "thirty days after the cancellation, not after the date");
    }

    async fn law_08_nobody_is_forgotten_before_they_could_be_told_of_the_cancellation(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("retention_days = 1\n{}", EVENT.replace("2021-04-15", "2021-06-15"))).start().await;
        app.sign_up_many(2).await;
        app.app.cancel_event(SLUG, "krank").await.unwrap();
        app.advance(13 * 24 * 60);
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0);
        app.advance(24 * 60 + 1);
        assert_eq!(app.app.remove_past_term().await.unwrap(), 2);
    }

    async fn law_23_an_event_that_is_moved_on_after_its_term_ends_it_again(app: TestApp) {
        app.sign_up_many(1).await;
        app.at(TERM_ENDS);
        app.advance(1);
        app.app.remove_past_term().await.unwrap();
        app.move_to("2021-06-15T18:30").await;
        app.sign_up(ANNA).await;
        app.at("2021-08-01T00:00:00Z");
        assert_eq!(app.app.remove_past_term().await.unwrap(), 1);
        assert_eq!(headcount(&app).await.registered, 2);
    }

    async fn law_23_an_answer_with_a_term_of_its_own_goes_first(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        with_answers(&app).await;
        app.at("2021-04-18T18:01:00Z");
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0, "nobody goes");
        let answers = app.attendees(SLUG).await.remove(0).answers;
        assert_eq!(answers, ["", "Wohin-des-Wegs-9182"]);
    }

    async fn law_23_an_address_that_nobody_confirmed_in_time_goes_the_night_after(app: TestApp) {
        app.sign_up_many(2).await;
        app.tamper("UPDATE registration SET status = 'pending', expires_at = (SELECT starts_at FROM event) WHERE email_key = 'p1@example.org'").await;
        app.at("2021-04-15T16:29:00Z");
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0);
        app.at("2021-04-15T16:31:00Z");
        assert_eq!(app.app.remove_past_term().await.unwrap(), 1);
        let left: Vec<_> = app.attendees(SLUG).await.into_iter().map(|attendee| attendee.email).collect();
        assert_eq!(left, ["p2@example.org"]);
    }

    async fn law_12_an_event_whose_people_cannot_be_removed_does_not_stop_the_others(backend: Backend) {
        let app = TestApp::on(backend).published(EVENT).published(&EVENT.replace("\"kleinstaedte\"", "\"zweite\"")).start().await;
        app.sign_up(ANNA).await;
        app.try_sign_up("zweite", BERT).await.unwrap();
        app.tamper("UPDATE registration SET status = 'unreadable' WHERE email_key = 'anna@example.org'").await;
        app.at(TERM_ENDS);
        app.advance(1);
        app.app.remove_past_term().await.expect_err("of one event nobody could be removed");
        assert!(app.attendees("zweite").await.is_empty());
    }

    async fn law_23_an_answer_that_names_a_question_is_not_the_answer_to_it(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{QUESTIONS}")).start().await;
        let mut new = app.form(SLUG, ANNA).await;
        let [first, second] = <[_; 2]>::try_from(app.app.show_event(SLUG).await.unwrap().event.questions).unwrap();
        new.answers.insert(second.id, format!("{{\"{}\":\"das\"}}", first.id));
        app.app.sign_up(SLUG, new).await.unwrap();
        app.at("2021-04-18T18:01:00Z");
        app.app.remove_past_term().await.unwrap();
        assert!(app.dump().await.iter().all(|row| !row.starts_with("erasure: ")), "nothing was there to be removed");
    }

    async fn law_23_whoever_confirms_while_the_night_looks_is_left_alone(app: TestApp) {
        app.sign_up(ANNA).await;
        app.tamper("UPDATE registration SET status = 'pending', expires_at = (SELECT starts_at FROM event)").await;
        app.at("2021-04-15T17:00:00Z");
        let confirming = app.holding("UPDATE registration SET status = 'registered', expires_at = NULL").await;
        let confirmed = async {
            confirming.waited_for_by(1).await;
            confirming.commit().await;
        };
        let (removed, ()) = futures::join!(app.app.remove_past_term(), confirmed);
        assert_eq!(removed.unwrap(), 0);
        assert_eq!(app.app.show_event(SLUG).await.unwrap().registered, 1);
    }

    async fn law_23_mails_and_words_of_servers_are_kept_for_a_fortnight(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-24T09:00:00Z");
        app.app.remove_past_term().await.unwrap();
        assert!(app.row(ANNA, "confirmation").await.last_reply.is_some() && app.mails_to(ANNA).await.len() == 1);
        app.at("2021-04-24T10:01:00Z");
        app.app.remove_past_term().await.unwrap();
        assert!(app.row(ANNA, "confirmation").await.last_reply.is_none() && app.mails_to(ANNA).await.is_empty());
    }

    async fn law_23_the_ledger_is_kept_for_ninety_days(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("retention_days = 365\n{EVENT}")).start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-07-14T17:59:00Z");
        app.app.remove_past_term().await.unwrap();
        assert_eq!(app.rows().await.len(), 1);
        app.at("2021-07-14T18:01:00Z");
        assert_eq!(app.app.remove_past_term().await.unwrap(), 0);
        assert_eq!((app.rows().await.len(), app.attendees(SLUG).await.len()), (0, 1));
    }

    async fn law_24_whoever_is_erased_is_gone_and_owed_nothing(app: TestApp) {
        app.sign_up(ANNA).await;
        app.sign_up(BERT).await;
        app.run_due().await;
        let receipt = erase(&app, ANNA).await;
        assert_eq!((receipt.removed.registrations, receipt.removed.deliveries, receipt.removed.mails), (1, 1, 1));
        assert!(app.dump().await.iter().all(|row| !row.contains(ANNA)));
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!((app.mails_to(ANNA).await.len(), app.mails_to(BERT).await.len()), (0, 2));
        assert_eq!(app.app.show_event(SLUG).await.unwrap().registered, 1);
    }

    async fn law_24_erasing_frees_the_place(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("capacity = 1\n{EVENT}")).start().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.try_sign_up(SLUG, BERT).await.expect_err("no place");
        erase(&app, ANNA).await;
        app.sign_up(BERT).await;
    }

    async fn law_24_twice_is_the_same_receipt(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let token = token(&app, ANNA).await;
        let first = app.app.erase_registration(&token, ErasureReason::Asked).await.unwrap();
        app.advance(5);
        let second = app.app.erase_registration(&token, ErasureReason::Asked).await.unwrap();
        assert!(first.is_some() && first == second);
    }

    async fn law_24_whoever_leaves_after_the_event_still_counts(app: TestApp) {
        app.sign_up_many(2).await;
        app.run_due().await;
        app.at("2021-04-16T10:00:00Z");
        erase(&app, "p1@example.org").await;
        app.at(TERM_ENDS);
        app.advance(1);
        app.app.remove_past_term().await.unwrap();
        assert_eq!(headcount(&app).await.registered, 2);
    }

    async fn law_24_a_person_is_erased_from_every_event_by_the_address(backend: Backend) {
        let other = EVENT.replace("slug = \"kleinstaedte\"", "slug = \"zweite\"");
        let app = TestApp::on(backend).published(EVENT).published(&other).start().await;
        app.sign_up(ANNA).await;
        app.try_sign_up("zweite", "ANNA@example.org").await.unwrap();
        app.sign_up(BERT).await;
        let anna = EmailAddress::parse("Anna@Example.org").unwrap();
        let receipt = app.app.erase_person(&anna).await.unwrap().expect("a receipt");
        assert_eq!((receipt.removed.registrations, receipt.event), (2, None));
        assert!(app.dump().await.iter().all(|row| !row.to_lowercase().contains(ANNA)));
        assert_eq!(app.app.erase_person(&anna).await.unwrap(), None);
        assert_eq!(app.app.show_event(SLUG).await.unwrap().registered, 1);
    }

    async fn law_24_an_address_that_was_only_noted_as_a_new_one_is_forgotten_with_a_receipt(backend: Backend) {
        for transport in ["outbox:", "file:"] {
            let folder = tempfile::tempdir().unwrap();
            let url = if transport == "file:" { format!("file:{}", folder.path().display()) } else { transport.to_owned() };
            let app = TestApp::on(backend).mail_to(&url).start().await;
            app.sign_up(ANNA).await;
            app.ask_for_new_address(ANNA, "Neu@example.org").await;
            app.run_due().await;
            app.tamper("UPDATE delivery SET last_reply = '250 ok <neu@example.org>' WHERE purpose = 'new_address'").await;
            let erased = EmailAddress::parse("neu@example.org").unwrap();
            let receipt = app.app.erase_person(&erased).await.unwrap().expect("a receipt");
            assert_eq!((receipt.removed.registrations, receipt.removed.mails), (0, u64::from(transport == "outbox:")));
            assert!(app.dump().await.iter().all(|row| !row.to_lowercase().contains("neu@example.org")));
            let to_them = |file: std::io::Result<std::fs::DirEntry>| {
                std::fs::read_to_string(file.unwrap().path()).unwrap().to_lowercase().contains("neu@example.org")
            };
            assert!(!folder.path().read_dir().unwrap().any(to_them), "in the folder");
            assert_eq!(app.app.show_event(SLUG).await.unwrap().registered, 1, "Anna is there");
            assert_eq!(app.app.erase_person(&erased).await.unwrap(), None, "nothing more is there");
        }
    }

    async fn law_24_mails_to_an_address_that_was_corrected_since_go_with_it(app: TestApp) {
        app.sign_up("ana@example.org").await;
        app.run_due().await;
        let wrong = EmailAddress::parse("ana@example.org").unwrap();
        app.app.correct_address(SLUG, &wrong, &EmailAddress::parse(ANNA).unwrap()).await.unwrap();
        app.run_due().await;
        let receipt = app.app.erase_person(&wrong).await.unwrap().expect("a receipt");
        assert_eq!((receipt.removed.registrations, receipt.removed.mails), (0, 1));
        assert_eq!((app.mails_to("ana@example.org").await.len(), app.mails_to(ANNA).await.len()), (0, 1));
    }

    async fn law_24_a_mail_in_the_folder_whose_row_is_gone_is_removed_by_the_night(backend: Backend) {
        let folder = tempfile::tempdir().unwrap();
        let app = TestApp::on(backend).mail_to(&format!("file:{}", folder.path().display())).start().await;
        app.sign_up(ANNA).await;
        app.sign_up(BERT).await;
        app.run_due().await;
        let (annas, berts) = (app.row(ANNA, "confirmation").await.id, app.row(BERT, "confirmation").await.id);
        // As if it had been killed after the erasure was committed, and in the middle of a mail besides.
        app.tamper("DELETE FROM registration WHERE email_key = 'anna@example.org'").await;
        std::fs::write(folder.path().join(format!(".{annas}.part")), "half a mail").unwrap();
        std::fs::write(folder.path().join("notes.eml"), "not ours").unwrap();
        app.app.remove_past_term().await.unwrap();
        let mut left: Vec<_> = folder.path().read_dir().unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, [format!("{berts}.eml"), "notes.eml".to_owned()]);
    }

    /// The whole of it: in the outbox or the folder, in the ledger, in answers, in what was said of the mail; in every file and every
    /// table, and in the log from the beginning.
    async fn law_24_nothing_of_an_erased_person_is_left_after_the_night(backend: Backend) {
        let log = Log::of_everything();
        for transport in ["outbox:", "file:"] {
            let folder = tempfile::tempdir().unwrap();
            let url = if transport == "file:" { format!("file:{}", folder.path().display()) } else { transport.to_owned() };
            let app = TestApp::on(backend).mail_to(&url).published(&format!("{EVENT}{QUESTIONS}")).start().await;
            app.sign_up_many(60).await;
            with_answers(&app).await;
            app.tamper("UPDATE registration SET given_name = 'Anna-4711', family_name = 'Beispiel-0815', new_email = 'anna-neu@example.org', \
                        unreachable_reason = '550 anna@example.org' WHERE email_key = 'anna@example.org'").await;
            app.run_due().await;
            app.at("2021-04-14T16:30:00Z");
            app.run_due().await;
            app.tamper("UPDATE delivery SET last_reply = '250 ok <anna@example.org>' WHERE registration_id = (SELECT id FROM registration WHERE email_key = 'anna@example.org')").await;
            let said = [ANNA, "Anna-4711", "Beispiel-0815", "anna-neu@", "Paranüsse-7341", "Wohin-des-Wegs-9182"];
            for needle in said {
                assert!(!is_anywhere(&app, &log, needle).await.is_empty(), "{needle} was there");
            }
            let anna = EmailAddress::parse(ANNA).unwrap();
            let held = async || serde_json::to_string(&app.app.personal_data(&anna).await.unwrap()).unwrap();
            assert!(held().await.contains("Paranüsse-7341"), "it was there to be exported");
            app.app.erase_person(&anna).await.unwrap().expect("a receipt");
            app.at("2021-04-15T01:47:00Z");
            app.app.remove_past_term().await.unwrap();
            assert_eq!(held().await, "[]");
            for needle in said {
                assert_eq!(is_anywhere(&app, &log, needle).await, Vec::<String>::new(), "{needle} with {transport}");
                for file in folder.path().read_dir().unwrap() {
                    let mail = String::from_utf8(std::fs::read(file.unwrap().path()).unwrap()).unwrap();
                    assert!(!mail.contains(needle), "{needle} in the folder");
                }
            }
            assert!(!is_anywhere(&app, &log, "p37@example.org").await.is_empty(), "the others are there");
        }
    }

    async fn law_24_of_an_event_past_its_term_nobody_is_left(backend: Backend) {
        let log = Log::of_everything();
        let app = TestApp::on(backend).start().await;
        app.sign_up_many(120).await;
        app.run_due().await;
        app.at(TERM_ENDS);
        app.advance(1);
        assert!(!is_anywhere(&app, &log, "p77@example.org").await.is_empty());
        assert_eq!(app.app.remove_past_term().await.unwrap(), 120);
        assert_eq!(is_anywhere(&app, &log, "@example.org").await, Vec::<String>::new());
    }
}
