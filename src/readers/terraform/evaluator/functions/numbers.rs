//! Functions of numbers.

use std::cmp::Ordering;

use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::evaluator::evaluate::{Evaluator, TOO_MANY_DIGITS};
use crate::readers::terraform::evaluator::functions::Call;
use crate::readers::terraform::evaluator::number::Decimal;
use crate::readers::terraform::evaluator::operators::{number, numeric};
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble};

pub(super) fn abs(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let value = number(call.argument(0)?)?;
    let is_negative = value.order(Decimal::whole(0)) == Some(Ordering::Less);
    let value = if is_negative {
        value.negated()
    } else {
        Some(value)
    };
    numeric(value, call.at)
}

pub(super) fn ceil(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    numeric(number(call.argument(0)?)?.ceiling(), call.at)
}

pub(super) fn floor(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    numeric(number(call.argument(0)?)?.floor(), call.at)
}

pub(super) fn max(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    extreme(call, Ordering::Greater)
}

pub(super) fn min(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    extreme(call, Ordering::Less)
}

fn extreme(call: &Call<'_>, better: Ordering) -> Outcome {
    let mut best: Option<(Decimal, &Evaluated)> = None;
    for argument in call.arguments {
        let value = number(argument)?;
        let is_better = match best {
            None => true,
            Some((known, _)) => {
                let order = value.order(known).ok_or(Trouble::Limit(TOO_MANY_DIGITS))?;
                order == better
            }
        };
        if is_better {
            best = Some((value, argument));
        }
    }
    let at = best.map_or(call.at, |(_, argument)| argument.at);
    numeric(best.map(|(value, _)| value), at)
}

pub(super) fn sum(_: &mut Evaluator<'_>, call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    if items.is_empty() {
        return Err(Trouble::Fails("there is nothing to add up".to_owned()));
    }
    let mut total = Decimal::whole(0);
    for item in items {
        let sum = total.plus(number(item)?);
        total = sum.ok_or(Trouble::Limit(TOO_MANY_DIGITS))?;
    }
    numeric(Some(total), call.at)
}
