//! RAM501: a trust policy admits every user and role of the own account

use crate::engine::bearing::Extent;
use crate::engine::entrances::{Entrance, Owner, Whom};
use crate::rules::kit::entering::{self, Gain};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, say,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM501",
    name: "trust-of-whole-account",
    level: Level::Low,
    other_levels: &[Level::Medium, Level::Info],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a trust policy admits every user and role of the own account",
            "信任策略允许本账号的所有用户和角色",
        ),
        finds: Text::new(
            "A trust policy names the own account as `root` and has no condition that turns anybody away. That admits every user and role of the account that may assume the role.",
            "信任策略以 `root` 的形式指明本账号，且没有任何会拒绝请求的条件。这会让本账号中所有获准扮演该角色的用户和角色都能扮演它。",
        ),
        matters: Text::new(
            "Who gets the role is then decided by every policy in the account that allows assuming roles, such as one that allows it on all roles. A CI user with such a policy takes on the administrator role, although nobody meant it to.",
            "此时谁能扮演该角色，取决于账号中每一条允许扮演角色的权限策略，例如对所有角色放行的策略。持有这种策略的 CI 用户就能扮演管理员角色，而这并非任何人的本意。",
        ),
        advice: Text::new(
            "Name the users and roles that need the role. Others lose the way in.",
            "逐个写明需要该角色的用户和角色。其他主体将不能再进入该角色。",
        ),
        limits: Text::new(
            "The console writes this form, so the finding is medium only where the role has the guarded action, low where it has a way to it, and info elsewhere. Accept it where the policies of the callers are kept narrow. Where `guarded-action-reachable` names the same principal, this rule is quiet.",
            "控制台默认写成这种形式，因此只有当角色拥有受保护操作时级别才是 medium，有办法取得它时为 low，其余为 info。如果调用方的权限策略足够收敛，可以接受。当 `guarded-action-reachable` 已指出同一主体时，本规则不再报告。",
        ),
        avoid: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_role" "ops" {
  role_name = "ops"
  assume_role_policy_document = jsonencode({
    Version = "1"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { RAM = [«"acs:ram::1000000000000001:root"»] }
    }]
  })
}

resource "alicloud_ram_role_policy_attachment" "ops" {
  role_name   = alicloud_ram_role.ops.role_name
  policy_name = "AdministratorAccess"
  policy_type = "System"
}
"#,
        )],
        prefer: &[Sample::new(
            "main.tf",
            r#"resource "alicloud_ram_role" "ops" {
  role_name = "ops"
  assume_role_policy_document = jsonencode({
    Version = "1"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { RAM = ["acs:ram::1000000000000001:user/ann"] }
    }]
  })
}

resource "alicloud_ram_role_policy_attachment" "ops" {
  role_name   = alicloud_ram_role.ops.role_name
  policy_name = "AdministratorAccess"
  policy_type = "System"
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
        let whole = entrance.whom == Whom::Account(Owner::Own)
            && entrance.conditions == Extent::Everything
            && entrance.assumes.is_possible();
        if whole && !entering::is_reached(context, &entrance) {
            into.push(finding(&entrance, context));
        }
    }
}

fn finding(entrance: &Entrance<'_>, context: &Context<'_>) -> Finding {
    let language = context.language;
    let role = entering::role(context, entrance);
    let message = say!(
        language,
        "{role} admits every user and role of its account that may assume it",
        "{role} 允许本账号中所有获准扮演它的用户和角色"
    );
    let primary = language.pick("stands for the whole account", "代表整个账号");
    let gain = entering::gain(context, entrance);
    let mut found = entering::finding(&RULE, message, primary, (entrance, gain), context);
    found.level = match gain {
        Gain::Guarded => Level::Medium,
        Gain::Perhaps => Level::Low,
        Gain::Little => Level::Info,
    };
    let help = language.pick(
        "name the users and roles that need the role",
        "逐个写明需要该角色的用户和角色",
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
        let root = r#"{"RAM": [«"acs:ram::1000000000000001:root"»]}"#;
        for (policies, level) in [
            ("", Level::Info),
            (
                r#"{"policy": "System/AliyunRAMFullAccess", "to": "role/ops"}"#,
                Level::Low,
            ),
            (
                r#"{"policy": "System/AliyunKvstoreFullAccess", "to": "role/ops"}"#,
                Level::Medium,
            ),
        ] {
            let found = check("RAM501", &[("a.json", &role(root, policies))]);
            assert_eq!(found[0].level, level, "{policies}");
        }
    }

    #[test]
    fn another_account_a_condition_and_a_deny_are_other_things() {
        let root = r#""Principal": {"RAM": "acs:ram::1000000000000001:root"}"#;
        let mfa = r#""Condition": {"Bool": {"acs:MFAPresent": "true"}}"#;
        let foreign = role(r#"{"RAM": "acs:ram::1000000000000002:root"}"#, "");
        check("RAM501", &[("a.json", &foreign)]);
        check("RAM501", &[("a.json", &trust(&format!("{root}, {mfa}")))]);
        let deny = trust(root).replace("Allow", "Deny");
        check("RAM501", &[("a.json", &deny)]);
    }

    #[test]
    fn a_user_who_reaches_the_action_is_reported_elsewhere() {
        let input = role(
            r#"{"RAM": "acs:ram::1000000000000001:root"}"#,
            r#"{"policy": "System/AliyunKvstoreFullAccess", "to": "role/ops"},
               {"policy": "System/AliyunSTSAssumeRoleAccess", "to": "user/ann"}"#,
        );
        check("RAM501", &[("a.json", &input)]);
    }
}
