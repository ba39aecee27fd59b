//! Places of the source that can be broken, and in which ways.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What names a mutant, so that the name survives edits elsewhere in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// The file, from the top of the project.
    pub file: String,
    /// The function, with the type that it belongs to.
    pub function: String,
    /// What is changed into what.
    pub what: String,
    /// The line that it begins on, without blanks around it.
    pub line: String,
    /// Which of those that are the same in all this, from 1.
    pub nth: usize,
}

/// How a place is broken.
#[derive(Clone, Debug)]
pub enum Kind {
    /// An expression becomes another.
    Swap,
    /// A Boolean expression becomes its opposite.
    Negate,
    /// A function ends before it begins.
    Enter,
    /// An arm is never taken; the place is behind its pattern.
    Arm,
    /// A guard always holds (`true`) or never (`false`).
    Guard,
    /// A statement is not executed.
    Drop,
}

/// One way to break a place.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// Its name.
    pub key: Key,
    /// The text that is there instead, where there is one.
    pub text: String,
}

/// A place that can be broken.
#[derive(Clone, Debug)]
pub struct Site {
    /// Where, in bytes of the file.
    pub range: Range<usize>,
    /// How.
    pub kind: Kind,
    /// In which ways.
    pub mutants: Vec<Mutant>,
}

/// What was found in one file.
#[derive(Clone, Debug)]
pub struct Found {
    /// The file, from the top of the project.
    pub file: String,
    /// Its text.
    pub text: String,
    /// Where it can be broken, sorted, so that what is inside follows what it is in.
    pub sites: Vec<Site>,
    /// The word `const` of functions that need not be constant.
    pub consts: Vec<Range<usize>>,
    /// The bodies of its functions.
    pub functions: Vec<Range<usize>>,
}
