//! What the account that goes holds, put into the account that stays.

use std::collections::BTreeMap;

use crate::model::account::{
    Account, Attachment, Membership, PolicyId, Position, PrincipalId, Scope,
};
use crate::model::doubt::Choice;
use crate::readers::merge::Moved;

/// What is known already, by what it joins, with what must hold for it.
type Known<K> = BTreeMap<K, Vec<Vec<Choice>>>;

/// Notes a join, and says whether it is news: the same one, or one that holds in
/// any case, may be there already.
fn is_news<K: Ord>(known: &mut Known<K>, key: K, when: &[Choice]) -> bool {
    let list = known.entry(key).or_default();
    let is_there = list.iter().any(|one| one.is_empty() || one == when);
    if !is_there {
        list.push(when.to_vec());
    }
    !is_there
}

pub(super) fn join(account: &mut Account, gone: Account, moved: &Moved) {
    attachments(account, gone.attachments, moved);
    memberships(account, gone.memberships, moved);
    account.control_policies.extend(gone.control_policies);
    let base = account.configurations.len();
    for mut configuration in gone.configurations {
        let policies = configuration.policies.iter().flat_map(|(policy, at)| {
            let here = moved.policies(*policy).iter();
            here.map(|policy| (*policy, *at))
        });
        configuration.policies = policies.collect();
        account.configurations.push(configuration);
    }
    for one in gone.assignments {
        for to in moved.principals(one.to) {
            let mut assignment = one.clone();
            assignment.to = *to;
            assignment.configuration = one.configuration.saturating_add(base);
            account.assignments.push(assignment);
        }
    }
    for one in gone.wearers {
        for role in moved.principals(one.role) {
            let mut wearer = one.clone();
            wearer.role = *role;
            let mut known = account.wearers.iter();
            if !known.any(|known| known.role == *role && known.name == wearer.name) {
                account.wearers.push(wearer);
            }
        }
    }
    for one in gone.access_keys {
        for user in moved.principals(one.user) {
            let mut key = one.clone();
            key.user = *user;
            account.access_keys.push(key);
        }
    }
    for one in gone.console_logins {
        for user in moved.principals(one.user) {
            let mut login = one.clone();
            login.user = *user;
            account.console_logins.push(login);
        }
    }
    for one in gone.identity_providers {
        account.add_identity_provider(one);
    }
    // What one input lists whole is not left open by what another one lacks.
    let (whole, gone_whole) = (
        account.complete.attachments && account.unlisted.is_empty(),
        gone.complete.attachments && gone.unlisted.is_empty(),
    );
    if gone_whole {
        account.unlisted.clear();
    }
    for one in gone.unlisted.into_iter().filter(|_| !whole) {
        for to in moved.principals(one.to) {
            let mut unlisted = one;
            unlisted.to = *to;
            account.unlisted.push(unlisted);
        }
    }
    let known = std::mem::take(&mut account.position);
    if tells_more(&known, &gone.position) {
        account.position = gone.position;
        account.placed_at = gone.placed_at;
    } else {
        account.position = known;
    }
    account.directory = account.directory.take().or(gone.directory);
    account.at = account.at.or(gone.at);
    account.complete = account.complete.or(gone.complete);
    for (word, command) in gone.lacking {
        account.lacking.entry(word).or_insert(command);
    }
}

/// Whether another input says of a position what is not told yet.
const fn tells_more(known: &Position, other: &Position) -> bool {
    matches!(
        (known, other),
        (Position::NotGiven, _)
            | (
                Position::Member { path: None },
                Position::Member { path: Some(_) }
            )
    )
}

fn attachments(account: &mut Account, gone: Vec<Attachment>, moved: &Moved) {
    let mut known: Known<(PolicyId, PrincipalId, Scope)> = BTreeMap::new();
    for one in &account.attachments {
        let key = (one.policy, one.to, one.scope.clone());
        known.entry(key).or_default().push(one.when.clone());
    }
    for one in gone {
        for policy in moved.policies(one.policy) {
            for to in moved.principals(one.to) {
                let key = (*policy, *to, one.scope.clone());
                if is_news(&mut known, key, &one.when) {
                    let mut attachment = one.clone();
                    attachment.policy = *policy;
                    attachment.to = *to;
                    account.attachments.push(attachment);
                }
            }
        }
    }
}

fn memberships(account: &mut Account, gone: Vec<Membership>, moved: &Moved) {
    let mut known: Known<(PrincipalId, PrincipalId)> = BTreeMap::new();
    for one in &account.memberships {
        let key = (one.user, one.group);
        known.entry(key).or_default().push(one.when.clone());
    }
    for one in gone {
        for user in moved.principals(one.user) {
            for group in moved.principals(one.group) {
                if is_news(&mut known, (*user, *group), &one.when) {
                    let mut membership = one.clone();
                    membership.user = *user;
                    membership.group = *group;
                    account.memberships.push(membership);
                }
            }
        }
    }
}
