//! What runs as a role.

use crate::readers::declared::What;
use crate::readers::evaluated::Evaluated;
use crate::readers::terraform::attributes::shown;
use crate::readers::terraform::resources::{Declare, Declaring};
use crate::source::Fragment;

pub(super) const TYPES: &[(&str, Declare)] = &[
    ("alicloud_ecs_ram_role_attachment", on_instance),
    ("alicloud_ram_role_attachment", on_instances),
    ("alicloud_instance", wears),
    ("alicloud_ecs_instance_set", wears),
    ("alicloud_launch_template", wears),
    ("alicloud_ecs_launch_template", wears),
    ("alicloud_ess_scaling_configuration", wears),
    ("alicloud_ess_eci_scaling_configuration", wears),
    ("alicloud_eci_container_group", wears),
    ("alicloud_cs_kubernetes_node_pool", wears),
    ("alicloud_fc_service", wears),
    ("alicloud_fcv3_function", wears),
    ("alicloud_fnf_flow", wears),
    ("alicloud_ros_stack", wears),
];

/// The services that wear roles, by the type of the resource. A template of
/// instances wears nothing itself.
const SERVICES: &[(&str, &str)] = &[
    ("alicloud_instance", ECS),
    ("alicloud_ecs_instance_set", ECS),
    ("alicloud_cs_kubernetes_node_pool", ECS),
    ("alicloud_eci_container_group", "eci.aliyuncs.com"),
    ("alicloud_fc_service", "fc.aliyuncs.com"),
    ("alicloud_fcv3_function", "fc.aliyuncs.com"),
    ("alicloud_fnf_flow", "fnf.aliyuncs.com"),
    ("alicloud_ros_stack", "ros.aliyuncs.com"),
];

const ECS: &str = "ecs.aliyuncs.com";

fn service(kind: &str) -> &'static str {
    let mut services = SERVICES.iter();
    let found = services.find(|(known, _)| *known == kind);
    found.map_or("", |(_, service)| service)
}

/// Arguments that name the role; some of these types take its ARN.
const ROLE: &[&str] = &["role_name", "ram_role_name", "role", "role_arn"];

/// What stands before the name in a role's ARN.
const BEFORE_NAME: &str = ":role/";

fn wears(declaring: &mut Declaring<'_, '_>) {
    let Some(role) = declaring.get(ROLE) else {
        return;
    };
    if role.as_str() == Some("") {
        return;
    }
    let role = without_arn(role);
    let wearer = declaring.shown();
    let service = service(declaring.resource.kind);
    declaring.push(What::Wearer {
        role,
        wearer,
        service,
    });
}

/// The name at the end of a role's ARN.
fn without_arn(role: &Evaluated) -> Evaluated {
    let text = role.as_fragment();
    let Some((text, at)) = text.and_then(|text| Some((text, text.text.rfind(BEFORE_NAME)?))) else {
        return role.clone();
    };
    let mut name = Fragment::default();
    let start = at.saturating_add(BEFORE_NAME.len());
    name.push_part(text, start, text.text.len());
    Evaluated {
        refers: role.refers.clone(),
        ..Evaluated::fragment(name, role.at)
    }
}

fn on_instance(declaring: &mut Declaring<'_, '_>) {
    let role = declaring.need(&["ram_role_name"]);
    let instance = declaring.get(&["instance_id"]).cloned();
    let wearer = instance_name(declaring, instance.as_ref());
    if let Some(document) = declaring.document_of(&["policy"])
        && document.value.as_str() != Some("")
    {
        let role = role.clone();
        declaring.push(What::SessionPolicy { role, document });
    }
    declaring.push(What::Wearer {
        role,
        wearer,
        service: ECS,
    });
}

fn on_instances(declaring: &mut Declaring<'_, '_>) {
    let role = declaring.need(&["role_name", "ram_role_name"]);
    for instance in declaring.elements(&["instance_ids"]) {
        let wearer = instance_name(declaring, Some(&instance));
        let role = role.clone();
        let worn = What::Wearer {
            role,
            wearer,
            service: ECS,
        };
        declaring.push_at(instance.at, worn);
    }
}

fn instance_name(declaring: &Declaring<'_, '_>, instance: Option<&Evaluated>) -> String {
    let address = instance.and_then(|one| one.refers.as_deref());
    match (address, instance.and_then(Evaluated::as_str)) {
        (Some(address), _) => shown(address).to_owned(),
        (None, Some(id)) => id.to_owned(),
        (None, None) => declaring.shown(),
    }
}
