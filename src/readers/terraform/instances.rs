//! `count` and `for_each`: how many instances a block has, what each is called,
//! and under which condition it exists.

use std::rc::Rc;

use crate::model::doubt::Choice;
use crate::model::missing::MissingKind;
use crate::readers::Why;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::MAX_INSTANCES_OF_BLOCK;
use crate::readers::terraform::evaluator::Key;
use crate::readers::terraform::run::{Env, Run};
use crate::source::{HoleId, Span};
use crate::syntax::expression::{Body, Expression, ExpressionKind};

/// How the instances of a block are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Single,
    /// By their number.
    Count,
    /// By a text.
    ForEach,
}

/// One instance, before its block is evaluated.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    pub(super) env: Env,
    pub(super) when: Vec<Choice>,
    /// `[0]`, `["a"]`, or nothing.
    pub(super) suffix: String,
    /// The number or text that tells it apart.
    pub(super) key: Option<Evaluated>,
}

/// The instances of a block.
#[derive(Clone, Debug)]
pub(super) struct Instances<T> {
    pub(super) shape: Shape,
    /// One instance stands for an unknown number of them.
    pub(super) symbolic: Option<HoleId>,
    pub(super) list: Vec<T>,
}

impl<T> Instances<T> {
    const fn none() -> Self {
        Self {
            shape: Shape::Single,
            symbolic: None,
            list: Vec::new(),
        }
    }

    pub(super) fn map<U>(self, mut make: impl FnMut(T) -> U) -> Instances<U> {
        Instances {
            shape: self.shape,
            symbolic: self.symbolic,
            list: self.list.into_iter().map(&mut make).collect(),
        }
    }
}

/// What a reference picks among instances, and how many steps that took.
pub(super) enum Picked<'i, T> {
    One(&'i T, usize),
    /// All of them, as a list or mapping.
    All,
    /// One of them, and it is not known which.
    Some(usize),
    /// There is no such instance.
    Nothing(usize),
}

/// Something with a key among others.
pub(super) trait Keyed {
    fn key(&self) -> Option<&Evaluated>;
}

impl<T: Keyed> Instances<T> {
    pub(super) fn pick(&self, steps: &[Key]) -> Picked<'_, T> {
        let only = || match self.list.as_slice() {
            [one] => Some(one),
            _ => None,
        };
        match (self.shape, steps.first()) {
            (Shape::Single, Some(Key::Attribute(_)) | None) => match only() {
                Some(one) => Picked::One(one, 0),
                None => Picked::Nothing(0),
            },
            // The first of one: an older spelling that still means it.
            (Shape::Single, Some(Key::Index(key))) if key.to_text().as_deref() == Some("0") => {
                only().map_or(Picked::Nothing(1), |one| Picked::One(one, 1))
            }
            // An attribute in brackets.
            (Shape::Single, Some(Key::Index(_))) => {
                only().map_or(Picked::Nothing(0), |one| Picked::One(one, 0))
            }
            (_, Some(Key::Index(key))) => {
                let Some(text) = key.to_text() else {
                    return only().map_or(Picked::Some(1), |one| Picked::One(one, 1));
                };
                let is = |one: &&T| one.key().and_then(Evaluated::to_text).as_ref() == Some(&text);
                let mut found = self.list.iter().filter(is);
                match (found.next(), found.next(), self.symbolic) {
                    (Some(one), None, _) => Picked::One(one, 1),
                    (Some(_), Some(_), _) => Picked::Some(1),
                    (None, _, Some(_)) => only().map_or(Picked::Some(1), |one| Picked::One(one, 1)),
                    (None, _, None) => Picked::Nothing(1),
                }
            }
            // Without an index, older configurations mean the only instance.
            (Shape::Count, Some(Key::Attribute(_))) => {
                only().map_or(Picked::All, |one| Picked::One(one, 0))
            }
            _ => Picked::All,
        }
    }
}

/// One way that a collection may come out.
struct Way {
    when: Option<Choice>,
    value: Evaluated,
}

impl Run<'_, '_, '_, '_> {
    /// The instances of a block that stands in `env`.
    pub(super) fn expand(&mut self, env: &Env, body: &Body) -> Instances<Slot> {
        if let Some(count) = body.attribute("count") {
            return self.counted(env, &count.value);
        }
        if let Some(each) = body.attribute("for_each") {
            return self.for_each(env, &each.value);
        }
        Instances {
            shape: Shape::Single,
            symbolic: None,
            list: vec![Slot {
                env: env.clone(),
                when: Vec::new(),
                suffix: String::new(),
                key: None,
            }],
        }
    }

    /// The ways that an expression comes out: two where it hangs on a condition
    /// that is not known.
    fn ways(&mut self, env: &Env, expression: &Expression) -> Vec<Way> {
        if let ExpressionKind::Conditional {
            condition,
            then,
            otherwise,
        } = &expression.kind
            && let Some(hole) = first_hole(&self.value(env, condition))
            && !self.is_dropped()
        {
            let gap = self.gap(env, condition.at, hole);
            let branches = [(1, then), (0, otherwise)];
            return branches
                .map(|(choice, branch)| Way {
                    when: Some(Choice::is(gap, choice)),
                    value: self.value(env, branch),
                })
                .into();
        }
        let value = self.value(env, expression);
        vec![Way { when: None, value }]
    }

    fn counted(&mut self, env: &Env, expression: &Expression) -> Instances<Slot> {
        let mut symbolic = None;
        let mut list: Vec<Slot> = Vec::new();
        let ways = self.ways(env, expression);
        if self.is_dropped() {
            return Instances::none();
        }
        let numbers: Vec<(Option<Choice>, Option<usize>, Evaluated)> = ways
            .into_iter()
            .map(|way| (way.when, number(&way.value), way.value))
            .collect();
        let most = numbers.iter().filter_map(|(_, number, _)| *number).max();
        let most = self.bounded(most.unwrap_or(0), expression.at);
        for index in 0..most {
            let has = |number: &Option<usize>| number.is_some_and(|number| number > index);
            let all = numbers.iter().all(|(_, number, _)| has(number));
            let when = numbers.iter().find(|(_, number, _)| has(number));
            let when = when.and_then(|(when, ..)| *when).filter(|_| !all);
            list.push(slot_of_count(
                env,
                index,
                expression.at,
                when.into_iter().collect(),
            ));
        }
        for (when, _, value) in numbers.iter().filter(|(_, number, _)| number.is_none()) {
            let hole = self.hole_of(value, "a number", expression.at);
            symbolic = Some(hole);
            if list.is_empty() {
                let exists = self.when(env, expression.at, hole, 1);
                let when = when.iter().copied().chain([exists]).collect();
                let mut slot = slot_of_count(env, 0, expression.at, when);
                slot.env.count = Some(self.some_index(hole, expression.at));
                list.push(slot);
            }
        }
        Instances {
            shape: Shape::Count,
            symbolic,
            list,
        }
    }

    fn for_each(&mut self, env: &Env, expression: &Expression) -> Instances<Slot> {
        let mut symbolic = None;
        let mut found: Vec<(Evaluated, Evaluated, Vec<Choice>)> = Vec::new();
        let ways = self.ways(env, expression);
        if self.is_dropped() {
            return Instances::none();
        }
        for way in ways {
            let elements = match &way.value.data {
                Data::Map(members) => members.to_vec(),
                Data::List(items) => {
                    let items = items.iter();
                    items.map(|item| (item.clone(), item.clone())).collect()
                }
                Data::Null => Vec::new(),
                _ => {
                    let hole = self.hole_of(&way.value, "a mapping or set", expression.at);
                    let unknown =
                        Evaluated::new(Data::Unknown { hole, splice: true }, expression.at);
                    vec![(unknown.clone(), unknown)]
                }
            };
            for (key, value) in elements {
                let mut when: Vec<Choice> = way.when.into_iter().collect();
                if let (Some(hole), Some(known), Some(element)) =
                    (key.hole(), &key.perhaps, &value.perhaps)
                {
                    when.push(self.when(env, expression.at, hole, 1));
                    found.push(((**known).clone(), (**element).clone(), when));
                    continue;
                }
                let splice = match key.data {
                    Data::Unknown { hole, splice: true } => Some(hole),
                    _ => None,
                };
                if let Some(hole) = splice {
                    symbolic = Some(hole);
                    when.push(self.when(env, expression.at, hole, 1));
                    let one = |of: &Evaluated| Evaluated::unknown(hole, of.at);
                    found.push((one(&key), one(&value), when));
                    continue;
                }
                let same = found
                    .iter_mut()
                    .find(|(one, other, _)| way.when.is_some() && *one == key && *other == value);
                match same {
                    // It is there either way.
                    Some((_, _, when)) => when.clear(),
                    None => found.push((key, value, when)),
                }
            }
        }
        let most = self.bounded(found.len(), expression.at);
        found.truncate(most);
        let mut nameless = 0_usize;
        let list = found.into_iter().map(|(key, value, when)| {
            let suffix = match key.as_fragment() {
                Some(fragment) => {
                    let holes: Vec<HoleId> = fragment
                        .map
                        .holes(0, fragment.map.len())
                        .map(|(hole, _)| hole)
                        .collect();
                    let text = self.session.model.holes.fill(&fragment.text, &holes);
                    format!("[{text:?}]")
                }
                None => match key.to_text() {
                    Some(text) => format!("[{text:?}]"),
                    None => {
                        nameless = nameless.saturating_add(1);
                        match nameless {
                            1 => "[*]".to_owned(),
                            number => format!("[*{number}]"),
                        }
                    }
                },
            };
            Slot {
                env: Env {
                    each: Some((key.clone(), value)),
                    ..env.clone()
                },
                when,
                suffix,
                key: Some(key),
            }
        });
        Instances {
            shape: Shape::ForEach,
            symbolic,
            list: list.collect(),
        }
    }

    /// `count.index` where it is not known how many there are. It is not that number.
    fn some_index(&mut self, count: HoleId, at: Span) -> Evaluated {
        let missing = self.session.model.holes.get(count);
        let (kind, about) = missing.map_or((MissingKind::Computed, String::new()), |missing| {
            (missing.kind, missing.told_apart())
        });
        let detail = format!("at {}, out of {about}", self.place(at));
        self.missing(kind, "count.index", &detail, at)
    }

    /// A number of instances within the limits; what is beyond is reported.
    fn bounded(&mut self, wanted: usize, at: Span) -> usize {
        let mut most = wanted;
        if wanted > MAX_INSTANCES_OF_BLOCK {
            let what = "instances of one block";
            let limit = MAX_INSTANCES_OF_BLOCK;
            self.lost(at, Why::TooMuch { what, limit });
            most = limit;
        }
        for taken in 0..most {
            if !self.take_instance() {
                let what = "instances of blocks";
                let limit = crate::readers::terraform::MAX_INSTANCES;
                self.lost(at, Why::TooMuch { what, limit });
                return taken;
            }
        }
        most
    }

    /// The hole of a value that is not what it should be.
    pub(super) fn hole_of(&mut self, value: &Evaluated, wanted: &str, at: Span) -> HoleId {
        if let Some(hole) = first_hole(value) {
            return hole;
        }
        let name = self.words(at);
        let detail = format!("it must be {wanted}, at {}", self.place(at));
        self.session.hole(MissingKind::Failing, name, detail, at)
    }
}

fn slot_of_count(env: &Env, index: usize, at: Span, when: Vec<Choice>) -> Slot {
    let key = Evaluated::new(Data::Number(Rc::from(index.to_string())), at);
    Slot {
        env: Env {
            count: Some(key.clone()),
            ..env.clone()
        },
        when,
        suffix: format!("[{index}]"),
        key: Some(key),
    }
}

/// A whole number that is not negative, as `count` wants it.
fn number(value: &Evaluated) -> Option<usize> {
    match &value.data {
        Data::Bool(is) => Some(usize::from(*is)),
        _ => value.to_text()?.parse().ok(),
    }
}

/// The first hole in a value, wherever in it.
pub(super) fn first_hole(value: &Evaluated) -> Option<HoleId> {
    match &value.data {
        Data::Unknown { hole, .. } => Some(*hole),
        Data::Text(text) => text
            .map
            .holes(0, text.map.len())
            .next()
            .map(|(hole, _)| hole),
        Data::List(items) => items.iter().find_map(first_hole),
        Data::Json(inner) => first_hole(inner),
        Data::Map(members) => members
            .iter()
            .find_map(|(key, value)| first_hole(key).or_else(|| first_hole(value))),
        _ => None,
    }
}
