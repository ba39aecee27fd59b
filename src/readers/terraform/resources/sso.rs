//! Cloud SSO: identities, access configurations and who is given them.

use crate::model::account::PrincipalKind;
use crate::readers::declared::{PrincipalName, What};
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::attributes::shown;
use crate::readers::terraform::resources::{Declare, Declaring};

pub(super) const TYPES: &[(&str, Declare)] = &[
    ("alicloud_cloud_sso_user", user),
    ("alicloud_cloud_sso_group", group),
    ("alicloud_cloud_sso_user_attachment", user_in_group),
    ("alicloud_cloud_sso_access_configuration", configuration),
    ("alicloud_cloud_sso_access_assignment", assignment),
];

fn user(declaring: &mut Declaring<'_, '_>) {
    let user = declaring.principal(PrincipalKind::SsoUser, &["user_name"]);
    declaring.push(What::Principal(user));
}

fn group(declaring: &mut Declaring<'_, '_>) {
    let group = declaring.principal(PrincipalKind::SsoGroup, &["group_name"]);
    declaring.push(What::Principal(group));
}

fn user_in_group(declaring: &mut Declaring<'_, '_>) {
    let user = declaring.principal(PrincipalKind::SsoUser, &["user_id"]);
    let group = declaring.principal(PrincipalKind::SsoGroup, &["group_id"]);
    declaring.push(What::Membership { user, group });
}

fn configuration(declaring: &mut Declaring<'_, '_>) {
    let name = declaring.need(&["access_configuration_name"]);
    let id = declaring.get(&["access_configuration_id"]).cloned();
    let mut system = Vec::new();
    let mut inline = Vec::new();
    for policy in declaring.elements(&["permission_policies"]) {
        let kind = policy.get("permission_policy_type");
        match kind.and_then(Evaluated::as_str) {
            Some("System") => system.extend(policy.get("permission_policy_name").cloned()),
            Some("Inline") => {
                if let Some(document) = policy.get("permission_policy_document") {
                    let names = &["permission_policies", "permission_policy_document"];
                    inline.push(declaring.document(names, document.clone()));
                }
            }
            // Of an element that is not known all that can be said is that it is a
            // policy with some document.
            _ => match policy.hole().or(kind.and_then(Evaluated::hole)) {
                Some(hole) => {
                    let unknown = Evaluated::unknown(hole, policy.at);
                    inline.push(declaring.document(&["permission_policies"], unknown));
                }
                None => declaring.not_known("permission_policy_type"),
            },
        }
    }
    declaring.push(What::Configuration {
        name,
        id,
        system,
        inline,
    });
}

fn assignment(declaring: &mut Declaring<'_, '_>) {
    let configuration = declaring.need(&["access_configuration_id"]);
    let name = declaring.need(&["principal_id"]);
    let word = declaring.word("principal_type");
    let address = name.refers.as_deref().map(shown);
    let kind = match (
        word.map(|word| word.to_ascii_lowercase()).as_deref(),
        address,
    ) {
        (Some("user"), _) => PrincipalKind::SsoUser,
        (Some("group"), _) => PrincipalKind::SsoGroup,
        (None, Some(address)) if address.contains("cloud_sso_user.") => PrincipalKind::SsoUser,
        (None, Some(address)) if address.contains("cloud_sso_group.") => PrincipalKind::SsoGroup,
        _ => {
            declaring.not_known("principal_type");
            return;
        }
    };
    let target = declaring.get(&["target_id"]).cloned();
    declaring.push(What::Assignment {
        configuration,
        to: PrincipalName { kind, name },
        target,
    });
}
