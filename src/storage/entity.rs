//! The tables as sea-orm sees them. Private to `storage`, so that the compiler keeps the ORM here.

pub mod account_mail;
pub mod blocked_address;
pub mod delivery;
pub mod erasure;
pub mod event;
pub mod event_change;
pub mod event_label;
pub mod event_partner;
pub mod event_person;
pub mod event_start;
pub mod instance;
pub mod list_download;
pub mod notice;
pub mod organiser;
pub mod outbox_mail;
pub mod question;
pub mod registration;
pub mod registration_note;
pub mod reminder_rule;
pub mod session;
pub mod sign_in_link;
