//! `/organiser/events/{slug}/mails/new` and `…/{mail}/edit`: reminders and mails after the end, with the organiser's own words. What is
//! changed of a public event is saved only after a page that says how many people get a mail for it at once (law 9).

mod form;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use self::form::{RuleForm, Wrong};
use crate::app::event::EventError;
use crate::app::reminder::{EditableReminders, ReminderEffect};
use crate::domain::delivery::DeliveryState;
use crate::domain::event::EventStatus;
use crate::domain::event_mail::EventMail;
use crate::domain::locale::Locale;
use crate::domain::organiser::Organiser;
use crate::domain::reminder::{self, Reminder};
use crate::web::Web;
use crate::web::error::WebError;
use crate::web::locale::PageLocale;
use crate::web::organiser::frame;
use crate::web::organiser::mails::preview::named;
use crate::web::organiser::mails::{Done, audience, mails_path};
use crate::web::organiser::sent::Sent;
use crate::web::organiser::session::SignedIn;
use crate::web::page::{self, Frame};
use crate::web::public::form::{FieldView, Input, problems};
use crate::web::public::notice::{Kind, Notice};
use crate::web::public::registration::kind;
use crate::words::{When, Words};

#[derive(Template)]
#[template(path = "organiser/mails/rule.html")]
struct RulePage {
    w: &'static Words,
    frame: Frame,
    mails: String,
    action: String,
    title: String,
    /// For whom the mail is that is there already.
    audience: Option<String>,
    notices: Vec<Notice>,
    version: i32,
    fields: Vec<FieldView>,
}

impl RulePage {
    fn problems(&self) -> Vec<(&str, &str)> {
        problems(&self.fields)
    }
}

#[derive(Template)]
#[template(path = "organiser/mails/ask.html")]
struct AskPage {
    w: &'static Words,
    frame: Frame,
    mails: String,
    action: String,
    /// What leaves at once, and what does not leave any more.
    sentences: Vec<String>,
    /// What leaves later, to how many.
    later: Vec<String>,
    typed: Vec<(&'static str, String)>,
}

/// `GET /organiser/events/{slug}/mails/new`
pub(in crate::web) async fn blank(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    match Editing::of(&web, locale, &organiser, &slug, None).await? {
        Ok(editing) => editing.form(StatusCode::OK, &RuleForm::blank(editing.now.version), None, None),
        Err(cancelled) => Ok(cancelled),
    }
}

/// `POST /organiser/events/{slug}/mails/new`
pub(in crate::web) async fn add(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path(slug): Path<String>,
    Sent(organiser, form): Sent<RuleForm>,
) -> Result<Response, WebError> {
    match Editing::of(&web, locale, &organiser, &slug, None).await? {
        Ok(editing) => editing.save(form).await,
        Err(cancelled) => Ok(cancelled),
    }
}

/// `GET /organiser/events/{slug}/mails/{mail}/edit`
pub(in crate::web) async fn get(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    SignedIn(organiser): SignedIn,
    Path((slug, mail)): Path<(String, String)>,
) -> Result<Response, WebError> {
    match Editing::of(&web, locale, &organiser, &slug, Some(named(&mail)?)).await? {
        Ok(editing) => {
            let standing = editing.standing().ok_or(WebError::NotFound)?;
            editing.form(StatusCode::OK, &RuleForm::of(standing, editing.now.version), None, None)
        }
        Err(cancelled) => Ok(cancelled),
    }
}

/// `POST /organiser/events/{slug}/mails/{mail}/edit`
pub(in crate::web) async fn post(
    State(web): State<Arc<Web>>,
    PageLocale(locale): PageLocale,
    Path((slug, mail)): Path<(String, String)>,
    Sent(organiser, form): Sent<RuleForm>,
) -> Result<Response, WebError> {
    match Editing::of(&web, locale, &organiser, &slug, Some(named(&mail)?)).await? {
        Ok(editing) => editing.save(form).await,
        Err(cancelled) => Ok(cancelled),
    }
}

/// Somebody says the reminders of an event anew.
struct Editing<'a> {
    web: &'a Web,
    locale: Locale,
    organiser: &'a Organiser,
    now: EditableReminders,
    /// Which reminder; a new one otherwise.
    mail: Option<EventMail>,
}

impl<'a> Editing<'a> {
    /// Of an event that was cancelled the way to its mails instead: there is nothing to be reminded of.
    async fn of(
        web: &'a Web,
        locale: Locale,
        organiser: &'a Organiser,
        slug: &str,
        mail: Option<EventMail>,
    ) -> Result<Result<Self, Response>, WebError> {
        match web.app.editable_reminders(slug).await {
            Ok(now) => Ok(Ok(Self { web, locale, organiser, now, mail })),
            Err(EventError::Cancelled(slug)) => page::see_other(&mails_path(web, locale, &slug)).map(Err),
            Err(error) => Err(error.into()),
        }
    }

    fn mails(&self) -> String {
        mails_path(self.web, self.locale, &self.now.event.slug)
    }

    /// Where the form stands, below the event's mails.
    fn below(&self) -> String {
        self.mail.map_or_else(|| "/new".to_owned(), |mail| format!("/{mail}/edit"))
    }

    fn frame(&self) -> Frame {
        frame(self.web, self.locale, self.organiser, &format!("/events/{}/mails{}", self.now.event.slug, self.below()))
    }

    /// The reminder as it stands.
    fn standing(&self) -> Option<&Reminder> {
        let mail = self.mail?;
        self.now.reminders.iter().find(|reminder| EventMail::of(reminder) == mail)
    }

    async fn save(&self, form: RuleForm) -> Result<Response, WebError> {
        if self.mail.is_some() && self.standing().is_none() {
            // Removed meanwhile, or by the same button pressed twice.
            return page::see_other(&self.mails());
        }
        if form.presses_back() {
            return self.form(StatusCode::OK, &form, None, None);
        }
        let reminders = match self.with(&form) {
            Ok(reminders) => reminders,
            Err(wrong) => return self.form(StatusCode::UNPROCESSABLE_ENTITY, &form, Some(&wrong), None),
        };
        let (event, slug) = (&self.now.event, self.now.event.slug.as_str());
        if form.version() != self.now.version {
            return self.differs(form);
        }
        if event.status == EventStatus::Published && !form.is_confirmed() && reminders != self.now.reminders {
            return match self.web.app.reminders_effect(slug, reminders, event.reminders_armed).await {
                Ok(effect) => self.ask(&form, &effect).await,
                Err(error) => Err(error.into()),
            };
        }
        let done = if form.removes() { Done::Removed } else { Done::Saved };
        match self.web.app.set_reminders_read_at(slug, form.version(), reminders).await {
            Ok(_) => page::see_other(&format!("{}?done={}", self.mails(), done.as_str())),
            Err(EventError::Changed(_)) => self.differs(form),
            Err(EventError::Cancelled(_)) => page::see_other(&self.mails()),
            Err(error) => Err(error.into()),
        }
    }

    /// The reminders as the form leaves them.
    fn with(&self, form: &RuleForm) -> Result<Vec<Reminder>, Wrong> {
        let mut reminders = self.now.reminders.clone();
        match self.standing() {
            Some(standing) if form.removes() => reminders.retain(|reminder| reminder != standing),
            Some(standing) => {
                let said = form.read(standing.audience)?;
                reminders.iter_mut().filter(|reminder| *reminder == standing).for_each(|reminder| reminder.clone_from(&said));
            }
            None => reminders.extend(form.audiences().iter().map(|audience| form.read(*audience)).collect::<Result<Vec<_>, _>>()?),
        }
        Ok(reminder::checked(reminders)?)
    }

    /// Somebody else was faster: the form as it was typed, at the version that is there now.
    fn differs(&self, form: RuleForm) -> Result<Response, WebError> {
        let w = crate::words::words(self.locale);
        let conflict = Notice::new(Kind::Warning, w.rule_conflict()).with_more(w.rule_conflict_more());
        self.form(StatusCode::CONFLICT, &form.at_version(self.now.version), None, Some(conflict))
    }

    fn form(&self, status: StatusCode, form: &RuleForm, wrong: Option<&Wrong>, conflict: Option<Notice>) -> Result<Response, WebError> {
        let frame = self.frame();
        let w = frame.w;
        let page = RulePage {
            mails: self.mails(),
            action: format!("{}{}", self.mails(), self.below()),
            title: self.mail.map_or_else(|| w.rule_new(), |mail| kind(w, mail.purpose)),
            audience: self.mail.map(|mail| audience(w, mail)),
            notices: conflict.into_iter().collect(),
            version: form.version(),
            fields: form.fields(w, self.locale, self.mail.is_none(), wrong),
            w,
            frame,
        };
        page::personal(status, &page)
    }

    /// Who gets a mail at once, and who gets one later.
    async fn ask(&self, form: &RuleForm, effect: &ReminderEffect) -> Result<Response, WebError> {
        let frame = self.frame();
        let (w, now) = (frame.w, self.web.app.now());
        let when = When::new(&self.now.event.schedule, self.locale);
        let to_come = effect.rules.iter().filter(|(rule, people)| rule.due_at > now && (*people > 0 || !rule.covered_by_later));
        let later = to_come.map(|(rule, people)| {
            let name = format!("{} ({})", kind(w, rule.purpose()), audience(w, EventMail::of(&rule.reminder)));
            w.arm_rule(name, when.brief_at(rule.due_at), *people)
        });
        let mut sentences = vec![if effect.mails_now == 0 { w.arm_now_none() } else { w.arm_now(effect.mails_now) }];
        sentences.extend(self.gone(w, effect).await?);
        let page = AskPage {
            mails: self.mails(),
            action: format!("{}{}", self.mails(), self.below()),
            later: later.collect(),
            typed: form.typed(),
            sentences,
            w,
            frame,
        };
        page::personal(StatusCode::OK, &page)
    }

    /// What becomes of the mails of a reminder that is there no more: what waits is dropped, what was sent stays sent.
    async fn gone(&self, w: &Words, effect: &ReminderEffect) -> Result<Vec<String>, WebError> {
        let stays = |mail: EventMail| effect.rules.iter().any(|(rule, _)| EventMail::of(&rule.reminder) == mail);
        let Some(mail) = self.mail.filter(|mail| !stays(*mail)) else { return Ok(Vec::new()) };
        let seen = self.web.app.event_mails(self.now.event.slug.as_str()).await?;
        let count = |states: &[DeliveryState]| -> u64 {
            let lines = seen.lines.iter().filter(|line| line.mail == mail && line.rule.is_some());
            lines.map(|line| states.iter().map(|state| line.count(*state)).sum::<u64>()).sum()
        };
        let waiting = count(&[DeliveryState::Pending, DeliveryState::Claimed, DeliveryState::Retrying]);
        let sent = count(&[DeliveryState::Accepted]);
        let waiting = (waiting > 0).then(|| w.rule_waiting(waiting));
        Ok(waiting.into_iter().chain((sent > 0).then(|| w.rule_was_sent(sent))).collect())
    }
}
