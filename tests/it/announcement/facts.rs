//! Registration, fee, place and the other facts.

use halbsieben::domain::announcement::{Announcement, WarningKind, parse};
use halbsieben::domain::event::{LocationKind, RegistrationMode};

use crate::support::stopwatch;

fn with(lines: &str) -> Announcement {
    parse(&format!("Abend im Netz\n\n15.04.2021, 18–20 Uhr\n\nEin Abend über das Leben im Dorf, mit Bildern und Musik.\n\n{lines}\n"))
}

#[test]
fn the_sentence_about_registration_decides_its_mode() {
    use RegistrationMode::{Open, Optional, Required};
    for (line, mode) in [
        ("Eine Anmeldung ist erforderlich.", Required),
        ("Bitte melden Sie sich bis zum 10. April an.", Required),
        ("Anmeldung: bis 10.04.2021 unter kurse@hagenmoor.example", Required),
        ("Anmeldung\n\nBitte melden Sie sich über das Formular an.", Required),
        ("Anmeldeschluss: 10.04.2021", Required),
        ("Ohne Anmeldung ist keine Teilnahme möglich.", Required),
        ("Registration is required.", Required),
        ("Please register by 10 April.", Required),
        ("", Required),
        ("Eine Anmeldung ist nicht erforderlich.", Open),
        ("Anmeldung: nicht erforderlich", Open),
        ("Die Teilnahme ist ohne Anmeldung möglich.", Open),
        ("Keine Anmeldung nötig.", Open),
        ("No registration required.", Open),
        ("Registration: not required", Open),
        ("Eine Anmeldung ist nur erforderlich, falls im Veranstaltungstext ausdrücklich dazu aufgefordert wird.", Optional),
        ("Um Anmeldung wird gebeten.", Optional),
        ("Anmeldung erwünscht.", Optional),
        ("Anmeldung: erbeten", Optional),
        ("Eine Anmeldung ist nicht erforderlich, aber erwünscht.", Optional),
        ("Registration is recommended.", Optional),
        (
            "Bitte melden Sie sich an.\n\nAnmeldung\n\nEine Anmeldung ist nur erforderlich, falls im Veranstaltungstext \
             ausdrücklich dazu aufgefordert wird.",
            Required,
        ),
    ] {
        let found = with(line);
        assert_eq!(found.registration_mode, mode, "{line}");
        assert_eq!(found.registration_note.is_some(), !line.is_empty(), "{line}");
        assert!(!found.warnings.iter().any(|warning| warning.kind == WarningKind::UnclearRegistration), "{line}");
    }
}

#[test]
fn sentences_that_contradict_one_another_are_a_warning() {
    let found = with("Eine Anmeldung ist erforderlich.\n\nDie Teilnahme ist ohne Anmeldung möglich.");
    assert_eq!(found.registration_mode, RegistrationMode::Required);
    assert!(found.warnings.iter().any(|warning| warning.kind == WarningKind::UnclearRegistration));
}

#[test]
fn the_fee_keeps_its_words() {
    for (lines, fee) in [
        ("Teilnahmegebühr\n\nkeine", "keine"),
        ("Kosten: 15 €, ermäßigt 10 €", "15 €, ermäßigt 10 €"),
        ("Eintritt frei", "frei"),
        ("Der Eintritt ist frei.", "frei"),
        ("Die Teilnahme ist kostenlos, eine Anmeldung ist erforderlich.", "kostenlos"),
        ("Die Teilnahme kostet 12 Euro.", "12 Euro"),
        ("Fee: free of charge", "free of charge"),
        ("Admission is free.", "free"),
        ("Teilnahme: kostenlos", "kostenlos"),
        ("Gebühren:\n- 20 Euro\n- 10 Euro ermäßigt", "20 Euro, 10 Euro ermäßigt"),
    ] {
        assert_eq!(with(lines).fee.as_deref(), Some(fee), "{lines}");
    }
}

#[test]
fn the_place_is_online_on_site_or_both() {
    use LocationKind::{Hybrid, OnSite, Online};
    for (line, kind, name) in [
        ("Ort: im Internet: online", Online, "online"),
        ("Ort: Zoom", Online, "Zoom"),
        ("Wo: Livestream", Online, "Livestream"),
        ("Where: online via Zoom", Online, "online via Zoom"),
        ("Ort: Stadtbücherei Hagenmoor, Markt 1", OnSite, "Stadtbücherei Hagenmoor, Markt 1"),
        ("Ort: Stadtbücherei Hagenmoor und online", Hybrid, "Stadtbücherei Hagenmoor und online"),
        ("Ort: hybrid", Hybrid, "hybrid"),
        ("Venue: Tunstead Hall", OnSite, "Tunstead Hall"),
    ] {
        let found = with(line);
        assert_eq!((found.location_kind, found.location.as_deref()), (kind, Some(name)), "{line}");
    }
}

#[test]
fn a_link_into_the_room_never_gets_into_the_public_text() {
    let found = with(
        "Ort: Zoom (https://zoom.us/j/123?pwd=geheim)\n\nZugangslink: https://zoom.us/j/123?pwd=geheim\n\n\
         Sie kommen über https://meet.jit.si/geheim in den Raum und brauchen dafür kein Konto.",
    );
    let warnings = found.warnings.iter().filter(|warning| warning.kind == WarningKind::RoomLink);
    assert_eq!(warnings.count(), 3);
    let public = Announcement { warnings: Vec::new(), ..found };
    assert!(!format!("{public:?}").contains("geheim"));
}

#[test]
fn a_missing_place_is_a_warning_unless_the_text_says_online() {
    let has_warning = |text: &str| parse(text).warnings.iter().any(|warning| warning.kind == WarningKind::NoLocation);
    assert!(has_warning("Abend im Dorf\n\n15.04.2021, 18–20 Uhr"));
    assert!(!has_warning("Online-Abend im Dorf\n\n15.04.2021, 18–20 Uhr"));
}

#[test]
fn the_second_line_is_the_series_when_the_text_speaks_of_one() {
    let text = "Moore\n\nDas Tal im Wandel\n\n15.04.2021, 18–20 Uhr, online\n\n";
    let plain = parse(text);
    assert_eq!((plain.subtitle.as_deref(), plain.series), (Some("Das Tal im Wandel"), None));
    let series = parse(&format!("{text}Die Veranstaltungsreihe wird gefördert durch das Land."));
    assert_eq!((series.subtitle, series.series.as_deref()), (None, Some("Das Tal im Wandel")));
    let labelled = parse(&format!("{text}Reihe: Winterabende"));
    assert_eq!(labelled.series.as_deref(), Some("Winterabende"));
    assert_eq!(labelled.subtitle.as_deref(), Some("Das Tal im Wandel"));
}

#[test]
fn stars_inside_words_open_no_emphasis_in_the_description() {
    let found = with("Bürger*innen und Besucher*innen bringen eigene Fragen mit.");
    assert!(found.description.contains(r"Bürger\*innen und Besucher\*innen"));
}

#[test]
fn a_warning_reads_as_one_sentence() {
    let found = with("Kontakt: Büro der Akademie");
    let sentences: Vec<String> = found.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(sentences, ["Line 7: This fits no field; it stays in the description: “Kontakt: Büro der Akademie”",]);
}

#[test]
fn a_hundred_kilobytes_of_anything_are_read_at_once() {
    use std::time::Duration;
    for junk in [
        "x",
        " ",
        "\n",
        ":",
        "📅",
        "1",
        "1.",
        "a ",
        "12:",
        "Dr. ",
        "und ",
        "- x\n",
        "Gäste:\n",
        "15.04.2021 ",
        "(",
        ". ",
        "Ada Nord, ",
        "1. x\n2. y\n",
        "5. und ",
    ] {
        let text = junk.repeat(100_000 / junk.len());
        let begin = stopwatch();
        let _ = parse(&text);
        // Unoptimised builds on a busy machine; a quadratic step would take minutes.
        assert!(begin.elapsed() < Duration::from_secs(5), "{junk:?}: {:?}", begin.elapsed());
    }
}
