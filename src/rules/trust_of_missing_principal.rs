//! RAM511: a trust policy admits a user or role that the account does not have

use std::collections::BTreeMap;

use crate::engine::entrances::{Entrance, Owner, Present, Whom};
use crate::model::account::PrincipalKind;
use crate::rules::kit::entering;
use crate::rules::kit::wording::quoted;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM511",
    name: "trust-of-missing-principal",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy admits a user or role that the account does not have",
            "信任策略允许的用户或角色在账号中不存在",
        ),
        finds: Text::new(
            "A trust policy names a user or a role of the own account, and an input that holds all of them has none of that name.",
            "信任策略指明了本账号的某个用户或角色，而包含全部用户或角色的输入中没有这个名称。",
        ),
        matters: Text::new(
            "The name is misspelt, or its owner was deleted. Whoever makes a user or role of that name later has the role from then on, without a change to the trust policy.",
            "该名称要么写错了，要么其所有者已被删除。以后谁创建了同名的用户或角色，谁就从此拥有该角色，而信任策略无需任何改动。",
        ),
        advice: Text::new(
            "Correct the name, or remove the principal. Removing it takes nothing from anybody who is there.",
            "更正名称，或者删除该主体。删除它不会影响任何现有主体。",
        ),
        limits: Text::new(
            "It needs an input that claims to hold all users, or all roles, of the account, and is quiet elsewhere. Accept it where the principal is made by another process before it is needed.",
            "它需要声明包含账号全部用户或全部角色的输入，否则不报告。如果该主体会在需要之前由其他流程创建，可以接受。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{
  "ram_account_snapshot": 1,
  "account_id": "1000000000000001",
  "complete": ["users", "roles", "attachments"],
  "users": [{ "name": "ann" }],
  "roles": [{
    "name": "ops",
    "trust": {
      "Version": "1",
      "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "RAM": [«"acs:ram::1000000000000001:user/anne"»] }
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
  "complete": ["users", "roles", "attachments"],
  "users": [{ "name": "ann" }],
  "roles": [{
    "name": "ops",
    "trust": {
      "Version": "1",
      "Statement": [{
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": { "RAM": ["acs:ram::1000000000000001:user/ann"] }
      }]
    }
  }]
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
    let mut present: BTreeMap<usize, Present> = BTreeMap::new();
    for entrance in entering::admitted(context) {
        let (kind, name) = match entrance.whom {
            Whom::User(Owner::Own, name) => (PrincipalKind::User, name),
            Whom::Role(Owner::Own, name) => (PrincipalKind::Role, name),
            _ => continue,
        };
        let Some(account) = context.model.accounts.get(entrance.account) else {
            continue;
        };
        let present = present.entry(entrance.account);
        let present = present.or_insert_with(|| Present::of(account));
        if present.lacks(kind, name) {
            into.push(finding(&entrance, (kind, name), context));
        }
    }
}

fn finding(
    entrance: &Entrance<'_>,
    (kind, name): (PrincipalKind, &str),
    context: &Context<'_>,
) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let whom = quoted(&format!("{}/{name}", kind.word()));
    let message = say!(
        language,
        "{role} admits {whom}, which the account does not have",
        "{role} 允许 {whom}，但账号中不存在它"
    );
    let primary = language.pick("nobody has this name", "没有这个名称的主体");
    let mut found = context.finding(
        &RULE,
        message,
        label(entrance.principal.element.at, primary),
    );
    found.principals = entering::ids(context, entrance);
    let help = language.pick("correct the name, or remove it", "更正名称，或将其删除");
    found.help = Some(help.to_owned());
    found
}

#[cfg(test)]
mod tests {
    use crate::rules::kit::marked::check;

    fn snapshot(complete: &str, principal: &str) -> String {
        format!(
            r#"{{"ram_account_snapshot": 1, "account_id": "1000000000000001", "complete": [{complete}],
            "users": [{{"name": "Ann"}}],
            "roles": [{{"name": "ops", "trust": {{"Version": "1", "Statement": [{{"Effect": "Allow",
            "Action": "sts:AssumeRole", "Principal": {{"RAM": [{principal}]}}}}]}}}}]}}"#
        )
    }

    #[test]
    fn roles_and_users() {
        let role = r#"«"acs:ram::1000000000000001:role/gone"»"#;
        check("RAM511", &[("a.json", &snapshot(r#""roles""#, role))]);
        let user = r#"«"acs:ram::1000000000000001:user/gone"»"#;
        check("RAM511", &[("a.json", &snapshot(r#""users""#, user))]);
    }

    #[test]
    fn only_where_all_are_there_and_none_has_the_name() {
        for (complete, principal) in [
            (r#""roles""#, r#""acs:ram::1000000000000001:user/gone""#),
            (
                r#""users", "roles""#,
                r#""acs:ram::1000000000000001:user/ann""#,
            ),
            (
                r#""users", "roles""#,
                r#""acs:ram::1000000000000001:role/ops""#,
            ),
            (
                r#""users", "roles""#,
                r#""acs:ram::1000000000000002:user/gone""#,
            ),
            (r#""users", "roles""#, r#""acs:ram::1000000000000001:root""#),
        ] {
            check("RAM511", &[("a.json", &snapshot(complete, principal))]);
        }
    }
}
