//! `/organiser/account`: one's own account: the password, and where one is signed in.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::app::password::Changed;
use crate::domain::event::fixed_words;
use crate::domain::locale::Locale;
use crate::domain::organiser::{EntryKey, Organiser, Role};
use crate::domain::password::Password;
use crate::domain::session::Session;
use crate::domain::zone::zone;
use crate::web::Web;
use crate::web::client::Client;
use crate::web::done::JustDone;
use crate::web::error::WebError;
use crate::web::form::Form;
use crate::web::limit::minutes;
use crate::web::locale::PageLocale;
use crate::web::organiser::session::{SignedIn, ThisSession};
use crate::web::organiser::{fields, frame, home};
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input};
use crate::web::public::notice::{Kind, Notice};
use crate::words::{Words, in_figures};

/// What the form of the sessions holds to end all but the one it came from.
const OTHERS: &str = "others";

#[derive(Template)]
#[template(path = "organiser/account.html")]
struct AccountPage {
    w: &'static Words,
    frame: Frame,
    notices: Vec<Notice>,
    organiser: Organiser,
    role: String,
    action: String,
    fields: Vec<FieldView>,
    has_password: bool,
    sessions: Vec<SessionView>,
}

/// A session in the list.
struct SessionView {
    id: String,
    is_this: bool,
    browser: Option<String>,
    begun: Option<String>,
    seen: Option<String>,
    failed_before: i32,
}

/// What was done on the way to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Done {
    Password,
    Sessions,
    Role,
}

fixed_words!(pub(in crate::web) Done { Password => "password", Sessions => "sessions", Role => "role" });

impl Done {
    fn words(self, w: &Words) -> String {
        match self {
            Self::Password => w.account_password_changed(),
            Self::Sessions => w.account_sessions_ended(),
            Self::Role => w.account_role_changed(),
        }
    }
}

/// Leads to the page, which says what was done.
pub(super) fn done(web: &Web, locale: Locale, done: Done) -> Result<Response, WebError> {
    page::see_other(&format!("{}/account?done={}", home(web, locale), done.as_str()))
}

/// The form of the password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct PasswordForm {
    password: String,
    new_password: String,
}

/// The form of the sessions.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct EndForm {
    end: String,
}

/// `GET /organiser/account`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    ThisSession(session): ThisSession,
    JustDone(done): JustDone<Done>,
) -> Result<Response, WebError> {
    let frame = frame(&web, locale, &organiser, "/account");
    let mut page = AccountPage::new(&web, frame, organiser, &session).await?;
    page.notices.extend(done.map(|done| Notice::new(Kind::Success, done.words(page.w)).alert()));
    page::personal(StatusCode::OK, &page)
}

/// `POST /organiser/account`: changes the password, and ends all other sessions.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    ThisSession(session): ThisSession,
    client: Client,
    Form(PasswordForm { password, new_password }): Form<PasswordForm>,
) -> Result<Response, WebError> {
    let frame = frame(&web, locale, &organiser, "/account");
    let mut page = AccountPage::new(&web, frame, organiser.clone(), &session).await?;
    // Before it is counted: only what the present password is compared for is a try.
    let new = match page.fields.last_mut() {
        Some(field) => fields::take_new_password(page.w, &new_password, &fields::of_organiser(&organiser), field),
        None => None,
    };
    let Some(new) = new else { return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page) };
    // Whoever finds a browser that is signed in is not to try passwords there.
    if let Some(wait) = web.limits.wait_of_sign_in(client, organiser.email.as_str()) {
        page.notices.push(Notice::new(Kind::Warning, page.w.signin_too_many(minutes(wait))).alert());
        return page::too_many(&page, wait);
    }
    match web.app.change_password(&organiser, &session, &Password::typed(&password), &new).await? {
        Changed::Done => done(&web, locale, Done::Password),
        Changed::WrongPassword => {
            page.fields[0].error = Some(page.w.account_password_wrong());
            page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /organiser/account/sessions`: ends one session, or all others.
pub(in crate::web) async fn end_sessions(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    ThisSession(session): ThisSession,
    Form(EndForm { end }): Form<EndForm>,
) -> Result<Response, WebError> {
    if end == OTHERS {
        web.app.end_other_sessions(&organiser, &session).await?;
    } else {
        let hash = URL_SAFE_NO_PAD.decode(end).map_err(|_| WebError::BadRequest)?;
        web.app.end_session(&organiser, hash).await?;
    }
    done(&web, locale, Done::Sessions)
}

impl AccountPage {
    async fn new(web: &Web, frame: Frame, organiser: Organiser, here: &EntryKey) -> Result<Self, WebError> {
        let (w, locale) = (frame.w, frame.locale);
        let here = here.hash();
        let tz = zone(web.app.zone()).unwrap_or(TimeZone::UTC);
        let moment = |at: Timestamp| in_figures(&at.to_zoned(tz.clone()), locale);
        let view = |session: Session| SessionView {
            id: URL_SAFE_NO_PAD.encode(&session.key_hash),
            is_this: here == session.key_hash,
            browser: session.browser,
            begun: session.begun_at.map(moment),
            seen: session.seen_at.map(moment),
            failed_before: session.failed_before,
        };
        let sessions = web.app.sessions_of(&organiser).await?.into_iter().map(view).collect();
        let has_password = web.app.has_password(&organiser).await?;
        let present = has_password.then(|| fields::present_password(w));
        Ok(Self {
            notices: Vec::new(),
            role: role(w, organiser.role),
            action: format!("{}/account", home(web, locale)),
            fields: present.into_iter().chain([fields::new_password(w)]).collect(),
            has_password,
            sessions,
            organiser,
            w,
            frame,
        })
    }

    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }

    fn has_others(&self) -> bool {
        self.sessions.len() > 1
    }
}

/// A role in words.
pub(super) fn role(w: &Words, role: Role) -> String {
    match role {
        Role::Admin => w.role_admin(),
        Role::Editor => w.role_editor(),
        Role::Reader => w.role_reader(),
    }
}
