//! What is told of each who gains: as many rows as it takes for each to be true of
//! every pattern that it names.

use proptest::prelude::*;
use ramlint::engine::difference::all::{Rows, compare_all};
use ramlint::engine::difference::{Difference, Entry};
use ramlint::engine::formula::Formula;
use ramlint::engine::question::Readings;
use ramlint::engine::verdict::Answer;
use ramlint::model::catalogue::{Catalogue, ResourceLevel};
use ramlint::model::pattern::{Fold, matches};

use crate::accounts::OWN;
use crate::compared::{held, settings, statement};

fn difference(before: &[&str], after: &[&str]) -> Difference {
    let model = |short: &[&str]| {
        let statements: Vec<String> = short.iter().map(|one| statement(one)).collect();
        let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
        held(&texts, Some(OWN))
    };
    let (one, other) = (model(before), model(after));
    let settings = settings(Readings::Default);
    let catalogue = Catalogue::embedded();
    compare_all(&one, &other, catalogue, &settings, (Rows::Each, &[]))
}

fn rows(before: &[&str], after: &[&str]) -> Vec<String> {
    let found = difference(before, after);
    let told = found.gained.iter().map(|entry| {
        assert!(!entry.causes.is_empty(), "{entry:?}");
        let patterns: Vec<&str> = entry.patterns.iter().map(|one| one.text.as_str()).collect();
        let condition = if entry.condition.is_some() { " if" } else { "" };
        let unlisted = if entry.unlisted { "?" } else { "" };
        format!(
            "{}: {unlisted}{} {} -> {}{condition}",
            patterns.join(", "),
            entry.action,
            entry.before.word(),
            entry.after.word()
        )
    });
    told.collect()
}

#[test]
fn a_row_holds_for_all_patterns_that_it_names() {
    type Case<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (
            &["ecs:*  *  Bool acs:MFAPresent true"],
            &["ecs:* oss:Delete*"],
            &[
                "ecs:*: ecs:DeleteDisk allowed_if -> allowed if",
                "oss:Delete*: oss:DeleteBucket not_granted -> allowed",
            ],
        ),
        (
            &["kvstore:*", "-kvstore:Destroy*"],
            &["kvstore:*"],
            &["kvstore:Destroy*: kvstore:DestroyInstance denied -> allowed"],
        ),
        (
            &["kvstore:*Instance", "-kvstore:De*"],
            &["kvstore:*Instance"],
            &["kvstore:De* within kvstore:*Instance: kvstore:DeleteInstance denied -> allowed"],
        ),
        (
            &[],
            &["kvstore:DestroyInstance kvstore:Nonesuch"],
            &[
                "kvstore:DestroyInstance: kvstore:DestroyInstance not_granted -> allowed",
                "kvstore:Nonesuch: ?kvstore:Nonesuch not_granted -> allowed",
            ],
        ),
        (
            &["ecs:Describe*"],
            &["ecs:Describe*", "oss:Delete* rds:Delete*"],
            &["oss:Delete*, rds:Delete*: oss:DeleteBucket not_granted -> allowed"],
        ),
        (
            &["ecs:DescribeInstances", "-kvstore:* ram:* ecs:*"],
            &["*", "-kvstore:* ram:* ecs:*"],
            &["* except ecs:*, kvstore:*, ram:*: adb:DeleteDBCluster not_granted -> allowed"],
        ),
        (
            &["!ram:*"],
            &["*"],
            &["ram:*: ram:AddClientIdToOIDCProvider not_granted -> allowed"],
        ),
        (
            &["!ram:*"],
            &["!ram:*Policy"],
            &["ram:* except ram:*Policy: ram:AddClientIdToOIDCProvider not_granted -> allowed"],
        ),
        // Not all of the actions come with such a resource.
        (
            &["ecs:Describe*  acs:ecs:*:*:instance/*"],
            &["ecs:*  acs:ecs:*:*:instance/*"],
            &["ecs:* except ecs:Describe*: ecs:DeleteInstance not_granted -> allowed_if if"],
        ),
        (
            &[],
            &["ecs:DeleteInstance  acs:ecs:*:*:instance/*"],
            &["ecs:DeleteInstance: ecs:DeleteInstance not_granted -> allowed"],
        ),
        (
            &["ecs:DeleteInstance  acs:ecs:*:*:instance/*"],
            &["ecs:DeleteI*"],
            &["ecs:DeleteI* except ecs:DeleteInstance: ecs:DeleteImage not_granted -> allowed"],
        ),
        (
            &["zz:Top  acs:zz:*:*:x/2"],
            &["zz:Top"],
            &["zz:Top: ?zz:Top allowed_if -> allowed if"],
        ),
        (
            &["ecs:Nonesuch  acs:ecs:*:*:*"],
            &["ecs:Nonesuch  acs:ecs:*:*:x/*"],
            &[],
        ),
        (
            &[],
            &["zz:Top  acs:zz:*:*:x/2"],
            &["zz:Top: ?zz:Top not_granted -> allowed_if if"],
        ),
        // The same is left of either, and both are told.
        (
            &["-oss:* rds:*  *  Bool acs:MFAPresent true"],
            &["*", "-oss:* rds:*  *  Bool acs:MFAPresent true"],
            &[
                "* except oss:*, rds:*: adb:DeleteDBCluster not_granted -> allowed",
                "oss:*, rds:*: oss:DeleteBucket not_granted -> allowed_if if",
            ],
        ),
    ];
    let wrong = cases.iter().filter_map(|(before, after, expected)| {
        let found = rows(before, after);
        (found != *expected).then(|| format!("{before:?} {after:?}: {found:#?}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// However many actions are concerned.
#[test]
fn every_row_has_a_cause() {
    let services = [
        "ecs", "oss", "rds", "kvstore", "slb", "vpc", "ram", "adb", "dds", "polardb", "cdn", "cms",
        "ess", "fc", "kms", "log", "mns", "nas", "ons", "ots",
    ];
    let after: Vec<String> = services
        .iter()
        .enumerate()
        .map(|(number, service)| {
            format!("{service}:*  *  IpAddress acs:SourceIp 10.0.{number}.0/24")
        })
        .collect();
    let after: Vec<&str> = after.iter().map(String::as_str).collect();
    assert!(rows(&[], &after).len() > 16);
}

const PATTERNS: [&str; 12] = [
    "*",
    "ecs:*",
    "ecs:D*",
    "ecs:*Disk",
    "ram:*",
    "ram:*Policy*",
    "kvstore:*",
    "kvstore:De*",
    "*:Delete*",
    "oss:*",
    "*:*",
    "rds:Delete?B*",
];

fn any_of(listed: &str, action: &str, by: &str) -> bool {
    let mut patterns = listed.split(by);
    patterns.any(|pattern| matches(pattern, action, Fold::Ascii))
}

/// Whether a row names an action.
fn names(row: &str, action: &str) -> bool {
    if let Some(listed) = row.strip_prefix("NotAction ") {
        return !any_of(listed, action, ", ");
    }
    let (within, but) = row.split_once(" except ").unwrap_or((row, ""));
    let all = |pattern| matches(pattern, action, Fold::Ascii);
    within.split(" within ").all(all) && (but.is_empty() || !any_of(but, action, ", "))
}

/// Whether statements without conditions allow an action.
fn allows(statements: &[String], action: &str) -> bool {
    let applies = |one: &str| match one.strip_prefix('!') {
        Some(listed) => !any_of(listed, action, " "),
        None => any_of(one, action, " "),
    };
    let (denies, allows): (Vec<&String>, Vec<&String>) =
        statements.iter().partition(|one| one.starts_with('-'));
    allows.iter().any(|one| applies(one)) && !denies.iter().any(|one| applies(&one[1..]))
}

fn statements() -> impl Strategy<Value = Vec<String>> {
    let patterns = prop::sample::subsequence(PATTERNS.to_vec(), 1..4);
    let sort = prop::sample::select(&["", "", "!", "-"][..]);
    let one = (sort, patterns).prop_map(|(sort, all)| format!("{sort}{}", all.join(" ")));
    prop::collection::vec(one, 1..4)
}

proptest! {
    #![proptest_config(crate::laws::config(60))]

    #[test]
    fn rows_name_what_is_gained_and_nothing_else(before in statements(), after in statements()) {
        let one: Vec<&str> = before.iter().map(String::as_str).collect();
        let other: Vec<&str> = after.iter().map(String::as_str).collect();
        let found = difference(&one, &other);
        let rows: Vec<&str> = found
            .gained
            .iter()
            .flat_map(|entry| &entry.patterns)
            .map(|pattern| pattern.text.as_str())
            .collect();
        for action in Catalogue::embedded().actions() {
            let gained = !allows(&before, action.name) && allows(&after, action.name);
            let told = rows.iter().any(|row| names(row, action.name));
            prop_assert_eq!(told, gained, "{} by {:?}", action.name, rows);
        }
    }
}

const RESOURCES: [&str; 6] = [
    "*",
    "*",
    "acs:ecs:*:*:instance/*",
    "acs:*:*:*:disk/*",
    "acs:kvstore:*:*:instance/*",
    "acs:ecs:*:*:instance/* acs:ecs:*:*:disk/*",
];

fn statements_on_resources() -> impl Strategy<Value = Vec<String>> {
    let patterns = prop::sample::subsequence(PATTERNS.to_vec(), 1..3);
    let sort = prop::sample::select(&["", "", "", "-"][..]);
    let on = prop::sample::select(&RESOURCES[..]);
    let one = (sort, patterns, on);
    let one = one.prop_map(|(sort, all, on)| format!("{sort}{}  {on}", all.join(" ")));
    prop::collection::vec(one, 1..3)
}

/// Whether statements allow an action on a resource, each of which names actions and
/// resources.
fn allows_on(statements: &[String], action: &str, resource: &str) -> bool {
    let own: Vec<String> = statements
        .iter()
        .filter_map(|one| {
            let (actions, resources) = one.split_once("  ").unwrap();
            any_of(resources, resource, " ").then(|| actions.to_owned())
        })
        .collect();
    allows(&own, action)
}

/// Resources that an action may come with, one of each kind.
fn resources(action: &ramlint::model::catalogue::Action) -> Vec<String> {
    let text = |template: &str| {
        let named = template.replace("{account}", OWN);
        let mut text = String::new();
        let mut rest = named.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            text.push('x');
            rest = after.split_once('}').map_or("", |(_, rest)| rest);
        }
        text.push_str(rest);
        text.replace('*', "x")
    };
    match action.resource {
        ResourceLevel::All => vec!["*".to_owned()],
        ResourceLevel::Templates(templates) => templates.iter().map(text).collect(),
        ResourceLevel::Unknown => Vec::new(),
    }
}

/// Whether a request is among those that show what an entry tells.
fn shows(entry: &Entry, action: &str, resource: &str) -> bool {
    let named = entry.patterns.iter();
    let mut named = named.filter(|pattern| names(&pattern.text, action));
    let Some(condition) = named.next().map(|_| &entry.condition) else {
        return false;
    };
    let Some(condition) = condition else {
        return true;
    };
    let key = entry.universe.find("resource").unwrap();
    match condition.with_text(key, resource) {
        Formula::True => true,
        Formula::False => false,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(crate::laws::config(80))]

    /// What a row says of the resource and of both sides is so of all that it names.
    #[test]
    fn rows_hold_for_each_resource_of_each_action(
        before in statements_on_resources(),
        after in statements_on_resources(),
    ) {
        let one: Vec<&str> = before.iter().map(String::as_str).collect();
        let other: Vec<&str> = after.iter().map(String::as_str).collect();
        let found = difference(&one, &other);
        let rows: Vec<&Entry> = found.gained.iter().filter(|one| !one.unlisted).collect();
        let actions = Catalogue::embedded().actions();
        for action in actions.filter(|one| ["ecs", "kvstore", "oss"].contains(&one.service())) {
            for resource in resources(&action) {
                let was = allows_on(&before, action.name, &resource);
                let is = allows_on(&after, action.name, &resource);
                let about = || {
                    let rows: Vec<String> = rows
                        .iter()
                        .map(|row| format!("{:?} {} {} {:?}", row.patterns, row.before.word(), row.after.word(), row.condition))
                        .collect();
                    format!("{} on {resource} by {rows:#?}", action.name)
                };
                let told = rows.iter().any(|row| shows(row, action.name, &resource));
                prop_assert_eq!(told, is && !was, "{}", about());
                for row in &rows {
                    let named = row.patterns.iter().any(|one| names(&one.text, action.name));
                    if !named {
                        continue;
                    }
                    let never = [Answer::NotGranted, Answer::Denied];
                    prop_assert!(row.after != Answer::Allowed || is, "{}", about());
                    prop_assert!(!never.contains(&row.before) || !was, "{}", about());
                }
            }
        }
    }
}
