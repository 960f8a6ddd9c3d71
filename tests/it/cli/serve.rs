//! `serve`: it starts, answers, and ends when it is asked to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::Instance;

/// A running instance; it ends with its owner.
pub(super) struct Serving {
    child: Child,
    address: String,
    /// The lines that it began with.
    said: Vec<String>,
}

impl Serving {
    pub(super) fn start(instance: &Instance, arguments: &[&str]) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut command = instance.command(&[&["serve", "--bind", &address], arguments].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        // The port is taken before it says the first word.
        let said = lines.map_while(Result::ok).take(3).collect();
        Self { child, address, said }
    }

    pub(super) fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer in UTF-8");
        answer
    }

    /// Asks it to end as a service manager does.
    pub(super) fn end(mut self, signal: &str) -> ExitStatus {
        let kill = Command::new("sh").args(["-c", &format!("kill -{signal} {}", self.child.id())]).status().expect("a shell");
        assert!(kill.success());
        self.child.wait().expect("it ends")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn it_serves_until_it_is_asked_to_end() {
    let instance = Instance::new().with_event();
    for signal in ["TERM", "INT"] {
        let serving = Serving::start(&instance, &[]);
        let port = serving.address.rsplit(':').next().unwrap();
        assert_eq!(serving.said[0], format!("events   http://localhost:{port}/"));
        assert!(serving.said[1].starts_with(&format!("outbox   http://localhost:{port}/outbox/")), "{:?}", serving.said);
        // Nobody has an account yet.
        assert!(serving.said[2].starts_with(&format!("setup    http://localhost:{port}/organiser/setup/")), "{:?}", serving.said);
        assert!(serving.get("/livez").starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(serving.get("/events/kleinstaedte").contains("Kleine Städte, große Pläne"));
        let outbox = serving.said[1].split("localhost").nth(1).unwrap().split_once('/').unwrap().1.to_owned();
        assert!(serving.get(&format!("/{outbox}")).starts_with("HTTP/1.1 200 OK\r\n"), "the address that it says works");
        assert_eq!(serving.end(signal).code(), Some(0), "{signal}");
    }
}

#[test]
fn health_is_asked_over_http() {
    let instance = Instance::new();
    let serving = Serving::start(&instance, &["--no-mail"]);
    let bind = format!("server.bind={}", serving.address);
    assert_eq!(instance.run(&["health", "--wait", "30s", "--set", &bind]).done(), "well\n");
    assert_eq!(serving.end("TERM").code(), Some(0));
}

#[test]
fn a_command_is_seen_by_the_instance_that_runs() {
    let instance = Instance::new().with_event();
    let serving = Serving::start(&instance, &[]);
    assert!(serving.get("/events/kleinstaedte").contains("Kleine Städte"));
    instance.run(&["event", "cancel", "kleinstaedte", "--reason", "Krankheit", "--yes"]).done();
    instance
        .run(&[
            "event",
            "import",
            instance.file("neu.toml", "slug = \"neu\"\ntitle = \"Neu\"\nstart = \"2037-04-15T18:30:00\"\n"),
            "--publish",
        ])
        .done();
    assert!(serving.get("/events/neu").starts_with("HTTP/1.1 200 OK\r\n"), "an event that was entered meanwhile");
}
