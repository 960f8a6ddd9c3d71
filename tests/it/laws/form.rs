//! Law 21 for the form: when it opens and closes, by the clock on the event's wall, and what another date does to that.

use halbsieben::app::import::{CopyOptions, ImportError, ImportOptions, Imported};
use halbsieben::domain::event::FormState;

use crate::support::app::{EVENT, SLUG, TestApp, instant};
use crate::support::backend::Backend;

/// From the first of March until noon of the day before.
const TIMES: &str = "registration_opens = \"2021-03-01T09:00\"\nregistration_closes = \"2021-04-14T12:00\"";

/// Imports [`EVENT`] with these lines.
async fn import(app: &TestApp, lines: &str) -> Result<Imported, ImportError> {
    let file = format!("{lines}\n{}", EVENT.replace("slug = \"kleinstaedte\"", "").replace("2021-04-15", "2021-11-15"));
    app.app.import_event(&file, ImportOptions::default()).await
}

/// When the form of the default event opens and closes, as an organiser would write it.
async fn form_times(app: &TestApp) -> [String; 2] {
    let access = app.app.show_event(SLUG).await.unwrap().event.access;
    [access.opens, access.closes].map(|time| time.expect("a time").to_string())
}

on_each_backend! {
    async fn law_21_a_form_opens_and_closes_at_no_time_that_the_clocks_skip(app: TestApp) {
        for key in ["registration_opens", "registration_closes"] {
            let error = import(&app, &format!("{key} = \"2021-03-28T02:30\"")).await.expect_err("there is no such time").to_string();
            assert!(error.contains("2021-03-28T02:30:00 does not exist in Europe/Berlin"), "{error}");
        }
    }

    async fn law_21_a_form_that_closes_at_a_time_that_exists_twice_has_a_word_about_it(app: TestApp) {
        let first = import(&app, "registration_closes = \"2021-10-31T02:30\"").await.unwrap();
        assert!(first.warnings.iter().any(|word| word.to_string().contains("2021-10-31T02:30:00 exists twice in Europe/Berlin")), "{:?}", first.warnings);
        assert_eq!(first.event.form_closes_at(), instant("2021-10-31T00:30:00Z"));
        let second = import(&app, "registration_closes = \"2021-10-31T02:30+01:00\"").await.unwrap();
        assert_eq!((second.event.form_closes_at(), second.warnings), (instant("2021-10-31T01:30:00Z"), vec![]));
    }

    async fn a_form_that_would_never_be_open_is_refused_with_what_to_do(app: TestApp) {
        let both = "registration_opens = \"2021-10-02T09:00\"\nregistration_closes = \"2021-10-01T09:00\"";
        for (lines, ends) in [(both, "2021-10-01T09:00:00"), ("registration_opens = \"2021-11-15T20:00\"", "2021-11-15T20:00:00")] {
            let error = import(&app, lines).await.expect_err("it is never open").to_string();
            assert!(error.contains(ends) && error.contains("let registration_opens come before"), "{error}");
        }
    }

    async fn a_copy_opens_and_closes_its_form_so_many_days_later(backend: Backend) {
        let app = TestApp::on(backend).with(TIMES).start().await;
        let options = CopyOptions { id: app.app.new_event_id(), start: "2021-05-20T19:00".parse().unwrap(), end: None, slug: None };
        let copy = app.app.copy_event(SLUG, options).await.unwrap().event;
        assert_eq!((copy.form_opens_at(), copy.form_closes_at()), (Some(instant("2021-04-05T07:00:00Z")), instant("2021-05-19T10:00:00Z")));
    }

    async fn law_21_a_copy_whose_form_would_open_in_the_gap_opens_it_after_that(backend: Backend) {
        let app = TestApp::on(backend).with("registration_opens = \"2021-03-01T02:30\"").start().await;
        let options = CopyOptions { id: app.app.new_event_id(), start: "2021-05-12T18:30".parse().unwrap(), end: None, slug: None };
        let copy = app.app.copy_event(SLUG, options).await.unwrap().event;
        assert_eq!(copy.form_opens_at(), Some(instant("2021-03-28T01:30:00Z")));
    }

    async fn another_date_takes_the_closing_along_and_leaves_an_open_form_open(backend: Backend) {
        let app = TestApp::on(backend).with(TIMES).start().await;
        app.move_to("2021-04-22T19:00").await;
        assert_eq!(form_times(&app).await, ["2021-03-01T09:00:00", "2021-04-21T12:00:00"]);
        assert_eq!(app.app.show_event(SLUG).await.unwrap().event.form(app.clock.now()), FormState::Open);
        app.move_to("2021-04-15T18:30").await;
        assert_eq!(form_times(&app).await, ["2021-03-01T09:00:00", "2021-04-14T12:00:00"], "there and back is as before");
    }

    async fn an_event_that_is_moved_before_its_opening_takes_that_along(backend: Backend) {
        let app = TestApp::on(backend).begins("2021-02-01T10:00:00Z").with(TIMES).start().await;
        app.move_to("2021-02-25T18:30").await;
        assert_eq!(form_times(&app).await, ["2021-01-11T09:00:00", "2021-02-24T12:00:00"]);
    }

    async fn a_form_that_closes_on_the_day_closes_as_long_before_the_start(backend: Backend) {
        let app = TestApp::on(backend).with("registration_closes = \"2021-04-15T17:30\"").start().await;
        app.move_to("2021-04-15T10:00").await;
        assert_eq!(app.app.show_event(SLUG).await.unwrap().event.form_closes_at(), instant("2021-04-15T07:00:00Z"));
        app.move_to("2021-04-16T20:00").await;
        assert_eq!(app.app.show_event(SLUG).await.unwrap().event.form_closes_at(), instant("2021-04-16T17:00:00Z"));
    }

    async fn law_21_a_closing_moved_to_a_time_that_exists_twice_has_a_word_about_it(backend: Backend) {
        let app = TestApp::on(backend).with("registration_closes = \"2021-04-14T02:30\"").start().await;
        let effect = app.app.move_event(SLUG, "2021-11-01T18:30".parse().unwrap(), None).await.unwrap();
        let [word] = effect.doubled.as_slice() else { panic!("one word, not {:?}", effect.doubled) };
        assert!(word.to_string().contains("2021-10-31T02:30:00 exists twice"), "{word}");
    }
}
