//! The command line: one file per command. The only room that prints.
//!
//! Exit codes: 0 done, 1 the thing asked about is not so, 2 wrong use, 3 could not. Errors are one sentence that says what to
//! do, on stderr.

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::app::App;
use crate::config::{Loaded, LogFormat, Sources};
use crate::domain::email_address::EmailAddress;

mod admin;
mod attendees;
pub mod config;
mod demo;
mod event;
mod forecast;
mod gdpr;
mod health;
mod ledger;
mod mail;
mod migrate;
mod serve;
mod timeline;

/// Webinar registration and reminders: everybody has the link before half past six.
#[derive(Debug, Parser)]
#[command(name = "halbsieben", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// The settings file, instead of config/local.toml or /etc/halbsieben/config.toml.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// A setting, such as --set mail.connections=4; goes before file and environment.
    #[arg(long = "set", global = true, value_name = "KEY=VALUE", value_parser = key_and_value)]
    set: Vec<(String, String)>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages, plan and send mail, in one process.
    Serve(serve::Serve),
    /// Try it out: fresh data in data/demo, one event with 40 registrants, mails kept in the browser.
    Demo(demo::Demo),
    /// Bring the database up to date, or see whether it is.
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    /// Enter and change events.
    #[command(subcommand)]
    Event(event::EventCommand),
    /// The attendee list.
    #[command(subcommand)]
    Attendees(attendees::Attendees),
    /// Every mail of an event: who, what, when, what became of it.
    Ledger(ledger::Ledger),
    /// Will everybody have the link before the start, and if not, who will not and why?
    Forecast(forecast::Forecast),
    /// Every mail that an event will send, when, to how many and why. Sends nothing.
    Timeline(timeline::Timeline),
    /// What a person may ask for: their data, or to be removed.
    #[command(subcommand)]
    Gdpr(gdpr::Gdpr),
    /// Who may use the organiser's pages.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Check the mail settings, see every mail.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// The settings in force.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Ask a running instance whether it is well.
    Health(health::Health),
}

/// What a command came to.
enum Outcome {
    /// Done: exit code 0.
    Done,
    /// The thing asked about is not so: exit code 1.
    NotSo,
}

impl Cli {
    /// Runs the command and says how it went.
    #[must_use]
    pub fn run(self) -> ExitCode {
        match self.dispatch() {
            Ok(Outcome::Done) => ExitCode::SUCCESS,
            Ok(Outcome::NotSo) => ExitCode::from(1),
            Err(error) => {
                complain(&error);
                ExitCode::from(3)
            }
        }
    }

    fn dispatch(self) -> Result<Outcome> {
        let Self { common, command } = self;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(async move {
            match command {
                Command::Serve(command) => command.run(&common).await,
                Command::Demo(command) => command.run(&common).await,
                Command::Migrate(command) => command.run(&common).await,
                Command::Event(command) => command.run(&common).await,
                Command::Attendees(command) => command.run(&common).await,
                Command::Ledger(command) => command.run(&common).await,
                Command::Forecast(command) => command.run(&common).await,
                Command::Timeline(command) => command.run(&common).await,
                Command::Gdpr(command) => command.run(&common).await,
                Command::Admin(command) => command.run(&common).await,
                Command::Mail(command) => command.run(&common).await,
                Command::Config(command) => command.run(&common),
                Command::Health(command) => command.run(&common).await,
            }
        })
    }
}

impl Common {
    /// The settings, with `flags` going before everything else.
    fn settings(&self, flags: Vec<(String, String)>) -> Result<Loaded> {
        let overrides = self.set.iter().cloned().chain(flags).collect();
        Ok(crate::config::Settings::load(&Sources::of_process(self.config.clone(), overrides))?)
    }

    /// The service on this instance's data, for a command that does one thing.
    async fn app(&self) -> Result<App> {
        let loaded = self.settings(Vec::new())?;
        start_log(loaded.settings.log.format, "warn");
        let app = App::start(&loaded.settings).await?;
        app.catch_up_with_rehearsal().await?;
        Ok(app)
    }
}

fn key_and_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write it as key=value")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// Log lines go to stderr; `RUST_LOG` says which, those of level `usual` otherwise. What libraries say of their own
/// beginning and end is nobody's news.
fn start_log(format: LogFormat, usual: &str) {
    let usual = format!("{usual},tokio_cron_scheduler=warn,sea_orm_migration=warn");
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| usual.into());
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let is_for_people = match format {
        LogFormat::Auto => std::io::stderr().is_terminal(),
        LogFormat::Pretty => true,
        LogFormat::Json => false,
    };
    // A second start in one process keeps the first log.
    drop(if is_for_people { builder.compact().try_init() } else { builder.json().flatten_event(true).try_init() });
}

/// One sentence on stderr: the error and what is behind it, unless that says the same again.
#[expect(clippy::print_stderr, reason = "the command line speaks to people")]
fn complain(error: &anyhow::Error) {
    let mut sentence = error.to_string();
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !sentence.contains(&cause) {
            sentence = format!("{sentence}: {cause}");
        }
    }
    eprintln!("error: {sentence}");
}

/// A mail address of the command line.
fn address(text: &str) -> Result<EmailAddress> {
    EmailAddress::parse(text).map_err(|error| anyhow::anyhow!("{text:?} {error}"))
}

/// Writes a line to stdout; a reader who has gone away is no error.
fn say(line: impl std::fmt::Display) {
    drop(writeln!(std::io::stdout().lock(), "{line}"));
}

/// Asks before many people get a mail. Without a terminal to ask at, `--yes` is needed.
fn confirm(question: &str, yes: bool) -> Result<bool> {
    if yes {
        return Ok(true);
    }
    if !std::io::stdin().is_terminal() {
        anyhow::bail!("{question} Nobody is there to be asked: add --yes");
    }
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{question} [y/N] ")?;
    stdout.flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja"))
}
