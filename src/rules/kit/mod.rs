//! What rules are made of. Every other file beside this folder is a rule.

pub mod asked;
mod batches;
pub mod calls;
pub mod change;
pub mod concerns;
pub mod context;
pub mod dead;
pub mod depending;
pub mod edits;
pub mod ended;
pub mod entering;
pub mod fault;
pub mod finding;
pub mod fingerprint;
pub mod gained;
pub mod granting;
pub mod guarding;
pub mod language;
#[cfg(test)]
pub mod marked;
pub mod mends;
pub mod owners;
pub mod problems;
pub mod proof;
pub mod redundant;
pub mod rule;
pub mod spared;
pub mod thresholds;
pub mod tokens;
pub mod unheld;
pub mod waiver;
pub mod wording;
pub mod written;

pub use concerns::{Concerns, Places, Reached};
pub use context::{Context, Grant, is_holding, is_shadowed_holding, label};
pub use ended::{Ended, Unread};
pub use finding::{Confidence, Edit, Finding, Fix, FixKind, Label, Level};
pub use guarding::Reviews;
pub(crate) use language::say;
pub use language::{Language, Text};
pub use rule::{Check, Docs, FAMILIES, Family, Rule, Sample};
pub use thresholds::Thresholds;
pub use waiver::{Fate, Misread, Waived, Waiver, WaiverFault, WaiverKind, Waiving};
