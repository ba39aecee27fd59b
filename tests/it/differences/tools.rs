//! Changes of what OpenTofu reads and Terraform does not.

use ramlint::engine::difference::Act::{Added, Changed, Widened};
use ramlint::engine::difference::{Part, Subject};

use super::cases::Case;

macro_rules! policy {
    ($effect:expr, $action:expr) => {
        concat!(
            "resource \"alicloud_ram_policy\" \"ops\" {\n  policy_name = \"ops\"\n",
            "  policy_document = jsonencode({ Version = \"1\", Statement = [{ Effect = \"",
            $effect,
            "\", Action = ",
            $action,
            ", Resource = \"*\" }] })\n}\n"
        )
    };
}

macro_rules! role {
    ($service:expr) => {
        concat!(
            "resource \"alicloud_ram_role\" \"r\" {\n  role_name = \"r\"\n",
            "  assume_role_policy_document = jsonencode({ Version = \"1\", Statement = [{ ",
            "Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = [",
            $service,
            "] } }] })\n}\n",
            "«resource \"alicloud_ram_role_policy_attachment\" \"r\" {\n",
            "  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n",
            "  role_name = \"r\"\n}»\n"
        )
    };
}

const USER: &str = "resource \"alicloud_ram_user\" \"alice\" { name = \"alice\" }
resource \"alicloud_ram_user_policy_attachment\" \"a\" {
  policy_name = \"ops\"
  policy_type = \"Custom\"
  user_name   = alicloud_ram_user.alice.name
}
";

const GRANT: &str = "«resource \"alicloud_ram_user_policy_attachment\" \"k\" {
  policy_name = \"AliyunKvstoreFullAccess\"
  policy_type = \"System\"
  user_name   = alicloud_ram_user.alice.name
}»
";

pub const CASES: &[Case] = &[
    Case {
        name: "file in place of one of Terraform that allows more",
        before: &[
            ("main.tf", policy!("Allow", "«\"ecs:*\"»")),
            ("users.tf", USER),
        ],
        after: &[
            ("main.tf", policy!("Allow", "\"ecs:*\"")),
            ("main.tofu", policy!("Allow", "«\"kvstore:*\"»")),
            ("users.tf", USER),
        ],
        gained: &[
            "direct policy/main.tofu#alicloud_ram_policy.ops",
            "direct user/alice",
        ],
        lost: &[],
        causes: &[
            (Subject::Allow, Added),
            (Subject::Allow, Widened(Part::Action)),
        ],
    },
    Case {
        name: "file in place of one of Terraform that denies less",
        before: &[
            ("main.tf", policy!("Deny", "«\"kvstore:*\"»")),
            ("users.tf", USER),
            (
                "grant.tf",
                "resource \"alicloud_ram_user_policy_attachment\" \"k\" {
  policy_name = \"AliyunKvstoreFullAccess\"
  policy_type = \"System\"
  user_name   = alicloud_ram_user.alice.name
}
",
            ),
        ],
        after: &[
            ("main.tf", policy!("Deny", "\"kvstore:*\"")),
            ("main.tofu", policy!("Deny", "\"ecs:*\"")),
            ("users.tf", USER),
            ("grant.tf", GRANT),
        ],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Doubt, Changed)],
    },
    Case {
        name: "file in place of one of Terraform that attaches more",
        before: &[
            ("main.tf", policy!("Allow", "\"ecs:*\"")),
            ("users.tf", USER),
            ("x.tf", ""),
        ],
        after: &[
            ("main.tf", policy!("Allow", "\"ecs:*\"")),
            ("users.tf", USER),
            ("x.tf", ""),
            ("x.tofu", GRANT),
        ],
        gained: &["direct user/alice"],
        lost: &[],
        causes: &[(Subject::Attachment, Added)],
    },
    Case {
        name: "file in place of one of Terraform by which a role trusts somebody else",
        before: &[("main.tf", role!("«\"ecs.aliyuncs.com\"»"))],
        after: &[
            ("main.tf", role!("\"ecs.aliyuncs.com\"")),
            ("main.tofu", role!("«\"fc.aliyuncs.com\"»")),
        ],
        gained: &["reach role/r"],
        lost: &["reach role/r"],
        causes: &[
            (Subject::Trust, Added),
            (
                Subject::Trust,
                ramlint::engine::difference::Act::Narrowed(Part::Principal),
            ),
        ],
    },
];
