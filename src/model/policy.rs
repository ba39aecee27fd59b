//! The typed policy language: documents, statements, elements and conditions,
//! every part with its place. Everything is kept in pools of the model.
//!
//! A statement whose text can be read in several ways (a duplicate key, an
//! `Effect` in odd spelling) stands here once for each way, guarded by the
//! choice that makes it so; all of them share one index.

use crate::model::doubt::{Choice, DoubtId};
use crate::model::pools::{List, Str};
use crate::source::Span;

/// A text in the pool with its place.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// The decoded text.
    pub text: Str,
    /// Its token in the outermost file.
    pub at: Span,
}

/// Names one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

/// Names one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub u32);

/// What a document is used as (D50).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// Attached to users, groups and roles.
    Identity,
    /// Says who may become a role.
    Trust,
    /// Bounds the members of a resource directory.
    Control,
    /// Narrows one session of a role.
    Session,
    /// Attached to a resource, such as a bucket policy.
    Resource,
}

/// One document.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// What it is used as.
    pub kind: DocumentKind,
    /// The whole of it.
    pub at: Span,
    /// Its length in characters when written as compact JSON, which is the least
    /// that it can have; what its holes stand for is not counted.
    pub length: u32,
    /// Its statements in order, alternatives of one statement side by side.
    pub statements: List<Statement>,
    /// What must hold for the document to count at all.
    pub guards: List<Choice>,
}

/// Allow or Deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Forbids.
    Deny,
}

/// How a statement names its actions or resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `Action`, `Resource`: those that match.
    Named,
    /// `NotAction`, `NotResource`: all but those that match.
    Excluded,
    /// The element is not there.
    Missing,
}

/// The actions or resources of a statement.
#[derive(Clone, Copy, Debug)]
pub struct Elements {
    /// Named, excluded or missing.
    pub form: Form,
    /// The patterns.
    pub list: List<Element>,
    /// The value, or the statement where the element is missing.
    pub at: Span,
}

/// One action, resource or principal pattern.
#[derive(Clone, Copy, Debug)]
pub struct Element {
    /// The pattern; U+FFFC stands for a hole.
    pub text: Str,
    /// Its token.
    pub at: Span,
    /// How much of it is known.
    pub known: Known,
}

/// How much of a text is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// All of it.
    Whole,
    /// All but its holes; the variable decides whether they fit.
    Holes(DoubtId),
    /// Nothing: any number of elements may stand here.
    Nothing(DoubtId),
}

/// The kind of a principal element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalForm {
    /// `RAM`: users, roles, accounts.
    Ram,
    /// `Service`.
    Service,
    /// `Federated`.
    Federated,
    /// `"*"`, or a key that RAM does not document.
    Other,
}

/// One member of a `Principal` element.
#[derive(Clone, Copy, Debug)]
pub struct PrincipalElement {
    /// Its kind.
    pub form: PrincipalForm,
    /// Its text.
    pub element: Element,
}

/// One key under one operator.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// The operator as written.
    pub operator: Text,
    /// The key as written.
    pub key: Text,
    /// Its values.
    pub values: List<ConditionValue>,
    /// The value or list of values.
    pub at: Span,
    /// Set where the test as a whole cannot be read: true in one world, false
    /// in another (D13).
    pub doubt: Option<DoubtId>,
}

impl Condition {
    /// What tells the doubt of a test that cannot be read from other such doubts,
    /// where nothing that is known of it does.
    #[must_use]
    pub fn place(&self) -> String {
        let at = self.at;
        format!("{}:{}-{}", at.file.0, at.start, at.end)
    }
}

/// One value of a condition.
#[derive(Clone, Copy, Debug)]
pub struct ConditionValue {
    /// Decoded text, or spelling of a number or boolean.
    pub text: Str,
    /// Its token.
    pub at: Span,
    /// What it is in the text.
    pub kind: ValueKind,
}

/// What a value of a condition is in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A string.
    String,
    /// A number without quotes.
    Number,
    /// A boolean without quotes.
    Bool,
    /// `null`, a list or an object.
    Other,
    /// Something with a hole.
    Hole(DoubtId),
}

/// One statement, in one way of reading it.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// The document it is in.
    pub document: DocumentId,
    /// Its number in the document, from 0.
    pub index: u32,
    /// The whole of it.
    pub at: Span,
    /// Allow or Deny.
    pub effect: Effect,
    /// The value of `Effect`, or the statement where it is missing.
    pub effect_at: Span,
    /// `Action` or `NotAction`.
    pub actions: Elements,
    /// `Resource` or `NotResource`.
    pub resources: Elements,
    /// `Principal`, in documents that have it.
    pub principals: List<PrincipalElement>,
    /// All conditions; each must hold.
    pub conditions: List<Condition>,
    /// What must hold for this way of reading.
    pub guards: List<Choice>,
}
