//! `gdpr erase`: what a person has asked for whom we hold data of.

use anyhow::{Result, anyhow};
use clap::Subcommand;

use crate::cli::{Common, Outcome, confirm, say};
use crate::domain::email_address::EmailAddress;

/// What people may ask for their data.
#[derive(Debug, Subcommand)]
pub(super) enum Gdpr {
    /// Remove a person from every event, with a receipt that names nobody.
    Erase {
        /// The person's mail address.
        email: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

impl Gdpr {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        match self {
            Self::Erase { email, yes } => erase(common, &email, yes).await,
        }
    }
}

async fn erase(common: &Common, email: &str, yes: bool) -> Result<Outcome> {
    let email = EmailAddress::parse(email).map_err(|error| anyhow!("{email:?} {error}"))?;
    let app = common.app().await?;
    let count = app.count_registrations_of(&email).await?;
    let registrations = if count == 1 { "1 registration".to_owned() } else { format!("{count} registrations") };
    if count > 0 && !confirm(&format!("Remove {registrations} of this person for good?"), yes)? {
        say("Nothing was removed.");
        return Ok(Outcome::NotSo);
    }
    // Asked for even without a registration: somebody else may have entered the address as a new one.
    let Some(receipt) = app.erase_person(&email).await? else {
        say("Nobody with this address is registered.");
        return Ok(Outcome::NotSo);
    };
    let removed = receipt.removed;
    say(format_args!("Removed: {registrations}, {} answers, {} rows of the ledger.", removed.answers, removed.deliveries));
    say(format_args!("Receipt: {}", receipt.number));
    say("Copies that were exported, and backups, are yours to remove.");
    Ok(Outcome::Done)
}
