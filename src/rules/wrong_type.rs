//! RAM417: a value is of another type than the grammar has

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::say;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM417",
    name: "wrong-type",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a value is of another type than the grammar has",
            "值的类型与语法不符",
        ),
        finds: Text::new(
            "A number, a boolean, `null`, an object or a list where the grammar has another type: a statement that is a string, an `Action` that is a number, a `Condition` that is a list.",
            "在语法要求其他类型之处用了数字、布尔值、`null`、对象或列表：语句是字符串、`Action` 是数字、`Condition` 是列表等。",
        ),
        matters: Text::new(
            "RAM's validator reports a data type mismatch and refuses the document. A template that renders an empty variable as `null` thus turns a guard into a failed rollout.",
            "RAM 的校验会报告数据类型不匹配并拒绝该文档。模板把空变量渲染为 `null`，就会使防线变成一次失败的发布。",
        ),
        advice: Text::new(
            "Write a value of the type that belongs there.",
            "写成应有类型的值。",
        ),
        limits: Text::new(
            "RAM's validator names this fault; what RAM makes of such a document that it took earlier is not documented. Both are evaluated.",
            "RAM 的校验功能会指出此类问题；对于此前已接受的此类文档，RAM 如何处理没有文档说明。两种情况都会评估。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «7», "Resource": "*"}]}"#,
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
        let StructureKind::WrongType { element, wanted } = &problem.kind else {
            continue;
        };
        let element = fault::part(element, language);
        let wanted = belongs(wanted, language);
        let words = Words::new(
            say!(
                language,
                "the value of {element} is of the wrong type",
                "{element} 的值类型不对"
            ),
            say!(language, "{wanted} belongs here", "此处应为{wanted}"),
            say!(language, "write {wanted}", "写成{wanted}"),
        );
        into.push(fault::finding(&RULE, problem.at, words, context));
    }
}

/// What belongs there, which the model says in English.
fn belongs(wanted: &'static str, language: Language) -> &'static str {
    let chinese = match wanted {
        "an object with Version and Statement" => "含有 `Version` 和 `Statement` 的对象",
        "a list of statements" => "语句的列表",
        "objects with Effect, Action and Resource" => {
            "含有 `Effect`、`Action` 和 `Resource` 的对象"
        }
        "a string or a list of strings" => "字符串或字符串列表",
        "an object of operators" => "由条件操作符组成的对象",
        "an object of condition keys" => "由条件键组成的对象",
        "a string" => "字符串",
        "ARNs under RAM, Service or Federated" => "`RAM`、`Service` 或 `Federated` 之下的 ARN",
        other => other,
    };
    language.pick(wanted, chinese)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}, «"allow all"»]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": «[]»}}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"acs:SourceVpc": [«null»]}}}]}"#,
            ),
        ] {
            check("RAM417", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM417",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": true}}}]}"#,
            )],
        );
    }
}
