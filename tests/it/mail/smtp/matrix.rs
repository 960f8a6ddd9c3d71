//! The fault matrix: every step of the dialogue × every way to go wrong in it × every kind of encryption, each through the whole
//! ledger (law 11).
//!
//! A cell is one small event whose reminder is due while the mail server misbehaves in one way at one step. It is right when the
//! rows say what happened, in time; when nobody's mail is lost once the server behaves again; and when no row says accepted but
//! for a 250 to that mail's own dot. Here stand the cells and what is right in each; `cell` runs one, and `judge` looks at it.
//!
//! A mail here is smaller than what a network keeps under way, so its dot has left before a server can misbehave within it. What
//! happens to larger mails is in `faults`.

mod cell;
mod judge;

use std::fmt;

use futures::future::join_all;

use self::cell::{Ground, Ready};
use crate::support::backend::Backend;
use crate::support::smtp::At;

/// How many cells run side by side. They are hurt at the same time, so that no other work counts against their limits.
const SIDE_BY_SIDE: usize = 12;

/// Where the server misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connect,
    Handshake,
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Body,
    Dot,
}

/// How it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// Not a word, and the connection stays open.
    Hang,
    /// The connection is closed; at the dot, after the mail was taken.
    Fin,
    /// The connection is broken.
    Rst,
    /// The server closes its own direction and reads on.
    HalfClose,
    /// 421.
    Farewell,
    /// 4xx.
    NotNow,
    /// 5xx.
    Never,
    /// A reply that says yes to another question.
    OutOfPlace,
    /// Bytes that are no SMTP.
    Garbage,
    /// A megabyte without a line end, that begins as the reply should.
    Huge,
    /// The reply that is due, in 10,000 lines.
    Lines,
    /// A 250 to the dot of an earlier mail, said while the next mail is at this step.
    Late,
    /// The reply that is due, and with it one 250 too many.
    Extra,
    /// The reply that is due, a byte at a time.
    Bytes,
    /// The reply that is due, with NUL in it and bare LF as line ends.
    Clumsy,
}

/// How the connection is encrypted. All but one take MAIL, RCPT and DATA at once (RFC 2920).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Channel {
    Plain,
    /// Plain, and the server takes one command at a time.
    StepByStep,
    StartTls,
    Tls,
}

/// What is right for the rows while the server misbehaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// It does no harm: all are accepted at the first attempt.
    Through,
    /// Nothing is wrong with any mail: the sender pauses and says so, no row has paid an attempt.
    Paused,
    /// Each row is tried again, and has paid an attempt.
    Deferred,
    /// Each row has ended with the server's words.
    Failed,
    /// Each row is tried again, and says that a copy may have been taken.
    Unknown,
    /// The first is unknown, and the others are deferred, by the answers to their own dots.
    Late,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    step: Step,
    fault: Fault,
    channel: Channel,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} × {:?} × {:?}", self.step, self.fault, self.channel)
    }
}

impl Step {
    const ALL: [Self; 11] = [
        Self::Connect,
        Self::Handshake,
        Self::Greeting,
        Self::Ehlo,
        Self::StartTls,
        Self::Auth,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Body,
        Self::Dot,
    ];

    fn is_within_a_mail(self) -> bool {
        matches!(self, Self::Mail | Self::Rcpt | Self::Data | Self::Body | Self::Dot)
    }

    /// The peer's name of this step; none before the peer has a say.
    fn at(self) -> Option<At> {
        Some(match self {
            Self::Connect => return None,
            Self::Handshake => At::Tls,
            Self::Greeting => At::Connect,
            Self::Ehlo => At::Ehlo,
            Self::StartTls => At::StartTls,
            Self::Auth => At::Auth,
            Self::Mail => At::Mail,
            Self::Rcpt => At::Rcpt,
            Self::Data => At::Data,
            Self::Body => At::Body,
            Self::Dot => At::Dot,
        })
    }
}

impl Channel {
    const ALL: [Self; 4] = [Self::Plain, Self::StepByStep, Self::StartTls, Self::Tls];

    fn is_plain(self) -> bool {
        matches!(self, Self::Plain | Self::StepByStep)
    }
}

impl Fault {
    const ALL: [Self; 15] = [
        Self::Hang,
        Self::Fin,
        Self::Rst,
        Self::HalfClose,
        Self::Farewell,
        Self::NotNow,
        Self::Never,
        Self::OutOfPlace,
        Self::Garbage,
        Self::Huge,
        Self::Lines,
        Self::Late,
        Self::Extra,
        Self::Bytes,
        Self::Clumsy,
    ];

    /// Whether it is an odd way to give the reply that is due.
    fn is_a_form_of_the_usual(self) -> bool {
        matches!(self, Self::Extra | Self::Bytes | Self::Clumsy)
    }

    /// Whether it is a proper reply, and not the one that is due.
    fn is_another_reply(self) -> bool {
        matches!(self, Self::Farewell | Self::NotNow | Self::Never | Self::OutOfPlace)
    }
}

impl Cell {
    /// Every pair of step and fault on every channel, those that cannot be included.
    fn all() -> impl Iterator<Item = Self> {
        Step::ALL.into_iter().flat_map(|step| {
            Fault::ALL.into_iter().flat_map(move |fault| Channel::ALL.into_iter().map(move |channel| Self { step, fault, channel }))
        })
    }

    /// Why there is no such cell, if so.
    fn is_left_out(self) -> Option<&'static str> {
        let Self { step, fault, channel } = self;
        match step {
            Step::Connect if !matches!(fault, Fault::Hang | Fault::Rst) => {
                Some("before TCP stands a server can only be silent or refuse; what it says or closes afterwards is its greeting")
            }
            _ if channel == Channel::StepByStep && !step.is_within_a_mail() => Some("commands leave together only within a mail"),
            Step::Handshake if channel.is_plain() => Some("there is no handshake without TLS"),
            Step::Handshake
                if fault.is_another_reply() || fault.is_a_form_of_the_usual() || matches!(fault, Fault::Lines | Fault::Late) =>
            {
                Some("within the handshake nobody speaks SMTP")
            }
            Step::StartTls if channel != Channel::StartTls => Some("only STARTTLS has this step"),
            Step::Body if fault.is_a_form_of_the_usual() => Some("within a mail no reply is due that could have another form"),
            _ => None,
        }
    }

    /// What is right.
    fn class(self) -> Class {
        let is_lost = matches!(self.fault, Fault::Hang | Fault::Fin | Fault::Rst | Fault::HalfClose);
        match (self.step, self.fault) {
            (_, Fault::Late) => Class::Late,
            (_, Fault::Bytes | Fault::Clumsy) | (Step::Dot, Fault::Extra) => Class::Through,
            // A mail that was refused for good has ended, but what is refused at MAIL is our own address.
            (Step::Rcpt | Step::Data | Step::Body | Step::Dot, Fault::Never) => Class::Failed,
            // One reply too many after MAIL is noticed at the next command, which names the recipient.
            (Step::Mail, Fault::NotNow | Fault::Extra) | (Step::Body | Step::Dot, Fault::Farewell | Fault::NotNow) => Class::Deferred,
            (Step::Rcpt | Step::Data, _) if !is_lost => Class::Deferred,
            (Step::Body | Step::Dot, _) => Class::Unknown,
            _ => Class::Paused,
        }
    }
}

/// Runs these cells and says how many were right; fails with a line for each that was not.
#[expect(clippy::print_stdout, reason = "the number is what the matrix is for")]
async fn prove(name: &str, backend: Backend, cells: impl Iterator<Item = Cell>, expected: usize) {
    let ground = Ground::new(backend);
    let mut cells: Vec<_> = cells.collect();
    cells.sort_by_key(|cell| !matches!(cell.fault, Fault::Hang | Fault::Late)); // Those that wait, side by side.
    let mut wrong = Vec::new();
    for cells in cells.chunks(SIDE_BY_SIDE) {
        let ready = join_all(cells.iter().map(|cell| Ready::new(*cell, &ground))).await;
        let hurt = join_all(ready.into_iter().map(Ready::misbehave)).await;
        let complaints = join_all(hurt.into_iter().map(|hurt| hurt.recover(&ground))).await;
        let these = cells.iter().zip(complaints).filter(|(_, complaints)| !complaints.is_empty());
        wrong.extend(these.map(|(cell, complaints)| format!("{cell}: {}", complaints.join("; "))));
    }
    println!("SMTP fault cells ({name}): {} of {} right", cells.len() - wrong.len(), cells.len());
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cells.len(), expected, "the matrix has another size");
}

fn cells() -> impl Iterator<Item = Cell> {
    Cell::all().filter(|cell| cell.is_left_out().is_none())
}

/// The cells of these steps.
async fn prove_steps(name: &str, steps: &[Step], expected: usize) {
    prove(name, Backend::Sqlite, cells().filter(|cell| steps.contains(&cell.step)), expected).await;
}

#[test]
fn law_11_the_fault_matrix_has_456_cells() {
    assert_eq!((cells().count(), Cell::all().count()), (456, 11 * 15 * 4));
}

#[tokio::test]
async fn law_11_every_fault_before_the_greeting_is_survived() {
    prove_steps("connection, handshake, greeting", &[Step::Connect, Step::Handshake, Step::Greeting], 63).await;
}

#[tokio::test]
async fn law_11_every_fault_at_ehlo_and_starttls_is_survived() {
    prove_steps("EHLO, STARTTLS", &[Step::Ehlo, Step::StartTls], 60).await;
}

#[tokio::test]
async fn law_11_every_fault_at_the_login_is_survived() {
    prove_steps("login", &[Step::Auth], 45).await;
}

#[tokio::test]
async fn law_11_every_fault_at_mail_is_survived() {
    prove_steps("MAIL", &[Step::Mail], 60).await;
}

#[tokio::test]
async fn law_11_every_fault_at_rcpt_is_survived() {
    prove_steps("RCPT", &[Step::Rcpt], 60).await;
}

#[tokio::test]
async fn law_11_every_fault_at_data_is_survived() {
    prove_steps("DATA", &[Step::Data], 60).await;
}

#[tokio::test]
async fn law_11_every_fault_within_a_mail_is_survived() {
    prove_steps("body", &[Step::Body], 48).await;
}

#[tokio::test]
async fn law_11_every_fault_at_the_dot_is_survived() {
    prove_steps("final dot", &[Step::Dot], 60).await;
}

/// What the rows say does not depend on the encryption, nor on the database but for its own way to write: one of each class and
/// what no text column may hold.
#[tokio::test]
async fn law_11_every_kind_of_fault_is_survived_on_postgresql() {
    const KINDS: [Fault; 6] = [Fault::Hang, Fault::NotNow, Fault::Never, Fault::Garbage, Fault::Late, Fault::Clumsy];
    if Backend::Postgres.is_there_for("law_11_every_kind_of_fault_is_survived_on_postgresql") {
        let of_kinds = cells().filter(|cell| cell.channel == Channel::Plain && KINDS.contains(&cell.fault));
        prove("PostgreSQL", Backend::Postgres, of_kinds, 48).await;
    }
}
