//! What rules are made of. Every other file beside this folder is a rule.

pub mod calls;
pub mod change;
pub mod context;
pub mod finding;
pub mod fingerprint;
pub mod granting;
pub mod language;
pub mod rule;
pub mod wording;

pub use context::{Context, Grant, is_holding, is_shadowed_holding, label};
pub use finding::{Confidence, Finding, Label, Level};
pub use language::Language;
pub use rule::Rule;
