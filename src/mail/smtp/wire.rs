//! The bytes of one connection, reply by reply: the guard between the network and the dialogue. No SMTP state, no time limits.
//!
//! Servers say what has no place in SMTP, and lettre's parser takes some of it: a reply is read here as a whole, checked, bounded,
//! brought into one plain form and only then handed on; and nothing is written while something unread waits.
//!
//! What is written waits until a reply is waited for, so that what belongs together leaves together: the commands of one mail
//! where the server takes them at once, and a mail's content with its final dot.

use std::{
    fmt::{self, Display},
    future::poll_fn,
    io::{self, Write as _},
    mem::MaybeUninit,
    pin::Pin,
    task::{Context, Poll, ready},
};

use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The largest reply we hold in memory; RFC 5321 section 4.5.3.1.5 allows 512 bytes a line, and the longest known EHLO has
/// about 30 lines.
const MAX_REPLY_BYTES: usize = 64 * 1024;
/// The most lines of one reply.
const MAX_REPLY_LINES: usize = 200;
/// What is kept of one line of a reply.
const MAX_LINE_CHARS: usize = 240;

/// The most that waits to be written.
const MAX_HELD_BYTES: usize = 64 * 1024;
/// How much is read at once: a reply is a line or a few.
const READ_BYTES: usize = 4096;

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
    /// What was received and is not a complete reply yet.
    received: Vec<u8>,
    /// What is to be written before the next reply is waited for.
    held: Vec<u8>,
    /// Whether what was written may still be on this side, in the encryption.
    is_unflushed: bool,
}

impl Wire {
    pub(super) fn new(stream: impl Duplex + 'static) -> Self {
        Self { stream: Box::new(stream), received: Vec::new(), held: Vec::new(), is_unflushed: false }
    }

    /// The stream, to be encrypted and made a new wire of.
    ///
    /// Words that arrived before the encryption are refused: an attacker could have put them there to be believed afterwards
    /// (CVE-2011-0411).
    pub(super) fn into_stream(self) -> io::Result<Box<dyn Duplex>> {
        if !self.received.is_empty() {
            return Err(WireError::OutOfTurn(excerpt(&self.received)).into());
        }
        Ok(self.stream)
    }

    /// Waits for the next reply.
    pub(super) async fn reply(&mut self) -> io::Result<Response> {
        let reply = poll_fn(|cx| self.poll_reply(cx)).await?;
        reply.parse().map_err(|_| WireError::NoReply(reply).into())
    }

    /// Says a command and waits for its reply.
    pub(super) async fn ask(&mut self, command: impl Display) -> io::Result<Response> {
        write!(self.held, "{command}")?;
        self.reply().await
    }

    /// Says something that leaves when a reply is waited for, or sooner where it is much.
    pub(super) async fn say(&mut self, words: &[u8]) -> io::Result<()> {
        for part in words.chunks(MAX_HELD_BYTES) {
            if self.held.len() >= MAX_HELD_BYTES {
                poll_fn(|cx| self.poll_send(cx)).await?;
            }
            self.held.extend_from_slice(part);
        }
        Ok(())
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
        let mut chunk = [const { MaybeUninit::uninit() }; READ_BYTES];
        let mut chunk = ReadBuf::uninit(&mut chunk);
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

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

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
        let mut wire = Wire::new(slow);
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
