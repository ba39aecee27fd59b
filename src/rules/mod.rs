//! Judgement: one file per rule, each with its documentation, its check and its
//! tests. Adding a rule is one file, one `mod` line and one line of [`RULES`].

mod guarded_action_granted;
mod guarded_action_granted_by_broad_pattern;
mod guarded_action_granted_by_not_action;
mod guarded_action_granted_by_system_policy;
mod guarded_action_granted_conditionally;
pub mod kit;

pub use kit::{Confidence, Context, Finding, Label, Language, Level, Rule};

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &guarded_action_granted::RULE,
    &guarded_action_granted_conditionally::RULE,
    &guarded_action_granted_by_broad_pattern::RULE,
    &guarded_action_granted_by_not_action::RULE,
    &guarded_action_granted_by_system_policy::RULE,
];

/// Runs every rule: findings in report order, each with its fingerprint.
#[must_use]
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        (rule.check)(context, &mut findings);
    }
    in_order(findings, context)
}

/// Sorts by path, place and rule, drops repetitions and gives fingerprints.
fn in_order(mut findings: Vec<Finding>, context: &Context<'_>) -> Vec<Finding> {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.at.at.start, finding.at.at.end, finding.rule);
        context
            .sources
            .path(a.at.at.file)
            .cmp(context.sources.path(b.at.at.file))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup_by(|a, b| a.rule == b.rule && a.at == b.at && a.message == b.message);
    kit::fingerprint::assign(&mut findings, context.sources);
    findings
}
