//! RAM203: a Deny under a condition leaves the guarded action open

use crate::engine::answers::Answers;
use crate::rules::kit::guarding::Hole;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, label, say,
    wording,
};

/// Further tests that are shown.
const MAX_TESTS: usize = 3;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM203",
    name: "deny-with-a-hole",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny under a condition leaves the guarded action open",
            "带条件的 Deny 语句留下缺口，受保护操作仍可执行",
        ),
        finds: Text::new(
            "A Deny of the guarded action under a condition, held by principals who have the action for the requests that do not meet it. The finding prints what is left open.",
            "一条带条件的 Deny 语句拒绝受保护操作，而持有它的主体对不满足该条件的请求仍拥有该操作。报告会给出仍然敞开的部分。",
        ),
        matters: Text::new(
            "A Deny applies only to requests that meet its condition. A Deny for everything outside `10.0.0.0/8` lets every machine inside it destroy instances, the build server that an attacker has taken over among them.",
            "Deny 语句只对满足其条件的请求生效。拒绝 `10.0.0.0/8` 以外请求的语句，会放行该网段内的每一台机器，包括已被攻击者控制的构建服务器。",
        ),
        advice: Text::new(
            "Deny without a condition, and make the exception in the Allow: an Allow that is bound to the condition grants nothing else. That takes the action from everybody who has it by another Allow.",
            "请改为无条件拒绝，并把例外写进 Allow 语句：受条件约束的 Allow 语句不会多授予任何权限。这样，凭借其他 Allow 语句获得该操作的主体都会失去它。",
        ),
        limits: Text::new(
            "Waive it where the exception is meant and narrow. A Deny whose only test is on the caller's ARN is an exception for those whom it names and is not reported; one that tests a flag which may be absent is reported under a rule of its own.",
            "如果例外是有意为之且范围很小，可以豁免。只检查调用者 ARN 的 Deny 语句视为对所列主体的例外，不予报告；检查可能不存在的布尔条件键的情况由另一条规则报告。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"NotIpAddress": {«"acs:SourceIp"»: "10.0.0.0/8"}}}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "NotAction": "kvstore:DestroyInstance", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for hole in guarding::holes(answers) {
            let is_flag = guarding::absent(&hole, context)
                .iter()
                .any(|absent| absent.is_flag);
            if !is_flag && !guarding::is_carve_out(&hole, context) {
                into.extend(finding(&hole, answers, context));
            }
        }
    }
}

fn finding(hole: &Hole<'_>, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let statement = context.statement(hole.statement)?;
    let tests = context.model.pools.conditions(statement.conditions);
    let [first, rest @ ..] = tests else {
        return None;
    };
    let line = hole.lines.first()?;
    let ids = wording::ids(&hole.lines);
    let whom = wording::principals(&ids, language);
    let action = wording::quoted(&answers.question.action);
    let universe = &hole.account.universe;
    let policy = &hole.because.policy;
    let open = line.verdict.condition.as_ref();
    let clause = open.map(|open| wording::condition::clause(open, universe, language));
    let message = match clause {
        Some(clause) => say!(
            language,
            "a Deny in {policy} leaves {action} to {whom} only {clause}",
            "{policy} 中的一条拒绝语句留有缺口，{clause} {whom} 仍可执行 {action}"
        ),
        None => say!(
            language,
            "a Deny in {policy} leaves {action} to {whom} always",
            "{policy} 中的一条拒绝语句留有缺口，{whom} 始终可以执行 {action}"
        ),
    };
    let holds = language.pick(
        "the Deny applies only where this holds",
        "仅当此条件成立时才拒绝",
    );
    let mut found = context.finding(&RULE, message, label(first.key.at, holds));
    found.action = Some(answers.question.action.clone());
    let and = language.pick("and this", "同时要求此条件");
    for test in rest.iter().take(MAX_TESTS) {
        found.related.push(label(test.key.at, and));
    }
    if hole.because.at != first.key.at {
        let denies = language.pick("denies the action", "拒绝该操作");
        found.related.push(label(hole.because.at, denies));
    }
    for absent in guarding::absent(hole, context) {
        let key = absent.key;
        found.notes.push(say!(
            language,
            "requests that do not carry `{key}` are not denied",
            "不携带 `{key}` 的请求不会被拒绝"
        ));
    }
    found.principals = ids;
    let help = language.pick(
        "deny without a condition, and make the exception in the Allow instead",
        "改为无条件拒绝，并把例外写在 Allow 语句中",
    );
    found.help = Some(help.to_owned());
    Some(found)
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
    fn a_blacklisted_network_leaves_the_rest() {
        let found = one(
            "RAM203",
            &format!(
                r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"StringEquals": {{«"acs:SourceVpc"»: "vpc-1"}}}}}}"#
            ),
        );
        assert!(found[0].notes[0].contains("`acs:SourceVpc`"), "{found:#?}");
    }

    #[test]
    fn exceptions_for_named_callers_and_flags_are_not_meant() {
        for condition in [
            r#""StringNotLike": {"acs:PrincipalARN": "acs:ram:*:*:role/ops-*"}"#,
            r#""Bool": {"acs:MFAPresent": "false"}"#,
        ] {
            one(
                "RAM203",
                &format!(
                    r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{{condition}}}}}"#
                ),
            );
        }
    }
}
