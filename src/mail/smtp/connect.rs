//! From a relay's name to a connection that is encrypted and logged in, as far as the relay asks for it. No mail yet.

use std::{io, net::IpAddr, sync::atomic::Ordering, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS},
    client::AsyncSmtpConnection,
    commands::{Ehlo, Starttls},
    extension::ClientId,
};
use tokio::net::{TcpStream, lookup_host};

use super::{
    Limits, expect,
    failure::{Cause, Failure, Stage, within},
    relay::{Relay, Tls},
    tls,
    wire::Wire,
};

/// TCP, greeting, TLS, EHLO, AUTH. Says, too, whether the server takes commands together.
pub(super) async fn connect(relay: &Relay, limits: &Limits, hello: &str) -> Result<(AsyncSmtpConnection, bool), Failure> {
    let hello = client_id(hello);
    let mut wire = open_tcp(relay, limits.connect).await?;
    if relay.tls == Tls::Implicit {
        wire = within(Stage::Tls, limits.connect, tls::encrypt(wire, relay)).await?;
    }
    let greeting = within(Stage::Greeting, limits.greeting, wire.reply()).await?;
    expect(Stage::Greeting, &greeting, &[220])?;
    if relay.tls == Tls::StartTls {
        ask_for_tls(&mut wire, limits, &hello).await?;
        wire = within(Stage::Tls, limits.connect, tls::encrypt(wire, relay)).await?;
    }

    // lettre waits for a greeting first; we have read it already, and after STARTTLS there is none.
    wire.repeat(&greeting);
    let pipelining = wire.pipelining();
    let ehlo = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &hello);
    let mut smtp = within(Stage::Ehlo, limits.command, ehlo).await?;
    if let Some(credentials) = &relay.credentials {
        log_in(&mut smtp, limits.command, credentials).await?;
    }
    Ok((smtp, pipelining.load(Ordering::Relaxed)))
}

/// Opens TCP to the first address that answers. Each gets an equal share of the limit, so that a dead IPv6 route does not use
/// it up before IPv4 has its turn. `TCP_NODELAY`, because otherwise each mail waits 40 ms between its content and its dot.
async fn open_tcp(relay: &Relay, limit: Duration) -> Result<Wire, Failure> {
    let lookup = lookup_host((relay.host.as_str(), relay.port));
    let addresses: Vec<_> = within(Stage::Resolve, limit, lookup).await?.collect();
    let share = limit / u32::try_from(addresses.len()).unwrap_or(u32::MAX).max(1);
    let no_address = Cause::Io("the name has no address".to_owned());
    let mut failure = Failure::new(Stage::Resolve, no_address);
    for address in addresses {
        let connecting = async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok::<_, io::Error>(Wire::new(stream, address))
        };
        match within(Stage::Connect, share, connecting).await {
            Ok(wire) => return Ok(wire),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Asks for encryption. Without it the dialogue ends here: nothing, least of all a password, goes on in clear text.
async fn ask_for_tls(wire: &mut Wire, limits: &Limits, hello: &ClientId) -> Result<(), Failure> {
    let ehlo = wire.ask(Ehlo::new(hello.clone()));
    let offer = within(Stage::Ehlo, limits.command, ehlo).await?;
    expect(Stage::Ehlo, &offer, &[250])?;
    if !offer.message().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
        return Err(Failure::new(Stage::StartTls, Cause::NoStartTls));
    }
    let consent = within(Stage::StartTls, limits.command, wire.ask(Starttls)).await?;
    expect(Stage::StartTls, &consent, &[220]).map(drop)
}

/// Logs in by PLAIN or LOGIN; only 235 is success (RFC 4954 section 6).
async fn log_in(smtp: &mut AsyncSmtpConnection, limit: Duration, credentials: &Credentials) -> Result<(), Failure> {
    if smtp.server_info().get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
        return Err(Failure::new(Stage::Login, Cause::NoLogin));
    }
    let login = smtp.auth(DEFAULT_MECHANISMS, credentials);
    let response = within(Stage::Login, limit, login).await?;
    expect(Stage::Login, &response, &[235]).map(drop)
}

/// The name for EHLO: a domain or an address literal (RFC 5321 section 4.1.3), and nothing that could break the line.
fn client_id(hello: &str) -> ClientId {
    match hello.parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) if !hello.is_empty() && hello.bytes().all(|b| b.is_ascii_graphic()) => ClientId::Domain(hello.to_owned()),
        Err(_) => ClientId::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_name_cannot_break_the_line() {
        for (hello, expected) in [
            ("webinare.example.org", "webinare.example.org"),
            ("192.0.2.1", "[192.0.2.1]"),
            ("2001:db8::1", "[IPv6:2001:db8::1]"),
            ("a\r\nRSET", "[127.0.0.1]"),
            ("", "[127.0.0.1]"),
        ] {
            assert_eq!(client_id(hello).to_string(), expected, "{hello:?}");
        }
    }
}
