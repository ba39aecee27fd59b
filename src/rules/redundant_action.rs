//! RAM302: an action in a list is covered by others of the same list

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, redundant,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM302",
    name: "redundant-action",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "an action in a list is covered by others of the same list",
            "操作已被同一列表中的其他项覆盖",
        ),
        finds: Text::new(
            "It finds members of `Action` and `NotAction` that match nothing which the others of the list do not match already.",
            "检查 `Action` 和 `NotAction` 中的多余项：它匹配的操作均已被列表中的其他项匹配。",
        ),
        matters: Text::new(
            "Somebody takes `kvstore:DestroyInstance` out of a list to revoke it and believes it done, while `kvstore:*` two lines further goes on granting it.",
            "有人为了收回权限而从列表中删去 `kvstore:DestroyInstance`，以为已经生效，而两行之后的 `kvstore:*` 仍在授予它。",
        ),
        advice: Text::new(
            "Remove the member, or narrow the pattern that covers it. The fix removes it, and access stays the same.",
            "删除该项，或收窄覆盖它的通配模式。该修复会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "It compares within one list of one statement. Actions are compared without regard to letter case, as documented for most services.",
            "只在一条语句的同一列表内比较。比较操作时忽略大小写，文档说明多数服务如此。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["oss:Get*", «"oss:GetObject"», "oss:ListObjects"],
      "Resource": "*"
    }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["oss:Get*", "oss:ListObjects"],
      "Resource": "*"
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-561",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let pools = &context.model.pools;
    for looked in &context.found().statements {
        let elements = pools.elements(looked.statement.actions.list).iter();
        let members: Vec<_> = elements
            .map(|element| (element.at, pools.str(element.text)))
            .collect();
        redundant::report(&RULE, &members, &looked.actions, context, into);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn on(member: &str, fixed: &str) {
        let file = |member: &str| {
            format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Deny", {member}, "Resource": "*"}}]}}"#
            )
        };
        let text = file(member);
        let plain = text.replace(['«', '»'], "");
        let found = check("RAM302", &[("p.json", &text)]);
        let mut edits: Vec<_> = found
            .iter()
            .flat_map(|one| one.fix.clone().unwrap().edits)
            .collect();
        edits.sort();
        let mut after = plain;
        for edit in edits.iter().rev() {
            after.replace_range(edit.at.start as usize..edit.at.end as usize, &edit.text);
        }
        assert_eq!(after, file(fixed));
    }

    #[test]
    fn covered_by_one_by_several_or_by_its_copy() {
        on(
            r#""Action": [«"ecs:StopInstance"», "ecs:*"]"#,
            r#""Action": ["ecs:*"]"#,
        );
        on(
            r#""NotAction": ["ecs:Stop*", «"ECS:stopinstance"»]"#,
            r#""NotAction": ["ecs:Stop*"]"#,
        );
        on(
            r#""Action": ["ecs:A", «"ecs:A"», «"ecs:A"», "ecs:B"]"#,
            r#""Action": ["ecs:A", "ecs:B"]"#,
        );
        on(r#""Action": ["*", «"a:*"», «"b:C"»]"#, r#""Action": ["*"]"#);
    }

    #[test]
    fn what_adds_something_stays() {
        for member in [
            r#""Action": ["ecs:Stop*", "ecs:*Instance", "ecs:Start*"]"#,
            r#""Action": "ecs:*""#,
            r#""NotAction": ["ecs:Describe*", "ecs:Des*e"]"#,
        ] {
            on(member, member);
        }
    }
}
