//! RAM424: an action is not written as a service code, a colon and a name

use crate::engine::names::{self, ActionForm};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text};
use crate::rules::kit::{say, tokens, wording, written};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM424",
    name: "malformed-action",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "an action is not written as a service code, a colon and a name",
            "操作不是“服务代码:名称”的形式",
        ),
        finds: Text::new(
            "An action without a colon, with nothing before or after it, with a second colon, or with a blank inside.",
            "操作没有冒号、冒号前后为空、有第二个冒号，或中间有空格。",
        ),
        matters: Text::new(
            "RAM's validator refuses the format, so the whole policy is not created. A pattern such as `ecs*`, which seems to cover a service and its neighbours, may also be stored and match nothing, and a Deny of it then denies nothing.",
            "RAM 的校验会拒绝这种格式，整个策略因此无法创建。像 `ecs*` 这样看似覆盖某服务及其相关服务的模式，也可能被保存而不匹配任何操作，对它的 Deny 就什么都不拒绝。",
        ),
        advice: Text::new(
            "Write the code, a colon and the name or a pattern of names. To cover a service, write its code and `:*`.",
            "写成服务代码、冒号和名称或名称模式。要覆盖整个服务，请写成服务代码加 `:*`。",
        ),
        limits: Text::new(
            "How RAM matches a pattern without a colon in a document that it took earlier is not documented. It is evaluated as matched by its text and as matching nothing.",
            "对于此前已接受的文档，RAM 如何匹配没有冒号的模式没有文档说明。评估时既按文本匹配、也按不匹配任何操作处理。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"ecs*"», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#,
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
    for action in written::actions(context.model) {
        let at = action.element.at;
        let Some(form) = names::action_form(action.text) else {
            continue;
        };
        // Whoever uses a module fills in what its defaults leave empty.
        if action.text.is_empty() && !tokens::stands_at(at, "", context) {
            continue;
        }
        let label = match form {
            ActionForm::NoColon => language.pick("no colon", "没有冒号"),
            ActionForm::NoService => language.pick("nothing before the colon", "冒号之前为空"),
            ActionForm::NoName => language.pick("nothing after the colon", "冒号之后为空"),
            ActionForm::TwoColons => language.pick("more than one colon", "不止一个冒号"),
            ActionForm::Blank => language.pick("a blank inside", "中间有空格"),
        };
        let name = wording::quoted(action.text);
        let words = Words::new(
            say!(
                language,
                "the action {name} is not a service code, a colon and a name",
                "操作 {name} 不是“服务代码:名称”的形式"
            ),
            label,
            language.pick("write it as `code:Name`", "写成 `code:Name` 的形式"),
        );
        into.push(fault::finding(&RULE, at, words, context));
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
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"acs:ecs:RunInstances"», "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": [«"ecs:"», «":Run*"», «"ecs: Run*"», «""»], "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM424", &[file]);
        }
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
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "**", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*:Describe*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:* ", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": 7, "Resource": "*"}]}"#,
            ),
            (
                "p.yaml",
                "Version: '1'\nStatement:\n- Effect: Allow\n  Action: 'ecs:Describe*'\n  Resource: '*'\n",
            ),
        ] {
            check("RAM424", &[file]);
        }
    }
}
