//! Databases that are full: many registrations at once, through the product's own storage.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use futures::FutureExt as _;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::event::Event;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::person_name::PersonName;
use halbsieben::domain::question::{Question, QuestionKind, TICKED};
use halbsieben::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use halbsieben::storage::db::Db;
use halbsieben::storage::{event, registration};
use jiff::{SignedDuration, Timestamp};

/// When the first one registered; the others follow, one a second. Long before any event of these measures.
const FIRST_AT: Timestamp = Timestamp::constant(1_767_258_000, 0);
/// Registrations a transaction.
const PAGE: u64 = 2_000;

const GIVEN_NAMES: [&str; 8] = ["Jürgen", "Anna-Lena", "Ömer", "Zoë", "Friedrich Wilhelm", "Kübra", "Małgorzata", "Ute"];
const FAMILY_NAMES: [&str; 7] = ["Müller-Lüdenscheidt", "Weiß", "von der Heide", "O’Connor", "Yıldız", "Grübel", "Schröder"];
const ANSWERS: [&str; 5] = [
    "Stadtverwaltung Brückfeld, Amt für Stadtentwicklung und Wirtschaftsförderung",
    "Über den Newsletter",
    "Wie finden Kleinstädte Räume, die sich für \"Co-Working\" eignen; und wer trägt die Kosten?",
    "Nein",
    "keine",
];

pub(crate) async fn fill(database: String, slug: String, count: u64) -> Result<()> {
    let db = Db::open(&database).await?;
    let event = Arc::new(event::find_by_slug(db.read(), &slug).await?.context("there is no such event")?.event);
    let mut first = 0;
    while first < count {
        let page: Arc<Vec<Registration>> =
            Arc::new((first..count.min(first + PAGE)).map(|number| one(&event, number)).collect::<Result<_>>()?);
        db.write(move |tx| {
            let page = Arc::clone(&page);
            async move { registration::insert_many(tx, &page).await }.boxed()
        })
        .await?;
        first += PAGE;
    }
    Ok(())
}

pub(crate) async fn count(database: String, slug: String) -> Result<()> {
    let db = Db::open(&database).await?;
    let stored = event::find_by_slug(db.read(), &slug).await?.context("there is no such event")?;
    let registered = registration::count(db.read(), stored.event.id, RegistrationStatus::Registered).await?;
    println!("registered={registered}");
    Ok(())
}

fn one(event: &Event, number: u64) -> Result<Registration> {
    let registered_at = FIRST_AT + SignedDuration::from_secs(i64::try_from(number)?);
    let registrant = NewRegistration {
        given_name: Some(PersonName::parse(pick(&GIVEN_NAMES, number))?),
        family_name: Some(PersonName::parse(pick(&FAMILY_NAMES, number))?),
        email: EmailAddress::parse(&format!("teilnehmer.{number}@example.org"))?,
        locale: Locale::De,
        answers: event.questions.iter().map(|question| (question.id, answer(question, number))).collect(),
    };
    Ok(Registration::new(event.id, registrant, registered_at))
}

fn answer(question: &Question, number: u64) -> String {
    match question.kind {
        QuestionKind::Tick => TICKED.to_owned(),
        QuestionKind::Choice | QuestionKind::Several => question.options.first().cloned().unwrap_or_default(),
        QuestionKind::Text | QuestionKind::LongText => pick(&ANSWERS, number).to_owned(),
    }
}

fn pick<'a>(words: &[&'a str], number: u64) -> &'a str {
    usize::try_from(number).map_or("", |number| words[number % words.len()])
}
