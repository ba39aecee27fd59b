//! Who holds which policy, and who is in which group.

use crate::model::account::PrincipalKind;
use crate::readers::declared::{ScopeName, What};
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::attributes::shown;
use crate::readers::terraform::resources::{Declare, Declaring};

pub(super) const TYPES: &[(&str, Declare)] = &[
    ("alicloud_ram_user_policy_attachment", of_user),
    ("alicloud_ram_group_policy_attachment", of_group),
    ("alicloud_ram_role_policy_attachment", of_role),
    ("alicloud_resource_manager_policy_attachment", of_any),
    ("alicloud_ram_user_group_attachment", user_in_group),
    ("alicloud_ram_group_membership", users_in_group),
];

fn of_user(declaring: &mut Declaring<'_, '_>) {
    let scope = ScopeName::Account;
    attach(declaring, PrincipalKind::User, "user_name", &scope);
}

fn of_group(declaring: &mut Declaring<'_, '_>) {
    let scope = ScopeName::Account;
    attach(declaring, PrincipalKind::Group, "group_name", &scope);
}

fn of_role(declaring: &mut Declaring<'_, '_>) {
    let scope = ScopeName::Account;
    attach(declaring, PrincipalKind::Role, "role_name", &scope);
}

fn attach(
    declaring: &mut Declaring<'_, '_>,
    kind: PrincipalKind,
    argument: &str,
    scope: &ScopeName,
) {
    let to = declaring.principal(kind, &[argument]);
    let at = declaring.place_of("policy_name");
    declaring.note_element(at);
    for (policy, when) in declaring.policies("policy_name", "policy_type") {
        let (to, scope) = (to.clone(), scope.clone());
        declaring.push_when(at, &when, What::Attachment { policy, to, scope });
    }
}

/// Types of principals in the words of Resource Manager, with what shows them in
/// the names of each; users have neither of the others' marks.
const PRINCIPALS: &[(&str, &str, PrincipalKind)] = &[
    ("servicerole", "@role.", PrincipalKind::Role),
    ("imsgroup", "@group.", PrincipalKind::Group),
    ("imsuser", ".onaliyun.com", PrincipalKind::User),
];

fn of_any(declaring: &mut Declaring<'_, '_>) {
    let Some(kind) = principal_kind(declaring) else {
        declaring.not_known("principal_type");
        return;
    };
    let scope = match declaring.get(&["resource_group_id"]) {
        Some(group) => ScopeName::ResourceGroup(group.clone()),
        None => ScopeName::Account,
    };
    attach(declaring, kind, "principal_name", &scope);
}

fn principal_kind(declaring: &Declaring<'_, '_>) -> Option<PrincipalKind> {
    if let Some(word) = declaring.word("principal_type") {
        let word = word.to_ascii_lowercase();
        let mut rows = PRINCIPALS.iter();
        return rows.find(|(one, ..)| *one == word).map(|(.., kind)| *kind);
    }
    let name = declaring.get(&["principal_name"])?;
    if let Some(kind) = name.refers.as_deref().and_then(kind_of_address) {
        return Some(kind);
    }
    let text = &name.as_fragment()?.text;
    let mut rows = PRINCIPALS.iter();
    rows.find(|(_, mark, _)| text.contains(mark))
        .map(|(.., kind)| *kind)
}

/// What kind of principal the resource at an address is.
fn kind_of_address(address: &str) -> Option<PrincipalKind> {
    let inner = shown(address);
    let is = |kind: &str| inner.contains(&format!("{kind}."));
    if is("_ram_user") {
        Some(PrincipalKind::User)
    } else if is("_ram_group") {
        Some(PrincipalKind::Group)
    } else if is("_ram_role") || is("_resource_manager_role") {
        Some(PrincipalKind::Role)
    } else {
        None
    }
}

fn user_in_group(declaring: &mut Declaring<'_, '_>) {
    let user = declaring.principal(PrincipalKind::User, &["user_name"]);
    let group = declaring.principal(PrincipalKind::Group, &["group_name"]);
    let at = declaring.place_of("user_name");
    declaring.push_at(at, What::Membership { user, group });
}

fn users_in_group(declaring: &mut Declaring<'_, '_>) {
    let group = declaring.principal(PrincipalKind::Group, &["group_name"]);
    let elements: Vec<Evaluated> = declaring.elements(&["user_names"]);
    for name in elements {
        let at = name.at;
        let user = declaring.named(PrincipalKind::User, name);
        let group = group.clone();
        declaring.push_at(at, What::Membership { user, group });
    }
}
