//! What the tests of a condition say in the requests of their statement: always
//! met, never met, or met one by one and never together.

use std::collections::BTreeMap;

use crate::engine::formula::{Formula, KeyId};
use crate::engine::space::covered::Asking;
use crate::engine::space::{Covered, Member, Space};
use crate::model::doubt::DoubtId;
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
        let found = self.tests_met_in(statement)?;
        if found == TestsMet::default() {
            return Some(found);
        }
        // Of a statement that no request is for, nothing is wrong with the tests.
        let (actions, resources) = (self.actions(statement), self.resources(statement));
        let nothing = Asking::new(self).never(&Formula::and([actions, resources]))?;
        Some(if nothing { TestsMet::default() } else { found })
    }

    fn tests_met_in(&mut self, statement: &Statement) -> Option<TestsMet> {
        let model = self.model();
        let tests: &[Condition] = model.pools.conditions(statement.conditions);
        let mut found = TestsMet::default();
        if tests.is_empty() {
            return Some(found);
        }
        let met: Vec<Formula> = tests.iter().map(|test| self.condition(test)).collect();
        let (actions, resources) = (self.actions(statement), self.resources(statement));
        let mut asking = Asking::new(self);
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
        if met.len() > 1 && asking.never(&here(&all))? {
            found.contradictory = contradiction(&mut asking, &asked, &met)?;
            return Some(found);
        }
        // A test is needless where the others imply it, which is to say that what
        // fails it fails one of the others.
        let failed: Vec<Formula> = met.iter().map(|test| here(&test.not())).collect();
        for group in hanging_together(&failed) {
            let members = group.iter().filter_map(|index| failed.get(*index));
            let members: Vec<Member> = members.cloned().map(Member::new).collect();
            let numbered = |index: usize| group.get(index).copied();
            for one in self.covered_by(&members, &mut asking)? {
                found.implied.push(Covered {
                    index: numbered(one.index)?,
                    by: one.by.into_iter().filter_map(numbered).collect(),
                });
            }
        }
        found.implied.sort_by_key(|one| one.index);
        Some(found)
    }
}

/// Groups of formulas that have a key or a variable in common, each in order. As all of
/// them can fail to be met, what one group says is implied by no other.
fn hanging_together(formulas: &[Formula]) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..formulas.len()).collect();
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut first: BTreeMap<Named, usize> = BTreeMap::new();
    for (index, formula) in formulas.iter().enumerate() {
        let mut own = index;
        groups.insert(own, vec![index]);
        formula.visit(&mut |literal| {
            let named = match literal {
                Formula::Key(atom) => Named::Key(atom.key),
                Formula::World(choice) => Named::Variable(choice.doubt),
                _ => return,
            };
            let other = *first.entry(named).or_insert(index);
            let other = group_of.get(other).copied().unwrap_or(own);
            if other == own {
                return;
            }
            // The smaller one moves, so that none moves often.
            let size = |group: usize| groups.get(&group).map_or(0, Vec::len);
            let (into, from) = if size(other) < size(own) {
                (own, other)
            } else {
                (other, own)
            };
            let moved = groups.remove(&from).unwrap_or_default();
            for member in &moved {
                if let Some(group) = group_of.get_mut(*member) {
                    *group = into;
                }
            }
            groups.entry(into).or_default().extend(moved);
            own = into;
        });
    }
    let mut found: Vec<Vec<usize>> = groups.into_values().collect();
    for group in &mut found {
        group.sort_unstable();
    }
    found.sort_unstable();
    found
}

/// What a literal is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    Key(KeyId),
    Variable(DoubtId),
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::domain::set::{Set, ValueType};
    use crate::engine::formula::Atom;
    use crate::model::doubt::Choice;

    fn key(number: u32) -> Formula {
        Formula::Key(Arc::new(Atom {
            key: KeyId(number),
            set: Set::everything(ValueType::Bool),
            absent: false,
            every: false,
        }))
    }

    #[test]
    fn a_formula_names_the_keys_that_it_tests() {
        let both = Formula::And([key(0), key(1)].into());
        for (formula, named) in [
            (key(0), [true, false, false]),
            (key(2), [false, false, true]),
            (both, [true, true, false]),
            (Formula::True, [false; 3]),
        ] {
            let found = [0, 1, 2].map(|number| names(&formula, KeyId(number)));
            assert_eq!(found, named, "{formula:?}");
        }
    }

    #[test]
    fn formulas_hang_together_by_keys_and_variables() {
        let variable = |number| Formula::World(Choice::is(DoubtId(number), 1));
        let both = |one: Formula, other: Formula| Formula::And([one, other].into());
        let formulas = [
            key(0),
            both(key(1), variable(0)),
            key(2),
            both(key(3), key(1)),
            both(variable(0), key(4)),
            key(0),
            both(key(3), key(0)),
        ];
        let groups = hanging_together(&formulas);
        assert_eq!(groups, [vec![0, 1, 3, 4, 5, 6], vec![2]]);
        let few = formulas.get(..5).unwrap();
        assert_eq!(hanging_together(few), [vec![0], vec![1, 3, 4], vec![2]]);
        let late = [key(0), key(9), key(2), key(2), both(key(2), key(0))];
        assert_eq!(hanging_together(&late), [vec![0, 2, 3, 4], vec![1]]);
    }
}
