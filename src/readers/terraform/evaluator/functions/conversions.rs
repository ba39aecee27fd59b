//! Conversions between types.

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::evaluator::evaluate::Evaluator;
use crate::readers::terraform::evaluator::functions::Call;
use crate::readers::terraform::evaluator::operators::{boolean, number, numeric};
use crate::readers::terraform::evaluator::reference::kind_of;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble};

/// What is said to be sensitive, or not to be, is the same value.
pub(super) fn same(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    Ok(call.argument(0)?.clone())
}

pub(super) fn tostring(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    if value.is_null() || value.as_fragment().is_some() {
        return Ok(value.clone());
    }
    Ok(Evaluated::new(Data::Text(own.text_of(value)?), value.at))
}

pub(super) fn tonumber(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    if value.is_null() {
        return Ok(value.clone());
    }
    numeric(Some(number(value)?), value.at)
}

pub(super) fn tobool(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    if value.is_null() {
        return Ok(value.clone());
    }
    Ok(Evaluated::new(Data::Bool(boolean(value)?), value.at))
}

pub(super) fn tolist(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    if value.is_null() {
        return Ok(value.clone());
    }
    Ok(Evaluated::list(of_one_type(own, call.list(0)?)?, value.at))
}

pub(super) fn tomap(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    match value.data {
        Data::Map(_) | Data::Null => Ok(value.clone()),
        _ => Err(Trouble::Fails(format!("{} is not a map", kind_of(value)))),
    }
}

/// Elements of one type: beside a string, numbers and booleans are strings.
pub(super) fn of_one_type(
    own: &mut Evaluator<'_>,
    items: &[Evaluated],
) -> Result<Vec<Evaluated>, Trouble> {
    own.spend_items(items.len())?;
    let has_text = items.iter().any(|item| item.as_fragment().is_some());
    let mut converted = Vec::with_capacity(items.len());
    for item in items {
        converted.push(match item.data {
            Data::Number(_) | Data::Bool(_) if has_text => {
                Evaluated::new(Data::Text(own.text_of(item)?), item.at)
            }
            _ => item.clone(),
        });
    }
    Ok(converted)
}
