//! Parameters of ROS templates on the command line.

use super::Folder;

const TEMPLATE: &str = "ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Env: { Type: String }
  Word: { Type: String, Default: Get }
Conditions:
  IsProd: { 'Fn::Equals': [{ Ref: Env }, prod] }
Resources:
  Policy:
    Type: ALIYUN::RAM::ManagedPolicy
    Properties:
      PolicyName: Ops
      Users: [alice]
      PolicyDocument:
        Version: '1'
        Statement:
          - Effect: Allow
            Action:
              - 'Fn::If': [IsProd, 'oss:*', 'kvstore:*']
              - { 'Fn::Sub': 'kvstore:${Word}Instance' }
            Resource: '*'
";

/// Terraform in a template, whose variables are parameters that are not listed.
const WORKSPACE: &str = r#"ROSTemplateFormatVersion: '2015-09-01'
Transform: Aliyun::Terraform-v1.5
Workspace:
  main.tf: |-
    variable "policy" { default = "AliyunOSSFullAccess" }
    resource "alicloud_ram_user_policy_attachment" "a" {
      user_name   = "alice"
      policy_name = var.policy
      policy_type = "System"
    }
"#;

#[test]
fn parameters_are_given_by_value_or_in_files_and_later_ones_win() {
    for (given, answer) in [
        (&[][..], "unknown"),
        (&["Env=prod"], "not_granted"),
        (&["Env=dev"], "allowed"),
        (&["Env=dev", "Env=prod"], "not_granted"),
        (&["Env=prod", "Word=Destroy"], "allowed"),
        (&["prod.json"], "not_granted"),
        (&["prod.yml", "Word=Destroy"], "allowed"),
        (&["prod.yml", "Env=dev"], "allowed"),
        (&["Env=dev", "prod.json"], "not_granted"),
    ] {
        let folder = Folder::new(&[
            ("in/template.yml", TEMPLATE),
            ("prod.json", r#"{"Parameters":{"Env":"prod"}}"#),
            ("prod.yml", "Env: prod\n"),
        ]);
        let mut arguments = vec!["who-can", "in", "--all", "--format", "json"];
        arguments.extend(given.iter().flat_map(|one| ["--param", one]));
        let report = folder.run(&arguments).ends(0).json();
        let found = &report["principals"][0]["answer"];
        assert_eq!(found, answer, "{given:?}");
    }
}

#[test]
fn variables_of_terraform_in_a_template_are_parameters() {
    let folder = Folder::new(&[("template.yml", WORKSPACE)]);
    for (given, answer) in [
        ("other=x", "not_granted"),
        ("policy=AliyunKvstoreFullAccess", "allowed"),
    ] {
        let arguments = ["who-can", "--all", "--format", "json", "--param", given];
        let report = folder.run(&arguments).ends(0).json();
        assert_eq!(report["principals"][0]["answer"], answer, "{given}");
    }
}

#[test]
fn a_parameter_that_nothing_has_is_told() {
    let told = "--param Envv: no template in the input has this parameter";
    for (path, text) in [("template.yml", TEMPLATE), ("t.yml", WORKSPACE)] {
        let folder = Folder::new(&[(path, text)]);
        let ran = folder.run(&["who-can", "--param", "Envv=prod"]);
        assert_eq!(ran.both().matches(told).count(), 1, "{}", ran.both());
    }
    let folder = Folder::new(&[("t.yml", TEMPLATE)]);
    let ran = folder.run(&["who-can", "--param", "Env=prod"]);
    assert!(!ran.both().contains("--param"), "{}", ran.both());
}

#[test]
fn parameters_that_make_no_sense_are_refused() {
    let folder = Folder::new(&[("template.yml", TEMPLATE), ("list.json", "[1]")]);
    folder.run(&["who-can", "--param", "=prod"]).ends(2);
    folder.run(&["who-can", "--param", "nowhere.json"]).ends(3);
    let arguments = ["who-can", "template.yml", "--param"];
    let with = |given| [&arguments[..], &[given]].concat();
    folder.run(&with("list.json")).ends(3);
}

/// What depends on a parameter in other places than a document.
const OPEN: &str = "ROSTemplateFormatVersion: '2015-09-01'
Parameters:
  Env: { Type: String }
  Many: { Type: Number }
Conditions:
  IsProd: { 'Fn::Equals': [{ Ref: Env }, prod] }
Resources:
  One:
    Type: ALIYUN::RAM::User
    Properties:
      UserName: one
      PolicyAttachments: { System: [{ 'Fn::If': [IsProd, AliyunKvstoreFullAccess, AliyunOSSFullAccess] }] }
  Kind:
    Type: ALIYUN::RAM::AttachPolicyToUser
    Properties: { UserName: two, PolicyType: { Ref: Env }, PolicyName: AliyunKvstoreFullAccess }
  Counted:
    Type: ALIYUN::RAM::User
    Count: { Ref: Many }
    Properties: { UserName: three, PolicyAttachments: { System: [AdministratorAccess] } }
";

#[test]
fn an_answer_says_which_condition_it_depends_on() {
    let folder = Folder::new(&[("t.yml", OPEN)]);
    let told = folder.run(&["who-can", "--all"]).ends(0).both();
    for words in [
        "whether this holds: ${Env} is `prod` in t.yml",
        "which kind of policy is meant: t.yml#Kind",
        "whether there is any of this: t.yml#Counted",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert!(!told.contains("a value here is not in the input"), "{told}");
    let told = folder.run(&["check"]).both();
    assert!(told.contains("--param NAME=VALUE"), "{told}");
}
