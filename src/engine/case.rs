//! What decides one principal's answer, as formulas: grants and guards by scope,
//! and the levels of the resource directory (D21, D22).

use std::collections::BTreeSet;

use crate::engine::compile::either;
use crate::engine::formula::{Formula, World};
use crate::model::doubt::DoubtId;

/// What decides one principal's answer. Every list is a list of alternatives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Case {
    /// Allow statements at account scope.
    pub allow: Vec<Formula>,
    /// Allow statements at resource-group scope.
    pub group_allow: Vec<Formula>,
    /// Deny statements at account scope.
    pub deny: Vec<Formula>,
    /// Deny statements at resource-group scope.
    pub group_deny: Vec<Formula>,
    /// The levels of the resource directory, each with its own statements.
    pub gates: Vec<Gate>,
    /// Choice 1: an account-scope Allow is judged before a resource-group Deny
    /// (D21). Present where it makes a difference.
    pub account_first: Option<DoubtId>,
    /// An input that claims to be an account does not claim to be whole: there
    /// may be Allows that it does not show (D32).
    pub unseen: Option<Formula>,
}

/// One level of the resource directory.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// When some policy of the level allows.
    pub allow: Formula,
    /// When some policy of the level denies.
    pub deny: Formula,
}

/// The formulas of a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Formulas {
    /// Requests that are allowed.
    pub allowed: Formula,
    /// Requests that some Allow of the principal's own policies covers.
    pub granted: Formula,
    /// Requests that some Deny applies to, gates included.
    pub denied: Formula,
}

impl Case {
    /// The case as formulas: `gates ∧ (∨ allow) ∧ ¬(∨ deny)`, with scopes.
    #[must_use]
    pub fn formulas(&self) -> Formulas {
        let unseen = self.unseen.clone().unwrap_or(Formula::False);
        let allow = Formula::or(self.allow.iter().cloned().chain([unseen]));
        let group_allow = Formula::or(self.group_allow.iter().cloned());
        let deny = Formula::or(self.deny.iter().cloned());
        let group_deny = Formula::or(self.group_deny.iter().cloned());
        let gates = Formula::and(
            self.gates
                .iter()
                .map(|gate| Formula::and([gate.allow.clone(), gate.deny.not()])),
        );
        let account_first = Formula::and([
            deny.not(),
            Formula::or([
                allow.clone(),
                Formula::and([group_allow.clone(), group_deny.not()]),
            ]),
        ]);
        let identity = match self.account_first {
            Some(doubt) if group_deny != Formula::False => {
                let together = Formula::and([
                    deny.not(),
                    group_deny.not(),
                    Formula::or([allow.clone(), group_allow.clone()]),
                ]);
                either(doubt, account_first, together)
            }
            _ => account_first,
        };
        let gate_denies = self.gates.iter().map(|gate| gate.deny.clone());
        Formulas {
            allowed: Formula::and([gates, identity]),
            granted: Formula::or([allow, group_allow]),
            denied: Formula::or([deny, group_deny].into_iter().chain(gate_denies)),
        }
    }
}

impl Formulas {
    /// In how many places a world speaks for the grant.
    pub(super) fn permitting(&self, world: &World) -> usize {
        let mut count = 0;
        self.granted.visit(&mut |literal| {
            if let Formula::World(choice) = literal {
                let chosen = world.get(&choice.doubt);
                let speaks = chosen.is_some_and(|chosen| choice.holds(*chosen));
                count = usize::saturating_add(count, usize::from(speaks));
            }
        });
        count
    }

    pub(super) fn doubts(&self) -> BTreeSet<DoubtId> {
        let mut found = BTreeSet::new();
        self.allowed.doubts(&mut found);
        self.granted.doubts(&mut found);
        self.denied.doubts(&mut found);
        found
    }

    pub(super) fn in_world(&self, world: &World) -> Self {
        Self {
            allowed: self.allowed.in_world(world),
            granted: self.granted.in_world(world),
            denied: self.denied.in_world(world),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::doubt::Choice;

    /// Whether the nth bit of a number is set.
    fn bit(number: u32, nth: u32) -> bool {
        number >> nth & 1 == 1
    }

    fn variable(number: u32) -> Formula {
        Formula::World(Choice::is(DoubtId(number), 1))
    }

    /// Every part of a case is a variable of its own, so that all ways to meet some of
    /// them and not others are gone through.
    #[test]
    fn d21_d22_scopes_and_levels_in_every_combination() {
        let account_first = DoubtId(9);
        for is_in_doubt in [true, false] {
            let case = Case {
                allow: vec![variable(0)],
                group_allow: vec![variable(1)],
                deny: vec![variable(2)],
                group_deny: vec![variable(3)],
                gates: [(4, 5), (6, 7)]
                    .map(|(allow, deny)| Gate {
                        allow: variable(allow),
                        deny: variable(deny),
                    })
                    .to_vec(),
                account_first: is_in_doubt.then_some(account_first),
                unseen: Some(variable(8)),
            };
            let formulas = case.formulas();
            for number in 0..1 << 10 {
                let [allow, group_allow, deny, group_deny] =
                    [0, 1, 2, 3].map(|nth| bit(number, nth));
                let unseen = bit(number, 8);
                let world: World = (0..10)
                    .map(|nth| (DoubtId(nth), u8::from(bit(number, nth))))
                    .collect();
                let gates = bit(number, 4) && !bit(number, 5) && bit(number, 6) && !bit(number, 7);
                let account = (allow || unseen) && !deny;
                let group = group_allow && !group_deny && !deny;
                let together = (allow || unseen || group_allow) && !deny && !group_deny;
                let identity = if bit(number, 9) || !is_in_doubt {
                    account || group
                } else {
                    together
                };
                let gate_denies = bit(number, 5) || bit(number, 7);
                let expected = [
                    gates && identity,
                    allow || unseen || group_allow,
                    deny || group_deny || gate_denies,
                ];
                let found = formulas.in_world(&world);
                assert_eq!(
                    [found.allowed, found.granted, found.denied],
                    expected.map(Formula::constant),
                    "{number:b} {is_in_doubt}"
                );
            }
            let all: BTreeSet<DoubtId> =
                (0..if is_in_doubt { 10 } else { 9 }).map(DoubtId).collect();
            assert_eq!(formulas.doubts(), all);
        }
    }

    #[test]
    fn nothing_is_granted_by_a_case_without_statements() {
        let formulas = Case::default().formulas();
        let all = [formulas.allowed, formulas.granted, formulas.denied];
        assert_eq!(all, [Formula::False, Formula::False, Formula::False]);
    }

    #[test]
    fn the_order_of_scopes_is_no_doubt_where_no_group_denies() {
        let case = Case {
            allow: vec![variable(0)],
            group_allow: vec![variable(1)],
            deny: vec![variable(2)],
            account_first: Some(DoubtId(9)),
            ..Case::default()
        };
        assert!(!case.formulas().doubts().contains(&DoubtId(9)));
    }

    #[test]
    fn a_world_speaks_for_a_grant_in_each_place_that_it_meets() {
        let case = Case {
            allow: vec![
                Formula::and([variable(0), variable(1)]),
                Formula::and([variable(0), variable(2).not()]),
            ],
            ..Case::default()
        };
        let formulas = case.formulas();
        let cases: [(&[(u32, u8)], usize); 5] = [
            (&[], 0),
            (&[(0, 1)], 2),
            (&[(0, 1), (1, 1)], 3),
            (&[(0, 1), (1, 1), (2, 0)], 4),
            (&[(0, 0), (1, 1), (2, 1)], 1),
        ];
        for (choices, expected) in cases {
            let world = choices.iter().map(|(id, choice)| (DoubtId(*id), *choice));
            assert_eq!(
                formulas.permitting(&world.collect()),
                expected,
                "{choices:?}"
            );
        }
    }
}
