use proptest::prelude::*;

use super::*;
use crate::domain::event::Asked;
use crate::domain::id::QuestionId;
use crate::domain::locale::Locale;

fn form(fields: &[(&str, &str)]) -> EventForm {
    EventForm(fields.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect())
}

const LEAST: [(&str, &str); 4] = [("title", "Kleine Städte"), ("date", "2021-04-15"), ("starts", "18:30"), ("ends", "20:00")];

fn with(more: &[(&str, &str)]) -> EventForm {
    let mut form = form(&LEAST);
    form.0.extend(more.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())));
    form
}

#[test]
fn four_fields_are_an_event() {
    let file = form(&LEAST).read(&EventFile::default()).unwrap();
    assert_eq!(file.title, "Kleine Städte");
    assert_eq!(
        (file.start.unwrap().to_string(), file.end.unwrap().to_string()),
        ("2021-04-15T18:30:00".into(), "2021-04-15T20:00:00".into())
    );
}

#[test]
fn what_is_missing_is_said_at_once() {
    let problems = EventForm::default().read(&EventFile::default()).unwrap_err();
    assert_eq!(problems.keys().collect::<Vec<_>>(), ["date", "ends", "starts", "title"]);
    assert!(problems.values().all(|problem| *problem == EventProblem::Missing));
}

#[test]
fn dates_and_times_are_read_as_people_write_them() {
    for (date, starts) in [("15.04.2021", "18.30"), ("2021-04-15", "18:30 Uhr"), ("15.04.2021", "18:30:00")] {
        let file = with(&[("date", date), ("starts", starts)]).read(&EventFile::default()).unwrap();
        assert_eq!(file.start.unwrap().to_string(), "2021-04-15T18:30:00");
    }
    for (date, year) in [("15.04.27", "2027"), ("0027-04-15", "2027"), ("15.04.2027", "2027")] {
        let file = with(&[("date", date)]).read(&EventFile::default()).unwrap();
        assert!(file.start.unwrap().to_string().starts_with(year), "{date}");
    }
    for date in ["-5000-01-01", "1999-12-31", "9999-12-31"] {
        assert_eq!(with(&[("date", date)]).read(&EventFile::default()).unwrap_err()["date"], EventProblem::Date, "{date}");
    }
    let problems = with(&[("date", "31.02.2021"), ("starts", "25:00"), ("ends", "abends")]).read(&EventFile::default()).unwrap_err();
    let wrong: Vec<_> = problems.into_iter().collect();
    assert_eq!(
        wrong,
        [("date", EventProblem::Date), ("ends", EventProblem::Time), ("starts", EventProblem::Time)]
            .map(|(name, problem)| (name.to_owned(), problem))
    );
}

#[test]
fn what_cannot_be_has_its_reason() {
    for (name, typed, problem) in [
        ("capacity", "0", EventProblem::Number(1, MAX_CAPACITY)),
        ("capacity", "viele", EventProblem::Number(1, MAX_CAPACITY)),
        ("room_url", "javascript:alert(1)", EventProblem::Address),
        ("registration", "vielleicht", EventProblem::Choice),
        ("subtitle", "a\u{202e}b", EventProblem::Control),
        ("people-0-place", "Brückfeld", EventProblem::Missing),
        ("opens", "12:00", EventProblem::Missing),
    ] {
        let problems = with(&[(name, typed)]).read(&EventFile::default()).unwrap_err();
        assert_eq!(problems.into_values().collect::<Vec<_>>(), [problem], "{name}");
    }
    let long = "x".repeat(MAX_TITLE_CHARS + 1);
    assert_eq!(with(&[("title", &long)]).read(&EventFile::default()).unwrap_err()["title"], EventProblem::TooLong(MAX_TITLE_CHARS));
}

#[test]
fn empty_rows_are_no_people() {
    let file =
        with(&[("people-0-role", "guest"), ("people-0-name", " "), ("people-3-role", "moderation"), ("people-3-name", "Ada Muster")]);
    let people = file.read(&EventFile::default()).unwrap().people;
    assert_eq!(people.iter().map(|person| (person.role, person.name.as_str())).collect::<Vec<_>>(), [(Role::Moderation, "Ada Muster")]);
}

fn text() -> impl Strategy<Value = String> {
    "[A-ZÄÖÜa-zß][A-ZÄÖÜa-zß0-9 ,.:|-]{0,20}[a-z]"
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

prop_compose! {
    fn person_of_any_kind()(role in prop::sample::select(vec![Role::Guest, Role::Moderation, Role::Host]), title in maybe(), name in text(), function in maybe(), organisation in maybe(), place in maybe()) -> Person {
        Person { role, title, name, function, organisation, place }
    }
}

prop_compose! {
    fn question_of_any_kind()(seed in 1..9_i64, label in text(), required: bool, options in prop::collection::vec(text(), 0..4), purpose in maybe(), retention_days in prop::option::of(0..90_u16)) -> QuestionFile {
        let id = Some(QuestionId::new(jiff::Timestamp::from_second(seed).unwrap()));
        QuestionFile { id, label, kind: QuestionKind::Several, required, options, purpose, retention_days }
    }
}

prop_compose! {
    fn file()(
        texts in prop::collection::vec(maybe(), 8),
        title in text(),
        description in text(),
        minutes in 0..100_000_i64,
        length in 1..5_000_i64,
        capacity in prop::option::of(1..500_u32),
        days in prop::option::of(0..90_u16),
        ticks in prop::collection::vec(any::<bool>(), 3),
        people in prop::collection::vec(person_of_any_kind(), 0..4),
        partners in prop::collection::vec((text(), maybe(), maybe()), 0..3),
        questions in prop::collection::vec(question_of_any_kind(), 0..3),
        topics in prop::collection::vec(text(), 0..3),
    ) -> EventFile {
        let start = jiff::civil::datetime(2021, 4, 15, 18, 30, 0, 0).checked_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
        let end = start.checked_add(jiff::SignedDuration::from_mins(length)).unwrap();
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap();
        EventFile {
            title, description, capacity, people, questions, topics,
            subtitle: next(), series: next(), location: next(), funding_note: next(), fee: next(), event_type: next(), help_contact: next(), registration_note: next(),
            start: Some(start.into()), end: Some(end.into()), registration_closes: Some(start.into()),
            retention_days: days,
            locale: Some(Locale::De), location_kind: Some(LocationKind::Hybrid), registration: Some(RegistrationMode::Optional),
            given_name: Some(Asked::Hidden), family_name: Some(Asked::Optional),
            doors_before_minutes: Some(15), doors_after_minutes: Some(30), room_url: Some("https://meet.example.org/x".to_owned()),
            double_opt_in: Some(ticks[0]), approval: Some(ticks[1]), proof_of_attendance: Some(ticks[2]),
            partners: partners.into_iter().map(|(name, short_name, parent)| Partner { name, short_name, parent }).collect(),
            zone: Some("Europe/Vienna".to_owned()), reminders_before_minutes: Some(vec![60]),
            ..EventFile::default()
        }
    }
}

proptest! {
    #[test]
    fn a_form_that_is_sent_as_it_was_opened_changes_nothing(file in file()) {
        prop_assert_eq!(EventForm::of(&file).read(&file), Ok(file));
    }
}
