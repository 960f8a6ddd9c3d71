//! What cannot be done: one clear sentence on stderr, and the exit code that says so.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::Instance;
use crate::support::app::EVENT;

#[test]
fn wrong_use_is_exit_code_2() {
    let instance = Instance::new();
    for arguments in [
        &[][..],
        &["evnt"],
        &["event", "import"],
        &["event", "import", "x", "--start", "morgen"],
        &["ledger", "x", "--state", "nonsense"],
        &["--set", "nonsense", "event", "list"],
        &["attendees", "export", "x", "--format", "pdf"],
    ] {
        let ran = instance.run(arguments);
        assert_eq!((ran.code, ran.out.is_empty(), ran.err.is_empty()), (Some(2), true, false), "{arguments:?}: {ran:?}");
    }
    assert!(!instance.path("data").exists(), "nothing was touched");
}

#[test]
fn an_unknown_setting_is_refused_with_the_nearest_name() {
    let instance = Instance::new();
    let said = [
        instance.run(&["event", "list", "--set", "mail.conections=3"]).refused(),
        instance.run_with("HALBSIEBEN_MAIL__CONECTIONS", "3", &["event", "list"]).refused(),
        instance.run(&["event", "list", "--config", instance.file("my.toml", "[mail]\nconections = 3\n")]).refused(),
    ];
    assert_eq!(said[0], "the command line sets mail.conections, which is no setting: did you mean mail.connections?");
    assert!(said[1].ends_with("did you mean HALBSIEBEN_MAIL__CONNECTIONS?"), "{}", said[1]);
    assert_eq!(said[2], "my.toml sets mail.conections, which is no setting: did you mean mail.connections?");
    assert!(!instance.path("data").exists(), "nothing was touched");
}

#[test]
fn an_unknown_event_is_named_by_every_command() {
    let instance = Instance::new();
    for arguments in [
        &["event", "show", "nirgends"][..],
        &["event", "publish", "nirgends"],
        &["event", "export", "nirgends"],
        &["event", "move", "nirgends", "--start", "2027-01-01 10:00", "--yes"],
        &["event", "cancel", "nirgends", "--reason", "x", "--yes"],
        &["event", "room", "nirgends", "https://x.example", "--yes"],
        &["attendees", "export", "nirgends"],
        &["ledger", "nirgends"],
    ] {
        let sentence = instance.run(arguments).refused();
        assert!(sentence.contains("there is no event \"nirgends\"; `halbsieben event list` shows all"), "{arguments:?}: {sentence}");
    }
}

#[test]
fn a_list_of_an_unknown_event_leaves_no_file() {
    let instance = Instance::new();
    instance.run(&["attendees", "export", "nirgends", "--output", "list.csv"]).refused();
    assert!(!instance.path("list.csv").exists() && !instance.path("list.part").exists());
}

#[test]
fn what_is_no_event_is_refused_and_nothing_is_entered() {
    let instance = Instance::new();
    for (name, content, said) in [
        ("empty.txt", &b""[..], "the text has no title"),
        ("undated.txt", b"Ein Titel\n\nOhne Datum.\n", "the text has no date that can be read; say it: --start"),
        ("latin1.txt", b"Kleine St\xe4dte\n\nDatum: 15.04.2021\n", "latin1.txt is not UTF-8 text; save it as UTF-8"),
        ("wrong.toml", b"title = \"A\"\ncapasity = 3\n", "unknown key `capasity`, did you mean `capacity`?"),
        ("wrong.json", b"{\"title\": \"A\", ", "the file is not an event: "),
        ("nowhere.toml", b"title = \"A\"\nstart = \"2021-04-15T18:30:00\"\nzone = \"Europe/Nowhere\"\n", "Europe/Nowhere"),
        ("gap.toml", b"title = \"A\"\nstart = \"2021-03-28T02:30:00\"\n", "2021-03-28"),
        ("backwards.toml", b"title = \"A\"\nstart = \"2021-04-15T18:30:00\"\nend = \"2021-04-15T17:30:00\"\n", "end"),
        (
            "room.toml",
            b"title = \"A\"\nstart = \"2021-04-15T18:30:00\"\nroom_url = \"javascript:alert(1)\"\n",
            "room_url must be an address that begins with https://",
        ),
        ("none.toml", b"title = \"A\"\nstart = \"2021-04-15T18:30:00\"\ncapacity = 0\n", "capacity must be a whole number from 1 to "),
        ("nul.toml", b"title = \"A\\u0000B\"\nstart = \"2021-04-15T18:30:00\"\n", "title has a character that cannot be shown"),
    ] {
        let sentence = instance.run(&["event", "import", instance.file(name, content)]).refused();
        assert!(sentence.contains(said), "{name}: {sentence}");
    }
    assert!(instance.run(&["event", "import", "missing.txt"]).refused().starts_with("cannot read missing.txt: "));
    assert_eq!(
        instance.feed(b"\xff\xfe", &["event", "import", "-"]).refused(),
        "- is not UTF-8 text; save it as UTF-8: invalid utf-8 sequence of 1 bytes from index 0"
    );
    assert!(instance.run(&["event", "list"]).done().starts_with("There are no events yet"));
}

#[test]
fn what_has_happened_is_not_done_again() {
    let instance = Instance::new().with_event();
    let again = instance.run(&["event", "import", instance.file("again.toml", EVENT)]).refused();
    assert_eq!(again, "an event kleinstaedte is there already; choose another --slug");
    assert_eq!(instance.run(&["event", "publish", "kleinstaedte"]).refused(), "kleinstaedte is published already");
    instance.run(&["event", "cancel", "kleinstaedte", "--reason", "x", "--yes"]).done();
    let moved = instance.run(&["event", "move", "kleinstaedte", "--start", "2027-01-01 10:00", "--yes"]).refused();
    assert_eq!(moved, "kleinstaedte was cancelled; that cannot be taken back: import it anew");
    let room = Instance::new().with_event().run(&["event", "room", "kleinstaedte", "ftp://x", "--yes"]).refused();
    assert!(room.starts_with("the room's address must begin with https://"), "{room}");
}

#[test]
fn a_port_that_is_taken_is_named_and_the_database_stays_untouched() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let instance = Instance::new();
    let sentence = instance.run(&["serve", "--bind", &address]).refused();
    assert!(sentence.starts_with(&format!("cannot listen at {address}; choose another by --bind 127.0.0.1:PORT")), "{sentence}");
    assert!(!instance.path("data").exists());
}

#[test]
fn a_file_that_is_no_database_is_named() {
    let instance = Instance::new();
    std::fs::create_dir(instance.path("data")).unwrap();
    instance.file("data/halbsieben.db", "this is no database, but long enough to be looked at as one".repeat(100));
    let sentence = instance.run(&["event", "list"]).refused();
    assert!(sentence.contains("data/halbsieben.db"), "{sentence}");
}

#[test]
fn a_server_that_is_no_database_is_named_without_its_password() {
    let instance = Instance::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        // Read first what it says: who closes with words unread resets the connection.
        client.read_exact(&mut [0; 8]).unwrap();
        client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
    });
    let url = format!("database.url=postgres://u:geheim@{address}/x");
    let sentence = instance.run(&["event", "list", "--set", &url]).refused();
    assert!(sentence.contains("127.0.0.1") && !sentence.contains("geheim"), "{sentence}");
    let sentence = instance.run(&["event", "list", "--set", "database.url=mysql://x"]).refused();
    assert!(sentence.contains("database.url"), "{sentence}");
}

#[test]
fn an_authority_that_is_not_there_is_named() {
    let instance = Instance::new();
    let settings = ["--set", "mail.url=smtps://relay.example.org", "--set", "mail.trust=authority.pem"];
    let sentence = instance.run(&[&["event", "list"], &settings[..]].concat()).refused();
    assert!(sentence.contains("mail.trust is authority.pem, which cannot be read (No such file"), "{sentence}");
    assert!(sentence.ends_with("name a file with the certificates of an authority as PEM, or remove mail.trust"), "{sentence}");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let instance = Instance::new().with_event();
    let sentence = instance.run(&["event", "export", "kleinstaedte", "--output", "nowhere/event.toml"]).refused();
    assert!(sentence.starts_with("cannot write nowhere/event.toml: "), "{sentence}");
    let sentence = instance.run(&["attendees", "export", "kleinstaedte", "--output", "nowhere/list.csv"]).refused();
    assert!(sentence.starts_with("cannot write nowhere/list"), "{sentence}");
}

#[test]
fn an_instance_that_does_not_run_is_not_well() {
    let ran = Instance::new().run(&["health", "--set", "server.bind=127.0.0.1:1"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.sentence().starts_with("nothing serves at 127.0.0.1:1"));
}
