//! `event afterwards`: recording, materials and questions for those who were registered, with the number of mails about it.

use anyhow::Result;
use clap::Args;
use jiff::civil::Date;

use crate::app::App;
use crate::app::reminder::ReminderEffect;
use crate::cli::event::mailed;
use crate::cli::{Outcome, confirm, say};
use crate::domain::event::{Afterwards, Event, Material};
use crate::domain::locale::Locale;
use crate::domain::reminder::ReminderRule;
use crate::words::When;

/// Show or enter what there is when an event is over: those who were registered, and its team, get a mail about it.
#[derive(Debug, Args)]
pub(in crate::cli) struct AfterwardsCommand {
    /// The event.
    slug: String,
    /// The recording's address.
    #[arg(long, value_name = "URL")]
    recording: Option<String>,
    /// The last day on which the recording can be seen, such as 2021-05-15.
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Something to read: what it is and where, such as "Folien=https://…/folien.pdf". Takes the place of one of that name.
    #[arg(long, value_name = "LABEL=URL", value_parser = material)]
    material: Vec<Material>,
    /// The address of some questions to the participants.
    #[arg(long, value_name = "URL")]
    survey: Option<String>,
    /// Takes all that was entered before away.
    #[arg(long)]
    clear: bool,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

impl AfterwardsCommand {
    pub(in crate::cli) async fn run(self, app: &App) -> Result<Outcome> {
        let event = app.show_event(&self.slug).await?.event;
        let after = self.changed(event.afterwards.clone());
        if after == event.afterwards {
            list(&event);
            return Ok(Outcome::Done);
        }
        let told = told(app, &event, &app.afterwards_effect(&self.slug, after.clone()).await?);
        if let Some(told) = &told
            && !confirm(&format!("{told}. Enter it?"), self.yes)?
        {
            return Ok(Outcome::NotSo);
        }
        app.set_afterwards(&self.slug, after).await?;
        list(&app.show_event(&self.slug).await?.event);
        say(format_args!("{}.", told.unwrap_or_else(|| mailed(0))));
        Ok(Outcome::Done)
    }

    fn changed(&self, before: Afterwards) -> Afterwards {
        let mut after = if self.clear { Afterwards::default() } else { before };
        for material in &self.material {
            match after.materials.iter_mut().find(|known| known.label == material.label) {
                Some(known) => known.clone_from(material),
                None => after.materials.push(material.clone()),
            }
        }
        Afterwards {
            recording_url: self.recording.clone().or(after.recording_url),
            recording_until: self.until.or(after.recording_until),
            survey_url: self.survey.clone().or(after.survey_url),
            materials: after.materials,
        }
    }
}

/// How many get a mail after the end, and when; nothing when nobody does.
fn told(app: &App, event: &Event, effect: &ReminderEffect) -> Option<String> {
    let when = When::new(&event.schedule, Locale::En);
    let said = |(rule, people): &(ReminderRule, u64)| {
        let moment = if rule.due_at <= app.now() { "at once".to_owned() } else { format!("on {}", when.brief_at(rule.due_at)) };
        (moment, *people)
    };
    let mut moments: Vec<(String, u64)> = Vec::new();
    for (moment, people) in effect.rules.iter().filter(|(rule, people)| !rule.is_before() && *people > 0).map(said) {
        match moments.iter_mut().find(|(known, _)| *known == moment) {
            Some((_, count)) => *count += people,
            None => moments.push((moment, people)),
        }
    }
    let said: Vec<String> = moments.iter().map(|(moment, people)| format!("{} {moment}", mailed(*people))).collect();
    (!said.is_empty()).then(|| said.join("; "))
}

fn list(event: &Event) {
    let after = &event.afterwards;
    if let Some(url) = &after.recording_url {
        let until = after.recording_until.map(|last| format!(" (until {last})")).unwrap_or_default();
        say(format_args!("recording  {url}{until}"));
    }
    for Material { label, url } in &after.materials {
        say(format_args!("material   {label}: {url}"));
    }
    if let Some(url) = &after.survey_url {
        say(format_args!("survey     {url}"));
    }
    if after.is_empty() {
        say(format_args!("Nothing follows yet: halbsieben event afterwards {} --recording https://…", event.slug));
    }
}

/// `Folien=https://…`; an address may hold further signs of that kind.
fn material(text: &str) -> Result<Material, String> {
    match text.split_once('=') {
        Some((label, url)) if !label.trim().is_empty() => Ok(Material { label: label.trim().to_owned(), url: url.trim().to_owned() }),
        _ => Err("write it as LABEL=URL".to_owned()),
    }
}
