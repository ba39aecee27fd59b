//! Roles that others may become than before, for comparisons that do not follow the
//! ways by roles.

use crate::engine::answers::Settings;
use crate::engine::compile::KeyUse;
use crate::engine::difference::all::pairs::accounts;
use crate::engine::difference::halves::name_of;
use crate::engine::space::compare::{Compared, Version, compare};
use crate::engine::space::spelling::{self, Spelling};
use crate::model::Model;
use crate::model::account::{Account, Principal, Trust};
use crate::model::catalogue::Catalogue;
use crate::model::doubt::DoubtId;

/// The roles of both inputs, `role/NAME`, whose trust documents do not provably say
/// the same.
#[must_use]
pub fn differing_trusts(
    before: &Model,
    after: &Model,
    catalogue: &Catalogue,
    settings: &Settings,
) -> Vec<String> {
    let uses = KeyUse::of_all([before, after]);
    let mut found = Vec::new();
    for pair in accounts(before, after) {
        let one = pair.before.and_then(|number| before.accounts.get(number));
        let other = pair.after.and_then(|number| after.accounts.get(number));
        let (Some(one), Some(other)) = (one, other) else {
            continue;
        };
        let same = |mine: &Principal, theirs: &Principal| match (mine.trust, theirs.trust) {
            (Trust::None, Trust::None) => true,
            (Trust::Unknown(one), Trust::Unknown(other)) => {
                spelled(one, before) == spelled(other, after)
            }
            (Trust::Known(document), Trust::Known(there)) => {
                let version = |model, account, document| Version {
                    model,
                    account,
                    document,
                };
                let (was, is) = (version(before, one, document), version(after, other, there));
                spelling::is_same((before, document), (after, there))
                    || compare(was, is, catalogue, &uses, settings) == Compared::Same
            }
            _ => false,
        };
        found.extend(differing(one, other, same));
    }
    found
}

fn spelled(gap: DoubtId, model: &Model) -> String {
    let mut spelling = Spelling::default();
    spelling.doubt(gap, model);
    spelling.text
}

fn differing(
    one: &Account,
    other: &Account,
    same: impl Fn(&Principal, &Principal) -> bool,
) -> Vec<String> {
    let mut found = Vec::new();
    for role in &one.principals {
        let mut all = other.principals.iter();
        let there = all.find(|principal| name_of(principal) == name_of(role));
        if there.is_some_and(|there| !same(role, there)) {
            found.push(format!("{}/{}", role.kind.word(), role.name));
        }
    }
    found
}
