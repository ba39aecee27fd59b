//! Tells the model what a plan or state calls the resources that places in the
//! configuration, or in the plan itself, belong to.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::planned::PlannedAs;
use crate::readers::declared::Declared;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::session::Session;
use crate::readers::terraform_plan::parts::Parts;
use crate::readers::terraform_plan::placing::global;
use crate::source::Span;

/// How many of the places before one are looked at for one that it lies in.
const NEAR: usize = 8;

/// Where a plan or state has each address.
pub(super) fn origins(declared: &[Declared]) -> BTreeMap<Rc<str>, Span> {
    let with_address = declared
        .iter()
        .filter_map(|one| Some((Rc::clone(one.address.as_ref()?), one.at)));
    with_address.collect()
}

/// Says of every place of a declaration what the plan or state calls it.
pub(super) fn name_places(
    session: &mut Session<'_>,
    declared: &[Declared],
    origins: &BTreeMap<Rc<str>, Span>,
) {
    for one in declared {
        let origin = one.address.as_ref().and_then(|own| origins.get(own));
        let (Some(at), Some((_, address))) = (origin, global(one)) else {
            continue;
        };
        let planned = PlannedAs {
            address: address.to_string(),
            at: *at,
        };
        let mut what = one.what.clone();
        let mut places = vec![one.at];
        for document in Parts::of(&mut what).documents {
            places_of(&document.value, &mut places);
        }
        for place in places {
            session.model.planned.add(place, planned.clone());
        }
    }
}

/// The places of a value and of those parts of it that stand elsewhere.
fn places_of(value: &Evaluated, into: &mut Vec<Span>) {
    let is_inside = |outer: &Span, at: Span| {
        outer.file == at.file && outer.start <= at.start && at.end <= outer.end
    };
    let mut push = |at: Span| {
        if !into
            .iter()
            .rev()
            .take(NEAR)
            .any(|outer| is_inside(outer, at))
        {
            into.push(at);
        }
    };
    push(value.at);
    match &value.data {
        Data::Text(text) => {
            for run in text.map.runs() {
                push(run.from);
            }
        }
        Data::Json(inner) => places_of(inner, into),
        Data::List(items) => items.iter().for_each(|item| places_of(item, into)),
        Data::Map(members) => members
            .iter()
            .for_each(|(_, member)| places_of(member, into)),
        _ => {}
    }
}
