//! RAM102: a statement grants the guarded action under a condition

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Context, Finding, Level, Rule};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM102",
    name: "guarded-action-granted-conditionally",
    level: Level::Medium,
    summary: "a statement grants the guarded action under a condition",
    explanation: "The condition is all that stands between these principals and an action that cannot be undone. Read the condition as printed: it is what is left after every Deny. The level follows what it takes at least: high where an AccessKey call from some public address is enough, medium where it takes multi-factor login, a private network, or time.",
    check,
};

fn check(context: &Context<'_>, into: &mut Vec<Finding>) {
    granting::report(&RULE, Sort::Conditional, context, into);
}
