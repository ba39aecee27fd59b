//! Resources of Resource Manager: attachments that count in a resource group, and
//! control policies.

use crate::model::account::PrincipalKind;
use crate::readers::declared::{PrincipalName, ScopeName, What};
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::resources::Instance;

/// Kinds of principals as Resource Manager names them.
const PRINCIPALS: &[(&str, PrincipalKind)] = &[
    ("IMSUser", PrincipalKind::User),
    ("IMSGroup", PrincipalKind::Group),
    ("ServiceRole", PrincipalKind::Role),
];

impl<'c> Evaluator<'_, '_, 'c> {
    pub(super) fn scoped_attachment(&mut self, instance: &Instance<'c>) {
        let scope = match self.property(instance, "ResourceGroupId") {
            None => ScopeName::Account,
            Some(group) => ScopeName::ResourceGroup(group),
        };
        let name = self.required(instance, "PrincipalName");
        let written = self.required(instance, "PrincipalType");
        let text = written.as_str().unwrap_or("");
        let known = PRINCIPALS.iter().find(|(word, _)| *word == text);
        if let Some((_, kind)) = known {
            let to = PrincipalName { kind: *kind, name };
            self.attach_policy(instance, &to, &scope, &instance.when);
            return;
        }
        if written.as_str().is_some() {
            let wanted = "`IMSUser`, `IMSGroup` or `ServiceRole`";
            self.refuse("PrincipalType", wanted, written.at);
        }
        for (word, kind) in PRINCIPALS {
            let about = format!("{word} of {}", instance.address);
            let mut when = instance.when.clone();
            when.push(self.open_choice("principal-type", &about, written.at));
            let (kind, name) = (*kind, name.clone());
            self.attach_policy(instance, &PrincipalName { kind, name }, &scope, &when);
        }
    }

    pub(super) fn control_policy(&mut self, instance: &Instance<'c>) {
        let name = self.own_name(instance, "ControlPolicyName");
        let document = self.property(instance, "PolicyDocument");
        let document = self.document(instance, document, "/PolicyDocument", None);
        let what = What::ControlPolicy {
            id: name.clone(),
            name,
            document,
        };
        self.declare(instance, what);
    }

    pub(super) fn control_attachment(&mut self, instance: &Instance<'c>) {
        let policy = self.required(instance, "PolicyId");
        let target = self.required(instance, "TargetId");
        self.declare(instance, What::ControlAttachment { policy, target });
    }
}
