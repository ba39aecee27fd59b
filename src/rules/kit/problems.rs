//! Findings of rules that put a problem of structure into words.

use crate::model::structure::StructureKind;
use crate::rules::kit::context::{Context, label};
use crate::rules::kit::finding::Finding;
use crate::rules::kit::rule::Rule;

/// What a rule says of one problem.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// What is wrong for whom.
    pub message: String,
    /// What the place does.
    pub label: String,
    /// What the second place does, where there is one.
    pub related: String,
    /// Facts beside it.
    pub notes: Vec<String>,
    /// The action to take.
    pub help: String,
}

/// A finding for each problem that the rule has words for.
pub fn report(
    rule: &Rule,
    context: &Context<'_>,
    into: &mut Vec<Finding>,
    words: impl Fn(&StructureKind) -> Option<Words>,
) {
    for problem in &context.model.structure_problems {
        let Some(words) = words(&problem.kind) else {
            continue;
        };
        let mut found = context.finding(rule, words.message, label(problem.at, words.label));
        let related = problem.related.filter(|_| !words.related.is_empty());
        found
            .related
            .extend(related.map(|at| label(at, words.related)));
        found.notes = words.notes;
        found.help = Some(words.help);
        into.push(found);
    }
}
