//! What a test tells the peer to do: rules, and the gate that holds a reply back.

use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

/// Where in the dialogue a rule applies. `Content` comes after the 354, when nothing is read yet; `Dot` is the reply to a
/// complete mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Connect,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Content,
    Dot,
    Rset,
    Quit,
    Unknown,
}

/// What the peer does instead of its usual reply.
#[derive(Clone)]
pub(super) enum Act {
    Say(Vec<u8>, Pace),
    Hang,
    Close,
    AcceptAndClose,
    Reset,
}

#[derive(Clone)]
pub(super) enum Pace {
    AtOnce,
    ByteByByte,
    After(Gate),
}

pub(super) struct Rule {
    at: At,
    nth: Option<usize>,
    matching: String,
    seen: usize,
    act: Act,
}

/// Holds replies back until the test opens it.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Semaphore>);

impl Gate {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    pub(crate) fn open(&self) {
        self.0.close();
    }

    pub(super) async fn pass(&self) {
        let _ = self.0.acquire().await;
    }
}

impl Rule {
    /// What to do if this rule applies at this moment, which is then counted.
    pub(super) fn apply(&mut self, at: At, about: &str) -> Option<Act> {
        if self.at != at || !about.contains(&self.matching) {
            return None;
        }
        self.seen += 1;
        self.nth.is_none_or(|nth| nth == self.seen).then(|| self.act.clone())
    }
}

/// A rule in the making; its last word says what the peer does.
#[must_use]
pub(crate) struct RuleBuilder<'a> {
    rules: &'a Mutex<Vec<Rule>>,
    at: At,
    nth: Option<usize>,
    matching: String,
}

impl<'a> RuleBuilder<'a> {
    pub(super) fn new(rules: &'a Mutex<Vec<Rule>>, at: At) -> Self {
        Self { rules, at, nth: None, matching: String::new() }
    }

    /// Only the n-th time from now, from 1.
    pub(crate) fn nth(mut self, nth: usize) -> Self {
        self.nth = Some(nth);
        self
    }

    /// Only if the command (at the dot: the mail's content) contains this.
    pub(crate) fn matching(mut self, text: &str) -> Self {
        text.clone_into(&mut self.matching);
        self
    }

    /// Replies with this line; several lines are several replies or one, by their codes.
    pub(crate) fn reply(self, lines: &str) {
        self.say(lines, Pace::AtOnce);
    }

    /// Replies with this when the gate is opened.
    pub(crate) fn reply_after(self, gate: &Gate, lines: &str) {
        self.say(lines, Pace::After(gate.clone()));
    }

    /// Replies with this, each byte in a packet of its own.
    pub(crate) fn reply_byte_by_byte(self, lines: &str) {
        self.say(lines, Pace::ByteByByte);
    }

    /// Sends exactly these bytes.
    pub(crate) fn send_raw(self, bytes: impl Into<Vec<u8>>) {
        self.act(Act::Say(bytes.into(), Pace::AtOnce));
    }

    /// Says nothing any more until the client goes; at `Content` it does not read either.
    pub(crate) fn hang(self) {
        self.act(Act::Hang);
    }

    /// Closes the connection in good order (FIN).
    pub(crate) fn close(self) {
        self.act(Act::Close);
    }

    /// Accepts the mail and closes the connection without a reply.
    pub(crate) fn accept_and_close(self) {
        self.act(Act::AcceptAndClose);
    }

    /// Breaks the connection (RST).
    pub(crate) fn reset(self) {
        self.act(Act::Reset);
    }

    fn say(self, lines: &str, pace: Pace) {
        let bytes = lines.lines().flat_map(|line| [line, "\r\n"]).collect::<String>();
        self.act(Act::Say(bytes.into_bytes(), pace));
    }

    fn act(self, act: Act) {
        let Self { rules, at, nth, matching } = self;
        rules.lock().unwrap().push(Rule { at, nth, matching, seen: 0, act });
    }
}
