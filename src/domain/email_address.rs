//! An e-mail address that a mail can be handed over for.

use crate::domain::text::{self, TextError};

/// The most characters of an address (RFC 5321 section 4.5.3.1.3, less the angle brackets).
pub const MAX_CHARS: usize = 254;
/// The most characters before the `@` (RFC 5321 section 4.5.3.1.1).
const MAX_LOCAL_CHARS: usize = 64;

/// An address with an ASCII local part and a domain in A-labels (IDNA 2008), lower case.
///
/// The local part keeps its case, since RFC 5321 leaves its meaning to the receiving host; [`EmailAddress::key`] folds it,
/// since no host that people use tells `Anna@` from `anna@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// Why an address cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// The text itself cannot be taken.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Not of the form `name@example.org`.
    #[error("is not of the form name@example.org")]
    Format,
    /// Letters beyond ASCII before the `@`: hardly a relay hands such mail on (RFC 6531), and nearly always it is a typo.
    #[error("has a letter before the @ that mail servers do not take")]
    LocalPart,
}

impl EmailAddress {
    /// Takes an address as typed. A domain such as `müller.example` is kept in its ASCII form.
    ///
    /// Refused are IP literals, quoted local parts and comments: valid by RFC 5322, written by nobody, a source of trouble.
    ///
    /// # Errors
    /// When it is empty, too long, has a control character, or is not of the form `name@example.org`.
    pub fn parse(raw: &str) -> Result<Self, EmailAddressError> {
        let typed = text::line(raw, MAX_CHARS)?;
        let (local, domain) = typed.rsplit_once('@').ok_or(EmailAddressError::Format)?;
        check_local(local)?;
        let domain = ascii_domain(domain).ok_or(EmailAddressError::Format)?;
        let address = format!("{local}@{domain}");
        if address.len() > MAX_CHARS {
            return Err(TextError::TooLong { max: MAX_CHARS }.into());
        }
        Ok(Self(address))
    }

    /// The address as it goes into an envelope: ASCII throughout.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the `@`, in ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What makes two sign-ups the same person (law 17): the address in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address as people read it: the domain with its own letters.
    #[must_use]
    pub fn for_people(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let (domain, _) = idna::domain_to_unicode(domain);
        format!("{local}@{domain}")
    }
}

impl std::fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A dot-atom (RFC 5322 section 3.2.3).
fn check_local(local: &str) -> Result<(), EmailAddressError> {
    if !local.is_ascii() {
        return Err(EmailAddressError::LocalPart);
    }
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c));
    if local.len() > MAX_LOCAL_CHARS || !local.split('.').all(is_atom) {
        return Err(EmailAddressError::Format);
    }
    Ok(())
}

/// The domain in A-labels: at least two labels, the last one not a number, none beginning or ending with a hyphen.
fn ascii_domain(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(domain.strip_suffix('.').unwrap_or(domain)).ok()?;
    let labels: Vec<&str> = ascii.split('.').collect();
    let well_formed =
        labels.len() >= 2 && labels.iter().all(|label| !label.is_empty()) && !labels.last()?.bytes().all(|b| b.is_ascii_digit());
    well_formed.then_some(ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> Result<String, EmailAddressError> {
        EmailAddress::parse(raw).map(|address| address.as_str().to_owned())
    }

    #[test]
    fn addresses_of_the_whole_world_are_taken() {
        for (raw, kept) in [
            ("  anna@example.org ", "anna@example.org"),
            ("Anna.Muster+vhs@Example.ORG", "Anna.Muster+vhs@example.org"),
            ("info@müller.example", "info@xn--mller-kva.example"),
            ("o'brien@example.museum", "o'brien@example.museum"),
            ("li@例え.テスト", "li@xn--r8jz45g.xn--zckzah"),
            ("x@example.org.", "x@example.org"),
        ] {
            assert_eq!(parsed(raw), Ok(kept.to_owned()), "{raw}");
        }
    }

    #[test]
    fn what_no_mail_reaches_is_refused() {
        for raw in [
            "anna",
            "anna@",
            "@example.org",
            "a@b",
            "a@[127.0.0.1]",
            "a@1.2.3.4",
            "a..b@example.org",
            ".a@example.org",
            "a b@example.org",
            "\"a b\"@example.org",
            "a@b@example.org",
            "a@exa_mple.org",
            "a@-example.org",
            "a@example..org",
            "anna(comment)@example.org",
        ] {
            assert_eq!(parsed(raw), Err(EmailAddressError::Format), "{raw}");
        }
        assert_eq!(parsed("jürgen@example.org"), Err(EmailAddressError::LocalPart));
        assert_eq!(parsed("a@x.de\r\nBcc: b@y.de"), Err(EmailAddressError::Text(TextError::Control)));
        assert_eq!(parsed(&format!("{}@example.org", "a".repeat(65))), Err(EmailAddressError::Format));
    }

    #[test]
    fn case_and_space_do_not_make_another_person() {
        let key = |raw| EmailAddress::parse(raw).map(|address| address.key());
        assert_eq!(key(" Anna@Example.org"), key("anna@EXAMPLE.ORG"));
    }

    #[test]
    fn people_read_the_domain_in_its_own_letters() {
        assert_eq!(EmailAddress::parse("info@müller.example").map(|a| a.for_people()), Ok("info@müller.example".to_owned()));
    }
}
