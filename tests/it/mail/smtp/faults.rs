//! Servers that are silent, go away or talk nonsense, at every step (law 11).

use std::time::Duration;

use halbsieben::mail::smtp::{Connection, Handover, Limits, Stage};

use super::{connect, connect_within, relay, send, send_to, told};
use crate::support::smtp::{At, RuleBuilder, SmtpPeer};
use crate::support::stopwatch;

const OPENING: [(At, Stage); 2] = [(At::Connect, Stage::Greeting), (At::Ehlo, Stage::Ehlo)];
const SENDING: [(At, Stage); 4] = [(At::Mail, Stage::Mail), (At::Rcpt, Stage::Rcpt), (At::Data, Stage::Data), (At::Dot, Stage::Dot)];

/// More than the socket buffers of both sides hold.
const LARGE: usize = 16 * 1024 * 1024;

type Fault = fn(RuleBuilder<'_>);

const LOSSES: [(&str, Fault); 2] = [("FIN", |rule| rule.close()), ("RST", |rule| rule.reset())];

fn nonsense() -> [(&'static str, Vec<u8>); 8] {
    [
        ("garbage", b"\x00\xff\x80 what?\r\n".to_vec()),
        ("another protocol", b"HTTP/1.1 400 Bad Request\r\n".to_vec()),
        ("a huge line", vec![b'2'; 1024 * 1024]),
        ("a huge line with a code", [b"250 ".to_vec(), vec![b'x'; 1024 * 1024]].concat()),
        ("10,000 lines", [b"250-\r\n".repeat(9_999), b"250 ok\r\n".to_vec()].concat()),
        ("two codes in one reply", b"250-yes\r\n550 no\r\n".to_vec()),
        ("a code out of range", b"999 x\r\n".to_vec()),
        ("an empty line", b"\r\n".to_vec()),
    ]
}

fn expected_of_loss(stage: Stage) -> &'static str {
    if stage == Stage::Dot { "unknown" } else { "not sent" }
}

fn stage_of(outcome: &Handover) -> Option<Stage> {
    match outcome {
        Handover::NotSent(failure) | Handover::Unknown(failure) => Some(failure.stage),
        _ => None,
    }
}

#[tokio::test]
async fn silence_ends_with_the_limit_of_its_step() {
    let limit = Duration::from_millis(300);
    for (at, stage) in OPENING {
        let peer = SmtpPeer::start().await;
        peer.on(at).hang();
        let limits = Limits { greeting: limit, command: limit, ..Limits::default() };
        let begin = stopwatch();
        let failed = Connection::open(&relay(&peer), &limits, "me").await.err().unwrap();
        assert!(begin.elapsed() < limit + Duration::from_secs(1), "{at:?}");
        assert_eq!(failed.failure.stage, stage);
        assert!(failed.to_string().contains("did not answer within 0.3 s"), "{failed}");
    }
    for (at, stage) in SENDING {
        let peer = SmtpPeer::start().await;
        peer.on(at).hang();
        let limits = match at {
            At::Dot => Limits { final_reply: limit, ..Limits::default() },
            _ => Limits { command: limit, ..Limits::default() },
        };
        let mut connection = connect_within(&peer, limits).await;
        let begin = stopwatch();
        let outcome = send(&mut connection).await;
        assert!(begin.elapsed() < limit + Duration::from_secs(1), "{at:?}");
        assert_eq!(told(&outcome).0, expected_of_loss(stage), "{outcome:?}");
        assert_eq!(stage_of(&outcome), Some(stage));
        assert!(connection.is_broken());
    }
}

#[tokio::test]
async fn a_server_that_stops_reading_ends_with_the_limit_for_content() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Content).hang();
    let limits = Limits { content: Duration::from_millis(300), ..Limits::default() };
    let mut connection = connect_within(&peer, limits).await;
    let begin = stopwatch();
    let outcome = send_to(&mut connection, "anna@example.com", &vec![b'x'; LARGE]).await;
    assert!(begin.elapsed() < Duration::from_secs(10));
    assert_eq!((told(&outcome).0, stage_of(&outcome)), ("not sent", Some(Stage::Content)));
    assert!(connection.is_broken());
}

#[tokio::test]
async fn a_silent_rset_costs_the_connection_and_not_the_refusal() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Rcpt).reply("550 5.1.1 unknown");
    peer.on(At::Rset).close();
    let mut connection = connect(&peer).await;
    assert_eq!(told(&send(&mut connection).await).0, "refused");
    assert!(connection.is_broken());
}

#[tokio::test]
async fn a_lost_connection_is_not_sent_before_the_dot_and_unknown_after_it() {
    for (name, lose) in LOSSES {
        for (at, stage) in OPENING {
            let peer = SmtpPeer::start().await;
            lose(peer.on(at));
            let failed = Connection::open(&relay(&peer), &Limits::default(), "me").await.err().unwrap();
            assert_eq!(failed.failure.stage, stage, "{name} {failed}");
        }
        for (at, stage) in SENDING {
            let peer = SmtpPeer::start().await;
            lose(peer.on(at));
            let mut connection = connect(&peer).await;
            let outcome = send(&mut connection).await;
            assert_eq!(told(&outcome).0, expected_of_loss(stage), "{name} {outcome:?}");
            assert_eq!(stage_of(&outcome), Some(stage), "{name}");
            assert!(connection.is_broken());
        }
        let peer = SmtpPeer::start().await;
        lose(peer.on(At::Content));
        let mut connection = connect(&peer).await;
        let outcome = send_to(&mut connection, "anna@example.com", &vec![b'x'; LARGE]).await;
        assert_eq!((told(&outcome).0, stage_of(&outcome)), ("not sent", Some(Stage::Content)), "{name}");
    }
}

#[tokio::test]
async fn a_mail_that_was_taken_without_a_word_is_unknown() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Dot).accept_and_close();
    let mut connection = connect(&peer).await;
    let (outcome, sentence) = told(&send(&mut connection).await);
    assert_eq!((outcome, sentence.as_str()), ("unknown", "The mail server closed the connection (end of the mail)."));
    assert_eq!(peer.wait_for(1).await.len(), 1);
}

#[tokio::test]
async fn a_refusal_in_the_middle_of_the_content_is_not_overheard() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Content).reply("552 5.3.4 too big");
    let mut connection = connect(&peer).await;
    // The server speaks before it reads, so that its words arrive while we still write.
    let outcome = send_to(&mut connection, "anna@example.com", &vec![b'x'; LARGE]).await;
    let (outcome, sentence) = told(&outcome);
    assert_eq!(outcome, "deferred");
    assert!(sentence.contains("552 5.3.4 too big"), "{sentence}");
    assert!(connection.is_broken() && peer.seen().mails.is_empty());
}

#[tokio::test]
async fn nonsense_is_bounded_and_never_acceptance() {
    for (name, words) in nonsense() {
        for (at, stage) in OPENING {
            let peer = SmtpPeer::start().await;
            peer.on(at).send_raw(words.clone());
            let failed = Connection::open(&relay(&peer), &Limits::default(), "me").await.err().unwrap();
            assert_eq!(failed.failure.stage, stage, "{name} {failed}");
        }
        for (at, stage) in SENDING {
            let peer = SmtpPeer::start().await;
            peer.on(at).send_raw(words.clone());
            let mut connection = connect(&peer).await;
            let (outcome, sentence) = told(&send(&mut connection).await);
            let expected = match stage {
                Stage::Mail => "not sent",
                Stage::Dot => "unknown",
                _ => "deferred",
            };
            assert_eq!(outcome, expected, "{name} {at:?}: {sentence}");
            assert!(sentence.contains("does not keep to SMTP") && sentence.len() < 700, "{sentence}");
            assert!(connection.is_broken());
        }
    }
}

#[tokio::test]
async fn clumsy_but_clear_replies_are_understood() {
    for (name, words) in [
        ("bare LF", b"550 5.1.1 no such user\n".to_vec()),
        ("Latin-1", b"550 5.1.1 Empf\xe4nger unbekannt\r\n".to_vec()),
        ("no text", b"550\r\n".to_vec()),
        ("a long line", [b"550 5.1.1 ".to_vec(), vec![b'x'; 5_000], b"\r\n".to_vec()].concat()),
    ] {
        let peer = SmtpPeer::start().await;
        peer.on(At::Ehlo).send_raw(*b"250-peer\r\n250- \r\n250-\r\n250 8BITMIME \r\n");
        peer.on(At::Rcpt).send_raw(words);
        let mut connection = connect(&peer).await;
        let outcome = send(&mut connection).await;
        assert_eq!(told(&outcome).0, "refused", "{name} {outcome:?}");
        peer.behave();
        assert_eq!(told(&send(&mut connection).await).0, "accepted", "{name}");
    }
}

#[tokio::test]
async fn a_reply_byte_by_byte_is_one_reply() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Connect).reply_byte_by_byte("220-peer\n220 ESMTP");
    peer.on(At::Rcpt).reply_byte_by_byte("550-5.1.1 no such\n550 5.1.1 user");
    let mut connection = connect(&peer).await;
    assert_eq!(told(&send(&mut connection).await), ("refused", "550 5.1.1 no such user".into()));
}
