//! Whole configurations, with every place.

use super::*;
use crate::readers::session::Session;
use crate::readers::terraform::add_virtual;
use crate::readers::{FORMATS, Queue, Surroundings, declared};
use crate::source::Fragment;

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
    assert_eq!(got.principals(), ["user/ann"]);
    assert_eq!(
        got.gaps(),
        [
            "variable:`var.owner` (declared at main.tf:24 without a default), in `acs:kvstore:*:${var.owner}:instance/*`, as Resource 2"
        ]
    );
    assert_eq!(
        got.statements(),
        [
            "main.tf:7:5 Action main.tf:7:36 `\"kvstore:*\"` Resource main.tf:7:61 `\"acs:kvstore:*:${var.owner}:instance/*\"`",
            "main.tf:8:5 Action main.tf:8:37 `\"kvstore:DeleteInstance\"` Resource main.tf:8:76 `\"*\"`",
        ]
    );
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
    assert_eq!(
        got.grants(),
        [
            "group/dba <- Custom/${var.prefix}-dba @ main.tf:20:1",
            "group/dba <- System/AliyunKvstoreReadOnlyAccess @ main.tf:26:1 if variable `var.read_only` (declared at main.tf:38 without a default) is 10",
        ]
    );
    assert_eq!(
        got.members(),
        [
            "user/ben in group/dba @ main.tf:35:17",
            "user/eve in group/dba @ main.tf:35:24"
        ]
    );
    assert_eq!(got.principals(), ["group/dba", "user/ben", "user/eve"]);
    assert_eq!(
        got.statements(),
        [
            "main.tf:2:3 Action main.tf:3:17 `\"kvstore:DestroyInstance\"` Action main.tf:3:44 `\"kvstore:Describe*\"` Resource main.tf:4:17 `\"*\"` Condition main.tf:8:19 `\"10.0.0.0/8\"`",
        ]
    );
    assert!(got.not_analysed().is_empty(), "{:?}", got.not_analysed());
    assert!(got.problems().is_empty(), "{:?}", got.problems());
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
    assert_eq!(got.principals(), ["role/deployer", "user/dan"]);
    assert_eq!(
        got.statements(),
        ["main.tf:16:18 Action main.tf:16:47 `\"sts:AssumeRole\"`"]
    );
    let role = got.account().principals.first().expect("a role");
    let crate::model::account::Trust::Known(trust) = role.trust else {
        panic!("{:?}", role.trust)
    };
    let trust = got.model.pools.document(trust).expect("a document");
    assert_eq!(got.spot(trust.at), "main.tf:14:44");
    assert!(got.not_analysed().is_empty(), "{:?}", got.not_analysed());
    assert!(got.problems().is_empty(), "{:?}", got.problems());
}

#[test]
fn files_inside_a_template_keep_the_places_of_the_template() {
    let text = "Workspace:\n  main.tf: |-\n    variable \"who\" {}\n    resource \"alicloud_ram_user\" \"u\" {\n      name = var.who\n    }\n    resource \"alicloud_ram_policy\" \"p\" {\n      policy_name     = \"P\"\n      policy_document = file(\"ops.json\")\n    }\n";
    let mut sources = Sources::default();
    let file = sources.add("template.yml", text);
    let mut main = Fragment::default();
    for (at, _) in text.match_indices("\n    ") {
        let at = at + 5;
        let line = text.get(at..).expect("a line");
        let line = line.split_inclusive('\n').next().expect("a line");
        main.push_same(line, file, u32::try_from(at).expect("a short text"));
    }
    let mut ops = Fragment::default();
    ops.push_atom(ALLOW, Span::new(file, 0, 9));
    let mut model = Model::default();
    let mut session = Session::new(&mut model);
    let place = ("template.yml", file);
    add_virtual(&mut session, "template.yml", "main.tf", &main, place);
    add_virtual(&mut session, "template.yml", "ops.json", &ops, place);
    let finish = FORMATS
        .iter()
        .find_map(|format| format.finish.filter(|_| format.name == "Terraform file"));
    let mut queue = Queue::new(&[]);
    let (files, options) = (Memory::default(), Options::default());
    finish.expect("a last step")(
        &mut session,
        &mut Surroundings {
            sources: &mut sources,
            queue: &mut queue,
            files: &files,
            options: &options,
        },
    );
    let found: Vec<_> = session
        .declared
        .iter()
        .map(|one| {
            (
                one.address.as_deref(),
                sources.start(one.at).line,
                &*one.path,
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (Some("template.yml:alicloud_ram_user.u"), 4, "template.yml"),
            (
                Some("template.yml:alicloud_ram_policy.p"),
                7,
                "template.yml"
            ),
        ]
    );
    declared::land(&mut session);
    let holdings: Vec<_> = model.holdings.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(holdings, ["template.yml#alicloud_ram_policy.p"]);
}
