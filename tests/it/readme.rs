//! The rule table of the README is derived from the rules. Run the tests with
//! `RAMLINT_UPDATE=1` to rewrite it.

use std::path::Path;

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
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that rewrites the table"
    )]
    if std::env::var("RAMLINT_UPDATE").is_ok() {
        std::fs::write(&path, format!("{before}{START}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(found, table, "run the tests with RAMLINT_UPDATE=1");
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
