//! What reading one element differently would change: who would lose access.

use std::collections::BTreeMap;

use crate::engine::answers::access::LineKey;
use crate::engine::answers::{Answers, Line};
use crate::engine::unknown_actions::UnknownAction;
use crate::engine::verdict::{Answer, Verdict};
use crate::rules::kit::context::{Context, is_shadowed_holding};
use crate::rules::kit::finding::{Finding, Level};
use crate::rules::kit::language::{Language, say};
use crate::rules::kit::wording;
use crate::source::Span;

/// Questions that one rule asks in one run; each answers for every principal.
const MAX_QUESTIONS: u32 = 16;

/// Asks what-if questions, as many as a run can afford.
#[derive(Debug, Default)]
pub struct WhatIf {
    asked: u32,
}

impl WhatIf {
    /// Who would lose access with one element read differently; `None` where too
    /// much was asked already.
    pub fn losers(
        &mut self,
        at: Span,
        text: &str,
        answers: &Answers,
        context: &Context<'_>,
    ) -> Option<Vec<String>> {
        if self.asked >= MAX_QUESTIONS {
            return None;
        }
        self.asked = self.asked.saturating_add(1);
        let after = context.what_if(answers, at, text);
        Some(losers(answers, &after))
    }
}

/// Principals with less access afterwards, sorted, each once.
fn losers(before: &Answers, after: &BTreeMap<LineKey, Verdict>) -> Vec<String> {
    let lines = before.lines().filter(|(account, line)| {
        let after = after.get(&(account.account, line.about));
        let new_most = after.map(|verdict| verdict.at_most);
        let old_most = line.verdict.at_most;
        !is_shadowed_holding(line)
            && new_most.is_some_and(|new| {
                !new.gives_access() || (old_most == Answer::Allowed && new == Answer::AllowedIf)
            })
    });
    let lines: Vec<&Line> = lines.map(|(_, line)| line).collect();
    wording::ids(&lines)
}

/// What a mended element would change, as a note.
#[must_use]
pub fn note(losers: &[String], mended: &str, action: &str, language: Language) -> String {
    let mended = wording::quoted(mended);
    let action = wording::quoted(action);
    let ids = wording::principals(losers, language);
    if losers.is_empty() {
        return say!(
            language,
            "written as {mended}, it would take {action} from nobody in the input",
            "改写为 {mended} 后，输入中没有主体会因此失去 {action}"
        );
    }
    say!(
        language,
        "written as {mended}, it would take {action} from {ids}, wholly or in part",
        "改写为 {mended} 后，{ids} 将全部或部分失去 {action}"
    )
}

/// What a Deny of an action that there is not would do in the spelling near by:
/// the level, who would lose the guarded action, and the help.
pub fn mended(
    unknown: &UnknownAction,
    what_if: &mut WhatIf,
    context: &Context<'_>,
    found: &mut Finding,
) {
    let language = context.language;
    let corrected = wording::quoted(&unknown.corrected);
    found.notes.push(if unknown.names_several() {
        say!(
            language,
            "there are actions with a similar name: {corrected}",
            "有名称相近的操作：{corrected}"
        )
    } else {
        say!(
            language,
            "there is an action with a similar name: {corrected}",
            "有一个名称相近的操作：{corrected}"
        )
    });
    let guarded = context
        .answers
        .iter()
        .filter(|answers| unknown.would_cover(&answers.question.action));
    found.level = Level::Medium;
    for answers in guarded {
        found.level = Level::High;
        let asked = what_if.losers(unknown.at, &unknown.corrected, answers, context);
        let Some(losers) = asked else {
            continue;
        };
        let action = &answers.question.action;
        found
            .notes
            .push(note(&losers, &unknown.corrected, action, language));
        found.principals.extend(losers);
    }
    found.principals.sort();
    found.principals.dedup();
    found.help = Some(say!(language, "write {corrected}", "改写为 {corrected}"));
}
