//! The keys that exist: their names, what their text is made into, and what they allow, in words.
//!
//! `config/default.toml` says the same to people; a test holds the two together.

/// One thing that can be set.
#[derive(Debug)]
pub struct Key {
    /// Section and name, with a dot between.
    pub name: &'static str,
    /// What a text, from the environment or a flag, is read as.
    pub(super) kind: Kind,
    /// What is allowed, as the end of the sentence "it must be …".
    pub allowed: &'static str,
}

/// What a text, from the environment or a flag, is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Itself.
    Text,
    /// Itself, and nobody may see it.
    Secret,
    /// Itself, and nobody may see the password in it.
    Url,
    /// A number.
    Number,
    /// `true` or `false`.
    Switch,
    /// Texts with commas between.
    List,
}

/// Every key, in the order of `config/default.toml`.
pub const KEYS: &[Key] = &[
    key("server.bind", Kind::Text, "an address and a port, such as 127.0.0.1:8080"),
    key("server.base_url", Kind::Url, "an http or https address without query, such as https://events.example.org"),
    key("server.trusted_proxies", Kind::List, "a list of addresses or networks, such as 127.0.0.1 or 10.0.0.0/8"),
    key("organisation.name", Kind::Text, "a name on one line of up to 200 characters, such as Akademie am See"),
    key("organisation.address", Kind::Text, "an address of up to 500 characters, such as Seestraße 1, 12345 Seestadt"),
    key("organisation.contact", Kind::Text, "a mail address or a telephone number of up to 200 characters"),
    key("organisation.imprint_url", Kind::Url, "an http or https address, such as https://www.example.org/impressum"),
    key("organisation.privacy_url", Kind::Url, "an http or https address, such as https://www.example.org/datenschutz"),
    key("organisation.accessibility_url", Kind::Url, "an http or https address, such as https://www.example.org/barrierefreiheit"),
    key("database.url", Kind::Url, "sqlite://FILE or postgres://user:password@host/name"),
    key("database.auto_migrate", Kind::Switch, "true or false"),
    key("database.wait_seconds", Kind::Number, "a whole number of seconds from 1 to 25"),
    key("mail.url", Kind::Url, "outbox:, file:DIR, smtp://host:port or smtps://user:password@host"),
    key("mail.from", Kind::Text, "a mail address, such as Academy <events@example.org>"),
    key("mail.reply_to", Kind::Text, "a mail address, such as Office <office@example.org>"),
    key("mail.connections", Kind::Number, "a whole number from 1 to 64"),
    key("mail.rate_per_minute", Kind::Number, "a whole number, 0 for no limit"),
    key("mail.reply_seconds", Kind::Number, "a whole number of seconds from 1 to 600"),
    key("mail.final_reply_seconds", Kind::Number, "a whole number of seconds from 1 to 600"),
    key("mail.trust", Kind::Text, "a file with PEM certificates of an authority, such as /etc/halbsieben/authority.pem"),
    key("time.zone", Kind::Text, "the name of a time zone, such as Europe/Berlin"),
    key("locale.default", Kind::Text, "de or en"),
    key("privacy.retention_days", Kind::Number, "a whole number of days from 0 to 3650"),
    key("limits.enabled", Kind::Switch, "true or false"),
    key("limits.forms_per_connection", Kind::Number, "a whole number above 0"),
    key("limits.forms_per_network", Kind::Number, "a whole number above 0"),
    key("limits.sign_ups_per_event_and_minute", Kind::Number, "a whole number above 0"),
    key("limits.mails_per_hour", Kind::Number, "a whole number above 0"),
    key("limits.mails_per_address_and_day", Kind::Number, "a whole number above 0"),
    key("limits.events_per_address_and_day", Kind::Number, "a whole number above 0"),
    key("security.secret", Kind::Secret, "a text of 32 characters or more"),
    key("embed.allowed_origins", Kind::List, "a list of sites, such as https://www.example.org"),
    key("clock.start", Kind::Text, "an instant such as 2021-04-14T18:00:00+02:00"),
    key("clock.speed", Kind::Number, "a number above 0, up to 100000"),
    key("log.format", Kind::Text, "auto, json or pretty"),
];

/// One row of [`KEYS`].
const fn key(name: &'static str, kind: Kind, allowed: &'static str) -> Key {
    Key { name, kind, allowed }
}

/// The key of that name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// The key whose name is most like `written`; a name without a dot may be meant for a section or for a key in one.
pub(super) fn nearest(written: &str) -> &'static Key {
    let distance = |key: &&Key| {
        let whole = strsim::damerau_levenshtein(key.name, written);
        let parts = key.name.split('.').map(|part| strsim::damerau_levenshtein(part, written));
        if written.contains('.') { whole } else { parts.min().unwrap_or(whole) }
    };
    KEYS.iter().min_by_key(distance).unwrap_or(&KEYS[0])
}

impl Key {
    /// The environment variable that sets this key.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("HALBSIEBEN_{}", self.name.replace('.', "__").to_uppercase())
    }
}
