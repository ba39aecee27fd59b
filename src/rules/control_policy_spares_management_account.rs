//! RAM212: a control policy does not bind the management account, where somebody has the action

use crate::engine::answers::{Answers, Line};
use crate::engine::bearing::Bearing;
use crate::model::account::{ControlDocument, Position};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, is_holding,
    say, spared,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM212",
    name: "control-policy-spares-management-account",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a control policy does not bind the management account, where somebody has the action",
            "管控策略不约束管理账号，而其中有主体拥有受保护操作",
        ),
        finds: Text::new(
            "A control policy that denies the guarded action, and principals of the management account of the resource directory who have it.",
            "一条拒绝受保护操作的管控策略，以及资源目录管理账号中拥有该操作的主体。",
        ),
        matters: Text::new(
            "Control policies bind the members of a directory and not its management account. A team that guards everything from the root folder and runs instances in the management account, where most administrators are, has left out the account that matters most.",
            "管控策略约束资源目录的成员账号，不约束管理账号。如果从根资源夹统一防护，却在管理员最多的管理账号中运行实例，就恰恰漏掉了最重要的账号。",
        ),
        advice: Text::new(
            "Deny the action by a policy of the management account itself, or move the instances into a member. The first takes the action from those whom the policy is attached to.",
            "请在管理账号内用策略拒绝该操作，或将实例迁移到成员账号。前者会收回被授权主体的该操作。",
        ),
        limits: Text::new(
            "Waive it where no instance is in the management account: the input does not show that.",
            "如果管理账号中没有实例，可以豁免：输入无法反映这一点。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "resource_directory": {"id": "rd-1", "account": "management"},
 "users": [{"name": "alice"}],
 "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}],
 "control_policies": [{"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]},
  {"id": "cp-1", "name": "Guard", "targets": ["r-1"], "document": {"Version": "1", "Statement":
   [{"Effect": "Deny", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}]}}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1"]},
 "users": [{"name": "alice"}],
 "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"}],
 "control_policies": [{"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]},
  {"id": "cp-1", "name": "Guard", "targets": ["r-1"], "document": {"Version": "1", "Statement":
   [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/resource-management/developer-reference/api-resourcedirectorymaster-2022-04-19-attachcontrolpolicy",
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for bearing in guarding::denies(answers, context) {
            if guarding::is_live(bearing) {
                into.extend(finding(bearing, answers, context));
            }
        }
    }
}

/// Those of management accounts who have the action although the control policy is
/// listed there.
fn left<'a>(bearing: &Bearing, answers: &'a Answers, context: &Context<'_>) -> Vec<&'a Line> {
    let spared = |number: usize| {
        context.model.accounts.get(number).is_some_and(|account| {
            let policies = &account.control_policies;
            account.position == Position::Management
                && policies
                    .iter()
                    .any(|one| one.document == ControlDocument::Known(bearing.document))
        })
    };
    guarding::open(answers)
        .filter(|(of, line)| spared(of.account) && !is_holding(line))
        .map(|(_, line)| line)
        .collect()
}

fn finding(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let lines = left(bearing, answers, context);
    let policy = &bearing.policy;
    let message = |whom: &str, action: &str| {
        say!(
            language,
            "{policy} does not bind the management account, where {whom} may call {action}",
            "{policy} 不约束管理账号，其中 {whom} 可以执行 {action}"
        )
    };
    let primary = language.pick("denies it to members only", "仅对成员账号拒绝该操作");
    let of = (bearing, lines.as_slice());
    let mut found = spared::finding(&RULE, primary, of, answers, context, message)?;
    let help = language.pick(
        "deny the action to these principals by a policy of the management account",
        "在管理账号内用策略对这些主体拒绝该操作",
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

    fn account(place: &str, deny: &str) -> Vec<crate::rules::Finding> {
        whole(&format!(
            r#""resource_directory": {place}, "users": [{{"name": "alice"}}],
            "policies": [{{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}}]}}}}],
            "attachments": [{{"policy": "Custom/Ops", "to": "user/alice"}}],
            "control_policies": [{{"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]}},
              {{"id": "cp-1", "name": "Guard", "targets": ["r-1"], "document": {{"Version": "1", "Statement": [{{"Effect": "Deny", "Action": {deny}, "Resource": "*"}}]}}}}]"#
        ))
    }

    #[test]
    fn it_is_quiet_in_a_member_and_for_other_actions() {
        let member = r#"{"id": "rd-1", "account": "member", "path": ["r-1"]}"#;
        let management = r#"{"id": "rd-1", "account": "management"}"#;
        let found = account(management, r#"«"kvstore:Destroy*"»"#);
        assert_eq!(found[0].principals, ["user/alice"]);
        account(member, r#""kvstore:Destroy*""#);
        account(management, r#""ecs:*""#);
    }
}
