//! System policies that are bundled with the program: their texts become sources
//! of their own (`system:NAME`) when something names them, and are compared with
//! documents that an input gives under the same name. The order of statements and
//! of values makes no difference.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::account::{Policy, PolicyDocument, PolicyKind};
use crate::model::catalogue::{Catalogue, Gives, PolicyStatus, SystemPolicyType};
use crate::model::pattern::{Fold, matches};
use crate::model::policy::{DocumentId, DocumentKind, Effect, Form, Known, Statement};
use crate::model::{Model, lower};
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

    /// Adds the bundled policies that nobody names to every account, where some
    /// Allow may attach policies: attaching one of Alibaba's own takes no other
    /// permission, so what it gives can be had (D25).
    pub(super) fn offer(&mut self, session: &mut Session<'_>, sources: &mut Sources) {
        let catalogue = Catalogue::embedded();
        let attaching: BTreeSet<&str> = catalogue
            .escalations()
            .filter(|edge| matches!(edge.gives, Gives::Attach(_)))
            .map(|edge| edge.action)
            .collect();
        if !may_allow(session.model, &attaching) {
            return;
        }
        let whole = catalogue.system_policies().filter(|policy| {
            // One for reading has nothing that somebody would attach it for.
            policy.policy_type == SystemPolicyType::System
                && policy.status == PolicyStatus::Complete
                && !policy.name.ends_with("ReadOnlyAccess")
        });
        for policy in whole {
            let Some(text) = policy.document else {
                continue;
            };
            let document = self.lower(session, sources, &policy.name, text);
            for account in &mut session.model.accounts {
                let known = account.policies.iter().any(|known| {
                    known.kind == PolicyKind::System
                        && known.name.eq_ignore_ascii_case(&policy.name)
                });
                if !known {
                    account.policies.push(Policy {
                        kind: PolicyKind::System,
                        name: policy.name.clone(),
                        at: None,
                        document: PolicyDocument::Known {
                            document,
                            rest: None,
                        },
                        other_versions: Vec::new(),
                        bundled: true,
                        also: None,
                        offered: true,
                    });
                }
            }
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
                let none = pools.next::<Statement>();
                pools.add_document(DocumentKind::Identity, at, 0, none, Vec::new())
            }
        };
        session.model.structure_problems.truncate(problems);
        self.lowered.insert(name, document);
        document
    }
}

/// Whether some Allow may cover one of some actions, by its text.
fn may_allow(model: &Model, actions: &BTreeSet<&str>) -> bool {
    let documents = model.pools.documents();
    documents
        .flat_map(|(id, _)| model.pools.statements(id))
        .filter(|(_, statement)| statement.effect == Effect::Allow)
        .any(|(_, statement)| {
            statement.actions.form != Form::Named
                || model
                    .pools
                    .elements(statement.actions.list)
                    .iter()
                    .any(|element| {
                        let text = model.pools.str(element.text);
                        element.known != Known::Whole
                            || text.contains("${")
                            || actions
                                .iter()
                                .any(|action| matches(text, action, Fold::Ascii))
                    })
        })
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
