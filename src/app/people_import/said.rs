//! What a list comes to, in words: the same for the page and for the command line.

use super::{ImportedLine, LineOutcome, PeopleImport};
use crate::domain::locale::Locale;
use crate::list::reading;
use crate::words::words;

impl PeopleImport {
    /// What comes of the list, sentence by sentence, with how many mails leave at once.
    #[must_use]
    pub fn says(&self, locale: Locale) -> Vec<String> {
        let w = words(locale);
        let waits = self.count(|outcome| *outcome == LineOutcome::Waits);
        let known = self.count(|outcome| *outcome == LineOutcome::Known);
        let wrong = self.count(|outcome| matches!(outcome, LineOutcome::Wrong(_)));
        let mails = self.mails();
        let left_out = self.lines.len() as u64 - mails - known - wrong;
        [
            Some(w.import_new(mails)),
            (waits > 0).then(|| w.import_waits(waits)),
            Some(w.import_mails(mails)),
            (mails > 0 && self.event.access.double_opt_in).then(|| w.import_confirm()),
            (known > 0).then(|| w.import_known(known)),
            (wrong > 0).then(|| w.import_wrong(wrong)),
            (left_out > 0).then(|| w.import_left_out(left_out)),
            (self.unmarked > 0).then(|| w.import_unmarked(self.unmarked)),
            (!self.ignored.is_empty()).then(|| w.import_ignored(self.ignored.join(", "))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What becomes of a line.
    #[must_use]
    pub fn becomes(&self, line: &ImportedLine, locale: Locale) -> String {
        let w = words(locale);
        match &line.outcome {
            LineOutcome::Entered => w.import_line_entered(),
            LineOutcome::Waits => w.import_line_waits(),
            LineOutcome::Known => w.import_line_known(),
            LineOutcome::Twice(before) => w.import_line_twice(*before),
            LineOutcome::Cancelled => w.import_line_cancelled(),
            LineOutcome::Unwanted => w.import_line_unwanted(),
            LineOutcome::Full => w.import_line_full(),
            LineOutcome::Wrong(errors) => reading::wrong(errors, &self.event, locale),
        }
    }

    /// Its lines, those that need a look first.
    #[must_use]
    pub fn worst_first(&self) -> Vec<&ImportedLine> {
        let rank = |line: &&ImportedLine| match line.outcome {
            LineOutcome::Wrong(_) => 0,
            LineOutcome::Full | LineOutcome::Unwanted | LineOutcome::Cancelled | LineOutcome::Twice(_) => 1,
            LineOutcome::Waits => 2,
            LineOutcome::Known => 3,
            LineOutcome::Entered => 4,
        };
        let mut lines: Vec<&ImportedLine> = self.lines.iter().collect();
        lines.sort_by_key(rank);
        lines
    }
}
