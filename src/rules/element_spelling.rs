//! RAM416: an element is spelled otherwise than documented

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM416",
    name: "element-spelling",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "an element is spelled otherwise than documented",
            "元素的写法与文档不同",
        ),
        finds: Text::new(
            "An element in another letter case or one slip away from a documented one, such as `action` or `Resources`.",
            "元素的大小写不同，或与文档中的元素只差一处，例如 `action` 或 `Resources`。",
        ),
        matters: Text::new(
            "RAM documents one spelling. If `Resources` is refused the policy is not there; if it is passed over the statement lacks an element, and a Deny may deny nothing.",
            "RAM 文档只有一种写法。如果 `Resources` 被拒绝，策略就不存在；如果被忽略，语句就缺少一个元素，Deny 可能什么都不拒绝。",
        ),
        advice: Text::new(
            "Write the element as documented. The fix does that; the statement then counts for certain.",
            "按文档书写元素。自动修复会这样做，此后该语句必定生效。",
        ),
        limits: Text::new(
            "How RAM takes other spellings is not documented. The element is evaluated both as meant and as absent.",
            "RAM 如何处理其他写法没有文档说明。评估时既按本意、也按缺失处理该元素。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", «"Resources"»: "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "https://www.alibabacloud.com/help/en/ram/permission-policy-check",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for problem in fault::structures(&RULE, context) {
        let (name, meant) = match &problem.kind {
            StructureKind::ElementSpelling { name, meant } => (name, *meant),
            StructureKind::UnknownElement {
                name,
                near: Some(near),
            } => (name, *near),
            _ => continue,
        };
        let (written, documented) = (wording::quoted(name), wording::quoted(meant));
        let words = Words::new(
            say!(
                language,
                "the element {written} is documented as {documented}",
                "元素 {written} 在文档中写作 {documented}"
            ),
            language.pick("may be refused or passed over", "可能被拒绝或忽略"),
            say!(language, "write {documented}", "写成 {documented}"),
        );
        let mut found = fault::finding(&RULE, problem.at, words, context);
        let edit = tokens::rename(problem.at, name, meant, context);
        let title = say!(
            language,
            "write {documented}, which makes it count for certain",
            "写成 {documented}，使其必定生效"
        );
        found.fix = edit.map(|edit| fault::fix(title, FixKind::Unsafe, edit));
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::{check, mended};

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{«"effect"»: "Allow", "Action": "*", "Resource": "*"}]}"#,
            ),
            ("p.json", r#"{«"version"»: "1", "Statement": []}"#),
        ] {
            check("RAM416", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action ": "*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                "{\"Version\": \"1\", \"Statement\": [{\"Effect\": \"Allow\", \"\u{410}ction\": \"*\", \"Resource\": \"*\"}]}",
            ),
        ] {
            check("RAM416", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM416",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Acton": "*", "Resource": "*"}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#
        );
    }
}
