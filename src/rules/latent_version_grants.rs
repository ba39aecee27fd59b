//! RAM109: a version of a policy that is not in force would grant the guarded action

use crate::engine::answers::{Answers, Line};
use crate::engine::bearing::{self, Latent};
use crate::engine::holders;
use crate::engine::verdict::Answer;
use crate::model::account::PolicyDocument;
use crate::model::policy::Effect;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, is_holding,
    label, say, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM109",
    name: "latent-version-grants",
    level: Level::Low,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a version of a policy that is not in force would grant the guarded action",
            "策略的非默认版本一旦启用会授予受保护操作",
        ),
        finds: Text::new(
            "A stored version of a custom policy that is not the default and would grant the guarded action, where those who hold the policy do not have it now.",
            "自定义策略中保存的某个非默认版本会授予受保护操作，而当前持有该策略的主体并没有该操作。",
        ),
        matters: Text::new(
            "Only the default version counts, and `ram:SetDefaultPolicyVersion` makes another one the default in one call that changes no text. A grant that was taken out in review lies in the old version, ready for a mistake or for an intruder.",
            "只有默认版本生效，而 `ram:SetDefaultPolicyVersion` 只需一次调用就能切换默认版本，且不改动任何文本。审查中移除的授权仍留在旧版本里，一次误操作或一次入侵就能恢复它。",
        ),
        advice: Text::new(
            "Delete the version. That changes nothing of today's access.",
            "请删除该版本。这不会改变当前的访问权限。",
        ),
        limits: Text::new(
            "Waive it where the version is kept for an emergency. Versions are known only as far as the input lists them.",
            "如果该版本是为应急而保留，可以豁免。只能判断输入中列出的版本。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [{"type": "Custom", "name": "Ops", "version": "v2", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]},
  "other_versions": [{"version": "v1", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}]}}]}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [{"type": "Custom", "name": "Ops", "version": "v2", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}]},
  "other_versions": [{"version": "v1", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:List*", "Resource": "*"}]}}]}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/product-overview/limits",
            "https://help.aliyun.com/zh/ram/developer-reference/api-ram-2015-05-01-setdefaultpolicyversion",
            "CWE-732",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        let latent = bearing::latent(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Allow,
            context.settings,
        );
        for latent in &latent {
            into.extend(finding(latent, answers, context));
        }
    }
}

/// Those who hold the policy and do not have the action for certain.
fn gainers(latent: &Latent, answers: &Answers, context: &Context<'_>) -> (bool, Vec<String>) {
    let account = context.model.accounts.get(latent.account);
    let policy = account.and_then(|account| account.policy(latent.policy));
    let Some(PolicyDocument::Known { document, .. }) = policy.map(|policy| policy.document) else {
        return (false, Vec::new());
    };
    let holders = holders::of_document(context.model, latent.account, document);
    let held: Vec<&Line> = answers
        .lines()
        .filter(|(of, line)| of.account == latent.account && holders.contains(&line.about))
        .map(|(_, line)| line)
        .filter(|line| !is_holding(line))
        .collect();
    let without: Vec<&Line> = held
        .iter()
        .copied()
        .filter(|line| line.verdict.answer == Answer::NotGranted)
        .collect();
    (held.is_empty(), wording::ids(&without))
}

fn finding(latent: &Latent, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let grant = latent.bearings.iter().find(|one| guarding::is_live(one))?;
    let (nobody, ids) = gainers(latent, answers, context);
    if ids.is_empty() && !nobody {
        return None;
    }
    let action = wording::quoted(&answers.question.action);
    let version = wording::quoted(&latent.version);
    let policy = &grant.policy;
    let message = if nobody {
        say!(
            language,
            "version {version} of {policy}, not in force, would grant {action}",
            "{policy} 的非默认版本 {version} 一旦启用会授予 {action}"
        )
    } else {
        let whom = wording::principals(&ids, language);
        say!(
            language,
            "version {version} of {policy}, not in force, would grant {action} to {whom}",
            "{policy} 的非默认版本 {version} 一旦启用会将 {action} 授予 {whom}"
        )
    };
    let primary = language.pick(
        "grants the action in a version not in force",
        "在非默认版本中授予该操作",
    );
    let mut found = context.finding(&RULE, message, label(grant.action_at, primary));
    found.action = Some(answers.question.action.clone());
    if !nobody {
        found.level = Level::Medium;
    }
    found.principals = ids;
    let help = language.pick(
        "delete the version, or take the action out of it",
        "删除该版本，或从中移除该操作",
    );
    found.help = Some(help.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    /// A snapshot in which everything is listed; `rest` is more members.
    fn whole(rest: &str) -> Vec<crate::rules::Finding> {
        let text = format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001",
            "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
            {rest}}}"#
        );
        check(super::RULE.id, &[("account.json", &text)])
    }

    fn account(now: &str, before: &str, attached: &str) -> Vec<crate::rules::Finding> {
        whole(&format!(
            r#""users": [{{"name": "alice"}}],
            "policies": [{{"type": "Custom", "name": "Ops", "version": "v2", "document": {{"Version": "1", "Statement": [{now}]}},
              "other_versions": [{{"version": "v1", "document": {{"Version": "1", "Statement": [{before}]}}}}]}}],
            "attachments": [{attached}]"#
        ))
    }

    const READS: &str = r#"{"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "*"}"#;
    const MARKED: &str = r#"{"Effect": "Allow", "Action": «"kvstore:*"», "Resource": "*"}"#;
    const GRANTS: &str = r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}"#;
    const HELD: &str = r#"{"policy": "Custom/Ops", "to": "user/alice"}"#;

    #[test]
    fn a_version_of_a_policy_that_somebody_holds_matters_more() {
        use crate::rules::Level;
        let found = account(READS, MARKED, HELD);
        assert_eq!(found[0].principals, ["user/alice"]);
        assert_eq!(found[0].level, Level::Medium);
        assert_eq!(account(READS, MARKED, "")[0].level, Level::Low);
    }

    #[test]
    fn it_is_quiet_where_the_holders_have_the_action_or_are_denied_it() {
        account(GRANTS, GRANTS, HELD);
        account(READS, READS, HELD);
        let deny = r#"{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*"}"#;
        account(READS, deny, HELD);
    }
}
