//! A message taken apart, within bounds: its head, its parts, what they say.
//!
//! The fields are read by mail-parser, the tree of parts is not: it nests what is nested without a bound and is then dropped by
//! recursion, so that a message of a megabyte could end the process. Here a message within the message is never opened, only
//! its head is read.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, HeaderValue};

use super::mailbox::lines;

/// Bytes of a head: what relays and filters add on the way stays far below.
const MAX_HEAD_BYTES: usize = 256 * 1024;
/// Fields of a head.
const MAX_FIELDS: usize = 1_000;
/// Bytes of a field that are read; what counts here is short.
const MAX_FIELD_BYTES: usize = 8 * 1024;
/// Parts within parts. A report is 1 deep, one that a scanner or a list has wrapped 2 or 3.
const MAX_DEPTH: usize = 8;
/// Parts in all. A report has 3.
const MAX_PARTS: usize = 100;
/// Bytes of a text that are read: notices are short, and what follows is the copy of a mail.
const MAX_TEXT_BYTES: usize = 64 * 1024;

/// A message is larger, deeper or has more parts than any report on a mail of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beyond;

/// A message or a part of one.
#[derive(Debug)]
pub(super) struct Entity<'a> {
    pub(super) head: Head<'a>,
    pub(super) kind: Kind,
    body: &'a [u8],
}

/// The fields of a head, in their order, folded as they came.
#[derive(Debug)]
pub(super) struct Head<'a> {
    fields: Vec<(&'a [u8], &'a [u8])>,
}

/// What a part is.
#[derive(Debug)]
pub(super) struct Kind {
    /// `type/subtype`, in lower case.
    pub(super) name: String,
    /// What a `multipart/report` reports, in lower case.
    pub(super) report: Option<String>,
    boundary: Option<String>,
    charset: Option<String>,
}

impl<'a> Entity<'a> {
    pub(super) fn read(source: &'a [u8]) -> Result<Self, Beyond> {
        let (head, body) = Head::read(source)?;
        Ok(Self { kind: Kind::of(&head), head, body })
    }

    /// Everything in it that is no multipart, in its order; empty when it is none itself.
    pub(super) fn leaves(&self) -> Result<Vec<Self>, Beyond> {
        let (mut leaves, mut count) = (Vec::new(), 0);
        let mut waiting: Vec<(Self, usize)> = self.parts()?.into_iter().flatten().rev().map(|part| (part, 1)).collect();
        while let Some((entity, depth)) = waiting.pop() {
            count += 1;
            if count > MAX_PARTS || depth > MAX_DEPTH {
                return Err(Beyond);
            }
            match entity.parts()? {
                Some(parts) => waiting.extend(parts.into_iter().rev().map(|part| (part, depth + 1))),
                None => leaves.push(entity),
            }
        }
        Ok(leaves)
    }

    /// The parts of a multipart; none when it is no multipart, or nothing in it is parted off.
    fn parts(&self) -> Result<Option<Vec<Self>>, Beyond> {
        let boundary = self.kind.boundary.as_deref().filter(|boundary| self.kind.name.starts_with("multipart/") && !boundary.is_empty());
        let Some(boundary) = boundary else { return Ok(None) };
        let (mut parts, mut begin, mut at) = (Vec::new(), None, 0);
        for line in lines(self.body) {
            let delimiter = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary.as_bytes())).map(<[u8]>::trim_ascii_end);
            if let Some(after @ (b"" | b"--")) = delimiter {
                if let Some(begin) = begin {
                    parts.push(Self::read(&self.body[begin..at])?);
                }
                begin = (after.is_empty() && parts.len() <= MAX_PARTS).then_some(at + line.len());
                if begin.is_none() {
                    break;
                }
            }
            at += line.len();
        }
        // A report that was cut off ends without its last line.
        if let Some(begin) = begin.filter(|begin| *begin < self.body.len()) {
            parts.push(Self::read(&self.body[begin..])?);
        }
        Ok((!parts.is_empty()).then_some(parts))
    }

    /// The content, without the encoding it travelled in.
    pub(super) fn content(&self) -> Cow<'a, [u8]> {
        let decoded = match self.head.text("content-transfer-encoding").trim().to_ascii_lowercase().as_str() {
            "base64" => base64_decode(self.body),
            "quoted-printable" => quoted_printable_decode(self.body),
            _ => None,
        };
        decoded.map_or(Cow::Borrowed(self.body), Cow::Owned)
    }

    /// The content in words.
    pub(super) fn text(&self) -> String {
        let content = self.content();
        let content = &content[..content.len().min(MAX_TEXT_BYTES)];
        let by_charset = self.kind.charset.as_deref().filter(|charset| !charset.eq_ignore_ascii_case("utf-8"));
        match by_charset.and_then(|charset| charset_decoder(charset.as_bytes())) {
            Some(decode) => decode(content),
            None => words(content),
        }
    }
}

impl<'a> Head<'a> {
    /// The fields up to the first empty line, and what stands behind it.
    pub(super) fn read(source: &'a [u8]) -> Result<(Self, &'a [u8]), Beyond> {
        let mut fields: Vec<(&[u8], &[u8])> = Vec::new();
        let (mut at, mut value_at) = (0, None);
        for line in lines(source) {
            if line.trim_ascii().is_empty() {
                at += line.len();
                break;
            }
            let begin = at;
            at += line.len();
            if at > MAX_HEAD_BYTES || fields.len() > MAX_FIELDS {
                return Err(Beyond);
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let (Some(value_at), Some((_, value))) = (value_at, fields.last_mut()) {
                    *value = &source[value_at..at];
                }
                continue;
            }
            value_at = line.iter().position(|byte| *byte == b':').map(|colon| begin + colon + 1);
            if let Some(value_at) = value_at {
                fields.push((source[begin..value_at - 1].trim_ascii_end(), &source[value_at..at]));
            }
        }
        Ok((Self { fields }, &source[at..]))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The first field of that name, as it came.
    fn value(&self, name: &str) -> Option<&'a [u8]> {
        let (_, value) = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name.as_bytes()))?;
        Some(&value[..value.len().min(MAX_FIELD_BYTES)])
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    /// The first field of that name in words, unfolded; empty when there is none.
    pub(super) fn text(&self, name: &str) -> String {
        let Some(value) = self.value(name) else { return String::new() };
        let unfolded = unfolded(value);
        match MessageStream::new(&unfolded).parse_unstructured() {
            HeaderValue::Text(text) => text.into_owned(),
            _ => String::new(),
        }
    }

    /// What stands between angle brackets in the first field of that name: Message-IDs.
    pub(super) fn ids(&self, name: &str) -> Vec<String> {
        let Some(value) = self.value(name) else { return Vec::new() };
        match MessageStream::new(&unfolded(value)).parse_id() {
            HeaderValue::Text(id) => vec![id.into_owned()],
            HeaderValue::TextList(ids) => ids.into_iter().map(Cow::into_owned).collect(),
            _ => Vec::new(),
        }
    }

    fn content_type(&self) -> Option<ContentType<'static>> {
        match MessageStream::new(&unfolded(self.value("content-type")?)).parse_content_type().into_owned() {
            HeaderValue::ContentType(kind) => Some(kind),
            _ => None,
        }
    }
}

impl Kind {
    fn of(head: &Head<'_>) -> Self {
        let Some(kind) = head.content_type() else {
            return Self { name: "text/plain".to_owned(), report: None, boundary: None, charset: None };
        };
        let name = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_ascii_lowercase();
        let attribute = |name| kind.attribute(name).map(str::to_owned);
        let report = attribute("report-type").map(|report| report.to_ascii_lowercase());
        Self { name, report, boundary: attribute("boundary"), charset: attribute("charset") }
    }
}

/// A field on one line, with the end of line that mail-parser stops at.
fn unfolded(value: &[u8]) -> Vec<u8> {
    let mut line: Vec<u8> = value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    line.push(b'\n');
    line
}

/// Bytes that say nothing of their alphabet: UTF-8, or what the West of Europe wrote before it.
pub(super) fn words(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().copied().map(char::from).collect(), str::to_owned)
}
