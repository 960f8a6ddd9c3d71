//! Table `erasure`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: String,
    pub event_id: Option<Uuid>,
    pub erased_at: DateTimeUtc,
    pub reason: String,
    pub registrations: i32,
    pub answers: i32,
    pub deliveries: i32,
    pub mails: i32,
    pub tidied_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
