//! A PostgreSQL server of a test's own, to be stopped under its feet.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rustix::process::geteuid;
use tempfile::TempDir;

/// It ends with its owner, and with it all that it kept.
pub(crate) struct OwnServer {
    pub(crate) url: String,
    programs: PathBuf,
    folder: TempDir,
    port: u16,
}

impl OwnServer {
    /// None where its programs are missing; then the test is skipped, with a word about it.
    #[expect(clippy::print_stdout, reason = "`tests/run` counts these lines")]
    pub(crate) fn start(test: &str) -> Option<Self> {
        let Some(programs) = programs() else {
            println!("SKIPPED {test}: the programs of a PostgreSQL server are not installed");
            return None;
        };
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let port = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port").port();
        let server = Self { url: format!("postgres://postgres@127.0.0.1:{port}/postgres"), programs, folder, port };
        if let Err(reason) = server.make() {
            println!("SKIPPED {test}: {reason}");
            return None;
        }
        server.start_again();
        Some(server)
    }

    /// It refuses root, so there it is the user `postgres` who runs it.
    fn make(&self) -> Result<(), String> {
        let home = self.folder.path();
        fs::set_permissions(home, fs::Permissions::from_mode(0o755)).expect("it is ours");
        if geteuid().is_root() {
            let given = Command::new("chown").arg("postgres").arg(home).output();
            if !given.is_ok_and(|given| given.status.success()) {
                return Err("root may not run a PostgreSQL server, and there is no user postgres".to_owned());
            }
        }
        let made = self.run("initdb", &["-D", &self.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        assert!(made.status.success(), "{made:?}");
        Ok(())
    }

    /// As a loss of power ends it.
    pub(crate) fn stop_at_once(&self) {
        let stopped = self.run("pg_ctl", &["-D", &self.data(), "-w", "-m", "immediate", "stop"]);
        assert!(stopped.status.success(), "{stopped:?}");
    }

    pub(crate) fn start_again(&self) {
        let options = format!("-p {} -k '' -c listen_addresses=127.0.0.1", self.port);
        let log = self.folder.path().join("log").display().to_string();
        let started = self.run("pg_ctl", &["-D", &self.data(), "-w", "-t", "60", "-l", &log, "-o", &options, "start"]);
        assert!(started.status.success(), "{started:?}\n{}", fs::read_to_string(log).unwrap_or_default());
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let program = self.programs.join(program);
        let mut command = if geteuid().is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // A server that keeps the pipe would keep us waiting for its end.
        let output = self.folder.path().with_extension("output");
        let file = fs::File::create(&output).expect("there is room for a file");
        let status = command.args(arguments).current_dir("/").stdout(file.try_clone().expect("a handle")).stderr(file).status();
        let said = fs::read(&output).unwrap_or_default();
        drop(fs::remove_file(output));
        Output { status: status.expect("the program starts"), stdout: said, stderr: Vec::new() }
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        drop(self.run("pg_ctl", &["-D", &self.data(), "-m", "immediate", "stop"]));
    }
}

/// The folder of the newest server's programs.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<PathBuf> = versions.chain(std::env::split_paths(&path)).filter(|folder| is_whole(folder)).collect();
    found.sort();
    found.into_iter().next_back()
}

fn is_whole(folder: &Path) -> bool {
    ["initdb", "pg_ctl", "postgres"].iter().all(|program| folder.join(program).exists())
}
