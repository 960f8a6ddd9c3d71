//! Who may use which of the organiser's addresses: every one of them, asked for by everybody in every way.

use axum::http::Method;
use halbsieben::domain::id::OrganiserId;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::organiser::Role;
use halbsieben::web::{Need, Rule, rules};

use super::{create, signed_in};
use crate::support::app::{SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

/// Who comes along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visitor {
    Anonymous,
    Disabled,
    SignedIn(Role),
}

const VISITORS: [Visitor; 5] = [
    Visitor::Anonymous,
    Visitor::Disabled,
    Visitor::SignedIn(Role::Reader),
    Visitor::SignedIn(Role::Editor),
    Visitor::SignedIn(Role::Admin),
];

impl Visitor {
    fn email(self) -> String {
        match self {
            Self::Anonymous => "nobody@example.org".to_owned(),
            Self::Disabled => "disabled@example.org".to_owned(),
            Self::SignedIn(role) => format!("{}@example.org", role.as_str()),
        }
    }

    /// A browser as this visitor has it.
    async fn browser(self, app: &TestApp) -> Browser {
        match self {
            Self::Anonymous | Self::Disabled => app.browser(),
            Self::SignedIn(_) => signed_in(app, &self.email()).await,
        }
    }

    /// Holds an answer against the matrix.
    fn check(self, need: Option<Need>, method: &Method, answer: &Page) {
        let what = || format!("{method} {} as {self:?}: {}, {:?}", answer.path, answer.status, answer.header("location"));
        let is_sent_to_sign_in = answer.header("location").is_some_and(|to| to.contains("/organiser/sign-in") && !to.contains("?left"));
        match (need, self) {
            (None, _) => assert_eq!(answer.status, 405, "{}", what()),
            (Some(Need::Role(_)), Self::Anonymous | Self::Disabled) if *method == Method::GET => {
                assert!(answer.status == 303 && is_sent_to_sign_in && answer.body.is_empty(), "{}", what());
            }
            (Some(Need::Role(_)), Self::Anonymous | Self::Disabled) => assert_eq!(answer.status, 401, "{}", what()),
            (Some(Need::Role(needed)), Self::SignedIn(role)) if role < needed => {
                assert_eq!(answer.status, 403, "{}", what());
                assert_eq!(answer.all("h1").len(), 1, "a page that says so: {}", what());
            }
            (Some(_), _) => {
                assert!(!matches!(answer.status, 401 | 403 | 405) && answer.status < 500 && !is_sent_to_sign_in, "{}", what());
            }
        }
    }
}

/// An address of that kind.
fn path(rule: &Rule) -> String {
    let part = |part: &str| match part {
        "{slug}" => SLUG.to_owned(),
        "{key}" | "{token}" => "x".repeat(43),
        named if named.starts_with('{') => "0".to_owned(),
        fixed => fixed.to_owned(),
    };
    rule.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

async fn ask(browser: &Browser, method: &Method, path: &str) -> Page {
    if *method == Method::GET { browser.get(path).await } else { browser.post(path, &[]).await }
}

/// The account of the reader.
async fn author(app: &TestApp) -> OrganiserId {
    app.app.list_organisers().await.unwrap().remove(0).organiser.id
}

on_each_backend! {
    async fn no_page_leads_a_reader_where_readers_may_not_go(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true").start().await;
        app.sign_up("anna@example.org").await;
        create(&app, "reader@example.org", Role::Reader).await;
        let browser = signed_in(&app, "reader@example.org").await;
        let event = format!("/organiser/events/{SLUG}");
        let people = browser.get(&format!("{event}/people")).await;
        let person = people.attributes("main tbody a", "href").remove(0);
        app.app.note_person(SLUG, person.rsplit('/').next().unwrap().parse().unwrap(), author(&app).await, Some("Rollstuhl".to_owned())).await.unwrap();
        for path in ["/organiser", &event, &format!("{event}/mails"), &format!("{event}/mails/reminder_24h"), &format!("{event}/people"), &person] {
            let page = browser.get(path).await;
            assert_eq!((page.status, page.attributes("main form[method=post]", "action")), (200, vec![]), "{path}");
            for link in page.attributes("main a[href^=\"/organiser\"]", "href") {
                assert_eq!(browser.get(&link).await.status, 200, "{link} from {path}");
            }
        }
    }

    async fn every_address_answers_everybody_as_the_matrix_says(app: TestApp) {
        for visitor in VISITORS {
            if visitor != Visitor::Anonymous {
                let role = if let Visitor::SignedIn(role) = visitor { role } else { Role::Admin };
                create(&app, &visitor.email(), role).await;
            }
        }
        let stale = signed_in(&app, &Visitor::Disabled.email()).await;
        let disabled = app.app.list_organisers().await.unwrap().into_iter().find(|account| account.organiser.email.as_str() == Visitor::Disabled.email());
        app.app.disable_organiser(disabled.unwrap().organiser.id).await.unwrap();
        for visitor in VISITORS {
            let mut browser = if visitor == Visitor::Disabled { stale.neighbour("127.0.0.1") } else { visitor.browser(&app).await };
            if visitor == Visitor::Disabled {
                stale.cookies().iter().for_each(|cookie| browser.plant(cookie));
            }
            for rule in rules() {
                for prefix in Locale::ALL.map(|locale| app.app.urls().prefix(locale)) {
                    for (method, need) in [(Method::GET, rule.get), (Method::POST, rule.post)] {
                        let answer = ask(&browser, &method, &format!("{prefix}{}", path(&rule))).await;
                        visitor.check(need, &method, &answer);
                        if browser.cookies().is_empty() {
                            browser = visitor.browser(&app).await;
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn the_matrix_reads_as_it_was_approved() {
    let need = |need: Option<Need>| match need {
        None => "–".to_owned(),
        Some(Need::Nothing) => "anybody".to_owned(),
        Some(Need::Role(role)) => role.as_str().to_owned(),
    };
    let rows: Vec<String> = rules().iter().map(|rule| format!("{:<8} {:<8} {}", need(rule.get), need(rule.post), rule.path)).collect();
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("role-matrix", format!("GET      POST     address\n{}", rows.join("\n")));
    });
}

#[test]
fn readers_look_and_editors_change() {
    for rule in rules().iter().filter(|rule| rule.path.starts_with("/organiser/events/")) {
        let takes = |need: Option<Need>, least: Role| need.is_none_or(|need| matches!(need, Need::Role(role) if role >= least));
        // Taking a list away changes nothing but the record of who did, and readers may.
        let least = if rule.path == "/organiser/events/{slug}/attendees" { Role::Reader } else { Role::Editor };
        assert!(takes(rule.get, Role::Reader) && takes(rule.post, least), "{rule:?}");
    }
}

#[test]
fn nothing_of_the_organisers_is_routed_past_the_matrix() {
    let routes = std::fs::read_to_string("src/web.rs").unwrap();
    let past: Vec<&str> = routes.lines().filter(|line| line.contains(".route(") && line.contains("organiser")).collect();
    assert!(past.is_empty(), "{past:#?}");
}
