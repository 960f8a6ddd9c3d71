//! Mails over a real SMTP dialogue: what arrives, and what counts as accepted.

mod answers;
mod faults;
mod matrix;
mod opening;
mod pipelining;
mod relays;

use std::{sync::Arc, time::Duration};

use halbsieben::mail::smtp::{Connection, Handover, Limits, Relay, Stage};

use crate::support::smtp::{At, Gate, SmtpPeer};
use crate::support::stopwatch;

const MESSAGE: &[u8] = b"Subject: Webinar at 18:30\r\n\r\nSee you soon.\r\n";

fn relay(peer: &SmtpPeer) -> Relay {
    Relay::parse(&peer.url().parse().unwrap()).unwrap()
}

async fn connect_within(peer: &SmtpPeer, limits: Limits) -> Connection {
    Connection::open(&relay(peer), &limits, "webinare.example.org").await.unwrap()
}

async fn connect(peer: &SmtpPeer) -> Connection {
    connect_within(peer, Limits::default()).await
}

async fn send_to(connection: &mut Connection, recipient: &str, message: &[u8]) -> Handover {
    let sender = "webinare@example.org".parse().unwrap();
    connection.send(&sender, &recipient.parse().unwrap(), message).await
}

async fn send(connection: &mut Connection) -> Handover {
    send_to(connection, "anna@example.com", MESSAGE).await
}

/// The outcome's name and its sentence.
fn told(outcome: &Handover) -> (&'static str, String) {
    match outcome {
        Handover::Accepted(reply) => ("accepted", reply.to_string()),
        Handover::Deferred(reply) => ("deferred", reply.to_string()),
        Handover::Refused(reply) => ("refused", reply.to_string()),
        Handover::PolicyRefused(reply) => ("policy", reply.to_string()),
        Handover::SenderRefused(reply) => ("sender", reply.to_string()),
        Handover::NotSent(failure) => ("not sent", failure.to_string()),
        Handover::Unknown(failure) => ("unknown", failure.to_string()),
    }
}

#[tokio::test]
async fn a_hundred_mails_on_one_connection_take_less_than_two_seconds() {
    let peer = SmtpPeer::start().await;
    let mut connection = connect(&peer).await;
    let begin = stopwatch();
    for _ in 0..100 {
        assert_eq!(told(&send(&mut connection).await).0, "accepted");
    }
    // Without TCP_NODELAY it is 44 ms a mail.
    assert!(begin.elapsed() < Duration::from_secs(2), "{:?}", begin.elapsed());
    let last = &peer.wait_for(100).await[99];
    assert_eq!((last.connection, last.nth, peer.seen().most_open), (1, 100, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_work_side_by_side_in_tasks_of_their_own() {
    let peer = SmtpPeer::start().await;
    let gate = Gate::new();
    peer.on(At::Dot).reply_after(&gate, "250 queued");
    let peer = Arc::new(peer);
    let workers: Vec<_> = (0..8)
        .map(|_| {
            let peer = Arc::clone(&peer);
            tokio::spawn(async move { told(&send(&mut connect(&peer).await).await).0 })
        })
        .collect();
    let data = |(_, command): &&(usize, String)| command == "DATA";
    peer.wait_until(|seen| seen.commands.iter().filter(data).count() == 8).await;
    gate.open();
    for worker in workers {
        assert_eq!(worker.await.unwrap(), "accepted");
    }
    let seen = peer.wait_until(|seen| seen.open == 0).await;
    assert_eq!((seen.mails.len(), seen.most_open), (8, 8));
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_given() {
    let peer = SmtpPeer::start().await;
    let mut connection = connect(&peer).await;
    let outcome = send(&mut connection).await;
    assert_eq!(told(&outcome), ("accepted", "250 2.0.0 queued".to_owned()));
    let mail = &peer.wait_for(1).await[0];
    assert_eq!((mail.from.as_str(), mail.to.as_str()), ("webinare@example.org", "anna@example.com"));
    assert_eq!(mail.data, MESSAGE);
    connection.quit().await;
    let seen = peer.wait_until(|seen| seen.open == 0).await;
    assert_eq!(seen.commands.last().unwrap().1, "QUIT");
}

#[tokio::test]
async fn no_content_can_end_its_mail_early() {
    let peer = SmtpPeer::start().await;
    let mut connection = connect(&peer).await;
    let contents = [
        ".\r\n",
        "..\r\n",
        "\r\n.\r\n",
        "a\n.\nMAIL FROM:<evil@example.org>\n",
        "a\r.\rMAIL\r",
        "a\r\n.\nMAIL\n",
        "a\n.\r\nMAIL\r\n",
        "a\r\r\n.\r\nMAIL",
        ".",
        "a\r\n.",
        "a\n.",
        "a\r.",
        "",
    ];
    for (nth, content) in contents.into_iter().enumerate() {
        let outcome = send_to(&mut connection, "anna@example.com", content.as_bytes()).await;
        assert_eq!(told(&outcome).0, "accepted", "{content:?}");
        let mails = peer.wait_for(nth + 1).await;
        assert_eq!(mails.len(), nth + 1, "{content:?}");
        let mut expected = content.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
        if !expected.ends_with("\r\n") {
            expected += "\r\n";
        }
        assert_eq!(String::from_utf8_lossy(&mails[nth].data), expected, "{content:?}");
    }
    assert!(peer.seen().commands.iter().all(|(_, command)| !command.contains("evil")));
}

#[tokio::test]
async fn law_11_only_a_mails_own_final_250_is_acceptance() {
    for reply in ["354 go", "251 forwarded", "220 hello", "235 welcome", "300 x"] {
        let peer = SmtpPeer::start().await;
        peer.on(At::Dot).reply(reply);
        let mut connection = connect(&peer).await;
        assert_eq!(told(&send(&mut connection).await).0, "unknown", "{reply}");
        assert!(connection.is_broken(), "{reply}");
    }
}

#[tokio::test]
async fn law_11_a_250_said_before_the_dot_is_not_acceptance() {
    for (at, replies) in
        [(At::Data, "354 go\n250 queued"), (At::Rcpt, "250 ok\n354 go\n250 queued"), (At::Mail, "250 ok\n250 ok\n354 go\n250 queued")]
    {
        let peer = SmtpPeer::start().await;
        peer.on(at).reply(replies);
        let mut connection = connect(&peer).await;
        let (outcome, sentence) = told(&send(&mut connection).await);
        assert_eq!(outcome, "deferred", "{at:?}");
        assert!(sentence.contains("out of turn"), "{sentence}");
        assert!(connection.is_broken());
        assert!(peer.seen().mails.is_empty());
    }
}

#[tokio::test]
async fn law_11_a_late_reply_never_counts_for_the_next_mail() {
    let peer = SmtpPeer::start().await;
    let gate = Gate::new();
    peer.on(At::Dot).nth(1).reply_after(&gate, "250 first\n250 ok\n250 ok\n354 go\n250 queued");
    peer.on(At::Rcpt).matching("bad@").reply("550 5.1.1 no such user");
    let limits = Limits { final_reply: Duration::from_millis(300), ..Limits::default() };
    let mut connection = connect_within(&peer, limits).await;
    assert_eq!(told(&send(&mut connection).await).0, "unknown");
    gate.open();
    peer.wait_for(1).await;

    // The old connection now holds replies for all that the next mail would ask. It asks nothing.
    assert!(connection.is_broken());
    let outcome = send_to(&mut connection, "bad@example.com", MESSAGE).await;
    assert_eq!(told(&outcome), ("not sent", "The connection to the mail server had failed before.".into()));
    let mut connection = connect(&peer).await;
    let outcome = send_to(&mut connection, "bad@example.com", MESSAGE).await;
    assert_eq!(told(&outcome), ("refused", "550 5.1.1 no such user".into()));
    assert_eq!(peer.seen().mails.len(), 1);
}

#[tokio::test]
async fn a_send_that_is_dropped_half_way_leaves_a_broken_connection() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Dot).hang();
    let mut connection = connect(&peer).await;
    tokio::select! {
        outcome = send(&mut connection) => panic!("{outcome:?}"),
        _ = peer.wait_until(|seen| seen.commands.iter().any(|(_, command)| command == "DATA")) => {}
    }
    assert!(connection.is_broken());
}

#[tokio::test]
async fn a_connection_that_the_server_closed_while_idle_costs_the_mail_nothing() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Dot).nth(1).reply("250 queued\n421 4.4.2 idle too long");
    let mut connection = connect(&peer).await;
    send(&mut connection).await;
    let outcome = send(&mut connection).await;
    assert!(matches!(&outcome, Handover::NotSent(failure) if failure.stage == Stage::Mail));
    assert!(told(&outcome).1.contains("421 4.4.2 idle too long"), "{outcome:?}");
    assert!(connection.is_broken());
}
