//! Changes outside of the policy that they change: the value of a variable, of a
//! local, of a parameter, or what a condition decides.

use ramlint::engine::difference::Act::{Added, Narrowed, Widened};
use ramlint::engine::difference::{Part, Subject};

use super::cases::Case;

/// A policy of statements for a user, and what is declared beside it.
macro_rules! terraform {
    ($declared:expr, $($statement:expr),+) => {
        concat!(
            $declared,
            "\nresource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n",
            "  policy_document = jsonencode({ Version = \"1\", Statement = [",
            $("{ ", $statement, " }, ",)+
            "] })\n}\n",
            "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n",
            "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n",
            "  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n",
            "  user_name = alicloud_ram_user.alice.name\n}\n"
        )
    };
}

/// A user and a policy, and an attachment under a condition.
macro_rules! counted {
    ($default:expr, $attachment:expr, $action:expr) => {
        concat!(
            "variable \"on\" {\n  default = ",
            $default,
            "\n}\nresource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n",
            "resource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n",
            "  policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = ",
            $action,
            ", Resource = \"*\" }] })\n}\n",
            $attachment,
            "\n"
        )
    };
}

const WIDENED: &[(Subject, ramlint::engine::difference::Act)] =
    &[(Subject::Allow, Widened(Part::Action))];

macro_rules! widened {
    ($name:expr, $before:expr, $after:expr) => {
        Case {
            name: $name,
            before: $before,
            after: $after,
            gained: &["direct user/alice"],
            lost: &[],
            causes: WIDENED,
        }
    };
}

macro_rules! in_one_file {
    ($name:expr, $before:expr, $after:expr, $statement:expr) => {
        widened!(
            $name,
            &[("main.tf", terraform!($before, $statement))],
            &[("main.tf", terraform!($after, $statement))]
        )
    };
}

const INSERTED: &str = terraform!(
    "variable \"verbs\" {\n  type = string\n}",
    r#"Effect = "Allow", Action = "kvstore:${var.verbs}", Resource = "*""#
);

pub const CASES: &[Case] = &[
    widened!(
        "value of a variable in a file of values",
        &[
            ("main.tf", INSERTED),
            ("terraform.tfvars", "verbs = «\"Describe*\"»\n")
        ],
        &[
            ("main.tf", INSERTED),
            ("terraform.tfvars", "verbs = «\"D*\"»\n")
        ]
    ),
    in_one_file!(
        "local made of a local made of a variable",
        "variable \"v\" {\n  default = «\"Describe\"»\n}\nlocals {\n  verbs = \"${var.v}*\"\n  action = \"kvstore:${local.verbs}\"\n}",
        "variable \"v\" {\n  default = «\"D\"»\n}\nlocals {\n  verbs = \"${var.v}*\"\n  action = \"kvstore:${local.verbs}\"\n}",
        r#"Effect = "Allow", Action = ["ecs:*", "${local.action}"], Resource = "*""#
    ),
    in_one_file!(
        "element of a list that is a variable's",
        r#"variable "actions" { default = ["ecs:*", «"kvstore:Describe*"»] }"#,
        r#"variable "actions" { default = ["ecs:*", «"kvstore:D*"»] }"#,
        r#"Effect = "Allow", Action = var.actions, Resource = "*""#
    ),
    in_one_file!(
        "element of a list that is looped over",
        r#"variable "verbs" { default = ["List*", «"Describe*"»] }"#,
        r#"variable "verbs" { default = ["List*", «"D*"»] }"#,
        r#"Effect = "Allow", Action = [for v in var.verbs : "kvstore:${v}"], Resource = "*""#
    ),
    in_one_file!(
        "function of a variable",
        r#"variable "verbs" { default = «"describe*"» }"#,
        r#"variable "verbs" { default = «"d*"» }"#,
        r#"Effect = "Allow", Action = format("kvstore:%s", title(var.verbs)), Resource = "*""#
    ),
    in_one_file!(
        "condition that chooses an action",
        r#"variable "wide" { default = «false» }"#,
        r#"variable "wide" { default = «true» }"#,
        r#"Effect = "Allow", Action = var.wide ? "kvstore:*" : "kvstore:Describe*", Resource = "*""#
    ),
    in_one_file!(
        "condition inside a template",
        r#"variable "stage" { default = «"prod"» }"#,
        r#"variable "stage" { default = «"dev"» }"#,
        r#"Effect = "Allow", Action = "kvstore:${var.stage == "dev" ? "*" : "Describe*"}", Resource = "*""#
    ),
    widened!(
        "template and variable",
        &[(
            "main.tf",
            terraform!(
                r#"variable "v" { default = «"scribe*"» }"#,
                r#"Effect = "Allow", Action = «"kvstore:De${var.v}"», Resource = "*""#
            )
        )],
        &[(
            "main.tf",
            terraform!(
                r#"variable "v" { default = «"*"» }"#,
                r#"Effect = "Allow", Action = «"kvstore:D${var.v}"», Resource = "*""#
            )
        )]
    ),
    widened!(
        "template alone",
        &[(
            "main.tf",
            terraform!(
                r#"variable "v" { default = "*" }"#,
                r#"Effect = "Allow", Action = «"kvstore:Desc${var.v}"», Resource = "*""#
            )
        )],
        &[(
            "main.tf",
            terraform!(
                r#"variable "v" { default = "*" }"#,
                r#"Effect = "Allow", Action = «"kvstore:D${var.v}"», Resource = "*""#
            )
        )]
    ),
    Case {
        name: "resource of a Deny made of a variable",
        before: &[(
            "main.tf",
            terraform!(
                r#"variable "name" { default = «""» }"#,
                r#"Effect = "Allow", Action = "kvstore:*", Resource = "*""#,
                r#"Effect = "Deny", Action = "kvstore:DestroyInstance", Resource = "*${var.name}""#
            ),
        )],
        after: &[(
            "main.tf",
            terraform!(
                r#"variable "name" { default = «"r-1"» }"#,
                r#"Effect = "Allow", Action = «"kvstore:*"», Resource = "*""#,
                r#"Effect = "Deny", Action = "kvstore:DestroyInstance", Resource = "*${var.name}""#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Deny, Narrowed(Part::Resource))],
    },
    Case {
        name: "value of a condition made of a variable",
        before: &[(
            "main.tf",
            terraform!(
                r#"variable "bits" { default = «16» }"#,
                r#"Effect = "Allow", Action = "kvstore:*", Resource = "*", Condition = { IpAddress = { "acs:SourceIp" = ["10.0.0.0/${var.bits}"] } }"#
            ),
        )],
        after: &[(
            "main.tf",
            terraform!(
                r#"variable "bits" { default = «8» }"#,
                r#"Effect = "Allow", Action = "kvstore:*", Resource = "*", Condition = { IpAddress = { "acs:SourceIp" = ["10.0.0.0/${var.bits}"] } }"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Condition))],
    },
    Case {
        name: "values of a condition that are a variable's",
        before: &[(
            "main.tf",
            terraform!(
                r#"variable "nets" { default = «["10.0.0.0/16"]» }"#,
                r#"Effect = "Allow", Action = "kvstore:*", Resource = "*", Condition = { IpAddress = { "acs:SourceIp" = var.nets } }"#
            ),
        )],
        after: &[(
            "main.tf",
            terraform!(
                r#"variable "nets" { default = «["10.0.0.0/8"]» }"#,
                r#"Effect = "Allow", Action = "kvstore:*", Resource = "*", Condition = { IpAddress = { "acs:SourceIp" = var.nets } }"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Condition))],
    },
    widened!(
        "variable in the text of a document",
        &[(
            "main.tf",
            concat!(
                "variable \"verbs\" {\n  default = «\"Describe*\"»\n}\n",
                "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n",
                "resource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n  policy_document = <<EOF\n",
                "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kvstore:${var.verbs}\", \"Resource\": \"*\"}]}\nEOF\n}\n",
                "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = \"ops\"\n  policy_type = \"Custom\"\n  user_name = \"alice\"\n}\n"
            )
        )],
        &[(
            "main.tf",
            concat!(
                "variable \"verbs\" {\n  default = «\"D*\"»\n}\n",
                "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n",
                "resource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n  policy_document = <<EOF\n",
                "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kvstore:${var.verbs}\", \"Resource\": \"*\"}]}\nEOF\n}\n",
                "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = \"ops\"\n  policy_type = \"Custom\"\n  user_name = \"alice\"\n}\n"
            )
        )]
    ),
    Case {
        name: "attachment that a condition makes",
        before: &[(
            "main.tf",
            counted!(
                "false",
                "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  count = var.on ? 1 : 0\n  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n  user_name = alicloud_ram_user.alice.name\n}",
                "\"kvstore:*\""
            ),
        )],
        after: &[(
            "main.tf",
            counted!(
                "«true»",
                "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  count = var.on ? 1 : 0\n  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n  user_name = alicloud_ram_user.alice.name\n}",
                "«\"kvstore:*\"»"
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    widened!(
        "parameter of a template",
        &[(
            "t.yml",
            "ROSTemplateFormatVersion: '2015-09-01'\nParameters:\n  Verbs: { Type: String, Default: «'Describe*'» }\nResources:\n  U: { Type: ALIYUN::RAM::User, Properties: { UserName: alice } }\n  P:\n    Type: ALIYUN::RAM::ManagedPolicy\n    Properties:\n      PolicyName: ops\n      Users: [!Ref U]\n      PolicyDocument: { Version: '1', Statement: [{ Effect: Allow, Action: !Sub 'kvstore:${Verbs}', Resource: '*' }] }\n"
        )],
        &[(
            "t.yml",
            "ROSTemplateFormatVersion: '2015-09-01'\nParameters:\n  Verbs: { Type: String, Default: «'D*'» }\nResources:\n  U: { Type: ALIYUN::RAM::User, Properties: { UserName: alice } }\n  P:\n    Type: ALIYUN::RAM::ManagedPolicy\n    Properties:\n      PolicyName: ops\n      Users: [!Ref U]\n      PolicyDocument: { Version: '1', Statement: [{ Effect: Allow, Action: !Sub 'kvstore:${Verbs}', Resource: '*' }] }\n"
        )]
    ),
    widened!(
        "parameter that is joined",
        &[(
            "t.yml",
            "ROSTemplateFormatVersion: '2015-09-01'\nParameters:\n  Verbs: { Type: String, Default: «'Describe*'» }\nResources:\n  U: { Type: ALIYUN::RAM::User, Properties: { UserName: alice } }\n  P:\n    Type: ALIYUN::RAM::ManagedPolicy\n    Properties:\n      PolicyName: ops\n      Users: [!Ref U]\n      PolicyDocument: { Version: '1', Statement: [{ Effect: Allow, Action: !Join [':', [kvstore, !Ref Verbs]], Resource: '*' }] }\n"
        )],
        &[(
            "t.yml",
            "ROSTemplateFormatVersion: '2015-09-01'\nParameters:\n  Verbs: { Type: String, Default: «'D*'» }\nResources:\n  U: { Type: ALIYUN::RAM::User, Properties: { UserName: alice } }\n  P:\n    Type: ALIYUN::RAM::ManagedPolicy\n    Properties:\n      PolicyName: ops\n      Users: [!Ref U]\n      PolicyDocument: { Version: '1', Statement: [{ Effect: Allow, Action: !Join [':', [kvstore, !Ref Verbs]], Resource: '*' }] }\n"
        )]
    ),
];
