//! Answers about requests of which something is known: whether all, some or none of
//! those with these key values are allowed.

use std::collections::BTreeMap;

use crate::engine::answers::{AccountAnswers, Answers, Settings, of_account};
use crate::engine::compile::{Given, Impossible, KeyUse, asking};
use crate::engine::holdings::Index;
use crate::engine::question::Question;
use crate::engine::universe::Universe;
use crate::model::Model;
use crate::model::catalogue::Catalogue;

/// Answers about certain requests.
#[derive(Debug)]
pub struct GivenAnswers {
    /// The answers; an account in which there are no such requests has no lines.
    pub answers: Answers,
    /// Why there are none, by the index of the account in the model.
    pub impossible: BTreeMap<usize, Impossible>,
}

/// Answers one question about requests of which this is known, for every principal.
#[must_use]
pub fn answer_given(
    model: &Model,
    catalogue: &Catalogue,
    question: &Question,
    settings: &Settings,
    given: &Given,
) -> GivenAnswers {
    let uses = KeyUse::new(model);
    let question = given.narrowed(question, catalogue);
    let indexes: Vec<Index> = model.accounts.iter().map(Index::new).collect();
    let mut doubts = model.doubts.clone();
    let mut accounts = Vec::new();
    let mut impossible = BTreeMap::new();
    for (number, (account, index)) in model.accounts.iter().zip(&indexes).enumerate() {
        let mut asked = asking(model, catalogue, account, &uses, &question, settings);
        match asked.1.give(given) {
            Ok(()) => accounts.push(of_account(number, index, asked, settings, &mut doubts)),
            Err(why) => {
                impossible.insert(number, why);
                accounts.push(AccountAnswers {
                    account: number,
                    id: account.id.clone(),
                    universe: Universe::default(),
                    lines: Vec::new(),
                    crossings: Vec::new(),
                });
            }
        }
    }
    GivenAnswers {
        answers: Answers {
            question,
            accounts,
            doubts,
        },
        impossible,
    }
}
