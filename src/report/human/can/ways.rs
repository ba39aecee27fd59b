//! The ways of one principal to the action that are not its own policies: roles
//! that it can become, calls that it is allowed, guards that it can take off.

use crate::engine::domain::ordered::format_instant;
use crate::engine::obtain::{Call, Firmness, Obtained, Taken};
use crate::engine::path::Named;
use crate::engine::verdict::Answer;
use crate::report::human::can::for_example;
use crate::report::human::{answer_word, place};
use crate::report::run::Explained;
use crate::rules::Language;
use crate::rules::kit::wording::spaced;
use crate::rules::kit::{say, wording};

/// Every role by which the action is reached.
pub(in crate::report::human) fn roles(explained: &Explained<'_>) -> Vec<String> {
    let run = &explained.run;
    let language = run.style.language;
    let mut facts = Vec::new();
    for path in &explained.line.reach {
        let via = path.via.join(" > ");
        let answer = answer_word(path.answer, language);
        facts.push(say!(
            language,
            "{answer} through {via}",
            "{answer}，经由 {via}"
        ));
        if let Some(statement) = path.trust.and_then(|id| run.model.pools.statement(id)) {
            let at = place(statement.at, run);
            facts.push(say!(
                language,
                "    admitted at {at}",
                "    信任策略允许扮演，位于 {at}"
            ));
        }
        facts.extend(requests(&path.witness, language));
    }
    facts
}

fn requests(witness: &[Named], language: Language) -> Vec<String> {
    (1_usize..)
        .zip(witness)
        .filter(|(_, request)| !request.is_empty())
        .map(|(number, request)| {
            let keys = keys(request.iter(), language);
            say!(
                language,
                "    request {number}: {keys}",
                "    请求 {number}：{keys}"
            )
        })
        .collect()
}

/// The keys of a request with their values.
fn keys<'a>(
    request: impl Iterator<Item = (&'a String, &'a Option<Vec<String>>)>,
    language: Language,
) -> String {
    let parts: Vec<String> = request
        .map(|(name, values)| wording::condition::request_part(name, values.as_deref(), language))
        .collect();
    parts.join(language.pick(", ", "，"))
}

/// Every way to obtain the action, call by call.
pub(in crate::report::human) fn obtainable(explained: &Explained<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    for way in &explained.line.can_obtain {
        facts.extend(one_way(way, explained));
    }
    facts
}

fn one_way(way: &Obtained, explained: &Explained<'_>) -> Vec<String> {
    let language = explained.run.style.language;
    let first = way.first().map_or("", |first| first.action.as_str());
    let answer = answer_word(way.answer, language);
    let mut facts = vec![say!(
        language,
        "{answer} by {first}",
        "{answer}，通过 {first}"
    )];
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
        let finally = &way.finally;
        facts.push(say!(
            language,
            "    then calls the action as {finally}",
            "    然后以 {finally} 的身份执行该操作"
        ));
    }
    facts.extend(last.map(|keys| format!("        {}", for_example(&keys, language))));
    facts
}

/// What matters of a request; the present time does not.
fn example(request: &Named, explained: &Explained<'_>) -> Option<String> {
    let now = format_instant(explained.run.at);
    let matters: Vec<_> = request
        .iter()
        .filter(|(_, values)| values.as_deref() != Some(std::slice::from_ref(&now)))
        .collect();
    let language = explained.run.style.language;
    (!matters.is_empty()).then(|| keys(matters.into_iter(), language))
}

fn one_step(
    taken: &Taken,
    caller: &str,
    witness: &[Named],
    explained: &Explained<'_>,
) -> Vec<String> {
    let language = explained.run.style.language;
    let text = wording::obtain::step_by(taken, caller, language);
    let mut facts = vec![format!("    {text}")];
    if !taken.verified {
        let unverified = language.pick(
            "could not be verified in public documentation",
            "未能在公开文档中核实",
        );
        facts.push(format!("      {unverified}"));
    }
    for call in &taken.calls {
        facts.push(format!("      {}", allowed(call, explained)));
        let request = witness.get(call.request);
        let keys = request.and_then(|request| example(request, explained));
        facts.extend(keys.map(|keys| format!("        {}", for_example(&keys, language))));
    }
    facts
}

/// A call with what allows it: `ram:CreatePolicyVersion on …, by Custom/P,
/// statement 0 (path:line:column)`.
fn allowed(call: &Call, explained: &Explained<'_>) -> String {
    let language = explained.run.style.language;
    let (action, on) = (&call.action, call.on.join(language.pick(" and ", " 和 ")));
    let mut text = say!(language, "{action} on {on}", "{action}，资源 {on}");
    let Some(grant) = &call.grant else {
        return text;
    };
    let policy = &grant.policy;
    text.push_str(&if policy.is_empty() {
        let before = language.pick(", by what was attached before", "，依据先前授予的权限策略");
        before.to_owned()
    } else {
        say!(language, ", by {policy}", "，依据 {policy}")
    });
    if let Some(statement) = grant.statement {
        text.push_str(&say!(
            language,
            ", statement {statement}",
            "，语句 {statement}"
        ));
    }
    if !grant.via.is_empty() {
        let via = grant.via.join(" > ");
        text.push_str(&say!(language, " through {via}", "，经由 {via}"));
    }
    if let Some(at) = grant.at {
        let at = place(at, &explained.run);
        text.push_str(&say!(language, " ({at})", "（{at}）"));
    }
    text
}

/// Whether the guards hold, and what takes them off.
pub(super) fn firmness(firmness: &Firmness, explained: &Explained<'_>) -> Vec<String> {
    let run = &explained.run;
    let language = run.style.language;
    let line = explained.line;
    let firm = if firmness.firm {
        language.pick(
            "firm: no call that it is allowed ends the denial",
            "牢固：它被允许的调用都无法解除拒绝",
        )
    } else {
        language.pick(
            "not firm: it can take off what denies it",
            "不牢固：它可以解除对自身的拒绝",
        )
    };
    let mut facts = vec![firm.to_owned()];
    for removal in &firmness.removable_by {
        let sure = perhaps(removal.certain, language);
        let guards: Vec<String> = removal
            .guards
            .iter()
            .filter_map(|number| line.because.get(*number))
            .map(|because| {
                let (policy, at) = (&because.policy, place(because.at, run));
                say!(language, "{policy} ({at})", "{policy}（{at}）")
            })
            .collect();
        let guards = guards.join(language.pick(" and ", "和 "));
        let action = &removal.step.action;
        facts.push(match language {
            Language::English => format!("{sure}{action} ends the Deny in {guards}"),
            Language::Chinese => spaced(&[sure, action, "可解除", &guards, "中的 Deny"]),
        });
        for role in &removal.via {
            facts.push(say!(language, "    becomes {role}", "    扮演 {role}"));
        }
        for taken in removal.first.iter().chain([&removal.step]) {
            facts.extend(one_step(taken, &line.id, &[], explained));
        }
    }
    facts
}

/// What stands before a call that is only perhaps possible.
const fn perhaps(certain: bool, language: Language) -> &'static str {
    if certain {
        ""
    } else {
        language.pick("perhaps ", "或许")
    }
}

/// The control policies that it can lift, each with the call.
pub(super) fn lifts(explained: &Explained<'_>) -> Vec<String> {
    let language = explained.run.style.language;
    let line = explained.line;
    let mut facts = Vec::new();
    for lift in &line.lifts {
        let sure = perhaps(lift.certain, language);
        let some = language.pick("a control policy", "某个管控策略");
        let policy = lift.step.policy.as_deref().unwrap_or(some);
        let action = &lift.step.action;
        facts.push(match language {
            Language::English => format!("{sure}{policy} by {action}"),
            Language::Chinese => spaced(&[sure, "通过", action, "解除", policy]),
        });
        let calls = lift.step.calls.iter();
        facts.extend(calls.map(|call| format!("    {}", allowed(call, explained))));
    }
    facts
}

/// What the caller must have, for each kind of way that there is.
pub(super) fn takes(explained: &Explained<'_>) -> Vec<String> {
    let language = explained.run.style.language;
    let line = explained.line;
    let mut facts = Vec::new();
    if let Some(exposure) = line.exposure {
        let text = wording::exposure::asks(exposure, language);
        facts.push(say!(language, "directly: {text}", "直接：{text}"));
    }
    for path in &line.reach {
        if let Some(exposure) = path.exposure {
            let text = wording::exposure::asks(exposure, language);
            let via = path.via.join(" > ");
            facts.push(say!(
                language,
                "through {via}: {text}",
                "经由 {via}：{text}"
            ));
        }
    }
    for way in &line.can_obtain {
        if let (Some(exposure), Some(first)) = (way.exposure, way.first()) {
            let text = wording::exposure::asks(exposure, language);
            let action = &first.action;
            facts.push(say!(
                language,
                "by {action}: {text}",
                "通过 {action}：{text}"
            ));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    facts.retain(|fact| seen.insert(fact.clone()));
    facts
}
