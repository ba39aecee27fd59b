//! RAM106: a principal reaches the guarded action by becoming a role

use crate::engine::answers::{Answers, Because, Force, Line};
use crate::engine::reach::Reach;
use crate::engine::verdict::Answer;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Level, Rule, Sample, Text, label, proof, say,
    wording,
};
use crate::source::Span;

/// Calls that are shown.
const MAX_CALLS: usize = 2;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM106",
    name: "guarded-action-reachable",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a principal reaches the guarded action by becoming a role",
            "主体可通过扮演角色执行受保护操作",
        ),
        finds: Text::new(
            "A principal whose own policies do not grant the guarded action, and who may take on a role that has it: the trust document admits it, and its own policies allow the call. Chains of roles are followed.",
            "某个主体自身的策略没有授予受保护操作，但它可以扮演拥有该操作的角色：信任策略允许它，而它自身的策略也允许调用。角色链也会被追踪。",
        ),
        matters: Text::new(
            "The policies of the principal look harmless in a review, and one `AssumeRole` call is enough to destroy an instance. A trust in the whole account admits every user and role that may call it.",
            "审查时该主体的策略看似无害，但只需一次 `AssumeRole` 调用就足以销毁实例。信任整个账号的角色，会接纳所有可以发起该调用的用户和角色。",
        ),
        advice: Text::new(
            "Name only those in the trust document who need the role, or take the action from the role. Narrowing the trust keeps the role's work as it is.",
            "请在信任策略中只列出确需该角色的主体，或从角色中移除该操作。收窄信任不会影响角色自身的工作。",
        ),
        limits: Text::new(
            "Waive it where the role is the intended way to the action, such as a break-glass role. Whether a trust in the account admits its roles as well as its users is taken from the present pages; an older page says users only.",
            "若该角色正是获得此操作的预期途径，例如应急角色，可以豁免。信任账号时是否同时接纳其中的角色，以现行文档为准；较早的文档只提到用户。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "roles": [{"name": "ops", "trust": {"Version": "1", "Statement": [{"Effect": "Allow",
   "Action": "sts:AssumeRole", "Principal": {"RAM": [«"acs:ram::1000000000000001:root"»]}}]}}],
 "policies": [
  {"type": "Custom", "name": "Cache", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Caller", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Cache", "to": "role/ops"}, {"policy": "Custom/Caller", "to": "user/alice"}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}],
 "roles": [{"name": "ops", "trust": {"Version": "1", "Statement": [{"Effect": "Allow",
   "Action": "sts:AssumeRole", "Principal": {"RAM": ["acs:ram::1000000000000001:user/oncall"]}}]}}],
 "policies": [
  {"type": "Custom", "name": "Cache", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Caller", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Cache", "to": "role/ops"}, {"policy": "Custom/Caller", "to": "user/alice"}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/en/ram/policy-evaluation-process-of-assuming-a-ram-role",
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

/// Principals that reach the action through one principal element of one trust.
struct Way<'a> {
    role: &'a str,
    at: Span,
    reach: &'a Reach,
    lines: Vec<&'a Line>,
    calls: Vec<Span>,
    answer: Answer,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for way in ways(answers, context) {
            into.push(finding(&way, answers, context));
        }
    }
}

fn ways<'a>(answers: &'a Answers, context: &Context<'a>) -> Vec<Way<'a>> {
    let mut ways: Vec<Way<'a>> = Vec::new();
    for (account, line) in answers.lines() {
        if line.verdict.at_most.gives_access() {
            continue;
        }
        for reach in &line.reach {
            let Some(role) = reach.via.last() else {
                continue;
            };
            let declared = || {
                let account = context.model.accounts.get(account.account)?;
                let named = |name: &str| role.strip_prefix("role/") == Some(name);
                let (_, principal) = account
                    .principals()
                    .find(|(_, principal)| named(&principal.name))?;
                principal.at
            };
            let Some(at) = reach.trust_at.or_else(declared).or(reach.call_at) else {
                continue;
            };
            let known = ways
                .iter_mut()
                .find(|way| way.role == role && way.at == at && way.answer == reach.answer);
            match known {
                Some(way) => {
                    way.lines.push(line);
                    way.calls.extend(reach.call_at);
                }
                None => ways.push(Way {
                    role,
                    at,
                    reach,
                    lines: vec![line],
                    calls: reach.call_at.into_iter().collect(),
                    answer: reach.answer,
                }),
            }
        }
    }
    ways
}

fn finding(way: &Way<'_>, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let ids = wording::ids(&way.lines);
    let whom = wording::principals(&ids, language);
    let role = wording::quoted(way.role);
    let message = match way.answer {
        Answer::Unknown => say!(
            language,
            "{role} may give {action} to {whom}, who may become the role",
            "{whom} 可能可以扮演 {role}，从而获得 {action}"
        ),
        Answer::AllowedIf => say!(
            language,
            "{role} gives {action} under conditions to {whom}, who can become the role",
            "{whom} 可以扮演 {role}，从而在满足条件时获得 {action}"
        ),
        _ => say!(
            language,
            "{role} gives {action} to {whom}, who can become the role",
            "{whom} 可以扮演 {role}，从而获得 {action}"
        ),
    };
    let primary = if way.reach.trust.is_some() {
        language.pick("admits to the role", "允许其扮演该角色")
    } else {
        language.pick(
            "its trust document is not in the input",
            "输入中没有该角色的信任策略",
        )
    };
    let mut found = context.finding(&RULE, message, label(way.at, primary));
    found.action = Some(answers.question.action.clone());
    match way.answer {
        Answer::Unknown => found.confidence = Confidence::Medium,
        Answer::AllowedIf => found.level = Level::Medium,
        _ => {}
    }
    let mut calls = way.calls.clone();
    calls.sort_unstable();
    calls.dedup();
    let becoming = language.pick("allows becoming the role", "允许扮演该角色");
    for at in calls.iter().take(MAX_CALLS) {
        found.related.push(label(*at, becoming));
    }
    for because in grants(way.role, answers) {
        if because.at != way.at {
            let policy = wording::quoted(&because.policy);
            let text = say!(
                language,
                "grants the action in {policy}",
                "{policy} 在此授予该操作"
            );
            found.related.push(label(because.at, text));
        }
    }
    if way.reach.via.len() > 1 {
        let path = way.reach.via.join(language.pick(", then ", "，再到 "));
        found
            .notes
            .push(say!(language, "the way there is {path}", "路径为 {path}"));
    }
    let remedy = context.depend(&mut found, &way.reach.depends_on, answers);
    if let Some(line) = way.lines.first() {
        let call = way.reach.call_at;
        let trust = way.reach.trust_at;
        let mut all = answers.lines().map(|(_, line)| line);
        if let Some(last) = all.find(|line| line.id == way.role) {
            found.proof = proof::of_role(line, call, trust, last, answers, context);
        }
    }
    found.principals = ids;
    found.help = Some(remedy.unwrap_or_else(|| {
        say!(
            language,
            "name only those in the trust document who need {role}, or take the action from it",
            "在信任策略中只列出需要 {role} 的主体，或从该角色中移除该操作"
        )
    }));
    found
}

/// The Allow entries of a role's own line.
fn grants<'a>(role: &str, answers: &'a Answers) -> Vec<&'a Because> {
    answers
        .lines()
        .filter(|(_, line)| line.id == role)
        .flat_map(|(_, line)| &line.because)
        .filter(|because| because.force == Force::Allow)
        .take(2)
        .collect()
}
