//! What is not known: gaps (something the input does not hold) and readings (a
//! corner of RAM that is undocumented, contradictory or inferred). Each is one
//! variable, shared by everything it touches (D10); a world assigns them all.
//!
//! Most have two choices. Where a fact has more (an absent document may allow,
//! deny or do nothing), it is still one variable with more choices.

use std::collections::BTreeMap;

use crate::source::Span;

/// Names one variable of a [`Doubts`] table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DoubtId(pub u32);

/// Why something is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DoubtKind {
    /// The input does not hold it.
    Gap,
    /// RAM's behaviour is not settled.
    Reading,
}

/// One variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Gap or reading.
    pub kind: DoubtKind,
    /// Stable name: of the reading, or of the kind of gap.
    pub name: String,
    /// What tells it from others of the same name: operator and key, a resource
    /// pattern, a document's name; empty where it is global.
    pub about: String,
    /// What tells it from others in place of `about`, where words for a reader do
    /// not: the definition of a data source decides what is read, and the line that
    /// a variable is declared on decides nothing.
    pub identity: Option<String>,
    /// A place that shows it.
    pub at: Option<Span>,
    /// Number of choices, at least two.
    pub choices: u8,
    /// The choice taken unless strict readings are asked for (D14).
    pub default: Option<u8>,
}

impl Doubt {
    /// What tells it from others of the same kind and name (D36).
    #[must_use]
    pub fn identity(&self) -> &str {
        self.identity.as_deref().unwrap_or(&self.about)
    }

    /// Whether nothing but its place tells it from others, so that `about` is no
    /// text for a reader. A place of the later of two inputs is marked as such.
    #[must_use]
    pub fn is_at_a_place(&self) -> bool {
        let about = self.about.strip_suffix(", later").unwrap_or(&self.about);
        about.split_once(':').is_some_and(|(file, place)| {
            let digits = |text: &str| {
                text.bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-')
            };
            digits(file) && digits(place)
        })
    }
}

/// A set of choices of one variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Choice {
    /// The variable.
    pub doubt: DoubtId,
    /// Bit `n` is set if choice `n` is in the set.
    pub mask: u8,
}

impl Choice {
    /// Exactly one choice.
    #[must_use]
    pub const fn is(doubt: DoubtId, choice: u8) -> Self {
        Self {
            doubt,
            mask: if choice < 8 { 1 << choice } else { 0 },
        }
    }

    /// Whether a choice is in the set.
    #[must_use]
    pub const fn holds(self, choice: u8) -> bool {
        choice < 8 && self.mask & (1 << choice) != 0
    }
}

/// All variables of a run, each once.
#[derive(Clone, Debug, Default)]
pub struct Doubts {
    list: Vec<Doubt>,
    index: BTreeMap<(DoubtKind, String, String), DoubtId>,
}

impl Doubts {
    /// The variable with this kind, name and discriminator, made at the first call.
    pub fn intern(&mut self, doubt: Doubt) -> DoubtId {
        let key = (doubt.kind, doubt.name.clone(), doubt.identity().to_owned());
        let next = DoubtId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        let list = &mut self.list;
        *self.index.entry(key).or_insert_with(|| {
            list.push(doubt);
            next
        })
    }

    /// A reading from the table [`READINGS`](crate::model::reading::READINGS).
    pub fn reading(&mut self, name: &str, about: impl Into<String>, at: Option<Span>) -> DoubtId {
        let row = crate::model::reading::find(name);
        self.intern(Doubt {
            kind: DoubtKind::Reading,
            name: name.to_owned(),
            about: about.into(),
            identity: None,
            at,
            choices: row.map_or(2, |row| row.choices),
            default: row.and_then(|row| row.default),
        })
    }

    /// A gap with a number of choices.
    pub fn gap(
        &mut self,
        name: &str,
        about: impl Into<String>,
        at: Option<Span>,
        choices: u8,
    ) -> DoubtId {
        self.intern(Doubt {
            kind: DoubtKind::Gap,
            name: name.to_owned(),
            about: about.into(),
            identity: None,
            at,
            choices,
            default: None,
        })
    }

    /// A gap that something other than its words tells from others.
    pub fn gap_told_apart(
        &mut self,
        name: &str,
        (about, identity): (String, String),
        at: Option<Span>,
        choices: u8,
    ) -> DoubtId {
        let identity = (identity != about).then_some(identity);
        self.intern(Doubt {
            kind: DoubtKind::Gap,
            name: name.to_owned(),
            about,
            identity,
            at,
            choices,
            default: None,
        })
    }

    /// The variable, if the id is of this table.
    #[must_use]
    pub fn get(&self, id: DoubtId) -> Option<&Doubt> {
        self.list.get(usize::try_from(id.0).ok()?)
    }

    /// All variables in the order they were met.
    pub fn iter(&self) -> impl Iterator<Item = (DoubtId, &Doubt)> {
        (0_u32..).map(DoubtId).zip(&self.list)
    }

    /// Number of variables.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing is in doubt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_in_kind_name_and_identity_is_one_variable() {
        let mut doubts = Doubts::default();
        assert!(doubts.is_empty());
        let told_apart = |doubts: &mut Doubts, about: &str, identity: &str| {
            doubts.gap_told_apart("file", (about.to_owned(), identity.to_owned()), None, 2)
        };
        let first = doubts.gap("file", "a", None, 3);
        let all = [
            doubts.gap("file", "b", None, 2),
            doubts.gap("variable", "a", None, 2),
            doubts.reading("file", "a", None),
            told_apart(&mut doubts, "a", "other"),
        ];
        let same = [
            doubts.gap("file", "a", None, 2),
            told_apart(&mut doubts, "a", "a"),
            // Which words stand for it for a reader says nothing.
            told_apart(&mut doubts, "words", "a"),
        ];
        assert_eq!(same, [first; 3]);
        assert_eq!(doubts.get(first).map(|doubt| doubt.choices), Some(3));
        assert_eq!(doubts.len(), all.len() + 1);
        assert!(!doubts.is_empty());
        let listed: Vec<DoubtId> = doubts.iter().map(|(id, _)| id).collect();
        assert_eq!(listed, [&[first], &all[..]].concat());
        let identities = [(first, None), (all[3], Some("other"))];
        for (id, identity) in identities {
            let doubt = doubts.get(id).unwrap();
            assert_eq!(doubt.identity.as_deref(), identity);
            assert_eq!(doubt.identity(), identity.unwrap_or("a"));
        }
    }

    #[test]
    fn a_place_is_no_text_for_a_reader() {
        let mut doubts = Doubts::default();
        for (about, expected) in [
            ("0:12", true),
            ("10:1-23", true),
            ("0:12, later", true),
            ("0:12, earlier", false),
            ("a:12", false),
            ("1a:12", false),
            ("0:a", false),
            ("0:1a", false),
            ("`x`, as Action", false),
            ("12", false),
            ("", false),
        ] {
            let id = doubts.gap("file", about, None, 2);
            let doubt = doubts.get(id).unwrap();
            assert_eq!(doubt.is_at_a_place(), expected, "{about}");
        }
    }
}
