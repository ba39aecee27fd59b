//! RAM315: a pattern of actions is open on every resource of the service

use crate::engine::opened::{self, Opened};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM315",
    name: "all-resources-for-resource-actions",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a pattern of actions is open on every resource of the service",
            "通配操作对服务的所有资源开放",
        ),
        finds: Text::new(
            "It finds Allow statements with the resource `*` whose action pattern, such as `kvstore:Modify*`, covers actions that change or delete single resources and could be limited to some. Patterns that only read are left alone.",
            "检查资源为 `*` 的 Allow 语句：其中的通配操作（例如 `kvstore:Modify*`）覆盖了会修改或删除单个资源、本可以限定资源的操作。只读的通配操作不检查。",
        ),
        matters: Text::new(
            "The build job that restarts its own test instance may do the same to production. One mistyped id, or one leaked AccessKey of the job, reaches everything of the service.",
            "负责重启自己测试实例的构建任务，对生产实例也能做同样的操作。一个输错的实例 ID 或一个泄露的 AccessKey，就能影响该服务的全部资源。",
        ),
        advice: Text::new(
            "Name the resources, or limit the statement to a tag. Keep `*` for the actions that need it, in a statement of their own.",
            "写明资源，或用标签限定该语句。需要 `*` 的操作单独写一条语句。",
        ),
        limits: Text::new(
            "Roles that administer a whole service are meant to be like this; waive it there. It counts catalogued actions only, and a statement that grants a guarded action is for other rules.",
            "管理整个服务的角色本来就是如此，可以豁免。本规则只统计目录中的操作；授予受保护操作的语句由其他规则负责。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": [«"kvstore:Modify*"», "kvstore:Describe*"], "Resource": "*" }
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
      "Action": "kvstore:Modify*",
      "Resource": "acs:kvstore:cn-hangzhou:*:instance/r-bp1example"
    },
    { "Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*" }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-ram-redis",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

/// More actions than this are counted instead of named.
const MAX_NAMED: usize = 3;

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let granting = context.granting();
    for opened in opened::review(context.model, context.catalogue) {
        if !granting.contains(&opened.certain.id) {
            into.push(finding(&opened, context));
        }
    }
}

fn finding(opened: &Opened<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let pattern = wording::quoted(context.model.pools.str(opened.pattern.text));
    let message = say!(
        language,
        "{pattern} changes or deletes any resource of the service",
        "{pattern} 可修改或删除该服务的任意资源",
    );
    let primary = language.pick("open on every resource", "对所有资源开放");
    let mut found = context.finding(&RULE, message, label(opened.pattern.at, primary));
    let every = language.pick("every resource", "所有资源");
    found.related.push(label(opened.resource.at, every));
    let names: Vec<String> = opened
        .actions
        .iter()
        .take(MAX_NAMED)
        .map(|action| wording::quoted(action.name))
        .collect();
    let names = names.join(language.pick(", ", "、"));
    let more = opened.actions.len().saturating_sub(MAX_NAMED);
    found.notes.push(if more > 0 {
        say!(
            language,
            "these can be limited to single resources: {names} and {more} more",
            "以下操作可以限定到单个资源：{names} 等另外 {more} 个",
        )
    } else {
        say!(
            language,
            "this can be limited to single resources: {names}",
            "以下操作可以限定到单个资源：{names}",
        )
    });
    let help = language.pick(
        "name the resources that are meant, or limit them by a tag",
        "写明目标资源，或用标签限定",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn patterns_that_change_and_could_be_limited() {
        for statement in [
            r#"{"Effect": "Allow", "Action": [«"kvstore:Delete*"», "kvstore:Modify*"], "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "kvstore:Delete*", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/a": "b"}}}"#,
            r#"{"Effect": "Allow", "Action": ["kvstore:DeleteInstance", "kvstore:Describe*"], "Resource": "*"}"#,
            // RAM103 has these two.
            r#"{"Effect": "Allow", "Action": ["kvstore:*"], "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": ["kvstore:De*"], "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "kvstore:Delete*", "Resource": "acs:kvstore:*:*:*"}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:Delete*", "Resource": "*"}"#,
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statement}]}}"#);
            check("RAM315", &[("p.json", &text)]);
        }
    }
}
