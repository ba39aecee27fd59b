//! System policies that are bundled with the program: their texts become sources
//! of their own (`system:NAME`) when something names them, and are compared with
//! documents that an input gives under the same name. The order of statements and
//! of values makes no difference.

use std::collections::BTreeMap;

use crate::model::account::{PolicyDocument, PolicyKind};
use crate::model::catalogue::{Catalogue, PolicyStatus};
use crate::model::lower;
use crate::model::policy::{DocumentId, DocumentKind};
use crate::readers::session::Session;
use crate::source::{FileId, Sources, Span};
use crate::syntax::{Kind, Parsed, Tree, Value, json};

/// Bundled documents that were lowered, by their names.
#[derive(Default)]
pub(super) struct Bundled {
    lowered: BTreeMap<&'static str, DocumentId>,
}

impl Bundled {
    /// The document of a system policy, and whether it is the bundled one. A whole
    /// bundled one comes before one that the input gives, and that before a part.
    pub(super) fn resolve(
        &mut self,
        session: &mut Session<'_>,
        sources: &mut Sources,
        name: &str,
        at: Option<Span>,
    ) -> (PolicyDocument, bool) {
        let policy = Catalogue::embedded().system_policy(name);
        let whole = policy.is_some_and(|policy| policy.status == PolicyStatus::Complete);
        let key = (PolicyKind::System, name.to_ascii_lowercase());
        if !whole && let Some((_, read)) = session.supplied.get(&key) {
            return (read.of_policy(), false);
        }
        let document = policy.and_then(|policy| {
            let text = policy.document?;
            Some(self.lower(session, sources, &policy.name, text))
        });
        let mut gap = || {
            let about = policy.map_or(name, |policy| policy.name.as_str());
            session.model.doubts.gap("system-policy", about, at, 2)
        };
        match document {
            Some(document) => {
                let rest = (!whole).then(gap);
                (PolicyDocument::Known { document, rest }, true)
            }
            None => (PolicyDocument::Absent(gap()), false),
        }
    }

    fn lower(
        &mut self,
        session: &mut Session<'_>,
        sources: &mut Sources,
        name: &'static str,
        text: &'static str,
    ) -> DocumentId {
        if let Some(document) = self.lowered.get(name) {
            return *document;
        }
        let file = sources.add(format!("system:{name}"), text);
        let parsed = Parsed::file(text, file);
        let mut tree = Tree::default();
        json::read(parsed, &mut tree, &mut Vec::new());
        // What is odd about a document that Alibaba publishes is nobody's mistake here.
        let problems = session.model.structure_problems.len();
        let document = match tree.root(parsed) {
            Some(root) => lower::document(root, DocumentKind::Identity, session.model),
            None => {
                let at = Span::new(file, 0, 0);
                let pools = &mut session.model.pools;
                pools.add_document(DocumentKind::Identity, at, Vec::new(), Vec::new())
            }
        };
        session.model.structure_problems.truncate(problems);
        self.lowered.insert(name, document);
        document
    }
}

/// Whether a document given for a system policy says something else than the
/// bundled one, where that is whole.
pub(super) fn differs(name: &str, given: Value<'_>) -> bool {
    let Some(policy) = Catalogue::embedded().system_policy(name) else {
        return false;
    };
    let (PolicyStatus::Complete, Some(text)) = (policy.status, policy.document) else {
        return false;
    };
    let parsed = Parsed::file(text, FileId(u32::MAX));
    let mut tree = Tree::default();
    json::read(parsed, &mut tree, &mut Vec::new());
    tree.root(parsed)
        .is_some_and(|own| canonical(own) != canonical(given))
}

/// One spelling for values that mean the same in a policy.
fn canonical(value: Value<'_>) -> String {
    match value.kind() {
        Kind::Object => {
            let mut members: Vec<String> = value
                .members()
                .map(|(key, member)| format!("{:?}:{}", key.text(), canonical(member)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        Kind::Array => {
            let mut items: Vec<String> = value.items().map(canonical).collect();
            items.sort_unstable();
            items.dedup();
            match (items.len(), items.first()) {
                (1, Some(only)) => only.clone(),
                _ => format!("[{}]", items.join(",")),
            }
        }
        kind => format!("{kind:?}{:?}", value.text()),
    }
}
