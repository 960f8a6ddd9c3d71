//! Commands that leave together where the server takes them so (RFC 2920).

use halbsieben::mail::smtp::{Connection, Limits, Relay};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::{connect, send, told};
use crate::support::smtp::{At, SmtpPeer};

/// A server's side of a connection that answers only when it has heard all that it waits for.
struct Patient(TcpStream);

impl Patient {
    async fn says(&mut self, words: &str) {
        self.0.write_all(words.as_bytes()).await.unwrap();
    }

    /// Everything that comes until it ends like this.
    async fn hears(&mut self, end: &str) -> String {
        let mut heard = String::new();
        while !heard.ends_with(end) {
            let mut chunk = [0; 4096];
            let read = self.0.read(&mut chunk).await.unwrap();
            assert!(read > 0, "it has gone after {heard:?}");
            heard.push_str(std::str::from_utf8(&chunk[..read]).unwrap());
        }
        heard
    }

    async fn takes_content(&mut self) {
        self.hears("\r\n.\r\n").await;
        self.says("250 2.0.0 queued\r\n").await;
    }
}

/// A connection to a server with these extensions, and the server's side of it.
async fn connection_to(extensions: &str) -> (Connection, Patient) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let server = async {
        let mut server = Patient(listener.accept().await.unwrap().0);
        server.says("220 patient\r\n").await;
        server.hears("\r\n").await;
        server.says(&format!("250-patient\r\n{extensions}250 8BITMIME\r\n")).await;
        server
    };
    let relay = Relay::parse(&url.parse().unwrap()).unwrap();
    let limits = Limits::default();
    let (connection, server) = tokio::join!(Connection::open(&relay, &limits, "me.example.org"), server);
    (connection.unwrap(), server)
}

#[tokio::test]
async fn what_a_server_takes_at_once_is_said_at_once() {
    let (mut connection, mut server) = connection_to("250-Pipelining\r\n").await;
    let server = async {
        let heard = server.hears("DATA\r\n").await;
        assert_eq!(heard, "MAIL FROM:<webinare@example.org>\r\nRCPT TO:<anna@example.com>\r\nDATA\r\n");
        server.says("250 sender\r\n250 recipient\r\n354 go on\r\n").await;
        server.takes_content().await;
    };
    let (outcome, ()) = tokio::join!(send(&mut connection), server);
    assert_eq!(told(&outcome), ("accepted", "250 2.0.0 queued".into()));
}

#[tokio::test]
async fn a_server_that_does_not_offer_it_hears_one_command_at_a_time() {
    let (mut connection, mut server) = connection_to("").await;
    let server = async {
        for (command, reply) in [("MAIL", "250 sender\r\n"), ("RCPT", "250 recipient\r\n"), ("DATA", "354 go on\r\n")] {
            let heard = server.hears("\r\n").await;
            assert!(heard.starts_with(command) && heard.matches("\r\n").count() == 1, "{heard:?}");
            server.says(reply).await;
        }
        server.takes_content().await;
    };
    let (outcome, ()) = tokio::join!(send(&mut connection), server);
    assert_eq!(told(&outcome), ("accepted", "250 2.0.0 queued".into()));
}

#[tokio::test]
async fn law_10_a_server_that_goes_on_after_a_refusal_gets_no_content() {
    for at in [At::Mail, At::Rcpt] {
        let peer = SmtpPeer::start().await;
        peer.on(at).reply("550 5.6.0 not this one");
        peer.on(At::Data).reply("354 go on");
        let mut connection = connect(&peer).await;
        assert_eq!(told(&send(&mut connection).await), ("refused", "550 5.6.0 not this one".into()), "{at:?}");
        assert!(connection.is_broken(), "{at:?}");
        drop(connection);
        assert!(peer.wait_until(|seen| seen.open == 0).await.mails.is_empty(), "{at:?}");
    }
}
