//! RAM320: an Allow begins at a time to come

use crate::engine::{certain, operands};
use crate::model::policy::Effect;
use crate::rules::kit::wording::instant::day;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM320",
    name: "allow-not-yet-open",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an Allow begins at a time to come",
            "`Allow` 语句在将来才生效",
        ),
        finds: Text::new(
            "It finds Allow statements whose test of `acs:CurrentTime` is met later than the time of the analysis, and not yet.",
            "检查对 `acs:CurrentTime` 的判断在分析时尚不成立、之后才会成立的 Allow 语句。",
        ),
        matters: Text::new(
            "A review of who has access today finds nobody, and on the day that the statement names access is there without anybody touching a policy. Whoever wants to hide a grant from reviews writes it like this.",
            "今天审查权限时看不到任何人拥有该权限，而到了语句所写的日期，没有人改动策略，权限就自动出现。想让授权躲过审查的人正是这样写的。",
        ),
        advice: Text::new(
            "Keep it if the date is meant, and see to it that the window also ends. Remove it otherwise.",
            "如果日期是有意安排的，则保留，并确保时间窗口也有结束时间。否则删除。",
        ),
        limits: Text::new(
            "It judges at the time of the analysis, which `--at` sets. Planned maintenance windows are a good reason for such a statement.",
            "以分析时间为准，可用 `--at` 指定。计划内的维护窗口是使用这种语句的正当理由。",
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
      "Condition": { "DateGreaterThan": { "acs:CurrentTime": «"2029-01-01T00:00:00+08:00"» } }
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
      "Action": "ecs:StopInstance",
      "Resource": "*",
      "Condition": { "DateLessThan": { "acs:CurrentTime": "2029-01-01T00:00:00+08:00" } }
    }
  ]
}
"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/conditional-operator"],
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
        let opening =
            operands::opening(tests, context.model, context.catalogue, context.settings.at);
        let Some((test, instant)) = opening else {
            continue;
        };
        let day = day(instant);
        let message = say!(
            language,
            "an Allow is not met before {day} and grants from then on",
            "`Allow` 语句在 {day} 之前不成立，自该日起才授予权限",
        );
        let primary = language.pick("this instant is to come", "该时间尚未到来");
        let mut found = context.finding(&RULE, message, label(test.at, primary));
        let help = language.pick(
            "remove the statement unless the date is meant",
            "如果该日期并非有意安排，则删除该语句",
        );
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn a_window_that_opens_later() {
        for (effect, condition) in [
            (
                "Allow",
                r#"{"DateGreaterThanEquals": {"acs:CurrentTime": «"2027-01-01T00:00:00Z"»}, "DateLessThan": {"acs:CurrentTime": "2028-01-01T00:00:00Z"}}"#,
            ),
            (
                "Allow",
                r#"{"DateEquals": {"acs:CurrentTime": «"2027-01-01T00:00:00Z"»}}"#,
            ),
            (
                "Allow",
                r#"{"DateGreaterThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}, "DateLessThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}}"#,
            ),
            (
                "Allow",
                r#"{"DateGreaterThan": {"acs:CurrentTime": ["2027-01-01T00:00:00Z", "2024-01-01T00:00:00Z"]}}"#,
            ),
            (
                "Allow",
                r#"{"DateGreaterThan": {"acs:CurrentTime": "2028-01-01T00:00:00Z"}, "DateLessThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}"#,
            ),
            (
                "Deny",
                r#"{"DateGreaterThan": {"acs:CurrentTime": "2027-01-01T00:00:00Z"}}"#,
            ),
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "ecs:*", "Resource": "*", "Condition": {condition}}}]}}"#
            );
            check("RAM320", &[("p.json", &text)]);
        }
    }
}
