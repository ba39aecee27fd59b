//! Access by becoming a role: every hop is a request of its own, and only time
//! couples them (R45 to R52, D24).

mod hops;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::answers::{About, Line, Settings, subject_of};
use crate::engine::breadth::Breadth;
use crate::engine::compile::{Compiler, Facts};
use crate::engine::domain::ordered::{Intervals, SECOND};
use crate::engine::exposure::Exposure;
use crate::engine::formula::{Bound, Formula, World};
use crate::engine::holdings::{Collector, Index};
use crate::engine::path::{Link, Named, Paths, time_names};
use crate::engine::question::{Question, Resources};
use crate::engine::reach::hops::{CallerId, Hop, callers, hop};
use crate::engine::trust;
use crate::engine::universe::Universe;
use crate::engine::verdict::Answer;
use crate::model::account::{Account, Principal, PrincipalId, PrincipalKind, Trust};
use crate::model::catalogue::Catalogue;
use crate::model::doubt::{DoubtId, Doubts};
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
    pub witness: Vec<Named>,
    /// The world that the witness belongs to, where worlds were gone through;
    /// readings that it leaves out take their default.
    pub witness_world: Option<World>,
}

/// The request to become a role of an account.
#[must_use]
pub fn assuming(role: &str, account: &Account, catalogue: &Catalogue) -> Option<Question> {
    let assume = catalogue.assume_actions().next()?;
    let own = account.id.as_deref().unwrap_or("");
    let spelled = |template: &str| template.replace("{account}", own).replace("{name}", role);
    Some(Question {
        action: assume.action.to_owned(),
        catalogued: true,
        resources: Resources::Fixed(assume.templates().map(spelled).collect()),
    })
}

/// One step from a principal to a role.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// Who becomes the role.
    pub caller: PrincipalId,
    /// The role.
    pub role: PrincipalId,
    /// When it can be done, in every world.
    pub when: Formula,
    /// What such requests can look like.
    pub universe: Arc<Universe>,
    /// The trust statement that admits the caller.
    pub trust: Option<StatementId>,
    /// How long the session lasts, in tenths of a nanosecond.
    pub session: i128,
}

struct Target {
    principal: PrincipalId,
    id: String,
    session: i128,
    universe: Arc<Universe>,
    /// The role's own access to the action.
    access: Formula,
    at_most: Answer,
    breadth: Option<Breadth>,
    exposure: Option<Exposure>,
}

/// Adds reach to the lines of an account; gives back every step that it was looked
/// for along.
pub fn add<'a>(
    facts: Facts<'a>,
    index: &'a Index,
    settings: &Settings,
    compiler: &mut Compiler<'a>,
    doubts: &mut Doubts,
    lines: &mut [Line],
) -> Vec<Crossing> {
    let mut targets = Vec::new();
    let mut documents = Vec::new();
    let own = lines.iter().filter_map(|line| match line.about {
        About::Principal(PrincipalKind::Role, id) => Some((id, line)),
        _ => None,
    });
    let own: BTreeMap<PrincipalId, &Line> = own.collect();
    for (id, principal) in facts.account.principals() {
        if principal.kind != PrincipalKind::Role {
            continue;
        }
        let Some(line) = own.get(&id) else {
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
            universe: Arc::default(),
            access: holdings.case.formulas().allowed,
            at_most: line.verdict.at_most,
            breadth: line.breadth,
            exposure: line.exposure,
        });
        documents.push((trust_of(principal), principal.name.clone()));
    }
    if targets.iter().all(|target| !target.at_most.gives_access()) {
        return Vec::new();
    }
    let callers = callers(facts, index, doubts);
    let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, caller) in callers.iter().enumerate() {
        by_name.entry(&caller.folded).or_default().push(number);
    }
    let mut hops: BTreeMap<PrincipalId, Vec<Hop>> = BTreeMap::new();
    for (number, (document, name)) in documents.iter().enumerate() {
        let Some(question) = assuming(name, facts.account, facts.catalogue) else {
            continue;
        };
        let mut hop_compiler = Compiler::new(facts, question);
        let named = match document {
            Trust::Known(document) => trust::named_only(*document, facts.model),
            Trust::None | Trust::Unknown(_) => None,
        };
        let admitted: Vec<usize> = match &named {
            None => (0..callers.len()).collect(),
            Some(named) => {
                let named = named.iter().filter_map(|name| by_name.get(name.as_str()));
                let numbers: BTreeSet<usize> = named.flatten().copied().collect();
                numbers.into_iter().collect()
            }
        };
        for caller in admitted.iter().filter_map(|number| callers.get(*number)) {
            let found = hop(facts, index, caller, *document, &mut hop_compiler, doubts);
            for found in found {
                hops.entry(caller.id).or_default().push(Hop {
                    target: number,
                    ..found
                });
            }
        }
        if let Some(target) = targets.get_mut(number) {
            target.universe = Arc::new(hop_compiler.universe);
        }
    }
    let search = Search {
        paths: Paths::new(
            time_names(facts.catalogue),
            facts.at,
            settings.readings,
            doubts,
        ),
        targets: &targets,
        hops: in_order(&hops, &targets),
        universe: &compiler.universe,
        known: RefCell::default(),
    };
    for line in lines {
        if let About::Principal(kind, id) = line.about
            && kind != PrincipalKind::Group
            && kind != PrincipalKind::SsoGroup
        {
            line.reach = search.from(id);
        }
    }
    crossings(&hops, &targets)
}

/// Whom a role trusts. The trust of a service-linked role is fixed: only its service
/// (R58).
pub(in crate::engine) const fn trust_of(role: &Principal) -> Trust {
    match role.trust {
        Trust::Unknown(_) if role.service_linked => Trust::None,
        other => other,
    }
}

/// When each of some principals can become a role that trusts these, by the question
/// of the compiler.
pub(in crate::engine) fn becoming<'a>(
    facts: Facts<'a>,
    index: &'a Index,
    callers: impl Iterator<Item = PrincipalId>,
    trust: Trust,
    compiler: &mut Compiler<'a>,
    doubts: &mut Doubts,
) -> Vec<Formula> {
    let named = match trust {
        Trust::Known(document) => trust::named_only(document, facts.model),
        Trust::None | Trust::Unknown(_) => None,
    };
    let steps = callers.map(|id| {
        let principal = facts.account.principal(id);
        let caller = principal.map(|principal| CallerId::of(id, principal));
        let admitted = caller.filter(|caller| {
            named
                .as_ref()
                .is_none_or(|named| named.contains(&caller.folded))
        });
        admitted.map_or(Formula::False, |caller| {
            let hops = hop(facts, index, &caller, trust, compiler, doubts);
            Formula::or(hops.into_iter().map(|hop| hop.when))
        })
    });
    steps.collect()
}

fn crossings(hops: &BTreeMap<PrincipalId, Vec<Hop>>, targets: &[Target]) -> Vec<Crossing> {
    let all = hops
        .iter()
        .flat_map(|(caller, steps)| steps.iter().map(move |hop| (*caller, hop)));
    all.filter_map(|(caller, hop)| {
        let target = targets.get(hop.target)?;
        Some(Crossing {
            caller,
            role: target.principal,
            when: hop.when.clone(),
            universe: Arc::clone(&target.universe),
            trust: hop.trust,
            session: target.session,
        })
    })
    .collect()
}

/// The steps of each caller, by the names of the roles, each with a number of its own.
fn in_order<'h>(
    hops: &'h BTreeMap<PrincipalId, Vec<Hop>>,
    targets: &[Target],
) -> BTreeMap<PrincipalId, Vec<(usize, &'h Hop)>> {
    let mut numbers = 0..;
    let numbered = hops.iter().map(|(caller, steps)| {
        let mut steps: Vec<(usize, &Hop)> = numbers.by_ref().zip(steps).collect();
        steps.sort_by_key(|(_, hop)| targets.get(hop.target).map(|target| &target.id));
        (*caller, steps)
    });
    numbered.collect()
}

struct Search<'a> {
    paths: Paths<'a>,
    targets: &'a [Target],
    hops: BTreeMap<PrincipalId, Vec<(usize, &'a Hop)>>,
    universe: &'a Universe,
    /// When each step can be done, by its number and the bound: on every way it is the
    /// same, and there are more ways than steps.
    known: RefCell<BTreeMap<(usize, bool), Intervals>>,
}

impl<'a> Search<'a> {
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
                let known = found.get(&last).map(|known| known.answer);
                if known.is_some_and(|known| known != Answer::Unknown) {
                    continue;
                }
                // A longer way that is certain says more than a shorter one that is not.
                if let Some(reach) = self.judge(&path)
                    && (known.is_none() || reach.answer != Answer::Unknown)
                {
                    found.insert(last, reach);
                }
            }
        }
        let mut reach: Vec<Reach> = found.into_values().collect();
        reach.sort_by(|a, b| a.via.last().cmp(&b.via.last()));
        reach
    }

    /// The shortest simple paths to each role, breadth first, ties by name.
    fn paths(&self, caller: PrincipalId, bound: Bound) -> Vec<Vec<&'a Hop>> {
        let mut done = Vec::new();
        let mut seen: BTreeMap<usize, Intervals> = BTreeMap::new();
        let now = self.paths.from_now();
        let mut level: Vec<(Vec<&'a Hop>, Intervals)> = vec![(Vec::new(), now.clone())];
        // A path visits a role once, so there are no longer ones than this; and none
        // brings anything new once there is a way to every role at every time.
        let others = self.targets.iter();
        let others = others.filter(|target| target.principal != caller).count();
        let mut always = 0_usize;
        for _ in 0..self.targets.len() {
            if always == others {
                break;
            }
            let mut next = Vec::new();
            for (path, times) in &level {
                let here = path
                    .last()
                    .and_then(|hop| self.targets.get(hop.target))
                    .map_or(caller, |target| target.principal);
                for (number, hop) in self.hops.get(&here).into_iter().flatten() {
                    let known = seen.get(&hop.target);
                    if known.is_some_and(|known| times.is_subset(known)) {
                        continue;
                    }
                    let Some(target) = self.targets.get(hop.target) else {
                        continue;
                    };
                    if target.principal == caller
                        || path.iter().any(|taken| taken.target == hop.target)
                    {
                        continue;
                    }
                    let arrived = self
                        .times((*number, hop), target, bound)
                        .intersection(times);
                    if arrived.is_empty() {
                        continue;
                    }
                    if known.is_some_and(|known| arrived.is_subset(known)) {
                        continue;
                    }
                    let all = known.map_or_else(|| arrived.clone(), |known| known.union(&arrived));
                    always = always.saturating_add(usize::from(now.is_subset(&all)));
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

    /// When one step can be done.
    fn times(&self, (number, hop): (usize, &Hop), target: &Target, bound: Bound) -> Intervals {
        let key = (number, bound == Bound::Most);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let when = self.paths.settled(&hop.when).bound(bound);
        let times = self.paths.times(&when, &target.universe);
        self.known.borrow_mut().insert(key, times.clone());
        times
    }

    /// The answer over one path, across the worlds of all its hops.
    fn judge(&self, path: &[&Hop]) -> Option<Reach> {
        let last = path.last()?;
        let role = self.targets.get(last.target)?;
        let mut links: Vec<Link<'_>> = Vec::new();
        for (number, hop) in path.iter().enumerate() {
            let target = self.targets.get(hop.target)?;
            links.push(Link {
                when: &hop.when,
                universe: &target.universe,
                given: None,
                by: number.checked_sub(1),
                session: Some(target.session),
                exposure: None,
                outlasting: None,
            });
        }
        let hops = links.clone();
        links.push(Link {
            when: &role.access,
            universe: self.universe,
            given: None,
            by: path.len().checked_sub(1),
            session: None,
            exposure: role.exposure,
            outlasting: None,
        });
        let judged = self.paths.judge(&links)?;
        Some(Reach {
            via: path
                .iter()
                .filter_map(|hop| self.targets.get(hop.target))
                .map(|target| target.id.clone())
                .collect(),
            answer: judged.answer,
            breadth: role.breadth,
            exposure: judged.exposure,
            depends_on: judged.depends_on,
            relies_on: self.paths.relied_on(&hops, judged.answer),
            trust: last.trust,
            trust_at: last.trust_at,
            call_at: path.first().and_then(|hop| hop.call_at),
            witness: judged.witness,
            witness_world: judged.witness_world,
        })
    }
}
