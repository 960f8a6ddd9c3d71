//! `health`: asks a running instance whether it is well, over HTTP, as a container's health check does.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::cli::{Common, Outcome, say};

/// Ask a running instance whether it is well.
#[derive(Debug, Args)]
pub(super) struct Health {
    /// Keep asking for so long, such as 30s, until it is.
    #[arg(long, value_name = "TIME", value_parser = seconds)]
    wait: Option<Duration>,
}

/// How long one question may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long is waited between two questions.
const PAUSE: Duration = Duration::from_millis(100);

impl Health {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let bind = common.settings(Vec::new())?.settings.server.bind;
        let asked = match self.wait {
            Some(wait) => {
                tokio::time::timeout(wait, until_well(bind)).await.unwrap_or(Err(anyhow::anyhow!("not well after {} s", wait.as_secs())))
            }
            None => ask(bind).await,
        };
        match asked {
            Ok(()) => {
                say("well");
                Ok(Outcome::Done)
            }
            Err(error) => {
                super::complain(&error);
                Ok(Outcome::NotSo)
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this waits for another process, whatever the time there")]
async fn until_well(bind: std::net::SocketAddr) -> Result<()> {
    while ask(bind).await.is_err() {
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

/// One question, in plain HTTP/1.0: no client library is worth it.
async fn ask(bind: std::net::SocketAddr) -> Result<()> {
    let answer = tokio::time::timeout(PATIENCE, async {
        let mut stream = TcpStream::connect(bind).await?;
        stream.write_all(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").await?;
        let mut answer = String::new();
        stream.take(64 * 1024).read_to_string(&mut answer).await?;
        std::io::Result::Ok(answer)
    })
    .await
    .with_context(|| format!("{bind} does not answer"))?
    .with_context(|| format!("nothing serves at {bind}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    if head.starts_with("HTTP/1.0 200") || head.starts_with("HTTP/1.1 200") { Ok(()) } else { bail!("{bind} says: {}", body.trim()) }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.strip_suffix('s').unwrap_or(text);
    number.parse().map(Duration::from_secs).map_err(|_| "write it as seconds, such as 30s".to_owned())
}
