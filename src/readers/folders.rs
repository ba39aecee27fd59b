//! The folder convention: below an operand that directly contains `users/`,
//! `groups/` or `roles/` and has no manifest at its top, each policy directly in
//! `users/NAME/` and its like is attached to that principal. `trust.json` is the
//! trust of a role, `members.txt` lists users and `system-policies.txt` system
//! policies, one a line.

use std::collections::BTreeSet;

use crate::model::account::{PrincipalKind, Scope};
use crate::readers::paths::{below, folder_of, stem};
use crate::readers::session::{Session, Use};
use crate::readers::{Queue, Why};
use crate::source::{FileId, Files, Refusal, Sources, Span};

/// What a file of members or system policies is called in lists of inputs.
pub(super) const LIST: &str = "folder list";

const MEMBERS: &str = "members.txt";
const SYSTEM: &str = "system-policies.txt";

/// A file directly in the folder of a principal.
struct Place {
    file: FileId,
    /// Path of the folder, relative to the root.
    folder: String,
    kind: PrincipalKind,
    principal: String,
    name: String,
}

/// Finds out which files lie in the folders of principals, and reads the lists.
pub(super) fn gather(
    session: &mut Session<'_>,
    sources: &mut Sources,
    queue: &mut Queue<'_>,
    files: &dyn Files,
) {
    let tops: BTreeSet<String> = session
        .manifests
        .iter()
        .map(|(_, folder)| folder.clone())
        .collect();
    let mut places: Vec<Place> = Vec::new();
    for input in queue.inputs.iter().filter(|one| !one.in_skipped_folder) {
        let base = input.base.trim_end_matches('/');
        if !tops.contains(base) {
            places.extend(place_of(sources.path(input.file), base, input.file));
        }
    }
    let lists = missing_lists(session, sources, queue, files, &places);
    places.extend(lists);
    for place in places {
        take(session, sources, &place);
    }
}

fn place_of(path: &str, base: &str, file: FileId) -> Option<Place> {
    let mut parts = below(path, base)?.split('/');
    let kind = match parts.next()? {
        "users" => PrincipalKind::User,
        "groups" => PrincipalKind::Group,
        "roles" => PrincipalKind::Role,
        _ => return None,
    };
    let (principal, name) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some(Place {
        file,
        folder: folder_of(path).to_owned(),
        kind,
        principal: principal.to_owned(),
        name: name.to_owned(),
    })
}

/// Lists beside the files found that are not among the inputs themselves.
fn missing_lists(
    session: &mut Session<'_>,
    sources: &mut Sources,
    queue: &mut Queue<'_>,
    files: &dyn Files,
    places: &[Place],
) -> Vec<Place> {
    let mut folders = BTreeSet::new();
    let mut found = Vec::new();
    let here: BTreeSet<(&str, &str)> = places
        .iter()
        .map(|one| (one.folder.as_str(), one.name.as_str()))
        .collect();
    for place in places {
        if !folders.insert(&place.folder) {
            continue;
        }
        for name in [MEMBERS, SYSTEM] {
            if here.contains(&(place.folder.as_str(), name)) {
                continue;
            }
            let path = format!("{}/{name}", place.folder);
            match files.read(&path) {
                Ok(text) => {
                    let file = sources.add(path, text);
                    queue.add(file, false);
                    found.push(Place {
                        file,
                        folder: place.folder.clone(),
                        kind: place.kind,
                        principal: place.principal.clone(),
                        name: name.to_owned(),
                    });
                }
                Err(Refusal::Missing) => {}
                Err(refusal) => session.not_analysed(&path, None, Why::Refused(refusal)),
            }
        }
    }
    found
}

fn take(session: &mut Session<'_>, sources: &Sources, place: &Place) {
    let start = Span::new(place.file, 0, 0);
    let owner = |session: &mut Session<'_>| {
        let account = session.default_account();
        let id = session.declare_principal(account, place.kind, &place.principal, start);
        (account, id)
    };
    match (place.name.as_str(), place.kind) {
        (MEMBERS, PrincipalKind::Group) => {
            let (account, to) = owner(session);
            for (user, at) in lines(sources.text(place.file), place.file) {
                for user in session.principals_named(account, PrincipalKind::User, user, at) {
                    session.join_group(account, user, to, at);
                }
            }
            session.consumed.insert(place.file);
        }
        (SYSTEM, _) => {
            let (account, to) = owner(session);
            for (name, at) in lines(sources.text(place.file), place.file) {
                let name = name.strip_prefix("System/").unwrap_or(name);
                let policy = format!("System/{name}");
                session.attach(account, (&policy, at), to, &Scope::Account, at);
            }
            session.consumed.insert(place.file);
        }
        (name, PrincipalKind::Role) if stem(name) == "trust" => {
            let (account, role) = owner(session);
            session.add_use(place.file, Use::Trust { account, role });
        }
        _ => session.add_use(
            place.file,
            Use::Folder {
                kind: place.kind,
                name: place.principal.clone(),
            },
        ),
    }
}

/// The lines that say something, with their places; `#` starts a comment.
fn lines(text: &str, file: FileId) -> Vec<(&str, Span)> {
    let mut list = Vec::new();
    let mut start = 0_usize;
    for line in text.split_inclusive(['\n', '\r']) {
        let said = line.split('#').next().unwrap_or("");
        let said = said.trim_start_matches('\u{feff}');
        let skipped = line.split('#').next().map_or(0, str::len);
        let from = start
            .saturating_add(skipped.saturating_sub(said.len()))
            .saturating_add(said.len().saturating_sub(said.trim_start().len()));
        let word = said.trim();
        if !word.is_empty() {
            let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let at = Span::new(file, offset(from), offset(from.saturating_add(word.len())));
            list.push((word, at));
        }
        start = start.saturating_add(line.len());
    }
    list
}
