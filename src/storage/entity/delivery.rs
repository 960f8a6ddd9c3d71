//! Table `delivery`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "delivery")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: Uuid,
    pub registration_id: Uuid,
    pub purpose: String,
    pub generation: i32,
    pub due_at: DateTimeUtc,
    pub urgent_at: DateTimeUtc,
    pub useful_until: DateTimeUtc,
    pub state: String,
    pub reason: Option<String>,
    pub next_at: Option<DateTimeUtc>,
    pub claimed_by: Option<String>,
    pub fence: i32,
    pub attempts: i32,
    pub crashes: i32,
    pub maybe_twice: bool,
    pub last_reply: Option<String>,
    pub accepted_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::registration::Entity", from = "Column::RegistrationId", to = "super::registration::Column::Id")]
    Registration,
}

impl Related<super::registration::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Registration.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
