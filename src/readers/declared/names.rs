//! Names that may have holes, as the account model spells them.

use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::session::Session;
use crate::source::HoleId;

/// The spelling of a name: each hole as `${what is missing}`, and a name of which
/// nothing is known as `@` and the address of what bears it, or else what is
/// missing.
pub(super) fn of(name: &Evaluated, own: Option<&str>, session: &Session<'_>) -> String {
    let holes = &session.model.holes;
    match &name.data {
        Data::Text(fragment) => {
            let found = self::holes(name);
            if found.is_empty() {
                return fragment.text.clone();
            }
            // A login suffix may be the part that is not known, and a name has no `@`.
            let text = match fragment.text.split_once('@') {
                Some((name, _)) if !name.is_empty() => name,
                _ => fragment.text.as_str(),
            };
            let mut chars = text.chars();
            let alone = chars.next() == Some(crate::source::fragment::HOLE);
            if alone && chars.next().is_none() {
                return unknown(found.first().copied(), own, session);
            }
            holes.fill(text, &found)
        }
        Data::Unknown { hole, .. } => unknown(Some(*hole), own, session),
        _ => match name.to_text() {
            Some(text) => text,
            None => unknown(None, own, session),
        },
    }
}

/// The holes of a name, in order.
pub(super) fn holes(name: &Evaluated) -> Vec<HoleId> {
    match &name.data {
        Data::Text(fragment) => {
            let holes = fragment.map.holes(0, fragment.map.len());
            holes.map(|(id, _)| id).collect()
        }
        Data::Unknown { hole, .. } => vec![*hole],
        _ => Vec::new(),
    }
}

fn unknown(hole: Option<HoleId>, own: Option<&str>, session: &Session<'_>) -> String {
    let missing = hole.and_then(|hole| session.model.holes.get(hole));
    let what = own.or(missing.map(|missing| missing.name.as_str()));
    format!("@{}", what.unwrap_or("?"))
}
