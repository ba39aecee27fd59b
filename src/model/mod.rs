//! What policies and accounts are made of: the typed policy language, the
//! account, and the catalogue of what is known about RAM. No judgement and no
//! evaluation happen here.
//!
//! For newcomers: `policy` (documents and statements), `lower` (a tree becomes a
//! document), `account` (who holds what), `doubt` and `reading` (what is not
//! known), `pattern` (wildcards), `catalogue` (facts with sources).

pub mod account;
pub mod budget;
pub mod catalogue;
pub mod condition;
pub mod doubt;
pub mod lower;
pub mod pattern;
pub mod policy;
pub mod reading;
pub mod structure;

use crate::model::account::{Account, Holding};
use crate::model::doubt::Doubts;
use crate::model::policy::{DocumentId, DocumentKind, Pools};
use crate::model::structure::StructureProblem;
use crate::source::Span;
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
    /// Documents that anyone might hold.
    pub holdings: Vec<Holding>,
    /// Documents that belong to no principal.
    pub other_documents: Vec<OtherDocument>,
    /// Documents of other clouds.
    pub look_alikes: Vec<LookAlike>,
    /// What is wrong with texts.
    pub text_problems: Vec<Problem>,
    /// What is wrong with structures.
    pub structure_problems: Vec<StructureProblem>,
}
