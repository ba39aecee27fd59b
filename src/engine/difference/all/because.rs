//! What brought it about: the comparison of the one action that shows a difference
//! knows, whose answers are explained piece by piece.

use std::collections::BTreeMap;

use crate::engine::answers::{self, Settings};
use crate::engine::difference::all::pairs::Both;
use crate::engine::difference::causes::{keep_named, register};
use crate::engine::difference::{Difference, Entry, Kind, compare};
use crate::model::Model;
use crate::model::catalogue::Catalogue;

/// More actions than this are not asked about again; what they show is told without
/// its causes.
const MOST_ACTIONS: usize = 16;

/// Adds the causes of what was found.
pub(super) fn explain(
    found: &mut Difference,
    models: Both<&Model>,
    catalogue: &Catalogue,
    settings: &Settings,
) {
    let entries = found.gained.iter().chain(&found.lost);
    let mut actions: Vec<String> = entries
        .filter(|entry| !entry.over_budget)
        .map(|entry| entry.action.clone())
        .collect();
    actions.sort();
    actions.dedup();
    actions.truncate(MOST_ACTIONS);
    if actions.is_empty() {
        return;
    }
    let questions: Vec<_> = actions
        .iter()
        .map(|action| answers::question(action, catalogue))
        .collect();
    let settings = Settings {
        reach: false,
        obtain: false,
        ..settings.clone()
    };
    let asked = compare(
        models.before,
        models.after,
        &questions,
        catalogue,
        &settings,
    );
    let key = |entry: &Entry| {
        let account = entry.account.clone();
        (account, entry.principal.clone(), entry.action.clone())
    };
    let direct = |entries: &[Entry]| -> BTreeMap<_, Vec<usize>> {
        let entries = entries.iter().filter(|entry| entry.kind == Kind::Direct);
        entries
            .map(|entry| (key(entry), entry.causes.clone()))
            .collect()
    };
    let Difference {
        gained,
        lost,
        causes,
        ..
    } = asked.difference;
    let told = [direct(&gained), direct(&lost)];
    let mut gained = std::mem::take(&mut found.gained);
    let mut lost = std::mem::take(&mut found.lost);
    for (entries, told) in [&mut gained, &mut lost].into_iter().zip(&told) {
        for entry in entries {
            let numbers = told.get(&key(entry)).into_iter().flatten();
            let own = numbers.filter_map(|number| causes.get(*number)).cloned();
            entry.causes = register(own.collect(), found);
        }
    }
    found.gained = gained;
    found.lost = lost;
    keep_named(found);
}
