//! Cloud SSO of a directory, in whichever of its accounts it gives access.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::account::PrincipalKind;
use crate::readers::declared::{DeclaredDocument, PrincipalName, What};
use crate::readers::dump::answer::Answer;
use crate::readers::dump::build::Build;
use crate::readers::dump::documents;
use crate::readers::evaluated::Evaluated;
use crate::source::Span;

/// What was seen of Cloud SSO.
#[derive(Default)]
pub(super) struct SingleSignOn {
    /// Names of users, groups and access configurations by id.
    names: BTreeMap<String, Evaluated>,
    /// By id of the access configuration, what each answer says of it.
    granted: BTreeMap<String, Vec<Granted>>,
    members: Vec<(String, Evaluated, Rc<str>, Span)>,
    assignments: Vec<Assigned>,
    /// Access configurations and groups that have assignments here, by id.
    pub(super) assigned: BTreeMap<String, &'static str>,
}

/// An access configuration given to somebody.
struct Assigned {
    configuration: Evaluated,
    to: PrincipalName,
    target: Option<Evaluated>,
    path: Rc<str>,
    at: Span,
}

/// The policies of an access configuration.
struct Granted {
    system: Vec<Evaluated>,
    inline: Vec<DeclaredDocument>,
    path: Rc<str>,
    at: Span,
}

impl SingleSignOn {
    fn named(&mut self, item: &Evaluated, id: &str, name: &str) -> Option<Evaluated> {
        let id = item.get(id)?.to_text()?;
        let name = item.get(name)?;
        self.names.entry(id).or_insert_with(|| name.clone());
        Some(name.clone())
    }
}

fn identities(
    build: &mut Build<'_, '_>,
    answer: &Answer,
    kind: PrincipalKind,
    id: &str,
    name: &str,
) {
    for (_, item) in answer.items() {
        if let Some(name) = build.sso.named(item, id, name) {
            let principal = PrincipalName { kind, name };
            build.declare(&answer.path, item.at, What::Principal(principal));
        }
    }
}

pub(super) fn users(build: &mut Build<'_, '_>, answer: &Answer) {
    identities(build, answer, PrincipalKind::SsoUser, "UserId", "UserName");
}

pub(super) fn groups(build: &mut Build<'_, '_>, answer: &Answer) {
    identities(
        build,
        answer,
        PrincipalKind::SsoGroup,
        "GroupId",
        "GroupName",
    );
}

fn key_of(answer: &Answer) -> String {
    answer
        .keys
        .first()
        .map_or_else(String::new, |key| key.name.clone())
}

pub(super) fn members(build: &mut Build<'_, '_>, answer: &Answer) {
    let group = key_of(answer);
    for (_, item) in answer.items() {
        build.sso.named(item, "GroupId", "GroupName");
        let name = build.sso.named(item, "UserId", "UserName");
        if let Some(user) = name.or_else(|| item.get("UserId").cloned()) {
            let member = (group.clone(), user, Rc::clone(&answer.path), item.at);
            build.sso.members.push(member);
        }
    }
}

pub(super) fn configurations(build: &mut Build<'_, '_>, answer: &Answer) {
    for (_, item) in answer.items() {
        build
            .sso
            .named(item, "AccessConfigurationId", "AccessConfigurationName");
    }
}

pub(super) fn permissions(build: &mut Build<'_, '_>, answer: &Answer) {
    const DOCUMENT: &str = "PermissionPolicyDocument";
    let mut granted = Granted {
        system: Vec::new(),
        inline: Vec::new(),
        path: Rc::clone(&answer.path),
        at: answer.at,
    };
    for (pointer, item) in answer.items() {
        let kind = item.get("PermissionPolicyType").and_then(Evaluated::as_str);
        if kind == Some("System") {
            granted
                .system
                .extend(item.get("PermissionPolicyName").cloned());
        } else {
            let document = item.get(DOCUMENT);
            let document = document.and_then(|document| {
                documents::document(document, format!("{pointer}/{DOCUMENT}"))
            });
            granted.inline.extend(document);
        }
    }
    let all = &mut build.sso.granted;
    all.entry(key_of(answer)).or_default().push(granted);
}

pub(super) fn assignments(build: &mut Build<'_, '_>, answer: &Answer) {
    for (_, item) in answer.items() {
        let text = |key: &str| item.get(key).and_then(Evaluated::to_text);
        build
            .sso
            .named(item, "AccessConfigurationId", "AccessConfigurationName");
        let name = build.sso.named(item, "PrincipalId", "PrincipalName");
        let Some(id) = text("AccessConfigurationId") else {
            continue;
        };
        let Some(name) = name else { continue };
        let kind = match text("PrincipalType").as_deref() {
            Some("Group") => PrincipalKind::SsoGroup,
            _ => PrincipalKind::SsoUser,
        };
        if let (PrincipalKind::SsoGroup, Some(group)) = (kind, text("PrincipalId")) {
            build.sso.assigned.insert(group, "ListGroupMembers");
        }
        build
            .sso
            .assigned
            .insert(id.clone(), "ListPermissionPoliciesInAccessConfiguration");
        let configuration = item.get("AccessConfigurationId").cloned();
        build.sso.assignments.push(Assigned {
            configuration: configuration.unwrap_or_else(|| Evaluated::text(&id, item.at)),
            to: PrincipalName { kind, name },
            target: item.get("TargetId").cloned(),
            path: Rc::clone(&answer.path),
            at: item.at,
        });
    }
}

/// Declares what the assignments need.
pub(super) fn declare(build: &mut Build<'_, '_>) {
    let seen = std::mem::take(&mut build.sso);
    let granted = seen.granted.iter();
    for (id, granted) in granted.flat_map(|(id, all)| all.iter().map(move |one| (id, one))) {
        let id = Evaluated::text(id, granted.at.first());
        let name = id.to_text().and_then(|id| seen.names.get(&id).cloned());
        let what = What::Configuration {
            name: name.unwrap_or_else(|| id.clone()),
            id: Some(id),
            system: granted.system.clone(),
            inline: granted.inline.clone(),
        };
        build.declare(&granted.path, granted.at, what);
    }
    for one in &seen.assignments {
        // One whose policies are not in the input goes by the name that people know.
        let id = one.configuration.to_text().unwrap_or_default();
        let name = seen
            .names
            .get(&id)
            .filter(|_| !seen.granted.contains_key(&id));
        let what = What::Assignment {
            configuration: name.unwrap_or(&one.configuration).clone(),
            to: one.to.clone(),
            target: one.target.clone(),
        };
        build.declare(&one.path, one.at, what);
    }
    for (group, user, path, at) in &seen.members {
        let name = seen.names.get(group).cloned();
        let user = user
            .to_text()
            .and_then(|id| seen.names.get(&id))
            .unwrap_or(user);
        let what = What::Membership {
            user: PrincipalName {
                kind: PrincipalKind::SsoUser,
                name: user.clone(),
            },
            group: PrincipalName {
                kind: PrincipalKind::SsoGroup,
                name: name.unwrap_or_else(|| Evaluated::text(group, at.first())),
            },
        };
        build.declare(path, *at, what);
    }
    build.sso = seen;
}
