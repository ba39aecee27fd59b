//! Which parts of a statement were changed, where it is only known that it was.

use crate::engine::difference::causes::origins::{Text, Texts};
use crate::engine::difference::causes::parts::{later_first, test_at};
use crate::engine::difference::{Act, Cause, Difference, Part, Place, Side, Subject};
use crate::model::Model;
use crate::model::policy::{Condition, Element, Elements, Known, Statement, ValueKind};
use crate::source::Span;

/// Both inputs, the earlier one first.
type Models<'a> = (&'a Model, &'a Model);

/// Says of causes that tell of a statement as it was and as it is which of its parts
/// differ, by their words.
pub(in crate::engine::difference) fn tell_parts(models: Models<'_>, difference: &mut Difference) {
    for cause in &mut difference.causes {
        let found = of_cause(models, cause);
        let Some((first, rest)) = found.as_deref().and_then(<[_]>::split_first) else {
            continue;
        };
        if rest.is_empty() {
            cause.act = Act::Altered(first.0);
        }
        let all = std::iter::once(first).chain(rest);
        cause.places = all.flat_map(|(_, places)| places).copied().collect();
        later_first(&mut cause.places);
    }
}

/// The parts that differ, each with its places.
fn of_cause((before, after): Models<'_>, cause: &Cause) -> Option<Vec<(Part, Vec<Place>)>> {
    let is_statement = matches!(
        cause.subject,
        Subject::Allow | Subject::Deny | Subject::Trust | Subject::TrustDeny
    );
    if !is_statement || cause.act != Act::Changed {
        return None;
    }
    let [later, earlier] = cause.places.as_slice() else {
        return None;
    };
    if (later.side, earlier.side) != (Side::After, Side::Before) {
        return None;
    }
    let of = |model: &'_ Model, at: Span| -> Option<Statement> {
        let mut all = model.pools.all_statements();
        all.find(|one| one.actions.at == at).copied()
    };
    let was = One::new(before, of(before, earlier.at)?);
    let is = One::new(after, of(after, later.at)?);
    let mut found = Vec::new();
    for (part, mine, theirs) in [
        (Part::Whole, is.effect(), was.effect()),
        (
            Part::Action,
            is.elements(is.statement.actions),
            was.elements(was.statement.actions),
        ),
        (
            Part::Resource,
            is.elements(is.statement.resources),
            was.elements(was.statement.resources),
        ),
        (Part::Condition, is.tests(), was.tests()),
    ] {
        let lacking = |own: &Words, others: &Words, side| -> Vec<Place> {
            let own = own
                .iter()
                .filter(|(words, _)| others.iter().all(|(one, _)| one != words));
            own.map(|(_, at)| Place { side, at: *at }).collect()
        };
        let mut places = lacking(&mine, &theirs, Side::After);
        places.extend(lacking(&theirs, &mine, Side::Before));
        if !places.is_empty() {
            found.push((part, places));
        }
    }
    Some(found)
}

/// Words of a statement, with what is not known of them, and their places.
type Words = Vec<(String, Span)>;

struct One<'a> {
    model: &'a Model,
    statement: Statement,
}

impl<'a> One<'a> {
    const fn new(model: &'a Model, statement: Statement) -> Self {
        Self { model, statement }
    }

    fn effect(&self) -> Words {
        vec![(
            format!("{:?}", self.statement.effect),
            self.statement.effect_at,
        )]
    }

    fn elements(&self, elements: Elements) -> Words {
        let pools = &self.model.pools;
        let listed = pools.elements(elements.list).iter();
        let words = |element: &Element| {
            let open = match element.known {
                Known::Whole => None,
                Known::Holes(gap) | Known::Nothing(gap) => Some(gap),
            };
            let text = Text::of(pools.str(element.text), open, element.at, self.model);
            format!("{:?} {:?} {:?}", elements.form, text.text, text.open)
        };
        listed.map(|element| (words(element), element.at)).collect()
    }

    fn tests(&self) -> Words {
        let pools = &self.model.pools;
        let words = |test: &Condition| {
            let values: Texts<'_> = pools
                .values(test.values)
                .iter()
                .map(|value| {
                    let open = match value.kind {
                        ValueKind::Hole(gap) => Some(gap),
                        _ => None,
                    };
                    Text::of(pools.str(value.text), open, value.at, self.model)
                })
                .collect();
            let values: Vec<_> = values.iter().map(|one| (one.text, one.open)).collect();
            let (operator, key) = (pools.str(test.operator.text), pools.str(test.key.text));
            format!("{operator} {key} {values:?}")
        };
        let tests = pools.conditions(self.statement.conditions).iter();
        tests
            .map(|test| (words(test), test_at(&self.statement, test)))
            .collect()
    }
}
