//! What a test tells the peer to do: rules, and the gate that holds a reply back.

use std::sync::{Arc, Mutex};

use tokio::sync::{Semaphore, watch};

/// Where in the dialogue a rule applies. `Tls` comes before the peer's part of the handshake, `Connect` is the greeting.
/// `Content` comes after the 354, when nothing is read yet, `Body` when the first line is read; `Dot` is the reply to a
/// complete mail. What the peer says within a mail is all it says about it: it takes the rest without a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Tls,
    Connect,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Content,
    Body,
    Dot,
    Rset,
    Quit,
    Unknown,
}

/// What the peer does instead of its usual reply.
#[derive(Clone)]
pub(super) enum Act {
    Say(Vec<u8>, Pace),
    /// What it would say without a rule, in this form.
    Usual(Form, Pace),
    Hang,
    AcceptAndHang,
    Close,
    AcceptAndClose,
    CloseHalf,
    Reset,
}

/// What is made of a reply before it is said.
pub(crate) type Form = fn(&[u8]) -> Vec<u8>;

#[derive(Clone)]
pub(super) enum Pace {
    AtOnce,
    ByteByByte,
    After(Gate),
    /// Does this first; a mail counts as accepted by then.
    Doing(Hook),
    /// Does this as soon as the reply is written.
    ThenDoing(Hook),
    /// Opens the gate, and speaks when all that waited behind it has been said.
    Opening(Gate),
}

/// What a test does at an exact moment of the dialogue.
pub(crate) type Hook = Arc<dyn Fn() + Send + Sync>;

pub(super) struct Rule {
    at: At,
    nth: Option<usize>,
    /// Whether what comes after the n-th time is meant, too.
    onwards: bool,
    connection: Option<usize>,
    matching: String,
    seen: usize,
    act: Act,
}

/// Holds replies back until it is opened, by the test or by another connection.
#[derive(Clone)]
pub(crate) struct Gate {
    open: Arc<Semaphore>,
    reached: watch::Sender<usize>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self { open: Arc::new(Semaphore::new(0)), reached: watch::Sender::new(0) }
    }

    pub(crate) fn open(&self) {
        self.open.close();
    }

    /// Waits until so many have come to it.
    pub(crate) async fn reached_by(&self, count: usize) {
        let mut reached = self.reached.subscribe();
        reached.wait_for(|reached| *reached >= count).await.expect("the gate is here");
    }

    pub(super) async fn pass(&self) {
        self.reached.send_modify(|reached| *reached += 1);
        let _ = self.open.acquire().await;
    }
}

impl Rule {
    /// What to do if this rule applies at this moment, which is then counted.
    pub(super) fn apply(&mut self, at: At, about: &str, connection: usize) -> Option<Act> {
        let is_elsewhere = self.at != at || self.connection.is_some_and(|only| only != connection);
        if is_elsewhere || !about.contains(&self.matching) {
            return None;
        }
        self.seen += 1;
        self.nth.is_none_or(|nth| nth == self.seen || self.onwards && nth < self.seen).then(|| self.act.clone())
    }
}

/// A rule in the making; its last word says what the peer does.
#[must_use]
pub(crate) struct RuleBuilder<'a> {
    rules: &'a Mutex<Vec<Rule>>,
    at: At,
    nth: Option<usize>,
    onwards: bool,
    connection: Option<usize>,
    matching: String,
}

impl<'a> RuleBuilder<'a> {
    pub(super) fn new(rules: &'a Mutex<Vec<Rule>>, at: At) -> Self {
        Self { rules, at, nth: None, onwards: false, connection: None, matching: String::new() }
    }

    /// Only the n-th time from now, from 1.
    pub(crate) fn nth(mut self, nth: usize) -> Self {
        self.nth = Some(nth);
        self
    }

    /// From the n-th time from now onwards.
    pub(crate) fn since_nth(self, nth: usize) -> Self {
        Self { onwards: true, ..self.nth(nth) }
    }

    /// Only on the connection of that number, from 1.
    pub(crate) fn on_connection(mut self, number: usize) -> Self {
        self.connection = Some(number);
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

    /// Does something, then replies with this. A mail that the reply accepts is accepted before.
    pub(crate) fn reply_after_doing(self, hook: Hook, lines: &str) {
        self.say(lines, Pace::Doing(hook));
    }

    /// Replies with this, and does something at once.
    pub(crate) fn reply_then_do(self, lines: &str, hook: Hook) {
        self.say(lines, Pace::ThenDoing(hook));
    }

    /// Replies with this, each byte in a packet of its own.
    pub(crate) fn reply_byte_by_byte(self, lines: &str) {
        self.say(lines, Pace::ByteByByte);
    }

    /// Opens the gate, waits until what it held back is said, and replies as usual, in this form.
    pub(crate) fn let_pass_as(self, gate: &Gate, form: Form) {
        self.act(Act::Usual(form, Pace::Opening(gate.clone())));
    }

    /// Replies as usual, each byte in a packet of its own.
    pub(crate) fn byte_by_byte(self) {
        self.act(Act::Usual(<[u8]>::to_vec, Pace::ByteByByte));
    }

    /// Replies as usual, in this form.
    pub(crate) fn reply_as(self, form: Form) {
        self.act(Act::Usual(form, Pace::AtOnce));
    }

    /// Sends exactly these bytes.
    pub(crate) fn send_raw(self, bytes: impl Into<Vec<u8>>) {
        self.act(Act::Say(bytes.into(), Pace::AtOnce));
    }

    /// Says nothing any more until the client goes; at `Tls`, `Content` and `Body` it does not read either.
    pub(crate) fn hang(self) {
        self.act(Act::Hang);
    }

    /// Accepts the mail and says nothing any more.
    pub(crate) fn accept_and_hang(self) {
        self.act(Act::AcceptAndHang);
    }

    /// Closes the connection in good order (FIN).
    pub(crate) fn close(self) {
        self.act(Act::Close);
    }

    /// Accepts the mail and closes the connection without a reply.
    pub(crate) fn accept_and_close(self) {
        self.act(Act::AcceptAndClose);
    }

    /// Says nothing any more and says so (FIN), but reads on until the client goes.
    pub(crate) fn close_half(self) {
        self.act(Act::CloseHalf);
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
        let Self { rules, at, nth, onwards, connection, matching } = self;
        rules.lock().unwrap().push(Rule { at, nth, onwards, connection, matching, seen: 0, act });
    }
}
