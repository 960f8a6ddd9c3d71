//! `event reminders`: which reminders an event has; other ones, with the number of mails that leave at once for it (law 9).

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::app::App;
use crate::app::reminder::ReminderEffect;
use crate::cli::event::mailed;
use crate::cli::{Outcome, confirm, say};
use crate::domain::reminder::{Audience, Offset, Reminder};
use crate::words::When;

/// Show an event's reminders, change them, switch them on or off.
#[derive(Debug, Args)]
pub(in crate::cli) struct Reminders {
    /// The event.
    slug: String,
    /// Adds a reminder so many minutes before the start; 90, 24h and 2d are understood.
    #[arg(long, value_name = "TIME", value_parser = minutes)]
    before: Vec<u32>,
    /// Adds a mail so many minutes after the end. It leaves with your own words (--text), or once `event afterwards` has something
    /// to tell.
    #[arg(long, value_name = "TIME", value_parser = minutes)]
    after: Vec<u32>,
    /// A file with your own words in Markdown for the added ones; for one that is there already, they replace its words.
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// Takes the reminder away that is called so, such as `reminder_24h`; see the list.
    #[arg(long, value_name = "KIND")]
    remove: Vec<String>,
    /// Whom the added or removed ones are for; everyone otherwise.
    #[arg(long, value_parser = ["registrants", "team", "everyone"], default_value = "everyone")]
    audience: String,
    /// Switches them on: in a copy they are off.
    #[arg(long, conflicts_with = "off")]
    on: bool,
    /// Switches them off.
    #[arg(long)]
    off: bool,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl Reminders {
    pub(in crate::cli) async fn run(self, app: &App) -> Result<Outcome> {
        let overview = app.show_event(&self.slug).await?;
        let armed = if self.on || self.off { self.on } else { overview.event.reminders_armed };
        let before: Vec<Reminder> = overview.reminders.iter().map(|rule| rule.reminder.clone()).collect();
        let after = self.changed(before.clone())?;
        if after == before && armed == overview.event.reminders_armed {
            list(&overview.event, &app.reminders_effect(&self.slug, after, armed).await?);
            return Ok(Outcome::Done);
        }
        let effect = app.reminders_effect(&self.slug, after.clone(), armed).await?;
        let question = format!("{} at once. Change the reminders?", mailed(effect.mails_now));
        if effect.mails_now > 0 && !confirm(&question, self.yes)? {
            return Ok(Outcome::NotSo);
        }
        let effect = app.set_reminders(&self.slug, after, armed).await?;
        let event = app.show_event(&self.slug).await?.event;
        list(&event, &effect);
        say(format_args!("{} at once.", mailed(effect.mails_now)));
        Ok(Outcome::Done)
    }

    /// The reminders as this command leaves them.
    fn changed(&self, mut reminders: Vec<Reminder>) -> Result<Vec<Reminder>> {
        let audiences: &[Audience] = match self.audience.as_str() {
            "registrants" => &[Audience::Registrants],
            "team" => &[Audience::Team],
            _ => &Audience::ALL,
        };
        for kind in &self.remove {
            let count = reminders.len();
            reminders.retain(|reminder| reminder.purpose().to_string() != *kind || !audiences.contains(&reminder.audience));
            if reminders.len() == count {
                bail!("there is no reminder {kind:?} for {}; `halbsieben event reminders {}` shows all", self.audience, self.slug);
            }
        }
        let text = self.text.as_ref().map(|file| std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display())));
        let text = text.transpose()?;
        if text.is_some() && self.before.is_empty() && self.after.is_empty() {
            bail!("--text needs --before or --after to say which reminder has these words");
        }
        let before = self.before.iter().map(|minutes| Offset::Before(*minutes));
        for offset in before.chain(self.after.iter().map(|minutes| Offset::After(*minutes))) {
            for audience in audiences {
                reminders.retain(|known| (known.offset, known.audience) != (offset, *audience));
                reminders.push(Reminder { offset, audience: *audience, text: text.clone() });
            }
        }
        Ok(reminders)
    }
}

fn list(event: &crate::domain::event::Event, effect: &ReminderEffect) {
    if !event.reminders_armed {
        say(format_args!("The reminders are off: halbsieben event reminders {} --on", event.slug));
    }
    let when = When::new(&event.schedule, crate::domain::locale::Locale::En);
    for (rule, people) in &effect.rules {
        let own = if rule.reminder.text.is_some() { "  with your words" } else { "" };
        let covered = if rule.covered_by_later { "  (a later one within the hour stands for it)" } else { "" };
        let (kind, audience) = (rule.purpose().to_string(), rule.audience().as_str());
        say(format_args!("{kind:<18} {audience:<12} {:<24} still to {people:>5}{own}{covered}", when.brief_at(rule.due_at)));
    }
}

/// `90`, `90min`, `24h` or `2d` as minutes.
fn minutes(text: &str) -> Result<u32, String> {
    let (number, unit) = [("min", 1), ("h", 60), ("d", 24 * 60)]
        .iter()
        .find_map(|(unit, minutes)| Some((text.trim().strip_suffix(unit)?, *minutes)))
        .unwrap_or((text.trim(), 1));
    let count: u32 = number.parse().map_err(|_| "write it as 90, 90min, 24h or 2d".to_owned())?;
    count.checked_mul(unit).ok_or_else(|| "that is too far from the event".to_owned())
}
