//! Table `account_mail`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_mail")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organiser_id: Uuid,
    pub kind: String,
    pub locale: String,
    pub asked_at: DateTimeUtc,
    pub state: String,
    pub next_at: Option<DateTimeUtc>,
    pub fence: i32,
    pub attempts: i32,
    pub last_reply: Option<String>,
    pub accepted_at: Option<DateTimeUtc>,
    pub subject: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(belongs_to = "super::organiser::Entity", from = "Column::OrganiserId", to = "super::organiser::Column::Id")]
    Organiser,
}

impl Related<super::organiser::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Organiser.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
