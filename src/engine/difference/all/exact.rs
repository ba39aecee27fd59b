//! One action, asked as any question is: whether the sides differ in it, with a
//! request that shows it, and what the answers are.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::engine::answers::{self, Settings, subject_of};
use crate::engine::bearing::settled;
use crate::engine::case::Formulas;
use crate::engine::changes::Identity;
use crate::engine::compile::{Compiler, Facts};
use crate::engine::difference::Side;
use crate::engine::difference::all::access::Aspect;
use crate::engine::difference::all::pairs::{Both, Pair, Who};
use crate::engine::difference::all::search::Shown;
use crate::engine::difference::all::variables::Variables;
use crate::engine::exposure::{self, Exposure};
use crate::engine::formula::{Bound, Formula, World};
use crate::engine::holdings::{Collector, Holdings, Index};
use crate::engine::path::Named;
use crate::engine::question::{Question, Readings, Resources, Subject};
use crate::engine::solver::{Sat, solve};
use crate::engine::universe::Universe;
use crate::engine::verdict::{Answer, Judge, Verdict};
use crate::engine::world::{without_uncarried, worlds};
use crate::engine::world_keys::{WorldKeys, is_consistent};
use crate::model::budget::{Budget, OutOfBudget};
use crate::model::doubt::{DoubtId, Doubts};

/// Everything that both sides are asked with.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) facts: Both<Facts<'a>>,
    pub(super) indexes: Both<&'a Index>,
    pub(super) settings: &'a Settings,
}

/// How the sides differ in one action.
#[derive(Clone, Debug)]
pub(super) struct Exactly {
    pub(super) universe: Rc<Universe>,
    pub(super) answers: Both<Answer>,
    pub(super) exposures: Both<Option<Exposure>>,
    /// Where both sides give access, what it takes to make a request that shows it.
    pub(super) exposure: Option<Exposure>,
    /// Requests that show it, where not all do.
    pub(super) condition: Option<Formula>,
    /// The requests that show it, in order.
    pub(super) witness: Vec<Named>,
    pub(super) world: World,
    pub(super) depends_on: Vec<DoubtId>,
}

/// What one side says.
pub(super) struct Said {
    pub(super) formula: Formula,
    sessions: Vec<Formulas>,
}

impl<'a> Asking<'a> {
    /// What somebody holds on one side, each session of a Cloud SSO identity apart;
    /// nothing where they are not there.
    pub(super) fn held(
        &self,
        who: Option<Who>,
        side: Side,
        compiler: &mut Compiler<'a>,
        doubts: &mut Doubts,
    ) -> Vec<Holdings> {
        let facts = self.facts.of(side);
        let index: &'a Index = self.indexes.of(side);
        let mut collector = Collector::new(facts.account, index, compiler, doubts);
        match who {
            None => Vec::new(),
            Some(Who::Principal(id)) => {
                let Some(principal) = facts.account.principal(id) else {
                    return Vec::new();
                };
                let subject = subject_of(principal.kind, &principal.name);
                collector.identity(&Identity::Principal(id), &subject)
            }
            Some(Who::Holding(number)) => {
                let Some(holding) = facts.model.holdings.get(number) else {
                    return Vec::new();
                };
                let (document, rest) = (holding.document, holding.rest);
                vec![collector.holding(number, document, rest, &Subject::default())]
            }
        }
    }

    /// How the sides differ in what is shown: some request has the aspect on the
    /// side `have` and not on the other. `None` where there is none.
    pub(super) fn ask(
        &self,
        shown: &Shown,
        pair: &Pair,
        (have, aspect): (Side, Aspect),
        variables: &mut Variables,
    ) -> Result<Option<Exactly>, OutOfBudget> {
        let (said, universe) = self.both_say(shown, pair, aspect, variables);
        let lacking = said.of(have.other()).formula.not();
        let differ = Formula::and([said.of(have).formula.clone(), lacking]);
        self.exactly(&said, universe, &differ, variables)
    }

    /// The same, whatever the other side has.
    pub(super) fn ask_alone(
        &self,
        shown: &Shown,
        pair: &Pair,
        (have, aspect): (Side, Aspect),
        variables: &mut Variables,
    ) -> Result<Option<Exactly>, OutOfBudget> {
        let (said, universe) = self.both_say(shown, pair, aspect, variables);
        let has = said.of(have).formula.clone();
        self.exactly(&said, universe, &has, variables)
    }

    fn exactly(
        &self,
        said: &Both<Said>,
        universe: Universe,
        differ: &Formula,
        variables: &Variables,
    ) -> Result<Option<Exactly>, OutOfBudget> {
        let doubts = &variables.joint.table;
        let Some((world, depends_on)) = in_worlds(differ, &universe, doubts)? else {
            return Ok(None);
        };
        let judge = Judge {
            universe: &universe,
            doubts,
            // What is settled has been settled already.
            readings: Readings::Strict,
        };
        let here = differ.in_world(&world).bound(Bound::Most);
        let Sat::Model(request) = judge.solve(&here) else {
            return Err(OutOfBudget);
        };
        let mut witness = universe.named(&request);
        without_uncarried(&mut witness, &world, doubts);
        let is_all = judge.is_met(&here.not()) == Sat::None;
        let at = self.settings.at;
        let verdict = |said: &Said| {
            let verdicts = said.sessions.iter().map(|formulas| {
                let verdict = judge.decide_formulas(formulas);
                let exposure = exposure::of_answer(&formulas.allowed, &verdict, &judge, at);
                (verdict, exposure)
            });
            let (mut best, mut weakest): (Option<Verdict>, _) = (None, None);
            for (verdict, exposure) in verdicts {
                weakest = [weakest, exposure].into_iter().flatten().min();
                let access = |verdict: &Verdict| (verdict.at_most, verdict.at_least);
                if best
                    .as_ref()
                    .is_none_or(|best| access(&verdict) > access(best))
                {
                    best = Some(verdict);
                }
            }
            let answer = best.map_or(Answer::NotGranted, |verdict| verdict.answer);
            (answer, weakest)
        };
        let (before, after) = (verdict(&said.before), verdict(&said.after));
        let partly = before.0.gives_access() && after.0.gives_access();
        let takes = || exposure::weakest(&differ.bound(Bound::Most), &judge, at);
        let exposure = partly.then(takes).flatten();
        Ok(Some(Exactly {
            answers: Both {
                before: before.0,
                after: after.0,
            },
            exposure,
            exposures: Both {
                before: before.1,
                after: after.1,
            },
            condition: (!is_all).then_some(here),
            witness: vec![witness],
            universe: Rc::new(universe),
            world,
            depends_on,
        }))
    }

    /// What both sides say of an action, and what requests for it can look like.
    pub(super) fn both_say(
        &self,
        shown: &Shown,
        pair: &Pair,
        aspect: Aspect,
        variables: &mut Variables,
    ) -> (Both<Said>, Universe) {
        let question = self.question(shown);
        let mut compiler = Compiler::new(self.facts.before, question);
        let before = self.said(pair, Side::Before, aspect, &mut compiler, variables);
        let mut compiler = compiler.turned_to(self.facts.after);
        let after = self.said(pair, Side::After, aspect, &mut compiler, variables);
        (Both { before, after }, compiler.universe)
    }

    pub(super) fn question(&self, shown: &Shown) -> Question {
        if shown.catalogued {
            return answers::question(&shown.action, self.facts.before.catalogue);
        }
        // Such a name may come with a resource of any service.
        Question {
            action: shown.action.clone(),
            catalogued: false,
            resources: match shown.resource.as_str() {
                "*" => Resources::All,
                arn => Resources::Templates(vec![arn.to_owned()]),
            },
        }
    }

    fn said(
        &self,
        pair: &Pair,
        side: Side,
        aspect: Aspect,
        compiler: &mut Compiler<'a>,
        variables: &mut Variables,
    ) -> Said {
        let who = *pair.who.of(side);
        let held = self.held(who, side, compiler, variables.of(side));
        let readings = self.settings.readings;
        let sessions: Vec<Formulas> = held
            .iter()
            .map(|holdings| {
                let formulas = holdings.case.formulas();
                let mut shared = |formula: &Formula| {
                    let formula = variables.shared(side, formula);
                    settled(&formula, readings, &variables.joint.table)
                };
                Formulas {
                    allowed: shared(&formulas.allowed),
                    granted: shared(&formulas.granted),
                    denied: shared(&formulas.denied),
                }
            })
            .collect();
        let of = |formulas: &Formulas| match aspect {
            Aspect::Allowed => formulas.allowed.clone(),
            Aspect::Denied => formulas.denied.clone(),
        };
        Said {
            formula: Formula::or(sessions.iter().map(of)),
            sessions,
        }
    }
}

/// A world in which some request meets a formula, and what it hangs on whether there
/// is one.
fn in_worlds(
    formula: &Formula,
    universe: &Universe,
    doubts: &Doubts,
) -> Result<Option<(World, Vec<DoubtId>)>, OutOfBudget> {
    let decided = |formula: &Formula, universe: &Universe| {
        let mut budget = Budget::new(universe.steps);
        match solve(formula, universe, &mut budget) {
            Sat::OutOfBudget => Err(OutOfBudget),
            Sat::None => Ok(None),
            Sat::Model(request) => Ok(Some(request)),
        }
    };
    let mut variables = BTreeSet::new();
    formula.doubts(&mut variables);
    if variables.is_empty() {
        let found = decided(formula, universe)?;
        return Ok(found.map(|_| (World::new(), Vec::new())));
    }
    let variables: Vec<DoubtId> = variables.into_iter().collect();
    let Some(mut all) = worlds(&variables, doubts) else {
        let (mut universe, mut keys) = (universe.clone(), WorldKeys::default());
        keys.add(formula, doubts, &mut universe);
        let applied = keys.applied(formula, doubts).ok_or(OutOfBudget)?;
        let Some(mut request) = decided(&applied.0, &universe)? else {
            return Ok(None);
        };
        let mut world = applied.1;
        keys.take(&mut request, &mut world);
        // What the request does not need can be one way or the other.
        for id in &variables {
            world.entry(*id).or_insert(0);
        }
        let certain = decided(&formula.bound(Bound::Least), &universe)?.is_some();
        return Ok(Some((world, if certain { Vec::new() } else { variables })));
    };
    all.retain(|world| is_consistent(world, doubts));
    let mut met = Vec::new();
    for world in &all {
        met.push(decided(&formula.in_world(world), universe)?.is_some());
    }
    let Some(first) = met.iter().position(|met| *met) else {
        return Ok(None);
    };
    let in_world = |world: &World| {
        let place = all.iter().position(|other| other == world)?;
        met.get(place).copied()
    };
    let depends_on = variables.into_iter().filter(|id| {
        let choices = doubts.get(*id).map_or(2, |doubt| doubt.choices);
        all.iter().zip(&met).any(|(world, met)| {
            (0..choices).any(|choice| {
                let mut other = world.clone();
                other.insert(*id, choice);
                in_world(&other).is_some_and(|other| other != *met)
            })
        })
    });
    let depends_on = depends_on.collect();
    let world = all.get(first).cloned().unwrap_or_default();
    Ok(Some((world, depends_on)))
}
