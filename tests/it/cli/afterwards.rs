//! `event afterwards`: what follows an event, and how many hear of it.

use super::Instance;
use crate::support::app::EVENT;

#[test]
fn what_follows_is_entered_shown_and_taken_away() {
    let instance = Instance::new();
    instance.feed(EVENT, &["event", "import", "-", "--publish"]).done();
    let afterwards = |more: &[&str]| instance.run(&[&["event", "afterwards", "kleinstaedte"], more].concat());
    assert!(afterwards(&[]).done().contains("Nothing follows yet"));
    let said = afterwards(&[
        "--recording",
        "https://video.example.org/x",
        "--until",
        "2021-05-15",
        "--material",
        "Folien=https://example.org/f?a=b",
        "--material",
        "Text=https://example.org/t",
        "--survey",
        "https://umfrage.example.org/",
    ])
    .done();
    for line in [
        "recording  https://video.example.org/x (until 2021-05-15)",
        "material   Folien: https://example.org/f?a=b",
        "survey     https://umfrage.example.org/",
        "Nobody gets a mail.",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let said = afterwards(&["--material", "Folien=https://example.org/neu"]).done();
    assert!(said.contains("Folien: https://example.org/neu") && said.contains("Text: ") && !said.contains("a=b"), "{said}");
    assert!(afterwards(&["--clear"]).done().contains("Nothing follows yet"));
}

#[test]
fn law_09_whoever_gets_a_mail_is_counted_first() {
    let instance = Instance::new();
    let ahead = EVENT.replace("2021-04-15", "2099-04-15");
    instance.feed(ahead, &["event", "import", "-", "--publish"]).done();
    instance.run(&["event", "team", "kleinstaedte", "add", "host@example.org"]).done();
    let asked = instance.run(&["event", "afterwards", "kleinstaedte", "--recording", "https://video.example.org/x"]).refused();
    assert!(asked.contains("1 person gets a mail on Wed 15 Apr 2099, 21:00. Enter it? Nobody is there to be asked: add --yes"), "{asked}");
    assert!(instance.run(&["event", "afterwards", "kleinstaedte"]).done().contains("Nothing follows yet"));
    let said = instance.run(&["event", "afterwards", "kleinstaedte", "--recording", "https://video.example.org/x", "--yes"]).done();
    assert!(said.ends_with("1 person gets a mail on Wed 15 Apr 2099, 21:00.\n"), "{said}");
}

#[test]
fn an_address_that_leads_nowhere_is_refused() {
    let instance = Instance::new();
    instance.feed(EVENT, &["event", "import", "-", "--publish"]).done();
    let refused = instance.run(&["event", "afterwards", "kleinstaedte", "--survey", "javascript:alert(1)"]).refused();
    assert!(refused.contains("an address must begin with https://"), "{refused}");
}
