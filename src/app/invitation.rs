//! Inviting somebody to become an organiser: an account, and the mail by which its password is chosen.

use std::collections::BTreeMap;

use futures::FutureExt as _;

use crate::app::answer::AGAIN_AFTER;
use crate::app::organiser::AccountError;
use crate::app::{App, account_mail};
use crate::domain::account_mail::{AccountMailKind, FailedInvitation};
use crate::domain::email_address::EmailAddress;
use crate::domain::id::OrganiserId;
use crate::domain::locale::Locale;
use crate::domain::organiser::{Organiser, Role, Standing};
use crate::storage;
use crate::storage::{account_mail as mails, organiser as organisers};

/// What inviting somebody once more came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// The mail leaves at once.
    Again,
    /// One was asked for within the last ten minutes: that is enough.
    Lately,
}

impl App {
    /// Makes an account and owes its owner the mail by which a password is chosen, within a week and once.
    ///
    /// # Errors
    /// When the address has an account, or storage fails.
    pub async fn invite(&self, name: &str, email: EmailAddress, role: Role, locale: Locale) -> Result<(), AccountError> {
        let now = self.clock.now();
        let organiser = Organiser { id: OrganiserId::new(now), name: name.to_owned(), email, role };
        let (mail, link) = self.account_mail(AccountMailKind::Invitation, locale, now);
        let is_new = self.db.write(move |tx| {
            let (organiser, link) = (organiser.clone(), link.clone());
            async move {
                if !organisers::insert(tx, &organiser, now).await? {
                    return Ok(false);
                }
                account_mail::owe(tx, organiser.id, mail, link).await?;
                Ok(true)
            }
            .boxed()
        });
        if !is_new.await? {
            return Err(AccountError::Known);
        }
        self.rouse().await;
        Ok(())
    }

    /// Owes somebody the mail by which a password is chosen once more, who has none yet, at most once in ten minutes.
    ///
    /// # Errors
    /// When there is no such account, it was turned away or has a password, or storage fails.
    pub async fn invite_again(&self, id: OrganiserId, locale: Locale) -> Result<Invited, AccountError> {
        let now = self.clock.now();
        let (mail, link) = self.account_mail(AccountMailKind::Invitation, locale, now);
        let invited = self.db.write(move |tx| {
            let link = link.clone();
            async move {
                let Some(account) = organisers::find(tx, id).await? else { return Ok(Err(AccountError::Unknown)) };
                match account.standing() {
                    Standing::Disabled => return Ok(Err(AccountError::Disabled)),
                    Standing::Active => return Ok(Err(AccountError::HasPassword)),
                    Standing::WithoutPassword => {}
                }
                if mails::count_since(tx, id, mail.kind, now - AGAIN_AFTER).await? > 0 {
                    return Ok(Ok(Invited::Lately));
                }
                account_mail::owe(tx, id, mail, link).await.map(|()| Ok(Invited::Again))
            }
            .boxed()
        });
        let invited = invited.await??;
        if invited == Invited::Again {
            self.rouse().await;
        }
        Ok(invited)
    }

    /// Whose last invitation did not arrive.
    ///
    /// # Errors
    /// When storage fails.
    pub async fn list_failed_invitations(&self) -> Result<BTreeMap<OrganiserId, FailedInvitation>, storage::Error> {
        Ok(mails::list_failed_invitations(self.db.read()).await?)
    }
}
