//! To an organiser: the link at which a password is chosen, because it was forgotten, or because somebody is invited.

use askama::Template;
use jiff::Timestamp;

use crate::domain::account_mail::{AccountMail, AccountMailKind};
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::mail::frame::Frame;
use crate::mail::{AccountSample, Rendered, Sender, sample};
use crate::urls::Urls;
use crate::words::words;

/// All that a mail to an organiser is made of.
#[derive(Debug, Clone, Copy)]
pub struct AccountLetter<'a> {
    /// What it is for.
    pub mail: AccountMail,
    /// To whom.
    pub organiser: &'a Organiser,
    /// Makes its links.
    pub urls: &'a Urls,
    /// In whose name.
    pub sender: &'a Sender,
    /// The moment when it is written.
    pub now: Timestamp,
}

/// What the mail says.
#[derive(Debug)]
struct Account<'a> {
    frame: Frame<'a>,
    subject: String,
    lead: String,
    button: String,
    url: String,
    holds: String,
    not_you: String,
}

impl AccountLetter<'_> {
    /// Samples of every such mail; for snapshots and the gallery.
    #[must_use]
    pub fn samples(locale: Locale) -> Vec<AccountSample> {
        sample::account::all(locale)
    }

    /// Puts the mail into words.
    ///
    /// # Errors
    /// When a template cannot be rendered.
    pub fn render(&self) -> Result<Rendered, askama::Error> {
        let w = words(self.mail.locale);
        let organisation = self.sender.organisation.as_str();
        let (subject, lead, holds, not_you) = match self.mail.kind {
            AccountMailKind::PasswordReset => (w.mail_reset_subject(), w.mail_reset_lead(), w.mail_reset_holds(), w.mail_reset_not_you()),
            AccountMailKind::Invitation => (
                w.mail_invitation_subject(organisation),
                w.mail_invitation_lead(organisation),
                w.mail_invitation_holds(),
                w.mail_invitation_not_you(),
            ),
        };
        let mail = Account {
            frame: Frame::of_account(self, w),
            subject,
            lead,
            button: w.account_choose_title(),
            url: self.urls.choose_password(self.mail.locale, self.mail.id),
            holds,
            not_you,
        };
        let text = Text { mail: &mail };
        Rendered::of(&text.as_subject(), &text.as_body(), None, |subject| Html { mail: &mail, subject }.render())
    }
}

#[derive(Template)]
#[template(path = "mail/account.txt", blocks = ["subject", "body"])]
struct Text<'a> {
    mail: &'a Account<'a>,
}

#[derive(Template)]
#[template(path = "mail/account.html")]
struct Html<'a> {
    mail: &'a Account<'a>,
    subject: &'a str,
}
