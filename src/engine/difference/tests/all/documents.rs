//! What anybody might hold: documents that are held already, that have another path,
//! and two of them alone.

use super::*;
use crate::engine::difference::all::{Documents, compare_documents};
use crate::engine::snapshots::WHOLE;

fn account(policies: &[(&str, &[Value])], to: &[(&str, &str)]) -> Value {
    let policies: Vec<Value> = policies
        .iter()
        .map(|(name, all)| policy(name, all))
        .collect();
    let attachments = to.iter().map(|(name, to)| {
        let (to, scope) = to.split_once('@').unwrap_or((to, ""));
        let mut one = json!({ "policy": format!("Custom/{name}"), "to": to });
        if !scope.is_empty() {
            one["scope"] = json!(scope);
        }
        one
    });
    json!({
        // Somebody may hold what nobody is seen to hold.
        "complete": WHOLE.into_iter().filter(|word| *word != "attachments").collect::<Vec<_>>(),
        "users": [{ "name": "u" }, { "name": "v" }],
        "groups": [{ "name": "g", "members": ["u"] }],
        "policies": policies,
        "attachments": attachments.collect::<Vec<Value>>(),
    })
}

/// An account of which it is known who holds what, but for documents.
fn whole(snapshot: Value) -> Input {
    edited(snapshot, |model| {
        model.accounts[0].complete.attachments = true
    })
}

fn whom(before: &Input, after: &Input, how: Rows) -> Vec<String> {
    let found = compare_all(
        &before.0,
        &after.0,
        Catalogue::embedded(),
        &settings(),
        (how, &[]),
    );
    let short = |word: &str, entry: &Entry| {
        let who = entry
            .principal
            .replace("account.json#/policies/", "")
            .replace("/document", "");
        format!("{word} {who} {}", entry.action)
    };
    let gained = found.gained.iter().map(|one| short("gained", one));
    gained
        .chain(found.lost.iter().map(|one| short("lost", one)))
        .collect()
}

/// A new document is told of by those who hold it, unless they may do less.
#[test]
fn d38_new_documents_that_are_held() {
    let own: &[Value] = &[says("Allow", "oss:Delete*")];
    let new: &[Value] = &[says("Allow", "kvstore:DeleteInstance")];
    let no: &[Value] = &[says("Deny", "kvstore:DeleteInstance")];
    let before = account(&[("own", own)], &[("own", "user/u")]);
    let with = |to: &[(&str, &str)]| {
        let mut all = vec![("own", "user/u")];
        all.extend(to);
        account(&[("own", own), ("new", new)], &all)
    };
    let denied = account(
        &[("own", own), ("new", new), ("no", no)],
        &[("own", "user/u"), ("new", "user/u"), ("no", "user/u")],
    );
    let known = account(&[("own", own), ("new", own)], &[("own", "user/u")]);
    let cases: Vec<(&str, Value, Value, &[&str])> = vec![
        (
            "held",
            before.clone(),
            with(&[("new", "user/v")]),
            &["user/v"],
        ),
        ("held by nobody", before.clone(), with(&[]), &["policy/1"]),
        (
            "held by a group",
            before.clone(),
            with(&[("new", "group/g")]),
            &["group/g", "user/u"],
        ),
        (
            "held in a resource group",
            before.clone(),
            with(&[("new", "user/u@rg-1")]),
            &["policy/1", "user/u"],
        ),
        (
            "held by one who may do less",
            before.clone(),
            denied,
            &["policy/1"],
        ),
        (
            "held by two, of whom one may do less",
            before,
            with(&[("new", "user/v"), ("new", "user/u@rg-1")]),
            &["policy/1", "user/u", "user/v"],
        ),
        (
            "a new text of what was there",
            known,
            with(&[("new", "user/v")]),
            &["policy/1", "user/v"],
        ),
    ];
    for (what, before, after, expected) in cases {
        let (before, after) = (whole(before), whole(after));
        for how in [Rows::Example, Rows::Each] {
            for (word, found) in [
                ("gained", whom(&before, &after, how)),
                ("lost", whom(&after, &before, how)),
            ] {
                let expected: Vec<String> = expected
                    .iter()
                    .map(|who| format!("{word} {who} kvstore:DeleteInstance"))
                    .collect();
                let found: Vec<String> = found
                    .into_iter()
                    .filter(|one| one.contains("kvstore"))
                    .collect();
                assert_eq!(found, expected, "{what}");
            }
        }
    }
}

/// A document that has another path and says the same is the same.
#[test]
fn documents_at_other_paths() {
    let texts = ["oss:Delete*", "kvstore:Destroy*", "rds:Delete*"];
    let at = |paths: &[(&str, usize)]| {
        let policies: Vec<Value> = paths
            .iter()
            .enumerate()
            .map(|(number, (_, text))| {
                policy(&format!("p{number}"), &[says("Allow", texts[*text])])
            })
            .collect();
        edited(json!({ "complete": [], "policies": policies }), |model| {
            for (held, (path, _)) in model.holdings.iter_mut().zip(paths) {
                held.path = (*path).to_owned();
            }
        })
    };
    type Held<'c> = &'c [(&'c str, usize)];
    let cases: &[(Held<'_>, Held<'_>, &[&str])] = &[
        (&[("a", 0), ("b", 1)], &[("c", 1), ("d", 0)], &[]),
        (
            &[("a", 0)],
            &[("a", 1)],
            &[
                "gained policy/a kvstore:DestroyInstance",
                "lost policy/a oss:DeleteBucket",
            ],
        ),
        (
            &[("a", 0)],
            &[("b", 1)],
            &[
                "gained policy/b kvstore:DestroyInstance",
                "lost policy/a oss:DeleteBucket",
            ],
        ),
        (
            &[("a", 0), ("b", 0)],
            &[("c", 0), ("d", 1)],
            &[
                "gained policy/d kvstore:DestroyInstance",
                "lost policy/b oss:DeleteBucket",
            ],
        ),
        (
            &[("a", 0)],
            &[("b", 0), ("c", 0)],
            &["gained policy/c oss:DeleteBucket"],
        ),
        (
            &[("a", 2), ("b", 0)],
            &[("a", 0), ("c", 2)],
            &[
                "gained policy/a oss:DeleteBucket",
                "gained policy/c rds:DeleteBackup",
                "lost policy/a rds:DeleteBackup",
                "lost policy/b oss:DeleteBucket",
            ],
        ),
    ];
    for (before, after, expected) in cases {
        let found = whom(&at(before), &at(after), Rows::Example);
        assert_eq!(found, *expected, "{before:?} {after:?}");
        let found = compare_all(
            &at(before).0,
            &at(after).0,
            Catalogue::embedded(),
            &settings(),
            (Rows::Example, &[]),
        );
        assert!(
            found.compared >= before.len().max(after.len()),
            "{before:?} {after:?}"
        );
        assert!(
            found.compared <= before.len() + after.len(),
            "{before:?} {after:?}"
        );
    }
}

/// Two documents alone: a member of a directory is asked of the directory.
#[test]
fn two_documents() {
    let of = |statements: &[Value], position: Value| {
        let mut account = account(&[("p", statements)], &[]);
        account["resource_directory"] = position;
        whole(account)
    };
    let alone = || json!({ "account": "standalone" });
    let member =
        |folder: &str| json!({ "id": "rd-1", "account": "member", "path": ["r-1", folder] });
    let allow = || vec![says("Allow", "kvstore:Destroy*")];
    let within = |folder: &str| {
        let mut one = says("Allow", "kvstore:Destroy*");
        one["Condition"] =
            json!({ "StringLike": { "acs:PrincipalRDPath": format!("rd-1/r-1/{folder}/*") } });
        vec![one]
    };
    let deny = || {
        vec![
            says("Allow", "kvstore:Destroy*"),
            says("Deny", "oss:Delete*"),
        ]
    };
    let cases = vec![
        ("the same", of(&allow(), alone()), of(&allow(), alone())),
        ("more", of(&[], alone()), of(&allow(), alone())),
        ("a block", of(&allow(), alone()), of(&deny(), alone())),
        (
            "another place",
            of(&within("fd-1"), member("fd-9")),
            of(&within("fd-1"), member("fd-1")),
        ),
    ];
    let mut all = Vec::new();
    for (what, before, after) in cases {
        all.push(format!("# {what}"));
        for (one, other) in [(&before, &after), (&after, &before)] {
            let Documents { allowed, denied } = compare_documents(
                (&one.0, 0),
                (&other.0, 0),
                Catalogue::embedded(),
                &settings(),
            );
            assert_eq!((allowed.compared, denied.compared), (1, 0));
            for (words, found) in [
                (["allowed", "no longer allowed"], &allowed),
                (["denied", "no longer denied"], &denied),
            ] {
                for (word, entries) in words.iter().zip([&found.gained, &found.lost]) {
                    for entry in entries {
                        let patterns: Vec<&str> =
                            entry.patterns.iter().map(|one| one.text.as_str()).collect();
                        all.push(format!(
                            "{word} {} by {}: {} -> {}",
                            entry.action,
                            patterns.join(" "),
                            entry.before.word(),
                            entry.after.word()
                        ));
                    }
                }
            }
        }
    }
    assert_told(
        &all.join("\n"),
        "
# the same
# more
allowed kvstore:DestroyInstance by kvstore:Destroy*: not_granted -> allowed
no longer allowed kvstore:DestroyInstance by kvstore:Destroy*: allowed -> not_granted
# a block
denied oss:DeleteBucket by oss:Delete*: not_granted -> denied
no longer denied oss:DeleteBucket by oss:Delete*: denied -> not_granted
# another place
allowed kvstore:DestroyInstance by kvstore:Destroy*: not_granted -> allowed
no longer allowed kvstore:DestroyInstance by kvstore:Destroy*: allowed -> not_granted
",
    );
}
