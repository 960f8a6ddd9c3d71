//! Entering everybody on a list: what would come of it is shown first, and nobody is entered twice.

use halbsieben::app::erasure::ErasureReason;

use super::ANNA;
use super::people::{PEOPLE, named, organiser};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

const BERT: &str = "bert@example.org";
const CARLA: &str = "carla@example.org";

/// Sends fields as a form with a file does (RFC 7578).
pub(super) async fn send(organiser: &Browser, parts: &[(&str, &[u8])]) -> Page {
    let mut body = Vec::new();
    for (name, value) in parts {
        let file = if *name == "list" { "; filename=\"liste.csv\"" } else { "" };
        body.extend(format!("--XyZ\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").into_bytes());
        body.extend(*value);
        body.extend(b"\r\n");
    }
    body.extend(b"--XyZ--\r\n");
    organiser.post_raw(&format!("{PEOPLE}/import"), "multipart/form-data; boundary=XyZ", body).await
}

/// Has a list looked at.
async fn look(organiser: &Browser, list: &str) -> Page {
    let page = send(organiser, &[("list", list.as_bytes())]).await;
    assert_eq!(page.status, 200, "{page:?}");
    page
}

/// Says yes to what the page shows.
async fn confirm(organiser: &Browser, look: &Page) -> Page {
    let fields = look.form().filled_in(&[]);
    let parts: Vec<(&str, &[u8])> = fields.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
    organiser.follow(&send(organiser, &parts).await).await
}

/// What the page says, and each line with what becomes of it.
fn said(page: &Page) -> (Vec<String>, Vec<String>) {
    (page.all(".consequences li"), page.all(".imported tbody tr"))
}

/// Who is there, as it stands: the newest first.
async fn who(app: &TestApp) -> Vec<(String, &'static str)> {
    app.attendees(SLUG).await.into_iter().map(|attendee| (attendee.email, attendee.status.as_str())).collect()
}

on_each_backend! {
    async fn law_09_what_a_list_would_bring_is_shown_before_anybody_is_entered(app: TestApp) {
        named(&app, "Anna", "Beispiel", ANNA).await;
        app.run_due().await;
        let organiser = organiser(&app).await;
        let before: Vec<String> = app.dump().await.into_iter().filter(|row| !row.starts_with("session: ")).collect();
        let page = look(&organiser, "Vorname;Nachname;E-Mail;Telefon\r\nAnna;B;ANNA@example.org;1\r\n'=Bert;B;bert@example.org;2\r\nBert;B;Bert@Example.org;\r\nC;;carla@;3\r\n").await;
        assert_eq!(
            said(&page),
            (
                [
                    "1 Person wird eingetragen.",
                    "Es geht sofort 1 E-Mail hinaus.",
                    "1 Person ist schon angemeldet. An ihr ändert sich nichts.",
                    "1 Zeile stimmt nicht und wird ausgelassen.",
                    "1 weitere Zeile wird ausgelassen; warum, steht unten.",
                    "Aus 1 Zelle ist das Zeichen ' entfernt, das Formeln verhindert.",
                    "Nicht übernommen werden die Spalten Telefon.",
                ]
                .map(str::to_owned)
                .to_vec(),
                [
                    "5 carla@ Nachname: fehlt; E-Mail: keine vollständige Adresse wie name@example.org",
                    "4 Bert@Example.org steht schon in Zeile 3",
                    "2 ANNA@example.org ist schon angemeldet",
                    "3 bert@example.org wird eingetragen",
                ]
                .map(str::to_owned)
                .to_vec()
            )
        );
        let after: Vec<String> = app.dump().await.into_iter().filter(|row| !row.starts_with("session: ")).collect();
        assert_eq!(after, before);
        let done = confirm(&organiser, &page).await;
        assert_eq!(done.all(".notice [role=alert]"), ["Die Personen auf der Liste sind eingetragen. Ihre E-Mails sind unterwegs."]);
        app.run_due().await;
        assert_eq!((app.mails_to(ANNA).await.len(), app.mails_to(BERT).await.len()), (1, 1));
        assert_eq!(done.all(".attendees tbody th"), ["=Bert B", "Anna Beispiel"]);
    }

    async fn law_17_a_list_that_is_entered_twice_is_entered_once(app: TestApp) {
        let organiser = organiser(&app).await;
        let list = "Given name,Family name,E-mail\nAnna,Beispiel,anna@example.org\nBert,Beispiel,bert@example.org\n";
        let page = look(&organiser, list).await;
        confirm(&organiser, &page).await;
        app.run_due().await;
        let rows = app.rows().await;
        confirm(&organiser, &page).await;
        app.run_due().await;
        assert_eq!((app.rows().await, who(&app).await.len()), (rows, 2));
        let again = look(&organiser, list).await;
        assert_eq!(said(&again).0, ["Niemand ist neu.", "Es geht keine E-Mail hinaus.", "2 Personen sind schon angemeldet. An ihnen ändert sich nichts."]);
        assert!(again.all("main form").is_empty(), "there is nothing to say yes to");
    }

    async fn law_16_who_finds_no_place_waits_in_the_order_of_the_list(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 2").start().await;
        named(&app, "Anna", "Beispiel", ANNA).await;
        let organiser = organiser(&app).await;
        let page = look(&organiser, "E-Mail;Vorname;Nachname\nbert@example.org;B;B\ncarla@example.org;C;C\ndora@example.org;D;D\n").await;
        assert_eq!(said(&page).0[..3], ["3 Personen werden eingetragen.", "Für 2 davon ist kein Platz frei: Sie kommen auf die Warteliste.", "Es gehen sofort 3 E-Mails hinaus."]);
        assert_eq!(said(&page).1[0], "3 carla@example.org kommt auf die Warteliste");
        confirm(&organiser, &page).await;
        app.run_due().await;
        let stand: Vec<_> = who(&app).await.into_iter().rev().collect();
        assert_eq!(
            stand,
            [(ANNA, "registered"), (BERT, "registered"), (CARLA, "waitlisted"), ("dora@example.org", "waitlisted")].map(|(who, how)| (who.to_owned(), how))
        );
        assert!(app.last_mail_to(CARLA).await.subject.starts_with("Warteliste"), "{}", app.last_mail_to(CARLA).await.subject);
        app.cancel(BERT).await;
        assert_eq!(who(&app).await.into_iter().find(|(email, _)| email == CARLA).unwrap().1, "registered", "who stood first");
    }

    async fn answers_are_taken_by_the_words_of_their_questions(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("{EVENT}{}", super::form::QUESTIONS)).start().await;
        let organiser = organiser(&app).await;
        let list = "Vorname;Nachname;E-Mail;Woher kommen Sie?;Ich brauche Untertitel;Sprache\nA;B;anna@example.org;vom Land;x;English\nB;B;bert@example.org;vom Mond;nein;\nC;C;carla@example.org;;nein;de\n";
        let page = look(&organiser, list).await;
        assert_eq!(said(&page).1[0], "3 bert@example.org Woher kommen Sie?: steht nicht zur Auswahl");
        confirm(&organiser, &page).await;
        let people: Vec<_> = app.attendees(SLUG).await.into_iter().map(|it| (it.email, it.answers, it.language.tag())).collect();
        let answers = |answers: [&str; 3]| answers.map(str::to_owned).to_vec();
        assert_eq!(people, [(CARLA.to_owned(), answers(["", "", ""]), "de"), (ANNA.to_owned(), answers(["", "vom Land", "ja"]), "en")]);
    }

    async fn who_wants_no_mail_and_who_has_given_up_is_left_out(app: TestApp) {
        named(&app, "Anna", "Beispiel", ANNA).await;
        app.run_due().await;
        let token = app.last_mail_to(ANNA).await.registration_token();
        app.app.erase_registration(&token, ErasureReason::NotMe).await.unwrap().expect("a receipt");
        let organiser = organiser(&app).await;
        let page = look(&organiser, "Status;Vorname;Nachname;E-Mail\nangemeldet;A;B;anna@example.org\nabgemeldet;B;B;bert@example.org\ncancelled;C;C;carla@example.org\n").await;
        let left_out = "steht auf der Liste als abgemeldet";
        assert_eq!(
            said(&page).1,
            ["2 anna@example.org möchte zu dieser Veranstaltung keine E-Mails".to_owned(), format!("3 {BERT} {left_out}"), format!("4 {CARLA} {left_out}")]
        );
        send(&organiser, &[("list", b"Vorname;Nachname;E-Mail\nA;B;anna@example.org\n"), ("confirmed", b"1")]).await;
        app.run_due().await;
        assert_eq!((who(&app).await.len(), app.mails_to(ANNA).await.len()), (0, 0));
    }

    async fn a_long_list_is_entered_as_it_was_shown(app: TestApp) {
        let organiser = organiser(&app).await;
        let list = (0..120).map(|at| format!("p{at}@example.org;Anna;Beispiel\r\n")).collect::<Vec<_>>().concat();
        let page = look(&organiser, &format!("E-Mail;Vorname;Nachname\r\n{list}")).await;
        assert_eq!(said(&page).0, ["120 Personen werden eingetragen.", "Es gehen sofort 120 E-Mails hinaus."]);
        confirm(&organiser, &page).await;
        app.run_due().await;
        assert_eq!((who(&app).await.len(), app.rows().await.len()), (120, 120));
    }
}

#[tokio::test]
async fn a_file_that_is_no_list_is_refused_in_words() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let organiser = organiser(&app).await;
    for (file, why) in [
        (&b""[..], "Wählen Sie eine Datei."),
        (b"PK\x03\x04", "Das ist eine Excel-Datei."),
        (b"Anna;Beispiel\r\nx;y", "Keine Spalte heißt „E-Mail“."),
    ] {
        let refused = send(&organiser, &[("list", file)]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.all(".summary li").concat().starts_with(why), "{}", refused.text());
    }
    assert_eq!(organiser.post(&format!("{PEOPLE}/import"), &[("list".to_owned(), "E-Mail".to_owned())]).await.status, 415);
    let broken = organiser.post_raw(&format!("{PEOPLE}/import"), "multipart/form-data; boundary=XyZ", b"--XyZ\r\nbroken".to_vec()).await;
    assert_eq!(broken.status, 400);
    app.at("2021-04-15T18:30:00Z");
    let late = send(&organiser, &[("list", b"E-Mail;Vorname;Nachname\nx@example.org;A;B\n")]).await;
    assert_eq!((late.status, late.all("main form").len()), (409, 0));
}
