//! The bytes that a fingerprint is the hash of. Every part carries its length, so
//! that no two lists of parts make the same bytes.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

/// Bytes that count as they are in what others have in common.
const LONG: usize = 1024;

/// A list of parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Tuple(Vec<u8>);

impl Tuple {
    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Adds a list as one part.
    pub fn part(&mut self, part: &Self) {
        self.bytes(&part.0);
    }

    /// Adds a set as one part: neither order nor repetition makes a difference.
    pub fn set(&mut self, parts: impl IntoIterator<Item = Self>) {
        let parts: BTreeSet<Self> = parts.into_iter().collect();
        let mut all = Self::default();
        for part in &parts {
            all.part(part);
        }
        self.part(&all);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// Adds the parts of another list.
    pub fn more(&mut self, parts: &Self) {
        self.0.extend_from_slice(&parts.0);
    }

    /// The same in few bytes: what is long counts by its hash, so that findings which
    /// have it in common need not each go through it.
    #[must_use]
    pub fn short(self) -> Self {
        if self.0.len() <= LONG {
            return self;
        }
        Self::from(self.begun().sha256(&Self::default()).hexadecimal().as_str())
    }

    /// The hash of it, to which more can be added.
    #[must_use]
    pub fn begun(&self) -> Begun {
        Begun(Sha256::new_with_prefix(&self.0))
    }
}

/// The hash of a list that is not at its end.
pub(super) struct Begun(Sha256);

impl Begun {
    /// The SHA-256 of the list with some more parts.
    #[must_use]
    pub fn sha256(&self, parts: &Tuple) -> Digest {
        Digest(self.0.clone().chain_update(&parts.0).finalize().into())
    }
}

/// A hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Digest([u8; 32]);

impl Digest {
    /// As it is written.
    #[must_use]
    pub fn hexadecimal(self) -> String {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
        let digits = self.0.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        let mut text = String::with_capacity(64);
        text.extend(digits.map(digit));
        text
    }
}

impl From<&str> for Tuple {
    /// A list of one text.
    fn from(text: &str) -> Self {
        let mut one = Self::default();
        one.text(text);
        one
    }
}

#[cfg(test)]
mod tests {
    use super::Tuple;

    fn sha256(all: &Tuple) -> String {
        all.begun().sha256(&Tuple::default()).hexadecimal()
    }

    fn of(texts: &[&str]) -> Tuple {
        let mut all = Tuple::default();
        for text in texts {
            all.text(text);
        }
        all
    }

    #[test]
    fn fp_01_parts_do_not_run_into_each_other() {
        for (one, other) in [
            (&["ab", "c"][..], &["a", "bc"][..]),
            (&["a", ""], &["a"]),
            (&["", "a"], &["a", ""]),
        ] {
            assert_ne!(sha256(&of(one)), sha256(&of(other)), "{one:?} {other:?}");
        }
        let mut nested = Tuple::default();
        nested.part(&of(&["a", "b"]));
        assert_ne!(nested, of(&["a", "b"]));
    }

    #[test]
    fn fp_02_a_set_has_no_order() {
        let set = |texts: &[&str]| {
            let mut all = Tuple::default();
            all.set(texts.iter().map(|text| Tuple::from(*text)));
            all
        };
        assert_eq!(set(&["a", "b"]), set(&["b", "a", "b"]));
        assert_ne!(set(&["a", "b"]), set(&["ab"]));
    }

    #[test]
    fn what_is_long_is_short_and_not_the_same() {
        let few = of(&["a", "b"]);
        assert_eq!(few.clone().short(), few);
        let many = |last: &str| {
            let mut all = of(&["a"; 200]);
            all.text(last);
            all.short()
        };
        assert!(many("a").0.len() < 100);
        assert_eq!(many("a"), many("a"));
        assert_ne!(many("a"), many("b"));
    }

    /// The digest of the empty list, as every implementation of SHA-256 has it.
    #[test]
    fn the_hash_is_sha256() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sha256(&Tuple::default()), empty);
    }

    #[test]
    fn a_hash_that_goes_on_is_that_of_the_whole() {
        let mut whole = of(&["a", "b"]);
        let begun = whole.begun();
        whole.more(&of(&["", "c"]));
        assert_eq!(whole, of(&["a", "b", "", "c"]));
        for _ in 0..2 {
            let all = begun.sha256(&of(&["", "c"])).hexadecimal();
            assert_eq!(all, sha256(&whole));
        }
    }
}
