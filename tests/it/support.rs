//! What tests are made of: an app with its own database and clock, and real peers.
