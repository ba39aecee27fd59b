//! RAM101: a statement grants the guarded action by its name

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM101",
    name: "guarded-action-granted",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("a statement grants the guarded action by its name", ""),
        finds: Text::new("", ""),
        matters: Text::new(
            "The action cannot be undone, and whoever holds this statement can call it at any time. Remove it from the statement unless these principals exist to call it; then bind it to a condition, such as a source address and multi-factor login.",
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
    granting::report(&RULE, Sort::Exact, context, into);
}
