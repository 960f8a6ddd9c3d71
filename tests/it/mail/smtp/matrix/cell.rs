//! One cell of the fault matrix, from the sign-ups to the last mail. What is right is for `judge` to say.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use halbsieben::app::ledger::LedgerLine;
use tempfile::NamedTempFile;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use super::judge::{accepted_falsely, lost_or_doubled, not_of_class};
use super::{Cell, Channel, Fault, Step};
use crate::support::app::{SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::smtp::{Accepted, At, Encrypt, Gate, SmtpPeer};
use crate::support::stopwatch;
use crate::support::tls::Authority;

/// How many people there are: enough to tell one bad row from all.
pub(super) const PEOPLE: usize = 3;
/// Every limit of a cell's dialogue.
const LIMIT: Duration = Duration::from_secs(1);
/// What may come on top of a limit.
const SLACK: Duration = Duration::from_secs(1);
/// How long a cell may hang before it counts as wrong.
const PATIENCE: Duration = Duration::from_secs(10);
/// When the reminder of the day before is due.
const DUE: &str = "2021-04-14T16:30:00Z";

/// All that a mail would have to hear to be taken for accepted.
const LATE_WORDS: &str = "250 2.0.0 the first is queued\n250 ok\n250 ok\n354 go\n250 2.0.0 queued";
const NOT_NOW: &str = "451 4.3.0 not now";

/// What all cells stand on: a database, and an authority that vouches for the mail server.
#[derive(Clone)]
pub(super) struct Ground {
    backend: Backend,
    encrypt: Encrypt,
    authority: Arc<NamedTempFile>,
}

impl Ground {
    pub(super) fn new(backend: Backend) -> Self {
        let authority = Authority::new("ours");
        let file = NamedTempFile::new().unwrap();
        std::fs::write(file.path(), authority.pem()).unwrap();
        Self { backend, encrypt: authority.encrypt_as("127.0.0.1"), authority: Arc::new(file) }
    }

    async fn peer(&self, address: SocketAddr, channel: Channel) -> SmtpPeer {
        let encrypt = (!channel.is_plain()).then(|| (Arc::clone(&self.encrypt), channel == Channel::Tls));
        let peer = SmtpPeer::run(address, encrypt).await;
        if channel == Channel::StepByStep {
            peer.take_one_command_at_a_time();
        }
        peer
    }

    async fn app(&self, cell: Cell, address: SocketAddr) -> TestApp {
        let url = match cell.channel {
            Channel::Plain | Channel::StepByStep => format!("smtp://webinare:secret@{address}"),
            Channel::StartTls => format!("smtp://webinare:secret@{address}?tls=required"),
            Channel::Tls => format!("smtps://webinare:secret@{address}"),
        };
        // One connection, where what matters is which mail comes after which.
        let connections = if matches!(cell.fault, Fault::Late | Fault::Extra) { 1 } else { PEOPLE };
        let builder = TestApp::on(self.backend).mail_to(&url).set("mail.connections", &connections.to_string());
        let builder = builder.set("mail.reply_seconds", "1").set("mail.final_reply_seconds", "1");
        builder.set("mail.trust", &self.authority.path().display().to_string()).start().await
    }
}

/// A cell whose reminder is due.
pub(super) struct Ready {
    cell: Cell,
    app: TestApp,
    peer: SmtpPeer,
}

/// A cell after the server has misbehaved.
pub(super) struct Hurt {
    cell: Cell,
    app: TestApp,
    address: SocketAddr,
    server: Misbehaving,
    /// What the server has taken that no row of the reminder owes: the confirmations.
    confirmed: usize,
    wrong: Vec<String>,
}

impl Ready {
    pub(super) async fn new(cell: Cell, ground: &Ground) -> Self {
        let peer = ground.peer("127.0.0.1:0".parse().unwrap(), cell.channel).await;
        let app = ground.app(cell, peer.address()).await;
        // Each at a domain of its own: a domain that asks for less must not stand for the others.
        for person in 1..=PEOPLE {
            app.sign_up(&format!("p{person}@p{person}.example.org")).await;
        }
        app.deliver().await;
        app.at(DUE);
        app.plan().await;
        Self { cell, app, peer }
    }

    /// Sends while the server misbehaves.
    pub(super) async fn misbehave(self) -> Hurt {
        let Self { cell, app, peer } = self;
        let (address, confirmed) = (peer.address(), peer.seen().mails.len());
        let server = misbehave(cell, peer).await;
        let mut wrong = Vec::new();
        let begin = stopwatch();
        match timeout(PATIENCE, app.app.deliver_due()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => wrong.push(format!("it broke off: {error}")),
            Err(_) => wrong.push("it does not end".to_owned()),
        }
        let took = begin.elapsed();
        if took > LIMIT + SLACK {
            wrong.push(format!("it took {took:?}"));
        }
        let (rows, taken) = (reminders(&app).await, server.taken(confirmed));
        wrong.extend(not_of_class(cell, &rows, &taken, app.app.health().await.is_err()));
        wrong.extend(accepted_falsely(&rows, &taken));
        Hurt { cell, app, address, server, confirmed, wrong }
    }
}

impl Hurt {
    /// Sends when the server behaves again; says all that was wrong, one sentence each.
    pub(super) async fn recover(self, ground: &Ground) -> Vec<String> {
        let Self { cell, app, address, server, confirmed, mut wrong } = self;
        let (peer, before) = match server {
            Misbehaving::Speaking(peer) => {
                peer.behave();
                (peer, confirmed)
            }
            away => {
                drop(away);
                (ground.peer(address, cell.channel).await, 0)
            }
        };
        // The longest wait after a first failure is a minute, a little more or less.
        app.advance(2);
        app.deliver().await;
        // A domain that had asked for less gets its mail a little later.
        let soon = app.clock.now() + jiff::SignedDuration::from_mins(5);
        while let Some(next) = app.app.next_due_at().await.expect("the database answers").filter(|next| *next < soon) {
            app.clock.move_to(next);
            app.deliver().await;
        }
        let (rows, taken) = (reminders(&app).await, peer.seen().mails.split_off(before));
        wrong.extend(accepted_falsely(&rows, &taken));
        wrong.extend(lost_or_doubled(cell, &rows, &taken));
        if let Err(words) = app.app.health().await {
            wrong.push(format!("it still says: {words}"));
        }
        wrong
    }
}

/// The mail server while it misbehaves.
enum Misbehaving {
    Speaking(SmtpPeer),
    /// Nobody listens.
    Away,
    /// Nobody takes up the call: the queue of those who wait for it is full.
    Silent {
        _listener: TcpListener,
        _waiting: TcpStream,
    },
}

impl Misbehaving {
    /// What was taken since.
    fn taken(&self, confirmed: usize) -> Vec<Accepted> {
        match self {
            Self::Speaking(peer) => peer.seen().mails.split_off(confirmed),
            Self::Away | Self::Silent { .. } => Vec::new(),
        }
    }
}

async fn misbehave(cell: Cell, peer: SmtpPeer) -> Misbehaving {
    let Some(at) = cell.step.at() else {
        let address = peer.address();
        peer.stop().await;
        return if cell.fault == Fault::Rst { Misbehaving::Away } else { silent(address).await };
    };
    let rule = peer.on(at);
    let is_dot = cell.step == Step::Dot;
    match cell.fault {
        Fault::Hang if is_dot => rule.accept_and_hang(),
        Fault::Hang => rule.hang(),
        Fault::Fin if is_dot => rule.accept_and_close(),
        Fault::Fin => rule.close(),
        Fault::Rst => rule.reset(),
        Fault::HalfClose => rule.close_half(),
        Fault::Farewell => rule.reply("421 4.3.2 closing"),
        Fault::NotNow => rule.reply(NOT_NOW),
        Fault::Never => rule.reply(never(cell.step)),
        Fault::OutOfPlace if at == At::Data => rule.reply("250 2.0.0 queued"),
        Fault::OutOfPlace => rule.reply("354 go ahead"),
        Fault::Garbage => rule.send_raw(*b"\x00\xff\x80 what?\r\n"),
        // Where no reply is due it begins as the one that would do most harm.
        Fault::Huge if matches!(at, At::Tls | At::Body) => rule.send_raw(huge(b"250")),
        Fault::Huge => rule.reply_as(huge),
        Fault::Lines if at == At::Body => rule.send_raw(lines(b"250")),
        Fault::Lines => rule.reply_as(lines),
        Fault::Late => answer_late(&peer, at),
        Fault::Extra => {
            rule.reply_as(|usual| [usual, b"250 2.0.0 queued\r\n"].concat());
            // Who took the reply that is one too many for that to the dot would be wrong.
            if !is_dot {
                peer.on(At::Dot).reply(NOT_NOW);
            }
        }
        Fault::Bytes => rule.byte_by_byte(),
        Fault::Clumsy => rule.reply_as(clumsy),
    }
    Misbehaving::Speaking(peer)
}

/// The reply to the first mail's dot comes when the next mail, on a connection of its own, is at this step. No mail after the
/// first is accepted, so that any that counts as such does so falsely.
fn answer_late(peer: &SmtpPeer, at: At) {
    let before = peer.seen().connections;
    let gate = Gate::new();
    peer.on(At::Dot).reply(NOT_NOW);
    peer.on(At::Dot).on_connection(before + 1).reply_after(&gate, LATE_WORDS);
    let rule = peer.on(at).on_connection(before + 2);
    if at == At::Dot {
        rule.let_pass_as(&gate, |_| format!("{NOT_NOW}\r\n").into_bytes());
    } else {
        rule.let_pass_as(&gate, <[u8]>::to_vec);
    }
}

pub(super) fn never(step: Step) -> &'static str {
    match step {
        Step::Greeting => "554 5.3.2 no service",
        Step::Auth => "535 5.7.8 wrong password",
        Step::Mail => "550 5.1.8 sender unknown",
        Step::Rcpt => "550 5.1.1 no such user",
        Step::Data => "554 5.5.1 no valid recipients",
        Step::Body | Step::Dot => "552 5.3.4 too big",
        _ => "502 5.5.1 not here",
    }
}

fn huge(usual: &[u8]) -> Vec<u8> {
    [&usual[..3], b" ", &vec![b'x'; 1024 * 1024]].concat()
}

fn lines(usual: &[u8]) -> Vec<u8> {
    let code = String::from_utf8_lossy(&usual[..3]).into_owned();
    (format!("{code}-x\r\n").repeat(9_999) + &format!("{code} x\r\n")).into_bytes()
}

fn clumsy(usual: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(usual).replace("\r\n", " \0\n").into_bytes()
}

/// A port where TCP is never taken up: one caller waits, and there is room for no other.
async fn silent(address: SocketAddr) -> Misbehaving {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    let listener = socket.listen(0).unwrap();
    let waiting = TcpStream::connect(address).await.unwrap();
    Misbehaving::Silent { _listener: listener, _waiting: waiting }
}

/// The rows of the reminder.
async fn reminders(app: &TestApp) -> Vec<LedgerLine> {
    let lines = app.app.ledger(SLUG, None).await.expect("the event is there");
    lines.into_iter().filter(|line| line.line.delivery.purpose.to_string() == "reminder_24h").collect()
}
