//! RAM613: the id of a user is given where its name belongs

use crate::model::structure::StructureKind;
use crate::rules::kit::problems::{self, Words};
use crate::rules::kit::wording::quoted;

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM613",
    name: "id-instead-of-name",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "the id of a user is given where its name belongs",
            "应写用户名的地方写了用户 ID",
        ),
        finds: Text::new(
            "An attachment or membership names a user by the attribute `id` of its resource. The id of a group, a role or a policy is its name, and the id of a user is not.",
            "挂载或成员关系用资源的 `id` 属性指明用户。用户组、角色和权限策略的 ID 就是其名称，而用户的 ID 不是。",
        ),
        matters: Text::new(
            "The call fails, since no user has such a name, and the user is left without what the block gives. A grant is missed at once, and a Deny by nobody.",
            "由于没有用户叫这个名称，调用会失败，用户得不到该块给予的内容。如果是授权，很快会被发现；如果是 Deny，没有人会察觉。",
        ),
        advice: Text::new(
            "Write the attribute `name`. The block then reaches the user, as it is judged already.",
            "改用 `name` 属性。该块随后会作用于该用户，分析时已按此处理。",
        ),
        limits: Text::new(
            "Before version 1.37.0 of the provider the id was the name.",
            "在 provider 1.37.0 版本之前，ID 就是名称。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_user" "ann" {
  name = "ann"
}

resource "alicloud_ram_user_policy_attachment" "ann" {
  user_name   = «alicloud_ram_user.ann.id»
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}
"#,
        )],
        prefer: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_user" "ann" {
  name = "ann"
}

resource "alicloud_ram_user_policy_attachment" "ann" {
  user_name   = alicloud_ram_user.ann.name
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}
"#,
        )],
        sources: &["https://github.com/aliyun/terraform-provider-alicloud"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    problems::report(&RULE, context, into, |kind| words(kind, context.language));
}

fn words(kind: &StructureKind, language: Language) -> Option<Words> {
    let StructureKind::IdForName(user) = kind else {
        return None;
    };
    let user = quoted(user);
    Some(Words {
        message: say!(
            language,
            "the id of {user} is not its name, and a name belongs here",
            "{user} 的 ID 不是用户名，而此处应为用户名"
        ),
        label: language
            .pick("a number that the cloud gives", "云端给出的编号")
            .to_owned(),

        help: language
            .pick("write the attribute `name`", "改用 `name` 属性")
            .to_owned(),
        ..Words::default()
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    const USER: &str = "resource \"alicloud_ram_user\" \"u\" {\n  name = \"u\"\n}\nresource \"alicloud_ram_group\" \"g\" {\n  group_name = \"g\"\n}\n";

    fn group(group: &str, user: &str) -> String {
        format!(
            "{USER}resource \"alicloud_ram_user_group_attachment\" \"m\" {{\n  group_name = {group}\n  user_name = {user}\n}}\n"
        )
    }

    #[test]
    fn of_users_alone() {
        let g = "alicloud_ram_group.g.id";
        check("RAM613", &[("a.tf", &group(g, "«alicloud_ram_user.u.id»"))]);
        check("RAM613", &[("a.tf", &group(g, "alicloud_ram_user.u.name"))]);
        check("RAM613", &[("a.tf", &group("\"g\"", "var.name"))]);
    }

    #[test]
    fn in_lists() {
        let text = format!(
            "{USER}resource \"alicloud_ram_group_membership\" \"m\" {{\n  group_name = \"g\"\n  user_names = [\"a\", «alicloud_ram_user.u.id»]\n}}\n"
        );
        check("RAM613", &[("a.tf", &text)]);
    }
}
