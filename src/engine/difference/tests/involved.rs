//! In which files something lies that bears on what is told.

mod named;

use std::collections::BTreeSet;

use super::words::Read;
use super::*;
use crate::model::account::{ControlDocument, Position};
use crate::source::{FileId, Span, Spanned};

/// An account of which each thing lies in a file of its own.
fn apart() -> Vec<(&'static str, Value)> {
    let policy = |name: &str, action: &str| {
        json!({ "policies": [{ "type": "Custom", "name": name, "version": "v1",
            "document": document(&[("Allow", action)]) }] })
    };
    let attached =
        |policy: &str, to: &str| json!({ "attachments": [{ "policy": policy, "to": to }] });
    let control = |id: &str, name: &str, document: Option<Value>| {
        let mut one = json!({ "id": id, "name": name, "targets": ["r-1"] });
        if let Some(document) = document {
            one["document"] = document;
        }
        json!({ "control_policies": [one] })
    };
    let trust = json!({ "Version": "1", "Statement": [{ "Effect": "Allow",
        "Action": "sts:AssumeRole", "Principal": { "RAM": [format!("acs:ram::{OWN}:root")] } }] });
    vec![
        (
            "users",
            json!({ "users": [{ "name": "u" }, { "name": "v" }] }),
        ),
        ("groups", json!({ "groups": [{ "name": "g" }] })),
        (
            "member",
            json!({ "groups": [{ "name": "g", "members": ["u"] }] }),
        ),
        (
            "role",
            json!({ "roles": [{ "name": "r", "trust": trust }] }),
        ),
        ("p", policy("p", "ecs:*")),
        ("q", policy("q", "oss:*")),
        ("free", policy("free", "kvstore:*")),
        (
            "listed",
            json!({ "policies": [{ "type": "System", "name": "Own", "version": "v1",
            "document": document(&[("Allow", "rds:*")]) }] }),
        ),
        ("p-to-u", attached("Custom/p", "user/u")),
        ("q-to-g", attached("Custom/q", "group/g")),
        ("free-to-v", attached("Custom/free", "user/v")),
        (
            "sso",
            json!({ "sso": { "users": [{ "name": "jo" }, { "name": "al" }],
            "access_configurations": [
                { "name": "C", "system_policies": ["Own"], "inline": document(&[("Allow", "ecs:*")]) },
            ] } }),
        ),
        (
            "assigned",
            json!({ "sso": { "assignments": [
            { "configuration": "C", "to": "user/jo", "account": OWN },
        ] } }),
        ),
        (
            "assigned-other",
            json!({ "sso": { "assignments": [
            { "configuration": "C", "to": "user/al", "account": OWN },
        ] } }),
        ),
        (
            "place",
            json!({ "resource_directory": { "id": "rd-1", "account": "member", "path": ["r-1"] } }),
        ),
        (
            "cp-1",
            control("cp-1", "one", Some(document(&[("Deny", "rds:*")]))),
        ),
        ("cp-2", control("cp-2", "FullAliyunAccess", None)),
    ]
}

/// The account, with some of its files otherwise; what is null is not there.
fn but(changes: &[(&'static str, Value)]) -> Vec<(&'static str, Value)> {
    let mut files = apart();
    for (name, value) in changes {
        match files.iter_mut().find(|(known, _)| known == name) {
            Some(file) => file.1 = value.clone(),
            None => files.push((name, value.clone())),
        }
    }
    files.retain(|(_, value)| !value.is_null());
    files
}

fn read(files: &[(&'static str, Value)]) -> Read {
    let texts: Vec<(&str, String)> = files
        .iter()
        .map(|(name, value)| {
            let mut value = value.clone();
            let given = value.as_object_mut().unwrap();
            given.insert("ram_account_snapshot".to_owned(), json!(1));
            given.entry("account_id").or_insert_with(|| json!(OWN));
            (*name, value.to_string())
        })
        .collect();
    let named: Vec<(String, &str)> = texts
        .iter()
        .map(|(name, text)| (format!("{name}.json"), text.as_str()))
        .collect();
    let named: Vec<(&str, &str)> = named
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    Read::files(&named)
}

/// The files of both sides that bear on what is told, by their names.
fn found(before: &Read, after: &Read, told: &Difference) -> (String, String) {
    let found = involved(&before.model, &after.model, told);
    let names = |input: &Read, files: &BTreeSet<FileId>| {
        let mut names: Vec<&str> = files
            .iter()
            .map(|file| input.name(*file).trim_end_matches(".json"))
            .collect();
        names.sort();
        names.join(" ")
    };
    (names(before, &found.before), names(after, &found.after))
}

/// That something is told of somebody, by nobody and for no reason.
fn of(principal: &str) -> Entry {
    let answers = (Answer::NotGranted, Answer::Allowed);
    Entry::new(
        principal.to_owned(),
        DESTROY.to_owned(),
        Kind::Direct,
        answers,
    )
}

fn telling(entry: Entry) -> Difference {
    Difference {
        gained: vec![entry],
        ..Difference::default()
    }
}

#[test]
fn files_are_those_of_whoever_is_told_of_and_of_what_changed_of_what_they_hold() {
    let other = |action: &str| document(&[("Allow", action)]);
    let policy = |name: &str, action: &str| {
        json!({ "policies": [{ "type": "Custom", "name": name,
        "version": "v1", "document": other(action) }] })
    };
    let unknown = |name: &str| json!({ "policies": [{ "type": "Custom", "name": name }] });
    let stored = |name: &str, action: &str| {
        json!({ "policies": [{ "type": "Custom", "name": name, "version": "v1",
            "document": other(action),
            "other_versions": [{ "version": "v0", "document": other("oss:*") }] }] })
    };
    let control = |id: &str, name: &str, targets: &[&str], document: Option<Value>| {
        let mut one = json!({ "id": id, "name": name, "targets": targets });
        if let Some(document) = document {
            one["document"] = document;
        }
        json!({ "control_policies": [one] })
    };
    let deny = |action: &str| document(&[("Deny", action)]);
    let place = |path: &[&str]| json!({ "resource_directory": { "id": "rd-1", "account": "member", "path": path } });
    let one = |after: Vec<(&'static str, Value)>,
               who: &'static str,
               expected: (&'static str, &'static str)| { (after, who, expected) };
    let cases = vec![
        // Nothing changed but what is told: what leads to those told of.
        one(
            but(&[]),
            "user/u",
            ("member p-to-u q-to-g", "member p-to-u q-to-g"),
        ),
        one(
            but(&[]),
            "USER/U",
            ("member p-to-u q-to-g", "member p-to-u q-to-g"),
        ),
        one(but(&[]), "user/v", ("free-to-v", "free-to-v")),
        one(but(&[]), "group/g", ("q-to-g", "q-to-g")),
        one(but(&[]), "role/r", ("role", "role")),
        one(but(&[]), "sso-user/jo", ("assigned sso", "assigned sso")),
        one(but(&[]), "user/nobody", ("", "")),
        // What changed of what they hold, and of nothing else.
        one(
            but(&[("p", policy("p", "rds:*"))]),
            "user/u",
            ("member p p-to-u q-to-g", "member p p-to-u q-to-g"),
        ),
        one(
            but(&[("p", unknown("p"))]),
            "user/u",
            ("member p p-to-u q-to-g", "member p p-to-u q-to-g"),
        ),
        one(
            but(&[("p", stored("p", "ecs:*"))]),
            "user/u",
            ("member p-to-u q-to-g", "member p p-to-u q-to-g"),
        ),
        one(
            but(&[("q", policy("q", "rds:*"))]),
            "user/u",
            ("member p-to-u q q-to-g", "member p-to-u q q-to-g"),
        ),
        one(
            but(&[("q", policy("q", "rds:*"))]),
            "user/v",
            ("free-to-v", "free-to-v"),
        ),
        one(
            but(&[(
                "listed",
                json!({ "policies": [{ "type": "System", "name": "Own",
                "version": "v2", "document": other("vpc:*") }] }),
            )]),
            "sso-user/jo",
            ("assigned listed sso", "assigned listed sso"),
        ),
        one(
            but(&[("free", policy("free", "rds:*"))]),
            "custom/free",
            ("free", "free"),
        ),
        one(
            but(&[("free", policy("free", "rds:*"))]),
            "custom/p",
            ("", ""),
        ),
        // What binds every principal, if anybody is told of.
        one(
            but(&[(
                "cp-1",
                control("cp-1", "one", &["r-1"], Some(deny("vpc:*"))),
            )]),
            "user/v",
            ("cp-1 free-to-v", "cp-1 free-to-v"),
        ),
        one(
            but(&[(
                "cp-1",
                control("cp-1", "one", &["r-2"], Some(deny("rds:*"))),
            )]),
            "user/v",
            ("cp-1 free-to-v", "cp-1 free-to-v"),
        ),
        one(
            but(&[(
                "cp-1",
                control("cp-1", "another", &["r-1"], Some(deny("rds:*"))),
            )]),
            "user/v",
            ("free-to-v", "free-to-v"),
        ),
        one(
            but(&[
                ("cp-1", json!(null)),
                (
                    "cp-9",
                    control("cp-9", "one", &["r-1"], Some(deny("rds:*"))),
                ),
            ]),
            "user/v",
            ("cp-1 free-to-v", "cp-9 free-to-v"),
        ),
        one(
            but(&[("cp-1", control("cp-1", "FullAliyunAccess", &["r-1"], None))]),
            "user/v",
            ("cp-1 free-to-v", "cp-1 free-to-v"),
        ),
        one(
            but(&[("cp-2", control("cp-2", "FullAliyunAccess", &["r-2"], None))]),
            "user/v",
            ("cp-2 free-to-v", "cp-2 free-to-v"),
        ),
        one(
            but(&[(
                "cp-1",
                control("cp-1", "one", &["r-1"], Some(deny("vpc:*"))),
            )]),
            "custom/p",
            ("", ""),
        ),
        one(
            but(&[("place", place(&["r-1", "fd-1"]))]),
            "user/v",
            ("free-to-v place", "free-to-v place"),
        ),
        one(
            but(&[("place", place(&["r-1", "fd-1"]))]),
            "custom/p",
            ("", ""),
        ),
    ];
    for (number, (after, who, (old, new))) in cases.into_iter().enumerate() {
        let (before, after) = (read(&apart()), read(&after));
        let files = found(&before, &after, &telling(of(who)));
        assert_eq!(
            files,
            (old.to_owned(), new.to_owned()),
            "case {number}, {who}"
        );
    }
}

/// A place may refer to others, and each of them to more.
#[test]
fn files_are_of_what_references_stood_for() {
    let read = || {
        let mut input = read(&apart());
        let account = &mut input.model.accounts[0];
        let attached = account.attachments[0].at;
        let (first, second) = (Span::new(FileId(5), 0, 4), Span::new(FileId(6), 0, 4));
        input.model.origins.stood_for(attached, "p", first);
        input.model.origins.stood_for(first, "p", second);
        let target = Spanned::new("r-1".to_owned(), Span::new(FileId(3), 0, 1));
        account.control_policies[0].targets = Some(vec![target]);
        input
    };
    let (before, mut after) = (read(), read());
    let files = |before: &Read, after: &Read| found(before, after, &telling(of("user/u")));
    let same = "free member p-to-u q q-to-g".to_owned();
    assert_eq!(files(&before, &after), (same.clone(), same));
    // A control policy that binds elsewhere is told with the files that say where.
    let account = &mut after.model.accounts[0];
    account.control_policies[0].targets.as_mut().unwrap()[0].value = "r-7".to_owned();
    let bound = "cp-1 free member p-to-u q q-to-g role".to_owned();
    assert_eq!(files(&before, &after), (bound.clone(), bound));
}

/// Of two accounts each has its place in the other input.
#[test]
fn files_of_places_are_those_of_accounts_that_moved() {
    let both = |moved: &str| {
        let second = json!({ "account_id": "1000000000000002", "users": [{ "name": "u" }],
            "resource_directory": { "id": "rd-1", "account": "member", "path": [moved] } });
        read(&but(&[("second", second)]))
    };
    let files = |before: &Read, after: &Read| found(before, after, &telling(of("user/u")));
    let same = "member p-to-u q-to-g".to_owned();
    assert_eq!(files(&both("r-2"), &both("r-2")), (same.clone(), same));
    let moved = "member p-to-u q-to-g second".to_owned();
    assert_eq!(files(&both("r-2"), &both("r-3")), (moved.clone(), moved));
}

/// A policy of a directory that is nowhere else is a change, whatever else is there.
#[test]
fn control_policies_are_the_same_by_what_they_say_and_where() {
    let told = telling(of("user/v"));
    let (before, mut after) = (read(&apart()), read(&apart()));
    after.model.accounts[0].control_policies[0].document = ControlDocument::FullAccess;
    let files = ("cp-1 free-to-v".to_owned(), "cp-1 free-to-v".to_owned());
    assert_eq!(found(&before, &after, &told), files);
    let mut after = read(&apart());
    after.model.accounts[0].position = Position::Management;
    let files = ("free-to-v place".to_owned(), "free-to-v place".to_owned());
    assert_eq!(found(&before, &after, &told), files);
}
