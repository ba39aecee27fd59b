//! Judgement: one file per rule, each with its documentation, its check and its
//! tests. Adding a rule is one file, one `mod` line and one line of [`RULES`].

mod action_case;
mod allow_without_effect;
mod comment_in_json;
mod condition_key_case;
mod deny_limited_to_resources;
mod deny_misses_sibling;
mod deny_of_unknown_action;
mod deny_with_a_hole;
mod document_too_long;
mod duplicate_key;
mod duplicate_sid;
mod element_spelling;
mod empty_list;
mod exclusive_elements;
mod guard_can_be_shed;
mod guarded_action_granted;
mod guarded_action_granted_by_broad_pattern;
mod guarded_action_granted_by_not_action;
mod guarded_action_granted_by_system_policy;
mod guarded_action_granted_conditionally;
mod guarded_action_obtainable;
mod guarded_action_reachable;
mod guarded_action_unknown;
pub mod kit;
mod look_alike_character;
mod malformed_action;
mod malformed_arn;
mod malformed_condition_key;
mod malformed_hcl;
mod malformed_json;
mod malformed_structure;
mod malformed_yaml;
mod missing_element;
mod not_resource;
mod null_operator;
mod odd_character;
mod operator_of_another_type;
mod policy_variable;
mod principal_in_identity_policy;
mod several_booleans;
mod statement_outside_list;
mod stray_blank;
mod text_after_document;
mod trailing_comma;
mod undocumented_effect;
mod undocumented_operator_affix;
mod undocumented_sid;
mod undocumented_version;
mod unknown_action;
mod unknown_condition_key;
mod unknown_element;
mod unknown_operator;
mod unknown_service;
mod unquoted_value;
mod unreadable_text;
mod value_format;
mod wildcard_in_service_code;
mod wrong_type;

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
