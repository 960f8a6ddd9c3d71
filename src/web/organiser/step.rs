//! What stands between an event and its people, and the button that clears it.

use jiff::Timestamp;

use crate::domain::event::{Event, EventStatus};
use crate::domain::reminder::ReminderRule;
use crate::words::Words;

/// A thing to do.
pub(super) struct Step {
    pub(super) why: String,
    pub(super) more: Option<String>,
    pub(super) button: String,
    pub(super) path: String,
    /// Whether the button does it; otherwise it leads to where it is done.
    pub(super) does_it: bool,
}

/// All that is to be done for an event whose page is at `path`.
pub(super) fn steps(w: &Words, event: &Event, rules: &[ReminderRule], path: &str, now: Timestamp) -> Vec<Step> {
    let is_ahead = event.status != EventStatus::Cancelled && now < event.schedule.ends_at;
    let draft = (event.status == EventStatus::Draft).then(|| Step {
        why: w.org_draft(),
        more: None,
        button: w.publish_button(),
        path: format!("{path}/publish"),
        does_it: true,
    });
    let room = event.lacks_room(now).then(|| Step {
        why: w.org_no_room(),
        more: Some(w.org_no_room_more()),
        button: w.room_add(),
        path: format!("{path}/edit#room_url"),
        does_it: false,
    });
    let reminders = (is_ahead && !event.reminders_armed && !rules.is_empty()).then(|| Step {
        why: w.arm_off(),
        more: Some(w.arm_off_more()),
        button: w.arm_title(),
        path: format!("{path}/reminders"),
        does_it: false,
    });
    [draft, room, reminders].into_iter().flatten().collect()
}
