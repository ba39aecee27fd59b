//! The steps of one edge in order. There may be very many, of which somebody can take
//! few: those are found by what their own Allow statements name, and made when they
//! are looked at.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::engine::changes::{Changes, Identity};
use crate::engine::formula::Formula;
use crate::engine::obtain::ground::Ground;
use crate::engine::obtain::powers::Actions;
use crate::engine::obtain::requests::id_of;
use crate::engine::obtain::steps::Step;
use crate::engine::obtain::steps::granting::Attaching;
use crate::engine::obtain::texts::{Reached, Texts, next_in};
use crate::engine::obtain::worth::Classes;
use crate::model::account::{PrincipalId, PrincipalKind};
use crate::model::catalogue::Escalation;
use crate::model::pattern::{Fold, matches};

/// Steps of one edge.
pub(super) struct Batch {
    /// The edge by its id; `None` for becoming a role.
    pub(super) edge: Option<&'static str>,
    pub(super) plan: Plan,
    /// What must hold besides, for each of them.
    pub(super) guards: Vec<Formula>,
    /// What somebody has to be allowed; `None` where it is asked step by step.
    pub(super) needs: Option<Needs>,
    made: RefCell<BTreeMap<usize, Rc<Step>>>,
}

/// What the steps are.
pub(super) enum Plan {
    /// Few enough to be made beforehand.
    Made(Vec<Rc<Step>>),
    /// Acting as each of some people.
    ActAs(Escalation, Rc<People>),
    /// Attaching each policy to one principal.
    Attach(Box<Attaching>),
}

/// People in classes of those that are worth the same.
pub(super) struct People {
    pub(super) kind: PrincipalKind,
    pub(super) ids: Vec<PrincipalId>,
    /// Of each, where the next class begins.
    ends: Vec<usize>,
    sorted: OnceCell<Rc<Sorted>>,
}

/// Steps by their numbers: those that may complete a way, and those that only lead on.
pub(super) struct Sorted {
    pub(super) ways: Vec<usize>,
    pub(super) rest: Vec<usize>,
}

/// What an Allow statement has to name for a step to be open.
pub(super) struct Needs {
    pub(super) action: Actions,
    /// The resources of the call, each of which must be named.
    pub(super) on: Vec<Target>,
    /// Who is admitted, where others cannot be.
    pub(super) admits: Option<Admits>,
}

/// One resource of a call.
pub(super) enum Target {
    /// It may be anything.
    Open,
    /// The same for every step, in each spelling.
    Same(Vec<String>),
    /// Another for each step.
    Each(Rc<Texts>),
}

/// The steps that admit somebody, by numbers.
#[derive(Default)]
pub(super) struct Admits {
    pub(super) anybody: Vec<usize>,
    /// By `user/NAME` or `role/NAME` in lower case.
    pub(super) named: BTreeMap<String, Vec<usize>>,
}

impl People {
    pub(super) fn new(kind: PrincipalKind, classes: &Classes) -> Self {
        let mut people = Self {
            kind,
            ids: Vec::new(),
            ends: Vec::new(),
            sorted: OnceCell::new(),
        };
        for class in classes.iter() {
            people.ids.extend(class);
            people.ends.resize(people.ids.len(), people.ids.len());
        }
        people
    }
}

impl Batch {
    pub(super) fn new(edge: Option<&'static str>, plan: Plan, needs: Option<Needs>) -> Self {
        Self {
            edge,
            plan,
            guards: Vec::new(),
            needs,
            made: RefCell::default(),
        }
    }

    /// The steps, where they were made beforehand.
    pub(super) fn made(&self) -> &[Rc<Step>] {
        match &self.plan {
            Plan::Made(steps) => steps,
            Plan::ActAs(..) | Plan::Attach(_) => &[],
        }
    }

    /// How many steps there are.
    pub(super) fn count(&self) -> usize {
        match &self.plan {
            Plan::Made(steps) => steps.len(),
            Plan::ActAs(_, people) => people.ids.len(),
            Plan::Attach(attaching) => attaching.count,
        }
    }

    /// Steps at the beginning that are not told from others by what they need.
    fn always(&self) -> usize {
        match &self.plan {
            Plan::Attach(attaching) => usize::from(attaching.written),
            Plan::Made(_) | Plan::ActAs(..) => 0,
        }
    }

    /// The next step from a number on that is among those reached and among some.
    pub(super) fn next(
        &self,
        from: usize,
        reached: &Reached,
        among: Option<&[usize]>,
    ) -> Option<usize> {
        let always = self.always();
        let mut from = from;
        loop {
            let open = match from < always {
                true => from,
                false => reached
                    .next(from.saturating_sub(always))?
                    .saturating_add(always),
            };
            let wanted = among.map_or(Some(open), |among| next_in(among, open))?;
            if wanted == open {
                return (open < self.count()).then_some(open);
            }
            from = wanted;
        }
    }

    /// The first step after one that is worth something else.
    pub(super) fn after(&self, number: usize) -> usize {
        let end = match &self.plan {
            Plan::ActAs(_, people) => people.ends.get(number).copied(),
            Plan::Made(_) | Plan::Attach(_) => None,
        };
        end.unwrap_or_else(|| number.saturating_add(1))
    }

    /// The steps by what they may come to in an account that nobody changed, worked out
    /// once where they are the same for all; `None` where each may complete a way.
    pub(super) fn sorted(
        &self,
        mut has_access: impl FnMut(&Identity) -> bool,
    ) -> Option<Rc<Sorted>> {
        let mut sort = |whom: &mut dyn Iterator<Item = Option<Identity>>| {
            let mut sorted = Sorted {
                ways: Vec::new(),
                rest: Vec::new(),
            };
            for (number, who) in whom.enumerate() {
                match who.is_none_or(|who| has_access(&who)) {
                    true => sorted.ways.push(number),
                    false => sorted.rest.push(number),
                }
            }
            sorted
        };
        match &self.plan {
            Plan::Attach(_) => None,
            Plan::ActAs(_, people) => {
                let mut whom = people.ids.iter().map(|id| Some(Identity::Principal(*id)));
                let sorted = people.sorted.get_or_init(|| Rc::new(sort(&mut whom)));
                Some(Rc::clone(sorted))
            }
            Plan::Made(steps) => {
                let mut whom = steps.iter().map(|step| {
                    let becomes = step.becomes.as_ref();
                    let becomes = becomes.filter(|_| step.changes.is_none());
                    becomes.map(|becomes| becomes.who.clone())
                });
                Some(Rc::new(sort(&mut whom)))
            }
        }
    }
}

impl<'a> Ground<'a> {
    /// One step of a batch.
    pub(super) fn step(&mut self, batch: &Batch, number: usize) -> Option<Rc<Step>> {
        if let Plan::Made(steps) = &batch.plan {
            return steps.get(number).cloned();
        }
        if let Some(known) = batch.made.borrow().get(&number) {
            return Some(Rc::clone(known));
        }
        let mut step = match &batch.plan {
            Plan::Made(_) => None,
            Plan::ActAs(edge, people) => self.acting_as(edge, people, number),
            Plan::Attach(attaching) => self.attachment(attaching, number),
        }?;
        step.guards.extend(batch.guards.iter().cloned());
        let step = Rc::new(step);
        batch.made.borrow_mut().insert(number, Rc::clone(&step));
        Some(step)
    }

    /// The steps of a batch that a quick look leaves open for somebody: at the resources
    /// that their Allow statements name, and at whom roles admit.
    pub(super) fn reached(
        &mut self,
        batch: &Batch,
        who: &[Identity],
        changes: &Changes,
    ) -> Reached {
        let Some(needs) = &batch.needs else {
            return Reached::All;
        };
        let mut any = Reached::none();
        for who in who {
            let mut reached = match changes.is_none() {
                true => self.reached_by(needs, who),
                false => Reached::All,
            };
            if let (Some(admits), Identity::Principal(_)) = (&needs.admits, who) {
                reached = reached.and(admits.of(&id_of(who, self.facts)));
            }
            any = any.or(reached);
        }
        any
    }

    fn reached_by(&mut self, needs: &Needs, who: &Identity) -> Reached {
        let Some(documents) = self.powers.allowing(who, needs.action) else {
            return Reached::All;
        };
        let mut all = Reached::All;
        for target in &needs.on {
            if matches!(target, Target::Open) {
                continue;
            }
            let mut named = Reached::none();
            for document in &documents {
                named = named.or(match self.powers.resources_of(*document, needs.action) {
                    None => Reached::All,
                    Some(patterns) => target.named_by(&patterns),
                });
            }
            all = all.and(named);
            if all.is_none() {
                break;
            }
        }
        all
    }

    /// What the steps of an edge need that are each on one thing of its own, by the
    /// names of these.
    pub(super) fn needs_of<'n>(
        &mut self,
        edge: &Escalation,
        key: &'static str,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Needs {
        let targets = edge.on().templates().map(|template| {
            let end = format!("{{{key}}}");
            match template.strip_suffix(end.as_str()) {
                None => self.target(template, &[]),
                Some(before) => match self.target(before, &[]) {
                    Target::Same(before) => {
                        let texts = names.clone().map(|name| (before.clone(), name));
                        Target::Each(Rc::new(Texts::new(texts)))
                    }
                    other => other,
                },
            }
        });
        Needs {
            on: targets.collect(),
            action: self.powers.bit(edge.action),
            admits: None,
        }
    }

    /// A resource of a call as far as these names in its braces tell it.
    pub(super) fn target(&self, template: &str, bindings: &[(&'static str, &str)]) -> Target {
        self.spellings(template, bindings)
            .map_or(Target::Open, Target::Same)
    }
}

impl Target {
    fn named_by(&self, patterns: &[String]) -> Reached {
        let mut patterns = patterns.iter();
        match self {
            Self::Open => Reached::All,
            Self::Same(spellings) => {
                let is_named = |pattern: &String| {
                    let mut spellings = spellings.iter();
                    spellings.any(|text| matches(pattern, text, Fold::Ascii))
                };
                match patterns.any(is_named) {
                    true => Reached::All,
                    false => Reached::none(),
                }
            }
            Self::Each(texts) => patterns
                .map(|pattern| texts.reached(pattern))
                .fold(Reached::none(), Reached::or),
        }
    }
}

impl Admits {
    fn of(&self, id: &str) -> Reached {
        let named = self.named.get(&id.to_ascii_lowercase());
        let mut all = self.anybody.clone();
        all.extend(named.into_iter().flatten());
        all.sort_unstable();
        all.dedup();
        Reached::These(all.into())
    }
}
