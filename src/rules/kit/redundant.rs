//! Members of a list that others of it cover: the wording of their findings, and
//! the edit that takes them out.

use crate::engine::space::Covered;
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::edits::{self, Members};
use crate::rules::kit::finding::{Finding, FixKind};
use crate::rules::kit::language::say;
use crate::rules::kit::rule::Rule;
use crate::rules::kit::wording;
use crate::source::Span;

/// More places than this are not shown.
const MAX_RELATED: usize = 3;

/// One finding for each covered member. `members` holds the places and the texts of
/// the whole list.
pub fn report(
    rule: &Rule,
    members: &[(Span, &str)],
    covered: &[Covered],
    context: &Context<'_>,
    into: &mut Vec<Finding>,
) {
    let gone: Vec<Span> = covered
        .iter()
        .filter_map(|covered| members.get(covered.index).map(|(at, _)| *at))
        .collect();
    let all: Vec<Span> = members.iter().map(|(at, _)| *at).collect();
    let listed = Members::new(&all, &gone);
    into.extend(
        covered
            .iter()
            .filter_map(|covered| finding(rule, members, covered, &listed, context)),
    );
}

fn finding(
    rule: &Rule,
    members: &[(Span, &str)],
    covered: &Covered,
    listed: &Members,
    context: &Context<'_>,
) -> Option<Finding> {
    let language = context.language;
    let (at, text) = *members.get(covered.index)?;
    let by: Vec<(Span, &str)> = covered
        .by
        .iter()
        .filter_map(|index| members.get(*index).copied())
        .collect();
    let written = wording::quoted(text);
    let message = match by.as_slice() {
        [(_, other)] if *other == text => say!(
            language,
            "{written} stands in the list twice",
            "{written} 在列表中重复出现",
        ),
        [(_, other)] => {
            let other = wording::quoted(other);
            say!(
                language,
                "{written} adds nothing to {other} of the same list",
                "{written} 已包含在同一列表的 {other} 中，没有额外作用",
            )
        }
        _ => say!(
            language,
            "{written} adds nothing to the others of the same list",
            "{written} 已包含在同一列表的其他项中，没有额外作用",
        ),
    };
    let primary = language.pick("covered by others", "已被其他项覆盖");
    let mut found = context.finding(rule, message, label(at, primary));
    let covers = language.pick("covers it", "将其覆盖");
    let others = by
        .iter()
        .filter(|(other, _)| *other != at)
        .take(MAX_RELATED);
    found
        .related
        .extend(others.map(|(other, _)| label(*other, covers)));
    let help = say!(language, "remove {written}", "删除 {written}");
    let edit = listed.without(at, context.sources);
    found.fix = edits::fix(FixKind::Safe, help.clone(), edit);
    found.help = Some(help);
    Some(found)
}
