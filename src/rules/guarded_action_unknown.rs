//! RAM107: whether the guarded action is granted depends on what is not known

use crate::engine::answers::{Answers, Force, Line};
use crate::engine::verdict::Answer;
use crate::model::doubt::{Doubt, DoubtId, DoubtKind};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, is_shadowed_holding,
    label, wording,
};
use crate::source::Span;

/// The reading by which a system policy is judged by its name.
const BY_NAME: &str = "system-policy-by-name";

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM107",
    name: "guarded-action-unknown",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "whether the guarded action is granted depends on what is not known",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "The input lacks a fact, or RAM's behaviour in this corner is not documented, and the answer hangs on it: in one case these principals can destroy an instance. A doubtful Deny looks like a guard and may stop nothing. Supply the fact, or write the policy so that it does not depend on it.",
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

/// Principals whose answer hangs on the same facts at the same place.
struct Open<'a> {
    at: Span,
    depends_on: &'a [DoubtId],
    doubts: Vec<&'a Doubt>,
    lines: Vec<&'a Line>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for open in open(answers) {
            into.push(unknown(&open, answers, context));
        }
        for (doubt, lines) in by_name(answers) {
            into.extend(name_only(doubt, &lines, answers, context));
        }
    }
}

fn open<'a>(answers: &'a Answers) -> Vec<Open<'a>> {
    let mut found: Vec<Open<'a>> = Vec::new();
    for (_, line) in answers.lines() {
        let verdict = &line.verdict;
        if verdict.answer != Answer::Unknown
            || !verdict.at_most.gives_access()
            || is_shadowed_holding(line)
        {
            continue;
        }
        let doubts = doubts(line, answers);
        let Some(at) = place(line, &doubts) else {
            continue;
        };
        let known = found
            .iter_mut()
            .find(|open| open.at == at && open.depends_on == verdict.depends_on);
        match known {
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

/// What the answer hangs on: what is missing comes first, since what RAM makes of
/// the rest may follow from it.
fn doubts<'a>(line: &Line, answers: &'a Answers) -> Vec<&'a Doubt> {
    let mut doubts: Vec<&Doubt> = line
        .verdict
        .depends_on
        .iter()
        .filter_map(|id| answers.doubts.get(*id))
        .collect();
    doubts.sort_by_key(|doubt| doubt.kind);
    doubts
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
    let _untranslated: Language = context.language;
    let ids = wording::ids(&open.lines);
    let whom = wording::principals(&ids, context.language);
    let action = wording::quoted(&answers.question.action);
    let doubts = &open.doubts;
    let mut facts = doubts.iter().map(|doubt| fact(doubt, context.language));
    let first = facts
        .next()
        .unwrap_or_else(|| "the question did not end within its budget".to_owned());
    let message = format!("{whom} may be able to call {action}: {first}");
    let primary = match doubts.first().map(|doubt| doubt.kind) {
        Some(DoubtKind::Reading) => "what RAM makes of this is not certain",
        Some(DoubtKind::Gap) => "something here is not in the input",
        None => "may grant the action",
    };
    let mut found = context.finding(&RULE, message, label(open.at, primary));
    found
        .notes
        .extend(facts.map(|fact| format!("besides, {fact}")));
    if let Some(line) = open.lines.first() {
        let verdict = &line.verdict;
        found.notes.push(format!(
            "the answer is at most {} and at least {}",
            answer_word(verdict.at_most),
            answer_word(verdict.at_least)
        ));
        if verdict.at_most == Answer::AllowedIf {
            found.level = Level::Medium;
        }
        let grant = line
            .because
            .iter()
            .find(|entry| entry.force == Force::Allow && entry.at != open.at);
        if let Some(grant) = grant {
            let text = format!("the grant in {}", wording::quoted(&grant.policy));
            found.related.push(label(grant.at, text));
        }
    }
    found.help = doubts
        .iter()
        .find_map(|doubt| wording::doubt::remedy(doubt, context.language))
        .or_else(|| {
            let missing = doubts
                .first()
                .is_some_and(|doubt| doubt.kind == DoubtKind::Gap);
            let help = if missing {
                "add to the input what is missing here"
            } else {
                "write the policy so that the answer does not depend on this"
            };
            Some(help.to_owned())
        });
    found.principals = ids;
    found
}

fn fact(doubt: &Doubt, language: Language) -> String {
    let _untranslated: Language = language;
    let text = wording::doubt::text(doubt, language);
    if text.starts_with("whether ") {
        format!("it is not known {text}")
    } else {
        text
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

/// System policies that some answer relies on by name alone, each once.
fn by_name<'a>(answers: &'a Answers) -> Vec<(&'a Doubt, Vec<&'a Line>)> {
    let mut found: Vec<(&'a Doubt, Vec<&'a Line>)> = Vec::new();
    for (_, line) in answers.lines() {
        if is_shadowed_holding(line) {
            continue;
        }
        for doubt in &line.verdict.relies_on {
            let Some(doubt) = answers.doubts.get(*doubt) else {
                continue;
            };
            if doubt.name != BY_NAME {
                continue;
            }
            match found.iter_mut().find(|(known, _)| *known == doubt) {
                Some((_, lines)) => lines.push(line),
                None => found.push((doubt, vec![line])),
            }
        }
    }
    found
}

fn name_only(
    doubt: &Doubt,
    lines: &[&Line],
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Finding> {
    let _untranslated: Language = context.language;
    let action = wording::quoted(&answers.question.action);
    let name = &doubt.about;
    let message =
        format!("system policy `{name}` is not bundled; by its name it does not grant {action}");
    let at = label(doubt.at?, "attached here, and judged by its name");
    let mut found = context.finding(&RULE, message, at);
    found.level = Level::Low;
    found.confidence = Confidence::Medium;
    found.principals = wording::ids(lines);
    found.help = Some(format!("check it with `--policy System/{name}=FILE`"));
    Some(found)
}
