//! The attendee list as a file: golden bytes, and what other programs read back out of it.

mod reading;

use std::collections::HashSet;
use std::io::{Cursor, Read as _};

use calamine::{Data, DataType as _, Reader as _, Xlsx};
use halbsieben::domain::attendee::Attendee;
use halbsieben::domain::column::Column;
use halbsieben::domain::event::Slug;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::registration::RegistrationStatus;
use halbsieben::list::{self, Dialect, Format, ListError, ListHead, ListWriter};
use jiff::Timestamp;
use jiff::civil::{Date, date, datetime};
use jiff::tz::TimeZone;
use proptest::prelude::*;

const EXCEL: Format = Format::Csv(Dialect::Excel);
const RFC4180: Format = Format::Csv(Dialect::Rfc4180);
/// What a spreadsheet takes for the beginning of a formula (ASVS 1.2.10, OWASP), and the full-width twins.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\0', '＝', '＋', '－', '＠'];

fn head(locale: Locale, questions: &[&str]) -> ListHead {
    ListHead {
        locale,
        zone: "Europe/Berlin".to_owned(),
        questions: questions.iter().map(|&question| question.to_owned()).collect(),
        columns: Column::usual(questions.len()),
    }
}

fn attendee(status: RegistrationStatus, names: [&str; 2], email: &str, at: &str, answers: &[&str]) -> Attendee {
    Attendee {
        status,
        given_name: names[0].to_owned(),
        family_name: names[1].to_owned(),
        email: email.to_owned(),
        registered_at: at.parse().expect("an instant"),
        answers: answers.iter().map(|&answer| answer.to_owned()).collect(),
        language: Locale::De,
        waiting_place: None,
        present_at: None,
        note: String::new(),
    }
}

fn bytes(format: Format, head: ListHead, attendees: &[Attendee]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut list = ListWriter::new(format, head, &mut out).expect("a list");
    for attendee in attendees {
        list.write(attendee).expect("a line");
    }
    list.finish().expect("the end");
    out
}

/// Two questions and four people; the clocks go forward between the second and the third.
fn small() -> (Vec<&'static str>, Vec<Attendee>) {
    use RegistrationStatus::{Cancelled, Pending, Registered, Waitlisted};
    let attendees = vec![
        attendee(
            Registered,
            ["Jörg", "Müller-Weiß"],
            "joerg@example.org",
            "2021-04-15T16:30:05.123456Z",
            &["Stadt \"Süd\"; Bauamt, EG", "ja"],
        ),
        attendee(Waitlisted, ["=1+1", "O'Neill"], "+49@example.org", "2021-03-28T00:59:59Z", &["zwei\nZeilen", ""]),
        attendee(Pending, ["", ""], "zoe@example.org", "2021-03-28T01:00:00Z", &[" ＝SUM(A1)", ""]),
        attendee(Cancelled, ["Zoë", "李雷"], "zoe.l@example.org", "2020-12-31T23:30:00Z", &["'=1", "-"]),
    ];
    (vec!["Für welche Stadt?", "=Newsletter?"], attendees)
}

#[test]
fn golden_csv_for_german_excel() {
    let (questions, attendees) = small();
    let golden = [
        "\u{feff}\"Status\";\"Vorname\";\"Nachname\";\"E-Mail\";\"Angemeldet am\";\"Zeitpunkt (ISO 8601)\";\"Für welche Stadt?\";\"'=Newsletter?\"",
        r#""angemeldet";"Jörg";"Müller-Weiß";"joerg@example.org";"15.04.2021 18:30";"2021-04-15T18:30:05+02:00";"Stadt ""Süd""; Bauamt, EG";"ja""#,
        "\"Warteliste\";\"'=1+1\";\"O'Neill\";\"'+49@example.org\";\"28.03.2021 01:59\";\"2021-03-28T01:59:59+01:00\";\"zwei\nZeilen\";\"\"",
        r#""unbestätigt";"";"";"zoe@example.org";"28.03.2021 03:00";"2021-03-28T03:00:00+02:00";"' ＝SUM(A1)";"""#,
        r#""abgemeldet";"Zoë";"李雷";"zoe.l@example.org";"01.01.2021 00:30";"2021-01-01T00:30:00+01:00";"''=1";"'-""#,
        "",
    ];
    let csv = String::from_utf8(bytes(EXCEL, head(Locale::De, &questions), &attendees)).expect("UTF-8");
    assert_eq!(csv, golden.join("\r\n"));
}

#[test]
fn golden_csv_for_excel_in_english() {
    let (_, attendees) = small();
    let csv = String::from_utf8(bytes(EXCEL, head(Locale::En, &["Town?", "Newsletter?"]), &attendees)).expect("UTF-8");
    let header =
        "\u{feff}\"Status\";\"Given name\";\"Family name\";\"E-mail\";\"Registered at\";\"Time (ISO 8601)\";\"Town?\";\"Newsletter?\"\r\n";
    assert!(csv.starts_with(header), "{csv}");
    for status in ["\r\n\"registered\";", "\r\n\"waiting list\";", "\r\n\"unconfirmed\";", "\r\n\"cancelled\";"] {
        assert!(csv.contains(status), "{status}");
    }
}

#[test]
fn golden_csv_as_in_the_rfc() {
    let (questions, attendees) = small();
    let golden = [
        "Status,Given name,Family name,E-mail,Registered at,Time (ISO 8601),Für welche Stadt?,'=Newsletter?",
        r#"registered,Jörg,Müller-Weiß,joerg@example.org,15.04.2021 18:30,2021-04-15T18:30:05+02:00,"Stadt ""Süd""; Bauamt, EG",ja"#,
        "waitlisted,'=1+1,O'Neill,'+49@example.org,28.03.2021 01:59,2021-03-28T01:59:59+01:00,\"zwei\nZeilen\",",
        "pending,,,zoe@example.org,28.03.2021 03:00,2021-03-28T03:00:00+02:00,' ＝SUM(A1),",
        "cancelled,Zoë,李雷,zoe.l@example.org,01.01.2021 00:30,2021-01-01T00:30:00+01:00,''=1,'-",
        "",
    ];
    let csv = String::from_utf8(bytes(RFC4180, head(Locale::De, &questions), &attendees)).expect("UTF-8");
    assert_eq!(csv, golden.join("\r\n"));
}

#[test]
fn golden_json() {
    let (questions, attendees) = small();
    let golden = [
        "[",
        r#"{"status":"registered","given_name":"Jörg","family_name":"Müller-Weiß","email":"joerg@example.org","registered_at":"2021-04-15T16:30:05.123456Z","answers":{"Für welche Stadt?":"Stadt \"Süd\"; Bauamt, EG","=Newsletter?":"ja"}},"#,
        r#"{"status":"waitlisted","given_name":"=1+1","family_name":"O'Neill","email":"+49@example.org","registered_at":"2021-03-28T00:59:59Z","answers":{"Für welche Stadt?":"zwei\nZeilen","=Newsletter?":""}},"#,
        r#"{"status":"pending","given_name":"","family_name":"","email":"zoe@example.org","registered_at":"2021-03-28T01:00:00Z","answers":{"Für welche Stadt?":" ＝SUM(A1)","=Newsletter?":""}},"#,
        r#"{"status":"cancelled","given_name":"Zoë","family_name":"李雷","email":"zoe.l@example.org","registered_at":"2020-12-31T23:30:00Z","answers":{"Für welche Stadt?":"'=1","=Newsletter?":"-"}}"#,
        "]",
        "",
    ];
    let json = String::from_utf8(bytes(Format::Json, head(Locale::De, &questions), &attendees)).expect("UTF-8");
    assert_eq!(json, golden.join("\n"));
}

#[test]
fn golden_sheet_of_the_workbook() {
    let (_, attendees) = small();
    let xlsx = bytes(Format::Xlsx, head(Locale::De, &["Stadt?"]), &[Attendee { answers: vec!["=1+1".to_owned()], ..attendees[0].clone() }]);
    let golden = concat!(
        r#"<sheetData>"#,
        r#"<row r="1">"#,
        r#"<c r="A1" s="1" t="inlineStr"><is><t>Status</t></is></c>"#,
        r#"<c r="B1" s="1" t="inlineStr"><is><t>Vorname</t></is></c>"#,
        r#"<c r="C1" s="1" t="inlineStr"><is><t>Nachname</t></is></c>"#,
        r#"<c r="D1" s="1" t="inlineStr"><is><t>E-Mail</t></is></c>"#,
        r#"<c r="E1" s="1" t="inlineStr"><is><t>Angemeldet am</t></is></c>"#,
        r#"<c r="F1" s="1" t="inlineStr"><is><t>Zeitpunkt (ISO 8601)</t></is></c>"#,
        r#"<c r="G1" s="1" t="inlineStr"><is><t>Stadt?</t></is></c>"#,
        r#"</row><row r="2">"#,
        r#"<c r="A2" t="inlineStr"><is><t>angemeldet</t></is></c>"#,
        r#"<c r="B2" t="inlineStr"><is><t>Jörg</t></is></c>"#,
        r#"<c r="C2" t="inlineStr"><is><t>Müller-Weiß</t></is></c>"#,
        r#"<c r="D2" t="inlineStr"><is><t>joerg@example.org</t></is></c>"#,
        r#"<c r="E2" s="2"><v>44301.770891203705</v></c>"#,
        r#"<c r="F2" t="inlineStr"><is><t>2021-04-15T18:30:05+02:00</t></is></c>"#,
        r#"<c r="G2" s="3" t="inlineStr"><is><t>=1+1</t></is></c>"#,
        r#"</row></sheetData>"#,
    );
    let sheet = part(&xlsx, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(golden), "{sheet}");
    assert!(sheet.contains(r#"<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>"#), "{sheet}");
    assert!(sheet.contains(r#"<autoFilter ref="A1:G2"/>"#), "{sheet}");
    let styles = part(&xlsx, "xl/styles.xml");
    assert!(styles.contains(r#"formatCode="dd\.mm\.yyyy\ hh:mm""#), "{styles}");
    assert!(styles.contains(r#"quotePrefix="1""#), "{styles}");
    assert!(part(&xlsx, "docProps/core.xml").contains("1980-01-01T00:00:00Z"), "the file says when it was made");
}

#[test]
fn the_same_list_is_the_same_file() {
    let (questions, attendees) = small();
    for format in [EXCEL, RFC4180, Format::Xlsx, Format::Json] {
        let list = || bytes(format, head(Locale::De, &questions), &attendees);
        assert!(list() == list(), "{format:?}");
    }
}

#[test]
fn an_empty_list_is_a_whole_file() {
    assert_eq!(bytes(Format::Json, head(Locale::De, &[]), &[]), b"[]\n");
    assert_eq!(records(RFC4180, &bytes(RFC4180, head(Locale::De, &[]), &[])).len(), 1);
    assert_eq!(sheet(&bytes(Format::Xlsx, head(Locale::En, &[]), &[])).1.len(), 1);
}

#[test]
fn a_workbook_has_real_dates_and_texts_without_marks() {
    let (questions, attendees) = small();
    let (name, rows) = sheet(&bytes(Format::Xlsx, head(Locale::De, &questions), &attendees));
    assert_eq!(name, "Teilnehmende");
    assert_eq!(
        texts(&rows[1]),
        ["angemeldet", "Jörg", "Müller-Weiß", "joerg@example.org", "", "2021-04-15T18:30:05+02:00", "Stadt \"Süd\"; Bauamt, EG", "ja"]
    );
    assert_eq!(&texts(&rows[2])[1..4], ["=1+1", "O'Neill", "+49@example.org"]);
    assert_eq!(local_time(&rows[1][4]), datetime(2021, 4, 15, 18, 30, 5, 0));
    assert_eq!(local_time(&rows[3][4]), datetime(2021, 3, 28, 3, 0, 0, 0));
}

#[test]
fn a_zone_that_is_unknown_is_refused() {
    for format in [EXCEL, RFC4180, Format::Xlsx] {
        let head = ListHead { zone: "Europe/Kleinstadt".to_owned(), ..head(Locale::De, &[]) };
        assert!(matches!(ListWriter::new(format, head, Vec::new()), Err(ListError::UnknownZone(zone)) if zone == "Europe/Kleinstadt"));
    }
}

#[test]
fn answers_that_do_not_fit_the_questions_are_refused() {
    let (_, attendees) = small();
    for format in [EXCEL, RFC4180, Format::Xlsx, Format::Json] {
        let mut list = ListWriter::new(format, head(Locale::De, &["Stadt?"]), Vec::new()).expect("a list");
        assert!(matches!(list.write(&attendees[0]), Err(ListError::Answers { expected: 1, found: 2 })), "{format:?}");
    }
}

#[test]
fn an_error_of_the_reader_arrives() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
    }
    for format in [EXCEL, RFC4180, Format::Xlsx, Format::Json] {
        let written = ListWriter::new(format, head(Locale::De, &[]), Gone).and_then(ListWriter::finish);
        assert!(matches!(written, Err(ListError::Write(_))), "{format:?}: {written:?}");
    }
}

#[test]
fn formats_and_dialects_have_words() {
    assert_eq!("csv".parse(), Ok(EXCEL));
    assert_eq!("xlsx".parse(), Ok(Format::Xlsx));
    assert_eq!("json".parse(), Ok(Format::Json));
    assert_eq!("excel".parse(), Ok(Dialect::Excel));
    assert_eq!("rfc4180".parse(), Ok(Dialect::Rfc4180));
    assert_eq!("ods".parse::<Format>().expect_err("no format").to_string(), "the format must be csv, xlsx or json, not \"ods\"");
    assert_eq!("tsv".parse::<Dialect>().expect_err("no dialect").to_string(), "the dialect must be excel or rfc4180, not \"tsv\"");
}

#[test]
fn a_file_is_named_after_date_and_event() {
    let slug = Slug::parse("kleinstaedte").expect("a slug");
    let on: Date = date(2021, 4, 15);
    assert_eq!(list::file_name(&slug, on, Locale::De, EXCEL), "2021-04-15_kleinstaedte_teilnehmende.csv");
    assert_eq!(list::file_name(&slug, on, Locale::En, Format::Xlsx), "2021-04-15_kleinstaedte_attendees.xlsx");
}

#[test]
fn a_list_may_be_written_on_another_thread() {
    fn sendable(_: &impl Send) {}
    for format in [EXCEL, Format::Xlsx, Format::Json] {
        sendable(&ListWriter::new(format, head(Locale::De, &[]), Vec::new()).expect("a list"));
    }
}

#[test]
fn texts_of_formulas_are_neutral_and_others_stand_as_typed() {
    for text in [
        "=1",
        "+1",
        "-1",
        "@SUM",
        "\t=1",
        "\r=1",
        "\0=1",
        "\n=1",
        " =1",
        "\u{a0}=1",
        "\"=1",
        "'=1",
        "\u{feff}=1",
        "\u{200b}=1",
        "＝1",
        "＋1",
        "－1",
        "＠1",
    ] {
        assert_eq!(list::neutral(text), format!("'{text}"));
    }
    for text in ["", " ", "'", "\"", "a=1", "O'Neill", "'s-Hertogenbosch", "49 30", "–", "a,=1"] {
        assert_eq!(list::neutral(text), text);
    }
}

proptest! {
    #[test]
    fn a_neutral_cell_tells_what_was_typed(text in text()) {
        let cell = list::neutral(&text);
        prop_assert_eq!(list::typed(&cell), text.as_str());
    }

    #[test]
    fn every_cell_of_a_csv_comes_back((head, attendees) in any_list()) {
        for format in [EXCEL, RFC4180] {
            let rows = records(format, &bytes(format, head.clone(), &attendees));
            prop_assert_eq!(rows.len(), attendees.len() + 1);
            for (row, expected) in rows[1..].iter().zip(&attendees) {
                let cells: Vec<&str> = row.iter().map(|cell| list::typed(cell)).collect();
                prop_assert_eq!(&cells[1..4], [&expected.given_name, &expected.family_name, &expected.email]);
                let at: Timestamp = cells[5].parse().expect("ISO 8601");
                prop_assert_eq!(at.as_second(), expected.registered_at.as_second());
                prop_assert_eq!(&cells[6..], &expected.answers);
            }
            let questions: Vec<&str> = rows[0][6..].iter().map(|cell| list::typed(cell)).collect();
            prop_assert_eq!(questions, head.questions.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_cell_of_a_csv_begins_like_a_formula((head, attendees) in any_list()) {
        for format in [EXCEL, RFC4180] {
            for cell in records(format, &bytes(format, head.clone(), &attendees)).concat() {
                let seen = cell.trim_start_matches(['"', ' ']);
                prop_assert!(!cell.starts_with(FORMULA) && !seen.starts_with(FORMULA), "{:?}", cell);
            }
        }
    }

    #[test]
    fn every_cell_of_a_workbook_comes_back((head, attendees) in any_list()) {
        let xlsx = bytes(Format::Xlsx, head.clone(), &attendees);
        let xml = part(&xlsx, "xl/worksheets/sheet1.xml");
        prop_assert!(!xml.contains("<f>") && !xml.contains("<f "), "a formula: {}", xml);
        let (_, rows) = sheet(&xlsx);
        prop_assert_eq!(rows.len(), attendees.len() + 1);
        for (row, expected) in rows[1..].iter().zip(&attendees) {
            let mut cells = texts(row);
            // Columns without any text are none.
            cells.resize(head.questions.len() + 6, String::new());
            prop_assert_eq!(&cells[1..4], [expected.given_name.as_str(), &expected.family_name, &expected.email]);
            prop_assert_eq!(local_time(&row[4]), berlin(expected.registered_at));
            prop_assert_eq!(&cells[6..], &expected.answers[..]);
        }
    }

    #[test]
    fn every_value_of_the_json_comes_back((head, attendees) in any_list()) {
        let rows: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_slice(&bytes(Format::Json, head.clone(), &attendees)).expect("JSON");
        prop_assert_eq!(rows.len(), attendees.len());
        for (row, expected) in rows.iter().zip(&attendees) {
            prop_assert_eq!(&row["status"], expected.status.as_str());
            prop_assert_eq!(&row["given_name"], expected.given_name.as_str());
            prop_assert_eq!(&row["family_name"], expected.family_name.as_str());
            prop_assert_eq!(&row["email"], expected.email.as_str());
            prop_assert_eq!(row["registered_at"].as_str().expect("a time").parse::<Timestamp>().expect("RFC 3339"), expected.registered_at);
            prop_assert_eq!(row["answers"].as_object().expect("an object").len(), head.questions.len());
            if head.questions.iter().collect::<HashSet<_>>().len() == head.questions.len() {
                for (question, answer) in head.questions.iter().zip(&expected.answers) {
                    prop_assert_eq!(&row["answers"][question], answer.as_str());
                }
            }
        }
    }
}

/// Any text, often one that begins like a formula or holds what separates cells.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => any::<String>(),
        2 => "[\"' \u{feff}\u{a0}\t\r\n\0]{0,3}[=+@＝＋－＠\t\r\0-]{1,2}[a-z();,\"'ü\r\n]{0,8}",
        2 => "[a-zäöüß;,\"'\r\n \t=+@-]{0,12}",
        1 => Just(String::new()),
    ]
}

/// A list of up to four people and two questions.
fn any_list() -> impl Strategy<Value = (ListHead, Vec<Attendee>)> {
    let locale = prop_oneof![Just(Locale::De), Just(Locale::En)];
    (locale, prop::collection::vec(text(), 0..=2)).prop_flat_map(|(locale, questions)| {
        let attendees = prop::collection::vec(any_attendee(questions.len()), 0..=4);
        attendees.prop_map(move |attendees| (head(locale, &questions.iter().map(String::as_str).collect::<Vec<_>>()), attendees))
    })
}

fn any_attendee(answers: usize) -> impl Strategy<Value = Attendee> {
    use RegistrationStatus::{Cancelled, Pending, Registered, Waitlisted};
    let status = prop_oneof![Just(Registered), Just(Waitlisted), Just(Pending), Just(Cancelled)];
    // Until 2100, microseconds as the database has them.
    let at = (0_i64..4_102_444_800_000_000).prop_map(|at| Timestamp::from_microsecond(at).expect("an instant"));
    (status, text(), text(), text(), at, prop::collection::vec(text(), answers)).prop_map(
        |(status, given_name, family_name, email, registered_at, answers)| Attendee {
            status,
            given_name,
            family_name,
            email,
            registered_at,
            answers,
            ..attendee(status, ["", ""], "", "2021-04-15T16:30:00Z", &[])
        },
    )
}

/// The records of a CSV file, the header among them.
fn records(format: Format, csv: &[u8]) -> Vec<Vec<String>> {
    let (csv, delimiter) = match format {
        EXCEL => (csv.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark"), b';'),
        _ => (csv, b','),
    };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(csv);
    reader.records().map(|record| record.expect("a record").iter().map(str::to_owned).collect()).collect()
}

/// The name and the rows of the only sheet of a workbook.
fn sheet(xlsx: &[u8]) -> (String, Vec<Vec<Data>>) {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(xlsx)).expect("a workbook");
    let (name, range) = workbook.worksheets().pop().expect("a sheet");
    (name, range.rows().map(<[Data]>::to_vec).collect())
}

/// The text of each cell; nothing for what is none.
fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(|cell| cell.get_string().unwrap_or_default().to_owned()).collect()
}

/// The date in a cell, to the second.
fn local_time(cell: &Data) -> jiff::civil::DateTime {
    let Data::DateTime(at) = cell else { panic!("no date: {cell:?}") };
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    assert_eq!(milli, 0, "a fraction of a second");
    let part = |number: u8| i8::try_from(number).expect("a part of a date");
    datetime(i16::try_from(year).expect("a year"), part(month), part(day), part(hour), part(minute), part(second), 0)
}

fn berlin(at: Timestamp) -> jiff::civil::DateTime {
    let whole = Timestamp::from_second(at.as_second()).expect("an instant");
    whole.to_zoned(TimeZone::get("Europe/Berlin").expect("Berlin")).datetime()
}

/// A file of a workbook.
fn part(xlsx: &[u8], name: &str) -> String {
    let mut text = String::new();
    zip::ZipArchive::new(Cursor::new(xlsx)).expect("a zip file").by_name(name).expect("a part").read_to_string(&mut text).expect("UTF-8");
    text
}
