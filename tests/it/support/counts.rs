//! The six counts of Jepsen's `total-queue`, "what goes in must come out": an obligation goes in when somebody is registered, and
//! comes out when the mail server has accepted its mail.

use std::fmt;
use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) attempted: usize,
    pub(crate) acknowledged: usize,
    pub(crate) lost: usize,
    pub(crate) unexpected: usize,
    pub(crate) duplicated: usize,
    pub(crate) recovered: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.attempted += other.attempted;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.unexpected += other.unexpected;
        self.duplicated += other.duplicated;
        self.recovered += other.recovered;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attempted, acknowledged, lost, unexpected, duplicated, recovered } = self;
        write!(f, "attempted={attempted} acknowledged={acknowledged} lost={lost} unexpected={unexpected} ")?;
        write!(f, "duplicated={duplicated} recovered={recovered}")
    }
}
