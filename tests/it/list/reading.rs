//! Lists that others bring along, in whatever dialect their spreadsheet writes.

use halbsieben::domain::column::Column;
use halbsieben::domain::event::Event;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::registration::RegistrationStatus;
use halbsieben::list::reading::{ReadError, ReadList, read};
use halbsieben::list::{Dialect, Format};
use proptest::prelude::*;

use super::{attendee, bytes, head};
use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;

const QUESTIONS: &str = r#"
[[questions]]
label = "Woher kommen Sie?"
kind = "text"

[[questions]]
label = "Ich brauche Untertitel"
kind = "tick"
"#;

async fn event() -> Event {
    let app = TestApp::on(Backend::Sqlite).published(&format!("{EVENT}{QUESTIONS}")).start().await;
    app.app.show_event(SLUG).await.unwrap().event
}

/// Line, names and address of each.
fn people(list: &ReadList) -> Vec<(u64, &str, &str, &str)> {
    list.rows.iter().map(|row| (row.line, row.form.given_name.as_str(), row.form.family_name.as_str(), row.form.email.as_str())).collect()
}

#[tokio::test]
async fn the_same_list_is_read_out_of_every_dialect() {
    let event = event().await;
    let utf16: Vec<u8> =
        "\u{feff}Vorname\tNachname\tE-Mail\r\nJörg\tMüller\tjoerg@example.org\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let latin = |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).expect("a letter of Windows-1252")).collect::<Vec<u8>>();
    for (what, file) in [
        (
            "German Excel",
            "\u{feff}\"Vorname\";\"Nachname\";\"E-Mail\"\r\n\"Jörg\";\"Müller\";\"joerg@example.org\"\r\n".as_bytes().to_vec(),
        ),
        ("a program", "first_name,last_name,email\nJörg,Müller,joerg@example.org\n".as_bytes().to_vec()),
        ("a table that was copied", "E-Mail-Adresse\tName\tFamilienname\tRufname\njoerg@example.org\tx\tMüller\tJörg".as_bytes().to_vec()),
        ("Unicode text of Excel", utf16),
        ("an old program", latin("VORNAME;NACHNAME;EMAIL\r\nJörg;Müller;joerg@example.org\r\n")),
    ] {
        let list = read(&file, &event).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(people(&list), [(2, "Jörg", "Müller", "joerg@example.org")], "{what}");
    }
    let said = read("sep=,\r\nVorname,E-Mail\r\n\"a;b\",x@example.org\r\n".as_bytes(), &event).unwrap();
    assert_eq!(people(&said), [(3, "a;b", "", "x@example.org")]);
    let addresses = read(b"Mail\nx@example.org\n", &event).unwrap();
    assert_eq!(people(&addresses), [(2, "", "", "x@example.org")]);
}

#[tokio::test]
async fn our_own_list_is_read_back() {
    let event = event().await;
    let questions = ["Woher kommen Sie?", "Ich brauche Untertitel"];
    let at = "2021-04-15T16:30:05Z";
    let written = [
        attendee(RegistrationStatus::Registered, ["=Anna", "O'Neill"], "anna@example.org", at, &["aus\nder \"Stadt\"; West", "ja"]),
        attendee(RegistrationStatus::Cancelled, ["Zoë", "李雷"], "zoe@example.org", at, &["", ""]),
    ];
    for (locale, dialect) in [(Locale::De, Dialect::Excel), (Locale::En, Dialect::Excel), (Locale::De, Dialect::Rfc4180)] {
        let mut head = head(locale, &questions);
        head.columns = Column::all(questions.len());
        let list = read(&bytes(Format::Csv(dialect), head, &written), &event).unwrap();
        assert_eq!(people(&list), [(2, "=Anna", "O'Neill", "anna@example.org"), (4, "Zoë", "李雷", "zoe@example.org")]);
        assert_eq!(list.rows[0].answers, [(0, "aus\nder \"Stadt\"; West".to_owned()), (1, "ja".to_owned())]);
        assert_eq!((list.unmarked, list.rows[0].locale), (1, Some(Locale::De)));
        assert_eq!((list.rows[0].has_cancelled, list.rows[1].has_cancelled), (false, true));
        assert_eq!(list.ignored.len(), 5, "two times, the place, presence, the note: {:?}", list.ignored);
    }
}

#[tokio::test]
async fn what_is_no_list_is_said_to_be_none() {
    let event = event().await;
    for (file, why) in [
        (&b""[..], ReadError::Empty),
        (b"E-Mail;Vorname\r\n\r\n;\r\n", ReadError::Empty),
        (b"PK\x03\x04\x14\x00", ReadError::Workbook),
        (b"Anna;Beispiel;anna@example.org\r\n", ReadError::NoAddresses),
        ("E-Mail;Vorname;Given name\r\nx@example.org;a;b\r\n".as_bytes(), ReadError::Twice("Given name".to_owned())),
    ] {
        assert_eq!(read(file, &event), Err(why));
    }
}

#[tokio::test]
async fn any_bytes_are_read_or_refused() {
    let event = event().await;
    proptest!(|(file in prop::collection::vec(any::<u8>(), 0..200), text in "(E-Mail|Vorname|Status|[;,\t\"'\n=a-z]){0,40}")| {
        let _ = (read(&file, &event), read(text.as_bytes(), &event));
    });
}
