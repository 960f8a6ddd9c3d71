//! The SMTP client: one connection, one mail at a time, and an honest word on what became of it.
//!
//! Here lives the dialogue: greeting, TLS, EHLO, login, then MAIL, RCPT, DATA and the mail's content for each mail, every step
//! with its own time limit (law 11). When to connect, when to try again and what a row records is decided in `app`.
//!
//! [`relay`] reads `mail.url`, `connect` opens a connection to it, `wire` guards its bytes and `tls` encrypts them. [`reply`] is
//! what a server says, [`failure`] where and why a dialogue ended early, [`handover`] what that means for the mail.
//!
//! Three rules carry the promise that *accepted* is never a guess:
//! 1. Only the 250 that follows a mail's own final dot is acceptance. Any other 2xx or 3xx there leaves the mail unknown.
//! 2. Before we write anything, nothing may be waiting to be read. So no reply can belong to an earlier question. Where a server
//!    takes MAIL, RCPT and DATA at once (PIPELINING), they are one question with three replies; the content is always the next.
//! 3. A connection with a doubt on it (time limit, I/O error, broken protocol, 421, a dropped future) is never used again.
//!
//! lettre supplies the commands, reads a reply and the offers of EHLO, and knows what a login answers. Its connections stay unused:
//! its pool hands on those with replies still under way, its streams have neither `TCP_NODELAY` nor time limits, and a mail's
//! content goes through them byte by byte. Its `tracing` feature must stay off, because it logs passwords and mails.

mod connect;
pub mod failure;
pub mod handover;
pub mod relay;
pub mod reply;
mod tls;
mod wire;

use std::{fmt::Display, time::Duration};

use lettre::{
    Address,
    transport::smtp::{
        commands::{Data, Mail, Quit, Rcpt, Rset},
        extension::{Extension, MailBodyParameter, MailParameter, ServerInfo},
        response::Response,
    },
};
use tokio::time::timeout;

use self::{connect::Welcome, failure::within, wire::Wire};
pub use self::{
    failure::{Cause, Failure, Stage, Unreachable},
    handover::Handover,
    relay::{Relay, RelayError, Tls},
    reply::Reply,
};

/// How long each step may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Name resolution and TCP over all addresses together; the TLS handshake again.
    pub connect: Duration,
    /// The wait for the greeting, `220`.
    pub greeting: Duration,
    /// The wait for the reply to each command but the final dot; the whole login.
    pub command: Duration,
    /// The server's taking of the mail's content.
    pub content: Duration,
    /// The wait for the reply to the final dot. When it runs out the mail is [`Handover::Unknown`].
    pub final_reply: Duration,
}

impl Limits {
    /// Postfix's longest wait for a connection: a server that takes longer is away.
    const LONGEST_CONNECT: Duration = Duration::from_secs(30);

    /// All limits, from those that an administrator sets (`mail.reply_seconds`, `mail.final_reply_seconds`).
    ///
    /// Opening a connection is one step more and takes no longer than another. Content is many kilobytes where a command is one
    /// line, so it has three times as long, which by default is Postfix's limit.
    #[must_use]
    pub fn new(reply: Duration, final_reply: Duration) -> Self {
        Self { connect: reply.min(Self::LONGEST_CONNECT), greeting: reply, command: reply, content: reply * 3, final_reply }
    }
}

impl Default for Limits {
    /// The defaults of the settings: shorter than the RFC's minutes for each step, because a reminder has a moment to meet; 120 s
    /// for the final dot, where RFC 5321 section 4.5.3.2.6 would wait ten minutes.
    fn default() -> Self {
        Self::new(Duration::from_mins(1), Duration::from_mins(2))
    }
}

/// How long the farewell may take: nothing depends on it any more.
/// A confirmation may be waiting for this connection's lane, and has 2 s (law 6).
const QUIT_LIMIT: Duration = Duration::from_secs(1);

/// What a server says that takes the sender, the recipient, and the content to come.
const MAIL_OK: &[u16] = &[250];
const RCPT_OK: &[u16] = &[250, 251];
const DATA_OK: &[u16] = &[354];
/// From here on a reply is a refusal.
const REFUSED: u16 = 400;
/// The server announces that it closes the connection (RFC 5321 section 3.8).
const CLOSING: u16 = 421;

/// An open connection to the relay, ready for mails. It has one owner and serves one mail at a time.
pub struct Connection {
    wire: Wire,
    offers: ServerInfo,
    /// Whether the server takes MAIL, RCPT and DATA at once (RFC 2920).
    pipelines: bool,
    limits: Limits,
    broken: bool,
}

impl Connection {
    /// Connects, encrypts, says EHLO as `hello` and logs in, as far as `relay` asks for it.
    ///
    /// # Errors
    /// [`Unreachable`] names the step that failed and repeats the server's words. No mail is concerned by it.
    pub async fn open(relay: &Relay, limits: &Limits, hello: &str) -> Result<Self, Unreachable> {
        match connect::connect(relay, limits, hello).await {
            Ok(Welcome { wire, offers, pipelines }) => Ok(Self { wire, offers, pipelines, limits: *limits, broken: false }),
            Err(failure) => Err(Unreachable { server: relay.server(), failure }),
        }
    }

    /// Hands over one mail to one recipient and says what became of it.
    ///
    /// Line ends become CRLF; lines that begin with a dot arrive as they are. Does not wait longer than the limits of its steps.
    /// When the future is dropped before it is done, the connection counts as broken and the mail as unknown.
    pub async fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> Handover {
        if self.broken {
            return Handover::NotSent(Failure::new(Stage::Mail, Cause::Broken));
        }
        let parameters = match self.mail_parameters(from, to, message) {
            Ok(parameters) => parameters,
            Err(refusal) => return refusal,
        };
        self.broken = true; // Until all is settled, so also if this future is dropped half-way.
        let result = self.hand_over(from, to, parameters, message).await;
        self.broken = !self.settle(&result).await;
        if let Err(Failure { cause: Cause::Refused(reply), stage }) = &result
            && reply.is_about_size()
        {
            // Not its words: they may name the recipient.
            tracing::warn!(
                mail.size_bytes = message.len(),
                mail.reply_code = reply.code,
                "the mail server has no room for a mail ({stage})"
            );
        }
        Handover::from_result(result)
    }

    /// Says goodbye; what the server answers no longer matters.
    pub async fn quit(mut self) {
        if !self.broken {
            let _ = timeout(QUIT_LIMIT, self.wire.ask(Quit)).await;
        }
    }

    /// True after any time limit, I/O error, protocol error or 421: drop the connection, it takes no further mail.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// The parameters of MAIL for this mail, or its refusal by ourselves where the server lacks what the mail needs.
    fn mail_parameters(&self, from: &Address, to: &Address, message: &[u8]) -> Result<Vec<MailParameter>, Handover> {
        let offers = |extension| self.offers.supports_feature(extension);
        let mut parameters = Vec::new();
        if let Some(sentence) = unsendable(from, offers(Extension::SmtpUtfEight)) {
            return Err(Handover::SenderRefused(Reply::ours(553, "5.6.7", sentence)));
        }
        if let Some(sentence) = unsendable(to, offers(Extension::SmtpUtfEight)) {
            return Err(Handover::Refused(Reply::ours(553, "5.6.7", sentence)));
        }
        if !message.is_ascii() {
            if !offers(Extension::EightBitMime) {
                let sentence = "The mail server takes no 8-bit content (8BITMIME), and this mail has some.";
                return Err(Handover::Refused(Reply::ours(554, "5.6.3", sentence)));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        if !from.user().is_ascii() || !to.user().is_ascii() {
            parameters.push(MailParameter::SmtpUtfEight);
        }
        Ok(parameters)
    }

    async fn hand_over(&mut self, from: &Address, to: &Address, parameters: Vec<MailParameter>, message: &[u8]) -> Result<Reply, Failure> {
        let (mail, rcpt) = (Mail::new(Some(from.clone()), parameters), Rcpt::new(to.clone(), Vec::new()));
        if self.pipelines {
            self.say_together(mail, rcpt).await?;
        } else {
            self.say(Stage::Mail, mail, MAIL_OK).await?;
            self.say(Stage::Rcpt, rcpt, RCPT_OK).await?;
            self.say(Stage::Data, Data, DATA_OK).await?;
        }
        self.say_content(message).await
    }

    /// Says in one go what comes before the content, and takes the reply to each.
    async fn say_together(&mut self, mail: Mail, rcpt: Rcpt) -> Result<(), Failure> {
        let response = within(Stage::Mail, self.limits.command, self.wire.ask(format!("{mail}{rcpt}{Data}"))).await?;
        expect(Stage::Mail, &response, MAIL_OK)?;
        for (stage, expected) in [(Stage::Rcpt, RCPT_OK), (Stage::Data, DATA_OK)] {
            let response = within(stage, self.limits.command, self.wire.reply()).await?;
            expect(stage, &response, expected)?;
        }
        Ok(())
    }

    /// Takes the replies that are still to come after a refusal, where all was said in one go. Each has to be a refusal, too: a
    /// server that goes on with a mail whose recipient it has refused (RFC 2920 section 3.1) is left waiting for its content.
    async fn hear_out(&mut self, refused: Stage) -> bool {
        let to_come: &[Stage] = match refused {
            Stage::Mail if self.pipelines => &[Stage::Rcpt, Stage::Data],
            Stage::Rcpt if self.pipelines => &[Stage::Data],
            _ => &[],
        };
        for &stage in to_come {
            let response = within(stage, self.limits.command, self.wire.reply()).await;
            let code = response.map_or(CLOSING, |response| response.code().into());
            if code < REFUSED || code == CLOSING {
                return false;
            }
        }
        true
    }

    /// Brings the connection to rest after a mail; true if it can take the next one.
    async fn settle(&mut self, result: &Result<Reply, Failure>) -> bool {
        let Err(Failure { stage, cause }) = result else {
            return true;
        };
        match (cause, stage) {
            (Cause::Refused(reply), _) if reply.code == CLOSING => false,
            (Cause::Refused(_), stage) if !self.hear_out(*stage).await => false,
            // A refused recipient or DATA leaves a begun mail behind; it is taken back and the connection kept.
            (Cause::Refused(_), Stage::Rcpt | Stage::Data) => self.say(Stage::Reset, Rset, &[250]).await.is_ok(),
            (Cause::Refused(_), _) => true,
            _ => false,
        }
    }

    /// Says one command and waits for its reply, which must be one of `expected`.
    async fn say(&mut self, stage: Stage, command: impl Display, expected: &[u16]) -> Result<Reply, Failure> {
        let response = within(stage, self.limits.command, self.wire.ask(command)).await?;
        expect(stage, &response, expected)
    }

    /// Writes the content and the final dot and waits for the one reply that counts.
    ///
    /// The dot is said when all of the content has left but what the wire holds, which leaves together with it: from then on the mail
    /// may have been delivered.
    async fn say_content(&mut self, message: &[u8]) -> Result<Reply, Failure> {
        let content = transparent(message);
        within(Stage::Content, self.limits.content, self.wire.say(&content)).await?;
        let response = within(Stage::Dot, self.limits.final_reply, self.wire.ask(".\r\n")).await?;
        expect(Stage::Dot, &response, &[250])
    }
}

/// The reply, if its code is one that belongs here.
fn expect(stage: Stage, response: &Response, expected: &[u16]) -> Result<Reply, Failure> {
    let reply = Reply::from_response(response);
    if expected.contains(&reply.code) {
        return Ok(reply);
    }
    let cause = match reply.code {
        REFUSED.. => Cause::Refused(reply),
        _ => Cause::NotSmtp(format!("this is no place for the reply \"{reply}\"")),
    };
    Err(Failure::new(stage, cause))
}

/// Why this address cannot be named to the server, if so.
fn unsendable(address: &Address, smtputf8: bool) -> Option<&'static str> {
    if [address.user(), address.domain()].concat().contains(char::is_control) {
        Some("The address contains control characters.")
    } else if !address.domain().is_ascii() {
        Some("The domain of the address must be written in ASCII (as an A-label, xn--…).")
    } else if !address.user().is_ascii() && !smtputf8 {
        Some("The mail server takes no letters beyond ASCII before the @ of an address (SMTPUTF8).")
    } else {
        None
    }
}

/// The message as it goes over the wire: every line ends by CRLF, and one that begins with a dot has one more (RFC 5321 section
/// 4.5.2). No CR or LF stays alone: `\n.\n` ends a mail on some servers, and what follows would be taken for commands (SMTP
/// smuggling).
fn transparent(message: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(message.len() + message.len() / 16);
    let mut rest = message;
    loop {
        let line;
        (line, rest) = match memchr::memchr2(b'\r', b'\n', rest) {
            Some(end) if rest[end..].starts_with(b"\r\n") => (&rest[..end], &rest[end + 2..]),
            Some(end) => (&rest[..end], &rest[end + 1..]),
            None => (rest, &rest[rest.len()..]),
        };
        if line.starts_with(b".") {
            content.push(b'.');
        }
        content.extend_from_slice(line);
        content.extend_from_slice(b"\r\n");
        if rest.is_empty() {
            return content;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_crlf_and_good_ones_stay() {
        for (given, expected) in [("a\r\nb\r\n", "a\r\nb\r\n"), ("a\nb\rc", "a\r\nb\r\nc\r\n"), ("\r\r\n\n", "\r\n\r\n\r\n"), ("", "\r\n")]
        {
            assert_eq!(transparent(given.as_bytes()), expected.as_bytes(), "{given:?}");
        }
    }

    #[test]
    fn a_line_that_begins_with_a_dot_has_one_more() {
        for (given, expected) in [(".\r\n", "..\r\n"), ("\n.\na.\n", "\r\n..\r\na.\r\n"), ("a\r..b", "a\r\n...b\r\n")] {
            assert_eq!(transparent(given.as_bytes()), expected.as_bytes(), "{given:?}");
        }
    }
}
