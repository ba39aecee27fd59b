//! RAM108: a principal can get the guarded action by a call that it is allowed

use crate::engine::answers::{Answers, Line};
use crate::engine::exposure::Exposure;
use crate::engine::obtain::{Grant, Obtained};
use crate::engine::verdict::Answer;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, calls,
    is_shadowed_holding, label, wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM108",
    name: "guarded-action-obtainable",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a principal can get the guarded action by a call that it is allowed",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "A principal without the action may be allowed a call that gets it: attaching a policy to itself, rewriting one that it holds, making a key of somebody who has the action, opening a role's trust, or handing a role to a service that it controls. Its own answer says NOT GRANTED today and is worth one call. Limit the call to resources that lead nowhere, or take it away.",
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

/// What one text allows, to whom.
struct Opening<'a> {
    at: Span,
    grant: &'a Grant,
    ways: Vec<(&'a Line, &'a Obtained)>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for opening in openings(answers) {
            into.extend(finding(&opening, answers, context));
        }
    }
}

/// Ways by the text that allows their first call; taking off a guard is another
/// rule's.
fn openings(answers: &Answers) -> Vec<Opening<'_>> {
    let mut found: Vec<Opening<'_>> = Vec::new();
    let mut index = std::collections::BTreeMap::new();
    for (_, line) in answers.lines() {
        if is_shadowed_holding(line) {
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
    let _untranslated: Language = context.language;
    let action = wording::quoted(&answers.question.action);
    let mut lines: Vec<&Line> = opening.ways.iter().map(|(line, _)| *line).collect();
    lines.dedup_by(|a, b| a.id == b.id);
    let ids = wording::ids(&lines);
    let whom = wording::principals(&ids, context.language);
    let actions = wording::obtain::first_actions(opening.ways.iter().map(|(_, way)| *way));
    let by = listed(&actions);
    // The way to show: a certain one before one in doubt, then the shortest.
    let (line, shown) = opening
        .ways
        .iter()
        .min_by_key(|(_, way)| (way.answer == Answer::Unknown, way.steps.len()))?;
    let more = lines
        .iter()
        .all(|line| line.verdict.answer == Answer::AllowedIf);
    let verb = match (shown.answer, more) {
        (Answer::Unknown, _) => "may get",
        (_, true) => "can get more of",
        _ => "can get",
    };
    let policy = &opening.grant.policy;
    let message = format!("{whom} {verb} {action} by {by}, which {policy} allows");
    let mut found = context.finding(&RULE, message, label(opening.at, format!("allows {by}")));
    match shown.answer {
        Answer::Unknown => found.confidence = Confidence::Medium,
        Answer::AllowedIf if shown.exposure != Some(Exposure::Anywhere) => {
            found.level = Level::Medium;
        }
        _ => {}
    }
    let every = shown.steps.iter().flat_map(|step| &step.calls);
    calls::relate(every, context.language, &mut found);
    let way = wording::obtain::way(shown, &line.id, context.language);
    found.notes.push(format!("{} {way}", line.id));
    if shown.finally != line.id {
        found
            .notes
            .push(format!("the action is then called as {}", shown.finally));
    }
    if shown.steps.iter().any(|step| !step.verified) {
        found.notes.push(
            "that this call has this effect could not be verified in public documentation"
                .to_owned(),
        );
    }
    let remedy = context.depend(&mut found, &shown.depends_on, answers);
    found.principals = ids;
    found.help = Some(remedy.unwrap_or_else(|| {
        "limit the call to resources that lead nowhere, or deny it to these principals".to_owned()
    }));
    Some(found)
}

/// `a`, `a and b`, `a and 3 more`.
fn listed(calls: &[&str]) -> String {
    match calls {
        [] => "a call".to_owned(),
        [only] => wording::quoted(only),
        [one, other] => format!("{} and {}", wording::quoted(one), wording::quoted(other)),
        [first, rest @ ..] => format!("{} and {} more calls", wording::quoted(first), rest.len()),
    }
}
