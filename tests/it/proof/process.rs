//! `serve` as a process of its own, and what can be done to one.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use halbsieben::clock::Clock;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{LOOK_EVERY, PATIENCE};
use crate::support::smtp::Hook;
use crate::support::stopwatch;

/// An instance; it is killed with its owner.
pub(super) struct Process {
    child: Child,
    log: PathBuf,
    pub(super) address: String,
}

impl Process {
    /// Starts `command`, which still lacks the place to listen at, and does not wait for it.
    pub(super) fn spawn(mut command: Command, log: PathBuf) -> Self {
        let address = free_address();
        let file = File::create(&log).expect("there is room for a log");
        command.args(["--bind", &address]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        Self { child: command.spawn().expect("the program starts"), log, address }
    }

    /// Waits until it answers.
    pub(super) async fn ready(mut self) -> Self {
        let since = stopwatch();
        while self.ask("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await != Some(200) {
            let ended = self.child.try_wait().expect("it is our child");
            assert!(ended.is_none() && since.elapsed() < PATIENCE, "serve does not answer: {ended:?}\n{}", self.log());
            Clock::pass(LOOK_EVERY).await;
        }
        self
    }

    /// The status of its answer; none when there is no whole answer.
    pub(super) async fn ask(&self, request: &str) -> Option<u16> {
        let mut stream = TcpStream::connect(&self.address).await.ok()?;
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.ok()?;
        std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()
    }

    /// Fills in the form for somebody; the status of the answer.
    pub(super) async fn sign_up(&self, slug: &str, email: &str) -> Option<u16> {
        let body = format!("given_name=Anna&family_name=Beispiel&email={}&website=&stamp=", email.replace('@', "%40"));
        let head = format!("POST /events/{slug}/register HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        let form = format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        self.ask(&(head + &form)).await
    }

    /// Ends it as a loss of power does: SIGKILL.
    pub(super) fn kill9(&mut self) {
        self.child.kill().expect("it is our child");
        self.child.wait().expect("it ends");
    }

    /// The same as something to do at an exact moment. Nobody is waited for.
    pub(super) fn killer(&self) -> Hook {
        let pid = self.pid();
        // Until it is waited for, its number is nobody else's.
        Arc::new(move || kill_process(pid, Signal::KILL).expect("it is our child"))
    }

    /// Stops it in whatever it does: SIGSTOP.
    pub(super) fn freeze(&self) {
        kill_process(self.pid(), Signal::STOP).expect("it is our child");
    }

    /// Lets it go on: SIGCONT.
    pub(super) fn thaw(&self) {
        kill_process(self.pid(), Signal::CONT).expect("it is our child");
    }

    /// Asks it to end, as a service manager does: SIGTERM.
    pub(super) fn term(&self) {
        kill_process(self.pid(), Signal::TERM).expect("it is our child");
    }

    /// Waits until it has ended.
    pub(super) async fn ended(&mut self, within: Duration) -> ExitStatus {
        let since = stopwatch();
        loop {
            if let Some(status) = self.child.try_wait().expect("it is our child") {
                return status;
            }
            assert!(since.elapsed() < within, "it has not ended after {within:?}\n{}", self.log());
            Clock::pass(LOOK_EVERY).await;
        }
    }

    /// Waits until its log says this.
    pub(super) async fn says(&self, words: &str) {
        let since = stopwatch();
        while !self.log().contains(words) {
            assert!(since.elapsed() < PATIENCE, "it never says {words:?}\n{}", self.log());
            Clock::pass(LOOK_EVERY).await;
        }
    }

    /// Waits until its log has said this so many times more.
    pub(super) async fn says_again(&self, words: &str, times: usize) {
        let (since, before) = (stopwatch(), self.log().matches(words).count());
        while self.log().matches(words).count() < before + times {
            assert!(since.elapsed() < PATIENCE, "it does not say {words:?} {times} times more\n{}", self.log());
            Clock::pass(LOOK_EVERY).await;
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    pub(super) fn pid(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// An address that nobody listens at. Below the ports that systems give to outgoing connections, so that none of the many in a
/// run takes it before the process does; each test process begins elsewhere.
fn free_address() -> String {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let own = u16::try_from(std::process::id() * 61 % u32::from(COUNT)).expect("below 12,000");
    loop {
        let port = FIRST + (own + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT;
        if let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) {
            return listener.local_addr().expect("it is bound").to_string();
        }
    }
}
