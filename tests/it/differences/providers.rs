//! Changes of whom roles trust: of identity providers that they name by a reference,
//! and of what is not known of the trust itself.

use ramlint::engine::difference::Act::Changed;
use ramlint::engine::difference::Subject;

use super::cases::Case;
use super::{compared, shown, side};

/// A provider, and a role with the action that trusts it.
macro_rules! trusting {
    ($provider:expr, $arn:expr) => {
        concat!(
            $provider,
            "\nresource \"alicloud_ram_role\" \"r\" {\n  role_name = \"r\"\n",
            "  assume_role_policy_document = jsonencode({ Version = \"1\", Statement = [{ ",
            "Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { Federated = [",
            $arn,
            "] } }] })\n}\n",
            "resource \"alicloud_ram_role_policy_attachment\" \"r\" {\n",
            "  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n",
            "  role_name = \"r\"\n}\n"
        )
    };
}

macro_rules! oidc {
    ($rest:expr) => {
        concat!(
            "resource \"alicloud_ims_oidc_provider\" \"ci\" {\n  oidc_provider_name = \"ci\"\n",
            $rest,
            "}"
        )
    };
}

macro_rules! saml {
    ($metadata:expr) => {
        concat!(
            "resource \"alicloud_ram_saml_provider\" \"corp\" {\n  saml_provider_name = \"Corp\"\n",
            "  encodedsaml_metadata_document = ",
            $metadata,
            "\n}"
        )
    };
}

/// A role with the action and a trust document.
macro_rules! with_trust {
    ($declared:expr, $document:expr) => {
        concat!(
            $declared,
            "\nresource \"alicloud_ram_role\" \"r\" {\n  role_name = \"r\"\n",
            "  assume_role_policy_document = ",
            $document,
            "\n}\nresource \"alicloud_ram_role_policy_attachment\" \"r\" {\n",
            "  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n",
            "  role_name = \"r\"\n}\n"
        )
    };
}

/// A role with the action whose trust document has a principal.
macro_rules! admitting {
    ($declared:expr, $principal:expr) => {
        with_trust!(
            $declared,
            concat!(
                "jsonencode({ Version = \"1\", Statement = [{ Effect = \"Allow\", ",
                "Action = \"sts:AssumeRole\", Principal = ",
                $principal,
                " }] })"
            )
        )
    };
}

/// Whom a role trusts is not known on either side, and not for the same reason.
macro_rules! open {
    ($name:expr, $before:expr, $after:expr) => {
        Case {
            name: $name,
            before: &[("main.tf", $before)],
            after: &[("main.tf", $after)],
            gained: &["reach role/r"],
            lost: &["reach role/r"],
            causes: &[(Subject::Doubt, Changed)],
        }
    };
}

/// Both sides trust the provider, and what it is differs.
macro_rules! changed {
    ($name:expr, $before:expr, $after:expr, $arn:expr) => {
        Case {
            name: $name,
            before: &[("main.tf", trusting!($before, $arn))],
            after: &[("main.tf", trusting!($after, $arn))],
            gained: &["reach role/r"],
            lost: &["reach role/r"],
            causes: &[(Subject::IdentityProvider, Changed)],
        }
    };
}

pub const CASES: &[Case] = &[
    changed!(
        "issuer of a provider of an account that is not known",
        oidc!("  issuer_url = «\"https://a.example\"»\n"),
        oidc!("  issuer_url = «\"https://b.example\"»\n"),
        "alicloud_ims_oidc_provider.ci.arn"
    ),
    changed!(
        "every setting of a provider",
        oidc!(
            "  issuer_url = «\"https://a.example\"»\n  client_ids = [\"x\", «\"y\"»]\n  fingerprints = [«\"aa\"»]\n"
        ),
        oidc!(
            "  issuer_url = «\"https://b.example\"»\n  client_ids = [\"x\", «\"z\"»]\n  fingerprints = [«\"bb\"»]\n"
        ),
        "alicloud_ims_oidc_provider.ci.arn"
    ),
    changed!(
        "issuer of a provider of a known account",
        concat!(
            "provider \"alicloud\" {\n  account_id = \"1000000000000001\"\n}\n",
            oidc!("  issuer_url = «\"https://a.example\"»\n")
        ),
        concat!(
            "provider \"alicloud\" {\n  account_id = \"1000000000000001\"\n}\n",
            oidc!("  issuer_url = «\"https://b.example\"»\n")
        ),
        "alicloud_ims_oidc_provider.ci.arn"
    ),
    changed!(
        "issuer that is read from somewhere",
        concat!(
            oidc!("  issuer_url = «data.http.x.response_body»\n"),
            "\ndata \"http\" \"x\" { url = \"https://a.example\" }"
        ),
        concat!(
            oidc!("  issuer_url = «data.http.x.response_body»\n"),
            "\ndata \"http\" \"x\" { url = \"https://b.example\" }"
        ),
        "alicloud_ims_oidc_provider.ci.arn"
    ),
    changed!(
        "metadata of a provider by its reference",
        saml!("«\"PGE+PC9hPg==\"»"),
        saml!("«\"PGI+PC9iPg==\"»"),
        "alicloud_ram_saml_provider.corp.arn"
    ),
    changed!(
        "metadata of a provider in a text with the id of the account",
        concat!(
            "data \"alicloud_account\" \"this\" {}\n",
            saml!("«\"PGE+PC9hPg==\"»")
        ),
        concat!(
            "data \"alicloud_account\" \"this\" {}\n",
            saml!("«\"PGI+PC9iPg==\"»")
        ),
        r#""acs:ram::${data.alicloud_account.this.id}:saml-provider/Corp""#
    ),
    open!(
        "page that a trust document is read from",
        with_trust!(
            r#"data "http" "x" { url = «"https://a.example"» }"#,
            "data.http.x.response_body"
        ),
        with_trust!(
            r#"data "http" "x" { url = «"https://b.example"» }"#,
            "data.http.x.response_body"
        )
    ),
    open!(
        "page that says which provider is trusted",
        admitting!(
            r#"data "http" "x" { url = «"https://a.example"» }"#,
            "{ Federated = [data.http.x.response_body] }"
        ),
        admitting!(
            r#"data "http" "x" { url = «"https://b.example"» }"#,
            "{ Federated = [data.http.x.response_body] }"
        )
    ),
    open!(
        "page that says which service is trusted",
        admitting!(
            r#"data "http" "x" { url = «"https://a.example"» }"#,
            r#"{ Service = ["${data.http.x.response_body}.aliyuncs.com"] }"#
        ),
        admitting!(
            r#"data "http" "x" { url = «"https://b.example"» }"#,
            r#"{ Service = ["${data.http.x.response_body}.aliyuncs.com"] }"#
        )
    ),
    open!(
        "page that says which account is trusted",
        admitting!(
            r#"data "http" "x" { url = «"https://a.example"» }"#,
            r#"{ RAM = ["acs:ram::${data.http.x.response_body}:root"] }"#
        ),
        admitting!(
            r#"data "http" "x" { url = «"https://b.example"» }"#,
            r#"{ RAM = ["acs:ram::${data.http.x.response_body}:root"] }"#
        )
    ),
    Case {
        name: "trust document that is read from a page now",
        before: &[(
            "main.tf",
            concat!(
                "\nresource \"alicloud_ram_role\" \"r\" {\n  role_name = \"r\"\n",
                "  assume_role_policy_document = jsonencode({ Version = \"1\", Statement = [{ ",
                "Effect = \"Allow\", Action = \"sts:AssumeRole\", ",
                "Principal = { Service = [«\"ecs.aliyuncs.com\"»] } }] })\n}\n",
                "«resource \"alicloud_ram_role_policy_attachment\" \"r\" {\n",
                "  policy_name = \"AliyunKvstoreFullAccess\"\n  policy_type = \"System\"\n",
                "  role_name = \"r\"\n}»\n"
            ),
        )],
        after: &[(
            "main.tf",
            with_trust!(
                r#"data "http" "x" { url = "https://a.example" }"#,
                "«data.http.x.response_body»"
            ),
        )],
        gained: &["reach role/r"],
        lost: &["reach role/r"],
        causes: &[
            (Subject::Doubt, Changed),
            (Subject::Trust, ramlint::engine::difference::Act::Removed),
        ],
    },
];

#[test]
fn d36_a_trust_that_is_not_known_for_the_same_reason_is_no_difference() {
    let table = [
        (
            admitting!("variable \"x\" {}", "{ Service = [var.x] }"),
            admitting!("\n\nvariable \"x\" {}", "{ Service = [ var.x ] }"),
        ),
        (
            admitting!(
                "variable \"x\" {}",
                r#"{ RAM = ["acs:ram::${var.x}:root"] }"#
            ),
            admitting!(
                "\nvariable \"x\" {}",
                r#"{ RAM = ["acs:ram::${var.x}:root"] }"#
            ),
        ),
        (
            with_trust!("variable \"x\" {}", "var.x"),
            with_trust!("# Somebody explains it.\nvariable \"x\" {}", "var.x"),
        ),
    ];
    for (before, after) in table {
        let side = |text| side(&[("main.tf", text)]).0;
        let found = compared(&side(before), &side(after)).difference;
        assert_eq!(shown(&found.gained), Vec::<String>::new(), "{after}");
        assert_eq!(shown(&found.lost), Vec::<String>::new(), "{after}");
    }
}
