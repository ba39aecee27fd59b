//! RAM218: a Deny tests a condition key that is not documented and looks like one that is

use crate::rules::kit::guarding::Misspelt;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, label, say,
    wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM218",
    name: "deny-on-undocumented-key",
    level: Level::Medium,
    other_levels: &[Level::High],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny tests a condition key that is not documented and looks like one that is",
            "Deny 语句检查的条件键没有文档说明，但与某个已有条件键相似",
        ),
        finds: Text::new(
            "A condition key of a Deny that RAM does not document, while a key with a similar name is documented.",
            "Deny 语句中的某个条件键在 RAM 文档中不存在，但有一个名称相近的条件键。",
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
            "Waive it for a key that is newer than the catalogue. What RAM does with a key that it does not know is not documented, so the confidence is medium.",
            "如果该条件键比内置目录更新，可以豁免。RAM 如何处理未知的条件键没有文档说明，因此置信度为中。",
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
    for misspelt in guarding::misspelt_keys(context) {
        into.push(finding(&misspelt, context));
    }
}

fn finding(misspelt: &Misspelt, context: &Context<'_>) -> Finding {
    let language = context.language;
    let at = misspelt.issue.at;
    let written = wording::quoted(&misspelt.issue.written);
    let near = wording::quoted(misspelt.near);
    let message = say!(
        language,
        "a Deny tests {written}, which is not a condition key that RAM documents",
        "一条拒绝语句检查 {written}，而 RAM 文档中没有此条件键"
    );
    let primary = language.pick("may be in no request at all", "可能不会出现在任何请求中");
    let mut found = context.finding(&RULE, message, label(at, primary));
    found.notes.push(say!(
        language,
        "there is a condition key with a similar name: {near}",
        "有一个名称相近的条件键: {near}"
    ));
    for answers in context.answers {
        let lines = guarding::depending_at(answers, at);
        if lines.is_empty() {
            continue;
        }
        let level = guarding::level_of_doubt(&lines, found.level);
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
    found.help = Some(say!(language, "write {near}", "改写为 {near}"));
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
    fn a_slip_in_the_key_of_a_deny() {
        use crate::rules::Level;
        for (key, action, level) in [
            ("acs:SourceIpp", "kvstore:*", Level::High),
            ("acs:SourceIpp", "ecs:*", Level::Medium),
        ] {
            let found = one(&format!(
                r#"{ALL}, {{"Effect": "Deny", "Action": "{action}", "Resource": "*", "Condition": {{"NotIpAddress": {{«"{key}"»: "10.0.0.0/8"}}}}}}"#
            ));
            assert_eq!(found[0].level, level, "{key} {action}");
            assert_eq!(found[0].help.as_deref(), Some("write `acs:SourceIp`"));
        }
    }

    #[test]
    fn it_is_quiet_for_an_allow_and_for_keys_that_resemble_nothing() {
        one(
            r#"{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"acs:SourceIpp": "10.0.0.0/8"}}}"#,
        );
        for key in [
            "acs:SourceIp",
            "acs:SourceIP",
            "acs:RequestedRegion",
            "corp:Zone",
        ] {
            one(&format!(
                r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {{"StringEquals": {{"{key}": "10.0.0.0/8"}}}}}}"#
            ));
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
