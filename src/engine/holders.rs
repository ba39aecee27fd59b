//! Who holds a document, whatever it says: through an attachment, a group, an
//! access configuration or the resource directory.

use std::collections::BTreeSet;

use crate::engine::answers::About;
use crate::model::Model;
use crate::model::account::{
    Account, ControlDocument, Policy, PolicyDocument, PolicyId, Position, PrincipalId,
};
use crate::model::policy::DocumentId;

/// The lines of one account whose answer a document bears on.
#[must_use]
pub fn of_document(model: &Model, account: usize, document: DocumentId) -> BTreeSet<About> {
    let mut found: BTreeSet<About> = model
        .holdings
        .iter()
        .enumerate()
        .filter(|(_, holding)| holding.account == account && holding.document == document)
        .map(|(number, _)| About::Holding(number))
        .collect();
    let Some(account) = model.accounts.get(account) else {
        return found;
    };
    let direct = attached(account, document);
    let bound = binds(account, document);
    let members = account
        .memberships
        .iter()
        .filter(|membership| direct.contains(&membership.group))
        .map(|membership| membership.user);
    let all: BTreeSet<PrincipalId> = direct.iter().copied().chain(members).collect();
    for (id, principal) in account.principals() {
        if all.contains(&id) || (bound && !principal.service_linked) {
            found.insert(About::Principal(principal.kind, id));
        }
    }
    found
}

/// Every document that some principal of an account holds.
#[must_use]
pub fn attached_documents(account: &Account) -> BTreeSet<DocumentId> {
    let assigned = account
        .assignments
        .iter()
        .filter_map(|assignment| account.configurations.get(assignment.configuration))
        .flat_map(|configuration| configuration.policies.iter().map(|(policy, _)| *policy));
    account
        .attachments
        .iter()
        .map(|attachment| attachment.policy)
        .chain(assigned)
        .filter_map(|policy| match account.policy(policy)?.document {
            PolicyDocument::Known { document, .. } => Some(document),
            PolicyDocument::Absent(_) => None,
        })
        .collect()
}

/// Those to whom the document of one of the [`holdings`](Model::holdings) is attached
/// or assigned, if no policy of another account bears its name: then nobody holds it
/// there.
pub(in crate::engine) fn of_new(
    model: &Model,
    account: &Account,
    number: usize,
    other: &Account,
) -> BTreeSet<PrincipalId> {
    let Some(holding) = model.holdings.get(number) else {
        return BTreeSet::new();
    };
    let mut policies = account.policies.iter();
    let is_known = policies
        .any(|policy| is_of(policy, holding.document) && other.policy_like(policy).is_some());
    if is_known {
        return BTreeSet::new();
    }
    attached(account, holding.document)
}

fn is_of(policy: &Policy, document: DocumentId) -> bool {
    matches!(policy.document, PolicyDocument::Known { document: known, .. } if known == document)
}

fn attached(account: &Account, document: DocumentId) -> BTreeSet<PrincipalId> {
    let is_it = |id: PolicyId| {
        let policy = account.policy(id);
        policy.is_some_and(|policy| is_of(policy, document))
    };
    let attachments = account
        .attachments
        .iter()
        .filter(|attachment| is_it(attachment.policy))
        .map(|attachment| attachment.to);
    let assignments = account
        .assignments
        .iter()
        .filter(|assignment| {
            account
                .configurations
                .get(assignment.configuration)
                .is_some_and(|found| found.policies.iter().any(|(id, _)| is_it(*id)))
        })
        .map(|assignment| assignment.to);
    attachments.chain(assignments).collect()
}

/// Whether a control policy of the document binds the account.
#[must_use]
pub fn is_bound(model: &Model, account: usize, document: DocumentId) -> bool {
    let account = model.accounts.get(account);
    account.is_some_and(|account| binds(account, document))
}

fn binds(account: &Account, document: DocumentId) -> bool {
    let Position::Member { path } = &account.position else {
        return false;
    };
    account.control_policies.iter().any(|policy| {
        policy.document == ControlDocument::Known(document)
            && policy.targets.iter().flatten().any(|target| {
                account.id.as_deref() == Some(target.value.as_str())
                    || path.iter().flatten().any(|folder| *folder == target.value)
            })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::engine::snapshots::{OWN, model};
    use crate::model::account::Holding;

    fn document(action: &str) -> Value {
        let statement = json!({ "Effect": "Allow", "Action": action, "Resource": "*" });
        json!({ "Version": "1", "Statement": [statement] })
    }

    fn policy(name: &str) -> Value {
        let document = document(&format!("ecs:{name}"));
        json!({ "type": "Custom", "name": name, "version": "v1", "document": document })
    }

    /// A member of a directory, with every way to hold a document.
    fn company() -> Model {
        let configuration = |name: &str| {
            json!({
                "name": name, "inline": document("kvstore:*"),
                "system_policies": ["AliyunECSReadOnlyAccess"],
            })
        };
        let control = |name: &str, targets: &[&str], action: &str| {
            json!({
                "id": name, "name": name, "effect_scope": "RAM",
                "targets": targets, "document": document(action),
            })
        };
        model(json!({
            "users": [{ "name": "mei" }, { "name": "bo" }, { "name": "kim" }],
            "groups": [{ "name": "ops", "members": ["bo"] }, { "name": "quiet", "members": ["kim"] }],
            "roles": [{ "name": "AliyunServiceRoleForX" }],
            "policies": [policy("held"), policy("loose"), policy("third")],
            "attachments": [
                { "policy": "Custom/held", "to": "user/mei" },
                { "policy": "Custom/held", "to": "group/ops" },
                { "policy": "Custom/third", "to": "group/quiet" },
            ],
            "sso": {
                "users": [{ "name": "jo" }, { "name": "lu" }],
                "access_configurations": [configuration("One"), configuration("Two")],
                "assignments": [{ "configuration": "One", "to": "user/jo", "account": OWN }],
            },
            "resource_directory": { "id": "rd-1", "account": "member", "path": ["r-1", "fd-1"] },
            "control_policies": [
                control("folder", &["fd-9", "fd-1"], "ecs:*"),
                control("own", &["fd-9", OWN], "rds:*"),
                control("elsewhere", &["fd-9"], "oss:*"),
            ],
        }))
    }

    fn document_of(account: &Account, name: &str) -> DocumentId {
        let policy = account.policies.iter().find(|policy| policy.name == name);
        let PolicyDocument::Known { document, .. } = policy.unwrap().document else {
            panic!("{name}")
        };
        document
    }

    fn control_document(account: &Account, id: &str) -> DocumentId {
        let policy = account
            .control_policies
            .iter()
            .find(|policy| policy.id == id);
        let ControlDocument::Known(document) = policy.unwrap().document else {
            panic!("{id}")
        };
        document
    }

    fn names(account: &Account, of: impl IntoIterator<Item = PrincipalId>) -> Vec<&str> {
        let mut names: Vec<&str> = of
            .into_iter()
            .map(|id| account.principal(id).unwrap().name.as_str())
            .collect();
        names.sort_unstable();
        names
    }

    fn holders(model: &Model, document: DocumentId) -> Vec<&str> {
        let found = of_document(model, 0, document);
        let found = found.into_iter().map(|about| match about {
            About::Principal(_, id) => id,
            About::Holding(number) => panic!("{number}"),
        });
        names(&model.accounts[0], found)
    }

    #[test]
    fn who_holds_a_document() {
        let model = company();
        let account = &model.accounts[0];
        let cases: [(&str, &[&str]); 5] = [
            ("held", &["bo", "mei", "ops"]),
            ("third", &["kim", "quiet"]),
            ("loose", &[]),
            ("One", &["jo"]),
            ("Two", &[]),
        ];
        for (name, expected) in cases {
            let document = document_of(account, name);
            assert_eq!(holders(&model, document), expected, "{name}");
            let is_held = attached_documents(account).contains(&document);
            assert_eq!(is_held, !expected.is_empty(), "{name}");
            assert!(!is_bound(&model, 0, document), "{name}");
        }
    }

    /// A control policy binds all but service-linked roles, where it is attached to the
    /// account or to a folder above.
    #[test]
    fn r56_whom_a_control_policy_binds() {
        let model = company();
        let account = &model.accounts[0];
        let all = ["bo", "jo", "kim", "lu", "mei", "ops", "quiet"];
        for (id, bound) in [("folder", true), ("own", true), ("elsewhere", false)] {
            let document = control_document(account, id);
            assert_eq!(is_bound(&model, 0, document), bound, "{id}");
            assert!(!is_bound(&model, 1, document), "{id}");
            let expected: &[&str] = if bound { &all } else { &[] };
            assert_eq!(holders(&model, document), expected, "{id}");
        }
    }

    #[test]
    fn documents_that_anyone_might_hold_and_those_of_another_account() {
        let mut model = company();
        let [held, loose] = ["held", "loose"].map(|name| document_of(&model.accounts[0], name));
        model.holdings = [(held, 0), (held, 1), (loose, 0)]
            .map(|(document, account)| Holding {
                path: String::new(),
                document,
                account,
                rest: None,
            })
            .into();
        let found = of_document(&model, 0, loose);
        assert_eq!(found, BTreeSet::from([About::Holding(2)]));
        let found = of_document(&model, 0, held);
        assert!(found.contains(&About::Holding(0)) && !found.contains(&About::Holding(1)));
        let found = of_document(&model, 1, held);
        assert_eq!(found, BTreeSet::from([About::Holding(1)]));
        // Who holds it, unless there was such a policy before.
        let account = &model.accounts[0];
        let other = |names: &[&str]| {
            let policies: Vec<Value> = names.iter().map(|name| policy(name)).collect();
            crate::engine::snapshots::model(json!({ "policies": policies }))
        };
        let cases: [(&[&str], &[&str]); 2] =
            [(&["loose", "third"], &["mei", "ops"]), (&["held"], &[])];
        for (before, expected) in cases {
            let before = other(before);
            let found = of_new(&model, account, 0, &before.accounts[0]);
            assert_eq!(names(account, found), expected);
        }
        let before = other(&[]);
        assert!(of_new(&model, account, 9, &before.accounts[0]).is_empty());
    }
}
