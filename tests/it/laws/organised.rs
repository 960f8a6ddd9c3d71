//! Laws 7, 9 and 14 as an organiser meets them: several saves, copies, reminders said anew, the team, an address corrected, bounces.

use halbsieben::app::import::CopyOptions;
use halbsieben::domain::delivery::DeliveryState;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::event::{Afterwards, Role};
use halbsieben::domain::forecast::Problem;
use halbsieben::domain::locale::Locale;
use halbsieben::domain::registration::NewRegistration;
use halbsieben::domain::reminder::{Audience, Offset, Reminder};
use jiff::SignedDuration;

use crate::support::app::{EVENT, SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::smtp::{At, SmtpPeer};

const ANNA: &str = "anna@example.org";
const HOST: &str = "host@example.org";

fn email(address: &str) -> EmailAddress {
    EmailAddress::parse(address).unwrap()
}

fn before(minutes: &[u32]) -> Vec<Reminder> {
    Reminder::for_all(minutes)
}

impl TestApp {
    async fn with_host(&self) {
        let answers = std::collections::BTreeMap::new();
        let host = NewRegistration { given_name: None, family_name: None, email: email(HOST), locale: Locale::De, answers };
        self.app.add_to_team(SLUG, Role::Host, host).await.expect("a host");
    }

    async fn with_reminders(&self, reminders: Vec<Reminder>) -> u64 {
        self.app.set_reminders(SLUG, reminders, true).await.expect("reminders").mails_now
    }
}

on_each_backend! {
    async fn law_07_several_saves_within_ten_minutes_are_one_notice_from_the_first_date(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        for start in ["2021-04-22T18:30", "2021-04-23T18:30", "2021-04-24T18:30"] {
            app.move_to(start).await;
            app.advance(3);
            app.run_due().await;
        }
        app.advance(1);
        app.run_due().await;
        let [_, notice] = <[_; 2]>::try_from(app.mails_to(ANNA).await).unwrap();
        assert!(notice.text.contains("24. April 2021") && notice.text.contains("Bisher: Donnerstag, 15. April 2021"), "{}", notice.text);
    }

    async fn law_07_moved_and_back_within_ten_minutes_is_told_to_nobody(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(1);
        app.move_to("2021-04-22T18:30").await;
        app.advance(2);
        app.sign_up("late@example.org").await;
        app.advance(2);
        let effect = app.app.move_effect(SLUG, "2021-04-15T18:30".parse().unwrap(), None).await.unwrap();
        app.move_to("2021-04-15T18:30").await;
        app.advance(10);
        app.run_due().await;
        // Whoever registered in between was told the other date, and is told.
        assert_eq!((app.ledger_of(ANNA).await.len(), effect.people), (1, 1));
        assert_eq!(app.ledger_of("late@example.org").await, ["confirmation accepted", "change accepted"]);
    }

    async fn law_07_whoever_read_the_date_in_between_is_told_that_it_is_the_old_one_again(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.advance(30);
        app.move_to("2021-04-22T18:30").await;
        app.advance(2);
        // Asks for the mail once more, and reads the other date in it.
        app.sign_up(ANNA).await;
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.text.contains("22. April 2021"));
        let effect = app.app.move_effect(SLUG, "2021-04-15T18:30".parse().unwrap(), None).await.unwrap();
        app.move_to("2021-04-15T18:30").await;
        app.advance(10);
        app.run_due().await;
        let notice = app.last_mail_to(ANNA).await;
        assert!(notice.text.contains("15. April 2021") && notice.text.contains("Bisher: Donnerstag, 22. April 2021"), "{}", notice.text);
        assert_eq!(effect.people, 1);
    }

    async fn law_07_a_move_shortly_before_the_start_is_told_at_once(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T16:00:00Z");
        app.move_to("2021-04-15T19:00").await;
        app.run_due().await;
        assert_eq!(app.last_mail_to(ANNA).await.subject, "Geändert: Kleine Städte, große Pläne – jetzt Do 15.04., 19:00 Uhr");
    }

    async fn law_09_a_copy_starts_with_its_reminders_off(app: TestApp) {
        let options = CopyOptions { id: app.app.new_event_id(), start: "2021-04-16T18:30".parse().unwrap(), end: None, slug: Some("copy".to_owned()) };
        app.app.copy_event(SLUG, options).await.unwrap();
        app.app.publish_event("copy").await.unwrap();
        app.try_sign_up("copy", ANNA).await.unwrap();
        app.run_due().await;
        app.at("2021-04-16T15:30:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1, "the confirmation alone");
        let effect = app.app.set_reminders("copy", before(&[60]), true).await.unwrap();
        app.run_due().await;
        assert_eq!((effect.mails_now, app.mails_to(ANNA).await.len()), (1, 2), "switched on, it is owed at once");
    }

    async fn law_09_adding_a_rule_says_first_how_many_get_a_mail_now(app: TestApp) {
        app.sign_up_many(3).await;
        app.run_due().await;
        app.at("2021-04-15T11:00:00Z");
        app.run_due().await;
        let said = app.app.reminders_effect(SLUG, before(&[1440, 360, 60]), true).await.unwrap().mails_now;
        assert_eq!((said, app.count(DeliveryState::Accepted).await), (3, 6), "nothing has happened yet");
        assert_eq!(app.with_reminders(before(&[1440, 360, 60])).await, 3);
        app.run_due().await;
        assert_eq!(app.count(DeliveryState::Accepted).await, 9);
    }

    async fn law_09_a_rule_taken_away_ends_what_waits_by_it_and_nothing_that_was_sent_comes_again(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.plan().await;
        app.with_reminders(before(&[1440])).await;
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h accepted", "reminder_1h void rule_removed"]);
        assert_eq!(app.with_reminders(before(&[1440, 60])).await, 1, "said again, it is owed again");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "reminder_24h accepted", "reminder_1h accepted"]);
    }

    async fn hosts_get_a_link_and_reminders_and_take_no_place(backend: Backend) {
        let app = TestApp::on(backend).published(&format!("capacity = 1\n{EVENT}")).start().await;
        app.with_host().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        let subjects: Vec<String> = app.mails_to(HOST).await.into_iter().map(|mail| mail.subject).collect();
        assert_eq!(subjects.len(), 2);
        assert!(subjects.iter().all(|subject| subject.starts_with("[Team] ")), "{subjects:?}");
        assert_eq!(app.app.show_event(SLUG).await.unwrap().registered, 1);
    }

    async fn reminders_of_the_team_go_to_nobody_else(app: TestApp) {
        app.with_host().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.with_reminders(vec![Reminder { offset: Offset::Before(180), audience: Audience::Team, text: Some("Raum **prüfen**".to_owned()) }]).await;
        app.at("2021-04-15T13:30:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
        assert!(app.last_mail_to(HOST).await.text.contains("Raum prüfen"));
    }

    async fn a_mail_after_the_end_leaves_after_the_end_in_the_organisers_words(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.with_reminders(vec![Reminder { offset: Offset::After(30), audience: Audience::Registrants, text: Some("Danke!".to_owned()) }]).await;
        app.at("2021-04-15T18:29:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
        app.at("2021-04-15T18:30:00Z");
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.text.contains("Danke!"));
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "follow_up_30min accepted"]);
    }

    async fn a_mail_after_the_end_waits_until_there_is_something_to_say(app: TestApp) {
        app.with_host().await;
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.with_reminders([Audience::Registrants, Audience::Team].map(|audience| Reminder { offset: Offset::After(30), audience, text: None }).to_vec()).await;
        app.at("2021-04-15T18:30:00Z");
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "follow_up_30min void nothing_to_say"]);
        let recording = Afterwards { recording_url: Some("https://video.example.org/x".to_owned()), ..Afterwards::default() };
        app.advance(120);
        assert_eq!(app.app.afterwards_effect(SLUG, recording.clone()).await.unwrap().mails_now, 2, "law 9: both are named first");
        app.app.set_afterwards(SLUG, recording.clone()).await.unwrap();
        app.run_due().await;
        for address in [ANNA, HOST] {
            let mail = app.last_mail_to(address).await;
            assert!(mail.text.contains("https://video.example.org/x") && mail.text.contains("Das ist die letzte E-Mail"), "{}", mail.text);
        }
        assert!(app.last_mail_to(HOST).await.subject.starts_with("[Team] "), "a copy of their own");
        let survey = Afterwards { survey_url: Some("https://umfrage.example.org/x".to_owned()), ..recording };
        assert_eq!(app.app.set_afterwards(SLUG, survey).await.unwrap().mails_now, 0);
        app.run_due().await;
        assert_eq!(app.ledger_of(ANNA).await, ["confirmation accepted", "follow_up_30min accepted"], "law 2: once");
    }

    async fn law_09_a_recording_makes_its_own_mail_an_hour_after_the_end_or_at_once(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let recording = Afterwards { recording_url: Some("https://video.example.org/x".to_owned()), ..Afterwards::default() };
        app.app.set_afterwards(SLUG, recording.clone()).await.unwrap();
        app.at("2021-04-15T18:59:00Z");
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), 1);
        app.at("2021-04-15T19:00:00Z");
        app.run_due().await;
        assert!(app.last_mail_to(ANNA).await.text.contains("https://video.example.org/x"));
        app.publish(&EVENT.replace("\"kleinstaedte\"", "\"zweite\"").replace("2021-04-15", "2021-04-20")).await;
        app.try_sign_up("zweite", ANNA).await.unwrap();
        app.run_due().await;
        app.at("2021-05-03T10:00:00Z");
        let effect = app.app.set_afterwards("zweite", recording).await.unwrap();
        assert_eq!(effect.mails_now, 1, "long after the end it is news at once");
        let sent = app.mails_to(ANNA).await.len();
        app.run_due().await;
        assert_eq!(app.mails_to(ANNA).await.len(), sent + 1);
    }

    async fn what_followed_an_event_does_not_follow_its_copy(app: TestApp) {
        let recording = Afterwards { recording_url: Some("https://video.example.org/x".to_owned()), ..Afterwards::default() };
        app.app.set_afterwards(SLUG, recording).await.unwrap();
        let options = CopyOptions { id: app.app.new_event_id(), start: "2021-05-16T18:30".parse().unwrap(), end: None, slug: Some("copy".to_owned()) };
        assert!(app.app.copy_event(SLUG, options).await.unwrap().event.afterwards.is_empty());
        let bad = Afterwards { recording_url: Some("javascript:alert(1)".to_owned()), ..Afterwards::default() };
        let refused = app.app.set_afterwards(SLUG, bad).await.unwrap_err().to_string();
        assert!(refused.starts_with("an address must begin with https://"), "{refused}");
    }

    async fn the_team_of_a_draft_gets_its_links_when_it_is_published(app: TestApp) {
        let options = CopyOptions { id: app.app.new_event_id(), start: "2021-04-16T18:30".parse().unwrap(), end: None, slug: Some("draft".to_owned()) };
        app.app.copy_event(SLUG, options).await.unwrap();
        let answers = std::collections::BTreeMap::new();
        let host = NewRegistration { given_name: None, family_name: None, email: email(HOST), locale: Locale::De, answers };
        app.app.add_to_team("draft", Role::Moderation, host).await.unwrap();
        app.run_due().await;
        assert!(app.mails_to(HOST).await.is_empty());
        app.app.publish_event("draft").await.unwrap();
        app.run_due().await;
        assert_eq!(app.mails_to(HOST).await.len(), 1);
    }

    async fn a_corrected_address_gets_the_link_at_once_and_the_old_one_nothing_more(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        peer.on(At::Rcpt).matching("ana@").reply("550 5.1.1 no such user here");
        app.sign_up("ana@example.org").await;
        app.run_due().await;
        app.at("2021-04-14T16:30:00Z");
        app.run_due().await;
        assert_eq!(app.row("ana@example.org", "reminder_24h").await.state, DeliveryState::Void, "not tried again");
        app.app.correct_address(SLUG, &email("ana@example.org"), &email(ANNA)).await.unwrap();
        app.run_due().await;
        app.at("2021-04-15T15:30:00Z");
        app.run_due().await;
        let to: Vec<String> = peer.seen().mails.into_iter().map(|mail| mail.to).collect();
        assert_eq!(to, [ANNA, ANNA], "the confirmation with the link, and the reminder of the hour before");
    }

    async fn law_08_whoever_could_not_be_reached_hears_of_the_cancellation_at_the_corrected_address(backend: Backend) {
        for is_known_before in [true, false] {
            let peer = SmtpPeer::start().await;
            let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
            app.sign_up("ana@example.org").await;
            if is_known_before {
                peer.on(At::Rcpt).matching("ana@").reply("550 5.1.1 no such user here");
            }
            app.run_due().await;
            peer.on(At::Rcpt).matching("ana@").reply("550 5.1.1 no such user here");
            app.app.cancel_event(SLUG, "Der Referent ist erkrankt.").await.unwrap();
            app.run_due().await;
            let told = app.row("ana@example.org", "event_cancelled").await.state;
            assert_eq!(told, if is_known_before { DeliveryState::Void } else { DeliveryState::Failed });
            app.app.correct_address(SLUG, &email("ana@example.org"), &email(ANNA)).await.unwrap();
            app.run_due().await;
            assert_eq!(app.row(ANNA, "event_cancelled").await.state, DeliveryState::Accepted);
            assert_eq!(peer.seen().mails.into_iter().filter(|mail| mail.to == ANNA).count(), 1, "and nothing else");
        }
    }

    async fn law_08_whoever_has_cancelled_is_told_no_end_at_the_corrected_address(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        app.sign_up("ana@example.org").await;
        app.run_due().await;
        peer.on(At::Rcpt).matching("ana@").reply("550 5.1.1 no such user here");
        app.app.cancel_event(SLUG, "").await.unwrap();
        app.run_due().await;
        app.cancel("ana@example.org").await;
        app.app.correct_address(SLUG, &email("ana@example.org"), &email(ANNA)).await.unwrap();
        app.run_due().await;
        assert_eq!(app.row(ANNA, "event_cancelled").await.state, DeliveryState::Void);
    }

    async fn law_14_the_forecast_is_green_when_everybody_has_the_link(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        app.sign_up_many(3).await;
        app.run_due().await;
        app.app.beat(true).await.unwrap();
        let forecast = app.app.forecast(SLUG).await.unwrap();
        assert!(forecast.ready && forecast.without_link.is_empty() && forecast.problems.is_empty(), "{forecast:?}");
    }

    async fn law_14_the_forecast_names_who_will_not_have_the_link_and_why(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        peer.on(At::Rcpt).matching("p2@").reply("550 5.1.1 no such user here");
        peer.on(At::Rcpt).matching("p3@").reply("552 5.2.2 mailbox full");
        app.sign_up_many(4).await;
        app.run_due().await;
        app.app.beat(true).await.unwrap();
        let forecast = app.app.forecast(SLUG).await.unwrap();
        let mut named: Vec<_> = forecast.without_link.iter().map(|person| (person.email.as_str(), person.reason.as_str())).collect();
        named.sort_unstable();
        assert_eq!((forecast.ready, named), (false, vec![("p2@example.org", "bounced"), ("p3@example.org", "failed")]));
    }

    async fn law_14_the_forecast_says_what_is_in_the_way(backend: Backend) {
        let peer = SmtpPeer::start().await;
        let app = TestApp::on(backend).mail_to(&peer.url()).published(&EVENT.replace("room_url", "#room_url")).start().await;
        let words = async || app.app.forecast(SLUG).await.unwrap().problems.iter().map(Problem::word).collect::<Vec<_>>();
        assert_eq!(words().await, ["nobody_sends", "room_missing"]);
        app.app.beat(true).await.unwrap();
        peer.on(At::Mail).reply("530 5.7.0 log in first");
        app.sign_up(ANNA).await;
        app.run_due().await;
        app.app.beat(true).await.unwrap();
        assert_eq!(words().await, ["mail_stopped", "room_missing"]);
        app.advance(5);
        assert_eq!(words().await, ["nobody_sends", "room_missing"], "a silent process is gone");
    }

    async fn law_14_a_bulk_begins_so_much_earlier_as_its_mails_take(backend: Backend) {
        // 300 mails at 60 a minute are five minutes.
        let app = TestApp::on(backend).set("mail.rate_per_minute", "60").published(&format!("reminders_before_minutes = [60]\n{EVENT}")).start().await;
        let event = app.app.show_event(SLUG).await.unwrap().event;
        app.fill(&event, 300).await;
        app.at("2021-04-15T14:00:00Z");
        app.app.begin_early().await.unwrap();
        let begins = app.app.next_due_at().await.unwrap().unwrap();
        let lead = crate::support::app::instant("2021-04-15T15:30:00Z").duration_since(begins);
        assert!((SignedDuration::from_mins(5)..SignedDuration::from_mins(8)).contains(&lead), "{lead:?}");
        app.clock.move_to(begins);
        app.plan().await;
        assert_eq!(app.count(DeliveryState::Pending).await, 300);
        // Who registers between the beginning and the moment is not forgotten.
        app.at("2021-04-15T15:30:00Z");
        app.plan().await;
        assert_eq!(app.count(DeliveryState::Pending).await, 300);
    }

    async fn law_01_the_timeline_of_an_event_names_its_mails_and_how_many(app: TestApp) {
        app.sign_up_many(2).await;
        let lines: Vec<_> = app.app.event_timeline(SLUG).await.unwrap().iter().map(|line| format!("{} {}", line.purpose, line.people)).collect();
        assert_eq!(lines, ["confirmation 2", "reminder_24h 2", "reminder_1h 2"]);
        let mails = app.app.render_timeline(SLUG, Some(&email("p1@example.org"))).await.unwrap();
        assert_eq!(mails.len(), 3);
        assert!(mails[2].message.subject.starts_with("Heute um 18:30 Uhr"), "as it would leave at its moment");
        app.run_due().await;
        assert_eq!(app.mails().await.len(), 2, "rendering sends nothing");
    }
}
