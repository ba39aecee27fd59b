//! What somebody holds once an account has changed.

mod unsure;

use serde_json::{Value, json};

use super::*;
use crate::engine::answers::question;
use crate::engine::compile::{KeyUse, asking};
use crate::engine::snapshots::{OWN, model, settings};
use crate::engine::verdict::{Answer, Judge};
use crate::model::Model;
use crate::model::account::Holding;
use crate::model::catalogue::Catalogue;

const DESTROY: &str = "kvstore:DestroyInstance";

fn document(effect: &str) -> Value {
    let statement = json!({ "Effect": effect, "Action": "kvstore:*", "Resource": "*" });
    json!({ "Version": "1", "Statement": [statement] })
}

fn policy(name: &str, effect: &str) -> Value {
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document(effect) })
}

/// `mei` holds nothing, `bo` is in a group that may do all, `kim` is denied all; of
/// Cloud SSO `jo` has nothing, `lu` a configuration that denies all.
fn company() -> Model {
    let mut model = model(json!({
        "users": [{ "name": "mei" }, { "name": "bo" }, { "name": "kim" }],
        "groups": [{ "name": "ops", "members": ["bo"] }],
        "policies": [policy("all", "Allow"), policy("no", "Deny")],
        "attachments": [
            { "policy": "Custom/all", "to": "group/ops" },
            { "policy": "Custom/no", "to": "user/kim" },
        ],
        "sso": {
            "users": [{ "name": "jo" }, { "name": "lu" }],
            "groups": [{ "name": "team", "members": [] }],
            "access_configurations": [
                { "name": "No", "inline": document("Deny") },
                { "name": "All", "inline": document("Allow") },
            ],
            "assignments": [
                { "configuration": "No", "to": "user/lu", "account": OWN },
                { "configuration": "All", "to": "group/team", "account": OWN },
            ],
        },
    }));
    model.holdings = ["all", "no"]
        .map(|name| Holding {
            path: name.to_owned(),
            document: document_of(&model, name),
            account: 0,
            rest: None,
        })
        .into();
    model
}

fn principal(model: &Model, name: &str) -> PrincipalId {
    let mut all = model.accounts[0].principals();
    let found = all.find(|(_, principal)| principal.name == name);
    found.unwrap().0
}

fn policy_of(model: &Model, name: &str) -> PolicyId {
    let numbers = (0..).map(PolicyId);
    let mut all = numbers.zip(&model.accounts[0].policies);
    all.find(|(_, policy)| policy.name == name).unwrap().0
}

fn document_of(model: &Model, name: &str) -> DocumentId {
    let policy = model.accounts[0].policy(policy_of(model, name)).unwrap();
    let PolicyDocument::Known { document, .. } = policy.document else {
        panic!("{policy:?}")
    };
    document
}

/// Asks about the action in an account.
fn asking_of<T>(
    model: &Model,
    ask: impl for<'a> FnOnce(&'a Account, &'a Index, &mut Compiler<'a>, &mut Doubts) -> T,
) -> T {
    let catalogue = Catalogue::embedded();
    let account = &model.accounts[0];
    let uses = KeyUse::new(model);
    let (asked, settings) = (question(DESTROY, catalogue), settings());
    let (_, mut compiler) = asking(model, catalogue, account, &uses, &asked, &settings);
    let index = Index::new(account);
    let mut doubts = model.doubts.clone();
    ask(account, &index, &mut compiler, &mut doubts)
}

/// The answers of each session that somebody has, and what those hold.
fn under(model: &Model, who: &Identity, changes: &Changes) -> Vec<(Answer, Holdings)> {
    asking_of(model, |account, index, compiler, doubts| {
        let held = Collector::new(account, index, compiler, doubts)
            .under(changes)
            .identity(who, &Subject::default());
        let judge = Judge {
            universe: &compiler.universe,
            doubts,
            readings: settings().readings,
        };
        held.into_iter()
            .map(|held| (judge.decide(&held.case).answer, held))
            .collect()
    })
}

/// Whoever is concerned by a change is answered as after it, and nobody else; such a
/// case is one of its own, and what a change adds is held at the scope of the account.
#[test]
fn d25_what_is_held_after_a_change() {
    use Answer::{Allowed, Denied, NotGranted};
    let model = company();
    let id = |name: &str| principal(&model, name);
    let who = |name: &str| Identity::Principal(id(name));
    let new = || Identity::New(PrincipalKind::User, "new".to_owned());
    let holder = |number| Identity::Holder(number, PrincipalKind::Role);
    let (all, no) = (policy_of(&model, "all"), policy_of(&model, "no"));
    let everything = document_of(&model, "all");
    let none = Changes::none;
    let attached = |to: Identity, policy| Changes {
        attached: [(to, policy)].into(),
        ..none()
    };
    let unlimited = |to: Identity| Changes {
        unlimited: [to].into(),
        ..none()
    };
    let joined = |to: Identity, group: &str| Changes {
        joined: [(to, id(group))].into(),
        ..none()
    };
    let rewritten = |policy| Changes {
        rewritten: [policy].into(),
        ..none()
    };
    let switched = |policy, document| Changes {
        switched: [(policy, document)].into(),
        ..none()
    };
    let assigned = |to: &str, number| Changes {
        assigned: [(id(to), number)].into(),
        ..none()
    };
    let configured = |inlined: &[usize]| Changes {
        configured: [0].into(),
        inlined: inlined.iter().copied().collect(),
        ..none()
    };
    let detached = |from: &str, policy| Changes {
        detached: [(id(from), policy)].into(),
        ..none()
    };
    let left = |from: &str, group: &str| Changes {
        left: [(id(from), id(group))].into(),
        ..none()
    };
    let cases: Vec<(Identity, Changes, &[Answer], bool)> = vec![
        (who("mei"), none(), &[NotGranted], false),
        (who("mei"), attached(who("mei"), all), &[Allowed], true),
        (who("mei"), attached(who("bo"), all), &[NotGranted], false),
        (who("mei"), unlimited(who("mei")), &[Allowed], true),
        (who("mei"), unlimited(who("bo")), &[NotGranted], false),
        (who("mei"), joined(who("mei"), "ops"), &[Allowed], false),
        (who("bo"), none(), &[Allowed], false),
        (who("bo"), left("bo", "ops"), &[NotGranted], false),
        (who("bo"), detached("ops", all), &[NotGranted], false),
        (who("kim"), none(), &[Denied], false),
        (who("kim"), detached("kim", no), &[NotGranted], false),
        (who("kim"), rewritten(no), &[Allowed], true),
        (who("kim"), rewritten(all), &[Denied], false),
        (who("kim"), switched(no, everything), &[Allowed], true),
        // Those who are no principals of the account.
        (new(), none(), &[NotGranted], false),
        (new(), attached(new(), all), &[Allowed], true),
        (new(), unlimited(new()), &[Allowed], true),
        (new(), joined(new(), "ops"), &[Allowed], false),
        (holder(0), none(), &[Allowed], false),
        (holder(1), none(), &[Denied], false),
        (holder(1), rewritten(no), &[Allowed], true),
        (holder(1), rewritten(all), &[Denied], false),
        (holder(1), switched(no, everything), &[Allowed], true),
        (holder(1), switched(all, everything), &[Denied], false),
        (holder(1), attached(holder(1), all), &[Denied], true),
        (holder(1), attached(holder(0), all), &[Denied], false),
        (
            holder(1),
            Changes {
                rewritten: [all, no].into(),
                ..none()
            },
            &[Allowed],
            true,
        ),
        // Sessions.
        (who("jo"), none(), &[], false),
        (who("lu"), none(), &[Denied], false),
        (who("jo"), assigned("jo", 1), &[Allowed], false),
        (who("jo"), assigned("lu", 1), &[], false),
        (who("lu"), assigned("lu", 1), &[Denied, Allowed], false),
        (who("jo"), joined(who("jo"), "team"), &[Allowed], false),
        (who("lu"), configured(&[]), &[Denied], true),
        (who("lu"), configured(&[0]), &[Allowed], true),
        (who("lu"), configured(&[1]), &[Denied], true),
    ];
    for (who, changes, expected, of_its_own) in cases {
        let (answers, held): (Vec<Answer>, Vec<Holdings>) =
            under(&model, &who, &changes).into_iter().unzip();
        assert_eq!(answers, expected, "{who:?} {changes:?}");
        for held in held {
            assert_eq!(held.of_its_own, of_its_own, "{who:?} {changes:?}");
            for one in &held.held {
                assert!(!one.in_resource_group && !one.gate, "{one:?}");
                let is_added = one.owner == Owner::Added;
                assert!(!is_added || one.piece == Piece::Unread, "{one:?}");
            }
        }
    }
}

#[test]
fn d25_sessions_come_through_what_was_joined_since() {
    let model = company();
    let (jo, team) = (principal(&model, "jo"), principal(&model, "team"));
    let changes = Changes {
        joined: [(Identity::Principal(jo), team)].into(),
        ..Changes::none()
    };
    let sessions = under(&model, &Identity::Principal(jo), &changes);
    let [(_, session)] = &sessions[..] else {
        panic!("{sessions:?}")
    };
    let via = [Via::Group(team), Via::Configuration(1)];
    assert_eq!(session.held[0].via, via);
}
