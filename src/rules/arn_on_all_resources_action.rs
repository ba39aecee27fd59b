//! RAM319: an Allow names ARNs for an action that is granted on the resource `*` only

use crate::engine::all_resources::{self, NamedInVain};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM319",
    name: "arn-on-all-resources-action",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an Allow names ARNs for an action that is granted on the resource `*` only",
            "`Allow` 语句为只能在资源 `*` 上授权的操作指定了 ARN",
        ),
        finds: Text::new(
            "It finds Allow statements that name an action which RAM authorises on all resources only, beside ARNs that the resource `*` does not match. Such an action is not granted by the statement; its other actions may be.",
            "检查 Allow 语句中只能在“全部资源”上鉴权、却与不匹配资源 `*` 的 ARN 写在一起的操作。该语句不会授予这样的操作；其中的其他操作可能仍会被授予。",
        ),
        matters: Text::new(
            "The call fails with NoPermission although the policy names it. The usual remedy under time pressure is the resource `*` for the whole statement, and then every other action of it is open on every instance.",
            "尽管策略中写了该操作，调用仍会返回 NoPermission。情急之下常见的做法是把整条语句的资源改成 `*`，于是其中的其他操作也对所有实例开放。",
        ),
        advice: Text::new(
            "Give the action a statement of its own with the resource `*`; that grants it. Remove it where nobody misses it; access stays the same.",
            "为该操作单独写一条资源为 `*` 的语句，这样才会授予它。如果没有人需要，则删除，访问权限不变。",
        ),
        limits: Text::new(
            "It looks at actions that are named, not at patterns, and only where an authorization table says what the action is authorised on. An ARN that covers a whole service is left alone, because no page says whether it matches `*`. The guarded action is RAM301's.",
            "只检查写明名称的操作，不检查通配模式，并且只限于授权信息表说明了鉴权资源的操作。覆盖整个服务的 ARN 不检查，因为没有文档说明它是否匹配 `*`。受保护操作由 RAM301 负责。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["kvstore:DescribeInstanceAttribute", «"kvstore:DescribeParameterGroups"»],
      "Resource": "acs:kvstore:*:*:instance/r-bp1example"
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
      "Action": "kvstore:DescribeInstanceAttribute",
      "Resource": "acs:kvstore:*:*:instance/r-bp1example"
    },
    { "Effect": "Allow", "Action": "kvstore:DescribeParameterGroups", "Resource": "*" }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-ram-redis",
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
        ],
    },
    check: Check::Model(check),
};

/// More actions than this are counted instead of named.
const MAX_NAMED: usize = 3;

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for named in all_resources::review(context.model, context.catalogue, context.settings) {
        into.extend(finding(&named, context));
    }
}

fn finding(named: &NamedInVain<'_>, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let guarded = |name: &str| {
        let mut answers = context.answers.iter();
        answers.any(|answers| answers.question.action == name)
    };
    let mut actions = named
        .actions
        .iter()
        .filter(|(_, action)| !guarded(action.name));
    let (element, action) = actions.next()?;
    let action = wording::quoted(action.name);
    let message = say!(
        language,
        "an Allow does not grant {action}: the action is never about an ARN",
        "`Allow` 语句不会授予 {action}：该操作从不针对某个 ARN 鉴权",
    );
    let primary = language.pick("authorised on the resource `*` only", "只在资源 `*` 上鉴权");
    let mut found = context.finding(&RULE, message, label(element.at, primary));
    let resources = context
        .model
        .pools
        .elements(named.certain.statement.resources.list);
    if let Some(first) = resources.first() {
        let these = language.pick(
            "no request for it has this resource",
            "它的请求不会带有该资源",
        );
        found.related.push(label(first.at, these));
    }
    let others: Vec<String> = actions
        .map(|(_, action)| wording::quoted(action.name))
        .collect();
    if !others.is_empty() {
        let more = others.len().saturating_sub(MAX_NAMED);
        let shown: Vec<&str> = others.iter().take(MAX_NAMED).map(String::as_str).collect();
        let shown = shown.join(language.pick(", ", "、"));
        found.notes.push(if more > 0 {
            say!(
                language,
                "nor does it grant {shown} and {more} more",
                "同样不会授予 {shown} 等另外 {more} 个操作",
            )
        } else {
            say!(
                language,
                "nor does it grant {shown}",
                "同样不会授予 {shown}"
            )
        });
    }
    let help = language.pick(
        "give it a statement of its own with the resource `*`, or remove it",
        "为它单独写一条资源为 `*` 的语句，或删除它",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn only_names_beside_arns_of_less_than_a_service() {
        for statement in [
            r#"{"Effect": "Allow", "Action": [«"kvstore:DescribeParameterGroups"», "kvstore:DescribeRegions"], "Resource": ["acs:kvstore:*:*:instance/a"]}"#,
            r#"{"Effect": "Allow", "Action": ["kvstore:DescribeParameterGroups"], "Resource": ["acs:kvstore:*:*:instance/a", "*"]}"#,
            r#"{"Effect": "Allow", "Action": ["kvstore:DescribeParameterGroups"], "Resource": "acs:kvstore:*:*:*"}"#,
            r#"{"Effect": "Allow", "Action": ["kvstore:DescribeParameterGroup*"], "Resource": "acs:kvstore:*:*:instance/a"}"#,
            r#"{"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "acs:kvstore:*:*:instance/a"}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:DescribeParameterGroups", "Resource": "acs:kvstore:*:*:instance/a"}"#,
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statement}]}}"#);
            check("RAM319", &[("p.json", &text)]);
        }
    }
}
