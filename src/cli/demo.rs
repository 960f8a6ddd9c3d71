//! `demo`: one process, no services, no settings, and the whole way of an event to be clicked through.

use std::path::Path;

use anyhow::{Context as _, Result, anyhow};
use clap::Args;
use jiff::civil::{DateTime, Weekday, time};
use jiff::{SignedDuration, Timestamp, ToSpan as _, Zoned};

use crate::app::App;
use crate::app::import::ImportOptions;
use crate::cli::{Common, Outcome, say, serve, start_log};
use crate::clock::Clock;
use crate::domain::email_address::EmailAddress;
use crate::domain::event::Event;
use crate::domain::locale::Locale;
use crate::domain::person_name::PersonName;
use crate::domain::registration::NewRegistration;

/// The announcement of the demo event: invented people, the shape of a real one.
const ANNOUNCEMENT: &str = include_str!("../../config/demo/lesesaele.txt");
/// A room that leads nowhere (RFC 2606).
const ROOM: &str = "https://meet.example.org/lesesaele-der-zukunft";
/// The days over which the invented people signed up.
const SIGN_UPS_TOOK: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Everything of the demo lies here, and is thrown away at the next start.
const FOLDER: &str = "data/demo";
/// Invented registrants: given and family name.
const REGISTRANTS: [(&str, &str); 40] = [
    ("Anneliese", "Brombach"),
    ("Tarek", "Haddadin"),
    ("Gudrun", "Vierlinger"),
    ("Emre", "Yıldızoğlu"),
    ("Lieselotte", "Ströhmann"),
    ("Bùi", "Thanh Hương"),
    ("Ottokar", "Wendelstein"),
    ("Zoë", "Lindqvist-Maurer"),
    ("Friedrich", "von der Aue"),
    ("Halina", "Wróblewska"),
    ("Katrin", "Süßkind"),
    ("Mehmet", "Özdemirci"),
    ("Ruth", "Ehrenreiter"),
    ("Ansgar", "Tiefenthal"),
    ("Sinéad", "O'Callanan"),
    ("Brigitte", "Hülshorst"),
    ("Paweł", "Grabowiecki"),
    ("Marie-Luise", "Kranzfelder"),
    ("Dorothea", "Nußbaumer"),
    ("Kwame", "Asantewaa"),
    ("Ilse", "Rabenalt"),
    ("Joachim", "Ziegenhals"),
    ("Svetlana", "Morozovskaja"),
    ("Theo", "Unterwasser"),
    ("Nilüfer", "Karabacakli"),
    ("Wolfgang", "Eichenlaub"),
    ("Hedwig", "Sommerkorn"),
    ("Luca", "Ferrantelli"),
    ("Ute", "Obermoser"),
    ("Jens-Peter", "Deichgraf"),
    ("Amal", "Benkaddour"),
    ("Roswitha", "Kleinschnittger"),
    ("Volker", "Hasenbein"),
    ("Ingeborg", "Platzgummer"),
    ("Mirko", "Stanojevski"),
    ("Elfriede", "Morgenroth"),
    ("Hannes", "Kupferdach"),
    ("Yuki", "Tanimoto"),
    ("Christel", "Bärenfänger"),
    ("Aurelia", "Winterscheidt"),
];

/// Try it out.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where to listen, instead of server.bind.
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<String>,
}

impl Demo {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let flags = [("database.url", format!("sqlite://{FOLDER}/halbsieben.db")), ("mail.url", "outbox:".to_owned())];
        let mut flags: Vec<(String, String)> = flags.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        flags.push(("mail.from".to_owned(), "Akademie Fichtenrode <anmeldung@fichtenrode.example>".to_owned()));
        flags.extend(self.bind.map(|bind| ("server.bind".to_owned(), bind)));
        let settings = common.settings(flags)?.settings;
        start_log(settings.log.format, "warn");
        let listener = serve::listen(&settings).await?;
        clear(Path::new(FOLDER))?;
        let now = Clock::system().now();
        let app = App::start_with(&settings, Clock::simulated(now - SIGN_UPS_TOOK, 1.0)).await?;
        let event = fill(&app, now).await?;
        introduce(&app, &event).await?;
        serve::run(app, &settings, listener, true).await?;
        Ok(Outcome::Done)
    }
}

/// Fresh data at every start.
fn clear(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot clear {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Enters the event and lets its people sign up over the days until `now`, each with the confirmation at once.
async fn fill(app: &App, now: Timestamp) -> Result<Event> {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin")?;
    let start = next_working_day_at_half_past_six(&now.to_zoned(zone))?;
    let options = ImportOptions {
        start: Some(start.into()),
        end: Some(start.checked_add(90.minutes())?.into()),
        room_url: Some(ROOM.to_owned()),
        publish: true,
        ..Default::default()
    };
    let event = app.import_event(ANNOUNCEMENT, options).await?.event;
    for (i, (given, family)) in REGISTRANTS.iter().enumerate() {
        let registrant = NewRegistration {
            given_name: Some(PersonName::parse(given)?),
            family_name: Some(PersonName::parse(family)?),
            email: EmailAddress::parse(&format!("person-{:02}@leserschaft.example", i + 1))?,
            locale: Locale::De,
            answers: std::collections::BTreeMap::new(),
        };
        app.sign_up(event.slug.as_str(), registrant).await?;
        app.deliver_due().await?;
        app.clock().advance(SIGN_UPS_TOOK / i32::try_from(REGISTRANTS.len())?);
    }
    app.clock().move_to(now);
    Ok(event)
}

/// The next day from Monday to Friday, at 18:30.
fn next_working_day_at_half_past_six(now: &Zoned) -> Result<DateTime> {
    let mut day = now.date().checked_add(1.day())?;
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.checked_add(1.day())?;
    }
    Ok(day.to_datetime(time(18, 30, 0, 0)))
}

async fn introduce(app: &App, event: &Event) -> Result<()> {
    let organiser = EmailAddress::parse("organisation@fichtenrode.example").map_err(|error| anyhow!(error))?;
    let sign_in = app.invite_organiser("Thea Sandkrug", organiser).await?;
    let outbox = app.urls().outbox();
    say("halbsieben is running with invented people and a clock of its own. Nothing leaves this machine.\n");
    say(format_args!("  event page    {}", app.urls().event(app.urls().default_locale(), &event.slug)));
    say(format_args!("  organiser     {sign_in}   (opens once)"));
    say(format_args!("  outbox        {outbox}"));
    say(format_args!("  reminders now {outbox}/clock   (move the clock there)\n"));
    say("Ctrl-C ends it; the next start begins afresh.");
    Ok(())
}
