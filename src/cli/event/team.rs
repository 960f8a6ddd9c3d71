//! `event team`: who holds an event. They get their own link and the team's reminders, and take no place.

use anyhow::{Result, anyhow};
use clap::{Args, Subcommand};

use crate::app::App;
use crate::cli::{Outcome, address, say};
use crate::domain::event::Role;
use crate::domain::locale::Locale;
use crate::domain::person_name::PersonName;
use crate::domain::registration::NewRegistration;

/// Show who holds an event; add and remove.
#[derive(Debug, Args)]
pub(in crate::cli) struct Team {
    /// The event.
    slug: String,
    #[command(subcommand)]
    change: Option<Change>,
}

#[derive(Debug, Subcommand)]
enum Change {
    /// Add somebody; their link goes out at once, or when the event is published.
    Add {
        /// Their address.
        email: String,
        /// What they do: host, moderation or guest.
        #[arg(long, default_value = "host")]
        role: Role,
        /// Their name.
        #[arg(long)]
        name: Option<String>,
        /// The language of their mails; the instance's otherwise.
        #[arg(long)]
        locale: Option<Locale>,
    },
    /// Remove somebody; a mail takes the date out of their calendar.
    Remove {
        /// Their address.
        email: String,
    },
}

impl Team {
    pub(in crate::cli) async fn run(self, app: &App) -> Result<Outcome> {
        match self.change {
            None => list(app, &self.slug).await?,
            Some(Change::Add { email, role, name, locale }) => {
                let email = address(&email)?;
                let given_name = name.as_deref().map(PersonName::parse).transpose().map_err(|error| anyhow!("the name {error}"))?;
                let locale = locale.unwrap_or(app.urls().default_locale());
                let answers = std::collections::BTreeMap::new();
                let member = NewRegistration { given_name, family_name: None, email: email.clone(), locale, answers };
                let is_new = app.add_to_team(&self.slug, role, member).await?;
                let done = if is_new { "is in the team now" } else { "was in the team already; role and name are as you say" };
                say(format_args!("{email} {done}."));
            }
            Some(Change::Remove { email }) => {
                let email = address(&email)?;
                app.remove_from_team(&self.slug, &email).await?;
                say(format_args!("{email} is in the team no longer."));
            }
        }
        Ok(Outcome::Done)
    }
}

async fn list(app: &App, slug: &str) -> Result<()> {
    let team = app.team(slug).await?;
    if team.is_empty() {
        say(format_args!("Nobody yet: halbsieben event team {slug} add host@example.org --name \"Alma Brückner\""));
    }
    for member in &team {
        let role = member.role.map_or("", Role::as_str);
        let bounced = if member.unreachable.is_some() { "  takes no mail" } else { "" };
        let name = member.registrant.full_name().unwrap_or_default();
        say(format_args!("{role:<11} {:<32} {name}{bounced}", member.registrant.email.as_str()));
    }
    Ok(())
}
