//! Functions of sets, which are lists without duplicates here. A set has no
//! indices, and its order is that of the strings in it. Where a hole decides on
//! that, strings stay in the set and their order is one of several.

use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::evaluator::choice::{is_splice, perhaps_of, splice};
use crate::readers::terraform::evaluator::evaluate::{Evaluator, MAX_ITEMS, TOO_LARGE};
use crate::readers::terraform::evaluator::functions::conversions::of_one_type;
use crate::readers::terraform::evaluator::functions::lists::{joined, once_each};
use crate::readers::terraform::evaluator::functions::{Call, items_of};
use crate::readers::terraform::evaluator::operators::equal;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble};
use crate::source::Span;

/// A set of such elements.
fn set(own: &mut Evaluator<'_>, items: &[Evaluated], at: Span) -> Outcome {
    let items = of_one_type(own, items)?;
    let mut items = once_each(own, &items)?;
    // An index into what comes after an unknown number of elements is unknown.
    items.sort_by(|a, b| {
        let text = |item: &Evaluated| item.as_fragment().map(|text| text.text.clone());
        (!is_splice(a), text(a)).cmp(&(!is_splice(b), text(b)))
    });
    Ok(Evaluated::list(items, at))
}

pub(super) fn toset(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    if value.is_null() {
        return Ok(value.clone());
    }
    set(own, call.list(0)?, value.at)
}

pub(super) fn setunion(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let all = joined(own, call)?;
    set(own, &all, call.at)
}

pub(super) fn setintersection(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let mut left = set(own, call.list(0)?, call.at)?;
    for other in call.arguments.iter().skip(1) {
        left = filtered(own, left.items(), &others(other)?, true, call.at)?;
    }
    Ok(left)
}

pub(super) fn setsubtract(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let left = set(own, call.list(0)?, call.at)?;
    let other = others(call.argument(1)?)?;
    filtered(own, left.items(), &other, false, call.at)
}

/// The elements of the other set; any number of them where nothing of it is known.
fn others(set: &Evaluated) -> Result<Vec<Evaluated>, Trouble> {
    match set.hole() {
        Some(hole) => Ok(vec![splice(hole, set.at)]),
        None => Ok(items_of(set)?.to_vec()),
    }
}

/// The elements that are among the others, or those that are not.
fn filtered(
    own: &mut Evaluator<'_>,
    items: &[Evaluated],
    others: &[Evaluated],
    wanted: bool,
    at: Span,
) -> Outcome {
    let mut kept = Vec::new();
    for item in items {
        own.spend_items(others.len())?;
        let mut is_there = false;
        let mut open = item.hole();
        for other in others {
            match equal(item, other) {
                Ok(true) => is_there = true,
                Ok(false) => {}
                Err(hole) => open = open.or(Some(hole)),
            }
        }
        match open {
            Some(hole) if !is_there => {
                let word = if wanted { "if" } else { "unless" };
                let name = format!("{} {word} it is in the other set", own.shown(item));
                let one = splice(own.derived(hole, &name, item.at), item.at);
                kept.push(match (&item.perhaps, item.hole()) {
                    (None, None) => perhaps_of(one, item.clone()),
                    (perhaps, _) => Evaluated {
                        perhaps: perhaps.clone(),
                        ..one
                    },
                });
            }
            _ if is_there == wanted => kept.push(item.clone()),
            _ => {}
        }
    }
    Ok(Evaluated::list(kept, at))
}

pub(super) fn setproduct(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let mut products: Vec<Vec<Evaluated>> = vec![Vec::new()];
    let mut any = None;
    for argument in call.arguments {
        let items = items_of(argument)?;
        let known: Vec<&Evaluated> = items.iter().filter(|item| !is_splice(item)).collect();
        let splice = items.iter().find(|item| is_splice(item));
        any = any.or(splice.and_then(Evaluated::hole));
        let count = products.len().checked_mul(known.len());
        let count = count.filter(|count| *count <= MAX_ITEMS);
        let count = count.ok_or(Trouble::Limit(TOO_LARGE))?;
        let width = products.first().map_or(0, Vec::len).saturating_add(1);
        for _ in 0..width {
            own.spend_items(count)?;
        }
        let mut longer = Vec::with_capacity(count);
        for product in &products {
            for item in &known {
                let mut product = product.clone();
                product.push((*item).clone());
                longer.push(product);
            }
        }
        products = longer;
    }
    let products = products.into_iter();
    let mut list: Vec<Evaluated> = products.map(|one| Evaluated::list(one, call.at)).collect();
    if let Some(hole) = any {
        list.insert(0, splice(hole, call.at));
    }
    Ok(Evaluated::list(list, call.at))
}
