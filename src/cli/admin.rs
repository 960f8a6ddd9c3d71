//! `admin`: who is an organiser, and how they first come in.

use std::io::Read as _;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Subcommand, ValueEnum};

use crate::app::organiser::WayIn;
use crate::cli::{Common, Outcome, address, say};
use crate::domain::organiser::{Account, Role, Standing};
use crate::domain::password::{MAX_CHARS, Password};

/// Who may use the organiser's pages.
#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// Make an account. Prints a link at which its owner chooses a password.
    Create {
        /// The address that they sign in with.
        email: String,
        /// Their name, instead of what stands before the @.
        #[arg(long)]
        name: Option<String>,
        /// What they may do.
        #[arg(long, value_enum, default_value_t)]
        role: RoleName,
        /// Take the password from stdin, and print no link.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Everybody who has an account.
    List,
    /// Take the password away and end all sessions. Prints a link at which another is chosen.
    ResetPassword {
        /// The address of the account.
        email: String,
    },
    /// Turn somebody away: all sessions end, and neither password nor link leads in.
    Disable {
        /// The address of the account.
        email: String,
    },
    /// Let somebody in again.
    Enable {
        /// The address of the account.
        email: String,
    },
}

/// A role, as it is typed.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum RoleName {
    /// Says who is an organiser, and all below.
    #[default]
    Admin,
    /// Changes events and people, and all below.
    Editor,
    /// Sees everything and takes lists away.
    Reader,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Admin => Self::Admin,
            RoleName::Editor => Self::Editor,
            RoleName::Reader => Self::Reader,
        }
    }
}

impl Admin {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        match self {
            Self::Create { email, name, role, password_stdin } => create(common, &email, name, role.into(), password_stdin).await,
            Self::List => list(common).await,
            Self::ResetPassword { email } => {
                let email = address(&email)?;
                let link = common.app().await?.reset_password(&email).await?;
                say("The password is taken away, and all sessions have ended. A new password is chosen here, once and within a day:");
                say(link);
                Ok(Outcome::Done)
            }
            Self::Disable { email } => {
                let app = common.app().await?;
                app.disable_organiser(app.organiser_with(&address(&email)?).await?).await?;
                say("Turned away; all sessions have ended.");
                Ok(Outcome::Done)
            }
            Self::Enable { email } => {
                let app = common.app().await?;
                app.enable_organiser(app.organiser_with(&address(&email)?).await?).await?;
                say("Let in again.");
                Ok(Outcome::Done)
            }
        }
    }
}

async fn create(common: &Common, email: &str, name: Option<String>, role: Role, password_stdin: bool) -> Result<Outcome> {
    let email = address(email)?;
    let name = match name {
        Some(name) if name.trim().is_empty() => bail!("--name is empty"),
        Some(name) => name.trim().to_owned(),
        None => email.as_str().split('@').next().unwrap_or_default().to_owned(),
    };
    let password = if password_stdin { Some(from_stdin(&[&name, email.as_str()])?) } else { None };
    match common.app().await?.create_organiser(&name, email, role, password.as_ref()).await? {
        WayIn::Password => say("The account is made."),
        WayIn::Link(link) => {
            say("The account is made. Its password is chosen here, once and within a day:");
            say(link);
        }
    }
    Ok(Outcome::Done)
}

/// The first line of stdin.
fn from_stdin(names: &[&str]) -> Result<Password> {
    /// More than any password has: four bytes a character, and the end of the line.
    const MOST_BYTES: u64 = MAX_CHARS as u64 * 4 + 2;
    let mut typed = String::new();
    std::io::stdin().take(MOST_BYTES + 1).read_to_string(&mut typed).context("no password on stdin")?;
    let line = typed.lines().next().unwrap_or_default();
    Password::chosen_by(names, line).map_err(|error| anyhow!("the password {error}"))
}

async fn list(common: &Common) -> Result<Outcome> {
    let accounts = common.app().await?.list_organisers().await?;
    for account in &accounts {
        let Account { organiser, .. } = account;
        say(format_args!("{:<6}  {:<11}  {}  {}", organiser.role.as_str(), standing(account), organiser.email.as_str(), organiser.name));
    }
    Ok(if accounts.is_empty() { Outcome::NotSo } else { Outcome::Done })
}

fn standing(account: &Account) -> &'static str {
    match account.standing() {
        Standing::Disabled => "disabled",
        Standing::Active => "active",
        Standing::WithoutPassword => "no password",
    }
}
