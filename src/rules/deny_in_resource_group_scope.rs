//! RAM208: a Deny in a resource group does not stop an action that names no resource

use crate::engine::answers::{About, Answers, Line};
use crate::engine::bearing::{self, Unreached};
use crate::model::account::{PrincipalId, Scope};
use crate::model::policy::Effect;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, guarding, label, say,
    wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM208",
    name: "deny-in-resource-group-scope",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::Medium,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny in a resource group does not stop an action that names no resource",
            "资源组范围内的 Deny 语句拦不住不涉及具体资源的操作",
        ),
        finds: Text::new(
            "A policy with a Deny of the guarded action that is attached in a resource group, held by principals who have the action at the scope of the account.",
            "一条含有受保护操作 Deny 语句的策略在资源组范围内授权，而持有它的主体在账号范围内拥有该操作。",
        ),
        matters: Text::new(
            "An attachment in a resource group counts for requests on resources of that group, and a request for this action names none. Besides, an Allow at the scope of the account is judged first. The console lists the Deny among the policies of the user, and the user destroys instances of that very group.",
            "资源组范围的授权只对该组资源的请求生效，而该操作的请求不涉及任何资源；此外，账号范围的 Allow 语句会先被评估。控制台在用户的策略中列出了这条拒绝，但该用户照样能销毁该资源组中的实例。",
        ),
        advice: Text::new(
            "Attach the Deny at the scope of the account. That takes the action from the holder everywhere.",
            "请在账号范围内授权该拒绝策略。这样，持有者在所有范围内都会失去该操作。",
        ),
        limits: Text::new(
            "Waive it where the Deny serves other actions of the group. That the scope of a resource group does not reach an action on all resources is inferred, and pages differ on what an Allow of the account does to it, so the confidence is medium.",
            "如果该 Deny 语句用于该资源组的其他操作，可以豁免。资源组范围不涉及针对全部资源的操作属于推断，而账号范围 Allow 语句的影响在不同文档中说法不一，因此置信度为中。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [
  {"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement":
    [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"},
  «{"policy": "Custom/Guard", "to": "user/alice", "scope": "rg-1"}»]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [
  {"type": "Custom", "name": "Ops", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement":
    [{"Effect": "Deny", "Action": "kvstore:DestroyInstance", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Ops", "to": "user/alice"},
  {"policy": "Custom/Guard", "to": "user/alice"}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/vpc/fine-grained-resource-control-using-resource-groups-64",
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut attachments = context
        .model
        .accounts
        .iter()
        .flat_map(|account| &account.attachments);
    if attachments.all(|one| one.scope == Scope::Account) {
        return;
    }
    for answers in context.answers {
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Deny,
            context.settings,
        );
        for unreached in &review.unreached {
            into.extend(finding(unreached, answers, context));
        }
    }
}

/// The holder and its members, as far as they have the action.
fn left<'a>(unreached: &Unreached, answers: &'a Answers, context: &Context<'_>) -> Vec<&'a Line> {
    let Some(account) = context.model.accounts.get(unreached.account) else {
        return Vec::new();
    };
    let members = account
        .memberships
        .iter()
        .filter(|one| one.group == unreached.holder);
    let mut holders: Vec<PrincipalId> = members.map(|one| one.user).collect();
    holders.push(unreached.holder);
    guarding::open(answers)
        .filter(|(of, line)| {
            of.account == unreached.account
                && matches!(line.about, About::Principal(_, id) if holders.contains(&id))
        })
        .map(|(_, line)| line)
        .collect()
}

fn finding(unreached: &Unreached, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let ids = wording::ids(&left(unreached, answers, context));
    if ids.is_empty() {
        return None;
    }
    let whom = wording::principals(&ids, language);
    let action = wording::quoted(&answers.question.action);
    let (policy, group) = (&unreached.policy, wording::quoted(&unreached.group));
    let message = say!(
        language,
        "the Deny in {policy} is attached in {group} only and leaves {action} to {whom}",
        "{policy} 中的拒绝语句仅在资源组 {group} 内授权，{whom} 仍可执行 {action}"
    );
    let primary = language.pick("counts in one resource group only", "仅在一个资源组内生效");
    let mut found = context.finding(&RULE, message, label(unreached.at, primary));
    found.action = Some(answers.question.action.clone());
    let denies = language.pick("denies the action", "拒绝该操作");
    found.related.push(label(unreached.action_at, denies));
    found.notes.push(say!(
        language,
        "{action} names no resource, so no request for it is in {group}",
        "{action} 不涉及具体资源，其请求不属于 {group}"
    ));
    found.principals = ids;
    let help = language.pick(
        "attach the Deny at the scope of the account",
        "在账号范围内授权该拒绝策略",
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

    fn account(scope: &str, own: &str) -> Vec<crate::rules::Finding> {
        whole(&format!(
            r#""users": [{{"name": "alice"}}], "groups": [{{"name": "dba", "members": ["alice"]}}],
            "policies": [{{"type": "Custom", "name": "Ops", "document": {{"Version": "1", "Statement": [{own}]}}}},
              {{"type": "Custom", "name": "Guard", "document": {{"Version": "1", "Statement": [{{"Effect": "Deny", "Action": "kvstore:*", "Resource": "*"}}]}}}}],
            "attachments": [{{"policy": "Custom/Ops", "to": "user/alice"}}, {scope}]"#
        ))
    }

    const OPEN: &str = r#"{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}"#;

    #[test]
    fn a_group_that_holds_it_counts_for_its_members() {
        let found = account(
            r#"«{"policy": "Custom/Guard", "to": "group/dba", "scope": "rg-1"}»"#,
            OPEN,
        );
        assert_eq!(found[0].principals, ["user/alice"]);
    }

    #[test]
    fn it_is_quiet_at_the_scope_of_the_account_and_where_nobody_has_the_action() {
        account(r#"{"policy": "Custom/Guard", "to": "user/alice"}"#, OPEN);
        account(
            r#"{"policy": "Custom/Guard", "to": "user/alice", "scope": "rg-1"}"#,
            r#"{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}"#,
        );
    }
}
