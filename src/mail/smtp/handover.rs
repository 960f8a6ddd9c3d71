//! What became of one mail, and how a server's refusal is read: is it about the address, or about us?

use super::{
    failure::{Cause, Failure, Stage},
    reply::Reply,
};

/// What became of one mail that was handed to the mail server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handover {
    /// The server took the mail: its 250 after this mail's own final dot.
    Accepted(Reply),
    /// Not now: 4xx, or an answer that is no SMTP after the recipient was named. This mail later; it costs the row an attempt.
    Deferred(Reply),
    /// Never: 5xx about this address or this mail.
    Refused(Reply),
    /// 5xx on grounds of policy, which may be about this address or about everything we send. One reply cannot tell. It is
    /// about everything if mails to other addresses get the same with none accepted in between; then the sender pauses.
    /// Otherwise it is a [`Handover::Refused`].
    PolicyRefused(Reply),
    /// 5xx about us: our sender address or our login. Every mail would get it; the sender pauses, no row pays for it.
    SenderRefused(Reply),
    /// The connection failed before the final dot: certainly not delivered; it costs the row no attempt. If the same row meets
    /// it again and again at [`Stage::Rcpt`] or later, the row may be the reason: try others before it.
    NotSent(Failure),
    /// The final dot was written and no valid reply came: the mail may have been delivered. Try again with the same Message-ID.
    Unknown(Failure),
}

impl Handover {
    /// Sorts the end of a dialogue.
    pub(super) fn from_result(result: Result<Reply, Failure>) -> Self {
        match result {
            Ok(reply) => Self::Accepted(reply),
            Err(Failure { stage, cause: Cause::Refused(reply) }) => Self::from_refusal(stage, reply),
            Err(failure) if failure.stage == Stage::Dot => Self::Unknown(failure),
            // MAIL does not name the recipient, so no row is to blame. Later, a reply that breaks the rules may be the answer to
            // this very address: it counts as a 451, so that it cannot come back for ever at no cost.
            Err(failure) if failure.stage != Stage::Mail && failure.is_not_smtp() => {
                Self::Deferred(Reply::ours(451, "4.5.0", failure.to_string()))
            }
            Err(failure) => Self::NotSent(failure),
        }
    }

    /// Sorts a 4xx or 5xx by what it is about.
    ///
    /// - 421 to MAIL: the server closes, no row is concerned. Other 4xx, and 421 from RCPT on (throttling by recipient): later.
    /// - 5xx to MAIL is about us, because MAIL names only our sender; except 5.6 (RFC 3463: content, conversion), which is about
    ///   the parameters that this mail needs.
    /// - 530, 534, 535, 538 (RFC 4954) and 5.1.7, 5.1.8 (RFC 3463: bad sender) are about us at any step: Postfix by default
    ///   names the sender's faults only at RCPT.
    /// - 5.7 (policy), and 554 without an enhanced code, may be about us: "relay access denied", "listed", "spam".
    /// - 503 (out of sequence) after MAIL says that the server lost track, not that the mail is bad: later.
    /// - Any other 5xx is about this address or this mail.
    fn from_refusal(stage: Stage, reply: Reply) -> Self {
        match reply.code {
            421 if stage == Stage::Mail => Self::NotSent(Failure::new(stage, Cause::Refused(reply))),
            400..=499 => Self::Deferred(reply),
            530 | 534 | 535 | 538 => Self::SenderRefused(reply),
            _ if reply.is_about("5.1.7") || reply.is_about("5.1.8") => Self::SenderRefused(reply),
            _ if stage == Stage::Mail && !reply.is_about("5.6") => Self::SenderRefused(reply),
            503 if stage != Stage::Mail => Self::Deferred(reply),
            _ if reply.is_about("5.7") => Self::PolicyRefused(reply),
            554 if reply.enhanced.is_none() => Self::PolicyRefused(reply),
            _ => Self::Refused(reply),
        }
    }
}
