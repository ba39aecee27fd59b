//! RAM318: a list of exceptions excepts every action

use crate::engine::breadth::Breadth;
use crate::engine::certain;
use crate::model::policy::Effect;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM318",
    name: "not-action-excludes-everything",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a list of exceptions excepts every action",
            "`NotAction` 排除了所有操作",
        ),
        finds: Text::new(
            "It finds statements whose `NotAction` holds `*`. The statement is about all actions but all actions, which is none.",
            "检查 `NotAction` 中含有 `*` 的语句。这样的语句针对“除所有操作之外的操作”，也就是没有任何操作。",
        ),
        matters: Text::new(
            "A Deny like this looks like a ban with exceptions and denies nobody anything: who takes it for a guard is unprotected. An Allow like this grants nothing, and somebody mends it by naming far more than was meant.",
            "这样的 Deny 语句看上去是带例外的禁令，实际上不会拒绝任何人，把它当作防线就等于没有保护。这样的 Allow 语句不授予任何权限，之后往往有人在修补时写入远超本意的范围。",
        ),
        advice: Text::new(
            "Write `Action` where the list names what is meant, or take `*` out of the list. Removing the statement changes nothing.",
            "如果列表写的就是目标操作，则改用 `Action`；否则从列表中去掉 `*`。删除该语句不会改变任何权限。",
        ),
        limits: Text::new(
            "That the exceptions cover every action follows from the documented wildcards; no page shows the case itself.",
            "例外覆盖所有操作这一点由文档中的通配符规则推出，没有文档直接说明这种情况。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Deny", "NotAction": ["ecs:Describe*", «"*"»], "Resource": "*" }
  ]
}
"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{
  "Version": "1",
  "Statement": [
    { "Effect": "Deny", "NotAction": ["ecs:Describe*"], "Resource": "*" }
  ]
}
"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-561",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let (pools, language) = (&context.model.pools, context.language);
    for certain in certain::statements(context.model) {
        let statement = certain.statement;
        if !certain::excludes_everything(statement, context.model) {
            continue;
        }
        let elements = pools.elements(statement.actions.list).iter();
        let at = elements
            .filter(|element| Breadth::of_pattern(pools.str(element.text)) == Breadth::AllActions)
            .map(|element| element.at)
            .next()
            .unwrap_or(statement.actions.at);
        let message = match statement.effect {
            Effect::Deny => language.pick(
                "a Deny excepts every action, so it denies nobody anything",
                "`Deny` 语句排除了所有操作，因此不会拒绝任何请求",
            ),
            Effect::Allow => language.pick(
                "an Allow excepts every action, so it grants nothing",
                "`Allow` 语句排除了所有操作，因此不授予任何权限",
            ),
        };
        let primary = language.pick("excepts every action", "排除了所有操作");
        let mut found = context.finding(&RULE, message.to_owned(), label(at, primary));
        if statement.effect == Effect::Allow {
            found.level = Level::Low;
        }
        let help = language.pick(
            "write `Action`, or take this out of the list",
            "改用 `Action`，或从列表中去掉它",
        );
        found.help = Some(help.to_owned());
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Level;
    use crate::rules::kit::marked::check;

    #[test]
    fn the_exceptions_are_everything_or_less() {
        for (statement, expected) in [
            (
                r#"{"Effect": "Deny", "NotAction": «"*"», "Resource": "*"}"#,
                Some(Level::Medium),
            ),
            (
                r#"{"Effect": "Allow", "NotAction": ["ecs:*", «"*:*"»], "Resource": "*"}"#,
                Some(Level::Low),
            ),
            (
                r#"{"Effect": "Deny", "NotAction": ["*:Describe*", "ecs:*"], "Resource": "*"}"#,
                None,
            ),
            (
                r#"{"Effect": "Deny", "Action": "*", "Resource": "*"}"#,
                None,
            ),
            (
                r#"{"Effect": "Deny", "NotAction": [], "Resource": "*"}"#,
                None,
            ),
        ] {
            let text = format!(r#"{{"Version": "1", "Statement": [{statement}]}}"#);
            let found = check("RAM318", &[("p.json", &text)]);
            assert_eq!(found.first().map(|one| one.level), expected, "{statement}");
        }
    }
}
