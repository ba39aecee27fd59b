//! Resources of Cloud SSO: identities, access configurations and assignments,
//! which refer to each other by ids that the cloud gives.

use crate::model::account::PrincipalKind;
use crate::readers::declared::{DeclaredDocument, PrincipalName, What};
use crate::readers::evaluated::Evaluated;
use crate::readers::ros::conditions::negated;
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::resources::{Element, Instance};

/// What the document of a policy is called, in the resource that adds one and in
/// lists of them.
const DOCUMENTS: &[&str] = &["InlinePolicyDocument", "PermissionPolicyDocument"];

/// The policies of an access configuration.
#[derive(Default)]
struct Policies {
    system: Vec<Evaluated>,
    inline: Vec<DeclaredDocument>,
}

impl Policies {
    fn of(self, name: Evaluated) -> What {
        What::Configuration {
            name,
            id: None,
            system: self.system,
            inline: self.inline,
        }
    }
}

impl<'c> Evaluator<'_, '_, 'c> {
    pub(super) fn sso_identity(
        &mut self,
        instance: &Instance<'c>,
        kind: PrincipalKind,
        property: &str,
    ) {
        let name = self.own_name(instance, property);
        self.declare(instance, What::Principal(PrincipalName { kind, name }));
    }

    pub(super) fn sso_additions(&mut self, instance: &Instance<'c>) {
        let name = self.required(instance, "GroupId");
        let kind = PrincipalKind::SsoGroup;
        let group = PrincipalName { kind, name };
        for user in self.required_elements(instance, "UserId") {
            let what = What::Membership {
                user: PrincipalName {
                    kind: PrincipalKind::SsoUser,
                    name: user.value,
                },
                group: group.clone(),
            };
            self.declare_part(user.at, &user.when, what);
        }
    }

    pub(super) fn access_configuration(&mut self, instance: &Instance<'c>) {
        let name = self.own_name(instance, "AccessConfigurationName");
        let elements = self.elements(instance, "PermissionPolicies");
        let is_sure = |element: &Element| element.when.len() == instance.when.len();
        let (sure, open): (Vec<Element>, Vec<Element>) = elements.into_iter().partition(is_sure);
        let mut policies = Policies::default();
        for element in &sure {
            self.permission(instance, element, "/PermissionPolicies", &mut policies);
        }
        self.declare(instance, policies.of(name.clone()));
        let name = name.referring(&instance.address);
        for element in open {
            let mut policies = Policies::default();
            self.permission(instance, &element, "/PermissionPolicies", &mut policies);
            self.declare_part(element.at, &element.when, policies.of(name.clone()));
        }
    }

    /// One more policy for an access configuration that is declared elsewhere.
    pub(super) fn permission_policy(&mut self, instance: &Instance<'c>) {
        let name = self.required(instance, "AccessConfigurationId");
        let Some(value) = self.value(instance.properties) else {
            return;
        };
        let element = Element {
            value,
            at: instance.at,
            when: instance.when.clone(),
            pointer: String::new(),
        };
        let mut policies = Policies::default();
        self.permission(instance, &element, "", &mut policies);
        self.declare_part(instance.at, &instance.when, policies.of(name));
    }

    /// A policy of an access configuration: a system policy by name, or a document.
    fn permission(
        &mut self,
        instance: &Instance<'c>,
        element: &Element,
        part: &str,
        policies: &mut Policies,
    ) {
        if element.value.hole().is_some() {
            policies.system.push(element.value.clone());
            return;
        }
        let get = |name: &str| element.value.get(name).filter(|value| !value.is_null());
        let kind = get("PermissionPolicyType");
        let kind = kind.and_then(Evaluated::as_str).unwrap_or("");
        let is_system = kind.eq_ignore_ascii_case("System");
        let mut documents = DOCUMENTS.iter().filter(|_| !is_system);
        let found = documents.find_map(|key| Some((*key, get(key)?.clone())));
        if found.is_some() || kind.eq_ignore_ascii_case("Inline") {
            let missing = "InlinePolicyDocument";
            let (key, document) =
                found.unwrap_or_else(|| (missing, self.not_given(missing, element.at)));
            let pointer = format!("{part}{}/{key}", element.pointer);
            let document = self.document(instance, Some(document), &pointer, None);
            policies.inline.extend(document);
            return;
        }
        if !is_system {
            self.refuse("PermissionPolicyType", "`System` or `Inline`", element.at);
        }
        match get("PermissionPolicyName") {
            Some(name) => policies.system.push(name.clone()),
            None => self.refuse("PermissionPolicyName", "the name of a policy", element.at),
        }
    }

    pub(super) fn access_assignment(&mut self, instance: &Instance<'c>) {
        let configuration = self.required(instance, "AccessConfigurationId");
        let name = self.required(instance, "PrincipalId");
        let target = self.property(instance, "TargetId");
        let written = self.required(instance, "PrincipalType");
        let text = written.as_str().unwrap_or("");
        let kinds: Vec<(PrincipalKind, Vec<_>)> = if text.eq_ignore_ascii_case("User") {
            vec![(PrincipalKind::SsoUser, instance.when.clone())]
        } else if text.eq_ignore_ascii_case("Group") {
            vec![(PrincipalKind::SsoGroup, instance.when.clone())]
        } else {
            if written.as_str().is_some() {
                self.refuse("PrincipalType", "`User` or `Group`", written.at);
            }
            let user = self.open_choice("principal-type", &instance.address, written.at);
            let group = negated(user);
            let kinds = [
                (PrincipalKind::SsoUser, user),
                (PrincipalKind::SsoGroup, group),
            ];
            let with = |(kind, choice)| {
                let mut when = instance.when.clone();
                when.push(choice);
                (kind, when)
            };
            kinds.into_iter().map(with).collect()
        };
        for (kind, when) in kinds {
            let what = What::Assignment {
                configuration: configuration.clone(),
                to: PrincipalName {
                    kind,
                    name: name.clone(),
                },
                target: target.clone(),
            };
            self.declare_part(instance.at, &when, what);
        }
    }
}
