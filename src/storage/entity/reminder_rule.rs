//! Table `reminder_rule`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_rule")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub purpose: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub audience: String,
    pub text: Option<String>,
    pub due_at: DateTimeUtc,
    pub begins_at: DateTimeUtc,
    pub heard_by: DateTimeUtc,
    pub useful_until: DateTimeUtc,
    pub covered_by_later: bool,
    pub begun_at: Option<DateTimeUtc>,
    pub planned_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
