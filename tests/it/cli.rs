//! The real program, in a folder of its own and with a clean environment: what it says, where, and with which exit code.

mod admin;
mod afterwards;
mod attendees;
mod bounce;
mod event;
mod gdpr;
mod mail;
mod migrate;
mod people_import;
mod refusals;
mod serve;
mod zones;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::app::TestApp;

/// An event as an organiser writes it down.
const ANNOUNCEMENT: &str = "Kleine Städte, große Pläne\n\nDatum: 15.04.2021, 18:30 bis 20:00 Uhr\nOrt: online\n\nEin Abend über Orte.\n";

/// A folder in which the program runs, with its database in `data`.
struct Instance {
    folder: TempDir,
    /// What goes before every command, such as `--set database.url=…`.
    flags: Vec<String>,
    /// What every command finds in its environment.
    variables: Vec<(String, String)>,
}

/// How a command went.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Instance {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("there is room for a folder"), flags: Vec::new(), variables: Vec::new() }
    }

    /// An instance on the database and with the secret of an app.
    fn beside(app: &TestApp) -> Self {
        let secret = app.settings.security.secret.clone().expect("tests set it");
        let settings = [
            ("database.url", app.settings.database.url.as_str()),
            ("security.secret", &secret),
            ("server.base_url", "https://events.example.org"),
        ];
        let flags = settings.iter().flat_map(|(key, value)| ["--set".to_owned(), format!("{key}={value}")]).collect();
        Self { flags, ..Self::new() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file there and gives its name back.
    fn file<'a>(&self, name: &'a str, content: impl AsRef<[u8]>) -> &'a str {
        std::fs::write(self.path(name), content).expect("there is room for a file");
        name
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_halbsieben"));
        command.env_clear().envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path()).args(&self.flags).args(arguments).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        ran(self.command(arguments))
    }

    fn run_with(&self, variable: &str, value: &str, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        command.env(variable, value);
        ran(command)
    }

    /// Runs a command that reads this from stdin.
    fn feed(&self, input: impl AsRef<[u8]>, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        child.stdin.take().expect("it is piped").write_all(input.as_ref()).expect("it reads");
        said(child.wait_with_output().expect("it ends"))
    }

    /// The same instance with the default event published.
    fn with_event(self) -> Self {
        self.file("event.toml", crate::support::app::EVENT);
        self.run(&["event", "import", "event.toml", "--publish"]).done();
        self
    }
}

fn ran(mut command: Command) -> Ran {
    said(command.output().expect("the program starts"))
}

fn said(output: std::process::Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

impl Ran {
    /// What it wrote, when all went well and nothing was complained about.
    #[track_caller]
    fn done(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{}", self.out);
        self.out
    }

    /// The sentence with which it could not: one line on stderr, and exit code 3.
    #[track_caller]
    fn refused(self) -> String {
        assert_eq!(self.code, Some(3), "{self:?}");
        self.sentence()
    }

    /// The one sentence on stderr.
    #[track_caller]
    fn sentence(self) -> String {
        let Self { out, err, .. } = self;
        let lines: Vec<_> = err.lines().collect();
        let [line] = lines.as_slice() else { panic!("one sentence, not {err:?}") };
        let sentence = line.strip_prefix("error: ").unwrap_or_else(|| panic!("{line}"));
        assert!(out.is_empty() && !sentence.contains("panicked") && sentence.chars().count() < 600, "{out}{sentence}");
        sentence.to_owned()
    }

    #[track_caller]
    fn json(self) -> serde_json::Value {
        serde_json::from_str(&self.done()).expect("JSON")
    }
}

/// The keys of an object, in their order.
fn keys(value: &serde_json::Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}
