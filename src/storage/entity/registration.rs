//! Table `registration`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: Uuid,
    pub status: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub email: String,
    pub email_key: String,
    pub locale: String,
    pub answers: String,
    pub registered_at: DateTimeUtc,
    pub cancelled_at: Option<DateTimeUtc>,
    pub confirmation: i32,
    pub wants_reminders: bool,
    pub role: Option<String>,
    pub unreachable_at: Option<DateTimeUtc>,
    pub unreachable_reason: Option<String>,
    pub heard_at: Option<DateTimeUtc>,
    pub expires_at: Option<DateTimeUtc>,
    pub waitlisted_at: Option<DateTimeUtc>,
    pub present_at: Option<DateTimeUtc>,
    pub new_email: Option<String>,
    pub notice: Option<String>,
    pub declined: bool,
    pub approved: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::event::Entity", from = "Column::EventId", to = "super::event::Column::Id")]
    Event,
}

impl ActiveModelBehavior for ActiveModel {}
