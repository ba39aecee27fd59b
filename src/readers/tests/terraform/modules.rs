//! Modules, override files, values of variables and their variants.

use super::*;

const GRANT: &str = r#"variable "who" {}
variable "what" { default = "AliyunOSSFullAccess" }
resource "alicloud_ram_user" "u" { name = var.who }
resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = alicloud_ram_user.u.name
  policy_name = var.what
  policy_type = "System"
}
output "name" { value = alicloud_ram_user.u.name }
output "id" { value = alicloud_ram_user.u.id }
"#;

#[test]
fn a_called_module_is_no_root_and_is_loaded_where_it_lies() {
    let main = r#"module "ann" {
  source = "../../modules/grant"
  who    = "ann"
}
module "more" {
  for_each = { ben = "AliyunECSFullAccess", eve = "AliyunRDSFullAccess" }
  source   = "../../modules/grant"
  who      = each.key
  what     = each.value
}
module "none" {
  count  = 0
  source = "../../modules/grant"
  who    = "zoe"
}
resource "alicloud_ram_group_membership" "g" {
  group_name = "ops"
  user_names = [module.ann.name, module.more["ben"].id, module.none[0].name]
}
"#;
    let got = Case::of(&[("envs/prod/main.tf", main)])
        .beside("modules/grant/main.tf", GRANT)
        .run();
    assert_eq!(
        got.grants(),
        [
            "user/ann <- System/AliyunOSSFullAccess @ modules/grant/main.tf:4:1",
            "user/ben <- System/AliyunECSFullAccess @ modules/grant/main.tf:4:1",
            "user/eve <- System/AliyunRDSFullAccess @ modules/grant/main.tf:4:1",
        ]
    );
    let members = got.members();
    assert!(
        members[0].starts_with("user/ann in group/ops"),
        "{members:?}"
    );
    assert!(
        members[1].starts_with("user/ben in group/ops"),
        "{members:?}"
    );
    assert!(got.not_analysed().is_empty(), "{:?}", got.not_analysed());
    let both = Case::of(&[
        ("envs/prod/main.tf", main),
        ("modules/grant/main.tf", GRANT),
    ])
    .run();
    assert_eq!(both.grants(), got.grants());
}

#[test]
fn modules_that_cannot_be_had_are_told_at_the_call() {
    let main = r#"module "far" {
  source  = "acme/ram/alicloud"
  version = "1.2.3"
}
module "out" { source = "../elsewhere" }
module "nothing" { source = "./empty" }
module "self" { source = "./a" }
resource "alicloud_ram_user" "u" { name = module.far.user }
"#;
    let a = r#"module "b" { source = "../b" }"#;
    let b = r#"module "a" { source = "../a" }"#;
    let got = Case::of(&[("main.tf", main), ("a/main.tf", a), ("b/main.tf", b)]).run();
    let told = got.not_analysed();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    assert_eq!(
        told,
        [
            r#"b/main.tf NoModule("a calls itself, which Terraform refuses") @ module "a""#,
            r#"main.tf NoModule("acme/ram/alicloud 1.2.3 is not in the input; run `terraform init`, which puts it into `.terraform`, or give a plan as JSON") @ module "far""#,
            r#"main.tf NoModule("../elsewhere is outside of the root; widen `--root`, or give a plan as JSON") @ module "out""#,
            r#"main.tf NoModule("empty holds no Terraform file; check the path, or give a plan as JSON") @ module "nothing""#,
        ]
    );
    assert_eq!(got.principals(), ["user/@alicloud_ram_user.u"]);
}

#[test]
fn folders_that_only_call_each_other_are_read_all_the_same() {
    let a = "module \"b\" { source = \"../b\" }\nresource \"alicloud_ram_user\" \"u\" { name = \"ann\" }";
    let b = "module \"a\" { source = \"../a\" }\nresource \"alicloud_ram_user\" \"u\" { name = \"ben\" }";
    let got = Case::of(&[("a/main.tf", a), ("b/main.tf", b)]).run();
    let mut principals = got.principals();
    principals.sort();
    assert_eq!(principals, ["user/ann", "user/ben"]);
}

#[test]
fn a_fetched_module_is_found_by_the_names_of_its_calls() {
    let list = r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"far","Source":"acme/ram/alicloud","Dir":".terraform/modules/far"}]}"#;
    let main = "module \"far\" {\n  source = \"acme/ram/alicloud\"\n  who = \"ann\"\n}";
    let got = Case::of(&[("live/main.tf", main)])
        .beside("live/.terraform/modules/modules.json", list)
        .beside("live/.terraform/modules/far/main.tf", GRANT)
        .run();
    assert_eq!(
        got.grants(),
        ["user/ann <- System/AliyunOSSFullAccess @ live/.terraform/modules/far/main.tf:4:1"]
    );
}

#[test]
fn accounts_follow_provider_configurations() {
    let main = r#"provider "alicloud" { region = "cn-hangzhou" }
provider "alicloud" {
  alias = "logs"
}
provider "alicloud" {
  alias = "prod"
  assume_role { role_arn = "acs:ram::1000000000000007:role/tf" }
}
resource "alicloud_ram_user" "own" { name = "ann" }
resource "alicloud_ram_user" "logs" {
  provider = alicloud.logs
  name     = "ann"
}
module "in_prod" {
  source    = "./m"
  providers = { alicloud = alicloud.prod }
}
module "in_test" {
  source    = "./m"
  providers = { alicloud = alicloud.test }
}
provider "alicloud" {
  alias = "test"
  assume_role { role_arn = "acs:ram::1000000000000008:role/tf" }
}
"#;
    let inner = r#"resource "alicloud_ram_user" "u" { name = "ann" }
data "alicloud_account" "this" {}
resource "alicloud_ram_policy" "p" {
  policy_name     = "of-${data.alicloud_account.this.id}"
  policy_document = jsonencode({ Version = "1", Statement = [] })
}
"#;
    let got = Case::of(&[("live/main.tf", main), ("live/m/main.tf", inner)]).run();
    let accounts: Vec<_> = got
        .model
        .accounts
        .iter()
        .map(|one| {
            let policies: Vec<_> = one.policies.iter().map(|one| one.name.as_str()).collect();
            let name = one.label.as_deref().or(one.id.as_deref());
            (name, one.principals.len(), policies)
        })
        .collect();
    assert_eq!(
        accounts,
        [
            (None, 1, vec![]),
            (Some("live provider alicloud.logs"), 1, vec![]),
            (Some("1000000000000007"), 1, vec!["of-1000000000000007"]),
            (Some("1000000000000008"), 1, vec!["of-1000000000000008"]),
        ]
    );
}

#[test]
fn override_files_are_merged() {
    let main = r#"resource "alicloud_ram_user" "u" { name = "ann" }
resource "alicloud_ram_policy" "p" {
  name = "P"
  statement {
    effect = "Allow"
    action = ["oss:*"]
    resource = ["*"]
  }
  statement {
    effect = "Allow"
    action = ["ecs:*"]
    resource = ["*"]
  }
}
"#;
    let over = r#"resource "alicloud_ram_user" "u" { name = "ben" }
resource "alicloud_ram_policy" "p" {
  statement {
    effect = "Deny"
    action = ["kvstore:*"]
    resource = ["*"]
  }
}
"#;
    let got = Case::of(&[("main.tf", main), ("z_override.tf", over)]).run();
    assert_eq!(got.principals(), ["user/ben"]);
    let documents: Vec<_> = got.model.pools.documents().collect();
    assert_eq!(documents.len(), 1);
    assert_eq!(got.model.pools.statements(documents[0].0).count(), 1);
}

#[test]
fn ignored_changes_leave_the_document_open() {
    let text = r#"resource "alicloud_ram_policy" "p" {
  policy_name     = "P"
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = "oss:*", Resource = "*" }] })
  lifecycle {
    prevent_destroy = true
    ignore_changes  = IGNORED
  }
}
"#;
    for (ignored, kept) in [
        ("[policy_document]", true),
        ("[document]", true),
        ("all", true),
        ("[tags]", false),
        ("[description, force]", false),
    ] {
        let text = text.replace("IGNORED", ignored);
        let got = Case::of(&[("main.tf", text.as_str())]).run();
        let is_kept = got.gaps().iter().any(|gap| gap.starts_with("kept:"));
        assert_eq!(is_kept, kept, "{ignored} {:?}", got.gaps());
    }
}

const BY_VALUE: &str = r#"variable "who" { default = "ann" }
variable "what" {}
resource "alicloud_ram_user" "all" { name = "zoe" }
resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = var.who
  policy_name = var.what
  policy_type = "System"
}
"#;

#[test]
fn variables_files_win_over_each_other_in_order() {
    let got = Case::of(&[
        ("main.tf", BY_VALUE),
        ("terraform.tfvars", "what = \"A\"\nwho = \"t\""),
        ("b.auto.tfvars", "who = \"b\""),
        ("a.auto.tfvars", "who = \"a\""),
    ])
    .run();
    assert_eq!(got.grants(), ["user/b <- System/A @ main.tf:4:1"]);
    assert!(got.report.notes.is_empty(), "{:?}", got.report.notes);
    let got = Case::of(&[
        ("main.tf", BY_VALUE),
        ("terraform.tfvars", "what = \"A\""),
        ("other.tfvars", "what = \"B\""),
    ])
    .var_file("given/one.tfvars", "what = \"C\"")
    .var_file("given/two.tfvars", "what = \"D\"")
    .run();
    assert_eq!(got.grants(), ["user/ann <- System/D @ main.tf:4:1"]);
    assert_eq!(
        got.report.notes,
        [crate::readers::Note::VariablesByDefault(1)]
    );
}

#[test]
fn other_variables_files_are_variants() {
    let files = [
        ("live/main.tf", BY_VALUE),
        ("live/prod.tfvars", "what = \"A\""),
        ("live/env/dev.tfvars", "what = \"B\""),
        ("live/env/same.tfvars", "what = \"B\""),
        ("live/env/not.tfvars", "unknown = 1"),
    ];
    let got = Case::of(&files).run();
    let choice = "if choice which variables file is applied to live: prod.tfvars, env/dev.tfvars, env/same.tfvars is";
    assert_eq!(
        got.grants(),
        [
            format!("user/ann <- System/A @ live/main.tf:4:1 {choice} 1"),
            format!("user/ann <- System/B @ live/main.tf:4:1 {choice} 110"),
        ]
    );
    assert_eq!(got.principals(), ["user/zoe", "user/ann"]);
}

#[test]
fn more_variants_than_are_looked_at_are_told() {
    let names: Vec<(String, String)> = (0..10)
        .map(|one| (format!("v{one}.tfvars"), format!("what = \"P{one}\"")))
        .collect();
    let mut files = vec![("main.tf", BY_VALUE)];
    files.extend(
        names
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let got = Case::of(&files).run();
    assert_eq!(got.grants().len(), 8);
    let told = got.not_analysed();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("v8.tfvars TooMuch"), "{told:?}");
}

#[test]
fn the_only_account_that_an_alias_names_is_not_the_own_one() {
    let text = r#"provider "alicloud" {
  alias = "prod"
  assume_role { role_arn = "acs:ram::1000000000000007:role/tf" }
}
resource "alicloud_ram_user" "own" { name = "ann" }
resource "alicloud_ram_user" "prod" {
  provider = alicloud.prod
  name     = "ann"
}
"#;
    let got = Case::of(&[("live/main.tf", text)]).run();
    let ids: Vec<Option<&str>> = got
        .model
        .accounts
        .iter()
        .map(|one| one.id.as_deref())
        .collect();
    assert_eq!(ids, [None, Some("1000000000000007")]);
}
