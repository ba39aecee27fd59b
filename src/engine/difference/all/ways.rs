//! What principals may do by roles on one side alone, over all actions: a way of
//! requests of which one is not allowed on the other side. It is looked for from the
//! steps that differ and the roles that have more, backwards to those who come there.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use crate::engine::difference::all::access::{Access, Aspect};
use crate::engine::difference::all::differing::{Differing, Reason};
use crate::engine::difference::all::exact::{Exactly, Said};
use crate::engine::difference::all::furthest::{links, told_of};
use crate::engine::difference::all::pairs::{Both, Somebody};
use crate::engine::difference::all::resources::Sides;
use crate::engine::difference::all::search::{Search, Shown};
use crate::engine::difference::all::steps::{Step, Steps, only};
use crate::engine::difference::all::telling::Told;
use crate::engine::difference::all::variables::Variables;
use crate::engine::difference::all::{Comparing, Compiled, Rows};
use crate::engine::difference::arrivals::{Arrival, Arrivals};
use crate::engine::difference::{Entry, Kind, Side};
use crate::engine::domain::ordered::Intervals;
use crate::engine::formula::Formula;
use crate::engine::universe::Universe;
use crate::model::budget::OutOfBudget;

/// Steps in order, with those who take them.
pub(super) type Way = Vec<Rc<Step>>;

/// What of a way one side alone allows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Only {
    /// The action, by what the role has itself.
    Own,
    /// The step at a place.
    Step(usize),
    /// What is done late in the session that the step at a place opens.
    Session(usize),
}

/// What a role may do and what that comes to for those who become it.
pub(super) struct Role {
    pub(super) compiled: Compiled<1>,
    said: BTreeMap<Shown, (Both<Said>, Rc<Universe>)>,
    /// What was told of it before, with the way to it, by whether the role itself differs
    /// and by side.
    told: BTreeMap<(bool, Side), (Way, Vec<Told>)>,
}

/// Looks for ways on one side.
pub(super) struct Ways<'c, 'a> {
    pub(super) comparing: &'c Comparing<'a>,
    pub(super) steps: Steps<'c, 'a>,
    pub(super) roles: BTreeMap<usize, Role>,
    /// Those who come to a role, by the role and the side.
    pub(super) behind: BTreeMap<(usize, Side), Rc<BTreeSet<usize>>>,
}

impl<'c, 'a> Ways<'c, 'a> {
    pub(super) fn new(comparing: &'c Comparing<'a>, people: &'c [Somebody]) -> Self {
        Self {
            comparing,
            steps: Steps::new(comparing, people),
            roles: BTreeMap::new(),
            behind: BTreeMap::new(),
        }
    }

    /// Adds what is gained and lost by becoming roles.
    pub(super) fn by_roles(&mut self, into: &mut Differing, variables: &mut Variables) {
        if self.steps.roles.is_empty() {
            return;
        }
        for side in [Side::Before, Side::After] {
            let widened = into.roles(side, self.steps.people);
            let found = self.differing(side, &widened, variables);
            into.of_mut(side).extend(found);
        }
    }

    /// What one side gives by roles and the other does not. `widened` are the roles
    /// that have more themselves.
    fn differing(
        &mut self,
        gives: Side,
        widened: &BTreeSet<usize>,
        variables: &mut Variables,
    ) -> Vec<(Entry, Reason)> {
        let changed = self.changed(gives, variables);
        if changed.is_empty() && widened.is_empty() {
            return Vec::new();
        }
        let mut from: BTreeSet<usize> = BTreeSet::new();
        let mut open: Vec<usize> = changed.keys().copied().collect();
        for role in widened {
            open.extend(self.steps.coming_to(*role, gives, variables));
        }
        while let Some(one) = open.pop() {
            if from.insert(one) && self.steps.is_role(one) {
                open.extend(self.steps.coming_to(one, gives, variables));
            }
        }
        let mut found = Vec::new();
        for caller in &from {
            let near = |here: usize, role: usize| {
                from.contains(&role)
                    || widened.contains(&role)
                    || changed.get(&here).is_some_and(|to| to.contains(&role))
            };
            self.from(*caller, gives, widened, &near, variables, &mut found);
        }
        found
    }

    /// The steps that only one side has, or has for more requests, by caller.
    fn changed(
        &mut self,
        gives: Side,
        variables: &mut Variables,
    ) -> BTreeMap<usize, BTreeSet<usize>> {
        let people = self.steps.people;
        let (roles, callers) = (Rc::clone(&self.steps.roles), Rc::clone(&self.steps.callers));
        let is_new = |one: &usize| people.get(*one).is_some_and(Somebody::differs);
        let mut asking = Vec::new();
        for caller in callers.iter().copied().filter(is_new) {
            let asks = self.steps.asks(caller, variables);
            if asks.before != asks.after {
                asking.push(caller);
            }
        }
        let mut found: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for role in roles.iter().copied() {
            let differs = people.get(role).is_some_and(Somebody::is_trusting_others);
            let differs = differs || self.steps.lasts_longer(role, gives);
            let from: &[usize] = if differs { &callers } else { &asking };
            self.steps.ensure(role, from, variables);
            for caller in from {
                let step = self.steps.between(*caller, role, variables);
                if step.is_some_and(|step| step.differs(gives)) {
                    found.entry(*caller).or_default().insert(role);
                }
            }
        }
        found
    }

    /// What one principal has by roles on one side alone: the first way to each role.
    fn from(
        &mut self,
        caller: usize,
        gives: Side,
        widened: &BTreeSet<usize>,
        near: &dyn Fn(usize, usize) -> bool,
        variables: &mut Variables,
        into: &mut Vec<(Entry, Reason)>,
    ) {
        let mut told: BTreeSet<usize> = BTreeSet::new();
        let mut arrivals = Arrivals::new();
        let start = Arrival::start(self.paths(variables).from_now());
        let mut open: VecDeque<(Way, Arrival)> = VecDeque::from([(Way::new(), start)]);
        while let Some((way, arrival)) = open.pop_front() {
            let here = way.last().map_or(caller, |step| step.role);
            let (differs, is_wider) = (arrival.differs(), widened.contains(&here));
            if !way.is_empty() && (differs || is_wider) && !told.contains(&here) {
                let found = self.told((caller, &way, &arrival), gives, is_wider, variables);
                if !found.is_empty() {
                    told.insert(here);
                    into.extend(found);
                }
            }
            if !way.is_empty() && *self.steps.asks(here, variables).of(gives) == Formula::False {
                continue;
            }
            let roles = Rc::clone(&self.steps.roles);
            for role in roles.iter().copied() {
                let passed = way.iter().any(|step| step.role == role);
                if role == caller || role == here || passed || !(differs || near(here, role)) {
                    continue;
                }
                let Some(step) = self.steps.between(here, role, variables) else {
                    continue;
                };
                let opening = step.opening(gives, &self.paths(variables));
                let Some(next) = arrival.further(opening) else {
                    continue;
                };
                if arrivals.is_new(role, &next) {
                    let mut longer = way.clone();
                    longer.push(step);
                    open.push_back((longer, next));
                }
            }
        }
    }

    /// What is told of a way: what the role has more comes first, then all that it
    /// has, by a step that differs.
    fn told(
        &mut self,
        (caller, way, arrival): (usize, &Way, &Arrival),
        gives: Side,
        widened: bool,
        variables: &mut Variables,
    ) -> Vec<(Entry, Reason)> {
        let Some(role) = way.last().map(|step| step.role) else {
            return Vec::new();
        };
        let people = self.steps.people;
        let Some(one) = people.get(caller) else {
            return Vec::new();
        };
        let own = (&[Only::Own][..], &arrival.all);
        let by_steps = differing(way, gives);
        let mut is_cut = false;
        for (places, times) in [own, (&by_steps, &arrival.only)] {
            if places == [Only::Own] && !widened || times.is_empty() {
                continue;
            }
            let (told, place) = self.by_way(
                (caller, way),
                (gives, places),
                times,
                &mut is_cut,
                variables,
            );
            if told.is_empty() {
                continue;
            }
            let to = |place: usize| way.get(place).map_or(caller, |step| step.role);
            let reason = match place {
                Only::Own => Reason::Own(role),
                Only::Step(place) => {
                    Reason::Step(place.checked_sub(1).map_or(caller, to), to(place))
                }
                Only::Session(place) => Reason::Session(to(place)),
            };
            let entries = told.into_iter().map(|told| {
                let entry = self.comparing.entry(&one.pair, gives, Kind::Reach, told);
                let via = self.names(way, gives);
                (Entry { via, ..entry }, reason.clone())
            });
            return entries.collect();
        }
        if is_cut {
            let entry = self.comparing.undecided(&one.pair, gives, Kind::Reach);
            let via = self.names(way, gives);
            return vec![(Entry { via, ..entry }, Reason::None)];
        }
        Vec::new()
    }

    fn names(&self, way: &Way, side: Side) -> Vec<String> {
        let roles = way.iter().filter_map(|step| {
            let one = self.steps.people.get(step.role)?;
            Some(one.pair.name.of(side).clone())
        });
        roles.collect()
    }

    /// What the last role of a way may do at some times that is not to be had on the
    /// other side, by one of some places of the way; and that place.
    fn by_way(
        &mut self,
        (caller, way): (usize, &Way),
        (gives, places): (Side, &[Only]),
        times: &Intervals,
        is_cut: &mut bool,
        variables: &mut Variables,
    ) -> (Vec<Told>, Only) {
        let mut place = Only::Own;
        let own = places == [Only::Own];
        let Some(number) = way.last().map(|step| step.role) else {
            return (Vec::new(), place);
        };
        let comparing = self.comparing;
        self.prepare(number, variables);
        let Some(mut role) = self.roles.remove(&number) else {
            return (Vec::new(), place);
        };
        let mut said = std::mem::take(&mut role.said);
        let mut ask = |shown: &Shown, variables: &mut Variables| {
            let whose = (caller, way);
            let asked = self.judged(whose, (gives, places), shown, &mut said, variables);
            asked.map(|found| {
                found.map(|(exactly, at)| {
                    place = at;
                    exactly
                })
            })
        };
        // Those who become a role by the same requests get the same by it.
        let known = role.told.get(&(own, gives));
        let is_one = comparing.rows_of == Rows::Example;
        let known = known.filter(|(other, _)| is_one || are_alike(way, other));
        let known = known.into_iter().flat_map(|(_, told)| told);
        let told: Option<Vec<Told>> = known
            .map(|one| match ask(&one.shown, variables) {
                Ok(Some(exactly)) => Some(Told {
                    exactly,
                    ..one.clone()
                }),
                _ => None,
            })
            .collect();
        let mut told = told.unwrap_or_default();
        if told.is_empty() {
            let compiled = &role.compiled;
            let requests = comparing.requests(compiled.free);
            let mut search = Search::new(compiled.over(&requests, comparing.catalogue));
            let lack: &[Access] = if own {
                compiled.accesses(gives.other())
            } else {
                &[]
            };
            let mut regions = search.regions(compiled.accesses(gives), lack);
            let paths = comparing.paths(variables);
            for region in &mut regions {
                region.when = paths.at_times(&region.when, &compiled.universe, times);
            }
            let sides = Sides {
                side: gives,
                have: compiled.accesses(gives),
                lack,
            };
            told = comparing.rows(&regions, sides, &mut search, variables, &mut ask);
            *is_cut |= search.is_cut;
        }
        role.said = said;
        if !told.is_empty() {
            role.told.insert((own, gives), (way.clone(), told.clone()));
        }
        self.roles.insert(number, role);
        (told, place)
    }

    /// Compiles what a role may do.
    pub(super) fn prepare(&mut self, number: usize, variables: &mut Variables) {
        let Some(one) = self.steps.people.get(number) else {
            return;
        };
        if self.roles.contains_key(&number) {
            return;
        }
        let pairs = [(&one.pair, one.held)];
        let compiled = self
            .comparing
            .compiled(&pairs, [Aspect::Allowed], variables);
        let role = Role {
            compiled,
            said: BTreeMap::new(),
            told: BTreeMap::new(),
        };
        self.roles.insert(number, role);
    }

    /// Whether a way leads to an action on one side by a request that the other does
    /// not allow, made at one of some places, and which.
    fn judged(
        &mut self,
        (caller, way): (usize, &Way),
        (gives, places): (Side, &[Only]),
        shown: &Shown,
        known: &mut BTreeMap<Shown, (Both<Said>, Rc<Universe>)>,
        variables: &mut Variables,
    ) -> Result<Option<(Exactly, Only)>, OutOfBudget> {
        let Some(one) = way.last().and_then(|step| self.steps.people.get(step.role)) else {
            return Ok(None);
        };
        let (said, universe) = known.entry(shown.clone()).or_insert_with(|| {
            let asking = &self.comparing.asking;
            let (said, universe) = asking.both_say(shown, &one.pair, Aspect::Allowed, variables);
            (said, Rc::new(universe))
        });
        let with = &said.of(gives).formula;
        let without = &said.of(gives.other()).formula;
        let more = if places == [Only::Own] {
            let Some(more) = only(with, without, universe, variables) else {
                return Ok(None);
            };
            more
        } else {
            with.clone()
        };
        let mut found = None;
        for place in places {
            let links = links(way, gives, (&more, universe), Some(*place));
            if let Some(judged) = self.paths(variables).judge(&links) {
                found = Some((judged, *place));
                break;
            }
        }
        let Some((judged, place)) = found else {
            return Ok(None);
        };
        let whole = links(way, gives, (with, universe), None);
        let here = told_of(self.paths(variables).judge(&whole));
        let without = (without.clone(), Rc::clone(universe));
        let there = self.best((caller, way), gives.other(), &without, variables);
        let (before, after) = match gives {
            Side::Before => (here, there),
            Side::After => (there, here),
        };
        let exactly = Exactly {
            universe: without.1,
            answers: Both {
                before: before.0,
                after: after.0,
            },
            exposure: None,
            exposures: Both {
                before: before.1,
                after: after.1,
            },
            condition: None,
            witness: judged.witness,
            world: judged.witness_world.unwrap_or_default(),
            depends_on: judged.depends_on,
        };
        Ok(Some((exactly, place)))
    }
}

/// What of a way is allowed on one side alone, but for what its role has itself; what
/// is nearest to the action comes first.
fn differing(way: &Way, gives: Side) -> Vec<Only> {
    let steps = way.iter().enumerate().rev();
    let places = steps.flat_map(|(place, step)| {
        let only = step.only.of(gives).is_some().then_some(Only::Step(place));
        let session = step.lasts_longer(gives);
        only.into_iter()
            .chain(session.then_some(Only::Session(place)))
    });
    places.collect()
}

/// Whether two ways take the same requests, for sessions of the same length.
fn are_alike(one: &Way, other: &Way) -> bool {
    let name = |step: &Step, key| step.universe.key(key).map(|key| key.name.clone());
    let is_same = |one: &Step, other: &Step| {
        // Keys are numbered anew for each step.
        let mut same = one.session == other.session && one.when == other.when;
        for formula in [&one.when.before, &one.when.after] {
            formula.visit(&mut |literal| {
                if let Formula::Key(atom) = literal {
                    same = same && name(one, atom.key) == name(other, atom.key);
                }
            });
        }
        same
    };
    let mut steps = one.iter().zip(other);
    one.len() == other.len() && steps.all(|(one, other)| is_same(one, other))
}
