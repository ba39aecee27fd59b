//! Requests of which nothing is asked: action and resource vary like any other
//! key, so that whole statements and documents can be compared (D38).
//!
//! The space is wider than what RAM can be asked. Every action may come with the
//! resource `*` or with any ARN of any account, whatever the catalogue says of the
//! action, and a condition key is carried as often as some request carries it
//! (`compile::presence`). So "never", "always" and "implies" hold for all real
//! requests, and a request found here need not be a real one.
//!
//! All worlds are part of the question: what is not known is one more key of the
//! request, and a request stands for itself and a world (`worlds`).

pub mod compare;
mod covered;
mod fitting;
pub mod models;
mod near;
mod outline;
mod redundant;
pub(in crate::engine) mod shape;
pub(in crate::engine) mod spelling;
#[cfg(test)]
mod tests;
mod tests_met;

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::Settings;
use crate::engine::bearing::settled;
use crate::engine::compile::{self, Compiler, Facts, Free, KeyUse};
use crate::engine::formula::{Bound, Formula, World};
use crate::engine::question::{Readings, Subject};
use crate::engine::solver::{self, Sat};
use crate::engine::universe::Universe;
use crate::engine::world_keys::WorldKeys;
use crate::model::Model;
use crate::model::account::Account;
use crate::model::budget::Budget;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{Choice, Doubts};
use crate::model::policy::{Condition, ConditionValue, DocumentId, Statement};
use crate::model::pools::List;

pub use covered::{Covered, Member, STEPS_PER_LIST};
pub use fitting::{Misfit, Unfitting};
pub use outline::Outline;
pub use redundant::{MOST_MEMBERS, NeedlessStatement};
pub use tests_met::TestsMet;

/// The name under which a witness gives the request's action.
pub const ACTION: &str = compile::ACTION;

/// The name under which a witness gives the request's resource.
pub const RESOURCE: &str = compile::RESOURCE;

/// The name under which a witness gives the one who asks a trust or resource
/// document.
pub const PRINCIPAL: &str = compile::PRINCIPAL;

/// One request and the world that it was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// The keys that matter, `action` and `resource` among them; no values means
    /// *absent*.
    pub keys: BTreeMap<String, solver::Member>,
    /// The choices that matter, by the variables of [`Space::doubts`].
    pub world: World,
}

/// Statements of one account over requests of which nothing is asked.
pub struct Space<'a> {
    compiler: Compiler<'a>,
    free: Free,
    /// The variables that formulas of this space are over.
    doubts: Doubts,
    /// The keys that stand for variables.
    worlds: WorldKeys,
    readings: Readings,
    /// What is true of every request beside the values of its keys.
    shape: Formula,
}

impl<'a> Space<'a> {
    /// The space of an account. `uses` says how condition keys are used wherever
    /// statements come from that are compared.
    #[must_use]
    pub fn new(
        model: &'a Model,
        catalogue: &'a Catalogue,
        account: &'a Account,
        uses: &'a KeyUse,
        settings: &Settings,
    ) -> Self {
        Self::with_doubts(
            Facts {
                model,
                catalogue,
                account,
                uses,
                at: settings.at,
                steps: settings.steps,
            },
            settings.readings,
            model.doubts.clone(),
        )
    }

    fn with_doubts(facts: Facts<'a>, readings: Readings, doubts: Doubts) -> Self {
        let (actions, resources) = (shape::actions(), shape::resources(None));
        let (compiler, free) = Compiler::unasked(facts, readings, actions, resources);
        Self {
            shape: shape::of_requests(free),
            compiler: compiler.telling_values_apart(),
            free,
            doubts,
            worlds: WorldKeys::default(),
            readings,
        }
    }

    /// The variables that formulas of this space are over.
    #[must_use]
    pub const fn doubts(&self) -> &Doubts {
        &self.doubts
    }

    /// What its requests can look like.
    #[must_use]
    pub const fn universe(&self) -> &Universe {
        &self.compiler.universe
    }

    /// The model that statements are of.
    #[must_use]
    pub const fn model(&self) -> &'a Model {
        self.compiler.facts.model
    }

    /// The requests that a statement covers, its document being accepted: those of
    /// its actions, resources, conditions and principals, where it reads this way.
    pub fn statement(&mut self, statement: &Statement) -> Formula {
        let guards = self.guards(statement.guards);
        Formula::and([
            guards,
            self.actions(statement),
            self.resources(statement),
            self.principals(statement),
            self.conditions(statement.conditions),
        ])
    }

    /// The worlds in which a document counts at all.
    pub fn accepted(&mut self, document: DocumentId) -> Formula {
        let guards = self.model().pools.document(document);
        guards.map_or(Formula::True, |found| self.guards(found.guards))
    }

    fn guards(&mut self, guards: List<Choice>) -> Formula {
        let guards = self.model().pools.choices(guards);
        let formula = Formula::and(guards.iter().map(|choice| Formula::world(*choice)));
        self.registered(formula)
    }

    /// The requests that meet every one of some conditions.
    pub fn conditions(&mut self, conditions: List<Condition>) -> Formula {
        let tests = self.model().pools.conditions(conditions);
        let parts: Vec<Formula> = tests.iter().map(|test| self.condition(test)).collect();
        Formula::and(parts)
    }

    /// The requests that meet one condition.
    pub fn condition(&mut self, condition: &Condition) -> Formula {
        let values = self.model().pools.values(condition.values);
        self.condition_with(condition, values)
    }

    /// The requests that would meet a condition if this were its only value.
    pub fn value(&mut self, condition: &Condition, value: &ConditionValue) -> Formula {
        self.condition_with(condition, std::slice::from_ref(value))
    }

    /// The requests that would meet a condition if it listed these values.
    pub fn condition_with(&mut self, condition: &Condition, values: &[ConditionValue]) -> Formula {
        let subject = Subject::default();
        let formula = self
            .compiler
            .condition_with(condition, values, &subject, &mut self.doubts);
        self.registered(formula)
    }

    /// Takes readings at their defaults, and makes keys for the variables left.
    fn registered(&mut self, formula: Formula) -> Formula {
        let mut found = BTreeSet::new();
        formula.doubts(&mut found);
        if found.is_empty() {
            return formula;
        }
        let formula = settled(&formula, self.readings, &self.doubts);
        let universe = &mut self.compiler.universe;
        self.worlds.add(&formula, &self.doubts, universe);
        formula
    }

    /// Whether no request meets the formula, in any world. `false` where the
    /// budget ended first.
    #[must_use]
    pub fn never(&self, formula: &Formula) -> bool {
        self.solve(formula) == Sat::None
    }

    /// Whether every request meets the formula, in every world. `false` where the
    /// budget ended first.
    #[must_use]
    pub fn always(&self, formula: &Formula) -> bool {
        self.never(&formula.not())
    }

    /// Whether in every world each request that meets `one` meets `other`. `false`
    /// where the budget ended first.
    #[must_use]
    pub fn implies(&self, one: &Formula, other: &Formula) -> bool {
        if *one == Formula::False || *other == Formula::True || one == other {
            return true;
        }
        self.never(&Formula::and([one.clone(), other.not()]))
    }

    /// Whether the formulas are met by the same requests in every world.
    #[must_use]
    pub fn same(&self, one: &Formula, other: &Formula) -> bool {
        self.implies(one, other) && self.implies(other, one)
    }

    /// Whether some request meets both, in some world; also where the budget ended
    /// first.
    #[must_use]
    pub fn may_meet(&self, one: &Formula, other: &Formula) -> bool {
        !self.never(&Formula::and([one.clone(), other.clone()]))
    }

    /// A request that meets the formula in some world, of a catalogued action where
    /// there is one.
    #[must_use]
    pub fn witness(&self, formula: &Formula) -> Option<Witness> {
        let catalogued = self.compiler.facts.catalogue.actions();
        let catalogued = self.free.action_among(catalogued.map(|action| action.name));
        self.found(&Formula::and([formula.clone(), catalogued]))
            .or_else(|| self.found(formula))
    }

    /// A request that meets the formula whatever is in doubt.
    #[must_use]
    pub fn certain_witness(&self, formula: &Formula) -> Option<Witness> {
        self.witness(&formula.bound(Bound::Least))
    }

    /// Decides whether some request in some world meets a formula, without one that
    /// shows it.
    #[must_use]
    pub fn solve(&self, formula: &Formula) -> Sat {
        self.solve_within(formula, &mut Budget::new(self.universe().steps))
    }

    fn solve_within(&self, formula: &Formula, budget: &mut Budget) -> Sat {
        let Some((formula, _)) = self.worlds.applied(formula, &self.doubts) else {
            return Sat::OutOfBudget;
        };
        let formula = Formula::and([formula, self.shape.clone()]);
        solver::is_met(&formula, &self.compiler.universe, budget)
    }

    fn found(&self, formula: &Formula) -> Option<Witness> {
        let (formula, mut world) = self.worlds.applied(formula, &self.doubts)?;
        let mut budget = Budget::new(self.universe().steps);
        let formula = Formula::and([formula, self.shape.clone()]);
        let universe = &self.compiler.universe;
        let Sat::Model(mut request) = solver::solve(&formula, universe, &mut budget) else {
            return None;
        };
        self.worlds.take(&mut request, &mut world);
        Some(Witness {
            keys: self.compiler.universe.named(&request),
            world,
        })
    }
}
