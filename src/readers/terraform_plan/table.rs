//! Hands instances to the table of resource types that all readers of Terraform
//! share.

use crate::readers::declared::{AccountKey, Declared};
use crate::readers::session::Session;
use crate::readers::terraform_plan::joins::Instance;

/// How the types begin that say who holds what.
const KINDS: &[&str] = &[
    "alicloud_ram_",
    "alicloud_resource_manager_",
    "alicloud_cloud_sso_",
];

/// Whether resources of a type are read.
pub(super) fn is_read(kind: &str) -> bool {
    KINDS.iter().any(|start| kind.starts_with(start))
}

/// What an instance declares.
pub(super) fn declare(
    session: &mut Session<'_>,
    path: &str,
    instance: Instance,
    account: AccountKey,
) -> Vec<Declared> {
    let _ = (
        session,
        path,
        account,
        instance.arguments,
        instance.when,
        instance.at,
    );
    Vec::new()
}
