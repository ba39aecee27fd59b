//! System policies: the documents bundled with the program, the facts about them,
//! and what the name alone tells of one that is not bundled.
//!
//! The index is read when the first question about a policy is asked, never at the
//! start of the program. System policies are taken to hold no Deny.

use std::sync::OnceLock;

use serde::Deserialize;

use super::system_policies::DOCUMENTS;
use super::table::{Columns, service_of, starts_with_fold, words};
use super::{Catalogue, PRODUCTS};

const INDEX: &str = include_str!("../../../policies/system/index.toml");

/// What the name of a policy may say after the product, before `Access`.
const GRADES: &[&str] = &[
    "AssumeRole",
    "Config",
    "Crypto",
    "Full",
    "Invocation",
    "PubOnly",
    "ReadOnly",
    "SubOnly",
    "Verify",
    "WriteOnly",
];

/// Facts about one system policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SystemPolicy {
    /// Name, as attachments spell it.
    pub name: String,
    /// What it is meant to be attached to.
    #[serde(rename = "type")]
    pub policy_type: SystemPolicyType,
    /// How much of the document is bundled.
    pub status: PolicyStatus,
    /// Version when the page was read.
    pub version: Option<String>,
    /// Day of creation.
    pub created: Option<String>,
    /// Day of the last change.
    pub updated: Option<String>,
    /// Public addresses of the page, or of what describes the policy.
    pub sources: Vec<String>,
    /// Action patterns that the part left out is known not to grant.
    #[serde(default)]
    pub no_grant_of: Vec<String>,
    /// What else there is to know.
    pub note: Option<String>,
    /// The bundled text, if any.
    #[serde(skip)]
    pub document: Option<&'static str>,
}

/// What a system policy is meant to be attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SystemPolicyType {
    /// Users, groups and roles.
    System,
    /// A role that a service assumes.
    ServiceRole,
    /// A service-linked role.
    ServiceLinkedRole,
}

/// How much of a system policy's document is bundled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyStatus {
    /// All of it.
    Complete,
    /// The statements that are known; the rest was not read or is left out.
    Partial,
    /// None of it.
    Described,
}

/// What the name of a system policy tells about an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByName {
    /// It is for another product, or for reading only.
    DoesNotGrant,
    /// Nothing.
    Unknown,
}

impl SystemPolicy {
    /// Whether what is not bundled of this policy is known not to grant `action`.
    #[must_use]
    pub fn rest_does_not_grant(&self, action: &str) -> bool {
        self.status == PolicyStatus::Complete
            || self
                .no_grant_of
                .iter()
                .any(|pattern| match pattern.strip_suffix('*') {
                    Some(prefix) => starts_with_fold(action, prefix),
                    None => pattern.eq_ignore_ascii_case(action),
                })
    }
}

impl SystemPolicy {
    /// The patterns of all actions for which [`Self::rest_does_not_grant`] holds.
    pub fn not_granted_by_rest(&self) -> impl Iterator<Item = &str> {
        let all = (self.status == PolicyStatus::Complete).then_some("*");
        all.into_iter()
            .chain(self.no_grant_of.iter().map(String::as_str))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    policy: Vec<SystemPolicy>,
}

/// The index with its documents; empty if it does not parse, which a test rules out.
pub(super) fn index() -> &'static [SystemPolicy] {
    static PARSED: OnceLock<Vec<SystemPolicy>> = OnceLock::new();
    PARSED.get_or_init(|| {
        let mut policies = read_index().unwrap_or_default();
        for policy in &mut policies {
            policy.document = document(&policy.name);
        }
        policies
    })
}

pub(super) fn read_index() -> Result<Vec<SystemPolicy>, toml::de::Error> {
    toml::from_str::<Index>(INDEX).map(|index| index.policy)
}

fn document(name: &str) -> Option<&'static str> {
    DOCUMENTS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, text)| *text)
}

impl Catalogue {
    /// Every system policy of the index, sorted by name.
    pub fn system_policies(&self) -> impl Iterator<Item = &'static SystemPolicy> + use<> {
        index().iter()
    }

    /// The system policy of that name.
    #[must_use]
    pub fn system_policy(&self, name: &str) -> Option<&'static SystemPolicy> {
        index()
            .iter()
            .find(|policy| policy.name.eq_ignore_ascii_case(name))
    }

    /// What the name of a system policy tells about `action`: that of another
    /// product does not grant it, and one for reading does not grant what is more
    /// than reading.
    #[must_use]
    pub fn system_policy_by_name(&self, name: &str, action: &str) -> ByName {
        let reads = self
            .action(action)
            .and_then(|action| action.level.reads_only());
        let for_reading = ends_with_fold(name, "ReadOnlyAccess");
        if (for_reading && reads == Some(false)) || self.is_of_another_product(name, action) {
            ByName::DoesNotGrant
        } else {
            ByName::Unknown
        }
    }

    /// Whether the name is `Aliyun<Product>…Access`, the product is known and is not
    /// that of the action. Where the names of the action's own product are not
    /// known, no product can be told to be another.
    fn is_of_another_product(&self, name: &str, action: &str) -> bool {
        let Some(service) = service_of(action).and_then(|code| self.service(code)) else {
            return false;
        };
        let own = |row: &'static str| product_codes(row).any(|code| code == service.code);
        let Some(product) = strip_prefix_fold(name, "Aliyun")
            .and_then(|rest| strip_suffix_fold(rest, "Access"))
            .and_then(product_of)
        else {
            return false;
        };
        !own(product) && PRODUCTS.rows().iter().any(|row| own(row))
    }
}

/// The row of the product that is left when the grade is taken off.
fn product_of(rest: &str) -> Option<&'static str> {
    GRADES
        .iter()
        .filter_map(|grade| strip_suffix_fold(rest, grade))
        .find_map(|product| PRODUCTS.find(product))
}

fn product_codes(row: &'static str) -> impl Iterator<Item = &'static str> {
    let mut columns = Columns::of(row);
    columns.take();
    words(columns.take())
}

fn strip_prefix_fold<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn strip_suffix_fold<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (rest, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(rest)
}

fn ends_with_fold(text: &str, suffix: &str) -> bool {
    strip_suffix_fold(text, suffix).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_policy_known_whole_grants_nothing() {
        let mut complete = 0;
        for policy in index() {
            let named: Vec<&str> = policy.no_grant_of.iter().map(String::as_str).collect();
            let all: Vec<&str> = policy.not_granted_by_rest().collect();
            let expected = match policy.status {
                PolicyStatus::Complete => [&["*"], &named[..]].concat(),
                _ => named,
            };
            complete += usize::from(policy.status == PolicyStatus::Complete);
            assert_eq!(all, expected, "{}", policy.name);
        }
        assert!(complete > 0 && complete < index().len());
    }
}
