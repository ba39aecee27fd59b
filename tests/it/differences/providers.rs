//! Changes of identity providers that roles trust by a reference.

use ramlint::engine::difference::Act::Changed;
use ramlint::engine::difference::Subject;

use super::cases::Case;

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
];
