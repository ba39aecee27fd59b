//! RAM303: a resource in a list is covered by others of the same list

use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, redundant,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM303",
    name: "redundant-resource",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "a resource in a list is covered by others of the same list",
            "资源已被同一列表中的其他项覆盖",
        ),
        finds: Text::new(
            "It finds members of `Resource` that match nothing which the others of the list do not match already.",
            "检查 `Resource` 中的多余项：它匹配的资源均已被列表中的其他项匹配。",
        ),
        matters: Text::new(
            "A list that names one bucket and also holds `*` reads like a narrow grant and is a wide one. Who removes the bucket from it to close access closes nothing.",
            "列表里既写了某个存储空间又有 `*`，看起来授权很窄，实际上很宽。从中删去该存储空间来关闭访问，其实什么也没有关闭。",
        ),
        advice: Text::new(
            "Remove the member, or narrow the pattern that covers it. The fix removes it, and access stays the same.",
            "删除该项，或收窄覆盖它的通配模式。该修复会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "It compares within one list of one statement, letter case included. A wildcard crosses the parts of an ARN, which the documentation shows only for `/`.",
            "只在一条语句的同一列表内比较，并区分大小写。通配符可以跨越 ARN 的各个部分，而文档只在 `/` 上体现了这一点。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "oss:GetObject",
      "Resource": ["acs:oss:*:*:reports/*", «"acs:oss:*:*:reports/2026/*"»]
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
      "Action": "oss:GetObject",
      "Resource": ["acs:oss:*:*:reports/*"]
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
        let elements = pools.elements(looked.statement.resources.list).iter();
        let members: Vec<_> = elements
            .map(|element| (element.at, pools.str(element.text)))
            .collect();
        redundant::report(&RULE, &members, &looked.resources, context, into);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn members_that_add_nothing() {
        for resources in [
            r#"[«"acs:ecs:*:*:instance/i-1"», "*"]"#,
            r#"["acs:ecs:*:*:instance/*", «"acs:ecs:cn-hangzhou:*:instance/i-1"», "acs:ecs:*:*:disk/d-1"]"#,
            r#"["acs:ecs:*:*:instance/i-1", "acs:ecs:*:*:instance/I-1"]"#,
            r#"["acs:ecs:*:*:instance/i-?", "acs:ecs:*:*:instance/i-*1"]"#,
            r#""*""#,
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ecs:StopInstance", "Resource": {resources}}}]}}"#
            );
            let found = check("RAM303", &[("p.json", &text)]);
            assert!(found.iter().all(|one| one.fix.is_some()), "{resources}");
        }
    }
}
