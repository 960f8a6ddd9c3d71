//! Which bounces count: anybody can write one.

use halbsieben::app::bounce::BounceTaken;
use halbsieben::domain::email_address::EmailAddress;
use halbsieben::domain::id::DeliveryId;
use halbsieben::mail::bounce::Bounce;

use crate::support::app::TestApp;

const ANNA: &str = "anna@example.org";

/// A bounce of Anna's confirmation, as a server writes it.
async fn bounce(app: &TestApp) -> Bounce {
    Bounce {
        delivery: app.row(ANNA, "confirmation").await.id,
        recipient: ANNA.to_owned(),
        original_recipient: None,
        permanent: true,
        status: "5.1.1".to_owned(),
        words: "550 5.1.1 User unknown".to_owned(),
    }
}

async fn taken(app: &TestApp, bounce: &Bounce) -> BounceTaken {
    app.app.take_bounce(bounce).await.expect("the database answers")
}

fn marked() -> BounceTaken {
    BounceTaken::Marked { email: EmailAddress::parse(ANNA).unwrap() }
}

on_each_backend! {
    async fn a_bounce_of_an_accepted_mail_counts(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let bounce = bounce(&app).await;
        assert_eq!(taken(&app, &bounce).await, marked());
    }

    async fn a_bounce_that_names_the_address_in_other_letters_counts(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let bounce = bounce(&app).await;
        let in_capitals = Bounce { recipient: "ANNA@Example.ORG".to_owned(), ..bounce.clone() };
        assert_eq!(taken(&app, &in_capitals).await, marked());
        app.tamper("UPDATE registration SET unreachable_at = NULL").await;
        let forwarded = Bounce { recipient: "a@elsewhere.example".to_owned(), original_recipient: Some(ANNA.to_owned()), ..bounce };
        assert_eq!(taken(&app, &forwarded).await, marked());
    }

    async fn a_bounce_for_an_address_with_a_domain_in_its_own_letters_counts(app: TestApp) {
        app.sign_up("info@müller.example").await;
        app.run_due().await;
        let delivery = app.row("info@xn--mller-kva.example", "confirmation").await.id;
        for recipient in ["info@müller.example", "info@xn--mller-kva.example", "INFO@MÜLLER.example"] {
            let bounce = Bounce { delivery, recipient: recipient.to_owned(), original_recipient: None, permanent: true, status: String::new(), words: String::new() };
            assert!(matches!(taken(&app, &bounce).await, BounceTaken::Marked { .. }), "{recipient}");
            app.tamper("UPDATE registration SET unreachable_at = NULL").await;
        }
    }

    async fn a_bounce_of_a_mail_that_never_left_is_forged(app: TestApp) {
        app.sign_up(ANNA).await;
        let before = bounce(&app).await;
        assert_eq!(taken(&app, &before).await, BounceTaken::UnknownDelivery);
        for state in ["pending", "claimed", "retrying", "failed", "void", "expired"] {
            app.tamper(&format!("UPDATE delivery SET state = '{state}'")).await;
            assert_eq!(taken(&app, &before).await, BounceTaken::UnknownDelivery, "{state}");
        }
        let unheard_of = Bounce { delivery: DeliveryId::new(app.clock.now()), ..before };
        assert_eq!(taken(&app, &unheard_of).await, BounceTaken::UnknownDelivery);
    }

    async fn a_bounce_of_a_mail_that_may_have_left_counts(app: TestApp) {
        app.sign_up(ANNA).await;
        let bounce = bounce(&app).await;
        for state in ["claimed", "retrying"] {
            app.tamper(&format!("UPDATE delivery SET state = '{state}', maybe_twice = TRUE")).await;
            app.tamper("UPDATE registration SET unreachable_at = NULL").await;
            assert_eq!(taken(&app, &bounce).await, marked(), "{state}");
        }
    }

    async fn a_bounce_for_another_address_marks_nobody(app: TestApp) {
        app.sign_up(ANNA).await;
        app.run_due().await;
        let bounce = bounce(&app).await;
        let forged = Bounce { recipient: "berta@example.org".to_owned(), ..bounce.clone() };
        assert_eq!(taken(&app, &forged).await, BounceTaken::OtherAddress);
        let nobody = Bounce { recipient: String::new(), ..bounce.clone() };
        assert_eq!(taken(&app, &nobody).await, BounceTaken::OtherAddress);
        app.tamper("UPDATE registration SET email = 'anna.neu@example.org', email_key = 'anna.neu@example.org'").await;
        assert_eq!(taken(&app, &bounce).await, BounceTaken::OtherAddress, "the address was corrected since");
    }
}
