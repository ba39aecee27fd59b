//! D39, D51: which account is the own one is not for a change to say: what it lets in
//! from another account would pass for the account itself.

use super::Repo;

const DIFF: [&str; 3] = ["diff", "origin/main", "--fail-on-new"];
const CHECK: [&str; 5] = [
    "check",
    "--since",
    "origin/main",
    "--trust-base",
    "origin/main",
];

/// A role that has the guarded action, and lets in a service and these principals.
fn role(principals: &str) -> String {
    format!(
        r#"resource "alicloud_ram_role" "ci" {{
  role_name = "ci"
  assume_role_policy_document = jsonencode({{
    Version = "1"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ Service = ["ecs.aliyuncs.com"], RAM = [{principals}] }} }}]
  }})
}}
resource "alicloud_ram_policy" "ops" {{
  policy_name = "ops"
  policy_document = jsonencode({{ Version = "1", Statement = [{{ Effect = "Allow", Action = ["kvstore:*"], Resource = "*" }}] }})
}}
resource "alicloud_ram_role_policy_attachment" "a" {{
  role_name = alicloud_ram_role.ci.role_name
  policy_name = alicloud_ram_policy.ops.policy_name
  policy_type = "Custom"
}}
"#
    )
}

const OWN: &str = r#""acs:ram::1000000000000001:user/deploy""#;
const ROOT: &str = r#""acs:ram::2000000000000002:root""#;
const USER: &str = r#""acs:ram::3000000000000003:user/x""#;

#[test]
fn a_newly_trusted_account_is_not_taken_to_be_the_own_one() {
    for (before, now, told, rule) in [
        // Nothing is known of the own account, and the change names one, or two.
        ("", ROOT.to_owned(), "2000000000000002:root", "RAM502"),
        ("", USER.to_owned(), "3000000000000003:user/x", "RAM502"),
        (
            "",
            format!("{ROOT}, {USER}"),
            "3000000000000003:user/x",
            "RAM502",
        ),
        // It is known, and stays so although the change names another one.
        (
            OWN,
            format!("{OWN}, {ROOT}"),
            "2000000000000002:root",
            "RAM508",
        ),
        (OWN, ROOT.to_owned(), "2000000000000002:root", "RAM508"),
        (
            OWN,
            format!("{OWN}, {USER}"),
            "3000000000000003:user/x",
            "RAM502",
        ),
    ] {
        let (old, new) = (role(before), role(&now));
        let changed = [("main.tf", old.as_str())];
        let name = "refs/remotes/origin/main";
        let repo = Repo::changed(name, &changed, &[("main.tf", &new)]).0;
        let ran = repo.run(&DIFF).ends(1);
        let entered = format!("entered by external:acs:ram::{told}");
        assert!(ran.out.contains(&entered), "{}", ran.both());
        for line in [&CHECK[..], &CHECK[..3]] {
            let ran = repo.run(line).ends(1);
            assert!(
                ran.out.contains(&format!("medium[{rule}]")),
                "{}",
                ran.both()
            );
        }
    }
}

#[test]
fn what_was_trusted_before_and_the_own_account_are_no_news() {
    let own = format!("{OWN}, {}", OWN.replace("deploy", "other"));
    for (before, now) in [
        (ROOT.to_owned(), ROOT.to_owned()),
        (format!("{ROOT}, {USER}"), format!("{USER}, {ROOT}")),
        (format!("{ROOT}, {USER}"), USER.to_owned()),
        (OWN.to_owned(), own),
    ] {
        let (old, new) = (role(&before), role(&now));
        let name = "refs/remotes/origin/main";
        let repo = Repo::changed(name, &[("main.tf", &old)], &[("main.tf", &new)]).0;
        let ran = repo.run(&DIFF).ends(0);
        assert!(!ran.out.contains("NEW ACCESS"), "{}", ran.both());
    }
}
