//! What the pages answer, over the real router, as a person with a browser sees it.

mod busy;
mod calendar;
mod form;
mod headers;
mod hostile;
mod join;
mod json_ld;
mod limits;
mod machine;
mod organiser;
mod page;
mod programme;
mod sharing;
mod sign_up;
mod waiting;

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

/// Signs somebody up by the form on the event's page, and opens the page that it leads to.
async fn signed_up(app: &TestApp, email: &str) -> Page {
    let browser = app.browser();
    let page = browser.get(&event_path()).await;
    let answer = browser.submit(&page, &person(email)).await;
    browser.follow(&answer).await
}
