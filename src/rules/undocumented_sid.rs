//! RAM421: an element that RAM takes and does not document

use std::collections::BTreeMap;

use crate::model::structure::StructureKind;
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Fix, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{label, say, tokens};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM421",
    name: "undocumented-sid",
    level: Level::Info,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "an element that RAM takes and does not document",
            "RAM 接受但文档中没有的元素",
        ),
        finds: Text::new(
            "The elements `Sid` and `Id`, which other policy languages have and RAM's grammar does not.",
            "其他策略语言有、而 RAM 语法没有的 `Sid` 和 `Id` 元素。",
        ),
        matters: Text::new(
            "Policies that Alibaba Cloud published use `Sid`, and nothing is known to go wrong with it. It takes up room in a document of limited length, and a stricter validator may one day refuse it.",
            "阿里云发布的策略中用到了 `Sid`，目前没有发现问题。它会占用长度有限的文档，将来更严格的校验也可能拒绝它。",
        ),
        advice: Text::new(
            "Leave it where it helps the reader, or remove it. The fix removes it and leaves access as it is.",
            "对读者有帮助时可以保留，否则可以删除。自动修复会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "That RAM takes `Sid` is seen and not documented. It is told once for each document.",
            "RAM 接受 `Sid` 是观察所得，没有文档说明。每个文档只报告一次。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{«"Sid": "ReadOnly"», "Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
        )],
        sources: &["https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax"],
    },
    check: Check::Model(check),
};

/// Other places that a finding shows.
const MAX_RELATED: usize = 3;

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let problems: BTreeMap<Span, &StructureKind> = fault::structures(&RULE, context)
        .map(|problem| (problem.at, &problem.kind))
        .collect();
    for (_, document) in context.model.pools.documents() {
        let at = document.at;
        let end = Span::new(at.file, at.end, at.end);
        let own: Vec<_> = problems.range(at.first()..end).collect();
        let Some((first, others)) = own.split_first() else {
            continue;
        };
        let (first, StructureKind::Undocumented(name)) = first else {
            continue;
        };
        let words = Words::new(
            say!(
                language,
                "RAM's grammar does not have `{name}`, though RAM takes it",
                "RAM 的语法中没有 `{name}`，但 RAM 会接受它"
            ),
            language.pick(
                "not documented, and without effect",
                "没有文档说明，也不起作用",
            ),
            language.pick(
                "leave it, or remove it to save characters",
                "可以保留，也可以删除以节省字符",
            ),
        );
        let mut found = fault::finding(&RULE, **first, words, context);
        let again = language.pick("and here", "这里也有");
        let shown = others.iter().take(MAX_RELATED);
        found
            .related
            .extend(shown.map(|(at, _)| label(**at, again)));
        let edits: Option<Vec<_>> = own
            .iter()
            .map(|(at, _)| tokens::without_member(**at, context))
            .collect();
        found.fix = edits.map(|edits| Fix {
            title: language.pick("remove the element", "删除该元素").to_owned(),
            kind: FixKind::Safe,
            edits,
        });
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
                r#"{"Version": "1", «"Id": "x"», "Statement": []}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{«"Sid": "a"», "Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Sid": "b", "Effect": "Allow", "Action": "oss:*", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM421", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        check(
            "RAM421",
            &[(
                "account.json",
                r#"{"ram_account_snapshot": 1, "policies": [{"type": "System", "name": "AliyunNone", "document": {"Version": "1", "Statement": [{"Sid": "a", "Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}}]}"#,
            )],
        );
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM421",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Sid": "a", "Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Effect": "Allow", "Action": "oss:*", "Resource": "*", "Sid": "b"}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Effect": "Allow", "Action": "oss:*", "Resource": "*"}]}"#
        );
    }
}
