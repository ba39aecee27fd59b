//! RAM616: more policies are attached to a principal than RAM takes

use std::collections::BTreeMap;

use crate::model::account::{PolicyId, PolicyKind, Principal, PrincipalId};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM616",
    name: "too-many-attachments",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "more policies are attached to a principal than RAM takes",
            "挂载给主体的权限策略数超过 RAM 的上限",
        ),
        finds: Text::new(
            "More system or custom policies are attached to a user, group or role than the quota of the documentation allows, attachments at the scope of resource groups included.",
            "挂载给用户、用户组或角色的系统策略或自定义策略数超过文档中的配额，包括资源组范围的挂载。",
        ),
        matters: Text::new(
            "The calls beyond the quota fail. If the last one was to attach a guard, the deployment ends with the grants in force and the guard missing.",
            "超出配额的调用会失败。如果最后一个调用本来是要挂载防护策略，部署的结果就是授权已生效而防护缺失。",
        ),
        advice: Text::new(
            "Join policies into fewer, or attach some to a group.",
            "把权限策略合并，或者把其中一些挂载给用户组。",
        ),
        limits: Text::new(
            "A quota can be raised for an account, which is not seen here, so the confidence is medium; `[thresholds]` of `ramlint.toml` takes the raised one. Attachments that may or may not exist are not counted.",
            "账号的配额可以调高，这里看不到，因此置信度为中；调高后的配额可写在 `ramlint.toml` 的 `[thresholds]` 中。不确定是否存在的挂载不计入。",
        ),
        avoid: &[
            Sample::new(
                "ram-attachments.yaml",
                "ram_attachments: 1
roles:
  ops:
    policies:
      - p1
      - p2
      - p3
      - p4
      - p5
      - «p6»
policies:
  p1: p.json
  p2: p.json
  p3: p.json
  p4: p.json
  p5: p.json
  p6: p.json
",
            ),
            Sample::new(
                "p.json",
                r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*" }]
}
"#,
            ),
        ],
        prefer: &[
            Sample::new(
                "ram-attachments.yaml",
                "ram_attachments: 1
roles:
  ops: { policies: [p1, p2] }
policies:
  p1: p.json
  p2: p.json
",
            ),
            Sample::new(
                "p.json",
                r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*" }]
}
"#,
            ),
        ],
        sources: &[
            "https://help.aliyun.com/zh/ram/product-overview/limits",
            "CWE-1188",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for account in &context.model.accounts {
        let mut held: BTreeMap<(PrincipalId, PolicyKind), Vec<(PolicyId, Span)>> = BTreeMap::new();
        for attachment in account.attachments.iter().filter(|one| one.when.is_empty()) {
            let Some(policy) = account.policy(attachment.policy) else {
                continue;
            };
            let list = held.entry((attachment.to, policy.kind)).or_default();
            if !list.iter().any(|(known, _)| *known == attachment.policy) {
                list.push((attachment.policy, attachment.at));
            }
        }
        for ((id, kind), list) in held {
            let Some(principal) = account.principal(id) else {
                continue;
            };
            let thresholds = context.thresholds;
            let most = thresholds.attachments(principal.kind, kind, context.catalogue);
            let over = most.and_then(|most| Some((most, list.get(most)?)));
            if let Some((most, (_, at))) = over {
                into.push(finding((principal, kind), (list.len(), most), *at, context));
            }
        }
    }
}

fn finding(
    (principal, kind): (&Principal, PolicyKind),
    (number, most): (usize, usize),
    at: Span,
    context: &Context<'_>,
) -> Finding {
    let language = context.language;
    let id = format!("{}/{}", principal.kind.word(), principal.name);
    let name = quoted(&id);
    let kind = match kind {
        PolicyKind::System => language.pick("system", "系统"),
        _ => language.pick("custom", "自定义"),
    };
    let message = say!(
        language,
        "{name} gets {number} {kind} policies, and RAM takes {most}",
        "{name} 挂载了 {number} 条{kind}策略，而 RAM 的上限是 {most} 条"
    );
    let primary = language.pick("the first beyond the quota", "第一条超出配额的策略");
    let mut found = context.finding(&RULE, message, label(at, primary));
    found.principals = vec![id];
    let help = language.pick(
        "join policies into fewer, or attach some to a group",
        "合并权限策略，或把其中一些挂载给用户组",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn manifest(number: usize, prefix: &str, marked: Option<usize>) -> String {
        let list: Vec<String> = (1..=number)
            .map(|n| {
                let name = format!("{prefix}{n}");
                if marked == Some(n) {
                    format!("«{name}»")
                } else {
                    name
                }
            })
            .collect();
        format!(
            "ram_attachments: 1\nusers:\n  a:\n    policies:\n      - {}\n",
            list.join("\n      - ")
        )
    }

    #[test]
    fn each_kind_has_its_quota() {
        check(
            "RAM616",
            &[("ram-attachments.yaml", &manifest(10, "P", None))],
        );
        check(
            "RAM616",
            &[("ram-attachments.yaml", &manifest(12, "P", Some(11)))],
        );
        check(
            "RAM616",
            &[("ram-attachments.yaml", &manifest(20, "System/S", None))],
        );
        check(
            "RAM616",
            &[("ram-attachments.yaml", &manifest(21, "System/S", Some(21)))],
        );
    }
}
