//! Control policies and versions of policies, as Resource Manager has them.

use crate::model::missing::MissingKind;
use crate::readers::declared::{DeclaredDocument, What};
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::resources::{Declare, Declaring, Version};

pub(super) const TYPES: &[(&str, Declare)] = &[
    ("alicloud_resource_manager_control_policy", control),
    (
        "alicloud_resource_manager_control_policy_attachment",
        control_target,
    ),
    ("alicloud_resource_manager_policy_version", version),
];

fn control(declaring: &mut Declaring<'_, '_>) {
    let name = declaring.need(&["control_policy_name"]);
    let document = declaring.document_of(&["policy_document"]);
    // The cloud gives it an id; those who refer to it do so by address.
    let id = declaring.get(&["id"]).unwrap_or(&name).clone();
    declaring.push(What::ControlPolicy { id, name, document });
}

fn control_target(declaring: &mut Declaring<'_, '_>) {
    let policy = declaring.need(&["policy_id"]);
    let target = declaring.need(&["target_id"]);
    declaring.push(What::ControlAttachment { policy, target });
}

fn version(declaring: &mut Declaring<'_, '_>) {
    let policy = declaring.need(&["policy_name"]);
    let Some(document) = declaring.document_of(&["policy_document"]) else {
        return;
    };
    let in_force = match declaring.get(&["is_default_version"]) {
        None => Some(false),
        Some(value) => value.to_text().map(|word| word == "true"),
    };
    let resource = declaring.resource;
    declaring.into.versions.push(Version {
        account: resource.account.clone(),
        policy,
        name: resource.pointer.to_owned(),
        document,
        in_force,
        path: resource.path.clone(),
        at: resource.at,
        when: resource.when.clone(),
    });
}

impl Declaring<'_, '_> {
    /// A document that may not be in force where the policy says that another
    /// version is.
    pub(super) fn unless_other_version(&mut self, document: DeclaredDocument) -> DeclaredDocument {
        let version = self.get(&["default_version"]);
        let version = version.filter(|version| version.as_str() != Some("v1"));
        let Some(at) = version.map(|version| version.at) else {
            return document;
        };
        let detail = "`default_version` says that another version may be in force";
        let kept = self.hole(MissingKind::Kept, detail, at);
        DeclaredDocument {
            kept: Some(kept),
            ..document
        }
    }

    /// An argument as a text without holes.
    pub(super) fn word(&self, name: &str) -> Option<String> {
        self.get(&[name]).and_then(Evaluated::to_text)
    }
}
