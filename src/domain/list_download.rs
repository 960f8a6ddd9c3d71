//! A list that an organiser has taken away: who, when, which. It says nothing of the people on it.

use jiff::Timestamp;

use crate::domain::attendee::AttendeeGroup;
use crate::domain::column::Column;
use crate::domain::event::fixed_words;
use crate::domain::id::{EventId, ListDownloadId, OrganiserId};

/// As what a list was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ListForm {
    /// CSV for Excel.
    Excel,
    /// CSV for programs.
    Rfc4180,
    /// A workbook.
    Xlsx,
    /// JSON.
    Json,
    /// A page to be printed, with boxes to tick.
    Sheet,
}

fixed_words!(pub ListForm { Excel => "csv", Rfc4180 => "rfc4180", Xlsx => "xlsx", Json => "json", Sheet => "sheet" });

impl ListForm {
    /// Those that are files, in the order in which they are offered.
    pub const FILES: [Self; 4] = [Self::Excel, Self::Xlsx, Self::Rfc4180, Self::Json];
}

/// A list that was taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDownload {
    /// Its key.
    pub id: ListDownloadId,
    /// Of which event.
    pub event: EventId,
    /// By whom.
    pub organiser: OrganiserId,
    /// When.
    pub made_at: Timestamp,
    /// As what.
    pub form: ListForm,
    /// With which columns: those of them that there still are.
    pub columns: Vec<Column>,
    /// Who was on it; all otherwise.
    pub group: Option<AttendeeGroup>,
    /// Whether only those were on it who had been looked for. What was looked for is not kept: it may be a name.
    pub searched: bool,
    /// How many people.
    pub count: u64,
}
