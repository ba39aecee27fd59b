//! RAM502: a trust policy admits somebody of another account

use crate::engine::entrances::{Entrance, Owner, Whom};
use crate::model::catalogue::KeyRole;
use crate::rules::kit::entering::{self, Gain};
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM502",
    name: "trust-of-foreign-account",
    level: Level::Low,
    other_levels: &[Level::Medium, Level::Info],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy admits somebody of another account",
            "信任策略允许其他账号的主体",
        ),
        finds: Text::new(
            "A trust policy names a user or a role of another account, or another account whose callers have to know an external id. Where the own account is not known, a finding has low confidence, and a whole account counts where the role has a guarded action.",
            "信任策略指明了其他账号的用户或角色，或者指明了其他账号并要求调用方提供外部 ID。如果本账号的 ID 未知，则发现的置信度为低；此时若角色拥有受保护的操作，整个账号也予以报告。",
        ),
        matters: Text::new(
            "Who is behind that name is decided in an account that these policies do not bind. When the other account is broken into, or was mistyped, the intruder has the role here.",
            "该名称背后是谁，由这些权限策略管不到的账号决定。一旦对方账号被攻破，或者账号 ID 写错，入侵者就拥有这里的角色。",
        ),
        advice: Text::new(
            "Check that the account is one that you know and still work with, and remove the principal otherwise. Callers from there then lose the role.",
            "确认该账号是你所了解且仍在合作的账号，否则删除该主体。删除后来自那里的调用方将失去该角色。",
        ),
        limits: Text::new(
            "Trust between the accounts of one company is common and may be accepted. Nothing here tells whose an account is; the accounts of `[trust]` in `ramlint.toml` are not reported. `foreign-account-without-external-id` reports a whole account without an external id.",
            "同一企业内各账号之间的信任很常见，可以接受。这里无从得知一个账号属于谁；`ramlint.toml` 的 `[trust]` 中列出的账号不予报告。`foreign-account-without-external-id` 报告没有外部 ID 的整个账号。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["roles", "attachments"],
  "roles": [{
    "name": "ops",
    "trust": {
      "Version": "1",
      "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "RAM": [«"acs:ram::1000000000000002:role/deploy"»] }
      }]
    }
  }],
  "attachments": [{ "policy": "System/AliyunKvstoreFullAccess", "to": "role/ops" }]
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
    "name": "ops",
    "trust": {
      "Version": "1",
      "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "RAM": ["acs:ram::1000000000000001:role/deploy"] }
      }]
    }
  }],
  "attachments": [{ "policy": "System/AliyunKvstoreFullAccess", "to": "role/ops" }]
}
"#,
        )],
        sources: &[
            "https://help.aliyun.com/en/ram/policy-evaluation-process-of-assuming-a-ram-role",
            "https://www.alibabacloud.com/help/en/ram/policy-elements",
            "CWE-284",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for entrance in entering::admitted(context) {
        let perhaps = || entering::gain(context, &entrance) == Gain::Guarded;
        let owner = match entrance.whom {
            Whom::User(owner, _) | Whom::Role(owner, _) => owner,
            Whom::Account(owner) if entrance.restricts(KeyRole::ExternalId) => owner,
            Whom::Account(Owner::NotKnown) if perhaps() => Owner::NotKnown,
            _ => continue,
        };
        let open = entrance.assumes.is_possible() && entrance.conditions.is_possible();
        if owner != Owner::Own && open && !entering::is_trusted(context, &entrance) {
            into.push(finding(&entrance, owner, context));
        }
    }
}

fn finding(entrance: &Entrance<'_>, owner: Owner, context: &Context<'_>) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let whom = quoted(entrance.text);
    let message = if owner == Owner::NotKnown {
        say!(
            language,
            "{role} admits {whom}, perhaps from another account",
            "{role} 允许 {whom}，它可能属于其他账号"
        )
    } else {
        say!(
            language,
            "{role} admits {whom} of another account",
            "{role} 允许其他账号的 {whom}"
        )
    };
    let primary = language.pick(
        "outside of this account's policies",
        "不受本账号权限策略约束",
    );
    let gain = entering::gain(context, entrance);
    let mut found = entering::finding(&RULE, message, primary, (entrance, gain), context);
    if owner == Owner::NotKnown {
        found.level = Level::Info;
        found.confidence = Confidence::Low;
    }
    if gain == Gain::Guarded {
        found.level = Level::Medium;
    }
    let help = language.pick(
        "check whose account it is, and remove it if nobody needs it",
        "确认该账号属于谁，无人需要时将其删除",
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
        let foreign = r#"{"RAM": [«"acs:ram::1000000000000002:user/bob"»]}"#;
        for (policies, level) in [
            ("", Level::Low),
            (
                r#"{"policy": "System/AliyunKvstoreFullAccess", "to": "role/ops"}"#,
                Level::Medium,
            ),
        ] {
            let found = check("RAM502", &[("a.json", &role(foreign, policies))]);
            assert_eq!(found[0].level, level, "{policies}");
        }
    }

    #[test]
    fn own_names_and_whole_accounts_are_other_things() {
        let own = role(r#"{"RAM": "acs:ram::1000000000000001:user/ann"}"#, "");
        check("RAM502", &[("a.json", &own)]);
        let whole = role(r#"{"RAM": "acs:ram::1000000000000002:root"}"#, "");
        check("RAM502", &[("a.json", &whole)]);
    }

    #[test]
    fn without_an_own_account_it_is_a_hint() {
        let both = trust(
            r#""Principal": {"RAM": [«"acs:ram::1000000000000001:user/a"», «"acs:ram::1000000000000002:user/b"»]}"#,
        );
        let found = check("RAM502", &[("a.json", &both)]);
        assert_eq!(found[0].level, Level::Info);
    }
}
