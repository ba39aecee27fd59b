//! A fix takes its finding away, whatever the document is written in, and changes
//! nothing outside its edits.

use std::collections::BTreeSet;

use ramlint::rules::{Fix, RULES};

use crate::marked::{GUARDED, run};

/// The ways to write one document.
fn wrapped(document: &str) -> Vec<(&'static str, String)> {
    let escaped = |text: &str| {
        let slashes = text.replace('\\', "\\\\").replace('"', "\\\"");
        slashes.replace('\n', "\\n")
    };
    let account = |document: String| {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "users": [{{"name": "u"}}],
"attachments": [{{"policy": "Custom/p", "to": "user/u"}}],
"policies": [{{"type": "Custom", "name": "p", "document": {document}}}]}}"#
        )
    };
    let resource = |document: String| {
        format!(
            r#"resource "alicloud_ram_user" "u" {{
  name = "u"
}}

resource "alicloud_ram_user_policy_attachment" "u" {{
  user_name   = alicloud_ram_user.u.name
  policy_name = alicloud_ram_policy.p.policy_name
  policy_type = "Custom"
}}

resource "alicloud_ram_policy" "p" {{
  policy_name     = "p"
  policy_document = {document}
}}
"#
        )
    };
    vec![
        ("p.json", document.to_owned()),
        ("a.json", account(document.to_owned())),
        (
            "account.json",
            account(format!("\"{}\"", escaped(document))),
        ),
        (
            "m.tf",
            resource(format!("jsonencode({})", document.trim_end())),
        ),
        (
            "m.tf",
            resource(format!("<<EOT\n{}\nEOT", document.trim_end())),
        ),
        ("p.yaml", document.to_owned()),
    ]
}

fn applied(text: &str, fix: &Fix) -> String {
    let mut edits = fix.edits.clone();
    edits.sort();
    let mut after = text.to_owned();
    for edit in edits.iter().rev() {
        after.replace_range(edit.at.start as usize..edit.at.end as usize, &edit.text);
    }
    after
}

#[test]
fn a_fix_takes_its_finding_away_wherever_the_document_stands() {
    let mut tried = 0;
    let mut untouched = BTreeSet::new();
    for rule in RULES.iter().filter(|rule| rule.fix.is_some()) {
        let [sample] = rule.docs.avoid else {
            continue;
        };
        if sample.text.contains("ram_account_snapshot") {
            continue;
        }
        // What is not JSON is a fault of a text file, and nothing else can hold it.
        let plain = sample.plain();
        let ways = match serde_json::from_str::<serde_json::Value>(&plain) {
            Ok(_) => wrapped(&plain),
            Err(_) => vec![(sample.path, plain)],
        };
        for (path, text) in ways {
            let found = run(rule.id, &[(path, &text)], GUARDED).findings;
            let [finding] = found.as_slice() else {
                panic!("{} reports {found:#?} in {text}", rule.id);
            };
            let kind = finding.fix.as_ref().map(|fix| fix.kind);
            assert!(kind.is_none() || kind == rule.fix, "{}", rule.id);
            let Some(fix) = &finding.fix else {
                untouched.insert(rule.id);
                continue;
            };
            let after = applied(&text, fix);
            let left = run(rule.id, &[(path, &after)], GUARDED).findings;
            assert!(
                left.is_empty(),
                "{} after its fix:\n{after}\n{left:#?}",
                rule.id
            );
            tried += 1;
        }
    }
    // An Allow that a test does not limit, a value that only its author knows.
    assert_eq!(untouched, BTreeSet::from(["RAM307", "RAM423"]));
    assert!(tried >= 60, "only {tried} fixes were tried");
}
