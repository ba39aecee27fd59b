//! Users, groups, roles and policies of RAM.

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::readers::declared::providers::{
    CLIENT, FINGERPRINT, ISSUANCE, ISSUER, METADATA, Row, settings,
};
use crate::readers::declared::{DeclaredDocument, PolicyName, What};
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::terraform::policy_document::{Statement, document};
use crate::readers::terraform::resources::{Declare, Declaring};
use crate::source::Span;

pub(super) const TYPES: &[(&str, Declare)] = &[
    ("alicloud_ram_user", user),
    ("alicloud_ram_group", group),
    ("alicloud_ram_role", role),
    ("alicloud_resource_manager_role", role),
    (
        "alicloud_resource_manager_service_linked_role",
        service_linked,
    ),
    ("alicloud_ram_service_linked_role", service_linked),
    ("alicloud_ram_policy", policy),
    ("alicloud_resource_manager_policy", policy),
    ("alicloud_ram_access_key", access_key),
    ("alicloud_ram_login_profile", login_profile),
    ("alicloud_ram_saml_provider", saml),
    ("alicloud_ims_oidc_provider", oidc),
    ("alicloud_ims_oidc_provider_fingerprint", oidc_fingerprint),
];

const NAME_OF_ROLE: &[&str] = &["role_name", "name"];
const NAME_OF_POLICY: &[&str] = &["policy_name", "name"];
const TRUST: &[&str] = &["assume_role_policy_document", "document"];
const DOCUMENT: &[&str] = &["policy_document", "document"];

const SAML: &[Row] = &[(METADATA, "encodedsaml_metadata_document")];

const OIDC: &[Row] = &[
    (ISSUER, "issuer_url"),
    (CLIENT, "client_ids"),
    (FINGERPRINT, "fingerprints"),
    (ISSUANCE, "issuance_limit_time"),
];

fn user(declaring: &mut Declaring<'_, '_>) {
    let user = declaring.principal(PrincipalKind::User, &["name", "user_name"]);
    declaring.push(What::Principal(user));
}

fn group(declaring: &mut Declaring<'_, '_>) {
    let group = declaring.principal(PrincipalKind::Group, &["group_name", "name"]);
    declaring.push(What::Principal(group));
}

fn role(declaring: &mut Declaring<'_, '_>) {
    let name = declaring.need(NAME_OF_ROLE);
    let mut trust = declaring.document_of(TRUST);
    for wrong in ["assume_role_policy", "policy", "trust_policy"] {
        let value = declaring.wrong(wrong, Some("assume_role_policy_document"));
        if let (Some(value), None) = (value, &trust) {
            trust = Some(declaring.document(TRUST, value));
        }
    }
    let trust = trust.or_else(|| trust_of_lists(declaring));
    let seconds = declaring.word("max_session_duration");
    declaring.push(What::Role {
        name,
        trust,
        service_linked: false,
        max_session_seconds: seconds.and_then(|seconds| seconds.parse().ok()),
    });
}

/// The trust document that the lists `ram_users` and `services` stand for.
fn trust_of_lists(declaring: &mut Declaring<'_, '_>) -> Option<DeclaredDocument> {
    let lists = [("RAM", "ram_users"), ("Service", "services")];
    let mut principals = Vec::new();
    let mut at: Option<Span> = None;
    for (entity, argument) in lists {
        let Some(list) = declaring.get(&[argument]) else {
            continue;
        };
        if list.items().is_empty() && list.hole().is_none() {
            continue;
        }
        at = Some(at.map_or(list.at, |at| at.to(list.at)));
        principals.push((Evaluated::text(entity, list.at), list.clone()));
    }
    let at = at?;
    let text = |text: &str| Evaluated::text(text, at);
    let statement = Evaluated::map(
        vec![
            (text("Effect"), text("Allow")),
            (text("Action"), text("sts:AssumeRole")),
            (text("Principal"), Evaluated::map(principals, at)),
        ],
        at,
    );
    let value = document(None, vec![statement], at);
    Some(declaring.document(&["ram_users", "services"], value))
}

fn service_linked(declaring: &mut Declaring<'_, '_>) {
    let at = declaring.resource.at;
    let name = match declaring.get(&["role_name", "name"]) {
        Some(name) => name.clone(),
        None => {
            let service = declaring.need(&["service_name"]);
            let suffix = declaring.get(&["custom_suffix"]).cloned();
            name_of_service_linked(&service, suffix.as_ref(), at)
                .unwrap_or_else(|| declaring.need(&["role_name"]))
        }
    };
    declaring.push(What::Role {
        name,
        trust: None,
        service_linked: true,
        max_session_seconds: None,
    });
}

/// The cloud chooses the name: it begins as those of all such roles do, and goes
/// on with the words of the service's domain. Letter case does not count where
/// names are joined.
fn name_of_service_linked(
    service: &Evaluated,
    suffix: Option<&Evaluated>,
    at: Span,
) -> Option<Evaluated> {
    let domain = service.as_str()?;
    let words = domain.split('.').next().filter(|words| !words.is_empty())?;
    let mut name = String::from("AliyunServiceRoleFor");
    for word in words.split('-') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    if let Some(suffix) = suffix {
        name.push('_');
        name.push_str(suffix.as_str()?);
    }
    Some(Evaluated::text(&name, at))
}

fn policy(declaring: &mut Declaring<'_, '_>) {
    let name = declaring.need(NAME_OF_POLICY);
    let mut given = declaring.document_of(DOCUMENT);
    if let Some(value) = declaring.wrong("policy", Some("policy_document"))
        && given.is_none()
    {
        given = Some(declaring.document(DOCUMENT, value));
    }
    let given = given.or_else(|| document_of_statements(declaring));
    let document = given.map(|document| declaring.unless_other_version(document));
    declaring.push(What::Policy {
        policy: PolicyName {
            kind: PolicyKind::Custom,
            name,
        },
        document,
        other_versions: Vec::new(),
    });
}

/// The document that `statement` blocks, or a list of mappings, stand for.
fn document_of_statements(declaring: &mut Declaring<'_, '_>) -> Option<DeclaredDocument> {
    let statements = declaring.get(&["statement"])?.clone();
    let version = declaring.get(&["version"]).cloned();
    if statements.hole().is_some() {
        return Some(declaring.document(&["statement"], statements));
    }
    let items = statements.items().iter();
    let items = items.map(|item| match &item.data {
        Data::Map(_) => Statement::of(item).into_value(),
        _ => item.clone(),
    });
    let value = document(version.as_ref(), items.collect(), statements.at);
    Some(declaring.document(&["statement"], value))
}

fn access_key(declaring: &mut Declaring<'_, '_>) {
    let status = declaring.get(&["status"]).and_then(Evaluated::as_str);
    if status.is_some_and(|status| status.eq_ignore_ascii_case("Inactive")) {
        return;
    }
    // Without a user it is a key of whoever runs Terraform.
    if let Some(user) = declaring.get(&["user_name"]).cloned() {
        declaring.push(What::AccessKey { user });
    }
}

fn login_profile(declaring: &mut Declaring<'_, '_>) {
    let user = declaring.need(&["user_name"]);
    declaring.push(What::ConsoleLogin { user });
}

fn saml(declaring: &mut Declaring<'_, '_>) {
    let name = declaring.need(&["saml_provider_name", "name"]);
    identity_provider(declaring, name, "saml", SAML);
}

fn oidc(declaring: &mut Declaring<'_, '_>) {
    let name = declaring.need(&["oidc_provider_name", "name"]);
    identity_provider(declaring, name, "oidc", OIDC);
}

fn oidc_fingerprint(declaring: &mut Declaring<'_, '_>) {
    let name = declaring.need(&["oidc_provider_name"]);
    let rows = &[(FINGERPRINT, "fingerprint")];
    identity_provider(declaring, name, "oidc", rows);
}

fn identity_provider(
    declaring: &mut Declaring<'_, '_>,
    name: Evaluated,
    kind: &'static str,
    rows: &[Row],
) {
    let settings = settings(rows, |argument| declaring.get(&[argument]).cloned());
    declaring.push(What::IdentityProvider {
        name,
        kind,
        settings,
    });
}
