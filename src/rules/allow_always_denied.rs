//! RAM306: a Deny of the same document denies all that an Allow grants

use crate::rules::kit::asked::Needless;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM306",
    name: "allow-always-denied",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny of the same document denies all that an Allow grants",
            "`Allow` 语句授予的全部权限都被同一文档中的 `Deny` 语句拒绝",
        ),
        finds: Text::new(
            "It finds Allow statements of which every request is denied by the Deny statements of the same document. A Deny wins whatever the order, so the Allow never grants anything.",
            "检查这样的 Allow 语句：它允许的每个请求都被同一文档中的 Deny 语句拒绝。无论顺序如何，Deny 都优先，因此该 Allow 语句从不授予任何权限。",
        ),
        matters: Text::new(
            "Either the Allow was meant as an exception, and the on-call engineer who needs it at night is locked out; or the Deny was added on top, and on the day it is taken off the forgotten Allow is back.",
            "要么该 Allow 语句本来是例外，夜间需要它的值班工程师会被拒之门外；要么 Deny 语句是后来加上的，等它被撤掉的那天，被遗忘的 Allow 语句就会恢复效力。",
        ),
        advice: Text::new(
            "Remove the Allow where it is not wanted; access stays the same. Where it is meant as an exception, take it out of the Deny.",
            "如果不需要该 Allow 语句，则删除，访问权限不变。如果它是例外，则把它从 Deny 语句的范围中排除。",
        ),
        limits: Text::new(
            "It looks at one document. Two documents that are always held together are not compared.",
            "只检查同一文档。总是一起授予的两个文档之间不做比较。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Deny", "Action": "ecs:Delete*", "Resource": "*" },
    { "Effect": "Allow", "Action": «"ecs:DeleteInstance"», "Resource": "acs:ecs:*:*:instance/i-test" }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Deny", "Action": "ecs:Delete*", "Resource": "*" },
    { "Effect": "Allow", "Action": "ecs:StopInstance", "Resource": "acs:ecs:*:*:instance/i-test" }
  ]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/en/ram/policy-evaluation-process",
            "CWE-561",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for needless in &context.found().needless {
        if needless.denied {
            into.push(finding(needless, context));
        }
    }
}

fn finding(needless: &Needless, context: &Context<'_>) -> Finding {
    let language = context.language;
    let message = language.pick(
        "an Allow grants nothing: the same document denies all of it",
        "`Allow` 语句不授予任何权限：同一文档已将其全部拒绝",
    );
    let primary = language.pick("every request for this is denied", "对此的所有请求均被拒绝");
    let at = needless.statement.actions.at;
    let mut found = context.finding(&RULE, message.to_owned(), label(at, primary));
    let denies = language.pick("denies it", "将其拒绝");
    needless.relate(denies, &mut found);
    let help = language.pick(
        "remove the statement, or except it from the Deny",
        "删除该语句，或把它从 `Deny` 语句的范围中排除",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn denied_in_the_same_document() {
        for statements in [
            r#"{"Effect": "Allow", "Action": «"ecs:*"», "Resource": "*"}, {"Effect": "Deny", "NotAction": "oss:*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": «["ecs:A", "ecs:B"]», "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:A", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:B", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, {"Effect": "Deny", "Action": "ecs:Delete*", "Resource": "*"}"#,
            r#"{"Effect": "Allow", "Action": "ecs:A", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"acs:MFAPresent": "false"}}}"#,
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
            check("RAM306", &[("p.json", &text)]);
        }
    }
}
