//! RAM103: a wildcard pattern grants the guarded action

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Context, Finding, Level, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM103",
    name: "guarded-action-granted-by-broad-pattern",
    level: Level::High,
    summary: "a wildcard pattern grants the guarded action",
    explanation: "A pattern such as `kvstore:*` covers the guarded action along with everything that was meant. List the actions that are needed, or deny the guarded action beside it with the resource `*`.",
    check,
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::Broad, context, into);
}
