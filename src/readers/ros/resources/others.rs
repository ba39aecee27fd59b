//! Resources of other services: what runs as a role, and documents that no
//! principal holds.

use crate::readers::declared::What;
use crate::readers::evaluated::{Evaluated, to_tree};
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::resources::Instance;
use crate::readers::{documents, words};
use crate::source::Fragment;
use crate::syntax::{Parsed, Tree, Value};

/// Properties by which a resource says the role that it runs as.
const ROLES: &[&str] = &[
    "RamRoleName",
    "RamRole",
    "WorkerRamRoleName",
    "RoleArn",
    "RoleARN",
    "RamRoleArn",
    "Role",
];

/// The services that wear roles, by how the type of the resource begins.
const SERVICES: &[(&str, &str)] = &[
    ("ALIYUN::ECS::Instance", "ecs.aliyuncs.com"),
    ("ALIYUN::ECS::RamRoleAttachment", "ecs.aliyuncs.com"),
    ("ALIYUN::ECI::", "eci.aliyuncs.com"),
    ("ALIYUN::FC::", "fc.aliyuncs.com"),
    ("ALIYUN::FC3::", "fc.aliyuncs.com"),
    ("ALIYUN::FNF::", "fnf.aliyuncs.com"),
    ("ALIYUN::OOS::", "oos.aliyuncs.com"),
    ("ALIYUN::ROS::", "ros.aliyuncs.com"),
];

fn service_of(kind: &str) -> &'static str {
    let mut services = SERVICES.iter();
    let found = services.find(|(start, _)| kind.starts_with(start));
    found.map_or("", |(_, service)| service)
}

/// How the ARN of a role begins, and what stands in it before the name.
const ARN: &str = "acs:ram:";
const IN_ARN: &str = "role/";

impl<'c> Evaluator<'_, '_, 'c> {
    /// Instances that are given a role, with a policy that narrows it.
    pub(super) fn role_attachment(&mut self, instance: &Instance<'c>) {
        let role = self.required(instance, "RamRoleName");
        self.wearer(instance, role.clone());
        let document = self.property(instance, "Policy");
        if let Some(document) = self.document(instance, document, "/Policy", None) {
            self.declare(instance, What::SessionPolicy { role, document });
        }
    }

    fn wearer(&mut self, instance: &Instance<'c>, role: Evaluated) {
        let wearer = instance.address.to_string();
        let service = service_of(instance.kind);
        let worn = What::Wearer {
            role,
            wearer,
            service,
        };
        self.declare_part(instance.at, &instance.when, worn);
    }

    pub(super) fn other(&mut self, instance: &Instance<'c>) {
        for property in ROLES {
            let Some(role) = self.property(instance, property) else {
                continue;
            };
            let text = role.as_fragment().map_or("", |text| &text.text);
            // What other services call a role need not be one of RAM.
            let is_role = *property != "Role" || text.starts_with(ARN);
            if role.refers.is_some() || is_role && !text.is_empty() {
                self.wearer(instance, without_arn(role));
            }
        }
        if !may_hold_document(instance.properties) {
            return;
        }
        let Some(properties) = self.value(instance.properties) else {
            return;
        };
        let mut tree = Tree::default();
        to_tree(&properties, &mut tree);
        let candidate = self.template.candidate;
        let parsed = Parsed::file(candidate.text, candidate.file);
        if let Some(root) = tree.root(parsed) {
            documents::read_inside(self.session, &candidate, root, &instance.pointer);
        }
    }
}

/// A role's name, where its ARN is written.
fn without_arn(role: Evaluated) -> Evaluated {
    let name = role.as_fragment().and_then(|text| {
        let start = text.text.strip_prefix(ARN)?.find(IN_ARN)?;
        let start = start.saturating_add(ARN.len() + IN_ARN.len());
        let mut name = Fragment::default();
        name.push_part(text, start, text.text.len());
        Some(name)
    });
    match name {
        None => role,
        Some(name) => Evaluated {
            refers: role.refers.clone(),
            ..Evaluated::fragment(name, role.at)
        },
    }
}

/// Whether something here speaks of statements, as every policy does.
fn may_hold_document(value: Value<'_>) -> bool {
    let speaks = |text: &str| words::holds_any(text.as_bytes(), &["statement"]);
    speaks(value.text())
        || value.items().any(may_hold_document)
        || value
            .members()
            .any(|(key, member)| speaks(key.text()) || may_hold_document(member))
}
