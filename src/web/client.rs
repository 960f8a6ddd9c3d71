//! Who asks: the address of the client, as far as it is known.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};

use crate::config::Network;
use crate::web::Web;

/// The other end of the connection, as the server saw it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) SocketAddr);

/// The leading bits of an address: all that have them in common are counted as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Prefix(IpAddr);

impl Prefix {
    /// So many bits of an IPv4 or an IPv6 address; at least one.
    fn of(address: IpAddr, bits_v4: u32, bits_v6: u32) -> Self {
        Self(match address {
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & u32::MAX << (32 - bits_v4))),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & u128::MAX << (128 - bits_v6))),
        })
    }
}

/// Where a client stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Client {
    /// Its connection: an IPv4 address, or the 64 leading bits of an IPv6 address, which are one household's.
    pub(super) household: Prefix,
    /// The 24 leading bits of an IPv4 address or the 48 of an IPv6 address, which whoever rents machines has as a whole.
    pub(super) network: Prefix,
}

impl Client {
    fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        Self { household: Prefix::of(address, 32, 64), network: Prefix::of(address, 24, 48) }
    }

    /// Who sent a request.
    pub(super) fn of_request(web: &Web, extensions: &Extensions, headers: &HeaderMap) -> Self {
        let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        Self::of(web.proxies.client(peer, headers))
    }
}

impl FromRequestParts<Arc<Web>> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Infallible> {
        Ok(Self::of_request(web, &parts.extensions, &parts.headers))
    }
}

/// The hosts whose `X-Forwarded-For` is believed (`server.trusted_proxies`): addresses and networks.
#[derive(Debug, Clone, Default)]
pub(super) struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// As the settings name them.
    pub(super) fn new(networks: &[Network]) -> Self {
        Self(networks.to_vec())
    }

    /// The client: who connected, or where that is a proxy of ours, the last in `X-Forwarded-For` that is none. What stands
    /// before that one was written by the client, and nobody knows whether it is true.
    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let forwarded: Vec<&str> =
            headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
        let mut client = peer;
        for hop in forwarded.iter().rev() {
            let Some(address) = hop_address(hop) else { break };
            client = address;
            if !self.trusts(address) {
                break;
            }
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

/// An address, with or without a port: some proxies write `203.0.113.7:4711`.
fn hop_address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    hop.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip())).ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn client(proxies: &[&str], peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(value));
        }
        let networks: Vec<Network> = proxies.iter().map(|proxy| proxy.parse().expect("a network")).collect();
        let proxies = TrustedProxies::new(&networks);
        proxies.client(peer.parse().expect("an address"), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_who_is_not_a_proxy_of_ours() {
        assert_eq!(client(&[], "203.0.113.7", &["10.1.1.1"]), "203.0.113.7");
        assert_eq!(client(&["10.0.0.0/8"], "203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
    }

    #[test]
    fn the_last_stranger_before_our_proxies_is_the_client() {
        let proxies = ["127.0.0.1", "10.0.0.0/8"];
        assert_eq!(client(&proxies, "127.0.0.1", &["198.51.100.1, 203.0.113.7"]), "203.0.113.7");
        assert_eq!(client(&proxies, "127.0.0.1", &["198.51.100.1", "203.0.113.7, 10.2.3.4"]), "203.0.113.7");
        assert_eq!(client(&proxies, "::ffff:127.0.0.1", &["203.0.113.7:4711"]), "203.0.113.7");
        assert_eq!(client(&proxies, "127.0.0.1", &["203.0.113.7, nonsense"]), "127.0.0.1");
        assert_eq!(client(&proxies, "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn a_household_is_one_connection() {
        let household = |text: &str| of(text).household;
        assert_eq!(household("2001:db8:1:2::1"), household("2001:db8:1:2:ffff::9"));
        assert_ne!(household("2001:db8:1:2::1"), household("2001:db8:1:3::1"));
        assert_eq!(household("::ffff:203.0.113.7"), household("203.0.113.7"));
        assert_ne!(household("203.0.113.7"), household("203.0.113.8"));
    }

    #[test]
    fn who_rents_many_addresses_is_one_network() {
        let network = |text: &str| of(text).network;
        assert_eq!(network("203.0.113.7"), network("203.0.113.250"));
        assert_ne!(network("203.0.113.7"), network("203.0.112.7"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:2:2::1"));
    }

    fn of(text: &str) -> Client {
        Client::of(text.parse().expect("an address"))
    }
}
