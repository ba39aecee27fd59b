//! RAM102: a statement grants the guarded action under a condition

use crate::rules::kit::granting::{self, Sort};
use crate::rules::kit::{Check, Confidence, Context, Docs, Finding, Level, Rule, Text};

/// The rule.
pub static RULE: Rule = Rule {
    id: "RAM102",
    name: "guarded-action-granted-conditionally",
    level: Level::Medium,
    other_levels: &[],
    confidence: Confidence::High,
    since: "0.1.0",
    fix: None,
    docs: Docs {
        summary: Text::new(
            "a statement grants the guarded action under a condition",
            "",
        ),
        finds: Text::new("", ""),
        matters: Text::new(
            "The condition is all that stands between these principals and an action that cannot be undone. Read the condition as printed: it is what is left after every Deny. The level follows what it takes at least: high where an AccessKey call from some public address is enough, medium where it takes multi-factor login, a private network, or time.",
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
    granting::report(&RULE, Sort::Conditional, context, into);
}
