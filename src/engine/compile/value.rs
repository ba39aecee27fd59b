//! One value of a condition: what it says in the type of its key, and what is
//! doubtful about it (D13, D17, D20).

use std::sync::Arc;

use crate::engine::compile::condition::operator_type;
use crate::engine::domain::addresses::{AddressSet, parse_cidr};
use crate::engine::domain::ordered::{self, Comparison, Intervals};
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Atom, Formula};
use crate::model::condition::{Family, Operator, Relation};
use crate::model::doubt::Doubts;
use crate::model::pattern::Pattern;
use crate::model::policy::{ConditionValue, ValueKind};

/// What one value of a condition says.
pub(super) enum Piece {
    Values(Set),
    Doubt(crate::model::doubt::DoubtId),
    /// An IPv6 range that may stand for an IPv4 range (D20).
    Mapped {
        as_written: Set,
        embedded: Set,
    },
}

/// What one value says, in the type of its key (D13, D17).
pub(super) fn read_value(
    value: &ConditionValue,
    text: &str,
    operator: &Operator,
    of: ValueType,
    about: &str,
    doubts: &mut Doubts,
) -> Piece {
    let at = Some(value.at);
    let mut doubt = |name: &str| Piece::Doubt(doubts.reading(name, about, at));
    match value.kind {
        ValueKind::Hole(gap) => return Piece::Doubt(gap),
        ValueKind::Other => return doubt("type-mismatch"),
        ValueKind::Number | ValueKind::Bool => return doubt("value-format"),
        ValueKind::String => {}
    }
    let family_type = operator_type(operator.name).unwrap_or(ValueType::String);
    if of == ValueType::String {
        if family_type != ValueType::String {
            return doubt("type-mismatch");
        }
        if text.contains('\\') || text.contains("${") {
            return doubt("escape");
        }
        let pattern = match operator.family {
            Family::StringLike => Pattern::new(text),
            Family::StringIgnoreCase => Pattern::literal(text).folded(),
            _ => Pattern::literal(text),
        };
        return Piece::Values(Set::Strings(StringSet::any([Arc::new(pattern)])));
    }
    let own = family_type == of;
    if !own && operator.relation != Relation::Equal {
        return doubt("type-mismatch");
    }
    let unreadable = if own { "value-format" } else { "type-mismatch" };
    let relation = if own {
        operator.relation
    } else {
        Relation::Equal
    };
    let comparison = match relation {
        Relation::Equal => Comparison::Equal,
        Relation::Less => Comparison::Less,
        Relation::LessOrEqual => Comparison::LessOrEqual,
        Relation::Greater => Comparison::Greater,
        Relation::GreaterOrEqual => Comparison::GreaterOrEqual,
    };
    match of {
        ValueType::String => doubt("type-mismatch"),
        ValueType::Bool => match text {
            "true" => Piece::Values(Set::Bools {
                yes: true,
                no: false,
            }),
            "false" => Piece::Values(Set::Bools {
                yes: false,
                no: true,
            }),
            _ => doubt(unreadable),
        },
        ValueType::Number => match ordered::parse_decimal(text) {
            Some(number) => Piece::Values(Set::Numbers(Intervals::compared(comparison, number))),
            None => doubt(unreadable),
        },
        ValueType::Date => match ordered::parse_instant(text) {
            Some(instant) => Piece::Values(Set::Dates(Intervals::compared(comparison, instant))),
            None => doubt(unreadable),
        },
        ValueType::Ip => match parse_cidr(text) {
            Ok(range) => {
                let as_written = Set::Addresses(AddressSet::from_cidrs([&range]));
                match range.mapped() {
                    Some(embedded) => Piece::Mapped {
                        as_written,
                        embedded: Set::Addresses(AddressSet::from_cidrs([&embedded])),
                    },
                    None => Piece::Values(as_written),
                }
            }
            Err(_) => doubt(unreadable),
        },
    }
}

/// Joins plain atoms of one key into one, so that a list of values is one test.
pub(super) fn merged(pieces: Vec<Formula>) -> Vec<Formula> {
    let mut kept: Vec<Formula> = Vec::new();
    let mut first: Option<(usize, Arc<Atom>)> = None;
    let mut joined: Vec<Set> = Vec::new();
    for piece in pieces {
        match (&piece, &first) {
            (Formula::Key(next), Some((_, atom))) if atom.set.joins(&next.set) => {
                joined.push(next.set.clone());
                continue;
            }
            (Formula::Key(atom), None) => first = Some((kept.len(), Arc::clone(atom))),
            _ => {}
        }
        kept.push(piece);
    }
    if let Some((place, atom)) = first
        && !joined.is_empty()
        && let Some(kept) = kept.get_mut(place)
    {
        joined.insert(0, atom.set.clone());
        *kept = Formula::Key(Arc::new(Atom {
            set: union(joined),
            ..Atom::clone(&atom)
        }));
    }
    kept
}

/// The values in any of some sets that can be joined; halves first, so that a long list
/// is not copied for each of its members.
fn union(mut sets: Vec<Set>) -> Set {
    while sets.len() > 1 {
        let pairs = sets.chunks(2).map(|pair| match pair {
            [one, other] => one.positive_union(other).unwrap_or_else(|| one.clone()),
            [one] => one.clone(),
            _ => Set::nothing(ValueType::String),
        });
        sets = pairs.collect();
    }
    sets.pop()
        .unwrap_or_else(|| Set::nothing(ValueType::String))
}
