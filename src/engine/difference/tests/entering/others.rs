//! Whom trust documents let in who are no principals of the account, or may be none.

use serde_json::json;

use super::{ALL, Trusted, trusting};
use crate::engine::difference::tests::OWN;
use crate::engine::difference::tests::rooms::{arn, room};
use crate::engine::difference::tests::words::{Read, both_ways, compared, lines};

/// A role that may do all, in words of Terraform, with whom it lets in; the account is
/// known where it is said.
fn declared(is_known: bool, principal: &str) -> Read {
    let text = format!(
        "variable \"v\" {{\n}}\nresource \"alicloud_ram_role\" \"r\" {{\n  role_name = \"r\"\n  \
         assume_role_policy_document = jsonencode({{ Version = \"1\", Statement = [{{ \
         Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {principal} }}] }})\n}}\n"
    );
    with_account(is_known, &format!("{text}{HELD}"))
}

const HELD: &str = concat!(
    "resource \"alicloud_ram_role_policy_attachment\" \"r\" {\n",
    "  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n",
    "  role_name = \"r\"\n}\n",
);

fn with_account(is_known: bool, text: &str) -> Read {
    let manifest = format!("ram_attachments: 1\naccount: \"{OWN}\"\n");
    if is_known {
        Read::files(&[("ram-attachments.yaml", &manifest), ("main.tf", text)])
    } else {
        Read::files(&[("main.tf", text)])
    }
}

/// Of a role that has nothing of worth on the other side, whoever may be somebody of the
/// account is told with the role.
#[test]
fn those_are_told_who_are_or_may_be_somebody_else() {
    const OTHER: &str = "2000000000000002";
    let nobody: Trusted<'_> = &[("Allow", "RAM", &[&arn("user/nobody")])];
    let is = Read::account;
    let services: &[&str] = &["ecs.aliyuncs.com", "fc.aliyuncs.com", "ecs.aliyuncs.com"];
    let twice = || {
        let service: &[&str] = &["ecs.aliyuncs.com"];
        let mut account = trusting(ALL, &[("Allow", "Service", service); 2]);
        for (number, operator) in ["IpAddress", "NotIpAddress"].into_iter().enumerate() {
            account["roles"][0]["trust"]["Statement"][number]["Condition"] =
                json!({ operator: { "acs:SourceIp": "10.0.0.0/8" } });
        }
        account
    };
    let own = |who: &str| declared(true, &format!("{{ RAM = [\"{who}\"] }}"));
    let user = |account: &str| format!("acs:ram::{account}:user/${{var.v}}");
    let somebody = || own(&arn("user/nobody"));
    let service = || declared(false, "{ Service = [\"ecs.aliyuncs.com\"] }");
    let other = || {
        let principal = format!("{{ RAM = [\"acs:ram::{OTHER}:root\"] }}");
        declared(false, &principal)
    };
    let open = || declared(false, "{ Service = [\"${var.v}.aliyuncs.com\"] }");
    let idle = || {
        let text = "resource \"alicloud_ram_user\" \"idle\" {\n  name = \"idle\"\n}\n";
        with_account(false, text)
    };
    let instance = concat!(
        "resource \"alicloud_instance\" \"web\" {\n",
        "  instance_name = \"web\"\n  role_name = \"r\"\n}\n",
    );
    let worn = || {
        let role = concat!(
            "resource \"alicloud_ram_role\" \"r\" {\n  role_name = \"r\"\n",
            "  assume_role_policy_document = jsonencode({ Version = \"1\", Statement = [{ ",
            "Effect = \"Allow\", Action = \"sts:AssumeRole\", ",
            "Principal = { Service = [\"ecs.aliyuncs.com\"] } }] })\n}\n",
        );
        with_account(false, &format!("{role}{HELD}{instance}"))
    };
    let with_one_more = |who: &str| trusting(ALL, &[("Allow", "RAM", &[&arn("user/nobody"), who])]);
    let cases = vec![
        (
            "a name that is of nobody",
            is(trusting(ALL, nobody)),
            is(with_one_more("boss")),
        ),
        (
            "a service whose name is empty",
            is(trusting(ALL, nobody)),
            is(trusting(ALL, &[("Allow", "Service", &[""])])),
        ),
        (
            "a service, named twice around another",
            is(trusting(ALL, nobody)),
            is(trusting(ALL, &[("Allow", "Service", services)])),
        ),
        (
            "a service by two statements, of which one fits at any time",
            is(trusting(ALL, nobody)),
            is(twice()),
        ),
        (
            "anybody, of a role that was not there",
            is(room(&[("all", ALL)], &[])),
            is(trusting(ALL, &[("Allow", "RAM", &["*"])])),
        ),
        ("somebody of another account", somebody(), own(&user(OTHER))),
        ("somebody of the own account", somebody(), own(&user(OWN))),
        (
            "anybody of some account",
            somebody(),
            own("acs:ram::${var.v}:root"),
        ),
        (
            "another account that may be the own one",
            service(),
            other(),
        ),
        ("the same, of a role that was not there", idle(), other()),
        ("a service that is not known", service(), open()),
        ("the same, of a role that was not there", idle(), open()),
        ("what runs as a role that was not there", idle(), worn()),
    ];
    assert_eq!(both_ways(cases), lines(OTHERS));
}

const OTHERS: &str = "
# a name that is of nobody
# a service whose name is empty
gained reach role/r by service: Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +; by +kvstore:*
lost reach role/r by service: Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -; by -kvstore:*
# a service, named twice around another
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
gained reach role/r by service:fc.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +fc.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
lost reach role/r by service:fc.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -fc.aliyuncs.com; by -kvstore:*
# a service by two statements, of which one fits at any time
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +kvstore:*
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -kvstore:*
# anybody, of a role that was not there
gained direct role/r: Attachment Added Custom/all role/r: +{policy:Custom/all,to:role/r}; by +kvstore:*
gained reach role/r by anyone let in never->always if principal-wildcard *: Trust Added role/r: +*; by +kvstore:*
lost direct role/r: Principal Removed role/r: -r
lost reach role/r by anyone let in always->never if principal-wildcard *: Trust Removed role/r: -*; by -kvstore:*
# somebody of another account
gained reach role/r by external:acs:ram::2000000000000002:user/* Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::2000000000000002:user/${var.v}`, as Principal: Doubt Changed role/r: +acs:ram::2000000000000002:user/${var.v}
lost reach role/r by external:acs:ram::2000000000000002:user/* Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::2000000000000002:user/${var.v}`, as Principal: Doubt Changed role/r: -acs:ram::2000000000000002:user/${var.v}
# somebody of the own account
# anybody of some account
gained reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal: Doubt Changed role/r: +acs:ram::${var.v}:root
lost reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal: Doubt Changed role/r: -acs:ram::${var.v}:root
# another account that may be the own one
gained reach role/r by external:acs:ram::2000000000000002:root Allowed->Allowed from anywhere->anywhere let in never->always if own-account 2000000000000002: Trust Widened(Principal) role/r: +acs:ram::2000000000000002:root; by +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -resource alicloud_ram_role_policy_attachment r {  policy_nam…
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost reach role/r by external:acs:ram::2000000000000002:root Allowed->Allowed from anywhere->anywhere let in always->never if own-account 2000000000000002: Trust Narrowed(Principal) role/r: -acs:ram::2000000000000002:root; by -resource alicloud_ram_role_policy_attachment r {  policy_nam…
# the same, of a role that was not there
gained direct role/r: Attachment Added System/AliyunKvstoreFullAccess role/r: +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost direct role/r: Principal Removed role/r: -r
# a service that is not known
gained reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), in `${var.v}.aliyuncs.com`, as Principal: Doubt Changed role/r: +${var.v}.aliyuncs.com
lost reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -ecs.aliyuncs.com; by -resource alicloud_ram_role_policy_attachment r {  policy_nam…
gained reach role/r by service:ecs.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +ecs.aliyuncs.com; by +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), in `${var.v}.aliyuncs.com`, as Principal: Doubt Changed role/r: -${var.v}.aliyuncs.com
# the same, of a role that was not there
gained direct role/r: Attachment Added System/AliyunKvstoreFullAccess role/r: +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost direct role/r: Principal Removed role/r: -r
# what runs as a role that was not there
gained direct role/r: Attachment Added System/AliyunKvstoreFullAccess role/r: +resource alicloud_ram_role_policy_attachment r {  policy_nam…
gained reach role/r by service:ecs.aliyuncs.com let in never->always: Trust Added role/r: +ecs.aliyuncs.com; by +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost direct role/r: Principal Removed role/r: -r
lost reach role/r by service:ecs.aliyuncs.com let in always->never: Trust Removed role/r: -ecs.aliyuncs.com; by -resource alicloud_ram_role_policy_attachment r {  policy_nam…
";

/// Whoever may be the own account is another one in the world that shows it.
#[test]
fn an_account_that_may_be_the_own_one_is_shown_where_it_is_another() {
    let principal = "{ RAM = [\"acs:ram::2000000000000002:root\"] }";
    let before = declared(false, "{ Service = [\"ecs.aliyuncs.com\"] }");
    let found = compared(&before, &declared(false, principal));
    let external = |via: &[String]| via.iter().any(|via| via.starts_with("external:"));
    let mut gained = found.gained.iter().filter(|one| external(&one.via));
    let entry = gained.next().unwrap();
    let chosen = entry.world.iter();
    let chosen: Vec<(&str, u8)> = chosen
        .map(|(id, choice)| (found.doubts.get(*id).unwrap().name.as_str(), *choice))
        .collect();
    assert_eq!(chosen, [("own-account", 0)]);
}
