//! The mails that the app has kept in its outbox, and the links in them.

use halbsieben::app::outbox::{OutboxMail, PAGE};
use mail_parser::{MessageParser, MessagePart, MimeHeaders as _};

use super::TestApp;

/// A mail, as its recipient has it before the eyes.
#[derive(Clone)]
pub(crate) struct TestMail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) source: String,
}

impl TestApp {
    /// Every mail of the outbox, in the order in which they were sent.
    pub(crate) async fn mails(&self) -> Vec<TestMail> {
        let key = self.app.urls().outbox().rsplit('/').next().unwrap().to_owned();
        let mut lines = Vec::new();
        loop {
            let page = self.app.outbox(&key, lines.len() as u64 / PAGE).await.unwrap().expect("the key opens the outbox");
            lines.extend(page.mails);
            if lines.len() as u64 >= page.total {
                break;
            }
        }
        let mut mails = Vec::new();
        for line in lines.iter().rev() {
            mails.extend(self.app.outbox_mail(&key, line.id.uuid()).await.unwrap().map(TestMail::from));
        }
        mails
    }

    pub(crate) async fn mails_to(&self, address: &str) -> Vec<TestMail> {
        self.mails().await.into_iter().filter(|mail| mail.to == address).collect()
    }

    /// The newest mail to somebody.
    pub(crate) async fn last_mail_to(&self, address: &str) -> TestMail {
        self.mails_to(address).await.pop().expect("a mail")
    }
}

impl From<OutboxMail> for TestMail {
    fn from(mail: OutboxMail) -> Self {
        let source = String::from_utf8(mail.source).expect("mails are written in ASCII");
        Self { to: mail.line.recipient, subject: mail.line.subject, text: mail.text, html: mail.html, source }
    }
}

impl std::fmt::Debug for TestMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} to {}", self.subject, self.to)
    }
}

impl TestMail {
    /// Every address in the text.
    pub(crate) fn links(&self) -> Vec<String> {
        self.text.split_whitespace().filter(|word| word.starts_with("http")).map(str::to_owned).collect()
    }

    /// The link that has this in it.
    pub(crate) fn link_with(&self, part: &str) -> String {
        self.links().into_iter().find(|link| link.contains(part)).unwrap_or_else(|| panic!("no {part} in {}", self.text))
    }

    /// The token of the personal way into the room.
    pub(crate) fn join_token(&self) -> String {
        self.token("/j/")
    }

    /// The token of the personal page.
    pub(crate) fn registration_token(&self) -> String {
        self.token("/r/")
    }

    fn token(&self, path: &str) -> String {
        let link = self.link_with(path);
        let rest = link.split(path).nth(1).unwrap();
        rest.split('/').next().unwrap().to_owned()
    }
}

/// The calendar entry of a mail as it went over the wire, unfolded.
pub(crate) fn calendar_of(source: &[u8]) -> String {
    let mail = MessageParser::default().parse(source).expect("a mail");
    let is_calendar = |part: &&MessagePart<'_>| part.content_type().is_some_and(|kind| kind.subtype() == Some("calendar"));
    let part = mail.parts.iter().find(is_calendar).expect("a calendar part");
    part.text_contents().expect("text").replace("\r\n ", "")
}

/// The subject of a mail as it went over the wire.
pub(crate) fn subject_of(source: &[u8]) -> String {
    MessageParser::default().parse(source).expect("a mail").subject().expect("a subject").to_owned()
}

/// The Message-ID of a mail as it went over the wire.
pub(crate) fn message_id_of(source: &[u8]) -> String {
    MessageParser::default().parse(source).expect("a mail").message_id().expect("a Message-ID").to_owned()
}
