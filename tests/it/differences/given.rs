//! Attachments made by blocks that say the same as before, because what they refer to
//! does not; and statements in which a condition was taken out or another put in its
//! place.

use ramlint::engine::difference::Act::{Added, Altered, Narrowed, Removed, Widened};
use ramlint::engine::difference::{Part, Subject};

use super::cases::Case;

/// An attachment, after what is declared beside it.
macro_rules! attached {
    ($declared:expr, $looped:expr, $policy:expr, $user:expr) => {
        concat!(
            $declared,
            "\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  ",
            $looped,
            "\n  policy_type = \"System\"\n  policy_name = ",
            $policy,
            "\n  user_name = ",
            $user,
            "\n}\n"
        )
    };
}

/// Somebody is given the policy and nobody loses anything.
macro_rules! given_to {
    ($who:expr, $name:expr, $before:expr, $after:expr, $looped:expr, $policy:expr, $user:expr) => {
        Case {
            name: $name,
            before: &[("main.tf", attached!($before, $looped, $policy, $user))],
            after: &[("main.tf", attached!($after, $looped, $policy, $user))],
            gained: &[$who],
            lost: &[],
            causes: &[(Subject::Attachment, Added)],
        }
    };
}

/// It is another user who has the policy.
macro_rules! moved {
    ($name:expr, $before:expr, $after:expr, $looped:expr, $policy:expr) => {
        Case {
            name: $name,
            before: &[("main.tf", attached!($before, $looped, $policy, "var.who"))],
            after: &[("main.tf", attached!($after, $looped, $policy, "var.who"))],
            gained: &["direct user/bob"],
            lost: &["direct user/alice"],
            causes: &[(Subject::Attachment, Added), (Subject::Principal, Removed)],
        }
    };
}

const MODULE: &str = attached!(
    "variable \"users\" { type = set(string) }\nresource \"alicloud_ram_user\" \"u\" {\n  for_each = var.users\n  name = each.key\n}",
    "for_each = var.users",
    "\"AliyunKvstoreFullAccess\"",
    "alicloud_ram_user.u[each.key].name"
);

/// A snapshot of a user with policies of some statements.
macro_rules! account {
    ($statements:expr $(, $name:expr => $more:expr)*) => {
        concat!(
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001", "#,
            r#""complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"], "#,
            r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}"#,
            $(r#", {"policy": "Custom/"#, $name, r#"", "to": "user/alice"}"#,)*
            r#"], "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": ["#,
            $statements,
            "]}}",
            $(
                r#", {"type": "Custom", "name": ""#, $name,
                r#"", "document": {"Version": "1", "Statement": ["#, $more, "]}}",
            )*
            "]}"
        )
    };
}

/// A user and a role that trusts it.
macro_rules! trusted {
    ($trust:expr, $action:expr) => {
        concat!(
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001", "#,
            r#""complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"], "#,
            r#""users": [{"name": "alice"}], "roles": [{"name": "dep", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "#,
            $trust,
            r#"}]}}], "attachments": [{"policy": "Custom/Ops", "to": "role/dep"}, {"policy": "Custom/Become", "to": "user/alice"}], "policies": ["#,
            r#"{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "#,
            $action,
            r#", "Resource": "*"}]}}, {"type": "Custom", "name": "Become", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}]}"#
        )
    };
}

pub const CASES: &[Case] = &[
    moved!(
        "default of a variable that is the user's name",
        "variable \"who\" {\n  default = «\"alice\"»\n}",
        "variable \"who\" {\n  default = «\"bob\"»\n}",
        "",
        "\"AliyunKvstoreFullAccess\""
    ),
    moved!(
        "user of every policy of a list",
        "variable \"who\" {\n  default = «\"alice\"»\n}\nlocals {\n  all = [\"AliyunKvstoreFullAccess\"]\n}",
        "variable \"who\" {\n  default = «\"bob\"»\n}\nlocals {\n  all = [\"AliyunKvstoreFullAccess\"]\n}",
        "for_each = toset(local.all)",
        "each.value"
    ),
    given_to!(
        "direct user/bob",
        "element of a local that a block is made for each of",
        "locals {\n  us = [\"alice\"]\n}",
        "locals {\n  us = [\"alice\", «\"bob\"»]\n}",
        "for_each = toset(local.us)",
        "\"AliyunKvstoreFullAccess\"",
        "each.value"
    ),
    given_to!(
        "direct user/bob",
        "first element of such a local",
        "locals {\n  us = []\n}",
        "locals {\n  us = [«\"bob\"»]\n}",
        "for_each = toset(local.us)",
        "\"AliyunKvstoreFullAccess\"",
        "each.value"
    ),
    given_to!(
        "direct user/bob",
        "member of a mapping that a block is made for each of",
        "variable \"us\" {\n  default = { a = \"alice\" }\n}",
        "variable \"us\" {\n  default = { a = \"alice\", b = «\"bob\"» }\n}",
        "for_each = var.us",
        "\"AliyunKvstoreFullAccess\"",
        "each.value"
    ),
    given_to!(
        "direct user/bob",
        "element of a list that is counted",
        "locals {\n  us = [\"alice\"]\n}",
        "locals {\n  us = [\"alice\", «\"bob\"»]\n}",
        "count = length(local.us)",
        "\"AliyunKvstoreFullAccess\"",
        "local.us[count.index]"
    ),
    given_to!(
        "direct user/alice",
        "default of a variable that decides whether there is an attachment",
        "variable \"on\" {\n  default = false\n}\nvariable \"who\" {\n  default = \"alice\"\n}",
        "variable \"on\" {\n  default = «true»\n}\nvariable \"who\" {\n  default = \"alice\"\n}",
        "count = var.on ? 1 : 0",
        "\"AliyunKvstoreFullAccess\"",
        "var.who"
    ),
    given_to!(
        "direct user/alice",
        "local that is the policy's name",
        "locals {\n  pn = \"AliyunECSReadOnlyAccess\"\n}",
        "locals {\n  pn = «\"AliyunKvstoreFullAccess\"»\n}",
        "",
        "local.pn",
        "\"alice\""
    ),
    // Where the block says something else, it is what was changed.
    Case {
        name: "block and local",
        before: &[(
            "main.tf",
            attached!(
                "locals {\n  who = \"alice\"\n}",
                "",
                "\"AliyunECSReadOnlyAccess\"",
                "local.who"
            ),
        )],
        after: &[(
            "main.tf",
            "locals {\n  who = \"bob\"\n}\n«resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_type = \"System\"\n  policy_name = \"AliyunKvstoreFullAccess\"\n  user_name = local.who\n}»\n",
        )],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "argument of a module that attaches for each of it",
        before: &[
            (
                "main.tf",
                "module \"m\" {\n  source = \"./mod\"\n  users = [\"alice\"]\n}\n",
            ),
            ("mod/main.tf", MODULE),
        ],
        after: &[
            (
                "main.tf",
                "module \"m\" {\n  source = \"./mod\"\n  users = [\"alice\", «\"bob\"»]\n}\n",
            ),
            ("mod/main.tf", MODULE),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "condition of an Allow replaced by another",
        before: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {«"acs:MFAPresent": "true"»}}}"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"StringEquals": {«"acs:SourceVpc": "vpc-a"»}}}"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Allow, Altered(Part::Condition))],
    },
    Case {
        name: "one of two conditions of an Allow removed",
        before: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {«"acs:MFAPresent": "true"», "acs:SecureTransport": "true"}}}"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*", "Condition": {"Bool": {"acs:SecureTransport": "true"}}}"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Condition))],
    },
    Case {
        name: "condition of a Deny replaced by another",
        before: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {«"acs:MFAPresent": "true"»}}}"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {«"acs:SecureTransport": "true"»}}}"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Deny, Altered(Part::Condition))],
    },
    Case {
        name: "element taken out of a Deny",
        before: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}, {"Effect": "Deny", "Action": ["ecs:*", «"kvstore:*"»], "Resource": "*"}"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#"{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": «["ecs:*"]», "Resource": "*"}"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Deny, Narrowed(Part::Action))],
    },
    Case {
        name: "condition of a trust document removed",
        before: &[(
            "a.json",
            trusted!(
                r#""Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/alice"]}, "Condition": {"IpAddress": {«"acs:SourceIp": "203.0.113.0/24"»}}"#,
                r#""kvstore:*""#
            ),
        )],
        after: &[(
            "a.json",
            trusted!(
                r#""Action": «"sts:AssumeRole"», "Principal": {"RAM": ["acs:ram::1000000000000001:user/alice"]}"#,
                r#"«"kvstore:*"»"#
            ),
        )],
        gained: &["reach user/alice"],
        lost: &[],
        causes: &[(Subject::Trust, Widened(Part::Condition))],
    },
    Case {
        name: "condition of a Deny that stands beside what a way leads to",
        before: &[(
            "a.json",
            account!(
                r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}, {"Effect": "Allow", "Action": "ram:CreatePolicyVersion", "Resource": "*"}"#,
                "Guard" => r#"{"Effect": "Deny", "Action": ["kvstore:Destroy*"], "Resource": "*", "Condition": {"Bool": {«"acs:MFAPresent": "true"»}}}"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}, {"Effect": "Allow", "Action": "ram:CreatePolicyVersion", "Resource": "*"}"#,
                "Guard" => r#"{"Effect": "Deny", "Action": ["kvstore:Destroy*"], "Resource": "*", "Condition": {"Bool": {«"acs:SecureTransport": "true"»}, "IpAddress": {«"acs:SourceIp": "10.1.0.0/16"»}}}"#
            ),
        )],
        gained: &["obtain user/alice"],
        lost: &["obtain user/alice"],
        causes: &[(Subject::Deny, Altered(Part::Condition))],
    },
];
