//! Findings about access that say less than one that another commit has: a member who
//! left, a pattern that covers less, a condition more. Their fingerprints are new.

use crate::rules::Finding;

/// The rules about statements that grant. Which of them tells of a statement hangs on
/// how it is written.
const GRANTS: &[&str] = &["RAM101", "RAM102", "RAM103", "RAM104", "RAM105", "RAM111"];

/// The family of the rules about access.
const ACCESS: &str = "RAM1";

/// Whether a finding about access is of nobody and of nothing but what one of those
/// that are gone is about, and no graver.
pub(super) fn is_covered(finding: &Finding, gone: &[&Finding]) -> bool {
    let is_grant = |rule: &str| GRANTS.contains(&rule);
    finding.rule.starts_with(ACCESS)
        && finding.action.is_some()
        && !finding.principals.is_empty()
        && gone.iter().any(|one| {
            let alike = one.rule == finding.rule || (is_grant(one.rule) && is_grant(finding.rule));
            let mut ids = finding.principals.iter();
            alike
                && one.action == finding.action
                && one.level >= finding.level
                && ids.all(|id| one.principals.contains(id))
        })
}
