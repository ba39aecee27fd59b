//! What the management account of a resource directory tells: control policies
//! and their targets, and where an account stands.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::model::account::Position;
use crate::readers::declared::{AccountKey, DeclaredDocument, What};
use crate::readers::dump::Accounts;
use crate::readers::dump::answer::Answer;
use crate::readers::dump::build::Build;
use crate::readers::dump::documents;
use crate::readers::evaluated::Evaluated;
use crate::source::Span;

/// What was seen of control policies.
#[derive(Default)]
pub(super) struct Directory {
    policies: BTreeMap<String, Control>,
    targets: Vec<(Evaluated, Evaluated, Rc<str>, Span)>,
}

struct Control {
    id: Evaluated,
    name: Evaluated,
    document: Option<DeclaredDocument>,
    path: Rc<str>,
    at: Span,
}

impl Directory {
    /// The ids of the control policies that were seen.
    pub(super) fn policies(&self) -> Vec<String> {
        self.policies.keys().cloned().collect()
    }

    /// Control policies of which the document was not seen.
    pub(super) fn lacking(&self) -> Vec<String> {
        let policies = self.policies.iter();
        let lacking = policies
            .filter(|(id, one)| one.document.is_none() && !id.eq_ignore_ascii_case(FULL_ACCESS));
        lacking.map(|(id, _)| id.clone()).collect()
    }
}

const FULL_ACCESS: &str = "FullAliyunAccess";

pub(super) fn control_policies(build: &mut Build<'_, '_>, answer: &Answer) {
    const DOCUMENT: &str = "PolicyDocument";
    for (pointer, item) in answer.items() {
        let Some(id) = item.get("PolicyId") else {
            continue;
        };
        let name = item.get("PolicyName").unwrap_or(id);
        let document = item
            .get(DOCUMENT)
            .and_then(|document| documents::document(document, format!("{pointer}/{DOCUMENT}")));
        let key = id.to_text().unwrap_or_default();
        let control = Control {
            id: id.clone(),
            name: name.clone(),
            document,
            path: Rc::clone(&answer.path),
            at: item.at,
        };
        match build.directory.policies.get_mut(&key) {
            Some(known) if known.document.is_some() || control.document.is_none() => {}
            _ => {
                build.directory.policies.insert(key, control);
            }
        }
    }
}

pub(super) fn one_control_policy(build: &mut Build<'_, '_>, answer: &Answer) {
    control_policies(build, answer);
}

fn key_of(answer: &Answer) -> Option<Evaluated> {
    let key = answer.keys.first()?;
    let text = key.with_page.as_ref().filter(|_| answer.page.is_none());
    Some(Evaluated::text(
        text.unwrap_or(&key.name),
        answer.at.first(),
    ))
}

pub(super) fn targets(build: &mut Build<'_, '_>, answer: &Answer) {
    let Some(policy) = key_of(answer) else { return };
    for (_, item) in answer.items() {
        if let Some(target) = item.get("TargetId") {
            let path = Rc::clone(&answer.path);
            let entry = (policy.clone(), target.clone(), path, item.at);
            build.directory.targets.push(entry);
        }
    }
}

pub(super) fn of_target(build: &mut Build<'_, '_>, answer: &Answer) {
    control_policies(build, answer);
    let Some(target) = key_of(answer) else { return };
    for (_, item) in answer.items() {
        if let Some(policy) = item.get("PolicyId") {
            let path = Rc::clone(&answer.path);
            let entry = (policy.clone(), target.clone(), path, item.at);
            build.directory.targets.push(entry);
        }
    }
}

/// Declares the control policies that were seen. `is_whole` says of one whether all
/// its targets were.
pub(super) fn declare(build: &mut Build<'_, '_>, is_whole: &dyn Fn(&Build<'_, '_>, &str) -> bool) {
    let seen = std::mem::take(&mut build.directory);
    for control in seen.policies.values() {
        let what = What::ControlPolicy {
            id: control.id.clone(),
            name: control.name.clone(),
            document: control.document.clone(),
        };
        build.declare(&control.path, control.at, what);
    }
    for (policy, target, path, at) in &seen.targets {
        let what = What::ControlAttachment {
            policy: policy.clone(),
            target: target.clone(),
        };
        build.declare(path, *at, what);
    }
    for (id, control) in &seen.policies {
        let all = is_whole(build, id);
        let policy = control.id.clone();
        build.declare(
            &control.path,
            control.at,
            What::ControlTargets { policy, all },
        );
    }
    build.directory = seen;
}

/// What the dump of one account tells of the directory holds for the others that it
/// lists: their places, and the control policies that may bind them.
pub(super) fn share(accounts: &mut Accounts<'_>) {
    let mut told = Vec::new();
    for (from, answers) in accounts.iter() {
        let listed: BTreeSet<String> = answers
            .iter()
            .filter(|(_, answer)| lists_accounts(answer))
            .flat_map(|(_, answer)| answer.items())
            .filter_map(|(_, item)| item.get("AccountId").and_then(Evaluated::to_text))
            .collect();
        for key in accounts.keys().filter(|key| *key != from) {
            if matches!(key, AccountKey::Id(id) if listed.contains(id)) {
                let all = answers.iter().filter(|(_, answer)| is_shared(answer));
                told.push((key.clone(), all.copied().collect::<Vec<_>>()));
            }
        }
    }
    for (key, answers) in told {
        accounts.entry(key).or_default().extend(answers);
    }
}

fn lists_accounts(answer: &Answer) -> bool {
    matches!(answer.call.name, "GetAccount" | "ListAccounts")
}

/// Whether an answer is of the directory; Cloud SSO says itself where it counts.
fn is_shared(answer: &Answer) -> bool {
    answer.call.of_directory && !answer.call.products.contains(&"cloudsso")
}

/// Where an account stands, with the text that says so, and the id of its
/// directory.
pub(super) fn position(
    answers: &[&Answer],
    own: &str,
) -> (Option<(Position, Span)>, Option<String>) {
    let directory = answers
        .iter()
        .find(|answer| answer.call.name == "GetResourceDirectory")
        .and_then(|answer| answer.first());
    let text = |item: &Evaluated, key: &str| item.get(key).and_then(Evaluated::to_text);
    let mut id = directory.and_then(|one| text(one, "ResourceDirectoryId"));
    let master = directory.and_then(|one| one.get("MasterAccountId"));
    if let Some(master) = master
        && master.to_text().as_deref() == Some(own)
    {
        return (Some((Position::Management, master.at)), id);
    }
    let accounts = answers
        .iter()
        .filter(|answer| lists_accounts(answer))
        .flat_map(|answer| answer.items())
        .map(|(_, item)| item)
        .filter(|item| text(item, "AccountId").as_deref() == Some(own));
    let accounts: Vec<&Evaluated> = accounts.collect();
    if accounts.is_empty() {
        return (None, id);
    }
    id = id.or_else(|| {
        accounts
            .iter()
            .find_map(|item| text(item, "ResourceDirectoryId"))
    });
    let written = accounts
        .iter()
        .find_map(|item| text(item, "ResourceDirectoryPath"))
        .map(|path| {
            let folders = path
                .split('/')
                .filter(|part| part.starts_with("r-") || part.starts_with("fd-"));
            folders.map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|path| path.first().is_some_and(|root| root.starts_with("r-")));
    let told = |key: &str| accounts.iter().find_map(|item| item.get(key));
    let folder = accounts.iter().find_map(|item| text(item, "FolderId"));
    let said = written.as_ref().and_then(|_| told("ResourceDirectoryPath"));
    let said = said.or_else(|| told("FolderId"));
    let at = said.or(accounts.first().copied()).map(|said| said.at);
    let path = written.or_else(|| path_to(answers, &folder?, directory));
    (at.map(|at| (Position::Member { path }, at)), id)
}

/// The folders from Root down to one.
fn path_to(
    answers: &[&Answer],
    folder: &str,
    directory: Option<&Evaluated>,
) -> Option<Vec<String>> {
    let root = directory
        .and_then(|one| one.get("RootFolderId"))
        .and_then(Evaluated::to_text);
    if folder.starts_with("r-") || root.as_deref() == Some(folder) {
        return Some(vec![folder.to_owned()]);
    }
    let ancestors = answers.iter().find(|answer| {
        answer.call.name == "ListAncestors"
            && answer.keys.first().is_some_and(|key| key.name == folder)
    })?;
    let items = ancestors.items();
    let mut path: Vec<String> = items
        .iter()
        .filter_map(|(_, item)| item.get("FolderId").and_then(Evaluated::to_text))
        .filter(|id| id != folder)
        .collect();
    let is_root = |id: &String| id.starts_with("r-") || root.as_ref() == Some(id);
    if !path.first().is_some_and(is_root) {
        if path.last().is_some_and(is_root) {
            path.reverse();
        } else {
            path.insert(0, root?);
        }
    }
    path.push(folder.to_owned());
    Some(path)
}
