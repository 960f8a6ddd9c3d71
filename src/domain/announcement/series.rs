//! Finds the series that an event belongs to.

use super::words::has_any;

const REIHE: &str = "veranstaltungsreihe|vortragsreihe|gesprächsreihe|diskussionsreihe|seminarreihe|webinarreihe|\
    themenreihe|online-reihe|filmreihe|lesereihe|workshopreihe|workshop-reihe|ringvorlesung|der reihe „|der reihe \"|\
    unserer reihe|die reihe „|die reihe \"|diese reihe|die reihe wird|event series|lecture series|webinar series|\
    seminar series|talk series|our series|this series|the series|part of the series|series of events|online series";

/// Whether the text says somewhere that there is a series.
pub(super) fn is_mentioned(text: &str) -> bool {
    has_any(&text.to_lowercase(), REIHE)
}

/// Whether a line by itself calls itself a series.
pub(super) fn is_series(line: &str) -> bool {
    let lower = line.to_lowercase();
    let is_reihe = lower
        .split(|c: char| !c.is_alphabetic())
        .any(|word| word == "reihe" || word == "zyklus" || word == "ringvorlesung" || (word.ends_with("reihe") && has_any(word, REIHE)));
    let is_idiom = has_any(&lower, "eine reihe von|der reihe nach|in einer reihe|a series of");
    (is_reihe || has_any(&lower, "series")) && !is_idiom
}

/// The series that a text names in quotation marks: "Teil 2 der Reihe „Digital am Abend“".
pub(super) fn quoted(text: &str) -> Option<&str> {
    const WORDS: [&str; 4] = ["reihe ", "Reihe ", "series ", "Series "];
    /// A quotation that goes on longer is a sentence, not a name.
    const LONGEST_NAME_BYTES: usize = 160;
    WORDS.into_iter().find_map(|word| {
        let (_, after) = text.split_once(word)?;
        let name = after.strip_prefix(['„', '“', '"', '»', '«', '‚', '‘', '\''])?;
        let end = name.find(['“', '”', '"', '«', '»', '‘', '’', '\''])?;
        (1..=LONGEST_NAME_BYTES).contains(&end).then(|| name[..end].trim())
    })
}

/// A line that is nothing but the name: `Veranstaltungsreihe „Montags im Museum“`.
pub(super) fn announced(line: &str) -> Option<&str> {
    let (word, rest) = line.split_once(' ')?;
    let name = quoted(line)?;
    let inside = rest.trim_matches(['„', '“', '”', '"', '»', '«', '‚', '‘', '’', '\'']);
    (is_series(word) && inside == name).then_some(name)
}

/// A line without the words that introduce a series and without quotation marks.
pub(super) fn name(line: &str) -> &str {
    line.trim().trim_matches(['„', '“', '”', '"', '»', '«'])
}
