//! A database for one test: a file of its own, or a database of its own on the server that `TEST_POSTGRES_URL` names.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use sea_orm::{ConnectionTrait as _, Database};
use tempfile::TempDir;
use tokio::runtime;

/// The variable that names the PostgreSQL server to test on.
const SERVER: &str = "TEST_POSTGRES_URL";

/// Which of the two databases a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    /// Whether a test on it can run here; if not, it says so in its output and does not count as passed.
    #[expect(clippy::print_stdout, reason = "`tests/run` counts these lines")]
    pub(crate) fn is_there_for(self, test: &str) -> bool {
        let is_there = self == Self::Sqlite || server().is_some();
        if !is_there {
            println!("SKIPPED {test}: {SERVER} is not set");
        }
        is_there
    }
}

/// Makes of each test two, on SQLite and on PostgreSQL: `async fn name(app: TestApp)` for an app as it is by default, or
/// `async fn name(backend: Backend)` for a test that makes its own.
macro_rules! on_each_backend {
    ($($(#[doc = $doc:literal])* async fn $name:ident($given:ident: $what:ty) $body:block)+) => {$(
        $(#[doc = $doc])*
        async fn $name($given: $what) $body

        mod $name {
            use crate::support::backend::{Backend, given};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(given(Backend::Sqlite).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if Backend::Postgres.is_there_for(concat!(module_path!(), "::postgres")) {
                    super::$name(given(Backend::Postgres).await).await;
                }
            }
        }
    )+};
}

/// What a test of `on_each_backend!` is given.
pub(crate) trait Given {
    async fn given(backend: Backend) -> Self;
}

impl Given for Backend {
    async fn given(backend: Backend) -> Self {
        backend
    }
}

/// What the test's signature asks for.
pub(crate) async fn given<T: Given>(backend: Backend) -> T {
    T::given(backend).await
}

fn server() -> Option<String> {
    std::env::var(SERVER).ok().filter(|url| !url.is_empty())
}

/// A database that goes with its owner, and a folder for what lies beside it.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) url: String,
    folder: TempDir,
    /// Its name on the server.
    name: Option<String>,
}

impl Place {
    pub(crate) async fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        match backend {
            Backend::Sqlite => Self { url: format!("sqlite://{}", folder.path().join("halbsieben.db").display()), folder, name: None },
            Backend::Postgres => {
                let name = unused_name();
                on_server(&format!("CREATE DATABASE {name}")).await;
                let mut url: url::Url = server().expect("asked before").parse().expect("an address");
                url.set_path(&name);
                Self { url: url.into(), folder, name: Some(name) }
            }
        }
    }

    /// An SQLite database in the computer's memory, where the system has a folder there: what a process leaves behind outlives it as
    /// on a disk, and nothing waits for one.
    pub(crate) fn in_memory() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("there is room for a folder");
        Self { url: format!("sqlite://{}", folder.path().join("halbsieben.db").display()), folder, name: None }
    }

    /// Every byte of the SQLite database, its write-ahead log included.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.files().into_iter().filter(|(name, _)| name.contains("halbsieben.db")).flat_map(|(_, bytes)| bytes).collect()
    }

    /// Each file beside the database and its bytes, the database's own among them.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.folder.path().read_dir().expect("the folder is there").map(|file| file.unwrap().path());
        files.map(|path| (path.display().to_string(), std::fs::read(&path).expect("a file that is there"))).collect()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(name) = self.name.take() else { return };
        // In a thread of its own: a runtime cannot wait within another.
        let dropping = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(on_server(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        });
        drop(dropping.join());
    }
}

/// A name that no other test has, in this process or another.
fn unused_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("it_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

async fn on_server(statement: &str) {
    let server = Database::connect(server().expect("asked before")).await.expect("the server of TEST_POSTGRES_URL answers");
    server.execute_unprepared(statement).await.unwrap();
    server.close().await.unwrap();
}
