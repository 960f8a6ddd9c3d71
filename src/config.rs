//! The settings: what can be set, its defaults, where each value comes from, and the check before anything starts.
//!
//! A value is taken from a flag, else the environment, else one settings file, else `config/default.toml`, which is
//! compiled in. Whatever is wrong is refused at the start in one sentence that names the key, the place it was set
//! and what would be right. Nothing here reads the process's environment except [`Sources::of_process`], so a test
//! hands in whatever environment it likes.
//!
//! What a setting *means* lives with whoever uses it: how to talk to `mail.url` in `mail`, how to open
//! `database.url` in `storage`.

mod checks;
mod environment;
mod error;
mod keys;
mod shown;
mod sources;
mod values;

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use figment::Figment;
use jiff::Timestamp;
use serde::Deserialize;
use url::Url;

pub use self::error::ConfigError;
pub use self::keys::{KEYS, Key};
pub use self::shown::masked;
pub use self::sources::{DEFAULTS, Sources};
pub use self::values::{LogFormat, MailUrl, Network, Origin};
use crate::domain::locale::Locale;

/// Everything that can be set, read and checked.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// Where the server listens and how people reach it.
    pub server: Server,
    /// Who holds the events.
    pub organisation: Organisation,
    /// Where the data are kept.
    pub database: Database,
    /// How mail leaves.
    pub mail: Mail,
    /// Time zones.
    pub time: Time,
    /// Languages.
    pub locale: LocaleDefaults,
    /// How long personal data are kept.
    pub privacy: Privacy,
    /// What protects the public form.
    pub limits: Limits,
    /// What links and cookies are derived from.
    pub security: Security,
    /// Which other sites may show our forms.
    pub embed: Embed,
    /// The clock, for rehearsals.
    pub clock: Clock,
    /// What is written while running.
    pub log: Log,
}

/// Where the server listens and how people reach it.
#[derive(Debug, Clone, Deserialize)]
pub struct Server {
    /// The address and port to listen on.
    pub bind: SocketAddr,
    /// The address that every link is made from: http or https, without query, its path without a closing slash.
    ///
    /// A [`Url`] always has a path, so without one it reads `http://localhost:8080/`.
    #[serde(deserialize_with = "values::base_url")]
    pub base_url: Url,
    /// The proxies whose `X-Forwarded-For` is believed.
    #[serde(deserialize_with = "values::each_from_text")]
    pub trusted_proxies: Vec<Network>,
}

/// Who holds the events, as pages and mails name them.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Organisation {
    /// Its name; that of `mail.from`, if it is not set.
    #[serde(default, deserialize_with = "values::line")]
    pub name: Option<String>,
    /// Where it can be served with papers, on one line or several.
    #[serde(default, deserialize_with = "values::block")]
    pub address: Option<String>,
    /// How people reach it: a mail address or a telephone number; `mail.reply_to`, if it is not set.
    #[serde(default, deserialize_with = "values::line")]
    pub contact: Option<String>,
    /// Its legal notice, where it has one elsewhere.
    #[serde(default, deserialize_with = "values::web_address")]
    pub imprint_url: Option<Url>,
    /// Its notice on data protection, where it has one elsewhere.
    #[serde(default, deserialize_with = "values::web_address")]
    pub privacy_url: Option<Url>,
    /// Its statement on accessibility, where it has one elsewhere.
    #[serde(default, deserialize_with = "values::web_address")]
    pub accessibility_url: Option<Url>,
}

/// Where the data are kept.
#[derive(Clone, Deserialize)]
pub struct Database {
    /// `sqlite:…` or `postgres://…`; may hold a password.
    #[serde(deserialize_with = "values::database_url")]
    pub url: String,
    /// Whether `serve` brings the schema up to date when it starts.
    pub auto_migrate: bool,
    /// How many seconds a write waits while others hold the database, 1 to 25.
    #[serde(deserialize_with = "values::wait_seconds")]
    pub wait_seconds: u16,
}

/// How mail leaves.
#[derive(Debug, Clone, Deserialize)]
pub struct Mail {
    /// Where mails go.
    #[serde(deserialize_with = "values::from_text")]
    pub url: MailUrl,
    /// The sender of every mail: an address with or without a name, such as `Academy <events@example.org>`.
    #[serde(default, deserialize_with = "values::mailbox")]
    pub from: Option<String>,
    /// Where answers go, if not to the sender; written as the sender is.
    #[serde(default, deserialize_with = "values::mailbox")]
    pub reply_to: Option<String>,
    /// How many connections send at the same time, 1 to 64.
    #[serde(deserialize_with = "values::connections")]
    pub connections: u16,
    /// How many mails the provider accepts in a minute; 0 is no limit.
    pub rate_per_minute: u32,
    /// How many seconds the mail server has for its reply to each command, 1 to 600.
    #[serde(deserialize_with = "values::seconds")]
    pub reply_seconds: u16,
    /// How many seconds it has for its reply to the final dot of a mail, 1 to 600.
    #[serde(deserialize_with = "values::seconds")]
    pub final_reply_seconds: u16,
    /// A file with the certificates of further authorities (PEM), beside those that every browser trusts.
    #[serde(default, deserialize_with = "values::file")]
    pub trust: Option<PathBuf>,
}

/// Time zones.
#[derive(Debug, Clone, Deserialize)]
pub struct Time {
    /// The IANA name of the zone that new events get.
    #[serde(deserialize_with = "values::zone")]
    pub zone: String,
}

/// Languages.
#[derive(Debug, Clone, Deserialize)]
pub struct LocaleDefaults {
    /// The language that new events and the organisers' pages get.
    pub default: Locale,
}

/// How long personal data are kept.
#[derive(Debug, Clone, Deserialize)]
pub struct Privacy {
    /// How many days after a new event its registrants' personal data are kept, 0 to 3650.
    #[serde(deserialize_with = "values::retention_days")]
    pub retention_days: u16,
}

/// What protects the public form.
#[derive(Debug, Clone, Deserialize)]
pub struct Limits {
    /// `false` switches rate limits and the form's minimum time off, for load tests.
    pub enabled: bool,
    /// Forms that one connection may send at once; six minutes later as many again.
    pub forms_per_connection: NonZeroU32,
    /// The same for a network: an IPv4 /24 or an IPv6 /48.
    pub forms_per_network: NonZeroU32,
    /// Sign-ups that an event takes in a minute.
    pub sign_ups_per_event_and_minute: NonZeroU32,
    /// Mails in an hour that answer forms.
    pub mails_per_hour: NonZeroU32,
    /// Mails in a day that forms can cause to one address for one event.
    pub mails_per_address_and_day: NonZeroU32,
    /// Events in a day for which an address has its mail at once.
    pub events_per_address_and_day: NonZeroU32,
}

/// What links and cookies are derived from.
#[derive(Clone, Deserialize)]
pub struct Security {
    /// The instance's secret, 32 characters or more; made at the first start if it is not set.
    #[serde(default, deserialize_with = "values::secret")]
    pub secret: Option<String>,
}

/// Which other sites may show our forms.
#[derive(Debug, Clone, Deserialize)]
pub struct Embed {
    /// The sites that may show an event with its form in a frame, as `frame-ancestors` has them.
    #[serde(deserialize_with = "values::each_from_text")]
    pub allowed_origins: Vec<Origin>,
}

/// The clock, for rehearsals.
#[derive(Debug, Clone, Deserialize)]
pub struct Clock {
    /// When a simulated clock starts.
    #[serde(default, deserialize_with = "values::instant")]
    pub start: Option<Timestamp>,
    /// How many times as fast as the real clock it runs, above 0, up to 100,000.
    #[serde(deserialize_with = "values::speed")]
    pub speed: f64,
}

impl Clock {
    /// Whether the time that the service sees is not the time on the wall.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.start.is_some() || (self.speed - 1.0).abs() > f64::EPSILON
    }
}

/// What is written while running.
#[derive(Debug, Clone, Deserialize)]
pub struct Log {
    /// How a line looks.
    pub format: LogFormat,
}

/// The settings, and how they came to be.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings, checked.
    pub settings: Settings,
    /// Where the value of each key that has one comes from, in words.
    pub origins: BTreeMap<&'static str, String>,
    /// The value of each key that has one as text, secrets and passwords masked.
    pub shown: BTreeMap<&'static str, String>,
    /// What is allowed and yet deserves a word in the log at the start.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Reads the settings from all sources and checks them.
    pub fn load(sources: &Sources) -> Result<Loaded, ConfigError> {
        let merged = sources::merged(sources)?;
        let settings: Self = merged.extract().map_err(|error| ConfigError::wrong_value(&merged, &error))?;
        checks::refuse_a_rehearsal_that_reaches_people(&settings)?;
        let warnings = checks::warnings(&settings);
        Ok(Loaded { settings, origins: origins(&merged), shown: shown(&merged), warnings })
    }
}

/// Where the value of each key comes from.
fn origins(merged: &Figment) -> BTreeMap<&'static str, String> {
    KEYS.iter().filter_map(|key| Some((key.name, sources::origin(merged, key.name)?))).collect()
}

/// The value of each key, as it may be shown.
fn shown(merged: &Figment) -> BTreeMap<&'static str, String> {
    KEYS.iter().filter_map(|key| Some((key.name, shown::value(key, &merged.find_value(key.name).ok()?)))).collect()
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database")
            .field("url", &masked(&self.url))
            .field("auto_migrate", &self.auto_migrate)
            .field("wait_seconds", &self.wait_seconds)
            .finish()
    }
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Security").field("secret", &self.secret.as_ref().map(|_| shown::MASK)).finish()
    }
}
