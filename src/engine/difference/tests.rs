//! Changes to an account, with what each gives whom and by what it is told.

mod all;
mod attached;
mod documents;
mod entering;
mod grants;
mod held;
mod involved;
mod later;
mod links;
mod origins;
mod parts;
mod roles;
pub(super) mod rooms;
mod times;
mod trusts;
mod unseen;
mod ways;
mod words;

use serde_json::{Value, json};

use super::trusts::compare_trusts;
use super::*;
use crate::engine::answers::question;
use crate::engine::snapshots::{OWN, model, settings};
use crate::model::account::Trust;
use crate::model::policy::DocumentId;

const DESTROY: &str = "kvstore:DestroyInstance";

fn reaching() -> Settings {
    Settings {
        reach: true,
        obtain: true,
        ..settings()
    }
}

pub(super) fn document(statements: &[(&str, &str)]) -> Value {
    let statements = statements
        .iter()
        .map(|(effect, action)| json!({ "Effect": effect, "Action": action, "Resource": "*" }));
    json!({ "Version": "1", "Statement": statements.collect::<Vec<_>>() })
}

fn policy(name: &str, statements: &[Value]) -> Value {
    let document = json!({ "Version": "1", "Statement": statements });
    json!({ "type": "Custom", "name": name, "version": "v1", "document": document })
}

fn says(effect: &str, action: &str) -> Value {
    json!({ "Effect": effect, "Action": [action], "Resource": "*" })
}

/// Puts something at the end of one of the lists of an account.
pub(super) fn add(account: &mut Value, list: &str, one: Value) {
    account[list].as_array_mut().unwrap().push(one);
}

/// What is gained and lost, in words: the kind, who, and what brought it about.
fn told(before: Value, after: Value) -> Vec<String> {
    let (before, after) = (model(before), model(after));
    let catalogue = Catalogue::embedded();
    let asked = [question(DESTROY, catalogue)];
    let found = compare(&before, &after, &asked, catalogue, &reaching()).difference;
    let entry = |word: &str, entry: &Entry| {
        let causes = entry
            .causes
            .iter()
            .filter_map(|number| found.causes.get(*number));
        let causes: Vec<String> = causes
            .map(|cause| format!("{:?} {:?} in {}", cause.subject, cause.act, cause.of))
            .collect();
        let (kind, who) = (entry.kind.word(), &entry.principal);
        format!("{word} {kind} {who}: {}", causes.join(", "))
    };
    let gained = found.gained.iter().map(|one| entry("gained", one));
    let lost = found.lost.iter().map(|one| entry("lost", one));
    gained.chain(lost).collect()
}

/// An account whose user `u` holds the policy `p`, and may attach the policy `q`, which
/// nobody holds.
fn account(own: Option<Value>, other: Value, stored: Option<Value>) -> Value {
    let attach = json!({ "Version": "1", "Statement": [{
        "Effect": "Allow", "Action": "ram:AttachPolicyToUser",
        "Resource": [format!("acs:ram:*:{OWN}:user/u"), format!("acs:ram:*:{OWN}:policy/q")],
    }] });
    let mut p = json!({ "type": "Custom", "name": "p", "version": "v2" });
    if let Some(own) = own {
        p["document"] = own;
    }
    if let Some(stored) = stored {
        p["other_versions"] = json!([{ "version": "v1", "document": stored }]);
    }
    json!({
        "users": [{ "name": "u" }],
        "policies": [
            p,
            { "type": "Custom", "name": "q", "version": "v1", "document": other },
            { "type": "Custom", "name": "attach", "version": "v1", "document": attach },
        ],
        "attachments": [
            { "policy": "Custom/p", "to": "user/u" },
            { "policy": "Custom/attach", "to": "user/u" },
        ],
    })
}

#[test]
fn d36_d37_what_a_change_gives_and_by_what() {
    let ecs = || document(&[("Allow", "ecs:*")]);
    let kvstore = || document(&[("Allow", "ecs:*"), ("Allow", "kvstore:*")]);
    let guarded = || document(&[("Allow", "kvstore:*"), ("Deny", "kvstore:*")]);
    let free = || document(&[("Allow", "kvstore:*")]);
    let denying = || document(&[("Allow", "ecs:*"), ("Deny", "kvstore:*")]);
    let under = |effect: &str, network: &str| {
        json!({ "Effect": effect, "Action": "kvstore:*", "Resource": "*",
            "Condition": { "IpAddress": { "acs:SourceIp": network } } })
    };
    let within = |network: &str| json!({ "Version": "1", "Statement": [under("Allow", network)] });
    let but_within = |network: &str| {
        let mut all = free();
        all["Statement"]
            .as_array_mut()
            .unwrap()
            .push(under("Deny", network));
        all
    };
    let plain = || account(Some(ecs()), ecs(), None);
    let cases: Vec<(Value, Value, &[&str])> = vec![
        (plain(), plain(), &[]),
        (
            plain(),
            account(Some(kvstore()), ecs(), None),
            &["gained direct user/u: Allow Added in Custom/p"],
        ),
        (plain(), account(Some(denying()), ecs(), None), &[]),
        (
            account(Some(guarded()), ecs(), None),
            account(Some(free()), ecs(), None),
            &["gained direct user/u: Deny Removed in Custom/p"],
        ),
        (
            plain(),
            account(None, ecs(), None),
            &["gained direct user/u: Doubt Added in Custom/p"],
        ),
        (
            account(None, ecs(), None),
            account(Some(kvstore()), ecs(), None),
            &["gained direct user/u: Doubt Removed in Custom/p"],
        ),
        (
            account(Some(kvstore()), ecs(), None),
            account(None, ecs(), None),
            &["lost direct user/u: Doubt Added in Custom/p"],
        ),
        // What could be attached, and what could be put in force.
        (
            plain(),
            account(Some(ecs()), kvstore(), None),
            &["gained obtain user/u: Allow Added in Custom/q"],
        ),
        (plain(), account(Some(ecs()), denying(), None), &[]),
        // What could be attached denies less now; what is held has nothing to do with it.
        (
            account(Some(within("10.1.0.0/16")), but_within("10.0.0.0/8"), None),
            account(Some(ecs()), free(), None),
            &[
                "gained obtain user/u: Deny Removed in Custom/q",
                "lost direct user/u: Allow Narrowed(Action) in Custom/p",
            ],
        ),
        // What could be attached allows all now, of which the rest was held before.
        (
            account(Some(within("10.0.0.0/8")), but_within("10.0.0.0/8"), None),
            account(Some(ecs()), free(), None),
            &["lost direct user/u: Allow Narrowed(Action) in Custom/p"],
        ),
        (
            account(Some(ecs()), free(), None),
            account(Some(ecs()), but_within("10.0.0.0/8"), None),
            &["lost obtain user/u: Deny Added in Custom/q"],
        ),
        (
            plain(),
            account(Some(ecs()), ecs(), Some(kvstore())),
            &["gained latent user/u: StoredVersion Added in Custom/p"],
        ),
        (plain(), account(Some(ecs()), ecs(), Some(denying())), &[]),
    ];
    for (before, after, expected) in cases {
        let label = format!("{before}\n{after}");
        assert_eq!(told(before, after), expected, "{label}");
    }
}

/// Whom one trust document lets in that another does not, by the principals that say
/// so: where it admits and where the other turns away.
#[test]
fn r49_d36_two_trust_documents() {
    let trusting = |statements: &[(&str, &[&str])]| {
        let statements = statements.iter().map(|(effect, who)| {
            let who = who.iter().map(|who| format!("acs:ram::{OWN}:{who}"));
            json!({ "Effect": effect, "Action": "sts:AssumeRole",
                "Principal": { "RAM": who.collect::<Vec<_>>() } })
        });
        let statements: Vec<Value> = statements.collect();
        model(json!({
            "roles": [{ "name": "r", "trust": { "Version": "1", "Statement": statements } }],
        }))
    };
    let of = |model: &Model| -> DocumentId {
        let mut roles = model.accounts[0].principals();
        match roles.find_map(|(_, role)| match role.trust {
            Trust::Known(document) => Some(document),
            _ => None,
        }) {
            Some(document) => document,
            None => panic!("there is a role"),
        }
    };
    type Statements<'s> = &'s [(&'s str, &'s [&'s str])];
    let cases: &[(Statements<'_>, Statements<'_>, &[&str])] = &[
        (&[("Allow", &["user/a"])], &[("Allow", &["user/a"])], &[]),
        (
            &[("Allow", &["user/a"])],
            &[("Allow", &["user/a", "user/b"])],
            &["gained acs:ram:::user/b: After acs:ram:::user/b"],
        ),
        (
            &[("Allow", &["root"]), ("Deny", &["user/a"])],
            &[("Allow", &["root"])],
            &["gained acs:ram:::user/a: After acs:ram:::root, Before acs:ram:::user/a"],
        ),
        (
            &[("Allow", &["root"])],
            &[("Allow", &["root"]), ("Deny", &["user/a"])],
            &["lost acs:ram:::user/a: Before acs:ram:::root, After acs:ram:::user/a"],
        ),
        (
            &[("Allow", &["user/a"]), ("Deny", &["user/a"])],
            &[("Deny", &["user/b"]), ("Allow", &["user/a"])],
            &["gained acs:ram:::user/a: After acs:ram:::user/a, Before acs:ram:::user/a"],
        ),
    ];
    for (before, after, expected) in cases {
        let (one, other) = (trusting(before), trusting(after));
        let catalogue = Catalogue::embedded();
        let sides = ((&one, of(&one)), (&other, of(&other)));
        let found = compare_trusts(sides.0, sides.1, catalogue, &reaching());
        let entry = |word: &str, entry: &Entry| {
            let patterns = entry.patterns.iter();
            let patterns: Vec<String> = patterns
                .map(|one| format!("{:?} {}", one.place.side, one.text.replace(OWN, "")))
                .collect();
            format!(
                "{word} {}: {}",
                entry.principal.replace(OWN, ""),
                patterns.join(", ")
            )
        };
        let gained = found.gained.iter().map(|one| entry("gained", one));
        let lost = found.lost.iter().map(|one| entry("lost", one));
        let all: Vec<String> = gained.chain(lost).collect();
        assert_eq!(all, *expected, "{before:?} {after:?}");
    }
}
