//! `forecast`: will everybody have the link in time, and who will not and why.

use anyhow::Result;
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::{Common, Outcome, say};
use crate::domain::forecast::{Bulk, Forecast as Told, Problem, WithoutLink};

/// Will everybody have the link before the start? Ends with 1 if not.
#[derive(Debug, Args)]
pub(super) struct Forecast {
    /// The event.
    slug: String,
    /// For programs.
    #[arg(long)]
    json: bool,
}

/// The forecast as programs read it; its keys are an interface.
#[derive(Serialize)]
struct Json<'a> {
    ready: bool,
    last_handover_at: Option<String>,
    deadline_at: String,
    without_link: Vec<Without<'a>>,
    problems: Vec<String>,
    rate_per_second: f64,
    rate_is_measured: bool,
    bulks: Vec<BulkJson>,
}

#[derive(Serialize)]
struct Without<'a> {
    email: &'a str,
    reason: &'static str,
    name: Option<&'a str>,
    words: Option<&'a str>,
}

/// Mails that are still to come at one moment.
#[derive(Serialize)]
struct BulkJson {
    kind: String,
    begins_at: String,
    ends_at: String,
    count: u64,
}

impl Forecast {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let app = common.app().await?;
        let told = app.forecast(&self.slug).await?;
        if self.json {
            say(serde_json::to_string_pretty(&json(&told))?);
        } else {
            for_people(&told);
        }
        Ok(if told.ready { Outcome::Done } else { Outcome::NotSo })
    }
}

fn json(told: &Told) -> Json<'_> {
    Json {
        ready: told.ready,
        last_handover_at: told.last_handover_at.map(|at| at.to_string()),
        deadline_at: told.deadline_at.to_string(),
        without_link: told.without_link.iter().map(without).collect(),
        problems: told.problems.iter().map(Problem::to_string).collect(),
        rate_per_second: told.rate_per_second,
        rate_is_measured: told.is_measured,
        bulks: told.bulks.iter().map(|(bulk, ends_at)| of_bulk(bulk, *ends_at)).collect(),
    }
}

fn without(person: &WithoutLink) -> Without<'_> {
    let WithoutLink { email, name, reason, words } = person;
    Without { email: email.as_str(), reason: reason.as_str(), name: name.as_deref(), words: words.as_deref() }
}

fn of_bulk(bulk: &Bulk, ends_at: Timestamp) -> BulkJson {
    BulkJson { kind: bulk.purpose.to_string(), begins_at: bulk.begins_at.to_string(), ends_at: ends_at.to_string(), count: bulk.count }
}

fn for_people(told: &Told) {
    let by = told.deadline_at;
    match (told.ready, told.without_link.len()) {
        (true, 0) => say(format_args!("Yes: by {by} everybody has the link.")),
        (true, _) => say(format_args!("Yes: by {by} everybody who has a place has the link.")),
        (false, 0) => say("Not yet: something is in the way."),
        (false, 1) => say(format_args!("No: 1 person will not have the link by {by}.")),
        (false, people) => say(format_args!("No: {people} people will not have the link by {by}.")),
    }
    for problem in &told.problems {
        say(format_args!("  {}  {problem}", if problem.is_in_the_way() { "!" } else { " " }));
    }
    for person in &told.without_link {
        say(format_args!("  {:<11} {}  {}", person.reason.as_str(), person.email, person.words.as_deref().unwrap_or_default()));
    }
    for (bulk, ends_at) in &told.bulks {
        say(format_args!("  {:<22} {} mails from {} to {ends_at}", bulk.purpose.to_string(), bulk.count, bulk.begins_at));
    }
    let measured = if told.is_measured { "as measured or allowed" } else { "assumed, since nothing was measured yet" };
    say(format_args!("  reckoned with {:.1} mails a second, {measured}", told.rate_per_second));
}
