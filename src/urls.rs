//! Every absolute link, made from the configured base address and never from a request's Host header.

use std::sync::Arc;

use jiff::Timestamp;
use url::Url;

use crate::domain::email_address::EmailAddress;
use crate::domain::event::Slug;
use crate::domain::id::{DeliveryId, RegistrationId};
use crate::domain::locale::Locale;
use crate::domain::token::{Key, Seal, Secret};

/// How the paths begin that hold a key, or lead to what only the holder of one sees (law 20).
pub const KEYED_PATHS: [&str; 5] = ["/r/", "/j/", "/c/", "/address/", "/outbox/"];

/// Makes links. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Urls {
    base: Arc<str>,
    default_locale: Locale,
    secret: Secret,
}

impl Urls {
    /// Links below `base`, whose pages are in `default_locale` unless the path says otherwise.
    #[must_use]
    pub fn new(base: &Url, default_locale: Locale, secret: Secret) -> Self {
        Self { base: base.as_str().trim_end_matches('/').into(), default_locale, secret }
    }

    /// The same addresses with keys that open nothing, for mails that are only looked at (law 20).
    #[must_use]
    pub fn that_open_nothing(&self) -> Self {
        Self { secret: self.secret.of_previews(), ..self.clone() }
    }

    /// The host's name, for Message-IDs and calendar entries.
    #[must_use]
    pub fn host(&self) -> String {
        Url::parse(&self.base).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| "localhost".to_owned())
    }

    /// Whether links are https.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.base.starts_with("https:")
    }

    /// The language of pages whose path does not say.
    #[must_use]
    pub fn default_locale(&self) -> Locale {
        self.default_locale
    }

    /// The address of any path below the base.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The list of events.
    #[must_use]
    pub fn events(&self, locale: Locale) -> String {
        format!("{}{}/", self.base, self.prefix(locale))
    }

    /// An event's page.
    #[must_use]
    pub fn event(&self, locale: Locale, slug: &Slug) -> String {
        format!("{}{}/events/{slug}", self.base, self.prefix(locale))
    }

    /// The picture of an event that other services show.
    #[must_use]
    pub fn picture(&self, slug: &Slug) -> String {
        format!("{}/events/{slug}/og.png", self.base)
    }

    /// The code that leads to an event's page.
    #[must_use]
    pub fn qr(&self, slug: &Slug) -> String {
        format!("{}/events/{slug}/qr.svg", self.base)
    }

    /// An event for a frame on another site.
    #[must_use]
    pub fn embed(&self, locale: Locale, slug: &Slug) -> String {
        format!("{}{}/embed/events/{slug}", self.base, self.prefix(locale))
    }

    /// The form of an event alone, for itself or in a frame on another site.
    #[must_use]
    pub fn register(&self, locale: Locale, slug: &Slug, framed: bool) -> String {
        format!("{}/register", self.event_or_frame(locale, slug, framed))
    }

    /// The page after a sign-up, for itself or in a frame on another site.
    #[must_use]
    pub fn registered(&self, locale: Locale, slug: &Slug, framed: bool) -> String {
        format!("{}/registered", self.event_or_frame(locale, slug, framed))
    }

    fn event_or_frame(&self, locale: Locale, slug: &Slug, framed: bool) -> String {
        if framed { self.embed(locale, slug) } else { self.event(locale, slug) }
    }

    /// The page of a series.
    #[must_use]
    pub fn series(&self, locale: Locale, slug: &Slug) -> String {
        format!("{}{}/series/{slug}", self.base, self.prefix(locale))
    }

    /// The page of a topic.
    #[must_use]
    pub fn topic(&self, locale: Locale, slug: &Slug) -> String {
        format!("{}{}/topics/{slug}", self.base, self.prefix(locale))
    }

    /// An event's calendar file.
    #[must_use]
    pub fn calendar(&self, slug: &Slug) -> String {
        format!("{}/events/{slug}/calendar.ics", self.base)
    }

    /// The personal page of a registration.
    #[must_use]
    pub fn registration(&self, id: RegistrationId) -> String {
        format!("{}/r/{}", self.base, self.secret.token(Key::Registration, id.uuid()))
    }

    /// The calendar file of a registration, with the personal link.
    #[must_use]
    pub fn personal_calendar(&self, id: RegistrationId) -> String {
        format!("{}/calendar.ics", self.registration(id))
    }

    /// The page that asks whether a registration is to be cancelled.
    #[must_use]
    pub fn cancel(&self, id: RegistrationId) -> String {
        format!("{}/cancel", self.registration(id))
    }

    /// The page that takes a cancelled registration up again.
    #[must_use]
    pub fn rejoin(&self, id: RegistrationId) -> String {
        format!("{}/rejoin", self.registration(id))
    }

    /// The page that asks whether a registration shall have no more reminders.
    #[must_use]
    pub fn unsubscribe(&self, id: RegistrationId) -> String {
        format!("{}/unsubscribe", self.registration(id))
    }

    /// Where reminders are switched on and off.
    #[must_use]
    pub fn reminders(&self, id: RegistrationId) -> String {
        format!("{}/reminders", self.registration(id))
    }

    /// All that is held of a registration, to read.
    #[must_use]
    pub fn personal_data(&self, id: RegistrationId) -> String {
        format!("{}/data", self.registration(id))
    }

    /// The page that asks whether a registration is to be erased.
    #[must_use]
    pub fn erase(&self, id: RegistrationId) -> String {
        format!("{}/erase", self.registration(id))
    }

    /// The page on which the owner of `email` takes a registration over to it, asked for at `now`. It is no key to the registration
    /// before they have: whoever mistypes an address must not hand their page to a stranger.
    #[must_use]
    pub fn new_address(&self, id: RegistrationId, email: &EmailAddress, now: Timestamp) -> String {
        let asked = format!("{}\n{}\n{email}", id.uuid(), now.as_second());
        format!("{}/address/{}", self.base, self.secret.seal(Seal::NewAddress, &asked))
    }

    /// The page that sends lost links again.
    #[must_use]
    pub fn lost_link(&self, locale: Locale) -> String {
        format!("{}{}/lost-link", self.base, self.prefix(locale))
    }

    /// The receipt of an erasure, which names nobody.
    #[must_use]
    pub fn erased(&self, locale: Locale, number: &str) -> String {
        format!("{}{}/erased/{number}", self.base, self.prefix(locale))
    }

    /// The personal way into the room.
    #[must_use]
    pub fn join(&self, id: RegistrationId) -> String {
        format!("{}/j/{}", self.base, self.secret.token(Key::Join, id.uuid()))
    }

    /// The page that confirms the address of a registration.
    #[must_use]
    pub fn confirm(&self, id: RegistrationId) -> String {
        format!("{}/c/{}", self.base, self.secret.token(Key::Confirm, id.uuid()))
    }

    /// The test mailbox.
    #[must_use]
    pub fn outbox(&self) -> String {
        format!("{}/outbox/{}", self.base, self.secret.token(Key::Outbox, uuid::Uuid::nil()))
    }

    /// Where the first organiser's account is made, by an address that was made `now`; it opens nothing once there is one.
    #[must_use]
    pub fn setup(&self, now: Timestamp) -> String {
        format!("{}/organiser/setup/{}", self.base, self.secret.seal(Seal::Setup, &now.as_microsecond().to_string()))
    }

    /// Where organisers come in.
    #[must_use]
    pub fn sign_in(&self, locale: Locale) -> String {
        format!("{}{}/organiser/sign-in", self.base, self.prefix(locale))
    }

    /// Where an organiser comes in by a key, once.
    #[must_use]
    pub fn entry(&self, locale: Locale, key: &str) -> String {
        format!("{}/{key}", self.sign_in(locale))
    }

    /// Where an organiser chooses a password, once.
    #[must_use]
    pub fn choose_password(&self, locale: Locale, id: DeliveryId) -> String {
        self.entry(locale, &self.secret.token(Key::Password, id.uuid()))
    }

    /// The notice on data protection.
    #[must_use]
    pub fn privacy(&self, locale: Locale) -> String {
        format!("{}{}/datenschutz", self.base, self.prefix(locale))
    }

    /// What is kept of who registers for an event.
    #[must_use]
    pub fn event_privacy(&self, locale: Locale, slug: &Slug) -> String {
        format!("{}/datenschutz", self.event(locale, slug))
    }

    /// Who is responsible for these pages.
    #[must_use]
    pub fn imprint(&self, locale: Locale) -> String {
        format!("{}{}/impressum", self.base, self.prefix(locale))
    }

    /// How well everybody can use these pages.
    #[must_use]
    pub fn accessibility(&self, locale: Locale) -> String {
        format!("{}{}/barrierefreiheit", self.base, self.prefix(locale))
    }

    /// The way to pages in `locale`: nothing for the default language, `/en` or `/de` for the other.
    #[must_use]
    pub fn prefix(&self, locale: Locale) -> &'static str {
        if locale == self.default_locale { "" } else { locale.path() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn law_20_every_link_that_holds_a_key_is_known_as_such() {
        let secret = Secret::new("not a secret at all, for tests alone").unwrap();
        let urls = Urls::new(&Url::parse("https://example.org/anmeldung").unwrap(), Locale::De, secret);
        let (id, now) = (RegistrationId::new(Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH);
        let address = EmailAddress::parse("anna@example.org").unwrap();
        for url in [urls.registration(id), urls.join(id), urls.confirm(id), urls.new_address(id, &address, now), urls.outbox()] {
            let path = url.strip_prefix("https://example.org/anmeldung").unwrap();
            assert!(KEYED_PATHS.iter().any(|start| path.starts_with(start)), "{url}");
        }
    }
}
