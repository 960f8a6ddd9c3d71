//! `/organiser/team`: who is an organiser, and what they may do. For admins.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use uuid::Uuid;

use crate::app::invitation::Invited;
use crate::app::organiser::AccountError;
use crate::domain::account_mail::FailedInvitation;
use crate::domain::event::fixed_words;
use crate::domain::id::OrganiserId;
use crate::domain::locale::Locale;
use crate::domain::organiser::{Account, Organiser, Role, Standing};
use crate::domain::person_name;
use crate::web::Web;
use crate::web::done::JustDone;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::account::{self, role as role_words};
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
    /// Whether a password is still to be chosen.
    can_be_invited: bool,
    /// The invitation, if it did not arrive.
    failed: Option<FailedInvitation>,
    /// Class and word.
    standing: (&'static str, String),
    roles: Vec<(&'static str, String, bool)>,
    path: String,
}

/// What was done on the way to the page, or found done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) enum Done {
    Invited,
    InvitedLately,
    Changed,
}

fixed_words!(pub(in crate::web) Done { Invited => "invited", InvitedLately => "lately", Changed => "changed" });

impl Done {
    fn notice(self, w: &Words) -> Notice {
        let (kind, words) = match self {
            Self::Invited => (Kind::Success, w.team_invited()),
            Self::InvitedLately => (Kind::Info, w.team_invited_lately()),
            Self::Changed => (Kind::Success, w.team_changed()),
        };
        Notice::new(kind, words).alert()
    }
}

/// Leads to the page, which says what was done.
fn done(web: &Web, locale: Locale, done: Done) -> Result<Response, WebError> {
    page::see_other(&format!("{}/team?done={}", home(web, locale), done.as_str()))
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
    JustDone(done): JustDone<Done>,
) -> Result<Response, WebError> {
    let mut page = TeamPage::new(&web, frame(&web, locale, &organiser, "/team"), &organiser, &Invitation::default()).await?;
    page.notices.extend(done.map(|done| done.notice(page.w)));
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
        Ok(()) => done(&web, locale, Done::Invited),
        Err(AccountError::Known) => {
            page.fields[1].error = Some(page.w.team_known());
            page::personal(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /organiser/team/{id}`: gives a member another role, turns them away, lets them in or invites them again.
pub(in crate::web) async fn change(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(id): Path<String>,
    Sent(organiser, Change { role, standing }): Sent<Change>,
) -> Result<Response, WebError> {
    let id = OrganiserId::from(id.parse::<Uuid>().map_err(|_| WebError::NotFound)?);
    let changed = match (role.parse::<Role>(), standing.as_str()) {
        (Ok(role), "") => web.app.change_role(id, role).await.map(|()| Done::Changed),
        (Err(_), "disabled") => web.app.disable_organiser(id).await.map(|()| Done::Changed),
        (Err(_), "active") => web.app.enable_organiser(id).await.map(|()| Done::Changed),
        (Err(_), "invited") => web.app.invite_again(id, locale).await.map(|invited| match invited {
            Invited::Again => Done::Invited,
            Invited::Lately => Done::InvitedLately,
        }),
        _ => return Err(WebError::BadRequest),
    };
    match changed {
        // Whoever has given the right away does not see the team any more.
        Ok(_) if id == organiser.id && role.parse().is_ok_and(|role: Role| role < Role::Admin) => {
            account::done(&web, locale, account::Done::Role)
        }
        Ok(what) => done(&web, locale, what),
        Err(AccountError::LastAdmin) => {
            let mut page = TeamPage::new(&web, frame(&web, locale, &organiser, "/team"), &organiser, &Invitation::default()).await?;
            page.notices.push(Notice::new(Kind::Warning, page.w.team_last_admin()).alert());
            page::personal(StatusCode::CONFLICT, &page)
        }
        Err(AccountError::HasPassword | AccountError::Disabled) => Err(WebError::BadRequest),
        Err(error) => Err(error.into()),
    }
}

impl TeamPage {
    async fn new(web: &Web, frame: Frame, you: &Organiser, invitation: &Invitation) -> Result<Self, WebError> {
        let w = frame.w;
        let action = format!("{}/team", home(web, frame.locale));
        let failed = web.app.list_failed_invitations().await?;
        let member = |account: &Account| Member::new(w, account, you, failed.get(&account.organiser.id), &action);
        let members = web.app.list_organisers().await?.iter().map(member).collect();
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
    fn new(w: &Words, account: &Account, you: &Organiser, failed: Option<&FailedInvitation>, team: &str) -> Self {
        let (organiser, standing) = (&account.organiser, account.standing());
        let can_be_invited = standing == Standing::WithoutPassword;
        Self {
            name: organiser.name.clone(),
            email: organiser.email.for_people(),
            is_you: organiser.id == you.id,
            is_disabled: standing == Standing::Disabled,
            can_be_invited,
            failed: failed.filter(|_| can_be_invited).cloned(),
            standing: match standing {
                Standing::Disabled => ("error", w.team_disabled()),
                Standing::WithoutPassword => ("neutral", w.team_without_password()),
                Standing::Active => ("success", w.team_active()),
            },
            roles: Role::ALL.map(|role| (role.as_str(), role_words(w, role), role == organiser.role)).into(),
            path: format!("{team}/{}", organiser.id),
        }
    }
}
