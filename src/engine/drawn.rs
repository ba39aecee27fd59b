//! Numbers that tests draw cases from.

/// Numbers that look random and are the same on every machine (SplitMix64).
#[derive(Debug)]
pub struct Drawn(pub u64);

impl Drawn {
    /// The next number below a bound that is not zero.
    pub fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(bound)).unwrap()
    }

    /// One of several.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let bound = u32::try_from(from.len()).unwrap();
        from[usize::try_from(self.below(bound)).unwrap()].clone()
    }
}
