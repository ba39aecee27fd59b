//! Whom a statement never reaches because of who they are: tests on the caller's
//! ARN are settled for each principal (R39a).

use std::collections::BTreeSet;

use crate::engine::answers::{Settings, subject_of};
use crate::engine::bearing::{Bearing, settled};
use crate::engine::compile::{KeyUse, asking};
use crate::engine::formula::{Bound, Formula};
use crate::engine::question::{Question, Subject};
use crate::engine::solver::Sat;
use crate::engine::verdict::Judge;
use crate::model::Model;
use crate::model::account::{PrincipalId, PrincipalKind};
use crate::model::catalogue::{Catalogue, KeyRole};
use crate::model::policy::Condition;

/// The tests of a statement that are about who asks, and whom they leave out.
#[derive(Clone, Debug)]
pub struct Exempt {
    /// The tests, in order; at least one.
    pub tests: Vec<Condition>,
    /// The statement has no other tests.
    pub only: bool,
    /// No caller meets them, whoever it is.
    pub everyone: bool,
    /// The users and roles of the account that do not meet them.
    pub principals: BTreeSet<PrincipalId>,
    /// The users and roles that may meet them.
    pub others: BTreeSet<PrincipalId>,
}

/// Whether a test is about the caller's ARN.
#[must_use]
pub fn is_about_caller(test: &Condition, model: &Model, catalogue: &Catalogue) -> bool {
    catalogue
        .key(model.pools.str(test.key.text))
        .is_some_and(|fact| fact.role == KeyRole::PrincipalArn)
}

/// Whom a statement leaves out by who they are; `None` where it has no such test.
#[must_use]
pub fn of(
    bearing: &Bearing,
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    settings: &Settings,
) -> Option<Exempt> {
    let statement = model.pools.statement(bearing.statement)?;
    let account = model.accounts.get(bearing.account)?;
    let all = model.pools.conditions(statement.conditions);
    let about = |test: &&Condition| is_about_caller(test, model, catalogue);
    let tests: Vec<Condition> = all.iter().filter(about).copied().collect();
    if tests.is_empty() {
        return None;
    }
    let uses = KeyUse::new(model);
    let mut doubts = model.doubts.clone();
    let (_, mut compiler) = asking(model, catalogue, account, &uses, question, settings);
    let mut never = |subject: &Subject| {
        let parts: Vec<Formula> = tests
            .iter()
            .map(|test| compiler.condition(test, subject, &mut doubts))
            .collect();
        let formula = settled(&Formula::and(parts), settings.readings, &doubts);
        let judge = Judge {
            universe: &compiler.universe,
            doubts: &doubts,
            readings: settings.readings,
        };
        judge.is_met(&formula.bound(Bound::Most)) == Sat::None
    };
    let everyone = never(&Subject::default());
    let (mut principals, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (id, principal) in account.principals() {
        if !matches!(principal.kind, PrincipalKind::User | PrincipalKind::Role) {
            continue;
        }
        if everyone || never(&subject_of(principal.kind, &principal.name)) {
            principals.insert(id);
        } else {
            others.insert(id);
        }
    }
    Some(Exempt {
        only: tests.len() == all.len(),
        tests,
        everyone,
        principals,
        others,
    })
}
