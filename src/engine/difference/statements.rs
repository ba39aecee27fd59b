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
    if actions == 0 && others == 0 {
        return 0;
    }
    actions
        .saturating_mul(4)
        .saturating_add(others)
        .saturating_add(effect)
}
