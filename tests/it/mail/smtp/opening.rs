//! Reaching the relay: encryption, login, and what is said when it fails.

use halbsieben::mail::smtp::{Connection, Limits, Relay, Stage, Unreachable};
use halbsieben::mail::transport::Server;

use super::{send, told};
use crate::support::{
    smtp::{At, SmtpPeer},
    tls::Authority,
};

const LOGIN: &str = "webinare:s%C3%A4cret@";
/// `\0webinare\0säcret`
const PLAIN: &str = "AUTH PLAIN AHdlYmluYXJlAHPDpGNyZXQ=";

fn relay(peer: &SmtpPeer, scheme: &str, login: &str, options: &str) -> Relay {
    let url = format!("{scheme}://{login}localhost:{}{options}", peer.address().port());
    Relay::parse(&url.parse().unwrap()).unwrap()
}

async fn open(relay: &Relay) -> Result<Connection, Unreachable> {
    Connection::open(relay, &Limits::default(), "webinare.example.org").await
}

async fn failure(relay: &Relay) -> Unreachable {
    open(relay).await.err().expect("this server cannot be used")
}

fn said(peer: &SmtpPeer) -> Vec<String> {
    peer.seen().commands.into_iter().map(|(_, command)| command).collect()
}

#[tokio::test]
async fn mail_goes_over_starttls_and_over_tls_from_the_first_byte() {
    let authority = Authority::new("ours");
    for (scheme, options, implicit) in [("smtp", "?tls=required", false), ("smtps", "", true)] {
        let peer = SmtpPeer::start_with_tls(authority.encrypt_as("localhost"), implicit).await;
        let mut relay = relay(&peer, scheme, LOGIN, options);
        relay.trust(authority.certificate()).unwrap();
        let mut connection = open(&relay).await.unwrap();
        for _ in 0..3 {
            assert_eq!(told(&send(&mut connection).await).0, "accepted");
        }
        connection.quit().await;
        peer.wait_until(|seen| seen.open == 0).await;
        let hello = "EHLO webinare.example.org";
        let expected = [hello, "STARTTLS", hello, PLAIN];
        let expected = if implicit { &expected[2..] } else { &expected };
        assert_eq!(said(&peer)[..expected.len()], *expected);
    }
}

#[tokio::test]
async fn without_starttls_nothing_is_said_in_clear_text() {
    let answers = [(At::Ehlo, "250-peer\n250 AUTH PLAIN LOGIN"), (At::StartTls, "454 4.7.0 not now"), (At::StartTls, "250 ok")];
    for (at, reply) in answers {
        let peer = SmtpPeer::start_with_tls(Authority::new("ours").encrypt_as("localhost"), false).await;
        peer.on(at).reply(reply);
        let failed = failure(&relay(&peer, "smtp", LOGIN, "?tls=required")).await;
        assert_eq!(failed.failure.stage, Stage::StartTls, "{failed}");
        let commands = said(&peer);
        assert!(commands.iter().all(|c| c.starts_with("EHLO") || c == "STARTTLS"), "{commands:?}");
    }
}

#[tokio::test]
async fn words_slipped_in_before_the_encryption_are_not_believed() {
    let authority = Authority::new("ours");
    let peer = SmtpPeer::start_with_tls(authority.encrypt_as("localhost"), false).await;
    peer.on(At::StartTls).reply("220 go ahead\n250 peer\n250 ok\n250 ok\n354 go\n250 queued");
    let mut relay = relay(&peer, "smtp", "", "?tls=required");
    relay.trust(authority.certificate()).unwrap();
    let failed = failure(&relay).await;
    assert_eq!(failed.failure.stage, Stage::Tls);
    assert!(failed.to_string().contains("out of turn"), "{failed}");
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_or_for_another_host_is_refused() {
    let (known, unknown) = (Authority::new("ours"), Authority::new("another"));
    for (authority, name, words) in [(&unknown, "localhost", "UnknownIssuer"), (&known, "example.org", "not valid for")] {
        for (scheme, options, implicit) in [("smtp", "?tls=required", false), ("smtps", "", true)] {
            let peer = SmtpPeer::start_with_tls(authority.encrypt_as(name), implicit).await;
            let mut relay = relay(&peer, scheme, LOGIN, options);
            relay.trust(known.certificate()).unwrap();
            let failed = failure(&relay).await;
            assert_eq!(failed.failure.stage, Stage::Tls);
            assert!(failed.to_string().contains(words), "{failed}");
            assert!(!said(&peer).iter().any(|command| command.starts_with("AUTH")));
        }
    }
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_refused_before_the_login() {
    let authority = Authority::new("ours");
    let peer = SmtpPeer::start_with_tls(authority.encrypt_as_once("localhost"), true).await;
    let mut relay = relay(&peer, "smtps", LOGIN, "");
    relay.trust(authority.certificate()).unwrap();
    let failed = failure(&relay).await;
    assert_eq!(failed.failure.stage, Stage::Tls);
    assert!(failed.to_string().contains("expired"), "{failed}");
    assert_eq!(said(&peer), Vec::<String>::new());
}

#[test]
fn a_file_that_names_no_authority_is_refused_with_what_to_do() {
    let authority = Authority::new("ours").pem();
    let cut = authority.replace("-----END", "-----");
    let nonsense = "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n";
    for (content, fault) in [
        ("", "which holds no certificate"),
        ("not a certificate", "which holds no certificate"),
        (cut.as_str(), "which cannot be understood"),
        (nonsense, "of which the certificate cannot be used as an authority"),
    ] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let mut server = Server::new(&"smtps://localhost".parse().unwrap(), Limits::default(), "me").unwrap();
        let refused = server.trust(file.path()).unwrap_err().to_string();
        assert!(refused.starts_with(&format!("mail.trust is {}, {fault}", file.path().display())), "{refused}");
        assert!(refused.ends_with("or remove mail.trust"), "{refused}");
        std::fs::write(file.path(), authority.clone() + &authority).unwrap();
        server.trust(file.path()).unwrap();
    }
}

#[tokio::test]
async fn a_refused_login_is_told_apart_from_a_server_that_is_away() {
    for (at, reply, is_refused) in [
        (At::Auth, "535 5.7.8 wrong password", true),
        (At::Auth, "534 5.7.9 mechanism too weak", true),
        (At::Auth, "454 4.7.0 try later", false),
        (At::Auth, "250 ok", false),
        (At::Ehlo, "250 peer without login", true),
        (At::Connect, "554 5.7.1 you are listed", false),
    ] {
        let peer = SmtpPeer::start().await;
        peer.on(at).reply(reply);
        let failed = failure(&relay(&peer, "smtp", LOGIN, "")).await;
        assert_eq!(failed.is_login_refused(), is_refused, "{reply}");
        assert!(!failed.to_string().contains("cret"), "{failed}");
    }
}

#[tokio::test]
async fn a_server_that_only_knows_login_is_served_by_login() {
    let peer = SmtpPeer::start().await;
    peer.on(At::Ehlo).reply("250-peer\n250 AUTH LOGIN");
    peer.on(At::Auth).nth(1).reply("334 VXNlcm5hbWU6");
    peer.on(At::Auth).nth(2).reply("334 UGFzc3dvcmQ6");
    open(&relay(&peer, "smtp", LOGIN, "")).await.unwrap();
    assert_eq!(said(&peer)[1..], ["AUTH LOGIN", "d2ViaW5hcmU=", "c8OkY3JldA=="]);
}

#[tokio::test]
async fn each_failure_is_one_clear_sentence() {
    for (at, reply, login, options, sentence) in [
        (At::Connect, "554 5.7.1 go away", "", "", "The mail server HOST refused (greeting): 554 5.7.1 go away"),
        (At::Ehlo, "502 5.5.1 what?", "", "", "The mail server HOST refused (EHLO): 502 5.5.1 what?"),
        (At::Auth, "535 5.7.8 no", LOGIN, "", "The mail server HOST refused the login: 535 5.7.8 no"),
        (At::Ehlo, "250 peer", LOGIN, "", "The mail server HOST offers no login by PLAIN or LOGIN."),
        (At::Ehlo, "250 peer", "", "?tls=required", "The mail server HOST offers no STARTTLS, and without it nothing is sent."),
        (At::Connect, "354 x", "", "", "The mail server HOST does not keep to SMTP (greeting): this is no place for the reply \"354 x\"."),
    ] {
        let peer = SmtpPeer::start().await;
        peer.on(at).reply(reply);
        let failed = failure(&relay(&peer, "smtp", login, options)).await;
        let host = format!("localhost:{}", peer.address().port());
        assert_eq!(failed.to_string(), sentence.replace("HOST", &host));
    }
}

#[tokio::test]
async fn a_server_that_was_stopped_can_be_reached_again_at_its_address() {
    let peer = SmtpPeer::start().await;
    let relay = relay(&peer, "smtp", "", "");
    let address = peer.address();
    peer.stop().await;
    let failed = failure(&relay).await;
    assert_eq!(failed.failure.stage, Stage::Connect);
    assert!(failed.to_string().contains("refused"), "{failed}");
    let _peer = SmtpPeer::start_on(address).await;
    assert!(open(&relay).await.is_ok());
}
