//! The laws, by their numbers: what halbsieben promises, asked of the service from above and of its ledger, its mailbox and real
//! mail servers from below.

mod cancelled;
mod clocks;
mod database;
mod every_zone;
mod form;
mod links;
mod mail_server;
mod moments;
mod moved;
mod once;
mod organised;
mod places;
mod privacy;
mod rendered;
mod survival;
mod timeline;
mod urgency;
mod waiting;
mod zones;
