//! Law 10 on a disk that fails or is full: no mail leaves that could not be marked, but those that were on the wire.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::audit::{Audit, Owed};
use super::process::Process;
use super::site::{SLUG, Site};
use super::{CONNECTIONS, PATIENCE, RESUMES, reminders};
use crate::support::backend::Backend;
use crate::support::smtp::{At, Gate};

const REMINDER: &str = "reminder_24h";
/// What the program says each time that the database does not take something.
const ALARM: &str = "a job was not done";
/// So often it tries in vain before it is looked at whether it has kept still.
const TRIES: usize = 3;

/// strace at work on a process: what the process asks the disk to keep for good fails.
struct FailingDisk(Child);

impl FailingDisk {
    /// From here on, as `when` says in strace's words: `1+` always, `3` the third time.
    #[expect(clippy::print_stdout, reason = "`tests/run` counts these lines")]
    fn under(process: &Process, when: &str, test: &str) -> Option<Self> {
        let pid = process.pid().as_raw_nonzero().to_string();
        let inject = format!("inject=fsync,fdatasync:error=EIO:when={when}");
        let mut strace = Command::new("strace");
        strace.args(["-f", "-p", &pid, "-e", "trace=fsync,fdatasync", "-e", &inject]);
        let Ok(mut child) = strace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn() else {
            println!("SKIPPED {test}: there is no strace to make a disk fail");
            return None;
        };
        let mut said = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("UTF-8");
        if !line.contains("attached") {
            drop(child.wait());
            println!("SKIPPED {test}: strace may not look at another process");
            return None;
        }
        // It writes a line for each call; nobody reads them, and nothing may wait for that.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Some(Self(child))
    }
}

impl Drop for FailingDisk {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// An instance that has sent so many and is about to go on: every connection waits for leave to begin its next mail.
async fn about_to_send(site: &Site, sent: usize) -> (Process, Gate) {
    let process = site.serve().await;
    if sent > 0 {
        site.accepts(sent, PATIENCE).await;
    }
    let gate = Gate::new();
    site.peer.on(At::Mail).reply_after(&gate, "250 2.1.0 sender ok");
    tokio::time::timeout(PATIENCE, gate.reached_by(CONNECTIONS)).await.expect("all connections come to it");
    (process, gate)
}

/// Nothing has been accepted that is not marked, but for what was on the wire, however often it was tried again.
async fn keeps_still(site: &Site, process: &Process) {
    process.says(ALARM).await;
    process.says_again(ALARM, TRIES).await;
    let (accepted, marked) = (site.peer.accepted(), site.marked(REMINDER).await);
    assert!(accepted <= marked + CONNECTIONS, "{accepted} mails are accepted, {marked} are marked");
    assert!(accepted < site.people.len(), "it failed too late");
    process.says_again(ALARM, TRIES).await;
    assert_eq!(site.peer.accepted(), accepted, "nothing leaves meanwhile");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_10_a_disk_that_fails_after_a_reply_stops_the_sender() {
    for sent in [0, 1, reminders() / 10, reminders() / 3] {
        let site = Site::on(Backend::Sqlite).await.people(reminders()).open().await;
        let (mut process, gate) = about_to_send(&site, sent).await;
        let Some(disk) = FailingDisk::under(&process, "1+", concat!(module_path!(), "::fails_after_a_reply")) else { return };
        gate.open();
        keeps_still(&site, &process).await;
        assert_eq!(process.sign_up(SLUG, "zoe@example.org").await, Some(503), "nobody is told that it was kept");
        process.kill9();
        drop(disk);
        site.peer.behave();
        let _process = site.spawn();
        let drained = site.settled(REMINDER, reminders(), RESUMES).await;
        let what = format!("no fsync after {sent} mails, then killed; drained after {:.1} s", drained.as_secs_f64());
        Audit::of(&site).holds(&what, &[Owed::to(&site.people, REMINDER)], CONNECTIONS);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_10_a_disk_that_fails_now_and_then_costs_nothing() {
    const PEOPLE: usize = 240;
    // strace counts for each thread, and after a failure the database is written by another.
    for when in ["2", "7"] {
        let site = Site::on(Backend::Sqlite).await.people(PEOPLE).open().await;
        let (process, gate) = about_to_send(&site, 0).await;
        let Some(_disk) = FailingDisk::under(&process, when, concat!(module_path!(), "::fails_now_and_then")) else { return };
        gate.open();
        site.peer.behave();
        let drained = site.settled(REMINDER, PEOPLE, RESUMES).await;
        process.says(ALARM).await;
        let what = format!("fsync failed at {when}; drained after {:.1} s", drained.as_secs_f64());
        Audit::of(&site).holds(&what, &[Owed::to(&site.people, REMINDER)], 0);
    }
}

/// A file system of a few megabytes.
struct SmallDisk(TempDir);

impl SmallDisk {
    #[expect(clippy::print_stdout, reason = "`tests/run` counts these lines")]
    fn new(test: &str) -> Option<Self> {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"]).arg(folder.path()).stderr(Stdio::null()).status();
        if !mounted.is_ok_and(|status| status.success()) {
            println!("SKIPPED {test}: only root mounts a small disk, where that is allowed");
            return None;
        }
        Some(Self(folder))
    }

    /// Fills it to the last byte.
    fn fill(&self) {
        let mut ballast = fs::File::create(self.0.path().join("ballast")).expect("it is mounted");
        while ballast.write_all(&[0; 4096]).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(self.0.path().join("ballast")).expect("it was filled");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Also where somebody still holds a file.
        drop(Command::new("umount").arg("-l").arg(self.0.path()).status());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_10_a_full_disk_lets_no_mail_out_that_cannot_be_marked_and_needs_no_restart() {
    let Some(disk) = SmallDisk::new(concat!(module_path!(), "::full_disk")) else { return };
    let url = format!("sqlite://{}", disk.0.path().join("halbsieben.db").display());
    let site = Site::on(Backend::Sqlite).await.database(url).people(reminders()).open().await;
    let (process, gate) = about_to_send(&site, 0).await;
    disk.fill();
    gate.open();
    keeps_still(&site, &process).await;
    site.peer.behave();
    assert_eq!(process.sign_up(SLUG, "zoe@example.org").await, Some(503), "nobody is told that it was kept");
    let page = format!("GET /events/{SLUG} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(process.ask(&page).await, Some(200), "reading works");
    disk.free();
    let drained = site.settled(REMINDER, reminders(), PATIENCE).await;
    let what = format!("the disk was full; drained {:.1} s after there was room", drained.as_secs_f64());
    Audit::of(&site).holds(&what, &[Owed::to(&site.people, REMINDER)], 0);
}
