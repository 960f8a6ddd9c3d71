//! `mail preview` and `mail test`.

use mail_parser::MessageParser;

use super::Instance;
use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::smtp::SmtpPeer;

#[test]
fn every_mail_is_written_in_both_languages_without_a_database() {
    let instance = Instance::new();
    let said = instance.run(&["mail", "preview", "mails"]).done();
    assert_eq!(said.trim_end(), "mails/index.html");
    let index = String::from_utf8(instance.read("mails/index.html")).unwrap();
    let links: Vec<_> = index.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() >= 2 * 3 * 12, "{links:?}");
    assert!(links.contains(&"de/account-invitation.eml"), "the mails to organisers, too: {links:?}");
    for link in &links {
        let content = instance.read(&format!("mails/{link}"));
        assert!(!content.is_empty(), "{link}");
        if std::path::Path::new(link).extension().is_some_and(|extension| extension == "eml") {
            let mail = MessageParser::default().parse(&content).expect("a mail");
            assert!(mail.subject().is_some() && mail.to().is_some(), "{link}");
        }
    }
    assert!(!instance.path("data").exists(), "nothing else is made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_mail_leaves_by_the_settings() {
    let peer = SmtpPeer::start().await;
    let instance = Instance::new();
    let url = format!("mail.url={}", peer.url());
    let said = tokio::task::block_in_place(|| instance.run(&["mail", "test", "anna@example.org", "--set", &url])).done();
    assert!(said.starts_with("The mail server took it: 250"), "{said}");
    assert_eq!(peer.wait_for(1).await[0].to, "anna@example.org");
}

#[test]
fn a_test_mail_that_cannot_leave_says_why() {
    let instance = Instance::new();
    let sentence = instance.run(&["mail", "test", "anna@example.org", "--set", "mail.url=smtp://127.0.0.1:1"]).refused();
    assert!(sentence.starts_with("the mail did not leave: ") && sentence.contains("127.0.0.1:1"), "{sentence}");
    let sentence = instance.run(&["mail", "test", "anna@"]).refused();
    assert!(sentence.starts_with("\"anna@\" "), "{sentence}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_never_reaches_people() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let instance = Instance::beside(&app);
    let clock = ["--set", "clock.start=2021-04-15T18:30:00+02:00"];
    for url in ["mail.url=smtp://mail.example.org", "mail.url=smtps://u:geheim@mail.example.org"] {
        let sentence = instance.run(&[&["serve", "--set", url], &clock[..]].concat()).refused();
        assert!(sentence.contains("a rehearsal must not reach people") && !sentence.contains("geheim"), "{sentence}");
    }
    for url in ["mail.url=outbox:", "mail.url=file:mails", "mail.url=smtp://127.0.0.1:2525"] {
        instance.run(&[&["config", "check", "--set", url], &clock[..]].concat()).done();
    }
}
