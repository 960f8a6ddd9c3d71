//! Samples of the mails to organisers.

use uuid::Uuid;

use super::{email, sender, sound, urls};
use crate::domain::account_mail::{AccountMail, AccountMailKind};
use crate::domain::id::{DeliveryId, OrganiserId};
use crate::domain::locale::Locale;
use crate::domain::organiser::{Organiser, Role};
use crate::mail::{AccountLetter, Sender};
use crate::urls::Urls;

/// A mail to an organiser with all that it is made of.
#[derive(Debug, Clone)]
pub struct AccountSample {
    /// What it shows; part of file names.
    pub name: &'static str,
    /// What it is for.
    pub mail: AccountMail,
    /// To whom.
    pub organiser: Organiser,
    /// Makes its links.
    pub urls: Urls,
    /// In whose name.
    pub sender: Sender,
}

impl AccountSample {
    /// All that the mail is made of, written when it was asked for.
    #[must_use]
    pub fn letter(&self) -> AccountLetter<'_> {
        let Self { mail, organiser, urls, sender, .. } = self;
        AccountLetter { mail: *mail, organiser, urls, sender, now: mail.asked_at }
    }
}

/// Every sample in `locale`.
pub(in crate::mail) fn all(locale: Locale) -> Vec<AccountSample> {
    AccountMailKind::ALL.map(|kind| of(kind, locale)).into()
}

/// A new kind does not compile until it has its name here.
fn of(kind: AccountMailKind, locale: Locale) -> AccountSample {
    let name = match kind {
        AccountMailKind::PasswordReset => "account-password-reset",
        AccountMailKind::Invitation => "account-invitation",
    };
    let asked_at = sound("2021-04-01T09:12:00Z".parse());
    let mail = AccountMail { id: DeliveryId::from(Uuid::nil()), kind, locale, asked_at };
    let (id, email) = (OrganiserId::from(Uuid::nil()), email("zoe@fichtenrode.example"));
    let organiser = Organiser { id, name: "Zoë Yıldızoğlu".to_owned(), email, role: Role::Editor };
    AccountSample { name, mail, organiser, urls: urls(), sender: sender() }
}
