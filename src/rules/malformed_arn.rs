//! RAM425: a resource is neither `*` nor an ARN of five fields

use std::collections::BTreeSet;

use crate::engine::names::{self, ARN_FIELDS, ArnForm};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording, written};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM425",
    name: "malformed-arn",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a resource is neither `*` nor an ARN of five fields",
            "资源既不是 `*` 也不是五段式 ARN",
        ),
        finds: Text::new(
            "A resource that does not begin with `acs:`, or that has fewer than the five fields prefix, service code, region, account and resource.",
            "资源不以 `acs:` 开头，或不足前缀、服务代码、地域、账号和资源这五段。",
        ),
        matters: Text::new(
            "RAM's validator refuses the prefix or the missing field. If such a text is stored it matches no resource: an Allow grants nothing, and a Deny of `my-bucket/*` protects nothing.",
            "RAM 的校验会拒绝错误的前缀或缺失的字段。这样的文本即使被保存也不匹配任何资源：Allow 不授予任何权限，对 `my-bucket/*` 的 Deny 也不保护任何资源。",
        ),
        advice: Text::new(
            "Write the resource as `acs:code:region:account:resource`, with `*` for a field that does not matter.",
            "把资源写成 `acs:code:region:account:resource`，无关紧要的字段写 `*`。",
        ),
        limits: Text::new(
            "Some wildcards stand for several fields at once, such as `acs:ecs:*`; these fit ARNs and are reported as low. Texts with a variable in them are left to the rule on variables.",
            "有些通配符一次代表多个字段，例如 `acs:ecs:*`；它们可以匹配 ARN，按 low 报告。含有变量的文本由有关变量的规则检查。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:GetObject", "Resource": «"my-bucket/*"»}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:my-bucket/*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/en/ram/permission-policy-check",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let variables: BTreeSet<Span> = fault::variables(context).collect();
    for resource in written::resources(context.model) {
        let at = resource.element.at;
        let end = Span::new(at.file, at.end, at.end);
        if variables.range(at.first()..end).next().is_some() {
            continue;
        }
        let Some(form) = names::arn_form(resource.text) else {
            continue;
        };
        let name = wording::quoted(resource.text);
        let (message, label) = match form {
            ArnForm::NoArn => (
                say!(
                    language,
                    "the resource {name} is neither `*` nor an ARN, so it matches nothing",
                    "资源 {name} 既不是 `*` 也不是 ARN，不匹配任何资源"
                ),
                language
                    .pick("an ARN begins with `acs:`", "ARN 以 `acs:` 开头")
                    .to_owned(),
            ),
            ArnForm::Fields(fields) => (
                say!(
                    language,
                    "the ARN {name} lacks a field, so it matches nothing",
                    "ARN {name} 缺少字段，不匹配任何资源"
                ),
                say!(
                    language,
                    "has {fields} fields instead of {ARN_FIELDS}",
                    "应有 {ARN_FIELDS} 段，只有 {fields} 段"
                ),
            ),
            ArnForm::Loose => (
                say!(
                    language,
                    "the resource {name} does not write out the fields of an ARN",
                    "资源 {name} 没有写全 ARN 的字段"
                ),
                language
                    .pick(
                        "a wildcard stands for several fields",
                        "一个通配符代表了多个字段",
                    )
                    .to_owned(),
            ),
        };
        let help = language.pick(
            "write `acs:code:region:account:resource`",
            "写成 `acs:code:region:account:resource`",
        );
        let mut found = fault::finding(&RULE, at, Words::new(message, label, help), context);
        if form == ArnForm::Loose {
            found.level = Level::Low;
        }
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM425",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": [«"acs:ecs:*"», «"arn:aws:s3:::b"», «"acs:ecs:cn-hangzhou:instance/i-1"»]}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": ["*", "**", "acs:ecs:*:*:instance/*", "acs:resourcemanager::1000000000000001:account/*", "acs:oss:*:*:b/a:b"]}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "${resource}"}]}"#,
            ),
        ] {
            check("RAM425", &[file]);
        }
    }
}
