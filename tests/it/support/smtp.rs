//! A real SMTP server on loopback that does what a test tells it to, and remembers everything.
//!
//! ```ignore
//! let peer = SmtpPeer::start().await;
//! peer.on(At::Rcpt).matching("bad@").reply("550 5.1.1 no such user");
//! peer.on(At::Dot).nth(2).hang();
//! // … send to peer.url() …
//! let mails = peer.wait_for(3).await;
//! ```
//! Without a rule it accepts everything. This file is what a test says and asks; the dialogue is in `session`.

mod script;
mod session;

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpSocket},
    sync::Notify,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use self::script::{Act, Rule};
pub(crate) use self::script::{At, Gate, Hook, RuleBuilder};

/// How long a test waits for what must happen; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections that wait to be accepted, as tokio's own listeners have it.
const BACKLOG: u32 = 1024;

/// A mail that the peer has accepted.
#[derive(Clone, Debug)]
pub(crate) struct Accepted {
    pub(crate) from: String,
    pub(crate) to: String,
    /// The content without dot-stuffing and without the final dot.
    pub(crate) data: Vec<u8>,
    /// The connection it came by, from 1.
    pub(crate) connection: usize,
    /// Which mail on that connection it is, from 1.
    pub(crate) nth: usize,
    /// Whether the client was told so: by a 250, after this mail's own dot.
    pub(crate) answered: bool,
}

/// A stream that the peer speaks over, plain or encrypted.
pub(crate) trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

type Encrypted = Pin<Box<dyn Future<Output = io::Result<Box<dyn Duplex>>> + Send>>;

/// Makes an encrypted stream of a plain one, so that this file needs no TLS library.
pub(crate) type Encrypt = Arc<dyn Fn(Box<dyn Duplex>) -> Encrypted + Send + Sync>;

/// What the peer has seen so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) mails: Vec<Accepted>,
    /// Each command with the number of its connection.
    pub(crate) commands: Vec<(usize, String)>,
    pub(crate) connections: usize,
    pub(crate) open: usize,
    pub(crate) most_open: usize,
    /// Replies that a gate held back and that were said.
    pub(crate) late: usize,
}

#[derive(Default)]
struct State {
    rules: Mutex<Vec<Rule>>,
    seen: Mutex<Seen>,
    changed: Notify,
    encrypt: Option<(Encrypt, bool)>,
    one_at_a_time: AtomicBool,
}

impl State {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut Seen)) {
        change(&mut self.seen());
        self.changed.notify_waiters();
    }

    /// What the newest rule for this moment says. All rules count it.
    fn act(&self, at: At, about: &str, connection: usize) -> Option<Act> {
        let mut rules = self.rules.lock().unwrap();
        rules.iter_mut().filter_map(|rule| rule.apply(at, about, connection)).last()
    }

    /// Waits until this holds.
    async fn wait_until(&self, holds: impl Fn(&Seen) -> bool) -> Seen {
        loop {
            let changed = self.changed.notified();
            if let Some(seen) = Some(self.seen()).filter(|seen| holds(seen)) {
                return seen.clone();
            }
            changed.await;
        }
    }
}

/// The server; it ends with its last owner.
pub(crate) struct SmtpPeer {
    state: Arc<State>,
    address: SocketAddr,
    accepting: JoinHandle<()>,
    /// What a peer that is away waits at.
    back: Option<Gate>,
}

impl SmtpPeer {
    /// A peer without TLS on a free port of 127.0.0.1.
    pub(crate) async fn start() -> Self {
        Self::start_on("127.0.0.1:0".parse().unwrap()).await
    }

    /// A peer on this address, such as that of an earlier one.
    pub(crate) async fn start_on(address: SocketAddr) -> Self {
        Self::run(address, None).await
    }

    /// A peer that is away: its port is taken and refuses whoever comes, until [`SmtpPeer::come_back`].
    pub(crate) fn start_away() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = socket.local_addr().unwrap();
        let (state, back) = (Arc::<State>::default(), Gate::new());
        let accepting = tokio::spawn({
            let (state, back) = (Arc::clone(&state), back.clone());
            async move {
                back.pass().await;
                accept(socket.listen(BACKLOG).unwrap(), state).await;
            }
        });
        Self { state, address, accepting, back: Some(back) }
    }

    /// Answers again.
    pub(crate) fn come_back(&self) {
        self.back.as_ref().expect("a peer that is away").open();
    }

    /// A peer that offers STARTTLS, or speaks TLS from the first byte if `implicit`.
    pub(crate) async fn start_with_tls(encrypt: Encrypt, implicit: bool) -> Self {
        Self::run("127.0.0.1:0".parse().unwrap(), Some((encrypt, implicit))).await
    }

    /// A peer on this address in one of the three ways.
    pub(crate) async fn run(address: SocketAddr, encrypt: Option<(Encrypt, bool)>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State { encrypt, ..State::default() });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state)));
        Self { state, address, accepting, back: None }
    }

    /// Ends all connections and frees the port.
    pub(crate) async fn stop(mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The peer's address as `mail.url`, without TLS.
    pub(crate) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Begins a new rule; the newest that fits applies. It may be set at any time.
    pub(crate) fn on(&self, at: At) -> RuleBuilder<'_> {
        RuleBuilder::new(&self.state.rules, at)
    }

    /// Offers no PIPELINING any more.
    pub(crate) fn take_one_command_at_a_time(&self) {
        self.state.one_at_a_time.store(true, Ordering::Relaxed);
    }

    /// Forgets all rules.
    pub(crate) fn behave(&self) {
        self.state.rules.lock().unwrap().clear();
    }

    /// What the peer has seen so far.
    pub(crate) fn seen(&self) -> Seen {
        self.state.seen().clone()
    }

    /// How many mails are accepted so far.
    pub(crate) fn accepted(&self) -> usize {
        self.state.seen().mails.len()
    }

    /// Waits until this holds, but no longer than `patience`; says whether it does. Copies nothing of what the peer has seen.
    pub(crate) async fn comes_to(&self, patience: Duration, holds: impl Fn(&Seen) -> bool) -> bool {
        let waiting = async {
            loop {
                let changed = self.state.changed.notified();
                if holds(&self.state.seen()) {
                    return;
                }
                changed.await;
            }
        };
        timeout(patience, waiting).await.is_ok()
    }

    /// Waits until `count` mails are accepted.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Accepted> {
        self.wait_until(|seen| seen.mails.len() >= count).await.mails
    }

    /// Waits until this holds.
    pub(crate) async fn wait_until(&self, holds: impl Fn(&Seen) -> bool) -> Seen {
        let waited = timeout(PATIENCE, self.state.wait_until(holds)).await;
        waited.unwrap_or_else(|_| panic!("waited in vain; the peer has seen {:#?}", self.seen()))
    }
}

impl Drop for SmtpPeer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut sessions = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let mut number = 0;
        state.change(|seen| {
            seen.connections += 1;
            seen.open += 1;
            seen.most_open = seen.most_open.max(seen.open);
            number = seen.connections;
        });
        let state = Arc::clone(&state);
        sessions.spawn(async move {
            let _ = session::hold(&state, stream, number).await;
            state.change(|seen| seen.open -= 1);
        });
    }
}
