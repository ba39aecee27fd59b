//! RAM103: a wildcard pattern grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM103",
    name: "guarded-action-granted-by-broad-pattern",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("a wildcard pattern grants the guarded action", ""),
        finds: Text::new("", ""),
        matters: Text::new(
            "A pattern such as `kvstore:*` covers the guarded action along with everything that was meant. List the actions that are needed, or deny the guarded action beside it with the resource `*`.",
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
    granting::report(&RULE, Sort::Broad, context, into);
}
