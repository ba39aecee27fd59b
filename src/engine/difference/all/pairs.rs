//! What of the earlier input is what of the later one: accounts by their ids,
//! principals by their names, documents by their paths.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::difference::Side;
use crate::engine::difference::all::alike::Alike;
use crate::engine::holdings::Index;
use crate::model::Model;
use crate::model::account::{Account, PolicyId, PrincipalId, PrincipalKind};

/// One of the two inputs, or nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine::difference) struct Both<T> {
    pub(in crate::engine::difference) before: T,
    pub(in crate::engine::difference) after: T,
}

impl<T: Clone> Both<T> {
    /// The same on both sides.
    pub(super) fn twice(one: T) -> Self {
        Self {
            before: one.clone(),
            after: one,
        }
    }
}

impl<T> Both<T> {
    pub(in crate::engine::difference) const fn of(&self, side: Side) -> &T {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    pub(super) const fn of_mut(&mut self, side: Side) -> &mut T {
        match side {
            Side::Before => &mut self.before,
            Side::After => &mut self.after,
        }
    }
}

/// Somebody whose access is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Who {
    Principal(PrincipalId),
    /// Anyone who holds a document, by its index in the model.
    Holding(usize),
}

/// What somebody has their access from: what is spelled alike in two places gives the
/// same access, and is told of by its own place for each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Basis {
    Nothing,
    /// A document, by its index in the model.
    Document(usize),
    Policies(BTreeSet<PolicyId>),
}

/// The same somebody on both sides, or on one alone.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) who: Both<Option<Who>>,
    /// As each side calls it; as the other does where it has none.
    pub(super) name: Both<String>,
}

impl Pair {
    /// The principal of one side.
    pub(super) const fn principal(&self, side: Side) -> Option<PrincipalId> {
        match self.who.of(side) {
            Some(Who::Principal(id)) => Some(*id),
            Some(Who::Holding(_)) | None => None,
        }
    }

    /// What the access of one side comes from.
    pub(super) fn basis(&self, side: Side, account: &Account, index: &Index) -> Basis {
        match *self.who.of(side) {
            Some(Who::Principal(id)) => Basis::Policies(index.policies_of(account, id).collect()),
            Some(Who::Holding(number)) => Basis::Document(number),
            None => Basis::Nothing,
        }
    }

    /// What kind of principal it is.
    pub(super) fn kind(&self, accounts: Both<&Account>) -> Option<PrincipalKind> {
        let mut sides = [Side::Before, Side::After].into_iter();
        sides.find_map(|side| {
            let principal = accounts.of(side).principal(self.principal(side)?)?;
            Some(principal.kind)
        })
    }
}

/// Somebody with what tells whether anything about them differs: numbers of
/// [`Alike`].
pub(super) struct Somebody {
    pub(super) pair: Pair,
    pub(super) held: Both<Option<u32>>,
    /// Of roles, who may become them.
    pub(super) trust: Both<Option<u32>>,
    pub(super) kind: Option<PrincipalKind>,
}

impl Somebody {
    /// Whether what they may do themselves may differ.
    pub(super) fn differs(&self) -> bool {
        let is_holding = matches!(self.pair.who.after, Some(Who::Holding(_)));
        let is_same = is_holding || self.pair.name.before == self.pair.name.after;
        self.held.before != self.held.after || !is_same
    }

    /// Whether it may differ who can become them.
    pub(super) fn is_trusting_others(&self) -> bool {
        self.trust.before != self.trust.after || self.pair.name.before != self.pair.name.after
    }
}

/// The accounts of both sides, by their indexes. Where one account on each side is
/// left and the id of one is not known, they are taken to be the same: a text that
/// names the account may be what was added.
pub(in crate::engine::difference) fn accounts(
    before: &Model,
    after: &Model,
) -> Vec<Both<Option<usize>>> {
    let mut found: Vec<Both<Option<usize>>> = Vec::new();
    let mut left: Vec<usize> = (0..after.accounts.len()).collect();
    for (number, account) in before.accounts.iter().enumerate() {
        let same = left.iter().position(|other| {
            let other = after.accounts.get(*other);
            other.is_some_and(|other| other.name() == account.name())
        });
        found.push(Both {
            before: Some(number),
            after: same.map(|place| left.remove(place)),
        });
    }
    let mut alone = found.iter_mut().filter(|pair| pair.after.is_none());
    if let (Some(pair), None, [other]) = (alone.next(), alone.next(), left.as_slice()) {
        let id = |model: &Model, number: usize| {
            let account = model.accounts.get(number);
            account.and_then(|account| account.id.clone())
        };
        let own = pair.before.and_then(|number| id(before, number));
        if own.is_none() || id(after, *other).is_none() {
            pair.after = Some(*other);
            left.clear();
        }
    }
    found.extend(left.into_iter().map(|number| Both {
        before: None,
        after: Some(number),
    }));
    found
}

/// Both accounts of a pair, with the id that either of them has. One that is not
/// there is there without principals.
pub(super) fn known<'a>(
    before: &'a Model,
    after: &'a Model,
    pair: Both<Option<usize>>,
) -> Both<Cow<'a, Account>> {
    let find = |model: &'a Model, number: Option<usize>| model.accounts.get(number?);
    let (one, other) = (find(before, pair.before), find(after, pair.after));
    let completed = |own: Option<&'a Account>, other: Option<&'a Account>| match (own, other) {
        (Some(own), Some(other)) if own.id.is_none() && other.id.is_some() => Cow::Owned(Account {
            id: other.id.clone(),
            ..own.clone()
        }),
        (Some(own), _) => Cow::Borrowed(own),
        (None, other) => Cow::Owned(Account {
            id: other.and_then(|other| other.id.clone()),
            label: other.and_then(|other| other.label.clone()),
            ..Account::default()
        }),
    };
    Both {
        before: completed(one, other),
        after: completed(other, one),
    }
}

/// The principals of an account and the documents that anyone might hold, sorted by
/// kind and name. A document that only has another path than before is the same.
pub(super) fn everybody(
    models: Both<&Model>,
    accounts: Both<&Account>,
    numbers: Both<Option<usize>>,
    alike: &mut Alike<'_>,
) -> Vec<Pair> {
    let mut found = principals(accounts);
    let held = |side: Side| -> BTreeMap<String, usize> {
        let holdings = models.of(side).holdings.iter().enumerate();
        holdings
            .filter(|(_, holding)| Some(holding.account) == *numbers.of(side))
            .map(|(number, holding)| (holding.path.clone(), number))
            .collect()
    };
    let (before, mut after) = (held(Side::Before), held(Side::After));
    let mut pairs = Vec::new();
    let mut moved: BTreeMap<u32, Vec<(String, usize)>> = BTreeMap::new();
    for (path, number) in before {
        match after.remove(&path) {
            Some(other) => pairs.push(((path.clone(), Some(number)), (path, Some(other)))),
            None => {
                let spelled = alike.holding(Side::Before, number);
                moved.entry(spelled).or_default().push((path, number));
            }
        }
    }
    for (path, number) in after {
        let spelled = alike.holding(Side::After, number);
        let same = moved.get_mut(&spelled).filter(|same| !same.is_empty());
        match same.map(|same| same.remove(0)) {
            Some((old, other)) => pairs.push(((old, Some(other)), (path, Some(number)))),
            None => pairs.push(((path.clone(), None), (path, Some(number)))),
        }
    }
    for (path, number) in moved.into_values().flatten() {
        pairs.push(((path.clone(), Some(number)), (path, None)));
    }
    pairs.sort_by(|(_, (one, _)), (_, (other, _))| one.cmp(other));
    found.extend(pairs.into_iter().map(|(before, after)| Pair {
        who: Both {
            before: before.1.map(Who::Holding),
            after: after.1.map(Who::Holding),
        },
        name: Both {
            before: format!("policy/{}", before.0),
            after: format!("policy/{}", after.0),
        },
    }));
    found
}

fn principals(accounts: Both<&Account>) -> Vec<Pair> {
    let mut found = BTreeMap::new();
    for side in [Side::Before, Side::After] {
        for (id, principal) in accounts.of(side).principals() {
            let name = format!("{}/{}", principal.kind.word(), principal.name);
            let key = (principal.kind, principal.name.to_ascii_lowercase());
            let pair = found.entry(key).or_insert_with(|| Pair {
                who: Both {
                    before: None,
                    after: None,
                },
                name: Both {
                    before: name.clone(),
                    after: name.clone(),
                },
            });
            let (who, known) = match side {
                Side::Before => (&mut pair.who.before, &mut pair.name.before),
                Side::After => (&mut pair.who.after, &mut pair.name.after),
            };
            *who = Some(Who::Principal(id));
            *known = name;
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::snapshots::model;

    #[test]
    fn both_accounts_have_the_id_that_either_has() {
        let of = |id: Option<&str>| {
            let mut model = Model::default();
            model.accounts.push(Account {
                id: id.map(str::to_owned),
                ..Account::default()
            });
            model
        };
        for (ids, expected) in [
            ((None, Some("1")), (Some("1"), Some("1"))),
            ((Some("1"), None), (Some("1"), Some("1"))),
            ((Some("1"), Some("1")), (Some("1"), Some("1"))),
            ((Some("1"), Some("2")), (Some("1"), Some("2"))),
            ((None, None), (None, None)),
        ] {
            let (before, after) = (of(ids.0), of(ids.1));
            let found = known(&before, &after, Both::twice(Some(0)));
            let found = (found.before.id.as_deref(), found.after.id.as_deref());
            assert_eq!(found, expected);
        }
        let (before, after) = (of(Some("1")), of(Some("2")));
        let alone = Both {
            before: Some(0),
            after: None,
        };
        let found = known(&before, &after, alone);
        assert_eq!(found.after.id.as_deref(), Some("1"));
        assert!(found.after.principals.is_empty());
    }

    fn everybody_in(before: &Model, after: &Model) -> Vec<Somebody> {
        let models = Both { before, after };
        let accounts = Both {
            before: &before.accounts[0],
            after: &after.accounts[0],
        };
        let mut alike = Alike::new(models);
        let pairs = everybody(models, accounts, Both::twice(Some(0)), &mut alike);
        let all = pairs.into_iter().map(|pair| Somebody {
            kind: pair.kind(accounts),
            pair,
            held: Both::twice(Some(0)),
            trust: Both::twice(None),
        });
        all.collect()
    }

    #[test]
    fn everybody_is_there_once_by_kind_and_name() {
        let trust = || json!({ "Version": "1", "Statement": [] });
        let policies = |actions: &[&str]| -> Vec<Value> {
            let all = actions.iter().enumerate().map(|(number, action)| {
                let statement = json!({ "Effect": "Allow", "Action": action, "Resource": "*" });
                let document = json!({ "Version": "1", "Statement": [statement] });
                json!({ "type": "Custom", "name": number.to_string(), "document": document })
            });
            all.collect()
        };
        let mut before = model(json!({
            "complete": [],
            "users": [{ "name": "Mei" }, { "name": "bo" }],
            "roles": [{ "name": "old", "trust": trust() }],
            "policies": policies(&["ecs:A", "ecs:B", "ecs:C"]),
        }));
        let mut after = model(json!({
            "complete": [],
            "users": [{ "name": "mei" }, { "name": "kim" }],
            "roles": [{ "name": "new", "trust": trust() }],
            "policies": policies(&["ecs:A", "ecs:D", "ecs:C"]),
        }));
        for (model, paths) in [
            (&mut before, ["c", "b", "z"]),
            (&mut after, ["e", "d", "a"]),
        ] {
            for (holding, path) in model.holdings.iter_mut().zip(paths) {
                holding.path = path.to_owned();
            }
        }
        let found = everybody_in(&before, &after);
        let told: Vec<(&str, &str, bool, bool, Option<PrincipalKind>)> = found
            .iter()
            .map(|one| {
                let (name, who) = (&one.pair.name, &one.pair.who);
                (
                    name.before.as_str(),
                    name.after.as_str(),
                    who.before.is_some(),
                    who.after.is_some(),
                    one.kind,
                )
            })
            .collect();
        let (user, role) = (Some(PrincipalKind::User), Some(PrincipalKind::Role));
        assert_eq!(
            told,
            [
                ("user/bo", "user/bo", true, false, user),
                ("user/kim", "user/kim", false, true, user),
                ("user/Mei", "user/mei", true, true, user),
                ("role/new", "role/new", false, true, role),
                ("role/old", "role/old", true, false, role),
                ("policy/z", "policy/a", true, true, None),
                ("policy/b", "policy/b", true, false, None),
                ("policy/d", "policy/d", false, true, None),
                ("policy/c", "policy/e", true, true, None),
            ]
        );
    }

    #[test]
    fn who_may_differ() {
        let user = Who::Principal(PrincipalId(0));
        let name = |before: &str, after: &str| Both {
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let cases = [
            (user, name("a", "a"), (Some(0), Some(0)), false),
            (user, name("a", "a"), (Some(0), Some(1)), true),
            (user, name("a", "a"), (Some(0), None), true),
            (user, name("A", "a"), (Some(0), Some(0)), true),
            (Who::Holding(0), name("a", "b"), (Some(0), Some(0)), false),
            (Who::Holding(0), name("a", "b"), (Some(0), Some(1)), true),
        ];
        for (who, name, numbers, expected) in cases {
            let both = Both {
                before: numbers.0,
                after: numbers.1,
            };
            let one = Somebody {
                pair: Pair {
                    who: Both::twice(Some(who)),
                    name,
                },
                held: both,
                trust: Both::twice(None),
                kind: None,
            };
            assert_eq!(one.differs(), expected, "{:?} {numbers:?}", one.pair);
            let trusting = Somebody {
                trust: both,
                held: Both::twice(None),
                ..one
            };
            let is_renamed = trusting.pair.name.before != trusting.pair.name.after;
            let expected = is_renamed || numbers.0 != numbers.1;
            assert_eq!(trusting.is_trusting_others(), expected, "{numbers:?}");
        }
    }
}
