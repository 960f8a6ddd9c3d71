//! The database itself: its schema, and how it is written.

mod away;
mod erasure;
mod schema;
mod writing;
