//! Table `event`.

use sea_orm::entity::prelude::*;

#[expect(clippy::struct_excessive_bools, reason = "they are the columns of the table")]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub slug: String,
    pub status: String,
    pub version: i32,
    pub starts_local: String,
    pub ends_local: String,
    pub zone: String,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub generation: i32,
    pub sequence: i32,
    pub notices_due_at: Option<DateTimeUtc>,
    pub told_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
    pub cancel_reason: Option<String>,
    pub locale: String,
    pub title: String,
    pub subtitle: Option<String>,
    pub series: Option<String>,
    pub location_kind: String,
    pub location: Option<String>,
    pub description: String,
    pub funding_note: Option<String>,
    pub fee: Option<String>,
    pub registration_note: Option<String>,
    pub event_type: Option<String>,
    pub registration_mode: String,
    pub capacity: Option<i32>,
    pub room_url: Option<String>,
    pub doors_before_minutes: i32,
    pub doors_after_minutes: i32,
    pub link_on_page: bool,
    pub given_name_asked: String,
    pub family_name_asked: String,
    pub retention_days: i32,
    pub reminders_armed: bool,
    pub registered_in_the_end: Option<i32>,
    pub cancelled_in_the_end: Option<i32>,
    pub waitlisted_in_the_end: Option<i32>,
    pub present_in_the_end: Option<i32>,
    pub opens_local: Option<String>,
    pub closes_local: Option<String>,
    pub double_opt_in: bool,
    pub approval: bool,
    pub proves_attendance: bool,
    pub help_contact: Option<String>,
    pub recording_url: Option<String>,
    pub recording_until: Option<String>,
    pub materials: String,
    pub survey_url: Option<String>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
