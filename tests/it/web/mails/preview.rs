//! A mail as somebody would get it, looked at before it leaves.

use halbsieben::domain::organiser::Role;

use super::{MAILS, host};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::Page;
use crate::web::account::{create, signed_in};
use crate::web::people::named;
use crate::web::{ANNA, signed_up};

const REMINDER: &str = "/organiser/events/kleinstaedte/mails/reminder_24h";

/// The keys in what is shown, and what is shown without them.
fn keys(shown: &str) -> (Vec<String>, String) {
    let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let (mut keys, mut without, mut rest) = (Vec::new(), String::new(), shown);
    while let Some(at) = ["/r/", "/j/", "/c/"].iter().filter_map(|start| rest.find(start)).min() {
        let (before, after) = rest.split_at(at + 3);
        let length = after.find(|c| !is_key(c)).unwrap_or(after.len());
        if length >= 20 {
            keys.push(format!("{}{}", &before[at..], &after[..length]));
        }
        without += before;
        rest = &after[length..];
    }
    (keys, without + rest)
}

/// The key of somebody's registration.
async fn id_of(app: &TestApp, email: &str) -> String {
    let rows = app.rows().await;
    rows.iter().find(|(address, _)| address == email).expect("a row").1.registration_id.to_string()
}

fn chosen(page: &Page) -> Vec<String> {
    page.all("select option[selected]")
}

on_each_backend! {
    async fn law_01_a_preview_is_the_mail_that_leaves(app: TestApp) {
        named(&app, "Jürgen", "Müller", ANNA).await;
        app.run_due().await;
        let browser = app.organiser().await;
        let query = format!("?person={}", id_of(&app, ANNA).await);
        let text = browser.get(&format!("{REMINDER}{query}&view=text")).await.all("pre").concat();
        let html = browser.get(&format!("{REMINDER}/html{query}")).await.html().to_owned();
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        let words = |text: &str| keys(&text.split_whitespace().collect::<Vec<_>>().join(" ")).1;
        assert_eq!(words(&text), words(&mail.text));
        let body = |html: &str| keys(&html[html.find("<body").unwrap()..]).1;
        assert_eq!(body(&html), body(&mail.html));
    }

    async fn law_20_no_link_of_a_preview_opens_anything(app: TestApp) {
        signed_up(&app, ANNA).await;
        app.run_due().await;
        create(&app, "reader@example.org", Role::Reader).await;
        let reader = signed_in(&app, "reader@example.org").await;
        let person = id_of(&app, ANNA).await;
        let mut seen = 0;
        for mail in ["confirmation", "confirm_address", "waitlisted", "promoted", "requested", "declined", "registration_cancelled", "reminder_24h", "reminder_1h"] {
            for view in ["html", "text", "source"] {
                let page = reader.get(&format!("{MAILS}/{mail}?person={person}&view={view}")).await;
                assert_eq!(page.status, 200, "{mail}: {}", page.text());
                let html = reader.get(&format!("{MAILS}/{mail}/html?person={person}")).await;
                let (page, html) = (keys(page.html()).0, keys(html.html()).0);
                assert!(!html.is_empty() || mail == "declined" || mail == "requested", "{mail}");
                for key in page.into_iter().chain(html) {
                    let opened = app.browser().get(&key).await;
                    assert_eq!(opened.status, 404, "{mail}, {view}: {key}");
                    seen += 1;
                }
            }
        }
        assert!(seen > 50, "{seen}");
        let real = format!("/r/{}", app.last_mail_to(ANNA).await.registration_token());
        assert_eq!(app.browser().get(&real).await.status, 200);
    }

    async fn nobody_signed_up_is_shown_as_a_person_who_was_invented(app: TestApp) {
        let browser = app.organiser().await;
        let page = browser.get(REMINDER).await;
        assert_eq!((page.status, chosen(&page)), (200, vec!["Erfundene Person".to_owned(), "Deutsch".to_owned()]));
        let english = browser.get(&format!("{REMINDER}?language=en&view=text")).await;
        assert!(english.all("pre").concat().contains("Your personal link"), "{}", english.text());
        assert!(browser.get(&format!("{REMINDER}-team")).await.all("dd strong").concat().starts_with("[Team]"));
    }

    async fn whoever_is_looked_for_can_be_picked(app: TestApp) {
        for (given, email) in [("Anna", ANNA), ("Bert", "bert@example.org")] {
            named(&app, given, "Beispiel", email).await;
        }
        host(&app, "hedda@example.org").await;
        let browser = app.organiser().await;
        assert_eq!(chosen(&browser.get(REMINDER).await)[0], "Bert Beispiel", "somebody who is there");
        assert_eq!(chosen(&browser.get(&format!("{REMINDER}?person=sample")).await)[0], "Erfundene Person");
        assert_eq!(browser.get(REMINDER).await.all("#person option"), ["Bert Beispiel", "Anna Beispiel", "Erfundene Person"]);
        assert_eq!(browser.get(&format!("{REMINDER}?q=anna")).await.all("#person option"), ["Anna Beispiel", "Erfundene Person"]);
        assert_eq!(browser.get(&format!("{REMINDER}-team")).await.all("#person option"), ["hedda@example.org", "Erfundene Person"]);
        let anna = id_of_registered(&app, ANNA).await;
        let page = browser.get(&format!("{REMINDER}?person={anna}&q=bert")).await;
        assert_eq!((page.all("#person option")[..2].to_vec(), chosen(&page)[0].as_str()), (vec!["Anna Beispiel".to_owned(), "Bert Beispiel".to_owned()], "Anna Beispiel"));
        // Who is of another audience, or of no event, gets no such mail.
        for path in [format!("{REMINDER}-team?person={anna}"), format!("{REMINDER}?person=00000000-0000-7000-8000-000000000000"), format!("{REMINDER}?person=x")] {
            assert_eq!(browser.get(&path).await.status, 404, "{path}");
        }
    }

    async fn five_views_of_a_mail_have_an_address_each(app: TestApp) {
        let browser = app.organiser().await;
        let page = browser.get(REMINDER).await;
        assert_eq!(page.all(".tabs a"), ["HTML", "Schmal", "Dunkel", "Text", "Quelltext"]);
        for (words, class) in [("HTML", "mailframe"), ("Schmal", "mailframe phone"), ("Dunkel", "mailframe dark")] {
            let shown = browser.get(&page.link(words)).await;
            assert_eq!(shown.attributes("iframe", "class"), [class]);
            assert!(!shown.attributes("iframe", "sandbox").concat().contains("allow-s"), "neither scripts nor the same origin");
            let framed = browser.get(&shown.attributes("iframe", "src").concat()).await;
            assert_eq!((framed.status, framed.header("x-frame-options")), (200, Some("SAMEORIGIN")));
            assert_eq!(framed.html().contains("@media all {"), words == "Dunkel");
        }
        assert!(browser.get(&page.link("Quelltext")).await.all("pre").concat().contains("MIME-Version: 1.0"));
    }

    async fn a_preview_says_what_is_wrong_with_the_mail(backend: Backend) {
        let without_room = EVENT.replace("room_url = \"https://meet.example.org/kleinstaedte\"\n", "");
        let app = TestApp::on(backend).published(&format!("{without_room}[[reminders]]\nbefore_minutes = 1440\ntext = \"Hallo\"\n")).start().await;
        app.tamper("UPDATE reminder_rule SET text = 'Hallo {{ vornahme }}'").await;
        let page = app.organiser().await.get(REMINDER).await;
        assert_eq!(page.all(".notice.warning").len(), 2, "{}", page.text());
        assert!(page.text().contains("„vornahme“ ist kein Platzhalter") && page.text().contains("Link zum Veranstaltungsraum fehlt"), "{}", page.text());
    }

    async fn what_an_event_does_not_send_cannot_be_looked_at(app: TestApp) {
        let browser = app.organiser().await;
        for mail in ["change", "event_cancelled", "reminder_5h", "lost_link", "new_address", "nothing", "confirmation-team"] {
            assert_eq!(browser.get(&format!("{MAILS}/{mail}")).await.status, 404, "{mail}");
        }
        app.sign_up(ANNA).await;
        app.app.cancel_event(SLUG, "Die Referentin ist krank.").await.unwrap();
        let page = browser.get(&format!("{MAILS}/event_cancelled?view=text")).await;
        assert!(page.all("pre").concat().contains("Die Referentin ist krank."), "{}", page.text());
    }

    async fn what_is_left_open_in_a_text_is_filled_in_for_each(backend: Backend) {
        let text = "Hallo {{ vorname }} {{ nachname }}, *{{ titel }}* ist am {{ datum }} um {{ uhrzeit }}: {{ link }}";
        let app = TestApp::on(backend).published(&format!("{EVENT}[[reminders]]\nbefore_minutes = 1440\ntext = \"{text}\"\n")).start().await;
        named(&app, "Anna *fett*", "Beispiel", ANNA).await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        let mail = app.last_mail_to(ANNA).await;
        let words = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = "Hallo Anna *fett* Beispiel, Kleine Städte, große Pläne ist am Donnerstag, 15. April 2021 um 18:30 Uhr: https://events.example.org/j/";
        assert!(words.contains(said), "{words}");
    }
}

/// The key of somebody's registration, before any mail has left.
async fn id_of_registered(app: &TestApp, email: &str) -> String {
    let filter = halbsieben::domain::attendee::AttendeeFilter::default();
    let all = app.app.list_attendees(SLUG, &filter, 0, 100).await.unwrap();
    all.into_iter().find(|listed| listed.attendee.email == email).expect("somebody").id.to_string()
}
