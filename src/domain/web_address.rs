//! Addresses on the web that people can be sent to.

use url::Url;

/// The address that a text holds, if people can be sent there: `javascript:` and the like are none, nor is one without a host or with
/// a password.
#[must_use]
pub fn web_address(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().filter(is_web_address)
}

/// Whether people can be sent there.
#[must_use]
pub fn is_web_address(url: &Url) -> bool {
    let leads_somewhere = matches!(url.scheme(), "https" | "http") && url.host_str().is_some_and(|host| !host.is_empty());
    leads_somewhere && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_sent_to_web_addresses_and_nowhere_else() {
        for good in ["https://meet.example.org/x?y#z", " http://localhost:8080 ", "https://[::1]/", "HTTPS://Example.org"] {
            assert!(web_address(good).is_some(), "{good}");
        }
        for bad in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://user:pass@example.org/", "https://", "x", ""]
        {
            assert!(web_address(bad).is_none(), "{bad}");
        }
    }
}
