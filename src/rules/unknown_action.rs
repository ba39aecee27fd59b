//! RAM423: a service has no action of this name

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::names;
use crate::model::policy::{Effect, Form};
use crate::rules::kit::fault::{self, Words};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, FixKind, Level, Rule, Sample, Text,
};
use crate::rules::kit::{say, tokens, wording, written};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM423",
    name: "unknown-action",
    level: Level::Low,
    other_levels: &[Level::Medium],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: Some(FixKind::Unsafe),
    docs: Docs {
        summary: Text::new(
            "a service has no action of this name",
            "服务没有这个名称的操作",
        ),
        finds: Text::new(
            "An action pattern that matches none of the actions of a service, where the catalogue holds them all.",
            "操作模式与服务的任何操作都不匹配，且目录中包含该服务的全部操作。",
        ),
        matters: Text::new(
            "RAM stores any name. An Allow of a name that does not exist grants nothing, and somebody widens it to `*` to make it work; in a `NotAction` it excludes nothing, so the action that was to be kept out is granted.",
            "RAM 会保存任何名称。对不存在的操作的 Allow 不会授予任何权限，于是有人把它放宽为 `*`；在 `NotAction` 中它不会排除任何操作，本应排除的操作因此被授予。",
        ),
        advice: Text::new(
            "Write the name as the service documents it. This makes the statement cover an action that it did not cover before.",
            "按服务文档书写操作名称。这会使语句覆盖此前未覆盖的操作。",
        ),
        limits: Text::new(
            "The catalogue can be older than the service, so a new action may be reported. Only services whose actions are wholly catalogued are looked at; a Deny with a similar name near by is left to the rule on it.",
            "目录可能比服务旧，因此新的操作也可能被报告。只检查操作已全部收录的服务；存在相近名称的 Deny 由相应规则报告。",
        ),
        avoid: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": «"kvstore:DescribeInstancs"», "Resource": "*"}]}"#,
        )],
        prefer: &[Sample::new(
            "policy.json",
            r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:DescribeInstances", "Resource": "*"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "https://help.aliyun.com/en/redis/developer-reference/api-r-kvstore-2015-01-01-ram-redis",
        ],
    },
    check: Check::Model(check),
};

/// Names for which similar ones are looked for. Where there are more, they are no slips
/// of the pen.
const MOST_SOUGHT: usize = 200;

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let language = context.language;
    let denied: BTreeSet<Span> = context.unknown_actions().iter().map(|one| one.at).collect();
    let mut known: BTreeMap<&str, Option<Vec<String>>> = BTreeMap::new();
    let mut sought = 0_usize;
    for action in written::actions(context.model) {
        let at = action.element.at;
        let similar = known.entry(action.text).or_insert_with(|| {
            let unknown = names::is_unknown_action(action.text, context.catalogue);
            sought = sought.saturating_add(usize::from(unknown));
            unknown.then(|| match sought {
                0..=MOST_SOUGHT => names::similar_to(action.text, context.catalogue),
                _ => Vec::new(),
            })
        });
        let Some(similar) = similar else {
            continue;
        };
        if denied.contains(&at) {
            continue;
        }
        let excluded = action.form == Form::Excluded && action.effect == Some(Effect::Allow);
        let name = wording::quoted(action.text);
        let message = if excluded {
            say!(
                language,
                "{name} excludes nothing from the grant: there is no such action",
                "{name} 没有从授权中排除任何操作：不存在这样的操作"
            )
        } else {
            say!(
                language,
                "{name} covers nothing: there is no such action",
                "{name} 不覆盖任何操作：不存在这样的操作"
            )
        };
        let first = similar.first();
        let help = match first {
            Some(text) => say!(language, "write {}", "写成 {}", wording::quoted(text)),
            None => language
                .pick(
                    "compare the name with the service's list of actions",
                    "与该服务的操作列表核对名称",
                )
                .to_owned(),
        };
        let label = language.pick(
            "no action of the service has this name",
            "该服务没有这个名称的操作",
        );
        let mut found = fault::finding(&RULE, at, Words::new(message, label, help), context);
        if excluded {
            found.level = Level::Medium;
        }
        if !similar.is_empty() {
            let list: Vec<String> = similar.iter().map(|text| wording::quoted(text)).collect();
            let list = list.join(language.pick(", ", "、"));
            found.notes.push(say!(
                language,
                "similar names: {list}",
                "相近的名称：{list}"
            ));
        }
        if let (Some(text), 1) = (first, similar.len()) {
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
    use crate::rules::kit::marked::check;

    #[test]
    fn fires_at_the_mark() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": [«"kvstore:Frobnicate*"»], "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "NotAction": [«"kvstore:DestoryInstance"»], "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM423", &[file]);
        }
    }

    #[test]
    fn is_quiet_for_near_misses() {
        for file in [
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Deny", "Action": "kvstore:DestoryInstance", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:Destroy*", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:destroyinstance", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ecs:NotYetKnown", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*:NotYetKnown", "Resource": "*"}]}"#,
            ),
            (
                "p.json",
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kvstore:DestroyInstance ", "Resource": "*"}]}"#,
            ),
        ] {
            check("RAM423", &[file]);
        }
    }
}
