//! RAM202: a Deny names an action that does not exist

use crate::engine::answers::Answers;
use crate::engine::unknown_actions::{self, Fault, UnknownAction};
use crate::rules::kit::change::WhatIf;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, change, label, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM202",
    name: "deny-of-unknown-action",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("a Deny names an action that does not exist", ""),
        finds: Text::new("", ""),
        matters: Text::new(
            "RAM compares action names as text and does not check that they exist. A Deny of `r-kvstore:DestroyInstance` or `kvstore:DestoryInstance` is stored without complaint and denies nothing, while its author believes the instances safe. Write the name as it is documented.",
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

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    let mut what_if = WhatIf::default();
    for unknown in unknown_actions::review(context.model, context.catalogue) {
        into.push(finding(&unknown, &mut what_if, context));
    }
}

fn finding(unknown: &UnknownAction, what_if: &mut WhatIf, context: &Context<'_>) -> Finding {
    let _untranslated: Language = context.language;
    let written = wording::quoted(&unknown.written);
    let corrected = wording::quoted(&unknown.corrected);
    let (message, primary) = match unknown.fault {
        Fault::Service => (
            format!("a Deny of {written} denies nobody anything: the service has another code"),
            "no service has this code",
        ),
        Fault::Name => (
            format!("a Deny of {written} denies nobody anything: there is no such action"),
            "no action has this name",
        ),
    };
    let mut found = context.finding(&RULE, message, label(unknown.at, primary));
    found.notes.push(if unknown.corrected.contains('*') {
        format!("there are actions with a similar name: {corrected}")
    } else {
        format!("there is an action with a similar name: {corrected}")
    });
    if !unknown.written.is_ascii() {
        found
            .notes
            .push("some of its letters only look like those of the right name".to_owned());
    }
    let guarded: Vec<&Answers> = context
        .answers
        .iter()
        .filter(|answers| unknown.would_cover(&answers.question.action))
        .collect();
    if guarded.is_empty() {
        found.level = Level::Medium;
    }
    for answers in guarded {
        let asked = what_if.losers(unknown.at, &unknown.corrected, answers, context);
        let Some(losers) = asked else {
            continue;
        };
        found.notes.push(change::note(
            &losers,
            &unknown.corrected,
            &answers.question.action,
            context.language,
        ));
        found.principals.extend(losers);
    }
    found.principals.sort();
    found.principals.dedup();
    found.help = Some(format!("write {corrected}"));
    found
}
