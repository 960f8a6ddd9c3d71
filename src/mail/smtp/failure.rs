//! Where and why a dialogue with the mail server ended early, in one sentence that an administrator can act on.

use std::{fmt, io, time::Duration};

use lettre::transport::smtp::Error;
use tokio::time::timeout;
use tokio_rustls::rustls;

use super::{
    reply::{Reply, one_line},
    wire::WireError,
};

/// The step of the dialogue that was under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Looking up the server's name.
    Resolve,
    /// Opening TCP.
    Connect,
    /// The TLS handshake.
    Tls,
    /// The server's first words.
    Greeting,
    /// EHLO.
    Ehlo,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Login,
    /// MAIL, which names the sender.
    Mail,
    /// RCPT, which names the recipient.
    Rcpt,
    /// DATA, which announces the content.
    Data,
    /// The content, up to the final dot.
    Content,
    /// The final dot and the wait for its reply.
    Dot,
    /// RSET, which takes a begun mail back.
    Reset,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "name resolution",
            Self::Connect => "connection",
            Self::Tls => "TLS handshake",
            Self::Greeting => "greeting",
            Self::Ehlo => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Login => "login",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Content => "content of the mail",
            Self::Dot => "end of the mail",
            Self::Reset => "RSET",
        })
    }
}

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No answer within this limit.
    TimeLimit(Duration),
    /// The server closed the connection.
    Closed,
    /// The network or the name service failed, in the system's words.
    Io(String),
    /// The server's answer breaks the protocol: not a reply, too long, out of turn or out of place.
    NotSmtp(String),
    /// The server said no: 4xx or 5xx.
    Refused(Reply),
    /// TLS failed: mostly a certificate that cannot be trusted.
    Tls(String),
    /// Encryption is asked for and the server does not offer it.
    NoStartTls,
    /// A login is asked for and the server offers none by PLAIN or LOGIN.
    NoLogin,
    /// The connection failed earlier and was used again.
    Broken,
}

/// Where and why a dialogue ended early; displays as one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The step that was under way.
    pub stage: Stage,
    /// What went wrong.
    pub cause: Cause,
}

impl Failure {
    pub(super) fn new(stage: Stage, cause: Cause) -> Self {
        Self { stage, cause }
    }

    /// From a failed read, write, lookup or handshake. What `wire` has found comes through here as well.
    pub(super) fn io(stage: Stage, error: &io::Error) -> Self {
        let inner = error.get_ref();
        let cause = match inner.and_then(|inner| inner.downcast_ref::<WireError>()) {
            Some(WireError::Closed | WireError::ClosedEarly) => Cause::Closed,
            Some(WireError::Unwritten(words)) => Cause::Io(one_line(words)),
            Some(broken) => Cause::NotSmtp(one_line(&broken.to_string())),
            None if inner.is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>) => {
                Cause::Tls(one_line(&error.to_string()))
            }
            None if error.kind() == io::ErrorKind::UnexpectedEof => Cause::Closed,
            None => Cause::Io(one_line(&error.to_string())),
        };
        // These are found before the last byte is written, so the step has not begun that it stands for: not even the final dot.
        let stage = match inner.and_then(|inner| inner.downcast_ref::<WireError>()) {
            Some(WireError::ClosedEarly | WireError::OutOfTurn(_) | WireError::Unwritten(_)) if stage == Stage::Dot => Stage::Content,
            _ => stage,
        };
        Self { stage, cause }
    }

    /// True if the server broke the protocol.
    pub(super) fn is_not_smtp(&self) -> bool {
        matches!(self.cause, Cause::NotSmtp(_))
    }

    fn sentence(&self, server: &str) -> String {
        let stage = self.stage;
        match &self.cause {
            Cause::TimeLimit(limit) => {
                let seconds = limit.as_secs_f32();
                format!("The {server} did not answer within {seconds} s ({stage}).")
            }
            Cause::Closed => format!("The {server} closed the connection ({stage})."),
            Cause::Io(words) => {
                format!("The connection to the {server} failed ({stage}): {words}.")
            }
            Cause::NotSmtp(words) => {
                format!("The {server} does not keep to SMTP ({stage}): {words}.")
            }
            Cause::Refused(reply) if stage == Stage::Login => {
                format!("The {server} refused the login: {reply}")
            }
            Cause::Refused(reply) => format!("The {server} refused ({stage}): {reply}"),
            Cause::Tls(words) => format!("No trusted TLS connection to the {server}: {words}."),
            Cause::NoStartTls => {
                format!("The {server} offers no STARTTLS, and without it nothing is sent.")
            }
            Cause::NoLogin => format!("The {server} offers no login by PLAIN or LOGIN."),
            Cause::Broken => format!("The connection to the {server} had failed before."),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence("mail server"))
    }
}

/// The mail server cannot be used at present; displays as one sentence with the server's name and its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", failure.sentence(&format!("mail server {server}")))]
pub struct Unreachable {
    /// The server as `host:port`.
    pub server: String,
    /// Where and why it ended.
    pub failure: Failure,
}

impl Unreachable {
    /// True if user name and password (or their absence) are the reason: waiting does not help, a person must look.
    #[must_use]
    pub fn is_login_refused(&self) -> bool {
        match &self.failure.cause {
            Cause::NoLogin => true,
            Cause::Refused(reply) => self.failure.stage == Stage::Login && reply.code >= 500,
            _ => false,
        }
    }
}

/// An error below that knows how to become a [`Failure`].
pub(super) trait IntoFailure {
    /// The failure, had at `stage`.
    fn into_failure(self, stage: Stage) -> Failure;
}

impl IntoFailure for io::Error {
    fn into_failure(self, stage: Stage) -> Failure {
        Failure::io(stage, &self)
    }
}

impl IntoFailure for Failure {
    fn into_failure(self, _: Stage) -> Failure {
        self
    }
}

/// What lettre cannot read: whom EHLO answers, what a login asks.
impl IntoFailure for Error {
    fn into_failure(self, stage: Stage) -> Failure {
        Failure::new(stage, Cause::NotSmtp(one_line(&self.to_string())))
    }
}

/// Gives a step its time limit and its name.
pub(super) async fn within<T, E: IntoFailure>(
    stage: Stage,
    limit: Duration,
    step: impl Future<Output = Result<T, E>>,
) -> Result<T, Failure> {
    match timeout(limit, step).await {
        Ok(result) => result.map_err(|error| error.into_failure(stage)),
        Err(_) => Err(Failure::new(stage, Cause::TimeLimit(limit))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_before_the_dot_is_written_leaves_no_doubt() {
        for (error, stage) in [
            (WireError::ClosedEarly, Stage::Content),
            (WireError::OutOfTurn("250 queued".to_owned()), Stage::Content),
            (WireError::Unwritten("Broken pipe".to_owned()), Stage::Content),
            (WireError::Closed, Stage::Dot),
            (WireError::TooLong, Stage::Dot),
        ] {
            let name = error.to_string();
            assert_eq!(Failure::io(Stage::Dot, &error.into()).stage, stage, "{name}");
        }
    }
}
