//! What each type of resource declares, in its present and its older spellings.

use super::*;
pub(super) const DOC: &str = r#"jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = "kvstore:*", Resource = "*" }] })"#;
const ENTRY: &str = r#"jsonencode({ Version = "1", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { RAM = "acs:ram::1000000000000001:root" } }] })"#;

/// Blocks, and what they come to. `DOC` and `ENTRY` stand for documents.
const TABLE: &[(&str, &[&str])] = &[
    (
        r#"resource "alicloud_ram_user" "a" { name = "ann" }"#,
        &["user/ann"],
    ),
    (
        r#"resource "alicloud_ram_group" "a" { group_name = "ops" }"#,
        &["group/ops"],
    ),
    (
        r#"resource "alicloud_ram_group" "a" { name = "ops" }"#,
        &["group/ops"],
    ),
    (
        r#"resource "alicloud_ram_role" "a" {
  role_name = "run"
  assume_role_policy_document = ENTRY
  max_session_duration = 7200
}"#,
        &["role/run trusts Allow(sts:AssumeRole acs:ram::1000000000000001:root) for 7200"],
    ),
    (
        r#"resource "alicloud_ram_role" "a" {
  name = "run"
  document = ENTRY
}"#,
        &["role/run trusts Allow(sts:AssumeRole acs:ram::1000000000000001:root)"],
    ),
    (
        r#"resource "alicloud_ram_role" "a" {
  name      = "run"
  ram_users = ["acs:ram::1000000000000001:root"]
  services  = ["ecs.aliyuncs.com"]
}"#,
        &["role/run trusts Allow(sts:AssumeRole acs:ram::1000000000000001:root,ecs.aliyuncs.com)"],
    ),
    (
        r#"resource "alicloud_resource_manager_role" "a" {
  role_name = "run"
  assume_role_policy_document = ENTRY
}"#,
        &["role/run trusts Allow(sts:AssumeRole acs:ram::1000000000000001:root)"],
    ),
    (
        r#"resource "alicloud_resource_manager_service_linked_role" "a" {
  service_name = "ops-center.elasticsearch.aliyuncs.com"
}"#,
        &["role/AliyunServiceRoleForOpsCenter service-linked"],
    ),
    (
        r#"resource "alicloud_ram_policy" "a" {
  policy_name = "P"
  policy_document = DOC
}"#,
        &["Custom/P is Allow(kvstore:* *)"],
    ),
    (
        r#"resource "alibabacloudstack_ram_policy" "a" {
  name = "P"
  document = DOC
}"#,
        &["Custom/P is Allow(kvstore:* *)"],
    ),
    (
        r#"resource "alicloud_ram_policy" "a" {
  name = "P"
  statement {
    effect   = "Deny"
    action   = ["kvstore:*", "ecs:*"]
    resource = ["*"]
  }
  statement {
    effect   = "Allow"
    action   = ["oss:Get*"]
    resource = ["acs:oss:*:*:b"]
  }
}"#,
        &["Custom/P is Deny(kvstore:*,ecs:* *)+Allow(oss:Get* acs:oss:*:*:b)"],
    ),
    (
        r#"resource "alicloud_ram_policy" "a" {
  name = "P"
  statement = [{ effect = "Allow", action = ["kvstore:*"], resource = ["*"] }]
}"#,
        &["Custom/P is Allow(kvstore:* *)"],
    ),
    (
        r#"resource "alicloud_ram_policy" "a" {
  name = "P"
  dynamic "statement" {
    for_each = { Allow = ["oss:*"], Deny = ["kvstore:*"] }
    iterator = each_one
    content {
      effect   = each_one.key
      action   = each_one.value
      resource = ["*"]
    }
  }
}"#,
        &["Custom/P is Allow(oss:* *)+Deny(kvstore:* *)"],
    ),
    (
        r#"resource "alicloud_resource_manager_policy" "a" {
  policy_name = "P"
  policy_document = DOC
}
resource "alicloud_resource_manager_policy_version" "b" {
  policy_name = alicloud_resource_manager_policy.a.policy_name
  policy_document = jsonencode({ Version = "1", Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })
  is_default_version = true
}"#,
        &["Custom/P is Deny(* *) was Allow(kvstore:* *)"],
    ),
    (
        r#"resource "alicloud_resource_manager_policy_version" "b" {
  policy_name = "P"
  policy_document = DOC
}
resource "alicloud_resource_manager_policy" "a" {
  policy_name = "P"
  policy_document = DOC
}"#,
        &["Custom/P is Allow(kvstore:* *) was Allow(kvstore:* *)"],
    ),
    (
        r#"resource "alicloud_ram_user_policy_attachment" "a" {
  user_name = "ann"
  policy_name = "P"
  policy_type = "Custom"
}"#,
        &["user/ann", "Custom/P", "user/ann <- Custom/P"],
    ),
    (
        r#"resource "alicloud_ram_group_policy_attachment" "a" {
  group_name = "ops"
  policy_name = "AdministratorAccess"
  policy_type = "System"
}"#,
        &["group/ops", "group/ops <- System/AdministratorAccess"],
    ),
    (
        r#"resource "alicloud_ram_role_policy_attachment" "a" {
  role_name = "run"
  policy_name = "AdministratorAccess"
  policy_type = "System"
}"#,
        &["role/run", "role/run <- System/AdministratorAccess"],
    ),
    (
        r#"resource "alicloud_resource_manager_policy_attachment" "a" {
  policy_name = "AdministratorAccess"
  policy_type = "System"
  principal_name = "ann@1000000000000001.onaliyun.com"
  principal_type = "IMSUser"
  resource_group_id = "1000000000000001"
}"#,
        &["user/ann", "user/ann <- System/AdministratorAccess"],
    ),
    (
        r#"resource "alicloud_resource_manager_policy_attachment" "a" {
  policy_name = "AdministratorAccess"
  policy_type = "System"
  principal_name = "ops@group.1000000000000001.onaliyun.com"
  principal_type = "IMSGroup"
  resource_group_id = "rg-1"
}"#,
        &[
            "group/ops",
            "group/ops <- System/AdministratorAccess in rg-1",
        ],
    ),
    (
        r#"resource "alicloud_ram_user_group_attachment" "a" {
  user_name = "ann"
  group_name = "ops"
}"#,
        &["group/ops", "user/ann", "user/ann in group/ops"],
    ),
    (
        r#"resource "alicloud_ram_group_membership" "a" {
  user_names = ["ann", "ben"]
  group_name = "ops"
}"#,
        &[
            "group/ops",
            "user/ann",
            "user/ben",
            "user/ann in group/ops",
            "user/ben in group/ops",
        ],
    ),
    (
        r#"resource "alicloud_resource_manager_control_policy" "a" {
  control_policy_name = "Stop"
  effect_scope = "RAM"
  policy_document = DOC
}
resource "alicloud_resource_manager_control_policy_attachment" "a" {
  policy_id = alicloud_resource_manager_control_policy.a.id
  target_id = "fd-1"
}"#,
        &["control Stop on fd-1"],
    ),
    (
        r#"resource "alicloud_cloud_sso_user" "a" { user_name = "ann" }
resource "alicloud_cloud_sso_group" "a" { group_name = "ops" }
resource "alicloud_cloud_sso_user_attachment" "a" {
  user_id = alicloud_cloud_sso_user.a.user_id
  group_id = alicloud_cloud_sso_group.a.group_id
}
resource "alicloud_cloud_sso_access_configuration" "a" {
  access_configuration_name = "Admin"
  permission_policies {
    permission_policy_type = "System"
    permission_policy_name = "AdministratorAccess"
  }
}
resource "alicloud_cloud_sso_access_assignment" "a" {
  access_configuration_id = alicloud_cloud_sso_access_configuration.a.access_configuration_id
  principal_type = "Group"
  principal_id = alicloud_cloud_sso_group.a.group_id
  target_type = "RD-Account"
  target_id = "1000000000000002"
}"#,
        &[
            "sso-group/ops",
            "sso-user/ann",
            "sso-user/ann in sso-group/ops",
            "configuration Admin: System/AdministratorAccess",
            "sso-group/ops gets Admin in 1000000000000002",
        ],
    ),
    (
        r#"resource "alicloud_instance" "a" { role_name = alicloud_ram_role.r.id }
resource "alicloud_ram_role" "r" { role_name = "run" }"#,
        &["role/run", "alicloud_instance.a wears role/run"],
    ),
    (
        r#"resource "alicloud_fcv3_function" "a" { role = alicloud_ram_role.r.arn }
resource "alicloud_ram_role" "r" { role_name = "Run" }"#,
        &["role/Run", "alicloud_fcv3_function.a wears role/Run"],
    ),
    (
        r#"resource "alicloud_fcv3_function" "a" { role = "acs:ram::1000000000000001:role/run" }"#,
        &["role/run", "alicloud_fcv3_function.a wears role/run"],
    ),
    (
        r#"resource "alicloud_ram_role_attachment" "a" {
  role_name = "run"
  instance_ids = ["i-1", alicloud_instance.x.id]
}
resource "alicloud_instance" "x" {}"#,
        &[
            "role/run",
            "i-1 wears role/run",
            "alicloud_instance.x wears role/run",
        ],
    ),
    (
        r#"resource "alicloud_ecs_ram_role_attachment" "a" {
  ram_role_name = "run"
  instance_id = "i-1"
  policy = DOC
}"#,
        &[
            "role/run narrowed by Allow(kvstore:* *)",
            "i-1 wears role/run",
        ],
    ),
    (
        r#"resource "alicloud_ram_access_key" "a" { user_name = "ann" }"#,
        &["user/ann", "key of user/ann"],
    ),
    (
        r#"variable "status" {}
resource "alicloud_ram_access_key" "a" {
  user_name = "ann"
  status    = "Inactive"
}
resource "alicloud_ram_access_key" "b" {
  user_name = "bob"
  status    = "Active"
}
resource "alicloud_ram_access_key" "c" {
  user_name = "eve"
  status    = var.status
}"#,
        &["user/bob", "key of user/bob", "user/eve", "key of user/eve"],
    ),
    (
        r#"resource "alicloud_ram_saml_provider" "a" { saml_provider_name = "idp" }
resource "alicloud_ims_oidc_provider" "b" { oidc_provider_name = "ci" }"#,
        &["saml idp", "oidc ci"],
    ),
    (
        r#"resource "alicloud_oss_bucket_policy" "a" {
  bucket = "b"
  policy = DOC
}"#,
        &["Resource main.tf#alicloud_oss_bucket_policy.a is Allow(kvstore:* *)"],
    ),
    (
        r#"resource "alicloud_kms_policy" "a" { policy_name = "x" }
resource "alicloud_ram_account_password_policy" "b" { minimum_password_length = 9 }
resource "alicloud_ram_login_profile" "c" { user_name = "ann" }"#,
        &["user/ann", "password of user/ann"],
    ),
];

#[test]
fn every_type_declares_what_it_says() {
    for (text, expected) in TABLE {
        let text = text.replace("DOC", DOC).replace("ENTRY", ENTRY);
        let got = Case::of(&[("main.tf", text.as_str())]).run();
        let (mut facts, mut expected) = (got.facts(), expected.to_vec());
        facts.sort();
        expected.sort_unstable();
        assert_eq!(facts, expected, "{text}");
        assert!(
            got.not_analysed().is_empty(),
            "{text} {:?}",
            got.not_analysed()
        );
        assert!(
            got.problems()
                .iter()
                .all(|one| one.starts_with("ControlPoliciesNotApplied")),
            "{text} {:?}",
            got.problems()
        );
    }
}

#[test]
fn what_is_not_understood_is_told() {
    let text = r#"resource "alicloud_ram_thing" "a" {}
resource "st-alicloud_ram_policy" "b" {}
resource "null_resource" "c" {
  provisioner "local-exec" {
    command = "aliyun ram AttachPolicyToUser --PolicyName ${var.p}"
  }
}
variable "p" {}
resource "alicloud_resource_manager_policy_attachment" "d" {
  policy_name    = "P"
  policy_type    = "Custom"
  principal_name = var.p
  principal_type = var.p
}
resource "alicloud_cloud_sso_user_provisioning" "e" {}
"#;
    let got = Case::of(&[("main.tf", text)]).run();
    let told: Vec<String> = got
        .not_analysed()
        .iter()
        .map(|one| one.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        told,
        [
            r#"main.tf UnknownResource("alicloud_ram_thing") @ resource "alicloud_ram_thing" "a""#,
            r#"main.tf UnknownResource("st-alicloud_ram_policy") @ resource "st-alicloud_ram_policy" "b""#,
            r#"main.tf Command @ "aliyun ram AttachPolicyToUser --PolicyName ${var.p}""#,
            r#"main.tf NotKnown("principal_type") @ resource "alicloud_resource_manager_policy_attachment" "d" {"#,
            r#"main.tf UnknownResource("alicloud_cloud_sso_user_provisioning") @ resource "alicloud_cloud_sso_user_provisioning" "e""#,
        ]
    );
}

#[test]
fn arguments_of_other_providers_are_problems_and_read_as_meant() {
    let text = r#"resource "alicloud_ram_role" "a" {
  role_name          = "run"
  assume_role_policy = ENTRY
}
data "alicloud_ram_policy_document" "d" {
  statement {
    actions  = ["oss:*"]
    resource = ["*"]
  }
}
resource "alicloud_ram_policy" "p" {
  policy_name     = "P"
  policy_document = data.alicloud_ram_policy_document.d.document
}
"#;
    let text = text.replace("ENTRY", ENTRY);
    let got = Case::of(&[("main.tf", text.as_str())]).run();
    let problems = got.problems();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(
        problems
            .iter()
            .any(|one| one.ends_with("@ assume_role_policy"))
    );
    assert!(problems.iter().any(|one| one.ends_with("@ actions")));
    let mut facts = got.facts();
    facts.sort();
    assert_eq!(
        facts,
        [
            "Custom/P is Allow(oss:* *)",
            "role/run trusts Allow(sts:AssumeRole acs:ram::1000000000000001:root)"
        ]
    );
}
