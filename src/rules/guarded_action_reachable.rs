//! RAM106: a principal reaches the guarded action by becoming a role

use crate::engine::answers::{Answers, Because, Force, Line};
use crate::engine::reach::Reach;
use crate::engine::verdict::Answer;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, label, wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM106",
    name: "guarded-action-reachable",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a principal reaches the guarded action by becoming a role",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "A principal without the action may take on a role that has it, so its own policies look harmless and one AssumeRole call is enough to destroy an instance. Narrow the trust document to those who need the role, or take the action from the role.",
            "",
        ),
        advice: Text::new("", ""),
        limits: Text::new("", ""),
        avoid: &[],
        prefer: &[],
        sources: &[],
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
    let _untranslated: Language = context.language;
    let action = wording::quoted(&answers.question.action);
    let ids = wording::ids(&way.lines);
    let whom = wording::principals(&ids, context.language);
    let role = wording::quoted(way.role);
    let message = match way.answer {
        Answer::Unknown => format!("{role} may give {action} to {whom}, who may become the role"),
        Answer::AllowedIf => {
            format!("{role} gives {action} under conditions to {whom}, who can become the role")
        }
        _ => format!("{role} gives {action} to {whom}, who can become the role"),
    };
    let primary = if way.reach.trust.is_some() {
        "admits to the role"
    } else {
        "its trust document is not in the input"
    };
    let mut found = context.finding(&RULE, message, label(way.at, primary));
    match way.answer {
        Answer::Unknown => found.confidence = Confidence::Medium,
        Answer::AllowedIf => found.level = Level::Medium,
        _ => {}
    }
    let mut calls = way.calls.clone();
    calls.sort_unstable();
    calls.dedup();
    for at in calls.iter().take(2) {
        found.related.push(label(*at, "allows becoming the role"));
    }
    for because in grants(way.role, answers) {
        if because.at != way.at {
            found.related.push(label(
                because.at,
                format!("grants the action in {}", wording::quoted(&because.policy)),
            ));
        }
    }
    if way.reach.via.len() > 1 {
        let path = way.reach.via.join(", then ");
        found.notes.push(format!("the way there is {path}"));
    }
    let remedy = context.depend(&mut found, &way.reach.depends_on, answers);
    found.principals = ids;
    found.help = Some(remedy.unwrap_or_else(|| {
        format!("name only those in the trust document who need {role}, or take the action from it")
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
