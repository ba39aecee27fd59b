//! A Terraform module of the size of a company's: users, groups, roles and
//! policies in every form in which people write documents.

use std::fmt::Write as _;

/// The files of a module with about `resources` resources, by name.
pub fn module(resources: usize) -> Vec<(String, String)> {
    let unit = resources / 10;
    let mut main = String::new();
    for number in 0..unit {
        policy(&mut main, number);
        write!(
            main,
            r#"
resource "alicloud_ram_user" "user_{number}" {{
  name = "${{var.prefix}}-user-{number}"
}}

resource "alicloud_ram_user" "other_{number}" {{
  name = "other-{number}"
}}

resource "alicloud_ram_group" "group_{number}" {{
  group_name = "group-{number}"
}}

resource "alicloud_ram_role" "role_{number}" {{
  role_name = "role-{number}"
  assume_role_policy_document = jsonencode({{
    Version   = "1"
    Statement = [{{ Effect = "Allow", Action = "sts:AssumeRole", Principal = {{ RAM = ["acs:ram::${{local.account}}:user/other-{number}"] }} }}]
  }})
}}

resource "alicloud_ram_user_policy_attachment" "user_{number}" {{
  user_name   = alicloud_ram_user.user_{number}.name
  policy_name = alicloud_ram_policy.policy_{number}.policy_name
  policy_type = alicloud_ram_policy.policy_{number}.type
}}

resource "alicloud_ram_group_policy_attachment" "group_{number}" {{
  group_name  = alicloud_ram_group.group_{number}.id
  policy_name = "AliyunKvstoreReadOnlyAccess"
  policy_type = "System"
}}

resource "alicloud_ram_role_policy_attachment" "role_{number}" {{
  for_each    = toset(["AliyunECSFullAccess", "AliyunKvstoreFullAccess"])
  role_name   = alicloud_ram_role.role_{number}.role_name
  policy_name = each.value
  policy_type = "System"
}}

resource "alicloud_ram_group_membership" "group_{number}" {{
  group_name = alicloud_ram_group.group_{number}.group_name
  user_names = [alicloud_ram_user.user_{number}.name, alicloud_ram_user.other_{number}.name]
}}

data "alicloud_ram_policy_document" "document_{number}" {{
  statement {{
    effect   = "Deny"
    action   = ["kvstore:DestroyInstance"]
    resource = ["*"]
  }}
}}

resource "alicloud_ram_policy" "guard_{number}" {{
  policy_name     = "guard-{number}"
  policy_document = data.alicloud_ram_policy_document.document_{number}.document
}}
"#
        )
        .expect("writing to a string");
    }
    let variables = "variable \"prefix\" {\n  default = \"prod\"\n}\n\nlocals {\n  account = \"1000000000000001\"\n}\n";
    vec![
        ("main.tf".to_owned(), main),
        ("variables.tf".to_owned(), variables.to_owned()),
    ]
}

fn policy(main: &mut String, number: usize) {
    let document = match number % 3 {
        0 => format!(
            r#"<<JSON
{{
  "Version": "1",
  "Statement": [
    {{ "Effect": "Allow", "Action": ["kvstore:*", "ecs:Describe*"], "Resource": "*" }},
    {{ "Effect": "Deny", "Action": "kvstore:Delete*", "Resource": "acs:kvstore:*:${{local.account}}:instance/r-{number}" }}
  ]
}}
JSON"#
        ),
        1 => r#"jsonencode({
    Version = "1"
    Statement = [
      {
        Effect    = "Allow"
        Action    = concat(["kvstore:Describe*"], ["kvstore:DestroyInstance"])
        Resource  = "*"
        Condition = { IpAddress = { "acs:SourceIp" = ["10.0.0.0/8"] } }
      }
    ]
  })"#
        .to_owned(),
        _ => r#""{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"oss:*\",\"Resource\":\"*\"}]}""#
            .to_owned(),
    };
    write!(
        main,
        "\nresource \"alicloud_ram_policy\" \"policy_{number}\" {{\n  policy_name     = \"policy-{number}\"\n  policy_document = {document}\n}}\n"
    )
    .expect("writing to a string");
}
