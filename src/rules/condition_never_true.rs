//! RAM308: no request meets a test of a condition

use crate::engine::operands;
use crate::model::policy::{Condition, Effect};
use crate::rules::kit::asked::Looked;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM308",
    name: "condition-never-true",
    level: Level::Low,
    other_levels: &[Level::Medium],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "no request meets a test of a condition",
            "没有请求满足条件中的某个判断",
        ),
        finds: Text::new(
            "It finds tests that no request for the statement's actions meets: a value that the key never has, a key that the actions' requests never carry, a date that has passed. An Allow with one grants nothing; a Deny with one denies nobody anything, and the level is medium.",
            "检查语句所涉操作的请求都不满足的判断：键不可能有的值，这些操作的请求从不携带的键，已过的日期。带有这种判断的 Allow 语句不授予任何权限；带有它的 Deny 语句不会拒绝任何请求，级别为 medium。",
        ),
        matters: Text::new(
            "A ban on calls from outside a network reads well, passes review and stops nothing, because the value is spelt in a way that no request has it.",
            "禁止从某个网络之外调用的语句读起来没有问题，也通过了审核，却什么也没有拦住，因为没有请求会带有这样写的值。",
        ),
        advice: Text::new(
            "Write the value that requests carry, or remove the statement; removing it changes nothing.",
            "写出请求实际携带的值，或删除该语句；删除不会改变任何权限。",
        ),
        limits: Text::new(
            "It knows the values of documented keys only. That a test of a key which the request lacks is not met, and that requests carry no key of another service, is inferred. Guards of a guarded action and expired grants are for other rules.",
            "只了解有文档说明的键的取值。请求未携带的键不满足判断、请求不携带其他云服务的键，这两点是推断出来的。受保护操作的防线和已过期的授权由其他规则负责。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Deny",
      "Action": "ecs:DeleteInstance",
      "Resource": "*",
      "Condition": { "StringEquals": { «"acs:PrincipalARN"»: "user/intern" } }
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
      "Effect": "Deny",
      "Action": "ecs:DeleteInstance",
      "Resource": "*",
      "Condition": { "StringLike": { "acs:PrincipalARN": "acs:ram:*:*:user/intern" } }
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-570",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let (model, catalogue) = (context.model, context.catalogue);
    for looked in &context.found().statements {
        let tests = model.pools.conditions(looked.statement.conditions);
        let mut never = looked
            .tests
            .never
            .iter()
            .filter_map(|index| tests.get(*index));
        let Some(first) = never.next() else {
            continue;
        };
        // RAM314 has what has expired, and RAM313 what leaves out every address.
        let allows = looked.statement.effect == Effect::Allow;
        let expired = operands::expired(tests, model, catalogue, context.settings.at);
        let nowhere = operands::holds_every_address(first, model, catalogue);
        let elsewhere = nowhere || (allows && expired.is_some());
        if elsewhere || context.guards().contains(&looked.id) {
            continue;
        }
        let mut found = finding(first, looked, context);
        let more = context.language.pick("nor this one", "也没有请求满足");
        found
            .related
            .extend(never.map(|test| label(test.key.at, more)));
        into.push(found);
    }
}

fn finding(test: &Condition, looked: &Looked, context: &Context<'_>) -> Finding {
    let language = context.language;
    let message = match looked.statement.effect {
        Effect::Allow => language.pick(
            "no request meets this test, so the Allow grants nothing",
            "没有请求满足该判断，因此 `Allow` 语句不授予任何权限",
        ),
        Effect::Deny => language.pick(
            "no request meets this test, so the Deny denies nobody anything",
            "没有请求满足该判断，因此 `Deny` 语句不会拒绝任何请求",
        ),
    };
    let primary = language.pick("never met", "从不成立");
    let mut found = context.finding(&RULE, message.to_owned(), label(test.key.at, primary));
    if looked.statement.effect == Effect::Deny {
        found.level = Level::Medium;
    }
    let help = language.pick(
        "write the value that requests carry, or remove the statement",
        "写出请求实际携带的值，或删除该语句",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn on(effect: &str, action: &str, condition: &str) {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "{action}", "Resource": "*", "Condition": {condition}}}]}}"#
        );
        check("RAM308", &[("p.json", &text)]);
    }

    #[test]
    fn values_and_keys_that_no_request_has() {
        on(
            "Allow",
            "ecs:*",
            r#"{"StringEquals": {«"acs:SourceVpc"»: "10.0.0.0/8"}}"#,
        );
        on(
            "Deny",
            "ecs:*",
            r#"{"StringEquals": {«"acs:Service"»: "ecs.aliyuncs.com"}}"#,
        );
        on(
            "Deny",
            "ecs:*",
            r#"{"DateLessThan": {«"acs:CurrentTime"»: "2024-01-01T00:00:00Z"}}"#,
        );
        on(
            "Allow",
            "*",
            r#"{"StringEquals": {"acs:Service": "ecs.aliyuncs.com"}}"#,
        );
    }

    #[test]
    fn what_other_rules_have_or_some_request_meets() {
        on(
            "Allow",
            "ecs:*",
            r#"{"DateLessThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}}"#,
        );
        on(
            "Deny",
            "kvstore:*",
            r#"{"StringEquals": {"acs:SourceVpc": "10.0.0.0/8"}}"#,
        );
        on(
            "Deny",
            "ecs:*",
            r#"{"NotIpAddress": {"acs:SourceIp": ["0.0.0.0/0", "::/0"]}}"#,
        );
        on(
            "Allow",
            "ecs:*",
            r#"{"StringEquals": {"acs:SourceVpc": ["10.0.0.0/8", "vpc-1"]}}"#,
        );
        on(
            "Allow",
            "ecs:*",
            r#"{"StringEquals": {"ecs:Whatever": "x"}}"#,
        );
    }
}
