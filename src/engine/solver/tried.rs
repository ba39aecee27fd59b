//! Requests that are gone through one by one, and what they meet by the definition
//! alone: what laws about formulas are held against.

use crate::engine::domain::set::{Set, ValueType};
use crate::engine::formula::{Formula, KeyId};
use crate::engine::solver::Member;
use crate::engine::universe::{KeyInfo, Universe};

/// Every value that a request can have of each key of the universe, texts being some of
/// `values`.
pub(crate) fn members(universe: &Universe, values: &[&str]) -> Vec<Vec<Member>> {
    let owned = |values: &[&str]| Some(values.iter().map(|value| (*value).to_owned()).collect());
    let of = |info: &KeyInfo| {
        let mut found: Vec<Member> = info.may_be_absent.then_some(None).into_iter().collect();
        match (info.of, info.many) {
            (ValueType::Bool, _) => found.extend([owned(&["true"]), owned(&["false"])]),
            (_, false) => found.extend(values.iter().map(|value| owned(&[value]))),
            (_, true) => found.extend((1..1_usize << values.len()).map(|subset| {
                let chosen = values.iter().enumerate();
                let chosen = chosen.filter(|(nth, _)| subset >> nth & 1 == 1);
                owned(&chosen.map(|(_, value)| *value).collect::<Vec<_>>())
            })),
        }
        found
    };
    universe.keys().map(|(_, info)| of(info)).collect()
}

/// Whether a value is in a set of texts or Booleans.
pub(crate) fn lies_in(set: &Set, value: &str) -> bool {
    match set {
        Set::Strings(set) => set.contains(value),
        Set::Bools { yes, no } => [*no, *yes][usize::from(value == "true")],
        _ => panic!("no key has such values"),
    }
}

/// What a request has of a key.
pub(crate) fn of(key: KeyId, request: &[Member]) -> &Member {
    &request[usize::try_from(key.0).unwrap()]
}

/// Whether a request meets a formula without variables.
pub(crate) fn meets(formula: &Formula, request: &[Member]) -> bool {
    match formula {
        Formula::True => true,
        Formula::False | Formula::World(_) => false,
        Formula::And(parts) => parts.iter().all(|part| meets(part, request)),
        Formula::Or(parts) => parts.iter().any(|part| meets(part, request)),
        Formula::Key(atom) => match of(atom.key, request) {
            None => atom.absent,
            Some(values) if atom.every => values.iter().all(|value| lies_in(&atom.set, value)),
            Some(values) => values.iter().any(|value| lies_in(&atom.set, value)),
        },
    }
}
