//! Policy documents by shape, wherever they stand in a tree or in a string of
//! one. A document of which another text says what it is gets that use; any
//! other is told by its elements and its folder: a trust or resource policy has
//! `Principal`, a control policy lies in `control-policies/`, and the rest are
//! identity policies that anyone might hold. Documents of other clouds are
//! listed and left alone.

use crate::model::account::{Holding, PolicyKind, Scope};
use crate::model::lower::within_one_edit;
use crate::model::policy::DocumentKind;
use crate::model::structure::StructureKind;
use crate::model::{LookAlike, OtherDocument};
use crate::readers::assuming::may_assume;
use crate::readers::paths::{folder_of, stem};
use crate::readers::session::{Read, Session, Use};
use crate::readers::{Candidate, Format, Why, contains_fold, first_unrecovered};
use crate::syntax::{Kind, Parsed, Problem, ProblemKind, Tree, Value, json};

pub(super) const FORMAT: Format = Format {
    name: "policy file",
    input: "documents",
    recognise: |_| true,
    read,
    finish: None,
};

/// How many strings deep a document is looked for.
const MAX_STRINGS: u32 = 3;

const ELEMENTS: &[&str] = &[
    "effect",
    "action",
    "notaction",
    "resource",
    "notresource",
    "principal",
    "condition",
];

pub(super) fn is_near(name: &str, element: &str) -> bool {
    // What one edit adds or takes away is a character, of up to four bytes.
    let most = if name.is_ascii() { 1 } else { 4 };
    name.eq_ignore_ascii_case(element)
        || (name.len().abs_diff(element.len()) <= most
            && within_one_edit(&name.to_ascii_lowercase(), element))
}

/// Whether a value has the shape of a policy (D49).
pub(super) fn is_policy(value: Value<'_>) -> bool {
    value.members().any(|(key, list)| {
        is_near(key.text(), "statement")
            && match list.kind() {
                Kind::Object => is_statement(list),
                Kind::Array if list.items().next().is_none() => {
                    key.text().eq_ignore_ascii_case("statement") && has_version(value)
                }
                Kind::Array => list.items().any(is_statement),
                Kind::Hole => has_version(value),
                _ => false,
            }
    })
}

fn has_version(value: Value<'_>) -> bool {
    let mut members = value.members();
    members.any(|(key, _)| key.text().eq_ignore_ascii_case("version"))
}

fn is_statement(value: Value<'_>) -> bool {
    let elements = value.members().filter(|(key, _)| {
        let name = key.text();
        ELEMENTS.iter().any(|element| is_near(name, element))
    });
    elements.count() >= 2
}

/// The cloud that a free-standing document recognisably belongs to, if not RAM's.
/// `Version` 1 is RAM's own.
fn other_cloud(value: Value<'_>) -> Option<&'static str> {
    let version = value
        .members()
        .find(|(key, _)| key.text().eq_ignore_ascii_case("version"))
        .map_or("", |(_, version)| version.text());
    let mut marks = Marks::default();
    marks.look(value);
    if is_maxcompute(value) {
        Some("MaxCompute")
    } else if marks.acs || version == "1" && !marks.qcs {
        None
    } else if marks.qcs || version == "2.0" {
        Some("Tencent Cloud")
    } else if marks.arn || matches!(version, "2008-10-17" | "2012-10-17") {
        Some("AWS")
    } else {
        None
    }
}

/// Whether every statement is one of a MaxCompute project: `odps:` actions on ARNs
/// that have no account field, which RAM's have.
fn is_maxcompute(value: Value<'_>) -> bool {
    let all = |value: Value<'_>, test: fn(&str) -> bool| match value.kind() {
        Kind::String => test(value.text()),
        Kind::Array => {
            let mut items = value.items().peekable();
            items.peek().is_some() && items.all(|item| item.as_str().is_some_and(test))
        }
        _ => false,
    };
    let statements = statements(value);
    !statements.is_empty()
        && statements.iter().all(|statement| {
            let action = |text: &str| text.starts_with("odps:");
            let resource = |text: &str| {
                let mut parts = text.split(':');
                parts.next() == Some("acs")
                    && parts.next() == Some("odps")
                    && parts
                        .nth(1)
                        .is_some_and(|part| part.starts_with("projects/"))
            };
            statement
                .get("Action")
                .is_some_and(|value| all(value, action))
                && statement
                    .get("Resource")
                    .is_some_and(|value| all(value, resource))
        })
}

fn statements(value: Value<'_>) -> Vec<Value<'_>> {
    value
        .members()
        .filter(|(key, _)| is_near(key.text(), "statement"))
        .flat_map(|(_, list)| {
            let single = (list.kind() == Kind::Object).then_some(list);
            single.into_iter().chain(list.items())
        })
        .collect()
}

#[derive(Default)]
struct Marks {
    acs: bool,
    arn: bool,
    qcs: bool,
}

impl Marks {
    fn look(&mut self, value: Value<'_>) {
        if let Some(text) = value.as_str() {
            self.acs |= contains_fold(text, "acs:");
            self.qcs |= contains_fold(text, "qcs::");
            self.arn |= text
                .get(..4)
                .is_some_and(|start| start.eq_ignore_ascii_case("arn:"));
        }
        for item in value.items() {
            self.look(item);
        }
        for (key, member) in value.members() {
            self.look(key);
            self.look(member);
        }
    }
}

/// What a free-standing document is used as (D50).
fn kind_of(value: Value<'_>, path: &str) -> DocumentKind {
    if folder_of(path)
        .split('/')
        .any(|part| part == "control-policies")
    {
        return DocumentKind::Control;
    }
    let statements = statements(value);
    let has = |statement: &Value<'_>, name: &str| {
        let mut members = statement.members();
        members.any(|(key, _)| is_near(key.text(), name))
    };
    if !statements
        .iter()
        .any(|statement| has(statement, "principal"))
    {
        DocumentKind::Identity
    } else if statements.iter().copied().any(may_assume) {
        DocumentKind::Trust
    } else {
        DocumentKind::Resource
    }
}

fn read(session: &mut Session<'_>, candidate: &Candidate<'_>) -> bool {
    let uses = session.uses.get(&candidate.file).cloned();
    let mut walk = Walk {
        session,
        candidate,
        uses: uses.unwrap_or_default(),
        used: false,
        found: 0,
        pointer: String::new(),
        strings: 0,
    };
    let many = candidate.roots().nth(1).is_some();
    for (number, root) in (0_u32..).zip(candidate.roots()) {
        if many {
            walk.pointer = format!("/{number}");
        }
        walk.value(root, candidate.problems);
    }
    walk.use_anything();
    walk.found > 0
}

/// Looks for documents inside of a value of a text, which `pointer` leads to.
pub(super) fn read_inside(
    session: &mut Session<'_>,
    candidate: &Candidate<'_>,
    value: Value<'_>,
    pointer: &str,
) {
    let mut walk = Walk {
        session,
        candidate,
        uses: Vec::new(),
        used: false,
        found: 0,
        pointer: pointer.to_owned(),
        strings: 0,
    };
    walk.value(value, candidate.problems);
}

struct Walk<'w, 'm, 'c> {
    session: &'w mut Session<'m>,
    candidate: &'w Candidate<'c>,
    uses: Vec<Use>,
    /// Whether the document that the uses speak of was met.
    used: bool,
    found: u32,
    /// RFC 6901, with `#` where a string was entered.
    pointer: String,
    strings: u32,
}

impl Walk<'_, '_, '_> {
    fn value(&mut self, value: Value<'_>, problems: &[Problem]) {
        let here = self.pointer.len();
        match value.kind() {
            Kind::Object if is_policy(value) => self.policy(value, problems),
            Kind::Object => {
                for (key, member) in value.members() {
                    self.pointer.push('/');
                    push_segment(&mut self.pointer, key.text());
                    self.value(member, problems);
                    self.pointer.truncate(here);
                }
            }
            Kind::Array => {
                for (number, item) in (0_u32..).zip(value.items()) {
                    self.pointer.push('/');
                    self.pointer.push_str(&number.to_string());
                    self.value(item, problems);
                    self.pointer.truncate(here);
                }
            }
            Kind::String => self.string(value),
            _ => {}
        }
    }

    fn string(&mut self, value: Value<'_>) {
        let text = value.text();
        if !text.trim_start().starts_with('{') || !contains_fold(text, "statement") {
            return;
        }
        if self.strings >= MAX_STRINGS {
            let why = Why::Unparsable(ProblemKind::TooDeep(MAX_STRINGS));
            self.session
                .not_analysed(self.candidate.path, Some(value.at()), why);
            return;
        }
        let fragment = value.fragment();
        let parsed = Parsed::fragment(&fragment, self.candidate.file);
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        json::read(parsed, &mut tree, &mut problems);
        let before = self.found;
        if let Some(root) = tree.root(parsed) {
            let here = self.pointer.len();
            self.pointer.push('#');
            self.strings = self.strings.saturating_add(1);
            self.value(root, &problems);
            self.strings = self.strings.saturating_sub(1);
            self.pointer.truncate(here);
        }
        let recognised = self.found > before;
        if let Some(lost) = first_unrecovered(&problems)
            && (recognised || contains_fold(text, "\"statement\""))
        {
            let why = Why::Unparsable(lost.kind.clone());
            self.session
                .not_analysed(self.candidate.path, Some(lost.at), why);
        }
        if recognised {
            self.session.model.text_problems.extend(problems);
        }
    }

    fn id(&self) -> String {
        let mut id = self.candidate.path.to_owned();
        if let Some(line) = self.candidate.line {
            id.push_str(&format!(":{line}"));
        }
        match self.pointer.trim_end_matches('#') {
            "" => {}
            pointer => id.push_str(&format!("#{pointer}")),
        }
        id
    }

    fn policy(&mut self, value: Value<'_>, problems: &[Problem]) {
        let is_folder = |one: &Use| matches!(one, Use::Folder { .. });
        let spoken_for = if self.used {
            self.uses.iter().any(is_folder)
        } else {
            !self.uses.is_empty()
        };
        if spoken_for {
            self.use_as_told(value, problems);
            return;
        }
        let path = self.id();
        if let Some(cloud) = other_cloud(value) {
            self.session.model.look_alikes.push(LookAlike {
                path,
                cloud,
                at: value.at(),
            });
            return;
        }
        let kind = kind_of(value, self.candidate.path);
        let read = self.lower(value, kind, problems);
        if kind == DocumentKind::Identity {
            if self.session.is_settled(self.candidate.path) {
                self.session.problem(StructureKind::Unattached, value.at());
            }
            self.hold(read);
        } else {
            self.other(read, kind);
        }
    }

    fn lower(&mut self, value: Value<'_>, kind: DocumentKind, problems: &[Problem]) -> Read {
        self.found = self.found.saturating_add(1);
        let id = self.id();
        let lost = first_unrecovered(problems).or(self.candidate.broken());
        let alias = problems.iter().find(|problem| {
            problem.kind == ProblemKind::YamlAlias
                && value.at().start <= problem.at.start
                && problem.at.end <= value.at().end
        });
        if let Some(alias) = alias {
            let why = Why::Unparsable(ProblemKind::YamlAlias);
            self.session
                .not_analysed(self.candidate.path, Some(alias.at), why);
        }
        self.session.lower(lost, value, kind, &id)
    }

    fn hold(&mut self, read: Read) {
        let account = self.session.default_account();
        self.hold_in(account, read);
    }

    fn hold_in(&mut self, account: usize, read: Read) {
        let path = self.id();
        self.session.model.holdings.push(Holding {
            path,
            document: read.document,
            account,
            rest: read.rest,
        });
    }

    fn other(&mut self, read: Read, kind: DocumentKind) {
        let path = self.id();
        self.session.model.other_documents.push(OtherDocument {
            path,
            kind,
            document: read.document,
        });
    }

    /// A file that must hold a document and has none of that shape: what stands
    /// there is the document, whatever it looks like.
    fn use_anything(&mut self) {
        let hard = self
            .uses
            .iter()
            .any(|one| !matches!(one, Use::Folder { .. }));
        if self.used || !hard {
            return;
        }
        self.pointer.clear();
        self.uses.retain(|one| !matches!(one, Use::Folder { .. }));
        match self.candidate.root() {
            Some(root) => self.use_as_told(root, self.candidate.problems),
            None => self
                .session
                .not_analysed(self.candidate.path, None, Why::NothingRecognised),
        }
    }

    /// Gives a document to those who use the file: the first to all of them, later
    /// ones only to the owner of the folder.
    fn use_as_told(&mut self, value: Value<'_>, problems: &[Problem]) {
        let first = !self.used;
        let uses = self.uses.clone();
        self.used = true;
        let mut identity = None;
        let mut held = Vec::new();
        for one in uses {
            if !first && !matches!(one, Use::Folder { .. }) {
                continue;
            }
            let kind = match one {
                Use::Trust { .. } => DocumentKind::Trust,
                Use::Control { .. } => DocumentKind::Control,
                _ => DocumentKind::Identity,
            };
            let read = match identity {
                Some(read) if kind == DocumentKind::Identity => read,
                _ => self.lower(value, kind, problems),
            };
            let mut holder = None;
            if kind == DocumentKind::Identity {
                identity = Some(read);
            }
            match one {
                Use::Policy { account, policy } => {
                    self.session.set_document(account, policy, read.of_policy());
                    holder = Some(account);
                }
                Use::Trust { account, role } => {
                    if let Some(role) = self.session.principal_mut(account, role) {
                        role.trust = read.of_trust();
                    }
                }
                Use::Control { account, index } => {
                    let account = self.session.account(account);
                    if let Some(control) =
                        account.and_then(|account| account.control_policies.get_mut(index))
                    {
                        control.document = read.of_control();
                    }
                }
                Use::Folder { kind, name: owner } => {
                    let mut name = stem(self.candidate.path).to_owned();
                    let pointer = self.pointer.trim_end_matches('#');
                    if !pointer.is_empty() {
                        name = format!("{name}#{pointer}");
                    }
                    let session = &mut *self.session;
                    let at = value.at();
                    let account = session.default_account();
                    let to = session.declare_principal(account, kind, &owner, at);
                    let policy = session.make_policy(account, PolicyKind::Custom, &name, Some(at));
                    session.owned.insert((account, policy));
                    session.set_document(account, policy, read.of_policy());
                    session.attach_id(account, policy, to, Scope::Account, at);
                    holder = Some(account);
                }
                Use::Supply { kind, name } => {
                    if kind == PolicyKind::System {
                        self.session.compare_with_bundled(&name, value);
                    } else {
                        holder = Some(self.session.default_account());
                    }
                    self.session.supply(kind, &name, read);
                }
            }
            if let Some(account) = holder.filter(|account| !held.contains(account)) {
                held.push(account);
                self.hold_in(account, read);
            }
        }
    }
}

/// Appends a reference token of RFC 6901.
pub(super) fn push_segment(pointer: &mut String, name: &str) {
    for character in name.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
