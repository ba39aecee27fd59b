//! RAM113: a role with the guarded action admits an identity provider or a service

use crate::engine::answers::{About, Answers, Force, Line};
use crate::engine::trust;
use crate::engine::verdict::Answer;
use crate::model::account::{PrincipalKind, Trust};
use crate::model::policy::{PrincipalElement, PrincipalForm};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, label, proof,
    say, wording,
};

/// Further principals of the trust that are shown.
const MAX_RELATED: usize = 3;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM113",
    name: "guarded-action-granted-to-federation",
    level: Level::Medium,
    other_levels: &[Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a role with the guarded action admits an identity provider or a service",
            "拥有受保护操作的角色信任身份提供商或云服务",
        ),
        finds: Text::new(
            "A role that has the guarded action and whose trust document admits those whom a SAML or OIDC provider speaks for, or a service of Alibaba Cloud.",
            "某个角色拥有受保护操作，而其信任策略允许由 SAML 或 OIDC 身份提供商认证的身份，或阿里云服务扮演该角色。",
        ),
        matters: Text::new(
            "Who the action is given to is decided outside the account. For a provider of the company it is everyone whom the directory maps to the role, and for a CI provider every pipeline that meets the conditions; for a service it is whoever can make the service work for them.",
            "该操作最终交给谁，是在账号之外决定的。对企业的身份提供商，是目录中映射到该角色的所有人；对 CI 的身份提供商，是满足条件的所有流水线；对云服务，则是能让该服务为其工作的任何人。",
        ),
        advice: Text::new(
            "Narrow the trust by conditions, such as `oidc:sub` for a pipeline, or take the action from the role. The second takes it from everybody who becomes the role.",
            "请用条件收窄信任范围，例如对流水线检查 `oidc:sub`，或从该角色中移除该操作。后者会收回所有扮演该角色者的该操作。",
        ),
        limits: Text::new(
            "Waive it where the provider maps only administrators to the role. Who is behind a provider is not known here; a service that is seen to wear the role is reported by the rule about that.",
            "如果身份提供商只将管理员映射到该角色，可以豁免。身份提供商背后是谁，这里无从得知；已知正以该角色运行的服务由另一条规则报告。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "roles": [{"name": "ops", "trust": {"Version": "1", "Statement": [{"Effect": "Allow",
   "Action": "sts:AssumeRole", "Principal": {"Federated": [«"acs:ram::1000000000000001:saml-provider/corp"»]}}]}}],
 "policies": [{"type": "Custom", "name": "Cache", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Cache", "to": "role/ops"}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "roles": [{"name": "ops", "trust": {"Version": "1", "Statement": [{"Effect": "Allow",
   "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/oncall"]}}]}}],
 "policies": [{"type": "Custom", "name": "Cache", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Cache", "to": "role/ops"}]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/doc-detail/116805.htm",
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for (account, line) in guarding::open(answers) {
            into.extend(finding(account.account, line, answers, context));
        }
    }
}

fn finding(
    number: usize,
    line: &Line,
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    let About::Principal(PrincipalKind::Role, id) = line.about else {
        return None;
    };
    let account = context.model.accounts.get(number)?;
    let role = account.principal(id)?;
    let Trust::Known(trust) = role.trust else {
        return None;
    };
    if role.service_linked {
        return None;
    }
    let admitted = trust::others(trust, context.model);
    let services_worn: Vec<&str> = account
        .wearers
        .iter()
        .filter(|one| one.role == id)
        .map(|one| one.service)
        .collect();
    let shown = |one: &&PrincipalElement| {
        let name = context.model.pools.str(one.element.text);
        one.form == PrincipalForm::Federated || !services_worn.contains(&name)
    };
    let mut admitted: Vec<&PrincipalElement> = admitted.into_iter().filter(shown).collect();
    admitted.sort_by_key(|one| one.form != PrincipalForm::Federated);
    let (first, rest) = admitted.split_first()?;
    let is_federated = first.form == PrincipalForm::Federated;
    let action = wording::quoted(&answers.question.action);
    let role = wording::quoted(&line.id);
    let whom = wording::quoted(context.model.pools.str(first.element.text));
    let message = if is_federated {
        say!(
            language,
            "{role} gives {action} to those whom {whom} speaks for",
            "{role} 将 {action} 交给了由 {whom} 认证的身份"
        )
    } else {
        say!(
            language,
            "{role} gives {action} to the service {whom}",
            "{role} 将 {action} 交给了服务 {whom}"
        )
    };
    let admits = language.pick("admits to the role", "允许其扮演该角色");
    let mut found = context.finding(&RULE, message, label(first.element.at, admits));
    found.action = Some(answers.question.action.clone());
    for other in rest.iter().take(MAX_RELATED) {
        found.related.push(label(other.element.at, admits));
    }
    let mut entries = line.because.iter();
    if let Some(grant) = entries.find(|entry| entry.force == Force::Allow) {
        let grants = language.pick("grants the action to the role", "将该操作授予该角色");
        found.related.push(label(grant.at, grants));
        found.proof = proof::of_grant(line, grant, answers, context);
    }
    if !is_federated || line.verdict.answer == Answer::AllowedIf {
        found.level = Level::Low;
    }
    found.principals = vec![line.id.clone()];
    found.help = Some(say!(
        language,
        "narrow the trust to the identities that need {role}, or take the action from it",
        "将信任范围收窄到需要 {role} 的身份，或从该角色中移除该操作"
    ));
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

    fn account(principal: &str, policy: &str) -> Vec<crate::rules::Finding> {
        whole(&format!(
            r#""roles": [{{"name": "ops", "trust": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {principal}}}]}}}}],
            "attachments": [{{"policy": "System/{policy}", "to": "role/ops"}}]"#
        ))
    }

    const FULL: &str = "AliyunKvstoreFullAccess";

    #[test]
    fn a_provider_matters_more_than_a_service() {
        use crate::rules::Level;
        for (principal, level) in [
            (
                r#"{"Federated": [«"acs:ram::1000000000000001:saml-provider/corp"»]}"#,
                Level::Medium,
            ),
            (
                r#"{"Federated": [«"acs:ram::1000000000000001:oidc-provider/ci"»]}"#,
                Level::Medium,
            ),
            (r#"{"Service": [«"ecs.aliyuncs.com"»]}"#, Level::Low),
            (
                r#"{"Service": ["ecs.aliyuncs.com"], "Federated": [«"acs:ram::1000000000000001:oidc-provider/ci"»]}"#,
                Level::Medium,
            ),
        ] {
            assert_eq!(account(principal, FULL)[0].level, level, "{principal}");
        }
    }

    #[test]
    fn it_is_quiet_for_those_of_the_account_and_without_the_action() {
        account(r#"{"RAM": ["acs:ram::1000000000000001:root"]}"#, FULL);
        account(
            r#"{"Federated": ["acs:ram::1000000000000001:saml-provider/corp"]}"#,
            "AliyunKvstoreReadOnlyAccess",
        );
    }
}
