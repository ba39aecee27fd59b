//! Terraform plans and states on the command line: what claims to be one and is
//! not is refused, and nothing of their secrets is ever printed.

use super::{Around, BAD, Folder, GOOD, formats};

/// A plan on one line, with secrets before, inside and after what is shown.
const PLAN: &str = r#"{"format_version":"1.2","variables":{"token":{"value":"SECRET-0"}},"resource_changes":[{"address":"alicloud_ram_login_profile.l","change":{"actions":["create"],"after":{"user_name":"alice","password":"SECRET-1"},"after_sensitive":{"password":true}}},{"address":"alicloud_ram_user.u","change":{"actions":["create"],"before":{"comments":"SECRET-2"},"after":{"comments":"SECRET-3","name":"alice","mobile":"SECRET-4"}}},{"address":"alicloud_ram_policy.p","change":{"actions":["create"],"after":{"description":"SECRET-5","policy_document":"{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"kvstore:*\",\"Resource\":\"*\"}]}","policy_name":"Ops","tags":{"x":"SECRET-6"}}}},{"address":"alicloud_ram_user_policy_attachment.a","change":{"actions":["create"],"after":{"policy_name":"Ops","policy_type":"Custom","user_name":"alice"}}},{"address":"alicloud_instance.i","change":{"actions":["create"],"after":{"password":"SECRET-7","role_name":"worker","user_data":"SECRET-8"}}}],"prior_state":{"values":{"outputs":{"key":{"value":"SECRET-9"}}}}}"#;

const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["who-can", "--all"],
    &["can", "user/alice"],
    &["can", "policy/in#alicloud_ram_policy.p"],
];

/// The plan, pretty, and states of both kinds with the same resources.
fn texts() -> Vec<(&'static str, String)> {
    let plan: serde_json::Value = serde_json::from_str(PLAN).unwrap();
    let changes = plan["resource_changes"].as_array().unwrap();
    let resources = |make: &dyn Fn(&str, &serde_json::Value) -> serde_json::Value| {
        let all = changes.iter();
        let all = all.map(|one| make(one["address"].as_str().unwrap(), &one["change"]["after"]));
        serde_json::Value::Array(all.collect())
    };
    let shown =
        resources(&|address, values| serde_json::json!({"address": address, "values": values}));
    let raw = resources(&|address, values| {
        let (kind, name) = address.split_once('.').unwrap();
        let instances = serde_json::json!([{"attributes": values, "private": "SECRET-P"}]);
        serde_json::json!({"mode": "managed", "type": kind, "name": name, "instances": instances})
    });
    let shown = serde_json::json!({"format_version": "1.0", "values": {"outputs": {"o": {"value": "SECRET-O"}}, "root_module": {"resources": shown}}});
    let raw = serde_json::json!({"version": 4, "lineage": "l", "outputs": {"o": {"value": "SECRET-O"}}, "resources": raw});
    vec![
        ("plan.json", PLAN.to_owned()),
        ("plan.json", serde_json::to_string_pretty(&plan).unwrap()),
        ("state.json", shown.to_string()),
        (
            "terraform.tfstate",
            serde_json::to_string_pretty(&raw).unwrap(),
        ),
        // A comma is missing, beside secrets.
        (
            "plan.json",
            PLAN.replace(r#""SECRET-3","name""#, r#""SECRET-3" "name""#),
        ),
        ("plan.json", PLAN.replace(r#""SECRET-1"}"#, r#"SECRET-1}"#)),
        ("plan.json", PLAN.replace(r#""SECRET-7","#, r#""SECRET-7"#)),
        ("plan.json", PLAN.replace(r#""1.2""#, r#""7.0""#)),
    ]
}

#[test]
fn secrets_of_plans_and_states_are_never_printed() {
    for (name, text) in texts() {
        let folder = Folder::new(&[(name, &text)]);
        for command in COMMANDS {
            for format in formats(command[0]) {
                let mut arguments = command.to_vec();
                arguments.extend([name, "--format", format]);
                let ran = folder.run(&arguments);
                assert_ne!(ran.status, 101);
                let both = ran.both();
                assert!(!both.contains("SECRET"), "{arguments:?} of {text}\n{both}");
            }
        }
    }
}

#[test]
fn a_finding_in_a_plan_shows_the_policy_around_it() {
    let folder = Folder::new(&[("plan.json", PLAN)]);
    let ran = folder.run(&["check", "plan.json"]).ends(1);
    let ran = ran.says(r#"\"Action\":\"kvstore:*\""#);
    assert!(ran.out.contains("user/alice"), "{}", ran.out);
}

#[test]
fn what_claims_to_be_a_plan_and_is_none_is_refused() {
    let flags = |kind: &'static str| vec!["--input", kind];
    for (name, text, flags, why) in [
        ("plan.json", "{}", vec![], "is not the Terraform plan"),
        ("tfplan.json", GOOD, vec![], "is not the Terraform plan"),
        ("x.json", "{}", flags("plan"), "is not the Terraform plan"),
        ("x.json", GOOD, flags("plan"), "is not the Terraform plan"),
        ("x.json", PLAN, flags("state"), "is not the Terraform state"),
        (
            "x.json",
            "[1]",
            flags("documents"),
            "is not the policy file",
        ),
        (
            "a.tfstate",
            r#"{"encrypted_data":"x"}"#,
            vec![],
            "is not the Terraform state",
        ),
    ] {
        let folder = Folder::new(&[(name, text)]);
        let mut arguments = vec![
            "check",
            name,
            "--min-level",
            "critical",
            "--fail-on",
            "never",
        ];
        arguments.extend(&flags);
        folder.run(&arguments).ends(3).says(why);
        let mut from_stdin = vec!["check", "-", "--fail-on", "never", "--stdin-filename", name];
        from_stdin.extend(&flags);
        let around = Around {
            stdin: text.as_bytes().to_vec(),
            ..Around::default()
        };
        folder.run_with(&from_stdin, &around).ends(3).says(why);
    }
}

#[test]
fn the_kind_of_input_may_be_said() {
    let folder = Folder::new(&[("x.json", PLAN), ("beside/y.json", BAD)]);
    folder.run(&["check", "x.json", "--input", "plan"]).ends(1);
    folder.run(&["check", "x.json", "--input", "auto"]).ends(1);
    // It is about what is named, and not about what is found.
    folder.run(&["check", "beside", "--input", "plan"]).ends(1);
    folder
        .run(&["check", "x.json", "--input", "nonsense"])
        .ends(2);
}

#[test]
fn a_plan_without_anything_of_ram_is_no_clean_bill() {
    let folder = Folder::new(&[(
        "x.json",
        r#"{"format_version":"1.2","resource_changes":[]}"#,
    )]);
    let ran = folder.run(&["check", "x.json"]).ends(3);
    let told = "no resource in it is one of RAM";
    assert!(ran.both().contains(told), "{}", ran.both());
}

#[test]
fn a_finding_in_the_configuration_names_what_the_plan_calls_it() {
    let main = r#"resource "alicloud_ram_user" "u" { name = "alice" }
resource "alicloud_ram_policy" "p" {
  policy_name     = "Ops"
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = "kvstore:*", Resource = "*" }] })
}
resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = alicloud_ram_user.u.name
  policy_name = alicloud_ram_policy.p.policy_name
  policy_type = "Custom"
}
"#;
    let notes = |files: &[(&str, &str)]| -> Vec<String> {
        let folder = Folder::new(files);
        let report = folder.run(&["check", "--format", "json"]).ends(1).json();
        let findings = report["findings"].as_array().unwrap().clone();
        let [finding] = findings.as_slice() else {
            panic!("{findings:?}");
        };
        assert_eq!(finding["at"]["path"], files.last().unwrap().0);
        let notes = finding["notes"].as_array().unwrap().iter();
        notes.map(|one| one.as_str().unwrap().to_owned()).collect()
    };
    let column = |address: &str| {
        let start = format!(r#"{{"address":"{address}""#);
        PLAN.find(&start).unwrap().saturating_add(1)
    };
    let policy = "alicloud_ram_policy.p";
    let attachment = "alicloud_ram_user_policy_attachment.a";
    let expected = [policy, attachment]
        .map(|address| format!("in plan.json:1:{} this is `{address}`", column(address)));
    assert_eq!(notes(&[("plan.json", PLAN), ("main.tf", main)]), expected);
    assert_eq!(notes(&[("plan.json", PLAN)]), expected);
    assert_eq!(notes(&[("main.tf", main)]), [""; 0]);
}
