//! Judgement: what a rule found, as a value that every report can write.

pub mod finding;

pub use finding::{Confidence, Finding, Label, Level};
