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
    for piece in pieces {
        let earlier = kept.iter_mut().find_map(|earlier| match earlier {
            Formula::Key(atom) => Some(atom),
            _ => None,
        });
        let joined = match (&piece, &earlier) {
            (Formula::Key(next), Some(atom)) => {
                atom.set.positive_union(&next.set).map(|set| Atom {
                    set,
                    ..Atom::clone(atom)
                })
            }
            _ => None,
        };
        match (joined, earlier) {
            (Some(joined), Some(earlier)) => *earlier = Arc::new(joined),
            _ => kept.push(piece),
        }
    }
    kept
}
