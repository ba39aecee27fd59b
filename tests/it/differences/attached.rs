//! Changes of who holds what, where the manifest or a list says so and the policy itself
//! is as it was, or is new as well.

use ramlint::engine::difference::Act::{Added, Changed, Narrowed, Removed, Widened};
use ramlint::engine::difference::{Part, Subject};

use super::cases::Case;

macro_rules! manifest {
    ($($rest:tt)*) => {
        concat!("ram_attachments: 1\naccount: \"1000000000000001\"\n", $($rest)*, "\n")
    };
}

macro_rules! policy {
    ($effect:expr, $action:expr) => {
        concat!(
            r#"{"Version": "1", "Statement": [{"Effect": ""#,
            $effect,
            r#"", "Action": "#,
            $action,
            r#", "Resource": "*"}]}"#
        )
    };
}

macro_rules! for_each {
    ($members:expr) => {
        concat!(
            "variable \"members\" {\n  default = [",
            $members,
            "]\n}\nresource \"alicloud_ram_user\" \"u\" {\n",
            "  for_each = toset([\"alice\", \"bob\"])\n  name = each.key\n}\n",
            "resource \"alicloud_ram_user_policy_attachment\" \"a\" {\n",
            "  for_each = toset(var.members)\n  policy_name = \"AliyunKvstoreFullAccess\"\n",
            "  policy_type = \"System\"\n  user_name = alicloud_ram_user.u[each.key].name\n}\n",
        )
    };
}

const GUARD: &str = r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "false"}}}]}"#;

pub const CASES: &[Case] = &[
    Case {
        name: "a call that is open to whoever adds themselves to a group",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!(
                    "users: { ann: { policies: [Custom/A] } }\ngroups: { g: { members: [], policies: [Custom/B] } }"
                ),
            ),
            (
                "policies/A.json",
                policy!("Allow", r#""ram:AddUserToGroup""#),
            ),
            ("policies/B.json", policy!("Allow", r#"«"ecs:Describe*"»"#)),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!(
                    "users: { ann: { policies: [Custom/A] } }\ngroups: { g: { members: [], policies: [Custom/B] } }"
                ),
            ),
            (
                "policies/A.json",
                policy!("Allow", r#""ram:AddUserToGroup""#),
            ),
            (
                "policies/B.json",
                policy!("Allow", r#"«"ram:AttachPolicyToUser"»"#),
            ),
        ],
        gained: &[
            "obtain policy/policies/A.json",
            "obtain policy/policies/B.json",
            "obtain user/ann",
        ],
        lost: &[],
        causes: &[(Subject::Allow, Widened(Part::Action))],
    },
    // Whoever may make a new version by a policy that is not known may have the action
    // by it as well.
    Case {
        name: "a way that leads to what is had now",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [Custom/P, Custom/Gone] } }"),
            ),
            (
                "policies/P.json",
                r#"{"Version": "1", "Statement": [{"Effect": «"Deny"», "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#,
            ),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [Custom/P, «Custom/Gone»] } }"),
            ),
            (
                "policies/P.json",
                r#"{"Version": "1", "Statement": [{"Effect": «"Allow"», "Action": "ecs:Describe*", "Resource": "*"}]}"#,
            ),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Deny, Narrowed(Part::Whole))],
    },
    Case {
        name: "the account that the manifest is about",
        before: &[
            (
                "ram-attachments.yaml",
                "ram_attachments: 1\naccount: «\"1000000000000001\"»\nusers: { bob: { policies: [Custom/P] } }\n",
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                "ram_attachments: 1\naccount: «\"1000000000000002\"»\nusers: { bob: { policies: [Custom/P] } }\n",
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct user/bob"],
        lost: &["direct user/bob"],
        causes: &[(Subject::Account, Changed)],
    },
    Case {
        name: "the account that the manifest is about, and the policy",
        before: &[
            (
                "ram-attachments.yaml",
                "ram_attachments: 1\naccount: \"1000000000000001\"\nusers: { bob: { policies: [Custom/P] } }\n",
            ),
            (
                "policies/P.json",
                policy!("Allow", r#""kvstore:Describe*""#),
            ),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                "ram_attachments: 1\naccount: \"1000000000000002\"\nusers: { bob: { policies: [Custom/P] } }\n",
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Allow, Added)],
    },
    Case {
        name: "the first holder of a policy in a manifest",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#""kvstore:*""#)),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [«Custom/P»] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "a policy moved and given to its first holder",
        before: &[("P.json", policy!("Allow", r#""kvstore:*""#))],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [«Custom/P»] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "a Deny taken from its only holder",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [Custom/P, «Custom/G»] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#""kvstore:*""#)),
            ("policies/G.json", policy!("Deny", r#""kvstore:*""#)),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [Custom/P] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
            ("policies/G.json", policy!("Deny", r#""kvstore:*""#)),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Removed)],
    },
    Case {
        name: "a group joined that gets a policy at once",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!("groups: { g: { members: [], policies: [] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#""kvstore:*""#)),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("groups: { g: { members: [«bob»], policies: [«Custom/P»] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct group/g", "direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added), (Subject::Membership, Added)],
    },
    Case {
        name: "a group joined that gets a policy which others hold",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!(
                    "groups: { g: { members: [], policies: [] } }\nusers: { al: { policies: [Custom/P] } }"
                ),
            ),
            ("policies/P.json", policy!("Allow", r#""kvstore:*""#)),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!(
                    "groups: { g: { members: [«bob»], policies: [«Custom/P»] } }\nusers: { al: { policies: [Custom/P] } }"
                ),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct group/g", "direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added), (Subject::Membership, Added)],
    },
    Case {
        name: "a new policy with its attachment",
        before: &[(
            "ram-attachments.yaml",
            manifest!("users: { bob: { policies: [] } }"),
        )],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [«Custom/P»] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added), (Subject::Allow, Added)],
    },
    Case {
        name: "a policy that nobody holds given more and attached",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [] } }"),
            ),
            (
                "policies/P.json",
                policy!("Allow", r#"«"kvstore:Describe*"»"#),
            ),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [«Custom/P»] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[
            (Subject::Attachment, Added),
            (Subject::Allow, Widened(Part::Action)),
        ],
    },
    Case {
        name: "the text of a policy put into the input",
        before: &[(
            "ram-attachments.yaml",
            manifest!("users: { bob: { policies: [«Custom/P»] } }"),
        )],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [Custom/P] } }"),
            ),
            ("policies/P.json", policy!("Allow", r#"«"kvstore:*"»"#)),
        ],
        gained: &["direct policy/policies/P.json", "direct user/bob"],
        lost: &[],
        causes: &[(Subject::Allow, Added), (Subject::Doubt, Removed)],
    },
    Case {
        name: "an element added to the list that a block is made for each of",
        before: &[("main.tf", for_each!("\"alice\""))],
        after: &[("main.tf", for_each!("\"alice\", «\"bob\"»"))],
        gained: &["direct user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "the Deny of one who may attach policies to itself taken off",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [Custom/A, «Custom/G»] } }"),
            ),
            (
                "policies/A.json",
                policy!("Allow", r#""ram:AttachPolicyToUser""#),
            ),
            ("policies/G.json", GUARD),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [Custom/A] } }"),
            ),
            (
                "policies/A.json",
                policy!("Allow", r#""ram:AttachPolicyToUser""#),
            ),
            ("policies/G.json", GUARD),
        ],
        gained: &["obtain user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Removed)],
    },
    Case {
        name: "a policy that may be given another version attached to somebody",
        before: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [] } }"),
            ),
            (
                "policies/V.json",
                policy!("Allow", r#""ram:CreatePolicyVersion""#),
            ),
        ],
        after: &[
            (
                "ram-attachments.yaml",
                manifest!("users: { bob: { policies: [«Custom/V»] } }"),
            ),
            (
                "policies/V.json",
                policy!("Allow", r#"«"ram:CreatePolicyVersion"»"#),
            ),
        ],
        gained: &["obtain policy/policies/V.json", "obtain user/bob"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
];
