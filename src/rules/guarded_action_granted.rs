//! RAM101: a statement grants the guarded action by its name

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Context, Finding, Level, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM101",
    name: "guarded-action-granted",
    level: Level::High,
    summary: "a statement grants the guarded action by its name",
    explanation: "The action cannot be undone, and whoever holds this statement can call it at any time. Remove it from the statement unless these principals exist to call it; then bind it to a condition, such as a source address and multi-factor login.",
    check,
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::Exact, context, into);
}
