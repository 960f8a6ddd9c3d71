//! People and partners in the ways people write them.

use halbsieben::domain::announcement::{Announcement, WarningKind, parse};
use halbsieben::domain::event::{Person, Role};

fn with(lines: &str) -> Announcement {
    parse(&format!("Abend im Netz\n\n15.04.2021, 18–20 Uhr, online\n\n{lines}\n"))
}

/// Title, name, function, organisation and place, separated by bars.
fn row(person: &Person) -> String {
    let show = |part: &Option<String>| part.clone().unwrap_or_default();
    [show(&person.title), person.name.clone(), show(&person.function), show(&person.organisation), show(&person.place)].join("|")
}

fn rows(lines: &str) -> Vec<String> {
    with(lines).people.iter().map(row).collect()
}

#[test]
fn a_person_comes_apart_into_title_name_function_organisation_and_place() {
    for (text, expected) in [
        (
            "Dr. Femke Haldorn, Leiterin Ländliche Entwicklung, Lindental-Agentur, Quellenried",
            "Dr.|Femke Haldorn|Leiterin Ländliche Entwicklung|Lindental-Agentur|Quellenried",
        ),
        (
            "Dr. Tjark Ohmsen, Leiter des Forschungsbereichs Räume, Wegener-Institut für Dorfkunde Hagenmoor",
            "Dr.|Tjark Ohmsen|Leiter des Forschungsbereichs Räume|Wegener-Institut für Dorfkunde Hagenmoor|",
        ),
        ("Bruno Quastheim, Freier Mitarbeiter LTR", "|Bruno Quastheim|Freier Mitarbeiter LTR||"),
        ("Ronja Feldkirchner", "|Ronja Feldkirchner|||"),
        ("Jorin Talbeck (Stadtbücherei Fichtenrode)", "|Jorin Talbeck||Stadtbücherei Fichtenrode|"),
        ("Prof. Dr. Ilka Sandroth, Hochschule Quellenried", "Prof. Dr.|Ilka Sandroth||Hochschule Quellenried|"),
        ("Dipl.-Ing. Hauke von der Heidt, Architekt, Hagenmoor", "Dipl.-Ing.|Hauke von der Heidt|Architekt|Hagenmoor|"),
        ("Jana Moorbach MdB", "MdB|Jana Moorbach|||"),
        ("Jana Moorbach, MdL, Vorsitzende des Ausschusses für Moore", "MdL|Jana Moorbach|Vorsitzende des Ausschusses für Moore||"),
        ("Bürgermeisterin Ines Holtgrave, Stadt Quellenried", "|Ines Holtgrave|Bürgermeisterin|Stadt Quellenried|"),
        (
            "Dr. Orla Fenwhistle, Head of Research, Institute for Quiet Places, Marrowby",
            "Dr.|Orla Fenwhistle|Head of Research|Institute for Quiet Places|Marrowby",
        ),
        ("Enno Zellhuber – Leiter der Werkstatt, Verein Ganzmacher e.V.", "|Enno Zellhuber|Leiter der Werkstatt|Verein Ganzmacher e.V.|"),
        (
            "Ida Klamm, Leiterin Bau-, Stadt- und Raumplanung, Stadt Quellenried",
            "|Ida Klamm|Leiterin Bau-, Stadt- und Raumplanung|Stadt Quellenried|",
        ),
        ("Amira Selbach, Autorin, Quellenried", "|Amira Selbach|Autorin||Quellenried"),
        ("Anna HOLTGRAVE, Universität Nordquell, Nordquell", "|Anna HOLTGRAVE||Universität Nordquell|Nordquell"),
        ("H. Torfstedt", "|H. Torfstedt|||"),
    ] {
        for lines in [
            format!("Gäste:\n\n  • {text}"),
            format!("Referentin: {text}"),
            format!("Speakers:\n{text}"),
            format!("**Referent*innen:**\n* {text},"),
        ] {
            assert_eq!(rows(&lines), [expected], "{lines}");
            assert_eq!(with(&lines).warnings, [], "{lines}");
        }
    }
}

#[test]
fn several_people_on_one_line_are_told_apart_only_when_they_are_clearly_names() {
    for (text, expected) in [
        ("Ada Nordlicht und Dr. Jon Südwind", vec!["|Ada Nordlicht|||", "Dr.|Jon Südwind|||"]),
        ("Ada Nordlicht, Jon Südwind und Ida Westbrook", vec!["|Ada Nordlicht|||", "|Jon Südwind|||", "|Ida Westbrook|||"]),
        ("Ada Nordlicht (Verein A) and Jon Südwind (Verein B)", vec!["|Ada Nordlicht||Verein A|", "|Jon Südwind||Verein B|"]),
        ("Ada Nordlicht, Architektin; Jon Südwind, Imker", vec!["|Ada Nordlicht|Architektin||", "|Jon Südwind|Imker||"]),
        ("Ada Nordlicht, Leiterin Bildung und Kultur", vec!["|Ada Nordlicht|Leiterin Bildung und Kultur||"]),
    ] {
        assert_eq!(rows(&format!("Gäste: {text}")), expected, "{text}");
    }
}

#[test]
fn roles_follow_the_label() {
    let found = with("Gast: Ada Nordlicht\nModerator:in: Jon Südwind\nGastgeberin: Ida Westbrook");
    let roles: Vec<Role> = found.people.iter().map(|person| person.role).collect();
    assert_eq!(roles, [Role::Guest, Role::Moderation, Role::Host]);
}

#[test]
fn wrapped_entries_and_functions_on_their_own_line_belong_to_the_person_above() {
    let lines = "Gäste:\n- Ada Nordlicht, Leiterin der Abteilung für\n  Dorfleben, Verein Nordlicht\n- Jon Südwind";
    assert_eq!(rows(lines), ["|Ada Nordlicht|Leiterin der Abteilung für Dorfleben|Verein Nordlicht|", "|Jon Südwind|||"]);
    let lines = "Zu Gast:\nAda Nordlicht\nLeiterin der Werkstatt\n\nEin Abend mit Bildern und Musik aus dem Tal.";
    assert_eq!(rows(lines), ["|Ada Nordlicht|Leiterin der Werkstatt||"]);
}

#[test]
fn an_entry_that_is_no_person_stays_in_the_description_with_a_warning() {
    let found = with("Gäste:\n- Ada Nordlicht\n- Vertreterinnen und Vertreter der Stadt");
    assert_eq!(found.people.len(), 1);
    assert!(found.description.contains("Vertreterinnen und Vertreter der Stadt"));
    assert_eq!(found.warnings[0].kind, WarningKind::Unplaced);
}

#[test]
fn partners_keep_their_abbreviations_and_the_house_they_belong_to() {
    let found = with(
        "Kooperationspartner:\n  • Institut für Dorf-, Flur- und Wegeforschung (IDFW) im Bundesamt für ländliche Räume (BLR),\n  \
         • Projekt Dorfakademie 2019-2022 des IDFW,\n  • Kreistag (LKT) und\n  • Stadtbücherei Hagenmoor (Hauptstelle)",
    );
    let partners: Vec<String> = found
        .partners
        .iter()
        .map(|partner| {
            let show = |part: &Option<String>| part.clone().unwrap_or_default();
            [partner.name.clone(), show(&partner.short_name), show(&partner.parent)].join("|")
        })
        .collect();
    assert_eq!(
        partners,
        [
            "Institut für Dorf-, Flur- und Wegeforschung|IDFW|Bundesamt für ländliche Räume (BLR)",
            "Projekt Dorfakademie 2019-2022 des IDFW||",
            "Kreistag|LKT|",
            "Stadtbücherei Hagenmoor (Hauptstelle)||",
        ]
    );
}

#[test]
fn partners_on_one_line_are_split_before_articles_and_institutions_only() {
    for (line, expected) in [
        (
            "In Kooperation mit der Volkshochschule Lindental und dem Landkreis Lindental.",
            vec!["Volkshochschule Lindental", "Landkreis Lindental"],
        ),
        ("Partner: Gesellschaft für Bildung und Kultur Hagenmoor", vec!["Gesellschaft für Bildung und Kultur Hagenmoor"]),
        (
            "Kooperation: Verein Nordlicht e.V., Stadtbücherei und Museum Hagenmoor",
            vec!["Verein Nordlicht e.V.", "Stadtbücherei", "Museum Hagenmoor"],
        ),
        ("In partnership with the Tunstead Museum and the Marrowby Wildlife Trust.", vec!["Tunstead Museum", "Marrowby Wildlife Trust"]),
    ] {
        let names: Vec<String> = with(line).partners.into_iter().map(|partner| partner.name).collect();
        assert_eq!(names, expected, "{line}");
    }
}
