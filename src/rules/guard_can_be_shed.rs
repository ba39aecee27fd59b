//! RAM205: a guard can be taken off by the one whom it denies

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::{Answers, Because, Line};
use crate::engine::obtain::Removal;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, calls,
    is_shadowed_holding, label, say, wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM205",
    name: "guard-can-be-shed",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny of the guarded action can be taken off by the one whom it denies",
            "对受保护操作的拒绝可以被受其约束的主体自行解除",
        ),
        finds: Text::new(
            "A Deny that is the reason why somebody lacks the guarded action, where the same principal may detach the policy, leave the group, or put another version of the document in force.",
            "某个主体因一条 Deny 语句而无法执行受保护操作，但该主体自己有权解除该策略的授权、退出用户组，或启用该策略的其他版本。",
        ),
        matters: Text::new(
            "The answer is that the action is denied, and the one denied may lift that at will: the Deny is a courtesy. An intruder with this principal's key makes one call of `ram:DetachPolicyFromUser` first.",
            "结论虽是已拒绝，但被拒绝的主体可以随时解除：这条 Deny 语句形同虚设。入侵者拿到该主体的 AccessKey 后，只需先调用一次 `ram:DetachPolicyFromUser`。",
        ),
        advice: Text::new(
            "Deny those calls in the same policy, on every resource, or use a control policy, which nobody in the account can lift.",
            "请在同一策略中对所有资源拒绝这些调用，或改用管控策略，账号内任何人都无法解除它。",
        ),
        limits: Text::new(
            "Waive it for those who administer RAM: they can be bound by a control policy only. The calls are those that public documentation shows.",
            "对负责管理 RAM 的人员可以豁免：只有管控策略能约束他们。所考虑的调用以公开文档为准。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [
  {"type": "Custom", "name": "Own", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": ["kvstore:*", "ram:DetachPolicyFromUser"], "Resource": "*"}]}},
  {"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement":
    [{"Effect": "Deny", "Action": «"kvstore:DestroyInstance"», "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Own", "to": "user/alice"}, {"policy": "Custom/Guard", "to": "user/alice"}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "policies": [
  {"type": "Custom", "name": "Own", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": ["kvstore:*", "ram:DetachPolicyFromUser"], "Resource": "*"}]}},
  {"type": "Custom", "name": "Guard", "document": {"Version": "1", "Statement":
    [{"Effect": "Deny", "Action": ["kvstore:DestroyInstance", "ram:DetachPolicyFromUser"], "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Own", "to": "user/alice"}, {"policy": "Custom/Guard", "to": "user/alice"}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/api-ram-2015-05-01-detachpolicyfromuser",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

/// One guard, and what takes it off.
struct Shed<'a> {
    guard: &'a Because,
    removals: Vec<(&'a Line, &'a Removal)>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for shed in shed(answers) {
            into.push(finding(&shed, answers, context));
        }
    }
}

fn shed(answers: &Answers) -> Vec<Shed<'_>> {
    let mut found: Vec<Shed<'_>> = Vec::new();
    let mut index: BTreeMap<Span, usize> = BTreeMap::new();
    for (_, line) in answers.lines() {
        let Some(firmness) = line.firmness.as_ref().filter(|firmness| !firmness.firm) else {
            continue;
        };
        if is_shadowed_holding(line) {
            continue;
        }
        for removal in &firmness.removable_by {
            let guards = removal
                .guards
                .iter()
                .filter_map(|number| line.because.get(*number));
            for guard in guards {
                let number = *index.entry(guard.at).or_insert(found.len());
                match found.get_mut(number) {
                    Some(shed) => shed.removals.push((line, removal)),
                    None => found.push(Shed {
                        guard,
                        removals: vec![(line, removal)],
                    }),
                }
            }
        }
    }
    found
}

fn finding(shed: &Shed<'_>, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let mut lines: Vec<&Line> = shed.removals.iter().map(|(line, _)| *line).collect();
    lines.dedup_by(|a, b| a.id == b.id);
    let ids = wording::ids(&lines);
    let whom = wording::principals(&ids, language);
    let policy = &shed.guard.policy;
    let actions: BTreeSet<&str> = shed
        .removals
        .iter()
        .map(|(_, removal)| removal.step.action.as_str())
        .collect();
    let named: Vec<String> = actions.iter().map(|call| wording::quoted(call)).collect();
    let message = say!(
        language,
        "the Deny of {action} in {policy} can be taken off by {whom}, whom it denies",
        "{policy} 对 {action} 的拒绝可以被受其约束的 {whom} 自行解除"
    );
    let held = language.pick(
        "denies the action, as long as it is held",
        "仅在持有该策略期间拒绝该操作",
    );
    let mut found = context.finding(&RULE, message, label(shed.guard.at, held));
    found.action = Some(answers.question.action.clone());
    if shed.removals.iter().all(|(_, removal)| !removal.certain) {
        found.confidence = Confidence::Medium;
    }
    let taking = shed.removals.iter();
    let taking = taking.filter_map(|(_, removal)| removal.step.call());
    calls::relate(taking, language, &mut found);
    if let Some((line, removal)) = shed.removals.first() {
        let mut steps: Vec<String> = removal
            .via
            .iter()
            .map(|role| say!(language, "becomes {role}", "扮演 {role}"))
            .collect();
        steps.extend(
            removal
                .first
                .iter()
                .chain([&removal.step])
                .map(|taken| wording::obtain::step(taken, language)),
        );
        let (id, steps) = (&line.id, steps.join(language.pick(", then ", "，然后 ")));
        found
            .notes
            .push(say!(language, "{id} {steps}", "{id} 的做法：{steps}"));
    }
    found.principals = ids;
    let named = named.join(language.pick(", ", "、"));
    found.help = Some(say!(
        language,
        "deny {named} on every resource in the same policy, or use a control policy",
        "在同一策略中对所有资源拒绝 {named}，或改用管控策略"
    ));
    found
}
