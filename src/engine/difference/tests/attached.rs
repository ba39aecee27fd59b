//! By which text it is told that somebody was given a policy: by the one that gives it, by
//! the element of a list that it is given by, or by what the policy says.

use serde_json::{Value, json};

use super::rooms::{Policies, and, put, room};
use super::words::{Read, both_ways, lines};
use super::*;

const KVSTORE: &str = "AliyunKvstoreFullAccess";
const ECS_FULL: &str = "AliyunECSFullAccess";
const ALL: &[(&str, &str)] = &[("Allow", "kvstore:*")];
const ECS: &[(&str, &str)] = &[("Allow", "ecs:*")];

/// The users `alice` and `bob`, each declared by a block of its own.
const APART: &str = concat!(
    "resource \"alicloud_ram_user\" \"alice\" {\n  name = \"alice\"\n}\n",
    "resource \"alicloud_ram_user\" \"bob\" {\n  name = \"bob\"\n}\n",
);

/// The same two, declared by one block.
const TOGETHER: &str = concat!(
    "resource \"alicloud_ram_user\" \"u\" {\n  for_each = toset([\"alice\", \"bob\"])\n",
    "  name = each.key\n}\n",
);

/// A block that attaches a bundled policy to a user, in these words.
fn block(name: &str, policy: &str, rest: &str) -> String {
    format!(
        "resource \"alicloud_ram_user_policy_attachment\" \"{name}\" {{\n  \
         policy_type = \"System\"\n  policy_name = {policy}\n{rest}}}\n"
    )
}

fn variable(name: &str, value: &str) -> String {
    format!("variable \"{name}\" {{\n  default = {value}\n}}\n")
}

fn terraform(parts: &[&str]) -> Read {
    Read::files(&[("main.tf", &parts.concat())])
}

/// Where the words of the block are others as well, what its references stand for is no
/// explanation by itself.
#[test]
fn a_list_that_stands_elsewhere_is_told_by_its_element_if_the_block_gave_something_before() {
    let (one, two) = (
        variable("members", "[\"alice\"]"),
        variable("members", "[\"alice\", \"bob\"]"),
    );
    let quoted = |name: &str| format!("\"{name}\"");
    let (kvstore, ecs) = (quoted(KVSTORE), quoted(ECS_FULL));
    let listed = "  for_each = toset(var.members)\n";
    let each = format!("{listed}  user_name = alicloud_ram_user.u[each.key].name\n");
    let worded = format!("  # Everybody.\n{each}");
    let (was, is) = (block("a", &kvstore, &each), block("a", &kvstore, &worded));
    let other = block("b", &ecs, "  user_name = \"bob\"\n");
    let same = block("b", &kvstore, "  user_name = \"bob\"\n");
    let policy = variable("policy", &kvstore);
    let by_name = |rest: &str| block("a", "var.policy", rest);
    let chosen = format!(
        "{listed}  user_name = {{ alice = alicloud_ram_user.alice.name, \
         bob = alicloud_ram_user.bob.name }}[each.key]\n"
    );
    let chosen_anew = format!("  # Everybody.\n{chosen}");
    let inline = |list: &str| {
        let rest = format!("  for_each = toset([{list}])\n  user_name = each.value\n");
        block("a", &kvstore, &rest)
    };
    let declared = TOGETHER.replace("[\"alice\", \"bob\"]", "var.members");
    let cases = vec![
        (
            "an element, and the words of the block",
            terraform(&[&one, TOGETHER, &was]),
            terraform(&[&two, TOGETHER, &is]),
        ),
        (
            "the same beside another attachment",
            terraform(&[&one, TOGETHER, &was, &other]),
            terraform(&[&two, TOGETHER, &is, &other]),
        ),
        (
            "the same where the policy is a reference too",
            terraform(&[&one, &policy, TOGETHER, &by_name(&each)]),
            terraform(&[&two, &policy, TOGETHER, &by_name(&worded)]),
        ),
        (
            "the same where the name is where the user is declared too",
            terraform(&[&one, APART, &block("a", &kvstore, &chosen)]),
            terraform(&[&two, APART, &block("a", &kvstore, &chosen_anew)]),
        ),
        (
            "the same where the user is declared by it too",
            terraform(&[&one, &declared, &was]),
            terraform(&[&two, &declared, &is]),
        ),
        (
            "a block for a list that was there",
            terraform(&[&two, TOGETHER]),
            terraform(&[&two, TOGETHER, &was]),
        ),
        (
            "the same beside another attachment of another policy",
            terraform(&[&two, TOGETHER, &other]),
            terraform(&[&two, TOGETHER, &other, &was]),
        ),
        (
            "another policy of the block, of which somebody else had it",
            terraform(&[&one, TOGETHER, &same, &block("a", &ecs, &each)]),
            terraform(&[&one, TOGETHER, &same, &was]),
        ),
        (
            "a block in an account that was not there",
            Read::files(&[]),
            terraform(&[&two, TOGETHER, &was]),
        ),
        (
            "an element of a list in the block",
            terraform(&[TOGETHER, &inline("\"alice\"")]),
            terraform(&[TOGETHER, &inline("\"alice\", \"bob\"")]),
        ),
        (
            "a declared user in a list in the block",
            terraform(&[APART, &inline("alicloud_ram_user.alice.name")]),
            terraform(&[
                APART,
                &inline("alicloud_ram_user.alice.name, alicloud_ram_user.bob.name"),
            ]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(ELEMENTS));
}

const ELEMENTS: &str = "
# an element, and the words of the block
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +bob
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -bob
# the same beside another attachment
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +bob
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -bob
# the same where the policy is a reference too
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +bob
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -bob
# the same where the name is where the user is declared too
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +bob
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -bob
# the same where the user is declared by it too
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/bob: Principal Removed user/bob: -bob
# a block for a list that was there
gained direct user/alice: Attachment Added System/AliyunKvstoreFullAccess user/alice: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/alice: Attachment Removed System/AliyunKvstoreFullAccess user/alice: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
# the same beside another attachment of another policy
gained direct user/alice: Attachment Added System/AliyunKvstoreFullAccess user/alice: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/alice: Attachment Removed System/AliyunKvstoreFullAccess user/alice: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
# another policy of the block, of which somebody else had it
gained direct user/alice: Attachment Added System/AliyunKvstoreFullAccess user/alice: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/alice: Attachment Removed System/AliyunKvstoreFullAccess user/alice: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
# a block in an account that was not there
gained direct user/alice: Attachment Added System/AliyunKvstoreFullAccess user/alice: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/alice: Attachment Removed System/AliyunKvstoreFullAccess user/alice: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
# an element of a list in the block
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
# a declared user in a list in the block
gained direct user/bob: Attachment Added System/AliyunKvstoreFullAccess user/bob: +resource alicloud_ram_user_policy_attachment a {  policy_typ…
lost direct user/bob: Attachment Removed System/AliyunKvstoreFullAccess user/bob: -resource alicloud_ram_user_policy_attachment a {  policy_typ…
";

/// A manifest by which `bob` holds these policies.
fn manifest(policies: &str) -> String {
    format!(
        "ram_attachments: 1\naccount: \"{OWN}\"\n\
         users: {{ bob: {{ policies: [{policies}] }} }}\n"
    )
}

fn text(statements: &[(&str, &str)]) -> String {
    document(statements).to_string()
}

/// A policy of which it is said where it is declared who has it is a text of its own.
#[test]
fn what_says_itself_who_has_it_is_told_by_what_it_says() {
    let sso = |document: Option<Value>| {
        let mut configuration = json!({ "name": "Some" });
        if let Some(document) = document {
            configuration["inline"] = document;
        }
        Read::account(put(
            room(&[], &[]),
            "/sso",
            json!({ "users": [{ "name": "jo" }],
                "access_configurations": [configuration],
                "assignments": [{ "configuration": "Some", "to": "user/jo", "account": OWN }] }),
        ))
    };
    let (none, held) = (manifest(""), manifest("Custom/P"));
    let all = text(ALL);
    let cases = vec![
        (
            "an inline policy of a configuration",
            sso(None),
            sso(Some(document(ALL))),
        ),
        (
            "a policy that the manifest attaches",
            Read::files(&[("ram-attachments.yaml", &none)]),
            Read::files(&[("ram-attachments.yaml", &held), ("policies/P.json", &all)]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(DECLARED));
}

const DECLARED: &str = "
# an inline policy of a configuration
gained direct sso-user/jo: Allow Added Inline/Some: +kvstore:*
lost direct sso-user/jo: Allow Removed Inline/Some: -kvstore:*
# a policy that the manifest attaches
gained direct user/bob: Attachment Added Custom/P user/bob: +Custom/P & Allow Added Custom/P: +kvstore:*
lost direct user/bob: Attachment Removed Custom/P user/bob: -Custom/P & Allow Removed Custom/P: -kvstore:*
";

/// A policy that nobody holds is a document by its path, and stays it under another path
/// if nothing is left under the one that it had.
#[test]
fn a_document_given_to_its_first_holder_is_looked_for_by_path_and_by_what_it_says() {
    let (none, held) = (manifest(""), manifest("Custom/P"));
    let (all, ecs) = (text(ALL), text(ECS));
    let free = |files: &[(&str, &str)]| {
        Read::files(&[&[("ram-attachments.yaml", none.as_str())], files].concat())
    };
    let given = |files: &[(&str, &str)]| {
        Read::files(&[&[("ram-attachments.yaml", held.as_str())], files].concat())
    };
    let cases = vec![
        (
            "under the same path",
            free(&[("policies/P.json", &all)]),
            given(&[("policies/P.json", &all)]),
        ),
        (
            "moved",
            free(&[("P.json", &all)]),
            given(&[("policies/P.json", &all)]),
        ),
        (
            "moved, and another taken away",
            free(&[("A.json", &ecs), ("P.json", &all)]),
            given(&[("policies/P.json", &all)]),
        ),
        (
            "like another that stays",
            free(&[("Q.json", &all)]),
            given(&[("Q.json", &all), ("policies/P.json", &all)]),
        ),
        (
            "like none",
            free(&[("Q.json", &ecs)]),
            given(&[("policies/P.json", &all)]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(HELD_FIRST));
}

const HELD_FIRST: &str = "
# under the same path
gained direct user/bob: Attachment Added Custom/P user/bob: +Custom/P; by +kvstore:*
lost direct user/bob: Attachment Removed Custom/P user/bob: -Custom/P; by -kvstore:*
# moved
gained direct user/bob: Attachment Added Custom/P user/bob: +Custom/P; by +kvstore:*
lost direct user/bob: Attachment Removed Custom/P user/bob: -Custom/P; by -kvstore:*
# moved, and another taken away
gained direct user/bob: Attachment Added Custom/P user/bob: +Custom/P; by +kvstore:*
lost direct user/bob: Attachment Removed Custom/P user/bob: -Custom/P; by -kvstore:*
# like another that stays
gained direct user/bob: Attachment Added Custom/P user/bob: +Custom/P & Allow Added Custom/P: +kvstore:*
lost direct user/bob: Attachment Removed Custom/P user/bob: -Custom/P & Allow Removed Custom/P: -kvstore:*
# like none
gained direct user/bob: Attachment Added Custom/P user/bob: +Custom/P & Allow Added Custom/P: +kvstore:*
lost direct user/bob: Attachment Removed Custom/P user/bob: -Custom/P & Allow Removed Custom/P: -kvstore:*
";

/// A Cloud SSO user `jo`, in the group `team`, with these configurations by their names
/// and the policies that they list, and whom each is assigned to.
fn cloud(configurations: &[(&str, Option<Value>, &[&str])], assigned: &[(&str, &str)]) -> Read {
    let all = configurations.iter().map(|(name, inline, system)| {
        let mut one = json!({ "name": name, "system_policies": system });
        if let Some(inline) = inline {
            one["inline"] = inline.clone();
        }
        one
    });
    let assigned = assigned
        .iter()
        .map(|(name, to)| json!({ "configuration": name, "to": to, "account": OWN }));
    Read::account(put(
        room(&[], &[]),
        "/sso",
        json!({ "users": [{ "name": "jo" }], "groups": [{ "name": "team", "members": ["jo"] }],
            "access_configurations": all.collect::<Vec<_>>(),
            "assignments": assigned.collect::<Vec<_>>() }),
    ))
}

#[test]
fn of_several_links_those_are_told_that_were_not_there() {
    let both: &[(&str, Option<Value>, &[&str])] =
        &[("Both", Some(document(ECS)), &[KVSTORE, ECS_FULL])];
    let scoped = |account: Value| {
        let other = json!({ "policy": "Custom/p", "to": "user/v", "scope": "rg-1" });
        let own = json!({ "policy": "Custom/p", "to": "user/u" });
        Read::account(put(account, "/attachments", json!([other, own])))
    };
    let joining = |members: Value, attached: &[(&str, &str)]| {
        let policies: Policies<'_> = &[("p", ALL)];
        Read::account(put(room(policies, attached), "/groups/0/members", members))
    };
    let cases = vec![
        (
            "a configuration of several policies",
            cloud(both, &[]),
            cloud(both, &[("Both", "user/jo")]),
        ),
        (
            "a configuration that was not there",
            cloud(both, &[]),
            cloud(
                &[both[0].clone(), ("New", None, &[KVSTORE])],
                &[("New", "user/jo")],
            ),
        ),
        (
            "a configuration of a group, to whoever is in it",
            cloud(both, &[]),
            cloud(both, &[("Both", "group/team")]),
        ),
        (
            "a statement of what somebody else has in a resource group",
            scoped(room(&[("p", ECS)], &[])),
            scoped(room(&[("p", ALL)], &[])),
        ),
        (
            "a group joined that is given what somebody else had",
            joining(json!([]), &[("p", "user/v")]),
            joining(json!(["u"]), &[("p", "user/v"), ("p", "group/g")]),
        ),
        (
            "a group joined that is given another policy",
            joining(json!([]), &[("System/AliyunECSFullAccess", "group/g")]),
            joining(
                json!(["u"]),
                &[("System/AliyunECSFullAccess", "group/g"), ("p", "group/g")],
            ),
        ),
    ];
    assert_eq!(both_ways(cases), lines(LINKS));
}

const LINKS: &str = "
# a configuration of several policies
gained direct sso-user/jo: Attachment Added System/AliyunKvstoreFullAccess sso-user/jo: +{account:1000000000000001,configuration:Both,to:user/jo}
lost direct sso-user/jo: Attachment Removed System/AliyunKvstoreFullAccess sso-user/jo: -{account:1000000000000001,configuration:Both,to:user/jo}
# a configuration that was not there
gained direct sso-user/jo: Attachment Added System/AliyunKvstoreFullAccess sso-user/jo: +{account:1000000000000001,configuration:New,to:user/jo}
lost direct sso-user/jo: Attachment Removed System/AliyunKvstoreFullAccess sso-user/jo: -{account:1000000000000001,configuration:New,to:user/jo}
# a configuration of a group, to whoever is in it
gained direct sso-group/team: Attachment Added System/AliyunKvstoreFullAccess sso-group/team: +{account:1000000000000001,configuration:Both,to:group/team}
gained direct sso-user/jo: Attachment Added System/AliyunKvstoreFullAccess sso-group/team: +{account:1000000000000001,configuration:Both,to:group/team}
lost direct sso-group/team: Attachment Removed System/AliyunKvstoreFullAccess sso-group/team: -{account:1000000000000001,configuration:Both,to:group/team}
lost direct sso-user/jo: Attachment Removed System/AliyunKvstoreFullAccess sso-group/team: -{account:1000000000000001,configuration:Both,to:group/team}
# a statement of what somebody else has in a resource group
gained direct user/u: Allow Widened(Action) Custom/p: +kvstore:* -ecs:*
lost direct user/u: Allow Narrowed(Action) Custom/p: +ecs:* -kvstore:*
# a group joined that is given what somebody else had
gained direct group/g: Attachment Added Custom/p group/g: +{policy:Custom/p,to:group/g}; by +kvstore:*
gained direct user/u: Membership Added user/u group/g: +u & Attachment Added Custom/p group/g: +{policy:Custom/p,to:group/g}; by +kvstore:*
lost direct group/g: Attachment Removed Custom/p group/g: -{policy:Custom/p,to:group/g}; by -kvstore:*
lost direct user/u: Membership Removed user/u group/g: -u & Attachment Removed Custom/p group/g: -{policy:Custom/p,to:group/g}; by -kvstore:*
# a group joined that is given another policy
gained direct group/g: Attachment Added Custom/p group/g: +{policy:Custom/p,to:group/g}; by +kvstore:*
gained direct user/u: Membership Added user/u group/g: +u & Attachment Added Custom/p group/g: +{policy:Custom/p,to:group/g}; by +kvstore:*
lost direct group/g: Attachment Removed Custom/p group/g: -{policy:Custom/p,to:group/g}; by -kvstore:*
lost direct user/u: Membership Removed user/u group/g: -u & Attachment Removed Custom/p group/g: -{policy:Custom/p,to:group/g}; by -kvstore:*
";

/// An account in the folder `fd-1`, with one control policy of these targets.
fn controlled(folder: &str, targets: Option<&[&str]>, effect: &str, action: &str) -> Read {
    let mut policy = json!({ "id": "cp-1", "name": "one",
        "document": document(&[("Allow", "*"), (effect, action)]) });
    if let Some(targets) = targets {
        policy["targets"] = json!(targets);
    }
    let account = and(
        room(&[("p", ALL)], &[("p", "user/u")]),
        "control_policies",
        policy,
    );
    Read::account(put(
        account,
        "/resource_directory",
        json!({ "id": "rd-1", "account": "member", "path": ["r-1", folder] }),
    ))
}

#[test]
fn a_control_policy_is_told_by_what_binds_the_account_on_one_side_alone() {
    let cases = vec![
        (
            "a statement, of one of two targets",
            controlled("fd-1", Some(&["r-1", "fd-9"]), "Deny", "kvstore:*"),
            controlled("fd-1", Some(&["r-1", "fd-9"]), "Deny", "ecs:*"),
        ),
        (
            "a statement, where it is not said what it is attached to",
            controlled("fd-1", None, "Deny", "kvstore:*"),
            controlled("fd-1", None, "Deny", "ecs:*"),
        ),
        (
            "a target, where the account is elsewhere as well",
            controlled("fd-1", Some(&["fd-1"]), "Deny", "kvstore:*"),
            controlled("fd-2", Some(&["fd-9"]), "Deny", "kvstore:*"),
        ),
    ];
    assert_eq!(both_ways(cases), lines(CONTROLLED));
}

const CONTROLLED: &str = "
# a statement, of one of two targets
gained direct user/u Denied->Allowed: Deny Narrowed(Action) Control/cp-1: +ecs:* -kvstore:*; by +kvstore:*
lost direct user/u Allowed->Denied: Deny Widened(Action) Control/cp-1: +kvstore:* -ecs:*; by -kvstore:*
# a statement, where it is not said what it is attached to
gained direct user/u Unknown->Allowed from anywhere->anywhere if control-policy-binds cp-1: Deny Narrowed(Action) Control/cp-1: +ecs:* -kvstore:*; by +kvstore:*
lost direct user/u Allowed->Unknown from anywhere->anywhere if control-policy-binds cp-1: Deny Widened(Action) Control/cp-1: +kvstore:* -ecs:*; by -kvstore:*
# a target, where the account is elsewhere as well
gained direct user/u Denied->Allowed: ControlPolicy Removed Control/cp-1: -fd-1; by +kvstore:*
lost direct user/u Allowed->Denied: ControlPolicy Added Control/cp-1: +fd-1; by -kvstore:*
";
