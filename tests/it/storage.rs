//! The database itself: its schema, and how it is written.

mod away;
mod schema;
mod writing;
