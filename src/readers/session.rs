//! What the formats share while they read: the model, what files are used as,
//! and how a value becomes a document with its place and its gaps. A document
//! that lies in a text of which a part was lost always gets an unread rest, so
//! that nothing can be concluded from what it does not say.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;
use crate::model::account::{
    Account, ControlDocument, PolicyDocument, PolicyId, PolicyKind, PrincipalId, PrincipalKind,
    Scope, Trust,
};
use crate::model::doubt::{Choice, DoubtId};
use crate::model::lower;
use crate::model::missing::{Missing, MissingKind};
use crate::model::policy::{DocumentId, DocumentKind};
use crate::model::structure::{StructureKind, StructureProblem};
use crate::readers::declared::Declared;
use crate::readers::dump::Dumps;
use crate::readers::names::Names;
use crate::readers::paths::below;
use crate::readers::ros::{parameters::Given, workspace::Workspace};
use crate::readers::terraform::Project;
use crate::readers::terraform_plan::Planned;
use crate::readers::{Candidate, NotAnalysed, Report, Why, bundled, conflicts, first_unrecovered};
use crate::source::{FileId, HoleId, Span};
use crate::syntax::{Kind, Parsed, Problem, ProblemKind, Tree, Value, json};

/// Stands for the document of a control policy until all inputs are read.
pub(super) const PENDING_CONTROL: ControlDocument = ControlDocument::Absent(DoubtId(u32::MAX));

/// What another text, or the folder, says that a file is.
#[derive(Clone, Debug)]
pub(super) enum Use {
    /// The document of a custom policy.
    Policy { account: usize, policy: PolicyId },
    /// The trust document of a role.
    Trust { account: usize, role: PrincipalId },
    /// The document of a control policy.
    Control { account: usize, index: usize },
    /// It lies in the folder of a principal: each policy in it is attached to that.
    Folder { kind: PrincipalKind, name: String },
    /// Fills a policy that is named and has no document.
    Supply { kind: PolicyKind, name: String },
}

/// A document and what was lost of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    pub(super) document: DocumentId,
    pub(super) rest: Option<DoubtId>,
}

impl Read {
    pub(super) const fn of_policy(self) -> PolicyDocument {
        PolicyDocument::Known {
            document: self.document,
            rest: self.rest,
        }
    }

    pub(super) const fn of_trust(self) -> Trust {
        match self.rest {
            None => Trust::Known(self.document),
            Some(rest) => Trust::Unknown(rest),
        }
    }

    pub(super) const fn of_control(self) -> ControlDocument {
        match self.rest {
            None => ControlDocument::Known(self.document),
            Some(rest) => ControlDocument::Absent(rest),
        }
    }
}

/// One run of the readers.
pub(super) struct Session<'m> {
    pub(super) model: &'m mut Model,
    pub(super) report: Report,
    /// What principals and policies are called, per account of the model.
    pub(super) names: Vec<Names>,
    /// The account that repository inputs speak of, once there is one.
    pub(super) default: Option<usize>,
    pub(super) uses: BTreeMap<FileId, Vec<Use>>,
    /// Manifests, with their folders.
    pub(super) manifests: Vec<(FileId, String)>,
    /// The folders of those that are believed where they say of a file that nobody
    /// holds it; `None` if all are (D39).
    pub(super) believed: Option<BTreeSet<String>>,
    /// Files that are already read, such as a list of members.
    pub(super) consumed: BTreeSet<FileId>,
    /// Documents for policies that lack one, by kind and folded name, with the
    /// name as written.
    pub(super) supplied: BTreeMap<(PolicyKind, String), (String, Read)>,
    /// What must hold for a policy to exist, where that is not certain.
    pub(super) conditional: BTreeMap<(usize, PolicyId), Vec<Choice>>,
    /// Policies that belong to the folder of a principal: their names are those of
    /// files, and two of one name are two policies.
    pub(super) owned: BTreeSet<(usize, PolicyId)>,
    /// Attachments that were declared, with what must hold for each.
    pub(super) attached: BTreeMap<(usize, PolicyId, PrincipalId, Scope), Vec<Vec<Choice>>>,
    /// Control policies of which a target is not known, by their place in the list.
    pub(super) open_targets: BTreeSet<(usize, usize)>,
    /// Terraform texts, until all of them are there.
    pub(super) terraform: Project,
    /// Ids of accounts that a template works in beside its own.
    pub(super) others: BTreeSet<String>,
    /// What templates and API responses declare, in source order.
    pub(super) declared: Vec<Declared>,
    /// What plans and states declare, until it is known where that is written.
    pub(super) planned: Vec<Planned>,
    /// Access configurations in files of their own, by name.
    pub(super) wrapped: Vec<(String, Span)>,
    /// What account dumps answer, until all of their files are read.
    pub(super) dumps: Dumps,
    /// Files of dumps and snapshots, which describe an account as it is.
    pub(super) of_accounts: BTreeSet<FileId>,
    /// Files that may hold several values one after another.
    pub(super) streams: BTreeSet<FileId>,
    /// Values of ROS parameters that the command line gives.
    pub(super) parameters: BTreeMap<String, Given>,
    /// Names of the parameters that templates have.
    pub(super) asked_parameters: BTreeSet<String>,
    /// Terraform that lies in ROS templates.
    pub(super) workspaces: Vec<Workspace>,
    /// System policies of which the input gives a document that differs from the
    /// bundled one; names are folded.
    pub(super) differing: BTreeSet<String>,
}

impl<'m> Session<'m> {
    pub(super) fn new(model: &'m mut Model) -> Self {
        Self {
            model,
            report: Report::default(),
            names: Vec::new(),
            default: None,
            uses: BTreeMap::new(),
            manifests: Vec::new(),
            believed: None,
            consumed: BTreeSet::new(),
            supplied: BTreeMap::new(),
            conditional: BTreeMap::new(),
            owned: BTreeSet::new(),
            attached: BTreeMap::new(),
            open_targets: BTreeSet::new(),
            terraform: Project::default(),
            others: BTreeSet::new(),
            declared: Vec::new(),
            planned: Vec::new(),
            wrapped: Vec::new(),
            dumps: Dumps::default(),
            of_accounts: BTreeSet::new(),
            streams: BTreeSet::new(),
            parameters: BTreeMap::new(),
            asked_parameters: BTreeSet::new(),
            workspaces: Vec::new(),
            differing: BTreeSet::new(),
        }
    }

    pub(super) fn add_use(&mut self, file: FileId, used_as: Use) {
        self.uses.entry(file).or_default().push(used_as);
    }

    /// Whether another text says that the file is a policy, or it was taken in as a
    /// manifest, whatever its name promises.
    pub(super) fn is_told(&self, file: FileId) -> bool {
        if self.manifests.iter().any(|(known, _)| *known == file) {
            return true;
        }
        let uses = self.uses.get(&file).into_iter().flatten();
        uses.into_iter()
            .any(|one| !matches!(one, Use::Folder { .. }))
    }

    /// Whether a manifest speaks of a path, so that nobody holds what it does not attach.
    pub(super) fn is_settled(&self, path: &str) -> bool {
        let mut manifests = self.manifests.iter();
        manifests.any(|(_, folder)| below(path, folder).is_some()) && self.is_believed(path)
    }

    /// Whether it is believed of a path that nobody holds what no manifest attaches.
    pub(super) fn is_believed(&self, path: &str) -> bool {
        let mut folders = self.believed.iter().flatten();
        self.believed.is_none() || folders.any(|folder| below(path, folder).is_some())
    }

    pub(super) fn problem(&mut self, kind: StructureKind, at: Span) {
        self.model.structure_problems.push(StructureProblem {
            kind,
            at,
            related: None,
        });
    }

    /// Reports what a second place explains.
    pub(super) fn problem_beside(&mut self, kind: StructureKind, at: Span, related: Span) {
        self.model.structure_problems.push(StructureProblem {
            kind,
            at,
            related: Some(related),
        });
    }

    /// Reports two documents for one name that differ, at the later one.
    pub(super) fn conflict(&mut self, name: &str, at: Span, related: Option<Span>) {
        self.model.structure_problems.push(StructureProblem {
            kind: StructureKind::ConflictingDocuments(name.to_owned()),
            at,
            related,
        });
    }

    pub(super) fn not_analysed(&mut self, path: &str, at: Option<Span>, why: Why) {
        self.report.not_analysed.push(NotAnalysed {
            path: path.to_owned(),
            at,
            why,
        });
    }

    /// A problem by which a part of a manifest or snapshot is not read.
    pub(super) fn refuse(&mut self, path: &str, kind: StructureKind, at: Span) {
        self.problem(kind.clone(), at);
        self.not_analysed(path, Some(at), Why::Structure(kind));
    }

    pub(super) fn new_account(&mut self, id: Option<String>, at: Option<Span>) -> usize {
        let index = self.model.accounts.len();
        self.model.accounts.push(Account {
            id,
            at,
            ..Account::default()
        });
        self.names
            .resize_with(index.saturating_add(1), Names::default);
        index
    }

    /// The account that repository inputs speak of.
    pub(super) fn default_account(&mut self) -> usize {
        if let Some(index) = self.default {
            return index;
        }
        let index = self.new_account(None, None);
        self.default = Some(index);
        index
    }

    /// The account that a manifest speaks of: the default one, unless that has
    /// another id.
    pub(super) fn repository_account(&mut self, id: Option<(&str, Span)>) -> usize {
        let Some((id, at)) = id else {
            return self.default_account();
        };
        let own = self.default_account();
        if let Some(account) = self.account(own) {
            match account.id.as_deref() {
                Some(known) if known != id => {}
                _ => {
                    account.id = Some(id.to_owned());
                    account.at.get_or_insert(at);
                    return own;
                }
            }
        }
        self.new_account(Some(id.to_owned()), Some(at))
    }

    /// The hole that stands for something missing.
    pub(super) fn hole(
        &mut self,
        kind: MissingKind,
        name: impl Into<String>,
        detail: impl Into<String>,
        at: Span,
    ) -> HoleId {
        let missing = Missing {
            kind,
            name: name.into(),
            detail: detail.into(),
            definition: String::new(),
        };
        self.model.holes.intern(missing, Some(at))
    }

    pub(super) fn account(&mut self, index: usize) -> Option<&mut Account> {
        self.model.accounts.get_mut(index)
    }

    /// Reads a value as a document: an object, or a string that holds one. `None`
    /// where there is no value at all.
    pub(super) fn document(
        &mut self,
        candidate: &Candidate<'_>,
        value: Value<'_>,
        kind: DocumentKind,
        id: &str,
    ) -> Option<Read> {
        if value.kind() == Kind::Null {
            return None;
        }
        if value.kind() != Kind::String {
            return Some(self.lower(candidate.broken(), value, kind, id));
        }
        let fragment = value.fragment();
        let parsed = Parsed::fragment(&fragment, candidate.file);
        if let Some(document) = lower::plain_text(parsed, kind, self.model) {
            let rest = self.rest(candidate.broken(), id);
            return Some(Read { document, rest });
        }
        let (mut tree, mut problems) = (Tree::default(), Vec::new());
        json::read(parsed, &mut tree, &mut problems);
        for problem in &mut problems {
            // An empty text has no place of its own.
            if problem.kind == ProblemKind::Empty {
                problem.at = value.at();
            }
        }
        let lost = first_unrecovered(&problems).or(candidate.broken());
        if let Some(problem) = first_unrecovered(&problems) {
            let why = Why::Unparsable(problem.kind.clone());
            self.not_analysed(candidate.path, Some(problem.at), why);
        }
        let read = tree
            .root(parsed)
            .map(|root| self.lower(lost, root, kind, id));
        self.model.text_problems.extend(problems);
        read
    }

    /// Lowers a value, with an unread rest where its text lost a part.
    pub(super) fn lower(
        &mut self,
        lost: Option<&Problem>,
        value: Value<'_>,
        kind: DocumentKind,
        id: &str,
    ) -> Read {
        let document = lower::document(value, kind, self.model);
        let rest = self.rest(lost, id);
        Read { document, rest }
    }

    /// What stands for the part of a document that a text lost.
    fn rest(&mut self, lost: Option<&Problem>, id: &str) -> Option<DoubtId> {
        lost.map(|problem| self.model.doubts.gap("document", id, Some(problem.at), 3))
    }

    /// Reports a document given for a system policy that is bundled whole and
    /// says something else; the bundled one stays (D34).
    pub(super) fn compare_with_bundled(&mut self, name: &str, value: Value<'_>) {
        if bundled::differs(name, value) {
            self.problem(StructureKind::SystemDocument(name.to_owned()), value.at());
            self.differing.insert(name.to_ascii_lowercase());
        }
    }

    /// Keeps a document for policies of this name that have none. Where two differ,
    /// whichever is in force is not known.
    pub(super) fn supply(&mut self, kind: PolicyKind, name: &str, read: Read) {
        let key = (kind, name.to_ascii_lowercase());
        let Some((_, known)) = self.supplied.get(&key).cloned() else {
            self.supplied.insert(key, (name.to_owned(), read));
            return;
        };
        let pools = &self.model.pools;
        if pools.same(known.document, read.document) {
            return;
        }
        let place = |id| pools.document(id).map(|document| document.at);
        let (at, related) = (place(read.document), place(known.document));
        if let Some(at) = at {
            self.conflict(name, at, related);
        }
        // What is certain is what neither leaves open.
        let doubts = &mut self.model.doubts;
        let gap = doubts.gap(conflicts::CONFLICT, name, at, 3);
        self.model
            .pools
            .guard_document(known.document, Choice::is(gap, 0));
        if let Some((_, known)) = self.supplied.get_mut(&key) {
            known.rest = known.rest.or(Some(gap));
        }
    }
}
