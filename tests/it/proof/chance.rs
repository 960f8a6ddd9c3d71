//! Chance that can be repeated.

use halbsieben::clock::Clock;

/// Numbers from a seed (`SplitMix64`).
pub(super) struct Chance {
    pub(super) seed: u64,
    state: u64,
}

impl Chance {
    /// From the seed in `PROOF_SEED`, or from a new one, which is printed.
    #[expect(clippy::print_stdout, reason = "a run that failed can be repeated by it")]
    pub(super) fn new(of: &str) -> Self {
        let given = std::env::var("PROOF_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| Clock::system().now().as_microsecond().unsigned_abs() ^ u64::from(std::process::id()));
        println!("{of}: PROOF_SEED={seed}");
        Self { seed, state: seed }
    }

    /// A number below `bound`.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).expect("below a usize")
    }
}
