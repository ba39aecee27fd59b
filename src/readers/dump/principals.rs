//! Users, groups, roles and memberships, and what belongs to them: AccessKeys,
//! identity providers, what runs as a role.

use std::rc::Rc;

use crate::model::account::PrincipalKind;
use crate::readers::declared::providers::{
    CLIENT, FINGERPRINT, ISSUANCE, ISSUER, METADATA, Row, settings,
};
use crate::readers::declared::{PrincipalName, What};
use crate::readers::dump::answer::Answer;
use crate::readers::dump::build::{Build, folded, plain_name};
use crate::readers::dump::documents;
use crate::readers::evaluated::{Data, Evaluated};
use crate::source::Span;

/// The name that an element gives a principal.
fn name_of(item: &Evaluated, kind: PrincipalKind) -> Option<Evaluated> {
    let keys: [&str; 2] = match kind {
        PrincipalKind::User => ["UserName", "UserPrincipalName"],
        PrincipalKind::Group => ["GroupName", "GroupPrincipalName"],
        _ => ["RoleName", "RolePrincipalName"],
    };
    let name = keys.iter().find_map(|key| item.get(key))?;
    let known = name.as_str().is_some_and(|name| !name.is_empty());
    known.then(|| plain_name(name))
}

/// Principals that an answer lists, with the place of each.
pub(super) fn named_in<'a>(
    items: impl IntoIterator<Item = &'a Evaluated>,
    kind: PrincipalKind,
) -> Vec<(PrincipalName, Span)> {
    items
        .into_iter()
        .filter_map(|item| {
            let name = name_of(item, kind)?;
            Some((PrincipalName { kind, name }, item.at))
        })
        .collect()
}

fn listed(build: &mut Build<'_, '_>, answer: &Answer, kind: PrincipalKind) {
    let items: Vec<_> = answer.items();
    for (principal, at) in named_in(items.iter().map(|(_, item)| *item), kind) {
        build.meet(kind, &principal.name);
        build.declare(&answer.path, at, What::Principal(principal));
    }
}

pub(super) fn users(build: &mut Build<'_, '_>, answer: &Answer) {
    listed(build, answer, PrincipalKind::User);
}

pub(super) fn one_user(build: &mut Build<'_, '_>, answer: &Answer) {
    listed(build, answer, PrincipalKind::User);
}

pub(super) fn groups(build: &mut Build<'_, '_>, answer: &Answer) {
    listed(build, answer, PrincipalKind::Group);
}

pub(super) fn roles(build: &mut Build<'_, '_>, answer: &Answer) {
    for (pointer, item) in answer.items() {
        role(build, answer, item, &pointer);
    }
}

pub(super) fn one_role(build: &mut Build<'_, '_>, answer: &Answer) {
    roles(build, answer);
}

fn role(build: &mut Build<'_, '_>, answer: &Answer, item: &Evaluated, pointer: &str) {
    const TRUST: &str = "AssumeRolePolicyDocument";
    let Some(name) = name_of(item, PrincipalKind::Role) else {
        return;
    };
    build.meet(PrincipalKind::Role, &name);
    let trust = item
        .get(TRUST)
        .and_then(|trust| documents::document(trust, format!("{pointer}/{TRUST}")));
    let text = name.to_text().unwrap_or_default();
    if trust.is_some() {
        build.trusted.insert(folded(&text));
    }
    let arn = item.get("Arn").and_then(Evaluated::as_str).unwrap_or("");
    let service_linked =
        text.starts_with("AliyunServiceRoleFor") || arn.contains("/aliyunservicerolefor");
    let seconds = match item.get("MaxSessionDuration").map(|value| &value.data) {
        Some(Data::Number(number)) => number.parse().ok(),
        _ => None,
    };
    let what = What::Role {
        name,
        trust,
        service_linked,
        max_session_seconds: seconds,
    };
    build.declare(&answer.path, item.at, what);
}

/// One user in one group, which several calls may tell.
fn member(
    build: &mut Build<'_, '_>,
    path: &Rc<str>,
    at: Span,
    user: PrincipalName,
    group: PrincipalName,
) {
    let text = |name: &PrincipalName| folded(&name.name.to_text().unwrap_or_default());
    build.meet(user.kind, &user.name);
    build.meet(group.kind, &group.name);
    if build.members.insert((text(&user), text(&group))) {
        build.declare(path, at, What::Membership { user, group });
    }
}

pub(super) fn members(build: &mut Build<'_, '_>, answer: &Answer) {
    let group = build.keyed(answer, PrincipalKind::Group);
    build.meet(group.kind, &group.name);
    for (_, item) in answer.items() {
        for (user, at) in named_in([item], PrincipalKind::User) {
            member(build, &answer.path, at, user, group.clone());
        }
    }
}

pub(super) fn groups_of_user(build: &mut Build<'_, '_>, answer: &Answer) {
    let user = build.keyed(answer, PrincipalKind::User);
    build.meet(user.kind, &user.name);
    for (_, item) in answer.items() {
        for (group, at) in named_in([item], PrincipalKind::Group) {
            member(build, &answer.path, at, user.clone(), group);
        }
    }
}

pub(super) fn access_keys(build: &mut Build<'_, '_>, answer: &Answer) {
    let user = build.keyed(answer, PrincipalKind::User);
    for (_, item) in answer.items() {
        if is_inactive(item) {
            continue;
        }
        let user = user.name.clone();
        build.declare(&answer.path, item.at, What::AccessKey { user });
    }
}

pub(super) fn login_profile(build: &mut Build<'_, '_>, answer: &Answer) {
    let items = answer.items();
    let items = items.iter().map(|(_, item)| *item);
    let live = items.filter(|item| !is_inactive(item));
    for (user, at) in named_in(live, PrincipalKind::User) {
        let user = user.name;
        build.declare(&answer.path, at, What::ConsoleLogin { user });
    }
}

/// Whether a key or a profile is switched off, and lets nobody in.
fn is_inactive(item: &Evaluated) -> bool {
    let status = item.get("Status").and_then(Evaluated::as_str);
    status.is_some_and(|status| status.eq_ignore_ascii_case("Inactive"))
}

const SAML: &[Row] = &[(METADATA, "EncodedSAMLMetadataDocument")];

const OIDC: &[Row] = &[
    (ISSUER, "IssuerUrl"),
    (CLIENT, "ClientIds"),
    (FINGERPRINT, "Fingerprints"),
    (ISSUANCE, "IssuanceLimitTime"),
];

fn identity_providers(
    build: &mut Build<'_, '_>,
    answer: &Answer,
    key: &str,
    kind: &'static str,
    rows: &[Row],
) {
    for (_, item) in answer.items() {
        if let Some(name) = item.get(key) {
            let what = What::IdentityProvider {
                name: name.clone(),
                kind,
                settings: settings(rows, |argument| item.get(argument).cloned()),
            };
            build.declare(&answer.path, item.at, what);
        }
    }
}

pub(super) fn saml_providers(build: &mut Build<'_, '_>, answer: &Answer) {
    identity_providers(build, answer, "SAMLProviderName", "saml", SAML);
}

pub(super) fn oidc_providers(build: &mut Build<'_, '_>, answer: &Answer) {
    identity_providers(build, answer, "OIDCProviderName", "oidc", OIDC);
}

pub(super) fn wearers(build: &mut Build<'_, '_>, answer: &Answer) {
    for (_, item) in answer.items() {
        let role = item.get("RamRoleName");
        let role = role.filter(|role| role.as_str().is_some_and(|role| !role.is_empty()));
        if let (Some(role), Some(wearer)) = (role, item.get("InstanceId")) {
            let what = What::Wearer {
                role: role.clone(),
                wearer: wearer.to_text().unwrap_or_default(),
                service: "ecs.aliyuncs.com",
            };
            build.declare(&answer.path, item.at, what);
        }
    }
}
