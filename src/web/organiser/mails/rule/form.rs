//! The form of a reminder: what was typed, read, and shown again with what is wrong with it.

use serde::Deserialize;

use crate::domain::locale::Locale;
use crate::domain::placeholder::Placeholder;
use crate::domain::reminder::{Audience, MAX_OFFSET_MINUTES, MAX_REMINDERS, MAX_TEXT_CHARS, Offset, Reminder, ReminderError};
use crate::domain::text::TextError;
use crate::web::public::form::{FieldView, Input, Need};
use crate::words::Words;

/// The form as it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct RuleForm {
    amount: String,
    unit: String,
    direction: String,
    audience: String,
    text: String,
    version: String,
    remove: String,
    confirmed: String,
    back: String,
}

/// Units, the longest first, with their minutes.
const UNITS: [(&str, u32); 3] = [("days", 24 * 60), ("hours", 60), ("minutes", 1)];
const AFTER: &str = "after";
const BEFORE: &str = "before";

/// What is wrong with it.
pub(super) enum Wrong {
    /// No number of minutes that there is.
    Amount,
    /// No reminder that an event can have.
    Reminder(ReminderError),
}

impl From<ReminderError> for Wrong {
    fn from(error: ReminderError) -> Self {
        Self::Reminder(error)
    }
}

impl RuleForm {
    /// A new reminder, as it is opened.
    pub(super) fn blank(version: i32) -> Self {
        let word = |word: &str| word.to_owned();
        Self { amount: word("2"), unit: word("hours"), direction: word(BEFORE), audience: word("everyone"), ..Self::default() }
            .at_version(version)
    }

    /// A reminder as it stands.
    pub(super) fn of(reminder: &Reminder, version: i32) -> Self {
        let (direction, minutes) = match reminder.offset {
            Offset::Before(minutes) => (BEFORE, minutes),
            Offset::After(minutes) => (AFTER, minutes),
        };
        let whole = UNITS.iter().find(|(_, of)| minutes > 0 && minutes.is_multiple_of(*of));
        let (unit, of) = whole.copied().unwrap_or(UNITS[2]);
        Self {
            amount: (minutes / of).to_string(),
            unit: unit.to_owned(),
            direction: direction.to_owned(),
            text: reminder.text.clone().unwrap_or_default(),
            ..Self::default()
        }
        .at_version(version)
    }

    /// The same at another version.
    pub(super) fn at_version(self, version: i32) -> Self {
        Self { version: version.to_string(), ..self }
    }

    /// The version at which it was opened; no event stands at 0.
    pub(super) fn version(&self) -> i32 {
        self.version.parse().unwrap_or_default()
    }

    pub(super) fn presses_back(&self) -> bool {
        !self.back.is_empty()
    }

    pub(super) fn is_confirmed(&self) -> bool {
        !self.confirmed.is_empty()
    }

    pub(super) fn removes(&self) -> bool {
        !self.remove.is_empty()
    }

    /// Whom a new reminder is for.
    pub(super) fn audiences(&self) -> &'static [Audience] {
        match self.audience.as_str() {
            "registrants" => &[Audience::Registrants],
            "team" => &[Audience::Team],
            _ => &Audience::ALL,
        }
    }

    /// The reminder that it says.
    pub(super) fn read(&self, audience: Audience) -> Result<Reminder, Wrong> {
        let of = UNITS.iter().find(|(unit, _)| *unit == self.unit).map_or(1, |(_, of)| *of);
        let minutes = self.amount.trim().parse::<u32>().ok().and_then(|amount| amount.checked_mul(of)).ok_or(Wrong::Amount)?;
        let offset = if self.direction == AFTER { Offset::After(minutes) } else { Offset::Before(minutes) };
        Ok(Reminder { offset, audience, text: (!self.text.trim().is_empty()).then(|| self.text.clone()) })
    }

    /// What was typed, to be sent again when it was looked over.
    pub(super) fn typed(&self) -> Vec<(&'static str, String)> {
        let fields = [
            ("amount", &self.amount),
            ("unit", &self.unit),
            ("direction", &self.direction),
            ("audience", &self.audience),
            ("text", &self.text),
            ("remove", &self.remove),
            ("version", &self.version),
        ];
        fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())).collect()
    }

    /// Its fields; a reminder that is there already keeps its people.
    pub(super) fn fields(&self, w: &Words, locale: Locale, is_new: bool, wrong: Option<&Wrong>) -> Vec<FieldView> {
        let select = |name: &str, label: String, value: &str, options: &[(&str, String)]| {
            let options = options.iter().map(|(word, words)| ((*word).to_owned(), words.clone())).collect();
            FieldView { value: value.to_owned(), ..FieldView::asked(name, label, Input::Select { options }) }
        };
        let number = Input::Native { kind: "number", least: Some(0), most: Some(MAX_OFFSET_MINUTES) };
        let amount = FieldView {
            value: self.amount.clone(),
            error: wrong.and_then(|wrong| wrong_amount(w, wrong)),
            ..FieldView::asked("amount", w.rule_amount(), number)
        };
        let units = [("minutes", w.rule_minutes()), ("hours", w.rule_hours()), ("days", w.rule_days())];
        let directions = [(BEFORE, w.rule_before()), (AFTER, w.rule_after())];
        let audiences =
            [("everyone", w.mails_to_all()), ("registrants", w.mails_to_registrants()), (Audience::Team.as_str(), w.mails_to_team())];
        let text = FieldView {
            value: self.text.clone(),
            need: Need::Optional,
            hint: Some(w.rule_text_hint(placeholders(locale))),
            error: wrong.and_then(|wrong| wrong_text(w, locale, wrong)),
            ..FieldView::asked("text", w.rule_text(), Input::Lines { max: MAX_TEXT_CHARS })
        };
        let moment = [
            amount,
            select("unit", w.rule_unit(), &self.unit, &units),
            select("direction", w.rule_direction(), &self.direction, &directions),
        ];
        let audience = is_new.then(|| select("audience", w.rule_audience(), &self.audience, &audiences));
        moment.into_iter().chain(audience).chain([text]).collect()
    }
}

/// All placeholders, as they are written in the language of the page.
fn placeholders(locale: Locale) -> String {
    Placeholder::ALL.map(|placeholder| placeholder.written_in(locale)).join(", ")
}

fn wrong_amount(w: &Words, wrong: &Wrong) -> Option<String> {
    match wrong {
        Wrong::Amount | Wrong::Reminder(ReminderError::TooFar(_)) => Some(w.rule_amount_wrong()),
        Wrong::Reminder(ReminderError::Twice(_)) => Some(w.rule_twice()),
        Wrong::Reminder(ReminderError::TooMany(_)) => Some(w.rule_too_many(MAX_REMINDERS)),
        Wrong::Reminder(ReminderError::Text(_) | ReminderError::Placeholder { .. }) => None,
    }
}

fn wrong_text(w: &Words, locale: Locale, wrong: &Wrong) -> Option<String> {
    match wrong {
        Wrong::Reminder(ReminderError::Placeholder { name }) => Some(w.rule_placeholder(name.as_str(), placeholders(locale))),
        Wrong::Reminder(ReminderError::Text(TextError::TooLong { max })) => Some(w.err_too_long(w.rule_text(), *max)),
        Wrong::Reminder(ReminderError::Text(_)) => Some(w.err_characters(w.rule_text())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_reads_back_as_its_form_was_opened() {
        for offset in
            [Offset::Before(0), Offset::Before(15), Offset::Before(90), Offset::Before(120), Offset::After(2880), Offset::After(1)]
        {
            let reminder = Reminder { offset, audience: Audience::Team, text: Some("Bis **dann**".to_owned()) };
            let read = RuleForm::of(&reminder, 3).read(Audience::Team).map_err(|_| ()).expect("a reminder");
            assert_eq!(read, reminder);
        }
    }

    #[test]
    fn what_is_no_number_or_too_large_a_one_is_refused() {
        for amount in ["", "-1", "1.5", "eins", "4294967295"] {
            let form = RuleForm { amount: amount.to_owned(), unit: "days".to_owned(), ..RuleForm::default() };
            assert!(matches!(form.read(Audience::Team), Err(Wrong::Amount)), "{amount}");
        }
    }
}
