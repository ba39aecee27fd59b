//! The solver, on statements and accounts that bytes draw from the alphabets of the
//! laws, against the naive evaluator.

use ramlint::engine::question::Readings;
use ramlint::model::account::Position;

use super::drawn::Drawn;
use crate::accounts::{Attached, Levelled, Spec, Statement};
use crate::laws::agree;
use crate::random::{ACTIONS, KEYS, Key, ODD_ACTIONS, ODD_RESOURCES, RESOURCES, lead};
use crate::space::{check, check_versions};

fn owned(drawn: &mut Drawn<'_>, items: &[&str], most: usize) -> Vec<String> {
    drawn.some((1, most), |drawn| (*drawn.pick(items)).to_owned())
}

fn condition(drawn: &mut Drawn<'_>, odd: bool) -> (String, String, Vec<String>) {
    let plain = |key: &&Key| odd || key.plain;
    let keys: Vec<&Key> = KEYS.iter().filter(plain).collect();
    let key = *drawn.pick(&keys);
    let operands = if odd && drawn.once_in(30) {
        Vec::new()
    } else {
        owned(drawn, key.operands, 3)
    };
    let operator = (*drawn.pick(key.operators)).to_owned();
    (operator, (*drawn.pick(key.spellings)).to_owned(), operands)
}

/// A statement; an odd one may have any of the doubts in it.
pub fn statement(drawn: &mut Drawn<'_>, odd: bool) -> Statement {
    let effect = *drawn.pick(&["Allow", "Deny"]);
    let effect = match odd && drawn.once_in(20) {
        true => effect.to_lowercase(),
        false => effect.to_owned(),
    };
    let actions = if odd && drawn.once_in(8) {
        owned(drawn, ODD_ACTIONS, 2)
    } else {
        owned(drawn, ACTIONS, 3)
    };
    let resources = if odd && drawn.once_in(8) {
        owned(drawn, ODD_RESOURCES, 2)
    } else {
        owned(drawn, RESOURCES, 2)
    };
    Statement {
        effect: format!("\"{effect}\""),
        not_action: drawn.once_in(10),
        actions,
        not_resource: odd && drawn.once_in(20),
        resources,
        conditions: drawn.some((0, 2), |drawn| condition(drawn, odd)),
        trusted: Vec::new(),
    }
}

pub fn statements(drawn: &mut Drawn<'_>, most: usize, odd: bool) -> Vec<Statement> {
    drawn.some((1, most), |drawn| statement(drawn, odd))
}

fn level(drawn: &mut Drawn<'_>) -> (Levelled, Option<&'static str>) {
    let policy = match drawn.below(4) {
        0 => Levelled::Full,
        1 => Levelled::Absent,
        _ => Levelled::Known(statements(drawn, 2, false)),
    };
    let targets = [
        Some(crate::accounts::OWN),
        Some("fd-1"),
        Some("r-1"),
        Some("fd-9"),
        None,
    ];
    (policy, *drawn.pick(&targets))
}

fn account(drawn: &mut Drawn<'_>, odd: bool) -> Spec {
    let actions = [
        "kvstore:DestroyInstance",
        "kvstore:DeleteInstance",
        "ram:CreateRole",
        "kvstore:Nonesuch",
    ];
    let action = *drawn.pick(&actions);
    let policies = drawn.some((1, 3), |drawn| statements(drawn, 3, odd));
    let count = policies.len();
    let path = Some(vec!["r-1".to_owned(), "fd-1".to_owned()]);
    let positions = [
        Position::Member { path },
        Position::NotGiven,
        Position::Standalone,
        Position::Management,
        Position::Member { path: None },
    ];
    let mut spec = Spec {
        action,
        policies,
        attached: drawn.some((1, 5), |drawn| Attached {
            policy: drawn.below(count),
            holder: drawn.below(6),
            group: drawn.once_in(6).then_some("rg-1"),
            doubtful: drawn.once_in(8),
        }),
        members: drawn.some((0, 2), |drawn| (drawn.below(2), drawn.once_in(4))),
        absent: drawn.once_in(10).then_some(0),
        levels: drawn.some((0, 2), level),
        position: drawn.pick(&positions).clone(),
        told: drawn.once_in(2),
        trusts: Vec::new(),
    };
    if drawn.once_in(3) {
        lead(&mut spec, drawn.below(6), "\"*\"");
    }
    spec
}

/// Answers about accounts, questions about statements and comparisons of documents
/// are what the naive evaluator says of every request that is tried.
pub fn solver(bytes: &[u8]) {
    let mut drawn = Drawn::new(bytes);
    let kind = drawn.below(3);
    let odd = drawn.once_in(2);
    let strict = odd && drawn.once_in(2);
    let readings = match strict {
        true => Readings::Strict,
        false => Readings::Default,
    };
    let seed = drawn.number();
    let held = match kind {
        0 => agree(&account(&mut drawn, odd), readings, seed),
        1 => check(&statements(&mut drawn, 3, odd), readings, seed).map(drop),
        _ => check_versions(&statements(&mut drawn, 3, odd), readings, seed).map(drop),
    };
    held.unwrap_or_else(|error| panic!("{error}"));
}
