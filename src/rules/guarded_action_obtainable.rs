//! RAM108: a principal can get the guarded action by a call that it is allowed

use crate::engine::answers::{Answers, Line};
use crate::engine::exposure::Exposure;
use crate::engine::obtain::{Grant, Obtained};
use crate::engine::verdict::Answer;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, calls,
    is_shadowed_holding, label, proof, say, wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM108",
    name: "guarded-action-obtainable",
    level: Level::High,
    other_levels: &[Level::Medium],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a principal can get the guarded action by a call that it is allowed",
            "主体可通过其有权发起的调用获得受保护操作",
        ),
        finds: Text::new(
            "A principal without the guarded action who is allowed a call that gets it: attaching a policy to itself, rewriting one that it holds, making a key of somebody who has the action, opening a role's trust, or handing a role to a service that it controls.",
            "没有受保护操作的主体却有权发起能获得它的调用：给自己授权、改写自己持有的策略、为拥有该操作的用户创建 AccessKey、放宽角色的信任策略，或把角色交给自己控制的服务。",
        ),
        matters: Text::new(
            "The answer for such a principal is that the action is not granted, and it is worth one call. Someone who takes over an account that may `ram:CreateAccessKey` for others destroys instances as one of those others, and the log names the wrong person.",
            "对这样的主体，结论虽是未授予，但只差一次调用。攻击者控制了可以为他人执行 `ram:CreateAccessKey` 的账号后，就能以他人的身份销毁实例，而日志记录的却是另一个人。",
        ),
        advice: Text::new(
            "Limit the call to resources that lead nowhere, or take it away. Where the call is needed, make it subject to multi-factor login and deny it on those who have the guarded action.",
            "请将该调用限定在不会导致提权的资源上，或予以移除。若确需保留，请要求多因素认证登录，并禁止对拥有受保护操作的主体发起该调用。",
        ),
        limits: Text::new(
            "Waive it for those who administer RAM. The table of calls holds what public documentation shows; a call whose effect could not be verified there is reported with medium confidence and a note.",
            "对负责管理 RAM 的人员可以豁免。调用清单只包含公开文档中能查到的内容；无法核实效果的调用以中等置信度报告并附说明。",
        ),
        avoid: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}, {"name": "dba"}],
 "policies": [
  {"type": "Custom", "name": "Cache", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Keys", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": «"ram:CreateAccessKey"», "Resource": "*"}]}}],
 "attachments": [{"policy": "Custom/Cache", "to": "user/dba"}, {"policy": "Custom/Keys", "to": "user/alice"}]}"#,
        )],
        prefer: &[Sample::new(
            "account.json",
            r#"{"ram_account_snapshot": 1, "account_id": "1000000000000001",
 "complete": ["users", "groups", "roles", "policies", "attachments", "memberships", "control_policies"],
 "users": [{"name": "alice"}, {"name": "dba"}],
 "policies": [
  {"type": "Custom", "name": "Cache", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "kvstore:*", "Resource": "*"}]}},
  {"type": "Custom", "name": "Keys", "document": {"Version": "1", "Statement":
    [{"Effect": "Allow", "Action": "ram:CreateAccessKey", "Resource": "acs:ram:*:*:user/alice"}]}}],
 "attachments": [{"policy": "Custom/Cache", "to": "user/dba"}, {"policy": "Custom/Keys", "to": "user/alice"}]}"#,
        )],
        sources: &[
            "https://help.aliyun.com/zh/ram/developer-reference/api-ims-2019-08-15-createaccesskey",
            "CWE-269",
        ],
    },
    check: Check::Model(check),
};

/// What one text allows, to whom.
struct Opening<'a> {
    at: Span,
    grant: &'a Grant,
    ways: Vec<(&'a Line, &'a Obtained)>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for opening in openings(answers, context) {
            into.extend(finding(&opening, answers, context));
        }
    }
}

/// Ways by the text that allows their first call; taking off a guard is another
/// rule's.
fn openings<'a>(answers: &'a Answers, context: &Context<'_>) -> Vec<Opening<'a>> {
    let mut found: Vec<Opening<'_>> = Vec::new();
    let mut index = std::collections::BTreeMap::new();
    for (_, line) in answers.lines() {
        if context.is_spoken_for(line) {
            continue;
        }
        for way in line.can_obtain.iter().filter(|way| !way.only_sheds()) {
            let grant = way
                .first()
                .and_then(|first| first.call())
                .and_then(|call| call.grant.as_ref());
            let Some((grant, at)) = grant.and_then(|grant| Some((grant, grant.at?))) else {
                continue;
            };
            let number = *index.entry((at, &grant.policy)).or_insert(found.len());
            match found.get_mut(number) {
                Some(_) if is_shadowed_holding(line) => {}
                Some(opening) => opening.ways.push((line, way)),
                None => found.push(Opening {
                    at,
                    grant,
                    ways: vec![(line, way)],
                }),
            }
        }
    }
    found
}

fn finding(opening: &Opening<'_>, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let language = context.language;
    let action = wording::quoted(&answers.question.action);
    let mut lines: Vec<&Line> = opening.ways.iter().map(|(line, _)| *line).collect();
    lines.dedup_by(|a, b| a.id == b.id);
    let ids = wording::ids(&lines);
    let whom = wording::principals(&ids, language);
    let actions = wording::obtain::first_actions(opening.ways.iter().map(|(_, way)| *way));
    let by = listed(&actions, language);
    // The way to show: a certain one before one in doubt, then the shortest.
    let (line, shown) = opening
        .ways
        .iter()
        .min_by_key(|(_, way)| (way.answer == Answer::Unknown, way.steps.len()))?;
    let more = lines
        .iter()
        .all(|line| line.verdict.answer == Answer::AllowedIf);
    let verb = match (shown.answer, more) {
        (Answer::Unknown, _) => language.pick("may get", "可能获得"),
        (_, true) => language.pick("can get more of", "可以获得更大范围的"),
        _ => language.pick("can get", "可以获得"),
    };
    let policy = &opening.grant.policy;
    let message = say!(
        language,
        "{whom} {verb} {action} by {by}, which {policy} allows",
        "{whom} {verb} {action}，途径是 {policy} 允许的 {by}"
    );
    let allows = say!(language, "allows {by}", "允许 {by}");
    let mut found = context.finding(&RULE, message, label(opening.at, allows));
    found.action = Some(answers.question.action.clone());
    match shown.answer {
        Answer::Unknown => found.confidence = Confidence::Medium,
        Answer::AllowedIf if shown.exposure != Some(Exposure::Anywhere) => {
            found.level = Level::Medium;
        }
        _ => {}
    }
    let every = shown.steps.iter().flat_map(|step| &step.calls);
    calls::relate(every.clone(), language, &mut found);
    let places = every.map(|call| {
        let at = call.grant.as_ref().and_then(|grant| grant.at);
        (call.action.as_str(), at)
    });
    found.proof = proof::of_calls(line, places, answers, context);
    let way = wording::obtain::way(shown, &line.id, language);
    let id = &line.id;
    found
        .notes
        .push(say!(language, "{id} {way}", "{id} 的途径：{way}"));
    if shown.finally != line.id {
        let finally = &shown.finally;
        found.notes.push(say!(
            language,
            "the action is then called as {finally}",
            "随后以 {finally} 的身份执行该操作"
        ));
    }
    if shown.steps.iter().any(|step| !step.verified) {
        let note = language.pick(
            "that this call has this effect could not be verified in public documentation",
            "公开文档中无法核实该调用具有此效果",
        );
        found.notes.push(note.to_owned());
    }
    let remedy = context.depend(&mut found, &shown.depends_on, answers);
    found.principals = ids;
    found.help = Some(remedy.unwrap_or_else(|| {
        language
            .pick(
                "limit the call to resources that lead nowhere, or deny it to these principals",
                "将该调用限定在不会导致提权的资源上，或对这些主体拒绝该调用",
            )
            .to_owned()
    }));
    Some(found)
}

/// `a`, `a and b`, `a and 3 more`.
fn listed(calls: &[&str], language: Language) -> String {
    match calls {
        [] => language.pick("a call", "某个调用").to_owned(),
        [only] => wording::quoted(only),
        [one, other] => {
            let (one, other) = (wording::quoted(one), wording::quoted(other));
            say!(language, "{one} and {other}", "{one} 和 {other}")
        }
        [first, rest @ ..] => {
            let (first, more) = (wording::quoted(first), rest.len());
            say!(
                language,
                "{first} and {more} more calls",
                "{first} 等另外 {more} 个调用"
            )
        }
    }
}
