//! Samples of every mail, of invented people at an invented institution.

pub(super) mod account;

use std::collections::BTreeMap;

use jiff::civil::{DateTime, date, datetime};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use url::Url;
use uuid::Uuid;

use crate::domain::admission::HELD_FOR;
use crate::domain::change::{Cause, Change, Save};
use crate::domain::delivery::Purpose;
use crate::domain::email_address::EmailAddress;
use crate::domain::event::{
    Access, Afterwards, Announced, Cancellation, Event, EventStatus, LocationKind, Material, RegistrationMode, Slug,
};
use crate::domain::id::{DeliveryId, EventId, RegistrationId};
use crate::domain::locale::Locale;
use crate::domain::person_name::PersonName;
use crate::domain::registration::{NewRegistration, Registration, RegistrationStatus};
use crate::domain::reminder::{Audience, DEFAULT_REMINDERS, Offset, Reminder, ReminderRule};
use crate::domain::schedule::{Schedule, WallClock};
use crate::domain::token::Secret;
use crate::mail::{Beside, Letter, Mail, Mailbox, Sender};
use crate::urls::Urls;

/// A mail with all that it is made of.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What it shows; part of file names.
    pub name: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// What it is about.
    pub event: Event,
    /// The event's reminders.
    pub rules: Vec<ReminderRule>,
    /// Whom it is for.
    pub registration: Registration,
    /// Makes its links.
    pub urls: Urls,
    /// In whose name.
    pub sender: Sender,
    /// The moment when it is rendered.
    pub now: Timestamp,
    /// Whether the confirmation was asked for again.
    pub again: bool,
    /// The place on the waiting list.
    pub position: Option<u64>,
    /// What else the mail speaks of.
    pub beside: Vec<Beside>,
}

impl Sample {
    /// All that the mail is made of.
    #[must_use]
    pub fn letter(&self) -> Letter<'_> {
        let Self { event, rules, registration, urls, sender, now, again, position, beside, .. } = self;
        let has_entry = matches!(registration.status, RegistrationStatus::Registered | RegistrationStatus::Cancelled);
        Letter { event, rules, registration, urls, sender, now: *now, has_entry, again: *again, position: *position, beside }
    }

    /// Somebody who registers for `event` at `now`, to show its mails where nobody has.
    #[must_use]
    pub fn registration_for(event: &Event, locale: Locale, now: Timestamp) -> Registration {
        registration(event.id, locale, now)
    }

    /// The mail.
    #[must_use]
    pub fn mail(&self) -> Mail<'_> {
        Mail::compose(self.purpose, &self.letter())
    }

    /// The key of its row in the ledger.
    #[must_use]
    pub fn delivery_id(&self) -> DeliveryId {
        DeliveryId::from(Uuid::from_u128(0x0178_d6b8_0000_7000_8000_0000_0000_0003))
    }
}

/// Every sample in `locale`, in the order in which people get the mails.
pub(super) fn all(locale: Locale) -> Vec<Sample> {
    let purposes = std::iter::successors(Some(Purpose::ConfirmAddress), |purpose| next(*purpose));
    purposes.flat_map(|purpose| of(purpose, locale)).collect()
}

/// The purpose after `purpose`. A new one does not compile until it has its place here and its samples below.
fn next(purpose: Purpose) -> Option<Purpose> {
    match purpose {
        Purpose::ConfirmAddress => Some(Purpose::Requested),
        Purpose::Requested => Some(Purpose::Declined),
        Purpose::Declined => Some(Purpose::Waitlisted),
        Purpose::Waitlisted => Some(Purpose::Promoted),
        Purpose::Promoted => Some(Purpose::Confirmation),
        Purpose::Confirmation => Some(Purpose::Reminder { before_minutes: 24 * 60 }),
        Purpose::Reminder { .. } => Some(Purpose::FollowUp { after_minutes: 30 }),
        Purpose::FollowUp { .. } => Some(Purpose::Change),
        Purpose::Change => Some(Purpose::EventCancelled),
        Purpose::EventCancelled => Some(Purpose::RegistrationCancelled),
        Purpose::RegistrationCancelled => Some(Purpose::NewAddress),
        Purpose::NewAddress => Some(Purpose::LostLink),
        Purpose::LostLink => None,
    }
}

fn of(purpose: Purpose, locale: Locale) -> Vec<Sample> {
    match purpose {
        Purpose::ConfirmAddress => unconfirmed(locale),
        Purpose::Requested => vec![requested(locale)],
        Purpose::Declined => vec![declined(locale)],
        Purpose::Waitlisted => vec![waitlisted(locale)],
        Purpose::Promoted => vec![promoted(locale)],
        Purpose::Confirmation => confirmations(locale),
        Purpose::Reminder { .. } => reminders(locale),
        Purpose::FollowUp { .. } => vec![follow_up(locale), follow_up_with_recording(locale)],
        Purpose::Change => changes(locale),
        Purpose::EventCancelled => vec![event_cancelled(locale)],
        Purpose::RegistrationCancelled => registrations_cancelled(locale),
        Purpose::NewAddress => new_addresses(locale),
        Purpose::LostLink => vec![lost_link(locale)],
    }
}

fn unconfirmed(locale: Locale) -> Vec<Sample> {
    let mut held = sample("confirm-address", Purpose::ConfirmAddress, locale, datetime(2021, 4, 1, 9, 12, 0, 0));
    held.registration.status = RegistrationStatus::Pending;
    held.registration.expires_at = Some(held.now + HELD_FOR);
    let mut unlimited = held.clone();
    (unlimited.name, unlimited.event.access.capacity) = ("confirm-address-no-limit", None);
    let mut waits = held.clone();
    (waits.name, waits.registration.waitlisted_at) = ("confirm-address-waiting-list", Some(waits.now));
    let mut asked = waits.clone();
    (asked.name, asked.event.access.approval) = ("confirm-address-approval", true);
    vec![held, unlimited, waits, asked]
}

fn requested(locale: Locale) -> Sample {
    let mut sample = sample("requested", Purpose::Requested, locale, datetime(2021, 4, 1, 9, 12, 0, 0));
    sample.registration.status = RegistrationStatus::Pending;
    sample
}

fn declined(locale: Locale) -> Sample {
    let mut sample = sample("declined", Purpose::Declined, locale, datetime(2021, 4, 6, 10, 0, 0, 0));
    (sample.registration.status, sample.registration.cancelled_at) = (RegistrationStatus::Cancelled, Some(sample.now));
    sample.registration.declined = true;
    sample
}

fn waitlisted(locale: Locale) -> Sample {
    let mut sample = sample("waitlisted", Purpose::Waitlisted, locale, datetime(2021, 4, 1, 9, 12, 0, 0));
    (sample.registration.status, sample.registration.waitlisted_at) = (RegistrationStatus::Waitlisted, Some(sample.now));
    sample.position = Some(3);
    sample
}

fn promoted(locale: Locale) -> Sample {
    let mut sample = sample("promoted", Purpose::Promoted, locale, datetime(2021, 4, 9, 14, 0, 0, 0));
    sample.registration.waitlisted_at = Some(sample.registration.registered_at);
    sample.registration.registered_at = sample.now;
    sample
}

fn confirmations(locale: Locale) -> Vec<Sample> {
    let two_weeks_ahead = sample("confirmation", Purpose::Confirmation, locale, datetime(2021, 4, 1, 9, 12, 0, 0));
    let mut again = two_weeks_ahead.clone();
    (again.name, again.again) = ("confirmation-again", true);
    let mut optional = sample("confirmation-optional", Purpose::Confirmation, locale, datetime(2021, 4, 14, 20, 5, 0, 0));
    (optional.event.access.mode, optional.event.access.capacity) = (RegistrationMode::Optional, None);
    let mut late = sample("confirmation-doors-open", Purpose::Confirmation, locale, datetime(2021, 4, 15, 18, 20, 0, 0));
    late.event.announcement.title = String::from("<b>R&D</b> für alle: „Wissen“ 📚, Kommas; Semikolons \\ und \"Anführungszeichen\"");
    (late.registration.registrant.given_name, late.registration.registrant.family_name) =
        (Some(name("<b>Zoë</b>")), Some(name("O'Neill-\"Ñ\" 🙂 & Söhne")));
    vec![two_weeks_ahead, again, optional, late]
}

fn reminders(locale: Locale) -> Vec<Sample> {
    let before = |name, minutes: i64| {
        let mut sample = sample(name, Purpose::Reminder { before_minutes: u32::try_from(minutes).unwrap_or_default() }, locale, STARTS);
        sample.now = sample.event.schedule.starts_at - SignedDuration::from_mins(minutes);
        sample
    };
    let mut long = before("reminder-7-days-long-names", 7 * 24 * 60);
    long.event.announcement.title = String::from(
        "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle und andere lange Wörter: Wie öffentliche Einrichtungen verständlich schreiben, ohne ungenau zu werden – ein Gespräch mit Übungen",
    );
    long.registration.registrant.given_name = Some(name("Maximiliane Eleonore Friederike Wilhelmine"));
    long.registration.registrant.family_name = Some(name("von und zu Hohenwaldersleben-Wolfenbüttelskirchen"));
    long.event.access.capacity = None;
    let mut nobody = before("reminder-1-hour-no-name", 60);
    (nobody.registration.registrant.given_name, nobody.registration.registrant.family_name) = (None, None);
    nobody.sender.contact = None;
    let mut own = before("reminder-own-words", 24 * 60);
    let reminder = Reminder { offset: Offset::Before(24 * 60), audience: Audience::Registrants, text: Some(OWN_WORDS.to_owned()) };
    own.rules = ReminderRule::of(&own.event.schedule, &[reminder]);
    vec![
        long,
        before("reminder-24-hours", 24 * 60),
        own,
        before("reminder-1-hour", 60),
        nobody,
        before("reminder-15-minutes", 15),
        before("reminder-running", -8),
    ]
}

fn changes(locale: Locale) -> Vec<Sample> {
    let mut change = sample("change", Purpose::Change, locale, datetime(2021, 4, 9, 14, 0, 0, 0));
    let previous = change.event.schedule.wall.clone();
    change.event.schedule = schedule(datetime(2021, 4, 22, 19, 0, 0, 0));
    let save = Save { saved_at: change.now, previous, cause: Cause::Date };
    change.event.change = Some(Change { saves: vec![save], told_at: change.now });
    (change.event.generation, change.event.sequence) = (1, 1);
    let mut waits = change.clone();
    (waits.name, waits.registration.status) = ("change-waiting-list", RegistrationStatus::Waitlisted);
    waits.registration.waitlisted_at = Some(waits.registration.registered_at);
    let mut asked = change.clone();
    (asked.name, asked.registration.status) = ("change-requested", RegistrationStatus::Pending);
    let mut zone = sample("change-of-zone-rules", Purpose::Change, locale, datetime(2021, 4, 9, 14, 0, 0, 0));
    let save = Save { saved_at: zone.now, previous: zone.event.schedule.wall.clone(), cause: Cause::ZoneRules };
    zone.event.change = Some(Change { saves: vec![save], told_at: zone.now });
    zone.event.sequence = 1;
    vec![change, waits, asked, zone]
}

/// The organiser's own words, with what is likely to go wrong in them.
const OWN_WORDS: &str = "Bitte halten Sie **Stift und Papier** bereit:\n\n- das [Programm](https://akademie.example/programm?tag=1&ort=2)\n- eine Frage <an uns>\n\nWir freuen uns auf *Sie*!";

fn follow_up(locale: Locale) -> Sample {
    let mut sample = sample("follow-up", Purpose::FollowUp { after_minutes: 30 }, locale, datetime(2021, 4, 15, 20, 30, 0, 0));
    let reminder = Reminder { offset: Offset::After(30), audience: Audience::Registrants, text: Some(OWN_WORDS.to_owned()) };
    sample.rules = ReminderRule::of(&sample.event.schedule, &[reminder]);
    sample
}

/// The mail of an event that left something behind, without words of the organiser's.
fn follow_up_with_recording(locale: Locale) -> Sample {
    let mut sample = follow_up(locale);
    sample.name = "follow-up-recording";
    let reminder = Reminder { offset: Offset::After(30), audience: Audience::Registrants, text: None };
    sample.rules = ReminderRule::of(&sample.event.schedule, &[reminder]);
    let material = |label: &str, url: &str| Material { label: label.to_owned(), url: url.to_owned() };
    sample.event.afterwards = Afterwards {
        recording_url: Some("https://video.akademie.example/w/lesesaele?t=0&q=hd".to_owned()),
        recording_until: Some(date(2021, 5, 15)),
        materials: vec![
            material("Folien <R&D>", "https://akademie.example/folien.pdf"),
            material("Lesetipps", "https://akademie.example/lesetipps"),
        ],
        survey_url: Some("https://umfrage.akademie.example/2021-04".to_owned()),
    };
    sample
}

fn event_cancelled(locale: Locale) -> Sample {
    let mut cancelled = sample("event-cancelled", Purpose::EventCancelled, locale, datetime(2021, 4, 13, 11, 0, 0, 0));
    let reason = "Unsere Referentin ist erkrankt.\nEinen neuen Termin geben wir <bald> bekannt.".to_owned();
    cancelled.event.cancellation = Some(Cancellation { cancelled_at: cancelled.now, reason });
    (cancelled.event.status, cancelled.event.sequence) = (EventStatus::Cancelled, 1);
    cancelled
}

fn registrations_cancelled(locale: Locale) -> Vec<Sample> {
    let mut cancelled = sample("registration-cancelled", Purpose::RegistrationCancelled, locale, datetime(2021, 4, 12, 8, 30, 0, 0));
    (cancelled.registration.status, cancelled.registration.cancelled_at) = (RegistrationStatus::Cancelled, Some(cancelled.now));
    let mut unlimited = cancelled.clone();
    unlimited.name = "registration-cancelled-no-limit";
    unlimited.event.access.capacity = None;
    vec![cancelled, unlimited]
}

fn new_addresses(locale: Locale) -> Vec<Sample> {
    let mut asked = sample("new-address", Purpose::NewAddress, locale, datetime(2021, 4, 6, 12, 40, 0, 0));
    asked.registration.new_email = Some(email("a.brueckner@bibliothek.example"));
    let mut known = asked.clone();
    known.name = "new-address-known";
    known.beside = vec![beside(&asked, |_, registration| registration.registrant.email = email("a.brueckner@bibliothek.example"))];
    vec![asked, known]
}

fn lost_link(locale: Locale) -> Sample {
    let mut lost = sample("lost-link", Purpose::LostLink, locale, datetime(2021, 4, 8, 7, 5, 0, 0));
    let other = |event: &mut Event, _: &mut Registration| {
        "Wissen <teilen> & Fragen stellen".clone_into(&mut event.announcement.title);
        event.schedule = schedule(datetime(2021, 5, 6, 17, 0, 0, 0));
    };
    lost.beside = vec![beside(&lost, |_, _| {}), beside(&lost, other)];
    lost
}

/// A registration besides that of `sample`, which differs as `change` says.
fn beside(sample: &Sample, change: impl FnOnce(&mut Event, &mut Registration)) -> Beside {
    let id = RegistrationId::from(Uuid::from_u128(0x0178_8c2f_0000_7000_8000_0000_0000_0004));
    let (mut event, mut registration) = (sample.event.clone(), Registration { id, ..sample.registration.clone() });
    change(&mut event, &mut registration);
    Beside { event, registration }
}

/// The start of the sample event, by the clock on its wall.
const STARTS: DateTime = datetime(2021, 4, 15, 18, 30, 0, 0);

/// A mail to a registrant of the sample event, rendered when the clock on its wall shows `local`.
fn sample(name: &'static str, purpose: Purpose, locale: Locale, local: DateTime) -> Sample {
    let event = event();
    let now = schedule(local).starts_at;
    let registration = registration(event.id, locale, now.min(schedule(datetime(2021, 4, 1, 9, 12, 0, 0)).starts_at));
    let registered_at = if purpose.is_answer() && purpose != Purpose::Promoted { now } else { registration.registered_at };
    Sample {
        name,
        purpose,
        rules: ReminderRule::of(&event.schedule, &Reminder::for_all(&DEFAULT_REMINDERS)),
        event,
        registration: Registration { registered_at, ..registration },
        urls: urls(),
        sender: sender(),
        now,
        again: false,
        position: None,
        beside: Vec::new(),
    }
}

fn event() -> Event {
    let schedule = schedule(STARTS);
    let title = "Lesesäle der Zukunft: Wem gehört die Bibliothek?".to_owned();
    Event {
        id: EventId::from(Uuid::from_u128(0x0178_6c1e_0000_7000_8000_0000_0000_0001)),
        slug: Slug::of_title(&title),
        status: EventStatus::Published,
        created_at: schedule.starts_at - SignedDuration::from_hours(24 * 30),
        schedule,
        generation: 0,
        sequence: 0,
        change: None,
        reminders_armed: true,
        cancellation: None,
        announcement: Announced {
            locale: Locale::De,
            title,
            subtitle: None,
            series: None,
            location_kind: LocationKind::Online,
            location: None,
            description: "Ein Gespräch.".to_owned(),
            people: Vec::new(),
            partners: Vec::new(),
            funding_note: None,
            fee: None,
            registration_note: None,
            event_type: None,
            topics: Vec::new(),
            audiences: Vec::new(),
        },
        access: Access { capacity: Some(100), ..Access::default() },
        afterwards: Afterwards::default(),
        questions: Vec::new(),
        retention_days: 30,
    }
}

fn registration(event_id: EventId, locale: Locale, registered_at: Timestamp) -> Registration {
    let registrant = NewRegistration {
        given_name: Some(name("Alma")),
        family_name: Some(name("Brückner")),
        email: email("alma.brueckner@example.org"),
        locale,
        answers: BTreeMap::new(),
    };
    let id = RegistrationId::from(Uuid::from_u128(0x0178_8c2f_0000_7000_8000_0000_0000_0002));
    Registration { id, ..Registration::new(event_id, registrant, registered_at) }
}

fn sender() -> Sender {
    Sender {
        organisation: "Akademie Morgenland".to_owned(),
        from: Mailbox { name: Some("Akademie Morgenland".to_owned()), address: email("anmeldung@akademie.example") },
        reply_to: Some(Mailbox { name: Some("Veranstaltungsbüro".to_owned()), address: email("veranstaltungen@akademie.example") }),
        contact: Some("030 23125 000".to_owned()),
        address: Some("Seestraße 1, 10115 Berlin".to_owned()),
    }
}

fn urls() -> Urls {
    let base = Url::parse("https://anmeldung.akademie.example").map_err(|error| error.to_string());
    Urls::new(&sound(base), Locale::De, sound(Secret::new([7; 32])))
}

fn schedule(starts_local: DateTime) -> Schedule {
    let ends_local = starts_local.saturating_add(90.minutes());
    sound(Schedule::resolve(WallClock::new(starts_local, ends_local, "Europe/Berlin"))).0
}

fn name(name: &str) -> PersonName {
    sound(PersonName::parse(name))
}

fn email(address: &str) -> EmailAddress {
    sound(EmailAddress::parse(address))
}

/// Samples are written by hand and rendered by tests: what is wrong with one is seen there.
fn sound<T, E>(result: Result<T, E>) -> T {
    result.unwrap_or_else(|_| unreachable!("samples are well formed"))
}
