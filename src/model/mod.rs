//! What policies and accounts are made of: the typed policy language, the
//! account, and the catalogue of what is known about RAM. No judgement and no
//! evaluation happen here.
//!
//! For newcomers: `policy` (documents and statements), `pools` (where their parts are kept), `lower` (a tree becomes a
//! document), `account` (who holds what), `doubt`, `missing` and `reading` (what
//! is not known), `origin` (where parts of texts come from), `pattern` (wildcards), `catalogue` (facts with sources).

pub mod account;
pub mod budget;
pub mod catalogue;
pub mod completeness;
pub mod condition;
pub mod doubt;
pub mod held;
pub mod lower;
pub mod missing;
pub mod origin;
pub mod own_account;
pub mod pattern;
pub mod planned;
pub mod policy;
pub mod pools;
pub mod reading;
pub mod structure;

use std::collections::BTreeSet;

use crate::model::account::{Account, Holding};
use crate::model::doubt::{DoubtId, Doubts};
use crate::model::missing::{Holes, Missing};
use crate::model::origin::Origins;
use crate::model::planned::Planned;
use crate::model::policy::{DocumentId, DocumentKind};
use crate::model::pools::Pools;
use crate::model::structure::StructureProblem;
use crate::source::{HoleId, Span};
use crate::syntax::Problem;

/// A document that no principal's answer comes from: a free-standing trust or
/// resource policy, a control policy that binds no account here.
#[derive(Clone, Debug)]
pub struct OtherDocument {
    /// Path, with `#POINTER` where the file is not itself the document.
    pub path: String,
    /// What it is used as.
    pub kind: DocumentKind,
    /// The document.
    pub document: DocumentId,
}

/// A document of another cloud that looks like one of RAM's (D30).
#[derive(Clone, Debug)]
pub struct LookAlike {
    /// Path, with `#POINTER` where the file is not itself the document.
    pub path: String,
    /// Whose it is.
    pub cloud: &'static str,
    /// Where it is.
    pub at: Span,
}

/// Everything that the readers found.
#[derive(Debug, Default)]
pub struct Model {
    /// Accounts in the order they were met; the first is the default one.
    pub accounts: Vec<Account>,
    /// Documents and their parts.
    pub pools: Pools,
    /// Gaps and readings met while reading.
    pub doubts: Doubts,
    /// What the holes of trees and fragments stand for.
    pub holes: Holes,
    /// What references in templates stood for.
    pub origins: Origins,
    /// Documents that anyone might hold.
    pub holdings: Vec<Holding>,
    /// Documents of which only manifests say who holds them, and say it otherwise than
    /// the version that is believed: whoever else they are attached to counts, too (D39).
    pub doubted_holders: BTreeSet<DocumentId>,
    /// Documents that belong to no principal.
    pub other_documents: Vec<OtherDocument>,
    /// Documents of other clouds.
    pub look_alikes: Vec<LookAlike>,
    /// What plans and states call the resources that places stand for.
    pub planned: Planned,
    /// What is wrong with texts.
    pub text_problems: Vec<Problem>,
    /// What is wrong with structures.
    pub structure_problems: Vec<StructureProblem>,
}

impl Model {
    /// The gap of something with holes. The same thing missing is the same gap
    /// wherever it is used in the same role (`Action`, an operator with its key);
    /// in the midst of a text, only where the whole text is the same, because one
    /// value may fit the one text and not the other (D10). `whole` is the text
    /// around the holes, empty where nothing but the hole is there.
    pub fn gap(
        &mut self,
        role: &str,
        holes: &[HoleId],
        whole: &str,
        at: Span,
        choices: u8,
    ) -> DoubtId {
        let first = holes.first().and_then(|id| self.holes.get(*id));
        let Some(first) = first else {
            let about = format!("{}:{}-{}", at.file.0, at.start, at.end);
            return self.doubts.gap(role, about, Some(at), choices);
        };
        let (mut about, mut identity) = (first.about(), first.identity());
        if !whole.is_empty() && whole.chars().nth(1).is_some() {
            about = format!("{about}, in `{}`", self.holes.fill(whole, holes));
            let text = self
                .holes
                .fill_with(whole, holes, Missing::identity_in_text);
            identity = format!("{identity}, in `{text}`");
        }
        let texts = (
            format!("{about}, as {role}"),
            format!("{identity}, as {role}"),
        );
        let word = first.kind.word();
        self.doubts.gap_told_apart(word, texts, Some(at), choices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::missing::MissingKind;
    use crate::source::FileId;
    use crate::source::fragment::HOLE;

    /// Of several things that are missing in one text the first is what it is about.
    #[test]
    fn a_gap_is_about_the_first_thing_that_is_missing() {
        let mut model = Model::default();
        let mut hole = |kind, name: &str| {
            let missing = Missing {
                kind,
                name: name.to_owned(),
                detail: String::new(),
                definition: String::new(),
            };
            model.holes.intern(missing, None)
        };
        let one = hole(MissingKind::Variable, "var.a");
        let two = hole(MissingKind::Computed, "b.id");
        let at = Span::new(FileId(0), 1, 2);
        let text = format!("{HOLE}-{HOLE}");
        for (holes, whole, name, about) in [
            (vec![], "", "Action", "0:1-2"),
            (vec![one], "", "variable", "`var.a`, as Action"),
            (
                vec![one, two],
                text.as_str(),
                "variable",
                "`var.a`, in `${var.a}-${b.id}`, as Action",
            ),
            (
                vec![two, one],
                text.as_str(),
                "computed",
                "`b.id`, in `${b.id}-${var.a}`, as Action",
            ),
        ] {
            let gap = model.gap("Action", &holes, whole, at, 2);
            let doubt = model.doubts.get(gap).unwrap();
            assert_eq!((doubt.name.as_str(), doubt.about.as_str()), (name, about));
        }
    }
}
