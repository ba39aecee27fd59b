//! Whole configurations, with every place.

use super::*;

const HEREDOC: &str = r#"resource "alicloud_ram_policy" "cache" {
  policy_name     = "CacheOps"
  policy_document = <<DOC
{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": "kvstore:*", "Resource": "acs:kvstore:*:${var.owner}:instance/*" },
    { "Effect": "Deny",  "Action": ["kvstore:DeleteInstance"], "Resource": "*" }
  ]
}
DOC
}

resource "alicloud_ram_user" "ann" {
  name = "ann"
}

resource "alicloud_ram_user_policy_attachment" "ann_cache" {
  user_name   = alicloud_ram_user.ann.name
  policy_type = alicloud_ram_policy.cache.type
  policy_name = alicloud_ram_policy.cache.policy_name
}

variable "owner" {}
"#;

#[test]
fn a_document_in_a_heredoc_and_references() {
    let got = Case::of(&[("main.tf", HEREDOC)]).run();
    assert_eq!(got.grants(), ["user/ann <- Custom/CacheOps @ main.tf:18:1"]);
    assert_eq!(got.holdings(), ["main.tf#alicloud_ram_policy.cache"]);
    assert!(got.not_analysed().is_empty(), "{:?}", got.not_analysed());
    assert!(got.problems().is_empty(), "{:?}", got.problems());
    println!("{:?}", got.gaps());
    println!("{:?}", got.principals());
}

const BLOCKS: &str = r#"data "alicloud_ram_policy_document" "dba" {
  statement {
    action   = ["kvstore:DestroyInstance", "kvstore:Describe*"]
    resource = ["*"]
    condition {
      operator = "IpAddress"
      variable = "acs:SourceIp"
      values   = ["10.0.0.0/8"]
    }
  }
}

resource "alicloud_ram_group" "dba" { group_name = "dba" }

resource "alicloud_ram_policy" "dba" {
  policy_name     = "${var.prefix}-dba"
  policy_document = data.alicloud_ram_policy_document.dba.document
}

resource "alicloud_ram_group_policy_attachment" "dba" {
  group_name  = alicloud_ram_group.dba.id
  policy_name = alicloud_ram_policy.dba.id
  policy_type = "Custom"
}

resource "alicloud_ram_group_policy_attachment" "ro" {
  count       = var.read_only ? 1 : 0
  group_name  = "dba"
  policy_name = "AliyunKvstoreReadOnlyAccess"
  policy_type = "System"
}

resource "alicloud_ram_group_membership" "dba" {
  group_name = alicloud_ram_group.dba.group_name
  user_names = ["ben", "eve"]
}
variable "prefix" {}
variable "read_only" {}
"#;

#[test]
fn a_document_in_blocks_a_group_and_a_count() {
    let got = Case::of(&[("main.tf", BLOCKS)]).run();
    println!("{:#?}", got.grants());
    println!("{:?}", got.members());
    println!("{:?}", got.gaps());
    println!("{:?}", got.principals());
    println!("{:?} {:?}", got.not_analysed(), got.problems());
}

const LOOPS: &str = r#"locals {
  grants = flatten([for u in var.people : [for p in u.policies : { user = u.name, policy = p }]])
}

resource "alicloud_ram_user_policy_attachment" "all" {
  for_each    = { for g in local.grants : "${g.user}.${g.policy}" => g }
  user_name   = each.value.user
  policy_name = each.value.policy
  policy_type = "System"
}

resource "alicloud_ram_role" "deployer" {
  role_name = "deployer"
  assume_role_policy_document = jsonencode({
    Version   = "1"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { RAM = ["acs:ram::1000000000000001:root"] } }]
  })
}

resource "alicloud_resource_manager_policy_attachment" "deployer" {
  policy_type       = "System"
  policy_name       = "AliyunKvstoreFullAccess"
  principal_type    = "ServiceRole"
  principal_name    = "${alicloud_ram_role.deployer.role_name}@role.1000000000000001.onaliyunservice.com"
  resource_group_id = "rg-9a"
}

variable "people" {}
"#;

const PEOPLE: &str = r#"people = [
  { name = "dan", policies = ["AdministratorAccess"] },
  { name = "eva", policies = [] },
]
"#;

#[test]
fn loops_over_values_and_a_role() {
    let got = Case::of(&[("main.tf", LOOPS), ("people.auto.tfvars", PEOPLE)]).run();
    assert_eq!(
        got.grants(),
        [
            "1000000000000001 user/dan <- System/AdministratorAccess @ people.auto.tfvars:2:31",
            "1000000000000001 role/deployer <- System/AliyunKvstoreFullAccess in rg-9a @ main.tf:20:1",
        ]
    );
    println!("{:?} {:?}", got.not_analysed(), got.problems());
    println!("{:?}", got.principals());
}
