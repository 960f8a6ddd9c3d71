//! What people do where places are few, and how the product is asked to do it.

use std::fmt;

use halbsieben::app::App;
use halbsieben::app::sign_up::SignUpError;
use halbsieben::domain::admission::Willing;
use jiff::civil::DateTime;

use crate::simulation::life::Deed;
use crate::simulation::verb::{email, form, registration, token, words};

/// Something that somebody does, or a job.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// Signs up, and waits where there is no place.
    SignUp { slug: &'static str, address: String },
    /// Says that the address is theirs.
    Confirm { slug: &'static str, address: String },
    /// Asks for the mail once more whose time was over.
    AskAgain { slug: &'static str, address: String },
    /// Gives a place up, or the wait for one.
    Cancel { slug: &'static str, address: String },
    /// Is erased, everywhere.
    Erase { address: String },
    /// More places than before.
    Raise { slug: &'static str, places: u32 },
    /// Another date.
    Move { slug: &'static str, start: DateTime },
    /// The job that gives free places away.
    Promote,
    /// The job that removes what is past its term, and who has not confirmed in time.
    Tidy,
}

impl Act {
    /// Whom it concerns, if it concerns one person.
    pub(super) fn address(&self) -> Option<&str> {
        match self {
            Self::SignUp { address, .. }
            | Self::Confirm { address, .. }
            | Self::AskAgain { address, .. }
            | Self::Cancel { address, .. }
            | Self::Erase { address } => Some(address),
            Self::Raise { .. } | Self::Move { .. } | Self::Promote | Self::Tidy => None,
        }
    }

    /// Whether it may free a place of that event, and then lets people move up itself.
    pub(super) fn frees_place(&self, of: &str) -> bool {
        match self {
            Self::Cancel { slug, .. } | Self::Raise { slug, .. } | Self::Move { slug, .. } => *slug == of,
            Self::Erase { .. } | Self::Tidy => true,
            Self::SignUp { .. } | Self::Confirm { .. } | Self::AskAgain { .. } | Self::Promote => false,
        }
    }

    /// Whether it changes an event.
    pub(super) fn is_organisers(&self) -> bool {
        matches!(self, Self::Raise { .. } | Self::Move { .. })
    }
}

impl Deed for Act {
    async fn perform(&self, app: &App) -> Result<(), String> {
        match self {
            Self::SignUp { slug, address } => {
                let event = app.show_event(slug).await.map_err(words)?.event;
                match app.sign_up_willing(slug, form(&event, address), Willing::ToWait).await {
                    // Once it has started there is nothing to wait for.
                    Ok(_) | Err(SignUpError::Full) => Ok(()),
                    Err(error) => Err(words(error)),
                }
            }
            // Who is gone meanwhile does nothing more.
            Self::Confirm { slug, address } => {
                let Some(id) = registration(app, slug, address).await else { return Ok(()) };
                app.confirm_address(token(&app.urls().confirm(id))).await.map(drop).map_err(words)
            }
            Self::AskAgain { slug, address } => {
                let Some(id) = registration(app, slug, address).await else { return Ok(()) };
                app.ask_to_confirm_again(token(&app.urls().confirm(id))).await.map(drop).map_err(words)
            }
            Self::Cancel { slug, address } => {
                let Some(id) = registration(app, slug, address).await else { return Ok(()) };
                app.cancel_registration(token(&app.urls().registration(id))).await.map(drop).map_err(words)
            }
            Self::Erase { address } => app.erase_person(&email(address)).await.map(drop).map_err(words),
            Self::Raise { slug, places } => app.limit_places(slug, Some(*places)).await.map(drop).map_err(words),
            Self::Move { slug, start } => app.move_event(slug, (*start).into(), None).await.map(drop).map_err(words),
            Self::Promote => app.promote_waitlists().await.map_err(words),
            Self::Tidy => app.remove_past_term().await.map(drop).map_err(words),
        }
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignUp { slug, address } => write!(f, "{address} signs up for {slug}"),
            Self::Confirm { slug, address } => write!(f, "{address} confirms for {slug}"),
            Self::AskAgain { slug, address } => write!(f, "{address} asks to confirm again for {slug}"),
            Self::Cancel { slug, address } => write!(f, "{address} cancels for {slug}"),
            Self::Erase { address } => write!(f, "{address} is erased"),
            Self::Raise { slug, places } => write!(f, "{slug} has {places} places"),
            Self::Move { slug, start } => write!(f, "{slug} is moved to {start}"),
            Self::Promote => f.write_str("free places are given away"),
            Self::Tidy => f.write_str("what is past its term is removed"),
        }
    }
}
