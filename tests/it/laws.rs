//! The laws, by their numbers: what halbsieben promises, asked of the service from above and of its ledger, its mailbox and real
//! mail servers from below.

mod moments;
mod once;
