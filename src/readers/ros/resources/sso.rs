//! Resources of Cloud SSO: identities, access configurations and assignments,
//! which refer to each other by ids that the cloud gives.

use crate::model::account::PrincipalKind;
use crate::readers::declared::{DeclaredDocument, PrincipalName, What};
use crate::readers::evaluated::Evaluated;
use crate::readers::ros::conditions::negated;
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::resources::{Element, Instance};

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
        for property in ["UserId", "UserIds", "Users"] {
            for user in self.elements(instance, property) {
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
    }

    pub(super) fn access_configuration(&mut self, instance: &Instance<'c>) {
        let name = self.own_name(instance, "AccessConfigurationName");
        let elements = self.elements(instance, "PermissionPolicies");
        let (sure, open): (Vec<Element>, Vec<Element>) = elements
            .into_iter()
            .partition(|element| element.when.len() == instance.when.len());
        let (mut system, mut inline) = (Vec::new(), Vec::new());
        for element in &sure {
            self.permission(
                instance,
                element,
                "/PermissionPolicies",
                &mut system,
                &mut inline,
            );
        }
        let what = What::Configuration {
            name: name.clone(),
            id: None,
            system,
            inline,
        };
        self.declare(instance, what);
        for element in open {
            let (mut system, mut inline) = (Vec::new(), Vec::new());
            self.permission(
                instance,
                &element,
                "/PermissionPolicies",
                &mut system,
                &mut inline,
            );
            let what = What::Configuration {
                name: name.clone().referring(&instance.address),
                id: None,
                system,
                inline,
            };
            self.declare_part(element.at, &element.when, what);
        }
    }

    /// More policies for an access configuration that is declared elsewhere.
    pub(super) fn permission_policy(&mut self, instance: &Instance<'c>) {
        let name = self.required(instance, "AccessConfigurationId");
        let mut elements = self.elements(instance, "PermissionPolicies");
        let mut part = "/PermissionPolicies";
        if elements.is_empty()
            && let Some(value) = self.value(instance.properties)
        {
            part = "";
            elements.push(Element {
                value,
                at: instance.at,
                when: instance.when.clone(),
                pointer: String::new(),
            });
        }
        for element in elements {
            let (mut system, mut inline) = (Vec::new(), Vec::new());
            self.permission(instance, &element, part, &mut system, &mut inline);
            let what = What::Configuration {
                name: name.clone(),
                id: None,
                system,
                inline,
            };
            self.declare_part(element.at, &element.when, what);
        }
    }

    /// A policy of an access configuration: a system policy by name, or a document.
    fn permission(
        &mut self,
        instance: &Instance<'c>,
        element: &Element,
        part: &str,
        system: &mut Vec<Evaluated>,
        inline: &mut Vec<DeclaredDocument>,
    ) {
        if element.value.hole().is_some() {
            system.push(element.value.clone());
            return;
        }
        let get = |name: &str| element.value.get(name).filter(|value| !value.is_null());
        let kind = get("PermissionPolicyType");
        let kind = kind.and_then(Evaluated::as_str).unwrap_or("");
        let document = get("PermissionPolicyDocument").or_else(|| get("InlinePolicyDocument"));
        let is_inline = kind.eq_ignore_ascii_case("Inline");
        if is_inline || !kind.eq_ignore_ascii_case("System") && document.is_some() {
            let pointer = format!("{part}{}/PermissionPolicyDocument", element.pointer);
            let missing = "PermissionPolicyDocument";
            let document = document.cloned();
            let document = document.unwrap_or_else(|| self.not_given(missing, element.at));
            inline.extend(self.document(instance, Some(document), &pointer, None));
            return;
        }
        if !kind.eq_ignore_ascii_case("System") {
            self.refuse("PermissionPolicyType", "`System` or `Inline`", element.at);
        }
        match get("PermissionPolicyName") {
            Some(name) => system.push(name.clone()),
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
