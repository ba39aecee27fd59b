//! Whoever is let in by another's word, or may be of another account.

use super::super::words::{Read, both_ways, lines};

/// A provider, and a role that lets in whomever it speaks for.
fn federated(provider: &str, trusted: &str) -> Read {
    let text = format!(
        "{provider}\nresource \"alicloud_ram_role\" \"r\" {{\n  role_name = \"r\"\n  assume_role_policy_document = jsonencode({{ Version = \"1\", Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {{ Federated = [\"{trusted}\"] }} }}] }})\n}}\nresource \"alicloud_ram_role_policy_attachment\" \"r\" {{\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  role_name = \"r\"\n}}\n"
    );
    Read::files(&[("main.tf", &text)])
}

#[test]
fn a_provider_speaks_for_others_by_its_settings() {
    let oidc = |name: &str, clients: &str, issuer: &str| {
        format!(
            "resource \"alicloud_ims_oidc_provider\" \"{name}\" {{\n  oidc_provider_name = \"{name}\"\n  issuer_url = \"{issuer}\"\n  client_ids = {clients}\n}}"
        )
    };
    const ARN: &str = "acs:ram::1000000000000001:oidc-provider/ci";
    let url = "https://a.example";
    let ci = |clients: &str, url: &str| federated(&oidc("ci", clients, url), ARN);
    let two = |first: &str, second: &str| {
        let text = format!("{}\n{}", oidc("other", first, url), oidc("ci", second, url));
        federated(&text, ARN)
    };
    let cases = vec![
        ("another client", ci("[\"a\"]", url), ci("[\"b\"]", url)),
        (
            "one client more",
            ci("[\"a\"]", url),
            ci("[\"a\", \"b\"]", url),
        ),
        (
            "two clients by one text",
            ci("[\"a\"]", url),
            ci("[for x in [\"c\", \"d\"] : \"${x}-1\"]", url),
        ),
        (
            "another issuer and client",
            ci("[\"a\"]", url),
            ci("[\"b\"]", "https://b.example"),
        ),
        (
            "a client of another provider",
            two("[\"a\"]", "[\"a\"]"),
            two("[\"b\"]", "[\"a\"]"),
        ),
        (
            "a client of one of two",
            two("[\"a\"]", "[\"a\"]"),
            two("[\"a\"]", "[\"b\"]"),
        ),
    ];
    assert_eq!(both_ways(cases), lines(SPOKEN_FOR));
}

const SPOKEN_FOR: &str = "
# another client
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +b -a
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +b -a
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +a -b
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +a -b
# one client more
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +b
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: -b
# two clients by one text
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +${x}-1 -a
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +${x}-1 -a
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +a -${x}-1
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +a -${x}-1
# another issuer and client
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id, issuer: +b +https://b.example -a -https://a.example
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id, issuer: +b +https://b.example -a -https://a.example
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id, issuer: +a +https://a.example -b -https://b.example
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id, issuer: +a +https://a.example -b -https://b.example
# a client of another provider
# a client of one of two
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +b -a
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +b -a
gained reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +a -b
lost reach role/r by federated:acs:ram::1000000000000001:oidc-provider/ci Allowed->Allowed from anywhere->anywhere: IdentityProvider Changed ci client id: +a -b
";

/// Of an account whose id is not known, and of names that are not known whole.
#[test]
fn whoever_may_be_of_another_account_is_told_as_such() {
    let with = |declared: &str, principal: &str| {
        let text = format!(
            "{declared}\nresource \"alicloud_ram_role\" \"r\" {{\n  role_name = \"r\"\n  assume_role_policy_document = jsonencode({{ Version = \"1\", Statement = [{{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = {principal} }}] }})\n}}\nresource \"alicloud_ram_role_policy_attachment\" \"r\" {{\n  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n  role_name = \"r\"\n}}\n"
        );
        Read::files(&[("main.tf", &text)])
    };
    let none = || with("", "{ Service = [\"fc.aliyuncs.com\"] }");
    let service = |name: &str| format!("{{ Service = [\"{name}\", \"fc.aliyuncs.com\"] }}");
    let ram = |who: &str| format!("{{ RAM = [\"{who}\"], Service = [\"fc.aliyuncs.com\"] }}");
    let variable = "variable \"v\" {\n  type = string\n}";
    let other = "variable \"w\" {\n  type = string\n}";
    let read = "data \"alicloud_account\" \"own\" {}";
    let cases = vec![
        (
            "an account where the own one is not known",
            none(),
            with("", &ram("acs:ram::2000000000000002:root")),
        ),
        ("any account", none(), with("", &ram("acs:ram::*:root"))),
        (
            "an account that is not known",
            none(),
            with(variable, &ram("acs:ram::${var.v}:root")),
        ),
        (
            "the own account, as it is read",
            none(),
            with(read, &ram("acs:ram::${data.alicloud_account.own.id}:root")),
        ),
        (
            "whoever it may be",
            none(),
            with(variable, &ram("${var.v}")),
        ),
        (
            "somebody of an account where the own one is not known",
            none(),
            with(variable, &ram("acs:ram::2000000000000002:user/${var.v}")),
        ),
        (
            "a service that is not known",
            none(),
            with(variable, &service("${var.v}.aliyuncs.com")),
        ),
        (
            "another that is not known",
            with(variable, &ram("acs:ram::${var.v}:root")),
            with(other, &ram("acs:ram::${var.w}:root")),
        ),
        ("anybody", none(), with("", &ram("*"))),
    ];
    assert_eq!(both_ways(cases), lines(PERHAPS));
}

const PERHAPS: &str = "
# an account where the own one is not known
gained reach role/r by external:acs:ram::2000000000000002:root Allowed->Allowed from anywhere->anywhere let in never->always if own-account 2000000000000002: Trust Widened(Principal) role/r: +acs:ram::2000000000000002:root; by +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost reach role/r by external:acs:ram::2000000000000002:root Allowed->Allowed from anywhere->anywhere let in always->never if own-account 2000000000000002: Trust Narrowed(Principal) role/r: -acs:ram::2000000000000002:root; by -resource alicloud_ram_role_policy_attachment r {  policy_nam…
# any account
gained reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in never->always: Trust Widened(Principal) role/r: +acs:ram::*:root; by +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in always->never: Trust Narrowed(Principal) role/r: -acs:ram::*:root; by -resource alicloud_ram_role_policy_attachment r {  policy_nam…
# an account that is not known
gained reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal: Doubt Changed role/r: +acs:ram::${var.v}:root
lost reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal: Doubt Changed role/r: -acs:ram::${var.v}:root
# the own account, as it is read
# whoever it may be
gained reach role/r by external:* Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), as Principal: Doubt Changed role/r: +variable v
lost reach role/r by external:* Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), as Principal: Doubt Changed role/r: -variable v
# somebody of an account where the own one is not known
gained reach role/r by external:acs:ram::2000000000000002:user/* Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::2000000000000002:user/${var.v}`, as Principal if own-account 2000000000000002: Doubt Changed role/r: +acs:ram::2000000000000002:user/${var.v}
lost reach role/r by external:acs:ram::2000000000000002:user/* Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::2000000000000002:user/${var.v}`, as Principal if own-account 2000000000000002: Doubt Changed role/r: -acs:ram::2000000000000002:user/${var.v}
# a service that is not known
gained reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), in `${var.v}.aliyuncs.com`, as Principal: Doubt Changed role/r: +${var.v}.aliyuncs.com
lost reach role/r by service:*.aliyuncs.com Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), in `${var.v}.aliyuncs.com`, as Principal: Doubt Changed role/r: -${var.v}.aliyuncs.com
# another that is not known
gained reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal if variable `var.w` (declared at main.tf:1 without a default), in `acs:ram::${var.w}:root`, as Principal: Doubt Changed role/r: +acs:ram::${var.w}:root
lost reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal if variable `var.w` (declared at main.tf:1 without a default), in `acs:ram::${var.w}:root`, as Principal: Doubt Changed role/r: -acs:ram::${var.v}:root
gained reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in never->always if variable `var.w` (declared at main.tf:1 without a default), in `acs:ram::${var.w}:root`, as Principal if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal: Doubt Changed role/r: +acs:ram::${var.v}:root
lost reach role/r by external:acs:ram::*:root Allowed->Allowed from anywhere->anywhere let in always->never if variable `var.w` (declared at main.tf:1 without a default), in `acs:ram::${var.w}:root`, as Principal if variable `var.v` (declared at main.tf:1 without a default), in `acs:ram::${var.v}:root`, as Principal: Doubt Changed role/r: -acs:ram::${var.w}:root
# anybody
gained reach role/r by anyone Allowed->Allowed from anywhere->anywhere let in never->always if principal-wildcard *: Trust Widened(Principal) role/r: +*; by +resource alicloud_ram_role_policy_attachment r {  policy_nam…
lost reach role/r by anyone Allowed->Allowed from anywhere->anywhere let in always->never if principal-wildcard *: Trust Narrowed(Principal) role/r: -*; by -resource alicloud_ram_role_policy_attachment r {  policy_nam…
";
