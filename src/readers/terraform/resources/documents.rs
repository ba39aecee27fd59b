//! Documents on resources, which no principal holds.

use crate::model::policy::DocumentKind;
use crate::readers::declared::What;
use crate::readers::terraform::resources::{Declare, Declaring};

pub(super) const TYPES: &[(&str, Declare)] = &[
    ("alicloud_oss_bucket_policy", policy),
    ("alicloud_oss_bucket", policy),
    ("alicloud_log_project", policy),
    ("alicloud_kms_key", policy),
    ("alicloud_kms_secret", policy),
    ("alicloud_vpc_gateway_endpoint", policy_document),
    ("alicloud_privatelink_vpc_endpoint", policy_document),
];

fn policy(declaring: &mut Declaring<'_, '_>) {
    other(declaring, "policy");
}

fn policy_document(declaring: &mut Declaring<'_, '_>) {
    other(declaring, "policy_document");
}

fn other(declaring: &mut Declaring<'_, '_>, argument: &str) {
    let is_empty = |text: &str| text.trim().is_empty();
    if declaring.word(argument).as_deref().is_some_and(is_empty) {
        return;
    }
    if let Some(document) = declaring.document_of(&[argument]) {
        let kind = DocumentKind::Resource;
        declaring.push(What::Other { document, kind });
    }
}
