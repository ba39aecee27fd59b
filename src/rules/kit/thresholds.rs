//! Numbers and names that depend on whose repository it is. What nobody sets is as
//! the documentation has it.

use std::collections::BTreeSet;

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::model::catalogue::Catalogue;

/// Principals from which on exempting all of them is an oversight: an account with
/// one role may be the account of that role.
const EXEMPT: usize = 2;

/// Members from which on a group is larger than somebody keeps an eye on.
const GROUP_MEMBERS: usize = 10;

/// What rules hold facts against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// System policies that the account takes on one principal; none for the quota.
    pub system_policies: Option<usize>,
    /// Custom policies that it takes on a user.
    pub user_custom_policies: Option<usize>,
    /// Custom policies that it takes on a group.
    pub group_custom_policies: Option<usize>,
    /// Custom policies that it takes on a role.
    pub role_custom_policies: Option<usize>,
    /// Principals of an account from which on a Deny that exempts all is reported.
    pub exempt_principals: usize,
    /// Members that a group with the guarded action may have without a finding.
    pub group_members: usize,
    /// Ids of other accounts that may be trusted.
    pub trusted_accounts: BTreeSet<String>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            system_policies: None,
            user_custom_policies: None,
            group_custom_policies: None,
            role_custom_policies: None,
            exempt_principals: EXEMPT,
            group_members: GROUP_MEMBERS,
            trusted_accounts: BTreeSet::new(),
        }
    }
}

impl Thresholds {
    /// How many policies of a kind the account takes on a principal: as it is set, or
    /// as it is documented.
    #[must_use]
    pub fn attachments(
        &self,
        principal: PrincipalKind,
        policy: PolicyKind,
        catalogue: &Catalogue,
    ) -> Option<usize> {
        let set = match (policy, principal) {
            (PolicyKind::System, _) => self.system_policies,
            (PolicyKind::Custom, PrincipalKind::User) => self.user_custom_policies,
            (PolicyKind::Custom, PrincipalKind::Group) => self.group_custom_policies,
            (PolicyKind::Custom, PrincipalKind::Role) => self.role_custom_policies,
            _ => None,
        };
        let documented = catalogue.attachment_quota(principal, policy)?;
        Some(set.unwrap_or(documented.most))
    }
}
