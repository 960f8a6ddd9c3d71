//! What a mail server's answer means for the row, and for all others (law 11).

use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::domain::delivery::{Claim, Outcome};
use crate::mail::smtp::{Handover, Reply, Stage};

/// So many refusals of addresses in a row, with nothing accepted in between, are no longer about the addresses.
const REFUSALS_OF_ALL: u32 = 20;
/// A row that was refused for what may be everybody's fault lets others try first: one of them tells which it is.
const AFTER_OTHERS: SignedDuration = SignedDuration::from_secs(30);

impl App {
    /// What is recorded of a mail to somebody at `domain`. `has_served` says that the connection had taken mails before.
    pub(super) fn outcome(&self, claim: &Claim, domain: &str, handover: Handover, has_served: bool) -> Outcome {
        let now = self.clock.now();
        match handover {
            Handover::Accepted(reply) => {
                self.lanes.resume();
                self.lanes.slowdowns.accepted(domain);
                self.lanes.meter.accepted(now);
                Outcome::Accepted { reply: reply.to_string() }
            }
            Handover::Deferred(reply) => {
                if asks_for_less(&reply) {
                    self.lanes.slowdowns.throttled(domain, now);
                }
                Outcome::put_off(claim, now, reply.to_string(), false)
            }
            Handover::Refused(reply) => self.refused(claim, reply.to_string(), now),
            // About us, not about one address: no row pays for it, and the sender says so.
            Handover::SenderRefused(reply) => self.stopped_at(reply.to_string()),
            Handover::PolicyRefused(reply) => self.perhaps_everybodys(claim, reply.to_string(), now),
            // The server may have closed a connection after so many mails: the row is taken up again at once, on a new one.
            Handover::NotSent(reason) if has_served => Outcome::Released { next_at: now, reply: reason.to_string() },
            // It may be this very mail that the server cannot bear.
            Handover::NotSent(reason) if matches!(reason.stage, Stage::Rcpt | Stage::Data | Stage::Content) => {
                self.after_others(claim, reason.to_string(), now)
            }
            Handover::NotSent(reason) => self.stopped_at(reason.to_string()),
            Handover::Unknown(reason) => Outcome::put_off(claim, now, reason.to_string(), true),
        }
    }

    /// An address is refused for good; but not when every address is.
    fn refused(&self, claim: &Claim, reply: String, now: Timestamp) -> Outcome {
        if self.lanes.refused() < REFUSALS_OF_ALL {
            return Outcome::Failed { reply };
        }
        self.lanes.pause_for(&format!("the mail server refuses every address: {reply}"), now);
        Outcome::put_off(claim, now, reply, false)
    }

    /// One refusal on grounds of policy may be about one address; when nothing was accepted since the
    /// last one, it is about everything, and no row pays for it.
    fn perhaps_everybodys(&self, claim: &Claim, reply: String, now: Timestamp) -> Outcome {
        if self.lanes.refused() == 0 {
            return Outcome::put_off(claim, now, reply, false);
        }
        self.after_others(claim, reply, now)
    }

    /// Nothing is handed over for a while, and others go first then: one of them tells whether it is about them, too.
    fn after_others(&self, claim: &Claim, reply: String, now: Timestamp) -> Outcome {
        let until = self.lanes.pause_for(&reply, now);
        let left = claim.useful_until.duration_since(until);
        Outcome::Released { next_at: until + AFTER_OTHERS.min(left / 4).max(SignedDuration::ZERO), reply }
    }

    /// Nothing can be handed over: no row pays for it.
    pub(super) fn stopped_at(&self, reason: String) -> Outcome {
        let next_at = self.lanes.pause_for(&reason, self.clock.now());
        Outcome::Released { next_at, reply: reason }
    }
}

/// 421 and 4.7 (RFC 3463 section 3.8): the domain takes mail, but not so much.
fn asks_for_less(reply: &Reply) -> bool {
    !reply.ours && (reply.code == 421 || reply.is_about("4.7"))
}
