//! What the service can do: `impl App`, one verb per function.
//!
//! The verbs own the transactions and ask the clock, once each, and hand `now` down. Above them (`web`, `jobs`, `cli`)
//! nothing touches storage; below them nothing reads the time.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::{self, MailUrl, Settings};
use crate::domain::id::InstanceId;
use crate::domain::locale::Locale;
use crate::domain::token::{Secret, ShortSecret};
use crate::mail::Sender;
use crate::mail::smtp::Limits;
use crate::mail::transport::{Folder, Server, Transport, TransportError};
use crate::storage;
pub use crate::storage::Error as StorageError;
use crate::storage::db::{Db, OpenError};
use crate::urls::Urls;

pub mod abuse;
pub mod account_mail;
pub mod address;
pub mod afterwards;
mod answer;
pub mod approval;
pub mod attendee;
pub mod bounce;
pub mod confirm_address;
pub mod correction;
pub mod editing;
pub mod erasure;
pub mod event;
pub mod figures;
pub mod forecast;
mod holding;
pub mod import;
pub mod invitation;
mod known;
pub mod ledger;
pub mod list_download;
pub mod lost_link;
pub mod mails;
pub mod note;
pub mod notice;
pub mod organiser;
pub mod outbox;
mod outcomes;
pub mod password;
pub mod people_import;
pub mod person;
pub mod personal_data;
mod places;
pub mod planner;
pub mod preview;
pub mod programme;
pub mod registrant;
pub mod registration;
pub mod reminder;
pub mod retention;
mod secret;
pub mod sending;
pub mod session;
pub mod sign_up;
pub mod team;
pub mod timeline;
mod zone_rules;

/// The service. Cheap to clone: every clone is the same service.
#[derive(Debug, Clone)]
pub struct App {
    db: Db,
    clock: Clock,
    urls: Urls,
    secret: Secret,
    sender: Arc<Sender>,
    organisation: Arc<config::Organisation>,
    instance: InstanceId,
    lanes: Arc<sending::lanes::Lanes>,
    passwords: password::Turns,
    known: Arc<known::Known>,
    wake: Arc<Notify>,
    owed: Arc<Notify>,
    /// Whether this process sends mail, so that nobody else need be told what it does.
    sends_mail: Arc<AtomicBool>,
    defaults: Defaults,
}

/// What new events begin with, and what forms are held to.
#[derive(Debug, Clone)]
struct Defaults {
    zone: String,
    locale: Locale,
    retention_days: u16,
    limits_enabled: bool,
    mails_per_address_and_day: u64,
    events_per_address_and_day: usize,
}

/// A page that an organisation may have elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPage {
    /// The legal notice.
    Imprint,
    /// The notice on data protection.
    Privacy,
    /// The statement on accessibility.
    Accessibility,
}

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The database, once it was open.
    #[error(transparent)]
    Storage(#[from] storage::Error),
    /// The secret.
    #[error(transparent)]
    Secret(#[from] secret::SecretError),
    /// A secret that can be guessed.
    #[error(transparent)]
    ShortSecret(#[from] ShortSecret),
    /// The way mail goes out.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// Who mail comes from.
    #[error("mail.from and mail.reply_to are addresses such as `Akademie am See <anmeldung@example.org>`: {0}")]
    Sender(String),
}

impl App {
    /// Starts the service as the settings say: opens the database and brings it up to date.
    ///
    /// # Errors
    /// When something that it cannot do without is missing, with what to do about it.
    pub async fn start(settings: &Settings) -> Result<Self, StartError> {
        let clock = if settings.clock.is_simulated() {
            Clock::simulated(settings.clock.start.unwrap_or_else(|| Clock::system().now()), settings.clock.speed)
        } else {
            Clock::system()
        };
        let db = opened(settings).await?;
        // Several instances share one clock, or the one that is ahead would take what the others have in hand (law 15).
        let clock = match db.now().await? {
            Some(now) if !clock.is_simulated() => Clock::shared(now),
            _ => clock,
        };
        Self::start_on(db, settings, clock).await
    }

    /// Starts the service on a clock of the caller's: a demo's, or a test's.
    ///
    /// # Errors
    /// As [`App::start`].
    pub async fn start_with(settings: &Settings, clock: Clock) -> Result<Self, StartError> {
        Self::start_on(opened(settings).await?, settings, clock).await
    }

    async fn start_on(db: Db, settings: &Settings, clock: Clock) -> Result<Self, StartError> {
        if settings.database.auto_migrate {
            db.migrate_up().await?;
        } else {
            db.check_schema().await?;
        }
        let secret = secret::load(settings)?;
        let urls = Urls::new(&settings.server.base_url, settings.locale.default, secret.clone());
        let sender =
            Sender::of(settings.mail.from.as_deref(), settings.mail.reply_to.as_deref(), &urls.host()).map_err(StartError::Sender)?;
        let organisation = settings.organisation.clone();
        let sender =
            sender.for_organisation(organisation.name.as_deref(), organisation.address.as_deref(), organisation.contact.as_deref());
        let transport = transport(&settings.mail, &urls.host())?;
        Ok(Self {
            lanes: Arc::new(sending::lanes::Lanes::new(
                transport,
                settings.mail.connections.into(),
                settings.mail.rate_per_minute,
                db.writes_at_once(),
            )),
            passwords: password::Turns::default(),
            known: Arc::default(),
            wake: Arc::default(),
            owed: Arc::default(),
            sends_mail: Arc::default(),
            instance: InstanceId::new(clock.now()),
            sender: Arc::new(sender),
            organisation: Arc::new(organisation),
            defaults: Defaults {
                zone: settings.time.zone.clone(),
                locale: settings.locale.default,
                retention_days: settings.privacy.retention_days,
                limits_enabled: settings.limits.enabled,
                mails_per_address_and_day: settings.limits.mails_per_address_and_day.get().into(),
                events_per_address_and_day: usize::try_from(settings.limits.events_per_address_and_day.get()).unwrap_or(usize::MAX),
            },
            db,
            clock,
            urls,
            secret,
        })
    }

    /// In a rehearsal, moves this process's clock on to the last thing that the database knows of: beside a `serve` that has run
    /// on for days, a command must not act in the past, or people who registered since would not be told.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn catch_up_with_rehearsal(&self) -> Result<(), storage::Error> {
        if self.clock.is_simulated()
            && let Some(last) = storage::event::find_last_known(self.db.read()).await?
        {
            self.clock.move_to(last);
        }
        Ok(())
    }

    /// Keeps this process's clock to that of the database that it shares with others, and says so when a clock was set: what
    /// became due by it is handled once (law 22).
    ///
    /// # Errors
    /// When storage fails.
    pub async fn keep_time(&self) -> Result<(), storage::Error> {
        /// What machines that keep time do not differ by.
        const WORTH_A_WORD: SignedDuration = SignedDuration::from_mins(5);
        /// What claims and pauses may last longer without harm.
        const WORTH_A_HAND: SignedDuration = SignedDuration::from_mins(1);
        if self.clock.is_shared()
            && let Some(now) = self.db.now().await?
        {
            self.clock.anchor(now);
        }
        let jump = self.clock.jump();
        if jump.abs() >= WORTH_A_WORD && !self.clock.is_simulated() {
            tracing::warn!(
                clock.jump_seconds = jump.as_secs(),
                "the clock was set, or the machine slept: what has become due is handled once"
            );
        }
        if jump <= -WORTH_A_HAND {
            self.bring_forward().await?;
        }
        Ok(())
    }

    /// Makes links.
    #[must_use]
    pub fn urls(&self) -> &Urls {
        &self.urls
    }

    /// Now, by the service's clock; for pages that show a state relative to it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The service's clock, for those who wait.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The organiser's name, as pages and mails have it.
    #[must_use]
    pub fn organisation(&self) -> &str {
        &self.sender.organisation
    }

    /// Where the organisation can be served with papers, on one line; none when the settings do not say.
    #[must_use]
    pub fn organisation_address(&self) -> Option<&str> {
        self.sender.address.as_deref()
    }

    /// Where the organisation has a page of its own on a matter; none when ours is shown.
    #[must_use]
    pub fn own_page(&self, about: OwnPage) -> Option<&str> {
        let url = match about {
            OwnPage::Imprint => &self.organisation.imprint_url,
            OwnPage::Privacy => &self.organisation.privacy_url,
            OwnPage::Accessibility => &self.organisation.accessibility_url,
        };
        url.as_ref().map(url::Url::as_str)
    }

    /// The zone of new events, and of times that are no event's.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.defaults.zone
    }

    /// The address that people may write to; none when the settings name none.
    #[must_use]
    pub fn contact(&self) -> Option<&str> {
        self.sender.contact.as_deref()
    }

    /// Rises with every change that this process makes: with [`App::now`] it tells a page that was kept from a stale one.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.db.revision()
    }

    /// Waits until something was done that may have made a mail due.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Waits until the planner has entered mails that can be sent.
    pub async fn owed(&self) {
        self.owed.notified().await;
    }

    /// Whether the service can do its work; if not, why.
    ///
    /// # Errors
    /// One sentence for the administrator.
    pub async fn health(&self) -> Result<(), String> {
        storage::db::ping(self.db.read()).await.map_err(|error| format!("the database does not answer: {error}"))?;
        match self.lanes.pause() {
            // What the mail server said is in the log and the ledger: anybody may ask for this sentence.
            Some(pause) => Err(format!("mail does not leave; the next try is at {}", pause.until)),
            None => Ok(()),
        }
    }

    /// Every schema change, and whether it was made.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn schema(settings: &Settings) -> Result<Vec<storage::db::Change>, OpenError> {
        Db::open(&settings.database.url).await?.changes().await
    }

    /// Makes the schema changes that are missing.
    ///
    /// # Errors
    /// When one fails.
    pub async fn migrate(settings: &Settings) -> Result<(), OpenError> {
        Db::open(&settings.database.url).await?.migrate_up().await
    }

    /// Days after the end until personal data of an event are removed that says nothing else.
    #[must_use]
    pub fn usual_retention_days(&self) -> u16 {
        self.defaults.retention_days
    }

    /// Whether mails are kept here instead of sent.
    #[must_use]
    pub fn keeps_mails(&self) -> bool {
        matches!(self.lanes.transport, Transport::Outbox)
    }
}

async fn opened(settings: &Settings) -> Result<Db, OpenError> {
    Db::open_waiting(&settings.database.url, Duration::from_secs(settings.database.wait_seconds.into())).await
}

fn transport(mail: &config::Mail, host: &str) -> Result<Transport, TransportError> {
    Ok(match &mail.url {
        MailUrl::Outbox => Transport::Outbox,
        MailUrl::File(folder) => Transport::File(Folder::new(folder.clone())?),
        MailUrl::Smtp(url) => {
            let seconds = |seconds: u16| Duration::from_secs(seconds.into());
            let limits = Limits::new(seconds(mail.reply_seconds), seconds(mail.final_reply_seconds));
            let mut server = Server::new(url, limits, host)?;
            if let Some(file) = &mail.trust {
                server.trust(file)?;
            }
            Transport::Smtp(server)
        }
    })
}
