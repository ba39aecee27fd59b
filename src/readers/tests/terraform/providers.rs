//! What decides whom identity providers let in, from configurations, and from what
//! else is read beside them.

use super::*;

/// `kind name: setting text @ place` of all settings.
fn settings(outcome: &Outcome) -> Vec<String> {
    let providers = &outcome.account().identity_providers;
    let mut all = Vec::new();
    for provider in providers {
        for one in &provider.settings {
            all.push(format!(
                "{} {}: {} {} @ {}",
                provider.kind,
                provider.name,
                one.name,
                one.text,
                outcome.sources.slice(one.at)
            ));
        }
    }
    all
}

const OIDC: &str = r#"variable "client" { default = "sts" }
variable "fingerprint" {}
resource "alicloud_ims_oidc_provider" "a" {
  oidc_provider_name = "ci"
  issuer_url = "https://issuer.example"
  client_ids = [var.client, "other"]
  fingerprints = ["${var.fingerprint}"]
  issuance_limit_time = 12
}
resource "alicloud_ims_oidc_provider_fingerprint" "b" {
  oidc_provider_name = alicloud_ims_oidc_provider.a.oidc_provider_name
  fingerprint = "ab"
}
"#;

const OF_OIDC: [&str; 6] = [
    "oidc ci: client id other @ \"other\"",
    "oidc ci: client id sts @ \"sts\"",
    "oidc ci: fingerprint ${var.fingerprint} @ variable \"fingerprint\"",
    "oidc ci: fingerprint ab @ \"ab\"",
    "oidc ci: issuance limit 12 @ 12",
    "oidc ci: issuer https://issuer.example @ \"https://issuer.example\"",
];

#[test]
fn settings_of_providers_are_read_with_their_places() {
    let table: &[(&str, &[&str])] = &[
        (OIDC, &OF_OIDC),
        (
            "resource \"alicloud_ram_saml_provider\" \"a\" {\n  saml_provider_name = \"idp\"\n  encodedsaml_metadata_document = base64encode(\"<md/>\")\n}",
            &["saml idp: metadata <md/> @ \"<md/>\""],
        ),
        (
            "resource \"alicloud_ram_saml_provider\" \"a\" {\n  saml_provider_name = \"idp\"\n  encodedsaml_metadata_document = filebase64(\"idp.xml\")\n}",
            &["saml idp: metadata ${filebase64(\"idp.xml\")} @ filebase64(\"idp.xml\")"],
        ),
    ];
    for (text, expected) in table {
        let got = Case::of(&[("main.tf", text)]).run();
        assert_eq!(settings(&got), *expected, "{text}");
        assert_eq!(got.account().identity_providers.len(), 1, "{text}");
    }
}

#[test]
fn what_several_inputs_tell_of_a_provider_is_joined() {
    let caller = r#"{"AccountId":"1000000000000001","IdentityType":"Account","PrincipalId":"1"}"#;
    let answer = r#"{"OIDCProviders":{"OIDCProvider":[{"OIDCProviderName":"ci","IssuerUrl":"https://issuer.example","ClientIds":"sts,new"}]},"IsTruncated":false}"#;
    let files = [
        ("main.tf", OIDC),
        ("d/GetCallerIdentity.json", caller),
        ("d/ListOIDCProviders.1.json", answer),
    ];
    let got = Case::of(&files).run();
    let mut expected: Vec<String> = OF_OIDC.iter().map(|one| (*one).to_owned()).collect();
    expected.insert(0, "oidc ci: client id new @ new".to_owned());
    let mut found = settings(&got);
    // Which input tells of a setting that both have is not what counts here.
    for one in &mut found {
        *one = one
            .replace("@ sts", "@ \"sts\"")
            .replace("@ https", "@ \"https");
        if one.ends_with(".example") {
            one.push('"');
        }
    }
    assert_eq!(found, expected);
    assert_eq!(got.account().identity_providers.len(), 1);
}
