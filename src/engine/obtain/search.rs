//! The search: breadth first over whom somebody acts as and what they changed, at
//! first with every doubt against them, then with every doubt for them. The
//! shortest ways are kept, one for each first call.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use crate::engine::changes::{Changes, Identity};
use crate::engine::compile::Compiler;
use crate::engine::domain::ordered::Intervals;
use crate::engine::formula::{Bound, Formula, World};
use crate::engine::obtain::again::Only;
use crate::engine::obtain::batch::{Batch, Sorted};
use crate::engine::obtain::given::without_second_factor;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::progress::Progress;
use crate::engine::obtain::requests::RequestId;
use crate::engine::obtain::steps::key::StepKey;
use crate::engine::obtain::steps::{Here, Step};
use crate::engine::obtain::{MAX_SOLVER_STEPS, MAX_STATES, MAX_STEPS, Obtained};
use crate::engine::path::Paths;
use crate::model::catalogue::Gives;
use crate::model::doubt::Doubts;

/// Somebody that is acted as, from when on.
#[derive(Clone)]
pub(super) struct Acting {
    pub(super) who: Identity,
    /// The request that opened the session, and how long it lasts.
    pub(super) opened: Option<usize>,
    pub(super) without_second_factor: bool,
    /// The instants at which requests can be made.
    pub(super) times: Intervals,
}

/// A step that was taken.
#[derive(Clone)]
pub(super) struct Move {
    pub(super) step: Rc<Step>,
    /// Who took it, by the place among those acted as.
    pub(super) actor: usize,
    /// The request of each call.
    pub(super) requests: Vec<RequestId>,
    /// The account as it was.
    pub(super) before: Changes,
}

/// A state of the search.
#[derive(Clone)]
pub(super) struct State {
    pub(super) acting: Vec<Acting>,
    pub(super) changes: Changes,
    pub(super) moves: Vec<Move>,
    pub(super) clock: Intervals,
    pub(super) links: usize,
}

impl State {
    fn steps(&self) -> BTreeSet<StepKey> {
        self.moves.iter().map(|taken| taken.step.key()).collect()
    }

    fn first_edge(&self) -> Option<&'static str> {
        self.moves
            .iter()
            .find_map(|taken| taken.step.edge.map(|edge| edge.id))
    }

    pub(super) fn who(&self) -> Vec<Identity> {
        self.acting
            .iter()
            .map(|acting| acting.who.clone())
            .collect()
    }
}

/// Which steps are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Those that may complete a way.
    Ways,
    /// Those that only lead on.
    Rest,
}

/// What a state comes to.
enum Outcome {
    /// Nothing yet.
    Open,
    /// The action, by roles alone, which is told elsewhere.
    ByRoles,
    /// The action.
    Found(Box<Obtained>),
}

impl Outcome {
    const fn leads_on(&self) -> bool {
        matches!(self, Self::Open)
    }
}

pub(super) struct Search<'s, 'a> {
    pub(super) ground: &'s mut Ground<'a>,
    pub(super) compiler: &'s mut Compiler<'a>,
    pub(super) doubts: &'s mut Doubts,
    pub(super) caller: Identity,
    before: Formula,
    /// What is settled of the doubts about the caller's own answer.
    world: World,
    states: usize,
    steps_left: Cell<u64>,
    cut: bool,
    /// Whether what was looked at hung on a doubt: if not, taking doubts the other way
    /// shows nothing else.
    doubted: Cell<bool>,
    /// Whether somebody acted as might give somebody what they did not have.
    pub(super) gave: bool,
    /// Whether somebody acted as, with what they were given, might come to act as another.
    pub(super) became: bool,
    /// Whether those are looked at, too, who lead on only once given something.
    pub(super) all: bool,
    /// The only steps that are taken; `None` for any.
    pub(super) only: Option<Only>,
}

impl<'s, 'a> Search<'s, 'a> {
    pub(super) fn new(
        ground: &'s mut Ground<'a>,
        compiler: &'s mut Compiler<'a>,
        doubts: &'s mut Doubts,
        caller: &Identity,
    ) -> Self {
        Self {
            ground,
            compiler,
            doubts,
            caller: caller.clone(),
            before: Formula::False,
            world: World::new(),
            states: 0,
            steps_left: Cell::new(MAX_SOLVER_STEPS),
            cut: false,
            doubted: Cell::new(false),
            gave: false,
            became: false,
            all: false,
            only: None,
        }
    }

    /// Whether more states would have had to be looked at.
    pub(super) const fn is_cut(&self) -> bool {
        self.cut
    }

    /// The shortest ways, one for each first call of the table.
    pub(super) fn run(&mut self) -> Vec<Obtained> {
        let none = Changes::none();
        let caller = self.caller.clone();
        if self.ground.powers.of_identity(&caller, &none).allows == 0 {
            return Vec::new();
        }
        self.before = self
            .ground
            .access(&caller, &none, self.compiler, self.doubts);
        if self.ground.is_shut(&caller, self.compiler, self.doubts) {
            return Vec::new();
        }
        let mut found = self.look(Bound::Least);
        let worlds = match self.doubted.get() {
            true => self.without_access(&self.before),
            false => Vec::new(),
        };
        for world in worlds {
            if !found.is_empty() || self.cut {
                break;
            }
            self.world = world;
            found = self.look(Bound::Most);
        }
        found.sort_by_key(|way| way.first().and_then(|first| first.edge));
        found
    }

    pub(super) fn start(&self) -> State {
        let times = self.paths().from_now();
        State {
            acting: vec![Acting {
                who: self.caller.clone(),
                opened: None,
                without_second_factor: false,
                times: times.clone(),
            }],
            changes: Changes::none(),
            moves: Vec::new(),
            clock: times,
            links: 0,
        }
    }

    pub(super) fn paths(&self) -> Paths<'_> {
        let names = Rc::clone(&self.ground.time_names);
        let at = self.ground.facts.at;
        Paths::new(names, at, self.ground.readings, self.doubts).metered(&self.steps_left)
    }

    /// A formula as far as the search looks at it.
    pub(super) fn seen(&self, formula: &Formula, bound: Bound) -> Formula {
        let settled = self.paths().settled(formula);
        if !settled.has_choices() {
            return settled;
        }
        self.doubted.set(true);
        settled.in_world(&self.world).bound(bound)
    }

    /// The requests that the caller is not allowed today, doubts taken against what is
    /// obtained.
    pub(super) fn lacks(&self, bound: Bound) -> Formula {
        let opposite = match bound {
            Bound::Most => Bound::Least,
            Bound::Least => Bound::Most,
        };
        self.seen(&self.before, opposite).not()
    }

    pub(super) fn search(&mut self, bound: Bound) -> Vec<Obtained> {
        let mut found: Vec<Obtained> = Vec::new();
        let mut progress = Progress::default();
        let mut level = vec![self.start()];
        for _ in 0..MAX_STEPS {
            let mut next = Vec::new();
            // What may already be a way comes first: where one is found, what only
            // leads on is not looked at.
            for part in [Part::Ways, Part::Rest] {
                for state in &level {
                    self.widen(state, bound, part, &mut found, &mut progress, &mut next);
                    if self.cut {
                        return found;
                    }
                }
                if !found.is_empty() {
                    return found;
                }
            }
            level = next;
        }
        found
    }

    /// Takes every step that is open in a state.
    fn widen(
        &mut self,
        state: &State,
        bound: Bound,
        part: Part,
        found: &mut Vec<Obtained>,
        progress: &mut Progress,
        next: &mut Vec<State>,
    ) {
        let taken = state.steps();
        let first = state.first_edge();
        let has = |found: &[Obtained], edge: Option<&str>| {
            edge.is_some()
                && found
                    .iter()
                    .any(|way| way.first().and_then(|first| first.edge) == edge)
        };
        if has(found, first) {
            return;
        }
        let who = state.who();
        let is_chain = self.only.is_none() && self.is_chain(state);
        for batch in self.open(state, bound) {
            if has(found, first.or(batch.edge)) {
                continue;
            }
            let sorted = match state.changes.is_none() {
                true => self.sorted(&batch),
                false => None,
            };
            let among = match (&sorted, part) {
                (Some(sorted), Part::Ways) => Some(sorted.ways.as_slice()),
                (Some(sorted), Part::Rest) => Some(sorted.rest.as_slice()),
                (None, Part::Ways) => None,
                (None, Part::Rest) => continue,
            };
            let reached = self.ground.reached(&batch, &who, &state.changes);
            let mut worth = self.worth_of(&batch, &who);
            let mut from = 0;
            while let Some(number) = batch.next(from, &reached, among) {
                from = number.saturating_add(1);
                if has(found, first.or(batch.edge)) {
                    break;
                }
                let Some(step) = &self.ground.step(&batch, number) else {
                    continue;
                };
                if self.only.as_ref().is_some_and(|only| !only.has(step)) {
                    continue;
                }
                let becomes = step.becomes.as_ref().map(|becomes| &becomes.who);
                if becomes.is_some_and(|becomes| who.contains(becomes)) {
                    continue;
                }
                let role = becomes.filter(|_| batch.edge.is_none() && self.only.is_none());
                let class = role.and_then(|role| self.ground.class_of_role(role));
                if class.is_some_and(|class| worth.contains(&class)) {
                    continue;
                }
                let key = step.key();
                if taken.contains(&key) {
                    continue;
                }
                let mut keys = taken.clone();
                keys.insert(key);
                if progress.knows(&keys) {
                    continue;
                }
                let stays_chain = is_chain
                    && becomes.is_some_and(|becomes| !self.ground.may_alter(becomes))
                    && !Ground::alters(step);
                let first_actor = match stays_chain {
                    true => state.acting.len().saturating_sub(1),
                    false => 0,
                };
                let Some(reached) = self.take_from(first_actor, state, step, bound) else {
                    continue;
                };
                worth.extend(class);
                // Targets of one class are worth the same, and no other policy could give
                // the bearer more than all.
                from = match step.gives_all {
                    true => batch.count(),
                    false => batch.after(number),
                };
                let outcome = self.outcome(&reached, bound);
                // A chain ends with whoever can do nothing more.
                if stays_chain && outcome.leads_on() && !self.may_act(&reached) {
                    progress.took(keys);
                    continue;
                }
                self.states = self.states.saturating_add(usize::from(outcome.leads_on()));
                if self.states > MAX_STATES || self.steps_left.get() == 0 {
                    self.cut = true;
                    return;
                }
                match outcome {
                    Outcome::Open => {
                        progress.took(keys);
                        next.push(reached);
                    }
                    Outcome::ByRoles => progress.led(keys),
                    Outcome::Found(way) => {
                        progress.led(keys);
                        found.push(*way);
                    }
                }
            }
        }
    }

    /// The classes of roles that need not be become any more: somebody acted as is as
    /// good.
    fn worth_of(&self, batch: &Batch, who: &[Identity]) -> BTreeSet<usize> {
        let roles = who.iter().filter(|_| batch.edge.is_none());
        roles
            .filter_map(|who| self.ground.class_of_role(who))
            .collect()
    }

    /// Whether all that was done is to come to act as another, and nobody acted as may
    /// alter what anybody holds. What comes of it then is a chain, in which each acts as
    /// the next: two who are become side by side do nothing for each other.
    fn is_chain(&mut self, state: &State) -> bool {
        let mut moves = state.moves.iter();
        let mut acting = state.acting.iter();
        moves.all(|taken| !Ground::alters(&taken.step))
            && !acting.any(|acting| self.ground.may_alter(&acting.who))
    }

    /// Whether the last who is acted as may be allowed a step.
    fn may_act(&mut self, state: &State) -> bool {
        let steps = self.ground.all_calls;
        let last = state.acting.last();
        last.is_some_and(|last| {
            let powers = &mut self.ground.powers;
            powers.of_identity(&last.who, &state.changes).allows & steps != 0
        })
    }

    /// The steps of a batch by whether they may complete a way: they change what
    /// somebody acted as holds, or let somebody be acted as who has the action. In an
    /// account that was changed already, each may.
    fn sorted(&mut self, batch: &Batch) -> Option<Rc<Sorted>> {
        let unchanged = Changes::none();
        batch.sorted(|who| {
            let ground = &mut *self.ground;
            ground.access(who, &unchanged, self.compiler, self.doubts) != Formula::False
        })
    }

    /// The steps that somebody acted as might be allowed, edge by edge.
    fn open(&mut self, state: &State, bound: Bound) -> Vec<Rc<Batch>> {
        let who = state.who();
        let here = Here {
            who: &who,
            changes: &state.changes,
        };
        let allowed: Vec<_> = who
            .iter()
            .map(|who| self.ground.powers.of_identity(who, &state.changes).allows)
            .collect();
        let may = |needed: u128| allowed.iter().any(|allows| allows & needed == needed);
        let may_any = |some: u128| allowed.iter().any(|allows| allows & some != 0);
        let gives = may_any(self.ground.giving);
        self.gave |= gives;
        self.became |= may_any(self.ground.becoming);
        self.ground.look_at_all(self.all && gives);
        let mut open = Vec::new();
        let becoming = self.ground.assuming();
        if becoming != 0 && may(becoming) {
            open.push(self.ground.hops());
        }
        for (edge, needed) in Rc::clone(&self.ground.edges).iter() {
            // A principal of the management account is bound by no control policy:
            // lifting one gives it nothing.
            let lifts = edge.gives == Gives::LiftControlPolicy;
            if !lifts && *needed != 0 && may(*needed) && self.could_at_all(edge, &who, state, bound)
            {
                let batches = self.ground.steps(edge, here, self.doubts);
                open.extend(batches.iter().cloned());
            }
        }
        open
    }

    /// Whether the call of an edge may be allowed on anything of its kind, as far as
    /// the search looks at it.
    fn could_at_all(
        &mut self,
        edge: &crate::model::catalogue::Escalation,
        who: &[Identity],
        state: &State,
        bound: Bound,
    ) -> bool {
        let requests = self.ground.on_any(edge);
        who.iter().any(|who| {
            requests.iter().any(|request| {
                let ground = &mut *self.ground;
                let when = ground.requests.allowed(
                    *request,
                    who,
                    &state.changes,
                    &ground.powers,
                    self.doubts,
                );
                self.seen(&when, bound) != Formula::False
            })
        })
    }

    /// Whether somebody acted as has the action that the caller does not have.
    fn outcome(&mut self, state: &State, bound: Bound) -> Outcome {
        let steps = state.moves.len();
        let only = self.only.as_ref();
        if only.is_some_and(|only| only.is_too_short(steps)) {
            return Outcome::Open;
        }
        let lacks = self.lacks(bound);
        for number in (0..state.acting.len()).rev() {
            let Some(acting) = state.acting.get(number).cloned() else {
                continue;
            };
            let only = self.only.as_ref();
            if only.is_some_and(|only| !only.ends_as(&acting.who, self.ground.facts)) {
                continue;
            }
            let mut access =
                self.ground
                    .access(&acting.who, &state.changes, self.compiler, self.doubts);
            if acting.without_second_factor {
                let given = without_second_factor(&self.compiler.universe);
                access = Formula::and([access, given]);
            }
            if access == Formula::False {
                continue;
            }
            let more = Formula::and([self.seen(&access, bound), lacks.clone()]);
            let times = self
                .paths()
                .times(&more, &self.compiler.universe)
                .intersection(&acting.times)
                .intersection(&state.clock);
            if times.is_empty() {
                continue;
            }
            if state.moves.iter().all(|taken| taken.step.edge.is_none()) {
                return Outcome::ByRoles;
            }
            // What the caller may do today is not what is obtained.
            let gained = if self.before == Formula::False {
                access
            } else {
                Formula::and([access, self.before.not()])
            };
            if let Some(way) = self.tell(state, &acting, &gained) {
                return Outcome::Found(Box::new(way));
            }
        }
        Outcome::Open
    }
}
