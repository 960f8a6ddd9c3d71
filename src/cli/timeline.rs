//! `timeline`: the mails that an event will send, when, to how many and why. Sends nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::Args;
use serde::Serialize;

use crate::app::App;
use crate::app::timeline::{PersonsLine, TimelineLine, reason};
use crate::cli::{Common, Outcome, address, say};
use crate::domain::delivery::DeliveryState;
use crate::domain::email_address::EmailAddress;

/// The mails that an event sends, before anything is sent.
#[derive(Debug, Args)]
pub(super) struct Timeline {
    /// The event.
    slug: String,
    /// Only the mails to the person with this address.
    #[arg(long, value_name = "EMAIL")]
    registration: Option<String>,
    /// Writes the mails as they would leave into this folder.
    #[arg(long, value_name = "DIR")]
    render: Option<PathBuf>,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// A line as programs read it; its keys are an interface.
#[derive(Serialize)]
struct Line {
    kind: String,
    due_at: String,
    audience: &'static str,
    reason: &'static str,
    count: u64,
    state: Option<&'static str>,
}

impl Timeline {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let app = common.app().await?;
        let email = self.registration.as_deref().map(address).transpose()?;
        let lines: Vec<Line> = match &email {
            Some(email) => app.persons_timeline(&self.slug, email).await?.iter().map(of_person).collect(),
            None => app.event_timeline(&self.slug).await?.iter().map(of_event).collect(),
        };
        if let Some(folder) = &self.render {
            render(&app, &self.slug, email.as_ref(), folder).await?;
        }
        if self.json {
            say(serde_json::to_string_pretty(&lines)?);
            return Ok(Outcome::Done);
        }
        for line in &lines {
            let state = line.state.map_or_else(String::new, |state| format!("  {state}"));
            let people = if email.is_some() { String::new() } else { format!("{:>6} ", line.count) };
            say(format_args!("{}  {:<22} {people}{:<11} {}{state}", line.due_at, line.kind, line.audience, line.reason));
        }
        if let Some(folder) = &self.render {
            say(format_args!("The mails are in {}: open index.html. Nothing was sent.", folder.display()));
        }
        Ok(Outcome::Done)
    }
}

fn of_event(line: &TimelineLine) -> Line {
    Line {
        kind: line.purpose.to_string(),
        due_at: line.due_at.to_string(),
        audience: line.audience.as_str(),
        reason: reason(line.standing).unwrap_or("due"),
        count: line.people,
        state: None,
    }
}

fn of_person(line: &PersonsLine) -> Line {
    Line {
        kind: line.owed.purpose.to_string(),
        due_at: line.owed.due_at.to_string(),
        audience: line.audience.as_str(),
        reason: reason(line.owed.standing).unwrap_or("due"),
        count: 1,
        state: Some(line.state.map_or("planned", DeliveryState::as_str)),
    }
}

/// Writes each mail in its three forms, and a page that shows them all.
async fn render(app: &App, slug: &str, email: Option<&EmailAddress>, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut index = String::from("<!doctype html><meta charset=utf-8><title>halbsieben: timeline</title><h1>Mails</h1>\n<ol>\n");
    for (i, mail) in app.render_timeline(slug, email).await?.iter().enumerate() {
        let name = format!("{:02}-{}-{}-{}", i + 1, mail.purpose, mail.audience.as_str(), mail.locale);
        for (extension, bytes) in
            [("html", mail.message.html.as_bytes()), ("txt", mail.message.text.as_bytes()), ("eml", &mail.message.source)]
        {
            let file = folder.join(format!("{name}.{extension}"));
            fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
        }
        let subject = mail.message.subject.replace('&', "&amp;").replace('<', "&lt;");
        writeln!(
            index,
            "<li>{subject}: <a href=\"{name}.html\">HTML</a>, <a href=\"{name}.txt\">text</a>, <a href=\"{name}.eml\">source</a>"
        )?;
    }
    index += "</ol>\n";
    let file = folder.join("index.html");
    fs::write(&file, index).with_context(|| format!("cannot write {}", file.display()))
}
