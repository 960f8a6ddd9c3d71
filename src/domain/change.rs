//! A change of an event's date: what several saves come to, and who is told (law 7).

use jiff::{SignedDuration, Timestamp};

use crate::domain::event::fixed_words;
use crate::domain::schedule::WallClock;

/// A change that everybody registered before it is told once. Several saves within ten minutes are one change (law 7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Every save that it is made of, the first one first; never empty.
    pub saves: Vec<Save>,
    /// When people are told.
    pub told_at: Timestamp,
}

/// One save of another date, or of the same date under other zone rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save {
    /// When it was made.
    pub saved_at: Timestamp,
    /// What the clock on the wall was to show before.
    pub previous: WallClock,
    /// Why.
    pub cause: Cause,
}

/// Why an event's instant has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// An organiser gave it another date.
    Date,
    /// The zone's rules are others: the clock on the wall stays, calendars must follow (law 21).
    ZoneRules,
}

fixed_words!(pub Cause { Date => "date", ZoneRules => "zone_rules" });

impl Change {
    /// So long after the first save people are told, so that a second thought is not a second mail.
    pub const WAIT: SignedDuration = SignedDuration::from_mins(10);
    /// Nobody waits for a second thought when the old start or the new one is nearer than this.
    const URGENT: SignedDuration = SignedDuration::from_hours(2);

    /// The change that a save makes, together with those before it that nobody was told yet. `starts` are the old start and
    /// the new one.
    #[must_use]
    pub fn with(before: Option<&Self>, save: Save, starts: [Timestamp; 2]) -> Self {
        let now = save.saved_at;
        let is_urgent = starts.iter().any(|start| start.duration_since(now) < Self::URGENT);
        let latest = if is_urgent { now } else { now + Self::WAIT };
        match before.filter(|change| now < change.told_at) {
            Some(untold) => {
                let mut saves = untold.saves.clone();
                saves.push(save);
                Self { saves, told_at: untold.told_at.min(latest) }
            }
            None => Self { saves: vec![save], told_at: latest },
        }
    }

    /// When the last save was made.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        self.saves.last().map_or(self.told_at, |save| save.saved_at)
    }

    /// What whoever registered at `registered_at`, and last heard of another date at `heard_at`, was told before; none when they
    /// were told nothing but what holds now.
    #[must_use]
    pub fn told_before(&self, registered_at: Timestamp, heard_at: Option<Timestamp>, now: &WallClock) -> Option<&Save> {
        let heard = heard_at.and_then(|heard_at| self.saves.iter().rev().find(|save| save.saved_at == heard_at && save.previous != *now));
        heard.or_else(|| self.given_up_since(registered_at, now))
    }

    /// What stood at a moment and was given up since; none when it is what holds now.
    fn given_up_since(&self, moment: Timestamp, now: &WallClock) -> Option<&Save> {
        let unheard = self.saves.iter().skip_while(|save| save.saved_at < moment);
        let first = unheard.clone().next()?;
        let is_news = first.previous != *now || unheard.clone().any(|save| save.cause == Cause::ZoneRules);
        is_news.then_some(first)
    }

    /// The saves after which those are told who had read in a mail what that save gave up: see [`Change::passing`].
    #[must_use]
    pub fn told_after(&self, now: &WallClock) -> Vec<Timestamp> {
        self.saves.iter().filter(|save| save.previous != *now).map(|save| save.saved_at).collect()
    }

    /// In which spans people have registered who are told, by what the clock on the wall is to show `now`: after the first moment, if
    /// there is one, until the second, included.
    #[must_use]
    pub fn told_spans(&self, now: &WallClock) -> Vec<(Option<Timestamp>, Timestamp)> {
        let starts = std::iter::once(None).chain(self.saves.iter().map(|save| Some(save.saved_at)));
        starts
            .zip(&self.saves)
            .map(|(after, save)| (after, save.saved_at))
            .filter(|(_, until)| self.given_up_since(*until, now).is_some())
            .collect()
    }

    /// From when until when the date stood that the last save gave up, if it came and went within one change: whoever had a mail
    /// meanwhile has read it.
    #[must_use]
    pub fn passing(&self) -> Option<(Timestamp, Timestamp)> {
        match self.saves.as_slice() {
            [.., before, last] => Some((before.saved_at, last.saved_at)),
            _ => None,
        }
    }

    /// The first date that was given up; none when the event is back at it.
    #[must_use]
    pub fn previous(&self, now: &WallClock) -> Option<&WallClock> {
        self.saves.first().map(|save| &save.previous).filter(|previous| *previous != now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(day: i8) -> WallClock {
        let starts_local = jiff::civil::datetime(2021, 4, day, 18, 30, 0, 0);
        WallClock::new(starts_local, jiff::civil::datetime(2021, 4, day, 20, 0, 0, 0), "Europe/Berlin")
    }

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    fn saved(before: Option<&Change>, minutes: i64, previous: i8) -> Change {
        Change::with(before, Save { saved_at: at(minutes), previous: wall(previous), cause: Cause::Date }, [at(100_000); 2])
    }

    #[test]
    fn law_07_saves_within_ten_minutes_are_one_change() {
        let first = saved(None, 0, 15);
        let second = saved(Some(&first), 9, 16);
        assert_eq!((second.saves.len(), second.told_at), (2, at(10)));
        let third = saved(Some(&second), 10, 17);
        assert_eq!((third.saves.len(), third.told_at), (1, at(20)));
    }

    #[test]
    fn law_07_a_change_two_hours_before_the_start_waits_for_nothing() {
        let save = Save { saved_at: at(0), previous: wall(15), cause: Cause::Date };
        assert_eq!(Change::with(None, save, [at(119), at(100_000)]).told_at, at(0));
    }

    #[test]
    fn law_07_moved_and_back_is_news_only_to_whoever_registered_in_between() {
        let change = saved(Some(&saved(None, 0, 15)), 5, 16);
        assert_eq!(change.told_before(at(-1), None, &wall(15)), None);
        assert_eq!(change.told_before(at(3), None, &wall(15)).map(|save| &save.previous), Some(&wall(16)));
        assert_eq!(change.told_before(at(-1), Some(at(5)), &wall(15)).map(|save| &save.previous), Some(&wall(16)));
        assert_eq!(change.told_spans(&wall(15)), [(Some(at(0)), at(5))]);
        assert_eq!(change.told_spans(&wall(17)), [(None, at(0)), (Some(at(0)), at(5))]);
    }
}
