//! Judgement: one file per rule, each with its documentation, its check and its
//! tests. Adding a rule is one file, one `mod` line and one line of [`RULES`].

mod all_resources_for_resource_actions;
mod allow_always_denied;
mod allow_expired;
mod allow_not_yet_open;
mod allow_with_not_action;
mod allow_without_effect;
mod arn_on_all_resources_action;
mod carve_out_exempts_everyone;
mod condition_always_true;
mod condition_never_true;
mod contradictory_keys;
mod control_policy_spares_management_account;
mod control_policy_spares_service_linked_role;
mod deny_expired;
mod deny_in_resource_group_scope;
mod deny_limited_to_resources;
mod deny_misses_sibling;
mod deny_never_applies;
mod deny_of_unknown_action;
mod deny_on_key_never_present;
mod deny_on_undocumented_key;
mod deny_on_whole_service_pattern;
mod deny_skipped_by_access_keys;
mod deny_with_a_hole;
mod deny_with_odd_character;
mod empty_condition;
mod every_address_as_source;
mod foreign_account_in_resource;
mod guard_attached_to_nobody;
mod guard_can_be_shed;
mod guarded_action_granted;
mod guarded_action_granted_by_broad_pattern;
mod guarded_action_granted_by_not_action;
mod guarded_action_granted_by_system_policy;
mod guarded_action_granted_conditionally;
mod guarded_action_granted_through_sso;
mod guarded_action_granted_to_federation;
mod guarded_action_obtainable;
mod guarded_action_reachable;
mod guarded_action_unknown;
mod guarded_action_worn;
mod host_bits_in_range;
pub mod kit;
mod latent_version_grants;
mod malformed_structure;
mod malformed_text;
mod not_action_excludes_everything;
mod private_range_as_source;
mod redundant_action;
mod redundant_condition;
mod redundant_condition_value;
mod redundant_resource;
mod redundant_statement;
mod resource_of_another_service;
mod role_passing_without_limit;
mod sibling_left_open;
mod unattached_policy_grants;
mod wildcard_under_exact_operator;

pub use kit::{
    Check, Confidence, Context, Docs, Edit, Ended, FAMILIES, Family, Finding, Fix, FixKind, Label,
    Language, Level, Reviews, Rule, Sample, Text, Unread,
};

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &guarded_action_granted::RULE,
    &guarded_action_granted_conditionally::RULE,
    &guarded_action_granted_by_broad_pattern::RULE,
    &guarded_action_granted_by_not_action::RULE,
    &guarded_action_granted_by_system_policy::RULE,
    &guarded_action_reachable::RULE,
    &guarded_action_unknown::RULE,
    &guarded_action_obtainable::RULE,
    &latent_version_grants::RULE,
    &unattached_policy_grants::RULE,
    &guarded_action_granted_through_sso::RULE,
    &guarded_action_worn::RULE,
    &guarded_action_granted_to_federation::RULE,
    &deny_limited_to_resources::RULE,
    &deny_of_unknown_action::RULE,
    &deny_with_a_hole::RULE,
    &deny_misses_sibling::RULE,
    &guard_can_be_shed::RULE,
    &deny_on_key_never_present::RULE,
    &deny_expired::RULE,
    &deny_in_resource_group_scope::RULE,
    &sibling_left_open::RULE,
    &deny_never_applies::RULE,
    &control_policy_spares_management_account::RULE,
    &control_policy_spares_service_linked_role::RULE,
    &carve_out_exempts_everyone::RULE,
    &guard_attached_to_nobody::RULE,
    &deny_on_whole_service_pattern::RULE,
    &deny_skipped_by_access_keys::RULE,
    &deny_on_undocumented_key::RULE,
    &deny_with_odd_character::RULE,
    &allow_without_effect::RULE,
    &redundant_action::RULE,
    &redundant_resource::RULE,
    &redundant_condition_value::RULE,
    &redundant_statement::RULE,
    &allow_always_denied::RULE,
    &condition_always_true::RULE,
    &condition_never_true::RULE,
    &contradictory_keys::RULE,
    &wildcard_under_exact_operator::RULE,
    &host_bits_in_range::RULE,
    &private_range_as_source::RULE,
    &every_address_as_source::RULE,
    &allow_expired::RULE,
    &all_resources_for_resource_actions::RULE,
    &resource_of_another_service::RULE,
    &allow_with_not_action::RULE,
    &not_action_excludes_everything::RULE,
    &arn_on_all_resources_action::RULE,
    &allow_not_yet_open::RULE,
    &foreign_account_in_resource::RULE,
    &empty_condition::RULE,
    &role_passing_without_limit::RULE,
    &redundant_condition::RULE,
    &malformed_text::RULE,
    &malformed_structure::RULE,
];

/// Runs every rule: findings in report order, each with its fingerprint.
#[must_use]
pub fn check(context: &Context<'_>, ended: &Ended<'_>) -> Vec<Finding> {
    check_by(&|_| true, context, ended)
}

/// Runs the rules that are wanted, like [`check`].
#[must_use]
pub fn check_by(
    wanted: &dyn Fn(&Rule) -> bool,
    context: &Context<'_>,
    ended: &Ended<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| wanted(rule)) {
        match rule.check {
            Check::Model(check) => check(context, &mut findings),
            Check::Run(check) => check(context, ended, &mut findings),
        }
    }
    for finding in &mut findings {
        context.name_planned(finding);
        if context.language == Language::Chinese {
            finding.map_texts(kit::wording::tight);
        }
    }
    in_order(findings, context)
}

/// Sorts by path, place and rule, drops repetitions and gives fingerprints.
fn in_order(mut findings: Vec<Finding>, context: &Context<'_>) -> Vec<Finding> {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.at.at.start, finding.at.at.end, finding.rule);
        // The order is the same in every language, and so are fingerprints.
        let order = |finding: &Finding| {
            let related: Vec<_> = finding.related.iter().map(|label| label.at).collect();
            (finding.principals.clone(), related)
        };
        context
            .sources
            .path(a.at.at.file)
            .cmp(context.sources.path(b.at.at.file))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| order(a).cmp(&order(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
    findings.dedup_by(|a, b| a.rule == b.rule && a.at == b.at && a.message == b.message);
    kit::fingerprint::assign(&mut findings, context.sources);
    findings
}
