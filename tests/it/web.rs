//! What the pages answer, over the real router, as a person with a browser sees it.

mod account;
mod address;
mod busy;
mod calendar;
mod correction;
mod editing;
mod erase;
mod figures;
mod forecast;
mod form;
mod headers;
mod hostile;
mod join;
mod json_ld;
mod legal;
mod limits;
mod lists;
mod lost_link;
mod machine;
mod mails;
mod naughty;
mod note;
mod organiser;
mod page;
mod people;
mod people_import;
mod person;
mod personal_data;
mod programme;
mod registrant;
mod reminders;
mod scanner;
mod sharing;
mod sign_up;
mod typo;
mod waiting;

use halbsieben::list::Format;

use crate::support::app::{SLUG, TestApp};
use crate::support::browser::Page;

/// Who signs up in these tests.
const ANNA: &str = "anna@example.org";

/// Where the default event stands.
fn event_path() -> String {
    format!("/events/{SLUG}")
}

/// The fields that everybody fills in, as a browser knows them.
fn person(email: &str) -> [(&'static str, &str); 3] {
    [("given-name", "Anna"), ("family-name", "Beispiel"), ("email", email)]
}

/// The whole list of the default event, as a file of that kind.
async fn exported(app: &TestApp, format: Format) -> Vec<u8> {
    let mut list = app.app.export_attendees(SLUG, format).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = list.bytes.recv().await {
        bytes.extend(piece.unwrap());
    }
    bytes
}

/// Anna, signed up by the form: the path of her page.
async fn annas_page(app: &TestApp) -> String {
    signed_up(app, ANNA).await;
    app.run_due().await;
    format!("/r/{}", app.last_mail_to(ANNA).await.registration_token())
}

/// Signs somebody up by the form on the event's page, and opens the page that it leads to.
async fn signed_up(app: &TestApp, email: &str) -> Page {
    let browser = app.browser();
    let page = browser.get(&event_path()).await;
    let answer = browser.submit(&page, &person(email)).await;
    browser.follow(&answer).await
}

/// Fills in the form on somebody's own page and sends it.
async fn change(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Page {
    let browser = app.browser();
    let form = browser.get(path).await.form_at(path);
    browser.post(&form.action, &form.filled_in(fields)).await
}
