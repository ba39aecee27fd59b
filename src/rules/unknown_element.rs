//! RAM415: an element is not part of RAM's grammar

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM415",
    name: "unknown-element",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an element is not part of RAM's grammar",
            "元素不属于 RAM 的语法",
        ),
        finds: Text::new(
            "An element that RAM does not document, such as `Comment`, `NotPrincipal` or another key, and a `Resource` in a trust policy, which has none.",
            "RAM 文档中没有的元素，例如 `Comment`、`NotPrincipal` 或其他键，以及信任策略中的 `Resource`，信任策略没有该元素。",
        ),
        matters: Text::new(
            "RAM's validator refuses elements that it does not know. If one is passed over, what it was to restrict is not restricted: a `Conditions` that is ignored leaves the grant without a condition.",
            "RAM 的校验会拒绝未知的元素。如果元素被忽略，它原本要限制的内容就没有受到限制：被忽略的 `Conditions` 会使授权不带条件。",
        ),
        advice: Text::new(
            "Remove it, or write the element that was meant. Notes belong into the description of the policy.",
            "删除它，或写成本意所指的元素。备注应写在权限策略的描述中。",
        ),
        limits: Text::new(
            "A `Resource` in a trust policy is reported as low, since published samples have it and RAM seems to pass over it. A document that stands alone is taken for a trust policy because it names a `Principal`.",
            "信任策略中的 `Resource` 按 low 报告，因为已发布的示例中有此写法，RAM 似乎会忽略它。单独的文档因含有 `Principal` 而被视为信任策略。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*", «"Comment"»: "read only"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
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
        let StructureKind::UnknownElement { name, .. } = &problem.kind else {
            continue;
        };
        let without_resources = matches!(name.as_str(), "Resource" | "NotResource");
        let name = wording::quoted(name);
        let (message, label) = if without_resources {
            (
                say!(
                    language,
                    "{name} stands in a trust policy, which has none",
                    "信任策略中有 {name}，而信任策略没有该元素"
                ),
                language.pick("has no place in this kind of policy", "此类策略没有该元素"),
            )
        } else {
            (
                say!(
                    language,
                    "the element {name} is not part of RAM's grammar",
                    "元素 {name} 不属于 RAM 的语法"
                ),
                language.pick("RAM does not document this element", "RAM 文档中没有该元素"),
            )
        };
        let words = Words::new(message, label, language.pick("remove it", "删除它"));
        let mut found = fault::finding(&RULE, problem.at, words, context);
        if without_resources {
            found.level = Level::Low;
            found.confidence = Confidence::Medium;
        }
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": «"*"», "Principal": {"RAM": ["acs:ram::1000000000000001:root"]}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", «"Note"»: "x", "Statement": []}"#,
            ),
        ] {
            check("RAM415", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Sid": "one", "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Acton": "*", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM415", &[file]);
        }
    }
}
