//! A small HTTP/1.1 client that keeps its connection: as little work as can be beside the server that it measures.

use anyhow::{Context as _, Result, bail, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

/// Where requests go.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) authority: String,
    pub(crate) path: String,
}

impl Target {
    pub(crate) fn parse(url: &str) -> Result<Self> {
        let url = Url::parse(url)?;
        let host = url.host_str().context("an address with a host")?;
        let port = url.port_or_known_default().context("an address with a port")?;
        Ok(Self { authority: format!("{host}:{port}"), path: url.path().to_owned() })
    }
}

/// A connection that stays open.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// The little that is looked at of an answer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Head and body.
    pub(crate) bytes: usize,
}

impl Connection {
    pub(crate) async fn open(target: &Target) -> Result<Self> {
        let stream = TcpStream::connect(&target.authority).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Result<Reply> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let (head, reply) = loop {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server hung up");
            if let Some(head) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break (head + 4, read_head(&self.buffer[..head])?);
            }
        };
        let bytes = head + reply.bytes;
        while self.buffer.len() < bytes {
            ensure!(self.stream.read_buf(&mut self.buffer).await? > 0, "the server hung up in the middle of an answer");
        }
        Ok(Reply { bytes, ..reply })
    }
}

/// The status, and the length of the body.
fn read_head(head: &[u8]) -> Result<Reply> {
    let head = std::str::from_utf8(head)?;
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).context("an answer without a status")?.parse()?;
    let mut bytes = 0;
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        if name.eq_ignore_ascii_case("content-length") {
            bytes = value.trim().parse()?;
        }
        if name.eq_ignore_ascii_case("transfer-encoding") {
            bail!("an answer in pieces, whose length nobody knows beforehand");
        }
    }
    Ok(Reply { status, bytes })
}

pub(crate) async fn get(url: String) -> Result<()> {
    let target = Target::parse(&url)?;
    let request = format!("GET {} HTTP/1.1\r\nHost: {}\r\n\r\n", target.path, target.authority);
    let reply = Connection::open(&target).await?.exchange(request.as_bytes()).await?;
    println!("status={} bytes={}", reply.status, reply.bytes);
    Ok(())
}
