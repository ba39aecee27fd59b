//! RAM314: the time of an Allow is over

use crate::engine::{certain, operands};
use crate::model::policy::Effect;
use crate::rules::kit::wording::instant::day;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM314",
    name: "allow-expired",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("the time of an Allow is over", "`Allow` 语句已过期"),
        finds: Text::new(
            "It finds Allow statements whose test of `acs:CurrentTime` no request meets any more, counted from the time of the analysis.",
            "检查对 `acs:CurrentTime` 的判断已不可能再成立的 Allow 语句，以分析时间为准。",
        ),
        matters: Text::new(
            "The statement grants nothing and still reads like a grant. Somebody who needs the access again moves the date instead of asking, and what was meant for one weekend is back for good.",
            "该语句不再授予任何权限，看上去却仍像一项授权。之后有人再次需要该权限时，往往直接把日期往后改而不走审批，原本只给一个周末的权限就此长期恢复。",
        ),
        advice: Text::new(
            "Remove the statement. Access stays as it is, because nobody has any through it.",
            "删除该语句。由于没有人通过它获得权限，访问权限不变。",
        ),
        limits: Text::new(
            "It judges at the time of the analysis, which `--at` sets. An expired Deny of a guarded action is another rule's.",
            "以分析时间为准，可用 `--at` 指定。针对受保护操作的 Deny 语句过期由其他规则负责。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:StopInstance",
      "Resource": "*",
      "Condition": { "DateLessThan": { "acs:CurrentTime": «"2025-03-01T00:00:00+08:00"» } }
    },
    { "Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*" }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": "ecs:DescribeInstances", "Resource": "*" }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "CWE-561",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for certain in certain::statements(context.model) {
        if certain.statement.effect != Effect::Allow {
            continue;
        }
        let tests = context.model.pools.conditions(certain.statement.conditions);
        let over = operands::expired(tests, context.model, context.catalogue, context.settings.at);
        let Some((test, instant)) = over else {
            continue;
        };
        let day = day(instant);
        let message = say!(
            language,
            "an Allow expired on {day} and grants nothing any more",
            "`Allow` 语句已于 {day} 到期，不再授予任何权限",
        );
        let primary = language.pick("this instant has passed", "该时间已过");
        let mut found = context.finding(&RULE, message, label(test.at, primary));
        let help = language.pick("remove the statement", "删除该语句");
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn on(effect: &str, condition: &str) -> Vec<String> {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "kvstore:*", "Resource": "*", "Condition": {condition}}}]}}"#
        );
        let found = check("RAM314", &[("p.json", &text)]);
        found.into_iter().map(|one| one.message).collect()
    }

    #[test]
    fn what_is_over_at_the_time_of_the_analysis() {
        for condition in [
            r#"{"DateLessThan": {"acs:CurrentTime": «"2024-01-01T00:00:00Z"»}}"#,
            r#"{"DateEquals": {"acs:CurrentTime": «"2024-01-01T00:00:00Z"»}}"#,
            r#"{"DateGreaterThan": {"acs:CurrentTime": "2023-01-01T00:00:00Z"}, "DateLessThanEquals": {"acs:CurrentTime": «["2024-01-01T00:00:00Z", "2023-06-01T00:00:00Z"]»}}"#,
        ] {
            let found = on("Allow", condition);
            assert!(found[0].contains("expired on 2024-01-01"), "{found:#?}");
        }
    }

    #[test]
    fn what_may_still_be_met_is_left_alone() {
        for condition in [
            r#"{"DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}"#,
            r#"{"DateLessThan": {"acs:CurrentTime": ["2024-01-01T00:00:00Z", "2027-01-01T00:00:00Z"]}}"#,
            r#"{"DateGreaterThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}}"#,
            r#"{"DateNotEquals": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}}"#,
            r#"{"DateLessThan": {"acs:CurrentTime": "2024-01-01"}}"#,
            r#"{"DateLessThan": {"ecs:Created": "2024-01-01T00:00:00Z"}}"#,
        ] {
            assert!(on("Allow", condition).is_empty());
        }
        on(
            "Deny",
            r#"{"DateLessThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}}"#,
        );
    }
}
