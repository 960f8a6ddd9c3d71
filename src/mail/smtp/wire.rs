//! The bytes of one connection, reply by reply: the guard between the network and lettre. No SMTP state, no time limits.
//!
//! lettre reads a line of any length into memory, panics on an EHLO line of blanks, parses a reply anew with each line, rejects
//! a reply text that is not UTF-8 and takes whatever lies in its buffer for the next reply. So a reply is read here as a whole,
//! checked, bounded, brought into one plain form and only then passed on; and nothing is written while something unread waits.
//!
//! lettre flushes every line. Here what is written waits until a reply is waited for, so that what belongs together leaves
//! together: the commands of one mail where the server takes them at once, and a mail's last lines with its final dot.

use std::{
    fmt::{self, Display},
    future::poll_fn,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use lettre::transport::smtp::{client::AsyncTokioStream, response::Response};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};

/// The largest reply we hold in memory; RFC 5321 section 4.5.3.1.5 allows 512 bytes a line, and the longest known EHLO has
/// about 30 lines.
const MAX_REPLY_BYTES: usize = 64 * 1024;
/// The most lines of one reply: lettre's parser takes quadratic time in them.
const MAX_REPLY_LINES: usize = 200;
/// What is kept of one line of a reply. lettre refuses lines of more than 1,000 bytes.
const MAX_LINE_CHARS: usize = 240;

/// The most that waits to be written.
const MAX_HELD_BYTES: usize = 64 * 1024;
/// The extension that lets commands leave together (RFC 2920).
const PIPELINING: &str = "PIPELINING";

/// What a server does that SMTP has no place for.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum WireError {
    #[error("the server closed the connection instead of a reply")]
    Closed,
    /// Found before a write: nothing of it has left.
    #[error("the server closed the connection")]
    ClosedEarly,
    /// Found before a write: nothing of it has left.
    #[error("the server spoke out of turn: \"{0}\"")]
    OutOfTurn(String),
    /// Its end has not left, so nothing that the end would say was said.
    #[error("{0}")]
    Unwritten(String),
    #[error("its reply is longer than {MAX_REPLY_BYTES} bytes or {MAX_REPLY_LINES} lines")]
    TooLong,
    #[error("this is no reply: \"{0}\"")]
    NoReply(String),
}

impl From<WireError> for io::Error {
    fn from(error: WireError) -> Self {
        Self::other(error)
    }
}

/// A stream in both directions, plain or encrypted.
pub(super) trait Duplex: AsyncRead + AsyncWrite + fmt::Debug + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + fmt::Debug + Send + Sync + Unpin> Duplex for T {}

/// A connection that hands out whole, checked replies.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Box<dyn Duplex>,
    peer: SocketAddr,
    /// What was received and is not a complete reply yet.
    received: Vec<u8>,
    /// What lettre has still to take of a complete reply.
    reply: Vec<u8>,
    /// What is to be written before the next reply is waited for.
    held: Vec<u8>,
    /// Whether what was written may still be on this side, in the encryption.
    is_unflushed: bool,
    /// Whether the server has offered it: lettre reads the offers and forgets this one.
    pipelining: Arc<AtomicBool>,
}

impl Wire {
    pub(super) fn new(stream: impl Duplex + 'static, peer: SocketAddr) -> Self {
        Self {
            stream: Box::new(stream),
            peer,
            received: Vec::new(),
            reply: Vec::new(),
            held: Vec::new(),
            is_unflushed: false,
            pipelining: Arc::default(),
        }
    }

    /// Tells, from its EHLO on, whether the server takes commands together.
    pub(super) fn pipelining(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.pipelining)
    }

    /// The stream and its peer, to be encrypted and made a new wire of.
    ///
    /// Words that arrived before the encryption are refused: an attacker could have put them there to be believed afterwards
    /// (CVE-2011-0411; lettre's own `starttls` keeps them).
    pub(super) fn into_parts(self) -> io::Result<(Box<dyn Duplex>, SocketAddr)> {
        if !self.received.is_empty() {
            return Err(WireError::OutOfTurn(excerpt(&self.received)).into());
        }
        Ok((self.stream, self.peer))
    }

    /// Waits for the next reply.
    pub(super) async fn reply(&mut self) -> io::Result<Response> {
        let reply = poll_fn(|cx| self.poll_reply(cx)).await?;
        reply.parse().map_err(|_| WireError::NoReply(reply).into())
    }

    /// Says a command and waits for its reply.
    pub(super) async fn ask(&mut self, command: impl Display) -> io::Result<Response> {
        self.write_all(command.to_string().as_bytes()).await?;
        self.reply().await
    }

    /// Lets the next reader read a reply again.
    pub(super) fn repeat(&mut self, reply: &Response) {
        self.reply = format!("{} {}\r\n", reply.code(), reply.first_line().unwrap_or_default()).into_bytes();
    }

    fn poll_reply(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<String>> {
        ready!(self.poll_send(cx))?;
        loop {
            if let Some(reply) = self.take_reply()? {
                return Poll::Ready(Ok(reply));
            }
            if self.received.len() > MAX_REPLY_BYTES {
                return Poll::Ready(Err(WireError::TooLong.into()));
            }
            if ready!(self.poll_receive(cx))? == 0 {
                return Poll::Ready(Err(WireError::Closed.into()));
            }
        }
    }

    /// Writes what is held. Before its first byte leaves, nothing may wait to be read.
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.held.is_empty() {
            self.expect_silence(cx)?;
        }
        while !self.held.is_empty() {
            self.is_unflushed = true;
            match ready!(Pin::new(&mut self.stream).poll_write(cx, &self.held)) {
                Ok(0) => return Poll::Ready(Err(WireError::Unwritten("nothing more is taken".to_owned()).into())),
                Ok(written) => drop(self.held.drain(..written)),
                Err(error) => return Poll::Ready(Err(WireError::Unwritten(error.to_string()).into())),
            }
        }
        if self.is_unflushed {
            ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
            self.is_unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut chunk = [0; 4096];
        let mut chunk = ReadBuf::new(&mut chunk);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut chunk))?;
        self.received.extend_from_slice(chunk.filled());
        Poll::Ready(Ok(chunk.filled().len()))
    }

    /// The first complete reply of what was received, in plain form.
    fn take_reply(&mut self) -> Result<Option<String>, WireError> {
        let mut reply = String::new();
        let mut used = 0;
        for (number, line) in self.received.split_inclusive(|&b| b == b'\n').enumerate() {
            if number == MAX_REPLY_LINES {
                return Err(WireError::TooLong);
            }
            if line.last() != Some(&b'\n') {
                return Ok(None);
            }
            used += line.len();
            let (code, is_last, text) = read_line(line).ok_or_else(|| WireError::NoReply(excerpt(line)))?;
            if !reply.is_empty() && !reply.starts_with(&code) {
                return Err(WireError::NoReply(excerpt(&self.received)));
            }
            if text.eq_ignore_ascii_case(PIPELINING) {
                self.pipelining.store(true, Ordering::Relaxed);
            }
            let mark = if is_last { " " } else { "-" };
            reply.extend([code.as_str(), mark, text.as_str(), "\r\n"]);
            if is_last {
                self.received.drain(..used);
                return Ok(Some(reply));
            }
        }
        Ok(None)
    }

    /// Fails if anything waits to be read: it cannot be the answer to what is about to be written.
    fn expect_silence(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        if self.received.is_empty() {
            match self.poll_receive(cx) {
                Poll::Pending => return Ok(()),
                Poll::Ready(Ok(0)) => return Err(WireError::ClosedEarly.into()),
                Poll::Ready(Ok(_)) => {}
                Poll::Ready(Err(error)) => return Err(WireError::Unwritten(error.to_string()).into()),
            }
        }
        Err(WireError::OutOfTurn(excerpt(&self.received)).into())
    }
}

/// One line of a reply: its code, whether it is the last, its text. Takes a bare LF, a missing text and letters that are not
/// UTF-8, which all occur in the field.
fn read_line(line: &[u8]) -> Option<(String, bool, String)> {
    let line = String::from_utf8_lossy(line);
    let line = line.trim_end();
    let (code, rest) = line.split_at_checked(3)?;
    let is_code = matches!(code.as_bytes(), [b'2'..=b'5', b'0'..=b'5', b'0'..=b'9']);
    let (is_last, text) = match rest.strip_prefix('-') {
        Some(text) => (false, text),
        None if rest.is_empty() => (true, rest),
        None => (true, rest.strip_prefix(' ')?),
    };
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_LINE_CHARS).collect();
    is_code.then(|| (code.to_owned(), is_last, text.trim_end().to_owned()))
}

/// The beginning of what was received, for an error's words.
fn excerpt(bytes: &[u8]) -> String {
    String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).escape_debug().to_string()
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.reply.is_empty() {
            self.reply = ready!(self.poll_reply(cx))?.into_bytes();
        }
        let part = self.reply.len().min(buffer.remaining());
        buffer.put_slice(&self.reply[..part]);
        self.reply.drain(..part);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.held.len() >= MAX_HELD_BYTES {
            ready!(self.poll_send(cx))?;
        }
        let part = bytes.len().min(MAX_HELD_BYTES);
        self.held.extend_from_slice(&bytes[..part]);
        Poll::Ready(Ok(part))
    }

    /// Nothing: a reply is waited for next, and that sends what is held.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl AsyncTokioStream for Wire {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_code_end_and_text() {
        for (line, expected) in [
            ("250-SIZE 1000 \r\n", Some(("250", false, "SIZE 1000"))),
            ("250 ok\n", Some(("250", true, "ok"))),
            ("250\r\n", Some(("250", true, ""))),
            ("550 a\tb\u{0}c\r\n", Some(("550", true, "a b c"))),
            ("199 x\r\n", None),
            ("260 x\r\n", None),
            ("25\r\n", None),
            ("250ok\r\n", None),
            ("ü50 x\r\n", None),
        ] {
            let expected = expected.map(|(code, end, text)| (code.into(), end, text.into()));
            assert_eq!(read_line(line.as_bytes()), expected, "{line:?}");
        }
    }

    /// An encrypted stream on a slow line: it takes all, and hands on nothing until it is flushed for the second time.
    #[derive(Debug)]
    struct Slow {
        line: tokio::io::DuplexStream,
        taken: Vec<u8>,
        is_asked: bool,
    }

    impl AsyncRead for Slow {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.line).poll_read(cx, buffer)
        }
    }

    impl AsyncWrite for Slow {
        fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
            self.taken.extend_from_slice(bytes);
            Poll::Ready(Ok(bytes.len()))
        }

        fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
            if !std::mem::replace(&mut self.is_asked, true) {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let taken = std::mem::take(&mut self.taken);
            Pin::new(&mut self.line).poll_write(cx, &taken).map_ok(|written| assert_eq!(written, taken.len()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn what_an_encrypted_stream_holds_back_is_pushed_until_it_has_left() {
        let (line, mut server) = tokio::io::duplex(64);
        let slow = Slow { line, taken: Vec::new(), is_asked: false };
        let mut wire = Wire::new(slow, "127.0.0.1:25".parse().unwrap());
        let serving = async {
            let mut heard = [0; 6];
            tokio::io::AsyncReadExt::read_exact(&mut server, &mut heard).await.unwrap();
            server.write_all(b"250 ok\r\n").await.unwrap();
            heard
        };
        let asking = tokio::time::timeout(std::time::Duration::from_secs(5), wire.ask("NOOP\r\n"));
        let (reply, heard) = tokio::join!(asking, serving);
        assert_eq!((reply.unwrap().unwrap().first_line(), &heard), (Some("ok"), b"NOOP\r\n"));
    }

    #[test]
    fn no_line_of_blanks_reaches_lettre_which_would_panic() {
        let line = format!("250-{}x\r\n", "\u{1}".repeat(1_000));
        assert_eq!(read_line(line.as_bytes()), Some(("250".into(), false, String::new())));
    }
}
