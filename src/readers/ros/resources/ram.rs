//! Resources of RAM: users, groups, roles and policies, which in templates mostly
//! carry their policies and attachments with them.

use std::rc::Rc;

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::model::doubt::Choice;
use crate::model::structure::StructureKind;
use crate::readers::declared::providers::{
    CLIENT, FINGERPRINT, ISSUANCE, ISSUER, METADATA, METADATA_URL, Row, settings,
};
use crate::readers::declared::{PolicyName, PrincipalName, ScopeName, What};
use crate::readers::evaluated::Data;
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::resources::{Element, Instance};
use crate::readers::ros::template::{Call, member};
use crate::syntax::{Kind, Value};

/// A SAML provider has its metadata document in one of three properties.
pub(super) const SAML: &[Row] = &[
    (METADATA, "SAMLMetadataDocument"),
    (METADATA, "EncodedSAMLMetadataDocument"),
    (METADATA_URL, "SAMLMetadataDocumentURL"),
];

pub(super) const OIDC: &[Row] = &[
    (ISSUER, "IssuerUrl"),
    (CLIENT, "ClientIds"),
    (FINGERPRINT, "Fingerprints"),
    (ISSUANCE, "IssuanceLimitTime"),
];

impl<'c> Evaluator<'_, '_, 'c> {
    pub(super) fn user(&mut self, instance: &Instance<'c>) {
        let user = self.own_principal(instance, PrincipalKind::User, "UserName");
        self.declare_principal(instance, &user);
        for group in self.elements(instance, "Groups") {
            let what = What::Membership {
                user: user.clone(),
                group: PrincipalName {
                    kind: PrincipalKind::Group,
                    name: group.value,
                },
            };
            self.declare_part(group.at, &group.when, what);
        }
        if let Some(profile) = self.property(instance, "LoginProfile")
            && matches!(profile.data, Data::Map(_))
        {
            let mut own = user.name.clone();
            own.refers = None;
            self.declare_part(profile.at, &instance.when, What::ConsoleLogin { user: own });
        }
        self.carried(instance, &user);
    }

    pub(super) fn group(&mut self, instance: &Instance<'c>) {
        let group = self.own_principal(instance, PrincipalKind::Group, "GroupName");
        self.declare_principal(instance, &group);
        self.carried(instance, &group);
    }

    fn declare_principal(&mut self, instance: &Instance<'c>, principal: &PrincipalName) {
        let mut own = principal.clone();
        own.name.refers = None;
        self.declare(instance, What::Principal(own));
    }

    pub(super) fn role(&mut self, instance: &Instance<'c>) {
        let role = self.own_principal(instance, PrincipalKind::Role, "RoleName");
        let mut name = role.name.clone();
        name.refers = None;
        let ignore = self.property(instance, "IgnoreExisting");
        let pointer = "/AssumeRolePolicyDocument";
        let kept = self.kept(instance, ignore.as_ref(), pointer);
        let trust = self.property(instance, "AssumeRolePolicyDocument");
        let trust = self.document(instance, trust, pointer, kept);
        let longest = self.property(instance, "MaxSessionDuration");
        let longest = longest.and_then(|longest| longest.to_text()?.parse().ok());
        let what = What::Role {
            name,
            trust,
            service_linked: false,
            max_session_seconds: longest,
        };
        self.declare(instance, what);
        self.carried(instance, &role);
    }

    /// `Policies` and `PolicyAttachments`, which users, groups and roles may have.
    fn carried(&mut self, instance: &Instance<'c>, to: &PrincipalName) {
        for policy in self.elements(instance, "Policies") {
            self.carried_policy(instance, to, policy);
        }
        let Some(map) = member(instance.properties, "PolicyAttachments") else {
            return;
        };
        for branch in self.branches(map.value, &instance.when) {
            if branch.value.kind() != Kind::Object || Call::of(branch.value).is_some() {
                self.unread_attachments(to, branch.value, &branch.when);
                continue;
            }
            for (key, list) in branch.value.members() {
                let kind = match key.text() {
                    "System" => PolicyKind::System,
                    "Custom" => PolicyKind::Custom,
                    other => {
                        let kind = StructureKind::UnknownKey(other.to_owned());
                        self.session.refuse(self.template.path(), kind, key.at());
                        continue;
                    }
                };
                for element in self.elements_of(list, &branch.when) {
                    self.attach_element(kind, to, element);
                }
            }
        }
    }

    /// A mapping of attachments that is not written as one.
    fn unread_attachments(&mut self, to: &PrincipalName, written: Value<'c>, when: &[Choice]) {
        let Some(value) = self.value(written) else {
            return;
        };
        let kinds = [
            ("System", PolicyKind::System),
            ("Custom", PolicyKind::Custom),
        ];
        for (key, kind) in kinds {
            let list = match &value.data {
                Data::Unknown { .. } => vec![value.clone()],
                _ => value
                    .get(key)
                    .map_or_else(Vec::new, |list| list.items().to_vec()),
            };
            for value in list {
                let element = Element {
                    value,
                    at: written.at(),
                    when: when.to_vec(),
                    pointer: String::new(),
                };
                self.attach_element(kind, to, element);
            }
        }
    }

    fn attach_element(&mut self, kind: PolicyKind, to: &PrincipalName, element: Element) {
        let what = What::Attachment {
            policy: PolicyName {
                kind,
                name: element.value,
            },
            to: to.clone(),
            scope: ScopeName::Account,
        };
        self.declare_part(element.at, &element.when, what);
    }

    /// A custom policy that a principal carries: it is made, and attached to it.
    fn carried_policy(&mut self, instance: &Instance<'c>, to: &PrincipalName, policy: Element) {
        if !matches!(policy.value.data, Data::Map(_)) {
            self.attach_element(PolicyKind::Custom, to, policy);
            return;
        }
        let part = format!("/Policies{}", policy.pointer);
        let address: Rc<str> = format!("{}{part}", instance.address).into();
        let name = policy.value.get("PolicyName").cloned();
        let mut name = name.unwrap_or_else(|| self.not_given("PolicyName", policy.at));
        name.refers = None;
        let kept = self.kept(instance, policy.value.get("IgnoreExisting"), &part);
        let document = policy.value.get("PolicyDocument").cloned();
        let pointer = format!("{part}/PolicyDocument");
        let document = self.document(instance, document, &pointer, kept);
        let kind = PolicyKind::Custom;
        let what = What::Policy {
            policy: PolicyName {
                kind,
                name: name.clone(),
            },
            document,
            other_versions: Vec::new(),
        };
        self.push(
            Some(Rc::clone(&address)),
            policy.at,
            policy.when.clone(),
            what,
        );
        let element = Element {
            value: name.referring(&address),
            ..policy
        };
        self.attach_element(kind, to, element);
    }

    pub(super) fn managed_policy(&mut self, instance: &Instance<'c>) {
        let name = self.own_name(instance, "PolicyName");
        let kind = PolicyKind::Custom;
        let unchecked = self.property(instance, "PolicyDocumentUnchecked");
        let property = match unchecked {
            Some(_) => "PolicyDocumentUnchecked",
            None => "PolicyDocument",
        };
        let pointer = format!("/{property}");
        let ignore = self.property(instance, "IgnoreExisting");
        let kept = self.kept(instance, ignore.as_ref(), &pointer);
        let document = self.property(instance, property);
        let document = self.document(instance, document, &pointer, kept);
        let what = What::Policy {
            policy: PolicyName {
                kind,
                name: name.clone(),
            },
            document,
            other_versions: Vec::new(),
        };
        self.declare(instance, what);
        let name = name.referring(&instance.address);
        let holders = [
            ("Users", PrincipalKind::User),
            ("Groups", PrincipalKind::Group),
            ("Roles", PrincipalKind::Role),
        ];
        for (property, principal) in holders {
            for holder in self.elements(instance, property) {
                let what = What::Attachment {
                    policy: PolicyName {
                        kind,
                        name: name.clone(),
                    },
                    to: PrincipalName {
                        kind: principal,
                        name: holder.value,
                    },
                    scope: ScopeName::Account,
                };
                self.declare_part(holder.at, &holder.when, what);
            }
        }
    }

    pub(super) fn attach(&mut self, instance: &Instance<'c>, kind: PrincipalKind, property: &str) {
        let name = self.required(instance, property);
        let to = PrincipalName { kind, name };
        self.attach_policy(instance, &to, &ScopeName::Account, &instance.when);
    }

    pub(super) fn additions(&mut self, instance: &Instance<'c>) {
        let name = self.required(instance, "GroupName");
        let kind = PrincipalKind::Group;
        let group = PrincipalName { kind, name };
        for user in self.required_elements(instance, "Users") {
            let what = What::Membership {
                user: PrincipalName {
                    kind: PrincipalKind::User,
                    name: user.value,
                },
                group: group.clone(),
            };
            self.declare_part(user.at, &user.when, what);
        }
    }

    pub(super) fn access_key(&mut self, instance: &Instance<'c>) {
        if let Some(user) = self.property(instance, "UserName") {
            self.declare(instance, What::AccessKey { user });
        }
    }

    pub(super) fn login_profile(&mut self, instance: &Instance<'c>) {
        if let Some(user) = self.property(instance, "UserName") {
            self.declare(instance, What::ConsoleLogin { user });
        }
    }

    pub(super) fn identity_provider(
        &mut self,
        instance: &Instance<'c>,
        property: &str,
        kind: &'static str,
        rows: &[Row],
    ) {
        let name = self.own_name(instance, property);
        let settings = settings(rows, |argument| self.property(instance, argument));
        let what = What::IdentityProvider {
            name,
            kind,
            settings,
        };
        self.declare(instance, what);
    }
}
