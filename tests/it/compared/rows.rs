//! What is told of each who gains: as many rows as it takes for each to be true of
//! every pattern that it names.

use ramlint::engine::difference::all::{Rows, compare_all};
use ramlint::engine::question::Readings;
use ramlint::model::catalogue::Catalogue;

use crate::accounts::OWN;
use crate::compared::{held, settings, statement};

fn rows(before: &[&str], after: &[&str]) -> Vec<String> {
    let model = |short: &[&str]| {
        let statements: Vec<String> = short.iter().map(|one| statement(one)).collect();
        let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
        held(&texts, Some(OWN))
    };
    let (one, other) = (model(before), model(after));
    let settings = settings(Readings::Default);
    let catalogue = Catalogue::embedded();
    let found = compare_all(&one, &other, catalogue, &settings, Rows::Each);
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
