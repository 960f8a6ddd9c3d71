//! What organisers see of people: the list, one person in every state, the questions and forms.

use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::locale::Locale;

use super::{assert_page, with};
use crate::support::app::{SLUG, TestApp};
use crate::support::browser::Browser;
use crate::web::form::QUESTIONS;
use crate::web::lists::LISTS;
use crate::web::people::{PEOPLE, named, organiser};
use crate::web::people_import::send;

const ANNA: &str = "anna@example.org";
const BERT: &str = "bert@example.org";

/// Holds an organiser's page against what was approved, in both languages.
async fn assert_both(app: &TestApp, organiser: &Browser, name: &str, path: &str) {
    for locale in Locale::ALL {
        let path = format!("{}{path}", app.app.urls().prefix(locale));
        assert_page(&format!("{name}-{locale}"), &organiser.get(&path).await);
    }
}

async fn page_of(app: &TestApp, email: &str) -> String {
    let rows = app.rows().await;
    format!("{PEOPLE}/{}", rows.iter().find(|(address, _)| address == email).expect("a row").1.registration_id)
}

#[tokio::test]
async fn the_list_of_people_reads_as_it_was_approved() {
    let app = with("capacity = 1\n").await;
    let thea = organiser(&app).await;
    assert_both(&app, &thea, "people-empty", PEOPLE).await;
    for (given, family, email) in [("Jürgen", "Müller", ANNA), ("Bert", "<b>", BERT), ("Carla", "Beispiel", "carla@example.org")] {
        named(&app, given, family, email).await;
    }
    app.cancel("carla@example.org").await;
    app.tamper("UPDATE registration SET unreachable_at = registered_at, unreachable_reason = '550' WHERE email = 'bert@example.org'").await;
    assert_both(&app, &thea, "people", PEOPLE).await;
    assert_both(&app, &thea, "people-searched", &format!("{PEOPLE}?status=registered&q=M%C3%BC")).await;
    assert_both(&app, &thea, "people-none-found", &format!("{PEOPLE}?q=xyz")).await;
}

#[tokio::test]
async fn a_person_reads_as_it_was_approved() {
    let app = with("capacity = 1\n").await;
    for email in [ANNA, BERT] {
        named(&app, "Anna", "Beispiel", email).await;
    }
    app.run_due().await;
    let thea = organiser(&app).await;
    let (anna, bert) = (page_of(&app, ANNA).await, page_of(&app, BERT).await);
    for page in ["", "/cancel", "/erase", "/address"] {
        let name = format!("person{}", page.replace('/', "-"));
        assert_both(&app, &thea, &name, &format!("{anna}{page}")).await;
    }
    assert_both(&app, &thea, "person-waiting", &bert).await;
    assert_both(&app, &thea, "person-enter-waits", &format!("{PEOPLE}/new")).await;
    app.app.correct_address(SLUG, &EmailAddress::parse(BERT).unwrap(), &EmailAddress::parse("berta@example.org").unwrap()).await.unwrap();
    // Mails of one moment have no order.
    app.run_due().await;
    app.advance(1);
    thea.post(&format!("{anna}/cancel"), &[]).await;
    app.run_due().await;
    assert_both(&app, &thea, "person-cancelled", &format!("{anna}?done=cancelled")).await;
    app.app.cancel_event(SLUG, "Die Referentin ist krank.").await.unwrap();
    assert_both(&app, &thea, "person-event-cancelled", &bert).await;
    assert_both(&app, &thea, "person-enter-closed", &format!("{PEOPLE}/new")).await;
}

#[tokio::test]
async fn the_lists_to_take_away_read_as_they_were_approved() {
    let app = with("capacity = 2\nproof_of_attendance = true\n\n[[questions]]\nlabel = \"Woher kommen Sie?\"\nkind = \"text\"\n").await;
    let thea = organiser(&app).await;
    assert_both(&app, &thea, "lists-empty", LISTS).await;
    for (given, family, email) in [("Jürgen", "Müller", ANNA), ("Bert", "<b>", BERT), ("Carla", "Beispiel", "carla@example.org")] {
        named(&app, given, family, email).await;
    }
    assert_both(&app, &thea, "lists", LISTS).await;
    let fields = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>();
    let refused = thea.post(LISTS, &fields(&[("form", "xlsx"), ("status", "registered")])).await;
    assert_page("lists-refused-de", &refused);
    thea.post(LISTS, &fields(&[("form", "xlsx"), ("status", "registered"), ("q", "b"), ("column-email", "1"), ("column-note", "1")])).await;
    // Lists of one moment have no order.
    app.advance(1);
    let sheet = thea.post(LISTS, &fields(&[("form", "sheet"), ("sheet-email", "1")])).await;
    assert_both(&app, &thea, "lists-taken", &format!("{LISTS}?q=b")).await;
    assert_page("lists-sheet-de", &thea.follow(&sheet).await);
}

#[tokio::test]
async fn a_list_that_is_brought_along_reads_as_it_was_approved() {
    let app = with("capacity = 2\n").await;
    named(&app, "Anna", "Beispiel", ANNA).await;
    let thea = organiser(&app).await;
    assert_both(&app, &thea, "people-import", &format!("{PEOPLE}/import")).await;
    assert_page("people-import-wrong-de", &send(&thea, &[("list", b"Anna;Beispiel")]).await);
    let list = "Vorname;Nachname;E-Mail\nAnna;B;anna@example.org\n<b>;B;bert@example.org\nC;C;carla@example.org\nD;;dora@\n";
    assert_page("people-import-check-de", &send(&thea, &[("list", list.as_bytes())]).await);
}

#[tokio::test]
async fn a_person_with_a_note_reads_as_it_was_approved() {
    let app = with("").await;
    named(&app, "Anna", "Beispiel", ANNA).await;
    app.run_due().await;
    let (thea, path) = (organiser(&app).await, page_of(&app, ANNA).await);
    thea.post(&format!("{path}/note"), &[("note".to_owned(), "Kommt später.\nBraucht <Untertitel>.".to_owned())]).await;
    assert_both(&app, &thea, "person-noted", &format!("{path}?done=noted")).await;
    let wrong = thea.post(&format!("{path}/note"), &[("note".to_owned(), format!("x{}", '\u{7}'))]).await;
    assert_page("person-note-wrong-de", &wrong);
}

#[tokio::test]
async fn a_person_who_asks_for_a_place_reads_as_it_was_approved() {
    let app = with("approval = true\n").await;
    named(&app, "Anna", "Beispiel", ANNA).await;
    app.run_due().await;
    let (thea, path) = (organiser(&app).await, page_of(&app, ANNA).await);
    assert_both(&app, &thea, "person-requested", &path).await;
    assert_both(&app, &thea, "person-decline", &format!("{path}/decline")).await;
    thea.post(&format!("{path}/decline"), &[]).await;
    app.run_due().await;
    assert_both(&app, &thea, "person-declined", &format!("{path}?done=decided")).await;
}

#[tokio::test]
async fn the_forms_about_people_read_as_they_were_approved() {
    let app = with(QUESTIONS).await;
    let thea = organiser(&app).await;
    assert_both(&app, &thea, "person-enter", &format!("{PEOPLE}/new")).await;
    for locale in Locale::ALL {
        let prefix = app.app.urls().prefix(locale);
        let page = thea.get(&format!("{prefix}{PEOPLE}/new")).await;
        let wrong = thea.hurry(&page, &[(if locale == Locale::De { "E-Mail" } else { "E-mail" }, "anna@")]).await;
        assert_page(&format!("person-enter-wrong-{locale}"), &wrong);
    }
}
