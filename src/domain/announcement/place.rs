//! Tells an address from "online".

use super::words;
use crate::domain::event::LocationKind;

/// Words for rooms on the net; matched inside words as well ("Online-Veranstaltung").
const ONLINE: &str = "online|internet|zoom|digital|livestream|live-stream|webex|microsoft teams|ms teams|ms-teams|\
    youtube|bigbluebutton|jitsi|virtuell|virtual|webinar|videokonferenz|video conference|gotowebinar|\
    edudip|im netz|google meet|gomeeting|alfaview|web-seminar|webseminar";

/// Marks of a street or a building beyond the names of institutions.
const BUILDINGS: &str = "straße|strasse|str.|platz|allee|gasse|weg|ufer|markt|saal|raum|rathaus|campus|hörsaal|foyer|\
    street|road|lane|square|avenue|hall|room|building|floor|lecture theatre|stadthalle|halle|scheune|hof";

const CONNECTORS: [&str; 12] = [" und ", " sowie ", " oder ", " auch ", " & ", " + ", " / ", " and ", " or ", " plus ", " zugleich ", ";"];

/// What a text says about the place.
pub(super) fn kind(text: &str) -> LocationKind {
    let lower = text.to_lowercase();
    let has_both = is_online(&lower) && is_address(text) && CONNECTORS.iter().any(|connector| lower.contains(connector));
    if lower.contains("hybrid") || has_both {
        LocationKind::Hybrid
    } else if is_online(&lower) {
        LocationKind::Online
    } else {
        LocationKind::OnSite
    }
}

/// The words of the place without "im Internet:", which says no more than "online".
pub(super) fn name(text: &str) -> &str {
    let text = text.trim();
    ["im Internet: ", "Im Internet: ", "im Internet:", "on the internet: ", "On the internet: "]
        .into_iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(text)
        .trim_end_matches([',', ';'])
}

pub(super) fn is_online(text: &str) -> bool {
    words::has_any(&text.to_lowercase(), ONLINE)
}

/// Whether a short text reads like a place: an institution, a street, a postcode.
pub(super) fn is_address(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has_building = lower
        .split([' ', ',', '(', ')'])
        .any(|word| BUILDINGS.split('|').any(|end| word.ends_with(end) && (word.len() == end.len() || end.len() > 3)));
    let has_postcode = text.split(|c: char| !c.is_alphanumeric()).any(|word| word.len() == 5 && word.bytes().all(|b| b.is_ascii_digit()));
    has_building || has_postcode || words::names_institution(text)
}

/// A line that says nothing but where: "Online", "Online via Zoom", "Livestream".
pub(super) fn is_bare_online(text: &str) -> bool {
    const LONGEST_WORDS: usize = 4;
    const SMALL: &str = "via|über|per|bei|auf|als|mit|in|on|only|nur|im|an|und|and|live|veranstaltung|event|meeting|meetings";
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    is_online(&lower)
        && lower.split_whitespace().count() <= LONGEST_WORDS
        && words.all(|word| {
            SMALL.split('|').any(|small| small == word)
                || "teams|hybrid|livestream|stream".split('|').any(|name| name == word)
                || ONLINE.split('|').any(|name| name == word)
        })
}

/// Links that lead into a meeting; whoever has one is in the room.
const ROOM_HOSTS: [&str; 11] = [
    "zoom.us/",
    "zoom.",
    "teams.microsoft.",
    "teams.live.",
    "meet.google.",
    "webex.com/",
    "gotomeeting.",
    "meet.jit.si",
    "bigbluebutton",
    "edudip.com/",
    "/bbb/",
];

fn is_room_url(word: &str) -> bool {
    let lower = word.to_lowercase();
    (lower.contains("://") || lower.contains("www."))
        && (ROOM_HOSTS.iter().any(|host| lower.contains(host)) || lower.contains("://meet.") || lower.contains("://bbb."))
}

/// The text without links into a room; `None` when it holds none.
pub(super) fn without_room_links(text: &str) -> Option<String> {
    if !text.split_whitespace().any(is_room_url) {
        return None;
    }
    let kept: Vec<&str> = text.split_whitespace().filter(|word| !is_room_url(word)).collect();
    Some(kept.join(" ").trim_end_matches([',', ':', '-', '–', '(', ' ']).to_owned())
}
