//! Which lists were taken away, and by whom.

use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::domain::column;
use crate::domain::event::Event;
use crate::domain::id::{EventId, ListDownloadId, OrganiserId};
use crate::domain::list_download::{ListDownload, ListForm};
use crate::storage::entity::{list_download, organiser};
use crate::storage::event::word;
use crate::storage::{instant, stored};

/// Takes note of a list that is taken away.
pub async fn insert(db: &impl ConnectionTrait, event: &Event, new: &ListDownload) -> Result<(), DbErr> {
    let row = list_download::ActiveModel {
        id: Set(new.id.uuid()),
        event_id: Set(new.event.uuid()),
        organiser_id: Set(new.organiser.uuid()),
        made_at: Set(stored(new.made_at)),
        form: Set(new.form.as_str().to_owned()),
        columns: Set(column::written(&new.columns, &event.questions)),
        people: Set(new.group.map(|group| group.as_str().to_owned())),
        searched: Set(new.searched),
        count: Set(i32::try_from(new.count).unwrap_or(i32::MAX)),
    };
    list_download::Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// The last lists of an event, the newest first, each with the name of who took it away.
pub async fn list(db: &impl ConnectionTrait, event: &Event, limit: u64) -> Result<Vec<(ListDownload, String)>, DbErr> {
    let rows = newest_first(event).find_also_related(organiser::Entity).limit(limit).all(db).await?;
    rows.into_iter().map(|(row, by)| Ok((domain(&row, event)?, by.map(|by| by.name).unwrap_or_default()))).collect()
}

/// The last list of an event that was a file, or a sheet of paper.
pub async fn find_last(db: &impl ConnectionTrait, event: &Event, is_sheet: bool) -> Result<Option<ListDownload>, DbErr> {
    let sheet = list_download::Column::Form;
    let sheet = if is_sheet { sheet.eq(ListForm::Sheet.as_str()) } else { sheet.ne(ListForm::Sheet.as_str()) };
    newest_first(event).filter(sheet).one(db).await?.map(|row| domain(&row, event)).transpose()
}

/// Forgets the lists of an event.
pub async fn delete(db: &impl ConnectionTrait, event: EventId) -> Result<(), DbErr> {
    list_download::Entity::delete_many().filter(list_download::Column::EventId.eq(event.uuid())).exec(db).await.map(drop)
}

fn newest_first(event: &Event) -> sea_orm::Select<list_download::Entity> {
    list_download::Entity::find()
        .filter(list_download::Column::EventId.eq(event.id.uuid()))
        .order_by_desc(list_download::Column::MadeAt)
        .order_by_desc(list_download::Column::Id)
}

fn domain(row: &list_download::Model, event: &Event) -> Result<ListDownload, DbErr> {
    Ok(ListDownload {
        id: ListDownloadId::from(row.id),
        event: EventId::from(row.event_id),
        organiser: OrganiserId::from(row.organiser_id),
        made_at: instant(row.made_at),
        form: word("list_download.form", &row.form)?,
        columns: column::read(row.columns.split(','), &event.questions),
        group: row.people.as_deref().map(|group| word("list_download.people", group)).transpose()?,
        searched: row.searched,
        count: u64::try_from(row.count).unwrap_or_default(),
    })
}
