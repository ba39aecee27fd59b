//! What the provider has deprecated: types of resources and arguments, with what
//! replaces them and since when, by the provider's documentation.

use crate::model::structure::StructureKind;
use crate::readers::evaluated::Evaluated;
use crate::readers::session::Session;
use crate::readers::terraform::resources::plain_kind;
use crate::source::Span;

/// Type, argument, what replaces it, and the version that deprecated it; the type
/// itself where the argument is empty.
const ROWS: &[(&str, &str, &str, &str)] = &[
    ("alicloud_ram_group", "name", "group_name", "1.120.0"),
    (
        "alicloud_ram_group_membership",
        "",
        "alicloud_ram_user_group_attachment",
        "1.267.0",
    ),
    (
        "alicloud_ram_policy",
        "document",
        "policy_document",
        "1.114.0",
    ),
    ("alicloud_ram_policy", "name", "policy_name", "1.114.0"),
    (
        "alicloud_ram_policy",
        "statement",
        "policy_document",
        "1.49.0",
    ),
    (
        "alicloud_ram_role",
        "document",
        "assume_role_policy_document",
        "1.252.0",
    ),
    ("alicloud_ram_role", "name", "role_name", "1.252.0"),
    (
        "alicloud_ram_role",
        "ram_users",
        "assume_role_policy_document",
        "1.49.0",
    ),
    (
        "alicloud_ram_role",
        "services",
        "assume_role_policy_document",
        "1.49.0",
    ),
    (
        "alicloud_ram_role_attachment",
        "",
        "alicloud_ecs_ram_role_attachment",
        "1.250.0",
    ),
];

/// Reports what of a block is deprecated.
pub(super) fn report(
    session: &mut Session<'_>,
    kind: &str,
    arguments: &[(Evaluated, Evaluated)],
    header: Span,
) {
    let plain = plain_kind(kind);
    for (_, argument, instead, since) in ROWS.iter().filter(|(one, ..)| *one == plain) {
        let (name, at) = if argument.is_empty() {
            (kind, Some(header))
        } else {
            let mut set = arguments.iter().filter(|(_, value)| !value.is_null());
            let set = set.find(|(key, _)| key.as_str() == Some(argument));
            (*argument, set.map(|(key, _)| key.at))
        };
        let Some(at) = at else { continue };
        let kind = StructureKind::Deprecated {
            name: name.to_owned(),
            instead,
            since,
        };
        session.problem(kind, at);
    }
}
