//! What follows an event, on the pages of those who were registered: recording, materials, questions.

use jiff::Timestamp;

use crate::domain::event::{Event, Material};
use crate::web::page::{Frame, Lang};
use crate::words::{Words, plain_date};

/// What there is when an event is over.
pub(in crate::web) struct AfterwardsView {
    /// The recording, and until when it can be seen.
    pub(in crate::web) recording: Option<(String, Option<String>)>,
    pub(in crate::web) materials: Vec<Material>,
    pub(in crate::web) survey: Option<String>,
    /// The language of what the materials are called, where it is not the page's.
    pub(in crate::web) lang: Lang,
}

impl AfterwardsView {
    /// Nothing where nothing can be shown at `now`.
    pub(in crate::web) fn of(event: &Event, frame: &Frame, now: Timestamp) -> Option<Self> {
        let (w, after) = (frame.w, &event.afterwards);
        let recording = event.recording(now).map(|url| (url.to_owned(), until(event, frame, w)));
        let view = Self {
            recording,
            materials: after.materials.clone(),
            survey: after.survey_url.clone(),
            lang: Lang::of(event.announcement.locale, frame.locale),
        };
        (view.recording.is_some() || !view.materials.is_empty() || view.survey.is_some()).then_some(view)
    }
}

fn until(event: &Event, frame: &Frame, w: &Words) -> Option<String> {
    let last = event.afterwards.recording_until?;
    Some(w.after_recording_until(plain_date(last, frame.locale)))
}
