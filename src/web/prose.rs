//! An announcement's Markdown as HTML, in one place: rendered, then cleaned by a list of what is allowed.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::web::page::Markup;

/// The text of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Prose {
    /// The first paragraph, without its tags; larger on the page.
    pub(super) lead: Option<Markup>,
    /// What follows it.
    pub(super) rest: Markup,
    /// The first paragraph as plain text, for search engines and previews.
    pub(super) summary: String,
}

/// What a text may consist of. Everything else loses its tags and keeps its words, scripts and styles lose both.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags =
        HashSet::from(["a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "hr", "li", "ol", "p", "pre", "strong", "ul"]);
    let mut cleaner = Builder::default();
    cleaner
        .tags(tags)
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"));
    cleaner
});

impl Prose {
    /// Renders a description.
    pub(super) fn of(markdown: &str) -> Self {
        let events: Vec<Event<'_>> = below_the_page(Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH).collect());
        let lead_end = match events.first() {
            Some(Event::Start(Tag::Paragraph)) => events.iter().position(|event| *event == Event::End(TagEnd::Paragraph)),
            _ => None,
        };
        match lead_end {
            Some(end) => Self { lead: Some(cleaned(&events[1..end])), rest: cleaned(&events[end + 1..]), summary: plain(&events[1..end]) },
            None => Self { lead: None, rest: cleaned(&events), summary: String::new() },
        }
    }
}

/// Puts headings below those of the page: whatever level the text begins at, its highest becomes an `h3`.
fn below_the_page(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let level_of = |event: &Event<'_>| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
        _ => None,
    };
    let highest = events.iter().filter_map(level_of).min().unwrap_or(1);
    let lower = |level: HeadingLevel| match level as usize - highest {
        0 => HeadingLevel::H3,
        1 => HeadingLevel::H4,
        _ => HeadingLevel::H5,
    };
    for event in &mut events {
        match event {
            Event::Start(Tag::Heading { level, .. }) | Event::End(TagEnd::Heading(level)) => *level = lower(*level),
            _ => {}
        }
    }
    events
}

fn cleaned(events: &[Event<'_>]) -> Markup {
    let mut rendered = String::new();
    html::push_html(&mut rendered, events.iter().cloned());
    Markup(CLEANER.clean(&rendered).to_string().trim().to_owned())
}

/// The words alone.
fn plain(events: &[Event<'_>]) -> String {
    let mut words = String::new();
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str) -> String {
        let prose = Prose::of(markdown);
        format!("{}|{}", prose.lead.map(|lead| lead.to_string()).unwrap_or_default(), prose.rest)
    }

    #[test]
    fn the_first_paragraph_leads() {
        let prose = Prose::of("Erste *Zeile*\nweiter\n\nZweiter Absatz");
        assert_eq!(prose.lead, Some(Markup("Erste <em>Zeile</em>\nweiter".to_owned())));
        assert_eq!(prose.rest, Markup("<p>Zweiter Absatz</p>".to_owned()));
        assert_eq!(prose.summary, "Erste Zeile weiter");
        assert_eq!(html("- eins\n- zwei"), "|<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>");
        assert_eq!(html(""), "|");
    }

    #[test]
    fn headings_stand_below_those_of_the_page() {
        assert_eq!(html("Lead\n\n# Eins\n\n## Zwei"), "Lead|<h3>Eins</h3>\n<h4>Zwei</h4>");
        assert_eq!(html("Lead\n\n## Eins\n\n### Zwei"), "Lead|<h3>Eins</h3>\n<h4>Zwei</h4>");
    }

    #[test]
    fn links_lead_out_and_nowhere_else() {
        assert_eq!(
            html("[a](https://x.example/?a=1&b=2)"),
            "<a href=\"https://x.example/?a=1&amp;b=2\" rel=\"noopener noreferrer\">a</a>|"
        );
        assert_eq!(html("[a](/organiser)"), "<a rel=\"noopener noreferrer\">a</a>|");
    }

    #[test]
    fn nothing_that_runs_gets_through() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[a](javascript:alert(1))",
            "[a](data:text/html;base64,PHNjcmlwdD4=)",
            "![a](https://tracker.example/pixel.gif)",
            "<a href=\"https://x.example\" onclick=\"alert(1)\" style=\"position:fixed\">x</a>",
            "<iframe src=https://x.example></iframe>",
            "<svg><script>alert(1)</script></svg>",
            "<style>*{display:none}</style>",
            "<form action=https://x.example><input name=password></form>",
            "`</code><script>alert(1)</script>`",
            "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        ] {
            let html = html(hostile).to_lowercase();
            for bad in [
                "<script",
                "onerror=",
                "onclick=",
                "javascript:",
                "data:",
                "<img",
                "<iframe",
                "<svg",
                "<style",
                "<form",
                "<input",
                "style=",
            ] {
                assert!(!html.contains(bad), "{hostile} -> {html}");
            }
        }
    }
}
