//! What a story begins with: a database in which both events are published, and a runtime for what outlives a process.

use std::sync::OnceLock;

use halbsieben::app::import::ImportOptions;
use halbsieben::clock::Clock;
use halbsieben::config::{Settings, Sources};
use tokio::runtime::{Builder, Runtime};

use super::BEGINS;
use crate::simulation::life::Life;
use crate::simulation::model::Model;
use crate::support::backend::{Backend, Place};

/// The runtime of what outlives a process.
pub(super) fn outside() -> &'static Runtime {
    static OUTSIDE: OnceLock<Runtime> = OnceLock::new();
    OUTSIDE.get_or_init(|| Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap())
}

/// A database in which both events are published.
pub(super) fn prepared(backend: Backend, mail: &str, connections: usize) -> (Place, Settings) {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    if backend == Backend::Postgres {
        let place = outside().block_on(Place::new(backend));
        let settings = settings(&place.url, mail, connections, true);
        publish(&settings);
        return (place, settings);
    }
    let template = TEMPLATE.get_or_init(|| {
        let place = Place::in_memory();
        let settings = settings(&place.url, mail, connections, true);
        publish(&settings);
        let file = halbsieben::storage::db::file_of(&place.url).expect("a file");
        // The last connection to go takes the log with it; where two went at the same moment, nobody was the last.
        while file.with_extension("db-wal").exists() {
            drop(Life::begin(&settings, &Clock::fixed(BEGINS.parse().unwrap()), 1));
        }
        std::fs::read(file).expect("a database")
    });
    let place = Place::in_memory();
    std::fs::write(halbsieben::storage::db::file_of(&place.url).expect("a file"), template).unwrap();
    let settings = settings(&place.url, mail, connections, false);
    (place, settings)
}

fn publish(settings: &Settings) {
    let life = Life::begin(settings, &Clock::fixed(BEGINS.parse().unwrap()), 1);
    life.run(async |app| {
        for talk in Model::begin().talks {
            let text = format!(
                "slug = \"{}\"\ntitle = \"Ein Abend\"\nstart = \"{}\"\nend = \"{}\"\nzone = \"Europe/Berlin\"\nretention_days = {}\n\
                 room_url = \"https://meet.example.org/raum-0\"\n",
                talk.slug,
                talk.start,
                talk.ends(),
                talk.kept.as_hours() / 24
            );
            app.import_event(&text, ImportOptions { publish: true, ..ImportOptions::default() }).await.expect("an event");
        }
    });
}

fn settings(database: &str, mail: &str, connections: usize, migrates: bool) -> Settings {
    let overrides = [
        ("database.url", database.to_owned()),
        ("database.auto_migrate", migrates.to_string()),
        ("server.base_url", "https://events.example.org".to_owned()),
        ("security.secret", "a secret for tests, long enough for it".to_owned()),
        ("mail.url", mail.to_owned()),
        ("mail.connections", connections.to_string()),
    ];
    let overrides = overrides.map(|(key, value)| (key.to_owned(), value)).to_vec();
    Settings::load(&Sources { overrides, ..Sources::default() }).expect("settings in order").settings
}
