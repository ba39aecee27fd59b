//! The account's place in a resource directory and the control policies that
//! may bind it; the manifest has the same two.

use crate::model::account::{ControlDocument, ControlPolicy, Position};
use crate::model::policy::DocumentKind;
use crate::readers::Candidate;
use crate::readers::session::{PENDING_CONTROL, Session};
use crate::readers::snapshot::Reader;
use crate::readers::tree::Fields;
use crate::source::{Span, Spanned};
use crate::syntax::Value;

const FULL_ACCESS: &str = "FullAliyunAccess";

/// Reads `resource_directory` into an account.
pub(in crate::readers) fn position(
    session: &mut Session<'_>,
    candidate: &Candidate<'_>,
    account: usize,
    value: Option<Value<'_>>,
) {
    let Some(value) = value else {
        return;
    };
    let fields = session.fields(
        candidate,
        value,
        "resource_directory",
        &["id", "account", "path"],
    );
    let directory = session.word(candidate, fields.get("id"), "id");
    let path = fields.get("path").map(|path| {
        let mut folders = Vec::new();
        for folder in session.list(candidate, Some(path), "path") {
            let folder = session.word(candidate, Some(folder), "path");
            folders.extend(folder.map(|(folder, _)| folder.to_owned()));
        }
        folders
    });
    let word = fields.get("account");
    let position = match word.map_or("standalone", |word| word.text()) {
        "standalone" => Position::Standalone,
        "management" => Position::Management,
        "member" => Position::Member { path },
        _ => {
            let at = word.map_or(value.at(), |word| word.at());
            let wanted = "standalone, member or management";
            session.bad(candidate, "account", wanted, at);
            Position::Member { path }
        }
    };
    let placed_at = match position {
        Position::Member { .. } => fields.get("path").or(word),
        _ => word,
    };
    if let Some(account) = session.account(account) {
        account.position = position;
        account.placed_at = Some(placed_at.map_or(value.at(), |told| told.at()));
        account.directory = directory.map(|(id, _)| id.to_owned());
    }
}

/// What both formats say about a control policy.
pub(in crate::readers) struct ControlEntry<'a> {
    pub(in crate::readers) id: &'a str,
    pub(in crate::readers) name: &'a str,
    pub(in crate::readers) effect_scope: Option<Value<'a>>,
    pub(in crate::readers) targets: Option<Value<'a>>,
    pub(in crate::readers) document: Option<ControlDocument>,
    pub(in crate::readers) at: Span,
}

/// Adds a control policy to an account and says where in its list.
pub(in crate::readers) fn add_control(
    session: &mut Session<'_>,
    candidate: &Candidate<'_>,
    account: usize,
    entry: &ControlEntry<'_>,
) -> usize {
    if let Some((scope, at)) = session.word(candidate, entry.effect_scope, "effect_scope")
        && !["RAM", "All"].contains(&scope)
    {
        session.bad(candidate, "effect_scope", "RAM or All", at);
    }
    let targets = entry.targets.map(|targets| {
        let mut list = Vec::new();
        for target in session.list(candidate, Some(targets), "targets") {
            let target = session.word(candidate, Some(target), "targets");
            list.extend(target.map(|(target, at)| Spanned::new(target.to_owned(), at)));
        }
        list
    });
    let document = entry.document.unwrap_or_else(|| {
        if entry.name.eq_ignore_ascii_case(FULL_ACCESS) {
            return ControlDocument::FullAccess;
        }
        PENDING_CONTROL
    });
    let Some(account) = session.account(account) else {
        return usize::MAX;
    };
    account.control_policies.push(ControlPolicy {
        id: entry.id.to_owned(),
        name: entry.name.to_owned(),
        document,
        targets,
        at: entry.at,
    });
    account.control_policies.len().saturating_sub(1)
}

impl Reader<'_, '_, '_> {
    pub(super) fn directory(&mut self, fields: &Fields<'_>) {
        let candidate = self.candidate;
        position(
            self.session,
            candidate,
            self.account,
            fields.get("resource_directory"),
        );
        let list = fields.get("control_policies");
        let list = self.session.list(candidate, list, "control_policies");
        for (index, value) in (0_u32..).zip(list) {
            let keys = &["id", "name", "effect_scope", "targets", "document"];
            let fields = self
                .session
                .fields(candidate, value, "control_policies", keys);
            let name = self.session.word(candidate, fields.get("name"), "name");
            let id = match fields.get("id") {
                None if name.is_some() => name,
                _ => self.session.required(candidate, &fields, "id", value.at()),
            };
            let Some((id, _)) = id else {
                continue;
            };
            let pointer = self.id(&format!("/control_policies/{index}/document"));
            let document = fields.get("document").and_then(|document| {
                self.session
                    .document(candidate, document, DocumentKind::Control, &pointer)
            });
            let entry = ControlEntry {
                id,
                name: name.map_or(id, |(name, _)| name),
                effect_scope: fields.get("effect_scope"),
                targets: fields.get("targets"),
                document: document.map(|read| read.of_control()),
                at: value.at(),
            };
            add_control(self.session, candidate, self.account, &entry);
        }
    }
}
