//! The database itself: its schema, and how it is written.

mod schema;
mod writing;
