//! Two versions of an input: who gains, and the change that brought it about, told
//! once and at the text responsible.

mod attached;
pub mod cases;
mod definitions;
mod given;
mod guards;
mod laws;
mod origins;
mod providers;
mod tools;

use ramlint::engine::answers;
use ramlint::engine::difference::{Compared, Difference, Entry, Side, compare};
use ramlint::engine::exposure::Exposure;
use ramlint::model::catalogue::Catalogue;
use ramlint::source::Span;

use crate::support::{ACTION, AT, Read, read, settings};
use cases::Case;

/// All changes that are told.
fn all() -> impl Iterator<Item = &'static Case> {
    let cases = cases::CASES.iter().chain(origins::CASES);
    let cases = cases.chain(definitions::CASES).chain(providers::CASES);
    let cases = cases.chain(tools::CASES).chain(attached::CASES);
    cases.chain(given::CASES).chain(guards::CASES)
}

/// A text without its marks, and the texts marked in it, by offset.
pub fn unmarked(text: &str) -> (String, Vec<(usize, String)>) {
    let mut plain = String::new();
    let mut marks = Vec::new();
    let mut open = None;
    for character in text.chars() {
        match character {
            '«' => open = Some(plain.len()),
            '»' => {
                let start: usize = open.take().unwrap();
                marks.push((start, plain[start..].to_owned()));
            }
            other => plain.push(other),
        }
    }
    assert_eq!(open, None, "a mark is not closed");
    (plain, marks)
}

/// Marked places of one side: path, offset and text.
type Marks = Vec<(String, usize, String)>;

fn side(files: &[(&str, &str)]) -> (Read, Marks) {
    let mut marks = Marks::new();
    let mut plain = Vec::new();
    for (path, text) in files {
        let (text, found) = unmarked(text);
        marks.extend(
            found
                .into_iter()
                .map(|(at, text)| ((*path).to_owned(), at, text)),
        );
        plain.push(((*path).to_owned(), text));
    }
    let list: Vec<(&str, &str)> = plain
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    (read(&list), marks)
}

fn compared(before: &Read, after: &Read) -> Compared {
    let catalogue = Catalogue::embedded();
    let question = answers::question(ACTION, catalogue);
    compare(
        &before.model,
        &after.model,
        &[question],
        catalogue,
        &settings(AT, false),
    )
}

fn shown(entries: &[Entry]) -> Vec<String> {
    entries
        .iter()
        .map(|entry| format!("{} {}", entry.kind.word(), entry.principal))
        .collect()
}

fn place(at: Span, read: &Read) -> (String, usize, String) {
    let path = read.sources.path(at.file).to_owned();
    let start = usize::try_from(at.start).unwrap();
    (path, start, read.sources.slice(at).to_owned())
}

/// Whether it is told where what brought an entry about stands.
pub fn has_place(entry: &Entry, difference: &Difference) -> bool {
    let mut causes = entry
        .causes
        .iter()
        .map(|number| &difference.causes[*number]);
    causes.any(|cause| !cause.places.is_empty())
}

/// What is not as a case says.
fn faults(case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, found: String, expected: String| {
        if found != expected {
            let name = case.name;
            faults.push(format!("{name}: {what}: {found}\n    expected {expected}"));
        }
    };
    let (before, marked_before) = side(case.before);
    let (after, marked_after) = side(case.after);
    let compared = compared(&before, &after);
    let difference = &compared.difference;
    let listed = |list: &[&str]| format!("{list:?}");
    expect(
        "gained",
        format!("{:?}", shown(&difference.gained)),
        listed(case.gained),
    );
    expect(
        "lost",
        format!("{:?}", shown(&difference.lost)),
        listed(case.lost),
    );
    let causes: Vec<_> = difference
        .causes
        .iter()
        .map(|cause| (cause.subject, cause.act))
        .collect();
    expect(
        "causes",
        format!("{causes:?}"),
        format!("{:?}", case.causes),
    );
    for (side, read, mut marked) in [
        (Side::Before, &before, marked_before),
        (Side::After, &after, marked_after),
    ] {
        let mut told = Marks::new();
        for cause in &difference.causes {
            let places = cause.places.iter().chain(&cause.grants);
            told.extend(
                places
                    .filter(|place| place.side == side)
                    .map(|one| place(one.at, read)),
            );
        }
        told.sort();
        told.dedup();
        marked.sort();
        expect(
            &format!("places {side:?}"),
            format!("{told:?}"),
            format!("{marked:?}"),
        );
    }
    let explained = difference.gained.iter().chain(&difference.lost);
    let unexplained = explained
        .filter(|entry| !has_place(entry, difference))
        .count();
    expect("unexplained", unexplained.to_string(), "0".to_owned());
    faults
}

#[test]
fn each_change_is_told_once_with_its_cause_and_place() {
    let faults: Vec<String> = all().flat_map(faults).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn d36_nothing_differs_from_itself() {
    for case in all() {
        for files in [case.before, case.after] {
            let (one, _) = side(files);
            let (other, _) = side(files);
            let found = compared(&one, &other).difference;
            assert_eq!(shown(&found.gained), Vec::<String>::new(), "{}", case.name);
            assert_eq!(shown(&found.lost), Vec::<String>::new(), "{}", case.name);
        }
    }
}

#[test]
fn what_one_direction_gains_the_other_loses() {
    for case in all() {
        let (before, _) = side(case.before);
        let (after, _) = side(case.after);
        let there = compared(&before, &after).difference;
        let back = compared(&after, &before).difference;
        assert_eq!(shown(&there.gained), shown(&back.lost), "{}", case.name);
        assert_eq!(shown(&there.lost), shown(&back.gained), "{}", case.name);
    }
}

/// Whatever one side alone tests of requests for it, a way is the same way.
#[test]
fn d37_a_deny_that_stops_nothing_says_nothing_of_access_by_key() {
    let account = |attached: &str| {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
            "users": [{{"name": "al"}}, {{"name": "bo"}}], "policies": [
            {{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}}]}}}},
            {{"type": "Custom", "name": "Keys", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ram:CreateAccessKey", "Resource": "*"}}]}}}},
            {{"type": "Custom", "name": "Weak", "document": {{"Version": "1", "Statement": [{{"Effect": "Deny", "Action": "kvstore:DestroyInstance",
                "Resource": "acs:kvstore:*:*:instance/r-1", "Condition": {{"Bool": {{"acs:MFAPresent": "true"}}}}}}]}}}}],
            "attachments": [{attached} {{"policy": "Custom/Ops", "to": "user/al"}}, {{"policy": "Custom/Keys", "to": "user/bo"}}]}}"#
        )
    };
    let weak = account(r#"{"policy": "Custom/Weak", "to": "user/al"},"#);
    let plain = account("");
    let side = |text: &str| side(&[("a.json", text)]).0;
    let found = compared(&side(&weak), &side(&plain)).difference;
    assert_eq!(shown(&found.gained), Vec::<String>::new());
    assert_eq!(shown(&found.lost), Vec::<String>::new());
}

#[test]
fn access_that_grows_takes_what_its_new_requests_take() {
    let account = |blocks: &str| {
        format!(
            r#"{{"ram_account_snapshot": 1, "users": [{{"name": "al"}}],
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"], "policies": [
            {{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "kvstore:*",
                "Resource": "*", "Condition": {{"IpAddress": {{"acs:SourceIp": [{blocks}]}}}}}}]}}}}],
            "attachments": [{{"policy": "Custom/Ops", "to": "user/al"}}]}}"#
        )
    };
    for (before, after, takes) in [
        (
            r#""8.8.0.0/16""#,
            r#""8.8.0.0/16", "10.0.0.0/8""#,
            Some(Exposure::PrivateNetwork),
        ),
        (
            r#""10.0.0.0/8""#,
            r#""10.0.0.0/8", "8.8.0.0/16""#,
            Some(Exposure::Anywhere),
        ),
        ("", r#""10.0.0.0/8""#, None),
    ] {
        let side = |text: &str| side(&[("a.json", &account(text))]).0;
        let found = compared(&side(before), &side(after)).difference;
        let gained = found.gained.iter().find(|one| one.principal == "user/al");
        assert_eq!(gained.unwrap().exposure, takes, "{before} {after}");
    }
}
