//! Functions of lists. A hole among the elements stands for any number of them,
//! so what hangs on their number or order is not known.

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::evaluator::choice::{interleaved, is_splice, splice};
use crate::readers::terraform::evaluator::evaluate::{Evaluator, TOO_MANY_DIGITS};
use crate::readers::terraform::evaluator::functions::fallback::may_be_empty;
use crate::readers::terraform::evaluator::functions::{Call, items_of};
use crate::readers::terraform::evaluator::number::Decimal;
use crate::readers::terraform::evaluator::operators::{boolean, equal, number, numeric};
use crate::readers::terraform::evaluator::reference::element as element_at;
use crate::readers::terraform::evaluator::rope::first_hole;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, hole_in};

/// How many numbers Terraform's `range` makes at most.
const MAX_RANGE: usize = 1024;

/// The first hole that stands for any number of elements.
///
/// # Errors
/// There is one.
pub(super) fn counted(items: &[Evaluated]) -> Result<(), Trouble> {
    let splice = items.iter().find(|item| is_splice(item));
    match splice.and_then(Evaluated::hole) {
        Some(hole) => Err(Trouble::Unknown(hole)),
        None => Ok(()),
    }
}

pub(super) fn concat(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    Ok(Evaluated::list(joined(own, call)?, call.at))
}

/// The elements of all arguments, one after another.
pub(super) fn joined(own: &mut Evaluator<'_>, call: &Call<'_>) -> Result<Vec<Evaluated>, Trouble> {
    let mut all = Vec::new();
    for argument in call.arguments {
        if let Some(hole) = argument.hole() {
            all.push(splice(hole, argument.at));
            continue;
        }
        let items = items_of(argument)?;
        own.spend_items(items.len())?;
        all.extend_from_slice(items);
    }
    Ok(all)
}

pub(super) fn flatten(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let mut flat = Vec::new();
    flatten_into(own, call.list(0)?, &mut flat)?;
    Ok(Evaluated::list(flat, call.at))
}

fn flatten_into(
    own: &mut Evaluator<'_>,
    items: &[Evaluated],
    into: &mut Vec<Evaluated>,
) -> Result<(), Trouble> {
    own.spend_items(items.len())?;
    for item in items {
        match (&item.data, item.hole()) {
            (Data::List(inner), _) => flatten_into(own, inner, into)?,
            // It may be a list itself.
            (_, Some(hole)) => into.push(splice(hole, item.at)),
            _ => into.push(item.clone()),
        }
    }
    Ok(())
}

pub(super) fn distinct(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = once_each(own, call.list(0)?)?;
    Ok(Evaluated::list(items, call.at))
}

/// Each element once, at its first place. One that may equal an earlier one is
/// any number of elements, and what comes after such may in truth come earlier.
pub(super) fn once_each(
    own: &mut Evaluator<'_>,
    items: &[Evaluated],
) -> Result<Vec<Evaluated>, Trouble> {
    let mut kept: Vec<Evaluated> = Vec::new();
    let mut texts = std::collections::BTreeSet::new();
    let mut others = 0_usize;
    for item in items {
        own.spend_items(1)?;
        // Texts without holes are the common case, and need no comparison of pairs.
        if let Some(text) = item.as_str() {
            if !texts.insert(text.to_owned()) {
                continue;
            }
            if others == 0 {
                kept.push(item.clone());
                continue;
            }
        } else {
            others = others.saturating_add(1);
        }
        if let Some(hole) = item.hole() {
            let perhaps = item.perhaps.clone();
            let one = splice(hole, item.at);
            kept.push(Evaluated { perhaps, ..one });
            continue;
        }
        own.spend_items(kept.len())?;
        let mut open = None;
        let mut is_there = false;
        for known in kept.iter().filter(|known| !is_splice(known)) {
            match equal(known, item) {
                Ok(true) => is_there = true,
                Ok(false) => {}
                Err(hole) => open = open.or(Some(hole)),
            }
        }
        match (is_there, open) {
            (true, _) => {}
            (false, None) => kept.push(item.clone()),
            (false, Some(hole)) => {
                let name = format!("{} unless it is there already", own.shown(item));
                kept.push(splice(own.derived(hole, &name, item.at), item.at));
            }
        }
    }
    Ok(kept)
}

pub(super) fn compact(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    own.spend_items(items.len())?;
    let mut kept = Vec::with_capacity(items.len());
    for item in items {
        match &item.data {
            Data::Null => {}
            Data::Unknown { hole, .. } => kept.push(splice(*hole, item.at)),
            Data::Text(text) => match first_hole(text) {
                _ if text.text.is_empty() => {}
                Some(hole) if may_be_empty(text) => kept.push(splice(hole, item.at)),
                _ => kept.push(item.clone()),
            },
            _ => kept.push(item.clone()),
        }
    }
    Ok(Evaluated::list(kept, call.at))
}

pub(super) fn element(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    let key = call.argument(1)?;
    if hole_in(key).is_some() {
        return own.index(call.argument(0)?, key, call.at);
    }
    let index = call.whole(1)?;
    let before = items.iter().take_while(|item| !is_splice(item)).count();
    let index = match usize::try_from(index) {
        Ok(index) if index < before => index,
        _ => {
            counted(items)?;
            let count = i128::try_from(items.len()).unwrap_or(i128::MAX);
            let wrapped = index.checked_rem_euclid(count);
            let wrapped = wrapped.and_then(|index| usize::try_from(index).ok());
            wrapped.ok_or_else(|| Trouble::Fails("the list is empty".to_owned()))?
        }
    };
    element_at(items, index)
}

pub(super) fn length(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    let count = match &value.data {
        Data::List(items) => {
            counted(items)?;
            items.len()
        }
        Data::Map(members) => {
            let mut open = members.iter().filter(|(key, _)| key.as_str().is_none());
            if let Some((key, _)) = open.next() {
                return Err(hole_in(key).map_or_else(
                    || Trouble::Fails("a key is no text".to_owned()),
                    Trouble::Unknown,
                ));
            }
            sorted(members).len()
        }
        Data::Text(_) | Data::Json(_) => {
            let text = call.known(own, 0)?;
            text.text.chars().count()
        }
        _ => return items_of(value).map(|_| value.clone()),
    };
    let count = i128::try_from(count).unwrap_or(i128::MAX);
    numeric(Some(Decimal::whole(count)), call.at)
}

pub(super) fn contains(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (items, wanted) = (call.list(0)?, call.argument(1)?);
    own.spend_items(items.len())?;
    let mut open = None;
    for item in items {
        match equal(item, wanted) {
            Ok(true) => return call.is(true),
            Ok(false) => {}
            Err(hole) => open = open.or(Some(hole)),
        }
    }
    match open {
        Some(hole) => Err(Trouble::Unknown(hole)),
        None => call.is(false),
    }
}

pub(super) fn index(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (items, wanted) = (call.list(0)?, call.argument(1)?);
    own.spend_items(items.len())?;
    for (index, item) in (0_i128..).zip(items) {
        if equal(item, wanted).map_err(Trouble::Unknown)? {
            return numeric(Some(Decimal::whole(index)), call.at);
        }
    }
    Err(Trouble::Fails("it is not in the list".to_owned()))
}

pub(super) fn reverse(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    own.spend_items(items.len())?;
    let items = items.iter().rev().cloned().collect();
    Ok(Evaluated::list(items, call.at))
}

pub(super) fn sort(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    own.spend_items(items.len())?;
    let mut texts = Vec::with_capacity(items.len());
    let mut any = None;
    for item in items {
        let text = own.text_of(item)?;
        match first_hole(&text) {
            Some(hole) => any = any.or(Some(hole)),
            None => texts.push(Evaluated::new(Data::Text(text), item.at)),
        }
    }
    texts.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    // Where an unknown element comes is unknown as well.
    if let Some(hole) = any {
        texts = interleaved(texts, hole, call.at);
    }
    Ok(Evaluated::list(texts, call.at))
}

pub(super) fn slice(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    let bound = |index| Ok(usize::try_from(call.whole(index)?).ok());
    let (start, end) = (bound(1)?, bound(2)?);
    let part = start.zip(end).and_then(|(start, end)| {
        let before = items.get(..end)?;
        Some((before, before.get(start..)?))
    });
    let Some((before, part)) = part else {
        counted(items)?;
        let count = items.len();
        let detail = format!("the list has {count} elements, so there is no such part");
        return Err(Trouble::Fails(detail));
    };
    counted(before)?;
    own.spend_items(part.len())?;
    Ok(Evaluated::list(part.to_vec(), call.at))
}

pub(super) fn chunklist(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    counted(items)?;
    own.spend_items(items.len())?;
    let size = match usize::try_from(call.whole(1)?) {
        Ok(0) => items.len().max(1),
        Ok(size) => size,
        Err(_) => return Err(Trouble::Fails("the size is negative".to_owned())),
    };
    let chunks = items.chunks(size);
    let chunks = chunks.map(|chunk| Evaluated::list(chunk.to_vec(), call.at));
    Ok(Evaluated::list(chunks.collect(), call.at))
}

pub(super) fn one(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    counted(items)?;
    match items {
        [] => Ok(Evaluated::new(Data::Null, call.at)),
        [only] => Ok(only.clone()),
        _ => {
            let count = items.len();
            Err(Trouble::Fails(format!(
                "there are {count} elements, not one"
            )))
        }
    }
}

pub(super) fn range(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let mut numbers = Vec::with_capacity(call.arguments.len());
    for argument in call.arguments {
        numbers.push(number(argument)?);
    }
    let (zero, one) = (Decimal::whole(0), Decimal::whole(1));
    let limit = || Trouble::Limit(TOO_MANY_DIGITS);
    let (start, end, step) = match numbers.as_slice() {
        [end] => (zero, *end, None),
        [start, end] => (*start, *end, None),
        [start, end, step, ..] => (*start, *end, Some(*step)),
        [] => (zero, zero, None),
    };
    let down = start.order(end).ok_or_else(limit)?.is_gt();
    let step = match step {
        Some(step) => step,
        None if down => one.negated().unwrap_or(one),
        None => one,
    };
    let steps_down = step.order(zero).ok_or_else(limit)?.is_lt();
    if step.is_zero() || (down != steps_down && start != end) {
        return Err(Trouble::Fails(
            "the step leads away from the end".to_owned(),
        ));
    }
    let mut list = Vec::new();
    let mut next = start;
    loop {
        let order = next.order(end).ok_or_else(limit)?;
        if order.is_eq() || order.is_gt() != steps_down {
            break;
        }
        if list.len() >= MAX_RANGE {
            let detail = format!("Terraform makes no more than {MAX_RANGE} numbers");
            return Err(Trouble::Fails(detail));
        }
        own.spend_items(1)?;
        list.push(numeric(Some(next), call.at)?);
        next = next.plus(step).ok_or_else(limit)?;
    }
    Ok(Evaluated::list(list, call.at))
}

pub(super) fn alltrue(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    settled_by(own, call, false)
}

pub(super) fn anytrue(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    settled_by(own, call, true)
}

/// One element of that truth settles it.
fn settled_by(own: &mut Evaluator<'_>, call: &Call<'_>, truth: bool) -> Outcome {
    let items = call.list(0)?;
    own.spend_items(items.len())?;
    let mut open = None;
    for item in items.iter().filter(|item| !item.is_null() || !truth) {
        match boolean(item) {
            Ok(is) if is == truth => return call.is(truth),
            Ok(_) => {}
            Err(Trouble::Unknown(hole)) => open = open.or(Some(hole)),
            // Terraform takes null for false.
            Err(_) if item.is_null() => return call.is(false),
            Err(trouble) => return Err(trouble),
        }
    }
    match open {
        Some(hole) => Err(Trouble::Unknown(hole)),
        None => call.is(!truth),
    }
}
