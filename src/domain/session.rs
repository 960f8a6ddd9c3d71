//! Sessions: where an organiser is signed in, and the links that lead there.

use jiff::Timestamp;

use crate::domain::event::fixed_words;
use crate::domain::id::OrganiserId;

/// What a one-time link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Opens {
    /// A session.
    Session,
    /// The choice of a password, and with it a session.
    Password,
}

fixed_words!(pub Opens { Session => "session", Password => "password" });

/// A session that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// The hash of its key.
    pub key_hash: Vec<u8>,
    /// Whose.
    pub organiser_id: OrganiserId,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// A word about the browser; none where it says nothing that is known.
    pub browser: Option<Browser>,
    /// Wrong passwords before this sign-in.
    pub failed_before: i32,
}

/// A session, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The hash of its key: names it, and opens nothing.
    pub key_hash: Vec<u8>,
    /// When somebody signed in; unknown of those that an earlier version began.
    pub begun_at: Option<Timestamp>,
    /// When it was last in use, to the hour.
    pub seen_at: Option<Timestamp>,
    /// A word about the browser.
    pub browser: Option<String>,
    /// Wrong passwords before this sign-in.
    pub failed_before: i32,
}

/// A browser in a word or two: enough to know one's own, too little to know anybody by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Browser(String);

impl Browser {
    /// Of what a browser says of itself (`User-Agent`): its name, and what it runs on.
    #[must_use]
    pub fn of(user_agent: &str) -> Option<Self> {
        // Each names those before it: Edge says Chrome, Chrome says Safari.
        const NAMES: [(&str, &str); 6] = [
            ("Edg", "Edge"),
            ("OPR/", "Opera"),
            ("Firefox/", "Firefox"),
            ("FxiOS/", "Firefox"),
            ("Chrome/", "Chrome"),
            ("Safari/", "Safari"),
        ];
        const SYSTEMS: [(&str, &str); 6] = [
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Android", "Android"),
            ("Windows", "Windows"),
            ("Mac OS X", "Mac"),
            ("Linux", "Linux"),
        ];
        let named = |list: &[(&str, &'static str)]| list.iter().find(|(said, _)| user_agent.contains(said)).map(|(_, name)| *name);
        let words: Vec<&str> = [named(&NAMES), named(&SYSTEMS)].into_iter().flatten().collect();
        (!words.is_empty()).then(|| Self(words.join(", ")))
    }

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_known_by_its_name_and_what_it_runs_on() {
        let known = |said: &str| Browser::of(said).map(|browser| browser.as_str().to_owned());
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        assert_eq!(known(chrome).as_deref(), Some("Chrome, Linux"));
        assert_eq!(known(&format!("{chrome} Edg/142.0")).as_deref(), Some("Edge, Linux"));
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(known(phone).as_deref(), Some("Safari, iPhone"));
        assert_eq!(known("curl/8.0"), None);
    }
}
