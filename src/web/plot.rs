//! A plot of counts over time as SVG: bars for what each step brought, a line for what had come by its end.
//!
//! Shapes stand in a drawing that is stretched to the width of the page, letters beside it in the page's own size: so they are read on a
//! telephone as on paper. Colours are those of the style sheet, in the dark and in print, too. What it shows also stands in a table
//! under it; nobody needs the picture.

use askama::Template;

/// Width and height of the drawing, which is stretched.
const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 200.0;
/// Levels at which the numbers of marks stand, so that those close to one another do not lie on one another.
const LEVELS: usize = 3;
/// Numbers closer than this, as a part of the width, stand on different levels.
const CLOSE: f64 = 0.06;
/// A word below the axis keeps so far from both ends.
const FROM_ENDS: f64 = 0.25;
/// The most lines across.
const MOST_LINES: u64 = 5;

/// What is drawn.
pub(super) struct Counts {
    /// By step: what came in it, and what stood at its end. The last steps may be missing: they are still to come.
    pub(super) steps: Vec<(u64, u64)>,
    /// How many steps the axis has.
    pub(super) length: usize,
    /// What cannot be exceeded, in words, too.
    pub(super) limit: Option<(u64, String)>,
    /// Moments on the axis, as parts of it, in order; each gets its number.
    pub(super) marks: Vec<f64>,
    /// Where now is on the axis, with its word.
    pub(super) now: Option<(f64, String)>,
    /// What stands at the beginning and at the end of the axis.
    pub(super) ends: (String, String),
}

/// The picture.
#[derive(Template)]
#[template(path = "organiser/plot.html")]
pub(super) struct Plot {
    id: String,
    title: String,
    words: String,
    bars: Vec<Bar>,
    line: String,
    across: Vec<Across>,
    limit: Option<(String, String)>,
    marks: Vec<Mark>,
    now: Option<(String, Option<String>)>,
    ends: (String, String),
}

struct Bar {
    x: String,
    y: String,
    width: String,
    height: String,
}

/// A line across with its count.
struct Across {
    y: String,
    count: u64,
}

struct Mark {
    at: String,
    number: usize,
    level: usize,
}

impl Plot {
    /// Draws counts, named for those who do not see them.
    pub(super) fn of(id: &str, title: String, words: String, counts: Counts) -> Self {
        let highest = counts.steps.iter().map(|(came, stood)| *came.max(stood)).max().unwrap_or_default();
        // A limit far above everything would press it to the ground.
        let limit = counts.limit.filter(|(limit, _)| *limit <= 2 * highest.max(1));
        let step = step_across(highest.max(limit.as_ref().map_or(1, |(limit, _)| *limit)));
        let top = highest.max(limit.as_ref().map_or(1, |(limit, _)| *limit)).div_ceil(step) * step;
        let y = |count: u64| part(count, top).mul_add(-HEIGHT, HEIGHT);
        Self {
            id: id.to_owned(),
            title,
            words,
            bars: bars(&counts.steps, counts.length, y),
            line: line(&counts.steps, counts.length, y),
            across: (0..=top / step).map(|number| Across { y: percent(1.0 - part(number * step, top)), count: number * step }).collect(),
            limit: limit.map(|(limit, words)| (percent(1.0 - part(limit, top)), words)),
            marks: marks(&counts.marks),
            now: counts.now.map(|(at, word)| (percent(at), (FROM_ENDS..=1.0 - FROM_ENDS).contains(&at).then_some(word))),
            ends: counts.ends,
        }
    }
}

/// 1, 2 or 5, or ten times as many, and so on: how far lines across are apart.
fn step_across(top: u64) -> u64 {
    let mut step = 1;
    loop {
        for times in [1, 2, 5] {
            if top.div_ceil(step * times) <= MOST_LINES {
                return step * times;
            }
        }
        step *= 10;
    }
}

fn bars(steps: &[(u64, u64)], length: usize, y: impl Fn(u64) -> f64) -> Vec<Bar> {
    let width = WIDTH / as_f64(length.max(1));
    let came = steps.iter().enumerate().filter(|(_, (came, _))| *came > 0);
    came.map(|(index, (came, _))| Bar {
        x: units(as_f64(index) * width + width * 0.1),
        y: units(y(*came)),
        width: units(width * 0.8),
        height: units(HEIGHT - y(*came)),
    })
    .collect()
}

/// The path of the line: level during a step, and up or down at its end.
fn line(steps: &[(u64, u64)], length: usize, y: impl Fn(u64) -> f64) -> String {
    let width = WIDTH / as_f64(length.max(1));
    let step = |(index, (_, stood)): (usize, &(u64, u64))| format!("V{}H{}", units(y(*stood)), units(as_f64(index + 1) * width));
    let steps: Vec<String> = steps.iter().enumerate().map(step).collect();
    format!("M0 {}{}", units(HEIGHT), steps.concat())
}

fn marks(at: &[f64]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let (mut level, mut before) = (0, None::<f64>);
    for (index, at) in at.iter().enumerate() {
        level = if before.is_some_and(|before| at - before < CLOSE) { (level + 1) % LEVELS } else { 0 };
        before = Some(*at);
        marks.push(Mark { at: percent(*at), number: index + 1, level });
    }
    marks
}

fn part(count: u64, of: u64) -> f64 {
    as_f64(count) / as_f64(of)
}

#[expect(clippy::cast_precision_loss, reason = "no picture shows the difference")]
fn as_f64(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or_default() as f64
}

/// A part of the width, as SVG has it.
pub(super) fn percent(part: f64) -> String {
    format!("{:.2}%", part * 100.0)
}

fn units(length: f64) -> String {
    format!("{length:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plot(steps: &[(u64, u64)], limit: Option<u64>, marks: &[f64]) -> Plot {
        let counts = Counts {
            steps: steps.to_vec(),
            length: 4,
            limit: limit.map(|limit| (limit, format!("{limit} places"))),
            marks: marks.to_vec(),
            now: None,
            ends: ("1 Apr".to_owned(), "4 Apr".to_owned()),
        };
        Plot::of("p", "Title".to_owned(), "Words".to_owned(), counts)
    }

    #[test]
    fn lines_across_have_round_counts_and_are_few() {
        for (top, step) in [(0, 1), (1, 1), (5, 1), (6, 2), (11, 5), (43, 10), (60, 20), (30_000, 10_000)] {
            assert_eq!(step_across(top), step, "{top}");
        }
    }

    #[test]
    fn the_line_rises_with_what_came_and_ends_where_the_future_begins() {
        assert_eq!(plot(&[(1, 1), (0, 1), (3, 4)], None, &[]).line, "M0 200.0V150.0H250.0V150.0H500.0V0.0H750.0");
    }

    #[test]
    fn a_limit_that_would_press_everything_to_the_ground_is_left_out() {
        assert_eq!(plot(&[(4, 4)], Some(8), &[]).limit.expect("a limit").0, "0.00%");
        assert!(plot(&[(4, 4)], Some(9), &[]).limit.is_none());
    }

    #[test]
    fn marks_that_are_close_stand_on_different_levels() {
        let levels: Vec<_> = plot(&[(1, 1)], None, &[0.1, 0.5, 0.52, 0.54, 0.9]).marks.iter().map(|mark| mark.level).collect();
        assert_eq!(levels, [0, 0, 1, 2, 0]);
    }
}
