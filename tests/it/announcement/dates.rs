//! Dates and times in the ways people write them.

use halbsieben::domain::announcement::{Announcement, WarningKind, parse};

fn with(line: &str) -> Announcement {
    parse(&format!("Abend im Netz\n\n{line}\n\nOrt: online\n"))
}

fn span(line: &str) -> String {
    let found = with(line);
    let show = |time: Option<jiff::civil::DateTime>| time.map_or_else(|| "-".to_owned(), |time| time.strftime("%F %H:%M").to_string());
    format!("{} / {}", show(found.starts), show(found.ends))
}

fn kinds(announcement: &Announcement) -> Vec<WarningKind> {
    announcement.warnings.iter().map(|warning| warning.kind).collect()
}

#[test]
fn a_date_with_a_range_of_times_is_understood_in_every_usual_spelling() {
    for line in [
        "Datum: 15.04.2021, 18:30–20:00 Uhr",
        "Datum: 15.04.2021, 18:30 - 20:00 Uhr",
        "Datum: 15.04.2021, 18:30-20:00",
        "Datum: 15.04.2021, 18.30—20 Uhr",
        "Datum: 15.04.2021 18.30 bis 20.00 Uhr",
        "Termin: Do., 15.4.21, 18:30h – 20:00h",
        "Termin: Donnerstag, den 15. April 2021, von 18.30 Uhr bis 20 Uhr",
        "Wann: Donnerstag, 15. April 2021 | 18 Uhr 30 bis 20 Uhr",
        "Wann? Do 15. Apr. 2021 um 18:30 Uhr (bis 20:00 Uhr)",
        "Beginn: 15/04/2021, 18:30 bis ca. 20 Uhr",
        "Zeit: 2021-04-15, 18:30–20:00 (MESZ)",
        "Datum: 2021-04-15T18:30 bis 20:00",
        "Date: 15 April 2021, 6.30 pm to 8 pm",
        "Date: Thursday 15th April 2021, 6:30-8pm",
        "Date: Thursday, 15th of April 2021, 18:30 to 20:00",
        "When: April 15, 2021, 6:30–8:00 p.m.",
        "When: Apr. 15th, 2021 from 6:30 PM until 8 PM CEST",
        "Time: 04/15/2021, 6:30 p.m. – 8 p.m.",
        "DATUM: 15.04.2021, 18:30–20:00 UHR",
        "**Datum:** 15.04.2021, 18:30–20:00 Uhr",
        "15.04.2021, 18:30–20:00 Uhr",
        "Am 15. April 2021 von 18:30 bis 20:00 Uhr",
        "Am Donnerstag, 15. April 2021, sprechen wir von 18:30 bis 20:00 Uhr über das Dorf.",
        "Datum: 15.04.2021\nUhrzeit: 18:30–20:00 Uhr",
        "Uhrzeit: 18:30 bis 20 Uhr\nDatum: 15.04.2021",
        "Beginn: 15.04.2021, 18:30 Uhr\nEnde: 20:00 Uhr",
        "Beginn: 15.04.2021, 18:30 Uhr\nDauer: 90 Minuten",
        "Datum:\n15. April 2021\n18:30 – 20:00 Uhr",
        "📅 15.04.2021\n⏰ 18:30–20:00 Uhr",
    ] {
        let found = with(line);
        assert_eq!(span(line), "2021-04-15 18:30 / 2021-04-15 20:00", "{line}");
        assert_eq!(kinds(&found), [], "{line}");
    }
}

#[test]
fn days_and_nights_end_where_the_text_says() {
    for (line, expected) in [
        ("Datum: 13.08.2022, 22:00–1:30 Uhr", "2022-08-13 22:00 / 2022-08-14 01:30"),
        ("Datum: 13.08.2022, 20 bis 24 Uhr", "2022-08-13 20:00 / 2022-08-14 00:00"),
        ("Datum: 31.12.2022, 22:00 – 00:30 Uhr", "2022-12-31 22:00 / 2023-01-01 00:30"),
        ("Datum: 12.–14. Mai 2022, 9–17 Uhr", "2022-05-12 09:00 / 2022-05-14 17:00"),
        ("Datum: 30.09. bis 01.10.2022, 9:00–16:00 Uhr", "2022-09-30 09:00 / 2022-10-01 16:00"),
        ("Datum: 12.05.2022, 9:00 Uhr – 14.05.2022, 13:00 Uhr", "2022-05-12 09:00 / 2022-05-14 13:00"),
        ("Dates: 3 to 4 October 2022, 10 am – 2 pm", "2022-10-03 10:00 / 2022-10-04 14:00"),
        ("Date: 5 May 2022, 10–2 pm", "2022-05-05 10:00 / 2022-05-05 14:00"),
        ("Date: 5 May 2022, noon to 1 pm", "2022-05-05 12:00 / 2022-05-05 13:00"),
        ("Datum: 29.02.2024, 9–10 Uhr", "2024-02-29 09:00 / 2024-02-29 10:00"),
    ] {
        assert_eq!(span(line), expected, "{line}");
        assert_eq!(kinds(&with(line)), [], "{line}");
    }
}

#[test]
fn what_is_unclear_about_a_date_is_a_warning_and_never_a_guess() {
    use WarningKind::{MoreDates, NoDate, NoEnd, NoTime, UnclearDate, Unplaced, WrongWeekday};
    for (line, expected, kind) in [
        ("Datum: 31.02.2022, 18 Uhr", "- / -", UnclearDate),
        ("Datum: 15.13.2022, 18 Uhr", "- / -", UnclearDate),
        ("Datum: 15.04.2022, 25:00 Uhr", "- / -", UnclearDate),
        ("Datum: 15. April, 18 bis 19 Uhr", "- / -", UnclearDate),
        ("Datum: demnächst", "- / -", Unplaced),
        ("Keine Angabe.", "- / -", NoDate),
        ("Datum: 15.04.2022", "- / -", NoTime),
        ("Datum: 15.04.2021, 18:30 Uhr", "2021-04-15 18:30 / -", NoEnd),
        ("Datum: 15.04.2021, 18:30–8:00 Uhr", "2021-04-15 18:30 / -", UnclearDate),
        ("Datum: Montag, 15.04.2021, 18:30–20 Uhr", "2021-04-15 18:30 / 2021-04-15 20:00", WrongWeekday),
        ("Termine: 5. und 12. Mai 2022, 18–19 Uhr", "2022-05-05 18:00 / 2022-05-05 19:00", MoreDates),
        ("Termine:\n- 05.05.2022, 18–19 Uhr\n- 12.05.2022, 18–19 Uhr", "2022-05-05 18:00 / 2022-05-05 19:00", MoreDates),
        ("Datum: 15.04.2021, 18:30–20:00 Uhr, Einlass ab 18 Uhr", "2021-04-15 18:30 / 2021-04-15 20:00", Unplaced),
    ] {
        let found = with(line);
        assert_eq!(span(line), expected, "{line}");
        assert!(kinds(&found).contains(&kind), "{line}: {:?}", found.warnings);
    }
}

#[test]
fn a_line_with_an_unclear_date_stays_in_the_description() {
    let found = with("Datum: 31.02.2022, 18 Uhr");
    assert!(found.description.contains("31.02.2022, 18 Uhr"));
}

#[test]
fn a_year_in_the_story_is_not_the_date_of_the_event() {
    let found = with("Seit dem 3. Mai 1998 gibt es den Verein, und noch immer kommen alle gern.");
    assert_eq!(found.starts, None);
}
