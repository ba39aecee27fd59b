//! RAM107: whether the guarded action is granted depends on what is not known

use std::collections::BTreeSet;

use crate::engine::answers::access::LineKey;
use crate::engine::answers::{Answers, Force, Line};
use crate::engine::verdict::Answer;
use crate::model::doubt::{Doubt, DoubtId, DoubtKind};
use crate::model::policy::Form;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Sample, Text, depending,
    is_shadowed_holding, label, proof, say, wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM107",
    name: "guarded-action-unknown",
    level: Level::High,
    other_levels: &[Level::Medium, Level::Low],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "whether the guarded action is granted depends on what is not known",
            "受保护操作是否被授予取决于未知的事实",
        ),
        finds: Text::new(
            "Principals who have the guarded action in one case and not in another, because the input lacks a fact or because RAM's behaviour in a corner is not documented. It also names system policies that are judged by their name, at level low.",
            "某些主体是否拥有受保护操作存在两种可能，原因是输入缺少某个事实，或 RAM 在某个细节上的行为没有文档说明。仅凭名称判断的系统策略也会以低级别列出。",
        ),
        matters: Text::new(
            "In one of the cases these principals can destroy an instance, and nothing in the input says that it is not the real one. A review that takes the friendly reading passes a policy that may be open.",
            "在其中一种可能下，这些主体能够销毁实例，而输入中没有任何内容能排除这种可能。如果审查时按有利的解释处理，就可能放过一个实际敞开的策略。",
        ),
        advice: Text::new(
            "Supply the fact that the help names, or write the policy so that the answer does not depend on it. Neither changes access by itself.",
            "请按帮助信息补充所缺的事实，或改写策略使结论不再取决于它。补充事实本身不会改变访问权限。",
        ),
        limits: Text::new(
            "Waive it where you know the fact and cannot put it into the input. The rule rests on undocumented points of RAM by its nature: each is named in the finding.",
            "若您已知该事实但无法放入输入，可以豁免。本规则本来就涉及 RAM 未公开的细节，报告中会逐一列出。",
        ),
        avoid: &[Sample::new(
            "cache.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "kvstore:*", "Resource": «"acs:kvstore:*:*:*"»}
]}"#,
        )],
        prefer: &[Sample::new(
            "cache.json",
            r#"{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "kvstore:Describe*", "Resource": "acs:kvstore:*:*:*"}
]}"#,
        )],
        sources: &[
            "https://www.alibabacloud.com/help/en/ram/policy-evaluation-process",
            "https://www.alibabacloud.com/help/en/redis/developer-reference/api-r-kvstore-2015-01-01-destroyinstance-redis",
            "CWE-863",
        ],
    },
    check: Check::Model(check),
};

/// Principals whose answer hangs on the same facts at the same place.
struct Open<'a> {
    at: Span,
    depends_on: &'a [DoubtId],
    doubts: Vec<&'a Doubt>,
    lines: Vec<&'a Line>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        let is_unknown = |line: &Line| line.verdict.answer == Answer::Unknown;
        if answers.lines().any(|(_, line)| is_unknown(line)) {
            let elsewhere = depending::doubtful_denies(answers, context);
            for open in open(answers, &elsewhere, context) {
                into.push(unknown(&open, answers, context));
            }
        }
    }
}

fn open<'a>(
    answers: &'a Answers,
    elsewhere: &BTreeSet<(LineKey, DoubtId)>,
    context: &Context<'_>,
) -> Vec<Open<'a>> {
    let mut found: Vec<Open<'a>> = Vec::new();
    for (account, line) in answers.lines() {
        let verdict = &line.verdict;
        if verdict.answer != Answer::Unknown
            || !verdict.at_most.gives_access()
            || context.is_spoken_for(line)
        {
            continue;
        }
        let key = (account.account, line.about);
        let is_told = |id: DoubtId| elsewhere.contains(&(key, id));
        let ids = &verdict.depends_on;
        if !ids.is_empty() && ids.iter().all(|id| is_told(*id)) {
            continue;
        }
        let doubts = doubts(line, answers, context, is_told);
        let Some(at) = place(line, &doubts) else {
            continue;
        };
        let known = found
            .iter_mut()
            .find(|open| open.at == at && open.depends_on == verdict.depends_on);
        match known {
            Some(_) if is_shadowed_holding(line) => {}
            Some(open) => open.lines.push(line),
            None => found.push(Open {
                at,
                depends_on: &verdict.depends_on,
                doubts,
                lines: vec![line],
            }),
        }
    }
    found
}

/// What the answer hangs on: what no other rule reports comes first, and of that what
/// is missing, since what RAM makes of the rest may follow from it. The order is not
/// that of the text, so that moving a statement makes no other finding.
fn doubts<'a>(
    line: &Line,
    answers: &'a Answers,
    context: &Context<'_>,
    is_told: impl Fn(DoubtId) -> bool,
) -> Vec<&'a Doubt> {
    let ids = line.verdict.depends_on.iter();
    let mut doubts: Vec<(DoubtId, &Doubt)> = ids
        .filter_map(|id| Some((*id, answers.doubts.get(*id)?)))
        .collect();
    let about = |doubt: &Doubt| match doubt.is_at_a_place() {
        true => String::new(),
        false => doubt.about.clone(),
    };
    let statements = line.because.iter().filter_map(|entry| entry.statement);
    let statements = statements.filter_map(|id| context.model.pools.statement(id));
    let excluded: Vec<Span> = statements
        .flat_map(|statement| [statement.actions, statement.resources])
        .filter(|list| list.form == Form::Excluded)
        .map(|list| list.at)
        .collect();
    let is_excluded = |doubt: &Doubt| {
        let at = doubt.at;
        at.is_some_and(|at| excluded.iter().any(|list| list.contains(at)))
    };
    doubts.sort_by_cached_key(|(id, doubt)| {
        let what = (doubt.kind, doubt.name.clone(), about(doubt));
        (is_told(*id), what, is_excluded(doubt))
    });
    doubts.into_iter().map(|(_, doubt)| doubt).collect()
}

/// Where the first doubt shows, or else the statement that may grant.
fn place(line: &Line, doubts: &[&Doubt]) -> Option<Span> {
    doubts.iter().find_map(|doubt| doubt.at).or_else(|| {
        let allow = line
            .because
            .iter()
            .find(|entry| entry.force == Force::Allow);
        allow.or_else(|| line.because.first()).map(|entry| entry.at)
    })
}

fn unknown(open: &Open<'_>, answers: &Answers, context: &Context<'_>) -> Finding {
    let language = context.language;
    let ids = wording::ids(&open.lines);
    let whom = wording::principals(&ids, language);
    let action = wording::quoted(&answers.question.action);
    let doubts = &open.doubts;
    let mut facts = doubts.iter().map(|doubt| fact(doubt, language));
    let first = facts.next().unwrap_or_else(|| {
        language
            .pick(
                "the question did not end within its budget",
                "该问题未能在限额内得出结论",
            )
            .to_owned()
    });
    let message = say!(
        language,
        "{whom} may be able to call {action}: {first}",
        "{whom} 可能可以执行 {action}：{first}"
    );
    let primary = match doubts.first().map(|doubt| doubt.kind) {
        Some(DoubtKind::Reading) => language.pick(
            "what RAM makes of this is not certain",
            "RAM 如何解释此处并不确定",
        ),
        Some(DoubtKind::Gap) => language.pick(
            "something here is not in the input",
            "输入中缺少此处涉及的内容",
        ),
        None => language.pick("may grant the action", "可能授予该操作"),
    };
    let mut found = context.finding(&RULE, message, label(open.at, primary));
    found.action = Some(answers.question.action.clone());
    found
        .notes
        .extend(facts.map(|fact| say!(language, "besides, {fact}", "此外，{fact}")));
    if let Some(line) = open.lines.first() {
        let verdict = &line.verdict;
        let most = answer_word(verdict.at_most);
        let least = answer_word(verdict.at_least);
        found.notes.push(say!(
            language,
            "the answer is at most {most} and at least {least}",
            "结论最多为 {most}，最少为 {least}"
        ));
        if verdict.at_most == Answer::AllowedIf {
            found.level = Level::Medium;
        }
        let grant = line
            .because
            .iter()
            .find(|entry| entry.force == Force::Allow && entry.at != open.at);
        if let Some(grant) = grant {
            let policy = wording::quoted(&grant.policy);
            let text = say!(language, "the grant in {policy}", "{policy} 中的授权");
            found.related.push(label(grant.at, text));
        }
        found.proof = proof::of_doubt(line, open.at, answers, context);
    }
    found.help = doubts
        .iter()
        .find_map(|doubt| wording::doubt::remedy(doubt, language))
        .or_else(|| {
            let missing = doubts
                .first()
                .is_some_and(|doubt| doubt.kind == DoubtKind::Gap);
            let help = if missing {
                language.pick(
                    "add to the input what is missing here",
                    "在输入中补充此处缺少的内容",
                )
            } else {
                language.pick(
                    "write the policy so that the answer does not depend on this",
                    "改写策略，使结论不取决于此处",
                )
            };
            Some(help.to_owned())
        });
    found.principals = ids;
    found
}

fn fact(doubt: &Doubt, language: Language) -> String {
    let text = wording::doubt::text(doubt, language);
    match language {
        Language::English if text.starts_with("whether ") => format!("it is not known {text}"),
        _ => text,
    }
}

const fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::NotGranted => "NOT GRANTED",
        Answer::Denied => "DENIED",
        Answer::AllowedIf => "ALLOWED IF",
        Answer::Allowed => "ALLOWED",
        Answer::Unknown => "UNKNOWN",
    }
}
