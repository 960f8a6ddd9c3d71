//! Erasing oneself by the personal link, the receipt, and what becomes of every link afterwards (law 24).

use super::{ANNA, event_path, person, signed_up};
use crate::support::app::{SLUG, TestApp};
use crate::support::backend::Backend;
use crate::support::browser::{Browser, Page};

/// Anna's tokens: of her page, and of her way in.
async fn tokens(app: &TestApp) -> (String, String) {
    signed_up(app, ANNA).await;
    app.run_due().await;
    let mail = app.last_mail_to(ANNA).await;
    (mail.registration_token(), mail.join_token())
}

/// Presses the button with this value.
async fn press(browser: &Browser, token: &str, reason: &str) -> Page {
    browser.post(&format!("/r/{token}/erase"), &[("reason".to_owned(), reason.to_owned())]).await
}

on_each_backend! {
    async fn law_18_opening_the_page_erases_nobody(app: TestApp) {
        let (token, _) = tokens(&app).await;
        let before = app.dump().await;
        let page = app.browser().get(&format!("/r/{token}/erase")).await;
        assert_eq!((page.status, page.all("h1"), app.dump().await), (200, vec!["Möchten Sie Ihre Daten jetzt löschen?".to_owned()], before));
    }

    async fn law_24_the_button_erases_and_leads_to_a_receipt_that_names_nobody(app: TestApp) {
        let (token, _) = tokens(&app).await;
        let browser = app.browser();
        let receipt = browser.follow(&press(&browser, &token, "asked").await).await;
        assert_eq!((receipt.status, receipt.all("h1")), (200, vec!["Ihre Daten sind gelöscht".to_owned()]));
        let text = receipt.text();
        assert!(text.contains("1 Anmeldung mit Name und Adresse") && text.contains("Nachweis über 1 E-Mail"), "{text}");
        assert!(!text.contains("Anna") && !text.contains("Beispiel") && !text.contains('@') && !receipt.path.contains(&token), "{text}");
        let number = receipt.all(".number").concat();
        assert!(receipt.path.ends_with(&number) && number.len() == 14, "{number}");
        assert!(app.dump().await.iter().all(|row| !row.contains(ANNA) && !row.contains("Beispiel")));
        assert_eq!(browser.get(&format!("/en{}", receipt.path)).await.all("h1"), ["Your data has been deleted"]);
        assert_eq!(browser.get("/erased/0000-0000-0000").await.status, 404);
    }

    async fn law_24_every_link_of_an_erased_person_is_gone_for_good(app: TestApp) {
        let (token, join) = tokens(&app).await;
        let browser = app.browser();
        let first = press(&browser, &token, "asked").await;
        for path in [format!("/r/{token}"), format!("/r/{token}/cancel"), format!("/r/{token}/erase"), format!("/j/{join}")] {
            let page = browser.get(&path).await;
            assert_eq!((page.status, page.all("h1")), (410, vec!["Dieser Link gilt nicht mehr".to_owned()]), "{path}");
        }
        assert_eq!(browser.get("/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.status, 404, "a link that was never made");
        assert_eq!(press(&browser, &token, "asked").await.header("location"), first.header("location"), "twice is once");
    }

    async fn law_24_whoever_was_registered_by_a_stranger_gets_no_mail_of_that_event_again(app: TestApp) {
        let (token, _) = tokens(&app).await;
        let browser = app.browser();
        let receipt = browser.follow(&press(&browser, &token, "not_me").await).await;
        assert!(receipt.text().contains("Zu dieser Veranstaltung senden wir Ihnen nichts mehr."), "{}", receipt.text());
        app.advance(60);
        let again = signed_up(&app, "Anna@Example.org").await;
        assert_eq!((again.status, again.all(".address")), (200, vec!["Anna@example.org".to_owned()]), "the stranger learns nothing");
        app.run_due().await;
        assert!(app.mails_to(ANNA).await.is_empty() && app.rows().await.is_empty());
        assert!(app.dump().await.iter().all(|row| !row.to_lowercase().contains(ANNA)));
    }

    async fn whoever_erased_themselves_may_come_back(app: TestApp) {
        let (token, _) = tokens(&app).await;
        press(&app.browser(), &token, "asked").await;
        tokens(&app).await;
        assert_eq!(app.app.show_event(SLUG).await.unwrap().registered, 1);
    }

    async fn law_20_a_machine_that_tries_links_is_slowed_and_a_real_one_opens(backend: Backend) {
        let app = TestApp::on(backend).set("server.trusted_proxies", "0.0.0.0").start().await;
        let (token, _) = tokens(&app).await;
        let browser = app.browser().neighbour("203.0.113.7");
        let mut answers = Vec::new();
        for i in 0..40 {
            let page = browser.get(&format!("/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA{i:03}")).await;
            answers.push(page);
        }
        assert_eq!((answers[0].status, answers[29].status), (404, 404));
        answers[39].assert_too_many();
        assert_eq!(browser.get(&format!("/r/{token}")).await.status, 200);
        assert_eq!(browser.neighbour("203.0.113.8").get("/r/x").await.status, 404);
    }

    async fn law_23_the_form_and_its_page_say_what_each_answer_is_for_and_the_version_is_kept(backend: Backend) {
        use crate::support::app::EVENT;
        let question = "\n[[questions]]\nlabel = \"Was essen Sie nicht?\"\nkind = \"text\"\npurpose = \"für den Imbiss\"\nretention_days = 3\n";
        let app = TestApp::on(backend).published(&format!("retention_days = 14\n{EVENT}{question}")).start().await;
        let browser = app.browser();
        let page = browser.get(&event_path()).await;
        assert!(page.text().contains("für den Imbiss (gelöscht 3 Tage nach der Veranstaltung)"), "{}", page.text());
        let notice = browser.get(&page.link("Datenschutzhinweisen")).await;
        let text = notice.text();
        for said in ["Was essen Sie nicht?", "für den Imbiss", "14 Tage nach der Veranstaltung", "Art. 6 Abs. 1 Buchst. b DSGVO", "beschweren"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        let version = notice.all("code").concat();
        browser.submit(&page, &person(ANNA)).await;
        let rows = app.dump().await;
        assert!(rows.iter().any(|row| row.starts_with("registration: ") && row.contains(&version)), "{version}");
        let kept = app.app.find_notice(&version).await.unwrap().expect("its wording");
        assert!(kept.contains("– Was essen Sie nicht? – freiwillig: für den Imbiss"), "{kept}");
    }
}
