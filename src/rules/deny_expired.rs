//! RAM207: a Deny of the guarded action has expired

use crate::engine::answers::Answers;
use crate::rules::kit::guarding::{Dead, Fault};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, dead, guarding, label,
    say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM207",
    name: "deny-expired",
    level: Level::High,
    other_levels: &[Level::Medium, Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny of the guarded action has expired",
            "拒绝受保护操作的 Deny 语句已经过期",
        ),
        finds: Text::new(
            "A Deny that covers the guarded action until an instant that has passed at the time of the run.",
            "一条 Deny 语句对受保护操作的拒绝截止于某个时间点，而运行时该时间点已过。",
        ),
        matters: Text::new(
            "A freeze for a migration was written with an end, and nobody took the end away when the freeze became the rule. The policy is still attached and still reads like a protection, and since that day every holder can destroy instances again.",
            "为某次迁移设置的冻结带有截止时间，冻结变成长期要求后却没有人删掉它。策略仍在授权中，看上去仍是保护，但从那天起所有持有者又能销毁实例了。",
        ),
        advice: Text::new(
            "Deny without an end, which takes the action from those who hold the policy, or remove the statement, which changes nothing.",
            "请改为不限期的拒绝，这会收回持有者的该操作；或者删除此语句，这不会改变访问权限。",
        ),
        limits: Text::new(
            "Waive it where the end was meant and the statement is kept as a record. The time of the run is what `--at` says.",
            "如果到期是有意的，保留语句仅作记录，可以豁免。运行时间以 `--at` 指定的为准。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"DateLessThan": {"acs:CurrentTime": «"2024-07-01T00:00:00+08:00"»}}}
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
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for dead in guarding::dead(answers, context) {
            if let Fault::Expired(instant) = dead.fault {
                into.push(finding(&dead, instant, answers, context));
            }
        }
    }
}

fn finding(dead: &Dead, instant: i128, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let policy = &dead.bearing.policy;
    let day = wording::instant::day(instant);

    let message = |outcome: &str| {
        say!(
            language,
            "a Deny in {policy} expired on {day} and {outcome}",
            "{policy} 中的一条拒绝语句已于 {day} 失效，{outcome}"
        )
    };
    let primary = language.pick("this instant has passed", "该时间点已过");
    let at = label(dead.test.at, primary);
    let of = (&dead.bearing, dead.test);
    let mut found = dead::finding(&RULE, at, of, answers, context, message);
    found.help = Some(
        language
            .pick(
                "deny without an end, or remove the statement",
                "改为不限期的拒绝，或删除此语句",
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
    fn the_day_is_named() {
        let found = one(
            "RAM207",
            &format!(
                r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"DateLessThan": {{"acs:CurrentTime": «"2024-01-01T00:00:00Z"»}}}}}}"#
            ),
        );
        assert!(
            found[0].message.contains("expired on 2024-01-01"),
            "{found:#?}"
        );
        assert_eq!(found[0].principals, ["policy/p.json"]);
    }

    #[test]
    fn it_is_quiet_before_the_end_and_after_the_beginning() {
        for condition in [
            r#""DateLessThan": {"acs:CurrentTime": "2099-01-01T00:00:00Z"}"#,
            r#""DateGreaterThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}"#,
        ] {
            one(
                "RAM207",
                &format!(
                    r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{{condition}}}}}"#
                ),
            );
        }
    }
}
