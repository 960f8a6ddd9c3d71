//! The simulation: thousands of little stories, each made of a seed, and the laws held against every one.
//!
//! A story is the real app on a real database, with a clock of its own and a real mail server, in one process: it is killed at
//! any await ([`life`]), its mail server refuses, hangs up and keeps it waiting ([`faults`]), and meanwhile people sign up,
//! cancel and correct their address, events are moved, called off, given other rooms and other reminders, and what is past its
//! term is removed ([`verb`]). A little model of its own ([`model`]) knows what holds; every mail is judged by it ([`judge`]), and
//! at every calm moment what must have come ([`owed`]).
//!
//! Stories of another kind are of few places ([`crowd`]): there people queue, confirm their address or let the time pass, and are erased.
//!
//! `tests/simulate N` plays more of both; `SIMULATION_SEED=1234` plays one of each. The story of a seed that fails is printed. What runs
//! side by side is not the same to the last await in every run: a seed that failed once may pass until it is played again.

mod crowd;
mod faults;
mod judge;
mod life;
mod model;
mod owed;
mod stage;
mod story;
mod verb;

use std::fmt::Display;
use std::ops::AddAssign;
use std::panic::catch_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use self::crowd::SignUps;
use crate::support::backend::Backend;
use crate::support::counts::Counts;

/// Stories of one test on SQLite; there are eight such tests, and four of few places.
const STORIES: u64 = 250;
/// Stories on PostgreSQL, where each makes its own database.
const STORIES_ON_POSTGRES: u64 = 50;
/// Stories side by side: they wait for their mail server and their database about half of the time.
const SIDE_BY_SIDE: usize = 2;
/// Seeds whose story has once shown what must not be, and what that was.
const KEPT: &[(u64, &str)] = &[
    (34, "called off, its people were forgotten before they could be told: the term ran from the cancellation"),
    (269, "called off while an address was unreachable, which is corrected then: there was no word of it"),
    (492, "moved and moved back within ten minutes: who had a mail in between was not told"),
    (525, "moved, somebody signed up, and moved back, all at one instant: they were not told of the first date again"),
    (1119, "moved and moved back at one instant: who had a mail in between was not told"),
    (1459, "the clock was turned back while the sender paused, which then lasted until it showed that time again"),
    (1986, "the notice that an event is called off went to the corrected address of somebody who had cancelled before"),
];

/// The same of stories of few places.
const KEPT_OF_FEW_PLACES: &[(u64, &str)] =
    &[(994, "the mail that asks to confirm was too late, refused, and then tried again and again without a pause")];

/// What came of a seed.
struct Ended<C> {
    counts: C,
    kills: usize,
    /// The story in words, with what is wrong.
    wrong: Option<String>,
}

/// A kind of story, and what is counted in it.
struct Kind<C> {
    name: &'static str,
    /// Plays the one of a seed.
    play: fn(Backend, u64) -> Ended<C>,
}

/// The two events of [`story`].
const OF_EVENTS: Kind<Counts> = Kind { name: "stories", play: story::play };
/// Those of [`crowd`].
const OF_FEW_PLACES: Kind<SignUps> = Kind { name: "stories of few places", play: crowd::play };

/// Plays stories, and prints the counts and the story of every seed that fails; returns these seeds.
#[expect(clippy::print_stdout, reason = "the counts are what is proven")]
fn play<C: AddAssign + Default + Display + Send>(kind: &Kind<C>, backend: Backend, seeds: impl IntoIterator<Item = u64>) -> Vec<u64> {
    let seeds: Vec<u64> = seeds.into_iter().collect();
    let next = AtomicU64::new(0);
    let sum = Mutex::new((C::default(), 0, Vec::new()));
    thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(seed) = seeds.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap()) {
                    let ended = catch_unwind(|| (kind.play)(backend, *seed));
                    let mut sum = sum.lock().unwrap();
                    let Ok(ended) = ended else {
                        println!("seed {seed} of {} on {backend:?} broke off", kind.name);
                        sum.2.push(*seed);
                        continue;
                    };
                    sum.0 += ended.counts;
                    sum.1 += ended.kills;
                    if let Some(wrong) = ended.wrong {
                        println!("seed {seed} of {} on {backend:?}\n{wrong}\n", kind.name);
                        sum.2.push(*seed);
                    }
                }
            });
        }
    });
    let (counts, kills, failing) = sum.into_inner().expect("no story broke off");
    println!("{} {} on {backend:?}: {counts} kills={kills} failing={}", seeds.len(), kind.name, failing.len());
    failing
}

#[track_caller]
fn none_fails(failing: &[u64]) {
    assert!(failing.is_empty(), "SIMULATION_SEED={failing:?}");
}

/// A number that the environment gives.
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable} is no number: {text}")))
}

macro_rules! stories {
    ($kind:ident: $($name:ident $part:literal)+) => {$(
        #[test]
        fn $name() {
            none_fails(&play(&$kind, Backend::Sqlite, $part * STORIES..($part + 1) * STORIES));
        }
    )+};
}

stories! { OF_EVENTS:
    whatever_happens_the_laws_hold_part_1 0
    whatever_happens_the_laws_hold_part_2 1
    whatever_happens_the_laws_hold_part_3 2
    whatever_happens_the_laws_hold_part_4 3
    whatever_happens_the_laws_hold_part_5 4
    whatever_happens_the_laws_hold_part_6 5
    whatever_happens_the_laws_hold_part_7 6
    whatever_happens_the_laws_hold_part_8 7
}

stories! { OF_FEW_PLACES:
    law_16_and_24_hold_where_places_are_few_part_1 0
    law_16_and_24_hold_where_places_are_few_part_2 1
    law_16_and_24_hold_where_places_are_few_part_3 2
    law_16_and_24_hold_where_places_are_few_part_4 3
}

macro_rules! stories_on_postgres {
    ($($name:ident $kind:ident $part:literal)+) => {$(
        #[test]
        fn $name() {
            if Backend::Postgres.is_there_for(concat!(module_path!(), "::", stringify!($name))) {
                none_fails(&play(&$kind, Backend::Postgres, $part * STORIES_ON_POSTGRES..($part + 1) * STORIES_ON_POSTGRES));
            }
        }
    )+};
}

stories_on_postgres! {
    whatever_happens_the_laws_hold_on_postgres_part_1 OF_EVENTS 0
    whatever_happens_the_laws_hold_on_postgres_part_2 OF_EVENTS 1
    law_16_and_24_hold_where_places_are_few_on_postgres OF_FEW_PLACES 0
}

#[test]
fn what_once_went_wrong_goes_well() {
    none_fails(&play(&OF_EVENTS, Backend::Sqlite, KEPT.iter().map(|(seed, _)| *seed)));
}

#[test]
fn what_once_went_wrong_where_places_are_few_goes_well() {
    none_fails(&play(&OF_FEW_PLACES, Backend::Sqlite, KEPT_OF_FEW_PLACES.iter().map(|(seed, _)| *seed)));
}

/// For `tests/simulate`, and for one seed: `SIMULATION_SEED` is the first, `SIMULATION_STORIES` how many.
#[test]
fn a_seed_that_is_asked_for() {
    let Some(first) = number("SIMULATION_SEED") else { return };
    let backend = if number("SIMULATION_POSTGRES").is_some() { Backend::Postgres } else { Backend::Sqlite };
    let seeds = first..first + number("SIMULATION_STORIES").unwrap_or(1);
    none_fails(&[play(&OF_EVENTS, backend, seeds.clone()), play(&OF_FEW_PLACES, backend, seeds)].concat());
}
