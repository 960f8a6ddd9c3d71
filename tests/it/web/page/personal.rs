//! What one person opens by links of their own, in every state.

use halbsieben::app::approval::Decision;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::locale::Locale;

use super::{anna, assert_both, assert_page, event_in, joined, with};
use crate::support::app::{SLUG, TestApp};
use crate::support::browser::Page;
use crate::web::form::{QUESTIONS, with_answers};
use crate::web::{ANNA, change, event_path};

const BEN: &str = "ben@example.org";

async fn get(app: &TestApp, path: &str) -> Page {
    app.browser().get(path).await
}

/// Presses the only button of a page, and goes where it leads.
async fn pressed(app: &TestApp, path: &str) -> Page {
    let browser = app.browser();
    let page = browser.get(path).await;
    browser.follow(&browser.hurry(&page, &[]).await).await
}

#[tokio::test]
async fn the_queue_for_a_place_reads_as_it_was_approved() {
    for locale in Locale::ALL {
        let app = with("capacity = 1\n").await;
        let browser = app.browser();
        let form = browser.get(&event_in(&app, locale)).await;
        app.sign_up("first@example.org").await;
        app.run_due().await;
        let late = browser.submit(&form, &super::person(ANNA)).await;
        assert_page(&format!("form-full-meanwhile-{locale}"), &late);
        let (done, mail) = joined(&app, locale, ANNA).await;
        assert_page(&format!("done-waiting-{locale}"), &done);
        let path = format!("/r/{}", mail.registration_token());
        assert_page(&format!("registration-waiting-{locale}"), &get(&app, &path).await);
        assert_page(&format!("cancel-waiting-{locale}"), &get(&app, &format!("{path}/cancel")).await);
        let (_, bens) = joined(&app, locale, BEN).await;
        app.advance(1);
        let left = pressed(&app, &format!("/r/{}/cancel", bens.registration_token())).await;
        assert_page(&format!("registration-left-queue-{locale}"), &left);
        app.advance(1);
        app.cancel("first@example.org").await;
        app.run_due().await;
        assert_page(&format!("registration-promoted-{locale}"), &get(&app, &path).await);
    }
}

#[tokio::test]
async fn an_address_that_is_to_be_confirmed_reads_as_it_was_approved() {
    for locale in Locale::ALL {
        let app = with("capacity = 5\ndouble_opt_in = true\n").await;
        let (done, mail) = joined(&app, locale, ANNA).await;
        assert_page(&format!("done-unconfirmed-{locale}"), &done);
        let id = app.app.ledger(SLUG, None).await.unwrap().remove(0).line.delivery.registration_id;
        let path = app.app.urls().registration(id);
        assert_page(&format!("registration-unconfirmed-{locale}"), &get(&app, &path).await);
        let link = mail.link_with("/c/");
        assert_page(&format!("confirm-{locale}"), &get(&app, &link).await);
        app.advance(24 * 60 + 1);
        let expired = get(&app, &link).await;
        assert_page(&format!("confirm-expired-{locale}"), &expired);
        assert_page(&format!("registration-unconfirmed-too-late-{locale}"), &get(&app, &path).await);
        assert_page(&format!("confirm-again-{locale}"), &app.browser().hurry(&expired, &[]).await);
        app.at("2021-04-15T18:00:00Z");
        assert_page(&format!("confirm-closed-{locale}"), &get(&app, &link).await);
    }
}

#[tokio::test]
async fn a_place_that_is_asked_for_reads_as_it_was_approved() {
    let app = with("capacity = 1\napproval = true\n").await;
    assert_both(&app, "event-approval", &event_path()).await;
    app.sign_up("first@example.org").await;
    app.app.decide(SLUG, &EmailAddress::parse("first@example.org").unwrap(), Decision::Approve).await.unwrap();
    assert_both(&app, "event-approval-full", &event_path()).await;
    for locale in Locale::ALL {
        let email = format!("anna.{locale}@example.org");
        let (done, mail) = joined(&app, locale, &email).await;
        assert_page(&format!("done-requested-{locale}"), &done);
        let path = format!("/r/{}", mail.registration_token());
        assert_page(&format!("registration-requested-{locale}"), &get(&app, &path).await);
        app.advance(1);
        app.app.decide(SLUG, &EmailAddress::parse(&email).unwrap(), Decision::Decline).await.unwrap();
        app.run_due().await;
        assert_page(&format!("registration-declined-{locale}"), &get(&app, &path).await);
    }
}

#[tokio::test]
async fn a_registration_that_is_changed_reads_as_it_was_approved() {
    for locale in Locale::ALL {
        let app = with("").await;
        let (_, token, _) = anna(&app, locale).await;
        let path = format!("/r/{token}");
        let answer = change(&app, &path, &[("given-name", "Anja")]).await;
        assert_page(&format!("registration-saved-{locale}"), &app.browser().follow(&answer).await);
        let answer = change(&app, &path, &[("given-name", ""), ("email", "anna@")]).await;
        assert_page(&format!("registration-wrong-{locale}"), &answer);
        for i in 1..=3 {
            app.advance(1);
            assert_eq!(change(&app, &path, &[("email", &format!("anna{i}@example.org"))]).await.status, 303);
        }
        assert_page(&format!("registration-too-often-{locale}"), &change(&app, &path, &[("email", "anna4@example.org")]).await);
        let off = app.browser().post(&format!("{path}/reminders"), &[("reminders".to_owned(), "off".to_owned())]).await;
        assert_page(&format!("registration-without-reminders-{locale}"), &app.browser().follow(&off).await);
        let form = get(&app, &path).await.form_at(&path);
        app.at("2021-04-15T18:00:00Z");
        let late = app.browser().post(&form.action, &form.filled_in(&[])).await;
        assert_page(&format!("registration-not-changed-{locale}"), &late);
    }
}

#[tokio::test]
async fn another_address_reads_as_it_was_approved() {
    for locale in Locale::ALL {
        let app = with("").await;
        let (_, token, _) = anna(&app, locale).await;
        let path = format!("/r/{token}");
        for email in ["wrong@example.org", BEN] {
            // Mails of one moment have no order.
            app.advance(1);
            change(&app, &path, &[("email", email)]).await;
            app.run_due().await;
        }
        assert_page(&format!("registration-address-asked-{locale}"), &get(&app, &path).await);
        let link = app.last_mail_to(BEN).await.link_with("/address/");
        assert_page(&format!("address-{locale}"), &get(&app, &link).await);
        let earlier = app.last_mail_to("wrong@example.org").await.link_with("/address/");
        assert_page(&format!("address-expired-{locale}"), &get(&app, &earlier).await);
        app.sign_up(BEN).await;
        assert_page(&format!("address-taken-{locale}"), &app.browser().post(&link, &[]).await);
    }
}

#[tokio::test]
async fn what_is_held_of_a_person_and_its_end_read_as_they_were_approved() {
    let app = with(QUESTIONS).await;
    for locale in Locale::ALL {
        let browser = app.browser();
        let email = format!("anna.{locale}@example.org");
        let form = browser.get(&event_in(&app, locale)).await;
        browser.follow(&browser.submit(&form, &with_answers(&email, "Warum?")).await).await;
        app.run_due().await;
        let path = format!("/r/{}", app.last_mail_to(&email).await.registration_token());
        for (name, page) in [("registration-with-answers", ""), ("data", "/data"), ("erase", "/erase"), ("unsubscribe", "/unsubscribe")] {
            assert_page(&format!("{name}-{locale}"), &browser.get(&format!("{path}{page}")).await);
        }
        assert_page(&format!("unsubscribed-{locale}"), &browser.hurry(&browser.get(&format!("{path}/unsubscribe")).await, &[]).await);
        assert_page(&format!("erased-{locale}"), &pressed(&app, &format!("{path}/erase")).await);
        // Nobody knows any more in which language they came.
        assert_page("link-erased-de", &browser.get(&path).await);
    }
}

#[tokio::test]
async fn coming_back_reads_as_it_was_approved() {
    for locale in Locale::ALL {
        let app = with("").await;
        let (_, token, _) = anna(&app, locale).await;
        let path = format!("/r/{token}/rejoin");
        pressed(&app, &format!("/r/{token}/cancel")).await;
        assert_page(&format!("rejoin-{locale}"), &get(&app, &path).await);
        app.at("2021-04-15T18:00:00Z");
        assert_page(&format!("rejoin-closed-{locale}"), &app.browser().post(&path, &[]).await);
    }
}

#[tokio::test]
async fn the_way_in_that_asks_for_a_click_reads_as_it_was_approved() {
    let app = with("proof_of_attendance = true\n").await;
    for locale in Locale::ALL {
        let (_, registration, join) = anna(&app, locale).await;
        app.at("2021-04-15T16:20:00Z");
        assert_page(&format!("join-to-prove-{locale}"), &get(&app, &format!("/j/{join}")).await);
        assert_page(&format!("registration-to-prove-{locale}"), &get(&app, &format!("/r/{registration}")).await);
    }
}
