//! What every rule must be, whatever it finds.

use std::collections::BTreeSet;

use ramlint::rules::RULES;

use crate::marked::style;

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
fn documentation_is_plain_and_whole() {
    for rule in RULES {
        style(rule.summary, rule.id);
        assert!(rule.summary.len() <= 100, "{}", rule.id);
        let sentences = rule.explanation.matches(". ").count() + 1;
        assert!((2..=5).contains(&sentences), "{} has {sentences}", rule.id);
        assert!(rule.explanation.ends_with('.'), "{}", rule.id);
        style(
            rule.explanation
                .trim_end_matches('.')
                .to_lowercase()
                .as_str(),
            rule.id,
        );
    }
}
