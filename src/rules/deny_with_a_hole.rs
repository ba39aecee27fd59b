//! RAM203: a Deny under a condition leaves the guarded action open

use crate::engine::answers::{AccountAnswers, Answers, Because, Force, Line};
use crate::engine::bearing::{self, Bearing, Extent, Never};
use crate::model::policy::{Condition, Effect, StatementId};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, is_shadowed_holding,
    label, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM203",
    name: "deny-with-a-hole",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny under a condition leaves the guarded action open",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "A Deny applies only to requests that meet its condition, and a request without the key does not meet a positive test. A Deny where `acs:MFAPresent` is `false` lets every call with an AccessKey pair through, since such a call does not carry the key. Deny without a condition and make the exception in the Allow.",
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

/// One Deny, and those who get past it.
struct Hole<'a> {
    account: &'a AccountAnswers,
    because: &'a Because,
    statement: StatementId,
    lines: Vec<&'a Line>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for hole in holes(answers) {
            into.extend(finding(&hole, answers, context));
        }
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Deny,
            context.settings,
        );
        for bearing in &review.bearings {
            let dead = bearing.actions == Extent::Everything
                && bearing.resources.is_possible()
                && bearing.conditions == Extent::Nothing
                && !bearing.bundled;
            if dead {
                into.extend(never(bearing, answers, context));
            }
        }
    }
}

fn holes<'a>(answers: &'a Answers) -> Vec<Hole<'a>> {
    let mut found: Vec<Hole<'a>> = Vec::new();
    for (account, line) in answers.lines() {
        if !line.verdict.answer.gives_access() || is_shadowed_holding(line) {
            continue;
        }
        for because in &line.because {
            let (Force::Deny, Some(statement)) = (because.force, because.statement) else {
                continue;
            };
            // The ways to read one statement are one Deny.
            let same = |hole: &&mut Hole<'_>| {
                hole.because.at == because.at && hole.because.index == because.index
            };
            match found.iter_mut().find(same) {
                Some(hole) if hole.lines.iter().any(|known| known.id == line.id) => {}
                Some(hole) => hole.lines.push(line),
                None => found.push(Hole {
                    account,
                    because,
                    statement,
                    lines: vec![line],
                }),
            }
        }
    }
    found
}

fn finding(hole: &Hole<'_>, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let _untranslated: Language = context.language;
    let statement = context.statement(hole.statement)?;
    let tests = context.model.pools.conditions(statement.conditions);
    let [first, rest @ ..] = tests else {
        return None;
    };
    let line = hole.lines.first()?;
    let ids = wording::ids(&hole.lines);
    let whom = wording::principals(&ids, context.language);
    let action = wording::quoted(&answers.question.action);
    let universe = &hole.account.universe;
    let open = line.verdict.condition.as_ref();
    let when = open.map_or_else(
        || "always".to_owned(),
        |open| {
            let clause = wording::condition::clause(open, universe, context.language);
            format!("only {clause}")
        },
    );
    let message = format!(
        "a Deny in {} leaves {action} to {whom} {when}",
        hole.because.policy
    );
    let mut found = context.finding(
        &RULE,
        message,
        label(first.key.at, "the Deny applies only where this holds"),
    );
    for test in rest.iter().take(3) {
        found.related.push(label(test.key.at, "and this"));
    }
    if hole.because.at != first.key.at {
        found
            .related
            .push(label(hole.because.at, "denies the action"));
    }
    let absent = tests.iter().filter_map(|test| absent(test, hole, context));
    for key in absent {
        found
            .notes
            .push(format!("requests that do not carry `{key}` are not denied"));
    }
    found.principals = ids;
    found.help =
        Some("deny without a condition, and make the exception in the Allow instead".to_owned());
    Some(found)
}

/// A Deny whose condition no request meets: all of it is a hole.
fn never(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let _untranslated: Language = context.language;
    let statement = context.statement(bearing.statement)?;
    let tests = context.model.pools.conditions(statement.conditions);
    let (test, why) = match bearing.never.first() {
        Some((test, why)) => (test, *why),
        None => (tests.first()?, Never::NotMet),
    };
    let action = wording::quoted(&answers.question.action);
    let because = match why {
        Never::Expired(_) => "its time has passed",
        Never::NoResource => "no request for it carries this key",
        Never::NotMet => "no request meets its condition",
    };
    let message = format!(
        "a Deny in {} stops nobody from {action}: {because}",
        bearing.policy
    );
    let primary = label(test.key.at, "never met");
    let mut found = context.finding(&RULE, message, primary);
    found.related.push(label(
        bearing.action_at,
        wording::covering(bearing.breadth, context.language),
    ));
    found.help = Some("deny without a condition".to_owned());
    Some(found)
}

/// The key of a test, where a request that is allowed may lack it.
fn absent<'a>(test: &Condition, hole: &'a Hole<'_>, context: &Context<'a>) -> Option<&'a str> {
    let written = context.model.pools.str(test.key.text);
    let universe = &hole.account.universe;
    let name = context
        .catalogue
        .key(written)
        .map_or(written, |fact| fact.name);
    let key = universe.find(name).or_else(|| universe.find(written))?;
    let open = hole.lines.first()?.verdict.condition.as_ref()?;
    bearing::met_without(key, open, universe)
        .then(|| universe.key(key).map_or(written, |info| info.name.as_str()))
}
