//! What RAM takes: how many policies on a principal, and which names.

use super::table::Columns;
use super::{Catalogue, Confidence, NAMES, QUOTAS};
use crate::model::account::{PolicyKind, PrincipalKind};

/// How many policies of one kind a principal may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// The most.
    pub most: usize,
    /// Where it was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

/// What bears a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A principal.
    Principal(PrincipalKind),
    /// A custom policy.
    Policy,
}

/// Which names RAM takes for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The most characters.
    pub most: usize,
    /// What a name may hold besides ASCII letters and digits.
    pub characters: &'static str,
    /// Where it was read.
    pub source: &'static str,
    /// How far to believe it.
    pub confidence: Confidence,
}

impl Naming {
    /// Whether a name is among the documented ones.
    #[must_use]
    pub fn admits(&self, name: &str) -> bool {
        let known = |one: char| one.is_ascii_alphanumeric() || self.characters.contains(one);
        (1..=self.most).contains(&name.chars().count()) && name.chars().all(known)
    }
}

impl Catalogue {
    /// How many policies of a kind a principal may hold, where it is documented.
    #[must_use]
    pub fn attachment_quota(&self, principal: PrincipalKind, policy: PolicyKind) -> Option<Quota> {
        let mut columns = Columns::of(QUOTAS.find(principal.word())?);
        columns.take();
        let (system, custom) = (columns.take(), columns.take());
        let most = match policy {
            PolicyKind::System => system,
            PolicyKind::Custom => custom,
            PolicyKind::Inline => return None,
        };
        Some(Quota {
            most: most.parse().ok()?,
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        })
    }

    /// Which names RAM takes for something, where it is documented.
    #[must_use]
    pub fn naming(&self, of: Named) -> Option<Naming> {
        let word = match of {
            Named::Principal(kind) => kind.word(),
            Named::Policy => "policy",
        };
        let mut columns = Columns::of(NAMES.find(word)?);
        columns.take();
        Some(Naming {
            most: columns.take().parse().ok()?,
            characters: columns.take(),
            source: columns.take(),
            confidence: Confidence::read(columns.take()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_one() {
        for (table, columns) in [(&QUOTAS, 1..3), (&NAMES, 1..2)] {
            for row in table.rows() {
                for cell in row.split('\t').take(columns.end).skip(columns.start) {
                    assert!(cell.parse::<usize>().is_ok(), "{row}");
                }
            }
        }
    }

    #[test]
    fn names_count_characters_and_not_bytes() {
        let catalogue = Catalogue::embedded();
        let role = catalogue
            .naming(Named::Principal(PrincipalKind::Role))
            .unwrap();
        assert!(role.admits("ops.prod-1") && role.admits(&"a".repeat(64)));
        for name in ["", "a_b", "a b", &"a".repeat(65), "ops\u{430}"] {
            assert!(!role.admits(name), "{name}");
        }
        let sso = Named::Principal(PrincipalKind::SsoUser);
        assert_eq!(catalogue.naming(sso), None);
    }
}
