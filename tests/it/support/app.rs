//! An app with its own database, a clock to move, and its outbox as the mailbox of everybody.
//!
//! ```ignore
//! let app = TestApp::on(backend).begins("2021-04-10T10:00:00Z").start().await;
//! app.sign_up("anna@example.org").await;
//! app.at("2021-04-15T15:30:00Z");
//! app.run_due().await;
//! assert_eq!(app.mails_to("anna@example.org").await.len(), 2);
//! ```
//! Its event is [`EVENT`], on 15 April 2021, 18:30–20:00 in Berlin, which is 16:30–18:00 UTC.

mod dump;
mod ledger;
mod lock;
mod mailbox;

use futures::FutureExt as _;
use halbsieben::app::App;
use halbsieben::app::import::ImportOptions;
use halbsieben::app::sign_up::{Receipt, SignUpError};
use halbsieben::clock::Clock;
use halbsieben::config::{Settings, Sources};
use halbsieben::domain::attendee::{Attendee, AttendeeFilter};
use halbsieben::domain::event::Event;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::registration::{NewRegistration, Registration, SignUpForm};
use halbsieben::storage::db::Db;
use jiff::{SignedDuration, Timestamp};
use sea_orm::ConnectionTrait as _;

pub(crate) use self::mailbox::{TestMail, calendar_of, message_id_of, subject_of};
use super::backend::{Backend, Given, Place};

/// What is published unless a test says otherwise; its reminders are due the day before at 16:30 UTC and at 15:30 UTC.
pub(crate) const EVENT: &str = r#"
slug = "kleinstaedte"
title = "Kleine Städte, große Pläne"
start = "2021-04-15T18:30"
end = "2021-04-15T20:00"
zone = "Europe/Berlin"
room_url = "https://meet.example.org/kleinstaedte"
"#;

/// The slug of [`EVENT`].
pub(crate) const SLUG: &str = "kleinstaedte";
/// When a test's clock begins.
const BEGINS: &str = "2021-04-10T10:00:00Z";

impl Given for TestApp {
    async fn given(backend: Backend) -> Self {
        Self::on(backend).start().await
    }
}

/// The service, and everything around it that a test holds in its hand.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    pub(crate) place: Place,
}

/// An app in the making.
#[must_use]
pub(crate) struct Builder {
    backend: Backend,
    clock: Clock,
    settings: Vec<(String, String)>,
    published: Vec<String>,
}

impl Builder {
    /// A setting, by its key.
    pub(crate) fn set(mut self, key: &str, value: &str) -> Self {
        self.settings.push((key.to_owned(), value.to_owned()));
        self
    }

    /// Mails go there instead of into the outbox.
    pub(crate) fn mail_to(self, url: &str) -> Self {
        self.set("mail.url", url)
    }

    /// When the clock begins.
    pub(crate) fn begins(mut self, at: &str) -> Self {
        self.clock = Clock::fixed(instant(at));
        self
    }

    /// By the machine's clock.
    pub(crate) fn in_real_time(mut self) -> Self {
        self.clock = Clock::system();
        self
    }

    /// Publishes this, an announcement or TOML, instead of [`EVENT`].
    pub(crate) fn published(mut self, text: &str) -> Self {
        self.published.push(text.to_owned());
        self
    }

    /// Publishes [`EVENT`] with these lines before its own.
    pub(crate) fn with(self, lines: &str) -> Self {
        self.published(&format!("{lines}\n{EVENT}"))
    }

    /// Who is responsible, with an address and a telephone number.
    pub(crate) fn of_the_academy(self) -> Self {
        self.set("organisation.name", "Akademie am See")
            .set("organisation.address", "Seestraße 1\n12345 Seestadt")
            .set("organisation.contact", "030 23125-000")
    }

    pub(crate) async fn start(self) -> TestApp {
        let place = Place::new(self.backend).await;
        let mut overrides = vec![
            ("database.url".to_owned(), place.url.clone()),
            ("server.base_url".to_owned(), "https://events.example.org".to_owned()),
            ("security.secret".to_owned(), "a secret for tests, long enough for it".to_owned()),
        ];
        overrides.extend(self.settings);
        let settings = Settings::load(&Sources { overrides, ..Sources::default() }).expect("settings in order").settings;
        let clock = self.clock;
        let app = App::start_with(&settings, clock.clone()).await.expect("it starts");
        let test = TestApp { app, clock, settings, place };
        let published = if self.published.is_empty() { vec![EVENT.to_owned()] } else { self.published };
        for text in published {
            test.publish(&text).await;
        }
        test
    }
}

impl TestApp {
    pub(crate) fn on(backend: Backend) -> Builder {
        Builder { backend, clock: Clock::fixed(instant(BEGINS)), settings: Vec::new(), published: Vec::new() }
    }

    /// Publishes an event from an announcement or TOML.
    pub(crate) async fn publish(&self, text: &str) {
        self.app.import_event(text, ImportOptions { publish: true, ..ImportOptions::default() }).await.expect("an event");
    }

    /// Moves the clock on by so many minutes.
    pub(crate) fn advance(&self, minutes: i64) {
        self.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// Moves the clock on to this instant.
    pub(crate) fn at(&self, at: &str) {
        self.clock.move_to(instant(at));
    }

    pub(crate) async fn sign_up(&self, email: &str) -> Receipt {
        self.try_sign_up(SLUG, email).await.expect("the sign-up is taken")
    }

    pub(crate) async fn try_sign_up(&self, slug: &str, email: &str) -> Result<Receipt, SignUpError> {
        let new = self.form(slug, email).await;
        self.app.sign_up(slug, new).await
    }

    /// Signs up so many people, all at the same moment: `p1@example.org`, `p2@example.org` …
    pub(crate) async fn sign_up_many(&self, count: usize) {
        let all = (1..=count).map(|i| async move { drop(self.sign_up(&format!("p{i}@example.org")).await) });
        futures::future::join_all(all).await;
    }

    /// The list of an event, the newest first.
    pub(crate) async fn attendees(&self, slug: &str) -> Vec<Attendee> {
        let all = self.app.list_attendees(slug, &AttendeeFilter::default(), 0, 1_000).await.expect("the list can be read");
        all.into_iter().map(|listed| listed.attendee).collect()
    }

    /// Enters so many people past the form, as registered now.
    pub(crate) async fn fill(&self, event: &Event, count: usize) {
        let now = self.clock.now();
        let mut people = Vec::new();
        for person in 0..count {
            let registrant = self.form(event.slug.as_str(), &format!("f{person}@example.org")).await;
            people.push(Registration::new(event.id, registrant, now));
        }
        let db = self.db().await;
        let filling = db.write(move |tx| {
            let people = people.clone();
            async move { halbsieben::storage::registration::insert_many(tx, &people).await }.boxed()
        });
        filling.await.unwrap();
    }

    /// The form, as a person fills it in.
    pub(crate) async fn form(&self, slug: &str, email: &str) -> NewRegistration {
        let event = self.app.show_event(slug).await.expect("the event is there").event;
        let form = SignUpForm { given_name: "Anna".into(), family_name: "Beispiel".into(), email: email.into(), ..SignUpForm::default() };
        form.parse(&event, Locale::De).expect("a form in order")
    }

    pub(crate) async fn plan(&self) {
        self.app.plan_due().await.expect("planned");
    }

    pub(crate) async fn deliver(&self) -> u64 {
        self.app.deliver_due().await.expect("delivered")
    }

    /// Plans and sends what is due, as a beat of the metronome does.
    pub(crate) async fn run_due(&self) {
        self.plan().await;
        self.deliver().await;
    }

    /// Moves the default event to this start by the clock on its wall.
    pub(crate) async fn move_to(&self, starts_local: &str) {
        self.app.move_event(SLUG, starts_local.parse().unwrap(), None).await.expect("moved");
    }

    /// Cancels somebody's registration by the link that leads to their personal page.
    pub(crate) async fn cancel(&self, email: &str) {
        self.app.cancel_registration(&self.registration_token(email).await).await.unwrap().expect("the link is right");
    }

    /// The token of the link to the personal page of somebody who has registered for the default event.
    pub(crate) async fn registration_token(&self, email: &str) -> String {
        let id = self.rows().await.into_iter().find(|(address, _)| address == email).expect("a row").1.registration_id;
        token_of(&self.app.urls().registration(id)).to_owned()
    }

    /// Another instance on the same database and by the same clock.
    pub(crate) async fn second_instance(&self) -> App {
        App::start_with(&self.settings, self.clock.clone()).await.expect("it starts")
    }

    /// A process beside this one whose rehearsal begins where this one's began.
    pub(crate) async fn second_instance_begun_anew(&self) -> App {
        App::start_with(&self.settings, Clock::fixed(instant(BEGINS))).await.expect("it starts")
    }

    /// Ends this instance as a kill does, without a farewell, and starts it anew.
    pub(crate) async fn restarted(self) -> Self {
        let Self { app, clock, settings, place } = self;
        drop(app);
        let app = App::start_with(&settings, clock.clone()).await.expect("it starts");
        Self { app, clock, settings, place }
    }

    /// The database, past the app.
    pub(crate) async fn db(&self) -> Db {
        Db::open(&self.settings.database.url).await.expect("it opens")
    }

    /// Does to the database what nobody should; says how many rows it touched.
    pub(crate) async fn tamper(&self, statement: &str) -> u64 {
        let mut options = sea_orm::ConnectOptions::new(&self.settings.database.url);
        options.sqlx_logging(false);
        let by_hand = sea_orm::Database::connect(options).await.unwrap();
        let touched = by_hand.execute_unprepared(statement).await.unwrap().rows_affected();
        by_hand.close().await.unwrap();
        touched
    }
}

/// An instant as RFC 3339 has it.
pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// The token at the end of a link of ours.
pub(crate) fn token_of(link: &str) -> &str {
    link.rsplit('/').next().expect("a last part")
}
