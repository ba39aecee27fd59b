//! What the values of tests say about the world outside: addresses, instants,
//! patterns that are compared letter by letter.

#[cfg(test)]
mod tests;

use std::ops::Bound;

use crate::engine::domain::addresses::{AddressSet, Cidr, Family as Addresses, parse_cidr};
use crate::engine::domain::ordered::{Comparison, Intervals, parse_instant};
use crate::engine::trust;
use crate::model::Model;
use crate::model::catalogue::{Catalogue, KeyRole, KeyType};
use crate::model::condition::{Family, Operator, OperatorName, Quantifier, Relation};
use crate::model::pattern::{Pattern, Token};
use crate::model::policy::{Condition, ConditionValue, ValueKind};

/// The operator and the values of a test that is documented as it stands: no
/// quantifier, no `IfExists`, every value a known string, the key of this role.
fn read<'a>(
    condition: &Condition,
    role: KeyRole,
    model: &'a Model,
    catalogue: &Catalogue,
) -> Option<(&'static Operator, Vec<(&'a ConditionValue, &'a str)>)> {
    let pools = &model.pools;
    let name = OperatorName::read(pools.str(condition.operator.text));
    let plain = name.quantifier == Quantifier::None && !name.if_exists;
    if condition.doubt.is_some() || !plain || condition.values.is_empty() {
        return None;
    }
    let fact = catalogue.key(pools.str(condition.key.text))?;
    if fact.role != role {
        return None;
    }
    let values = pools.values(condition.values).iter();
    let values = values
        .map(|value| (value.kind == ValueKind::String).then(|| (value, pools.str(value.text))));
    Some((name.base?, values.collect::<Option<_>>()?))
}

/// A test of the address that a request comes from.
#[derive(Clone, Debug)]
pub struct AddressTest<'a> {
    /// It is met outside of the ranges.
    pub negated: bool,
    /// The ranges.
    pub ranges: Vec<(&'a ConditionValue, Cidr)>,
}

/// The test of a source address, where a condition is one and every value is read.
#[must_use]
pub fn addresses<'a>(
    condition: &Condition,
    model: &'a Model,
    catalogue: &Catalogue,
) -> Option<AddressTest<'a>> {
    let (operator, values) = read(condition, KeyRole::SourceIp, model, catalogue)?;
    if operator.family != Family::Ip {
        return None;
    }
    let ranges = values
        .into_iter()
        .map(|(value, text)| Some((value, parse_cidr(text).ok()?)));
    Some(AddressTest {
        negated: operator.negated,
        ranges: ranges.collect::<Option<_>>()?,
    })
}

impl AddressTest<'_> {
    /// The ranges that hold private addresses only.
    pub fn private(&self) -> impl Iterator<Item = &(&ConditionValue, Cidr)> {
        let private = AddressSet::private();
        self.ranges
            .iter()
            .filter(move |(_, range)| AddressSet::from_cidrs([range]).is_subset(&private))
    }

    /// The families of which the ranges hold every address.
    #[must_use]
    pub fn whole(&self) -> Vec<Addresses> {
        let all = AddressSet::from_cidrs(self.ranges.iter().map(|(_, range)| range));
        [Addresses::V4, Addresses::V6]
            .into_iter()
            .filter(|family| AddressSet::family(*family).is_subset(&all))
            .collect()
    }
}

/// Whether a condition tests the source address and its ranges hold every address
/// of a family.
#[must_use]
pub fn holds_every_address(condition: &Condition, model: &Model, catalogue: &Catalogue) -> bool {
    addresses(condition, model, catalogue).is_some_and(|test| !test.whole().is_empty())
}

/// The instants at which a test of the time of the request is met, `at` or later,
/// and the last instant that it names, where a condition is one and every value is
/// read.
fn instants(
    condition: &Condition,
    model: &Model,
    catalogue: &Catalogue,
    at: i128,
) -> Option<(Intervals, i128)> {
    let (operator, values) = read(condition, KeyRole::Time, model, catalogue)?;
    if operator.family != Family::Date || (operator.negated && values.len() > 1) {
        return None;
    }
    let comparison = match operator.relation {
        Relation::Equal => Comparison::Equal,
        Relation::Less => Comparison::Less,
        Relation::LessOrEqual => Comparison::LessOrEqual,
        Relation::Greater => Comparison::Greater,
        Relation::GreaterOrEqual => Comparison::GreaterOrEqual,
    };
    let named: Vec<i128> = values
        .iter()
        .map(|(_, text)| parse_instant(text))
        .collect::<Option<_>>()?;
    let mut met = named.iter().fold(Intervals::nothing(), |met, instant| {
        met.union(&Intervals::compared(comparison, *instant))
    });
    if operator.negated {
        met = met.complement();
    }
    let later = Intervals::compared(Comparison::GreaterOrEqual, at);
    Some((met.intersection(&later), named.into_iter().max()?))
}

/// Whether a condition tests the time of the request.
#[must_use]
pub fn is_of_time(condition: &Condition, model: &Model, catalogue: &Catalogue) -> bool {
    let fact = catalogue.key(model.pools.str(condition.key.text));
    fact.is_some_and(|fact| fact.role == KeyRole::Time)
}

/// The first of some tests whose time is over at an instant, and the last instant
/// that it names.
#[must_use]
pub fn expired<'a>(
    tests: &'a [Condition],
    model: &Model,
    catalogue: &Catalogue,
    at: i128,
) -> Option<(&'a Condition, i128)> {
    tests.iter().find_map(|test| {
        let (met, last) = instants(test, model, catalogue, at)?;
        met.is_empty().then_some((test, last))
    })
}

/// Where some tests together are met at some time and not yet at an instant: from
/// when on, and the test that is the last to be met.
#[must_use]
pub fn opening<'a>(
    tests: &'a [Condition],
    model: &Model,
    catalogue: &Catalogue,
    at: i128,
) -> Option<(&'a Condition, i128)> {
    let mut all = Intervals::everything();
    let mut last: Option<(&Condition, i128)> = None;
    for test in tests {
        let Some((met, _)) = instants(test, model, catalogue, at) else {
            continue;
        };
        let start = match met.min_start() {
            Some(Bound::Included(start) | Bound::Excluded(start)) => start,
            Some(Bound::Unbounded) | None => at,
        };
        if last.is_none_or(|(_, known)| known < start) {
            last = Some((test, start));
        }
        all = all.intersection(&met);
    }
    last.filter(|(_, start)| *start > at && !all.is_empty())
}

/// The values of a test that are wildcard patterns and are compared letter by
/// letter. A question mark alone may be meant as it stands, and so may the star in
/// the region of a caller's ARN; stars in a row blot something out.
#[must_use]
pub fn literal_patterns<'a>(
    condition: &Condition,
    model: &'a Model,
    catalogue: &Catalogue,
) -> Vec<&'a ConditionValue> {
    let pools = &model.pools;
    let name = OperatorName::read(pools.str(condition.operator.text));
    let exact = name
        .base
        .is_some_and(|base| matches!(base.family, Family::String | Family::StringIgnoreCase));
    let fact = catalogue.key(pools.str(condition.key.text));
    let holds_text = fact.is_none_or(|fact| fact.value_type == KeyType::String);
    if !exact || !holds_text || condition.doubt.is_some() {
        return Vec::new();
    }
    let caller = fact.is_some_and(|fact| fact.role == KeyRole::PrincipalArn);
    let starred =
        |text: &str| Pattern::new(text).tokens().contains(&Token::Star) && !text.contains("**");
    let values = pools.values(condition.values).iter();
    values
        .filter(|value| value.kind == ValueKind::String)
        .filter(|value| {
            let text = pools.str(value.text);
            match trust::split(text).filter(|_| caller) {
                Some((owner, who)) => starred(owner) || starred(who),
                None => starred(text),
            }
        })
        .collect()
}

/// The operator that takes wildcards and is otherwise like another one.
#[must_use]
pub fn with_wildcards(operator: &str) -> Option<&'static str> {
    let base = OperatorName::read(operator).base?;
    let like = |row: &&Operator| row.family == Family::StringLike && row.negated == base.negated;
    (base.family == Family::String)
        .then(|| crate::model::condition::OPERATORS.iter().find(like))
        .flatten()
        .map(|row| row.name)
}
