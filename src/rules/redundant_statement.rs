//! RAM305: a statement is covered by others of the same document

use crate::model::policy::Effect;
use crate::rules::kit::asked::Needless;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text, edits, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM305",
    name: "redundant-statement",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: Some(FixKind::Safe),
    docs: Docs {
        summary: Text::new(
            "a statement is covered by others of the same document",
            "语句已被同一文档中的其他语句覆盖",
        ),
        finds: Text::new(
            "It finds statements that could be left out: every request that they allow or deny is allowed or denied by others of the document as well.",
            "检查可以省去的语句：它允许或拒绝的每个请求，都已被文档中的其他语句允许或拒绝。",
        ),
        matters: Text::new(
            "A grant is revoked by deleting its statement, and the wider one above it goes on granting it. A Deny that stands twice is loosened in one place, tested, and still denies.",
            "删除一条语句来收回授权，而上面更宽的语句仍在授予它。重复出现的 Deny 语句在一处放宽并测试之后，另一处仍然拒绝。",
        ),
        advice: Text::new(
            "Remove the statement, or narrow the one that covers it. The fix removes it, and access stays the same.",
            "删除该语句，或收窄覆盖它的语句。该修复会将其删除，访问权限不变。",
        ),
        limits: Text::new(
            "It compares the statements of one document. Where the condition of the wider statement may be read in several ways, it is quiet.",
            "只比较同一文档中的语句。如果较宽语句的条件可能有多种读法，则不报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*" },
    {
      "Effect": "Allow",
      "Action": «"ecs:DescribeInstances"»,
      "Resource": "acs:ecs:*:*:instance/*"
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
    { "Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*" }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-structure-and-syntax",
            "CWE-561",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for needless in &context.found().needless {
        if !needless.denied {
            into.push(finding(needless, context));
        }
    }
}

fn finding(needless: &Needless, context: &Context<'_>) -> Finding {
    let language = context.language;
    let statement = &needless.statement;
    let message = match statement.effect {
        Effect::Allow => language.pick(
            "an Allow grants nothing that the document does not grant without it",
            "文档中的其他语句已经授予该 `Allow` 语句的全部权限",
        ),
        Effect::Deny => language.pick(
            "a Deny denies nothing that the document does not deny without it",
            "文档中的其他语句已经拒绝该 `Deny` 语句拒绝的全部请求",
        ),
    };
    let primary = language.pick("covered by other statements", "已被其他语句覆盖");
    let at = statement.actions.at;
    let mut found = context.finding(&RULE, message.to_owned(), label(at, primary));
    let covers = language.pick("covers it", "将其覆盖");
    needless.relate(covers, &mut found);
    let help = language.pick("remove the statement", "删除该语句");
    let edit = needless.all.without(statement.at, context.sources);
    found.fix = edits::fix(FixKind::Safe, help.to_owned(), edit);
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn statements_that_add_nothing() {
        for statements in [
            r#"{"Effect": "Deny", "Action": "ecs:*", "Resource": "*"}, {"Effect": "Deny", "Action": «"ecs:StopInstance"», "Resource": "acs:ecs:*:*:*", "Condition": {"Bool": {"acs:SecureTransport": "false"}}}"#,
            r#"{"Effect": "Allow", "Action": "ecs:A", "Resource": "*"}, {"Effect": "Allow", "Action": «"ecs:A"», "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "ecs:A", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:A", "Resource": "acs:ecs:*:*:x"}"#,
            r#"{"Effect": "Allow", "Action": "ecs:A*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "true"}}}, {"Effect": "Allow", "Action": "ecs:A", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}, {"Effect": "Allow", "Action": «"oss:*"», "Resource": "*"}"#,
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
            let found = check("RAM305", &[("p.json", &text)]);
            assert!(found.iter().all(|one| one.fix.is_some()), "{statements}");
        }
    }
}
