//! The test mailbox, and moving a simulated clock. All take the key out of `/outbox/{key}`; None/false when it is not the key or
//! the transport is not `outbox:`.
use jiff::Timestamp;
use uuid::Uuid;
use crate::app::App;
use crate::app::sign_up::StorageError;

/// A kept mail, for the list.
#[derive(Debug, Clone)]
pub struct OutboxLine { /// its key
    pub id: Uuid, /// when
    pub sent_at: Timestamp, /// to
    pub recipient: String, /// subject
    pub subject: String }
/// A kept mail.
#[derive(Debug, Clone)]
pub struct OutboxMail { /// line
    pub line: OutboxLine, /// text part
    pub text: String, /// HTML part
    pub html: String, /// MIME source
    pub source: Vec<u8> }
/// A moment that a rehearsal can jump to.
#[derive(Debug, Clone)]
pub struct Jump { /// when the clock will show
    pub to: Timestamp, /// what happens then
    pub kind: JumpKind }
/// What a rehearsal jumps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JumpKind { /// a reminder is due
    Reminder { /// minutes before start
        before_minutes: u32 }, /// doors open
    Doors, /// the event starts
    Start, /// the event has ended and the doors are closed
    End }
/// The mailbox.
#[derive(Debug, Clone)]
pub struct Outbox { /// newest first, one page of 50
    pub mails: Vec<OutboxLine>, /// all
    pub total: u64, /// now by the service's clock
    pub now: Timestamp, /// jumps that are still ahead; empty when the clock is not simulated
    pub jumps: Vec<Jump>,
    /// the zone in which times are shown
    pub zone: String }
impl App {
    /// The mailbox.
    pub async fn outbox(&self, _key: &str, _page: u64) -> Result<Option<Outbox>, StorageError> { unimplemented!() }
    /// One mail.
    pub async fn outbox_mail(&self, _key: &str, _id: Uuid) -> Result<Option<OutboxMail>, StorageError> { unimplemented!() }
    /// Moves the simulated clock forward.
    pub fn jump(&self, _key: &str, _to: Timestamp) -> bool { unimplemented!() }
}
