//! Choices made by bytes: whatever the bytes are, they draw something, and bytes
//! that are close draw what is close. Where they end, the first of everything is
//! drawn.

/// Bytes of which some are used up.
pub struct Drawn<'a> {
    bytes: &'a [u8],
}

impl<'a> Drawn<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number below `limit`, which is at most 256 and not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::from(self.byte()) % limit
    }

    /// A yes once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) + 1 == times
    }

    pub fn pick<'i, T>(&mut self, items: &'i [T]) -> &'i T {
        &items[self.below(items.len())]
    }

    /// Up to `most` of them, and at least `least`.
    pub fn some<T>(
        &mut self,
        (least, most): (usize, usize),
        mut one: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|_| one(self)).collect()
    }

    /// A text of at most `most` of these characters.
    pub fn text(&mut self, alphabet: &[char], most: usize) -> String {
        let letters = self.some((0, most), |drawn| *drawn.pick(alphabet));
        letters.into_iter().collect()
    }

    /// Any number, of eight bytes.
    pub fn number(&mut self) -> u64 {
        (0..8).fold(0, |number, _| number << 8 | u64::from(self.byte()))
    }

    /// What is left, as a text.
    pub fn rest(&mut self) -> String {
        String::from_utf8_lossy(std::mem::take(&mut self.bytes)).into_owned()
    }

    /// The next so many bytes, as far as there are any, as a text.
    pub fn piece(&mut self, length: usize) -> String {
        let (piece, rest) = self.bytes.split_at(length.min(self.bytes.len()));
        self.bytes = rest;
        String::from_utf8_lossy(piece).into_owned()
    }
}
