//! The engine, asked what the tables ask the evaluator: so that what was worked out by
//! hand holds both.

use serde_json::Value;

use super::{Choices, chosen, named};
use crate::engine::answers::{Settings, answer, question, subject_of};
use crate::engine::case::Formulas;
use crate::engine::compile::{ACTION, Compiler, KeyUse, RESOURCE, asking};
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{Formula, World};
use crate::engine::holdings::{Collector, Index};
use crate::engine::joint::Ground;
use crate::engine::naive::{Decision, Ruling};
use crate::engine::question::{Readings, Resources};
use crate::engine::reach;
use crate::engine::snapshots;
use crate::engine::solver::Request;
use crate::engine::universe::Universe;
use crate::model::Model;
use crate::model::account::PrincipalKind;
use crate::model::catalogue::Catalogue;
use crate::model::doubt::Doubts;

/// The times of the tables lie behind this one.
const LONG_AGO: i128 = 0;

fn settings(readings: Readings, reach: bool) -> Settings {
    Settings {
        at: LONG_AGO,
        readings,
        reach,
        ..snapshots::settings()
    }
}

/// A world that leaves nothing open.
fn completed(mut world: World, doubts: &Doubts) -> World {
    for (id, doubt) in doubts.iter() {
        world.entry(id).or_insert(doubt.default.unwrap_or(0));
    }
    world
}

/// Whether a request meets a formula; nobody can say where the request leaves out a
/// key that every one has.
fn meets(formula: &Formula, keys: &[(&str, &str)], universe: &Universe) -> Option<bool> {
    let mut ground = Ground::default();
    ground.keys(universe);
    let given = keys.iter().filter_map(|(name, value)| {
        let key = universe.find(name)?;
        Some((key, Some(vec![(*value).to_owned()])))
    });
    let request = ground.exactly(&given.collect::<Request>());
    let doubts = Doubts::default();
    let can = |formula: Formula| {
        let both = Formula::and([formula, request.clone()]);
        !ground.never(&both, &doubts)
    };
    let (met, not_met) = (can(formula.clone()), can(formula.not()));
    assert!(met || not_met, "there is no such request: {keys:?}");
    (met != not_met).then_some(met)
}

/// How the engine is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// About the action.
    Alone,
    /// About every action and resource at once, of which the request has one.
    AmongAll,
}

/// What the engine says to each session of a principal, or to its only one: whether the
/// request is allowed, whether an Allow covers it, and whether a Deny applies.
pub(super) fn rulings(
    model: &Model,
    action: &str,
    choices: Choices<'_>,
    who: &str,
    keys: &[(&str, &str)],
    how: Asked,
) -> Vec<Option<[bool; 3]>> {
    let (mut doubts, world) = chosen(model, choices);
    let catalogue = Catalogue::embedded();
    let account = &model.accounts[0];
    let (uses, index) = (KeyUse::new(model), Index::new(account));
    let settings = settings(Readings::Strict, false);
    let asked = question(action, catalogue);
    let (facts, mut compiler) = asking(model, catalogue, account, &uses, &asked, &settings);
    let mut keys = keys.to_vec();
    if how == Asked::AmongAll {
        let any = StringSet::everything;
        compiler = Compiler::unasked(facts, Readings::Strict, any(), any()).0;
        let level = doubts.reading("resource-level-unknown", action, None);
        let on_all = asked.resources == Resources::All || world.get(&level) == Some(&1);
        if on_all {
            keys.retain(|(name, _)| *name != RESOURCE);
            keys.push((RESOURCE, "*"));
        }
        keys.push((ACTION, action));
    }
    let id = named(account, who);
    let principal = account.principal(id).unwrap();
    let subject = subject_of(principal.kind, &principal.name);
    let mut collector = Collector::new(account, &index, &mut compiler, &mut doubts);
    let held = match principal.kind {
        PrincipalKind::SsoUser | PrincipalKind::SsoGroup => collector.sessions(id, &subject),
        _ => vec![collector.principal(id, &subject)],
    };
    let world = completed(world, &doubts);
    let said = held.iter().map(|holdings| {
        let Formulas {
            allowed,
            granted,
            denied,
        } = holdings.case.formulas().in_world(&world);
        let [allowed, granted, denied] =
            [allowed, granted, denied].map(|one| meets(&one, &keys, &compiler.universe));
        Some([allowed?, granted?, denied?])
    });
    said.collect()
}

/// The engine says of a principal what the evaluator does, however it is asked.
#[track_caller]
pub(super) fn agrees(
    model: &Model,
    action: &str,
    choices: Choices<'_>,
    who: &str,
    keys: &[(&str, &str)],
    ruling: Ruling,
) {
    let allowed = ruling.decision == Decision::Allowed;
    let expected = [allowed, ruling.granted, ruling.denied];
    for how in [Asked::Alone, Asked::AmongAll] {
        let found = rulings(model, action, choices, who, keys, how);
        assert!(
            found.iter().all(|found| *found == Some(expected)),
            "{who}: {found:?}, not {expected:?}: {choices:?} {keys:?}, {how:?}"
        );
    }
}

/// Whether somebody becomes a role that holds everything: by its own question, and by
/// that for the action, where nothing is open.
#[track_caller]
pub(super) fn becomes(
    model: &Model,
    choices: Choices<'_>,
    who: &str,
    role: &str,
    expected: bool,
    told: &Value,
) {
    let (mut doubts, world) = chosen(model, choices);
    let catalogue = Catalogue::embedded();
    let account = &model.accounts[0];
    let (uses, index) = (KeyUse::new(model), Index::new(account));
    let strict = settings(Readings::Strict, false);
    let asked = reach::assuming(role, account, catalogue).unwrap();
    let (facts, mut compiler) = asking(model, catalogue, account, &uses, &asked, &strict);
    let target = account.principal(named(account, role)).unwrap();
    let caller = std::iter::once(named(account, who));
    let trust = reach::trust_of(target);
    let steps = reach::becoming(facts, &index, caller, trust, &mut compiler, &mut doubts);
    let world = completed(world, &doubts);
    let steps: Vec<Option<bool>> = steps
        .iter()
        .map(|step| meets(&step.in_world(&world), &[], &compiler.universe))
        .collect();
    assert_eq!(steps, [Some(expected)], "{who}: {told} {choices:?}");
    if !choices.is_empty() {
        return;
    }
    let asked = question(super::DESTROY, catalogue);
    let settings = settings(Readings::Default, true);
    let answers = answer(model, catalogue, &asked, &settings);
    let mut lines = answers.lines().map(|(_, line)| line);
    let line = lines.find(|line| line.id.ends_with(&format!("/{who}")));
    let line = line.unwrap();
    let ways: Vec<&[String]> = line.reach.iter().map(|way| way.via.as_slice()).collect();
    let by = [format!("role/{role}")];
    let expected: &[&[String]] = if expected { &[&by] } else { &[] };
    assert_eq!(ways, expected, "{who}: {told}");
}
