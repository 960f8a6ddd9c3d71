//! The kinds of values that settings have, and how each is read.
//!
//! What is wrong with a value is said by the table of keys, so the errors here are short: nobody reads them.

use std::fmt;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;

use jiff::Timestamp;
use lettre::message::Mailbox;
use serde::de::{Deserialize, Deserializer, Error};
use url::Url;

use super::masked;
use crate::domain;
use crate::domain::web_address::is_web_address;

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people on a terminal, for machines elsewhere.
    Auto,
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// Where mails go.
#[derive(Clone, PartialEq, Eq)]
pub enum MailUrl {
    /// Kept, and shown in the browser.
    Outbox,
    /// One `.eml` file a mail, in this directory.
    File(PathBuf),
    /// To a mail server: `smtp` or `smtps`, with a host. `mail` reads the rest of it.
    Smtp(Url),
}

impl FromStr for MailUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if matches!(text, "outbox:" | "outbox") {
            return Ok(Self::Outbox);
        }
        if let Some(directory) = text.strip_prefix("file:") {
            let path = directory.strip_prefix("//").unwrap_or(directory);
            return if path.is_empty() { Err("no directory") } else { Ok(Self::File(path.into())) };
        }
        let url = Url::parse(text).map_err(|_| "no address")?;
        let is_server = matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some_and(|host| !host.is_empty());
        if is_server { Ok(Self::Smtp(url)) } else { Err("no mail server") }
    }
}

impl fmt::Display for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outbox => f.write_str("outbox:"),
            Self::File(directory) => write!(f, "file:{}", directory.display()),
            Self::Smtp(url) => f.write_str(&masked(url.as_str())),
        }
    }
}

impl fmt::Debug for MailUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailUrl({self})")
    }
}

/// An address or a network, such as `127.0.0.1`, `10.0.0.0/8` or `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix_bits: u8,
}

impl Network {
    /// Whether the address lies in the network. An IPv4 address that is written as an IPv6 one counts as itself.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let shift = 32 - u32::from(self.prefix_bits);
                (network.to_bits() ^ address.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let shift = 128 - u32::from(self.prefix_bits);
                (network.to_bits() ^ address.to_bits()).checked_shr(shift).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| "no address")?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix_bits = prefix.map_or(Ok(most), str::parse).map_err(|_| "no prefix")?;
        if prefix_bits > most { Err("prefix too long") } else { Ok(Self { address, prefix_bits }) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix_bits)
    }
}

/// A site as browsers know it: scheme, host and port, such as `https://www.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl FromStr for Origin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| "no address")?;
        let is_bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        // A host in ASCII without space, comma and semicolon: it stands in a header among others.
        let origin = url.origin().ascii_serialization();
        let is_plain = origin.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '[' | ']'));
        if is_web_address(&url) && is_bare && is_plain { Ok(Self(origin)) } else { Err("not a site") }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reads whatever its text can be parsed into.
pub(super) fn from_text<'de, T, D>(value: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    String::deserialize(value)?.parse().map_err(Error::custom)
}

/// Reads a list, each item parsed from its text.
pub(super) fn each_from_text<'de, T, D>(value: D) -> Result<Vec<T>, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    let texts = Vec::<String>::deserialize(value)?;
    texts.iter().map(|text| text.parse().map_err(Error::custom)).collect()
}

/// Reads the address that links are made from.
pub(super) fn base_url<'de, D: Deserializer<'de>>(value: D) -> Result<Url, D::Error> {
    let mut url: Url = from_text(value)?;
    let has_more = url.query().is_some() || url.fragment().is_some();
    if !is_web_address(&url) || has_more {
        return Err(Error::custom("not a plain web address"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Reads an address that people are sent to.
pub(super) fn web_address<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Url>, D::Error> {
    let url: Url = from_text(value)?;
    if is_web_address(&url) { Ok(Some(url)) } else { Err(Error::custom("not a web address")) }
}

/// Reads a text of one line.
pub(super) fn line<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    const MAX_CHARS: usize = 200;
    domain::text::line(&String::deserialize(value)?, MAX_CHARS).map(Some).map_err(Error::custom)
}

/// Reads a text of several lines.
pub(super) fn block<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    const MAX_CHARS: usize = 500;
    domain::text::block(&String::deserialize(value)?, MAX_CHARS).map(Some).map_err(Error::custom)
}

/// Reads the database's address; `storage` reads what is in it.
pub(super) fn database_url<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    let url = String::deserialize(value)?;
    let is_known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
    if is_known { Ok(url) } else { Err(Error::custom("unknown database")) }
}

/// Reads a mail address with or without a name.
///
/// Control characters are refused here because lettre panics over a line break in a name.
pub(super) fn mailbox<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(value)?;
    if text.chars().any(char::is_control) {
        return Err(Error::custom("control character"));
    }
    Mailbox::from_str(&text).map_err(Error::custom)?;
    Ok(Some(text))
}

/// Reads how many connections there are.
pub(super) fn connections<'de, D: Deserializer<'de>>(value: D) -> Result<u16, D::Error> {
    within(value, &(1..=64))
}

/// Reads how many seconds a mail server has: at most the ten minutes of RFC 5321 section 4.5.3.2.6.
pub(super) fn seconds<'de, D: Deserializer<'de>>(value: D) -> Result<u16, D::Error> {
    within(value, &(1..=600))
}

/// Reads how many seconds a write waits: a page has 30 for its answer.
pub(super) fn wait_seconds<'de, D: Deserializer<'de>>(value: D) -> Result<u16, D::Error> {
    within(value, &(1..=25))
}

/// Reads the path of a file; whoever uses the file sees whether it is there.
pub(super) fn file<'de, D: Deserializer<'de>>(value: D) -> Result<Option<PathBuf>, D::Error> {
    let path = String::deserialize(value)?;
    if path.is_empty() { Err(Error::custom("no file")) } else { Ok(Some(path.into())) }
}

/// Reads for how many days data are kept.
pub(super) fn retention_days<'de, D: Deserializer<'de>>(value: D) -> Result<u16, D::Error> {
    within(value, &(0..=3650))
}

/// Reads a number that lies in the range.
fn within<'de, D: Deserializer<'de>>(value: D, range: &RangeInclusive<u16>) -> Result<u16, D::Error> {
    let number = u16::deserialize(value)?;
    if range.contains(&number) { Ok(number) } else { Err(Error::custom("out of range")) }
}

/// Reads the name of a time zone, and spells it as the IANA database does.
pub(super) fn zone<'de, D: Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    let zone = domain::zone::zone(&String::deserialize(value)?).ok_or_else(|| Error::custom("no zone of that name"))?;
    zone.iana_name().map(str::to_owned).ok_or_else(|| Error::custom("a zone without a name"))
}

/// Reads the instance's secret: 32 characters are 128 bits even where they are hexadecimal digits (law 20).
pub(super) fn secret<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    let secret = String::deserialize(value)?;
    if secret.chars().count() >= 32 { Ok(Some(secret)) } else { Err(Error::custom("too short")) }
}

/// Reads an instant (RFC 3339).
pub(super) fn instant<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Timestamp>, D::Error> {
    from_text(value).map(Some)
}

/// Reads how fast a simulated clock runs.
pub(super) fn speed<'de, D: Deserializer<'de>>(value: D) -> Result<f64, D::Error> {
    let speed = f64::deserialize(value)?;
    if speed > 0.0 && speed <= 100_000.0 { Ok(speed) } else { Err(Error::custom("out of range")) }
}
