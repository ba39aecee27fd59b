//! The calls of the account's APIs whose answers are read: one line each, with
//! how the answer is recognised, what of the request it does not repeat, how it
//! comes in pages and what it declares. Shapes are those of the SDK models of RAM
//! 2015-05-01, IMS 2019-08-15, ResourceManager 2020-03-31, ResourceDirectoryMaster
//! 2022-04-19, CloudSSO 2021-05-15, STS 2015-04-01 and ECS 2014-05-26.

use crate::readers::dump::answer::Answer;
use crate::readers::dump::build::Build;
use crate::readers::dump::{directory, grants, principals, single_sign_on};
use crate::syntax::{Kind, Value};

/// Where the part of an answer is that tells its call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// A list under two keys: `Users.User`.
    Wrapped(&'static str, &'static str),
    /// A list under one key.
    Flat(&'static str),
    /// An object under one key.
    Object(&'static str),
    /// The answer itself.
    Top,
}

/// How a list comes in pages, and so how its end is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paging {
    /// All at once.
    None,
    /// `IsTruncated` and `Marker`; the request has `Marker`.
    Marker,
    /// `TotalCount`; the request has `PageNumber`.
    Number,
    /// `IsTruncated` and `NextToken`; the request has `NextToken`.
    Token,
}

/// One call.
#[derive(Debug)]
pub(super) struct Call {
    /// The action, as the API spells it.
    pub(super) name: &'static str,
    /// The products that have it; the first is the one that commands name.
    pub(super) products: &'static [&'static str],
    pub(super) body: Body,
    /// The object, or the first element of the list, has one of these.
    has: &'static [&'static str],
    /// And none of these.
    lacks: &'static [&'static str],
    /// Parameters of the request that the answer does not repeat, in the order in
    /// which a file name gives them after `@`.
    pub(super) keys: &'static [&'static str],
    pub(super) paging: Paging,
    /// Says something about the whole resource directory, not one account.
    pub(super) of_directory: bool,
    /// Puts into declarations what an answer says.
    pub(super) read: fn(&mut Build<'_, '_>, &Answer),
}

const RAM: &[&str] = &["ram"];
const RAM_IMS: &[&str] = &["ram", "ims"];
const IMS: &[&str] = &["ims"];
const MANAGER: &[&str] = &["resourcemanager"];
const DIRECTORY: &[&str] = &["resourcemanager", "resourcedirectorymaster"];
const SSO: &[&str] = &["cloudsso"];

const PLAIN: Call = Call {
    name: "",
    products: RAM,
    body: Body::Top,
    has: &[],
    lacks: &[],
    keys: &[],
    paging: Paging::None,
    of_directory: false,
    read: nothing,
};

const OF_DIRECTORY: Call = Call {
    products: DIRECTORY,
    of_directory: true,
    ..PLAIN
};

const OF_SSO: Call = Call {
    products: SSO,
    of_directory: true,
    ..PLAIN
};

/// For calls that matter as a whole only: of which account a dump is, and where
/// the account stands.
fn nothing(_: &mut Build<'_, '_>, _: &Answer) {}

/// All calls that are read.
pub(super) static CALLS: &[Call] = &[
    Call {
        name: "GetCallerIdentity",
        products: &["sts"],
        has: &["IdentityType", "PrincipalId"],
        ..PLAIN
    },
    Call {
        name: "ListUsers",
        products: RAM_IMS,
        body: Body::Wrapped("Users", "User"),
        has: &["UserId", "CreateDate", "UserPrincipalName"],
        lacks: &["JoinDate", "AttachDate"],
        paging: Paging::Marker,
        read: principals::users,
        ..PLAIN
    },
    Call {
        name: "GetUser",
        products: RAM_IMS,
        body: Body::Object("User"),
        has: &["UserName", "UserPrincipalName"],
        read: principals::one_user,
        ..PLAIN
    },
    Call {
        name: "ListGroups",
        products: RAM_IMS,
        body: Body::Wrapped("Groups", "Group"),
        has: &["GroupId", "CreateDate", "GroupPrincipalName"],
        lacks: &["JoinDate", "AttachDate"],
        paging: Paging::Marker,
        read: principals::groups,
        ..PLAIN
    },
    Call {
        name: "ListRoles",
        body: Body::Wrapped("Roles", "Role"),
        has: &["RoleName"],
        lacks: &["AttachDate"],
        paging: Paging::Marker,
        read: principals::roles,
        ..PLAIN
    },
    Call {
        name: "GetRole",
        body: Body::Object("Role"),
        has: &["AssumeRolePolicyDocument"],
        read: principals::one_role,
        ..PLAIN
    },
    Call {
        name: "ListUsersForGroup",
        products: RAM_IMS,
        body: Body::Wrapped("Users", "User"),
        has: &["JoinDate"],
        keys: &["GroupName"],
        paging: Paging::Marker,
        read: principals::members,
        ..PLAIN
    },
    Call {
        name: "ListGroupsForUser",
        products: RAM_IMS,
        body: Body::Wrapped("Groups", "Group"),
        has: &["JoinDate"],
        keys: &["UserName"],
        read: principals::groups_of_user,
        ..PLAIN
    },
    Call {
        name: "ListAccessKeys",
        products: RAM_IMS,
        body: Body::Wrapped("AccessKeys", "AccessKey"),
        has: &["AccessKeyId"],
        keys: &["UserName"],
        read: principals::access_keys,
        ..PLAIN
    },
    Call {
        name: "GetLoginProfile",
        products: RAM_IMS,
        body: Body::Object("LoginProfile"),
        has: &["MFABindRequired"],
        read: principals::login_profile,
        ..PLAIN
    },
    Call {
        name: "ListSAMLProviders",
        products: IMS,
        body: Body::Wrapped("SAMLProviders", "SAMLProvider"),
        has: &["SAMLProviderName"],
        paging: Paging::Marker,
        read: principals::saml_providers,
        ..PLAIN
    },
    Call {
        name: "ListOIDCProviders",
        products: IMS,
        body: Body::Wrapped("OIDCProviders", "OIDCProvider"),
        has: &["OIDCProviderName"],
        paging: Paging::Marker,
        read: principals::oidc_providers,
        ..PLAIN
    },
    Call {
        name: "GetSAMLProvider",
        products: IMS,
        body: Body::Object("SAMLProvider"),
        has: &["SAMLProviderName"],
        read: principals::saml_providers,
        ..PLAIN
    },
    Call {
        name: "GetOIDCProvider",
        products: IMS,
        body: Body::Object("OIDCProvider"),
        has: &["OIDCProviderName"],
        read: principals::oidc_providers,
        ..PLAIN
    },
    Call {
        name: "DescribeInstanceRamRole",
        products: &["ecs"],
        body: Body::Wrapped("InstanceRamRoleSets", "InstanceRamRoleSet"),
        has: &["InstanceId"],
        paging: Paging::Number,
        read: principals::wearers,
        ..PLAIN
    },
    Call {
        name: "ListPolicies",
        body: Body::Wrapped("Policies", "Policy"),
        has: &["PolicyName"],
        lacks: &["AttachDate"],
        paging: Paging::Marker,
        read: grants::policies,
        ..PLAIN
    },
    Call {
        name: "GetPolicy",
        body: Body::Object("Policy"),
        has: &["PolicyName"],
        read: grants::one_policy,
        ..PLAIN
    },
    Call {
        name: "GetPolicyVersion",
        body: Body::Object("PolicyVersion"),
        has: &["PolicyDocument"],
        keys: &["PolicyType", "PolicyName"],
        read: grants::one_version,
        ..PLAIN
    },
    Call {
        name: "ListPolicyVersions",
        body: Body::Wrapped("PolicyVersions", "PolicyVersion"),
        has: &["VersionId"],
        keys: &["PolicyType", "PolicyName"],
        read: grants::versions,
        ..PLAIN
    },
    Call {
        name: "ListPoliciesForUser",
        body: Body::Wrapped("Policies", "Policy"),
        has: &["AttachDate"],
        keys: &["UserName"],
        read: grants::of_user,
        ..PLAIN
    },
    Call {
        name: "ListPoliciesForGroup",
        body: Body::Wrapped("Policies", "Policy"),
        has: &["AttachDate"],
        keys: &["GroupName"],
        read: grants::of_group,
        ..PLAIN
    },
    Call {
        name: "ListPoliciesForRole",
        body: Body::Wrapped("Policies", "Policy"),
        has: &["AttachDate"],
        keys: &["RoleName"],
        read: grants::of_role,
        ..PLAIN
    },
    Call {
        name: "ListEntitiesForPolicy",
        keys: &["PolicyType", "PolicyName"],
        read: grants::entities,
        ..PLAIN
    },
    Call {
        name: "ListPolicyAttachments",
        products: MANAGER,
        body: Body::Wrapped("PolicyAttachments", "PolicyAttachment"),
        has: &["PrincipalName"],
        paging: Paging::Number,
        read: grants::attachments,
        ..PLAIN
    },
    Call {
        name: "ListControlPolicies",
        body: Body::Wrapped("ControlPolicies", "ControlPolicy"),
        has: &["PolicyId"],
        paging: Paging::Number,
        read: directory::control_policies,
        ..OF_DIRECTORY
    },
    Call {
        name: "GetControlPolicy",
        body: Body::Object("ControlPolicy"),
        has: &["PolicyId"],
        read: directory::one_control_policy,
        ..OF_DIRECTORY
    },
    Call {
        name: "ListTargetAttachmentsForControlPolicy",
        body: Body::Wrapped("TargetAttachments", "TargetAttachment"),
        has: &["TargetId"],
        keys: &["PolicyId"],
        paging: Paging::Number,
        read: directory::targets,
        ..OF_DIRECTORY
    },
    Call {
        name: "ListControlPolicyAttachmentsForTarget",
        body: Body::Wrapped("ControlPolicyAttachments", "ControlPolicyAttachment"),
        has: &["PolicyId"],
        keys: &["TargetId"],
        read: directory::of_target,
        ..OF_DIRECTORY
    },
    Call {
        name: "GetResourceDirectory",
        body: Body::Object("ResourceDirectory"),
        has: &["ResourceDirectoryId"],
        ..OF_DIRECTORY
    },
    Call {
        name: "GetAccount",
        body: Body::Object("Account"),
        has: &["AccountId"],
        ..OF_DIRECTORY
    },
    Call {
        name: "ListAccounts",
        body: Body::Wrapped("Accounts", "Account"),
        has: &["AccountId"],
        paging: Paging::Number,
        ..OF_DIRECTORY
    },
    Call {
        name: "ListAncestors",
        body: Body::Wrapped("Folders", "Folder"),
        has: &["FolderId"],
        keys: &["ChildFolderId"],
        ..OF_DIRECTORY
    },
    Call {
        name: "ListUsers",
        body: Body::Flat("Users"),
        has: &["ProvisionType"],
        paging: Paging::Token,
        read: single_sign_on::users,
        ..OF_SSO
    },
    Call {
        name: "ListGroups",
        body: Body::Flat("Groups"),
        has: &["ProvisionType"],
        paging: Paging::Token,
        read: single_sign_on::groups,
        ..OF_SSO
    },
    Call {
        name: "ListGroupMembers",
        body: Body::Flat("GroupMembers"),
        has: &["GroupId", "UserId"],
        keys: &["GroupId"],
        paging: Paging::Token,
        read: single_sign_on::members,
        ..OF_SSO
    },
    Call {
        name: "ListAccessConfigurations",
        body: Body::Flat("AccessConfigurations"),
        has: &["AccessConfigurationId"],
        paging: Paging::Token,
        read: single_sign_on::configurations,
        ..OF_SSO
    },
    Call {
        name: "ListPermissionPoliciesInAccessConfiguration",
        body: Body::Flat("PermissionPolicies"),
        has: &["PermissionPolicyName"],
        keys: &["AccessConfigurationId"],
        read: single_sign_on::permissions,
        ..OF_SSO
    },
    Call {
        name: "ListAccessAssignments",
        body: Body::Flat("AccessAssignments"),
        has: &["AccessConfigurationId"],
        paging: Paging::Token,
        read: single_sign_on::assignments,
        ..OF_SSO
    },
];

/// The calls whose answers may be of this shape.
pub(super) fn of_shape(body: Value<'_>) -> Vec<&'static Call> {
    CALLS
        .iter()
        .filter(|call| call.part(body).is_some())
        .collect()
}

/// The calls of an action, in any case and with or without hyphens.
pub(super) fn named<'n>(
    product: Option<&'n str>,
    action: &'n str,
) -> impl Iterator<Item = &'static Call> + use<'n> {
    CALLS.iter().filter(move |call| {
        is_action(action, call.name)
            && product.is_none_or(|product| {
                call.products
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(product))
            })
    })
}

/// Whether a word is the product of some call.
pub(super) fn is_product(word: &str) -> bool {
    CALLS
        .iter()
        .flat_map(|call| call.products)
        .any(|product| product.eq_ignore_ascii_case(word))
}

fn is_action(written: &str, action: &str) -> bool {
    let written = written.bytes().filter(|byte| *byte != b'-');
    written
        .map(|byte| byte.to_ascii_lowercase())
        .eq(action.bytes().map(|byte| byte.to_ascii_lowercase()))
}

impl Call {
    /// The list or object that the answer is about, if it is there.
    fn part<'a>(&self, body: Value<'a>) -> Option<Value<'a>> {
        let is = |value: Value<'a>, kind: Kind| (value.kind() == kind).then_some(value);
        match self.body {
            Body::Wrapped(outer, inner) => is(body.get(outer)?.get(inner)?, Kind::Array),
            Body::Flat(list) => is(body.get(list)?, Kind::Array),
            Body::Object(key) => is(body.get(key)?, Kind::Object),
            Body::Top if self.keys.is_empty() => {
                body.get("AccountId")?;
                Some(body)
            }
            Body::Top => {
                let of = |outer: &str, inner: &str| {
                    body.get(outer)
                        .and_then(|outer| outer.get(inner))
                        .is_some_and(|list| list.kind() == Kind::Array)
                };
                (of("Users", "User") && of("Groups", "Group") && of("Roles", "Role"))
                    .then_some(body)
            }
        }
    }

    /// Whether the answer tells by itself that it is one to this call.
    pub(super) fn is_told(&self, body: Value<'_>) -> bool {
        let Some(part) = self.part(body) else {
            return false;
        };
        let first = if part.kind() == Kind::Array {
            match part.items().next() {
                Some(first) => first,
                None => return !self.is_ambiguous(),
            }
        } else {
            part
        };
        let has = |key: &&str| first.get(key).is_some();
        let foreign = first
            .get("Arn")
            .is_some_and(|arn| arn.text().starts_with("arn:"));
        (self.has.is_empty() || self.has.iter().any(has)) && !self.lacks.iter().any(has) && !foreign
    }

    /// Whether an empty list of this kind may be the answer to another call.
    fn is_ambiguous(&self) -> bool {
        let same = CALLS.iter().filter(|other| other.body == self.body);
        same.count() > 1 || matches!(self.body, Body::Flat("Users" | "Groups"))
    }
}
