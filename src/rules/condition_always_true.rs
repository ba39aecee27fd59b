//! RAM307: every request meets a test of a condition

use crate::engine::operands;
use crate::model::policy::{Condition, Effect};
use crate::rules::kit::asked::Looked;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, edits, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM307",
    name: "condition-always-true",
    level: Level::Medium,
    other_levels: &[Level::Info],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "every request meets a test of a condition",
            "所有请求都满足条件中的某个判断",
        ),
        finds: Text::new(
            "It finds tests that every request for the statement's actions meets: a key that may be `true` or `false`, a pattern that matches every value the key can have, a date that has passed. In an Allow the restriction is not there; in a Deny, and for a date, the test merely adds nothing, and the level is info.",
            "检查语句所涉操作的所有请求都满足的判断：键可以是 `true` 也可以是 `false`，通配模式匹配该键所有可能的值，起始日期已过。在 Allow 语句中这意味着限制并不存在；在 Deny 语句中以及对日期而言，判断只是没有作用，级别为 info。",
        ),
        matters: Text::new(
            "A reviewer sees a condition and believes the grant to be narrow. The contractor whose network the condition was to name works from anywhere.",
            "审核者看到有条件，就以为授权范围很窄。条件本来要限定外包人员的网络，实际上他们可以从任何地方操作。",
        ),
        advice: Text::new(
            "Write the test that was meant, or remove this one. The fix, where there is one, removes it, and access stays the same.",
            "写出本来要写的判断，或删除该判断。如果提供修复，则会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "A key that not every request carries is never reported, nor one that the documentation does not name. That the listed global keys are in every request is documented for few of them.",
            "并非每个请求都携带的键、以及文档未列出的键不会报告。全局条件键存在于所有请求中，这一点只有少数键有文档说明。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "ecs:*",
      "Resource": "*",
      "Condition": { "Bool": { «"acs:SecureTransport"»: ["true", "false"] } }
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
      "Action": "ecs:*",
      "Resource": "*",
      "Condition": { "Bool": { "acs:SecureTransport": "true" } }
    }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-571",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let (model, catalogue) = (context.model, context.catalogue);
    for looked in &context.found().statements {
        let tests = model.pools.conditions(looked.statement.conditions);
        let always = looked.tests.always.iter();
        for test in always.filter_map(|index| tests.get(*index)) {
            // RAM313 has those.
            if !operands::holds_every_address(test, model, catalogue) {
                into.extend(finding(test, tests, looked, context));
            }
        }
    }
}

fn finding(
    test: &Condition,
    all: &[Condition],
    looked: &Looked,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    let is_of_time =
        |test: &Condition| operands::is_of_time(test, context.model, context.catalogue);
    let in_time = is_of_time(test);
    // The beginning of a window that has opened says what was meant.
    if in_time && all.iter().filter(|other| is_of_time(other)).count() > 1 {
        return None;
    }
    let restricts = looked.statement.effect == Effect::Allow && !in_time;
    let message = if restricts {
        language.pick(
            "every request meets this test, so it does not limit the Allow",
            "所有请求都满足该判断，因此它没有限制 `Allow` 语句",
        )
    } else {
        language.pick(
            "every request meets this test, so it changes nothing",
            "所有请求都满足该判断，因此它没有任何作用",
        )
    };
    let primary = language.pick("always met", "始终成立");
    let mut found = context.finding(&RULE, message.to_owned(), label(test.key.at, primary));
    let help = if restricts {
        language.pick(
            "write the test that was meant, or remove this one",
            "写出本来要写的判断，或删除该判断",
        )
    } else {
        found.level = Level::Info;
        let title = language.pick("remove the test", "删除该判断");
        let edit = edits::without_test(test, all, context.sources);
        found.fix = edits::fix(FixKind::Safe, title.to_owned(), edit);
        title
    };
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::Level;
    use crate::rules::kit::marked::check;

    fn on(effect: &str, condition: &str) -> (Vec<Level>, Option<String>) {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "ecs:StopInstance", "Resource": "*", "Condition": {condition}}}]}}"#
        );
        let found = check("RAM307", &[("p.json", &text)]);
        let fix = found.iter().find_map(|one| one.fix.as_ref());
        let edited = fix.map(|fix| {
            let mut after = text.replace(['«', '»'], "");
            let edit = fix.edits.first().unwrap();
            after.replace_range(edit.at.start as usize..edit.at.end as usize, "");
            let (_, rest) = after.split_once(r#""Resource": "*""#).unwrap();
            rest.trim_end_matches("]}").to_owned()
        });
        (found.iter().map(|one| one.level).collect(), edited)
    }

    #[test]
    fn tests_that_every_request_meets() {
        let both = r#"{"Bool": {«"acs:SecureTransport"»: ["true", "false"]}}"#;
        assert_eq!(on("Allow", both), (vec![Level::Medium], None));
        assert_eq!(on("Deny", both), (vec![Level::Info], Some("}".to_owned())));
        let caller = r#"{"StringLike": {«"acs:PrincipalARN"»: "acs:ram:*"}}"#;
        assert_eq!(on("Allow", caller).0, [Level::Medium]);
        let begun = r#"{"DateGreaterThan": {«"acs:CurrentTime"»: "2024-01-01T00:00:00Z"}}"#;
        assert_eq!(
            on("Allow", begun),
            (vec![Level::Info], Some("}".to_owned()))
        );
    }

    #[test]
    fn the_fix_leaves_the_other_tests() {
        for (condition, expected) in [
            (
                r#"{"Bool": {«"acs:SecureTransport"»: ["true", "false"]}, "StringEquals": {"acs:SourceVpc": "vpc-1"}}"#,
                r#", "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}}}"#,
            ),
            (
                r#"{"Bool": {"acs:MFAPresent": "true", «"acs:SecureTransport"»: ["true", "false"]}}"#,
                r#", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}"#,
            ),
        ] {
            assert_eq!(on("Deny", condition).1.as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_some_request_may_fail_is_left_alone() {
        for condition in [
            r#"{"Bool": {"acs:MFAPresent": ["true", "false"]}}"#,
            r#"{"IpAddress": {"acs:SourceIp": ["0.0.0.0/0", "::/0"]}}"#,
            r#"{"StringLike": {"acs:SourceVpc": "*"}}"#,
            r#"{"StringLike": {"ecs:Whatever": "*"}}"#,
            r#"{"DateGreaterThan": {"acs:CurrentTime": "2024-01-01T00:00:00Z"}, "DateLessThan": {"acs:CurrentTime": "2029-01-01T00:00:00Z"}}"#,
        ] {
            on("Allow", condition);
        }
    }
}
