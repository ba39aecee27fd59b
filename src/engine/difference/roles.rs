//! Access by becoming a role: a way of requests that are all allowed on one side,
//! and of which at least one is not on the other.

use std::cell::OnceCell;
use std::collections::{BTreeMap, VecDeque};

use crate::engine::answers::{About, Line};
use crate::engine::difference::arrivals::{Arrival, Arrivals, Opening};
use crate::engine::difference::causes::{Tellers, Who, register};
use crate::engine::difference::halves::{LinePair, Meeting, name_of};
use crate::engine::difference::{Cause, Difference, Entry, Kind, Place, Side, Subject};
use crate::engine::domain::ordered::Intervals;
use crate::engine::formula::Formula;
use crate::engine::joint::{Decided, Found, Keys};
use crate::engine::path::{Judged, Link, Paths, time_names};
use crate::engine::reach::{Crossing, Reach};
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::model::account::{Account, PrincipalId, PrincipalKind};

/// One step to a role, on both sides.
struct Step<'a> {
    crossing: &'a Crossing,
    with: Formula,
    /// Requests that only the side with access allows; `None` where there are none.
    only: Option<Formula>,
    /// How long a session lasts on the other side.
    shorter: i128,
    times: OnceCell<(Intervals, Intervals)>,
}

impl Step<'_> {
    const fn lasts_longer(&self) -> bool {
        self.crossing.session > self.shorter
    }

    fn opening(&self, paths: &Paths<'_>, universe: &Universe) -> Opening<'_> {
        let (times, only) = self.times.get_or_init(|| {
            let only = self.only.as_ref().unwrap_or(&Formula::False);
            let times = |when| paths.times_at_most(when, universe);
            (times(&self.with), times(only))
        });
        Opening {
            times,
            only,
            session: self.crossing.session,
            shorter: self.shorter,
        }
    }
}

/// What a role has itself, on both sides.
struct Role<'a> {
    pair: LinePair<'a>,
    with: Formula,
    only: Option<Formula>,
}

/// The steps and roles of the side that has the access.
struct Map<'a> {
    steps: Vec<Step<'a>>,
    by_caller: BTreeMap<PrincipalId, Vec<usize>>,
    roles: BTreeMap<PrincipalId, Role<'a>>,
}

/// A way, and what of it the other side does not allow.
struct Way {
    judged: Judged,
    steps: Vec<usize>,
    only: Only,
}

/// What of a way one side alone allows.
#[derive(Clone, Copy)]
enum Only {
    /// The request at a place, the last one being the action.
    Request(usize),
    /// What is done late in the session that the request at a place opens.
    Session(usize),
}

impl<'a> Meeting<'a, '_> {
    /// What one side gives by roles and the other does not, for every line.
    pub(super) fn by_roles(&mut self, gives: Side, into: &mut Difference) -> Vec<Entry> {
        let Some(map) = self.map(gives) else {
            return Vec::new();
        };
        let mut entries = Vec::new();
        for pair in self.pairs.clone() {
            let Some(About::Principal(kind, id)) = pair.of(gives).map(|line| line.about) else {
                continue;
            };
            if matches!(kind, PrincipalKind::Group | PrincipalKind::SsoGroup) {
                continue;
            }
            for (role, way) in self.ways(&map, id) {
                let mut entry = self.entry_by_role(pair, gives, &map, role, &way);
                let causes = self.causes_of_way(&map, id, &way, gives);
                entry.causes = register(causes, into);
                entries.push(entry);
            }
        }
        entries
    }

    /// `None` where no step and no role has anything that the other side lacks.
    fn map(&mut self, gives: Side) -> Option<Map<'a>> {
        let roles = self.roles(gives);
        let half = self.half(gives);
        let crossings: &'a [Crossing] = half.answers.map_or(&[], |answers| &answers.crossings);
        if crossings.is_empty() {
            return None;
        }
        let other = self.crossings_by_name(gives.other());
        let account = self.half(gives).account?;
        let mut keys: BTreeMap<PrincipalId, Keys> = BTreeMap::new();
        let mut steps = Vec::new();
        for crossing in crossings {
            let own = keys
                .entry(crossing.role)
                .or_insert_with(|| self.ground.keys(&crossing.universe))
                .clone();
            let with = self.take_with(&crossing.when, &own, gives);
            let names = names(crossing, account)?;
            let (without, shorter) = match other.get(&names) {
                Some((when, session)) => (when.clone(), *session),
                None => (Formula::False, crossing.session),
            };
            let only = self.only(&with, &without);
            steps.push(Step {
                crossing,
                with,
                only,
                shorter,
                times: OnceCell::new(),
            });
        }
        let is_new = |step: &Step<'_>| step.only.is_some() || step.lasts_longer();
        let differs = steps.iter().any(is_new) || roles.values().any(|role| role.only.is_some());
        if !differs {
            return None;
        }
        let mut by_caller: BTreeMap<PrincipalId, Vec<usize>> = BTreeMap::new();
        for (number, step) in steps.iter().enumerate() {
            let list = by_caller.entry(step.crossing.caller).or_default();
            list.push(number);
        }
        let name = |number: &usize| {
            let step = steps.get(*number)?;
            Some(account.principal(step.crossing.role)?.name.clone())
        };
        for list in by_caller.values_mut() {
            list.sort_by_key(name);
        }
        Some(Map {
            steps,
            by_caller,
            roles,
        })
    }

    fn roles(&mut self, gives: Side) -> BTreeMap<PrincipalId, Role<'a>> {
        let mut roles = BTreeMap::new();
        for pair in self.pairs.clone() {
            let Some(line) = pair.of(gives) else { continue };
            let About::Principal(PrincipalKind::Role, id) = line.about else {
                continue;
            };
            if !line.verdict.at_most.gives_access() {
                continue;
            }
            let with = self.allowed(pair, gives);
            let without = self.allowed(pair, gives.other());
            let only = self.only(&with, &without);
            roles.insert(id, Role { pair, with, only });
        }
        roles
    }

    fn only(&self, with: &Formula, without: &Formula) -> Option<Formula> {
        if with == without {
            return None;
        }
        let only = Formula::and([with.clone(), without.not()]);
        (!self.ground.never(&only, self.table())).then_some(only)
    }

    /// When each caller can become each role, by their names, and for how long.
    fn crossings_by_name(&mut self, side: Side) -> BTreeMap<Names, (Formula, i128)> {
        let half = self.half(side);
        let (Some(answers), Some(account)) = (half.answers, half.account) else {
            return BTreeMap::new();
        };
        let mut keys: BTreeMap<PrincipalId, Keys> = BTreeMap::new();
        let mut found: BTreeMap<Names, (Vec<Formula>, i128)> = BTreeMap::new();
        for crossing in &answers.crossings {
            let Some(names) = names(crossing, account) else {
                continue;
            };
            let own = keys
                .entry(crossing.role)
                .or_insert_with(|| self.ground.keys(&crossing.universe))
                .clone();
            let when = self.take_with(&crossing.when, &own, side);
            let known = found.entry(names);
            let (all, _) = known.or_insert_with(|| (Vec::new(), crossing.session));
            all.push(when);
        }
        let found = found.into_iter();
        found
            .map(|(names, (all, session))| (names, (Formula::or(all), session)))
            .collect()
    }

    /// The first way to each role with the action, the shortest first.
    fn ways(&self, map: &Map<'a>, caller: PrincipalId) -> Vec<(PrincipalId, Way)> {
        let mut found: Vec<(PrincipalId, Way)> = Vec::new();
        if !map.by_caller.contains_key(&caller) {
            return found;
        }
        let paths = self.paths();
        let mut arrivals = Arrivals::new();
        let start = Arrival::start(paths.from_now());
        let mut open: VecDeque<(Vec<usize>, Arrival)> = VecDeque::from([(Vec::new(), start)]);
        while let Some((path, arrival)) = open.pop_front() {
            let last = path.last().and_then(|number| map.steps.get(*number));
            let here = last.map_or(caller, |step| step.crossing.role);
            if let Some(role) = map.roles.get(&here).filter(|_| !path.is_empty())
                && (arrival.differs() || role.only.is_some())
                && !found.iter().any(|(known, _)| *known == here)
                && let Some(way) = self.judged(map, &path, role)
            {
                found.push((here, way));
            }
            for number in map.by_caller.get(&here).into_iter().flatten() {
                let Some(step) = map.steps.get(*number) else {
                    continue;
                };
                let role = step.crossing.role;
                let passed = |taken: &usize| {
                    let step = map.steps.get(*taken);
                    step.is_some_and(|step| step.crossing.role == role)
                };
                if role == caller || path.iter().any(passed) {
                    continue;
                }
                let opening = step.opening(&paths, &self.ground.universe);
                let Some(next) = arrival.further(opening) else {
                    continue;
                };
                if arrivals.is_new(role, &next) {
                    let mut longer = path.clone();
                    longer.push(*number);
                    open.push_back((longer, next));
                }
            }
        }
        found
    }

    fn paths(&self) -> Paths<'_> {
        let settings = self.asked.settings;
        Paths::new(
            time_names(self.asked.catalogue),
            settings.at,
            settings.readings,
            self.table(),
        )
    }

    /// The way, if it can be gone with something of it that the other side does not
    /// allow.
    fn judged(&self, map: &Map<'a>, path: &[usize], role: &Role<'a>) -> Option<Way> {
        let paths = self.paths();
        let steps: Vec<&Step<'a>> = path
            .iter()
            .filter_map(|number| map.steps.get(*number))
            .collect();
        // What the role itself gains comes first: the steps to roles are not worked out
        // where no role has the action.
        let all: Vec<Link<'_>> = steps
            .iter()
            .map(|step| (&step.with, Some(step.crossing.session)))
            .chain([(&role.with, None)])
            .enumerate()
            .map(|(number, (when, session))| Link {
                when,
                universe: &self.ground.universe,
                given: None,
                by: number.checked_sub(1),
                session,
                outlasting: None,
                exposure: None,
            })
            .collect();
        let judge = |number: usize, link: Link<'_>| -> Option<Judged> {
            let mut links = all.clone();
            *links.get_mut(number)? = link;
            paths.judge(&links)
        };
        let way = |judged: Judged, only: Only| {
            let steps = path.to_vec();
            Some(Way {
                judged,
                steps,
                only,
            })
        };
        for (number, link) in all.iter().enumerate().rev() {
            let step = steps.get(number);
            let only = match step {
                Some(step) => step.only.as_ref(),
                None => role.only.as_ref(),
            };
            if let Some(only) = only
                && let Some(judged) = judge(
                    number,
                    Link {
                        when: only,
                        ..*link
                    },
                )
            {
                return way(judged, Only::Request(number));
            }
            let outlasting = step.filter(|step| step.lasts_longer());
            if let Some(outlasting) = outlasting.map(|step| step.shorter)
                && let Some(judged) = judge(
                    number,
                    Link {
                        outlasting: Some(outlasting),
                        ..*link
                    },
                )
            {
                return way(judged, Only::Session(number));
            }
        }
        None
    }

    fn entry_by_role(
        &self,
        pair: LinePair<'a>,
        gives: Side,
        map: &Map<'a>,
        role: PrincipalId,
        way: &Way,
    ) -> Entry {
        let account = self.half(gives).account;
        let name = |id: PrincipalId| {
            let principal = account.and_then(|account| account.principal(id));
            principal.map_or_else(String::new, |one| format!("role/{}", one.name))
        };
        let last = name(role);
        let reach = |side| {
            let lines = pair.of(side).into_iter();
            lines
                .flat_map(|line: &'a Line| &line.reach)
                .find(|reach: &&Reach| {
                    let there = reach.via.last();
                    there.is_some_and(|there| there.eq_ignore_ascii_case(&last))
                })
        };
        let answer = |side| reach(side).map_or(Answer::NotGranted, |reach| reach.answer);
        let mut entry = Entry {
            before: answer(Side::Before),
            after: answer(Side::After),
            exposure_before: reach(Side::Before).and_then(|reach| reach.exposure),
            exposure_after: reach(Side::After).and_then(|reach| reach.exposure),
            breadth: reach(gives).and_then(|reach| reach.breadth),
            witness: way.judged.witness.clone(),
            world: way.judged.witness_world.clone().unwrap_or_default(),
            depends_on: way.judged.depends_on.clone(),
            ..self.entry(pair, gives, Kind::Reach)
        };
        let steps = way.steps.iter().filter_map(|number| map.steps.get(*number));
        entry.via = steps.map(|step| name(step.crossing.role)).collect();
        entry
    }

    /// Why one request of a way is allowed on one side alone.
    fn causes_of_way(
        &mut self,
        map: &Map<'a>,
        caller: PrincipalId,
        way: &Way,
        gives: Side,
    ) -> Vec<Cause> {
        let step = |place: usize| map.steps.get(*way.steps.get(place)?);
        let last = way.steps.last().and_then(|number| map.steps.get(*number));
        let (Only::Request(place) | Only::Session(place)) = way.only;
        let Some(step) = step(place) else {
            let role = last.and_then(|step| map.roles.get(&step.crossing.role));
            let found = role.and_then(|role| Some((role.pair, self.found(role.only.as_ref()?)?)));
            let Some((pair, found)) = found else {
                return Vec::new();
            };
            let answers = self.asked.answers;
            let mut tellers = Tellers::new(self, (&answers.0.question, &answers.1.question));
            return self.explain(&mut tellers, Who::of(pair), &found, gives);
        };
        let becoming = step.crossing.role;
        let mut causes = match way.only {
            Only::Session(_) => self.explain_session(becoming, gives).into_iter().collect(),
            Only::Request(_) => {
                let before = place.checked_sub(1).and_then(|one| way.steps.get(one));
                let from = before
                    .and_then(|number| map.steps.get(*number))
                    .map_or(caller, |step| step.crossing.role);
                let found = step.only.as_ref().and_then(|only| self.found(only));
                let explain = |found| self.explain_step(from, becoming, &found, gives);
                found.map_or_else(Vec::new, explain)
            }
        };
        let role = last.and_then(|step| map.roles.get(&step.crossing.role));
        if let Some(role) = role {
            with_grants_of_role(&mut causes, &self.granting(role.pair, gives));
        }
        causes
    }

    pub(super) fn found(&self, formula: &Formula) -> Option<Found> {
        match self.ground.decide(formula, self.table()) {
            Decided::Met(found) => Some(found),
            Decided::Never | Decided::OutOfBudget => None,
        }
    }

    /// The line of a principal, on both sides.
    pub(super) fn pair_of(&self, id: PrincipalId, side: Side) -> Option<LinePair<'a>> {
        let is_it = |line: &Line| matches!(line.about, About::Principal(_, one) if one == id);
        let mut pairs = self.pairs.iter();
        pairs.find(|pair| pair.of(side).is_some_and(is_it)).copied()
    }
}

/// Says of changed trust which grants it opens the way to.
pub(super) fn with_grants(causes: &mut [Cause], grants: &[Place]) {
    let of_trust = |cause: &&mut Cause| {
        matches!(cause.subject, Subject::Trust | Subject::TrustDeny) && cause.grants.is_empty()
    };
    for cause in causes.iter_mut().filter(of_trust) {
        cause.grants.extend_from_slice(grants);
    }
}

/// Says of whatever opens the way to a role which grants of the role it opens the way
/// to.
pub(super) fn with_grants_of_role(causes: &mut [Cause], grants: &[Place]) {
    for cause in causes {
        let new = |grant: &&Place| !cause.grants.contains(grant);
        let new: Vec<Place> = grants.iter().filter(new).copied().collect();
        cause.grants.extend(new);
    }
}

/// A caller and a role, as they are called on either side.
type Names = ((PrincipalKind, String), (PrincipalKind, String));

fn names(crossing: &Crossing, account: &Account) -> Option<Names> {
    Some((
        name_of(account.principal(crossing.caller)?),
        name_of(account.principal(crossing.role)?),
    ))
}
