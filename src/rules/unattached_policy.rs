//! RAM601: a custom policy is declared and nobody holds it

use std::collections::BTreeSet;

use crate::engine::bearing;
use crate::engine::holders;
use crate::model::account::{PolicyDocument, PolicyId, PolicyKind};
use crate::model::policy::{DocumentId, Effect};
use crate::model::structure::StructureKind;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say, unheld,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM601",
    name: "unattached-policy",
    level: Level::Low,
    other_levels: &[Level::Info],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a custom policy is declared and nobody holds it",
            "声明了自定义策略但没有主体持有",
        ),
        finds: Text::new(
            "An input that attaches policies declares a custom policy, or lies beside a manifest as a policy document, and attaches it to nobody. One that would grant the guarded action is another matter and not reported here.",
            "输入中有挂载关系，但其中声明的某条自定义策略或清单旁边的某个策略文档没有挂载给任何主体。会授予受保护操作的策略另当别论，不在此报告。",
        ),
        matters: Text::new(
            "A Deny that nobody holds protects nothing, and it looks like a guard in review. A grant that nobody holds waits for the day on which somebody attaches it.",
            "没有主体持有的 Deny 起不到任何保护作用，而评审时看起来像一道防线。没有主体持有的授权，则等着有人某天把它挂载上去。",
        ),
        advice: Text::new(
            "Attach the policy, or remove it. Removing it changes nobody's access.",
            "挂载该策略，或者将其删除。删除不会改变任何人的权限。",
        ),
        limits: Text::new(
            "Attachments that are made elsewhere are not seen. Unless the input claims to hold all attachments, a declared policy is reported at info, and a library of policies may be accepted.",
            "在别处建立的挂载关系看不到。除非输入声明包含全部挂载关系，否则声明的策略只以 info 级别报告，策略库可以接受。",
        ),
        avoid: &[
            Sample::new(
                "ram-attachments.yaml",
                "ram_attachments: 1
users:
  ann: { policies: [System/AliyunECSReadOnlyAccess] }
",
            ),
            Sample::new(
                "reader.json",
                r#"«{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:reports/*" }]
}»
"#,
            ),
        ],
        prefer: &[
            Sample::new(
                "ram-attachments.yaml",
                "ram_attachments: 1
users:
  ann: { policies: [System/AliyunECSReadOnlyAccess, reader] }
policies:
  reader: reader.json
",
            ),
            Sample::new(
                "reader.json",
                r#"{
  "Version": "1",
  "Statement": [{ "Effect": "Allow", "Action": "oss:GetObject", "Resource": "acs:oss:*:*:reports/*" }]
}
"#,
            ),
        ],
        sources: &[
            "https://help.aliyun.com/zh/redis/custom-permission-policy-reference",
            "CWE-1164",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    // A grant or a guard that nobody holds is told by the rules about those.
    let mut granting = granting(context);
    granting.extend(unheld::bearing(context));
    for account in &context.model.accounts {
        let held = holders::attached_documents(account);
        let configured: BTreeSet<PolicyId> = account
            .configurations
            .iter()
            .flat_map(|one| one.policies.iter().map(|(policy, _)| *policy))
            .collect();
        let attached: BTreeSet<PolicyId> =
            account.attachments.iter().map(|one| one.policy).collect();
        if attached.is_empty() && configured.is_empty() {
            continue;
        }
        for (id, policy) in (0_u32..).map(PolicyId).zip(&account.policies) {
            let PolicyDocument::Known { document, .. } = policy.document else {
                continue;
            };
            let used = attached.contains(&id)
                || configured.contains(&id)
                || held.contains(&document)
                || granting.contains(&document);
            let (PolicyKind::Custom, Some(at), false) = (policy.kind, policy.at, used) else {
                continue;
            };
            let name = quoted(&format!("Custom/{}", policy.name));
            let mut found = finding(&name, at, context);
            if !account.complete.attachments {
                found.level = Level::Info;
            }
            into.push(found);
        }
    }
    for problem in &context.model.structure_problems {
        let grants = context.model.holdings.iter().any(|holding| {
            let document = context.model.pools.document(holding.document);
            granting.contains(&holding.document)
                && document.is_some_and(|document| document.at == problem.at)
        });
        if problem.kind == StructureKind::Unattached && !grants {
            let name = context.language.pick("this document", "该文档");
            into.push(finding(name, problem.at, context));
        }
    }
}

/// Documents that would grant a guarded action to whoever holds them.
fn granting(context: &Context<'_>) -> BTreeSet<DocumentId> {
    let mut found = BTreeSet::new();
    for answers in context.answers {
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Allow,
            context.settings,
        );
        let granting = review.bearings.iter().filter(|bearing| {
            bearing.actions.is_possible()
                && bearing.resources.is_possible()
                && bearing.conditions.is_possible()
        });
        found.extend(granting.map(|bearing| bearing.document));
    }
    found
}

fn finding(name: &str, at: Span, context: &Context<'_>) -> Finding {
    let language = context.language;
    let message = say!(
        language,
        "nobody in the input holds {name}",
        "输入中没有主体持有 {name}"
    );
    let primary = language.pick("attached to nobody", "没有挂载给任何主体");
    let mut found = context.finding(&RULE, message, label(at, primary));
    let help = language.pick("attach it, or remove it", "挂载它，或将其删除");
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::Level;
    use crate::rules::kit::marked::check;

    fn snapshot(complete: &str, action: &str, attachments: &str, mark: (&str, &str)) -> String {
        let (open, close) = mark;
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": [{complete}],
            "users": [{{"name": "a"}}], "policies": [{{"name": {open}"P"{close}, "document":
            {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "{action}", "Resource": "*"}}]}}}}],
            "attachments": [{attachments}]}}"#
        )
    }

    const OTHER: &str = r#"{"policy": "System/AliyunECSReadOnlyAccess", "to": "user/a"}"#;
    const MARK: (&str, &str) = ("«", "»");

    #[test]
    fn the_level_hangs_on_whether_all_attachments_are_there() {
        for (complete, level) in [(r#""attachments""#, Level::Low), ("", Level::Info)] {
            let text = snapshot(complete, "ecs:Describe*", OTHER, MARK);
            let found = check("RAM601", &[("a.json", &text)]);
            assert_eq!(found[0].level, level);
        }
    }

    #[test]
    fn held_granting_or_nothing_attached_at_all() {
        let held = r#"{"policy": "Custom/P", "to": "user/a"}"#;
        for (action, attachments) in [("ecs:Describe*", held), ("ecs:Describe*", ""), ("*", OTHER)]
        {
            let text = snapshot("", action, attachments, ("", ""));
            check("RAM601", &[("a.json", &text)]);
        }
    }
}
