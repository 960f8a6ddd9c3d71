//! Whatever the text is: no panic, each line in one place, no word lost.

use std::collections::HashSet;

use halbsieben::domain::announcement::{Field, Place, parse_with_trace};
use proptest::prelude::*;

use super::corpus;

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// What a field replaces: its label, and the words that lead in to a value. In the description
/// and in warnings no word may be missing.
const UNDERSTOOD: &str = "abend am and anmeldung anmeldungen art audience auf aus author autorin begin beginn bei by chair chaired \
    cooperation cost das datum date dates dauer dem den der die dozent dozentin dozierende duration eine eintritt em \
    ende entry es event fee format führt für gast gastgeber gebühr gefördert gäste host im in innen internet ist it keynote \
    kooperation kooperationspartner kosten lecturer leitung location mit moderated moderation moderator moderiert nach \
    on ort panel partner partners partnership podium price referent referentin referentinnen referenten referierende \
    registration reihe series speaker speakers subtitle subject betreff themen themengebiet thema theme tickets titel title to topics \
    teilnahme teilnahmebeitrag teilnahmegebühr type und unter venue veranstaltungsart veranstaltungsformat \
    veranstaltungsort veranstaltungsreihe wem wen what when where wg fwd einladung invitation with wo wann zeit zielgruppe zielgruppen zu zum zur \
    admission attendance attend should who sprechen kostenbeitrag is participation the veranstaltung kostet webinar free uhrzeit termin termine time";

fn check(text: &str) -> Result<(), TestCaseError> {
    let (announcement, placements) = parse_with_trace(text);
    let visible = |line: &str| line.chars().any(char::is_alphanumeric);
    let expected: Vec<usize> =
        text.replace("\r\n", "\n").split(['\n', '\r']).enumerate().filter(|(_, line)| visible(line)).map(|(index, _)| index + 1).collect();
    let placed: Vec<usize> = placements.iter().filter(|placement| visible(&placement.text)).map(|placement| placement.line).collect();
    prop_assert_eq!(&placed, &expected);

    let output = serde_json::to_string(&announcement).expect("an announcement is JSON");
    let output = output.replace("\\n", " ").replace("\\\\", "").replace("\\\"", " ");
    let found: HashSet<String> = words(&output).collect();
    let understood: HashSet<&str> = UNDERSTOOD.split_whitespace().collect();
    for placement in &placements {
        let is_replaced = match placement.place {
            // Dates are read, not copied; the table of dates checks them.
            Place::Debris | Place::Field(Field::Date) => continue,
            Place::Field(_) => true,
            Place::Description | Place::Warning(_) => false,
        };
        for word in words(&placement.text) {
            prop_assert!(
                found.contains(&word) || (is_replaced && understood.contains(word.as_str())),
                "{:?} lost {:?} in {}",
                placement,
                word,
                output
            );
        }
    }
    Ok(())
}

#[test]
fn each_line_of_the_corpus_is_placed_once_and_keeps_its_words() {
    for (name, text) in corpus() {
        if let Err(error) = check(&text) {
            panic!("{name}: {error}");
        }
    }
}

fn corpus_lines() -> Vec<String> {
    corpus().iter().flat_map(|(_, text)| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_in_any_order_are_each_placed_once_and_keep_their_words(
        lines in prop::collection::vec(prop::sample::select(corpus_lines()), 0..40)
    ) {
        check(&lines.join("\n"))?;
    }

    #[test]
    fn lines_with_arbitrary_characters_between_them_are_each_placed_once(
        parts in prop::collection::vec(
            prop_oneof![
                prop::sample::select(corpus_lines()),
                any::<String>(),
                "[0-9.:/ –-]{0,20}( Uhr|pm|h)?",
                "(Gäste|Datum|Ort|Anmeldung|Themen|Reihe|Kosten|Fee)( ?:)?[ \t]?[A-Za-zäöü*,.() -]{0,30}",
            ],
            0..20,
        )
    ) {
        let (_, placements) = parse_with_trace(&parts.join("\n"));
        let mut seen = HashSet::new();
        prop_assert!(placements.iter().all(|placement| seen.insert(placement.line)));
    }

    #[test]
    fn no_text_whatsoever_makes_the_parser_panic(text in any::<String>()) {
        let (announcement, _) = parse_with_trace(&text);
        prop_assert!(!announcement.warnings.is_empty());
    }
}
