//! One of several values, and the input does not say which: what they have in
//! common is kept, and only where they differ is a hole.

use std::rc::Rc;

use crate::model::missing::{Missing, MissingKind};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::evaluator::evaluate::{BUDGET_SPENT, Evaluator};
use crate::readers::terraform::evaluator::unknown::origin;
use crate::source::{Fragment, HoleId, Span};

/// How many values are compared before nothing is kept of them.
const MAX_CHOICES: usize = 64;

impl Evaluator<'_> {
    /// The one value where a condition holds and the other where it does not;
    /// `hole` is the condition.
    pub(super) fn either(
        &mut self,
        hole: HoleId,
        then: &Evaluated,
        otherwise: &Evaluated,
        at: Span,
    ) -> Evaluated {
        if !self.spend_walk(then) || !self.spend_walk(otherwise) {
            return self.limit(BUDGET_SPENT, at);
        }
        self.named.clear();
        let shown = (self.shown(then), self.shown(otherwise));
        let name = format!("({} ? {} : {})", self.name_of(hole), shown.0, shown.1);
        let choice = Choice {
            detail: self.origin_of(hole, &name),
            definition: self.definition_of(hole, ""),
            name,
            at,
        };
        self.common(&choice, String::new(), then, otherwise)
    }

    /// One of several values that something unknown chooses from, as a key does.
    pub(super) fn one_of(
        &mut self,
        hole: HoleId,
        name: &str,
        values: &[&Evaluated],
        at: Span,
    ) -> Option<Evaluated> {
        let (first, others) = values.split_first()?;
        if others.len() >= MAX_CHOICES || self.stays(hole) {
            return None;
        }
        let mut shown = Vec::new();
        for value in values {
            if !self.spend_walk(value) {
                return None;
            }
            shown.push(self.shown(value));
        }
        let mut detail = format!("one of {}", shown.join(", "));
        let definition = self.definition_of(hole, &detail);
        let origin = self.origin_of(hole, name);
        if !origin.is_empty() {
            detail = format!("{detail}; {origin}");
        }
        let choice = Choice {
            name: name.to_owned(),
            detail,
            definition,
            at,
        };
        let mut common = (*first).clone();
        for other in others {
            common = self.common(&choice, String::new(), &common, other);
        }
        Some(common)
    }

    /// How what decides came to be missing.
    fn origin_of(&self, hole: HoleId, name: &str) -> String {
        let missing = self.scope.missing(hole);
        missing.map_or_else(String::new, |missing| origin(name, &missing))
    }

    fn common(
        &mut self,
        choice: &Choice,
        path: String,
        one: &Evaluated,
        other: &Evaluated,
    ) -> Evaluated {
        if identical(one, other) {
            return one.clone();
        }
        let mut common = self.common_data(choice, &path, one, other);
        if one.refers == other.refers {
            common.refers.clone_from(&one.refers);
        }
        common
    }

    fn common_data(
        &mut self,
        choice: &Choice,
        path: &str,
        one: &Evaluated,
        other: &Evaluated,
    ) -> Evaluated {
        match (&one.data, &other.data) {
            (Data::Json(one), Data::Json(other)) => {
                let inner = self.common(choice, path.to_owned(), one, other);
                Evaluated::new(Data::Json(inner.into()), choice.at)
            }
            (Data::List(ours), Data::List(theirs)) => {
                self.common_items(choice, path, one.at, ours, theirs)
            }
            (Data::Map(ours), Data::Map(theirs)) if same_keys(ours, theirs) => {
                let mut members = Vec::with_capacity(ours.len());
                for ((key, value), (_, their)) in sorted(ours).into_iter().zip(sorted(theirs)) {
                    let path = format!("{path}.{}", key.as_str().unwrap_or_default());
                    members.push((key.clone(), self.common(choice, path, value, their)));
                }
                Evaluated::map(members, one.at)
            }
            _ => Evaluated::unknown(self.chosen(choice, path), choice.at),
        }
    }

    /// The elements that both lists start and end with, and those between where
    /// there are equally many in both.
    fn common_items(
        &mut self,
        choice: &Choice,
        path: &str,
        at: Span,
        ours: &[Evaluated],
        theirs: &[Evaluated],
    ) -> Evaluated {
        if ours.len() == theirs.len() && !ours.iter().chain(theirs).any(is_splice) {
            let mut items = Vec::with_capacity(ours.len());
            for (index, (one, other)) in ours.iter().zip(theirs).enumerate() {
                items.push(self.common(choice, format!("{path}[{index}]"), one, other));
            }
            return Evaluated::list(items, at);
        }
        let same = |pair: &(&Evaluated, &Evaluated)| identical(pair.0, pair.1);
        let start = ours.iter().zip(theirs).take_while(same).count();
        let shorter = ours.len().min(theirs.len());
        let backwards = ours.iter().rev().zip(theirs.iter().rev());
        let end = backwards
            .take(shorter.saturating_sub(start))
            .take_while(same)
            .count();
        let hole = self.chosen(choice, path);
        let mut items = ours.get(..start).unwrap_or(&[]).to_vec();
        items.push(splice(hole, choice.at));
        let end = ours.len().saturating_sub(end);
        items.extend_from_slice(ours.get(end..).unwrap_or(&[]));
        Evaluated::list(items, at)
    }

    fn chosen(&mut self, choice: &Choice, path: &str) -> HoleId {
        let missing = Missing {
            kind: MissingKind::Choice,
            name: format!("{}{path}", choice.name),
            detail: choice.detail.clone(),
            definition: choice.definition.clone(),
        };
        self.scope.hole(missing, choice.at)
    }
}

/// What tells the holes of one choice from others.
struct Choice {
    name: String,
    detail: String,
    definition: String,
    at: Span,
}

/// Any number of elements.
pub(super) const fn splice(hole: HoleId, at: Span) -> Evaluated {
    Evaluated::new(Data::Unknown { hole, splice: true }, at)
}

/// An unknown element of which it is known what it is if it is there.
pub(super) fn perhaps_of(unknown: Evaluated, value: Evaluated) -> Evaluated {
    let perhaps = Some(Rc::new(value));
    Evaluated { perhaps, ..unknown }
}

/// Elements in an order that those which are not known take part in.
pub(super) fn interleaved(known: Vec<Evaluated>, hole: HoleId, at: Span) -> Vec<Evaluated> {
    let mut all = vec![splice(hole, at)];
    for item in known {
        all.extend([item, splice(hole, at)]);
    }
    all
}

/// Whether a value stands for any number of elements.
pub(super) const fn is_splice(value: &Evaluated) -> bool {
    matches!(value.data, Data::Unknown { splice: true, .. })
}

fn same_keys(ours: &[(Evaluated, Evaluated)], theirs: &[(Evaluated, Evaluated)]) -> bool {
    let (ours, theirs) = (sorted(ours), sorted(theirs));
    let mut pairs = ours.iter().zip(theirs.iter());
    ours.len() == theirs.len()
        && pairs
            .all(|((one, _), (other, _))| one.as_str().is_some() && one.as_str() == other.as_str())
}

/// Whether two values are written alike, holes included, wherever they stand.
pub(super) fn identical(one: &Evaluated, other: &Evaluated) -> bool {
    if one.refers != other.refers {
        return false;
    }
    match (&one.data, &other.data) {
        (Data::Null, Data::Null) => true,
        (Data::Bool(one), Data::Bool(other)) => one == other,
        (Data::Number(one), Data::Number(other)) => one == other,
        (Data::Text(one), Data::Text(other)) => {
            let holes = |text: &Fragment| {
                let holes = text.map.holes(0, text.map.len());
                holes.map(|(hole, _)| hole).collect::<Vec<_>>()
            };
            one.text == other.text && holes(one) == holes(other)
        }
        (Data::Json(one), Data::Json(other)) => identical(one, other),
        (Data::List(one), Data::List(other)) => {
            one.len() == other.len() && one.iter().zip(other.iter()).all(|(a, b)| identical(a, b))
        }
        (Data::Map(ours), Data::Map(theirs)) => {
            same_keys(ours, theirs)
                && sorted(ours)
                    .into_iter()
                    .zip(sorted(theirs))
                    .all(|((_, value), (_, their))| identical(value, their))
        }
        (
            Data::Unknown { hole, splice },
            Data::Unknown {
                hole: other,
                splice: also,
            },
        ) => hole == other && splice == also,
        _ => false,
    }
}
