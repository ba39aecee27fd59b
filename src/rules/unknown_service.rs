//! RAM422: an action names a service code that RAM is not known to have

use crate::engine::names;
use crate::model::pattern::{Fold, matches};
use crate::model::policy::{Effect, Form};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording, written};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM422",
    name: "unknown-service",
    level: Level::Low,
    other_levels: &[Level::Medium],
    confidence: Confidence::Low,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "an action names a service code that RAM is not known to have",
            "操作所用的服务代码不在已知的 RAM 代码之中",
        ),
        finds: Text::new(
            "An action whose part before the colon is no service code of the catalogue. Where it is the name of a product or of its API, or one slip away from a code, the code is given.",
            "操作冒号之前的部分不是目录中的服务代码。如果它是产品名称、其 API 的名称，或与某个代码只差一处，会给出该代码。",
        ),
        matters: Text::new(
            "RAM compares the code as text and stores any. An Allow of `mongodb:*` grants nothing of the service whose code is `dds`; an exception in a `NotAction` excludes nothing, and the grant around it covers the service.",
            "RAM 按文本比较服务代码，任何代码都会保存。对 `mongodb:*` 的 Allow 不会授予代码为 `dds` 的服务的任何权限；`NotAction` 中的例外不会排除任何操作，外层的授权仍覆盖该服务。",
        ),
        advice: Text::new(
            "Write the code that the service's page on authorization gives. This makes the statement cover actions that it did not cover before.",
            "写成该服务鉴权文档中的代码。这会使语句覆盖此前未覆盖的操作。",
        ),
        limits: Text::new(
            "The catalogue does not hold every service, so a code is reported as low unless a page of the service prints it beside the right one. A Deny of such an action and an Allow that would grant a guarded one are left to the rules on these.",
            "目录并不包含所有服务，因此除非服务文档把它与正确代码并列，否则按 low 报告。对此类操作的 Deny，以及本会授予受保护操作的 Allow，由相应规则报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"mongodb:DescribeDBInstances"», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "dds:DescribeDBInstances", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://www.alibabacloud.com/help/ja/mongodb/developer-reference/api-dds-2015-12-01-ram",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let denied = context.unknown_actions();
    for action in written::actions(context.model) {
        let at = action.element.at;
        let Some(unknown) = names::unknown_service(action.text, context.catalogue) else {
            continue;
        };
        let corrected = unknown.meant.map(|meant| {
            let name = action.text.get(unknown.code.len()..).unwrap_or("");
            format!("{meant}{name}")
        });
        let guards = |text: &String| {
            let asked = context
                .answers
                .iter()
                .map(|answers| &answers.question.action);
            asked
                .into_iter()
                .any(|asked| matches(text, asked, Fold::Ascii))
        };
        let told_as_grant = action.effect == Some(Effect::Allow)
            && action.form == Form::Named
            && corrected.as_ref().is_some_and(guards);
        if told_as_grant || denied.iter().any(|other| other.at == at) {
            continue;
        }
        let code = wording::quoted(unknown.code);
        let help = match &corrected {
            Some(text) => say!(language, "write {}", "写成 {}", wording::quoted(text)),
            None => language
                .pick(
                    "compare the code with the service's page on authorization",
                    "与该服务的鉴权文档核对服务代码",
                )
                .to_owned(),
        };
        let words = Words::new(
            say!(
                language,
                "no service is known to have the code {code}",
                "没有已知服务的代码为 {code}"
            ),
            language.pick("the service code", "服务代码"),
            help,
        );
        let mut found = fault::finding(&RULE, at, words, context);
        if let Some(text) = &corrected {
            found.confidence = Confidence::Medium;
            if unknown.documented {
                found.level = Level::Medium;
            }
            let title = say!(
                language,
                "write {}, which the statement then covers",
                "写成 {}，此后语句会覆盖它",
                wording::quoted(text)
            );
            found.fix = tokens::rename(at, action.text, text, context)
                .map(|edit| fault::fix(title, FixKind::Unsafe, edit));
        }
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
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": [«"nowhere:*"»], "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": [«"sls:*"»], "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM422", &[file]);
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
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "yundun-*:Get*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "r-kvstore:DestroyInstance", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "r-kvstore:DestroyInstance", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ECS:*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "nowhere", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM422", &[file]);
        }
    }

    #[test]
    fn the_fix_writes_what_was_meant() {
        assert_eq!(
            mended(
                "RAM422",
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sls:GetProject", "Resource": "*"}]}"#
            ),
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "log:GetProject", "Resource": "*"}]}"#
        );
    }
}
