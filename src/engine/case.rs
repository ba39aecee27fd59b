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
