//! The attendee list: as a file in one scan, row by row, so that memory does not grow with it; on the screen page by page.

use std::collections::{BTreeMap, BTreeSet};

use futures::TryStreamExt as _;
use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LikeExpr, NullOrdering, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, QueryTrait,
};
use tokio::sync::mpsc::Sender;

use crate::domain::attendee::{Attendee, AttendeeFilter, AttendeeGroup, AttendeeOrder, Listed, Search};
use crate::domain::column::Column;
use crate::domain::event::Event;
use crate::domain::id::RegistrationId;
use crate::domain::registration::RegistrationStatus;
use crate::storage::entity::{registration, registration_note};
use crate::storage::event::word;
use crate::storage::{instant, registration as registrations};

/// A row of the list, with what other rows say of it where that is asked for.
#[derive(Debug, FromQueryResult)]
struct Line {
    #[sea_orm(nested)]
    registration: registration::Model,
    waiting_place: Option<i64>,
    note: Option<String>,
}

/// Hands the attendees of `event` who are meant on, with what these columns say of them; ends early when nobody takes them.
pub async fn for_each<E>(
    db: &DatabaseConnection,
    event: &Event,
    filter: &AttendeeFilter,
    order: AttendeeOrder,
    columns: &[Column],
    taker: &Sender<Result<Attendee, E>>,
) -> Result<(), DbErr> {
    let in_order = match order {
        AttendeeOrder::Registered => meant(event, filter).order_by_asc(registration::Column::RegisteredAt),
        AttendeeOrder::Name => by_name(meant(event, filter), db.get_database_backend()),
    };
    let in_order = with(in_order.order_by_asc(registration::Column::Id), event, columns);
    let mut rows = in_order.into_model::<Line>().stream(db).await?;
    while let Some(row) = rows.try_next().await? {
        if taker.send(Ok(attendee(row, event)?)).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// A page of those who are meant, the newest first.
///
/// Words are found whatever their case, and the same on both databases: `LOWER` folds the letters of ASCII on either, and each letter
/// beyond them that the search holds is folded by name (`Ü` to `ü`), since SQLite knows no other alphabet and PostgreSQL only what its
/// locale says. A letter whose capital is two letters (`ß`) is found as it is written. Of a domain beyond ASCII whole labels are found.
pub async fn list(db: &impl ConnectionTrait, event: &Event, filter: &AttendeeFilter, skip: u64, limit: u64) -> Result<Vec<Listed>, DbErr> {
    let newest_first = meant(event, filter).order_by_desc(registration::Column::RegisteredAt).order_by_desc(registration::Column::Id);
    let page = with(newest_first.offset(skip).limit(limit), event, &[Column::Note]);
    page.into_model::<Line>().all(db).await?.into_iter().map(|row| listed(row, event)).collect()
}

/// How many of those who are found stand where; groups that nobody is in are left out.
pub async fn count_by_group(db: &impl ConnectionTrait, event: &Event, search: &Search) -> Result<Vec<(AttendeeGroup, u64)>, DbErr> {
    let counts = of_event(event)
        .filter(is_found(search))
        .select_only()
        .column(registration::Column::Status)
        .column_as(registration::Column::Id.count(), "count")
        .column_as(registration::Column::ExpiresAt.count(), "to_be_confirmed")
        .group_by(registration::Column::Status)
        .into_tuple::<(String, i64, i64)>()
        .all(db)
        .await?;
    let mut groups = Vec::new();
    for (status, count, to_be_confirmed) in counts {
        let status: RegistrationStatus = word("registration.status", &status)?;
        for (is_to_be_confirmed, count) in [(false, count - to_be_confirmed), (true, to_be_confirmed)] {
            let (group, count) = (AttendeeGroup::of(status, is_to_be_confirmed), u64::try_from(count).unwrap_or_default());
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, all)) => *all += count,
                None if count > 0 => groups.push((group, count)),
                None => {}
            }
        }
    }
    Ok(groups)
}

fn meant(event: &Event, filter: &AttendeeFilter) -> sea_orm::Select<registration::Entity> {
    let found = of_event(event).filter(is_found(&filter.search));
    filter.group.map_or(found.clone(), |group| found.filter(is_in(group)))
}

/// With what other rows say of each, as far as a column shows it.
fn with(mut rows: sea_orm::Select<registration::Entity>, event: &Event, columns: &[Column]) -> sea_orm::Select<registration::Entity> {
    let nothing = |of_type: &str| Expr::cust(format!("CAST(NULL AS {of_type})"));
    let of_row =
        |table: &'static str, column: &'static str| Expr::col((table, column)).equals((registration::Entity, registration::Column::Id));
    let place = if columns.contains(&Column::WaitingPlace) {
        QueryTrait::query(&mut rows).join_subquery(JoinType::LeftJoin, waiting_places(event), "queue", of_row("queue", "id"));
        Expr::col(("queue", "place"))
    } else {
        nothing("bigint")
    };
    let note = if columns.contains(&Column::Note) {
        let its_own = of_row("registration_note", "registration_id");
        QueryTrait::query(&mut rows).left_join(registration_note::Entity, its_own);
        Expr::col((registration_note::Entity, registration_note::Column::Text))
    } else {
        nothing("text")
    };
    rows.expr_as(place, "waiting_place").expr_as(note, "note")
}

/// The place of each who waits, from 1.
fn waiting_places(event: &Event) -> SelectStatement {
    Query::select()
        .column(registration::Column::Id)
        .expr_as(Expr::cust("ROW_NUMBER() OVER (ORDER BY waitlisted_at, id)"), "place")
        .from(registration::Entity)
        .and_where(registration::Column::EventId.eq(event.id.uuid()))
        .and_where(registrations::is_waiting())
        .to_owned()
}

/// By family name, then by given name. The letters that German names have beyond ASCII stand with those that they are made of, on both
/// databases alike, whatever a database's locale says.
fn by_name(rows: sea_orm::Select<registration::Entity>, backend: DbBackend) -> sea_orm::Select<registration::Entity> {
    /// Each with what it stands for.
    const LETTERS: [(&str, &str); 5] = [("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "ss"), ("é", "e")];
    let sorted = |column: registration::Column| {
        let plain = LETTERS.into_iter().fold(folded(column, "äöüé"), |text, (letter, plain)| {
            SimpleExpr::from(Func::cust("REPLACE").args([text, Expr::val(letter), Expr::val(plain)]))
        });
        // SQLite compares bytes anyway.
        if backend == DbBackend::Postgres { Expr::cust_with_expr("$1 COLLATE \"C\"", plain) } else { plain }
    };
    rows.order_by_with_nulls(sorted(registration::Column::FamilyName), Order::Asc, NullOrdering::Last).order_by_with_nulls(
        sorted(registration::Column::GivenName),
        Order::Asc,
        NullOrdering::Last,
    )
}

fn is_in(group: AttendeeGroup) -> Condition {
    let (status, is_to_be_confirmed) = match group {
        AttendeeGroup::Registered => (RegistrationStatus::Registered, None),
        AttendeeGroup::Waitlisted => (RegistrationStatus::Waitlisted, None),
        AttendeeGroup::Requested => (RegistrationStatus::Pending, Some(false)),
        AttendeeGroup::Unconfirmed => (RegistrationStatus::Pending, Some(true)),
        AttendeeGroup::Cancelled => (RegistrationStatus::Cancelled, None),
    };
    let expires_at = is_to_be_confirmed
        .map(|is_so| if is_so { registration::Column::ExpiresAt.is_not_null() } else { registration::Column::ExpiresAt.is_null() });
    Condition::all().add(registration::Column::Status.eq(status.as_str())).add_option(expires_at)
}

/// Every word stands in a part of the name or in the address.
fn is_found(search: &Search) -> Condition {
    search.words().iter().fold(Condition::all(), |all, word| {
        let any = Condition::any()
            .add(folded(registration::Column::GivenName, &word.in_name).like(holding(&word.in_name)))
            .add(folded(registration::Column::FamilyName, &word.in_name).like(holding(&word.in_name)))
            .add(registration::Column::EmailKey.into_expr().like(holding(&word.in_address)));
        all.add(any)
    })
}

/// What holds a word anywhere; the signs that stand for others stand for themselves.
fn holding(word: &str) -> LikeExpr {
    let escaped: String = word.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect();
    LikeExpr::new(format!("%{escaped}%")).escape('\\')
}

/// A column in lower case, as far as `word` asks.
fn folded(column: registration::Column, word: &str) -> SimpleExpr {
    let lower = SimpleExpr::from(Func::lower(Expr::col(column)));
    let letters: BTreeSet<char> = word.chars().filter(|c| !c.is_ascii()).collect();
    letters.into_iter().filter_map(|letter| Some((capital(letter)?, letter))).fold(lower, |text, (capital, letter)| {
        let replaced = Func::cust("REPLACE").args([text, Expr::val(capital.to_string()), Expr::val(letter.to_string())]);
        SimpleExpr::from(replaced)
    })
}

/// The capital of a letter, where that is one letter and another one.
fn capital(letter: char) -> Option<char> {
    let mut capitals = letter.to_uppercase();
    let capital = capitals.next().filter(|capital| *capital != letter)?;
    capitals.next().is_none().then_some(capital)
}

/// Without the team: they hold the event, and attend it not.
fn of_event(event: &Event) -> sea_orm::Select<registration::Entity> {
    registration::Entity::find().filter(registration::Column::EventId.eq(event.id.uuid())).filter(registration::Column::Role.is_null())
}

fn listed(line: Line, event: &Event) -> Result<Listed, DbErr> {
    let row = &line.registration;
    let (id, is_to_be_confirmed) = (RegistrationId::from(row.id), row.expires_at.is_some());
    let (is_declined, is_reachable) = (row.declined, row.unreachable_at.is_none());
    let attendee = attendee(line, event)?;
    let group = AttendeeGroup::of(attendee.status, is_to_be_confirmed);
    Ok(Listed { id, group, is_declined, is_reachable, has_note: !attendee.note.is_empty(), attendee })
}

fn attendee(line: Line, event: &Event) -> Result<Attendee, DbErr> {
    let row = line.registration;
    let mut answered = if event.questions.is_empty() { BTreeMap::new() } else { registrations::read(&row.answers)? };
    Ok(Attendee {
        status: word("registration.status", &row.status)?,
        given_name: row.given_name.unwrap_or_default(),
        family_name: row.family_name.unwrap_or_default(),
        email: row.email,
        registered_at: instant(row.registered_at),
        answers: event.questions.iter().map(|question| question.on_one_line(answered.remove(&question.id).unwrap_or_default())).collect(),
        language: word("registration.locale", &row.locale)?,
        waiting_place: line.waiting_place.and_then(|place| u64::try_from(place).ok()),
        present_at: row.present_at.map(instant),
        note: line.note.unwrap_or_default(),
    })
}
