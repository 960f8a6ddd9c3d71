//! Law 1.
