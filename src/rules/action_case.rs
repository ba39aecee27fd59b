//! RAM439: an action is written in another letter case than documented

use crate::engine::names;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording, written};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM439",
    name: "action-case",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "an action is written in another letter case than documented",
            "操作的大小写与文档不同",
        ),
        finds: Text::new(
            "An action or a service code that differs from the documented one only in the case of its letters.",
            "操作或服务代码与文档只有大小写不同。",
        ),
        matters: Text::new(
            "RAM ignores the case of actions in most cases, so access is the same. A search for the documented spelling, as in an audit or a review, does not find the line.",
            "RAM 在大多数情况下忽略操作的大小写，因此访问权限相同。但在审计或审阅中按文档写法搜索时，会漏掉这一行。",
        ),
        advice: Text::new(
            "Write the action as documented. The fix does that and leaves access as it is.",
            "按文档书写操作。自动修复会这样做，访问权限不变。",
        ),
        limits: Text::new(
            "The documentation says that case is ignored in most cases and does not name the others. Spellings come from the catalogue.",
            "文档称大多数情况下忽略大小写，但没有列出例外。写法以目录为准。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:describeInstances"», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:DescribeInstances", "Resource": "*"}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-elements"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for action in written::actions(context.model) {
        let at = action.element.at;
        let Some(documented) = names::documented_case(action.text, context.catalogue) else {
            continue;
        };
        let (name, quoted) = (wording::quoted(action.text), wording::quoted(&documented));
        let words = Words::new(
            say!(
                language,
                "the action {name} is documented as {quoted}",
                "操作 {name} 在文档中写作 {quoted}"
            ),
            language.pick("another letter case", "大小写不同"),
            say!(language, "write {quoted}", "写成 {quoted}"),
        );
        let mut found = fault::finding(&RULE, at, words, context);
        let edit = tokens::rename(at, action.text, &documented, context);
        found.fix = fault::mend(&found, FixKind::Safe, edit);
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM439",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": [«"ECS:*"», "ecs:*"], "Resource": "*"}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Notyetknown", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*:describe*", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM439", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM439",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["KVSTORE:destroyinstance", "Ecs:*"], "Resource": "*"}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["kvstore:DestroyInstance", "ecs:*"], "Resource": "*"}]}"#
        );
    }
}
