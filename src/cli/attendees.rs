//! `attendees export`, `attendees import`, `attendees correct`, `attendees approve` and `attendees decline`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use tokio::io::AsyncWriteExt as _;

use crate::app::approval::Decision;
use crate::app::attendee::ListStream;
use crate::cli::{Common, Outcome, address, say};
use crate::domain::locale::Locale;
use crate::domain::registration::RegistrationStatus;
use crate::list::{Dialect, Format};

/// The attendee list.
#[derive(Debug, Subcommand)]
pub(super) enum Attendees {
    /// Write the list of an event.
    Export(Export),
    /// Enter everybody on a CSV list, as if by hand. Without --apply it says what would come of it, and changes nothing.
    Import(Import),
    /// Give somebody another address; their mail with the link goes there at once.
    Correct {
        /// The event.
        slug: String,
        /// The address as it is.
        old: String,
        /// The address as it should be.
        new: String,
    },
    /// Give a place to somebody who has asked for one; when all are taken they wait.
    Approve {
        /// The event.
        slug: String,
        /// Their address.
        email: String,
    },
    /// Turn somebody down who has asked for a place.
    Decline {
        /// The event.
        slug: String,
        /// Their address.
        email: String,
    },
}

/// Write the list of an event.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The event.
    slug: String,
    /// csv, xlsx or json.
    #[arg(long, default_value = "csv")]
    format: Format,
    /// For csv: excel (German Excel opens it) or rfc4180 (for programs).
    #[arg(long, default_value = "excel")]
    dialect: Dialect,
    /// The file to write, instead of stdout.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Enter everybody on a CSV list.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The event.
    slug: String,
    /// The list, or - for stdin: semicolons, commas or tabs; UTF-8 or Windows-1252; a header in German or English.
    file: PathBuf,
    /// Enter them; their mails leave at once.
    #[arg(long)]
    apply: bool,
}

impl Attendees {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let export = match self {
            Self::Export(export) => export,
            Self::Import(import) => return import.run(common).await,
            Self::Correct { slug, old, new } => return correct(common, &slug, &old, &new).await,
            Self::Approve { slug, email } => return decide(common, &slug, &email, Decision::Approve).await,
            Self::Decline { slug, email } => return decide(common, &slug, &email, Decision::Decline).await,
        };
        let app = common.app().await?;
        let format = match export.format {
            Format::Csv(_) => Format::Csv(export.dialect),
            other => other,
        };
        // Asked for before the file is made: an event that is not there leaves none.
        let list = app.export_attendees(&export.slug, format).await?;
        match &export.output {
            Some(path) => {
                let part = path.with_extension("part");
                let file = tokio::fs::File::create(&part).await.with_context(|| format!("cannot write {}", part.display()))?;
                write(list, file).await?;
                // Whole or not at all: a list that broke off does not look like one.
                tokio::fs::rename(&part, path).await.with_context(|| format!("cannot write {}", path.display()))?;
            }
            None => write(list, tokio::io::stdout()).await?,
        }
        Ok(Outcome::Done)
    }
}

impl Import {
    async fn run(self, common: &Common) -> Result<Outcome> {
        let bytes = read(&self.file)?;
        let app = common.app().await?;
        let list = app.look_at_people(&self.slug, &bytes).await?;
        for line in list.worst_first() {
            say(format_args!("line {}: {}: {}", line.line, line.email, list.becomes(line, Locale::En)));
        }
        for sentence in list.says(Locale::En) {
            say(sentence);
        }
        if self.apply {
            let entered = app.enter_people(&self.slug, &bytes).await?.mails();
            say(format_args!("Done: {entered} entered."));
        } else {
            say("Nothing has changed yet: add --apply to enter them.");
        }
        Ok(Outcome::Done)
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read stdin")?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

async fn decide(common: &Common, slug: &str, email: &str, decision: Decision) -> Result<Outcome> {
    let status = common.app().await?.decide(slug, &address(email)?, decision).await?;
    say(match status {
        RegistrationStatus::Registered => "They have a place; the mail with the link leaves at once.",
        RegistrationStatus::Waitlisted => "All places are taken: they wait for one, and a mail says so.",
        RegistrationStatus::Pending | RegistrationStatus::Cancelled => "They have no place, and a mail says so.",
    });
    Ok(Outcome::Done)
}

async fn correct(common: &Common, slug: &str, old: &str, new: &str) -> Result<Outcome> {
    let (old, new) = (address(old)?, address(new)?);
    common.app().await?.correct_address(slug, &old, &new).await?;
    say(format_args!("Their mails go to {new}; the one with the link leaves at once."));
    Ok(Outcome::Done)
}

async fn write(mut list: ListStream, mut out: impl tokio::io::AsyncWrite + Unpin) -> Result<()> {
    while let Some(piece) = list.bytes.recv().await {
        out.write_all(&piece?).await.context("the list could not be written")?;
    }
    out.flush().await.context("the list could not be written")
}
