//! `migrate up` and `migrate status`.

use anyhow::Result;
use clap::Subcommand;

use crate::app::App;
use crate::cli::{Common, Outcome, say};

/// Bring the database up to date, or see whether it is.
#[derive(Debug, Subcommand)]
pub(super) enum Migrate {
    /// Make the changes that are missing.
    Up,
    /// Show every change, and whether it was made; exit code 1 when one is missing.
    Status,
}

impl Migrate {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let settings = common.settings(Vec::new())?.settings;
        if matches!(self, Self::Up) {
            App::migrate(&settings).await?;
            say("The database is up to date.");
            return Ok(Outcome::Done);
        }
        let changes = App::schema(&settings).await?;
        for change in &changes {
            say(format_args!("{:8} {}", if change.applied { "made" } else { "missing" }, change.name));
        }
        Ok(if changes.iter().all(|change| change.applied) { Outcome::Done } else { Outcome::NotSo })
    }
}
