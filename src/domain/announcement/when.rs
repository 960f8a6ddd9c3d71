//! Puts dates and times together: from the tokens of a line to what the line says.

use jiff::Span;
use jiff::civil::{Date, Time, Weekday};

use super::date::{self, Token};
use super::warning::WarningKind;

/// A prose sentence says date and time near each other.
const PROSE_WINDOW_CHARS: usize = 100;

/// What one line says about the date.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Reading<'a> {
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
    pub(super) start: Option<Clock>,
    pub(super) end: Option<Clock>,
    pub(super) problem: Option<WarningKind>,
    /// Whether words stand before the date.
    pub(super) has_lead: bool,
    /// What follows the date and says something else, such as the place.
    pub(super) rest: &'a str,
}

/// A time of day; midnight at the end of a day counts as 24:00.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Clock {
    At(Time),
    EndOfDay,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    Date(Date),
    NoYear,
    Impossible,
    Time(Clock),
    To,
    And,
    Weekday(Weekday),
    Word,
}

#[derive(Clone, Copy, PartialEq)]
enum Words {
    /// The first word behind a date or time ends the reading.
    End,
    Skip,
}

impl Reading<'_> {
    pub(super) fn has_date(&self) -> bool {
        self.first.is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none() && self.start.is_none()
    }
}

/// Reads a line that is about the date.
pub(super) fn read(text: &str) -> Reading<'_> {
    walk(text, &pieces(&date::tokens(text)), Words::End)
}

/// Reads the first date with a time out of running text.
pub(super) fn read_prose(text: &str) -> Option<Reading<'_>> {
    let tokens = date::tokens(text);
    let dated = tokens.iter().position(|(_, token)| matches!(token, Token::Date(_)))?;
    let first = tokens[..dated].iter().rposition(|(_, token)| matches!(token, Token::Word(_))).map_or(0, |word| word + 1);
    let start = tokens[first].0;
    let end = text[start..].char_indices().nth(PROSE_WINDOW_CHARS).map_or(text.len(), |(at, _)| start + at);
    let window = &text[start..end];
    let reading = walk(window, &pieces(&date::tokens(window)), Words::Skip);
    (reading.has_date() && reading.start.is_some()).then_some(reading)
}

/// Whether running text names further days beside those of the reading.
pub(super) fn has_more_dates(text: &str, reading: &Reading<'_>) -> bool {
    date::tokens(text).into_iter().any(|(_, token)| match token {
        Token::Date(date) => reading.first != Some(date) && reading.last != Some(date),
        _ => false,
    })
}

/// Decides what the numbers are and completes "12.–14. Mai 2022".
fn pieces(tokens: &[date::Placed<'_>]) -> Vec<(usize, Piece)> {
    let mut pieces: Vec<(usize, Piece)> = Vec::new();
    let mut index = 0;
    while let Some(&(at, token)) = tokens.get(index) {
        let mut used = 1;
        let piece = match token {
            Token::Date(date) => Some(Piece::Date(date)),
            Token::Day(day) => Some(complete(tokens, index, day, None)),
            Token::DayMonth(day, month) => Some(complete(tokens, index, day, Some(month))),
            Token::Impossible(_) => Some(Piece::Impossible),
            Token::Midnight => Some(Piece::Time(Clock::EndOfDay)),
            Token::To => Some(Piece::To),
            Token::And => Some(Piece::And),
            Token::Weekday(weekday) => Some(Piece::Weekday(weekday)),
            Token::Word(_) => Some(Piece::Word),
            Token::Hour | Token::Am | Token::Pm | Token::Filler => None,
            Token::Clock(time) => Some(Piece::Time(Clock::At(with_meridiem(tokens, index, time)))),
            Token::Number(number) => {
                let (piece, consumed) = number_piece(tokens, index, number, pieces.last());
                used = consumed;
                Some(piece)
            }
        };
        pieces.extend(piece.map(|piece| (at, piece)));
        index += used;
    }
    pieces
}

fn number_piece(tokens: &[date::Placed<'_>], index: usize, number: i16, last: Option<&(usize, Piece)>) -> (Piece, usize) {
    let token = |ahead: usize| tokens.get(index + ahead).map(|(_, token)| *token);
    // "3–4 October 2022"
    if let (Some(Token::To | Token::And), Some(Token::Date(_) | Token::DayMonth(..)), Ok(day @ 1..=31)) =
        (token(1), token(2), i8::try_from(number))
    {
        return (complete(tokens, index, day, None), 1);
    }
    let is_time = match token(1) {
        Some(Token::Hour | Token::Am | Token::Pm) => true,
        Some(Token::To) => match token(2) {
            Some(Token::Clock(_) | Token::Midnight) => true,
            Some(Token::Number(_)) => {
                matches!(token(3), Some(Token::Hour | Token::Am | Token::Pm))
            }
            _ => false,
        },
        _ => matches!(last, Some((_, Piece::To))),
    };
    let hour = i8::try_from(number).ok().filter(|_| is_time);
    if hour == Some(24) {
        return (Piece::Time(Clock::EndOfDay), 1);
    }
    let Some(hour) = hour else {
        return (Piece::Word, 1);
    };
    // "18 Uhr 30"
    if let (Some(Token::Hour), Some(Token::Number(minute @ 10..=59))) = (token(1), token(2))
        && !matches!(token(3), Some(Token::Word(_)))
        && let Ok(time) = Time::new(hour, i8::try_from(minute).unwrap_or(0), 0, 0)
    {
        return (Piece::Time(Clock::At(time)), 3);
    }
    let piece = Time::new(hour, 0, 0, 0).map_or(Piece::Impossible, |time| Piece::Time(Clock::At(with_meridiem(tokens, index, time))));
    (piece, 1)
}

/// Applies "pm", also that of the end of a range: "6:30–8 pm", but "10–2 pm" starts in the morning.
fn with_meridiem(tokens: &[date::Placed<'_>], index: usize, time: Time) -> Time {
    let token = |ahead: usize| tokens.get(index + ahead).map(|(_, token)| *token);
    match (token(1), token(2), token(3)) {
        (Some(Token::Am), ..) if time.hour() == 12 => shift(time, -12),
        (Some(Token::Pm), ..) => afternoon(time),
        (Some(Token::To), Some(end), Some(Token::Pm)) => {
            let end = match end {
                Token::Clock(end) => Some(end),
                Token::Number(hour) => i8::try_from(hour).ok().and_then(|hour| Time::new(hour, 0, 0, 0).ok()),
                _ => None,
            };
            match end.map(afternoon) {
                Some(end) if afternoon(time) <= end => afternoon(time),
                _ => time,
            }
        }
        _ => time,
    }
}

fn afternoon(time: Time) -> Time {
    if time.hour() < 12 { shift(time, 12) } else { time }
}

fn shift(time: Time, hours: i64) -> Time {
    time.wrapping_add(Span::new().hours(hours))
}

/// Gives a day the month and year of the next whole date, or of the last one before it.
fn complete(tokens: &[date::Placed<'_>], index: usize, day: i8, month: Option<i8>) -> Piece {
    let whole = |(_, token): &date::Placed<'_>| match token {
        Token::Date(date) => Some(*date),
        _ => None,
    };
    // A list of days is short; a page full of them must not be searched again for each.
    let ahead = tokens[index + 1..].iter().take(24);
    let behind = tokens[..index].iter().rev().take(24);
    let Some(model) = ahead.clone().find_map(whole).or_else(|| behind.clone().find_map(whole)) else {
        return Piece::NoYear;
    };
    Date::new(model.year(), month.unwrap_or(model.month()), day).map_or(Piece::Impossible, Piece::Date)
}

fn walk<'a>(text: &'a str, pieces: &[(usize, Piece)], words: Words) -> Reading<'a> {
    let mut reading = Reading::default();
    let mut weekday = None;
    let mut to = false;
    for &(at, piece) in pieces {
        match piece {
            Piece::Date(date) => {
                if weekday.take().is_some_and(|day| day != date.weekday()) {
                    reading.problem.get_or_insert(WarningKind::WrongWeekday);
                }
                if reading.first.is_none() {
                    reading.first = Some(date);
                } else if to && reading.last.is_none() {
                    reading.last = Some(date);
                } else if words == Words::Skip {
                    break;
                } else {
                    reading.problem = Some(WarningKind::MoreDates);
                }
            }
            Piece::Time(time) if reading.start.is_none() => {
                reading.start = Some(time);
                to = false;
            }
            Piece::Time(time) if to && reading.end.is_none() => reading.end = Some(time),
            Piece::Time(_) | Piece::Word if words == Words::Skip => {}
            Piece::Word if reading.is_empty() && reading.problem.is_none() => {
                reading.has_lead = true;
            }
            Piece::Time(_) | Piece::Word => {
                reading.rest = &text[at..];
                break;
            }
            Piece::NoYear | Piece::Impossible => {
                reading.problem = Some(WarningKind::UnclearDate);
            }
            Piece::Weekday(day) => weekday = Some(day),
            Piece::To => to = true,
            Piece::And => to = false,
        }
    }
    reading
}
