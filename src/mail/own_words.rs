//! The organiser's own words in a mail: Markdown in, HTML and plain text out.
//!
//! What is written is what a mail may have: paragraphs, lists, emphasis, links that lead out. Everything else keeps its words
//! and loses its form; HTML in the Markdown is text.

use std::fmt;

use askama::filters::HtmlSafe;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

use crate::domain::placeholder::{Placeholder, filled};

/// The organiser's words, in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnWords {
    pub(super) html: Markup,
    pub(super) text: String,
}

/// HTML that this module has made of escaped words and its own tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Markup(String);

impl HtmlSafe for Markup {}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl OwnWords {
    /// Renders Markdown, and has `say` fill in what it leaves open; none where nothing is said. What is filled in is words, whatever
    /// signs are in it: a name is no Markdown.
    pub(super) fn of(markdown: Option<&str>, say: &dyn Fn(Placeholder) -> String) -> Option<Self> {
        let markdown = markdown.map(str::trim).filter(|markdown| !markdown.is_empty())?;
        let mut writer = Writer { html: String::new(), text: String::new(), lists: Vec::new(), links: Vec::new(), fill: say };
        for event in TextMergeStream::new(Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH)) {
            writer.write(event);
        }
        Some(Self { html: Markup(writer.html), text: writer.text.trim().to_owned() })
    }
}

struct Writer<'a> {
    html: String,
    text: String,
    /// The numbers of the ordered lists that are open; none for one with dots.
    lists: Vec<Option<u64>>,
    /// Where the links lead that are open; none where that is nowhere.
    links: Vec<Option<String>>,
    /// Fills in what is left open.
    fill: &'a dyn Fn(Placeholder) -> String,
}

impl Writer<'_> {
    fn write(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => self.say(&filled(&words, self.fill)),
            Event::SoftBreak => self.both(" ", " "),
            Event::HardBreak => self.both("<br>", "\n"),
            Event::Rule => self.both("", "\n\n"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph if self.lists.is_empty() => self.both("<p style=\"margin:0 0 16px\">", ""),
            Tag::Heading { .. } => self.both("<p style=\"margin:0 0 16px\"><strong>", ""),
            Tag::List(first) => {
                let tag = if first.is_some() { "<ol style=\"margin:0 0 16px\">" } else { "<ul style=\"margin:0 0 16px\">" };
                self.lists.push(first);
                self.both(tag, "\n");
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.both("<li>", &mark);
            }
            Tag::Strong => self.both("<strong>", ""),
            Tag::Emphasis => self.both("<em>", ""),
            Tag::Link { dest_url, .. } => {
                let url = Some(filled(&dest_url, self.fill)).filter(|url| leads_out(url));
                if let Some(url) = &url {
                    self.html.extend(["<a class=\"link\" href=\"", &escaped(url), "\" style=\"color:#0F5C6E\">"]);
                }
                self.links.push(url);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph if self.lists.is_empty() => self.both("</p>\n", "\n\n"),
            TagEnd::Heading(_) => self.both("</strong></p>\n", "\n\n"),
            TagEnd::List(is_ordered) => {
                self.lists.pop();
                self.both(if is_ordered { "</ol>\n" } else { "</ul>\n" }, "\n");
            }
            TagEnd::Item => self.both("</li>", "\n"),
            TagEnd::Strong => self.both("</strong>", ""),
            TagEnd::Emphasis => self.both("</em>", ""),
            TagEnd::Link => {
                if let Some(Some(url)) = self.links.pop() {
                    // A link that is its own words is said once.
                    let again = if self.text.ends_with(&url) { String::new() } else { format!(": {url}") };
                    self.both("</a>", &again);
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, words: &str) {
        self.html += &escaped(words);
        self.text += words;
    }

    fn both(&mut self, html: &str, text: &str) {
        self.html += html;
        self.text += text;
    }
}

/// Other schemes run things, and a link without one leads nowhere in a mail.
fn leads_out(url: &str) -> bool {
    ["https://", "http://", "mailto:", "tel:"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(placeholder: Placeholder) -> String {
        match placeholder {
            Placeholder::GivenName => "**Anna** <b>".to_owned(),
            Placeholder::Link => "https://example.org/j/x".to_owned(),
            _ => String::new(),
        }
    }

    fn own(markdown: &str) -> OwnWords {
        OwnWords::of(Some(markdown), &said).expect("words")
    }

    #[test]
    fn paragraphs_lists_and_links_stand_in_both_forms() {
        let words = own("Bitte **pünktlich**.\n\n- Stift\n- [Plan](https://example.org/plan?a=1&b=2)\n\nBis dann");
        assert_eq!(words.text, "Bitte pünktlich.\n\n\n- Stift\n- Plan: https://example.org/plan?a=1&b=2\n\nBis dann");
        assert!(words.html.0.contains("<strong>pünktlich</strong>") && words.html.0.contains("<li>Stift</li>"));
        assert!(words.html.0.contains("href=\"https://example.org/plan?a=1&amp;b=2\""));
    }

    #[test]
    fn nothing_is_said_where_nothing_is_written() {
        assert_eq!((OwnWords::of(None, &said), OwnWords::of(Some(" \n"), &said)), (None, None));
    }

    #[test]
    fn what_is_left_open_is_filled_in_as_words_and_not_as_markdown() {
        let words = own("Hallo {{ vorname }}: [zum *Raum*]({{link}}), {{ nachname }}");
        assert_eq!(words.text, "Hallo **Anna** <b>: zum Raum: https://example.org/j/x,");
        assert!(words.html.0.contains("Hallo **Anna** &lt;b&gt;: <a"), "{}", words.html);
        assert!(words.html.0.contains("href=\"https://example.org/j/x\""), "{}", words.html);
    }

    #[test]
    fn nothing_that_runs_or_loads_gets_through() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[a](javascript:alert(1))",
            "[a](data:text/html;base64,PHNjcmlwdD4=)",
            "![a](https://tracker.example/pixel.gif)",
            "[a](https://x.example/\"onclick=\"alert)",
            "<https://x.example/\"><script>>",
        ] {
            let html = own(hostile).html.0.to_lowercase();
            for bad in ["<script", "<img", "href=\"javascript", "href=\"data", "\"onclick"] {
                assert!(!html.contains(bad), "{hostile} -> {html}");
            }
        }
    }
}
