//! What the product knows: events, registrations, what is owed to whom and when.
//!
//! Everything here is pure: no async, no I/O, no SQL, no HTTP, no clock. Time comes in as `now`, text comes in as `&str`,
//! and what cannot be comes back as an error with a name. The words are the field's (event, registration, delivery …).

pub mod account_mail;
pub mod admission;
pub mod afterwards;
pub mod announcement;
pub mod attendee;
pub mod change;
pub mod column;
pub mod delivery;
pub mod email_address;
pub mod erasure;
pub mod event;
pub mod event_file;
pub mod event_form;
pub mod event_mail;
pub mod fee;
pub mod figures;
pub mod forecast;
pub mod id;
pub mod list_download;
pub mod locale;
pub mod mail_domain;
pub mod note;
pub mod organiser;
pub mod password;
pub mod person_name;
pub mod placeholder;
pub mod programme;
pub mod question;
pub mod registration;
pub mod reminder;
pub mod schedule;
pub mod session;
pub mod text;
pub mod timeline;
pub mod token;
pub mod web_address;
pub mod zone;
