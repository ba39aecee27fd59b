//! Declared documents are read: a text of JSON, a value tree, or something that
//! is not known.

use std::rc::Rc;

use crate::model::account::{ControlDocument, Holding, PolicyDocument, Trust};
use crate::model::doubt::{Choice, DoubtId};
use crate::model::missing::MissingKind;
use crate::model::policy::DocumentKind;
use crate::readers::declared::land::Landing;
use crate::readers::declared::{Declared, DeclaredDocument};
use crate::readers::evaluated::{Data, Evaluated, to_tree};
use crate::readers::session::Read;
use crate::readers::{Why, first_unrecovered};
use crate::source::{Fragment, HoleId, RunKind};
use crate::syntax::{Parsed, Tree, Value, json};

/// What a declared document turned out to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// It was read, perhaps with an unread rest.
    Read(Read),
    /// Nothing of it is known.
    Unknown(DoubtId),
    /// There is none.
    Nothing,
}

impl Found {
    pub(super) const fn read(self) -> Option<Read> {
        match self {
            Self::Read(read) => Some(read),
            _ => None,
        }
    }

    pub(super) fn of_policy(self) -> Option<PolicyDocument> {
        match self {
            Self::Read(read) => Some(read.of_policy()),
            Self::Unknown(gap) => Some(PolicyDocument::Absent(gap)),
            Self::Nothing => None,
        }
    }

    pub(super) fn of_trust(self) -> Option<Trust> {
        match self {
            Self::Read(read) => Some(read.of_trust()),
            Self::Unknown(gap) => Some(Trust::Unknown(gap)),
            Self::Nothing => None,
        }
    }

    pub(super) fn of_control(self) -> Option<ControlDocument> {
        match self {
            Self::Read(read) => Some(read.of_control()),
            Self::Unknown(gap) => Some(ControlDocument::Absent(gap)),
            Self::Nothing => None,
        }
    }
}

impl Landing<'_, '_> {
    /// The id after `policy/` of a document.
    pub(super) fn id(&self, document: &DeclaredDocument, one: &Declared) -> String {
        if document.pointer.is_empty() {
            return one.path.to_string();
        }
        format!("{}#{}", one.path, document.pointer)
    }

    /// Reads a document.
    pub(super) fn document(
        &mut self,
        document: &DeclaredDocument,
        kind: DocumentKind,
        one: &Declared,
    ) -> Found {
        self.document_with(document, kind, one, |_, _| {})
    }

    /// The same, showing the value that was read to somebody else too.
    pub(super) fn document_with(
        &mut self,
        document: &DeclaredDocument,
        kind: DocumentKind,
        one: &Declared,
        also: impl FnOnce(&mut Self, Value<'_>),
    ) -> Found {
        let account = self.account(&one.account, one.at);
        let own = self.session.account(account);
        let own = own.and_then(|account| account.id.clone());
        let value = match own {
            Some(own) => self.with_account(&document.value, &own),
            None => document.value.clone(),
        };
        let id = self.id(document, one);
        let mut tree = Tree::default();
        let read = match &value.data {
            Data::Null => return Found::Nothing,
            Data::Unknown { hole, .. } => {
                let model = &mut self.session.model;
                return Found::Unknown(model.gap("a document", &[*hole], "", value.at, 3));
            }
            // A default that stands for "none given": nothing is wrong with a file.
            Data::Text(fragment) if fragment.text.trim().is_empty() => None,
            Data::Text(fragment) => {
                self.session.report.holes_in_text |= fragment.has_hole();
                let parsed = Parsed::fragment(fragment, value.at.file);
                let mut problems = Vec::new();
                json::read(parsed, &mut tree, &mut problems);
                let lost = first_unrecovered(&problems);
                if let Some(problem) = lost {
                    let why = Why::Unparsable(problem.kind.clone());
                    self.session.not_analysed(&one.path, Some(problem.at), why);
                }
                let root = tree.root(parsed);
                let read = root.map(|root| self.session.lower(lost, root, kind, &id));
                if let Some(root) = root {
                    also(self, root);
                }
                self.session.model.text_problems.extend(problems);
                read
            }
            _ => {
                to_tree(&value, &mut tree);
                let root = tree.root(Parsed::file("", value.at.file));
                let read = root.map(|root| self.session.lower(None, root, kind, &id));
                if let Some(root) = root {
                    also(self, root);
                }
                read
            }
        };
        let Some(mut read) = read else {
            let gap = self
                .session
                .model
                .doubts
                .gap("document", id, Some(value.at), 3);
            return Found::Unknown(gap);
        };
        if let Some(hole) = document.kept {
            let model = &mut self.session.model;
            let gap = model.gap("a document", &[hole], "", value.at, 3);
            model
                .pools
                .guard_document(read.document, Choice::is(gap, 0));
            read.rest = read.rest.or(Some(gap));
        }
        Found::Read(read)
    }

    /// Keeps a document as something that anyone might hold.
    pub(super) fn hold(
        &mut self,
        account: usize,
        document: &DeclaredDocument,
        read: Read,
        one: &Declared,
    ) {
        let path = self.id(document, one);
        self.session.model.holdings.push(Holding {
            path,
            document: read.document,
            account,
            rest: read.rest,
        });
    }

    /// A value in which the id of the account itself is known.
    fn with_account(&self, value: &Evaluated, id: &str) -> Evaluated {
        let data = match &value.data {
            Data::Unknown { hole, .. } if self.is_own_account(*hole) => {
                return Evaluated::text(id, value.at);
            }
            Data::Text(fragment) if fragment.has_hole() => {
                Data::Text(Rc::new(self.filled(fragment, id)))
            }
            Data::List(items) => {
                let items = items.iter().map(|item| self.with_account(item, id));
                Data::List(Rc::new(items.collect()))
            }
            Data::Map(members) => {
                let members = members.iter();
                let members = members.map(|(key, member)| {
                    (self.with_account(key, id), self.with_account(member, id))
                });
                Data::Map(Rc::new(members.collect()))
            }
            Data::Json(inner) => Data::Json(Rc::new(self.with_account(inner, id))),
            other => other.clone(),
        };
        Evaluated {
            data,
            at: value.at,
            refers: value.refers.clone(),
            perhaps: None,
        }
    }

    fn is_own_account(&self, hole: HoleId) -> bool {
        let missing = self.session.model.holes.get(hole);
        missing.is_some_and(|missing| missing.kind == MissingKind::OwnAccount)
    }

    fn filled(&self, fragment: &Fragment, id: &str) -> Fragment {
        let mut filled = Fragment::default();
        for run in fragment.map.runs() {
            match run.kind {
                RunKind::Hole(hole) if self.is_own_account(hole) => filled.push_atom(id, run.from),
                _ => {
                    let at = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
                    let end = run.out.saturating_add(run.len);
                    filled.push_part(fragment, at(run.out), at(end));
                }
            }
        }
        filled
    }
}
