//! RAM301: an Allow names the guarded action and never grants it

use crate::engine::answers::Answers;
use crate::engine::bearing::{self, Bearing, Extent, Never, Unreached};
use crate::engine::breadth::Breadth;
use crate::engine::domain::ordered::format_instant;
use crate::model::policy::{Condition, Effect};
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Label, Language, Level, Rule, Text, label, wording,
};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM301",
    name: "allow-without-effect",
    level: Level::Low,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("an Allow names the guarded action and never grants it", ""),
        finds: Text::new("", ""),
        matters: Text::new(
            "The statement looks like a grant and is none: its resource, its condition, its scope or the prefix of the action rules every request out. Somebody may one day widen it to make it work, and grant the action to all who hold it. Remove what has no effect, or write what was meant.",
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
    for answers in context.answers {
        let review = bearing::review(
            context.model,
            context.catalogue,
            &answers.question,
            Effect::Allow,
            context.settings,
        );
        for bearing in &review.bearings {
            if !bearing.bundled {
                into.extend(finding(bearing, answers, context));
            }
        }
        for unreached in &review.unreached {
            into.push(out_of_scope(unreached, answers, context));
        }
    }
}

fn finding(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    if !bearing.actions.is_possible() {
        return wrong_code(bearing, answers, context);
    }
    if bearing.resources == Extent::Nothing {
        return on_resources(bearing, answers, context);
    }
    if bearing.conditions == Extent::Nothing {
        return on_condition(bearing, answers, context);
    }
    None
}

fn opening(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> String {
    let _untranslated: Language = context.language;
    let action = wording::quoted(&answers.question.action);
    format!("an Allow in {} does not grant {action}", bearing.policy)
}

fn on_resources(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let _untranslated: Language = context.language;
    let statement = context.statement(bearing.statement)?;
    let elements = context.model.pools.elements(statement.resources.list);
    let first = elements.first()?;
    let message = format!(
        "{}: its resources rule the action out",
        opening(bearing, answers, context)
    );
    let primary = label(first.at, "a request for the action never has this");
    let mut found = with_action(message, primary, bearing, context);
    if bearing.breadth >= Breadth::ServiceWildcard {
        found.level = Level::Info;
    }
    found.notes.push(format!(
        "{} is authorised on the resource `*` only",
        wording::quoted(&answers.question.action)
    ));
    found.help = Some("remove the action, or leave the statement to the actions it serves".into());
    Some(found)
}

fn on_condition(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let _untranslated: Language = context.language;
    let opening = opening(bearing, answers, context);
    let statement = context.statement(bearing.statement)?;
    let all = context.model.pools.conditions(statement.conditions);
    let (test, never) = match bearing.never.first() {
        Some((test, never)) => (test, *never),
        None => (all.first()?, Never::NotMet),
    };
    let key = context.model.pools.str(test.key.text);
    let (message, primary, help) = match never {
        Never::Expired(instant) => (
            format!("{opening}: it expired on {}", day(instant)),
            label(test.at, "this instant has passed"),
            "remove the statement",
        ),
        Never::NoResource => (
            format!("{opening}: its request has no `{}`", short(key)),
            label(test.key.at, "the action names no resource with this"),
            "remove the action, or bind it to a key that its requests carry",
        ),
        Never::NotMet => (
            format!("{opening}: no request meets its condition"),
            label(test.key.at, never_label(bearing)),
            "remove the statement, or mend the condition",
        ),
    };
    let mut found = with_action(message, primary, bearing, context);
    if bearing.never.is_empty() {
        let others = all.iter().skip(1).take(3);
        found
            .related
            .extend(others.map(|other: &Condition| label(other.key.at, "and this")));
    }
    found.help = Some(help.to_owned());
    Some(found)
}

const fn never_label(bearing: &Bearing) -> &'static str {
    if bearing.never.is_empty() {
        "not met together with the other tests"
    } else {
        "never met"
    }
}

fn wrong_code(bearing: &Bearing, answers: &Answers, context: &Context<'_>) -> Option<Finding> {
    let _untranslated: Language = context.language;
    let (at, written) = bearing.wrong_code.as_ref()?;
    let code = wording::quoted(answers.question.service());
    let message = format!(
        "{}: RAM's code for the service is {code}",
        opening(bearing, answers, context)
    );
    let primary = label(*at, format!("`{written}` is no service code"));
    let mut found = context.finding(&RULE, message, primary);
    found.help = Some(format!(
        "remove it; with {code} it would grant the action to all who hold the policy"
    ));
    Some(found)
}

fn out_of_scope(unreached: &Unreached, answers: &Answers, context: &Context<'_>) -> Finding {
    let _untranslated: Language = context.language;
    let action = wording::quoted(&answers.question.action);
    let message = format!(
        "`{}` attached to {} in a resource group does not grant {action}",
        unreached.policy, unreached.to
    );
    let primary = label(unreached.at, "counts in one resource group only");
    let mut found = context.finding(&RULE, message, primary);
    found.notes.push(format!(
        "{action} names no resource, so no request for it is in `{}`",
        unreached.group
    ));
    found.principals = vec![unreached.to.clone()];
    found.help = Some("leave the scope as it is unless the action is to be granted".to_owned());
    found
}

fn with_action(
    message: String,
    primary: Label,
    bearing: &Bearing,
    context: &Context<'_>,
) -> Finding {
    let mut found = context.finding(&RULE, message, primary);
    found.related.push(label(
        bearing.action_at,
        wording::covering(bearing.breadth, context.language),
    ));
    found
}

fn day(instant: i128) -> String {
    let text = format_instant(instant);
    text.split_once('T')
        .map_or_else(|| text.clone(), |(day, _)| day.to_owned())
}

/// The family of a tag key, or the key.
fn short(key: &str) -> &str {
    key.split_once('/').map_or(key, |(family, _)| family)
}
