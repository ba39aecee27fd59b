//! Access by becoming a role: a way of requests that are all allowed on one side,
//! and of which at least one is not on the other.

use std::collections::{BTreeMap, VecDeque};

use crate::engine::answers::{About, Line};
use crate::engine::difference::causes::{Tellers, Who, register};
use crate::engine::difference::halves::{LinePair, Meeting, name_of};
use crate::engine::difference::{Cause, Difference, Entry, Kind, Place, Side, Subject};
use crate::engine::formula::Formula;
use crate::engine::joint::{Decided, Found, Keys};
use crate::engine::path::{Judged, Link, Paths, time_names};
use crate::engine::reach::{Crossing, Reach};
use crate::engine::verdict::Answer;
use crate::model::account::{Account, PrincipalId, PrincipalKind};

/// How often a role is come to on the ways from one principal: a shorter way may be
/// closed by what time it is.
const VISITS: usize = 3;

/// One step to a role, on both sides.
struct Step<'a> {
    crossing: &'a Crossing,
    with: Formula,
    /// Requests that only the side with access allows; `None` where there are none.
    only: Option<Formula>,
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

/// A way, and which of its requests is not allowed on the other side.
struct Way {
    judged: Judged,
    steps: Vec<usize>,
    /// The place among the requests, the last one being the action.
    only: usize,
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
            let without = other.get(&names).cloned().unwrap_or(Formula::False);
            let only = self.only(&with, &without);
            steps.push(Step {
                crossing,
                with,
                only,
            });
        }
        let differs = steps.iter().any(|step| step.only.is_some())
            || roles.values().any(|role| role.only.is_some());
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

    /// When each caller can become each role, by their names.
    fn crossings_by_name(&mut self, side: Side) -> BTreeMap<Names, Formula> {
        let half = self.half(side);
        let (Some(answers), Some(account)) = (half.answers, half.account) else {
            return BTreeMap::new();
        };
        let mut keys: BTreeMap<PrincipalId, Keys> = BTreeMap::new();
        let mut found: BTreeMap<Names, Vec<Formula>> = BTreeMap::new();
        for crossing in &answers.crossings {
            let Some(names) = names(crossing, account) else {
                continue;
            };
            let own = keys
                .entry(crossing.role)
                .or_insert_with(|| self.ground.keys(&crossing.universe))
                .clone();
            let when = self.take_with(&crossing.when, &own, side);
            found.entry(names).or_default().push(when);
        }
        found
            .into_iter()
            .map(|(names, all)| (names, Formula::or(all)))
            .collect()
    }

    /// The first way to each role with the action, the shortest first.
    fn ways(&self, map: &Map<'a>, caller: PrincipalId) -> Vec<(PrincipalId, Way)> {
        let mut found: Vec<(PrincipalId, Way)> = Vec::new();
        if !map.by_caller.contains_key(&caller) {
            return found;
        }
        let mut visits: BTreeMap<(PrincipalId, bool), usize> = BTreeMap::new();
        let mut open: VecDeque<(Vec<usize>, bool)> = VecDeque::from([(Vec::new(), false)]);
        while let Some((path, differs)) = open.pop_front() {
            let last = path.last().and_then(|number| map.steps.get(*number));
            let here = last.map_or(caller, |step| step.crossing.role);
            if let Some(role) = map.roles.get(&here).filter(|_| !path.is_empty())
                && (differs || role.only.is_some())
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
                let differs = differs || step.only.is_some();
                let visits = visits.entry((role, differs)).or_default();
                if *visits >= VISITS {
                    continue;
                }
                *visits = visits.saturating_add(1);
                let mut longer = path.clone();
                longer.push(*number);
                open.push_back((longer, differs));
            }
        }
        found
    }

    /// The way, if it can be gone with some request of it that the other side does
    /// not allow.
    fn judged(&self, map: &Map<'a>, path: &[usize], role: &Role<'a>) -> Option<Way> {
        let settings = self.asked.settings;
        let paths = Paths::new(
            time_names(self.asked.catalogue),
            settings.at,
            settings.readings,
            self.table(),
        );
        let steps: Vec<&Step<'a>> = path
            .iter()
            .filter_map(|number| map.steps.get(*number))
            .collect();
        // What the role itself gains comes first: the steps to roles are not worked out
        // where no role has the action.
        for differing in (0..=steps.len()).rev() {
            let only = match steps.get(differing) {
                Some(step) => step.only.as_ref(),
                None => role.only.as_ref(),
            };
            let Some(only) = only else { continue };
            let chosen = |number: usize, with| if number == differing { only } else { with };
            let hops = steps.iter().enumerate().map(|(number, step)| {
                let session = Some(step.crossing.session);
                (chosen(number, &step.with), session)
            });
            let last = (chosen(steps.len(), &role.with), None);
            let all = hops.chain([last]).enumerate();
            let links: Vec<Link<'_>> = all
                .map(|(number, (when, session))| Link {
                    when,
                    universe: &self.ground.universe,
                    given: None,
                    by: number.checked_sub(1),
                    session,
                    exposure: None,
                })
                .collect();
            if let Some(judged) = paths.judge(&links) {
                return Some(Way {
                    judged,
                    steps: path.to_vec(),
                    only: differing,
                });
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
        let Some(step) = way
            .steps
            .get(way.only)
            .and_then(|number| map.steps.get(*number))
        else {
            let last = way.steps.last().and_then(|number| map.steps.get(*number));
            let role = last.and_then(|step| map.roles.get(&step.crossing.role));
            let found = role.and_then(|role| Some((role.pair, self.found(role.only.as_ref()?)?)));
            let Some((pair, found)) = found else {
                return Vec::new();
            };
            let answers = self.asked.answers;
            let mut tellers = Tellers::new(self, (&answers.0.question, &answers.1.question));
            return self.explain(&mut tellers, Who::of(pair), &found, gives);
        };
        let before = way.only.checked_sub(1).and_then(|one| way.steps.get(one));
        let from = before
            .and_then(|number| map.steps.get(*number))
            .map_or(caller, |step| step.crossing.role);
        let mut causes = match step.only.as_ref().and_then(|only| self.found(only)) {
            Some(found) => self.explain_step(from, step.crossing.role, &found, gives),
            None => Vec::new(),
        };
        let last = way.steps.last().and_then(|number| map.steps.get(*number));
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
