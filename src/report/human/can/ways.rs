//! The ways of one principal to the action that are not its own policies: roles
//! that it can become, calls that it is allowed, guards that it can take off.

use crate::engine::domain::ordered::format_instant;
use crate::engine::obtain::{Call, Firmness, Obtained, Taken};
use crate::engine::path::Named;
use crate::engine::verdict::Answer;
use crate::report::human::{answer_word, place};
use crate::report::run::Explained;
use crate::rules::Language;
use crate::rules::kit::wording;

/// Every role by which the action is reached.
pub(super) fn roles(explained: &Explained<'_>) -> Vec<String> {
    let run = &explained.run;
    let language = run.style.language;
    let _untranslated: Language = language;
    let mut facts = Vec::new();
    for path in &explained.line.reach {
        let via = path.via.join(" > ");
        facts.push(format!(
            "{} through {via}",
            answer_word(path.answer, language)
        ));
        if let Some(statement) = path.trust.and_then(|id| run.model.pools.statement(id)) {
            facts.push(format!("    admitted at {}", place(statement.at, run)));
        }
        facts.extend(requests(&path.witness));
    }
    facts
}

fn requests(witness: &[Named]) -> Vec<String> {
    witness
        .iter()
        .enumerate()
        .filter(|(_, request)| !request.is_empty())
        .map(|(number, request)| {
            let keys: Vec<String> = request
                .iter()
                .map(|(name, values)| match values {
                    Some(values) => format!("{name} = {}", values.join(", ")),
                    None => format!("{name} absent"),
                })
                .collect();
            format!(
                "    request {}: {}",
                number.saturating_add(1),
                keys.join(", ")
            )
        })
        .collect()
}

/// Every way to obtain the action, call by call.
pub(super) fn obtainable(explained: &Explained<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    for way in &explained.line.can_obtain {
        facts.extend(one_way(way, explained));
    }
    facts
}

fn one_way(way: &Obtained, explained: &Explained<'_>) -> Vec<String> {
    let language = explained.run.style.language;
    let _untranslated: Language = language;
    let first = way.first().map_or("", |first| first.action.as_str());
    let mut facts = vec![format!("{} by {first}", answer_word(way.answer, language))];
    let caller = &explained.line.id;
    // Where every request is allowed, an example of one says nothing.
    let conditional = way.answer != Answer::Allowed;
    let witness = if conditional {
        way.witness.as_slice()
    } else {
        &[]
    };
    for taken in &way.steps {
        facts.extend(one_step(taken, caller, witness, explained));
    }
    let last = witness
        .last()
        .and_then(|request| example(request, explained));
    if way.finally != *caller || last.is_some() {
        facts.push(format!("    then calls the action as {}", way.finally));
    }
    facts.extend(last.map(|keys| format!("        for example with {keys}")));
    facts
}

/// What matters of a request; the present time does not.
fn example(request: &Named, explained: &Explained<'_>) -> Option<String> {
    let now = format_instant(explained.run.at);
    let keys: Vec<String> = request
        .iter()
        .filter(|(_, values)| values.as_deref() != Some(std::slice::from_ref(&now)))
        .map(|(name, values)| match values {
            Some(values) => format!("{name} = {}", values.join(", ")),
            None => format!("{name} absent"),
        })
        .collect();
    (!keys.is_empty()).then(|| keys.join(", "))
}

fn one_step(
    taken: &Taken,
    caller: &str,
    witness: &[Named],
    explained: &Explained<'_>,
) -> Vec<String> {
    let language = explained.run.style.language;
    let _untranslated: Language = language;
    let text = wording::obtain::step(taken, language);
    let mut facts = vec![if taken.by == caller {
        format!("    {text}")
    } else {
        format!("    as {} {text}", taken.by)
    }];
    if !taken.verified {
        facts.push("      could not be verified in public documentation".to_owned());
    }
    for call in &taken.calls {
        facts.push(format!("      {}", allowed(call, explained)));
        let request = witness.get(call.request);
        let keys = request.and_then(|request| example(request, explained));
        facts.extend(keys.map(|keys| format!("        for example with {keys}")));
    }
    facts
}

/// A call with what allows it: `ram:CreatePolicyVersion on …, by Custom/P,
/// statement 0 (path:line:column)`.
fn allowed(call: &Call, explained: &Explained<'_>) -> String {
    let _untranslated: Language = explained.run.style.language;
    let mut text = format!("{} on {}", call.action, call.on.join(" and "));
    if let Some(grant) = &call.grant {
        if grant.policy.is_empty() {
            text.push_str(", by what was attached before");
        } else {
            text.push_str(&format!(", by {}", grant.policy));
        }
        if let Some(statement) = grant.statement {
            text.push_str(&format!(", statement {statement}"));
        }
        if !grant.via.is_empty() {
            text.push_str(&format!(" through {}", grant.via.join(" > ")));
        }
        if let Some(at) = grant.at {
            text.push_str(&format!(" ({})", place(at, &explained.run)));
        }
    }
    text
}

/// Whether the guards hold, and what takes them off.
pub(super) fn firmness(firmness: &Firmness, explained: &Explained<'_>) -> Vec<String> {
    let run = &explained.run;
    let language = run.style.language;
    let _untranslated: Language = language;
    let line = explained.line;
    let mut facts = Vec::new();
    facts.push(if firmness.firm {
        "firm: no call that it is allowed ends the denial".to_owned()
    } else {
        "not firm: it can take off what denies it".to_owned()
    });
    for removal in &firmness.removable_by {
        let sure = if removal.certain { "" } else { "perhaps " };
        let guards: Vec<String> = removal
            .guards
            .iter()
            .filter_map(|number| line.because.get(*number))
            .map(|because| format!("{} ({})", because.policy, place(because.at, run)))
            .collect();
        facts.push(format!(
            "{sure}{} ends the Deny in {}",
            removal.step.action,
            guards.join(" and ")
        ));
        for role in &removal.via {
            facts.push(format!("    becomes {role}"));
        }
        for taken in removal.first.iter().chain([&removal.step]) {
            facts.extend(one_step(taken, &line.id, &[], explained));
        }
    }
    facts
}

/// The control policies that it can lift, each with the call.
pub(super) fn lifts(explained: &Explained<'_>) -> Vec<String> {
    let line = explained.line;
    let mut facts = Vec::new();
    for lift in &line.lifts {
        let sure = if lift.certain { "" } else { "perhaps " };
        let policy = lift.step.policy.as_deref().unwrap_or("a control policy");
        facts.push(format!("{sure}{policy} by {}", lift.step.action));
        let calls = lift.step.calls.iter();
        facts.extend(calls.map(|call| format!("    {}", allowed(call, explained))));
    }
    facts
}

/// What the caller must have, for each kind of way that there is.
pub(super) fn takes(explained: &Explained<'_>) -> Vec<String> {
    let language = explained.run.style.language;
    let _untranslated: Language = language;
    let line = explained.line;
    let mut facts = Vec::new();
    if let Some(exposure) = line.exposure {
        let text = wording::exposure::asks(exposure, language);
        facts.push(format!("directly: {text}"));
    }
    for path in &line.reach {
        if let Some(exposure) = path.exposure {
            let text = wording::exposure::asks(exposure, language);
            facts.push(format!("through {}: {text}", path.via.join(" > ")));
        }
    }
    for way in &line.can_obtain {
        if let (Some(exposure), Some(first)) = (way.exposure, way.first()) {
            let text = wording::exposure::asks(exposure, language);
            facts.push(format!("by {}: {text}", first.action));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    facts.retain(|fact| seen.insert(fact.clone()));
    facts
}
