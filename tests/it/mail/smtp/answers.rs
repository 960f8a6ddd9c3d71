//! What a server's answer, or what it cannot do, makes of a mail.

use halbsieben::mail::smtp::Handover;
use lettre::Address;

use super::{MESSAGE, connect, send, send_to, told};
use crate::support::log::Log;
use crate::support::smtp::{At, SmtpPeer};

#[tokio::test]
async fn law_11_a_refusal_is_sorted_by_what_it_is_about() {
    for (at, reply, expected) in [
        (At::Mail, "451 4.3.2 later", "deferred"),
        (At::Mail, "421 4.3.2 closing", "not sent"),
        (At::Mail, "530 5.7.0 login first", "sender"),
        (At::Mail, "550 5.7.1 you are listed", "sender"),
        (At::Mail, "553 sender rejected", "sender"),
        (At::Mail, "554 no", "sender"),
        (At::Mail, "550 5.6.7 no such letters", "refused"),
        (At::Rcpt, "450 4.2.0 greylisted", "deferred"),
        (At::Rcpt, "421 4.7.28 too many", "deferred"),
        (At::Rcpt, "452 4.2.2 full", "deferred"),
        (At::Rcpt, "550 5.1.1 unknown", "refused"),
        (At::Rcpt, "550 no", "refused"),
        (At::Rcpt, "552 5.2.2 full", "refused"),
        (At::Rcpt, "530 5.5.1 login first", "sender"),
        (At::Rcpt, "550 5.1.8 sender's domain not found", "sender"),
        (At::Rcpt, "554 5.7.1 relay access denied", "policy"),
        (At::Rcpt, "554 no", "policy"),
        (At::Rcpt, "554 5.1.1 unknown", "refused"),
        (At::Data, "451 4.3.0 later", "deferred"),
        (At::Data, "554 5.5.1 no valid recipients", "refused"),
        (At::Data, "550 5.7.1 no", "policy"),
        (At::Data, "503 5.5.1 need RCPT", "deferred"),
        (At::Dot, "452 4.3.1 disk full", "deferred"),
        (At::Dot, "421 4.3.0 closing", "deferred"),
        (At::Dot, "552 5.3.4 too big", "refused"),
        (At::Dot, "554 5.7.1 spam", "policy"),
        (At::Dot, "535 5.7.8 login expired", "sender"),
    ] {
        let peer = SmtpPeer::start().await;
        peer.on(at).nth(1).reply(reply);
        let mut connection = connect(&peer).await;
        let (outcome, sentence) = told(&send(&mut connection).await);
        assert_eq!(outcome, expected, "{at:?} {reply}");
        assert!(sentence.contains(reply), "{sentence}");
        let closes = reply.starts_with("421");
        assert_eq!(connection.is_broken(), closes, "{at:?} {reply}");
        if !closes {
            assert_eq!(told(&send(&mut connection).await).0, "accepted", "{at:?} {reply}");
        }
    }
}

#[tokio::test]
async fn law_12_a_refused_recipient_leaves_the_connection_to_the_others() {
    // Where all commands leave at once, the refused recipient's DATA is the first.
    for (at_once, second_data) in [(true, 3), (false, 2)] {
        let peer = SmtpPeer::start().await;
        if !at_once {
            peer.take_one_command_at_a_time();
        }
        peer.on(At::Rcpt).matching("bad@").reply("550-5.1.1 no such\n550 5.1.1 user");
        peer.on(At::Data).nth(second_data).reply("451 4.3.0 later");
        peer.on(At::Dot).matching("spam").reply("550 5.6.0 no");
        let mut connection = connect(&peer).await;
        let refused = send_to(&mut connection, "bad@example.com", MESSAGE).await;
        assert_eq!(told(&refused), ("refused", "550 5.1.1 no such user".into()));
        for (content, expected) in [("a", "accepted"), ("b", "deferred"), ("spam", "refused"), ("d", "accepted")] {
            let outcome = send_to(&mut connection, "anna@example.com", content.as_bytes()).await;
            assert_eq!(told(&outcome).0, expected, "{content}");
        }
        let seen = peer.seen();
        assert_eq!((seen.connections, seen.mails.len(), connection.is_broken()), (1, 2, false));
    }
}

#[tokio::test]
async fn what_the_server_cannot_take_is_refused_in_our_own_words() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Ehlo).reply("250 peer");
    let mut connection = connect(&peer).await;
    for (recipient, content, code) in
        [("jürgen@example.com", "a", "553 5.6.7"), ("anna@müller.example", "a", "553 5.6.7"), ("anna@example.com", "ü", "554 5.6.3")]
    {
        let outcome = send_to(&mut connection, recipient, content.as_bytes()).await;
        assert!(matches!(&outcome, Handover::Refused(reply) if reply.ours), "{outcome:?}");
        assert!(told(&outcome).1.starts_with(code), "{outcome:?}");
    }
    let line_break = Address::new_dangerous("anna\r\nDATA", "example.com");
    let sender = "webinare@example.org".parse().unwrap();
    let outcome = connection.send(&sender, &line_break, MESSAGE).await;
    assert_eq!(told(&outcome).0, "refused");
    let foreign = "zoë@example.org".parse().unwrap();
    let outcome = connection.send(&foreign, &sender, MESSAGE).await;
    assert_eq!(told(&outcome).0, "sender");

    // Nothing of all that was said, and the connection is as good as before.
    assert_eq!(peer.seen().commands.len(), 1);
    assert_eq!(told(&send(&mut connection).await).0, "accepted");
}

#[tokio::test]
async fn what_the_server_offers_is_used() {
    let peer = SmtpPeer::start().await;
    let mut connection = connect(&peer).await;
    let outcome = send_to(&mut connection, "jürgen@xn--mller-kva.example", "ü".as_bytes()).await;
    assert_eq!(told(&outcome).0, "accepted");
    let mail = "MAIL FROM:<webinare@example.org> BODY=8BITMIME SMTPUTF8";
    assert_eq!(peer.seen().commands[1].1, mail);
    assert_eq!(peer.wait_for(1).await[0].to, "jürgen@xn--mller-kva.example");
}

#[tokio::test]
async fn what_is_too_large_or_finds_no_room_is_logged_with_its_size() {
    for (at, reply) in [(At::Mail, "552 5.3.4 too big"), (At::Rcpt, "452 4.2.2 anna@example.com is full"), (At::Dot, "550 5.2.3 too big")] {
        let peer = SmtpPeer::start().await;
        peer.on(at).reply(reply);
        let log = Log::default();
        let kept = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || kept.clone()).with_ansi(false).finish();
        let _listening = tracing::subscriber::set_default(subscriber);
        send(&mut connect(&peer).await).await;
        let text = log.text();
        let logged = format!("mail.size_bytes={} mail.reply_code={}", MESSAGE.len(), &reply[..3]);
        assert!(text.contains(&logged), "{text}");
        assert!(!text.contains("anna@"), "{text}");
    }
}
