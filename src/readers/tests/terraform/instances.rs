//! `count`, `for_each`, references and limits.

use super::*;

fn grants(text: &str) -> Vec<String> {
    Case::of(&[("main.tf", text)]).run().grants()
}

const USER: &str = r#"resource "alicloud_ram_user_policy_attachment" "a" {
  META
  user_name   = NAME
  policy_name = "P"
  policy_type = "System"
}
variable "unknown" {}
variable "flag" {}
variable "names" { default = ["ann", "ben"] }
locals { map = { x = "ann", y = "ben" } }
"#;

#[test]
fn instances_are_as_many_as_are_known() {
    let unknown = "variable `var.unknown` (declared at main.tf:7 without a default)";
    let flag = "variable `var.flag` (declared at main.tf:8 without a default)";
    let table: &[(&str, &str, &[String])] = &[
        (
            "count = 2",
            r#""u${count.index}""#,
            &["u0".into(), "u1".into()],
        ),
        ("count = 0", r#""u""#, &[]),
        (
            "count = length(var.names)",
            "var.names[count.index]",
            &["ann".into(), "ben".into()],
        ),
        (
            "for_each = toset(var.names)",
            "each.key",
            &["ann".into(), "ben".into()],
        ),
        (
            "for_each = local.map",
            "each.value",
            &["ann".into(), "ben".into()],
        ),
        ("count = false ? 1 : 0", r#""u""#, &[]),
        (
            "count = var.flag ? 1 : 0",
            r#""u""#,
            &[format!("u if {flag} is 10")],
        ),
        (
            "count = var.flag ? 0 : 1",
            r#""u""#,
            &[format!("u if {flag} is 1")],
        ),
        (
            "count = var.flag ? 2 : 1",
            r#""u${count.index}""#,
            &["u0".into(), format!("u1 if {flag} is 10")],
        ),
        (
            "count = var.unknown",
            r#""u""#,
            &[format!("u if {unknown} is 10")],
        ),
        (
            "for_each = var.flag ? toset([\"ann\", \"ben\"]) : toset([\"ben\"])",
            "each.key",
            &[format!("ann if {flag} is 10"), "ben".into()],
        ),
        (
            "for_each = var.unknown",
            "\"u\"",
            &[format!("u if {unknown} is 10")],
        ),
    ];
    for (meta, name, expected) in table {
        let text = USER.replace("META", meta).replace("NAME", name);
        let expected: Vec<String> = expected
            .iter()
            .map(|one| {
                let (name, when) = one
                    .split_once(' ')
                    .map_or((one.as_str(), String::new()), |(name, when)| {
                        (name, format!(" {when}"))
                    });
                format!("user/{name} <- System/P @ main.tf:1:1{when}")
            })
            .collect();
        assert_eq!(grants(&text), expected, "{meta}");
    }
}

/// A reference in `user_name`, and whom it means.
const REFERENCES: &[(&str, &str)] = &[
    ("alicloud_ram_user.one.name", "ann"),
    ("alicloud_ram_user.one.id", "ann"),
    ("alicloud_ram_user.one[\"name\"]", "ann"),
    ("alicloud_ram_user.counted[1].name", "c1"),
    ("alicloud_ram_user.counted.1.name", "c1"),
    ("alicloud_ram_user.counted.*.name[1]", "c1"),
    ("element(alicloud_ram_user.counted[*].id, 0)", "c0"),
    ("element(alicloud_ram_user.counted.*.id, 1)", "c1"),
    ("alicloud_ram_user.each[\"x\"].name", "x"),
    ("values(alicloud_ram_user.each)[0].id", "x"),
    ("[for u in alicloud_ram_user.each : u.name][1]", "y"),
    ("\"${alicloud_ram_user.one.name}\"", "ann"),
    ("local.through", "ann"),
    ("lower(alicloud_ram_user.loud.name)", "LOUD"),
    (
        "alicloud_ram_user.named_by_chance.name",
        "@alicloud_ram_user.named_by_chance",
    ),
    (
        "alicloud_ram_user.named_by_chance.id",
        "@alicloud_ram_user.named_by_chance",
    ),
    (
        "alicloud_ram_user.nobody.name",
        "@alicloud_ram_user.nobody.name",
    ),
    ("alicloud_instance.host.id", "@alicloud_instance.host.id"),
    ("terraform.workspace", "@terraform.workspace"),
    ("local.circle", "@local.circle"),
];

const USERS: &str = r#"resource "alicloud_ram_user" "one" { name = "ann" }
resource "alicloud_ram_user" "counted" {
  count = 2
  name  = "c${count.index}"
}
resource "alicloud_ram_user" "each" {
  for_each = toset(["x", "y"])
  name     = each.value
}
resource "alicloud_ram_user" "loud" { name = "LOUD" }
resource "random_id" "r" {}
resource "alicloud_ram_user" "named_by_chance" { name = random_id.r.hex }
resource "alicloud_instance" "host" {}
locals {
  through = alicloud_ram_user.one.id
  circle  = local.other
  other   = local.circle
}
variable "flag" {}
resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = REFERENCE
  policy_name = "P"
  policy_type = "System"
}
"#;

#[test]
fn references_mean_the_resource_that_they_name() {
    for (reference, expected) in REFERENCES {
        let found = grants(&USERS.replace("REFERENCE", reference));
        let whom: Vec<&str> = found
            .iter()
            .filter_map(|one| one.strip_prefix("user/")?.split_once(" <- "))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(whom, [*expected], "{reference}");
    }
}

#[test]
fn the_only_system_policy_of_a_pattern_is_known() {
    let text = r#"data "alicloud_ram_policies" "admin" {
  name_regex = "^AdministratorAccess$"
  type       = "System"
}
data "alicloud_ram_policies" "many" {
  name_regex = "^Aliyun"
  type       = "System"
}
resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = "ann"
  policy_name = data.alicloud_ram_policies.admin.policies.0.name
  policy_type = data.alicloud_ram_policies.admin.policies.0.type
}
resource "alicloud_ram_user_policy_attachment" "b" {
  user_name   = "ann"
  policy_name = data.alicloud_ram_policies.many.policies.0.name
  policy_type = "System"
}
"#;
    let found = grants(text);
    assert_eq!(
        found[0],
        "user/ann <- System/AdministratorAccess @ main.tf:9:1"
    );
    assert!(
        found[1].contains("@data.alicloud_ram_policies.many.policies"),
        "{found:?}"
    );
}

#[test]
fn two_conditions_on_one_key_leave_open_which_stays() {
    let text = r#"data "alicloud_ram_policy_document" "d" {
  statement {
    action   = ["oss:*"]
    resource = ["*"]
    condition {
      operator = "StringEquals"
      variable = "acs:SourceVpc"
      values   = ["vpc-1"]
    }
    condition {
      operator = "StringEquals"
      variable = "acs:SourceVpc"
      values   = ["vpc-2"]
    }
    condition {
      operator = "IpAddress"
      variable = "acs:SourceIp"
      values   = ["10.0.0.0/8", "192.168.0.0/16"]
    }
  }
}
resource "alicloud_ram_policy" "p" {
  policy_name     = "P"
  policy_document = data.alicloud_ram_policy_document.d.document
}
"#;
    let got = Case::of(&[("main.tf", text)]).run();
    let gaps = got.gaps();
    assert_eq!(gaps.len(), 1, "{gaps:?}");
    assert!(
        gaps[0].starts_with(
            "choice:`data.alicloud_ram_policy_document.d condition StringEquals acs:SourceVpc`"
        ),
        "{gaps:?}"
    );
}

#[test]
fn limits_are_told() {
    let many = r#"resource "alicloud_ram_user" "u" {
  count = 20000
  name  = "u${count.index}"
}
"#;
    let got = Case::of(&[("main.tf", many)]).run();
    assert_eq!(got.principals().len(), 10_000);
    let told = got.not_analysed();
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("instances of one block"), "{told:?}");
}

#[test]
fn more_arguments_than_are_compared_are_told() {
    let text = r#"locals {
  words = flatten([for i in range(1000) : [for j in range(20) : "w${i}"]])
}
data "external" "x" { program = local.words }
resource "alicloud_ram_user" "u" { name = "u${data.external.x.result.name}" }
"#;
    let got = Case::of(&[("main.tf", text)]).run();
    let told = got.not_analysed();
    assert!(!told.is_empty());
    for one in &told {
        assert!(one.contains("more arguments than are compared"), "{one}");
    }
}

#[test]
fn a_provider_may_be_configured_with_what_is_read_by_it() {
    let text = r#"provider "alicloud" { region = data.alicloud_regions.r.ids[0] }
data "alicloud_regions" "r" { current = true }
resource "alicloud_ram_user" "u" { name = "u${data.alicloud_regions.r.ids[0]}" }
"#;
    let got = Case::of(&[("main.tf", text)]).run();
    assert_eq!(got.not_analysed(), Vec::<String>::new());
    assert_eq!(got.principals().len(), 1);
}

#[test]
fn work_without_end_is_cut_short_and_told_once() {
    let text = r#"resource "alicloud_ram_user" "u" {
  count = 3
  name  = join("", [for a in range(1000) : join("", [for b in range(1000) : "${a}${b}${count.index}"])])
}
"#;
    let got = Case::of(&[("live/main.tf", text)]).run();
    let told = got.not_analysed();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].starts_with("live/main.tf Limit(") && told[0].contains("2000000"),
        "{told:?}"
    );
    assert_eq!(got.principals().len(), 3);
}

#[test]
fn files_beside_the_configuration_are_read_with_their_places() {
    let text = r#"locals {
  documents = { for name in fileset(path.module, "policies/*.json") : trimsuffix(basename(name), ".json") => file("${path.module}/${name}") }
}
resource "alicloud_ram_policy" "p" {
  for_each        = local.documents
  policy_name     = each.key
  policy_document = each.value
}
"#;
    let got = Case::of(&[("live/main.tf", text)])
        .beside("live/policies/ops.json", ALLOW)
        .beside("live/policies/note.txt", "x")
        .run();
    assert_eq!(
        got.holdings(),
        ["live/main.tf#alicloud_ram_policy.p[\"ops\"]"]
    );
    let (document, _) = got.model.pools.documents().next().expect("a document");
    let (_, statement) = got
        .model
        .pools
        .statements(document)
        .next()
        .expect("a statement");
    assert_eq!(got.spot(statement.at), "live/policies/ops.json:1:29");
}

#[test]
fn a_file_that_is_not_there_is_told_and_is_a_gap() {
    let text = r#"resource "alicloud_ram_policy" "p" {
  policy_name     = "P"
  policy_document = file("../../out.json")
}
"#;
    let got = Case::of(&[("live/main.tf", text)]).run();
    assert_eq!(
        got.not_analysed(),
        ["live/main.tf Refused(OutsideRoot) @ file(\"../../out.json\")"]
    );
    assert!(
        got.gaps().iter().any(|gap| gap.starts_with("file:")),
        "{:?}",
        got.gaps()
    );
}

#[test]
fn an_element_that_may_be_missing_is_known_if_it_is_there() {
    let text = |each: &str| {
        USER.replace("META", each).replace("NAME", "each.key")
            + "data \"alicloud_ram_users\" \"all\" {}\nlocals {\n  missing = setsubtract(var.names, data.alicloud_ram_users.all.names)\n  people = [for name in var.names : { name = name } if contains(local.missing, name)]\n}\n"
    };
    for each in [
        "for_each = { for one in local.people : one.name => one }",
        "for_each = toset([for one in local.people : one.name])",
        "for_each = { for name in var.names : name => name if contains(local.missing, name) }",
        "for_each = toset([for name in var.names : name if contains(local.missing, name)])",
        "for_each = toset(concat([for one in local.people : one.name]))",
        "for_each = local.missing",
    ] {
        let found = grants(&text(each));
        let names: Vec<&str> = found
            .iter()
            .map(|line| line.split(" <- ").next().unwrap())
            .collect();
        assert_eq!(names, ["user/ann", "user/ben"], "{each}: {found:?}");
        assert!(
            found.iter().all(|line| line.contains(" if data-source ")),
            "each may be missing: {found:?}"
        );
        let gaps: std::collections::BTreeSet<&str> = found
            .iter()
            .filter_map(|line| line.split_once(" if "))
            .map(|(_, gap)| gap)
            .collect();
        assert_eq!(gaps.len(), 2, "each for itself: {found:?}");
    }
    // What such a list comes to as a whole is not known.
    for (meta, name) in [
        ("count = length(local.people)", "\"u\""),
        (
            "count = contains(keys({ for one in local.people : one.name => 1 }), \"ann\") ? 1 : 0",
            "\"u\"",
        ),
    ] {
        let text = text("")
            .replace("each.key", name)
            .replace("  \n", &format!("  {meta}\n"));
        let found = grants(&text);
        assert!(
            found.iter().all(|line| line.contains(" if ")),
            "{meta}: {found:?}"
        );
        assert_eq!(found.len(), 1, "{meta}: {found:?}");
    }
}
