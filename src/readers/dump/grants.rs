//! Policies with their versions, and who holds them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::account::{PolicyKind, PrincipalKind};
use crate::model::structure::StructureKind;
use crate::readers::Why;
use crate::readers::declared::{DeclaredDocument, PolicyName, PrincipalName, ScopeName, What};
use crate::readers::dump::answer::Answer;
use crate::readers::dump::build::{Build, folded, policy_kind};
use crate::readers::dump::{documents, principals};
use crate::readers::evaluated::Evaluated;
use crate::source::Span;

/// A policy by name space and folded name.
pub(super) type Policy = (PolicyKind, String);

/// Where an attachment counts, as far as two of them are to be told apart.
type Place = Option<String>;

/// What was seen of policies.
#[derive(Default)]
pub(super) struct Policies {
    seen: BTreeMap<Policy, Seen>,
    attached: BTreeSet<(Policy, PrincipalKind, String, Place)>,
}

/// What was seen of one.
#[derive(Default)]
struct Seen {
    name: Option<(Evaluated, Rc<str>)>,
    /// The id of the version in force.
    default: Option<String>,
    /// Some call lists it, so that it is worth a declaration without a document.
    listed: bool,
    attached: bool,
    versions: Vec<Version>,
}

/// One version.
struct Version {
    id: String,
    /// Whether it is in force, where the answer says so.
    is_default: Option<bool>,
    document: DeclaredDocument,
    path: Rc<str>,
    at: Span,
}

impl Policies {
    /// Attached policies that have no document, by their names.
    pub(super) fn lacking(&self) -> Vec<(PolicyKind, String)> {
        let seen = self.seen.iter();
        seen.filter(|(_, seen)| {
            seen.attached && !seen.versions.iter().any(|one| seen.in_force(one))
        })
        .map(|((kind, folded), seen)| {
            let name = seen.name.as_ref().and_then(|(name, _)| name.to_text());
            (*kind, name.unwrap_or_else(|| folded.clone()))
        })
        .collect()
    }

    fn of(&mut self, kind: PolicyKind, name: &Evaluated, path: &Rc<str>) -> &mut Seen {
        let text = name.to_text().unwrap_or_default();
        let seen = self
            .seen
            .entry((kind, text.to_ascii_lowercase()))
            .or_default();
        seen.name
            .get_or_insert_with(|| (name.clone(), Rc::clone(path)));
        seen
    }
}

impl Seen {
    fn in_force(&self, version: &Version) -> bool {
        version.is_default.unwrap_or(false) || self.default.as_ref() == Some(&version.id)
    }

    fn add(&mut self, version: Version) {
        let text = |document: &DeclaredDocument| {
            let fragment = document.value.as_fragment();
            fragment.map(|fragment| fragment.text.clone())
        };
        let known = self.versions.iter_mut().find(|known| {
            known.id == version.id && text(&known.document) == text(&version.document)
        });
        match known {
            Some(known) => known.is_default = known.is_default.or(version.is_default),
            None => self.versions.push(version),
        }
    }
}

/// The name space and name that an element gives.
fn policy_of(item: &Evaluated) -> Option<PolicyName> {
    let name = item.get("PolicyName")?.clone();
    let kind = item.get("PolicyType").and_then(Evaluated::as_str);
    Some(PolicyName {
        kind: policy_kind(kind.unwrap_or("Custom"))?,
        name,
    })
}

/// The policy that two keys of an answer name.
fn keyed(answer: &Answer) -> Option<PolicyName> {
    let mut keys = answer.keys.iter();
    let (kind, name) = (keys.next()?, keys.next()?);
    let name = name.with_page.as_ref().unwrap_or(&name.name);
    Some(PolicyName {
        kind: policy_kind(&kind.name)?,
        name: Evaluated::text(name, answer.at.first()),
    })
}

pub(super) fn policies(build: &mut Build<'_, '_>, answer: &Answer) {
    for (_, item) in answer.items() {
        if let Some(policy) = policy_of(item) {
            let seen = build.policies.of(policy.kind, &policy.name, &answer.path);
            seen.listed |= policy.kind == PolicyKind::Custom;
            seen.default = seen
                .default
                .take()
                .or_else(|| version_id(item, "DefaultVersion"));
        }
    }
}

pub(super) fn one_policy(build: &mut Build<'_, '_>, answer: &Answer) {
    policies(build, answer);
    let items = answer.items();
    let policy = items.first().and_then(|(_, item)| policy_of(item));
    let key = "DefaultPolicyVersion";
    let version = answer.body.get(key);
    if let (Some(policy), Some(version)) = (policy, version) {
        let pointer = format!("{}/{key}", answer.pointer);
        add(build, answer, &policy, version, &pointer, Some(true));
    }
}

pub(super) fn one_version(build: &mut Build<'_, '_>, answer: &Answer) {
    versions(build, answer);
}

pub(super) fn versions(build: &mut Build<'_, '_>, answer: &Answer) {
    let Some(policy) = keyed(answer) else {
        not_placed(build, answer);
        return;
    };
    for (pointer, item) in answer.items() {
        add(build, answer, &policy, item, &pointer, None);
    }
}

fn version_id(item: &Evaluated, key: &str) -> Option<String> {
    item.get(key).and_then(Evaluated::to_text)
}

fn add(
    build: &mut Build<'_, '_>,
    answer: &Answer,
    policy: &PolicyName,
    version: &Evaluated,
    pointer: &str,
    in_force: Option<bool>,
) {
    const DOCUMENT: &str = "PolicyDocument";
    let document = version.get(DOCUMENT);
    let document = document
        .and_then(|document| documents::document(document, format!("{pointer}/{DOCUMENT}")));
    let seen = build.policies.of(policy.kind, &policy.name, &answer.path);
    let is_default = version.get("IsDefaultVersion").and_then(Evaluated::to_text);
    let Some(document) = document else { return };
    seen.add(Version {
        id: version_id(version, "VersionId").unwrap_or_default(),
        is_default: in_force.or(is_default.map(|is| is.eq_ignore_ascii_case("true"))),
        document,
        path: Rc::clone(&answer.path),
        at: version.at,
    });
}

/// An answer whose key is not one of the words that it must be.
fn not_placed(build: &mut Build<'_, '_>, answer: &Answer) {
    let kind = StructureKind::BadKey {
        key: "PolicyType".to_owned(),
        wanted: "Custom or System",
    };
    build
        .session
        .not_analysed(&answer.path, Some(answer.at), Why::Structure(kind));
}

fn of_principal(build: &mut Build<'_, '_>, answer: &Answer, kind: PrincipalKind) {
    let to = build.keyed(answer, kind);
    build.meet(kind, &to.name);
    for (_, item) in answer.items() {
        if let Some(policy) = policy_of(item) {
            attach(
                build,
                answer,
                item.at,
                policy,
                to.clone(),
                ScopeName::Account,
            );
        }
    }
}

pub(super) fn of_user(build: &mut Build<'_, '_>, answer: &Answer) {
    of_principal(build, answer, PrincipalKind::User);
}

pub(super) fn of_group(build: &mut Build<'_, '_>, answer: &Answer) {
    of_principal(build, answer, PrincipalKind::Group);
}

pub(super) fn of_role(build: &mut Build<'_, '_>, answer: &Answer) {
    of_principal(build, answer, PrincipalKind::Role);
}

pub(super) fn entities(build: &mut Build<'_, '_>, answer: &Answer) {
    let Some(policy) = keyed(answer) else {
        not_placed(build, answer);
        return;
    };
    for (outer, inner, kind) in [
        ("Users", "User", PrincipalKind::User),
        ("Groups", "Group", PrincipalKind::Group),
        ("Roles", "Role", PrincipalKind::Role),
    ] {
        for (to, at) in principals::named_in(answer.wrapped(outer, inner), kind) {
            attach(build, answer, at, policy.clone(), to, ScopeName::Account);
        }
    }
}

pub(super) fn attachments(build: &mut Build<'_, '_>, answer: &Answer) {
    for (_, item) in answer.items() {
        let text = |key: &str| item.get(key).and_then(Evaluated::as_str).unwrap_or("");
        let kind = match text("PrincipalType") {
            "IMSUser" => Some(PrincipalKind::User),
            "IMSGroup" => Some(PrincipalKind::Group),
            "ServiceRole" => Some(PrincipalKind::Role),
            _ => None,
        };
        let (Some(kind), Some(name), Some(policy)) =
            (kind, item.get("PrincipalName"), policy_of(item))
        else {
            let kind = StructureKind::BadKey {
                key: "PolicyAttachment".to_owned(),
                wanted: "a policy with PolicyType Custom or System and a principal with PrincipalType IMSUser, IMSGroup or ServiceRole",
            };
            build
                .session
                .not_analysed(&answer.path, Some(item.at), Why::Structure(kind));
            continue;
        };
        let to = PrincipalName {
            kind,
            name: name.clone(),
        };
        let group = item.get("ResourceGroupId");
        let group = group.filter(|_| !text("ResourceGroupId").is_empty());
        let scope = match group {
            Some(group) if Some(text("ResourceGroupId")) != build.own() => {
                ScopeName::ResourceGroup(group.clone())
            }
            _ => ScopeName::Account,
        };
        attach(build, answer, item.at, policy, to, scope);
    }
}

fn attach(
    build: &mut Build<'_, '_>,
    answer: &Answer,
    at: Span,
    policy: PolicyName,
    to: PrincipalName,
    scope: ScopeName,
) {
    build.meet(to.kind, &to.name);
    let name = policy.name.to_text().unwrap_or_default();
    build
        .policies
        .of(policy.kind, &policy.name, &answer.path)
        .attached = true;
    let place = match &scope {
        ScopeName::Account => None,
        ScopeName::ResourceGroup(group) => group
            .to_text()
            .filter(|group| !group.bytes().all(|byte| byte.is_ascii_digit())),
    };
    let principal = folded(&to.name.to_text().unwrap_or_default());
    let key = (
        (policy.kind, name.to_ascii_lowercase()),
        to.kind,
        principal,
        place,
    );
    if build.policies.attached.insert(key) {
        build.declare(&answer.path, at, What::Attachment { policy, to, scope });
    }
}

/// Declares the policies that were seen.
pub(super) fn declare(build: &mut Build<'_, '_>) {
    let seen = std::mem::take(&mut build.policies.seen);
    for ((kind, _), one) in &seen {
        declare_one(build, *kind, one);
    }
    build.policies.seen = seen;
}

fn declare_one(build: &mut Build<'_, '_>, kind: PolicyKind, seen: &Seen) {
    let Some((name, path)) = &seen.name else {
        return;
    };
    let in_force: Vec<&Version> = seen
        .versions
        .iter()
        .filter(|one| seen.in_force(one))
        .collect();
    let others = seen.versions.iter().filter(|one| !seen.in_force(one));
    let mut others: Vec<(String, DeclaredDocument)> = others
        .map(|one| (one.id.clone(), one.document.clone()))
        .collect();
    others.sort_by(|one, other| one.0.cmp(&other.0));
    let policy = PolicyName {
        kind,
        name: name.clone(),
    };
    if in_force.is_empty() && (seen.listed || !others.is_empty()) {
        let what = What::Policy {
            policy: policy.clone(),
            document: None,
            other_versions: std::mem::take(&mut others),
        };
        build.declare(path, name.at, what);
    }
    for version in in_force {
        let what = What::Policy {
            policy: policy.clone(),
            document: Some(version.document.clone()),
            other_versions: std::mem::take(&mut others),
        };
        build.declare(&version.path, version.at, what);
    }
}
