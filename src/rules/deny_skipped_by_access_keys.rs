//! RAM217: a Deny on a flag does not stop calls that do not carry it

use crate::engine::answers::Answers;
use crate::rules::kit::guarding::{Absent, Hole};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, label, say,
    wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM217",
    name: "deny-skipped-by-access-keys",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny on a flag does not stop calls that do not carry it",
            "检查布尔条件键的 Deny 语句拦不住不携带该条件键的调用",
        ),
        finds: Text::new(
            "A Deny of the guarded action that tests a condition key of `true` or `false` for one of the two, where requests may lack the key and somebody has the action in such requests.",
            "一条拒绝受保护操作的 Deny 语句检查取值为 `true` 或 `false` 的条件键是否为其中一个值，但请求可能不携带该条件键，而有主体在此类请求中拥有该操作。",
        ),
        matters: Text::new(
            "A request without the key does not meet a positive test, so the Deny is skipped. A Deny where `acs:MFAPresent` is `false` is written to demand multi-factor login, and every call with an AccessKey pair gets past it: the leaked key in a build log is the very case it was written for.",
            "不携带该条件键的请求不满足正向条件，Deny 语句因此被跳过。在 `acs:MFAPresent` 为 `false` 时拒绝，本意是强制多因素认证登录，但所有使用 AccessKey 的调用都能绕过：构建日志中泄露的 AccessKey 正是它要防范的情形。",
        ),
        advice: Text::new(
            "Deny the action without a condition, and allow it only where the key has the value that is wanted: an Allow on `acs:MFAPresent` of `true` is not met by a call without the key. That takes the action from AccessKey calls.",
            "请无条件拒绝该操作，或只在该条件键为所需值时才允许：要求 `acs:MFAPresent` 为 `true` 的 Allow 语句不会被不携带该条件键的调用满足。这样，使用 AccessKey 的调用会失去该操作。",
        ),
        limits: Text::new(
            "Waive it where calls with AccessKey pairs are stopped elsewhere. That a positive test on an absent key is not met is documented for some keys and inferred for the rest, so the confidence is medium.",
            "如果使用 AccessKey 的调用已在别处被拦截，可以豁免。正向条件在条件键不存在时不成立，部分条件键有文档说明，其余为推断，因此置信度为中。",
        ),
        avoid: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"Bool": {«"acs:MFAPresent"»: "false"}}}
]}"#,
        )],
        prefer: &[Sample::new(
            "ops.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "NotAction": "kvstore:DestroyInstance", "Resource": "*"},
  {"Effect": "Allow", "Action": "kvstore:DestroyInstance", "Resource": "*",
   "Condition": {"Bool": {"acs:MFAPresent": "true"}}}
]}"#,
        )],
        sources: &[
            "https://github.com/AlibabaCloudDocs/ram/tree/20c6e869",
            "https://www.alibabacloud.com/help/en/ram/conditional-operator",
            "CWE-308",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for hole in guarding::holes(answers) {
            let absent = guarding::absent(&hole, context);
            if let Some(absent) = absent.iter().find(|absent| absent.is_flag) {
                into.push(finding(&hole, absent, answers, context));
            }
        }
    }
}

fn finding(
    hole: &Hole<'_>,
    absent: &Absent<'_>,
    answers: &Answers,
    context: &Context<'_>,
) -> Finding {
    let language = context.language;
    let ids = wording::ids(&hole.lines);
    let whom = wording::principals(&ids, language);
    let action = wording::quoted(&answers.question.action);
    let (policy, key) = (&hole.because.policy, absent.key);
    let message = say!(
        language,
        "a Deny in {policy} leaves {action} to {whom} in calls with no `{key}`",
        "{policy} 中的一条拒绝语句留有缺口，{whom} 在不携带 `{key}` 的调用中仍可执行 {action}"
    );
    let primary = language.pick(
        "not met by a request without this key",
        "不携带此条件键的请求不满足该条件",
    );
    let mut found = context.finding(&RULE, message, label(absent.test.key.at, primary));
    found.action = Some(answers.question.action.clone());
    if hole.because.at != found.at.at {
        let denies = language.pick("denies the action", "拒绝该操作");
        found.related.push(label(hole.because.at, denies));
    }
    let note = language.pick(
        "a call with an AccessKey pair does not carry the key",
        "使用 AccessKey 的调用不携带此条件键",
    );
    found.notes.push(note.to_owned());
    found.principals = ids;
    let help = language.pick(
        "deny without a condition, and allow only where the key has the value that is wanted",
        "改为无条件拒绝，并只在该条件键为所需值时允许",
    );
    found.help = Some(help.to_owned());
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
    fn the_key_and_the_callers_are_named() {
        let found = one(
            "RAM217",
            &format!(
                r#"{ALL}, {{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*", "Condition": {{"Bool": {{«"acs:MFAPresent"»: "false"}}}}}}"#
            ),
        );
        assert!(
            found[0].message.contains("no `acs:MFAPresent`"),
            "{found:#?}"
        );
        assert_eq!(found[0].principals, ["policy/p.json"]);
    }

    #[test]
    fn it_is_quiet_where_requests_without_the_key_are_denied_or_always_have_it() {
        for deny in [
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {"acs:SecureTransport": "false"}}}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}}}"#,
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*"}"#,
        ] {
            one("RAM217", &format!("{ALL}, {deny}"));
        }
        one(
            "RAM217",
            r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "false"}}}"#,
        );
    }
}
