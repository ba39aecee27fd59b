//! Decides whether a formula has a model, and returns one: a tableau with a
//! domain per key. No recursion on the size of the input, no backtracking
//! without a step counted, and the same question gives the same model.

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod tried;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::domain::ordered;
use crate::engine::domain::set::Set;
use crate::engine::domain::strings::{self, StringSet};
use crate::engine::formula::{Atom, Formula, KeyId};
use crate::engine::universe::Universe;
use crate::model::budget::{Budget, looking};

/// Steps that one question may take before it is given up (D41), unless more are
/// allowed.
pub const STEPS_PER_QUESTION: u64 = 200_000;

/// Parts of a branch, or of sets, that are copied or compared in the time of a step.
const PARTS_PER_STEP: usize = 32;

/// The value of a key in a model; `None` is absent.
pub type Member = Option<Vec<String>>;

/// The keys that matter to a model, and their values.
pub type Request = BTreeMap<KeyId, Member>;

/// The solver's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sat {
    /// A model.
    Model(Request),
    /// There is none.
    None,
    /// The budget ended first.
    OutOfBudget,
}

impl Sat {
    /// Whether there is a model.
    #[must_use]
    pub const fn is_model(&self) -> bool {
        matches!(self, Self::Model(_))
    }
}

/// What is left of one key along a branch.
#[derive(Clone, Debug)]
struct Domain {
    may_be_absent: bool,
    may_be_present: bool,
    many: bool,
    /// What every value must lie in.
    every: Vec<Set>,
    /// For a key with several values: what some value must lie in, each alone.
    some: Vec<Set>,
    /// A value that lies in all of `every`, found when one was last looked for.
    sample: Option<String>,
}

/// What is made of a model.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// It is shown, so that the values are those that read best.
    Shown,
    /// That there is one is enough.
    Any,
}

enum Narrowed {
    Open,
    Closed,
    OutOfBudget,
}

impl Domain {
    fn new(universe: &Universe, key: KeyId) -> Self {
        let info = universe.key(key);
        Self {
            may_be_absent: info.is_none_or(|key| key.may_be_absent),
            may_be_present: true,
            many: info.is_some_and(|key| key.many),
            every: universe.values(key).cloned().into_iter().collect(),
            some: Vec::new(),
            sample: None,
        }
    }

    fn narrow(&mut self, atom: &Atom, wanted: Wanted, budget: &mut Budget) -> Narrowed {
        self.may_be_absent &= atom.absent;
        if self.may_be_present {
            if !spend_on(self.every.len().saturating_add(atom.set.pieces()), budget) {
                return Narrowed::OutOfBudget;
            }
            if self.many && !atom.every {
                self.some.push(atom.set.clone());
            } else {
                conjoin(&mut self.every, &atom.set);
            }
            let mut taken = 0;
            let known = self.is_sample_in(&atom.set, &mut taken);
            if !budget.spend(looking(taken)) {
                return Narrowed::OutOfBudget;
            }
            if !known {
                match self.has_member(wanted, budget) {
                    Some(present) => self.may_be_present = present,
                    None => return Narrowed::OutOfBudget,
                }
            }
        }
        if self.may_be_absent || self.may_be_present {
            Narrowed::Open
        } else {
            Narrowed::Closed
        }
    }

    /// Whether a value that was found before lies in one more set, so that none has
    /// to be looked for.
    fn is_sample_in(&self, set: &Set, steps: &mut u64) -> bool {
        match (set, &self.sample) {
            (Set::Strings(set), Some(sample)) => {
                self.some.is_empty() && set.contains_counted(sample, steps)
            }
            _ => false,
        }
    }

    fn has_member(&mut self, wanted: Wanted, budget: &mut Budget) -> Option<bool> {
        if self.some.is_empty() {
            self.sample = member(&self.every, wanted, budget)?;
            return Some(self.sample.is_some());
        }
        for set in &self.some {
            if !spend_on(self.pieces(), budget) {
                return None;
            }
            let mut all = self.every.clone();
            conjoin(&mut all, set);
            if member(&all, wanted, budget)?.is_none() {
                return Some(false);
            }
        }
        Some(true)
    }

    /// What it is made of.
    fn pieces(&self) -> usize {
        let every = self.every.iter().map(Set::pieces);
        every.fold(self.every.len(), usize::saturating_add)
    }

    fn pick(&self, budget: &mut Budget) -> Option<Member> {
        if !self.may_be_present {
            return Some(None);
        }
        if self.some.is_empty() {
            let found = member(&self.every, Wanted::Shown, budget)?;
            return Some(found.map(|value| vec![value]));
        }
        let mut values = Vec::new();
        for set in &self.some {
            let mut all = self.every.clone();
            conjoin(&mut all, set);
            if let Some(value) = member(&all, Wanted::Shown, budget)?
                && !values.contains(&value)
            {
                values.push(value);
            }
        }
        Some(Some(values))
    }
}

/// Spends what it takes to copy or compare so many parts.
fn spend_on(parts: usize, budget: &mut Budget) -> bool {
    let steps = parts.div_euclid(PARTS_PER_STEP);
    budget.spend(u64::try_from(steps).unwrap_or(u64::MAX))
}

/// Adds a set to a conjunction. Everything but strings is merged into one set.
fn conjoin(all: &mut Vec<Set>, set: &Set) {
    for kept in all.iter_mut() {
        if let Some(both) = kept.intersection(set) {
            *kept = both;
            return;
        }
    }
    if !set.is_plainly_everything() {
        all.push(set.clone());
    }
}

/// A value that lies in all sets: `Some(None)` is "there is none", `None` is
/// "the budget ended".
#[expect(
    clippy::option_option,
    reason = "out of budget and empty are two answers"
)]
fn member(all: &[Set], wanted: Wanted, budget: &mut Budget) -> Option<Option<String>> {
    let mut texts: Vec<&StringSet> = Vec::new();
    let mut value = None;
    for set in all {
        match set {
            Set::Strings(text) => texts.push(text),
            Set::Addresses(addresses) => match addresses.first() {
                Some(address) => value = Some(address.to_string()),
                None => return Some(None),
            },
            Set::Numbers(numbers) => match numbers.member(ordered::NUMBER_UNIT) {
                Some(number) => value = Some(ordered::format_decimal(number)),
                None => return Some(None),
            },
            Set::Dates(instants) => match instants.member(ordered::SECOND) {
                Some(instant) => value = Some(ordered::format_instant(instant)),
                None => return Some(None),
            },
            Set::Bools { yes, no } => match (yes, no) {
                (true, _) => value = Some("true".to_owned()),
                (false, true) => value = Some("false".to_owned()),
                (false, false) => return Some(None),
            },
        }
    }
    if let Some(value) = value {
        return Some(Some(value));
    }
    let found = match wanted {
        Wanted::Shown => strings::solve(&texts, budget),
        Wanted::Any => strings::find(&texts, budget),
    };
    match found {
        strings::Answer::Member(text) => Some(Some(text)),
        strings::Answer::Empty => Some(None),
        strings::Answer::OutOfBudget => None,
    }
}

#[derive(Clone)]
struct Branch<'f> {
    pending: Vec<&'f Formula>,
    choices: Vec<&'f [Formula]>,
    domains: BTreeMap<KeyId, Arc<Domain>>,
}

/// Decides whether some request of the universe meets the formula, which must
/// have no variables left; those that remain count as not met.
#[must_use]
pub fn solve(formula: &Formula, universe: &Universe, budget: &mut Budget) -> Sat {
    search(formula, universe, Wanted::Shown, budget)
}

/// The same where no request is wanted that shows it: a model of which nothing is
/// said stands for every other.
#[must_use]
pub fn is_met(formula: &Formula, universe: &Universe, budget: &mut Budget) -> Sat {
    search(formula, universe, Wanted::Any, budget)
}

fn search(formula: &Formula, universe: &Universe, wanted: Wanted, budget: &mut Budget) -> Sat {
    let pending = std::iter::once(formula).chain(universe.given());
    let mut open = vec![Branch {
        pending: pending.collect(),
        choices: Vec::new(),
        domains: BTreeMap::new(),
    }];
    while let Some(mut branch) = open.pop() {
        match branch.propagate(universe, wanted, budget) {
            Narrowed::Closed => continue,
            Narrowed::OutOfBudget => return Sat::OutOfBudget,
            Narrowed::Open => {}
        }
        let Some(parts) = branch.choices.pop() else {
            return match wanted {
                Wanted::Shown => branch.model(budget),
                Wanted::Any => Sat::Model(Request::new()),
            };
        };
        let copied = branch.parts();
        for part in parts.iter().rev() {
            if !budget.spend(1) || !spend_on(copied, budget) {
                return Sat::OutOfBudget;
            }
            let mut next = branch.clone();
            next.pending.push(part);
            open.push(next);
        }
    }
    Sat::None
}

impl<'f> Branch<'f> {
    /// What is copied with it.
    fn parts(&self) -> usize {
        let listed = self.pending.len().saturating_add(self.choices.len());
        listed.saturating_add(self.domains.len())
    }

    fn propagate(&mut self, universe: &Universe, wanted: Wanted, budget: &mut Budget) -> Narrowed {
        while let Some(formula) = self.pending.pop() {
            if !budget.spend(1) {
                return Narrowed::OutOfBudget;
            }
            match formula {
                Formula::True => {}
                Formula::False | Formula::World(_) => return Narrowed::Closed,
                Formula::And(parts) => self.pending.extend(parts.iter().rev()),
                Formula::Or(parts) => self.choices.push(parts),
                Formula::Key(atom) => {
                    let domain = self
                        .domains
                        .entry(atom.key)
                        .or_insert_with(|| Arc::new(Domain::new(universe, atom.key)));
                    match Arc::make_mut(domain).narrow(atom, wanted, budget) {
                        Narrowed::Open => {}
                        closed => return closed,
                    }
                }
            }
        }
        if self.drop_settled(budget) {
            Narrowed::Open
        } else {
            Narrowed::OutOfBudget
        }
    }

    /// Forgets choices that the domains already satisfy; without this, every
    /// conditional Deny would double the branches. `false` where the budget ended.
    fn drop_settled(&mut self, budget: &mut Budget) -> bool {
        let domains = &self.domains;
        let mut compared = 0_usize;
        self.choices.retain(|parts| {
            !parts.iter().any(|part| {
                compared = compared.saturating_add(1);
                match part {
                    Formula::Key(atom) => domains
                        .get(&atom.key)
                        .is_some_and(|domain| settles(domain, atom, &mut compared)),
                    Formula::True => true,
                    _ => false,
                }
            })
        });
        spend_on(compared, budget)
    }

    fn model(&self, budget: &mut Budget) -> Sat {
        let mut request = Request::new();
        for (key, domain) in &self.domains {
            match domain.pick(budget) {
                Some(member) => request.insert(*key, member),
                None => return Sat::OutOfBudget,
            };
        }
        Sat::Model(request)
    }
}

/// Whether everything that is left of the domain meets the atom; strings are
/// compared only as equal sets. Adds how many parts were compared.
fn settles(domain: &Domain, atom: &Atom, compared: &mut usize) -> bool {
    if domain.many || (domain.may_be_absent && !atom.absent) {
        return false;
    }
    if !domain.may_be_present {
        return atom.absent;
    }
    domain.every.iter().any(|set| {
        let pieces = set.pieces().min(atom.set.pieces());
        *compared = compared.saturating_add(1).saturating_add(pieces);
        *set == atom.set
            || set
                .intersection(&atom.set.complement())
                .is_some_and(|rest| rest.is_plainly_empty())
    })
}
