//! What can be wrong with a document or an account once its text was read: a
//! closed list, each with its place. Whether it is a finding, and in which
//! words, is decided in `rules`.

use crate::source::Span;

/// One thing that is wrong with a structure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StructureProblem {
    /// The smallest text that shows it.
    pub at: Span,
    /// What it is.
    pub kind: StructureKind,
    /// A second place that explains it.
    pub related: Option<Span>,
}

/// The kinds of structure problems.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StructureKind {
    /// An element that RAM's grammar does not have; the nearest that it has.
    UnknownElement {
        /// As written.
        name: String,
        /// The nearest documented element, where one is near.
        near: Option<&'static str>,
    },
    /// A documented element in another letter case or spelling.
    ElementSpelling {
        /// As written.
        name: String,
        /// As documented.
        meant: &'static str,
    },
    /// A required element is not there.
    MissingElement(&'static str),
    /// Both of two elements that exclude each other.
    Exclusive(&'static str, &'static str),
    /// `NotResource`, which the current grammar does not have (R27).
    NotResource,
    /// `Principal` in an identity policy.
    PrincipalInIdentity,
    /// A value of the wrong type; what belongs there.
    WrongType {
        /// The element.
        element: &'static str,
        /// What belongs there.
        wanted: &'static str,
    },
    /// `Version` is not `"1"`.
    Version(String),
    /// `Version` is not there.
    NoVersion,
    /// `Version` is the number 1.
    VersionNumber,
    /// `Statement` is one object instead of a list.
    SingleStatement,
    /// `Effect` is neither `Allow` nor `Deny`.
    Effect(String),
    /// An element that RAM takes and does not document.
    Undocumented(&'static str),
    /// A statement has the same `Sid` as an earlier one; `related` is that one's.
    DuplicateSid(String),
    /// An empty list where a value belongs.
    EmptyList(&'static str),
    /// A condition, or an operator in one, that tests nothing.
    EmptyCondition,
    /// An operator that RAM does not document.
    UnknownOperator(String),
    /// A letter outside ASCII, or an invisible character, in a name (D18).
    OddCharacter {
        /// The element or part it is in.
        element: &'static str,
        /// The character.
        found: char,
    },
    /// A value in no documented format (D13).
    ValueFormat {
        /// As written.
        value: String,
        /// What would be read.
        wanted: &'static str,
    },
    /// Host bits are set in a range and were masked.
    HostBits(String),
    /// A policy variable: RAM documents none, so the text is literal.
    PolicyVariable,
    /// An argument that a type of resource does not have.
    UnknownArgument {
        /// As written.
        name: String,
        /// The type of the resource.
        of: String,
        /// The argument that it has for this.
        meant: Option<&'static str>,
    },
    /// A kind of principal that RAM does not document.
    UnknownPrincipalKind {
        /// As written.
        name: String,
        /// The documented one in another letter case.
        near: Option<&'static str>,
    },
    /// A type of resource, or an argument of one, that its provider has deprecated.
    Deprecated {
        /// As written.
        name: String,
        /// What replaces it.
        instead: &'static str,
        /// The version of the provider that deprecated it.
        since: &'static str,
    },
    /// Two blocks of one name, of which the provider keeps one; `related` is the
    /// first.
    ReplacedBlock(String),
    /// The id of a user where a name belongs: the cloud gives ids that are no names.
    IdForName(String),
    /// Changes to a document are ignored, so that the text is not what is in force.
    ChangesIgnored(String),
    /// A document made of blocks has no statement, and so is empty.
    NoStatements(String),
    /// A reference to something that is not there.
    Unresolved(String),
    /// Names that differ only in letter case were taken as one (D34, D52).
    NameCase(String),
    /// Two documents for one policy or role, and nothing says which is in force;
    /// `related` is the other.
    ConflictingDocuments(String),
    /// Control policies without a resource directory to place the account in.
    ControlPoliciesNotApplied,
    /// A custom document under the name of a system policy differs from the bundled one.
    SystemDocument(String),
    /// A key that the manifest or snapshot format does not have.
    UnknownKey(String),
    /// A required key of the manifest or snapshot is missing or of the wrong type.
    BadKey {
        /// The key.
        key: String,
        /// What belongs there.
        wanted: &'static str,
    },
    /// A document listed by no principal of the manifest.
    Unattached,
}
