//! Judgement: one file per rule, each with its documentation, its check and its
//! tests. Adding a rule is one file, one `mod` line and one line of [`RULES`].

mod access_key_of_privileged_user;
mod allow_without_effect;
mod attachment_to_missing;
mod conflicting_documents;
mod control_policies_not_applied;
mod create_service_linked_role_for_every_service;
mod custom_policy_named_like_system;
mod deny_in_trust_policy;
mod deny_limited_to_resources;
mod deny_misses_sibling;
mod deny_of_unknown_action;
mod deny_with_a_hole;
mod deprecated_terraform_form;
mod document_changes_ignored;
mod empty_group_with_policies;
mod foreign_account_without_external_id;
mod guard_can_be_shed;
mod guarded_action_granted;
mod guarded_action_granted_by_broad_pattern;
mod guarded_action_granted_by_not_action;
mod guarded_action_granted_by_system_policy;
mod guarded_action_granted_conditionally;
mod guarded_action_obtainable;
mod guarded_action_reachable;
mod guarded_action_unknown;
mod id_instead_of_name;
mod input_not_analysed;
pub mod kit;
mod lossy_condition_blocks;
mod malformed_principal;
mod malformed_structure;
mod malformed_text;
mod name_in_another_case;
mod oidc_without_audience;
mod oidc_without_subject;
mod open_gap;
mod pass_role_for_every_role;
mod policy_attached_to_user;
mod policy_document_without_statements;
mod redundant_principal;
mod saml_without_recipient;
mod system_document_differs;
mod system_policy_by_name;
mod too_many_attachments;
mod trust_of_everyone;
mod trust_of_foreign_account;
mod trust_of_missing_principal;
mod trust_of_whole_account;
mod trust_without_assume_action;
mod unattached_policy;
mod undocumented_name;
mod unknown_input_key;
mod unknown_terraform_argument;
mod wrong_input_value;

pub use kit::{
    Check, Confidence, Context, Docs, Edit, Ended, FAMILIES, Family, Finding, Fix, FixKind, Label,
    Language, Level, Rule, Sample, Text, Unread,
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
    &deny_limited_to_resources::RULE,
    &deny_of_unknown_action::RULE,
    &deny_with_a_hole::RULE,
    &deny_misses_sibling::RULE,
    &guard_can_be_shed::RULE,
    &allow_without_effect::RULE,
    &malformed_text::RULE,
    &malformed_structure::RULE,
    &trust_of_whole_account::RULE,
    &trust_of_foreign_account::RULE,
    &trust_of_everyone::RULE,
    &oidc_without_subject::RULE,
    &oidc_without_audience::RULE,
    &saml_without_recipient::RULE,
    &foreign_account_without_external_id::RULE,
    &malformed_principal::RULE,
    &trust_without_assume_action::RULE,
    &trust_of_missing_principal::RULE,
    &pass_role_for_every_role::RULE,
    &redundant_principal::RULE,
    &deny_in_trust_policy::RULE,
    &create_service_linked_role_for_every_service::RULE,
    &unattached_policy::RULE,
    &attachment_to_missing::RULE,
    &custom_policy_named_like_system::RULE,
    &system_document_differs::RULE,
    &conflicting_documents::RULE,
    &name_in_another_case::RULE,
    &unknown_terraform_argument::RULE,
    &unknown_input_key::RULE,
    &control_policies_not_applied::RULE,
    &deprecated_terraform_form::RULE,
    &lossy_condition_blocks::RULE,
    &id_instead_of_name::RULE,
    &document_changes_ignored::RULE,
    &policy_attached_to_user::RULE,
    &too_many_attachments::RULE,
    &undocumented_name::RULE,
    &empty_group_with_policies::RULE,
    &access_key_of_privileged_user::RULE,
    &wrong_input_value::RULE,
    &policy_document_without_statements::RULE,
    &input_not_analysed::RULE,
    &system_policy_by_name::RULE,
    &open_gap::RULE,
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
