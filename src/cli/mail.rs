//! `mail test` and `mail preview`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};
use clap::Subcommand;

use crate::cli::{Common, Outcome, say};
use crate::domain::email_address::EmailAddress;
use crate::domain::locale::Locale;
use crate::mail::message;
use crate::mail::{Mail, Sample};

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
}

impl MailCommand {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        match self {
            Self::Test { address } => test(common, &address).await,
            Self::Preview { folder } => preview(&folder),
        }
    }
}

async fn test(common: &Common, address: &str) -> Result<Outcome> {
    let to = EmailAddress::parse(address).map_err(|error| anyhow!("{address:?} {error}"))?;
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
        for sample in Mail::samples(locale) {
            let subject = write(&below, &sample)?;
            let (name, subject) = (sample.name, subject.replace('&', "&amp;").replace('<', "&lt;"));
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

/// Writes a sample in its three forms and says its subject.
fn write(folder: &Path, sample: &Sample) -> Result<String> {
    let letter = sample.letter();
    let message = message::build(sample.delivery_id(), &sample.mail(), &letter)?;
    for (extension, bytes) in [("html", message.html.as_bytes()), ("txt", message.text.as_bytes()), ("eml", &message.source)] {
        let file = folder.join(format!("{}.{extension}", sample.name));
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(message.subject)
}
