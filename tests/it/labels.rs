//! Accounts of which no id is known are told apart by what the input calls them.

use ramlint::report::REPORTERS;
use ramlint::report::run::{Counts, Explained, Run, Style};
use serde_json::Value;

use crate::support::{ACTION, AT, Read, ask, read, settings};

/// One account with a user who may do anything, and another like it.
fn two_accounts(first: &str, second: Option<&str>) -> Read {
    let manifest =
        "ram_attachments: 1\nusers:\n  ann: { policies: [System/AdministratorAccess] }\n";
    let mut read = read(&[("ram-attachments.yaml", manifest)]);
    let mut other = read.model.accounts[0].clone();
    read.model.accounts[0].label = Some(first.to_owned());
    other.id = second.map(str::to_owned);
    read.model.accounts.push(other);
    read
}

/// What each format writes about all principals, then about the first one.
fn written(read: &Read) -> Vec<(String, String)> {
    let answers = [ask(&read.model, ACTION, &settings(AT, false))];
    let counts = Counts::default();
    let run = Run {
        sources: &read.sources,
        model: &read.model,
        answers: &answers,
        siblings: None,
        at: 0,
        complete: true,
        assumes: &[],
        not_analysed: &[],
        counts: &counts,
        style: Style::default(),
    };
    let line = &answers[0].accounts[0].lines[0];
    let explained = Explained {
        run,
        answers: &answers[0],
        account: 0,
        line,
    };
    let texts = REPORTERS.iter().filter_map(|reporter| {
        let (mut all, mut one) = (Vec::new(), Vec::new());
        (reporter.who_can?)(&run, &mut all).unwrap();
        (reporter.can?)(&explained, &mut one).unwrap();
        Some((
            String::from_utf8(all).unwrap(),
            String::from_utf8(one).unwrap(),
        ))
    });
    texts.collect()
}

#[test]
fn a_label_stands_where_an_id_would() {
    let read = two_accounts("prod", Some("100"));
    let [(table, one), (json, _)] = &written(&read)[..] else {
        panic!("formats were added: give them their lines here");
    };
    assert!(table.contains("user/ann (prod) "), "{table}");
    assert!(table.contains("user/ann (100) "), "{table}");
    assert!(one.contains(" for user/ann (prod)\n"), "{one}");
    let json: Value = serde_json::from_str(json).unwrap();
    let accounts: Vec<_> = json["principals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["account"], &one["account_label"]))
        .collect();
    assert_eq!(
        accounts,
        [
            (&Value::Null, &Value::from("prod")),
            (&Value::from("100"), &Value::Null)
        ]
    );
}

#[test]
fn a_label_is_text_from_input() {
    let read = two_accounts("a\u{1b}[2J", None);
    for (table, one) in written(&read).into_iter().take(1) {
        assert!(
            !table.contains('\u{1b}') && !one.contains('\u{1b}'),
            "{table}{one}"
        );
    }
}

#[test]
fn an_account_that_stands_alone_is_not_named() {
    let mut read = two_accounts("prod", None);
    read.model.accounts.truncate(1);
    let written = written(&read);
    assert!(!written[0].0.contains("(prod)"), "{}", written[0].0);
}
