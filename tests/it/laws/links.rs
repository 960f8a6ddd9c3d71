//! Laws 19 and 20: the oldest link is right, and links are keys.

use halbsieben::app::registration::Joining;
use halbsieben::domain::id::DeliveryId;
use halbsieben::domain::locale::Locale;

use crate::support::app::{EVENT, SLUG, TestApp, token_of};
use crate::support::backend::Backend;
use crate::support::smtp::SmtpPeer;

const ANNA: &str = "anna@example.org";

/// Anna's join link, out of her first mail.
async fn first_link(app: &TestApp) -> String {
    app.sign_up(ANNA).await;
    app.run_due().await;
    app.last_mail_to(ANNA).await.join_token()
}

/// What the link answers now, in a word or with the room.
async fn join(app: &TestApp, token: &str) -> String {
    match app.app.join(token).await.unwrap().expect("the link is from here") {
        Joining::Early { opens_at, .. } => format!("opens at {opens_at}"),
        Joining::Open { room_url } => room_url,
        Joining::RoomMissing { .. } => "no room".to_owned(),
        Joining::Over { .. } => "over".to_owned(),
        Joining::Asking { .. } => "a button".to_owned(),
        Joining::OnSite { .. } => "on site".to_owned(),
        Joining::Waitlisted { .. } => "waitlisted".to_owned(),
        Joining::Pending { .. } => "pending".to_owned(),
        Joining::EventCancelled { .. } => "event cancelled".to_owned(),
        Joining::RegistrationCancelled { .. } => "registration cancelled".to_owned(),
    }
}

on_each_backend! {
    async fn law_19_the_link_counts_down_leads_in_and_is_over(app: TestApp) {
        let token = first_link(&app).await;
        let mut answers = vec![join(&app, &token).await];
        for at in ["2021-04-15T16:15:00Z", "2021-04-15T18:29:59Z", "2021-04-15T18:30:00Z"] {
            app.at(at);
            answers.push(join(&app, &token).await);
        }
        let room = "https://meet.example.org/kleinstaedte";
        assert_eq!(answers, ["opens at 2021-04-15T16:15:00Z", room, room, "over"]);
    }

    async fn law_19_the_first_link_leads_to_the_newest_room_without_a_mail(app: TestApp) {
        let token = first_link(&app).await;
        app.at("2021-04-15T16:20:00Z");
        app.app.change_room(SLUG, "https://other.example.org/raum").await.unwrap();
        app.plan().await;
        assert_eq!(join(&app, &token).await, "https://other.example.org/raum");
        assert!(app.ledger_of(ANNA).await.iter().all(|row| !row.starts_with("change")));
    }

    async fn law_19_the_first_link_follows_a_moved_event(app: TestApp) {
        let token = first_link(&app).await;
        app.move_to("2021-04-22T18:30").await;
        app.at("2021-04-15T16:30:00Z");
        assert_eq!(join(&app, &token).await, "opens at 2021-04-22T16:15:00Z");
    }

    async fn law_19_the_link_says_that_the_event_was_cancelled(app: TestApp) {
        let token = first_link(&app).await;
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.at("2021-04-15T16:30:00Z");
        assert_eq!(join(&app, &token).await, "event cancelled");
    }

    async fn law_19_the_link_of_a_cancelled_registration_leads_nowhere(app: TestApp) {
        let token = first_link(&app).await;
        app.cancel(ANNA).await;
        app.at("2021-04-15T16:30:00Z");
        assert_eq!(join(&app, &token).await, "registration cancelled");
    }

    async fn law_19_an_open_door_without_a_room_says_so(backend: Backend) {
        let without_room: Vec<_> = EVENT.lines().filter(|line| !line.starts_with("room_url")).collect();
        let app = TestApp::on(backend).published(&without_room.join("\n")).start().await;
        let token = first_link(&app).await;
        app.at("2021-04-15T16:30:00Z");
        assert_eq!(join(&app, &token).await, "no room");
    }

    async fn law_19_the_link_is_the_same_in_every_mail(app: TestApp) {
        let token = first_link(&app).await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.last_mail_to(ANNA).await.join_token(), token);
    }

    async fn law_20_no_mail_holds_the_rooms_address(app: TestApp) {
        first_link(&app).await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        let mails = app.mails_to(ANNA).await;
        assert!(mails.iter().all(|mail| !mail.source.contains("meet.example.org") && !mail.html.contains("meet.example.org")));
    }

    async fn law_20_each_link_opens_one_purpose(app: TestApp) {
        let join = first_link(&app).await;
        let registration = app.last_mail_to(ANNA).await.registration_token();
        assert!(app.app.my_registration(&registration).await.unwrap().is_some());
        assert!(app.app.my_registration(&join).await.unwrap().is_none());
        assert!(app.app.join(&registration).await.unwrap().is_none());
    }

    async fn law_20_a_link_with_another_letter_opens_nothing(app: TestApp) {
        let token = first_link(&app).await;
        let other = if token.ends_with('A') { "E" } else { "A" };
        let forged = format!("{}{other}", &token[..token.len() - 1]);
        for token in [forged.as_str(), "", "x", &token[1..]] {
            assert!(app.app.join(token).await.unwrap().is_none(), "{token}");
        }
    }

    async fn law_20_the_link_of_one_person_does_not_open_that_of_another(app: TestApp) {
        let annas = first_link(&app).await;
        app.sign_up("ben@example.org").await;
        app.run_due().await;
        assert_ne!(app.last_mail_to("ben@example.org").await.join_token(), annas);
    }
}

#[tokio::test]
async fn law_20_the_links_to_one_row_are_keys_of_their_own() {
    let app = TestApp::on(Backend::Sqlite).start().await;
    app.sign_up(ANNA).await;
    app.run_due().await;
    let id = app.row(ANNA, "confirmation").await.registration_id;
    let urls = app.app.urls();
    let password = urls.choose_password(Locale::De, DeliveryId::from(id.uuid()));
    let links = [urls.registration(id), urls.join(id), urls.confirm(id), password, app.app.setup_address(), urls.outbox()];
    let mut opened = Vec::new();
    for link in &links {
        let token = token_of(link);
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, token).unwrap();
        assert!(bytes.len() >= 32, "{link}");
        opened.push([
            app.app.my_registration(token).await.unwrap().is_some(),
            app.app.join(token).await.unwrap().is_some(),
            app.app.confirming(token).await.unwrap().is_some(),
            app.app.link_opens(token).await.unwrap().is_some(),
            app.app.can_set_up(token).await.unwrap(),
        ]);
    }
    let alone = |at: usize| [0, 1, 2, 3, 4].map(|what| what == at);
    // That of a password opens what a mail has asked for, and the mailbox is none of these.
    assert_eq!(opened, [alone(0), alone(1), alone(2), [false; 5], alone(4), [false; 5]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn law_20_no_link_is_kept_in_the_database() {
    let peer = SmtpPeer::start().await;
    let app = TestApp::on(Backend::Sqlite).mail_to(&peer.url()).start().await;
    app.sign_up(ANNA).await;
    app.deliver().await;
    let row = app.row(ANNA, "confirmation").await;
    let kept = app.place.bytes();
    let holds = |what: &[u8]| kept.windows(what.len()).any(|window| window == what);
    assert!(holds(ANNA.as_bytes()) && holds(row.registration_id.uuid().as_bytes()), "the search finds what is there");
    for link in [app.app.urls().join(row.registration_id), app.app.urls().registration(row.registration_id)] {
        let token = token_of(&link);
        let bytes = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, token).unwrap();
        assert!(!holds(token.as_bytes()) && !holds(&bytes[16..]), "{link}");
    }
}
