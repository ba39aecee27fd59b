//! RAM413: an element that the grammar requires is missing

use crate::model::policy::DocumentKind;
use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording, written};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM413",
    name: "missing-element",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an element that the grammar requires is missing",
            "缺少语法要求的元素",
        ),
        finds: Text::new(
            "A document without `Statement`, or a statement without `Effect`, `Action`, `Resource` or, in a trust policy, `Principal`.",
            "文档缺少 `Statement`，或语句缺少 `Effect`、`Action`、`Resource`，或信任策略的语句缺少 `Principal`。",
        ),
        matters: Text::new(
            "RAM's validator refuses a statement that lacks an element. A Deny without `Resource` looks as if it covered everything, and it may cover nothing, because the policy never came into force.",
            "缺少元素的语句会被 RAM 的校验拒绝。没有 `Resource` 的 Deny 看似覆盖一切，实际可能什么都不覆盖，因为策略从未生效。",
        ),
        advice: Text::new(
            "Add what is missing. To say everything, write `\"*\"`.",
            "补上缺失的元素。要表示全部，请写 `\"*\"`。",
        ),
        limits: Text::new(
            "RAM's validator names this fault; what RAM makes of such a document that it took earlier is not documented. Both are evaluated. The policy of a resource follows the grammar of its service, so the level is low there.",
            "RAM 的校验功能会指出此类问题；对于此前已接受的此类文档，RAM 如何处理没有文档说明。两种情况都会评估。资源自身的策略遵循所属服务的语法，因此级别为低。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [«{"Effect": "Deny", "Action": "kvstore:DestroyInstance"}»]}"#,
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
    let of_resources: Vec<Span> = written::documents(context.model)
        .into_iter()
        .filter(|(_, document)| document.kind == DocumentKind::Resource)
        .map(|(_, document)| document.at)
        .collect();
    for problem in fault::structures(&RULE, context) {
        let StructureKind::MissingElement(name) = &problem.kind else {
            continue;
        };
        let name = wording::quoted(name);
        let words = Words::new(
            say!(language, "the element {name} is missing", "缺少元素 {name}"),
            say!(language, "{name} belongs in here", "此处应有 {name}"),
            say!(language, "add {name}", "补上 {name}"),
        );
        let mut found = fault::finding(&RULE, problem.at, words, context);
        // The grammar of a resource's own policy is that of its service.
        if of_resources.iter().any(|all| all.contains(problem.at)) {
            found.level = Level::Low;
            found.confidence = Confidence::Low;
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
                r#"{"Version": "1", "Statement": [«{"Action": "*", "Resource": "*"}»]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [«{"Effect": "Allow", "Resource": "*"}»]}"#,
            ),
        ] {
            check("RAM413", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": "ram:*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:root"]}}]}"#,
            ),
        ] {
            check("RAM413", &[file]);
        }
    }
}
