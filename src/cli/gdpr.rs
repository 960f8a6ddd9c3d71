//! `gdpr export` and `gdpr erase`: what a person has asked for whom we hold data of (Art. 15 and 17 GDPR).

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Subcommand;

use crate::cli::{Common, Outcome, address, confirm, say};

/// What people may ask for their data.
#[derive(Debug, Subcommand)]
pub(super) enum Gdpr {
    /// Write all that is held of a person, as JSON.
    Export {
        /// The person's mail address.
        email: String,
        /// The file to write, instead of stdout.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
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
            Self::Export { email, output } => export(common, &email, output.as_deref()).await,
            Self::Erase { email, yes } => erase(common, &email, yes).await,
        }
    }
}

async fn export(common: &Common, email: &str, output: Option<&Path>) -> Result<Outcome> {
    let email = address(email)?;
    let held = common.app().await?.personal_data(&email).await?;
    let json = serde_json::to_string_pretty(&held)?;
    match output {
        Some(path) => std::fs::write(path, json + "\n").with_context(|| format!("cannot write {}", path.display()))?,
        None => say(json),
    }
    Ok(if held.is_empty() { Outcome::NotSo } else { Outcome::Done })
}

async fn erase(common: &Common, email: &str, yes: bool) -> Result<Outcome> {
    let email = address(email)?;
    let app = common.app().await?;
    let count = app.count_registrations_of(&email).await?;
    let registrations = if count == 1 { "1 registration".to_owned() } else { format!("{count} registrations") };
    if count > 0 && !confirm(&format!("Remove {registrations} of this person for good?"), yes)? {
        say("Nothing was removed.");
        return Ok(Outcome::NotSo);
    }
    // Asked for even without a registration: somebody else may have entered the address as a new one, or had it before.
    let Some(receipt) = app.erase_person(&email).await? else {
        say("Nobody with this address is registered.");
        return Ok(Outcome::NotSo);
    };
    let removed = receipt.removed;
    if removed.registrations == 0 {
        say(
            "Nobody with this address is registered. Removed: the address where somebody has asked for it, and the mails to it that were kept.",
        );
    } else {
        say(format_args!("Removed: {registrations}, {} answers, {} rows of the ledger.", removed.answers, removed.deliveries));
    }
    say(format_args!("Receipt: {}", receipt.number));
    say("Copies that were exported, and backups, are yours to remove.");
    Ok(Outcome::Done)
}
