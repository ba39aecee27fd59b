//! What a finding is about besides its place and its principals: policies,
//! actions and resources, each as wide as the text under the finding reaches, so
//! that who accepts a finding cannot accept less than it says.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::account::{ControlDocument, Policy, PolicyDocument, PolicyKind};
use crate::model::pattern::Pattern;
use crate::model::policy::{DocumentId, Effect, Element, Elements, Form, Statement};
use crate::rules::kit::finding::Finding;
use crate::source::{FileId, Span};

/// What stands for a part of a text that is not known.
const HOLE: char = '\u{fffc}';

/// What a finding is about. An empty list says that it is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concerns {
    /// The policies, each under every name that it goes by.
    pub policies: Vec<Vec<String>>,
    /// The actions.
    pub actions: Vec<Reached>,
    /// The resources.
    pub resources: Vec<Reached>,
}

/// Actions or resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// All that a pattern matches; a name without wildcards is one.
    Pattern(String),
    /// All that none of these patterns matches.
    AllBut(Vec<String>),
}

/// The places of a model, to find what a finding stands in.
#[derive(Debug)]
pub struct Places<'a> {
    model: &'a Model,
    statements: BTreeMap<FileId, Vec<&'a Statement>>,
    documents: BTreeMap<FileId, Vec<(Span, DocumentId)>>,
    names: BTreeMap<DocumentId, Vec<Vec<String>>>,
}

impl<'a> Places<'a> {
    /// Those of a model.
    #[must_use]
    pub fn new(model: &'a Model) -> Self {
        let mut statements: BTreeMap<FileId, Vec<&Statement>> = BTreeMap::new();
        let mut documents: BTreeMap<FileId, Vec<(Span, DocumentId)>> = BTreeMap::new();
        for (id, document) in model.pools.documents() {
            let of_file = documents.entry(document.at.file).or_default();
            of_file.push((document.at, id));
            for (_, statement) in model.pools.statements(id) {
                statements
                    .entry(statement.at.file)
                    .or_default()
                    .push(statement);
            }
        }
        Self {
            model,
            statements,
            documents,
            names: names(model),
        }
    }

    /// What a finding is about.
    #[must_use]
    pub fn concerns(&self, finding: &Finding) -> Concerns {
        let place = finding.at.at;
        let attached = self.attached(place);
        let statements = self.statements_at(place);
        let documents = self.documents_at(place);
        let mut found = Concerns::default();
        for (_, policy) in &attached {
            push(&mut found.policies, vec![policy_name(policy)]);
        }
        for document in &documents {
            for name in self.names.get(document).into_iter().flatten() {
                push(&mut found.policies, name.clone());
            }
        }
        let whole: Vec<&Statement> = if statements.is_empty() {
            let held = attached.iter().filter_map(|(document, _)| *document);
            let all = documents.iter().copied().chain(held);
            all.flat_map(|id| self.model.pools.statements(id))
                .map(|(_, statement)| statement)
                .collect()
        } else {
            statements
        };
        found.actions = self.actions(finding, &whole);
        for statement in whole {
            self.reach(&statement.resources, place, &mut found.resources);
        }
        found
    }

    /// A finding about a guarded action is about that one, and where a grant of it
    /// is the text pointed at, about all that this text grants.
    fn actions(&self, finding: &Finding, statements: &[&Statement]) -> Vec<Reached> {
        let place = finding.at.at;
        let mut found = Vec::new();
        let Some(guarded) = &finding.action else {
            for statement in statements {
                self.reach(&statement.actions, place, &mut found);
            }
            return found;
        };
        push(&mut found, Reached::Pattern(guarded.clone()));
        for statement in statements {
            if statement.effect == Effect::Allow {
                let mut granted = Vec::new();
                self.reach(&statement.actions, place, &mut granted);
                granted.retain(|one| one.includes(guarded));
                for one in granted {
                    push(&mut found, one);
                }
            }
        }
        found
    }

    /// The part of a list that a place is in, or all of it.
    fn reach(&self, list: &Elements, place: Span, into: &mut Vec<Reached>) {
        let elements = self.model.pools.elements(list.list);
        let text = |element: &Element| {
            let text = self.model.pools.str(element.text);
            text.replace(HOLE, "*")
        };
        match list.form {
            Form::Named => {
                let own = elements.iter().filter(|one| one.at.contains(place));
                let mut own: Vec<&Element> = own.collect();
                if own.is_empty() {
                    own = elements.iter().collect();
                }
                for element in own {
                    push(into, Reached::Pattern(text(element)));
                }
            }
            Form::Excluded => push(into, Reached::AllBut(elements.iter().map(text).collect())),
            Form::Missing => push(into, Reached::Pattern("*".to_owned())),
        }
    }

    fn statements_at(&self, place: Span) -> Vec<&'a Statement> {
        let of_file = self.statements.get(&place.file).into_iter().flatten();
        let holding = of_file.filter(|statement| statement.at.contains(place));
        holding.copied().collect()
    }

    /// The documents that a place is in, or else those in it.
    fn documents_at(&self, place: Span) -> Vec<DocumentId> {
        let of_file = self
            .documents
            .get(&place.file)
            .map_or(&[][..], Vec::as_slice);
        let some = |wanted: &dyn Fn(Span) -> bool| -> Vec<DocumentId> {
            let wanted = of_file.iter().filter(|(at, _)| wanted(*at));
            wanted.map(|(_, id)| *id).collect()
        };
        let around = some(&|at| at.contains(place));
        if around.is_empty() {
            return some(&|at| place.contains(at));
        }
        around
    }

    /// The policies whose attachment stands at a place, with their documents.
    fn attached(&self, place: Span) -> Vec<(Option<DocumentId>, &'a Policy)> {
        let accounts = self.model.accounts.iter();
        accounts
            .flat_map(|account| {
                let here = account.attachments.iter();
                here.filter(|attachment| attachment.at.contains(place))
                    .filter_map(|attachment| account.policy(attachment.policy))
            })
            .map(|policy| match policy.document {
                PolicyDocument::Known { document, .. } => (Some(document), policy),
                PolicyDocument::Absent(_) => (None, policy),
            })
            .collect()
    }
}

impl Reached {
    /// Whether an action may be among them.
    fn includes(&self, action: &str) -> bool {
        let matches = |pattern: &String| Pattern::new(pattern).folded().matches(action);
        match self {
            Self::Pattern(pattern) => matches(pattern),
            Self::AllBut(patterns) => !patterns.iter().any(matches),
        }
    }
}

fn push<T: PartialEq>(into: &mut Vec<T>, one: T) {
    if !into.contains(&one) {
        into.push(one);
    }
}

/// `Custom/NAME`, as messages call a policy.
fn policy_name(policy: &Policy) -> String {
    let kind = match policy.kind {
        PolicyKind::System => "System",
        PolicyKind::Custom => "Custom",
        PolicyKind::Inline => "Inline",
    };
    format!("{kind}/{}", policy.name)
}

/// What documents are called: a policy, and the file where it has no other name.
fn names(model: &Model) -> BTreeMap<DocumentId, Vec<Vec<String>>> {
    let mut found: BTreeMap<DocumentId, Vec<Vec<String>>> = BTreeMap::new();
    let mut add = |document: DocumentId, name: String| {
        push(found.entry(document).or_default(), vec![name]);
    };
    for account in &model.accounts {
        for policy in &account.policies {
            let name = policy_name(policy);
            if let PolicyDocument::Known { document, .. } = policy.document {
                add(document, name.clone());
            }
            for (_, document) in &policy.other_versions {
                add(*document, name.clone());
            }
        }
        for policy in &account.control_policies {
            if let ControlDocument::Known(document) = policy.document {
                add(document, format!("Control/{}", policy.id));
            }
        }
    }
    for holding in &model.holdings {
        let name = format!("policy/{}", holding.path);
        match found.entry(holding.document).or_default().as_mut_slice() {
            [] => {
                found.insert(holding.document, vec![vec![name]]);
            }
            policies => {
                for aliases in policies {
                    push(aliases, name.clone());
                }
            }
        }
    }
    found
}
