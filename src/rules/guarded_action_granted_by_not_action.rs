//! RAM104: an Allow with NotAction grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM104",
    name: "guarded-action-granted-by-not-action",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("an Allow with NotAction grants the guarded action", ""),
        finds: Text::new("", ""),
        matters: Text::new(
            "An Allow with NotAction grants everything that it does not list, now and in future. Name the actions that are needed, or add the guarded action to the list.",
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
    granting::report(&RULE, Sort::NotAction, context, into);
}
