//! Mails to organisers about their accounts. Whoever asks for one learns nothing else, and nothing sooner.

use std::sync::Arc;

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::app::lost_link::in_constant_time;
use crate::domain::account_mail::{AccountMail, AccountMailKind, NewAccountMail};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::{DeliveryId, OrganiserId};
use crate::domain::locale::Locale;
use crate::domain::organiser::{EntryKey, Organiser};
use crate::domain::session::Opens;
use crate::domain::token::Key;
use crate::mail::AccountLetter;
use crate::mail::message::{self, Message};
use crate::storage;
use crate::storage::db::{Refused, Tx};
use crate::storage::outbox::{OutboxLine, OutboxMail};
use crate::storage::{account_mail as mails, organiser as organisers, session as sessions};

/// A forgotten password brings so many mails in a day.
const RESETS_PER_DAY: u64 = 3;
const DAY: SignedDuration = SignedDuration::from_hours(24);

impl App {
    /// Owes an address the mail by which a new password is chosen, if it has an account, at most three times a day. Takes the same time
    /// whether it has one or not.
    ///
    /// # Errors
    /// When storage fails; then nothing is owed.
    pub async fn send_password_reset(&self, email: &EmailAddress, locale: Locale) -> Result<(), storage::Error> {
        let now = self.clock.now();
        let (mail, link) = self.account_mail(AccountMailKind::PasswordReset, locale, now);
        let email = Arc::new(email.clone());
        // Looking is done in the same transaction, so that a database that takes nothing refuses known and unknown alike.
        let owing = self.db.write(move |tx| {
            let (email, link) = (Arc::clone(&email), link.clone());
            async move { owe_reset(tx, &email, mail, link).await }.boxed()
        });
        in_constant_time(async {
            if owing.await? {
                self.rouse().await;
            }
            Ok(())
        })
        .await
    }

    /// A new mail, and the hash of the key that its link holds.
    pub(super) fn account_mail(&self, kind: AccountMailKind, locale: Locale, now: Timestamp) -> (AccountMail, Vec<u8>) {
        let mail = AccountMail { id: DeliveryId::new(now), kind, locale, asked_at: now };
        (mail, self.account_key(mail.id).hash())
    }

    /// The key that the link of a mail holds.
    pub(super) fn account_key(&self, id: DeliveryId) -> EntryKey {
        EntryKey::given(&self.secret.token(Key::Password, id.uuid()))
    }

    /// Writes a mail to an organiser.
    pub(super) fn write_account_mail(&self, mail: AccountMail, organiser: &Organiser, now: Timestamp) -> Result<Message, String> {
        let letter = AccountLetter { mail, organiser, urls: &self.urls, sender: &self.sender, now };
        message::build_to_organiser(mail.id, &letter).map_err(|error| error.to_string())
    }

    /// A mail to an organiser as it was sent, written once more; none where it was not.
    pub(super) async fn sent_account_mail(&self, id: DeliveryId) -> Result<Option<OutboxMail>, storage::Error> {
        let Some((mail, organiser, sent_at)) = mails::find_sent(self.db.read(), id).await? else { return Ok(None) };
        let written = self.write_account_mail(mail, &organiser, sent_at);
        Ok(written.ok().map(|Message { subject, text, html, source, .. }| OutboxMail {
            line: OutboxLine { id, sent_at, recipient: organiser.email.as_str().to_owned(), subject },
            text,
            html,
            source,
        }))
    }
}

/// Enters a mail with the link that it carries.
pub(super) async fn owe(tx: &Tx, organiser_id: OrganiserId, mail: AccountMail, link: Vec<u8>) -> Result<(), Refused> {
    sessions::insert_link(tx, link, organiser_id, Opens::Password, mail.useful_until()).await?;
    mails::insert(tx, &NewAccountMail { mail, organiser_id }).await
}

/// Says whether a mail is owed.
async fn owe_reset(tx: &Tx, email: &EmailAddress, mail: AccountMail, link: Vec<u8>) -> Result<bool, Refused> {
    let account = organisers::find_by_email(tx, email).await?.filter(|account| account.disabled_at.is_none());
    let Some(account) = account else { return Ok(false) };
    let id = account.organiser.id;
    if mails::count_since(tx, id, mail.kind, mail.asked_at - DAY).await? >= RESETS_PER_DAY {
        return Ok(false);
    }
    owe(tx, id, mail, link).await?;
    Ok(true)
}
