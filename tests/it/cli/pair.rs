//! `ramlint equivalent` and `ramlint implies`.

use serde_json::Value;

use super::{BAD, DENY, Folder, GOOD};

const SPLIT: &str = r#"{"Version":"1","Statement":[
  {"Effect":"Allow","Action":"kvstore:De*","Resource":"*"},
  {"Effect":"Allow","Action":["KVSTORE:*"],"Resource":["*"]}]}"#;

const WHOLE: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"kvstore:*","Resource":"*"}]}"#;

const GUARDED: &str = r#"{"Version":"1","Statement":[
  {"Effect":"Allow","Action":"kvstore:*","Resource":"*"},
  {"Effect":"Deny","Action":"kvstore:Destroy*","Resource":"*"}]}"#;

const OPEN: &str = r#"{"Version":"1","Statement":[
  {"Effect":"Allow","Action":"kvstore:*","Resource":"*","Condition":{"StringEquals":{"my:Key":"a"}}}]}"#;

const MODULE: &str = r#"
resource "alicloud_ram_policy" "p" {
  policy_name = "p"
  policy_document = jsonencode({
    Version = "1"
    Statement = [{ Effect = "Allow", Action = "kvstore:*", Resource = "*" }]
  })
}
"#;

fn company(members: &str) -> String {
    format!(
        "ram_attachments: 1
users:
  ann: {{ policies: [Destroy] }}
  ben: {{}}
groups:
  ops: {{ members: [{members}], policies: [Destroy] }}
policies:
  Destroy: p.json
"
    )
}

fn folder() -> Folder {
    Folder::new(&[
        ("split.json", SPLIT),
        ("whole.json", WHOLE),
        ("guarded.json", GUARDED),
        ("deny.json", DENY),
        ("good.json", GOOD),
        ("open.json", OPEN),
        ("broken.json", "{\"Statement\": ["),
        ("module/main.tf", MODULE),
        ("old/ram-attachments.yaml", &company("ann")),
        ("old/p.json", BAD),
        ("new/ram-attachments.yaml", &company("ann, ben")),
        ("new/p.json", BAD),
    ])
}

#[test]
fn two_policies_are_compared_whatever_they_are_called() {
    let folder = folder();
    for (command, one, other, status) in [
        ("equivalent", "split.json", "whole.json", 0),
        ("equivalent", "module", "whole.json", 0),
        ("equivalent", "whole.json", "guarded.json", 1),
        ("equivalent", "good.json", "whole.json", 1),
        ("implies", "guarded.json", "whole.json", 0),
        ("implies", "whole.json", "guarded.json", 1),
        ("implies", "split.json", "module", 0),
        // It allows nothing, but what it denies matters beside another policy.
        ("implies", "deny.json", "good.json", 0),
        ("equivalent", "deny.json", "deny.json", 0),
    ] {
        let ran = folder.run(&[command, one, other]);
        assert_eq!(
            ran.status,
            status,
            "{command} {one} {other}: {}",
            ran.both()
        );
    }
}

#[test]
fn what_only_one_denies_is_told() {
    let folder = Folder::new(&[
        ("deny.json", DENY),
        (
            "more.json",
            r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["kvstore:*","ecs:RunCommand"],"Resource":"*"}]}"#,
        ),
    ]);
    let json = folder
        .run(&["equivalent", "deny.json", "more.json", "--format", "json"])
        .ends(1)
        .json();
    let all = json["differences"].as_array().unwrap();
    assert_eq!(all.len(), 1, "{json}");
    assert_eq!(all[0]["treated"], "denied");
    assert_eq!(all[0]["by"], "second");
    assert_eq!(all[0]["action"], "ecs:RunCommand");
    assert_eq!(all[0]["statements"][0]["pattern"], "ecs:RunCommand");
}

#[test]
fn a_request_shows_the_difference_with_the_statements_of_both() {
    let folder = folder();
    let ran = folder.run(&["implies", "whole.json", "guarded.json", "--lang", "en"]);
    let text = ran.ends(1).out;
    assert!(
        text.starts_with("no: `whole.json` allows what `guarded.json` does not\n"),
        "{text}"
    );
    for part in [
        "kvstore:DestroyInstance is allowed by `whole.json` and not by `guarded.json`",
        "whole.json:1:56 allows it by `kvstore:*`",
        "guarded.json:3:29 denies it by `kvstore:Destroy*`",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json = folder
        .run(&["implies", "whole.json", "guarded.json", "--format", "json"])
        .ends(1)
        .json();
    assert_eq!(json["schema"], "ramlint/implies");
    assert_eq!(json["answer"], "no");
    let told = &json["differences"][0];
    assert_eq!(told["answer_first"], "allowed");
    assert_eq!(told["answer_second"], "denied");
    assert_eq!(told["principal"], Value::Null);
    let effects: Vec<(&str, &str)> = told["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["input"].as_str().unwrap(),
                one["effect"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(effects, [("first", "allow"), ("second", "deny")]);
}

#[test]
fn in_two_folders_everybody_is_compared_by_name() {
    let folder = folder();
    folder.run(&["equivalent", "old", "old"]).ends(0);
    folder.run(&["implies", "old", "new"]).ends(0);
    let json = folder
        .run(&["equivalent", "old", "new", "--format", "json"])
        .ends(1)
        .json();
    assert_eq!(json["compared"], "everybody");
    let all = json["differences"].as_array().unwrap();
    assert_eq!(all.len(), 1, "{json}");
    assert_eq!(all[0]["principal"], "user/ben");
    assert_eq!(all[0]["by"], "second");
}

#[test]
fn what_is_alike_in_two_places_is_told_by_its_own_place() {
    let ecs =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"ecs:Stop*","Resource":"*"}]}"#;
    let manifest = "ram_attachments: 1\nusers: { ann: { policies: [Custom/x] }, ben: { policies: [Custom/y] } }\npolicies: { x: x.json, y: y.json }\n";
    let folder = Folder::new(&[
        ("old/ram-attachments.yaml", manifest),
        ("old/x.json", ecs),
        ("old/y.json", ecs),
        ("new/ram-attachments.yaml", manifest),
        ("new/x.json", WHOLE),
        ("new/y.json", WHOLE),
    ]);
    let ran = folder.run(&["equivalent", "old", "new", "--format", "json"]);
    let report = ran.ends(1).json();
    let told: Vec<(&str, &str)> = report["differences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let statement = &one["statements"][0];
            let path = statement["at"]["path"].as_str().unwrap();
            (one["principal"].as_str().unwrap(), path)
        })
        .collect();
    let once = [
        ("policy/x.json", "x.json"),
        ("policy/y.json", "y.json"),
        ("user/ann", "x.json"),
        ("user/ben", "y.json"),
    ];
    assert_eq!(told, [once, once].concat(), "{report:#}");
}

#[test]
fn what_is_not_known_is_said_and_ends_with_3() {
    let folder = folder();
    let ran = folder.run(&["equivalent", "good.json", "broken.json"]);
    assert_eq!(ran.status, 3, "{}", ran.both());
    // Which requests carry the key is not known, and so whether any is allowed.
    let ran = folder.run(&["equivalent", "open.json", "deny.json", "--lang", "en"]);
    assert_eq!(ran.status, 1, "{}", ran.both());
    let ran = folder.run(&["implies", "open.json", "good.json", "--lang", "en"]);
    assert_eq!(ran.status, 3, "{}", ran.both());
    assert!(ran.out.contains("hangs on: "), "{}", ran.out);
    let ran = folder.run(&["implies", "open.json", "open.json"]);
    assert_eq!(ran.status, 0, "{}", ran.both());
}

#[test]
fn standard_input_can_be_one_of_the_two() {
    let folder = folder();
    let ran = folder.run(&["equivalent", "-", "-"]).ends(2);
    assert!(ran.err.contains("not both"), "{}", ran.err);
}

#[test]
fn who_may_become_a_role_is_part_of_what_two_folders_say() {
    let company = |who: &str| {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "users": [{{"name": "ann"}}],
            "roles": [{{"name": "ops", "trust": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"RAM": ["acs:ram::1000000000000001:{who}"]}}}}]}}}}],
            "policies": [{{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}}]}}}},
            {{"type": "Custom", "name": "Become", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}}]}}}}],
            "attachments": [{{"policy": "Custom/Ops", "to": "role/ops"}}, {{"policy": "Custom/Become", "to": "user/ann"}}]}}"#
        )
    };
    let (one, other) = (company("user/bob"), company("user/ann"));
    let folder = Folder::new(&[("a/account.json", &one), ("b/account.json", &other)]);
    let told = "user/ann (1000000000000001), by becoming role/ops: kvstore:DeleteBackup is allowed by `b` and not by `a`";
    folder.run(&["equivalent", "a", "b"]).ends(1).says(told);
    folder.run(&["implies", "a", "b"]).ends(0);
    folder.run(&["equivalent", "b", "b"]).ends(0);
    let ran = folder.run(&["diff", "a", "b", "--all-actions", "--format", "json"]);
    let report = ran.ends(0).json();
    let gained = report["gained"].as_array().unwrap();
    let wide = gained
        .iter()
        .find(|entry| entry["patterns"][0]["text"] == "kvstore:* except kvstore:DestroyInstance");
    let wide = wide.unwrap();
    assert_eq!(wide["principal"], "user/ann");
    assert_eq!(wide["via"][0], "role/ops");
    assert_eq!(wide["witness"].as_array().unwrap().len(), 2);
    let cause = &report["causes"][usize::try_from(wide["causes"][0].as_u64().unwrap()).unwrap()];
    assert_eq!(cause["subject"], "trust");
}

#[test]
fn a_request_names_the_keys_that_it_must_not_carry() {
    let document = |statements: &str| format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
    let allow = |condition: &str| {
        format!(r#"{{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"{condition}}}"#)
    };
    let below = allow(r#", "Condition": {"NumericLessThan": {"kvstore:n": "5"}}"#);
    let above = allow(r#", "Condition": {"NumericGreaterThanEquals": {"kvstore:n": "5"}}"#);
    let whole = document(&allow(""));
    let split = document(&format!("{below}, {above}"));
    let folder = Folder::new(&[("whole.json", &whole), ("split.json", &split)]);
    let command = ["implies", "whole.json", "split.json", "--lang", "en"];
    let ran = folder.run(&command).ends(1);
    assert!(
        ran.out.contains("for example kvstore:n absent"),
        "{}",
        ran.out
    );
    let json = folder.run(&[&command[..], &["--format", "json"]].concat());
    let json = json.ends(1).json();
    let witness = &json["differences"][0]["witness"];
    assert_eq!(*witness, serde_json::json!({"kvstore:n": null}));
}
