//! How much is told of one share.

use serde_json::{Value, json};

use super::*;
use crate::engine::compile::KeyUse;
use crate::engine::difference::all::alike::Alike;
use crate::engine::difference::all::pairs::everybody;
use crate::engine::holdings::Index;
use crate::engine::snapshots::{model, settings};
use crate::model::catalogue::Catalogue;

/// A user who holds a policy.
fn holding(statements: Vec<Value>) -> Value {
    let document = json!({ "Version": "1", "Statement": statements });
    json!({
        "users": [{ "name": "u" }],
        "policies": [{ "type": "Custom", "name": "p", "version": "v1", "document": document }],
        "attachments": [{ "policy": "Custom/p", "to": "user/u" }],
    })
}

/// With so many letters, names are told from each other by more than are told of.
const LETTERS: &str = "bdfglmnopuvy";

/// Of very many rows so many are told, and then it is said that there may be more.
#[test]
fn d41_so_many_rows_of_one_share_are_told_at_most() {
    for (letters, is_cut) in [("bd", false), (LETTERS, true)] {
        // Names with a letter are allowed before, from a network of its own.
        let before = letters.chars().enumerate().map(|(number, letter)| {
            let network = format!("10.{number}.0.0/16");
            json!({ "Effect": "Allow", "Action": format!("*:*{letter}*"), "Resource": "*",
                "Condition": { "IpAddress": { "acs:SourceIp": network } } })
        });
        let before = model(holding(before.collect()));
        let after = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        let after = model(holding(vec![after]));
        let models = Both {
            before: &before,
            after: &after,
        };
        let accounts = Both {
            before: &before.accounts[0],
            after: &after.accounts[0],
        };
        let indexes = Both {
            before: &Index::new(accounts.before),
            after: &Index::new(accounts.after),
        };
        let (catalogue, settings) = (Catalogue::embedded(), settings());
        let uses = KeyUse::of_all([&before, &after]);
        let how = (catalogue, &uses, &settings);
        let comparing = Comparing::new(models, accounts, indexes, how, (Rows::Each, &[]));
        let mut alike = Alike::new(models);
        let people = everybody(models, accounts, Both::twice(Some(0)), &mut alike);
        let held = Both {
            before: Some(0),
            after: Some(1),
        };
        let mut variables = Variables::new(models);
        let pairs = [(&people[0], held)];
        let compiled = comparing.compiled(&pairs, [Aspect::Allowed], &mut variables);
        let requests = comparing.requests(compiled.free);
        let mut search = Search::new(compiled.over(&requests, catalogue));
        let have = compiled.accesses(Side::After);
        let regions = search.regions(have, compiled.accesses(Side::Before));
        let shares = comparing.shares(&regions[0], Side::After, &search, &variables);
        let [share] = shares.as_slice() else {
            panic!("{}", shares.len());
        };
        let all = search.catalogued(&share.when, usize::MAX).len();
        assert_eq!(all > MOST_ROWS, is_cut, "{all}");
        // As many as are told at most differ, the others that are asked for with them do
        // not, and whatever is asked for after that does.
        let (mut asked, mut known) = (0, None);
        let mut ask = |shown: &Shown, variables: &mut Variables| -> Result<_, OutOfBudget> {
            asked += 1;
            if known.is_none() {
                let how = (Side::After, Aspect::Allowed);
                known = comparing.asking.ask(shown, &people[0], how, variables)?;
            }
            let differs = asked <= MOST_ROWS || asked > all;
            Ok(known.clone().filter(|_| differs))
        };
        let whole = share.when.clone();
        let found = comparing.told(share, whole, true, &mut search, &mut variables, &mut ask);
        assert_eq!(
            (found.len(), search.is_cut),
            (all.min(MOST_ROWS), is_cut),
            "{letters}"
        );
    }
}
