//! A formula with its readings at their defaults, and whether it can be met without a
//! key.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::domain::set::Set;
use crate::engine::formula::{Atom, Formula, KeyId, World};
use crate::engine::question::Readings;
use crate::engine::universe::Universe;
use crate::engine::verdict::Judge;
use crate::model::doubt::{DoubtKind, Doubts};

/// The formula with every reading that has a default at its default.
#[must_use]
pub fn settled(formula: &Formula, readings: Readings, doubts: &Doubts) -> Formula {
    if readings == Readings::Strict {
        return formula.clone();
    }
    let mut found = BTreeSet::new();
    formula.doubts(&mut found);
    if found.is_empty() {
        return formula.clone();
    }
    let world: World = found
        .into_iter()
        .filter_map(|id| {
            let doubt = doubts.get(id)?;
            (doubt.kind == DoubtKind::Reading).then_some(())?;
            Some((id, doubt.default?))
        })
        .collect();
    formula.in_world(&world)
}

/// Whether a formula is met by some request that lacks a key.
#[must_use]
pub fn met_without(key: KeyId, formula: &Formula, universe: &Universe) -> bool {
    let Some(info) = universe.key(key).filter(|info| info.may_be_absent) else {
        return false;
    };
    let absent = Formula::Key(Arc::new(Atom {
        key,
        set: Set::nothing(info.of),
        absent: true,
        every: true,
    }));
    let doubts = Doubts::default();
    let judge = Judge {
        universe,
        doubts: &doubts,
        readings: Readings::Default,
    };
    judge
        .is_met(&Formula::and([formula.clone(), absent]))
        .is_model()
}
