//! Changes to an account, with what each lets whom do and the texts responsible
//! between marks.

use ramlint::engine::difference::Act::{Added, Altered, Changed, Narrowed, Removed, Widened};
use ramlint::engine::difference::{Act, Part, Subject};

/// Files of one version, marks included.
pub type Files = &'static [(&'static str, &'static str)];

/// One change.
pub struct Case {
    pub name: &'static str,
    pub before: Files,
    pub after: Files,
    /// Kind and principal of each entry.
    pub gained: &'static [&'static str],
    pub lost: &'static [&'static str],
    pub causes: &'static [(Subject, Act)],
}

/// What most cases have: a user of a group, and policies for both.
macro_rules! account {
    ($($rest:tt)*) => {
        concat!(
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001", "#,
            r#""complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"], "#,
            $($rest)*,
            "}"
        )
    };
}

pub const CASES: &[Case] = &[
    Case {
        name: "Allow added",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}, {"Effect": "Allow", "Action": ["ecs:*", «"kvstore:Destroy*"»], "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Added)],
    },
    Case {
        name: "Allow widened by one character",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:*", «"kvstore:Del*Instance"»], "Resource": "*"}, {"Effect": "Allow", "Action": "oss:*", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:*", "Resource": "*"}, {"Effect": "Allow", "Action": ["ecs:*", «"kvstore:D*Instance"»], "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Action))],
    },
    Case {
        name: "Deny removed in one file, and the Allow of another takes effect",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}, {"policy": "Custom/Guard", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": ["oss:DeleteBucket", «"kvstore:DestroyInstance"»], "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:DeleteDisk", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}, {"policy": "Custom/Guard", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "ecs:DeleteDisk", "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Deny, Removed)],
    },
    Case {
        name: "Deny given a condition",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"Bool": {«"acs:MFAPresent": "false"»}}}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Deny, Narrowed(Part::Condition))],
    },
    Case {
        name: "condition of an Allow removed",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {«"acs:MFAPresent": "true"»}}}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Condition))],
    },
    Case {
        name: "Resource of a Deny narrowed",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": «"*"»}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": «"acs:kvstore:*:*:instance/r-1"»}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Deny, Narrowed(Part::Resource))],
    },
    Case {
        name: "member added",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}, {"name": "bob"}], "groups": [{"name": "dba", "members": ["bob"]}], "attachments": [{"policy": "Custom/Ops", "to": "group/dba"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:*", "kvstore:*"], "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}, {"name": "bob"}], "groups": [{"name": "dba", "members": ["bob", «"alice"»]}], "attachments": [{"policy": "Custom/Ops", "to": "group/dba"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:*", «"kvstore:*"»], "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Membership, Added)],
    },
    Case {
        name: "attachment added",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}, {"name": "bob"}], "attachments": [{"policy": "Custom/Ops", "to": "user/bob"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}, {"name": "bob"}], "attachments": [{"policy": "Custom/Ops", "to": "user/bob"}, «{"policy": "Custom/Ops", "to": "user/alice"}»], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "system policy attached",
        before: &[("a.json", account!(r#""users": [{"name": "alice"}]"#))],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [«{"policy": "System/AliyunKvstoreFullAccess", "to": "user/alice"}»]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "control policy detached",
        before: &[(
            "a.json",
            account!(
                r#""resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1", "fd-22"]}, "users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}], "#,
                r#""control_policies": [{"id": "cp-0", "name": "FullAliyunAccess", "targets": ["r-1", "fd-22", "fd-9", "1000000000000001"]}, {"id": "cp-1", "name": "NoDestroy", "targets": ["fd-9", «"fd-22"»], "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1", "fd-22"]}, "users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}], "#,
                r#""control_policies": [{"id": "cp-0", "name": "FullAliyunAccess", "targets": ["r-1", "fd-22", "fd-9", "1000000000000001"]}, {"id": "cp-1", "name": "NoDestroy", "targets": ["fd-9"], "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::ControlPolicy, Removed)],
    },
    Case {
        name: "account moved out of the guarded folder",
        before: &[(
            "a.json",
            account!(
                r#""resource_directory": {"id": "rd-1", "account": "member", "path": «["r-1", "fd-22"]»}, "users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}], "#,
                r#""control_policies": [{"id": "cp-0", "name": "FullAliyunAccess", "targets": ["r-1", "fd-22", "fd-9", "1000000000000001"]}, {"id": "cp-1", "name": "NoDestroy", "targets": ["fd-22"], "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""resource_directory": {"id": "rd-1", "account": "member", "path": «["r-1", "fd-9"]»}, "users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}], "#,
                r#""control_policies": [{"id": "cp-0", "name": "FullAliyunAccess", "targets": ["r-1", "fd-22", "fd-9", "1000000000000001"]}, {"id": "cp-1", "name": "NoDestroy", "targets": ["fd-22"], "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Position, Changed)],
    },
    Case {
        name: "policy version changed",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "version": "v1", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]}, "#,
                r#""other_versions": [{"version": "v2", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}]}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "version": "v2", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}, "#,
                r#""other_versions": [{"version": "v1", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]}}]}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Version, Changed)],
    },
    Case {
        name: "Terraform variable default changed",
        before: &[(
            "main.tf",
            "variable \"verbs\" {\n  default = «\"Describe*\"»\n}\nresource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n  policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = \"kvstore:${var.verbs}\", Resource = \"*\" }] })\n}\nresource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n  user_name = alicloud_ram_user.alice.name\n}\n",
        )],
        after: &[(
            "main.tf",
            "variable \"verbs\" {\n  default = «\"D*\"»\n}\nresource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n  policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = \"kvstore:${var.verbs}\", Resource = \"*\" }] })\n}\nresource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = alicloud_ram_policy.ops.policy_name\n  policy_type = \"Custom\"\n  user_name = alicloud_ram_user.alice.name\n}\n",
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Action))],
    },
    Case {
        name: "trust widened",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/bob"]}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}, {"policy": "Custom/Become", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Become", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/bob", «"acs:ram::1000000000000001:user/alice"»]}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}, {"policy": "Custom/Become", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Become", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["reach user/alice"],
        lost: &[],
        causes: &[(Subject::Trust, Widened(Part::Principal))],
    },
    Case {
        name: "may become a role without the second factor",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": "acs:ram::1000000000000001:root"}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}, {"policy": "Custom/Become", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Become", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": {"IpAddress": {«"acs:SourceIp": "10.0.0.0/8"»}}}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": "acs:ram::1000000000000001:root"}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}, {"policy": "Custom/Become", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Become", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*", "Condition": {"IpAddress": {«"acs:SourceIp": "10.0.0.0/7"»}}}]}}]"#
            ),
        )],
        gained: &["reach user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Condition))],
    },
    Case {
        name: "a federated identity let into a role that has the action",
        before: &[(
            "a.json",
            account!(
                r#""roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs.aliyuncs.com"}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs.aliyuncs.com"}}, {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Federated": [«"acs:ram::1000000000000001:oidc-provider/github"»]}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["reach role/deployer"],
        lost: &[],
        causes: &[(Subject::Trust, Added)],
    },
    Case {
        name: "the holder of a Deny given the means to detach it",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}, {"policy": "Custom/Guard", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}, {"policy": "Custom/Guard", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Allow", "Action": ["ram:Get*", «"ram:DetachPolicyFromUser"»], "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["obtain user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Added)],
    },
    Case {
        name: "who is denied and granted nothing can shed the guard",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Guard", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Guard", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}, {"Effect": "Allow", "Action": [«"ram:DetachPolicyFromUser"»], "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["obtain user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Added)],
    },
    Case {
        name: "a version that grants is stored",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "version": "v1", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "version": "v1", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]}, "#,
                r#""other_versions": [{"version": "v2", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]}]"#
            ),
        )],
        gained: &["latent user/alice"],
        lost: &[],
        causes: &[(Subject::StoredVersion, Added)],
    },
    Case {
        name: "AccessKey pair for a user who has the action",
        before: &[(
            "main.tf",
            "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  user_name = alicloud_ram_user.alice.name\n}\n",
        )],
        after: &[(
            "main.tf",
            "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n«resource \"alicloud_ram_access_key\" \"k\" {\n  user_name = alicloud_ram_user.alice.name\n}»\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  user_name = alicloud_ram_user.alice.name\n}\n",
        )],
        gained: &["exposure user/alice"],
        lost: &[],
        causes: &[(Subject::AccessKey, Added)],
    },
    Case {
        name: "password for the console for a user who has the action",
        before: &[(
            "main.tf",
            "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  user_name = alicloud_ram_user.alice.name\n}\n",
        )],
        after: &[(
            "main.tf",
            "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n«resource \"alicloud_ram_login_profile\" \"k\" {\n  user_name = alicloud_ram_user.alice.name\n  password = \"x\"\n}»\nresource \"alicloud_ram_user_policy_attachment\" \"a\" {\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  user_name = alicloud_ram_user.alice.name\n}\n",
        )],
        gained: &["exposure user/alice"],
        lost: &[],
        causes: &[(Subject::ConsoleLogin, Added)],
    },
    Case {
        name: "issuer of the identity provider of a role that has the action changed",
        before: &[(
            "main.tf",
            concat!(
                "resource \"alicloud_ims_oidc_provider\" \"ci\" {\n  oidc_provider_name = \"ci\"\n  issuer_url = «\"https://token.example.com\"»\n  client_ids = [\"sts.aliyuncs.com\"]\n}\n",
                "resource \"alicloud_ram_role\" \"deployer\" {\n  role_name = \"deployer\"\n  assume_role_policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Federated = [\"acs:ram::1000000000000001:oidc-provider/ci\"] } }] })\n}\n",
                "resource \"alicloud_ram_role_policy_attachment\" \"a\" {\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  role_name = alicloud_ram_role.deployer.role_name\n}\n",
            ),
        )],
        after: &[(
            "main.tf",
            concat!(
                "resource \"alicloud_ims_oidc_provider\" \"ci\" {\n  oidc_provider_name = \"ci\"\n  issuer_url = «\"https://token.evil.example\"»\n  client_ids = [\"sts.aliyuncs.com\"]\n}\n",
                "resource \"alicloud_ram_role\" \"deployer\" {\n  role_name = \"deployer\"\n  assume_role_policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Federated = [\"acs:ram::1000000000000001:oidc-provider/ci\"] } }] })\n}\n",
                "resource \"alicloud_ram_role_policy_attachment\" \"a\" {\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  role_name = alicloud_ram_role.deployer.role_name\n}\n",
            ),
        )],
        gained: &["reach role/deployer"],
        lost: &["reach role/deployer"],
        causes: &[(Subject::IdentityProvider, Changed)],
    },
    Case {
        name: "Deny for one who may go round it",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"*"», "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &[],
        lost: &["direct user/alice"],
        causes: &[(Subject::Deny, Added)],
    },
    Case {
        name: "operator turned round",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {«"IpAddress"»: {"acs:SourceIp": "10.0.0.0/8"}}}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*", "Condition": {«"NotIpAddress"»: {"acs:SourceIp": "10.0.0.0/8"}}}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Allow, Altered(Part::Condition))],
    },
    Case {
        name: "a role that somebody becomes gains the action",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": "acs:ram::1000000000000001:root"}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}, {"policy": "Custom/Become", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:Describe*"», "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Become", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "roles": [{"name": "deployer", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": "acs:ram::1000000000000001:root"}}]}}], "#,
                r#""attachments": [{"policy": "Custom/Ops", "to": "role/deployer"}, {"policy": "Custom/Become", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:D*"», "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Become", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct role/deployer", "reach user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Action))],
    },
    Case {
        name: "statements split, moved and respelled",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["kvstore:DestroyInstance", "ecs:*"], "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Renamed", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Renamed", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": ["*"]}, {"Effect": "Allow", "Resource": "*", "Action": ["KVSTORE:destroyinstance"]}]}}]"#
            ),
        )],
        gained: &[],
        lost: &[],
        causes: &[],
    },
    Case {
        name: "a value of several taken out of a condition",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"NotIpAddress": {«"acs:SourceIp"»: ["10.0.0.0/8", "192.168.0.0/16"]}}}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"NotIpAddress": {"acs:SourceIp": ["10.0.0.0/8", "192.168.0.0/16", «"172.16.0.0/12"»]}}}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Deny, Narrowed(Part::Condition))],
    },
    Case {
        name: "an exception taken out of NotAction",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": ["ram:*", «"kvstore:*"», "ecs:*"], "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": «["ram:*", "ecs:*"]», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Action))],
    },
    Case {
        name: "an action added to a list",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ram:GetUser", "ecs:RunInstances"], "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ram:GetUser", «"kvstore:*"», "ecs:RunInstances"], "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Action))],
    },
    Case {
        name: "a condition key renamed",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"StringEquals": {«"acs:SourceVpc": "vpc-1"»}}}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}, {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"StringEquals": {«"acs:VpcSourceIp": "vpc-1"»}}}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Deny, Altered(Part::Condition))],
    },
    Case {
        name: "user renamed",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": «"alice"»}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alicia"}], "attachments": [«{"policy": "Custom/Ops", "to": "user/alicia"}»], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alicia"],
        lost: &["direct user/alice"],
        causes: &[(Subject::Attachment, Added), (Subject::Principal, Removed)],
    },
    Case {
        name: "the scope of an attachment dropped",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [«{"policy": "Custom/Ops", "to": "user/alice", "scope": "rg-1"}»], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [«{"policy": "Custom/Ops", "to": "user/alice"}»], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Attachment, Widened(Part::Resource))],
    },
    Case {
        name: "member of a group that holds a system policy",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "groups": [{"name": "dba", "members": []}], "attachments": [{"policy": "System/AliyunKvstoreFullAccess", "to": "group/dba"}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "groups": [{"name": "dba", "members": [«"alice"»]}], "attachments": [«{"policy": "System/AliyunKvstoreFullAccess", "to": "group/dba"}»]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Membership, Added)],
    },
    Case {
        name: "a member became the management account",
        before: &[(
            "a.json",
            account!(
                r#""resource_directory": {"id": "rd-1", "account": "member", "path": «["r-1", "fd-22"]»}, "#,
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}], "#,
                r#""control_policies": [{"id": "cp-0", "name": "FullAliyunAccess", "targets": ["r-1", "fd-22", "1000000000000001"]}, {"id": "cp-1", "name": "NoDestroy", "targets": ["fd-22"], "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""resource_directory": {"id": "rd-1", "account": «"management"»}, "#,
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}], "#,
                r#""policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}], "#,
                r#""control_policies": [{"id": "cp-0", "name": "FullAliyunAccess", "targets": ["r-1", "fd-22", "1000000000000001"]}, {"id": "cp-1", "name": "NoDestroy", "targets": ["fd-22"], "document": {"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Position, Changed)],
    },
    Case {
        name: "service whose orders somebody gives is let into a role no longer",
        before: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Orders", "to": "user/alice"}, {"policy": "Custom/Ops", "to": "role/r"}], "#,
                r#""roles": [{"name": "r", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": [«"ecs.aliyuncs.com"»]}}]}}], "#,
                r#""policies": [{"type": "Custom", "name": "Orders", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:AttachInstanceRamRole", "ram:PassRole"], "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]"#
            ),
        )],
        after: &[(
            "a.json",
            account!(
                r#""users": [{"name": "alice"}], "attachments": [{"policy": "Custom/Orders", "to": "user/alice"}, {"policy": "Custom/Ops", "to": "role/r"}], "#,
                r#""roles": [{"name": "r", "trust": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": [«"log.aliyuncs.com"»]}}]}}], "#,
                r#""policies": [{"type": "Custom", "name": "Orders", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:AttachInstanceRamRole", "ram:PassRole"], "Resource": "*"}]}}, "#,
                r#"{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]"#
            ),
        )],
        gained: &["reach role/r"],
        lost: &["reach role/r", "obtain user/alice"],
        causes: &[
            (Subject::Trust, Widened(Part::Principal)),
            (Subject::Trust, Narrowed(Part::Principal)),
        ],
    },
];
