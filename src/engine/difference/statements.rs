//! Which statement of one document is which of another: those that say the same in
//! the same words, then those that have most in common.

use std::collections::BTreeSet;

use crate::engine::space::spelling;
use crate::model::Model;
use crate::model::policy::{DocumentId, Statement, StatementId};

/// What two statements need in common to be taken for one that was changed.
const ENOUGH: usize = 2;

/// A document and whose it is.
pub(super) type Version<'a> = (&'a Model, DocumentId);

/// What became of a statement in another document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counterpart {
    /// It is there, in the same words.
    Same(StatementId),
    /// It is there and says something else.
    Changed(StatementId),
    /// It is not there.
    None,
}

type Listed<'a> = Vec<(StatementId, &'a Statement)>;

/// What became of one statement of a document in another.
pub(super) fn counterpart(
    one: Version<'_>,
    statement: StatementId,
    other: Version<'_>,
) -> Counterpart {
    let list = |(model, id): Version<'_>| -> Vec<(StatementId, String)> {
        let all = model.pools.statements(id);
        all.map(|(id, statement)| (id, spelling::text_of(statement, model)))
            .collect()
    };
    let (mine, mut theirs) = (list(one), list(other));
    let mut left: Vec<StatementId> = Vec::new();
    for (id, text) in &mine {
        let same = theirs.iter().position(|(_, other)| other == text);
        match same {
            Some(place) => {
                let (found, _) = theirs.remove(place);
                if *id == statement {
                    return Counterpart::Same(found);
                }
            }
            None => left.push(*id),
        }
    }
    let mine = statements(one.0, &left);
    let rest: Vec<StatementId> = theirs.into_iter().map(|(id, _)| id).collect();
    let theirs = statements(other.0, &rest);
    let pairs = paired(one.0, mine, other.0, theirs);
    let found = pairs.into_iter().find(|(id, _)| *id == statement);
    found.map_or(Counterpart::None, |(_, id)| Counterpart::Changed(id))
}

fn statements<'a>(model: &'a Model, ids: &[StatementId]) -> Listed<'a> {
    ids.iter()
        .filter_map(|id| Some((*id, model.pools.statement(*id)?)))
        .collect()
}

/// Pairs of what is left, those first that have most in common.
fn paired(
    model: &Model,
    mine: Listed<'_>,
    other: &Model,
    theirs: Listed<'_>,
) -> Vec<(StatementId, StatementId)> {
    let in_order = mine.len() == theirs.len();
    let mut ranked: Vec<(usize, usize, usize)> = Vec::new();
    for (number, (_, one)) in mine.iter().enumerate() {
        for (place, (_, two)) in theirs.iter().enumerate() {
            let alike = in_common((one, model), (two, other));
            let aligned = usize::from(in_order && number == place);
            let score = alike.saturating_mul(2).saturating_add(aligned);
            if alike >= ENOUGH || aligned > 0 {
                ranked.push((score, number, place));
            }
        }
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut taken = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, number, place) in ranked {
        if taken.0.contains(&number) || taken.1.contains(&place) {
            continue;
        }
        let ids = mine.get(number).zip(theirs.get(place));
        if let Some(((one, _), (two, _))) = ids {
            taken.0.insert(number);
            taken.1.insert(place);
            pairs.push((*one, *two));
        }
    }
    pairs
}

/// How much two statements have in common: actions count most, a resource that is
/// only a star not at all.
fn in_common((one, model): (&Statement, &Model), (two, other): (&Statement, &Model)) -> usize {
    let texts = |model: &Model, statement: &Statement| {
        let pools = &model.pools;
        let words = |list| -> BTreeSet<String> {
            let elements = pools.elements(list).iter();
            elements
                .map(|element| pools.str(element.text).to_ascii_lowercase())
                .filter(|text| text.as_str() != "*")
                .collect()
        };
        let conditions: BTreeSet<String> = pools
            .conditions(statement.conditions)
            .iter()
            .map(|condition| {
                format!(
                    "{} {}",
                    pools.str(condition.operator.text),
                    pools.str(condition.key.text)
                )
            })
            .collect();
        let principals: BTreeSet<String> = pools
            .principals(statement.principals)
            .iter()
            .map(|principal| pools.str(principal.element.text).to_owned())
            .collect();
        (
            words(statement.actions.list),
            words(statement.resources.list),
            conditions,
            principals,
        )
    };
    let (mine, theirs) = (texts(model, one), texts(other, two));
    let shared = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.intersection(b).count();
    let actions = shared(&mine.0, &theirs.0);
    let service = |set: &BTreeSet<String>| -> BTreeSet<String> {
        set.iter()
            .filter_map(|text| text.split_once(':'))
            .map(|(code, _)| code.to_owned())
            .collect()
    };
    let services = shared(&service(&mine.0), &service(&theirs.0));
    let effect = usize::from(one.effect == two.effect);
    let others = [
        shared(&mine.1, &theirs.1),
        shared(&mine.2, &theirs.2),
        shared(&mine.3, &theirs.3),
        services,
    ];
    let others: usize = others.iter().sum();
    actions
        .saturating_mul(4)
        .saturating_add(others)
        .saturating_add(effect)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::snapshots::model;
    use crate::model::account::PolicyDocument;

    /// A statement in short: its effect, actions, resources, and keys under `Null`.
    type Short<'s> = (&'s str, &'s [&'s str], &'s [&'s str], &'s [&'s str]);

    fn read(statements: &[Short<'_>]) -> Model {
        let statements = statements.iter().map(|(effect, actions, resources, keys)| {
            let mut one = json!({ "Effect": effect, "Action": actions, "Resource": resources });
            if !keys.is_empty() {
                let tests = keys.iter().map(|key| ((*key).to_owned(), json!("true")));
                let tests: serde_json::Map<String, Value> = tests.collect();
                one["Condition"] = json!({ "Null": tests });
            }
            one
        });
        let document = json!({ "Version": "1", "Statement": statements.collect::<Vec<_>>() });
        model(json!({ "policies": [
            { "type": "Custom", "name": "p", "version": "v1", "document": document },
        ] }))
    }

    fn document(model: &Model) -> DocumentId {
        match model.accounts[0].policies[0].document {
            PolicyDocument::Known { document, .. } => document,
            PolicyDocument::Absent(_) => panic!("the document is there"),
        }
    }

    /// What became of each statement, by its number in the other document.
    fn became(mine: &[Short<'_>], theirs: &[Short<'_>]) -> Vec<String> {
        let (one, other) = (read(mine), read(theirs));
        let versions = ((&one, document(&one)), (&other, document(&other)));
        let there: Vec<StatementId> = other
            .pools
            .statements(versions.1.1)
            .map(|(id, _)| id)
            .collect();
        let number = |id| there.iter().position(|one| *one == id).unwrap();
        let all = one.pools.statements(versions.0.1);
        let words = all.map(|(id, _)| match counterpart(versions.0, id, versions.1) {
            Counterpart::Same(id) => format!("same {}", number(id)),
            Counterpart::Changed(id) => format!("changed {}", number(id)),
            Counterpart::None => "gone".to_owned(),
        });
        words.collect()
    }

    #[test]
    fn statements_are_the_same_by_their_words_or_by_what_they_have_in_common() {
        const STAR: &[&str] = &["*"];
        let allow =
            |actions: &'static [&'static str]| -> Short<'static> { ("Allow", actions, STAR, &[]) };
        let deny =
            |actions: &'static [&'static str]| -> Short<'static> { ("Deny", actions, STAR, &[]) };
        let on = |actions: &'static [&'static str],
                  resources: &'static [&'static str]|
         -> Short<'static> { ("Allow", actions, resources, &[]) };
        let when = |actions: &'static [&'static str],
                    keys: &'static [&'static str]|
         -> Short<'static> { ("Allow", actions, STAR, keys) };
        type Case<'c> = (&'c str, Vec<Short<'c>>, Vec<Short<'c>>, &'c [&'c str]);
        let cases: Vec<Case<'_>> = vec![
            (
                "in another order",
                vec![allow(&["ecs:*"]), allow(&["oss:*"])],
                vec![allow(&["oss:*"]), allow(&["ecs:*"])],
                &["same 1", "same 0"],
            ),
            (
                "twice",
                vec![allow(&["ecs:*"]), allow(&["ecs:*"])],
                vec![allow(&["ecs:*"]), allow(&["ecs:*"])],
                &["same 0", "same 1"],
            ),
            (
                "twice, and once",
                vec![allow(&["ecs:*"]), allow(&["ecs:*"])],
                vec![allow(&["ecs:*"])],
                &["same 0", "gone"],
            ),
            (
                "the same action elsewhere",
                vec![allow(&["ecs:Run"]), allow(&["oss:Get"])],
                vec![
                    allow(&["oss:Get", "oss:Put"]),
                    allow(&["ecs:Run", "ecs:Stop"]),
                ],
                &["changed 1", "changed 0"],
            ),
            // The service and the effect are as much as it takes.
            (
                "the same service",
                vec![allow(&["ecs:Run"])],
                vec![allow(&["rds:Get"]), allow(&["ecs:Stop"])],
                &["changed 1"],
            ),
            (
                "the same service, and another effect",
                vec![allow(&["ecs:Run"])],
                vec![allow(&["rds:Get"]), deny(&["ecs:Stop"])],
                &["gone"],
            ),
            (
                "nothing but the effect",
                vec![allow(&["ecs:Run"])],
                vec![allow(&["rds:Get"]), allow(&["oss:Put"])],
                &["gone"],
            ),
            (
                "nothing at all, in the same place",
                vec![allow(&["ecs:Run"])],
                vec![deny(&["rds:Get"])],
                &["changed 0"],
            ),
            (
                "nothing at all, in the same places",
                vec![allow(&["ecs:Run"]), deny(&["oss:Put"])],
                vec![deny(&["rds:Get"]), allow(&["vpc:Get"])],
                &["changed 0", "changed 1"],
            ),
            // A star is in common with everything, and says nothing.
            (
                "a star",
                vec![allow(STAR)],
                vec![allow(&["rds:Get"]), allow(&["*", "oss:Put"])],
                &["gone"],
            ),
            (
                "the same resource",
                vec![on(&["ecs:Run"], &["acs:ecs:*:*:i/1"])],
                vec![allow(&["rds:Get"]), on(&["oss:Put"], &["acs:ecs:*:*:i/1"])],
                &["changed 1"],
            ),
            (
                "the same resource, and another effect",
                vec![on(&["ecs:Run"], &["acs:ecs:*:*:i/1"])],
                vec![
                    allow(&["rds:Get"]),
                    ("Deny", &["oss:Put"], &["acs:ecs:*:*:i/1"], &[]),
                ],
                &["gone"],
            ),
            (
                "the same test",
                vec![when(&["ecs:Run"], &["acs:SourceIp"])],
                vec![allow(&["rds:Get"]), when(&["oss:Put"], &["acs:SourceIp"])],
                &["changed 1"],
            ),
            // One action weighs more than what is beside it.
            (
                "an action rather than a resource and a test",
                vec![(
                    "Allow",
                    &["ecs:Run"],
                    &["acs:ecs:*:*:i/1"],
                    &["acs:SourceIp"],
                )],
                vec![
                    (
                        "Allow",
                        &["oss:Put"],
                        &["acs:ecs:*:*:i/1"],
                        &["acs:SourceIp"],
                    ),
                    allow(&["ecs:Run"]),
                    allow(&["vpc:Get"]),
                ],
                &["changed 1"],
            ),
            (
                "more tests rather than fewer",
                vec![when(&["ecs:Run"], &["acs:SourceIp", "acs:MFAPresent"])],
                vec![
                    when(&["oss:Put"], &["acs:SourceIp"]),
                    when(&["oss:Put"], &["acs:SourceIp", "acs:MFAPresent"]),
                ],
                &["changed 1"],
            ),
            (
                "more actions rather than fewer",
                vec![allow(&["ecs:Run", "ecs:Stop"])],
                vec![
                    allow(&["ecs:Run", "oss:Put"]),
                    allow(&["ecs:Run", "ecs:Stop", "oss:Put"]),
                ],
                &["changed 1"],
            ),
            (
                "the effect decides",
                vec![allow(&["ecs:Run", "ecs:Stop"])],
                vec![
                    deny(&["ecs:Run", "oss:Put"]),
                    allow(&["ecs:Run", "oss:Put"]),
                ],
                &["changed 1"],
            ),
            // The place decides between what is alike, and weighs less than what is in common.
            (
                "the place decides",
                vec![allow(&["ecs:Run"]), allow(&["ecs:Stop"])],
                vec![allow(&["ecs:Get"]), allow(&["ecs:List"])],
                &["changed 0", "changed 1"],
            ),
            (
                "what is in common decides before the place",
                vec![allow(&["ecs:Run"]), allow(&["rds:Get"])],
                vec![allow(&["rds:Put"]), allow(&["ecs:Stop"])],
                &["changed 1", "changed 0"],
            ),
            (
                "the place says nothing where there are more",
                vec![allow(&["ecs:Run"]), allow(&["rds:Get"])],
                vec![
                    allow(&["vpc:Get"]),
                    allow(&["vpc:Put"]),
                    allow(&["vpc:List"]),
                ],
                &["gone", "gone"],
            ),
            // The best is taken by whoever has most in common with it.
            (
                "each once",
                vec![allow(&["ecs:Run"]), allow(&["ecs:Run", "ecs:Stop"])],
                vec![allow(&["ecs:Run", "ecs:Stop", "ecs:Get"])],
                &["gone", "changed 0"],
            ),
            (
                "each once, the first of two alike",
                vec![allow(&["ecs:Run"]), allow(&["ecs:Stop"])],
                vec![allow(&["ecs:Get"])],
                &["changed 0", "gone"],
            ),
            (
                "one that has two alike leaves the other",
                vec![
                    allow(&["ecs:Run", "ecs:Stop", "ecs:Get"]),
                    allow(&["oss:Put"]),
                ],
                vec![
                    allow(&["ecs:Run", "ecs:Stop", "ecs:Get", "ecs:List"]),
                    allow(&["ecs:Run", "ecs:Stop", "oss:Put", "oss:Get"]),
                    allow(&["rds:Get"]),
                ],
                &["changed 0", "changed 1"],
            ),
            (
                "one that has two alike takes the first",
                vec![allow(&["ecs:Run"])],
                vec![allow(&["ecs:Get"]), allow(&["ecs:List"])],
                &["changed 0"],
            ),
            (
                "letters of any case",
                vec![allow(&["ECS:Run"])],
                vec![allow(&["rds:Get"]), allow(&["ecs:run", "oss:Put"])],
                &["changed 1"],
            ),
        ];
        for (what, mine, theirs, expected) in cases {
            assert_eq!(became(&mine, &theirs), expected, "{what}");
        }
    }
}
