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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::answers::question;
    use crate::engine::bearing::review;
    use crate::engine::snapshots::{model, settings};
    use crate::model::policy::Effect;

    const DESTROY: &str = "kvstore:DestroyInstance";

    /// An account with a Deny under a condition.
    fn company(condition: &Value) -> Model {
        let statement = json!({
            "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition,
        });
        let document = json!({ "Version": "1", "Statement": [statement] });
        model(json!({
            "users": [{ "name": "mei" }, { "name": "bo" }],
            "groups": [{ "name": "ops", "members": ["mei"] }],
            "policies": [{ "type": "Custom", "name": "p", "document": document }],
        }))
    }

    /// Whether the statement has no other tests, and those whom it never reaches.
    fn exempt(condition: &Value) -> Option<(bool, bool, Vec<String>)> {
        let (model, catalogue) = (company(condition), Catalogue::embedded());
        let (asked, settings) = (question(DESTROY, catalogue), settings());
        let review = review(&model, catalogue, &asked, Effect::Deny, &settings);
        let found = of(&review.bearings[0], &model, catalogue, &asked, &settings)?;
        let account = &model.accounts[0];
        let names = |ids: &BTreeSet<PrincipalId>| {
            let names = ids.iter().filter_map(|id| account.principal(*id));
            let mut names: Vec<String> = names.map(|one| one.name.clone()).collect();
            names.sort_unstable();
            names
        };
        let (never, others) = (names(&found.principals), names(&found.others));
        assert_eq!(never.len() + others.len(), 2, "{never:?} {others:?}");
        Some((found.only, found.everyone, never))
    }

    #[test]
    fn r39_whom_tests_of_the_caller_leave_out() {
        let like = |who: &str| json!({ "acs:PrincipalARN": format!("acs:ram:*:*:user/{who}") });
        let none: &[&str] = &[];
        for (condition, expected) in [
            (
                json!({ "StringLike": like("mei") }),
                Some((true, false, &["bo"][..])),
            ),
            (
                json!({ "StringNotLike": like("mei") }),
                Some((true, false, &["mei"])),
            ),
            (
                json!({ "StringLike": like("m*"), "StringNotLike": like("x*") }),
                Some((true, false, &["bo"])),
            ),
            (
                json!({ "StringLike": like("mei"), "Bool": { "acs:SecureTransport": "true" } }),
                Some((false, false, &["bo"])),
            ),
            // Nobody is both.
            (
                json!({ "StringLike": like("mei"), "StringNotLike": like("mei") }),
                Some((true, true, &["bo", "mei"])),
            ),
            // It is not known what such a test means: it may be met.
            (
                json!({ "StringLikeIfExists": like("mei") }),
                Some((true, false, none)),
            ),
            (json!({ "StringLike": { "x:Nonesuch": "a" } }), None),
            (
                json!({ "IpAddress": { "acs:SourceIp": "10.0.0.0/8" } }),
                None,
            ),
        ] {
            let found = exempt(&condition);
            let expected = expected.map(|(only, everyone, never)| {
                (
                    only,
                    everyone,
                    never.iter().map(|name| (*name).to_owned()).collect(),
                )
            });
            assert_eq!(found, expected, "{condition}");
        }
    }
}
