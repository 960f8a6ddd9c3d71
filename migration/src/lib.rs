//! The ordered list of schema changes, one file each, for SQLite and PostgreSQL alike.
//!
//! Up only: a change that was shipped is never edited, the next one corrects it. Expand first, contract later, so that the
//! version before still runs on the schema after. SQLite can neither modify a column nor add a foreign key: such a change
//! is a new table and a copy.

pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

mod m20261123_000001_events;
mod m20261123_000002_registrations;
mod m20261123_000003_ledger;
mod m20261123_000004_organisers;
mod m20261125_000005_promises;
mod m20261125_000006_zone_edition;
mod m20261127_000007_heard;
mod m20261127_000008_journey;
mod m20261127_000009_privacy;
mod m20261127_000010_places;
mod m20261128_000011_accounts;
mod m20261128_000012_account_mails;
mod m20261201_000013_approved;
mod m20261201_000014_list_downloads;
mod m20261201_000016_notes;

/// Runs the changes in their order.
#[derive(Debug)]
pub struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_000001_events::Migration),
            Box::new(m20261123_000002_registrations::Migration),
            Box::new(m20261123_000003_ledger::Migration),
            Box::new(m20261123_000004_organisers::Migration),
            Box::new(m20261125_000005_promises::Migration),
            Box::new(m20261125_000006_zone_edition::Migration),
            Box::new(m20261127_000007_heard::Migration),
            Box::new(m20261127_000008_journey::Migration),
            Box::new(m20261127_000009_privacy::Migration),
            Box::new(m20261127_000010_places::Migration),
            Box::new(m20261128_000011_accounts::Migration),
            Box::new(m20261128_000012_account_mails::Migration),
            Box::new(m20261201_000013_approved::Migration),
            Box::new(m20261201_000014_list_downloads::Migration),
            Box::new(m20261201_000016_notes::Migration),
        ]
    }
}
