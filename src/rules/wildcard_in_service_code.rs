//! RAM441: an Allow covers changing actions of services that it does not name

use crate::engine::names;
use crate::model::pattern::{Fold, matches};
use crate::model::policy::{Effect, Form};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, wording, written};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM441",
    name: "wildcard-in-service-code",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an Allow covers changing actions of services that it does not name",
            "Allow 覆盖了未指明的服务的变更操作",
        ),
        finds: Text::new(
            "An action of an Allow with a wildcard in its service code, such as `*:Delete*`, that covers an action which changes something.",
            "Allow 的操作在服务代码中使用通配符（例如 `*:Delete*`），且覆盖了会产生变更的操作。",
        ),
        matters: Text::new(
            "The grant reaches every service that fits, also those that are not used yet and those that come next year. Nobody who reads it can list what it allows.",
            "该授权涉及所有匹配的服务，包括尚未使用的以及将来新增的服务。没有人能从中列出它到底允许什么。",
        ),
        advice: Text::new(
            "Name the services, one pattern each. Access shrinks to these.",
            "逐一写明服务，每个服务一个模式。访问权限会缩小到这些服务。",
        ),
        limits: Text::new(
            "Patterns that cover only reading actions, as far as the catalogue knows, are accepted. One that grants a guarded action is left to the rules on access.",
            "就目录所知只覆盖读取操作的模式可以接受。授予受保护操作的模式由有关访问权限的规则报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"*:Create*"», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:Create*", "vpc:Create*"], "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    for action in written::actions(context.model) {
        let mut asked = context
            .answers
            .iter()
            .map(|answers| &answers.question.action);
        let named = action.effect == Some(Effect::Allow) && action.form == Form::Named;
        if !named || asked.any(|asked| matches(action.text, asked, Fold::Ascii)) {
            continue;
        }
        let Some(changed) = names::changed_in_any_service(action.text, context.catalogue) else {
            continue;
        };
        let (name, changed) = (wording::quoted(action.text), wording::quoted(changed));
        let words = Words::new(
            say!(
                language,
                "{name} grants changes in services that it does not name",
                "{name} 授予了未指明的服务的变更权限"
            ),
            language.pick("a wildcard in the service code", "服务代码中有通配符"),
            language.pick("name the services", "写明服务"),
        );
        let mut found = fault::finding(&RULE, action.element.at, words, context);
        found.notes.push(say!(
            language,
            "it covers {changed}, for one",
            "例如它覆盖 {changed}"
        ));
        into.push(found);
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        check(
            "RAM441",
            &[(
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["ecs:*", «"e*:*"»], "Resource": "*"}]}"#,
            )],
        );
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*:*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*:Describe*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*:Destroy*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "*:Create*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": "*:Create*", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM441", &[file]);
        }
    }
}
