//! RAM205: a guard can be taken off by the one whom it denies

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::answers::{Answers, Because, Line};
use crate::engine::obtain::Removal;
use crate::rules::kit::{
    Check, Confidence, Context, Docs, Finding, Language, Level, Rule, Text, calls,
    is_shadowed_holding, label, wording,
};
use crate::source::Span;

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM205",
    name: "guard-can-be-shed",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a Deny of the guarded action can be taken off by the one whom it denies",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "The answer is DENIED, and the one denied may detach the policy, leave the group, or put another version of the document in force: the Deny is a courtesy. Deny those calls in the same policy, on every resource, or use a control policy, which nobody in the account can lift.",
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

/// One guard, and what takes it off.
struct Shed<'a> {
    guard: &'a Because,
    removals: Vec<(&'a Line, &'a Removal)>,
}

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    for answers in context.answers {
        for shed in shed(answers) {
            into.push(finding(&shed, answers, context));
        }
    }
}

fn shed(answers: &Answers) -> Vec<Shed<'_>> {
    let mut found: Vec<Shed<'_>> = Vec::new();
    let mut index: BTreeMap<Span, usize> = BTreeMap::new();
    for (_, line) in answers.lines() {
        let Some(firmness) = line.firmness.as_ref().filter(|firmness| !firmness.firm) else {
            continue;
        };
        if is_shadowed_holding(line) {
            continue;
        }
        for removal in &firmness.removable_by {
            let guards = removal
                .guards
                .iter()
                .filter_map(|number| line.because.get(*number));
            for guard in guards {
                let number = *index.entry(guard.at).or_insert(found.len());
                match found.get_mut(number) {
                    Some(shed) => shed.removals.push((line, removal)),
                    None => found.push(Shed {
                        guard,
                        removals: vec![(line, removal)],
                    }),
                }
            }
        }
    }
    found
}

fn finding(shed: &Shed<'_>, answers: &Answers, context: &Context<'_>) -> Finding {
    let _untranslated: Language = context.language;
    let action = wording::quoted(&answers.question.action);
    let mut lines: Vec<&Line> = shed.removals.iter().map(|(line, _)| *line).collect();
    lines.dedup_by(|a, b| a.id == b.id);
    let ids = wording::ids(&lines);
    let whom = wording::principals(&ids, context.language);
    let policy = &shed.guard.policy;
    let actions: BTreeSet<&str> = shed
        .removals
        .iter()
        .map(|(_, removal)| removal.step.action.as_str())
        .collect();
    let named: Vec<String> = actions.iter().map(|call| wording::quoted(call)).collect();
    let message =
        format!("the Deny of {action} in {policy} can be taken off by {whom}, whom it denies");
    let mut found = context.finding(
        &RULE,
        message,
        label(shed.guard.at, "denies the action, as long as it is held"),
    );
    if shed.removals.iter().all(|(_, removal)| !removal.certain) {
        found.confidence = Confidence::Medium;
    }
    let taking = shed.removals.iter();
    let taking = taking.filter_map(|(_, removal)| removal.step.call());
    calls::relate(taking, context.language, &mut found);
    if let Some((line, removal)) = shed.removals.first() {
        let mut steps: Vec<String> = removal
            .via
            .iter()
            .map(|role| format!("becomes {role}"))
            .collect();
        steps.extend(
            removal
                .first
                .iter()
                .chain([&removal.step])
                .map(|taken| wording::obtain::step(taken, context.language)),
        );
        found
            .notes
            .push(format!("{} {}", line.id, steps.join(", then ")));
    }
    found.principals = ids;
    found.help = Some(format!(
        "deny {} on every resource in the same policy, or use a control policy",
        named.join(", ")
    ));
    found
}
