//! `event import` and `event copy`: enter an event from an announcement, a file, or another event.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use serde::Serialize;

use crate::app::App;
use crate::app::import::{CopyOptions, ImportOptions};
use crate::cli::event::{page, say_form_times};
use crate::cli::say;
use crate::domain::locale::Locale;
use crate::domain::schedule::WallTime;
use crate::words::When;

/// Enter an event.
#[derive(Debug, Args)]
pub(in crate::cli) struct Import {
    /// The announcement or event file; - reads stdin.
    file: PathBuf,
    /// The event's place in every address; made of the title otherwise.
    #[arg(long)]
    slug: Option<String>,
    /// Local start, such as "2021-04-15 18:30"; goes before the text's. Where the clocks go back and that time exists twice, the
    /// offset says which: "2027-10-31 02:30+01:00".
    #[arg(long, value_name = "TIME")]
    start: Option<WallTime>,
    /// Local end.
    #[arg(long, value_name = "TIME")]
    end: Option<WallTime>,
    /// The room's address.
    #[arg(long)]
    room_url: Option<String>,
    /// The most registrations; any number otherwise.
    #[arg(long)]
    capacity: Option<u32>,
    /// Show it to everybody at once.
    #[arg(long)]
    publish: bool,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// Enter a copy of an event.
#[derive(Debug, Args)]
pub(in crate::cli) struct Copy {
    /// The event to copy.
    slug: String,
    /// Local start, such as "2021-05-20 18:30".
    #[arg(long)]
    start: WallTime,
    /// Local end; the copy is as long as the original otherwise.
    #[arg(long)]
    end: Option<WallTime>,
    /// The copy's place in every address; made of the title otherwise.
    #[arg(long, value_name = "SLUG")]
    to: Option<String>,
}

/// What `event import --json` says; its keys are an interface.
#[derive(Serialize)]
struct ImportedJson<'a> {
    slug: &'a str,
    url: String,
    status: &'static str,
    warnings: Vec<String>,
}

impl Import {
    pub(super) async fn run(self, app: &App) -> Result<()> {
        let text = read(&self.file)?;
        let options = ImportOptions {
            slug: self.slug,
            start: self.start,
            end: self.end,
            room_url: self.room_url,
            capacity: self.capacity,
            publish: self.publish,
        };
        let imported = app.import_event(&text, options).await?;
        let (event, url) = (&imported.event, page(app, &imported.event));
        if self.json {
            let warnings = imported.warnings.iter().map(ToString::to_string).collect();
            let json = ImportedJson { slug: event.slug.as_str(), url, status: event.status.as_str(), warnings };
            say(serde_json::to_string_pretty(&json)?);
            return Ok(());
        }
        say(format_args!("{} ({}): {}", event.announcement.title, event.status.as_str(), When::new(&event.schedule, Locale::En).full()));
        say(url);
        say_form_times(event);
        for warning in &imported.warnings {
            say(format_args!("warning: {warning}"));
        }
        if event.access.room_url.is_none() {
            say(format_args!("There is no room yet: halbsieben event room {} https://…", event.slug));
        }
        if !self.publish {
            say(format_args!("Nobody sees it yet: halbsieben event publish {}", event.slug));
        }
        Ok(())
    }
}

impl Copy {
    pub(super) async fn run(self, app: &App) -> Result<()> {
        let options = CopyOptions { start: self.start, end: self.end, slug: self.to, id: app.new_event_id() };
        let copied = app.copy_event(&self.slug, options).await?;
        let event = &copied.event;
        say(format_args!("{} ({}): {}", event.slug, event.status.as_str(), When::new(&event.schedule, Locale::En).full()));
        say(page(app, event));
        say_form_times(event);
        for warning in &copied.warnings {
            say(format_args!("warning: {warning}"));
        }
        if !event.reminders_armed {
            say(format_args!("Its reminders are off: halbsieben event reminders {} --on", event.slug));
        }
        say(format_args!("Nobody sees it yet: halbsieben event publish {}", event.slug));
        Ok(())
    }
}

fn read(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
    } else {
        bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    }
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8 text; save it as UTF-8", file.display()))
}
