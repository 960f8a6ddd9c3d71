//! The rules of a zone, by its name.
//!
//! The system's rules go first (`TZDIR`, or where systems keep them), so that an update of the machine is an update of the
//! service (law 21). A zone that the system does not have, or a machine without any, is served from the rules compiled in.
//! jiff looks at a file again when it has not done so for five minutes.

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The rules of the zone of that IANA name; none when nobody knows it.
#[must_use]
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).or_else(|_| TimeZoneDatabase::bundled().get(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_its_name_in_any_case() {
        assert_eq!(zone("europe/BERLIN").expect("Berlin").iana_name(), Some("Europe/Berlin"));
        assert_eq!(zone("Europe/Nowhere"), None);
    }
}
