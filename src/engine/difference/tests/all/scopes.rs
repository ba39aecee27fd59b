//! What is told where one text attaches policies in several resource groups.

use super::*;
use crate::engine::difference::tests::all::rows::holding;
use crate::engine::snapshots::files;

const ONE: &str = "kvstore:DeleteInstance";
const OTHER: &str = "kvstore:DeleteBackup";

/// The users `u` and `v`, the policy `p`, which allows this, and `q`, which allows nothing
/// of worth; one block attaches them as it says.
fn attached(action: &str, each: &str, (policy, user, group): (&str, &str, &str)) -> Input {
    let of_user = |name: &str| {
        format!("resource \"alicloud_ram_user\" \"{name}\" {{\n  name = \"{name}\"\n}}\n")
    };
    let of_policy = |name: &str, action: &str| {
        format!(
            "resource \"alicloud_ram_policy\" \"{name}\" {{\n  policy_name = \"{name}\"\n  \
             policy_document = jsonencode({{ Version = \"1\", Statement = [{{ \
             Effect = \"Allow\", Action = \"{action}\", Resource = \"*\" }}] }})\n}}\n"
        )
    };
    let declared = [
        of_user("u"),
        of_user("v"),
        of_policy("p", action),
        of_policy("q", "ecs:DescribeRegions"),
    ];
    let text = format!(
        "{}resource \"alicloud_resource_manager_policy_attachment\" \"all\" {{\n  \
         for_each = {each}\n  policy_name = {policy}\n  policy_type = \"Custom\"\n  \
         principal_name = {user}\n  principal_type = \"IMSUser\"\n  \
         resource_group_id = {group}\n}}\n",
        declared.concat()
    );
    (files(&[("main.tf", &text)]), text)
}

#[test]
fn what_a_text_attaches_in_one_group_more_is_told_as_the_attachment() {
    let in_groups = |groups: &str| {
        let each = format!("toset([{groups}])");
        attached(ONE, &each, ("\"p\"", "\"u\"", "each.value"))
    };
    let to_users = |action: &str| {
        let each = "{ v = \"rg-1\", u = \"rg-2\" }";
        attached(action, each, ("\"p\"", "each.key", "each.value"))
    };
    let of_policies = |action: &str| {
        let each = "{ q = \"rg-1\", p = \"rg-2\" }";
        attached(action, each, ("each.key", "\"u\"", "each.value"))
    };
    let both = "\"rg-1\", \"rg-2\"";
    let cases = [
        ("the second", in_groups("\"rg-1\""), in_groups(both)),
        ("the first", in_groups("\"rg-2\""), in_groups(both)),
        (
            "what is allowed, to each user in one",
            to_users(OTHER),
            to_users(ONE),
        ),
        (
            "what is allowed, of each policy in one",
            of_policies(OTHER),
            of_policies(ONE),
        ),
    ];
    assert_told(&both_ways(&cases, (Rows::Each, &[])), "
# the second
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if ((the resource's group=rg-1 | the resource's group=rg-2) & the resource's group?!=rg-1): Attachment Changed Custom/p user/u: +resource alicloud_resource_manager_policy_attachment all {  … -resource alicloud_resource_manager_policy_attachment all {  …; by +kvstore:DeleteInstance
lost direct user/u: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if ((the resource's group=rg-1 | the resource's group=rg-2) & the resource's group?!=rg-1): Attachment Changed Custom/p user/u: +resource alicloud_resource_manager_policy_attachment all {  … -resource alicloud_resource_manager_policy_attachment all {  …; by -kvstore:DeleteInstance
# the first
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if ((the resource's group=rg-1 | the resource's group=rg-2) & the resource's group?!=rg-2): Attachment Changed Custom/p user/u: +resource alicloud_resource_manager_policy_attachment all {  … -resource alicloud_resource_manager_policy_attachment all {  …; by +kvstore:DeleteInstance
lost direct user/u: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if ((the resource's group=rg-1 | the resource's group=rg-2) & the resource's group?!=rg-2): Attachment Changed Custom/p user/u: +resource alicloud_resource_manager_policy_attachment all {  … -resource alicloud_resource_manager_policy_attachment all {  …; by -kvstore:DeleteInstance
# what is allowed, to each user in one
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) not_granted -> allowed_if/anywhere if the resource's group=rg-2: Allow Widened(Action) Custom/p: +kvstore:DeleteInstance -kvstore:DeleteBackup
gained direct user/v: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) not_granted -> allowed_if/anywhere if the resource's group=rg-1: Allow Widened(Action) Custom/p: +kvstore:DeleteInstance -kvstore:DeleteBackup
lost direct user/u: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed_if/anywhere -> not_granted if the resource's group=rg-2: Allow Narrowed(Action) Custom/p: +kvstore:DeleteBackup -kvstore:DeleteInstance
lost direct user/v: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed_if/anywhere -> not_granted if the resource's group=rg-1: Allow Narrowed(Action) Custom/p: +kvstore:DeleteBackup -kvstore:DeleteInstance
# what is allowed, of each policy in one
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) not_granted -> allowed_if/anywhere if the resource's group=rg-2: Allow Widened(Action) Custom/p: +kvstore:DeleteInstance -kvstore:DeleteBackup
lost direct user/u: kvstore:DeleteInstance (exact -kvstore:DeleteInstance) allowed_if/anywhere -> not_granted if the resource's group=rg-2: Allow Narrowed(Action) Custom/p: +kvstore:DeleteBackup -kvstore:DeleteInstance
");
}

/// Attachments that stand for themselves are each told where they count.
#[test]
fn of_attachments_in_several_groups_each_counts_in_its_own() {
    let scoped = |action: &str, scopes: &[&str]| {
        let mut account = holding(&[&[action]]);
        let one = |scope: &&str| json!({ "policy": "Custom/p0", "to": "user/u", "scope": scope });
        account["attachments"] = scopes.iter().map(one).collect();
        read(account)
    };
    let cases = [
        (
            "what is allowed in both",
            scoped(OTHER, &["rg-1", "rg-2"]),
            scoped(ONE, &["rg-1", "rg-2"]),
        ),
        (
            "a third group",
            scoped(ONE, &["rg-1", "rg-2"]),
            scoped(ONE, &["rg-1", "rg-2", "rg-3"]),
        ),
    ];
    assert_told(&there(&cases, (Rows::Each, &[])), "
# what is allowed in both
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) not_granted -> allowed_if/anywhere if (the resource's group=rg-1 | the resource's group=rg-2): Allow Widened(Action) Custom/p0: +kvstore:DeleteInstance -kvstore:DeleteBackup
# a third group
gained direct user/u: kvstore:DeleteInstance (exact +kvstore:DeleteInstance) allowed_if/anywhere -> allowed_if/anywhere by anywhere if ((the resource's group=rg-1 | the resource's group=rg-2 | the resource's group=rg-3) & the resource's group?!=rg-1 & the resource's group?!=rg-2): Attachment Changed Custom/p0 user/u: +{policy:Custom/p0,scope:rg-3,to:user/u} -{policy:Custom/p0,scope:rg-1,to:user/u}; by +kvstore:DeleteInstance
");
}
