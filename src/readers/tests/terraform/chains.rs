//! Values that need each other in long chains.

use std::fmt::Write;

use super::*;

/// Locals `l0` to `l{links}`, each made of the one before it; `@` is that one.
fn chain(links: usize, link: &str, first: &str) -> String {
    let mut text = format!("locals {{\n  l0 = {first}\n");
    for level in 1..=links {
        let last = format!("local.l{}", level - 1);
        writeln!(text, "  l{level} = {}", link.replace('@', &last)).unwrap();
    }
    text + "}\n"
}

fn user(label: &str, name: &str) -> String {
    format!("resource \"alicloud_ram_user\" \"{label}\" {{ name = {name} }}\n")
}

#[test]
fn a_long_chain_is_worked_out_whoever_asks_first() {
    let links = [
        "@",
        "[for x in [@] : lower(\"${x}\")][0]",
        "true ? { a = [@] }.a[0] : null",
        "try(concat(flatten([[@]]), []), [])[0]",
    ];
    for link in links {
        let locals = chain(100, link, "\"ann\"");
        let asked: Vec<String> = [100, 50, 20, 1]
            .iter()
            .map(|level| {
                user(
                    &format!("u{level}"),
                    &format!("\"{level}-${{local.l{level}}}\""),
                )
            })
            .collect();
        let mut backwards = asked.clone();
        backwards.reverse();
        for asked in [asked, backwards] {
            let main = format!("{}{locals}", asked.concat());
            let got = Case::of(&[("main.tf", &main)]).run();
            let mut users = got.principals();
            users.sort();
            let names = ["user/1-ann", "user/100-ann", "user/20-ann", "user/50-ann"];
            assert_eq!(users, names, "{link}");
            assert_eq!(got.not_analysed(), Vec::<String>::new(), "{link}");
        }
    }
}

#[test]
fn a_chain_through_blocks_and_loops_is_worked_out() {
    let mut main = user("u0", "\"ann\"");
    for level in 1..100 {
        let last = level - 1;
        writeln!(
            main,
            "data \"alicloud_ram_users\" \"d{level}\" {{\n  count = length([alicloud_ram_user.u{last}.name])\n  name_regex = alicloud_ram_user.u{last}.name\n}}"
        )
        .unwrap();
        let name = format!("data.alicloud_ram_users.d{level}[0].name_regex");
        main.push_str(&user(&format!("u{level}"), &name));
    }
    main.push_str(
        "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  user_name = alicloud_ram_user.u99.name\n  policy_name = \"AliyunECSFullAccess\"\n  policy_type = \"System\"\n}\n",
    );
    // What is asked for first is what needs all the others.
    let got = Case::of(&[
        ("a.tf", "output \"o\" { value = alicloud_ram_user.u99 }"),
        ("main.tf", &main),
    ])
    .run();
    assert_eq!(got.principals(), ["user/ann"]);
    assert_eq!(got.not_analysed(), Vec::<String>::new());
}

#[test]
fn modules_lie_deep_in_each_other() {
    let inner = "variable \"a\" {}\nlocals {\n  b = distinct(flatten([var.a]))\n  c = { for x in local.b : x => [lower(x)] }\n}\n";
    let call = "module \"m\" {\n  source = \"./m\"\n  a = try([for k, v in local.c : v[0]], [])\n}\noutput \"o\" { value = module.m.o }\n";
    let last = "resource \"alicloud_ram_user\" \"u\" {\n  for_each = toset(local.b)\n  name = local.c[each.key][0]\n}\noutput \"o\" { value = alicloud_ram_user.u[\"ann\"].name }\n";
    let mut files: Vec<(String, String)> = Vec::new();
    let mut folder = String::new();
    for level in 0..12 {
        folder.push_str("m/");
        let rest = if level < 11 { call } else { last };
        files.push((format!("{folder}main.tf"), format!("{inner}{rest}")));
    }
    let root = "module \"m\" {\n  source = \"./m\"\n  a = [\"ann\"]\n}\nresource \"alicloud_ram_group_membership\" \"g\" {\n  group_name = \"ops\"\n  user_names = [module.m.o]\n}\n";
    files.push(("main.tf".to_owned(), root.to_owned()));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let got = Case::of(&files).run();
    assert_eq!(got.principals(), ["user/ann", "group/ops"]);
    assert_eq!(got.not_analysed(), Vec::<String>::new());
    assert_eq!(got.members().len(), 1);
}

#[test]
fn a_chain_without_end_is_told() {
    let locals = chain(4000, "\"${@}\"", "\"ann\"");
    let main = format!("{}{locals}", user("u", "local.l4000"));
    let got = Case::of(&[("main.tf", &main)]).run();
    let told = got.not_analysed();
    assert!(
        told.iter().any(|line| line.contains("in too long a chain")),
        "{told:?}"
    );
    assert_eq!(got.principals(), ["user/@alicloud_ram_user.u"]);
    // A ring is not a chain without end.
    let ring = chain(300, "\"${@}\"", "local.l300");
    let main = format!("{}{ring}", user("u", "\"x-${local.l150}\""));
    let got = Case::of(&[("main.tf", &main)]).run();
    assert_eq!(got.not_analysed(), Vec::<String>::new());
    let users = got.principals();
    assert!(users[0].starts_with("user/x-${local.l"), "{users:?}");
}

#[test]
fn both_branches_of_an_open_condition_may_name_one_resource() {
    let main = r#"variable "v" {}
resource "random_id" "r" {}
resource "alicloud_ram_policy" "p" {
  policy_name = "p-${random_id.r.hex}"
  policy_document = "{}"
}
resource "alicloud_ram_group" "g" { group_name = "g" }
resource "alicloud_ram_user" "u" { name = "ann" }
resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = var.v ? alicloud_ram_user.u.name : alicloud_ram_user.u.id
  policy_name = var.v ? alicloud_ram_policy.p.default_version : alicloud_ram_policy.p.id
  policy_type = "Custom"
}
"#;
    let got = Case::of(&[("main.tf", main)]).run();
    assert_eq!(
        got.grants(),
        ["user/ann <- Custom/p-${random_id.r.hex} @ main.tf:9:1"]
    );
}
