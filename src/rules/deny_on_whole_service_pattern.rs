//! RAM216: a Deny on a pattern of a whole service may not cover the guarded action

use crate::engine::answers::{Answers, Line};
use crate::rules::kit::guarding::WholeService;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, depending, guarding,
    label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM216",
    name: "deny-on-whole-service-pattern",
    level: Level::High,
    other_levels: &[Level::Medium, Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny on a pattern of a whole service may not cover the guarded action",
            "限定为整个服务资源的 Deny 语句可能不涵盖受保护操作",
        ),
        finds: Text::new(
            "A Deny of the guarded action on a resource pattern that covers every ARN of the service, where the action is authorised on all resources only.",
            "一条拒绝受保护操作的 Deny 语句，其资源模式涵盖该服务的所有 ARN，而该操作只能针对全部资源鉴权。",
        ),
        matters: Text::new(
            "The request carries the resource `*`, which is no ARN, and whether `acs:kvstore:*:*:*` matches it is not documented: system policies authorise whole services in this way, and the rules of matching say that it does not. A guard should not hang on that.",
            "请求携带的资源是 `*`，并不是 ARN，而 `acs:kvstore:*:*:*` 能否与之匹配没有文档说明：有的系统策略就用这种写法授权整个服务，但按匹配规则并不匹配。防线不应依赖于此。",
        ),
        advice: Text::new(
            "Write the resource of this Deny as `*`. Where the pattern did match, that changes nothing.",
            "请将此 Deny 语句的资源写为 `*`。如果该模式原本就能匹配，则没有任何变化。",
        ),
        limits: Text::new(
            "Waive it once you have tried what RAM does. The rule rests on an undocumented point, so the confidence is medium; where nobody has the action the level is low.",
            "如果您已实际验证过 RAM 的行为，可以豁免。本规则基于未公开的细节，因此置信度为中；若无人拥有该操作，级别为低。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": «"acs:kvstore:*:*:*"»}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "https://help.aliyun.com/zh/redis/custom-permission-policy-reference",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for pattern in guarding::whole_services(answers, context) {
            into.push(finding(&pattern, answers, context));
        }
    }
}

fn finding(pattern: &WholeService<'_>, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let written = wording::quoted(context.model.pools.str(pattern.element.text));
    let policy = &pattern.bearing.policy;
    let message = say!(
        language,
        "a Deny of {action} in {policy} is on {written}, which may not cover its request",
        "{policy} 对 {action} 的拒绝限定于 {written}，可能不涵盖该操作的请求"
    );
    let primary = language.pick(
        "may not match the resource `*` of the request",
        "可能与请求的资源 `*` 不匹配",
    );
    let mut found = context.finding(&RULE, message, label(pattern.element.at, primary));
    found.action = Some(answers.question.action.clone());
    let lines: Vec<&Line> = pattern.lines.iter().map(|(_, line, _)| *line).collect();
    found.level = depending::level_of_doubt(&lines, Level::Low);
    guarding::relate(&pattern.bearing, None, context, &mut found);
    let ids = wording::ids(&lines);
    if !ids.is_empty() {
        let whom = wording::principals(&ids, language);
        found.notes.push(say!(
            language,
            "if it does not, {whom} may call {action}",
            "若不涵盖，{whom} 可以执行 {action}"
        ));
    }
    found.principals = ids;
    let help = language.pick(
        "write the resource of this Deny as `*`",
        "将此拒绝语句的资源写为 `*`",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    const ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

    fn one(statements: &str) -> Vec<crate::rules::Finding> {
        let text = format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
        check(super::RULE.id, &[("p.json", &text)])
    }

    #[test]
    fn its_level_is_that_of_the_access_that_may_be_left() {
        use crate::rules::Level;
        let deny =
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": «"acs:kvstore:*:*:*"»}"#;
        let tls = r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"acs:SecureTransport": "true"}}}"#;
        assert_eq!(one(&format!("{ALL}, {deny}"))[0].level, Level::High);
        assert_eq!(one(&format!("{tls}, {deny}"))[0].level, Level::Medium);
        assert_eq!(one(deny)[0].level, Level::Low);
    }

    #[test]
    fn it_is_quiet_for_one_resource_for_all_and_for_an_allow() {
        for statement in [
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:instance/r-1"}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": ["acs:kvstore:*:*:*", "*"]}"#,
            r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:*"}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:DeleteInstance", "Resource": "acs:kvstore:*:*:*"}"#,
        ] {
            one(&format!("{ALL}, {statement}"));
        }
    }

    #[test]
    fn the_rule_about_doubt_is_quiet_then() {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "acs:kvstore:*:*:*"}}]}}"#
        );
        check("RAM107", &[("p.json", &text)]);
    }
}
