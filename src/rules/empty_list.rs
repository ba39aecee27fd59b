//! RAM418: a list is empty where the grammar wants a value

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::say;
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM418",
    name: "empty-list",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a list is empty where the grammar wants a value",
            "应有值的列表为空",
        ),
        finds: Text::new(
            "An empty list of actions, resources or condition values.",
            "操作、资源或条件值的列表为空。",
        ),
        matters: Text::new(
            "A statement without actions matches nothing, and a test without values may count as met or not. Where a pipeline filled the list from a variable, an empty variable turns a Deny into nothing.",
            "没有操作的语句不匹配任何请求，没有值的条件可能算满足也可能不算。如果列表由流水线的变量填充，变量为空就会使 Deny 形同虚设。",
        ),
        advice: Text::new(
            "Add a value, or remove the statement. An empty `NotAction` would cover everything; write what is meant.",
            "补上值，或删除语句。空的 `NotAction` 会覆盖一切；请写明本意。",
        ),
        limits: Text::new(
            "Whether RAM takes an empty list is not documented. A list that is empty by a test of a template is found as well.",
            "RAM 是否接受空列表没有文档说明。因模板判断而为空的列表也会被报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": «[]», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": ["kvstore:DestroyInstance"], "Resource": "*"}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for problem in fault::structures(&RULE, context) {
        let StructureKind::EmptyList(name) = &problem.kind else {
            continue;
        };
        let name = fault::part(name, language);
        let words = Words::new(
            say!(language, "the list of {name} is empty", "{name} 的列表为空"),
            language.pick("a value belongs here", "此处应有值"),
            language.pick("add a value, or remove the statement", "补上值，或删除语句"),
        );
        into.push(fault::finding(&RULE, problem.at, words, context));
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
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": «[]», "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": «[]»}}}]}"#,
            ),
        ] {
            check("RAM418", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            ("p.json", r#"{"Version": "1", "Statement": []}"#),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {}}]}"#,
            ),
        ] {
            check("RAM418", &[file]);
        }
    }
}
