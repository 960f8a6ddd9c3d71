//! From a relay's name to a connection that is encrypted and logged in, as far as the relay asks for it. No mail yet.

use std::{io, net::IpAddr, time::Duration};

use lettre::transport::smtp::{
    authentication::{Credentials, DEFAULT_MECHANISMS, Mechanism},
    commands::{Auth, Ehlo, Starttls},
    extension::{ClientId, ServerInfo},
    response::Response,
};
use tokio::net::{TcpStream, lookup_host};

use super::{
    Limits, expect,
    failure::{Cause, Failure, IntoFailure as _, Stage, within},
    relay::{Relay, Tls},
    tls,
    wire::Wire,
};

/// The extension that lets commands leave together (RFC 2920); lettre does not read it.
const PIPELINING: &str = "PIPELINING";
/// The server asks (RFC 4954 section 4).
const QUESTION: u16 = 334;
/// How often it may: LOGIN asks twice.
const MOST_QUESTIONS: usize = 10;

/// A connection that is ready for mails, and what its server takes.
pub(super) struct Welcome {
    pub(super) wire: Wire,
    pub(super) offers: ServerInfo,
    /// Whether it takes commands together.
    pub(super) pipelines: bool,
}

/// TCP, greeting, TLS, EHLO, AUTH.
pub(super) async fn connect(relay: &Relay, limits: &Limits, hello: &str) -> Result<Welcome, Failure> {
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

    let offer = say_hello(&mut wire, limits, &hello).await?;
    let offers = ServerInfo::from_response(&offer).map_err(|error| error.into_failure(Stage::Ehlo))?;
    if let Some(credentials) = &relay.credentials {
        log_in(&mut wire, &offers, limits.command, credentials).await?;
    }
    let pipelines = is_offered(&offer, PIPELINING);
    Ok(Welcome { wire, offers, pipelines })
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
            Ok::<_, io::Error>(Wire::new(stream))
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
    if !is_offered(&say_hello(wire, limits, hello).await?, "STARTTLS") {
        return Err(Failure::new(Stage::StartTls, Cause::NoStartTls));
    }
    let consent = within(Stage::StartTls, limits.command, wire.ask(Starttls)).await?;
    expect(Stage::StartTls, &consent, &[220]).map(drop)
}

async fn say_hello(wire: &mut Wire, limits: &Limits, hello: &ClientId) -> Result<Response, Failure> {
    let offer = within(Stage::Ehlo, limits.command, wire.ask(Ehlo::new(hello.clone()))).await?;
    expect(Stage::Ehlo, &offer, &[250])?;
    Ok(offer)
}

fn is_offered(offer: &Response, extension: &str) -> bool {
    offer.message().any(|line| line.trim().eq_ignore_ascii_case(extension))
}

/// Logs in by PLAIN or LOGIN; only 235 is success (RFC 4954 section 6).
async fn log_in(wire: &mut Wire, offers: &ServerInfo, limit: Duration, credentials: &Credentials) -> Result<(), Failure> {
    let Some(mechanism) = offers.get_auth_mechanism(DEFAULT_MECHANISMS) else {
        return Err(Failure::new(Stage::Login, Cause::NoLogin));
    };
    let response = within(Stage::Login, limit, answer_all(wire, mechanism, credentials)).await?;
    expect(Stage::Login, &response, &[235]).map(drop)
}

/// Says who we are, and answers as long as the server asks.
async fn answer_all(wire: &mut Wire, mechanism: Mechanism, credentials: &Credentials) -> Result<Response, Failure> {
    let mut answer = Auth::new(mechanism, credentials.clone(), None);
    for _ in 0..MOST_QUESTIONS {
        let answered = answer.map_err(|error| error.into_failure(Stage::Login))?;
        let response = wire.ask(answered).await.map_err(|error| error.into_failure(Stage::Login))?;
        if u16::from(response.code()) != QUESTION {
            return Ok(response);
        }
        answer = Auth::new_from_response(mechanism, credentials.clone(), &response);
    }
    Err(Failure::new(Stage::Login, Cause::NotSmtp("it asks on and on".to_owned())))
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
