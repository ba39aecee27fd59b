//! RAM105: an attached system policy grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM105",
    name: "guarded-action-granted-by-system-policy",
    level: Level::High,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new("an attached system policy grants the guarded action", ""),
        finds: Text::new("", ""),
        matters: Text::new(
            "The document of a system policy is written by Alibaba Cloud and may change. Attach a custom policy with the actions that are needed, or deny the guarded action beside it.",
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
    granting::report(&RULE, Sort::SystemPolicy, context, into);
}
