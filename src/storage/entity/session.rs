//! Table `session`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: Vec<u8>,
    pub organiser_id: Uuid,
    pub expires_at: DateTimeUtc,
    pub begun_at: Option<DateTimeUtc>,
    pub seen_at: Option<DateTimeUtc>,
    pub browser: Option<String>,
    pub failed_before: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
