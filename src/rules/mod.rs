//! Judgement: one file per rule, each with its documentation, its check and its
//! tests. Adding a rule is one file, one `mod` line and one line of [`RULES`].

mod access_key_of_privileged_user;
mod action_case;
mod all_resources_for_resource_actions;
mod allow_always_denied;
mod allow_expired;
mod allow_not_yet_open;
mod allow_with_not_action;
mod allow_without_effect;
mod arn_on_all_resources_action;
mod attachment_to_missing;
mod carve_out_exempts_everyone;
mod comment_in_json;
mod condition_always_true;
mod condition_key_case;
mod condition_never_true;
mod conflicting_documents;
mod contradictory_keys;
mod control_policies_not_applied;
mod control_policy_spares_management_account;
mod control_policy_spares_service_linked_role;
mod create_service_linked_role_for_every_service;
mod custom_policy_named_like_system;
mod deny_expired;
mod deny_in_resource_group_scope;
mod deny_in_trust_policy;
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
mod deprecated_terraform_form;
mod document_changes_ignored;
mod document_too_long;
mod duplicate_key;
mod duplicate_sid;
mod element_spelling;
mod empty_condition;
mod empty_group_with_policies;
mod empty_list;
mod every_address_as_source;
mod exclusive_elements;
mod foreign_account_in_resource;
mod foreign_account_without_external_id;
mod guard_attached_to_nobody;
mod guard_can_be_shed;
mod guarded_action_beside_a_principal;
mod guarded_action_for_large_group;
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
mod id_instead_of_name;
mod input_not_analysed;
pub mod kit;
mod latent_version_grants;
mod look_alike_character;
mod lossy_condition_blocks;
mod malformed_action;
mod malformed_arn;
mod malformed_condition_key;
mod malformed_hcl;
mod malformed_json;
mod malformed_principal;
mod malformed_waiver;
mod malformed_yaml;
mod missing_element;
mod name_in_another_case;
mod not_action_excludes_everything;
mod not_resource;
mod null_operator;
mod odd_character;
mod oidc_without_audience;
mod oidc_without_subject;
mod open_gap;
mod operator_of_another_type;
mod pass_role_for_every_role;
mod policy_attached_to_user;
mod policy_document_without_statements;
mod policy_variable;
mod principal_in_identity_policy;
mod private_range_as_source;
mod redundant_action;
mod redundant_condition;
mod redundant_condition_value;
mod redundant_principal;
mod redundant_resource;
mod redundant_statement;
mod resource_of_another_service;
mod saml_without_recipient;
mod several_booleans;
mod sibling_left_open;
mod statement_outside_list;
mod stray_blank;
mod system_document_differs;
mod system_policy_by_name;
mod text_after_document;
mod too_many_attachments;
mod trailing_comma;
mod trust_of_everyone;
mod trust_of_foreign_account;
mod trust_of_missing_principal;
mod trust_of_whole_account;
mod trust_without_assume_action;
mod unattached_policy;
mod unattached_policy_grants;
mod undocumented_effect;
mod undocumented_name;
mod undocumented_operator_affix;
mod undocumented_sid;
mod undocumented_version;
mod unknown_action;
mod unknown_condition_key;
mod unknown_element;
mod unknown_input_key;
mod unknown_operator;
mod unknown_service;
mod unknown_terraform_argument;
mod unquoted_value;
mod unreadable_text;
mod value_format;
mod waiver_expired;
mod waiver_unused;
mod wildcard_in_service_code;
mod wildcard_under_exact_operator;
mod wrong_input_value;
mod wrong_type;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::model::Model;
use crate::source::Sources;
pub use kit::{
    Check, Concerns, Confidence, Context, Docs, Edit, Ended, FAMILIES, Family, Fate, Finding, Fix,
    FixKind, Label, Language, Level, Misread, Places, Reached, Reviews, Rule, Sample, Text,
    Thresholds, Unread, Waived, Waiver, WaiverFault, WaiverKind, Waiving,
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
    &guarded_action_beside_a_principal::RULE,
    &guarded_action_for_large_group::RULE,
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
    &redundant_condition::RULE,
    &malformed_json::RULE,
    &duplicate_key::RULE,
    &text_after_document::RULE,
    &comment_in_json::RULE,
    &look_alike_character::RULE,
    &unreadable_text::RULE,
    &malformed_hcl::RULE,
    &malformed_yaml::RULE,
    &trailing_comma::RULE,
    &undocumented_version::RULE,
    &statement_outside_list::RULE,
    &undocumented_effect::RULE,
    &missing_element::RULE,
    &exclusive_elements::RULE,
    &unknown_element::RULE,
    &element_spelling::RULE,
    &wrong_type::RULE,
    &empty_list::RULE,
    &principal_in_identity_policy::RULE,
    &not_resource::RULE,
    &undocumented_sid::RULE,
    &unknown_service::RULE,
    &unknown_action::RULE,
    &malformed_action::RULE,
    &malformed_arn::RULE,
    &unknown_operator::RULE,
    &undocumented_operator_affix::RULE,
    &null_operator::RULE,
    &unknown_condition_key::RULE,
    &malformed_condition_key::RULE,
    &condition_key_case::RULE,
    &value_format::RULE,
    &several_booleans::RULE,
    &operator_of_another_type::RULE,
    &policy_variable::RULE,
    &odd_character::RULE,
    &stray_blank::RULE,
    &document_too_long::RULE,
    &action_case::RULE,
    &unquoted_value::RULE,
    &wildcard_in_service_code::RULE,
    &duplicate_sid::RULE,
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
    &waiver_unused::RULE,
    &waiver_expired::RULE,
    &malformed_waiver::RULE,
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
    let rules: Vec<&Rule> = RULES.iter().copied().filter(|rule| wanted(rule)).collect();
    let of_rule = |rule: &Rule| {
        let mut findings = Vec::new();
        match rule.check {
            Check::Model(check) => check(context, &mut findings),
            Check::Run(check) => check(context, ended, &mut findings),
            Check::Waivers(_) => {}
        }
        findings
    };
    let found: Vec<Vec<Finding>> = if is_large(context.model) {
        // What shares its work among threads of its own is done before the rules are.
        let _ = context.found();
        rules.into_par_iter().map(of_rule).collect()
    } else {
        rules.into_iter().map(of_rule).collect()
    };
    let mut all = Vec::with_capacity(found.iter().map(Vec::len).sum());
    all.extend(found.into_iter().flatten());
    in_order(all, context)
}

/// Documents from which on threads are worth being started.
const MANY: usize = 100;

/// Whether an input is worth several threads.
#[must_use]
pub fn is_large(model: &Model) -> bool {
    model.pools.documents().nth(MANY).is_some()
}

/// What the rules about waivers find, those that are wanted, once it is known what
/// became of them; in report order, each with its fingerprint.
#[must_use]
pub fn check_waivers(
    wanted: &dyn Fn(&Rule) -> bool,
    context: &Context<'_>,
    waiving: &Waiving<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES.iter().filter(|rule| wanted(rule)) {
        if let Check::Waivers(check) = rule.check {
            check(context, waiving, &mut findings);
        }
    }
    in_order(findings, context)
}

/// Puts the last words on findings, sorts them, drops repetitions and gives
/// fingerprints.
fn in_order(mut findings: Vec<Finding>, context: &Context<'_>) -> Vec<Finding> {
    for finding in &mut findings {
        context.name_planned(finding);
        if context.language == Language::Chinese {
            finding.map_texts(kit::wording::tight);
        }
    }
    sort(&mut findings, context.sources);
    findings.dedup_by(|a, b| a.rule == b.rule && a.at == b.at && a.message == b.message);
    kit::fingerprint::assign(&mut findings, context);
    findings
}

/// Brings findings into report order: by path, place and rule.
pub fn sort(findings: &mut [Finding], sources: &Sources) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.at.at.start, finding.at.at.end, finding.rule);
        // The order is the same in every language, and so are fingerprints.
        let order = |finding: &Finding| {
            let related: Vec<_> = finding.related.iter().map(|label| label.at).collect();
            (finding.principals.clone(), related)
        };
        sources
            .path(a.at.at.file)
            .cmp(sources.path(b.at.at.file))
            .then_with(|| key(a).cmp(&key(b)))
            .then_with(|| order(a).cmp(&order(b)))
            .then_with(|| a.message.cmp(&b.message))
    });
}
