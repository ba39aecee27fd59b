//! Which changes bear on a way, by whom they concern.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::engine::answers::{Answers, answer, question};
use crate::engine::compile::KeyUse;
use crate::engine::difference::halves::Asked;
use crate::engine::difference::tests::rooms::{put_under_paths, taken};
use crate::engine::difference::tests::{add, document};
use crate::engine::holdings::Index;
use crate::engine::joint::JointDoubts;
use crate::engine::obtain::{Call, Grant};
use crate::engine::snapshots::{OWN, model, settings};
use crate::model::Model;
use crate::model::catalogue::Catalogue;
use crate::source::FileId;

fn trust(statements: &[(&str, &str)]) -> Value {
    let statements = statements.iter().map(|(effect, who)| {
        json!({ "Effect": effect, "Action": "sts:AssumeRole",
            "Principal": { "RAM": [format!("acs:ram::{OWN}:{who}")] } })
    });
    json!({ "Version": "1", "Statement": statements.collect::<Vec<_>>() })
}

/// The user `Ann` holds `p`, `bob` and the group `g`, whom he is in, hold `q` and `s`; a
/// role trusts `bob`.
fn account() -> Value {
    let policy = |name: &str| {
        json!({ "type": "Custom", "name": name, "version": "v1",
            "document": document(&[("Allow", "ecs:Describe*"), ("Deny", "ecs:Delete*")]) })
    };
    json!({
        "users": [{ "name": "Ann" }, { "name": "bob" }],
        "groups": [{ "name": "g", "members": ["bob"] }],
        "roles": [{ "name": "r", "trust": trust(&[("Allow", "user/bob")]) }],
        "policies": [policy("p"), policy("q"), policy("s"), policy("free")],
        "attachments": [
            { "policy": "Custom/p", "to": "user/Ann" },
            { "policy": "Custom/q", "to": "user/bob" },
            { "policy": "Custom/s", "to": "group/g" },
        ],
    })
}

/// Asks something of an account that was changed.
fn meet<T>(after: Value, paths: bool, ask: impl FnOnce(&Meeting<'_, '_>) -> T) -> T {
    meet_both(account(), after, paths, ask)
}

fn meet_both<T>(
    before: Value,
    after: Value,
    paths: bool,
    ask: impl FnOnce(&Meeting<'_, '_>) -> T,
) -> T {
    let read = |snapshot| {
        let mut model = model(snapshot);
        if paths {
            put_under_paths(&mut model);
        }
        model
    };
    meet_models((read(before), read(after)), ask)
}

fn meet_models<T>(models: (Model, Model), ask: impl FnOnce(&Meeting<'_, '_>) -> T) -> T {
    let catalogue = Catalogue::embedded();
    let (settings, question) = (settings(), question("kvstore:DestroyInstance", catalogue));
    let answered = |model: &Model| -> Answers { answer(model, catalogue, &question, &settings) };
    let answers = (answered(&models.0), answered(&models.1));
    let index = |model: &Model| -> Vec<Index> { model.accounts.iter().map(Index::new).collect() };
    let indexes = (index(&models.0), index(&models.1));
    let mut doubts = JointDoubts::new(BTreeMap::new());
    let numbers = (
        doubts.earlier(&answers.0.doubts),
        doubts.later(&answers.1.doubts),
    );
    let uses = KeyUse::of_all([&models.0, &models.1]);
    let asked = Asked {
        models: (&models.0, &models.1),
        answers: (&answers.0, &answers.1),
        numbers: (&numbers.0, &numbers.1),
        indexes: (&indexes.0, &indexes.1),
        uses: &uses,
        catalogue,
        settings: &settings,
    };
    let meeting = Meeting::new(&asked, (Some(0), Some(0)), &mut doubts);
    ask(&meeting)
}

fn in_words(cause: &Cause) -> String {
    let places = cause.places.iter();
    let sides: Vec<String> = places.map(|place| format!("{:?}", place.side)).collect();
    let whom = cause.whom.as_deref().map(|whom| format!(" {whom}"));
    format!(
        "{:?} {:?} {}{}: {}",
        cause.subject,
        cause.act,
        cause.of,
        whom.unwrap_or_default(),
        sides.join(", ")
    )
}

/// What changed that concerns some, in words, seen from one side; from the other it is
/// the same.
fn changes(after: &Value, names: Option<&[&str]>, paths: bool) -> Vec<String> {
    let names = names.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    meet(after.clone(), paths, |meeting| {
        let told = |side| -> Vec<String> {
            let all = meeting.changes(names.as_ref(), side);
            all.iter().map(in_words).collect()
        };
        let (seen, other) = (told(Side::After), told(Side::Before));
        // Of what the account is, each side has a place of its own.
        let what = |all: &[String]| -> BTreeSet<String> {
            let all = all.iter().filter_map(|words| words.split_once(": "));
            all.map(|(what, _)| what.to_owned()).collect()
        };
        assert_eq!((what(&seen), seen.len()), (what(&other), other.len()));
        seen
    })
}

fn policy<'v>(account: &'v mut Value, name: &str) -> &'v mut Value {
    let policies = account["policies"].as_array_mut().unwrap();
    let mut named = policies.iter_mut().filter(|one| one["name"] == name);
    named.next().unwrap()
}

/// An account, of whom the changes are to be, and these in words.
type Case<'c> = (Value, Option<&'c [&'c str]>, &'c [&'c str]);

#[test]
fn changes_are_told_of_whom_they_concern() {
    let edited = |edit: &dyn Fn(&mut Value)| {
        let mut account = account();
        edit(&mut account);
        account
    };
    let rewritten = |name: &str, statements: &[(&str, &str)]| {
        edited(&|account| policy(account, name)["document"] = document(statements))
    };
    let trusting = |statements: &[(&str, &str)]| {
        edited(&|account| account["roles"][0]["trust"] = trust(statements))
    };
    let all: &[&str] = &[];
    let cases: Vec<Case<'_>> = vec![
        (account(), None, all),
        (
            rewritten("p", &[("Allow", "ecs:*"), ("Deny", "ecs:Delete*")]),
            Some(&["user/ann"]),
            &["Allow Changed Custom/p: After, Before"],
        ),
        (
            rewritten("p", &[("Allow", "ecs:Describe*"), ("Deny", "ecs:*")]),
            Some(&["user/ann"]),
            &["Deny Changed Custom/p: After, Before"],
        ),
        (
            rewritten("p", &[("Allow", "ecs:*"), ("Deny", "ecs:Delete*")]),
            Some(&["user/bob", "role/r", "custom/q"]),
            all,
        ),
        (
            rewritten("p", &[("Allow", "ecs:*"), ("Deny", "ecs:Delete*")]),
            Some(&["custom/p"]),
            &["Allow Changed Custom/p: After, Before"],
        ),
        (
            rewritten("p", &[("Allow", "ecs:Describe*")]),
            None,
            &["Deny Removed Custom/p: Before"],
        ),
        (
            rewritten("p", &[("Deny", "ecs:Delete*")]),
            None,
            &["Allow Removed Custom/p: Before"],
        ),
        (
            rewritten(
                "p",
                &[
                    ("Allow", "ecs:Describe*"),
                    ("Deny", "ecs:Delete*"),
                    ("Allow", "kvstore:*"),
                ],
            ),
            None,
            &["Allow Added Custom/p: After"],
        ),
        // Whoever is in a group is concerned by what the group holds.
        (
            rewritten("s", &[("Allow", "ecs:*"), ("Deny", "ecs:Delete*")]),
            Some(&["user/bob"]),
            &["Allow Changed Custom/s: After, Before"],
        ),
        // What nobody holds bears on nothing here.
        (
            rewritten("free", &[("Allow", "ecs:*"), ("Deny", "ecs:Delete*")]),
            None,
            all,
        ),
        (
            trusting(&[("Allow", "root")]),
            Some(&["role/r"]),
            &["Trust Changed role/r: After, Before"],
        ),
        (trusting(&[("Allow", "root")]), Some(&["user/bob"]), all),
        (
            trusting(&[("Allow", "user/bob"), ("Deny", "user/Ann")]),
            Some(&["role/r"]),
            &["TrustDeny Added role/r: After"],
        ),
        (
            edited(&|account| add(account, "users", json!({ "name": "eve" }))),
            Some(&["user/eve"]),
            &["Principal Added user/eve: After"],
        ),
        (
            edited(&|account| add(account, "users", json!({ "name": "eve" }))),
            Some(&["user/ann"]),
            all,
        ),
        (
            edited(&|account| account["groups"][0]["members"] = json!(["bob", "Ann"])),
            Some(&["user/ann"]),
            &["Membership Added user/Ann group/g: After"],
        ),
        (
            edited(&|account| account["groups"][0]["members"] = json!([])),
            Some(&["group/g"]),
            &["Membership Removed user/bob group/g: Before"],
        ),
        (
            edited(&|account| account["groups"][0]["members"] = json!([])),
            Some(&["user/ann"]),
            all,
        ),
        (
            edited(&|account| {
                let attachment = json!({ "policy": "Custom/free", "to": "user/Ann" });
                add(account, "attachments", attachment);
            }),
            Some(&["user/ann"]),
            &["Attachment Added Custom/free user/Ann: After"],
        ),
        (
            edited(&|account| {
                let attachment = json!({ "policy": "Custom/free", "to": "user/Ann" });
                add(account, "attachments", attachment);
            }),
            Some(&["custom/free"]),
            &["Attachment Added Custom/free user/Ann: After"],
        ),
        (
            edited(&|account| account["attachments"][0]["scope"] = json!("rg-1")),
            Some(&["user/ann"]),
            &[
                "Attachment Added Custom/p user/Ann: After",
                "Attachment Removed Custom/p user/Ann: Before",
            ],
        ),
        // Names are the same in any case.
        (
            edited(&|account| {
                account["users"][0]["name"] = json!("ANN");
                account["attachments"][0] = json!({ "policy": "Custom/P", "to": "user/ANN" });
                account["policies"][0]["name"] = json!("P");
                account["users"][1]["name"] = json!("Bob");
                account["groups"][0] = json!({ "name": "G", "members": ["Bob"] });
                account["attachments"][1]["to"] = json!("user/Bob");
                account["attachments"][2]["to"] = json!("group/G");
            }),
            None,
            all,
        ),
        (
            edited(&|account| {
                account["resource_directory"] =
                    json!({ "id": "rd-1", "account": "member", "path": ["r-1"] });
                let control = json!({ "id": "cp-1", "name": "c", "targets": ["r-1"],
                    "document": document(&[("Deny", "ecs:*")]) });
                account["control_policies"] = json!([control]);
            }),
            Some(&["user/ann"]),
            &[
                "ControlPolicy Added Control/cp-1: After",
                "Position Changed 1000000000000001: After",
            ],
        ),
    ];
    for (number, (after, names, expected)) in cases.into_iter().enumerate() {
        assert_eq!(changes(&after, names, false), expected, "case {number}");
    }
}

/// Documents are told of by their paths, whoever holds what they are the text of.
#[test]
fn documents_are_told_of_by_their_paths() {
    let mut after = account();
    policy(&mut after, "free")["document"] = document(&[("Allow", "ecs:*")]);
    let found = changes(&after, Some(&["policy/free.json"]), true);
    let expected = [
        "Allow Changed policy/free.json: After, Before",
        "Deny Removed policy/free.json: Before",
    ];
    assert_eq!(found, expected);
    assert_eq!(changes(&after, Some(&["policy/p.json"]), true), [""; 0]);
    // A path that is there on one side alone is no other document.
    policy(&mut after, "free")["name"] = json!("other");
    assert_eq!(changes(&after, Some(&["policy/free.json"]), true), [""; 0]);
}

fn step(by: &str, policy: Option<&str>, at: u32) -> Taken {
    let call = Call {
        action: "ram:AttachPolicyToUser".to_owned(),
        on: Vec::new(),
        resources: Vec::new(),
        grant: Some(Grant {
            policy: "Custom/p".to_owned(),
            statement: Some(0),
            via: Vec::new(),
            at: Some(Span::new(FileId(0), at, at + 1)),
        }),
        request: 0,
    };
    let taken = taken(by, &call.action);
    Taken {
        edge: Some("attach-policy-to-user"),
        policy: policy.map(str::to_owned),
        calls: vec![call],
        ..taken
    }
}

/// Of those concerned, or of anybody where nothing of them changed; several changes are
/// told of together, those of the later input first.
#[test]
fn what_bears_on_some_steps_is_told_as_one() {
    let attached = |account: &mut Value| {
        let attachment = json!({ "policy": "Custom/free", "to": "user/Ann" });
        add(account, "attachments", attachment);
    };
    let rewritten = |account: &mut Value, name: &str| {
        policy(account, name)["document"] = document(&[("Allow", "ecs:Describe*")]);
    };
    let told = |after: &Value, steps: &[&Taken], gives: Side| {
        let own = ["user/ANN".to_owned()];
        meet(after.clone(), false, |meeting| {
            let pair = *meeting.pairs.first().unwrap();
            let found = meeting.bearing_on_steps(pair, (steps, &own), gives);
            let [only] = found.as_slice() else {
                panic!("{found:?}");
            };
            (in_words(only), only.grants.clone())
        })
    };
    let role = Taken {
        edge: None,
        ..step("user/Ann", None, 7)
    };
    let (own, other) = (
        step("user/Ann", None, 40),
        step("user/bob", Some("Custom/q"), 50),
    );
    let steps = [&role, &own, &other];
    let mut after = account();
    attached(&mut after);
    let (words, grants) = told(&after, &steps, Side::After);
    assert_eq!(words, "Attachment Added Custom/free user/Ann: After");
    // The first call is what lets it be made.
    let places: Vec<(Side, u32)> = grants.iter().map(|one| (one.side, one.at.start)).collect();
    assert_eq!(places, [(Side::After, 40)]);
    // What is there on the other side alone is granted by nothing on this one.
    let (words, grants) = told(&after, &steps, Side::Before);
    assert_eq!(words, "Attachment Added Custom/free user/Ann: After");
    assert!(grants.is_empty());
    rewritten(&mut after, "q");
    let several = "Several Changed user/Ann: After, Before";
    assert_eq!(told(&after, &steps, Side::After).0, several);
    assert_eq!(told(&after, &steps, Side::Before).0, several);
    // Of those concerned there is one change, and of others another.
    let alone = told(&after, &[&own], Side::After).0;
    assert_eq!(alone, "Attachment Added Custom/free user/Ann: After");
    let mut after = account();
    rewritten(&mut after, "q");
    let of_anybody = told(&after, &[&own], Side::After).0;
    assert_eq!(of_anybody, "Deny Removed Custom/q: Before");
}

/// Whoever takes a step is concerned by it, and so is what the step hands out.
#[test]
fn steps_concern_whoever_takes_them_and_what_they_hand_out() {
    let mut after = account();
    policy(&mut after, "q")["document"] = document(&[("Allow", "ecs:Describe*")]);
    after["roles"][0]["trust"] = trust(&[("Allow", "root")]);
    let told = |taken: &Taken| {
        let own = ["user/Ann".to_owned()];
        meet(after.clone(), false, |meeting| {
            let pair = *meeting.pairs.first().unwrap();
            let found = meeting.bearing_on_steps(pair, (&[taken], &own), Side::After);
            found.iter().map(in_words).collect::<Vec<_>>()
        })
    };
    let deny = ["Deny Removed Custom/q: Before"];
    assert_eq!(told(&step("user/bob", None, 40)), deny);
    assert_eq!(told(&step("user/Ann", Some("Custom/q"), 40)), deny);
    let several = ["Several Changed user/Ann: After, Before, Before"];
    assert_eq!(told(&step("user/Ann", None, 40)), several);
}

/// What two policies say by one text is told of once, whatever each said before.
#[test]
fn a_place_that_several_changes_share_is_told_once() {
    let mut after = account();
    policy(&mut after, "q")["document"] = document(&[("Allow", "ecs:*"), ("Deny", "ecs:Delete*")]);
    let mut after = model(after);
    let policies = &mut after.accounts[0].policies;
    policies[0].document = policies[1].document;
    meet_models((model(account()), after), |meeting| {
        let pair = *meeting.pairs.first().unwrap();
        let steps = [&step("user/bob", None, 40)];
        let own = ["user/Ann".to_owned()];
        let found = meeting.bearing_on_steps(pair, (&steps, &own), Side::After);
        let found: Vec<String> = found.iter().map(in_words).collect();
        assert_eq!(found, ["Several Changed user/Ann: After, Before, Before"]);
    });
}

/// A control policy is told of where the other side has none by its id.
#[test]
fn control_policies_are_told_of_by_their_ids() {
    let with = |ids: &[&str]| {
        let mut account = account();
        account["resource_directory"] =
            json!({ "id": "rd-1", "account": "member", "path": ["r-1"] });
        let policies = ids.iter().map(|id| {
            json!({ "id": id, "name": "c", "targets": ["r-1"],
                "document": document(&[("Deny", "ecs:*")]) })
        });
        account["control_policies"] = policies.collect();
        account
    };
    let told = |before: &[&str], after: &[&str]| -> Vec<String> {
        meet_both(with(before), with(after), false, |meeting| {
            let all = meeting.changes(None, Side::After);
            all.iter().map(in_words).collect()
        })
    };
    assert_eq!(told(&["cp-1"], &["cp-1"]), [""; 0]);
    assert_eq!(told(&["cp-1", "cp-2"], &["cp-2", "cp-1"]), [""; 0]);
    let added = "ControlPolicy Added Control/cp-2: After";
    assert_eq!(told(&["cp-1"], &["cp-1", "cp-2"]), [added]);
    let removed = "ControlPolicy Removed Control/cp-1: Before";
    assert_eq!(told(&["cp-1"], &["cp-2"]), [added, removed]);
}
