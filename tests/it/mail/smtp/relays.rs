//! Relays as they are out there, through the whole ledger: those that cannot be trusted, and those that can do little.

use halbsieben::domain::delivery::DeliveryState;

use crate::support::app::TestApp;
use crate::support::backend::Backend;
use crate::support::smtp::{At, SmtpPeer};
use crate::support::tls::Authority;

on_each_backend! {
    async fn law_11_a_server_that_nobody_vouches_for_hears_nothing_and_costs_no_row_an_attempt(backend: Backend) {
        for implicit in [false, true] {
            let peer = SmtpPeer::start_with_tls(Authority::new("unknown").encrypt_as("127.0.0.1"), implicit).await;
            let (scheme, options) = if implicit { ("smtps", "") } else { ("smtp", "?tls=required") };
            let url = format!("{scheme}://webinare:secret@{}{options}", peer.address());
            let app = TestApp::on(backend).mail_to(&url).start().await;
            app.sign_up_many(3).await;
            app.deliver().await;
            assert!(app.rows().await.iter().all(|(_, row)| row.state == DeliveryState::Pending && row.attempts == 0));
            let pause = app.app.mail_pause().expect("it says so");
            assert!(pause.reason.contains("UnknownIssuer"), "{}", pause.reason);
            let said = peer.seen().commands;
            assert!(said.iter().all(|(_, command)| command.starts_with("EHLO") || command == "STARTTLS"), "{said:?}");
        }
    }

    async fn law_11_a_server_without_any_extension_takes_every_mail(backend: Backend) {
        let peer = SmtpPeer::start().await;
        peer.on(At::Ehlo).reply("250 peer");
        let app = TestApp::on(backend).mail_to(&peer.url()).start().await;
        app.sign_up("anna@müller.example").await;
        app.deliver().await;
        let mail = &peer.wait_for(1).await[0];
        assert_eq!(mail.to, "anna@xn--mller-kva.example");
        assert!(mail.data.is_ascii() && mail.data.split(|&byte| byte == b'\n').all(|line| line.len() < 999));
        let said = peer.seen().commands;
        assert!(said.iter().any(|(_, command)| command.starts_with("MAIL FROM:<") && command.ends_with('>')), "{said:?}");
    }

    async fn law_11_a_mail_without_an_answer_keeps_no_other_waiting(backend: Backend) {
        let peer = SmtpPeer::start().await;
        peer.on(At::Dot).nth(1).accept_and_hang();
        let builder = TestApp::on(backend).mail_to(&peer.url()).set("mail.connections", "2").set("mail.final_reply_seconds", "600");
        let app = builder.start().await;
        app.sign_up_many(5).await;
        let sending = tokio::spawn({ let app = app.app.clone(); async move { app.deliver_due().await } });
        peer.wait_until(|seen| seen.mails.iter().filter(|mail| mail.answered).count() == 4).await;
        sending.abort();
    }
}
