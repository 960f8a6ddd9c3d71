//! The pages that participants see, one file each, and the parts that several of them share.

pub(super) mod address;
pub(super) mod afterwards;
pub(super) mod calendar;
pub(super) mod cancel;
pub(super) mod confirm;
pub(super) mod erase;
pub(super) mod erased;
pub(super) mod event;
pub(super) mod events;
pub(super) mod feed;
pub(super) mod form;
pub(super) mod group;
pub(super) mod join;
pub(super) mod legal;
pub(super) mod lost_link;
pub(super) mod mails;
pub(super) mod oembed;
pub(super) mod personal_data;
pub(super) mod picture;
pub(super) mod privacy;
pub(super) mod qr;
pub(super) mod registered;
pub(super) mod registration;
pub(super) mod rejoin;
pub(super) mod reminders;
pub(super) mod sign_up;
pub(super) mod unsubscribe;

mod programme;

// The organiser's pages have these, too.
pub(super) mod notice;
pub(super) mod ticket;
