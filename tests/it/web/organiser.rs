//! The organiser's pages: who gets in, who stays out, and what they take away.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use futures::FutureExt as _;
use halbsieben::app::App;
use halbsieben::domain::delivery::Outcome;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::id::InstanceId;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::person_name::PersonName;
use halbsieben::domain::registration::NewRegistration;
use halbsieben::storage::db::Db;
use halbsieben::storage::delivery::claims::{self, Asking};
use halbsieben::web;
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use scraper::{Html, Selector};
use tower::ServiceExt as _;
use url::form_urlencoded;

use crate::support::app::TestApp;
use crate::support::backend::Backend;

/// Every address that only organisers see, with the method that it takes.
const ROUTES: [(Method, &str); 49] = [
    (Method::GET, "/organiser"),
    (Method::GET, "/organiser?state=drafts"),
    (Method::GET, "/organiser/events/kleinstaedte"),
    (Method::GET, "/organiser/events/nothing"),
    (Method::GET, "/organiser/events/kleinstaedte/attendees.csv"),
    (Method::GET, "/organiser/events/kleinstaedte/attendees.xlsx"),
    (Method::POST, "/organiser/events"),
    (Method::GET, "/organiser/events/new"),
    (Method::POST, "/organiser/events/new"),
    (Method::GET, "/organiser/events/new/form"),
    (Method::GET, "/organiser/events/kleinstaedte/cancel"),
    (Method::POST, "/organiser/events/kleinstaedte/cancel"),
    (Method::GET, "/organiser/events/kleinstaedte/copy"),
    (Method::POST, "/organiser/events/kleinstaedte/copy"),
    (Method::GET, "/organiser/events/kleinstaedte/edit"),
    (Method::POST, "/organiser/events/kleinstaedte/edit"),
    (Method::GET, "/organiser/events/kleinstaedte/preview"),
    (Method::POST, "/organiser/events/kleinstaedte/publish"),
    (Method::GET, "/organiser/events/kleinstaedte/reminders"),
    (Method::POST, "/organiser/events/kleinstaedte/reminders"),
    (Method::POST, "/en/organiser/events/kleinstaedte/edit"),
    (Method::GET, "/en/organiser/events/new"),
    (Method::GET, "/organiser/events/kleinstaedte/figures"),
    (Method::GET, "/organiser/events/kleinstaedte/mails"),
    (Method::GET, "/organiser/events/kleinstaedte/mails/confirmation"),
    (Method::GET, "/organiser/events/kleinstaedte/mails/new"),
    (Method::POST, "/organiser/events/kleinstaedte/mails/new"),
    (Method::GET, "/organiser/events/kleinstaedte/mails/reminder_24h/edit"),
    (Method::POST, "/organiser/events/kleinstaedte/mails/reminder_24h/edit"),
    (Method::GET, "/organiser/events/kleinstaedte/mails/confirmation/html"),
    (Method::GET, "/organiser/events/kleinstaedte/people"),
    (Method::GET, "/organiser/events/kleinstaedte/people?q=anja&status=registered"),
    (Method::GET, "/organiser/events/kleinstaedte/people/new"),
    (Method::POST, "/organiser/events/kleinstaedte/people/new"),
    (Method::GET, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000"),
    (Method::GET, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/address"),
    (Method::GET, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/data.json"),
    (Method::POST, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/address"),
    (Method::POST, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/approve"),
    (Method::POST, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/cancel"),
    (Method::POST, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/decline"),
    (Method::POST, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/erase"),
    (Method::POST, "/organiser/events/kleinstaedte/people/00000000-0000-7000-8000-000000000000/resend"),
    (Method::POST, "/organiser/sign-out"),
    (Method::GET, "/en/organiser/events/kleinstaedte/people"),
    (Method::GET, "/en/organiser"),
    (Method::GET, "/en/organiser/events/kleinstaedte"),
    (Method::HEAD, "/en/organiser/events/kleinstaedte/attendees.csv"),
    (Method::POST, "/en/organiser/sign-out"),
];

/// The service as organisers reach it, below an address of the test's choice.
struct House {
    /// Keeps the database until the test has ended.
    _test: TestApp,
    app: App,
    router: Router,
    database_url: String,
}

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl House {
    async fn at(base_url: &str) -> Self {
        let test = TestApp::on(Backend::Sqlite).set("server.base_url", base_url).start().await;
        let (app, database_url) = (test.app.clone(), test.settings.database.url.clone());
        Self { router: web::router(app.clone(), &test.settings), _test: test, app, database_url }
    }

    async fn open() -> Self {
        Self::at("https://events.example.org").await
    }

    /// The path of a fresh one-time link.
    async fn link(&self) -> String {
        let email = EmailAddress::parse("thea@example.org").unwrap();
        let url = self.app.invite_organiser("Thea Sandkrug", email).await.unwrap();
        url[url.find("/organiser").unwrap()..].to_owned()
    }

    async fn sign_up(&self, email: &str) {
        let (given_name, family_name) = (Some(PersonName::parse("Anja").unwrap()), Some(PersonName::parse("=Formel").unwrap()));
        let email = EmailAddress::parse(email).unwrap();
        let new = NewRegistration { given_name, family_name, email, locale: Locale::De, answers: std::collections::BTreeMap::new() };
        self.app.sign_up("kleinstaedte", new).await.unwrap();
        self.app.clock().advance(SignedDuration::from_secs(1));
    }

    /// Has the mail server refuse what is due, in these words.
    async fn refuse_due(&self, reply: &'static str) {
        let now = self.app.now();
        let lapses_at = now + SignedDuration::from_mins(1);
        let db = Db::open(&self.database_url).await.unwrap();
        let refused = db.write(move |tx| {
            let asking = Asking { owner: InstanceId::new(now), now, lapses_at, limit: 10, in_hand: Vec::new() };
            async move {
                let claimed = claims::claim(tx, &asking).await?;
                let refused: Vec<_> = claimed.iter().map(|row| (row.claim, Outcome::Failed { reply: reply.to_owned() }, now)).collect();
                claims::settle(tx, &refused).await.map(drop)
            }
            .boxed()
        });
        refused.await.unwrap();
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes().to_vec() }
    }

    async fn get(&self, path: &str, session: Option<&str>) -> Answer {
        self.ask(request(&Method::GET, path, session, None)).await
    }

    /// Sends a form as a page of ours sends it.
    async fn post(&self, path: &str, session: Option<&str>) -> Answer {
        self.ask(request(&Method::POST, path, session, Some("same-origin"))).await
    }

    /// Signs in; returns the cookie.
    async fn signed_in(&self) -> String {
        let answer = self.post(&self.link().await, None).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.cookie()
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// `name=value` of the cookie that was set.
    fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    /// The text of every element that a selector finds.
    fn find(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(self.text());
        let words = |element: scraper::ElementRef<'_>| element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
        page.select(&Selector::parse(selector).unwrap()).map(words).collect()
    }
}

fn request(method: &Method, path: &str, session: Option<&str>, site: Option<&str>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(session) = session {
        request = request.header(header::COOKIE, format!("other=1; {session}"));
    }
    if let Some(site) = site {
        request = request.header("sec-fetch-site", site);
    }
    request.body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_one_time_link_opens_once() {
    let house = House::open().await;
    let link = house.link().await;
    let first = house.post(&link, None).await;
    assert_eq!((first.status, first.header("location")), (StatusCode::SEE_OTHER, "/organiser"));
    assert_eq!(house.get("/organiser", Some(&first.cookie())).await.status, StatusCode::OK);
    let second = house.post(&link, None).await;
    assert_eq!(second.status, StatusCode::GONE);
    assert_eq!(second.header("set-cookie"), "");
    assert_eq!(house.get(&link, None).await.find("h1"), ["Dieser Link gilt nicht mehr"]);
    // Who is in already is not sent away by a second click.
    assert_eq!(house.get(&link, Some(&first.cookie())).await.header("location"), "/organiser");
}

#[tokio::test]
async fn law_18_looking_at_a_one_time_link_does_not_use_it_up() {
    let house = House::open().await;
    let link = house.link().await;
    for _ in 0..3 {
        let page = house.get(&link, None).await;
        assert_eq!((page.status, page.header("set-cookie")), (StatusCode::OK, ""));
        assert_eq!(page.find(&format!("form[method=post][action=\"{link}\"] button")), ["Anmelden"]);
    }
    house.ask(request(&Method::HEAD, &link, None, None)).await;
    assert_eq!(house.post(&link, None).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_link_that_never_was_opens_nothing() {
    let house = House::open().await;
    let path = format!("/organiser/sign-in/{}", "x".repeat(43));
    assert_eq!(house.get(&path, None).await.status, StatusCode::GONE);
    assert_eq!(house.post(&path, None).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn nobody_else_gets_to_any_organisers_page() {
    let house = House::open().await;
    let signed_out = house.signed_in().await;
    house.post("/organiser/sign-out", Some(&signed_out)).await;
    for (method, path) in ROUTES {
        for session in [None, Some("__Host-halbsieben_session="), Some("__Host-halbsieben_session=x"), Some(signed_out.as_str())] {
            let answer = house.ask(request(&method, path, session, Some("same-origin"))).await;
            if method == Method::POST {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
            } else {
                let way_in = if path.starts_with("/en") { "/en/organiser/sign-in" } else { "/organiser/sign-in" };
                let next: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
                let to = if path.ends_with("/organiser") { way_in.to_owned() } else { format!("{way_in}?next={next}") };
                assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, to.as_str()), "{path}");
                assert!(answer.body.is_empty(), "{path}");
            }
        }
    }
    assert_eq!(house.get("/organiser/sign-in", None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_organisers_page_is_kept_or_found() {
    let house = House::open().await;
    let session = house.signed_in().await;
    let link = house.link().await;
    let routes = ROUTES.into_iter().filter(|(method, _)| *method == Method::GET).map(|(_, path)| path);
    for path in routes.chain(["/organiser/sign-in", link.as_str(), "/organiser/nothing"]) {
        let answer = house.get(path, Some(&session)).await;
        assert_eq!(answer.header("cache-control"), "private, no-store", "{path}");
        assert_eq!(answer.header("x-robots-tag"), "noindex", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    }
}

#[tokio::test]
async fn the_cookie_stays_at_this_host_and_away_from_scripts() {
    let house = House::open().await;
    let answer = house.post(&house.link().await, None).await;
    let (cookie, flags) = answer.header("set-cookie").split_once("; ").unwrap();
    assert!(cookie.starts_with("__Host-halbsieben_session=") && cookie.len() > 60, "{cookie}");
    assert_eq!(flags, "Path=/; Max-Age=604800; HttpOnly; SameSite=Lax; Secure");

    // Browsers keep neither Secure nor __Host- over http.
    let plain = House::at("http://localhost:8080").await;
    let answer = plain.post(&plain.link().await, None).await;
    let (cookie, flags) = answer.header("set-cookie").split_once("; ").unwrap();
    assert!(cookie.starts_with("halbsieben_session="), "{cookie}");
    assert_eq!(flags, "Path=/; Max-Age=604800; HttpOnly; SameSite=Lax");
}

#[tokio::test]
async fn participants_get_no_cookie() {
    let house = House::open().await;
    for path in ["/", "/events/kleinstaedte", "/events/kleinstaedte/register", "/organiser", "/organiser/sign-in", "/nothing"] {
        assert_eq!(house.get(path, None).await.header("set-cookie"), "", "{path}");
    }
}

#[tokio::test]
async fn a_form_that_does_not_show_that_it_is_ours_is_refused() {
    let house = House::open().await;
    let (session, link) = (house.signed_in().await, house.link().await);
    let ways = ["new", "x/address", "x/approve", "x/cancel", "x/decline", "x/erase", "x/resend"];
    let ways = ways.map(|way| format!("/organiser/events/kleinstaedte/people/{way}"));
    for path in [link.as_str(), "/organiser/sign-out"].into_iter().chain(ways.iter().map(String::as_str)) {
        for site in [None, Some("none"), Some("same-site"), Some("cross-site")] {
            let answer = house.ask(request(&Method::POST, path, Some(&session), site)).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {site:?}");
        }
        let mut foreign = request(&Method::POST, path, Some(&session), None);
        foreign.headers_mut().insert(header::ORIGIN, "https://evil.example".parse().unwrap());
        assert_eq!(house.ask(foreign).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(house.get("/organiser", Some(&session)).await.status, StatusCode::OK, "the session is still there");
    let mut own = request(&Method::POST, &link, None, None);
    own.headers_mut().insert(header::ORIGIN, "https://events.example.org".parse().unwrap());
    assert_eq!(house.ask(own).await.status, StatusCode::SEE_OTHER, "and so is the link");
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_in_the_browser() {
    let house = House::open().await;
    let session = house.signed_in().await;
    assert_eq!(house.get("/organiser/sign-out", Some(&session)).await.status, StatusCode::METHOD_NOT_ALLOWED);
    let answer = house.post("/organiser/sign-out", Some(&session)).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/organiser/sign-in?left"));
    assert!(answer.header("set-cookie").starts_with("__Host-halbsieben_session=; Path=/; Max-Age=0;"));
    assert_eq!(house.get("/organiser", Some(&session)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_anew_ends_the_browsers_former_session() {
    let house = House::open().await;
    let former = house.signed_in().await;
    let new = house.post(&house.link().await, Some(&former)).await.cookie();
    assert_ne!(former, new);
    assert_eq!(house.get("/organiser", Some(&former)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/organiser", Some(&new)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_attendee_list_comes_as_a_file() {
    let house = House::open().await;
    house.sign_up("anja@example.org").await;
    let session = house.signed_in().await;
    let path = "/organiser/events/kleinstaedte/attendees";
    let csv = house.get(&format!("{path}.csv"), Some(&session)).await;
    assert_eq!((csv.status, csv.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"2021-04-15_kleinstaedte_teilnehmende.csv\"");
    assert_eq!(
        csv.text(),
        "\u{feff}\"Status\";\"Vorname\";\"Nachname\";\"E-Mail\";\"Angemeldet am\";\"Zeitpunkt (ISO 8601)\"\r\n\
         \"angemeldet\";\"Anja\";\"'=Formel\";\"anja@example.org\";\"10.04.2021 12:00\";\"2021-04-10T12:00:00+02:00\"\r\n"
    );
    let rfc = house.get(&format!("{path}.csv?dialect=rfc4180"), Some(&session)).await;
    assert!(rfc.text().contains("\r\nregistered,Anja,'=Formel,anja@example.org,"), "{}", rfc.text());
    assert_eq!(house.get(&format!("{path}.csv?dialect=klingon"), Some(&session)).await.status, StatusCode::BAD_REQUEST);
    let xlsx = house.get(&format!("{path}.xlsx"), Some(&session)).await;
    assert!(xlsx.header("content-disposition").ends_with("_teilnehmende.xlsx\"") && xlsx.body.starts_with(b"PK"));
    let nothing = house.get("/organiser/events/nothing/attendees.csv", Some(&session)).await;
    assert_eq!((nothing.status, nothing.header("content-disposition")), (StatusCode::NOT_FOUND, ""));
}

#[tokio::test]
async fn the_page_of_an_event_counts_people_and_mails() {
    let house = House::open().await;
    house.sign_up("anja@example.org").await;
    house.sign_up("bert@example.org").await;
    house.app.deliver_due().await.unwrap();
    let session = house.signed_in().await;
    let page = house.get("/organiser/events/kleinstaedte", Some(&session)).await;
    assert_eq!(page.find(".figures div"), ["angemeldet2", "abgemeldet0"]);
    assert_eq!(
        page.find(".mailtable tbody tr")[..2],
        ["Bestätigungsofort2 gesendet", "Erinnerung am VortagMi 14.04.2021, 18:30 Uhr2 geplant"]
    );
    assert!(!page.text().contains("meet.example.org/kleinstaedte"), "the room's address is a key");
    let overview = house.get("/en/organiser", Some(&session)).await;
    assert_eq!(overview.find(".events tbody th"), ["Kleine Städte, große Pläne"]);
    assert_eq!(overview.find(".tabs [aria-current] .count"), ["1"]);
}

#[tokio::test]
async fn law_11_who_was_refused_stands_there_by_name_with_the_servers_words() {
    let house = House::open().await;
    house.sign_up("anja@example.org").await;
    house.refuse_due("550 5.1.1 <anja@example.org>: no such user <script>").await;
    let session = house.signed_in().await;
    let page = house.get("/organiser/events/kleinstaedte", Some(&session)).await;
    let banners = page.find(".notice.error strong");
    assert_eq!(banners[0], "1 E-Mail wurde abgelehnt.");
    assert_eq!(page.find(".failures strong"), ["Anja =Formel"]);
    assert_eq!(page.find(".failures code"), ["550 5.1.1 <anja@example.org>: no such user <script>"]);
    assert_eq!(page.find(".states .bad"), ["1 abgelehnt"]);
    assert_eq!(house.get("/organiser", Some(&session)).await.find(".tags .error"), ["1 E-Mail abgelehnt"]);
}
