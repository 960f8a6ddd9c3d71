//! `event …`: enter and change events.

mod afterwards;
mod import;
mod reminders;
mod team;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::Serialize;

use crate::app::App;
use crate::app::event::{MoveEffect, Overview};
use crate::cli::event::afterwards::AfterwardsCommand;
use crate::cli::event::import::{Copy, Import};
use crate::cli::event::reminders::Reminders;
use crate::cli::event::team::Team;
use crate::cli::{Common, Outcome, confirm, say};
use crate::domain::event::Event;
use crate::domain::locale::Locale;
use crate::domain::reminder::Audience;
use crate::domain::schedule::WallTime;
use crate::words::When;

/// Enter and change events.
#[derive(Debug, Subcommand)]
pub(super) enum EventCommand {
    /// Enter an event from an announcement (plain text, German or English) or from a file that `event export` wrote.
    Import(Import),
    /// All events, the latest first.
    List {
        /// For programs.
        #[arg(long)]
        json: bool,
    },
    /// One event, with its reminders and how many are registered.
    Show {
        /// The event.
        slug: String,
        /// For programs: as `event export --format json` writes it.
        #[arg(long)]
        json: bool,
    },
    /// Show a draft to everybody.
    Publish {
        /// The event.
        slug: String,
    },
    /// Give an event another date; everybody registered gets a mail.
    Move(Move),
    /// Call an event off; everybody registered gets a mail.
    Cancel(Cancel),
    /// Enter a draft with all that an event says, at another date; its reminders are off until you switch them on.
    Copy(Copy),
    /// Show an event's reminders, change them, switch them on or off.
    Reminders(Reminders),
    /// Show or enter recording, materials and questions for when the event is over; everybody registered gets a mail.
    Afterwards(AfterwardsCommand),
    /// Show who holds an event; add and remove.
    Team(Team),
    /// Lead everybody to another room, at once and without a mail.
    Room {
        /// The event.
        slug: String,
        /// The room's address.
        url: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Limit the places, or lift the limit with none; who waits moves up, and nobody loses a place.
    Places {
        /// The event.
        slug: String,
        /// The most registrations, or none for any number.
        limit: Limit,
    },
    /// Write an event to a file that `event import` reads.
    Export {
        /// The event.
        slug: String,
        /// toml or json.
        #[arg(long, default_value = "toml", value_parser = ["toml", "json"])]
        format: String,
        /// The file to write, instead of stdout.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// So many places, or any number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit(Option<u32>);

impl std::str::FromStr for Limit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self(None)),
            number => number.parse().map(|number| Self(Some(number))).map_err(|_| "write a number, or none".to_owned()),
        }
    }
}

/// Give an event another date.
#[derive(Debug, Args)]
pub(super) struct Move {
    /// The event.
    slug: String,
    /// Local start, such as "2021-04-22 19:00"; with its offset where that time exists twice.
    #[arg(long, value_name = "TIME")]
    start: WallTime,
    /// Local end; the event stays as long as it was otherwise.
    #[arg(long, value_name = "TIME")]
    end: Option<WallTime>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// Call an event off.
#[derive(Debug, Args)]
pub(super) struct Cancel {
    /// The event.
    slug: String,
    /// Why, in words for the people who are registered.
    #[arg(long)]
    reason: String,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// A line of `event list --json`.
#[derive(Serialize)]
struct ListedJson<'a> {
    slug: &'a str,
    title: &'a str,
    status: &'static str,
    starts_at: String,
    starts_local: String,
    zone: &'a str,
    registered: u64,
    url: String,
}

impl EventCommand {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let app = common.app().await?;
        match self {
            Self::Import(import) => import.run(&app).await?,
            Self::List { json } => list(&app, json).await?,
            Self::Show { slug, json: true } => say(serde_json::to_string_pretty(&app.export_event(&slug).await?)?),
            Self::Show { slug, json: false } => show(&app, &app.show_event(&slug).await?),
            Self::Publish { slug } => {
                let event = app.publish_event(&slug).await?;
                say(format_args!("{} is public: {}", event.slug, page(&app, &event)));
            }
            Self::Move(change) => return change.run(&app).await,
            Self::Cancel(cancel) => return cancel.run(&app).await,
            Self::Copy(copy) => copy.run(&app).await?,
            Self::Reminders(reminders) => return reminders.run(&app).await,
            Self::Afterwards(afterwards) => return afterwards.run(&app).await,
            Self::Team(team) => return team.run(&app).await,
            Self::Places { slug, limit: Limit(capacity) } => {
                let moved_up = app.limit_places(&slug, capacity).await?;
                let limit = capacity.map_or("any number of".to_owned(), |capacity| capacity.to_string());
                say(format_args!("{slug} has {limit} places; {moved_up} moved up from the waiting list and get their link now."));
            }
            Self::Room { slug, url, yes } => return room(&app, &slug, &url, yes).await,
            Self::Export { slug, format, output } => export(&app, &slug, &format, output.as_deref()).await?,
        }
        Ok(Outcome::Done)
    }
}

impl Move {
    async fn run(self, app: &App) -> Result<Outcome> {
        let effect = app.move_effect(&self.slug, self.start, self.end).await?;
        if !confirm(&format!("{} about the new date. Move it?", mailed(effect.people)), self.yes)? {
            return Ok(Outcome::NotSo);
        }
        let MoveEffect { people, event, doubled } = app.move_event(&self.slug, self.start, self.end).await?;
        say(format_args!(
            "{} now takes place {}. {}{}.",
            event.slug,
            When::new(&event.schedule, Locale::En).full(),
            mailed(people),
            told(app, &event, people)
        ));
        say_form_times(&event);
        for word in &doubled {
            say(format_args!("warning: {word}"));
        }
        Ok(Outcome::Done)
    }
}

/// When people are told, where that is not at once.
fn told(app: &App, event: &Event, people: u64) -> String {
    match event.change.as_ref().filter(|change| people > 0 && change.told_at > app.now()) {
        Some(change) => {
            let at = event.schedule.local(change.told_at).strftime("%H:%M");
            format!(" at {at}; until then you can correct it, and they hear of it once")
        }
        None => String::new(),
    }
}

impl Cancel {
    async fn run(self, app: &App) -> Result<Outcome> {
        let told = app.show_event(&self.slug).await?.told;
        if !confirm(&format!("{} that it does not take place. Cancel it?", mailed(told)), self.yes)? {
            return Ok(Outcome::NotSo);
        }
        let event = app.cancel_event(&self.slug, &self.reason).await?;
        say(format_args!("{} is cancelled. {}.", event.slug, mailed(told)));
        Ok(Outcome::Done)
    }
}

/// How many people get a mail, in words.
fn mailed(people: u64) -> String {
    match people {
        0 => "Nobody gets a mail".to_owned(),
        1 => "1 person gets a mail".to_owned(),
        people => format!("{people} people get a mail"),
    }
}

/// How many personal links lead somewhere, in words.
fn links(people: u64) -> String {
    if people == 1 { "1 personal link leads".to_owned() } else { format!("{people} personal links lead") }
}

async fn room(app: &App, slug: &str, url: &str, yes: bool) -> Result<Outcome> {
    let led = app.show_event(slug).await?.told;
    if !confirm(&format!("{}; {} to the new room at once. Change it?", mailed(0), links(led)), yes)? {
        return Ok(Outcome::NotSo);
    }
    let event = app.change_room(slug, url).await?;
    say(format_args!("{} has a new room. {} there; nobody needs a mail.", event.slug, links(led)));
    Ok(Outcome::Done)
}

async fn list(app: &App, json: bool) -> Result<()> {
    let events = app.list_events().await?;
    if json {
        let lines: Vec<ListedJson<'_>> = events.iter().map(|overview| listed(app, overview)).collect();
        say(serde_json::to_string_pretty(&lines)?);
        return Ok(());
    }
    if events.is_empty() {
        say("There are no events yet: halbsieben event import FILE");
    }
    for Overview { event, registered, .. } in &events {
        let starts = event.schedule.wall.starts_local.strftime("%Y-%m-%d %H:%M");
        say(format_args!(
            "{starts}  {:<9} {registered:>6}  {:<40} {}",
            event.status.as_str(),
            event.slug.as_str(),
            event.announcement.title
        ));
    }
    Ok(())
}

fn listed<'a>(app: &App, overview: &'a Overview) -> ListedJson<'a> {
    let event = &overview.event;
    ListedJson {
        slug: event.slug.as_str(),
        title: &event.announcement.title,
        status: event.status.as_str(),
        starts_at: event.schedule.starts_at.to_string(),
        starts_local: event.schedule.wall.starts_local.to_string(),
        zone: &event.schedule.wall.zone,
        registered: overview.registered,
        url: page(app, event),
    }
}

fn show(app: &App, overview: &Overview) {
    let Overview { event, reminders, registered, .. } = overview;
    let access = &event.access;
    let capacity = access.capacity.map_or_else(|| "any number".to_owned(), |capacity| capacity.to_string());
    say(&event.announcement.title);
    say(format_args!("  page        {}", page(app, event)));
    say(format_args!("  status      {}", event.status.as_str()));
    say(format_args!("  when        {}", When::new(&event.schedule, Locale::En).full()));
    say(format_args!("  room        {}", access.room_url.as_deref().unwrap_or("none yet")));
    say(format_args!("  doors       {} minutes before to {} minutes after", access.doors_before_minutes, access.doors_after_minutes));
    for (what, at) in form_times(event) {
        say(format_args!("  form {what:<6} {at}"));
    }
    say(format_args!("  registered  {registered} of {capacity}"));
    for rule in reminders.iter().filter(|rule| rule.audience() == Audience::Registrants) {
        let what = if rule.is_before() { "reminder" } else { "follow-up" };
        say(format_args!("  {what:<11} {}", event.schedule.local(rule.due_at).strftime("%Y-%m-%d %H:%M %Z")));
    }
    if let Some(cancellation) = &event.cancellation {
        say(format_args!("  cancelled   {}", cancellation.reason));
    }
}

/// When the form opens and closes, as far as the organiser has said so.
fn form_times(event: &Event) -> impl Iterator<Item = (&'static str, String)> {
    let closes_at = event.access.closes.map(|_| event.form_closes_at());
    let at = |at: Timestamp| event.schedule.local(at).strftime("%Y-%m-%d %H:%M %Z").to_string();
    [("opens", event.form_opens_at()), ("closes", closes_at)].into_iter().filter_map(move |(what, moment)| Some((what, at(moment?))))
}

fn say_form_times(event: &Event) {
    for (what, at) in form_times(event) {
        say(format_args!("Its form {what} {at}."));
    }
}

async fn export(app: &App, slug: &str, format: &str, output: Option<&Path>) -> Result<()> {
    let file = app.export_event(slug).await?;
    let text = if format == "json" { serde_json::to_string_pretty(&file)? + "\n" } else { toml::to_string_pretty(&file)? };
    match output {
        Some(path) => std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?,
        None => say(text.trim_end()),
    }
    Ok(())
}

fn page(app: &App, event: &Event) -> String {
    app.urls().event(app.urls().default_locale(), &event.slug)
}
