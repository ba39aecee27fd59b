//! RAM104: an Allow with NotAction grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Context, Finding, Level, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM104",
    name: "guarded-action-granted-by-not-action",
    level: Level::High,
    summary: "an Allow with NotAction grants the guarded action",
    explanation: "An Allow with NotAction grants everything that it does not list, now and in future. Name the actions that are needed, or add the guarded action to the list.",
    check,
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::NotAction, context, into);
}
