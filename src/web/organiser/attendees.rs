//! `/organiser/events/{slug}/attendees`: a list to take away. The page has who is on it, which columns, and as what; the POST takes note of who
//! takes it (law 18: a GET changes nothing) and leads to the [`mod@file`] or to the [`sheet`] of paper.

pub(in crate::web) mod file;
pub(in crate::web) mod sheet;

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use crate::app::attendee::WantedList;
use crate::app::event::Overview;
use crate::domain::attendee::{AttendeeGroup, AttendeeOrder};
use crate::domain::column::{self, Column};
use crate::domain::event::Event;
use crate::domain::list_download::{ListDownload, ListForm};
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::list;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::event::of_event;
use crate::web::organiser::frame;
use crate::web::organiser::people::{Tab, View, people_path, tab_words, tabs, total};
use crate::web::organiser::sent::Sent;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input, Need};
use crate::words::{When, Words};

/// How the box of a column of a file begins; its word follows.
const OF_FILE: &str = "column-";
/// The same of a sheet of paper.
const OF_SHEET: &str = "sheet-";

#[derive(Template)]
#[template(path = "organiser/attendees.html")]
struct ListsPage {
    w: &'static Words,
    frame: Frame,
    outbox: Option<String>,
    /// The page of the people who are on the list.
    people: String,
    title: String,
    lang: page::Lang,
    deleted_on: String,
    tabs: Vec<Tab>,
    /// What was looked for, and the way to all.
    found: Option<(String, String)>,
    count: u64,
    /// Who is on it, for the forms: names and values.
    chosen: Vec<(&'static str, String)>,
    action: String,
    fields: Vec<FieldView>,
    sheet: Sheet,
    log: Vec<LogRow>,
    log_term: String,
}

/// The form of the sheet of paper.
struct Sheet {
    count: u64,
    /// Whether only those stand on it who are registered, since nobody else was chosen.
    is_narrowed: bool,
    fields: Vec<FieldView>,
}

/// A list that was taken away.
struct LogRow {
    datetime: String,
    when: String,
    who: String,
    what: String,
    columns: String,
}

impl ListsPage {
    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}

/// Which list an address means.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Chosen {
    /// A group's name; any other word stands for all.
    status: String,
    q: String,
    /// Columns by their words; the usual ones otherwise.
    columns: Option<String>,
}

impl Chosen {
    fn view(&self) -> View {
        View::of(&self.status, &self.q, 1)
    }

    fn wanted(&self, order: AttendeeOrder) -> WantedList {
        let columns = self.columns.as_ref().map(|words| words.split(',').map(str::to_owned).collect());
        WantedList { filter: self.view().filter(), order, columns }
    }
}

/// The form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct ListsForm {
    form: String,
    status: String,
    q: String,
    /// The boxes that are ticked.
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

/// `GET /organiser/events/{slug}/attendees`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    page::personal(StatusCode::OK, &lists_page(&web, locale, &organiser, &slug, &chosen.view(), None).await?)
}

/// `POST /organiser/events/{slug}/attendees`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    Sent(organiser, typed): Sent<ListsForm>,
) -> Result<Response, WebError> {
    let Overview { event, .. } = web.app.show_event(&slug).await?;
    let form = typed.form.parse().unwrap_or(ListForm::Excel);
    let mut view = View::of(&typed.status, &typed.q, 1);
    let begins = if form == ListForm::Sheet { OF_SHEET } else { OF_FILE };
    let columns = column::read(typed.boxes.keys().filter_map(|name| name.strip_prefix(begins)), &event.questions);
    if columns.is_empty() && form != ListForm::Sheet {
        let page = lists_page(&web, locale, &organiser, &slug, &view, Some(form)).await?;
        return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    if form == ListForm::Sheet {
        view.group = Some(on_paper(view.group));
    }
    let words = column::written(&columns, &event.questions);
    web.app.take_list_away(&slug, organiser.id, form, columns, &view.filter()).await?;
    let (end, dialect): (&str, &[(&str, &str)]) = match form {
        ListForm::Excel => (".csv", &[]),
        ListForm::Rfc4180 => (".csv", &[("dialect", "rfc4180")]),
        ListForm::Xlsx => (".xlsx", &[]),
        ListForm::Json => (".json", &[]),
        ListForm::Sheet => ("/sheet", &[]),
    };
    let more: Vec<(&str, &str)> = dialect.iter().copied().chain([("columns", words.as_str())]).collect();
    page::see_other(&format!("{}/attendees{end}{}", of_event(&web, locale, &event.slug), view.query_with(&more)))
}

/// Who stands on a sheet of paper: nobody ticks off who has cancelled, unless they were chosen.
fn on_paper(group: Option<AttendeeGroup>) -> AttendeeGroup {
    group.unwrap_or(AttendeeGroup::Registered)
}

/// The page; `refused` is a form that came without a column.
async fn lists_page(
    web: &Web,
    locale: Locale,
    organiser: &Organiser,
    slug: &str,
    view: &View,
    refused: Option<ListForm>,
) -> Result<ListsPage, WebError> {
    let Overview { event, .. } = web.app.show_event(slug).await?;
    let counts = web.app.count_found(slug, &view.filter().search).await?;
    let (last, last_sheet) = (web.app.last_list(slug, false).await?, web.app.last_list(slug, true).await?);
    let taken = web.app.lists_taken_away(slug).await?;
    let frame = frame(web, locale, organiser, &format!("/events/{}/attendees{}", event.slug, view.query()));
    let (w, when) = (frame.w, When::new(&event.schedule, locale));
    let (path, until) = (format!("{}/attendees", of_event(web, locale, &event.slug)), when.plain_date_at(event.personal_data_until()));
    let found = (!view.typed.is_empty()).then(|| {
        let all = View { typed: String::new(), ..view.clone() };
        (w.lists_found(&view.typed), format!("{path}{}", all.query()))
    });
    Ok(ListsPage {
        outbox: frame.outbox(),
        people: format!("{}{}", people_path(web, locale, &event.slug), view.query()),
        title: event.announcement.title.clone(),
        lang: page::Lang::of(event.announcement.locale, locale),
        deleted_on: w.org_download_retention(&until),
        tabs: tabs(w, &event, &counts, view, &path),
        found,
        count: total(&counts, view.group),
        chosen: [("status", view.group.map_or("", AttendeeGroup::as_str).to_owned()), ("q", view.typed.clone())].into(),
        fields: file_fields(w, &event, locale, last.as_ref(), refused),
        sheet: Sheet {
            count: total(&counts, Some(on_paper(view.group))),
            is_narrowed: view.group.is_none(),
            fields: sheet_fields(w, &event, locale, last_sheet.as_ref()),
        },
        log: taken.iter().map(|(list, who)| log_row(list, who, w, &event, &when, locale)).collect(),
        log_term: w.lists_log_term(until),
        action: path,
        w,
        frame,
    })
}

/// What the list of this event can have.
fn offered(event: &Event) -> impl Iterator<Item = Column> {
    let (has_queue, proves) = (event.access.capacity.is_some(), event.access.proves_attendance);
    Column::all(event.questions.len()).into_iter().filter(move |column| match column {
        Column::WaitingPlace => has_queue,
        Column::PresentAt => proves,
        _ => true,
    })
}

/// A box for each column.
fn boxes(event: &Event, locale: Locale, begins: &str, columns: impl Iterator<Item = Column>, ticked: &[Column]) -> Input {
    let questions: Vec<String> = event.questions.iter().map(|question| question.label.clone()).collect();
    let a_box = |column: Column| {
        (format!("{begins}{}", column.word(&event.questions)), list::title(column, &questions, locale), ticked.contains(&column))
    };
    Input::Several { boxes: columns.map(a_box).collect() }
}

fn file_fields(w: &Words, event: &Event, locale: Locale, last: Option<&ListDownload>, refused: Option<ListForm>) -> Vec<FieldView> {
    let ticked = match (last, refused) {
        (_, Some(_)) => Vec::new(),
        (Some(last), None) => last.columns.clone(),
        (None, None) => Column::usual(event.questions.len()),
    };
    let columns = FieldView::asked("columns", w.lists_columns(), boxes(event, locale, OF_FILE, offered(event), &ticked));
    let form = refused.or(last.map(|last| last.form)).unwrap_or(ListForm::Excel);
    let options = ListForm::FILES.map(|form| (form.as_str().to_owned(), form_words(w, form))).into();
    vec![
        FieldView { hint: Some(w.lists_columns_hint()), error: refused.map(|_| w.lists_columns_error()), ..columns },
        FieldView { value: form.as_str().to_owned(), ..FieldView::asked("form", w.lists_form(), Input::Select { options }) },
    ]
}

fn sheet_fields(w: &Words, event: &Event, locale: Locale, last: Option<&ListDownload>) -> Vec<FieldView> {
    let columns = offered(event).filter(|column| sheet::can_have(*column));
    let input = boxes(event, locale, OF_SHEET, columns, last.map_or(&[], |last| &last.columns));
    let more = FieldView::asked("sheet", w.lists_sheet_more(), input);
    vec![FieldView { hint: Some(w.lists_sheet_more_hint()), need: Need::Free, ..more }]
}

fn form_words(w: &Words, form: ListForm) -> String {
    match form {
        ListForm::Excel => w.org_download_csv(),
        ListForm::Rfc4180 => w.org_download_rfc(),
        ListForm::Xlsx => w.org_download_xlsx(),
        ListForm::Json => w.lists_form_json(),
        ListForm::Sheet => w.lists_log_sheet(),
    }
}

fn log_row(list: &ListDownload, who: &str, w: &Words, event: &Event, when: &When<'_>, locale: Locale) -> LogRow {
    let questions: Vec<String> = event.questions.iter().map(|question| question.label.clone()).collect();
    let columns: Vec<String> = list.columns.iter().map(|column| list::title(*column, &questions, locale)).collect();
    let group = list.group.map(|group| tab_words(w, group));
    let searched = list.searched.then(|| w.lists_log_found());
    let what: Vec<String> = [form_words(w, list.form), w.lists_log_people(list.count)].into_iter().chain(group).chain(searched).collect();
    LogRow {
        datetime: list.made_at.to_string(),
        when: when.brief_at(list.made_at),
        who: who.to_owned(),
        what: what.join(" · "),
        columns: columns.join(", "),
    }
}
