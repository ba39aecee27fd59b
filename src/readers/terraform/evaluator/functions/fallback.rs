//! Functions that fall back on another argument. One that the input does not hold
//! is not passed over: it may well be the one.

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::evaluator::choice::is_splice;
use crate::readers::terraform::evaluator::evaluate::Evaluator;
use crate::readers::terraform::evaluator::functions::{Call, items_of};
use crate::readers::terraform::evaluator::rope::{Piece, first_hole, pieces};
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, any_hole};
use crate::source::Fragment;

/// `try`.
pub(super) fn first_that_works(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    for argument in call.arguments {
        if own.failure_in(argument).is_none() {
            return Ok(argument.clone());
        }
    }
    Err(Trouble::Fails("every argument fails".to_owned()))
}

pub(super) fn can(own: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let argument = call.argument(0)?;
    if own.failure_in(argument).is_some() {
        return call.is(false);
    }
    match any_hole(argument, &mut |_| true) {
        Some(hole) => Err(Trouble::Unknown(hole)),
        None => call.is(true),
    }
}

pub(super) fn coalesce(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    for argument in call.arguments {
        match &argument.data {
            Data::Null => {}
            Data::Text(text) if text.text.is_empty() => {}
            Data::Text(text) if may_be_empty(text) => {
                return Err(first_hole(text).map_or_else(nothing, Trouble::Unknown));
            }
            Data::Unknown { hole, .. } => return Err(Trouble::Unknown(*hole)),
            _ => return Ok(argument.clone()),
        }
    }
    Err(nothing())
}

fn nothing() -> Trouble {
    Trouble::Fails("every argument is null or empty".to_owned())
}

/// Whether a text is nothing but holes.
pub(super) fn may_be_empty(text: &Fragment) -> bool {
    let pieces = pieces(text);
    pieces.iter().all(|piece| matches!(piece, Piece::Hole(..)))
}

pub(super) fn coalescelist(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    for argument in call.arguments {
        if argument.is_null() {
            continue;
        }
        let items = items_of(argument)?;
        if items.iter().any(|item| !is_splice(item)) {
            return Ok(argument.clone());
        }
        if let Some(hole) = items.first().and_then(Evaluated::hole) {
            return Err(Trouble::Unknown(hole));
        }
    }
    Err(nothing())
}
