//! One of the mails of an event, as tables and addresses name it: what it is for, and to whom of two audiences it goes.

use std::fmt;
use std::str::FromStr;

use crate::domain::delivery::Purpose;
use crate::domain::reminder::{Audience, Reminder};

/// A mail that an event sends, to one or to many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventMail {
    /// What it is for.
    pub purpose: Purpose,
    /// For whom, where there is a rule for each audience; what happens to the event or to somebody is told to whomever it concerns.
    pub audience: Option<Audience>,
}

/// What tells the mail to the team in an address.
const TEAM: &str = "-team";

impl EventMail {
    /// The mail for `purpose` that somebody of `audience` gets.
    #[must_use]
    pub fn to(purpose: Purpose, audience: Audience) -> Self {
        Self { purpose, audience: purpose.is_by_rule().then_some(audience) }
    }

    /// The mail of a reminder.
    #[must_use]
    pub fn of(reminder: &Reminder) -> Self {
        Self::to(reminder.purpose(), reminder.audience)
    }

    /// Whether it goes to people of `audience`.
    #[must_use]
    pub fn is_for(self, audience: Audience) -> bool {
        self.audience.is_none_or(|its| its == audience)
    }

    /// Whether each has a moment of their own at which it is due.
    #[must_use]
    pub fn is_one_by_one(self) -> bool {
        !self.purpose.is_by_rule() && !matches!(self.purpose, Purpose::Change | Purpose::EventCancelled)
    }
}

impl fmt::Display for EventMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.purpose, if self.audience == Some(Audience::Team) { TEAM } else { "" })
    }
}

impl FromStr for EventMail {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let (purpose, audience) = match word.strip_suffix(TEAM) {
            Some(purpose) => (purpose, Audience::Team),
            None => (word, Audience::Registrants),
        };
        let mail = Self::to(purpose.parse()?, audience);
        if mail.to_string() == word { Ok(mail) } else { Err(word.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_reads_back_as_its_address_names_it() {
        for word in ["confirmation", "reminder_24h", "reminder_24h-team", "follow_up_90min-team", "change"] {
            assert_eq!(word.parse::<EventMail>().map(|mail| mail.to_string()), Ok(word.to_owned()));
        }
        for word in ["", "nothing", "change-team", "reminder_120min", "reminder_1h-registrants"] {
            assert!(word.parse::<EventMail>().is_err(), "{word}");
        }
    }
}
