//! Chance that can be repeated.

use halbsieben::clock::Clock;

/// Numbers from a seed (`SplitMix64`).
pub(crate) struct Chance {
    pub(crate) seed: u64,
    state: u64,
}

impl Chance {
    /// From the seed in `PROOF_SEED`, or from a new one, which is printed.
    #[expect(clippy::print_stdout, reason = "a run that failed can be repeated by it")]
    pub(crate) fn new(of: &str) -> Self {
        let given = std::env::var("PROOF_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| Clock::system().now().as_microsecond().unsigned_abs() ^ u64::from(std::process::id()));
        println!("{of}: PROOF_SEED={seed}");
        Self::of(seed)
    }

    /// From this seed.
    pub(crate) fn of(seed: u64) -> Self {
        Self { seed, state: seed }
    }

    /// Whether what happens once in so many times happens now.
    pub(crate) fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).expect("below a usize")
    }
}
