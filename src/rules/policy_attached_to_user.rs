//! RAM615: policies are attached to a user instead of a group

use std::collections::BTreeMap;

use crate::model::account::{PrincipalId, PrincipalKind};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM615",
    name: "policy-attached-to-user",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "policies are attached to a user instead of a group",
            "权限策略直接挂载给用户而不是用户组",
        ),
        finds: Text::new(
            "A user holds policies by attachments of its own.",
            "某个用户通过自己的挂载关系持有权限策略。",
        ),
        matters: Text::new(
            "Who changes teams keeps what was attached to the user, since nobody thinks of it. Guards that are attached to groups do not reach users who are in none.",
            "人员调岗后仍保留直接挂载给该用户的权限，因为没有人会想起它。挂载给用户组的防护策略也管不到不在任何用户组中的用户。",
        ),
        advice: Text::new(
            "Attach the policies to a group and put the user into it. The user's access stays as it is.",
            "把权限策略挂载给用户组，并把该用户加入其中。该用户的权限保持不变。",
        ),
        limits: Text::new(
            "Users of programs often stand alone, and may be accepted. One finding is given for each user.",
            "程序用户通常独立存在，可以接受。每个用户只报告一次。",
        ),
        avoid: &[Sample::new(
            "ram.tf",
            r#"«resource "alicloud_ram_user_policy_attachment" "ann" {
  user_name   = "ann"
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}»
"#,
        )],
        prefer: &[Sample::new(
            "ram.tf",
            r#"resource "alicloud_ram_group_policy_attachment" "readers" {
  group_name  = "readers"
  policy_name = "AliyunECSReadOnlyAccess"
  policy_type = "System"
}

resource "alicloud_ram_user_group_attachment" "ann" {
  group_name = "readers"
  user_name  = "ann"
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/developer-reference/api-ram-2015-05-01-attachpolicytouser",
            "CWE-1220",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for account in &context.model.accounts {
        let mut held: BTreeMap<PrincipalId, Vec<Span>> = BTreeMap::new();
        for attachment in &account.attachments {
            held.entry(attachment.to).or_default().push(attachment.at);
        }
        for (id, places) in held {
            let (Some(user), Some(at)) = (account.principal(id), places.first()) else {
                continue;
            };
            if user.kind != PrincipalKind::User {
                continue;
            }
            let id = format!("{}/{}", user.kind.word(), user.name);
            let name = quoted(&id);
            let number = places.len();
            let message = say!(
                language,
                "{name} holds policies directly and not by a group: {number}",
                "{name} 直接持有而非通过用户组持有的权限策略数：{number}"
            );
            let primary = language.pick("attached to the user", "挂载给用户");
            let mut found = context.finding(&RULE, message, label(*at, primary));
            found.principals = vec![id];
            let help = language.pick(
                "attach the policies to a group that the user is in",
                "把权限策略挂载给该用户所在的用户组",
            );
            found.help = Some(help.to_owned());
            into.push(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn once_for_a_user_and_not_for_roles() {
        let text = "ram_attachments: 1\nusers:\n  ann: { policies: [«System/AliyunECSReadOnlyAccess», System/AliyunOSSReadOnlyAccess] }\nroles:\n  r: { policies: [System/AliyunECSReadOnlyAccess] }\n";
        check("RAM615", &[("ram-attachments.yaml", text)]);
    }
}
