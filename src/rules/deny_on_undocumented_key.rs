//! RAM218: a Deny of the guarded action tests a condition key that is not documented

use crate::engine::answers::Line;
use crate::engine::values::{Oddity, ValueIssue};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, depending, guarding,
    label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM218",
    name: "deny-on-undocumented-key",
    level: Level::Medium,
    other_levels: &[Level::High, Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny of the guarded action tests a condition key that is not documented",
            "拒绝受保护操作的语句检查了没有文档说明的条件键",
        ),
        finds: Text::new(
            "A condition key of a Deny of the guarded action that RAM does not document. Where a documented key has a similar name, the finding names it.",
            "拒绝受保护操作的 Deny 语句使用了 RAM 文档中没有的条件键。如果有名称相近的条件键，报告会指出。",
        ),
        matters: Text::new(
            "RAM may carry no such key in any request. A Deny on `acs:SourceIpp` then stops everybody or nobody, whatever the address, and its author believes that it depends on the network.",
            "RAM 的请求中可能根本没有这个条件键。检查 `acs:SourceIpp` 的 Deny 语句因此会拦截所有人或谁也不拦截，与地址无关，而作者以为它取决于网络。",
        ),
        advice: Text::new(
            "Write the documented key. What that does to access depends on the values of the test.",
            "请改写为文档中的条件键。对访问权限的影响取决于该条件的取值。",
        ),
        limits: Text::new(
            "Waive it for a key that is newer than the catalogue. What RAM does with a key that it does not know is not documented, so the confidence is medium; where nobody has the action and no key resembles it, the level is low.",
            "如果该条件键比内置目录更新，可以豁免。RAM 如何处理未知的条件键没有文档说明，因此置信度为中；若无人拥有该操作且没有相近的条件键，级别为低。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"NotIpAddress": {«"acs:SourceIpp"»: "10.0.0.0/8"}}}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for issue in guarding::undocumented_keys(context) {
        into.push(finding(&issue, context));
    }
}

fn finding(issue: &ValueIssue, context: &Context<'_>) -> Finding {
    let language = context.language;
    let at = issue.at;
    let written = wording::quoted(&issue.written);
    let message = say!(
        language,
        "a Deny tests {written}, which is not a condition key that RAM documents",
        "一条拒绝语句检查 {written}，而 RAM 文档中没有此条件键"
    );
    let primary = language.pick("may be in no request at all", "可能不会出现在任何请求中");
    let mut found = context.finding(&RULE, message, label(at, primary));
    let near = match &issue.oddity {
        Oddity::UnknownKey(near) => near.map(wording::quoted),
        _ => None,
    };
    if let Some(near) = &near {
        found.notes.push(say!(
            language,
            "there is a condition key with a similar name: {near}",
            "有一个名称相近的条件键：{near}"
        ));
    } else {
        found.level = Level::Low;
    }
    for answers in context.answers {
        let lines = depending::on_key(issue, answers, context);
        let lines: Vec<&Line> = lines.into_iter().map(|(_, line, _)| line).collect();
        if lines.is_empty() {
            continue;
        }
        let level = depending::level_of_doubt(&lines, found.level);
        found.level = found.level.max(level);
        let ids = wording::ids(&lines);
        let whom = wording::principals(&ids, language);
        let action = wording::quoted(&answers.question.action);
        found.notes.push(say!(
            language,
            "if no request carries it, {whom} may call {action}",
            "若请求都不携带此条件键，{whom} 可以执行 {action}"
        ));
        found.principals.extend(ids);
    }
    found.principals.sort();
    found.principals.dedup();
    found.help = Some(match near {
        Some(near) => say!(language, "write {near}", "改写为 {near}"),
        None => language
            .pick(
                "use a documented condition key, or deny without a condition",
                "改用文档中的条件键，或改为无条件拒绝",
            )
            .to_owned(),
    });
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
    fn its_level_follows_who_is_left_and_whether_it_is_a_slip() {
        use crate::rules::Level;
        let deny = |key: &str| {
            format!(
                r#"{{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"StringEquals": {{«"{key}"»: "x"}}}}}}"#
            )
        };
        for (statements, level, help) in [
            (
                format!("{ALL}, {}", deny("acs:SourceVpcc")),
                Level::High,
                "write `acs:SourceVpc`",
            ),
            (
                deny("acs:SourceVpcc"),
                Level::Medium,
                "write `acs:SourceVpc`",
            ),
            (
                format!("{ALL}, {}", deny("corp:Zone")),
                Level::High,
                "use a documented",
            ),
            (deny("corp:Zone"), Level::Low, "use a documented"),
        ] {
            let found = one(&statements);
            assert_eq!(found[0].level, level, "{statements}");
            let shown = found[0].help.as_deref().unwrap();
            assert!(shown.starts_with(help), "{shown}");
        }
    }

    #[test]
    fn it_is_quiet_for_documented_keys_other_actions_and_an_allow() {
        let slip = r#""Condition": {"IpAddress": {"acs:SourceIpp": "10.0.0.0/8"}}"#;
        one(&format!(
            r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", {slip}}}"#
        ));
        one(&format!(
            r#"{{"Effect": "Deny", "Action": "ecs:*", "Resource": "*", {slip}}}"#
        ));
        for key in ["acs:SourceIp", "acs:SourceIP", "SourceIp", "acs:SourceIpp "] {
            one(&format!(
                r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"StringEquals": {{"{key}": "10.0.0.0/8"}}}}}}"#
            ));
        }
    }

    /// What the answer hangs on is then what the Allow needs, in whichever order they
    /// stand.
    #[test]
    fn a_key_that_the_allow_tests_too_is_for_the_rule_about_doubt() {
        let tested = |effect: &str, resource: &str, key: &str| {
            format!(
                r#"{{"Effect": "{effect}", "Action": "*", "Resource": "{resource}", "Condition": {{"StringLike": {{{key}: "cn-*"}}}}}}"#
            )
        };
        let allow = tested("Allow", "*", "«\"corp:Zone\"»");
        let deny = tested("Deny", "acs:ecs:*:*:instance/r-1", "\"corp:Zone\"");
        for [one, other] in [[&allow, &deny], [&deny, &allow]] {
            let text = format!(r#"{{"Version": "1", "Statement": [{one}, {other}]}}"#);
            check("RAM107", &[("p.json", &text)]);
        }
    }

    #[test]
    fn no_other_rule_reports_the_same_place() {
        let text = format!(
            r#"{{"Version": "1", "Statement": [{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"NotIpAddress": {{"acs:SourceIpp": "10.0.0.0/8"}}}}}}]}}"#
        );
        for other in ["RAM107", "RAM402"] {
            check(other, &[("p.json", &text)]);
        }
    }
}
