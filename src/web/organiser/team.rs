//! `/organiser/team`: who is an organiser, and what they may do. For admins.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::organiser::AccountError;
use crate::domain::id::OrganiserId;
use crate::domain::organiser::{Account, Organiser, Role};
use crate::domain::person_name;
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::account::role as role_words;
use crate::web::organiser::sent::Sent;
use crate::web::organiser::session::SignedIn;
use crate::web::organiser::{fields, frame, home};
use crate::web::page::{self, Frame};
use crate::web::public::form::{self, FieldView, Input};
use crate::web::public::notice::{Kind, Notice};
use crate::words::Words;

#[derive(Template)]
#[template(path = "organiser/team.html")]
struct TeamPage {
    w: &'static Words,
    frame: Frame,
    notices: Vec<Notice>,
    action: String,
    /// Name, address, role.
    fields: [FieldView; 3],
    members: Vec<Member>,
}

/// Somebody in the list.
struct Member {
    name: String,
    email: String,
    is_you: bool,
    is_disabled: bool,
    /// Class and word.
    standing: (&'static str, String),
    roles: Vec<(&'static str, String, bool)>,
    path: String,
}

/// What has just been done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Done {
    done: String,
}

/// The form of an invitation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Invitation {
    name: String,
    email: String,
    role: String,
}

/// What is to become of a member: one of both.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Change {
    role: String,
    standing: String,
}

/// `GET /organiser/team`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Query(Done { done }): Query<Done>,
) -> Result<Response, WebError> {
    let mut page = TeamPage::new(&web, frame(&web, locale, &organiser, "/team"), &organiser, &Invitation::default()).await?;
    page.notices.extend(match done.as_str() {
        "invited" => Some(Notice::new(Kind::Success, page.w.team_invited())),
        "changed" => Some(Notice::new(Kind::Success, page.w.team_changed())),
        _ => None,
    });
    page::personal(StatusCode::OK, &page)
}

/// `POST /organiser/team`: invites somebody by mail.
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Sent(organiser, invitation): Sent<Invitation>,
) -> Result<Response, WebError> {
    let mut page = TeamPage::new(&web, frame(&web, locale, &organiser, "/team"), &organiser, &invitation).await?;
    let role = invitation.role.parse::<Role>().map_err(|_| WebError::BadRequest)?;
    let [name, email, _] = &mut page.fields;
    let name = fields::take_name(page.w, &invitation.name, name);
    let email = fields::take_address(page.w, &invitation.email, email);
    let (Some(name), Some(email)) = (name, email) else { return page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page) };
    match web.app.invite(name.as_str(), email, role, locale).await {
        Ok(()) => page::see_other(&format!("{}?done=invited", page.action)),
        Err(AccountError::Known) => {
            page.fields[1].error = Some(page.w.team_known());
            page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /organiser/team/{id}`: gives a member another role, turns them away or lets them in again.
pub(in crate::web) async fn change(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(id): Path<String>,
    Sent(organiser, Change { role, standing }): Sent<Change>,
) -> Result<Response, WebError> {
    let id = OrganiserId::from(id.parse::<Uuid>().map_err(|_| WebError::NotFound)?);
    let changed = match (role.parse::<Role>(), standing.as_str()) {
        (Ok(role), "") => web.app.change_role(id, role).await,
        (Err(_), "disabled") => web.app.disable_organiser(id).await,
        (Err(_), "active") => web.app.enable_organiser(id).await,
        _ => return Err(WebError::BadRequest),
    };
    match changed {
        Ok(()) => page::see_other(&format!("{}/team?done=changed", home(&web, locale))),
        Err(AccountError::LastAdmin) => {
            let mut page = TeamPage::new(&web, frame(&web, locale, &organiser, "/team"), &organiser, &Invitation::default()).await?;
            page.notices.push(Notice::new(Kind::Warning, page.w.team_last_admin()).alert());
            page::personal(StatusCode::CONFLICT, &page)
        }
        Err(error) => Err(error.into()),
    }
}

impl TeamPage {
    async fn new(web: &Web, frame: Frame, you: &Organiser, invitation: &Invitation) -> Result<Self, WebError> {
        let w = frame.w;
        let action = format!("{}/team", home(web, frame.locale));
        let members = web.app.list_organisers().await?.iter().map(|account| Member::new(w, account, you, &action)).collect();
        let roles = Role::ALL.map(|role| (role.as_str().to_owned(), role_words(w, role)));
        let chosen = if invitation.role.is_empty() { Role::Editor.as_str() } else { &invitation.role };
        let role =
            FieldView { value: chosen.to_owned(), ..FieldView::asked("role", w.account_role(), Input::Select { options: roles.into() }) };
        // Browsers fill in what is one's own, and this is somebody else.
        let name =
            FieldView { input: Input::Line { autocomplete: "off", max: person_name::MAX_CHARS }, ..fields::name(w, &invitation.name) };
        let fields = [name, fields::address(w, &invitation.email), role];
        Ok(Self { notices: Vec::new(), action, fields, members, w, frame })
    }

    fn problems(&self) -> Vec<(&str, &str)> {
        form::problems(&self.fields)
    }
}

impl Member {
    fn new(w: &Words, account: &Account, you: &Organiser, team: &str) -> Self {
        let Account { organiser, password, disabled_at, .. } = account;
        Self {
            name: organiser.name.clone(),
            email: organiser.email.for_people(),
            is_you: organiser.id == you.id,
            is_disabled: disabled_at.is_some(),
            standing: match (disabled_at, password) {
                (Some(_), _) => ("error", w.team_disabled()),
                (None, None) => ("neutral", w.team_without_password()),
                (None, Some(_)) => ("success", w.team_active()),
            },
            roles: Role::ALL.map(|role| (role.as_str(), role_words(w, role), role == organiser.role)).into(),
            path: format!("{team}/{}", organiser.id),
        }
    }
}
