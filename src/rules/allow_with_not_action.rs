//! RAM317: an Allow grants every action but those it lists

use crate::engine::certain;
use crate::model::policy::{DocumentKind, Effect, Form};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM317",
    name: "allow-with-not-action",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an Allow grants every action but those it lists",
            "`Allow` 语句授予除所列操作之外的全部操作",
        ),
        finds: Text::new(
            "It finds Allow statements with `NotAction` in policies of users, groups and roles. They grant all that is not listed, in every service.",
            "检查用户、用户组和角色的权限策略中使用 `NotAction` 的 Allow 语句。它会授予所有服务中未列出的全部操作。",
        ),
        matters: Text::new(
            "The list ages. A service that Alibaba Cloud adds tomorrow, and an action that destroys data in one of today's, are granted on the day they appear, without anybody changing the policy.",
            "列表会过时。阿里云明天新增的服务，以及现有服务中新增的会销毁数据的操作，从上线当天起就被授予，而无需任何人修改策略。",
        ),
        advice: Text::new(
            "Name the actions that are needed with `Action`. Where a list of exceptions is meant, allow what is needed and add a Deny that names the exceptions; access then narrows to what is named.",
            "用 `Action` 列出需要的操作。如果本意是排除某些操作，则只允许需要的操作，并用 Deny 语句列出例外；这样权限会收窄到所列范围。",
        ),
        limits: Text::new(
            "Where such a statement grants a guarded action, another rule reports it instead. A control policy grants nothing and is left alone.",
            "如果该语句授予了受保护操作，则由其他规则报告。管控策略本身不授予权限，因此不检查。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "NotAction": «["ram:*", "kvstore:*"]», "Resource": "*" }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": ["ecs:*", "vpc:Describe*"], "Resource": "*" }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-183",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let granting = context.granting();
    for certain in certain::statements(context.model) {
        let statement = certain.statement;
        let fits = statement.effect == Effect::Allow
            && statement.actions.form == Form::Excluded
            && certain.kind == DocumentKind::Identity;
        let nothing = certain::excludes_everything(statement, context.model);
        if !fits || nothing || granting.contains(&certain.id) {
            continue;
        }
        let message = language.pick(
            "an Allow with `NotAction` grants every action that it does not list, new ones too",
            "使用 `NotAction` 的 `Allow` 语句会授予所有未列出的操作，包括将来新增的操作",
        );
        let primary = language.pick("all but these are granted", "除此之外的操作均被授予");
        let mut found = context.finding(
            &RULE,
            message.to_owned(),
            label(statement.actions.at, primary),
        );
        let help = language.pick(
            "name the actions that are needed with `Action`",
            "用 `Action` 列出需要的操作",
        );
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn only_allows_that_grant_other_actions_than_the_guarded_one() {
        for statement in [
            r#"{"Effect": "Allow", "NotAction": «"kvstore:*"», "Resource": "*"}"#,
            r#"{"Effect": "Allow", "NotAction": «["ram:*"]», "Resource": "acs:oss:*:*:b/*"}"#,
            // RAM104 has this one.
            r#"{"Effect": "Allow", "NotAction": ["ram:*"], "Resource": "*"}"#,
            r#"{"Effect": "Allow", "NotAction": ["*"], "Resource": "*"}"#,
            r#"{"Effect": "Deny", "NotAction": ["kvstore:*"], "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": ["ecs:*"], "Resource": "*"}"#,
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statement}]}}"#);
            check("RAM317", &[("p.json", &text)]);
        }
        let control = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": ["kvstore:*"], "Resource": "*"}]}"#;
        check("RAM317", &[("control-policies/p.json", control)]);
    }
}
