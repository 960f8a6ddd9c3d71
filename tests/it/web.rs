//! What the service answers over HTTP.

mod organiser;
