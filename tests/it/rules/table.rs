//! What every rule must be, whatever it finds.

use std::collections::BTreeSet;

use ramlint::rules::{Language, RULES};

use crate::marked::{chinese_style, examples, has_chinese, style};

#[test]
fn ids_are_unique_sorted_and_well_formed() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    let sorted: Vec<&str> = ids
        .iter()
        .copied()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    assert_eq!(ids, sorted);
    for id in ids {
        let digits = id.strip_prefix("RAM").unwrap();
        assert!(digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()));
    }
}

#[test]
fn names_are_kebab_case_and_name_no_remedy() {
    let mut names = BTreeSet::new();
    for rule in RULES {
        assert!(names.insert(rule.name), "{}", rule.name);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
        assert!(rule.name.bytes().all(plain), "{}", rule.name);
        for word in rule.name.split('-') {
            assert!(!["avoid", "use", "prefer", "disallow", "no", ""].contains(&word));
        }
    }
}

#[test]
fn files_mod_lines_and_table_agree() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules");
    let text = std::fs::read_to_string(format!("{folder}/mod.rs")).unwrap();
    let modules: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect();
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .filter(|name| name != "mod")
        .collect();
    let rules: BTreeSet<String> = RULES
        .iter()
        .map(|rule| rule.name.replace('-', "_"))
        .collect();
    assert_eq!(files, rules, "one file per rule, of its name");
    assert_eq!(modules, rules, "one mod line per rule");
    for rule in RULES {
        let file = format!("{folder}/{}.rs", rule.name.replace('-', "_"));
        let first = std::fs::read_to_string(file).unwrap();
        assert!(
            first.starts_with(&format!("//! {}: ", rule.id)),
            "{}",
            rule.id
        );
    }
}

#[test]
fn every_rule_fires_on_what_to_avoid_and_is_quiet_on_what_to_prefer() {
    for rule in RULES {
        examples(rule);
    }
}

#[test]
fn documentation_is_plain_and_whole_in_both_languages() {
    for rule in RULES {
        let docs = &rule.docs;
        let summary = docs.summary.get(Language::English);
        style(summary, rule.id);
        assert!(summary.len() <= 100, "{}", rule.id);
        chinese_style(docs.summary.get(Language::Chinese), rule.id);
        for text in [docs.finds, docs.matters, docs.advice, docs.limits] {
            let english = text.get(Language::English);
            let sentences = english.matches(". ").count() + 1;
            assert!((1..=5).contains(&sentences), "{}: {english}", rule.id);
            assert!(english.ends_with('.'), "{}: {english}", rule.id);
            assert!(!has_chinese(english), "{}: {english}", rule.id);
            let first = english.chars().next().unwrap();
            assert!(
                first.is_uppercase() || first == '`',
                "{}: {english}",
                rule.id
            );
            let lowered = english.trim_end_matches('.').to_lowercase();
            style(&lowered, rule.id);
            let chinese = text.get(Language::Chinese);
            assert!(has_chinese(chinese), "{}: {chinese}", rule.id);
            assert!(chinese.ends_with('。'), "{}: {chinese}", rule.id);
            assert_eq!(quoted(english), quoted(chinese), "{}", rule.id);
        }
        assert!(!docs.sources.is_empty(), "{}", rule.id);
        for source in docs.sources {
            assert!(
                source.starts_with("https://") || source.starts_with("CWE-"),
                "{}: {source}",
                rule.id
            );
        }
        let family = rule.family();
        assert!(family.is_some(), "{} is of no family", rule.id);
    }
}

/// What stands between backticks, which no language translates.
fn quoted(text: &str) -> BTreeSet<&str> {
    text.split('`').skip(1).step_by(2).collect()
}
