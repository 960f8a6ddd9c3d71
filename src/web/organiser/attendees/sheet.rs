//! `GET /organiser/events/{slug}/attendees/sheet`: a list on paper, to tick people off at the door. A4, its heading on every sheet; names,
//! boxes, and what was chosen beside them. It streams as the files do: the page goes out around the lines.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::stream;
use tokio::sync::mpsc;

use super::{Chosen, on_paper};
use crate::app::attendee::{ExportError, ListLines};
use crate::domain::attendee::{Attendee, AttendeeOrder};
use crate::domain::column::Column;
use crate::domain::event::Asked;
use crate::list::{self, ListHead, Texts};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::of_event;
use crate::web::organiser::frame;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame, Personal, Shown};
use crate::words::{When, Words};

/// What the template has in the place of the lines.
const LINES: &str = "<!--lines-->";
/// Lines that go out together.
const AT_ONCE: usize = 100;

#[derive(Template)]
#[template(path = "organiser/attendees/sheet.html")]
struct SheetPage {
    w: &'static Words,
    frame: Frame,
    /// The page on which it was asked for.
    lists: String,
    title: String,
    lang: page::Lang,
    when: String,
    /// What stands above the columns beside the names.
    titles: Vec<String>,
}

#[derive(Template)]
#[template(path = "organiser/attendees/line.html")]
struct LineView<'a> {
    number: usize,
    name: &'a str,
    texts: &'a [String],
}

/// Whether a sheet can have a column: its names stand there anyway, and a moment once is enough on paper.
pub(super) fn can_have(column: Column) -> bool {
    !matches!(column, Column::GivenName | Column::FamilyName | Column::RegisteredAtIso)
}

/// Why a sheet is not whole.
type BrokenOff = Box<dyn std::error::Error + Send + Sync>;

/// What makes lines of people.
struct Lines {
    texts: Texts,
    columns: Vec<Column>,
    /// Whether people have names at this event; they are told apart by their addresses otherwise.
    has_names: bool,
    number: usize,
    people: mpsc::Receiver<Result<Attendee, ExportError>>,
    /// What comes after them.
    end: Option<String>,
}

/// `GET /organiser/events/{slug}/attendees/sheet`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    let view = chosen.view();
    let columns = Some(chosen.columns.clone().unwrap_or_default());
    let mut wanted = Chosen { columns, ..chosen }.wanted(AttendeeOrder::Name);
    wanted.filter.group = Some(on_paper(wanted.filter.group));
    let ListLines { event, head, lines: people } = web.app.list_lines(&slug, wanted).await?;
    let frame = frame(&web, locale, &organiser, &format!("/events/{}/attendees", event.slug));
    let columns: Vec<Column> = head.columns.iter().copied().filter(|column| can_have(*column)).collect();
    let page = SheetPage {
        lists: format!("{}/attendees{}", of_event(&web, locale, &event.slug), view.query()),
        title: event.announcement.title.clone(),
        lang: page::Lang::of(event.announcement.locale, locale),
        when: When::new(&event.schedule, locale).full(),
        titles: columns.iter().map(|column| list::title(*column, &head.questions, locale)).collect(),
        w: frame.w,
        frame,
    };
    let rendered = page.render()?;
    let (begin, end) = rendered.split_once(LINES).unwrap_or((rendered.as_str(), ""));
    let has_names = event.access.given_name != Asked::Hidden || event.access.family_name != Asked::Hidden;
    let texts = Texts::new(&ListHead { locale, ..head }).map_err(ExportError::from)?;
    let lines = Lines { texts, columns, has_names, number: 0, people, end: Some(end.to_owned()) };
    Ok(answer(begin.to_owned(), lines))
}

/// The page around its lines, as they come.
fn answer(begin: String, lines: Lines) -> Response {
    let pieces = stream::unfold((Some(begin), lines), |(begin, mut lines)| async move {
        let piece = match begin {
            Some(begin) => Ok(begin),
            None => lines.next().await?,
        };
        Some((piece, (None, lines)))
    });
    let mut response = Response::new(Body::from_stream(pieces));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.extensions_mut().insert(Shown);
    response.extensions_mut().insert(Personal);
    response
}

impl Lines {
    /// The next lines, then what comes after them; none when all is said.
    async fn next(&mut self) -> Option<Result<String, BrokenOff>> {
        let mut people = Vec::with_capacity(AT_ONCE);
        if self.people.recv_many(&mut people, AT_ONCE).await == 0 {
            return self.end.take().map(Ok);
        }
        let mut html = String::new();
        for person in people {
            match person.map_err(BrokenOff::from).and_then(|person| self.line(&person)) {
                Ok(line) => html.push_str(&line),
                Err(error) => {
                    tracing::error!("a list on paper broke off: {error}");
                    return Some(Err(error));
                }
            }
        }
        Some(Ok(html))
    }

    fn line(&mut self, person: &Attendee) -> Result<String, BrokenOff> {
        let mut spare = String::new();
        let mut texts = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            texts.push(self.texts.text(*column, person, &mut spare)?.to_owned());
        }
        self.number += 1;
        Ok(LineView { number: self.number, name: &self.name(person), texts: &texts }.render()?)
    }

    /// Family name first, as they are ordered.
    fn name(&self, person: &Attendee) -> String {
        match (self.has_names, person.family_name.as_str(), person.given_name.as_str()) {
            (false, ..) | (_, "", "") => person.email.clone(),
            (true, family, "") => family.to_owned(),
            (true, "", given) => given.to_owned(),
            (true, family, given) => format!("{family}, {given}"),
        }
    }
}
