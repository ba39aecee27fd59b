//! Operators. An unknown operand makes the result unknown only where the result
//! hangs on it.

use std::cmp::Ordering;

use crate::readers::evaluated::{Data, Evaluated, MAX_TEXT};
use crate::readers::json_text::{json_text, sorted};
use crate::readers::terraform::evaluator::choice::is_splice;
use crate::readers::terraform::evaluator::evaluate::{BUDGET_SPENT, Evaluator, TOO_MANY_DIGITS};
use crate::readers::terraform::evaluator::number::Decimal;
use crate::readers::terraform::evaluator::reference::kind_of;
use crate::readers::terraform::evaluator::rope::equal as texts_equal;
use crate::readers::terraform::evaluator::unknown::{Outcome, Trouble, any_hole, hole_in};
use crate::source::{HoleId, Span};
use crate::syntax::expression::{BinaryOperator, Expression, ExpressionKind, UnaryOperator};

/// The truth of a boolean, or of a string that Terraform takes for one; `None`
/// where it is neither or unknown.
pub(super) fn truth(value: &Evaluated) -> Option<bool> {
    match &value.data {
        Data::Bool(is) => Some(*is),
        Data::Text(_) => match value.as_str()? {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// The number that a value is, or that a string spells.
///
/// # Errors
/// It is none, or unknown.
pub(super) fn number(value: &Evaluated) -> Result<Decimal, Trouble> {
    if let Some(hole) = hole_in(value) {
        return Err(Trouble::Unknown(hole));
    }
    match &value.data {
        Data::Number(text) => Decimal::parse(text).ok_or(Trouble::Limit(TOO_MANY_DIGITS)),
        Data::Text(text) => Decimal::parse(&text.text)
            .ok_or_else(|| Trouble::Fails(format!("`{}` is not a number", text.text))),
        _ => Err(Trouble::Fails(format!(
            "{} is not a number",
            kind_of(value)
        ))),
    }
}

/// A number as a value.
///
/// # Errors
/// There is none, because it has too many digits.
pub(super) fn numeric(number: Option<Decimal>, at: Span) -> Outcome {
    let number = number.ok_or(Trouble::Limit(TOO_MANY_DIGITS))?;
    Ok(Evaluated::new(Data::Number(number.to_string().into()), at))
}

/// Whether two values are equal, as `==` has it: a string is no number. `Err` is
/// the hole that it hangs on.
pub(super) fn equal(a: &Evaluated, b: &Evaluated) -> Result<bool, HoleId> {
    let hole_of = |value: &Evaluated| any_hole(value, &mut |_| true);
    let hole = || hole_of(a).or_else(|| hole_of(b)).unwrap_or(HoleId::UNTOLD);
    match (&a.data, &b.data) {
        (Data::Unknown { hole, .. }, _) | (_, Data::Unknown { hole, .. }) => Err(*hole),
        (Data::Null, Data::Null) => Ok(true),
        (Data::Bool(a), Data::Bool(b)) => Ok(a == b),
        (Data::Number(a), Data::Number(b)) => Ok(match (Decimal::parse(a), Decimal::parse(b)) {
            (Some(a), Some(b)) => a.order(b) == Some(Ordering::Equal),
            _ => a == b,
        }),
        (Data::Text(a), Data::Text(b)) => texts_equal(a, b).ok_or_else(hole),
        (Data::Json(_), Data::Json(_) | Data::Text(_)) | (Data::Text(_), Data::Json(_)) => {
            let text = |value: &Evaluated| match &value.data {
                Data::Json(inner) => json_text(inner, MAX_TEXT),
                _ => value.as_fragment().cloned(),
            };
            match (text(a), text(b)) {
                (Some(a), Some(b)) => texts_equal(&a, &b).ok_or_else(hole),
                _ => Err(hole()),
            }
        }
        (Data::List(ours), Data::List(theirs)) => {
            if ours.iter().chain(theirs.iter()).any(is_splice) {
                return Err(hole());
            }
            if ours.len() != theirs.len() {
                return Ok(false);
            }
            all_equal(ours.iter().zip(theirs.iter()))
        }
        (Data::Map(ours), Data::Map(theirs)) => {
            let is_open = |(key, _): &(Evaluated, Evaluated)| key.as_str().is_none();
            if ours.iter().chain(theirs.iter()).any(is_open) {
                return Err(hole());
            }
            let (ours, theirs) = (sorted(ours), sorted(theirs));
            let same = |((a, _), (b, _)): (&&(Evaluated, Evaluated), &&(Evaluated, Evaluated))| {
                a.as_str() == b.as_str()
            };
            if ours.len() != theirs.len() || !ours.iter().zip(&theirs).all(same) {
                return Ok(false);
            }
            let values = ours.iter().zip(&theirs);
            all_equal(values.map(|((_, a), (_, b))| (a, b)))
        }
        _ => Ok(false),
    }
}

/// One difference settles it, wherever it is.
fn all_equal<'a>(
    pairs: impl Iterator<Item = (&'a Evaluated, &'a Evaluated)>,
) -> Result<bool, HoleId> {
    let mut open = None;
    for (a, b) in pairs {
        match equal(a, b) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(hole) => open = open.or(Some(hole)),
        }
    }
    open.map_or(Ok(true), Err)
}

impl Evaluator<'_> {
    pub(super) fn unary(
        &mut self,
        operator: UnaryOperator,
        operand: &Expression,
        at: Span,
    ) -> Evaluated {
        let operand = self.value(operand);
        let outcome = match operator {
            UnaryOperator::Not => boolean(&operand).map(|is| Evaluated::new(Data::Bool(!is), at)),
            UnaryOperator::Minus => {
                number(&operand).and_then(|number| numeric(number.negated(), at))
            }
        };
        let sign = match operator {
            UnaryOperator::Not => "!",
            UnaryOperator::Minus => "-",
        };
        self.settle(outcome, |own| format!("{sign}{}", own.shown(&operand)), at)
    }

    /// A chain of operators is one level, however long it is.
    pub(super) fn binary(&mut self, whole: &Expression) -> Evaluated {
        let mut chain = Vec::new();
        let mut first = whole;
        while let ExpressionKind::Binary {
            operator,
            left,
            right,
        } = &first.kind
        {
            chain.push((*operator, right, first.at));
            first = left;
        }
        let mut result = self.value(first);
        for (operator, right, at) in chain.into_iter().rev() {
            let (left, right) = (result, self.value(right));
            let outcome = self.apply(operator, &left, &right, at);
            let name = |own: &mut Self| {
                let (left, right) = (own.shown(&left), own.shown(&right));
                format!("{left} {} {right}", operator.sign())
            };
            result = self.settle(outcome, name, at);
        }
        result
    }

    fn apply(
        &mut self,
        operator: BinaryOperator,
        left: &Evaluated,
        right: &Evaluated,
        at: Span,
    ) -> Outcome {
        // Where the left side may settle it, the right one need not even be sound.
        let settles = match operator {
            BinaryOperator::And => Some(false),
            BinaryOperator::Or => Some(true),
            _ => None,
        };
        if settles.is_some() && truth(left) == settles {
            return Ok(Evaluated::new(Data::Bool(settles == Some(true)), at));
        }
        if !self.spend_walk(left) || !self.spend_walk(right) {
            return Err(Trouble::Limit(BUDGET_SPENT));
        }
        let failure = match (self.failure_in(left), self.failure_in(right)) {
            (None, Some(_)) if settles.is_some() && left.hole().is_some() => left.hole(),
            (left, right) => left.or(right),
        };
        if let Some(hole) = failure {
            return Err(Trouble::Unknown(hole));
        }
        let is = |is: bool| Ok(Evaluated::new(Data::Bool(is), at));
        match operator {
            BinaryOperator::Equal => is(equal(left, right).map_err(Trouble::Unknown)?),
            BinaryOperator::NotEqual => is(!equal(left, right).map_err(Trouble::Unknown)?),
            BinaryOperator::And | BinaryOperator::Or => {
                let settles = operator == BinaryOperator::Or;
                let sides = (boolean(left), boolean(right));
                match sides {
                    (Ok(one), _) | (_, Ok(one)) if one == settles => is(settles),
                    (left, right) => {
                        left?;
                        is(right?)
                    }
                }
            }
            _ => {
                let (left, right) = (number(left)?, number(right)?);
                arithmetic(operator, left, right, at)
            }
        }
    }
}

/// The truth of an operand.
///
/// # Errors
/// It is no boolean, or unknown.
pub(super) fn boolean(value: &Evaluated) -> Result<bool, Trouble> {
    match (truth(value), hole_in(value)) {
        (Some(is), _) => Ok(is),
        (None, Some(hole)) => Err(Trouble::Unknown(hole)),
        (None, None) => Err(Trouble::Fails(format!(
            "{} is neither `true` nor `false`",
            kind_of(value)
        ))),
    }
}

fn arithmetic(operator: BinaryOperator, left: Decimal, right: Decimal, at: Span) -> Outcome {
    let by_zero = right.is_zero();
    let result = match operator {
        BinaryOperator::Plus => left.plus(right),
        BinaryOperator::Minus => left.minus(right),
        BinaryOperator::Times => left.times(right),
        BinaryOperator::Divided | BinaryOperator::Modulo if by_zero => {
            return Err(Trouble::Fails("it divides by zero".to_owned()));
        }
        BinaryOperator::Divided => left.divided(right),
        BinaryOperator::Modulo => left.modulo(right),
        _ => {
            let order = left.order(right).ok_or(Trouble::Limit(TOO_MANY_DIGITS))?;
            return Ok(Evaluated::new(
                Data::Bool(match operator {
                    BinaryOperator::Less => order.is_lt(),
                    BinaryOperator::LessOrEqual => order.is_le(),
                    BinaryOperator::Greater => order.is_gt(),
                    _ => order.is_ge(),
                }),
                at,
            ));
        }
    };
    numeric(result, at)
}
