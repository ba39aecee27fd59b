//! The rule table of the README and the pages of the rules are derived from the
//! rules. Run the tests with `RAMLINT_UPDATE=1` to rewrite them.

use std::path::Path;

use ramlint::report::explain::write_rules_markdown;
use ramlint::report::page;
use ramlint::rules::{Language, RULES};

const START: &str = "<!-- rules -->\n";
const END: &str = "<!-- /rules -->";

#[test]
fn the_rule_table_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(START).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    let mut table = String::from("| rule | level | finds that |\n|---|---|---|\n");
    for rule in RULES {
        table.push_str(&format!(
            "| {} {} | {} | {} |\n",
            rule.id,
            rule.name,
            rule.level,
            rule.docs.summary.get(Language::English)
        ));
    }
    if updating() {
        std::fs::write(&path, format!("{before}{START}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(found, table, "run the tests with RAMLINT_UPDATE=1");
}

/// Whether what is derived is to be written instead of compared.
#[expect(
    clippy::disallowed_methods,
    reason = "the switch that rewrites what is derived"
)]
fn updating() -> bool {
    std::env::var("RAMLINT_UPDATE").is_ok()
}

/// Links of reports lead there, each to the heading of its rule.
#[test]
fn doc_03_the_pages_of_the_rules_are_up_to_date_and_linked() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules/README.md");
    let mut pages = String::from(
        "# Rules\n\nEach page is made of its rule's own file; `ramlint explain RULE` prints it, in Chinese too.\n\n",
    );
    let mut table = Vec::new();
    write_rules_markdown(Language::English, &mut table).unwrap();
    pages.push_str(&String::from_utf8(table).unwrap());
    for rule in RULES {
        pages.push('\n');
        pages.push_str(&page::markdown(rule, Language::English));
    }
    if updating() {
        std::fs::write(&path, pages).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == pages, "run the tests with RAMLINT_UPDATE=1");
    for rule in RULES {
        let (address, anchor) = page::url(rule)
            .split_once('#')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        assert!(address.ends_with("/tree/main/src/rules"), "{address}");
        let heading = |line: &&str| {
            let title = line.strip_prefix("## ").unwrap_or_default();
            title.to_ascii_lowercase().replace(' ', "-") == anchor
        };
        assert_eq!(found.lines().filter(heading).count(), 1, "{anchor}");
    }
}

#[test]
fn the_two_commands_stand_at_column_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).unwrap();
    for command in [
        "cargo run --release -- check policies/examples",
        "cargo test",
    ] {
        assert!(text.lines().any(|line| line == command), "{command}");
    }
}

#[test]
fn every_format_is_named() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).unwrap();
    for reporter in ramlint::report::REPORTERS {
        for name in std::iter::once(reporter.name).chain(reporter.pinned) {
            assert!(text.contains(&format!("`{name}`")), "{name}");
        }
    }
}

#[test]
fn every_variable_that_is_read_is_named() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text = std::fs::read_to_string(path).unwrap();
    for name in ramlint::cli::world::VARIABLES {
        assert!(text.contains(&format!("`{name}`")), "{name}");
    }
}
