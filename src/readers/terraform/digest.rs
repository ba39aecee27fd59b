//! Checksums by which definitions are compared between inputs. They tell apart what
//! somebody may have written on purpose, so that they are cryptographic ones.

use sha2::{Digest as _, Sha256};

/// How many bytes of a checksum are kept.
const LENGTH: usize = 16;

/// Sixteen characters for private use stand for digits.
const FIRST_DIGIT: u32 = 0xe000;

/// A checksum in the making.
#[derive(Default)]
pub(super) struct Digest(Sha256);

impl Digest {
    /// Adds a text; where one ends and the next begins counts.
    pub(super) fn add(&mut self, text: &str) {
        let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
        self.0.update(length.to_be_bytes());
        self.0.update(text.as_bytes());
    }

    /// The checksum, in characters that no other text is part of.
    pub(super) fn finish(self) -> String {
        let digits = self.halves().map(|half| FIRST_DIGIT.saturating_add(half));
        digits.filter_map(char::from_u32).collect()
    }

    /// The checksum in hexadecimal, for people.
    pub(super) fn shown(self) -> String {
        let digits = self.halves().filter_map(|half| char::from_digit(half, 16));
        digits.collect()
    }

    fn halves(self) -> impl Iterator<Item = u32> {
        let bytes = self.0.finalize().into_iter().take(LENGTH);
        bytes.flat_map(|byte| [byte >> 4, byte & 15].map(u32::from))
    }
}
