//! What people are told of templates: what an answer takes for granted, what it
//! hangs on, and what would settle it.

use super::Folder;

fn terraform(action: &str) -> String {
    format!(
        r#"variable "account" {{}}
variable "action" {{}}
resource "alicloud_ram_policy" "p" {{
  policy_name     = "p"
  policy_document = <<EOT
{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}
EOT
}}
resource "alicloud_ram_user_policy_attachment" "a" {{
  user_name   = "u"
  policy_name = alicloud_ram_policy.p.policy_name
  policy_type = "Custom"
}}
"#
    )
}

#[test]
fn d33_a_hole_in_a_string_is_taken_not_to_end_it_and_that_is_listed() {
    for (action, listed) in [("kvstore:${var.action}", true), ("kvstore:*", false)] {
        let folder = Folder::new(&[("main.tf", &terraform(action))]);
        let report = folder.run(&["who-can", "--format", "json"]).json();
        let assumes = report["assumes"].as_array().unwrap();
        let closed = assumes.iter().any(|one| {
            one.as_str()
                .unwrap()
                .contains("not to end the string that it stands in")
        });
        assert_eq!(closed, listed, "{action}: {report:#}");
    }
}

#[test]
fn an_answer_that_hangs_on_a_variable_names_it_and_what_would_settle_it() {
    let folder = Folder::new(&[("main.tf", &terraform("kvstore:${var.action}"))]);
    let report = folder.run(&["who-can", "--format", "json"]).json();
    let principals = report["principals"].as_array().unwrap();
    let user = principals.iter().find(|one| one["id"] == "user/u").unwrap();
    assert_eq!(user["answer"], "unknown");
    assert_eq!(user["at_most"], "allowed");
    let text = user["depends_on"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("`var.action` (declared at main.tf:2 without a default)"),
        "{text}"
    );
    folder
        .run(&["check"])
        .ends(1)
        .says("give it a value with `--var-file FILE`");
    folder.write("x.tfvars", "action = \"DestroyInstance\"\n");
    let report = folder
        .run(&["who-can", "--format", "json", "--var-file", "x.tfvars"])
        .json();
    let principals = report["principals"].as_array().unwrap();
    let user = principals.iter().find(|one| one["id"] == "user/u").unwrap();
    assert_eq!(user["answer"], "allowed", "{report:#}");
}

#[test]
fn two_documents_for_one_policy_are_told_with_both_places() {
    let deny = r#"{"ram_account_snapshot":1,"account_id":"1000000000000001","complete":[],"policies":[{"type":"Custom","name":"p","document":{"Version":"1","Statement":[{"Effect":"Deny","Action":"kvstore:*","Resource":"*"}]}}]}"#;
    let folder = Folder::new(&[("main.tf", &terraform("kvstore:*")), ("account.json", deny)]);
    let report = folder.run(&["check", "--format", "json"]).json();
    let found = report["findings"].as_array().unwrap();
    let conflict = found
        .iter()
        .find(|one| one["message"].as_str().unwrap().contains("they differ"))
        .unwrap_or_else(|| panic!("{report:#}"));
    let places = [&conflict["at"], &conflict["related"][0]["at"]];
    let paths: Vec<&str> = places
        .iter()
        .map(|at| at["path"].as_str().unwrap())
        .collect();
    assert!(
        paths.contains(&"main.tf") && paths.contains(&"account.json"),
        "{conflict:#}"
    );
    let answers = folder.run(&["who-can", "--format", "json"]).json();
    let principals = answers["principals"].as_array().unwrap();
    let user = principals.iter().find(|one| one["id"] == "user/u").unwrap();
    assert_eq!(user["answer"], "unknown", "{answers:#}");
    let agreed = deny.replace("Deny", "Allow");
    folder.write("account.json", agreed);
    let answers = folder.run(&["who-can", "--format", "json"]).json();
    let principals = answers["principals"].as_array().unwrap();
    let user = principals.iter().find(|one| one["id"] == "user/u").unwrap();
    assert_eq!(user["at_most"], "allowed", "{answers:#}");
    assert_eq!(user["at_least"], "allowed", "{answers:#}");
}

#[test]
fn a_file_that_a_template_takes_as_a_document_is_one_document() {
    let text = terraform("x").replace(
        "<<EOT\n{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"x\",\"Resource\":\"*\"}]}\nEOT",
        "file(\"${path.module}/p.json\")",
    );
    let folder = Folder::new(&[("main.tf", &text), ("p.json", super::BAD)]);
    let report = folder.run(&["check", "--format", "json"]).json();
    let found = report["findings"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{report:#}");
    assert_eq!(found[0]["at"]["path"], "p.json");
    let answers = folder.run(&["who-can", "--format", "json"]).json();
    let ids: Vec<&str> = answers["principals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["user/u", "policy/main.tf#alicloud_ram_policy.p"]);
}

#[test]
fn control_policies_that_nothing_places_are_said_not_to_be_applied() {
    let control = r#"resource "alicloud_resource_manager_control_policy" "c" {
  control_policy_name = "c"
  effect_scope        = "RAM"
  policy_document     = "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"kvstore:*\",\"Resource\":\"*\"}]}"
}
"#;
    let text = format!("{}{control}", terraform("kvstore:*"));
    let folder = Folder::new(&[("main.tf", &text)]);
    folder
        .run(&["who-can"])
        .ends(0)
        .says("control policies are not applied");
}

#[test]
fn two_documents_given_for_one_system_policy_leave_open_which_it_is() {
    let name = "System/AliyunOCSFullAccess";
    let text = terraform("oss:*").replace(
        "alicloud_ram_policy.p.policy_name",
        "\"AliyunOCSFullAccess\"",
    );
    let text = text.replace("\"Custom\"", "\"System\"");
    let other = super::BAD.replace("kvstore:DestroyInstance", "oss:*");
    let folder = Folder::new(&[
        ("main.tf", &text),
        ("a.json", super::BAD),
        ("b.json", &other),
    ]);
    for (second, answer) in [("a.json", "allowed"), ("b.json", "unknown")] {
        let given = [format!("{name}=a.json"), format!("{name}={second}")];
        let answers = folder
            .run(&[
                "who-can", "main.tf", "--policy", &given[0], "--policy", &given[1], "--format",
                "json",
            ])
            .json();
        let principals = answers["principals"].as_array().unwrap();
        let user = principals.iter().find(|one| one["id"] == "user/u").unwrap();
        assert_eq!(user["answer"], answer, "{answers:#}");
    }
}

#[test]
fn whoever_bears_a_name_that_is_not_known_is_said_to_have_what_its_line_says() {
    let text = terraform("kvstore:*").replace("\"u\"", "var.action");
    let folder = Folder::new(&[("main.tf", &text)]);
    folder
        .run(&["who-can"])
        .ends(0)
        .says("user/@var.action")
        .says("whoever bears a name that is not known");
}
