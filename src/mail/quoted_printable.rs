//! Quoted-printable (RFC 2045 section 6.7): text in European languages as every mail server lets it through.
//!
//! lettre encodes character by character, which is the largest part of the work on a mail when there are many. Here a line is
//! copied in runs. Which encoding is the best for a text is chosen by lettre's rule.

use lettre::message::Body;
use lettre::message::header::ContentTransferEncoding;

/// The most characters of an encoded line, less the `=` that breaks it.
const LINE_CHARS: usize = 75;
const HEX: &[u8; 16] = b"0123456789ABCDEF";
/// The bytes that do not stand for themselves: all but printable ASCII without `=`, and the tab. A table, since each byte is looked at.
const CODED: [bool; 256] = {
    let mut coded = [true; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        coded[byte as usize] = byte == b'=';
        byte += 1;
    }
    coded[b'\t' as usize] = false;
    coded
};

/// The body of a part. Short lines of ASCII stay as they are, and text of which little is ASCII is shorter in base64: lettre
/// does both.
pub(super) fn body(text: &str) -> Body {
    if is_plain(text) || 3 * text.bytes().filter(|byte| is_coded(*byte)).count() > text.len() {
        return Body::new(text.to_owned());
    }
    Body::dangerous_pre_encoded(encode(text), ContentTransferEncoding::QuotedPrintable)
}

fn is_plain(text: &str) -> bool {
    text.is_ascii() && text.lines().all(|line| line.len() <= LINE_CHARS)
}

/// Encodes text; its lines end by CRLF afterwards.
fn encode(text: &str) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(text.len() + text.len() / 4);
    let mut rest = text.as_bytes();
    while let Some(end) = memchr::memchr(b'\n', rest) {
        encode_line(rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]), &mut encoded);
        encoded.extend_from_slice(b"\r\n");
        rest = &rest[end + 1..];
    }
    encode_line(rest, &mut encoded);
    encoded
}

fn encode_line(line: &[u8], encoded: &mut Vec<u8>) {
    // Space at the end of a line gets lost on the way.
    let (mut rest, last) = match line {
        [rest @ .., last @ (b' ' | b'\t')] => (rest, Some(*last)),
        _ => (line, None),
    };
    let mut room = LINE_CHARS;
    while let Some(&first) = rest.first() {
        let line = &rest[..room.min(rest.len())];
        let run = line.iter().position(|byte| is_coded(*byte)).unwrap_or(line.len());
        if run > 0 {
            encoded.extend_from_slice(&rest[..run]);
            (rest, room) = (&rest[run..], room - run);
        } else if is_coded(first) && room >= 3 {
            encode_byte(first, encoded);
            (rest, room) = (&rest[1..], room - 3);
        } else {
            encoded.extend_from_slice(b"=\r\n");
            room = LINE_CHARS;
        }
    }
    if let Some(last) = last {
        if room < 3 {
            encoded.extend_from_slice(b"=\r\n");
        }
        encode_byte(last, encoded);
    }
}

fn encode_byte(byte: u8, encoded: &mut Vec<u8>) {
    encoded.extend_from_slice(&[b'=', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
}

fn is_coded(byte: u8) -> bool {
    CODED[usize::from(byte)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(text: &str) -> String {
        String::from_utf8(encode(text)).expect("ASCII")
    }

    #[test]
    fn what_is_no_ascii_is_coded_and_lines_end_by_crlf() {
        assert_eq!(encoded("Grüße = Größe\nan\r\nalle"), "Gr=C3=BC=C3=9Fe =3D Gr=C3=B6=C3=9Fe\r\nan\r\nalle");
    }

    #[test]
    fn space_at_the_end_of_a_line_is_kept() {
        assert_eq!(encoded("so \nund\t\r\nso  "), "so=20\r\nund=09\r\nso =20");
    }

    #[test]
    fn long_lines_are_broken_and_no_character_code_is() {
        assert_eq!(encoded(&"a".repeat(80)), format!("{}=\r\naaaaa", "a".repeat(75)));
        assert_eq!(encoded(&format!("{}ü", "a".repeat(72))), format!("{}=C3=\r\n=BC", "a".repeat(72)));
        assert_eq!(encoded(&format!("{} ", "a".repeat(75))), format!("{}=\r\n=20", "a".repeat(75)));
    }

    #[test]
    fn text_that_is_mostly_not_ascii_is_left_to_base64_and_short_ascii_to_itself() {
        let encoding = |text: &str| body(text).encoding();
        assert_eq!(encoding("Вебинар начинается"), ContentTransferEncoding::Base64);
        assert_eq!(encoding("Guten Tag\n\nbis morgen\n"), ContentTransferEncoding::SevenBit);
        assert_eq!(encoding(&"lang ".repeat(40)), ContentTransferEncoding::QuotedPrintable);
        assert_eq!(encoding("Schöne Grüße aus Bonn"), ContentTransferEncoding::QuotedPrintable);
    }

    proptest! {
        #[test]
        fn another_parser_reads_what_was_written(text in "([a-zA-Zäöüß=. \t\u{1f4ec}\r\n]|[a-z]{70,80}){0,40}") {
            let lines = encode(&text);
            prop_assert!(lines.split(|byte| *byte == b'\n').all(|line| line.len() <= 77 && !line.ends_with(b" \r")));
            let read = mail_parser::decoders::quoted_printable::quoted_printable_decode(&lines).expect("quoted-printable");
            prop_assert_eq!(String::from_utf8(read).expect("UTF-8"), text.replace("\r\n", "\n").replace('\n', "\r\n"));
        }
    }
}
