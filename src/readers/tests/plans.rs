//! Terraform plans and states as inputs, alone and beside the configuration that
//! they were made from.

use super::{Case, Outcome};
use crate::model::account::PolicyDocument;

/// A role of a module, attached by an id that the cloud will give it.
const BY_ID: &str = r#"{ "format_version": "1.2",
  "resource_changes": [
    { "address": "module.iam.alicloud_ram_role_policy_attachment.a", "module_address": "module.iam", "mode": "managed",
      "type": "alicloud_ram_role_policy_attachment", "name": "a",
      "change": { "actions": ["create"], "before": null, "after": { "policy_name": "RedisOps", "policy_type": "Custom" },
                  "after_unknown": { "id": true, "role_name": true } } },
    { "address": "module.iam.alicloud_ram_role.app", "mode": "managed", "type": "alicloud_ram_role", "name": "app",
      "change": { "actions": ["create"], "after": { "role_name": "app", "assume_role_policy_document": "{\"Version\":\"1\",\"Statement\":[]}" },
                  "after_unknown": { "id": true, "document": true, "name": true } } } ],
  "configuration": { "root_module": { "module_calls": { "iam": { "source": "./iam", "module": { "resources": [
    { "address": "alicloud_ram_role_policy_attachment.a", "mode": "managed", "type": "alicloud_ram_role_policy_attachment", "name": "a",
      "expressions": { "role_name": { "references": ["alicloud_ram_role.app.id", "alicloud_ram_role.app"] },
                       "policy_name": { "constant_value": "RedisOps" }, "policy_type": { "constant_value": "Custom" } } } ] } } } } } }
"#;

#[test]
fn a_role_attached_by_its_id() {
    let outcome = Case::of(&[("plan.json", BY_ID)]).run();
    assert_eq!(
        outcome.attachments(),
        [
            r#"role/app <- Custom/RedisOps Account @ { "address": "module.iam.alicloud_ram_role_policy_attachment.a""#
        ]
    );
    let account = outcome.account();
    let at = account.attachments.first().expect("an attachment").at;
    let start = outcome.sources.start(at);
    assert_eq!((start.line, start.column), (3, 5));
    assert_eq!(outcome.not_analysed(), [""; 0]);
}

/// A user with a policy, as a plan has it; the policy's text stands in a string.
const PLAN: &str = r#"{"format_version":"1.2","resource_changes":[
{"address":"alicloud_ram_user.u","change":{"actions":["no-op"],"after":{"name":"alice","comments":"PASSWORD-1"},"after_unknown":{}}},
{"address":"alicloud_ram_policy.p","change":{"actions":["create"],"after":{"policy_name":"Ops","policy_document":"{\"Statement\":[{\"Action\":[\"oss:GetObject\",\"kvstore:*\"],\"Effect\":\"Allow\",\"Resource\":\"acs:kvstore:*:100001:*\"}],\"Version\":\"1\"}"},"after_unknown":{"document":true,"name":true,"statement":true}}},
{"address":"alicloud_ram_user_policy_attachment.a","change":{"actions":["create"],"after":{"user_name":"alice","policy_name":"Ops","policy_type":"Custom"},"after_unknown":{}}}],
"configuration":{"root_module":{"resources":[{"address":"alicloud_ram_user.gone","count_expression":{"constant_value":0}}]}}}"#;

const CONFIGURATION: &str = r#"variable "account" {}
resource "alicloud_ram_user" "u" { name = "alice" }
resource "alicloud_ram_user" "gone" { name = "gone" }
resource "alicloud_ram_policy" "p" {
  policy_name     = "Ops"
  policy_document = jsonencode({
    Version   = "1"
    Statement = [{
      Effect   = "Allow"
      Action   = ["oss:GetObject", "kvstore:*"]
      Resource = "acs:kvstore:*:${var.account}:*"
    }]
  })
}
resource "alicloud_ram_user_policy_attachment" "a" {
  user_name   = alicloud_ram_user.u.name
  policy_name = alicloud_ram_policy.p.policy_name
  policy_type = "Custom"
}
"#;

/// `path: text` for the places of each action and resource of the policy `Ops`.
fn elements(outcome: &Outcome) -> Vec<String> {
    let account = outcome.account();
    let mut policies = account.policies.iter().filter(|one| one.name == "Ops");
    let policy = policies.next().expect("the policy");
    assert!(policies.next().is_none(), "one policy of that name");
    let PolicyDocument::Known { document, .. } = policy.document else {
        panic!("no document");
    };
    let pools = &outcome.model.pools;
    let mut found = Vec::new();
    for (_, statement) in pools.statements(document) {
        for list in [statement.actions.list, statement.resources.list] {
            for element in pools.elements(list) {
                let path = outcome.sources.path(element.at.file);
                let text = pools.str(element.text);
                found.push(format!(
                    "{path} {text} @ {}",
                    outcome.sources.slice(element.at)
                ));
            }
        }
    }
    found
}

#[test]
fn a_document_in_a_plan_has_places_in_its_escaped_text() {
    let outcome = Case::of(&[("plan.json", PLAN)]).run();
    assert_eq!(
        elements(&outcome),
        [
            r#"plan.json oss:GetObject @ \"oss:GetObject\""#,
            r#"plan.json kvstore:* @ \"kvstore:*\""#,
            r#"plan.json acs:kvstore:*:100001:* @ \"acs:kvstore:*:100001:*\""#,
        ]
    );
}

#[test]
fn beside_its_configuration_a_plan_has_the_places_of_that() {
    for (plan, main) in [
        ("plan.json", "main.tf"),
        ("out/plan.json", "envs/prod/main.tf"),
    ] {
        let outcome = Case::of(&[(plan, PLAN), (main, CONFIGURATION)]).run();
        assert_eq!(
            elements(&outcome),
            [
                format!(r#"{main} oss:GetObject @ "oss:GetObject""#),
                format!(r#"{main} kvstore:* @ "kvstore:*""#),
                // What the variable is, the plan knows; where it is, the other.
                format!(r#"{main} acs:kvstore:*:100001:* @ "acs:kvstore:*:${{var.account}}:*""#),
            ]
        );
        let account = outcome.account();
        let names: Vec<&str> = account
            .principals
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["alice"], "a plan is all of its root module");
        let attachments = outcome.attachments();
        let [attachment] = attachments.as_slice() else {
            panic!("{attachments:?}");
        };
        assert!(attachment.contains("@ resource \"alicloud_ram_user_policy_attachment\" \"a\""));
        let notes = format!("{:?}", outcome.report.notes);
        assert!(notes.contains("PlanOf"), "{notes}");
    }
}

#[test]
fn a_plan_takes_nothing_from_a_root_module_that_it_is_not_of() {
    let other = "resource \"alicloud_ram_user\" \"x\" { name = \"bob\" }\n";
    let outcome = Case::of(&[
        ("plan.json", PLAN),
        ("a/main.tf", other),
        ("b/main.tf", CONFIGURATION),
    ])
    .run();
    let account = outcome.account();
    let mut names: Vec<&str> = account
        .principals
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["alice", "bob"]);
}

const RAW: &str = r#"{"version":4,"serial":1,"lineage":"l","resources":[
{"mode":"managed","type":"alicloud_ram_user","name":"u","provider":"provider[\"registry.terraform.io/aliyun/alicloud\"]","instances":[{"attributes":{"name":"alice"}}]},
{"mode":"managed","type":"alicloud_ram_user_policy_attachment","name":"a","provider":"x","instances":[{"index_key":"k","attributes":{"user_name":"alice","policy_name":"AdministratorAccess","policy_type":"System"}}]}]}"#;

const SHOWN: &str = r#"{"format_version":"1.0","values":{"root_module":{"resources":[
{"address":"alicloud_ram_user.u","values":{"name":"alice"}}],"child_modules":[{"address":"module.m","resources":[
{"address":"module.m.alicloud_ram_user_policy_attachment.a[\"k\"]","values":{"user_name":"alice","policy_name":"AdministratorAccess","policy_type":"System"}}]}]}}}"#;

#[test]
fn states_of_both_kinds() {
    for (path, text, shown) in [
        ("terraform.tfstate", RAW, r#""k""#),
        (
            "state.json",
            SHOWN,
            r#"{"address":"module.m.alicloud_ram_user_policy_attachment.a[\"k\"]""#,
        ),
    ] {
        let outcome = Case::of(&[(path, text)]).run();
        assert_eq!(
            outcome.attachments(),
            [format!(
                "user/alice <- System/AdministratorAccess Account @ {shown}"
            )]
        );
        assert_eq!(outcome.not_analysed(), [""; 0]);
    }
}

#[test]
fn what_is_no_plan_is_refused() {
    for (path, text, expected) in [
        (
            "plan.json",
            "{}",
            r#"plan.json NotOfKind("Terraform plan") @ "#,
        ),
        (
            "x.tfstate",
            "[]",
            r#"x.tfstate NotOfKind("Terraform state") @ "#,
        ),
        (
            "p.json",
            r#"{"format_version":"2.0","resource_changes":[]}"#,
            r#"p.json FormatVersion("2.0") @ "2.0""#,
        ),
        (
            "p.json",
            r#"{"version":3,"lineage":"l","resources":[]}"#,
            r#"p.json FormatVersion("3") @ 3"#,
        ),
        (
            "p.json",
            r#"{"format_version":"1.2","errored":true,"resource_changes":[]}"#,
            "p.json PlanIncomplete @ true",
        ),
        (
            "p.json",
            r#"{"format_version":"1.2","complete":false,"resource_changes":[]}"#,
            "p.json PlanIncomplete @ false",
        ),
        (
            "p.json",
            r#"{"format_version":"1.2","resource_changes":[],"deferred_changes":[{"reason":"unknown"}]}"#,
            "p.json PlanIncomplete @ ",
        ),
        (
            "p.json",
            r#"{"format_version":"1.2","planned_values":{},"planned_values":{}}"#,
            r#"p.json Unparsable(DuplicateKey("planned_values")) @ "planned_values""#,
        ),
        (
            "p.json",
            r#"{"format_version":"1.2","resource_changes":{}}"#,
            r#"p.json Structure(BadKey { key: "resource_changes", wanted: "a list" }) @ "#,
        ),
    ] {
        let outcome = Case::of(&[(path, text)]).named().run();
        assert_eq!(outcome.not_analysed(), [expected], "{text}");
    }
    let walked = Case::of(&[("plan.json", "{}")]).run();
    assert_eq!(walked.not_analysed(), [""; 0]);
}

#[test]
fn a_state_without_anything_is_one() {
    for (text, is_state) in [
        (r#"{"format_version":"1.0"}"#, true),
        (
            r#"{"format_version":"1.0","terraform_version":"1.9.5","values":null}"#,
            true,
        ),
        (r#"{"format_version":"1.0","provider_schemas":{}}"#, false),
        (r#"{"terraform_version":"1.9.5"}"#, false),
        ("{}", false),
    ] {
        let outcome = Case::of(&[("state.tfstate", text)]).named().run();
        let told = outcome.not_analysed();
        assert_eq!(told.is_empty(), is_state, "{text}: {told:?}");
        let notes = format!("{:?}", outcome.report.notes);
        assert_eq!(notes.contains("NoRamResources"), is_state, "{text}");
    }
}

#[test]
fn a_plan_without_anything_of_ram_says_so() {
    let text = r#"{"format_version":"1.2","resource_changes":[{"address":"random_id.x","change":{"actions":["create"],"after":{}}}]}"#;
    let outcome = Case::of(&[("p.json", text)]).run();
    let notes = format!("{:?}", outcome.report.notes);
    assert_eq!(notes, r#"[NoRamResources("p.json")]"#);
    let unknown = text.replace("random_id", "alicloud_ram_novelty");
    let outcome = Case::of(&[("p.json", &unknown)]).run();
    assert_eq!(
        outcome.not_analysed(),
        [r#"p.json UnknownResource("alicloud_ram_novelty") @ {"address":"alicloud_ram_novelty.x""#]
    );
}

#[test]
fn configuration_in_json() {
    let text = r#"{"resource":{
      "alicloud_ram_user":{"u":{"name":"alice"}},
      "alicloud_ram_policy":{"p":[{"policy_name":"Ops","statement":{"effect":"Allow","action":["kvstore:*"],"resource":["*"]}}]},
      "alicloud_ram_user_policy_attachment":{"a":{"user_name":"${alicloud_ram_user.u.name}","policy_name":"${alicloud_ram_policy.p.policy_name}","policy_type":"Custom"}}}}"#;
    let outcome = Case::of(&[("main.tf.json", text)]).run();
    assert_eq!(
        elements(&outcome),
        [
            r#"main.tf.json kvstore:* @ "kvstore:*""#,
            r#"main.tf.json * @ "*""#
        ]
    );
    let attachments = outcome.attachments();
    assert_eq!(attachments.len(), 1);
    assert!(
        attachments
            .iter()
            .all(|one| one.starts_with("user/alice <- Custom/Ops Account"))
    );
}

#[test]
fn a_plan_that_fits_two_root_modules_replaces_neither() {
    let (dev, prod) = ("envs/dev/main.tf", "envs/prod/main.tf");
    for (plan, replaced) in [("out/plan.json", false), ("envs/prod/plan.json", true)] {
        let outcome = Case::of(&[(plan, PLAN), (dev, CONFIGURATION), (prod, CONFIGURATION)]).run();
        let notes = format!("{:?}", outcome.report.notes);
        assert_eq!(notes.contains(r#"root: "envs/prod""#), replaced, "{notes}");
        assert_eq!(notes.contains("PlanOf"), replaced, "{notes}");
    }
}

#[test]
fn a_state_beside_its_plan_or_its_configuration_adds_what_they_do_not_tell() {
    let alone = Case::of(&[("terraform.tfstate", RAW), ("plan.json", PLAN)]).run();
    assert_eq!(alone.attachments().len(), 1);
    assert!(format!("{:?}", alone.report.notes).contains("StateBefore"));
    let elsewhere = Case::of(&[("dev/terraform.tfstate", RAW), ("prod/plan.json", PLAN)]).run();
    assert_eq!(elsewhere.attachments().len(), 2);
    let beside = Case::of(&[("terraform.tfstate", RAW), ("main.tf", CONFIGURATION)]).run();
    let attachments = beside.attachments();
    let told = |text: &str| attachments.iter().filter(|one| one.contains(text)).count();
    assert_eq!(
        (told("Custom/Ops"), told("AdministratorAccess")),
        (1, 1),
        "{attachments:?}"
    );
}

/// A plan with `count` roles of which one is attached, by a local value.
fn attached_by_local(count: usize) -> String {
    let role = |number: usize| {
        format!(
            r#"{{"address":"alicloud_ram_role.r[\"{number}\"]","change":{{"actions":["create"],"after":{{"role_name":"r{number}"}},"after_unknown":{{"id":true,"name":true}}}}}}"#
        )
    };
    let roles: Vec<String> = (0..count).map(role).collect();
    format!(
        r#"{{"format_version":"1.2","resource_changes":[{},
{{"address":"alicloud_ram_role_policy_attachment.a","change":{{"actions":["create"],"after":{{"policy_name":"AdministratorAccess","policy_type":"System"}},"after_unknown":{{"role_name":true}}}}}}],
"configuration":{{"root_module":{{"resources":[{{"address":"alicloud_ram_role_policy_attachment.a","expressions":{{"role_name":{{"references":["local.role"]}}}}}}]}}}}}}"#,
        roles.join(",")
    )
}

#[test]
fn a_value_behind_a_local_may_be_any_role_that_is_made() {
    for count in [2, 20, 60] {
        let outcome = Case::of(&[("plan.json", &attached_by_local(count))]).run();
        let attachments = outcome.attachments();
        assert_eq!(
            attachments.len(),
            count + 1,
            "each role, and something else"
        );
        let account = outcome.account();
        assert!(account.attachments.iter().all(|one| !one.when.is_empty()));
        assert_eq!(outcome.not_analysed(), [""; 0]);
    }
    let outcome = Case::of(&[("plan.json", &attached_by_local(70))]).run();
    let told = outcome.not_analysed();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told.iter().all(|one| one.contains("TooMuch")), "{told:?}");
}

#[test]
fn the_configuration_tells_which_role_a_local_value_is() {
    let main = r#"locals { role = alicloud_ram_role.r["1"].id }
resource "alicloud_ram_role" "r" {
  for_each  = toset(["0", "1"])
  role_name = "r${each.key}"
}
resource "alicloud_ram_role_policy_attachment" "a" {
  role_name   = local.role
  policy_name = "AdministratorAccess"
  policy_type = "System"
}
"#;
    let outcome = Case::of(&[("plan.json", &attached_by_local(2)), ("main.tf", main)]).run();
    let attachments = outcome.attachments();
    let [only] = attachments.as_slice() else {
        panic!("{attachments:?}");
    };
    assert!(
        only.starts_with("role/r1 <- System/AdministratorAccess Account @ resource"),
        "{only}"
    );
    assert!(
        outcome
            .account()
            .attachments
            .iter()
            .all(|one| one.when.is_empty())
    );
}

#[test]
fn what_a_plan_does_not_know_was_written_since() {
    let since = r#"resource "alicloud_ram_user" "since" { name = "since" }
resource "alicloud_ram_user_policy_attachment" "since" {
  user_name   = "since"
  policy_name = "AdministratorAccess"
  policy_type = "System"
}
resource "random_id" "x" {}
resource "alicloud_ram_group" "known" { group_name = "g-${random_id.x.hex}" }
resource "alicloud_ram_group_policy_attachment" "since" {
  group_name  = alicloud_ram_group.known.id
  policy_name = "AdministratorAccess"
  policy_type = "System"
}
"#;
    let known = r#","resource_changes":[
{"address":"alicloud_ram_group.known","change":{"actions":["create"],"after":{},"after_unknown":{"group_name":true,"name":true,"id":true}}},"#;
    let plan = PLAN.replacen(r#","resource_changes":["#, known, 1);
    let outcome = Case::of(&[
        ("plan.json", &plan),
        ("main.tf", CONFIGURATION),
        ("since.tf", since),
    ])
    .run();
    let attachments = outcome.attachments();
    let told = |text: &str| attachments.iter().filter(|one| one.contains(text)).count();
    assert_eq!(
        (
            told("user/alice <- Custom/Ops"),
            told("user/since <- System/")
        ),
        (1, 1),
        "{attachments:?}"
    );
    let groups = outcome.account().principals.iter();
    let groups = groups.filter(|one| one.kind.word() == "group");
    assert_eq!(groups.count(), 1, "what is new joins what the plan has");
    let notes = format!("{:?}", outcome.report.notes);
    assert!(
        notes.contains("BeyondPlan") && notes.contains("resources: 3"),
        "{notes}"
    );
}

#[test]
fn one_address_in_common_makes_no_plan_of_a_root_module() {
    let other = r#"resource "alicloud_ram_user" "u" { name = "bob" }
resource "alicloud_ram_user_policy_attachment" "b" {
  user_name   = alicloud_ram_user.u.name
  policy_name = "AdministratorAccess"
  policy_type = "System"
}
"#;
    let outcome = Case::of(&[("plan.json", PLAN), ("other/main.tf", other)]).run();
    let attachments = outcome.attachments();
    assert_eq!(attachments.len(), 2, "{attachments:?}");
    assert!(!format!("{:?}", outcome.report.notes).contains("PlanOf"));
}
