//! What of the model lies at a place.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;
use crate::model::account::{Account, ControlDocument, PolicyDocument, PolicyKind, Scope, Trust};
use crate::model::policy::{DocumentId, Form, Statement, StatementId};
use crate::rules::kit::fingerprint::around::Around;
use crate::rules::kit::fingerprint::canonical::Canon;
use crate::rules::kit::fingerprint::tuple::Tuple;
use crate::source::{FileId, Span};

/// A place as a key: file, start and end.
type Key = (FileId, u32, u32);

const fn key(at: Span) -> Key {
    (at.file, at.start, at.end)
}

/// What a place means.
#[derive(Default)]
pub(super) struct Found {
    /// The policies that its document is of.
    pub policies: Vec<Tuple>,
    /// In which roles it stands in its statements.
    pub roles: Vec<Tuple>,
    /// The elements that it is.
    pub own: Vec<Tuple>,
    /// All of its statements.
    pub statements: Vec<StatementId>,
    /// It is exactly an element, and so its text says no more.
    pub is_element: bool,
    /// It is exactly a statement.
    pub is_whole_statement: bool,
    /// It lies in a policy document.
    pub is_in_document: bool,
}

/// The places that are asked about.
struct Wanted {
    files: BTreeSet<FileId>,
    places: BTreeSet<Key>,
}

/// The parts of a model by their places, in the files that are asked about.
pub(super) struct Places<'a> {
    pub canon: Canon<'a>,
    elements: BTreeMap<Key, Vec<(StatementId, &'static str, Tuple)>>,
    /// By file and start.
    statements: BTreeMap<(FileId, u32), Vec<StatementId>>,
    documents: BTreeMap<FileId, Around<DocumentId>>,
    policies: BTreeMap<DocumentId, BTreeSet<String>>,
    attachments: BTreeMap<FileId, Around<Tuple>>,
}

impl<'a> Places<'a> {
    /// The parts at some places.
    pub fn new(asked: impl Iterator<Item = Span> + Clone, model: &'a Model) -> Self {
        let wanted = Wanted {
            files: asked.clone().map(|at| at.file).collect(),
            places: asked.map(key).collect(),
        };
        let files = &wanted.files;
        let mut places = Self {
            canon: Canon { model },
            elements: BTreeMap::new(),
            statements: BTreeMap::new(),
            documents: BTreeMap::new(),
            policies: policies(model),
            attachments: BTreeMap::new(),
        };
        let mut documents: BTreeMap<FileId, Vec<_>> = BTreeMap::new();
        for (id, document) in model.pools.documents() {
            if files.contains(&document.at.file) {
                let of_file = documents.entry(document.at.file).or_default();
                of_file.push((document.at, id));
            }
            for (id, statement) in model.pools.statements(id) {
                places.add(id, statement, &wanted);
            }
        }
        places.documents = by_place(documents);
        let mut attachments: BTreeMap<FileId, Vec<_>> = BTreeMap::new();
        for account in &model.accounts {
            let kept = account.attachments.iter();
            for one in kept.filter(|one| files.contains(&one.at.file)) {
                let policy = account.policy(one.policy);
                let mut means = Tuple::from(policy.map_or("", |policy| policy.name.as_str()));
                let to = account.principal(one.to);
                means.text(to.map_or("", |to| to.kind.word()));
                means.text(to.map_or("", |to| to.name.as_str()));
                means.text(match &one.scope {
                    Scope::Account => "",
                    Scope::ResourceGroup(group) => group,
                });
                let of_file = attachments.entry(one.at.file).or_default();
                of_file.push((one.at, means));
            }
        }
        places.attachments = by_place(attachments);
        places
    }

    /// Keeps the elements of a statement that somebody will ask for.
    fn add(&mut self, id: StatementId, statement: &Statement, wanted: &Wanted) {
        let canon = self.canon;
        let pools = &canon.model.pools;
        if wanted.files.contains(&statement.at.file) {
            let start = (statement.at.file, statement.at.start);
            self.statements.entry(start).or_default().push(id);
        }
        let mut add = |at: Span, role: &'static str, means: &dyn Fn() -> Tuple| {
            if wanted.places.contains(&key(at)) {
                let known = self.elements.entry(key(at)).or_default();
                known.push((id, role, means()));
            }
        };
        let nothing = Tuple::default;
        add(statement.effect_at, "Effect", &nothing);
        let role = |form: Form, named, excluded| match form {
            Form::Named | Form::Missing => named,
            Form::Excluded => excluded,
        };
        let actions = role(statement.actions.form, "Action", "NotAction");
        for element in pools.elements(statement.actions.list) {
            add(element.at, actions, &|| canon.action(element));
        }
        add(statement.actions.at, actions, &nothing);
        let resources = role(statement.resources.form, "Resource", "NotResource");
        for element in pools.elements(statement.resources.list) {
            add(element.at, resources, &|| canon.resource(element));
        }
        add(statement.resources.at, resources, &nothing);
        for principal in pools.principals(statement.principals) {
            let means = || canon.principal(principal);
            add(principal.element.at, "Principal", &means);
        }
        for condition in pools.conditions(statement.conditions) {
            let means = || canon.condition(condition);
            add(condition.operator.at, "operator", &means);
            add(condition.key.at, "Condition", &means);
            add(condition.at, "values", &means);
            for value in pools.values(condition.values) {
                add(value.at, "value", &|| {
                    let mut one = Tuple::from(pools.str(condition.operator.text));
                    one.text(pools.str(condition.key.text));
                    one.text(pools.str(value.text));
                    one
                });
            }
        }
    }

    /// What lies at a place of a file with a path.
    pub fn at(&self, at: Span, path: &str) -> Found {
        let mut found = Found::default();
        let mut ids = BTreeSet::new();
        for (id, role, own) in self.elements.get(&key(at)).into_iter().flatten() {
            ids.insert(*id);
            found.roles.push(Tuple::from(*role));
            found.own.push(own.clone());
            found.is_element = true;
        }
        if ids.is_empty() {
            let before = self.statements.range(..=(at.file, at.start)).next_back();
            ids.extend(before.into_iter().flat_map(|(_, ids)| ids));
        }
        let statement = |id: StatementId| Some((id, self.canon.model.pools.statement(id)?));
        let statements: Vec<(StatementId, &Statement)> = ids
            .into_iter()
            .filter_map(statement)
            .filter(|(_, one)| found.is_element || one.at.contains(at))
            .collect();
        let mut documents: BTreeSet<DocumentId> =
            statements.iter().map(|(_, one)| one.document).collect();
        if documents.is_empty() {
            documents = self.around(at);
        }
        found.is_whole_statement = statements.iter().any(|(_, one)| one.at == at);
        // An element that is missing has the place of its statement.
        found.is_element |= found.is_whole_statement;
        found.is_in_document = !documents.is_empty();
        if statements.is_empty() && found.is_in_document {
            let whole = |id: &DocumentId| {
                let document = self.canon.model.pools.document(*id);
                document.is_some_and(|document| document.at == at)
            };
            found.is_element = documents.iter().any(whole);
        }
        found.policies = documents
            .iter()
            .filter_map(|id| self.policies.get(id))
            .flatten()
            .map(|name| local(name, path))
            .collect();
        found.statements = statements.into_iter().map(|(id, _)| id).collect();
        found
    }

    /// The smallest documents around a place.
    fn around(&self, at: Span) -> BTreeSet<DocumentId> {
        let of_file = self.documents.get(&at.file).into_iter();
        let around: Vec<_> = of_file.flat_map(|all| all.containing(at)).collect();
        let least = around.iter().map(|(place, _)| place.len()).min();
        around
            .iter()
            .filter(|(place, _)| Some(place.len()) == least)
            .map(|(_, id)| *id)
            .collect()
    }

    /// The attachments that a place is part of, or that are part of it.
    pub fn attachments(&self, at: Span) -> Vec<Tuple> {
        let of_file = self.attachments.get(&at.file).into_iter();
        of_file
            .flat_map(|all| all.containing(at).chain(all.within(at)))
            .map(|(_, means)| means.clone())
            .collect()
    }
}

fn by_place<T>(values: BTreeMap<FileId, Vec<(Span, T)>>) -> BTreeMap<FileId, Around<T>> {
    let values = values.into_iter();
    values.map(|(file, all)| (file, Around::new(all))).collect()
}

/// Places, with what statements say as far as that was asked: one may have thousands of
/// findings.
pub(super) struct Said<'a> {
    pub places: &'a Places<'a>,
    said: BTreeMap<StatementId, Tuple>,
}

impl<'a> Said<'a> {
    /// Of which nothing was asked yet.
    pub const fn of(places: &'a Places<'a>) -> Self {
        Self {
            places,
            said: BTreeMap::new(),
        }
    }

    /// Forgets what was asked.
    pub fn forget(&mut self) {
        self.said.clear();
    }

    /// What makes canonical forms.
    pub const fn canon(&self) -> Canon<'a> {
        self.places.canon
    }

    /// All that some statements say.
    pub fn said(&mut self, statements: &[StatementId]) -> Vec<Tuple> {
        let canon = self.places.canon;
        let mut all = Vec::with_capacity(statements.len());
        for id in statements {
            let statement = canon.model.pools.statement(*id);
            let said = self.said.entry(*id).or_insert_with(|| {
                statement.map_or_else(Tuple::default, |statement| canon.statement(statement))
            });
            all.push(said.clone());
        }
        all
    }
}

/// A name without the path of the file that it is of, since a file that is renamed
/// means what it meant, and without numbers of list members.
pub(super) fn local(name: &str, path: &str) -> Tuple {
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.split_once('.').map_or(stem, |(stem, _)| stem);
    let (kind, rest) = name.split_once('/').unwrap_or(("", name));
    let (own, pointer) = rest.split_once("#/").unwrap_or((rest, ""));
    let mut all = Tuple::from(kind);
    let is_own = own == path || own == stem || is_record_of(path, own);
    all.text(if is_own { "." } else { own });
    for step in pointer.split('/') {
        let is_number = !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit());
        all.text(if is_number { "*" } else { step });
    }
    all
}

/// Whether a name is that of a line of a file, `path:line`.
fn is_record_of(path: &str, name: &str) -> bool {
    let line = name
        .strip_prefix(path)
        .and_then(|rest| rest.strip_prefix(':'));
    line.is_some_and(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The names of what every document belongs to.
fn policies(model: &Model) -> BTreeMap<DocumentId, BTreeSet<String>> {
    let mut names: BTreeMap<DocumentId, BTreeSet<String>> = BTreeMap::new();
    let mut add = |id: DocumentId, name: String| {
        names.entry(id).or_default().insert(name);
    };
    for account in &model.accounts {
        of_account(account, &mut add);
    }
    // What has a name of its own needs none by its place.
    let others = model.other_documents.iter();
    let others = others.map(|other| (other.document, format!("document/{}", other.path)));
    let holdings = model.holdings.iter();
    let holdings = holdings.map(|one| (one.document, format!("policy/{}", one.path)));
    for (document, name) in others.chain(holdings) {
        names
            .entry(document)
            .or_insert_with(|| BTreeSet::from([name]));
    }
    names
}

fn of_account(account: &Account, add: &mut impl FnMut(DocumentId, String)) {
    for policy in &account.policies {
        let kind = match policy.kind {
            PolicyKind::System => "System",
            PolicyKind::Custom => "Custom",
            PolicyKind::Inline => "Inline",
        };
        if let PolicyDocument::Known { document, .. } = policy.document {
            add(document, format!("{kind}/{}", policy.name));
        }
        let also = policy.also.iter().map(|(document, _)| *document);
        let others = policy.other_versions.iter().map(|(_, document)| *document);
        for document in also.chain(others) {
            add(document, format!("{kind}/{}", policy.name));
        }
    }
    for principal in &account.principals {
        if let Trust::Known(document) = principal.trust {
            add(document, format!("trust/{}", principal.name));
        }
        if let Some(document) = principal.session_policy {
            add(document, format!("session/{}", principal.name));
        }
    }
    for control in &account.control_policies {
        if let ControlDocument::Known(document) = control.document {
            add(document, format!("Control/{}", control.id));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn fp_04_a_name_that_is_the_path_goes_with_it() {
        for (name, path, other, other_path, same) in [
            ("Custom/ops", "p/ops.json", "Custom/dev", "p/dev.json", true),
            (
                "Custom/ops",
                "p/ops.json",
                "Custom/ops",
                "p/dev.json",
                false,
            ),
            (
                "policy/p/a.json#/0",
                "p/a.json",
                "policy/q.json#/0",
                "q.json",
                true,
            ),
            (
                "policy/p/a.json#/0",
                "p/a.json",
                "policy/q.json#/1",
                "q.json",
                true,
            ),
            ("Custom/x", "p/a.json", "System/x", "p/a.json", false),
            ("policy/a.ndjson:3", "a.ndjson", "policy/b:12", "b", true),
            ("policy/a.ndjson:3", "a.ndjson", "policy/b:x", "b", false),
        ] {
            let equal = local(name, path) == local(other, other_path);
            assert_eq!(equal, same, "{name} in {path}, {other} in {other_path}");
        }
    }
}
