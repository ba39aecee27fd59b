//! Who else gets at what a role or a user may do.

mod federated;
mod others;

use serde_json::{Value, json};

use super::rooms::{and, arn, role, room};
use super::words::{Read, both_ways, lines, told};
use super::*;

const ALL: &[(&str, &str)] = &[("Allow", "kvstore:*")];
const ECS: &[(&str, &str)] = &[("Allow", "ecs:*")];

type Trusted<'t> = &'t [(&'t str, &'t str, &'t [&'t str])];

/// A role that may do all, or nothing of worth, with those whom it lets in.
fn trusting(policy: &[(&str, &str)], trusted: Trusted<'_>) -> Value {
    and(
        room(&[("all", policy)], &[("all", "role/r")]),
        "roles",
        role("r", trusted),
    )
}

fn tested(trusted: Trusted<'_>, condition: Value) -> Value {
    let mut account = trusting(ALL, trusted);
    account["roles"][0]["trust"]["Statement"][0]["Condition"] = condition;
    account
}

const ECS_SERVICE: &[&str] = &["ecs.aliyuncs.com"];

#[test]
fn whoever_a_role_lets_in_is_told_where_the_role_may_do_it_on_both_sides() {
    let is = Read::account;
    let (root, other) = (arn("root"), "acs:ram::2000000000000002:root");
    let saml = arn("saml-provider/Corp");
    let nobody: Trusted<'_> = &[("Allow", "RAM", &[&arn("user/nobody")])];
    let unknown = |name: &str| {
        let account = room(&[("all", ALL)], &[("all", &format!("role/{name}"))]);
        and(account, "roles", json!({ "name": name }))
    };
    let linked = |account: Value| {
        let mut account = account;
        account["roles"][0]["service_linked"] = json!(true);
        account
    };
    let ip = |network: &str| json!({ "IpAddress": { "acs:SourceIp": network } });
    let cases = vec![
        (
            "a service",
            is(trusting(ALL, nobody)),
            is(trusting(ALL, &[("Allow", "Service", ECS_SERVICE)])),
        ),
        (
            "a service, named twice",
            is(trusting(ALL, nobody)),
            is(trusting(
                ALL,
                &[
                    ("Allow", "Service", ECS_SERVICE),
                    ("Allow", "Service", ECS_SERVICE),
                ],
            )),
        ),
        (
            "services, in the order of their names",
            is(trusting(ALL, nobody)),
            is(trusting(
                ALL,
                &[("Allow", "Service", &["fc.aliyuncs.com", "ecs.aliyuncs.com"])],
            )),
        ),
        (
            "a service, of a role that may do nothing",
            is(trusting(ECS, nobody)),
            is(trusting(ECS, &[("Allow", "Service", ECS_SERVICE)])),
        ),
        (
            "a service, of a role that may do it only now",
            is(trusting(ECS, nobody)),
            is(trusting(ALL, &[("Allow", "Service", ECS_SERVICE)])),
        ),
        (
            "a service, where the role is",
            is(room(&[("all", ALL)], &[])),
            is(trusting(ALL, &[("Allow", "Service", ECS_SERVICE)])),
        ),
        (
            "a service, where the account is",
            Read::files(&[]),
            is(trusting(ALL, &[("Allow", "Service", ECS_SERVICE)])),
        ),
        (
            "a service under a condition",
            is(trusting(ALL, nobody)),
            is(tested(
                &[("Allow", "Service", ECS_SERVICE)],
                ip("203.0.113.0/24"),
            )),
        ),
        (
            "a service under another condition",
            is(tested(
                &[("Allow", "Service", ECS_SERVICE)],
                ip("203.0.113.0/24"),
            )),
            is(tested(
                &[("Allow", "Service", ECS_SERVICE)],
                ip("203.0.112.0/23"),
            )),
        ),
        (
            "a service that was denied",
            is(trusting(
                ALL,
                &[
                    ("Allow", "Service", ECS_SERVICE),
                    ("Deny", "Service", ECS_SERVICE),
                ],
            )),
            is(trusting(ALL, &[("Allow", "Service", ECS_SERVICE)])),
        ),
        (
            "a provider",
            is(trusting(ALL, nobody)),
            is(trusting(ALL, &[("Allow", "Federated", &[&saml])])),
        ),
        (
            "another account",
            is(trusting(ALL, nobody)),
            is(trusting(ALL, &[("Allow", "RAM", &[other])])),
        ),
        (
            "the own account",
            is(trusting(ALL, nobody)),
            is(trusting(ALL, &[("Allow", "RAM", &[&root])])),
        ),
        (
            "anybody",
            is(trusting(ALL, nobody)),
            is(trusting(ALL, &[("Allow", "RAM", &["*"])])),
        ),
        (
            "what is not known",
            is(trusting(ALL, nobody)),
            is(unknown("r")),
        ),
        (
            "what is not known, of a role of a service",
            is(linked(trusting(ALL, nobody))),
            is(linked(unknown("r"))),
        ),
        (
            "what is not known, of a role that was not there",
            is(room(&[("all", ALL)], &[])),
            is(unknown("r")),
        ),
    ];
    assert_eq!(both_ways(cases), lines(LET_IN));
}

const LET_IN: &str = "
# a service
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
# a service, named twice
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
# services, in the order of their names
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
gained reach role/r by service:fc.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +fc.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
lost reach role/r by service:fc.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -fc.aliyuncs.com; by -kvstore:*
# a service, of a role that may do nothing
# a service, of a role that may do it only now
gained direct role/r: Allow Widened(Action) Custom/all: +kvstore:* -ecs:*
gained reach role/r by service:ecs.aliyuncs.com let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
lost direct role/r: Allow Narrowed(Action) Custom/all: +ecs:* -kvstore:*
lost reach role/r by service:ecs.aliyuncs.com let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
# a service, where the role is
gained direct role/r: Attachment Added Custom/all role/r: +{policy:Custom/all,to:role/r}; by +kvstore:*
gained reach role/r by service:ecs.aliyuncs.com let in never->always: Trust Added role/r: +ecs.aliyuncs.com; by +kvstore:*
lost direct role/r: Principal Removed role/r: -r
lost reach role/r by service:ecs.aliyuncs.com let in always->never: Trust Removed role/r: -ecs.aliyuncs.com; by -kvstore:*
# a service, where the account is
gained direct role/r: Allow Added Custom/all: +kvstore:*
gained reach role/r by service:ecs.aliyuncs.com let in never->always: Trust Added role/r: +ecs.aliyuncs.com; by +kvstore:*
lost direct role/r: Allow Removed Custom/all: -kvstore:*
lost reach role/r by service:ecs.aliyuncs.com let in always->never: Trust Removed role/r: -ecs.aliyuncs.com; by -kvstore:*
# a service under a condition
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->sometimes: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in sometimes->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
# a service under another condition
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in sometimes->sometimes: Trust Widened(Condition) role/r: +acs:SourceIp:203.0.112.0/23 -acs:SourceIp:203.0.113.0/24; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in sometimes->sometimes: Trust Narrowed(Condition) role/r: +acs:SourceIp:203.0.113.0/24 -acs:SourceIp:203.0.112.0/23; by -kvstore:*
# a service that was denied
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: TrustDeny Removed role/r: -ecs.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: TrustDeny Added role/r: +ecs.aliyuncs.com; by -kvstore:*
# a provider
gained reach role/r by federated:acs:ram::1000000000000001:saml-provider/Corp Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +acs:ram::1000000000000001:saml-provider/Corp; by +kvstore:*
lost reach role/r by federated:acs:ram::1000000000000001:saml-provider/Corp Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -acs:ram::1000000000000001:saml-provider/Corp; by -kvstore:*
# another account
gained reach role/r by external:acs:ram::2000000000000002:root Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +acs:ram::2000000000000002:root; by +kvstore:*
lost reach role/r by external:acs:ram::2000000000000002:root Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -acs:ram::2000000000000002:root; by -kvstore:*
# the own account
# anybody
gained reach role/r by anyone Allowed->Allowed from anywhere->anywhere let in never->always if principal-wildcard *: Trust Widened(Principal) role/r: +*; by +kvstore:*
lost reach role/r by anyone Allowed->Allowed from anywhere->anywhere let in always->never if principal-wildcard *: Trust Narrowed(Principal) role/r: -*; by -kvstore:*
# what is not known
gained reach role/r by unknown Allowed->Allowed from anywhere->anywhere if trust r: Doubt Changed role/r: +r
lost reach role/r by unknown Allowed->Allowed from anywhere->anywhere if trust r: Doubt Changed role/r: -r
# what is not known, of a role of a service
# what is not known, of a role that was not there
gained direct role/r: Attachment Added Custom/all role/r: +{policy:Custom/all,to:role/r}; by +kvstore:*
lost direct role/r: Principal Removed role/r: -r
";

/// A user who may do it, or become a role that may, in words of Terraform.
fn users(rest: &str) -> Read {
    let declared = concat!(
        "resource \"alicloud_ram_user\" \"u\" {\n  name = \"u\"\n}\n",
        "resource \"alicloud_ram_role\" \"r\" {\n  role_name = \"r\"\n",
        "  assume_role_policy_document = jsonencode({ Version = \"1\", Statement = [{ ",
        "Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Service = [\"ecs.aliyuncs.com\"] } }] })\n}\n",
        "resource \"alicloud_ram_user\" \"idle\" {\n  name = \"idle\"\n}\n",
    );
    let text = format!("{declared}{rest}");
    Read::files(&[("main.tf", &text)])
}

const HELD: &str = concat!(
    "resource \"alicloud_ram_user_policy_attachment\" \"u\" {\n",
    "  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  user_name = \"u\"\n}\n",
    "resource \"alicloud_ram_role_policy_attachment\" \"r\" {\n",
    "  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  role_name = \"r\"\n}\n",
);

#[test]
fn credentials_and_what_runs_as_a_role_are_told_where_there_is_access_on_both_sides() {
    let key = |name: &str, user: &str| {
        format!(
            "resource \"alicloud_ram_access_key\" \"{name}\" {{\n  user_name = \"{user}\"\n}}\n"
        )
    };
    let login = |name: &str, user: &str| {
        format!(
            "resource \"alicloud_ram_login_profile\" \"{name}\" {{\n  user_name = \"{user}\"\n  password = \"x\"\n}}\n"
        )
    };
    let instance = |name: &str, role: &str| {
        format!(
            "resource \"alicloud_instance\" \"{name}\" {{\n  instance_name = \"{name}\"\n  role_name = \"{role}\"\n}}\n"
        )
    };
    let new = "resource \"alicloud_ram_user\" \"new\" {\n  name = \"new\"\n}\nresource \"alicloud_ram_user_policy_attachment\" \"new\" {\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  user_name = \"new\"\n}\n";
    let with = |parts: &[&str]| users(&format!("{HELD}{}", parts.concat()));
    let cases = vec![
        ("a key", with(&[]), with(&[&key("one", "u")])),
        (
            "another key",
            with(&[&key("one", "u")]),
            with(&[&key("one", "u"), &key("two", "u")]),
        ),
        ("a password", with(&[]), with(&[&login("one", "u")])),
        (
            "a password that is declared again",
            with(&[&login("one", "u")]),
            with(&[&login("one", "u"), &login("two", "u")]),
        ),
        (
            "a key and a password",
            with(&[]),
            with(&[&key("one", "u"), &login("one", "u")]),
        ),
        (
            "a key of somebody who may do nothing",
            with(&[]),
            with(&[&key("one", "idle")]),
        ),
        (
            "a key of somebody new",
            with(&[]),
            with(&[new, &key("one", "new")]),
        ),
        (
            "a key of somebody who may do it no more",
            with(&[]),
            users(&key("one", "u")),
        ),
        ("an instance", with(&[]), with(&[&instance("web", "r")])),
        (
            "another instance",
            with(&[&instance("web", "r")]),
            with(&[&instance("web", "r"), &instance("db", "r")]),
        ),
        (
            "an instance of another role",
            with(&[]),
            with(&[&instance("web", "other")]),
        ),
        (
            "an instance of a role that may do it only now",
            users(""),
            with(&[&instance("web", "r")]),
        ),
    ];
    assert_eq!(both_ways(cases), lines(CREDENTIALS));
}

const CREDENTIALS: &str = "
# a key
gained exposure user/u Allowed->Allowed from anywhere->anywhere: AccessKey Added user/u: +resource alicloud_ram_access_key one {  user_name = u}
lost exposure user/u Allowed->Allowed from anywhere->anywhere: AccessKey Removed user/u: -resource alicloud_ram_access_key one {  user_name = u}
# another key
gained exposure user/u Allowed->Allowed from anywhere->anywhere: AccessKey Added user/u: +resource alicloud_ram_access_key two {  user_name = u}
lost exposure user/u Allowed->Allowed from anywhere->anywhere: AccessKey Removed user/u: -resource alicloud_ram_access_key two {  user_name = u}
# a password
gained exposure user/u by console Allowed->Allowed from anywhere->anywhere: ConsoleLogin Added user/u: +resource alicloud_ram_login_profile one {  user_name = u  pa…
lost exposure user/u by console Allowed->Allowed from anywhere->anywhere: ConsoleLogin Removed user/u: -resource alicloud_ram_login_profile one {  user_name = u  pa…
# a password that is declared again
# a key and a password
gained exposure user/u Allowed->Allowed from anywhere->anywhere: AccessKey Added user/u: +resource alicloud_ram_access_key one {  user_name = u} & ConsoleLogin Added user/u: +resource alicloud_ram_login_profile one {  user_name = u  pa…
lost exposure user/u Allowed->Allowed from anywhere->anywhere: AccessKey Removed user/u: -resource alicloud_ram_access_key one {  user_name = u} & ConsoleLogin Removed user/u: -resource alicloud_ram_login_profile one {  user_name = u  pa…
# a key of somebody who may do nothing
# a key of somebody new
gained direct user/new: Attachment Added System/AliyunKvstoreFullAccess user/new: +resource alicloud_ram_user_policy_attachment new {  policy_n…
lost direct user/new: Principal Removed user/new: -new
# a key of somebody who may do it no more
lost direct role/r: Attachment Removed System/AliyunKvstoreFullAccess role/r: -resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost direct user/u: Attachment Removed System/AliyunKvstoreFullAccess user/u: -resource alicloud_ram_user_policy_attachment u {  policy_nam…
gained direct role/r: Attachment Added System/AliyunKvstoreFullAccess role/r: +resource alicloud_ram_role_policy_attachment r {  policy_nam…
gained direct user/u: Attachment Added System/AliyunKvstoreFullAccess user/u: +resource alicloud_ram_user_policy_attachment u {  policy_nam…
# an instance
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere: Wearer Added role/r alicloud_instance.web: +resource alicloud_instance web {  instance_name = web  role_…
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere: Wearer Removed role/r alicloud_instance.web: -resource alicloud_instance web {  instance_name = web  role_…
# another instance
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere: Wearer Added role/r alicloud_instance.db: +resource alicloud_instance db {  instance_name = db  role_na…
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere: Wearer Removed role/r alicloud_instance.db: -resource alicloud_instance db {  instance_name = db  role_na…
# an instance of another role
# an instance of a role that may do it only now
gained direct role/r: Attachment Added System/AliyunKvstoreFullAccess role/r: +resource alicloud_ram_role_policy_attachment r {  policy_nam…
gained direct user/u: Attachment Added System/AliyunKvstoreFullAccess user/u: +resource alicloud_ram_user_policy_attachment u {  policy_nam…
lost direct role/r: Attachment Removed System/AliyunKvstoreFullAccess role/r: -resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost direct user/u: Attachment Removed System/AliyunKvstoreFullAccess user/u: -resource alicloud_ram_user_policy_attachment u {  policy_nam…
";

/// Who may do it by a role alone has it by a key as well.
#[test]
fn a_key_of_somebody_who_may_become_a_role_is_told() {
    let with = |keys: &[(usize, &str)]| {
        let mut account = trusting(ALL, &[("Allow", "RAM", &[&arn("root")])]);
        account = and(
            account,
            "policies",
            json!({ "type": "Custom", "name": "assume", "version": "v1",
                "document": document(&[("Allow", "sts:AssumeRole")]) }),
        );
        account = and(
            account,
            "attachments",
            json!({ "policy": "Custom/assume", "to": "user/v" }),
        );
        let mut read = Read::account(account);
        let account = &mut read.model.accounts[0];
        for (place, user) in keys {
            let mut all = account.principals();
            let (user, _) = all.find(|(_, one)| one.name == *user).unwrap();
            drop(all);
            let at = account.attachments[*place].at;
            account
                .access_keys
                .push(crate::model::account::AccessKey { user, at });
        }
        read
    };
    let gained = told(&with(&[]), &with(&[(1, "v"), (0, "u")]));
    assert_eq!(
        gained,
        [
            "gained exposure user/v NotGranted->NotGranted from none->none: AccessKey Added user/v: +{policy:Custom/assume,to:user/v}"
        ]
    );
}
