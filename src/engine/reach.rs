//! Access by becoming a role: every hop is a request of its own, and only time
//! couples them (R45 to R52, D24).

mod exposure;
mod hops;
mod instants;
mod witness;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::answers::{About, Line, Settings, subject_of};
use crate::engine::breadth::Breadth;
use crate::engine::compile::{Compiler, Facts};
use crate::engine::domain::ordered::{Comparison, Intervals, SECOND};
use crate::engine::domain::set::Set;
use crate::engine::exposure::Exposure;
use crate::engine::formula::{Atom, Bound, Formula, World};
use crate::engine::holdings::{Collector, Index};
use crate::engine::question::{Question, Readings, Resources};
use crate::engine::reach::hops::{Hop, callers, hop};
use crate::engine::reach::instants::{cuts, pieces};
use crate::engine::solver::Sat;
use crate::engine::trust;
use crate::engine::universe::Universe;
use crate::engine::verdict::{Answer, Judge};
use crate::engine::world::worlds;
use crate::model::account::{PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::KeyRole;
use crate::model::doubt::{DoubtId, DoubtKind, Doubts};
use crate::model::policy::StatementId;
use crate::source::Span;

/// Longest session of a role whose maximum is not known, in seconds (D24).
pub const LONGEST_SESSION_SECONDS: u32 = 43_200;

/// One role by which the action is reached.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The roles in order; the last one has the access.
    pub via: Vec<String>,
    /// ALLOWED, ALLOWED IF or UNKNOWN, over the whole path.
    pub answer: Answer,
    /// How broadly the last role's grant reaches the action.
    pub breadth: Option<Breadth>,
    /// What it takes to go the whole way (D27).
    pub exposure: Option<Exposure>,
    /// What makes the difference, where it is unknown.
    pub depends_on: Vec<DoubtId>,
    /// The readings without which the path would lead elsewhere (D14).
    pub relies_on: Vec<DoubtId>,
    /// The trust statement that admits to the last role.
    pub trust: Option<StatementId>,
    /// The principal in it that names the caller, or the trust document's gap.
    pub trust_at: Option<Span>,
    /// What lets the first caller ask for the first role: the smallest text, or
    /// the attachment of a bundled policy.
    pub call_at: Option<Span>,
    /// One request per hop and the last one for the action; key names and values.
    pub witness: Vec<BTreeMap<String, Option<Vec<String>>>>,
    /// The world that the witness belongs to, where worlds were gone through;
    /// readings that it leaves out take their default.
    pub witness_world: Option<World>,
}

struct Target {
    principal: PrincipalId,
    id: String,
    session: i128,
    universe: Universe,
    /// The role's own access to the action.
    access: Formula,
    at_most: Answer,
    breadth: Option<Breadth>,
    exposure: Option<Exposure>,
}

/// Adds reach to the lines of an account.
pub fn add<'a>(
    facts: Facts<'a>,
    index: &'a Index,
    settings: &Settings,
    compiler: &mut Compiler<'a>,
    doubts: &mut Doubts,
    lines: &mut [Line],
) {
    let Some(assume) = facts.catalogue.assume_actions().next() else {
        return;
    };
    let mut targets = Vec::new();
    let mut documents = Vec::new();
    for (id, principal) in facts.account.principals() {
        if principal.kind != PrincipalKind::Role {
            continue;
        }
        let Some(line) = lines
            .iter()
            .find(|line| line.about == About::Principal(PrincipalKind::Role, id))
        else {
            continue;
        };
        let subject = subject_of(principal.kind, &principal.name);
        let holdings =
            Collector::new(facts.account, index, compiler, doubts).principal(id, &subject);
        let session = principal
            .max_session_seconds
            .unwrap_or(LONGEST_SESSION_SECONDS);
        targets.push(Target {
            principal: id,
            id: line.id.clone(),
            session: i128::from(session).saturating_mul(SECOND),
            universe: Universe::default(),
            access: holdings.case.formulas().allowed,
            at_most: line.verdict.at_most,
            breadth: line.breadth,
            exposure: line.exposure,
        });
        // The trust of a service-linked role is fixed: only its service (R58).
        let trust = match principal.trust {
            Trust::Unknown(_) if principal.service_linked => Trust::None,
            other => other,
        };
        documents.push((trust, principal.name.clone()));
    }
    if targets.iter().all(|target| !target.at_most.gives_access()) {
        return;
    }
    let templates: Vec<&str> = assume.templates().collect();
    let callers = callers(facts);
    let mut hops: BTreeMap<PrincipalId, Vec<Hop>> = BTreeMap::new();
    for (number, (document, name)) in documents.iter().enumerate() {
        let spellings = templates
            .iter()
            .map(|template| {
                let account = facts.account.id.as_deref().unwrap_or("");
                template
                    .replace("{account}", account)
                    .replace("{name}", name)
            })
            .collect();
        let question = Question {
            action: assume.action.to_owned(),
            catalogued: true,
            resources: Resources::Fixed(spellings),
        };
        let mut hop_compiler = Compiler::new(facts, question);
        let named = match document {
            Trust::Known(document) => trust::named_only(*document, facts.model),
            Trust::None | Trust::Unknown(_) => None,
        };
        let admitted = callers.iter().filter(|caller| {
            named
                .as_ref()
                .is_none_or(|named| named.contains(&caller.folded))
        });
        for caller in admitted {
            let found = hop(facts, index, caller, *document, &mut hop_compiler, doubts);
            for found in found {
                hops.entry(caller.id).or_default().push(Hop {
                    target: number,
                    ..found
                });
            }
        }
        if let Some(target) = targets.get_mut(number) {
            target.universe = hop_compiler.universe;
        }
    }
    let search = Search {
        settings,
        doubts,
        targets: &targets,
        hops: &hops,
        universe: &compiler.universe,
        at: facts.at,
        time_names: facts
            .catalogue
            .keys()
            .filter(|key| key.role == KeyRole::Time)
            .map(|key| key.name)
            .collect(),
    };
    for line in lines {
        if let About::Principal(kind, id) = line.about
            && kind != PrincipalKind::Group
            && kind != PrincipalKind::SsoGroup
        {
            line.reach = search.from(id);
        }
    }
}

struct Search<'a> {
    settings: &'a Settings,
    doubts: &'a Doubts,
    targets: &'a [Target],
    hops: &'a BTreeMap<PrincipalId, Vec<Hop>>,
    universe: &'a Universe,
    at: i128,
    time_names: Vec<&'static str>,
}

impl Search<'_> {
    fn from(&self, caller: PrincipalId) -> Vec<Reach> {
        let mut found: BTreeMap<usize, Reach> = BTreeMap::new();
        if !self.hops.contains_key(&caller) {
            return Vec::new();
        }
        for bound in [Bound::Least, Bound::Most] {
            for path in self.paths(caller, bound) {
                let Some(last) = path.last().map(|hop| hop.target) else {
                    continue;
                };
                if found
                    .get(&last)
                    .is_some_and(|known| known.answer != Answer::Unknown)
                {
                    continue;
                }
                if let Some(reach) = self.judge(&path) {
                    found.entry(last).or_insert(reach);
                }
            }
        }
        let mut reach: Vec<Reach> = found.into_values().collect();
        reach.sort_by(|a, b| a.via.last().cmp(&b.via.last()));
        reach
    }

    /// The shortest simple paths to each role, breadth first, ties by name.
    fn paths(&self, caller: PrincipalId, bound: Bound) -> Vec<Vec<&Hop>> {
        let mut done = Vec::new();
        let mut seen: BTreeMap<usize, Intervals> = BTreeMap::new();
        let from = Set::Dates(Intervals::compared(Comparison::GreaterOrEqual, self.at));
        let start = match from {
            Set::Dates(times) => times,
            _ => Intervals::everything(),
        };
        let mut level: Vec<(Vec<&Hop>, Intervals)> = vec![(Vec::new(), start)];
        // A path visits a role once, so there are no longer ones than this.
        for _ in 0..self.targets.len() {
            let mut next = Vec::new();
            for (path, times) in &level {
                let here = path
                    .last()
                    .and_then(|hop| self.targets.get(hop.target))
                    .map_or(caller, |target| target.principal);
                let mut steps: Vec<&Hop> = self.hops.get(&here).into_iter().flatten().collect();
                steps.sort_by_key(|hop| self.targets.get(hop.target).map(|target| &target.id));
                for hop in steps {
                    let Some(target) = self.targets.get(hop.target) else {
                        continue;
                    };
                    if target.principal == caller
                        || path.iter().any(|taken| taken.target == hop.target)
                    {
                        continue;
                    }
                    let when = self.settled(&hop.when).bound(bound);
                    let arrived = self.times(&when, &target.universe).intersection(times);
                    if arrived.is_empty() {
                        continue;
                    }
                    let known = seen.get(&hop.target);
                    if known.is_some_and(|known| arrived.is_subset(known)) {
                        continue;
                    }
                    let all = known.map_or_else(|| arrived.clone(), |known| known.union(&arrived));
                    seen.insert(hop.target, all);
                    let mut longer = path.clone();
                    longer.push(hop);
                    if target.at_most.gives_access() {
                        done.push(longer.clone());
                    }
                    next.push((longer, arrived.extend_forward(target.session)));
                }
            }
            level = next;
        }
        done
    }

    fn settled(&self, formula: &Formula) -> Formula {
        if self.settings.readings == Readings::Strict {
            return formula.clone();
        }
        let mut found = BTreeSet::new();
        formula.doubts(&mut found);
        let world: World = found
            .into_iter()
            .filter_map(|id| {
                let doubt = self.doubts.get(id)?;
                (doubt.kind == DoubtKind::Reading).then_some(())?;
                Some((id, doubt.default?))
            })
            .collect();
        formula.in_world(&world)
    }

    /// The instants at which some request meets a formula.
    fn times(&self, formula: &Formula, universe: &Universe) -> Intervals {
        let judge = Judge {
            universe,
            doubts: self.doubts,
            readings: self.settings.readings,
        };
        let now = Intervals::compared(Comparison::GreaterOrEqual, self.at);
        let key = self.time_names.iter().find_map(|name| universe.find(name));
        let cuts = key.map_or_else(BTreeSet::new, |key| cuts(formula, key));
        let Some(key) = key.filter(|_| !cuts.is_empty()) else {
            return match judge.solve(formula) {
                Sat::None => Intervals::nothing(),
                Sat::Model(_) | Sat::OutOfBudget => now,
            };
        };
        let mut found = Intervals::nothing();
        for piece in pieces(&cuts) {
            let piece = piece.intersection(&now);
            let within = Formula::Key(Arc::new(Atom {
                key,
                set: Set::Dates(piece.clone()),
                absent: false,
                every: false,
            }));
            if judge.solve(&Formula::and([formula.clone(), within])) != Sat::None {
                found = found.union(&piece);
            }
        }
        found
    }

    /// The answer over one path, across the worlds of all its hops.
    fn judge(&self, path: &[&Hop]) -> Option<Reach> {
        let last = path.last()?;
        let role = self.targets.get(last.target)?;
        let access = self.settled(&role.access);
        let hops: Vec<Formula> = path.iter().map(|hop| self.settled(&hop.when)).collect();
        let mut doubts = BTreeSet::new();
        access.doubts(&mut doubts);
        for hop in &hops {
            hop.doubts(&mut doubts);
        }
        let free: Vec<DoubtId> = doubts.into_iter().collect();
        let worlds = worlds(&free, self.doubts);
        let mut answers = BTreeSet::new();
        let mut by_world: BTreeMap<World, Answer> = BTreeMap::new();
        match &worlds {
            Some(worlds) => {
                for world in worlds {
                    let hops: Vec<Formula> = hops.iter().map(|hop| hop.in_world(world)).collect();
                    let answer = self.along(path, &hops, &access.in_world(world));
                    answers.insert(answer);
                    by_world.insert(world.clone(), answer);
                }
            }
            None => {
                for bound in [Bound::Most, Bound::Least] {
                    let hops: Vec<Formula> = hops.iter().map(|hop| hop.bound(bound)).collect();
                    answers.insert(self.along(path, &hops, &access.bound(bound)));
                }
            }
        }
        let most = *answers.last()?;
        if !most.gives_access() {
            return None;
        }
        let answer = if answers.len() == 1 {
            most
        } else {
            Answer::Unknown
        };
        let depends_on = match (&worlds, answer) {
            (_, Answer::Allowed | Answer::AllowedIf) => Vec::new(),
            (None, _) => free,
            (Some(_), _) => free
                .into_iter()
                .filter(|id| {
                    by_world.iter().any(|(world, answer)| {
                        (0..self.doubts.get(*id).map_or(2, |doubt| doubt.choices)).any(|choice| {
                            let mut other = world.clone();
                            other.insert(*id, choice);
                            by_world.get(&other) != Some(answer)
                        })
                    })
                })
                .collect(),
        };
        let best: World = by_world
            .iter()
            .find(|(_, answer)| **answer == most)
            .map(|(world, _)| world.clone())
            .unwrap_or_default();
        Some(Reach {
            via: path
                .iter()
                .filter_map(|hop| self.targets.get(hop.target))
                .map(|target| target.id.clone())
                .collect(),
            answer,
            breadth: role.breadth,
            exposure: self.exposure(path, &hops, &access, &by_world),
            depends_on,
            relies_on: self.relied_on(path, answer),
            trust: last.trust,
            trust_at: last.trust_at,
            call_at: path.first().and_then(|hop| hop.call_at),
            witness: self.witness(path, &hops, &access, &best),
            witness_world: worlds.is_some().then_some(best),
        })
    }

    /// Readings with a default that the path does not survive without.
    fn relied_on(&self, path: &[&Hop], answer: Answer) -> Vec<DoubtId> {
        if self.settings.readings == Readings::Strict || !answer.gives_access() {
            return Vec::new();
        }
        let mut met = BTreeSet::new();
        for hop in path {
            hop.when.doubts(&mut met);
        }
        met.into_iter()
            .filter(|id| {
                let Some(doubt) = self.doubts.get(*id) else {
                    return false;
                };
                let Some(default) = doubt.default else {
                    return false;
                };
                (0..doubt.choices)
                    .filter(|choice| *choice != default)
                    .any(|choice| {
                        let world = World::from([(*id, choice)]);
                        path.iter().any(|hop| {
                            let when = self.settled(&hop.when.in_world(&world)).bound(Bound::Most);
                            let universe =
                                self.targets.get(hop.target).map(|target| &target.universe);
                            universe.is_some_and(|universe| self.times(&when, universe).is_empty())
                        })
                    })
            })
            .collect()
    }

    /// The instants of the last request, hop by hop; sessions end.
    fn chain(&self, path: &[&Hop], hops: &[Formula], access: &Formula) -> Vec<Intervals> {
        let mut found = Vec::new();
        let mut open = Intervals::compared(Comparison::GreaterOrEqual, self.at);
        for (hop, when) in path.iter().zip(hops) {
            let Some(target) = self.targets.get(hop.target) else {
                break;
            };
            let arrived = self.times(when, &target.universe).intersection(&open);
            open = arrived.extend_forward(target.session);
            found.push(arrived);
        }
        found.push(self.times(access, self.universe).intersection(&open));
        found
    }

    fn along(&self, path: &[&Hop], hops: &[Formula], access: &Formula) -> Answer {
        let times = self.chain(path, hops, access);
        if times.iter().any(Intervals::is_empty) {
            return Answer::NotGranted;
        }
        let always = |formula: &Formula, universe: &Universe| {
            let judge = Judge {
                universe,
                doubts: self.doubts,
                readings: self.settings.readings,
            };
            judge.solve(&formula.not()) == Sat::None
        };
        let hops_always = path.iter().zip(hops).all(|(hop, when)| {
            self.targets
                .get(hop.target)
                .is_some_and(|target| always(when, &target.universe))
        });
        if hops_always && always(access, self.universe) {
            Answer::Allowed
        } else {
            Answer::AllowedIf
        }
    }
}
