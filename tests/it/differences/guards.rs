//! Guards that somebody could take off: what is told of them opens some request, or
//! leaves somebody firmly denied no longer; another guard, or the same one under
//! another name or held otherwise, does neither.

use ramlint::engine::difference::Act::{Added, Changed, Widened};
use ramlint::engine::difference::{Part, Subject};

use super::cases::Case;

/// A manifest of who holds what, and policies beside it.
macro_rules! files {
    ($manifest:expr $(, $path:expr => $text:expr)*) => {
        &[
            (
                "ram-attachments.yaml",
                concat!("ram_attachments: 1\naccount: \"1000000000000001\"\n", $manifest, "\n"),
            ),
            ("policies/ops.json", allow!(r#""kvstore:*""#)),
            ("policies/ram.json", allow!(r#""ram:*""#)),
            ("policies/det.json", allow!(r#""ram:DetachPolicyFromUser""#)),
            $(($path, $text),)*
        ]
    };
}

macro_rules! allow {
    ($action:expr) => {
        allow!($action, r#""*""#)
    };
    ($action:expr, $resource:expr) => {
        concat!(
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "#,
            $action,
            r#", "Resource": "#,
            $resource,
            "}]}"
        )
    };
}

const GUARD: &str = r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#;

const BROAD: &str = r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:De*", "Resource": "*"}]}"#;

const WITH_MFA: &str = r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:De*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}]}"#;

const OTHERS: &str = r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:De*", "Resource": "*"}, {"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#;

pub const CASES: &[Case] = &[
    Case {
        name: "a second guard beside one that an administrator could take off",
        before: files!("users: { alice: { policies: [System/AdministratorAccess, g1] } }",
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        after: files!("users: { alice: { policies: [System/AdministratorAccess, g1, g2] } }",
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        gained: &[],
        lost: &[],
        causes: &[],
    },
    Case {
        name: "a guard that could be taken off has another name",
        before: files!("users: { alice: { policies: [ops, ram, g1] } }", "policies/g1.json" => GUARD),
        after: files!("users: { alice: { policies: [ops, ram, guard] } }", "policies/guard.json" => GUARD),
        gained: &[],
        lost: &[],
        causes: &[],
    },
    Case {
        name: "a guard that could be detached is exchanged for another",
        before: files!("users: { alice: { policies: [ops, det, g1] } }",
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        after: files!("users: { alice: { policies: [ops, det, g2] } }",
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        gained: &[],
        lost: &[],
        causes: &[],
    },
    Case {
        name: "a guard that could be taken off comes by a second group, too",
        before: files!("users: { alice: { policies: [ops, ram] } }\ngroups: { g: { members: [alice], policies: [g1] } }",
            "policies/g1.json" => GUARD),
        after: files!("users: { alice: { policies: [ops, ram] } }\ngroups: { g: { members: [alice], policies: [g1] }, h: { members: [alice], policies: [g1] } }",
            "policies/g1.json" => GUARD),
        gained: &[],
        lost: &[],
        causes: &[],
    },
    Case {
        name: "a guard that also grants, for who could have made the first one grant",
        before: files!("users: { alice: { policies: [ram, g1] } }",
            "policies/g1.json" => GUARD, "policies/g3.json" => OTHERS),
        after: files!("users: { alice: { policies: [ram, g1, g3] } }",
            "policies/g1.json" => GUARD, "policies/g3.json" => OTHERS),
        gained: &[],
        lost: &[],
        causes: &[],
    },
    Case {
        name: "a policy attached that its holder can rewrite once the guard is off",
        before: files!("users: { alice: { policies: [off, write, g1] } }",
            "policies/write.json" => allow!(r#""ram:CreatePolicyVersion""#, r#""acs:ram:*:*:policy/g3""#),
            "policies/g1.json" => GUARD, "policies/g3.json" => OTHERS, "policies/off.json" => allow!(r#""ram:DetachPolicyFromUser""#)),
        after: files!("users: { alice: { policies: [off, write, g1, «g3»] } }",
            "policies/write.json" => allow!(r#"«"ram:CreatePolicyVersion"»"#, r#""acs:ram:*:*:policy/g3""#),
            "policies/g1.json" => GUARD, "policies/g3.json" => OTHERS, "policies/off.json" => allow!(r#"«"ram:DetachPolicyFromUser"»"#)),
        gained: &["obtain user/alice", "obtain user/alice"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "the rest of a denial can be taken off as well",
        before: files!("users: { alice: { policies: [all, part, g1, g2] } }",
            "policies/part.json" => allow!(r#""ram:DetachPolicyFromUser""#, r#"["acs:ram:*:*:user/alice", "acs:ram:*:*:policy/g1"]"#),
            "policies/g1.json" => GUARD, "policies/g2.json" => WITH_MFA, "policies/all.json" => allow!(r#""kvstore:*""#)),
        after: files!("users: { alice: { policies: [all, part, g1, g2] } }",
            "policies/part.json" => allow!(r#""ram:DetachPolicyFromUser""#, r#"["acs:ram:*:*:user/alice", "acs:ram:*:*:policy/g1", «"acs:ram:*:*:policy/g2"»]"#),
            "policies/g1.json" => GUARD, "policies/g2.json" => WITH_MFA, "policies/all.json" => allow!(r#"«"kvstore:*"»"#)),
        gained: &["obtain user/alice"],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Resource))],
    },
    Case {
        name: "a second guard that its holder could not take off",
        before: files!("users: { alice: { policies: [ops, part, g1] } }",
            "policies/part.json" => allow!(r#""ram:DetachPolicyFromUser""#, r#"["acs:ram:*:*:user/alice", "acs:ram:*:*:policy/g1"]"#),
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        after: files!("users: { alice: { policies: [ops, part, g1, «g2»] } }",
            "policies/part.json" => allow!(r#""ram:DetachPolicyFromUser""#, r#"["acs:ram:*:*:user/alice", "acs:ram:*:*:policy/g1"]"#),
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        gained: &[],
        lost: &["obtain user/alice"],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "who is granted nothing is let into a role that can take off the guard",
        before: files!("users: { alice: { policies: [assume, g1] } }\nroles: { dep: { trust: trust.json, policies: [det] } }",
            "policies/assume.json" => allow!(r#""sts:AssumeRole""#), "policies/g1.json" => GUARD,
            "trust.json" => r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/bob"]}}]}"#),
        after: files!("users: { alice: { policies: [assume, g1] } }\nroles: { dep: { trust: trust.json, policies: [det] } }",
            "policies/assume.json" => allow!(r#""sts:AssumeRole""#), "policies/g1.json" => GUARD,
            "trust.json" => r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/bob", «"acs:ram::1000000000000001:user/alice"»]}}]}"#),
        gained: &["obtain user/alice"],
        lost: &[],
        causes: &[(Subject::Trust, Widened(Part::Principal))],
    },
    Case {
        name: "a guard that nobody could take off gives way to one that its holder can",
        before: files!("users: { alice: { policies: [ops, part, «g2»] } }",
            "policies/part.json" => allow!(r#""ram:DetachPolicyFromUser""#, r#"["acs:ram:*:*:user/alice", "acs:ram:*:*:policy/g1"]"#),
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        after: files!("users: { alice: { policies: [ops, part, «g1»] } }",
            "policies/part.json" => allow!(r#""ram:DetachPolicyFromUser""#, r#"["acs:ram:*:*:user/alice", "acs:ram:*:*:policy/g1"]"#),
            "policies/g1.json" => GUARD, "policies/g2.json" => BROAD),
        gained: &["obtain user/alice"],
        lost: &[],
        causes: &[(Subject::Several, Changed)],
    },
];
