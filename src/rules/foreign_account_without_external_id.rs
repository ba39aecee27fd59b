//! RAM508: a trust policy admits all of another account without an external id

use crate::engine::entrances::{Entrance, Owner, Whom};
use crate::model::catalogue::KeyRole;
use crate::rules::kit::entering::{self, Gain};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM508",
    name: "foreign-account-without-external-id",
    level: Level::Low,
    other_levels: &[Level::Medium],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy admits all of another account without an external id",
            "信任策略允许其他账号的所有主体且不要求外部 ID",
        ),
        finds: Text::new(
            "A trust policy names another account as `root`, and no condition turns anybody away by the external id.",
            "信任策略以 `root` 的形式指明其他账号，且没有任何条件会按外部 ID 拒绝请求。",
        ),
        matters: Text::new(
            "Whoever may assume roles in that account takes on the role here. Where the account is that of a service provider, another customer of it may have the provider take on your role by naming it, which a secret external id rules out.",
            "在对方账号中获准扮演角色的任何主体都能扮演这里的角色。如果对方是服务商，它的另一位客户只要报出你的角色名，就能让服务商替他扮演你的角色，而保密的外部 ID 可以杜绝这种情况。",
        ),
        advice: Text::new(
            "Name the users or roles of the other account that need the role, and agree on a value for `sts:ExternalId` and test it. Callers that do not send it are then turned away.",
            "写明对方账号中需要该角色的用户或角色，并约定 `sts:ExternalId` 的值加以校验。不提供该值的调用方随后会被拒绝。",
        ),
        limits: Text::new(
            "Between accounts of one company an external id adds little, and the finding may be accepted; the accounts of `[trust]` in `ramlint.toml` are not reported. The external id is a documented parameter of assuming a role, but the name of its condition key is inferred. Where the own account is not known the rule is quiet, and `trust-of-foreign-account` may report it.",
            "在同一企业的账号之间，外部 ID 作用不大，可以接受该发现；`ramlint.toml` 的 `[trust]` 中列出的账号不予报告。外部 ID 是扮演角色时有文档说明的参数，但其条件键的名称是推断的。如果本账号的 ID 未知，本规则不报告，可能由 `trust-of-foreign-account` 报告。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["roles", "attachments"],
  "roles": [{
    "name": "audit",
    "trust": {
      "Version": "1",
      "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "RAM": [«"acs:ram::1000000000000002:root"»] }
      }]
    }
  }]
}
"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["roles", "attachments"],
  "roles": [{
    "name": "audit",
    "trust": {
      "Version": "1",
      "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "RAM": ["acs:ram::1000000000000002:root"] },
        "Condition": { "StringEquals": { "sts:ExternalId": "7c1f0a52" } }
      }]
    }
  }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/en/ram/developer-reference/api-sts-2015-04-01-ram",
            "https://help.aliyun.com/en/ram/policy-evaluation-process-of-assuming-a-ram-role",
            "CWE-441",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for entrance in entering::admitted(context) {
        let open = entrance.assumes.is_possible() && entrance.conditions.is_possible();
        let whole = entrance.whom == Whom::Account(Owner::Other);
        let trusted = entering::is_trusted(context, &entrance);
        if whole && open && !trusted && !entrance.restricts(KeyRole::ExternalId) {
            into.push(finding(&entrance, context));
        }
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let message = say!(
        language,
        "{role} admits all of another account, without an external id",
        "{role} 允许其他账号的所有主体，且不要求外部 ID"
    );
    let primary = language.pick("stands for all of that account", "代表整个对方账号");
    let gain = entering::gain(context, entrance);
    let mut found = entering::finding(&RULE, message, primary, (entrance, gain), context);
    if gain == Gain::Guarded {
        found.level = Level::Medium;
    }
    let help = language.pick(
        "name who needs the role there, and test an external id",
        "写明对方账号中谁需要该角色，并校验外部 ID",
    );
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::Level;
    use crate::rules::kit::marked::check;

    fn trust(rest: &str) -> String {
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", {rest}}}]}}"#
        )
    }

    /// A role in a snapshot of account 1000000000000001 that names it itself.
    fn role(principal: &str, policies: &str) -> String {
        let statement = trust(&format!(r#""Principal": {principal}"#));
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": ["users", "groups", "roles", "attachments", "memberships"],
            "users": [{{"name": "ann"}}],
            "roles": [{{"name": "ops", "trust": {statement}}}], "attachments": [{policies}]}}"#
        )
    }

    #[test]
    fn the_level_is_that_of_the_role() {
        let foreign = r#"{"RAM": [«"acs:ram::1000000000000002:root"»]}"#;
        for (policies, level) in [
            ("", Level::Low),
            (
                r#"{"policy": "System/AdministratorAccess", "to": "role/ops"}"#,
                Level::Medium,
            ),
        ] {
            let found = check("RAM508", &[("a.json", &role(foreign, policies))]);
            assert_eq!(found[0].level, level, "{policies}");
        }
    }

    #[test]
    fn own_accounts_and_single_names_are_quiet() {
        for principal in [
            r#"{"RAM": "acs:ram::1000000000000001:root"}"#,
            r#"{"RAM": "acs:ram::1000000000000002:role/x"}"#,
        ] {
            check("RAM508", &[("a.json", &role(principal, ""))]);
        }
        check(
            "RAM508",
            &[(
                "a.json",
                &trust(r#""Principal": {"RAM": "acs:ram::1000000000000002:root"}"#),
            )],
        );
    }
}
