//! RAM201: a Deny names resources that a request for the action never has

use crate::engine::answers::Answers;
use crate::engine::bearing::{self, Bearing, Extent};
use crate::model::policy::{Effect, Form};
use crate::rules::kit::change::WhatIf;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, change, label, wording,
};

/// The resource that stops an action which names none.
const EVERYTHING: &str = "*";

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM201",
    name: "deny-limited-to-resources",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny names resources that a request for the guarded action never has",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "The action is authorised on all resources only: its request carries the resource `*`, which no ARN matches. A Deny on the production instances therefore stops nothing, and whoever holds a broad Allow can still destroy them. Write the resource of this Deny as `*`.",
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
    for answers in context.answers {
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Deny,
            context.settings,
        );
        for bearing in &review.bearings {
            let dead = bearing.actions == Extent::Everything
                && bearing.resources == Extent::Nothing
                && !bearing.bundled;
            if dead {
                into.extend(finding(bearing, &mut what_if, answers, context));
            }
        }
    }
}

fn finding(
    bearing: &Bearing,
    what_if: &mut WhatIf,
    answers: &Answers,
    context: &Context<'_>,
) -> Option<Finding> {
    let _untranslated: Language = context.language;
    let statement = context.statement(bearing.statement)?;
    let elements = context.model.pools.elements(statement.resources.list);
    let [first, rest @ ..] = elements else {
        return None;
    };
    let action = wording::quoted(&answers.question.action);
    let asked = (statement.resources.form == Form::Named)
        .then(|| what_if.losers(first.at, EVERYTHING, answers, context))
        .flatten();
    let losers = asked.clone().unwrap_or_default();
    let message = if losers.is_empty() {
        format!(
            "a Deny in {} is limited to resources and does not stop {action}",
            bearing.policy
        )
    } else {
        format!(
            "a Deny in {} is limited to resources and leaves {action} to {}",
            bearing.policy,
            wording::principals(&losers, context.language)
        )
    };
    let mut found = context.finding(
        &RULE,
        message,
        label(first.at, "a request for the action never has this"),
    );
    for other in rest.iter().take(3) {
        found.related.push(label(other.at, "nor this"));
    }
    found.related.push(label(
        bearing.action_at,
        wording::covering(bearing.breadth, context.language),
    ));
    let note = |losers: Vec<String>| {
        let action = &answers.question.action;
        change::note(&losers, EVERYTHING, action, context.language)
    };
    found.notes.extend(asked.map(note));
    found.principals = losers;
    found.help = Some("write the resource of this Deny as `*`".to_owned());
    Some(found)
}
