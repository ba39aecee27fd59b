//! Functions of mappings.

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::json_text::sorted;
use crate::readers::terraform::evaluator::choice::{interleaved, is_splice};
use crate::readers::terraform::evaluator::evaluate::{Evaluator, Members};
use crate::readers::terraform::evaluator::functions::Call;
use crate::readers::terraform::evaluator::reference::kind_of;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, hole_in};

pub(super) fn keys(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    in_order(own, call, |(key, _)| key)
}

pub(super) fn values(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    in_order(own, call, |(_, value)| value)
}

/// One thing of each member in the order of keys. Members with unknown keys may
/// come first, last and in between.
fn in_order(
    own: &mut Evaluator<'_>,
    call: &Call<'_>,
    of: fn(&(Evaluated, Evaluated)) -> &Evaluated,
) -> Outcome {
    let members = call.map(0)?;
    own.spend_items(members.len())?;
    let mut list = Vec::with_capacity(members.len());
    let mut any = None;
    for member in sorted(members) {
        if member.0.as_str().is_some() {
            list.push(of(member).clone());
        } else {
            any = any.or(hole_in(&member.0));
        }
    }
    if let Some(hole) = any {
        list = interleaved(list, hole, call.at);
    }
    Ok(Evaluated::list(list, call.at))
}

pub(super) fn lookup(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let map = call.argument(0)?;
    call.map(0)?;
    let key = call.argument(1)?;
    let default = call.arguments.get(2);
    match (own.chosen_member(map, key, default, call.at)?, default) {
        (Some(found), _) => Ok(found),
        (None, Some(default)) => Ok(default.clone()),
        (None, None) => own.index(map, key, call.at),
    }
}

pub(super) fn merge(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let mut merged = Members::default();
    for argument in call.arguments {
        match &argument.data {
            Data::Null => {}
            Data::Map(members) => {
                own.spend_items(members.len())?;
                for (key, value) in members.iter() {
                    merged.set(key.clone(), value.clone());
                }
            }
            _ => {
                let kind = kind_of(argument);
                return Err(Trouble::Fails(format!("{kind} is not a map")));
            }
        }
    }
    Ok(merged.into_value(call.at))
}

pub(super) fn zipmap(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let (keys, values) = (call.list(0)?, call.list(1)?);
    let mut both = keys.iter().chain(values);
    if let Some(hole) = both.find(|item| is_splice(item)).and_then(Evaluated::hole) {
        return Err(Trouble::Unknown(hole));
    }
    if keys.len() != values.len() {
        let counts = (keys.len(), values.len());
        return Err(Trouble::Fails(format!(
            "there are {} keys and {} values",
            counts.0, counts.1
        )));
    }
    own.spend_items(keys.len())?;
    let mut members = Members::default();
    for (key, value) in keys.iter().zip(values) {
        match own.key(key.clone()) {
            Ok(key) => members.set(key, value.clone()),
            Err(failure) => return Ok(failure),
        };
    }
    Ok(members.into_value(call.at))
}
