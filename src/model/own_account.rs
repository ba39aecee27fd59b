//! Which account an input is about, as another version of it has it.

use std::collections::BTreeSet;

use crate::model::Model;

/// What the version before a change knows of its own accounts, declared or inferred.
/// The text of the change does not decide which account is the own one: what it lets in
/// from a foreign account would otherwise be access of the account itself (D39, D51).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnAccount {
    ids: BTreeSet<String>,
    /// An account of it has neither an id nor a name.
    has_nameless: bool,
}

impl OwnAccount {
    /// As an input has it.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let accounts = || model.accounts.iter();
        Self {
            ids: accounts().filter_map(|one| one.id.clone()).collect(),
            has_nameless: accounts().any(|one| one.name().is_none()),
        }
    }

    /// The id of an account to which the later version gives none: the only one there
    /// was, or the only one of them that `named`, the ids of the others, lack.
    #[must_use]
    pub fn id<'a>(&'a self, named: &'a BTreeSet<String>) -> Option<&'a str> {
        if self.has_nameless {
            return None;
        }
        let left: Vec<&String> = self.ids.difference(named).collect();
        let all: Vec<&String> = self.ids.iter().collect();
        match (left.as_slice(), all.as_slice()) {
            ([one], _) | (_, [one]) => Some(one),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::account::Account;

    #[test]
    fn an_account_without_an_id_is_the_one_that_is_left() {
        for (before, has_nameless, named, expected) in [
            (&["1"][..], false, &[][..], Some("1")),
            (&["1"], false, &["1"], Some("1")),
            (&["1"], true, &[], None),
            (&["1", "2"], false, &["2"], Some("1")),
            (&["1", "2"], false, &[], None),
            (&["1", "2"], false, &["1", "2"], None),
            (&[], true, &["1"], None),
            (&[], false, &[], None),
        ] {
            let all = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
            let own = OwnAccount {
                ids: all(before),
                has_nameless,
            };
            let named: BTreeSet<String> = all(named);
            assert_eq!(own.id(&named), expected, "{before:?} {named:?}");
        }
    }

    #[test]
    fn the_own_accounts_are_those_of_an_input() {
        let account = |id: Option<&str>, label: Option<&str>| Account {
            id: id.map(str::to_owned),
            label: label.map(str::to_owned),
            ..Account::default()
        };
        for (accounts, expected) in [
            (vec![account(Some("1"), None)], (&["1"][..], false)),
            (
                vec![account(Some("1"), None), account(None, Some("shop"))],
                (&["1"], false),
            ),
            (
                vec![account(Some("1"), None), account(None, None)],
                (&["1"], true),
            ),
            (Vec::new(), (&[], false)),
        ] {
            let model = Model {
                accounts,
                ..Model::default()
            };
            let own = OwnAccount::of(&model);
            let ids: Vec<&str> = own.ids.iter().map(String::as_str).collect();
            assert_eq!((ids.as_slice(), own.has_nameless), expected);
        }
    }
}
