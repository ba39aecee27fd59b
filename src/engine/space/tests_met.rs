//! What the tests of a condition say in the requests of their statement: always
//! met, never met, or met one by one and never together.

use crate::engine::formula::{Formula, KeyId};
use crate::engine::space::covered::Asking;
use crate::engine::space::{Covered, Member, Space};
use crate::model::policy::{Condition, Statement};

/// What is wrong with the tests of a statement, by their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestsMet {
    /// Tests that every request of the statement meets.
    pub always: Vec<usize>,
    /// Tests that none meets.
    pub never: Vec<usize>,
    /// Tests that requests meet one by one and none meets together: a pair where
    /// one is enough, otherwise tests of which none can be left out.
    pub contradictory: Vec<usize>,
    /// Tests that the others imply, where none of the above is the case.
    pub implied: Vec<Covered>,
}

impl Space<'_> {
    /// Looks at the tests of a statement, in requests for its actions and
    /// resources. `None` where the budget ended first.
    pub fn tests_met(&mut self, statement: &Statement) -> Option<TestsMet> {
        let model = self.model();
        let tests: &[Condition] = model.pools.conditions(statement.conditions);
        let mut found = TestsMet::default();
        if tests.is_empty() {
            return Some(found);
        }
        let met: Vec<Formula> = tests.iter().map(|test| self.condition(test)).collect();
        let (actions, resources) = (self.actions(statement), self.resources(statement));
        let mut asking = Asking::new(self);
        if asking.never(&Formula::and([actions.clone(), resources.clone()]))? {
            return Some(found);
        }
        // Which requests carry a key may hang on the action and the resource, but
        // mostly does not; what holds for more requests holds for these.
        let where_named = |key, formula| {
            let named = met.iter().any(|test| names(test, key));
            if named { formula } else { Formula::True }
        };
        let asked = Formula::and([
            where_named(self.free.action, actions),
            where_named(self.free.resource, resources),
        ]);
        let here = |test: &Formula| Formula::and([asked.clone(), test.clone()]);
        for (index, test) in met.iter().enumerate() {
            if asking.never(&here(test))? {
                found.never.push(index);
            } else if asking.implies(&asked, test)? {
                found.always.push(index);
            }
        }
        if !found.never.is_empty() {
            return Some(found);
        }
        let all = Formula::and(met.iter().cloned());
        if asking.never(&here(&all))? {
            found.contradictory = contradiction(&mut asking, &asked, &met)?;
            return Some(found);
        }
        // A test is needless where the others imply it, which is to say that what
        // fails it fails one of the others.
        let members: Vec<Member> = met
            .iter()
            .map(|test| Member::new(here(&test.not())))
            .collect();
        found.implied = self.covered(&members)?;
        Some(found)
    }
}

/// Whether a formula says something of a key.
fn names(formula: &Formula, key: KeyId) -> bool {
    let mut named = false;
    formula.visit(&mut |literal| {
        if let Formula::Key(atom) = literal {
            named |= atom.key == key;
        }
    });
    named
}

/// The fewest tests that no request for something meets together.
fn contradiction(
    asking: &mut Asking<'_, '_>,
    asked: &Formula,
    tests: &[Formula],
) -> Option<Vec<usize>> {
    let mut never = |chosen: &[usize]| {
        let chosen = chosen.iter().filter_map(|index| tests.get(*index).cloned());
        let all = Formula::and(chosen);
        asking.never(&Formula::and([asked.clone(), all]))
    };
    for second in 0..tests.len() {
        for first in 0..second {
            if never(&[first, second])? {
                return Some(vec![first, second]);
            }
        }
    }
    let mut left: Vec<usize> = (0..tests.len()).collect();
    for index in (0..tests.len()).rev() {
        let mut fewer = left.clone();
        fewer.retain(|other| *other != index);
        if never(&fewer)? {
            left = fewer;
        }
    }
    Some(left)
}
