//! `check --since` where a finding stays as it is written, and somebody has more by it
//! than before.

use super::Repo;
use super::since::{document, repo, rules};
use crate::cli::GOOD;

const OIDC: &str = r#"resource "alicloud_ims_oidc_provider" "gh" {
  oidc_provider_name = "gh"
  issuer_url         = "https://token.example.com"
  client_ids         = ["a"]
  fingerprints       = ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"]
}
resource "alicloud_ram_role" "dep" {
  role_name = "dep"
  assume_role_policy_document = jsonencode({
    Version = "1"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole",
      Principal = { Federated = ["acs:ram::1000000000000001:oidc-provider/gh"] },
      Condition = { StringEquals = { "oidc:iss" = "https://token.example.com", "oidc:aud" = "a", "oidc:sub" = "x" } } }]
  })
}
resource "alicloud_ram_policy" "p" {
  policy_name     = "ops"
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = ["kvstore:*"], Resource = "*" }] })
}
resource "alicloud_ram_role_policy_attachment" "a" {
  policy_name = alicloud_ram_policy.p.policy_name
  policy_type = "Custom"
  role_name   = alicloud_ram_role.dep.role_name
}
"#;

const USER: &str = r#"resource "alicloud_ram_user" "ann" {
  name = "ann"
}
resource "alicloud_ram_policy" "p" {
  policy_name     = "ops"
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = ["kvstore:*"], Resource = "*" }] })
}
resource "alicloud_ram_user_policy_attachment" "a" {
  policy_name = alicloud_ram_policy.p.policy_name
  policy_type = "Custom"
  user_name   = alicloud_ram_user.ann.name
}
"#;

const KEY: &str = r#"resource "alicloud_ram_access_key" "k" {
  user_name = alicloud_ram_user.ann.name
}
"#;

/// A Deny of some actions outside of some addresses.
fn office(actions: &str, range: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Deny","Action":"{actions}","Resource":"*","Condition":{{"NotIpAddress":{{"acs:SourceIp":"{range}"}}}}}}]}}"#
    )
}

fn head(rest: &str) -> String {
    format!("ram_attachments: 1\naccount: \"1000000000000001\"\n{rest}")
}

/// Runs the gate as it is shipped, and says which rules it tells of.
fn gate(repo: &Repo, flags: &[&str]) -> (u8, Vec<String>) {
    let line = ["--since", "main", "--trust-base", "main"];
    let (status, found) = rules(repo, &[&line, flags].concat());
    let rule = |one: String| one.split('"').nth(1).unwrap_or_default().to_owned();
    (status, found.into_iter().map(rule).collect())
}

/// Files by path.
type Texts<'a> = &'a [(&'a str, &'a str)];

/// What it is, files, the one that is changed, and the rule that tells of it, if any.
type Case<'a> = (&'a str, Texts<'a>, (&'a str, String), &'a str, bool);

/// Some files, and the same with those of a change in their places.
fn changed(before: Texts<'_>, change: Texts<'_>) -> Repo {
    let is_left = |(path, _): &&(&str, &str)| change.iter().all(|(own, _)| own != path);
    let left = before.iter().filter(is_left);
    let now: Vec<(&str, &str)> = left.chain(change).copied().collect();
    repo(before, &now).0
}

/// Nothing of what is gained is in the findings themselves.
#[test]
fn diff_06_a_known_finding_is_news_where_more_can_be_done_by_it() {
    let adm = document(r#""Action":"ram:*","Resource":"*""#);
    let become_it = document(r#""Action":"sts:AssumeRole","Resource":"*""#);
    let ops = document(r#""Action":"kvstore:*","Resource":"*""#);
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1000000000000001:user/ann"]}}]}"#;
    let (narrow, wide) = ("203.0.113.0/24", "203.0.0.0/16");
    let own = head("users:\n  ann: { policies: [adm, office] }\n");
    let bare = head("users:\n  ann: { policies: [adm] }\n");
    let placed = |target: &str| {
        format!(
            "{bare}resource_directory: {{ id: rd-1, account: member, path: [r-1, fd-prod] }}\ncontrol_policies:\n  - {{ file: office.json, targets: [{target}], effect_scope: RAM }}\n"
        )
    };
    let roles = head(
        "users:\n  ann: { policies: [become, office] }\nroles:\n  dep: { trust: trust.json, policies: [ops] }\n",
    );
    let manifest = "ram-attachments.yaml";
    let ram = office("ram:*", narrow);
    let own_files = [
        ("policies/adm.json", adm.as_str()),
        ("policies/office.json", &ram),
        (manifest, &own),
    ];
    let bound = placed("fd-prod");
    let placed_files = [
        ("policies/adm.json", adm.as_str()),
        ("office.json", &ram),
        (manifest, &bound),
    ];
    let sts = office("sts:*", narrow);
    let role_files = [
        ("policies/become.json", become_it.as_str()),
        ("policies/ops.json", &ops),
        ("policies/office.json", &sts),
        ("trust.json", trust),
        (manifest, &roles),
    ];
    let cases: [Case<'_>; 10] = [
        (
            "another issuer",
            &[("main.tf", OIDC)],
            ("main.tf", OIDC.replacen("token.", "evil.", 1)),
            "RAM113",
            true,
        ),
        (
            "a credential comes",
            &[("main.tf", USER)],
            ("main.tf", format!("{USER}{KEY}")),
            "RAM103",
            true,
        ),
        (
            "another certificate",
            &[("main.tf", OIDC)],
            ("main.tf", OIDC.replace("902ef2", "902ef3")),
            "RAM113",
            true,
        ),
        (
            "only layout",
            &[("main.tf", OIDC)],
            ("main.tf", OIDC.replace("  = ", " = ")),
            "",
            false,
        ),
        (
            "a Deny is taken away",
            &own_files,
            (manifest, bare.clone()),
            "RAM108",
            true,
        ),
        (
            "a Deny covers less",
            &own_files,
            ("policies/office.json", office("ram:Get*", narrow)),
            "RAM108",
            true,
        ),
        (
            "a Deny covers more",
            &own_files,
            ("policies/office.json", office("ram:*", "203.0.113.0/25")),
            "",
            false,
        ),
        (
            "a control policy is detached",
            &placed_files,
            (manifest, placed("fd-x")),
            "RAM108",
            true,
        ),
        (
            "a Deny on the way to a role is met by less",
            &role_files,
            ("policies/office.json", office("sts:*", wide)),
            "RAM106",
            true,
        ),
        (
            "and by more",
            &role_files,
            ("policies/office.json", office("sts:*", "203.0.113.0/25")),
            "",
            false,
        ),
    ];
    for (what, before, (path, text), rule, grows) in cases {
        let repo = changed(before, &[(path, &text)]);
        let (status, found) = gate(&repo, &["--select", "RAM1"]);
        let expected: Vec<&str> = grows.then_some(rule).into_iter().collect();
        assert_eq!(
            (status, found),
            (
                u8::from(grows),
                expected.into_iter().map(str::to_owned).collect()
            ),
            "{what}"
        );
        let told = repo.run(&["diff", "main", "--fail-on-new"]);
        assert_eq!(told.status, u8::from(grows), "{what}: {}", told.both());
        let human = repo.run(&["check", "--since", "main", "--select", "RAM1"]);
        let note =
            "has this finding too, and since then more can be done by it; `ramlint diff main`";
        assert_eq!(human.out.contains(note), grows, "{what}: {}", human.out);
        if !grows {
            continue;
        }
        // Nobody has looked at it since, whatever lists the finding or is about its place.
        repo.run(&["baseline", "create"]).ends(0);
        let listed = repo.run(&["check", "--since", "main", "--select", "RAM1", "--baseline"]);
        assert_eq!(listed.status, 1, "{what}: {}", listed.both());
        // Whoever does not ask is told nothing.
        let without = ["--select", "RAM1", "--ignore", rule];
        assert_eq!(gate(&repo, &without), (0, Vec::new()), "{what}");
    }
}

/// D39: what describes a region does not speak for what is new there.
#[test]
fn diff_06_what_is_accepted_by_name_stays_accepted_where_more_can_be_done_by_it() {
    let adm = document(r#""Action":"ram:*","Resource":"*""#);
    let with = head("users:\n  ann: { policies: [adm, office] }\n");
    let without = head("users:\n  ann: { policies: [adm] }\n");
    let ram = office("ram:*", "203.0.113.0/24");
    for (narrowed, trusting, alone) in [
        (
            "principal = \"user/ann\"\naction = \"kvstore:DestroyInstance\"",
            0,
            0,
        ),
        ("path = \"policies/adm.json\"", 1, 0),
    ] {
        let waiver = format!(
            "[[waiver]]\nrules = [\"RAM108\"]\n{narrowed}\nreason = \"agreed in CAB-1234\"\nexpires = 2026-12-31\n"
        );
        let before = [
            ("policies/adm.json", adm.as_str()),
            ("policies/office.json", &ram),
            ("ram-attachments.yaml", &with),
            ("ramlint-waivers.toml", &waiver),
        ];
        let repo = changed(&before, &[("ram-attachments.yaml", &without)]);
        let (status, found) = gate(&repo, &["--select", "RAM1"]);
        assert_eq!(status, trusting, "{narrowed}: {found:?}");
        let line = ["--since", "main", "--select", "RAM1"];
        assert_eq!(rules(&repo, &line).0, alone, "{narrowed}");
    }
}

/// An access that no rule has a finding about is told all the same.
#[test]
fn diff_06_what_no_finding_tells_of_fails_and_is_said() {
    let call = |name: &str| format!("module \"m\" {{\n  source = \"example.com/m/{name}\"\n}}\n");
    let (one, two) = (call("one"), call("two"));
    let repo = changed(&[("main.tf", &one), ("a.json", GOOD)], &[("main.tf", &two)]);
    repo.run(&["diff", "main", "--fail-on-new"]).ends(1);
    for format in ["human", "json"] {
        let line = [
            "check",
            "--since",
            "main",
            "--allow-incomplete",
            "--format",
            format,
        ];
        let ran = repo.run(&line).ends(1);
        assert!(
            ran.err
                .contains("there is new access that no finding tells of ("),
            "{}",
            ran.err
        );
        assert!(
            ran.err.contains("`ramlint diff main` shows it"),
            "{}",
            ran.err
        );
    }
    let line = [
        "check",
        "--since",
        "main",
        "--allow-incomplete",
        "--fail-on",
        "never",
    ];
    repo.run(&line).ends(0);
}
