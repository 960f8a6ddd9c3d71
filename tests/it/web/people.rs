//! The list of an event's people: its tabs, its search, its pages, and who may see it.

use halbsieben::domain::admission::Willing;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::registration::SignUpForm;

use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

/// Where the people of the default event stand.
pub(super) const PEOPLE: &str = "/organiser/events/kleinstaedte/people";

/// The browser of an organiser who has signed in.
pub(super) async fn organiser(app: &TestApp) -> Browser {
    let email = EmailAddress::parse("thea@example.org").unwrap();
    let link = app.app.invite_organiser("Thea Sandkrug", email).await.unwrap();
    let browser = app.browser();
    assert_eq!(browser.post(&link, &[]).await.status, 303);
    browser
}

/// Signs somebody up by name.
pub(super) async fn named(app: &TestApp, given_name: &str, family_name: &str, email: &str) {
    let form = SignUpForm { given_name: given_name.into(), family_name: family_name.into(), email: email.into(), ..SignUpForm::default() };
    let event = app.app.show_event(SLUG).await.unwrap().event;
    app.app.sign_up_willing(SLUG, form.parse(&event, Locale::De).expect("a form in order"), Willing::ToWait).await.unwrap();
    app.advance(1);
}

fn tabs(page: &Page) -> Vec<String> {
    page.all(".tabs a")
}

fn names(page: &Page) -> Vec<String> {
    assert_eq!(page.status, 200, "{page:?}");
    page.all(".attendees tbody th")
}

async fn found(organiser: &Browser, search: &str) -> Vec<String> {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", search).finish();
    names(&organiser.get(&format!("{PEOPLE}?{query}")).await)
}

on_each_backend! {
    async fn people_stand_under_the_tabs_that_the_event_can_have(backend: Backend) {
        let app = TestApp::on(backend).with("capacity = 1").start().await;
        for (given, email) in [("Anna", "anna@example.org"), ("Bert", "bert@example.org"), ("Carla", "carla@example.org")] {
            named(&app, given, "Beispiel", email).await;
        }
        app.cancel("carla@example.org").await;
        let organiser = organiser(&app).await;
        let all = organiser.get(PEOPLE).await;
        assert_eq!(tabs(&all), ["Alle 3", "Angemeldet 1", "Warteliste 1", "Abgemeldet 1"]);
        assert_eq!(all.all(".tabs [aria-current]"), ["Alle 3"]);
        assert_eq!(names(&all), ["Carla Beispiel", "Bert Beispiel", "Anna Beispiel"], "the newest first");
        assert_eq!(all.all(".attendees .tag"), ["Abgemeldet", "Auf der Warteliste", "Angemeldet"]);
        let waiting = organiser.get(&all.link("Warteliste 1")).await;
        assert_eq!((waiting.path.as_str(), names(&waiting)), ("/organiser/events/kleinstaedte/people?status=waitlisted", vec!["Bert Beispiel".to_owned()]));
        assert_eq!(waiting.all(".tabs [aria-current]"), ["Warteliste 1"]);
        assert_eq!(names(&organiser.get(&format!("{PEOPLE}?status=nonsense")).await).len(), 3, "any other word stands for all");
    }

    async fn who_is_to_be_decided_on_is_told_from_who_is_to_confirm(backend: Backend) {
        let app = TestApp::on(backend).with("approval = true\ndouble_opt_in = true").start().await;
        for email in ["anna@example.org", "bert@example.org"] {
            named(&app, "Wer", "Beispiel", email).await;
        }
        app.run_due().await;
        let link = app.last_mail_to("anna@example.org").await.link_with("/c/");
        app.browser().post(&link, &[]).await;
        let organiser = organiser(&app).await;
        let all = organiser.get(PEOPLE).await;
        assert_eq!(tabs(&all), ["Alle 2", "Angemeldet 0", "Zu entscheiden 1", "Unbestätigt 1", "Abgemeldet 0"]);
        let addresses = async |tab: &str| organiser.get(&all.link(tab)).await.all(".attendees .address");
        assert_eq!(addresses("Zu entscheiden 1").await, ["anna@example.org"]);
        assert_eq!(addresses("Unbestätigt 1").await, ["bert@example.org"]);
        let nobody = organiser.get(&all.link("Angemeldet 0")).await;
        assert_eq!((names(&nobody).len(), nobody.all("p.none")), (0, vec!["Unter diesem Stand steht gerade niemand.".to_owned()]));
    }

    async fn people_are_found_by_parts_of_name_and_address_in_any_case(app: TestApp) {
        for (given, family, email) in [
            ("Jürgen", "MÜLLER", "Juergen.M@stadt.example"),
            ("Zoë", "Lindqvist-Maurer", "zoe@müller.example"),
            ("Emre", "Yıldızoğlu", "emre@stadt.example"),
            ("Hundert%", "Unter_strich", "prozent@example.org"),
        ] {
            named(&app, given, family, email).await;
        }
        let organiser = organiser(&app).await;
        for search in ["müller", "MÜLLER", "jürgen müller", "Müller JÜR", "mu\u{308}ller stadt", " juergen.m@STADT.example "] {
            let expected: &[&str] = if search.contains(' ') || search.contains('@') {
                &["Jürgen MÜLLER"]
            } else {
                &["Zoë Lindqvist-Maurer", "Jürgen MÜLLER"]
            };
            assert_eq!(found(&organiser, search).await, expected, "{search:?}");
        }
        assert_eq!(found(&organiser, "ZOË").await, ["Zoë Lindqvist-Maurer"]);
        assert_eq!(found(&organiser, "YıldızoĞlu").await, ["Emre Yıldızoğlu"]);
        assert_eq!(found(&organiser, "@stadt.example").await, ["Emre Yıldızoğlu", "Jürgen MÜLLER"]);
        assert_eq!(found(&organiser, "@Müller.example").await, ["Zoë Lindqvist-Maurer"]);
        assert!(found(&organiser, "muller").await.is_empty(), "an ü is no u");
    }

    async fn signs_that_databases_know_are_only_looked_for(app: TestApp) {
        named(&app, "Hundert%", "Unter_strich", "prozent@example.org").await;
        named(&app, "Anna", "Beispiel", "anna@example.org").await;
        let organiser = organiser(&app).await;
        assert_eq!(found(&organiser, "%").await, ["Hundert% Unter_strich"]);
        assert_eq!(found(&organiser, "r_s").await, ["Hundert% Unter_strich"]);
        assert_eq!(found(&organiser, "t% unter_").await, ["Hundert% Unter_strich"]);
        for nobody in ["\\", "\\%", "a%a", "'", "' OR 1=1 --", "\u{202e}x"] {
            assert!(found(&organiser, nobody).await.is_empty(), "{nobody:?}");
        }
        assert_eq!(found(&organiser, "\0").await.len(), 2, "nothing that could be found was looked for");
        assert_eq!(found(&organiser, &"q ".repeat(3_000)).await.len(), 0);
    }

    async fn a_search_keeps_its_tab_and_its_pages(app: TestApp) {
        for i in 0..52 {
            named(&app, "Ötzi", if i == 0 { "Anders" } else { "Gleich" }, &format!("p{i}@example.org")).await;
        }
        app.cancel("p7@example.org").await;
        let organiser = organiser(&app).await;
        let page = organiser.get(&format!("{PEOPLE}?status=registered&q=%C3%B6tzi+gleich")).await;
        assert_eq!((tabs(&page)[..2].to_vec(), names(&page).len()), (vec!["Alle 51".to_owned(), "Angemeldet 50".to_owned()], 50));
        let page = organiser.get(&page.link("Alle 51")).await;
        assert_eq!(page.path, "/organiser/events/kleinstaedte/people?q=%C3%B6tzi+gleich");
        assert_eq!(page.all(".found"), ["51 Personen gefunden. Alle anzeigen"]);
        assert_eq!(page.all(".pager span:first-child"), ["1–50 von 51"]);
        let second = organiser.get(&page.link("Weiter")).await;
        assert_eq!((second.path.as_str(), names(&second).len()), ("/organiser/events/kleinstaedte/people?q=%C3%B6tzi+gleich&page=2", 1));
        assert_eq!(second.attributes("nav.language a", "href"), ["/en/organiser/events/kleinstaedte/people?q=%C3%B6tzi+gleich&page=2"]);
        assert_eq!(organiser.get(&second.link("Zurück")).await.path, page.path);
        assert_eq!(organiser.get(&second.link("Alle anzeigen")).await.path, PEOPLE);
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_is_the_next_that_is() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    app.sign_up_many(51).await;
    let organiser = organiser(&app).await;
    let rows = async |query: &str| names(&organiser.get(&format!("{PEOPLE}{query}")).await).len();
    assert_eq!((rows("").await, rows("?page=2").await), (50, 1));
    assert_eq!((rows("?page=0").await, rows("?page=999999999999999").await), (50, 1));
    assert_eq!(organiser.get(&format!("{PEOPLE}?page=x")).await.status, 400);
}

#[tokio::test]
async fn the_list_says_why_it_is_empty() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let thea = organiser(&app).await;
    let says = async |query: &str| thea.get(&format!("{PEOPLE}{query}")).await.all("p.none").concat();
    assert_eq!(says("").await, "Noch hat sich niemand angemeldet.");
    app.sign_up("anna@example.org").await;
    assert_eq!(says("").await, "");
    assert_eq!(says("?q=bert").await, "Prüfen Sie die Schreibweise, oder suchen Sie nach weniger Buchstaben.");
    app.at("2021-07-01T00:00:00Z");
    assert_eq!(app.app.remove_past_term().await.unwrap(), 1);
    let later = organiser(&app).await.get(PEOPLE).await;
    assert!(later.all("p.none").concat().starts_with("Die Frist ist abgelaufen"), "{}", later.text());
}

#[tokio::test]
async fn the_list_does_not_say_that_the_term_has_ended_before_it_has() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    app.sign_up("anna@example.org").await;
    app.at("2021-04-16T10:00:00Z");
    let thea = organiser(&app).await;
    let path = thea.get(PEOPLE).await.link("Anna Beispiel");
    thea.post(&format!("{path}/erase"), &[]).await;
    let list = thea.get(PEOPLE).await;
    assert_eq!(list.all("p.none"), ["Hier steht niemand mehr: Alle, die sich angemeldet hatten, sind gelöscht."]);
}

#[tokio::test]
async fn the_event_leads_to_its_people_and_the_list_to_its_files() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let organiser = organiser(&app).await;
    app.sign_up("anna@example.org").await;
    let page = organiser.get("/organiser/events/kleinstaedte").await;
    let list = organiser.get(&page.link("Teilnehmende")).await;
    assert_eq!((list.path.as_str(), list.title().as_str()), (PEOPLE, "Teilnehmende: Kleine Städte, große Pläne – halbsieben"));
    let searched = organiser.get(&format!("{PEOPLE}?status=registered&q=anna")).await;
    for (from, to) in [(&page, ""), (&list, ""), (&searched, "?status=registered&q=anna")] {
        let lists = organiser.get(&from.link("Liste herunterladen oder drucken")).await;
        assert_eq!((lists.status, lists.path), (200, format!("/organiser/events/kleinstaedte/attendees{to}")));
    }
    assert_eq!(organiser.get("/organiser/events/nothing/people").await.status, 404);
}

#[tokio::test]
async fn a_draft_has_nobody_and_takes_nobody() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    let draft = EVENT.replace("\"kleinstaedte\"", "\"entwurf\"");
    app.app.import_event(&draft, halbsieben::app::import::ImportOptions::default()).await.unwrap();
    let organiser = organiser(&app).await;
    let list = organiser.get("/organiser/events/entwurf/people").await;
    assert_eq!((list.status, list.all(".titlebar a").len()), (200, 0));
    assert_eq!(organiser.get("/organiser/events/entwurf/people/new").await.status, 404);
}
