//! RAM322: a condition tests nothing

use crate::model::structure::StructureKind;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, edits, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM322",
    name: "empty-condition",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new("a condition tests nothing", "条件未作任何判断"),
        finds: Text::new(
            "It finds `Condition` elements that are empty objects. A statement with one applies as if it had none.",
            "检查值为空对象的 `Condition` 元素。带有空条件的语句等同于没有条件。",
        ),
        matters: Text::new(
            "Who skims a policy for statements without `Condition` does not stop at this one. The tests may also have been lost in a merge, and what was a narrow grant is a wide one.",
            "快速查看策略、寻找没有 `Condition` 的语句时，会漏掉这一条。也可能是判断在合并时丢失了，原本收窄的授权变成了宽泛的授权。",
        ),
        advice: Text::new(
            "Remove the element, or write the test that was meant. The fix removes it, and access stays the same.",
            "删除该元素，或补上本来要写的判断。该修复会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "It cannot see whether a test was lost. Examples of Alibaba Cloud hold empty conditions, and they do no harm.",
            "本规则无法判断是否有判断丢失。阿里云的示例中也有空条件，它们并无害处。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "kvstore:Describe*",
      "Resource": "*",
      "Condition": «{}»
    }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*" }
  ]
}
"#,
        )],
        sources: &["https://help.aliyun.com/zh/redis/custom-permission-policy-reference"],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let problems = context.model.structure_problems.iter();
    for problem in problems.filter(|problem| problem.kind == StructureKind::EmptyCondition) {
        let message = language.pick(
            "the condition is empty, so the statement applies without one",
            "条件为空，语句无条件生效",
        );
        let primary = language.pick("tests nothing", "未作任何判断");
        let mut found = context.finding(&RULE, message.to_owned(), label(problem.at, primary));
        let title = language.pick("remove the empty condition", "删除空条件");
        let edit = edits::without_empty(problem.at, context.sources);
        found.fix = edits::fix(FixKind::Safe, title.to_owned(), edit);
        let help = language.pick(
            "remove it, or write the test that was meant",
            "删除它，或补上本来要写的判断",
        );
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn only_a_condition_without_operators() {
        for (condition, fixed) in [
            (r#", "Condition": «{}»"#, true),
            (
                r#", "Condition": {"Bool": {"acs:MFAPresent": "true"}}"#,
                false,
            ),
            ("", false),
        ] {
            let text = format!(
                r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"{condition}}}]}}"#
            );
            let found = check("RAM322", &[("p.json", &text)]);
            assert_eq!(found.iter().any(|one| one.fix.is_some()), fixed);
        }
    }
}
