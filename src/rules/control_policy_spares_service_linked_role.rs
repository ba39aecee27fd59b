//! RAM213: a control policy does not bind a service-linked role that has the action

use crate::engine::answers::{About, Answers, Line};
use crate::engine::bearing::Bearing;
use crate::engine::holders;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, say, spared,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM213",
    name: "control-policy-spares-service-linked-role",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a control policy does not bind a service-linked role that has the action",
            "管控策略不约束拥有受保护操作的服务关联角色",
        ),
        finds: Text::new(
            "A control policy that denies the guarded action in an account, and a service-linked role of that account whose policy grants it.",
            "一条在账号中拒绝受保护操作的管控策略，以及该账号中策略授予了此操作的服务关联角色。",
        ),
        matters: Text::new(
            "Service-linked roles are left out of control policies, so that services of Alibaba Cloud go on working. Whoever can make the service act, by its own API, destroys instances past the control policy.",
            "为保证阿里云服务正常运行，服务关联角色不受管控策略约束。能够通过该服务自身的 API 使其执行操作的人，就能绕过管控策略销毁实例。",
        ),
        advice: Text::new(
            "Look what the service does with the role, and limit who may call the service. A service-linked role that is not needed can be deleted.",
            "请确认该服务如何使用此角色，并限制可以调用该服务的人员。不需要的服务关联角色可以删除。",
        ),
        limits: Text::new(
            "Waive it where the service is meant to end instances. Roles are taken for service-linked ones by their name or by what the input says.",
            "如果该服务本就需要销毁实例，可以豁免。是否为服务关联角色，依据名称或输入中的说明判断。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1"]},
 "roles": [{"name": "AliyunServiceRoleForOps", "trust": {"Version": "1", "Statement": [{"Effect": "Allow",
   "Action": "sts:AssumeRole", "Principal": {"Service": ["ecs.aliyuncs.com"]}}]}}],
 "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "role/AliyunServiceRoleForOps"}],
 "control_policies": [{"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]},
  {"id": "cp-1", "name": "Guard", "targets": ["r-1"], "document": {"Version": "1", "Statement":
   [{"Effect": "Deny", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}]}}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "resource_directory": {"id": "rd-1", "account": "member", "path": ["r-1"]},
 "roles": [{"name": "ops", "trust": {"Version": "1", "Statement": [{"Effect": "Allow",
   "Action": "sts:AssumeRole", "Principal": {"Service": ["ecs.aliyuncs.com"]}}]}}],
 "policies": [{"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
   [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "role/ops"}],
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

/// Service-linked roles that have the action although the control policy binds the
/// account.
fn left<'a>(bearing: &Bearing, answers: &'a Answers, context: &Context<'_>) -> Vec<&'a Line> {
    let model = context.model;
    let bound = |number: usize| {
        let account = model.accounts.get(number)?;
        holders::is_bound(model, number, bearing.document).then_some(account)
    };
    guarding::open(answers)
        .filter(|(of, line)| {
            let About::Principal(_, id) = line.about else {
                return false;
            };
            let role = bound(of.account).and_then(|account| account.principal(id));
            role.is_some_and(|role| role.service_linked)
        })
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
            "{policy} does not bind service-linked roles, and {whom} may call {action}",
            "{policy} 不约束服务关联角色，{whom} 可以执行 {action}"
        )
    };
    let primary = language.pick(
        "denies it to all but service-linked roles",
        "对服务关联角色以外的主体拒绝该操作",
    );
    let of = (bearing, lines.as_slice());
    let mut found = spared::finding(&RULE, primary, of, answers, context, message)?;
    let help = language.pick(
        "look what the service does with the role, and delete the role where it is not needed",
        "确认该服务如何使用此角色，若不需要请删除该角色",
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

    fn account(role: &str, target: &str, deny: &str) -> Vec<crate::rules::Finding> {
        whole(&format!(
            r#""resource_directory": {{"id": "rd-1", "account": "member", "path": ["r-1"]}},
            "roles": [{{"name": "{role}", "trust": {{"Version": "1", "Statement": []}}}}],
            "policies": [{{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}}]}}}}],
            "attachments": [{{"policy": "Custom/Ops", "to": "role/{role}"}}],
            "control_policies": [{{"id": "cp-full", "name": "FullAliyunAccess", "targets": ["r-1"]}},
              {{"id": "cp-1", "name": "Guard", "targets": ["{target}"], "document": {{"Version": "1", "Statement": [{{"Effect": "Deny", "Action": {deny}, "Resource": "*"}}]}}}}]"#
        ))
    }

    #[test]
    fn it_is_quiet_for_other_roles_and_other_folders() {
        account("AliyunServiceRoleForOps", "r-1", r#"«"kvstore:*"»"#);
        account("ops", "r-1", r#""kvstore:*""#);
        account("AliyunServiceRoleForOps", "fd-elsewhere", r#""kvstore:*""#);
    }
}
