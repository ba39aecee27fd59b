//! RAM105: an attached system policy grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Context, Finding, Level, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM105",
    name: "guarded-action-granted-by-system-policy",
    level: Level::High,
    summary: "an attached system policy grants the guarded action",
    explanation: "The document of a system policy is written by Alibaba Cloud and may change. Attach a custom policy with the actions that are needed, or deny the guarded action beside it.",
    check,
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::SystemPolicy, context, into);
}
