//! RAM618: a group holds policies and has no members

use crate::model::account::PrincipalKind;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM618",
    name: "empty-group-with-policies",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a group holds policies and has no members",
            "用户组持有权限策略但没有成员",
        ),
        finds: Text::new(
            "A group holds policies, and an input that holds all memberships puts nobody into it.",
            "某个用户组持有权限策略，而包含全部成员关系的输入中没有任何人在该组中。",
        ),
        matters: Text::new(
            "Whoever may add users to the group gets what it holds, and no list of users shows it beforehand.",
            "有权向该组添加用户的人就能得到该组持有的权限，而事先从任何用户列表中都看不出来。",
        ),
        advice: Text::new(
            "Remove the group, or take its policies from it. Nobody loses access.",
            "删除该用户组，或者解除其权限策略。没有人会失去权限。",
        ),
        limits: Text::new(
            "It needs an input that claims to hold all memberships. Accept it for a group that waits for its members.",
            "它需要声明包含全部成员关系的输入。对于等待成员加入的用户组可以接受。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["users", "groups", "memberships"],
  "users": [{ "name": "ann" }],
  "groups": [{ "name": «"dba"», "members": [] }],
  "attachments": [{ "policy": "System/AliyunECSReadOnlyAccess", "to": "group/dba" }]
}
"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["users", "groups", "memberships"],
  "users": [{ "name": "ann" }],
  "groups": [{ "name": "dba", "members": ["ann"] }],
  "attachments": [{ "policy": "System/AliyunECSReadOnlyAccess", "to": "group/dba" }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/document_detail/28705.html",
            "CWE-1164",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for account in &context.model.accounts {
        if !account.complete.memberships {
            continue;
        }
        for (id, group) in account.principals() {
            let holds = account.attachments.iter().any(|one| one.to == id);
            let empty = !account.memberships.iter().any(|one| one.group == id);
            let (PrincipalKind::Group, Some(at), true, true) = (group.kind, group.at, holds, empty)
            else {
                continue;
            };
            let id = format!("{}/{}", group.kind.word(), group.name);
            let name = quoted(&id);
            let message = say!(
                language,
                "{name} holds policies and has no members",
                "{name} 持有权限策略但没有成员"
            );
            let primary = language.pick("nobody is in it", "其中没有任何人");
            let mut found = context.finding(&RULE, message, label(at, primary));
            found.principals = vec![id];
            let help = language.pick(
                "remove the group, or take its policies from it",
                "删除该用户组，或解除其权限策略",
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
    fn only_where_all_memberships_are_there() {
        let text = r#"{"ram_account_snapshot": 1, "complete": ["groups"], "groups": [{"name": "g"}],
            "attachments": [{"policy": "System/AliyunECSReadOnlyAccess", "to": "group/g"}]}"#;
        check("RAM618", &[("a.json", text)]);
        let bare = r#"{"ram_account_snapshot": 1, "complete": ["memberships"], "groups": [{"name": "g"}]}"#;
        check("RAM618", &[("a.json", bare)]);
    }
}
