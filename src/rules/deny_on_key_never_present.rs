//! RAM206: a Deny tests a key that no request for the guarded action carries

use crate::engine::answers::Answers;
use crate::rules::kit::guarding::{Dead, Fault};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, dead, guarding, label,
    say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM206",
    name: "deny-on-key-never-present",
    level: Level::High,
    other_levels: &[Level::Medium, Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny tests a key that no request for the guarded action carries",
            "Deny 语句检查的条件键不会出现在受保护操作的请求中",
        ),
        finds: Text::new(
            "A Deny that covers the guarded action and tests a condition key which belongs to other actions, or to resources that this action does not name.",
            "一条 Deny 语句涵盖受保护操作，但所检查的条件键属于其他操作，或属于该操作并不涉及的资源。",
        ),
        matters: Text::new(
            "A test on a key that is not there is not met, so the Deny never applies. A team tags its instances and denies everything on `acs:ResourceTag/env` of `prod`: the release of a tagged instance is stopped, and its destruction in the recycle bin is not, because that request names no resource and has no tags.",
            "检查不存在的条件键，条件就不成立，Deny 语句因此永不生效。某团队为实例打上标签，并在 `acs:ResourceTag/env` 为 `prod` 时拒绝一切操作：释放实例会被拦截，而立即销毁回收站中的实例却不会，因为该请求不涉及资源，也就没有标签。",
        ),
        advice: Text::new(
            "Deny the guarded action without this key, in a statement of its own. That takes it from everybody who holds the policy.",
            "请另写一条不使用此条件键的语句来拒绝受保护操作。这样，持有该策略的所有主体都会失去它。",
        ),
        limits: Text::new(
            "Waive it where the Deny serves other actions and the guarded one is denied elsewhere; the level is lower for a Deny of a whole service. That a request for an action on all resources carries no tags is inferred from the pages of several products, so the confidence is medium.",
            "如果该 Deny 语句用于其他操作，而受保护操作已在别处被拒绝，可以豁免；针对整个服务的 Deny 语句级别较低。针对全部资源的操作请求不带标签，是由多个产品的文档推断的，因此置信度为中。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"StringEquals": {«"acs:ResourceTag/env"»: "prod"}}}
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
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for dead in guarding::dead(answers, context) {
            if let Fault::KeyNeverPresent = dead.fault {
                into.push(finding(&dead, answers, context));
            }
        }
    }
}

fn finding(dead: &Dead, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let policy = &dead.bearing.policy;

    let key = wording::quoted(context.model.pools.str(dead.test.key.text));
    let message = |outcome: &str| {
        say!(
            language,
            "a Deny in {policy} {outcome}: no request for it carries {key}",
            "{policy} 中的一条拒绝语句 {outcome}：该操作的请求不会携带 {key}"
        )
    };
    let primary = language.pick(
        "never in a request for the action",
        "不会出现在该操作的请求中",
    );
    let at = label(dead.test.key.at, primary);
    let of = (&dead.bearing, dead.test);
    let mut found = dead::finding(&RULE, at, of, answers, context, message);
    found.help = Some(
        language
            .pick(
                "deny without this key, in a statement of its own",
                "另写一条不使用此条件键的拒绝语句",
            )
            .to_owned(),
    );
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    const ALL: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

    fn one(id: &str, statements: &str) -> Vec<crate::rules::Finding> {
        let text = format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
        check(id, &[("p.json", &text)])
    }

    #[test]
    fn its_level_follows_what_it_was_meant_for_and_who_is_left() {
        use crate::rules::Level;
        let deny = |action: &str| {
            format!(
                r#"{{"Effect": "Deny", "Action": "{action}", "Resource": "*", "Condition": {{"StringEquals": {{«"acs:ResourceTag/env"»: "prod"}}}}}}"#
            )
        };
        for (statements, level) in [
            (
                format!("{ALL}, {}", deny("kvstore:DestroyInstance")),
                Level::High,
            ),
            (format!("{ALL}, {}", deny("kvstore:*")), Level::Medium),
            (deny("kvstore:Destroy*"), Level::Medium),
            (deny("*"), Level::Low),
        ] {
            assert_eq!(one("RAM206", &statements)[0].level, level, "{statements}");
        }
    }

    #[test]
    fn a_key_of_another_service_is_never_there_either() {
        one(
            "RAM206",
            r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"StringEquals": {«"ram:ServiceName"»: "x"}}}"#,
        );
    }

    #[test]
    fn it_is_quiet_where_the_key_may_be_there_or_the_action_is_another() {
        for deny in [
            r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}}}"#,
            r#"{"Effect": "Deny", "Action": "ecs:*", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/env": "prod"}}}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"StringNotEquals": {"acs:ResourceTag/env": "prod"}}}"#,
            r#"{"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {"StringEquals": {"acs:ResourceTag/env": "prod"}}}"#,
        ] {
            one("RAM206", &format!("{ALL}, {deny}"));
        }
    }
}
