//! Resources of other services: what wears a role, and what has a document of its
//! own.

use super::resources::DOC;
use super::*;

/// Types that wear a role, with the argument that names it.
const WEARERS: &[(&str, &str)] = &[
    ("alicloud_ecs_instance_set", "ram_role_name"),
    ("alicloud_launch_template", "ram_role_name"),
    ("alicloud_ecs_launch_template", "ram_role_name"),
    ("alicloud_ess_scaling_configuration", "role_name"),
    ("alicloud_ess_eci_scaling_configuration", "ram_role_name"),
    ("alicloud_eci_container_group", "ram_role_name"),
    ("alicloud_cs_kubernetes_node_pool", "ram_role_name"),
    ("alicloud_fc_service", "role"),
    ("alicloud_fnf_flow", "role_arn"),
    ("alicloud_ros_stack", "ram_role_name"),
];

/// Types with a document that looks like one of RAM and that no principal holds.
const LOOK_ALIKES: &[(&str, &str)] = &[
    ("alicloud_oss_bucket", "policy"),
    ("alicloud_log_project", "policy"),
    ("alicloud_kms_key", "policy"),
    ("alicloud_kms_secret", "policy"),
    ("alicloud_vpc_gateway_endpoint", "policy_document"),
    ("alicloud_privatelink_vpc_endpoint", "policy_document"),
];

#[test]
fn other_types_wear_roles_or_have_documents_of_their_own() {
    for (kind, argument) in WEARERS {
        for role in ["run", "acs:ram::1000000000000001:role/run"] {
            let text = format!("resource \"{kind}\" \"a\" {{ {argument} = \"{role}\" }}");
            let got = Case::of(&[("main.tf", text.as_str())]).run();
            let worn = format!("{kind}.a wears role/run");
            assert_eq!(got.facts(), ["role/run", worn.as_str()], "{text}");
        }
    }
    for (kind, argument) in LOOK_ALIKES {
        let text = format!("resource \"{kind}\" \"a\" {{ {argument} = {DOC} }}");
        let got = Case::of(&[("main.tf", text.as_str())]).run();
        let document = format!("Resource main.tf#{kind}.a is Allow(kvstore:* *)");
        assert_eq!(got.facts(), [document], "{text}");
    }
    let rest = [
        (
            "resource \"apsarastack_ram_policy\" \"a\" {\n  name = \"P\"\n  document = DOC\n}",
            "Custom/P is Allow(kvstore:* *)",
        ),
        (
            "resource \"alicloud_ram_service_linked_role\" \"a\" { service_name = \"kvstore.aliyuncs.com\" }",
            "role/AliyunServiceRoleForKvstore service-linked",
        ),
        (
            "resource \"alicloud_resource_manager_service_linked_role\" \"a\" {\n  service_name = \"kvstore.aliyuncs.com\"\n  custom_suffix = \"x\"\n}",
            "role/AliyunServiceRoleForKvstore_x service-linked",
        ),
    ];
    for (text, expected) in rest {
        let text = text.replace("DOC", DOC);
        let got = Case::of(&[("main.tf", text.as_str())]).run();
        assert_eq!(got.facts(), [expected], "{text}");
    }
}
