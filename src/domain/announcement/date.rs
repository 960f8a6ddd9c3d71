//! Reads dates and times of day as German and English announcements write them, into tokens.
//! What the tokens mean together is decided in `when`.

use jiff::civil::{Date, Time, Weekday};

/// A piece of a line about a date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Date(Date),
    /// "12." of "12.–14. Mai 2022".
    Day(i8),
    /// "12. Mai" without a year.
    DayMonth(i8, i8),
    /// Looks like a date or time, but there is none such: "31.02.2022", "25:00".
    Impossible(&'a str),
    /// "18:30", "18.30".
    Clock(Time),
    /// "24:00", which belongs to the next day.
    Midnight,
    /// A bare number; a time only beside "Uhr", "pm" or another time.
    Number(i16),
    /// "Uhr", "h".
    Hour,
    Am,
    Pm,
    /// A dash, "bis", "to".
    To,
    /// "und", "and", "&": between two dates it makes a list.
    And,
    Weekday(Weekday),
    /// Says nothing by itself: "am", "um", a comma.
    Filler,
    Word(&'a str),
}

/// A token with the offset where it starts.
pub(super) type Placed<'a> = (usize, Token<'a>);

const MONTHS: [&str; 12] = [
    "januar|jänner|january|jan",
    "februar|february|feb",
    "märz|maerz|march|mär|mar|mrz",
    "april|apr",
    "mai|may",
    "juni|june|jun",
    "juli|july|jul",
    "august|aug",
    "september|sept|sep",
    "oktober|october|okt|oct",
    "november|nov",
    "dezember|december|dez|dec",
];

const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "montag|monday|mo|mon"),
    (Weekday::Tuesday, "dienstag|tuesday|di|tue|tues"),
    (Weekday::Wednesday, "mittwoch|wednesday|mi|wed"),
    (Weekday::Thursday, "donnerstag|thursday|do|thu|thur|thurs"),
    (Weekday::Friday, "freitag|friday|fr|fri"),
    (Weekday::Saturday, "samstag|sonnabend|saturday|sa|sat"),
    (Weekday::Sunday, "sonntag|sunday|so|sun"),
];

/// The zones of the product's home are understood; any other one is a word that needs a person.
const FILLERS: &str = "von|ab|um|am|vom|den|der|the|of|on|at|from|in|im|mez|mesz|cet|cest|gegen|ca|circa|etwa|approx|jeweils|each|\
                       beginn|beginnt|start|starts|zeit|uhrzeit|time|datum|date|ende|end";

/// Whether a text goes on with the name of a month: "15. April" is no numbered list.
pub(super) fn starts_with_month(text: &str) -> bool {
    let word = &text[..word_end(text)];
    month(word).is_some()
}

/// Cuts a text into tokens; every visible character but punctuation belongs to one.
pub(super) fn tokens(text: &str) -> Vec<Placed<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let (token, length) = if c.is_ascii_digit() {
            number(rest)
        } else if c.is_alphabetic() {
            word(rest)
        } else if matches!(c, '-' | '–' | '—' | '−' | '‒') {
            (Some(Token::To), c.len_utf8())
        } else if c == '&' || c == '+' {
            (Some(Token::And), 1)
        } else {
            (None, c.len_utf8())
        };
        tokens.extend(token.map(|token| (at, token)));
        at += length;
    }
    tokens
}

fn word_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())
}

fn word(text: &str) -> (Option<Token<'_>>, usize) {
    let end = word_end(text);
    let lower = text[..end].to_lowercase();
    if let Some(month) = month(&lower)
        && let Some((token, length)) = month_first(text, end, month)
    {
        return (Some(token), length);
    }
    if let Some(length) = meridiem(text) {
        let token = if lower.starts_with('a') { Token::Am } else { Token::Pm };
        return (Some(token), length);
    }
    let o_clock = ["o'clock", "o’clock"].into_iter().find(|name| text.starts_with(name));
    if let Some(name) = o_clock {
        return (Some(Token::Hour), name.len());
    }
    // "18 Uhr s.t." starts on the hour; "c.t." would not, and stays a word.
    if text.starts_with("s.t.") {
        return (Some(Token::Filler), "s.t.".len());
    }
    let weekday = WEEKDAYS.iter().find(|(_, names)| names.split('|').any(|name| name == lower));
    let token = match lower.as_str() {
        "uhr" | "h" | "hrs" => Token::Hour,
        "bis" | "to" | "until" | "till" => Token::To,
        "und" | "and" | "sowie" => Token::And,
        "noon" => Token::Clock(Time::constant(12, 0, 0, 0)),
        "midnight" | "mitternacht" => Token::Midnight,
        name if FILLERS.split('|').any(|filler| filler == name) => Token::Filler,
        _ => {
            let Some((weekday, _)) = weekday else {
                let end = compound_end(text);
                return (Some(Token::Word(&text[..end])), end);
            };
            Token::Weekday(*weekday)
        }
    };
    (Some(token), end)
}

/// "Online-Vortrag" is one word, and so is "C3" or "E-Mail"; a number behind it is no time.
fn compound_end(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '/' | '.' | '@' | '_' | ':')).unwrap_or(text.len())
}

fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    (1..).zip(MONTHS).find(|(_, names)| names.split('|').any(|name| name == word)).map(|(number, _)| number)
}

/// "am", "a.m.", "pm", "p.m."; the German "am" never follows a number directly (see `when`).
fn meridiem(text: &str) -> Option<usize> {
    ["a.m.", "p.m.", "a.m", "p.m", "am", "pm"]
        .into_iter()
        .find(|name| {
            text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
                && !text[name.len()..].starts_with(char::is_alphanumeric)
        })
        .map(str::len)
}

/// "April 15, 2021", "April 15th", "Apr. 15 2021".
fn month_first(text: &str, end: usize, month: i8) -> Option<(Token<'_>, usize)> {
    let mut cursor = Cursor { text, at: end };
    cursor.skip(&['.']);
    cursor.skip(&[' ']);
    let (day, digits) = cursor.digits()?;
    if digits > 2 || cursor.text[cursor.at..].starts_with([':']) {
        return None;
    }
    cursor.skip_ordinal();
    let after_day = cursor.at;
    cursor.skip(&[',', '.', ' ']);
    if let Some((year, 4)) = cursor.digits() {
        return Some((date(year, month.unsigned_abs().into(), day, &text[..cursor.at]), cursor.at));
    }
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    Some((Token::DayMonth(day, month), after_day))
}

/// Everything that starts with a digit.
fn number(text: &str) -> (Option<Token<'_>>, usize) {
    let mut cursor = Cursor { text, at: 0 };
    let Some((first, digits)) = cursor.digits() else {
        // More digits than a number has: skipped at once, or a page of them would take for ever.
        let end = compound_end(text);
        return (Some(Token::Word(&text[..end])), end);
    };
    let found = if digits == 4 {
        iso_date(text, cursor, first)
    } else if digits <= 2 {
        numeric_date(text, cursor, first)
            .or_else(|| named_month(text, cursor, first))
            .or_else(|| clock(text, cursor, first))
            .or_else(|| day(cursor, first))
    } else {
        None
    };
    let (token, length) = found.unwrap_or_else(|| match i16::try_from(first) {
        // "15th" without a month, "3D", "90min": a word that starts with a digit.
        Ok(number) if !is_glued_to_word(cursor) => (Token::Number(number), cursor.at),
        _ => {
            let end = compound_end(text).max(cursor.at);
            (Token::Word(&text[..end]), end)
        }
    });
    (Some(token), length)
}

fn is_glued_to_word(cursor: Cursor<'_>) -> bool {
    let rest = &cursor.text[cursor.at..];
    let word = rest[..word_end(rest)].to_lowercase();
    !word.is_empty() && !matches!(word.as_str(), "h" | "uhr" | "am" | "pm" | "a" | "p")
}

/// "2021-04-15", also as the start of "2021-04-15T18:30".
fn iso_date<'a>(text: &'a str, mut cursor: Cursor<'a>, year: u32) -> Option<(Token<'a>, usize)> {
    cursor.expect('-')?;
    let (month, _) = cursor.digits()?;
    cursor.expect('-')?;
    let (day, _) = cursor.digits()?;
    let end = cursor.at;
    if cursor.expect('T').is_some() && !cursor.text[cursor.at..].starts_with(char::is_numeric) {
        return None;
    }
    Some((date(year, month, day, &text[..end]), cursor.at))
}

/// "15.04.2021", "15. 4. 21", "15.04.", "15/04/2021".
fn numeric_date<'a>(text: &'a str, cursor: Cursor<'a>, day: u32) -> Option<(Token<'a>, usize)> {
    let separator = ['.', '/', '-'].into_iter().find(|&c| cursor.text[cursor.at..].starts_with(c))?;
    let mut cursor = cursor;
    cursor.expect(separator)?;
    cursor.skip(&[' ']);
    let (month, digits) = cursor.digits().filter(|(_, digits)| *digits <= 2)?;
    let is_dotted = separator == '.';
    let second = cursor.expect(separator);
    let after_month = cursor.at;
    if second.is_some() {
        cursor.skip(&[' ']);
        if let Some((year, digits @ (2 | 4))) = cursor.digits()
            && !(digits == 2 && cursor.text[cursor.at..].starts_with([':', '.']) && is_time_tail(cursor))
        {
            let year = if digits == 2 { 2000 + year } else { year };
            // 04/15/2021 can only be meant the American way.
            let (day, month) = if !is_dotted && month > 12 && day <= 12 { (month, day) } else { (day, month) };
            return Some((date(year, month, day, &text[..cursor.at]), cursor.at));
        }
    }
    // "18.30." at the end of a sentence is a time, and without the second dot everything is.
    let is_partial = is_dotted && second.is_some() && digits <= 2 && (1..=12).contains(&month);
    let says_uhr = text[after_month..].trim_start().get(.."uhr".len()).is_some_and(|word| word.eq_ignore_ascii_case("uhr"));
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    let month = i8::try_from(month).ok()?;
    (is_partial && !says_uhr).then_some((Token::DayMonth(day, month), after_month))
}

/// Whether the two digits before the cursor were hours: "15.04. 18:30".
fn is_time_tail(mut cursor: Cursor<'_>) -> bool {
    cursor.skip(&[':', '.']);
    cursor.digits().is_some_and(|(_, digits)| digits == 2)
}

/// "15. April 2021", "15 April", "15th of April 2021", "15. Apr. 2021".
fn named_month<'a>(text: &'a str, mut cursor: Cursor<'a>, day: u32) -> Option<(Token<'a>, usize)> {
    cursor.skip_ordinal();
    cursor.skip(&['.', ' ']);
    if cursor.text[cursor.at..].starts_with("of ") {
        cursor.at += "of ".len();
    }
    let rest = &text[cursor.at..];
    let end = word_end(rest);
    let month = month(&rest[..end])?;
    cursor.at += end;
    let after_month = cursor.at;
    cursor.skip(&['.', ',', ' ']);
    if let Some((year, 4)) = cursor.digits() {
        let found = date(year, u32::from(month.unsigned_abs()), day, &text[..cursor.at]);
        return Some((found, cursor.at));
    }
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    Some((Token::DayMonth(day, month), after_month))
}

/// "18:30", "18.30", "18h30", "18:30:00", "24:00".
fn clock<'a>(text: &'a str, mut cursor: Cursor<'a>, hour: u32) -> Option<(Token<'a>, usize)> {
    cursor.expect_any(&[':', '.', 'h'])?;
    let (minute, _) = cursor.digits().filter(|(_, digits)| *digits == 2)?;
    let end = cursor.at;
    if cursor.expect(':').is_some() && cursor.digits().is_none() {
        cursor.at = end;
    }
    if (hour, minute) == (24, 0) {
        return Some((Token::Midnight, cursor.at));
    }
    let time = Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0);
    let token = time.map_or(Token::Impossible(&text[..cursor.at]), Token::Clock);
    Some((token, cursor.at))
}

/// "12." of "12.–14. Mai 2022" or of "5., 12. und 19. Mai".
fn day(mut cursor: Cursor<'_>, day: u32) -> Option<(Token<'_>, usize)> {
    cursor.expect('.')?;
    let rest = cursor.text[cursor.at..].trim_start();
    let goes_on = rest.starts_with([',', '-', '–', '—', '/', '&']) || rest.starts_with("und ") || rest.starts_with("bis ");
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    goes_on.then_some((Token::Day(day), cursor.at))
}

fn date(year: u32, month: u32, day: u32, text: &str) -> Token<'_> {
    let found = (|| {
        let year = i16::try_from(year).ok()?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    })();
    found.map_or(Token::Impossible(text), Token::Date)
}

/// A position in a text that starts with a digit or a month.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    /// The number at the position and how many digits it has; no more than nine, so it always fits.
    fn digits(&mut self) -> Option<(u32, usize)> {
        let rest = &self.text[self.at..];
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[..length].parse().ok()?;
        self.at += length;
        Some((number, length))
    }

    fn expect(&mut self, c: char) -> Option<()> {
        self.expect_any(&[c])
    }

    fn expect_any(&mut self, any: &[char]) -> Option<()> {
        let c = self.text[self.at..].chars().next().filter(|c| any.contains(c))?;
        self.at += c.len_utf8();
        Some(())
    }

    fn skip(&mut self, any: &[char]) {
        while self.expect_any(any).is_some() {}
    }

    fn skip_ordinal(&mut self) {
        let rest = &self.text[self.at..];
        if matches!(&rest[..word_end(rest)], "st" | "nd" | "rd" | "th") {
            self.at += 2;
        }
    }
}
