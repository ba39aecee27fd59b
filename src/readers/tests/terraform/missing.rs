//! What is missing is named by what was asked for, and says how it came to be
//! missing.

use super::*;
use crate::source::HoleId;

const MAIN: &str = r#"variable "v" {}
variable "on" {}
resource "random_id" "r" {}
data "alicloud_ram_policies" "seen" { name_regex = "Administrator" }
locals { seen = data.alicloud_ram_policies.seen }
resource "alicloud_ram_group" "g" {
  count      = length(var.v)
  group_name = element(var.v, count.index)
}
resource "alicloud_ram_user" "u" {
  name = NAME
}
"#;

/// The name of a user, and what is told of what is missing in it.
const TABLE: &[(&str, &str)] = &[
    (
        "var.v.name",
        "`var.v.name` (declared at main.tf:1 without a default)",
    ),
    (
        "lower(var.v)",
        "`lower(var.v)` (hangs on `var.v`, declared at main.tf:1 without a default)",
    ),
    ("upper(random_id.r.hex)", "`upper(random_id.r.hex)`"),
    (
        "var.on ? \"a\" : \"b\"",
        "`(var.on ? \"a\" : \"b\")` (hangs on `var.on`, declared at main.tf:2 without a default)",
    ),
    (
        "local.seen.policies[0].name",
        "`data.alicloud_ram_policies.seen.policies[0].name`",
    ),
    (
        "data.alicloud_ram_policies.seen.policies[0].name",
        "`data.alicloud_ram_policies.seen.policies[0].name` (looked up when Terraform runs)",
    ),
    (
        "alicloud_ram_group.g[0].name",
        "`element(var.v, count.index)` (hangs on `var.v`, declared at main.tf:1 without a default)",
    ),
];

#[test]
fn what_is_missing_is_named_by_what_was_asked_for() {
    for (name, told) in TABLE {
        let got = Case::of(&[("main.tf", &MAIN.replace("NAME", name))]).run();
        let holes = (0..100).filter_map(|id| got.model.holes.get(HoleId(id)));
        let all: Vec<String> = holes.map(|missing| missing.about()).collect();
        assert!(all.iter().any(|one| one == told), "{name}: {all:#?}");
        assert!(!all.iter().any(|one| one.contains('#')), "{name}: {all:#?}");
    }
}
