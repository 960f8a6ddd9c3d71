//! Events and the lists that belong to them.

mod row;

use futures::future::try_join_all;
use jiff::Timestamp;
use sea_orm::prelude::{DateTimeUtc, Uuid};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query};
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, IntoActiveModel as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::domain::event::{Event, EventStatus, Slug};
use crate::domain::id::EventId;
use crate::domain::registration::RegistrationStatus;
use crate::domain::reminder::ReminderRule;
use crate::domain::schedule::WallClock;
use crate::storage::entity::{
    event, event_change, event_label, event_partner, event_person, event_start, question, registration, reminder_rule,
};
use crate::storage::{instant, retention, stored};

pub(in crate::storage) use self::row::word;
use self::row::{Lists, asked, domain, model, number, rule};

/// An event with its reminders, as one version of it stands in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Rises with every change.
    pub version: i32,
    /// The event.
    pub event: Event,
    /// Its reminders, the earliest first.
    pub rules: Vec<ReminderRule>,
}

/// Which events a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them, the latest start first.
    All,
    /// Published or cancelled, not over at that moment, the next start first.
    Upcoming(Timestamp),
    /// Drafts too, that are not over at that moment, the next start first.
    Unfinished(Timestamp),
    /// Published or cancelled, over at that moment, the latest start first.
    Past(Timestamp),
}

const TOPIC: &str = "topic";
const AUDIENCE: &str = "audience";

/// The event at a slug.
pub async fn find_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Stored>, DbErr> {
    match event::Entity::find().filter(event::Column::Slug.eq(slug)).one(db).await? {
        Some(row) => Ok(Some(with_lists(db, row).await?)),
        None => Ok(None),
    }
}

/// The event with a key.
pub async fn find(db: &impl ConnectionTrait, id: EventId) -> Result<Option<Stored>, DbErr> {
    match event::Entity::find_by_id(id.uuid()).one(db).await? {
        Some(row) => Ok(Some(with_lists(db, row).await?)),
        None => Ok(None),
    }
}

/// Events in order of their start, at most `limit`.
pub async fn list(db: &impl ConnectionTrait, which: Which, limit: u64) -> Result<Vec<Stored>, DbErr> {
    try_join_all(listed(which).limit(limit).all(db).await?.into_iter().map(|row| with_lists(db, row))).await
}

/// The same events by key and version alone, for who knows some of them already.
pub async fn list_versions(db: &impl ConnectionTrait, which: Which, limit: u64) -> Result<Vec<(EventId, i32)>, DbErr> {
    let rows = listed(which).limit(limit).select_only().columns([event::Column::Id, event::Column::Version]);
    Ok(rows.into_tuple::<(Uuid, i32)>().all(db).await?.into_iter().map(|(id, version)| (EventId::from(id), version)).collect())
}

fn listed(which: Which) -> sea_orm::Select<event::Entity> {
    let public = event::Column::Status.ne(EventStatus::Draft.as_str());
    let query = event::Entity::find();
    match which {
        Which::All => query.order_by_desc(event::Column::StartsAt),
        Which::Upcoming(now) => query.filter(public).filter(event::Column::EndsAt.gt(stored(now))).order_by_asc(event::Column::StartsAt),
        Which::Unfinished(now) => query.filter(event::Column::EndsAt.gt(stored(now))).order_by_asc(event::Column::StartsAt),
        Which::Past(now) => query.filter(public).filter(event::Column::EndsAt.lte(stored(now))).order_by_desc(event::Column::StartsAt),
    }
}

/// The events, drafts too, that are not over at that moment, the next start first.
pub async fn list_unfinished(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<EventId>, DbErr> {
    let unfinished = event::Entity::find().select_only().column(event::Column::Id).filter(event::Column::EndsAt.gt(stored(now)));
    let ids = unfinished.order_by_asc(event::Column::StartsAt).into_tuple::<Uuid>().all(db).await?;
    Ok(ids.into_iter().map(EventId::from).collect())
}

/// What a transaction holds until it ends. Only PostgreSQL needs it: SQLite has one writer anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Nothing: a look.
    Nothing,
    /// The event stays as it is; others may hold it so, too.
    AsItIs,
    /// Nobody else holds it: places are counted one sign-up after the other (law 16).
    Alone,
}

/// The version at which an event stands; none when it is not there.
pub async fn find_version(db: &impl ConnectionTrait, id: EventId, hold: Hold) -> Result<Option<i32>, DbErr> {
    let query = event::Entity::find_by_id(id.uuid()).select_only().column(event::Column::Version);
    let query = match hold {
        Hold::Nothing => query,
        Hold::AsItIs => query.lock_shared(),
        Hold::Alone => query.lock_exclusive(),
    };
    query.into_tuple().one(db).await
}

/// How many registrations hold a place at `now`; the team takes none. Whoever is to confirm the address holds one until the time
/// for that is over, unless there was none to be held; whoever the organiser is to decide on holds none.
pub async fn count_places_taken(db: &impl ConnectionTrait, id: EventId, now: Timestamp) -> Result<u64, DbErr> {
    use sea_orm::{Condition, PaginatorTrait as _};
    let is_held = Condition::all()
        .add(registration::Column::Status.eq(RegistrationStatus::Pending.as_str()))
        .add(registration::Column::ExpiresAt.gt(stored(now)))
        .add(registration::Column::WaitlistedAt.is_null());
    let holds_place = Condition::any().add(registration::Column::Status.eq(RegistrationStatus::Registered.as_str())).add(is_held);
    registration::Entity::find()
        .filter(registration::Column::EventId.eq(id.uuid()))
        .filter(registration::Column::Role.is_null())
        .filter(holds_place)
        .count(db)
        .await
}

/// How many places of an event are free at `now`; none where there is no limit.
pub async fn count_free_places(db: &impl ConnectionTrait, event: &Event, now: Timestamp) -> Result<Option<u64>, DbErr> {
    let Some(capacity) = event.access.capacity else { return Ok(None) };
    let taken = count_places_taken(db, event.id, now).await?;
    Ok(Some(u64::from(capacity).saturating_sub(taken)))
}

/// Whether an event is a draft.
pub async fn is_draft(db: &impl ConnectionTrait, id: EventId) -> Result<bool, DbErr> {
    let status = event::Entity::find_by_id(id.uuid()).select_only().column(event::Column::Status).into_tuple::<String>().one(db).await?;
    Ok(status.as_deref() == Some(EventStatus::Draft.as_str()))
}

/// Whether a slug is taken.
pub async fn is_slug_taken(db: &impl ConnectionTrait, slug: &Slug) -> Result<bool, DbErr> {
    use sea_orm::PaginatorTrait as _;
    Ok(event::Entity::find().filter(event::Column::Slug.eq(slug.as_str())).count(db).await? > 0)
}

/// Enters a new event.
pub async fn insert(db: &impl ConnectionTrait, event: &Event, rules: &[ReminderRule]) -> Result<(), DbErr> {
    let mut row = model(event, None).into_active_model();
    row.version = Set(1);
    event::Entity::insert(row).exec_without_returning(db).await?;
    insert_start(db, event).await?;
    insert_changes(db, event).await?;
    insert_lists(db, event).await?;
    insert_rules(db, event.id, rules).await
}

/// Writes an event as it now is, if it still stands at `version`; says whether it did. `notices_due_at` says that people
/// are to be told, and since when.
pub async fn update(db: &impl ConnectionTrait, event: &Event, version: i32, notices_due_at: Option<Timestamp>) -> Result<bool, DbErr> {
    let mut row = model(event, notices_due_at).into_active_model().reset_all();
    row.version = Set(version + 1);
    row.id = NotSet;
    row.slug = NotSet;
    row.registered_in_the_end = NotSet;
    row.cancelled_in_the_end = NotSet;
    row.waitlisted_in_the_end = NotSet;
    row.present_in_the_end = NotSet;
    if notices_due_at.is_none() {
        // Notices that are still to be planned stay so.
        row.notices_due_at = NotSet;
    }
    let updated = event::Entity::update_many()
        .set(row)
        .filter(event::Column::Id.eq(event.id.uuid()))
        .filter(event::Column::Version.eq(version))
        .exec(db)
        .await?;
    if updated.rows_affected == 0 {
        return Ok(false);
    }
    insert_start(db, event).await?;
    event_change::Entity::delete_many().filter(event_change::Column::EventId.eq(event.id.uuid())).exec(db).await?;
    insert_changes(db, event).await?;
    delete_answers_to_dropped(db, event).await?;
    delete_lists(db, event.id).await?;
    insert_lists(db, event).await?;
    Ok(true)
}

/// Writes an event's reminders as they now are; the planner looks at all of them again.
pub async fn update_rules(db: &impl ConnectionTrait, event: &Event, rules: &[ReminderRule]) -> Result<(), DbErr> {
    reminder_rule::Entity::delete_many().filter(reminder_rule::Column::EventId.eq(event.id.uuid())).exec(db).await?;
    insert_rules(db, event.id, rules).await
}

/// The latest moment at which something happened: a registration, a cancellation, a mail, a beat of a process at work.
pub async fn find_last_known(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, DbErr> {
    let latest = |column: &str, table: &'static str| Query::select().expr(Expr::col(column.to_owned()).max()).from(table).to_owned();
    let mut last = None;
    for query in [
        latest("registered_at", "registration"),
        latest("cancelled_at", "registration"),
        latest("accepted_at", "delivery"),
        latest("saved_at", "event_change"),
        latest("beat_at", "instance"),
    ] {
        let row = db.query_one(&query).await?;
        let found = row.map(|row| row.try_get_by_index::<Option<DateTimeUtc>>(0)).transpose()?.flatten();
        last = Ord::max(last, found.map(instant));
    }
    Ok(last)
}

/// The generation of a start that this event has had before, if any, and the highest one so far (law 7).
pub async fn find_generation(db: &impl ConnectionTrait, id: EventId, wall: &WallClock) -> Result<(Option<i32>, i32), DbErr> {
    let starts = event_start::Entity::find().filter(event_start::Column::EventId.eq(id.uuid())).all(db).await?;
    let local = wall.starts().to_string();
    let same = starts.iter().find(|start| start.starts_local == local && start.zone == wall.zone).map(|start| start.generation);
    Ok((same, starts.iter().map(|start| start.generation).max().unwrap_or(0)))
}

/// The next moment at which the planner has something to enter.
pub async fn find_next_due(db: &impl ConnectionTrait) -> Result<Option<Timestamp>, DbErr> {
    let unplanned = || reminder_rule::Entity::find().select_only().filter(reminder_rule::Column::PlannedAt.is_null());
    let begun = unplanned().column_as(reminder_rule::Column::DueAt.min(), "at").filter(reminder_rule::Column::BegunAt.is_not_null());
    let ahead = unplanned().column_as(reminder_rule::Column::BeginsAt.min(), "at").filter(reminder_rule::Column::BegunAt.is_null());
    let notice = event::Entity::find()
        .select_only()
        .column_as(event::Column::NoticesDueAt.min(), "at")
        .filter(event::Column::NoticesDueAt.is_not_null());
    let begun = begun.into_tuple::<Option<DateTimeUtc>>().one(db).await?.flatten();
    let ahead = ahead.into_tuple::<Option<DateTimeUtc>>().one(db).await?.flatten();
    let notice = notice.into_tuple::<Option<DateTimeUtc>>().one(db).await?.flatten();
    Ok([begun, ahead, notice].into_iter().flatten().min().map(instant))
}

async fn insert_start(db: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    let start = event_start::ActiveModel {
        event_id: Set(event.id.uuid()),
        generation: Set(event.generation),
        starts_local: Set(event.schedule.wall.starts().to_string()),
        zone: Set(event.schedule.wall.zone.clone()),
    };
    let known =
        sea_orm::sea_query::OnConflict::columns([event_start::Column::EventId, event_start::Column::Generation]).do_nothing().to_owned();
    event_start::Entity::insert(start).on_conflict(known).exec_without_returning(db).await.map(drop)
}

async fn insert_changes(db: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    let saves = event.change.iter().flat_map(|change| &change.saves).enumerate();
    let rows = saves.map(|(i, save)| event_change::ActiveModel {
        event_id: Set(event.id.uuid()),
        position: Set(number(i)),
        saved_at: Set(stored(save.saved_at)),
        previous_starts_local: Set(save.previous.starts().to_string()),
        previous_ends_local: Set(save.previous.ends().to_string()),
        previous_zone: Set(save.previous.zone.clone()),
        cause: Set(save.cause.as_str().to_owned()),
    });
    event_change::Entity::insert_many(rows).exec_without_returning(db).await.map(drop)
}

async fn insert_rules(db: &impl ConnectionTrait, id: EventId, rules: &[ReminderRule]) -> Result<(), DbErr> {
    let rows = rules.iter().map(|rule| reminder_rule::ActiveModel {
        event_id: Set(id.uuid()),
        purpose: Set(rule.purpose().to_string()),
        audience: Set(rule.audience().as_str().to_owned()),
        text: Set(rule.reminder.text.clone()),
        due_at: Set(stored(rule.due_at)),
        begins_at: Set(stored(rule.due_at)),
        heard_by: Set(stored(rule.heard_by())),
        useful_until: Set(stored(rule.useful_until)),
        covered_by_later: Set(rule.covered_by_later),
        begun_at: Set(None),
        planned_at: Set(None),
    });
    reminder_rule::Entity::insert_many(rows).exec_without_returning(db).await.map(drop)
}

/// A question that is asked no more takes the answers to it along (law 23): what they were for is gone.
async fn delete_answers_to_dropped(db: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    /// Registrations whose answers are read at once.
    const AT_ONCE: u64 = 500;
    let asked = event.questions.iter().map(|question| question.id.uuid());
    let dropped = question::Entity::find()
        .filter(question::Column::EventId.eq(event.id.uuid()))
        .filter(question::Column::Id.is_not_in(asked))
        .all(db)
        .await?;
    for question in dropped {
        while retention::delete_answers(db, event.id, question.id.into(), AT_ONCE).await? == AT_ONCE {}
    }
    Ok(())
}

async fn delete_lists(db: &impl ConnectionTrait, id: EventId) -> Result<(), DbErr> {
    event_person::Entity::delete_many().filter(event_person::Column::EventId.eq(id.uuid())).exec(db).await?;
    event_partner::Entity::delete_many().filter(event_partner::Column::EventId.eq(id.uuid())).exec(db).await?;
    event_label::Entity::delete_many().filter(event_label::Column::EventId.eq(id.uuid())).exec(db).await?;
    question::Entity::delete_many().filter(question::Column::EventId.eq(id.uuid())).exec(db).await.map(drop)
}

async fn insert_lists(db: &impl ConnectionTrait, event: &Event) -> Result<(), DbErr> {
    let (id, said) = (event.id.uuid(), &event.announcement);
    let people = said.people.iter().enumerate().map(|(i, person)| event_person::ActiveModel {
        event_id: Set(id),
        position: Set(number(i)),
        role: Set(person.role.as_str().to_owned()),
        title: Set(person.title.clone()),
        name: Set(person.name.clone()),
        function: Set(person.function.clone()),
        organisation: Set(person.organisation.clone()),
        place: Set(person.place.clone()),
    });
    event_person::Entity::insert_many(people).exec_without_returning(db).await?;
    let partners = said.partners.iter().enumerate().map(|(i, partner)| event_partner::ActiveModel {
        event_id: Set(id),
        position: Set(number(i)),
        name: Set(partner.name.clone()),
        short_name: Set(partner.short_name.clone()),
        parent: Set(partner.parent.clone()),
    });
    event_partner::Entity::insert_many(partners).exec_without_returning(db).await?;
    let labels = said.topics.iter().map(|name| (TOPIC, name)).chain(said.audiences.iter().map(|name| (AUDIENCE, name)));
    let labels = labels.enumerate().map(|(i, (kind, name))| event_label::ActiveModel {
        event_id: Set(id),
        position: Set(number(i)),
        kind: Set(kind.to_owned()),
        name: Set(name.clone()),
    });
    event_label::Entity::insert_many(labels).exec_without_returning(db).await?;
    let questions = event.questions.iter().enumerate().map(|(i, asked)| question::ActiveModel {
        id: Set(asked.id.uuid()),
        event_id: Set(id),
        position: Set(number(i)),
        label: Set(asked.label.clone()),
        kind: Set(asked.kind.as_str().to_owned()),
        required: Set(asked.required),
        options: Set(asked.options.join("\n")),
        purpose: Set(asked.purpose.clone()),
        retention_days: Set(asked.retention_days.map(i32::from)),
    });
    question::Entity::insert_many(questions).exec_without_returning(db).await.map(drop)
}

async fn with_lists(db: &impl ConnectionTrait, row: event::Model) -> Result<Stored, DbErr> {
    let people = row.find_related_people(db).await?;
    let partners =
        event_partner::Entity::find().filter(event_partner::Column::EventId.eq(row.id)).order_by_asc(event_partner::Column::Position);
    let labels = event_label::Entity::find().filter(event_label::Column::EventId.eq(row.id)).order_by_asc(event_label::Column::Position);
    let questions = question::Entity::find().filter(question::Column::EventId.eq(row.id)).order_by_asc(question::Column::Position);
    let rules = reminder_rule::Entity::find().filter(reminder_rule::Column::EventId.eq(row.id)).order_by_asc(reminder_rule::Column::DueAt);
    let saves = event_change::Entity::find().filter(event_change::Column::EventId.eq(row.id)).order_by_asc(event_change::Column::Position);
    let (partners, labels) = (partners.all(db).await?, labels.all(db).await?);
    let rules = rules.order_by_asc(reminder_rule::Column::Audience).all(db).await?.into_iter().map(rule).collect::<Result<_, _>>()?;
    let saves = if row.told_at.is_some() { saves.all(db).await? } else { Vec::new() };
    let questions = questions.all(db).await?.into_iter().map(asked).collect::<Result<_, _>>()?;
    let named = |kind: &str| labels.iter().filter(|label| label.kind == kind).map(|label| label.name.clone()).collect();
    let lists = Lists { people, saves, partners, topics: named(TOPIC), audiences: named(AUDIENCE), questions };
    Ok(Stored { version: row.version, event: domain(row, lists)?, rules })
}

impl event::Model {
    async fn find_related_people(&self, db: &impl ConnectionTrait) -> Result<Vec<event_person::Model>, DbErr> {
        event_person::Entity::find()
            .filter(event_person::Column::EventId.eq(self.id))
            .order_by_asc(event_person::Column::Position)
            .all(db)
            .await
    }
}
