//! RAM211: a Deny of the guarded action has a condition that no request meets

use crate::engine::answers::Answers;
use crate::rules::kit::guarding::{Dead, Fault};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, dead, guarding, label,
    say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM211",
    name: "deny-never-applies",
    level: Level::High,
    other_levels: &[Level::Medium, Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny of the guarded action has a condition that no request meets",
            "拒绝受保护操作的 Deny 语句带有任何请求都无法满足的条件",
        ),
        finds: Text::new(
            "A Deny that covers the guarded action under tests that exclude each other, or under one that no value meets.",
            "一条 Deny 语句涵盖受保护操作，但其条件互相排斥，或某个条件没有任何值能够满足。",
        ),
        matters: Text::new(
            "All tests of a condition must hold at once. Somebody who wants to deny two networks and writes one test for each has denied the addresses that are in both, which is none, and the guard is off.",
            "同一条件中的所有检查必须同时成立。有人想拒绝两个网段，分别写了一项检查，结果只拒绝同时属于两者的地址，也就是没有任何地址，防线因此失效。",
        ),
        advice: Text::new(
            "Put alternatives into one list of values or into statements of their own, or deny without a condition. Any of that takes the action from those who hold the policy.",
            "请把并列的取值写进同一个列表或拆成多条语句，或改为无条件拒绝。任一做法都会收回持有者的该操作。",
        ),
        limits: Text::new(
            "Waive it where the statement is kept off on purpose. Expired times, keys that are never there, and exceptions for everybody are reported under rules of their own.",
            "如果有意让该语句失效，可以豁免。已过期的时间、不会出现的条件键以及豁免所有人的例外，由各自的规则报告。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"IpAddress": {«"acs:SourceIp"»: "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "0.0.0.0/0"}}}
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
            if let Fault::Contradiction = dead.fault {
                into.push(finding(&dead, answers, context));
            }
        }
    }
}

fn finding(dead: &Dead, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let policy = &dead.bearing.policy;

    let message = |outcome: &str| {
        say!(
            language,
            "a Deny in {policy} {outcome}: no request meets its condition",
            "{policy} 中的一条拒绝语句 {outcome}：没有请求能满足其条件"
        )
    };
    let primary = language.pick(
        "not met, alone or with the other tests",
        "单独或与其他条件一起都无法满足",
    );
    let at = label(dead.test.key.at, primary);
    let of = (&dead.bearing, dead.test);
    let mut found = dead::finding(&RULE, at, of, answers, context, message);
    found.help = Some(
        language
            .pick(
                "deny without a condition, or mend the condition",
                "改为无条件拒绝，或修正该条件",
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
    fn tests_that_cannot_be_met_together() {
        for condition in [
            r#""IpAddress": {«"acs:SourceIp"»: "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}"#,
            r#""DateGreaterThan": {«"acs:CurrentTime"»: "2099-01-01T00:00:00Z"}, "DateLessThan": {"acs:CurrentTime": "2098-01-01T00:00:00Z"}"#,
        ] {
            one(
                "RAM211",
                &format!(
                    r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{{condition}}}}}"#
                ),
            );
        }
    }

    #[test]
    fn it_is_quiet_where_a_request_meets_it_or_another_rule_says_why() {
        for condition in [
            r#""IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "NotIpAddress": {"acs:SourceIp": "10.1.0.0/16"}"#,
            r#""DateLessThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}"#,
            r#""StringEquals": {"acs:ResourceTag/env": "prod"}"#,
            r#""StringNotLike": {"acs:PrincipalARN": "*"}"#,
        ] {
            one(
                "RAM211",
                &format!(
                    r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{{condition}}}}}"#
                ),
            );
        }
    }
}
