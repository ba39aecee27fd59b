//! Principals that others of the same statement cover, and names that nobody has, each
//! looked up: an account may have thousands of roles, and a role thousands whom it
//! admits.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::entrances::{Entrance, Whom};
use crate::engine::trust;
use crate::model::account::{Account, PrincipalId, PrincipalKind};
use crate::model::policy::{PrincipalForm, StatementId};

/// What only principals that stand beside each other share.
type Place = (StatementId, usize, Option<PrincipalId>, PrincipalForm);

fn place(entrance: &Entrance<'_>) -> Place {
    let form = entrance.principal.form;
    (entrance.statement, entrance.account, entrance.role, form)
}

/// Entrances by what they may cover, as numbers.
pub struct Covering<'e, 'a> {
    all: &'e [Entrance<'a>],
    /// Those that let in a whole account, by its id as it is written.
    accounts: BTreeMap<(Place, Option<&'a str>), Vec<usize>>,
    /// All by their text, whatever its case.
    texts: BTreeMap<(Place, String), Vec<usize>>,
}

impl<'e, 'a> Covering<'e, 'a> {
    /// Of all entrances.
    #[must_use]
    pub fn new(all: &'e [Entrance<'a>]) -> Self {
        let mut covering = Self {
            all,
            accounts: BTreeMap::new(),
            texts: BTreeMap::new(),
        };
        for (number, one) in all.iter().enumerate() {
            if matches!(one.whom, Whom::NotKnown | Whom::Placeholder) {
                continue;
            }
            if matches!(one.whom, Whom::Account(_)) {
                let key = (place(one), account(one.text));
                covering.accounts.entry(key).or_default().push(number);
            }
            let key = (place(one), one.text.to_ascii_lowercase());
            covering.texts.entry(key).or_default().push(number);
        }
        covering
    }

    /// The first that covers one of them: the whole account beside it, or the same text
    /// before it (R47).
    #[must_use]
    pub fn of(&self, entrance: &Entrance<'a>) -> Option<&'e Entrance<'a>> {
        let at = entrance.principal.element.at;
        let whole = match entrance.whom {
            Whom::NotKnown | Whom::Placeholder => return None,
            Whom::User(..) | Whom::Role(..) => {
                let key = (place(entrance), account(entrance.text));
                self.accounts.get(&key)
            }
            _ => None,
        };
        let key = (place(entrance), entrance.text.to_ascii_lowercase());
        let same = self.texts.get(&key).into_iter().flatten();
        let of_number = |number: &usize| Some((*number, self.all.get(*number)?));
        let whole = whole.into_iter().flatten().filter_map(of_number);
        let whole = whole.filter(|(_, other)| other.principal.element.at != at);
        let same = same.filter_map(of_number);
        let same = same.filter(|(_, other)| other.principal.element.at < at);
        let first = [whole.take(1).next(), same.take(1).next()];
        let first = first
            .into_iter()
            .flatten()
            .min_by_key(|(number, _)| *number);
        first.map(|(_, other)| other)
    }
}

fn account(text: &str) -> Option<&str> {
    trust::split(text).map(|(account, _)| account)
}

/// The users and roles of an account, where it shows all of them.
pub struct Present {
    kinds: Vec<PrincipalKind>,
    names: BTreeSet<(PrincipalKind, String)>,
}

impl Present {
    /// In an account.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let whole = [
            (PrincipalKind::User, account.complete.users),
            (PrincipalKind::Role, account.complete.roles),
        ];
        let whole = whole.into_iter().filter(|(_, whole)| *whole);
        let principals = account.principals();
        Self {
            kinds: whole.map(|(kind, _)| kind).collect(),
            names: principals
                .map(|(_, one)| (one.kind, one.name.to_ascii_lowercase()))
                .collect(),
        }
    }

    /// Whether the account holds all of a kind and none of a name, in whichever case.
    #[must_use]
    pub fn lacks(&self, kind: PrincipalKind, name: &str) -> bool {
        self.kinds.contains(&kind) && !self.names.contains(&(kind, name.to_ascii_lowercase()))
    }
}
