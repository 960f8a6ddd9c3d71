//! `mail test`, `mail preview` and `mail bounce`.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use clap::Subcommand;
use serde::Serialize;

use crate::app::App;
use crate::app::bounce::BounceTaken;
use crate::cli::{Common, Outcome, address, say};
use crate::domain::locale::Locale;
use crate::mail::bounce::{self, Bounce, Finding, NotABounce, Report};
use crate::mail::message::{self, Message};
use crate::mail::{AccountLetter, Mail};

/// Check the mail settings, see every mail.
#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Send a mail to an address, to see whether mails leave.
    Test {
        /// To whom.
        address: String,
    },
    /// Write every mail in every language, of invented people; sends nothing.
    Preview {
        /// The folder to write to; index.html in it shows them all.
        folder: PathBuf,
    },
    /// Read what came back, a message or a mailbox file (mbox), and mark those whom no mail reaches.
    ///
    /// From a pipe of the mail server, take exit code 1 (nothing in it was a bounce of ours) for done:
    /// `"|halbsieben mail bounce || [ $? -eq 1 ]"`. Else it would answer automatic replies with a bounce.
    Bounce {
        /// The file; - or none reads stdin.
        file: Option<PathBuf>,
        /// For programs.
        #[arg(long)]
        json: bool,
    },
}

impl MailCommand {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        match self {
            Self::Test { address } => test(common, &address).await,
            Self::Preview { folder } => preview(&folder),
            Self::Bounce { file, json } => take_bounces(common, file.as_deref(), json).await,
        }
    }
}

async fn test(common: &Common, to: &str) -> Result<Outcome> {
    let to = address(to)?;
    let app = common.app().await?;
    let reply = app.send_test_mail(&to).await.map_err(|error| anyhow!("the mail did not leave: {error}"))?;
    say(format_args!("The mail server took it: {reply}"));
    Ok(Outcome::Done)
}

fn preview(folder: &Path) -> Result<Outcome> {
    let mut index = String::from("<!doctype html><meta charset=utf-8><title>halbsieben: mails</title><h1>halbsieben: mails</h1>\n");
    for locale in Locale::ALL {
        let below = folder.join(locale.tag());
        fs::create_dir_all(&below).with_context(|| format!("cannot make {}", below.display()))?;
        writeln!(index, "<h2>{locale}</h2><ul>")?;
        for (name, message) in messages(locale)? {
            write(&below, name, &message)?;
            let subject = message.subject.replace('&', "&amp;").replace('<', "&lt;");
            writeln!(
                index,
                "<li>{subject}: <a href=\"{locale}/{name}.html\">HTML</a>, <a href=\"{locale}/{name}.txt\">text</a>, <a href=\"{locale}/{name}.eml\">source</a>"
            )?;
        }
        writeln!(index, "</ul>")?;
    }
    let file = folder.join("index.html");
    fs::write(&file, index).with_context(|| format!("cannot write {}", file.display()))?;
    say(file.display());
    Ok(Outcome::Done)
}

/// Every sample by its name: to participants, and to organisers.
fn messages(locale: Locale) -> Result<Vec<(&'static str, Message)>> {
    let mut messages = Vec::new();
    for sample in Mail::samples(locale) {
        messages.push((sample.name, message::build(sample.delivery_id(), &sample.mail(), &sample.letter())?));
    }
    for sample in AccountLetter::samples(locale) {
        messages.push((sample.name, message::build_to_organiser(sample.mail.id, &sample.letter())?));
    }
    Ok(messages)
}

/// Writes a mail in its three forms.
fn write(folder: &Path, name: &str, message: &Message) -> Result<()> {
    for (extension, bytes) in [("html", message.html.as_bytes()), ("txt", message.text.as_bytes()), ("eml", &message.source)] {
        let file = folder.join(format!("{name}.{extension}"));
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

/// A finding as programs read it; its keys are an interface.
#[derive(Serialize)]
struct Line<'a> {
    message: usize,
    kind: &'static str,
    done: &'static str,
    email: Option<&'a str>,
    permanent: Option<bool>,
    status: Option<&'a str>,
    words: Option<&'a str>,
    message_id: Option<String>,
    reason: Option<&'static str>,
}

async fn take_bounces(common: &Common, file: Option<&Path>, json: bool) -> Result<Outcome> {
    let mailbox = mailbox(file.filter(|file| *file != Path::new("-")))?;
    let app = common.app().await?;
    let host = app.urls().host();
    let reports = bounce::read(&mailbox, &host);
    let mut lines = Vec::new();
    for report in &reports {
        lines.push(take(&app, report, &host).await?);
    }
    if json {
        say(serde_json::to_string_pretty(&lines)?);
    } else {
        for (line, report) in lines.iter().zip(&reports) {
            say(for_people(line, report));
        }
    }
    if reports.iter().any(|report| report.finding == Finding::NotABounce(NotABounce::NotRead)) {
        anyhow::bail!("the mailbox has more than {} messages: part it, the rest was not read", bounce::MAX_MESSAGES);
    }
    let is_of_ours = lines.iter().any(|line| matches!(line.done, "marked" | "noted" | "already_known"));
    Ok(if is_of_ours { Outcome::Done } else { Outcome::NotSo })
}

/// The file or stdin, as far as it is read at once.
fn mailbox(file: Option<&Path>) -> Result<Vec<u8>> {
    let name = file.map_or_else(|| "stdin".into(), Path::to_string_lossy);
    let most = u64::try_from(bounce::MAX_MAILBOX_BYTES)?;
    let mut mailbox = Vec::new();
    let read = match file {
        Some(file) => fs::File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut mailbox)),
        None => std::io::stdin().lock().take(most + 1).read_to_end(&mut mailbox),
    };
    read.with_context(|| format!("cannot read {name}"))?;
    anyhow::ensure!(mailbox.len() <= bounce::MAX_MAILBOX_BYTES, "{name} is larger than {most} bytes: part it");
    Ok(mailbox)
}

/// Does what a finding asks for and says it.
async fn take<'a>(app: &App, report: &'a Report, host: &str) -> Result<Line<'a>> {
    let (kind, bounce, done, reason) = match &report.finding {
        Finding::Bounce(bounce) => ("bounce", Some(bounce), done(&app.take_bounce(bounce).await?), None),
        Finding::Delayed(bounce) => ("delayed", Some(bounce), "nothing", None),
        Finding::NotABounce(why) => ("other", None, "nothing", Some(why.as_str())),
    };
    Ok(Line {
        message: report.message,
        kind,
        done,
        email: bounce.map(|bounce| bounce.recipient.as_str()),
        permanent: bounce.map(|bounce| bounce.permanent),
        status: bounce.map(|bounce| bounce.status.as_str()),
        words: bounce.map(|bounce| bounce.words.as_str()),
        message_id: bounce.map(|bounce| message::message_id(bounce.delivery, host)),
        reason,
    })
}

fn done(taken: &BounceTaken) -> &'static str {
    match taken {
        BounceTaken::Marked { .. } => "marked",
        BounceTaken::NotForGood { .. } => "noted",
        BounceTaken::AlreadyKnown => "already_known",
        BounceTaken::UnknownDelivery => "unknown_delivery",
        BounceTaken::OtherAddress => "other_address",
    }
}

fn for_people(line: &Line<'_>, report: &Report) -> String {
    let done = match line.done {
        "marked" => "marked as unreachable",
        "noted" => "noted in the ledger; the address may take the next one",
        "already_known" => "marked before",
        "unknown_delivery" => "no such mail was sent: nothing done",
        "other_address" => "not the address that the mail went to: nothing done",
        _ => "nothing to do",
    };
    let what = match &report.finding {
        Finding::Bounce(bounce) if bounce.permanent => said("came back", bounce),
        Finding::Bounce(bounce) => said("came back, for now", bounce),
        Finding::Delayed(bounce) => said("is late, and still tried", bounce),
        Finding::NotABounce(why) => why.to_string(),
    };
    format!("{}: {what}: {done}", line.message)
}

fn said(what: &str, bounce: &Bounce) -> String {
    let Bounce { recipient, status, words, .. } = bounce;
    format!("a mail to {recipient} {what} ({status} {words})")
}
