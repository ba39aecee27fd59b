//! What expressions come to: operators, templates, `for`, references, functions,
//! and what becomes of all that where something is not known. The evaluator sees
//! a module only through its [`Scope`].
//!
//! For newcomers: `evaluate` (where it starts, and what bounds it), `unknown` (why
//! there is no value, and what that is called), `choice` (one of several values),
//! `rope` (texts with places and holes), `functions` (a table of them).

mod choice;
mod evaluate;
mod functions;
mod loops;
mod number;
mod operators;
mod reference;
mod rope;
mod scope;
mod template;
#[cfg(test)]
mod tests;
mod unknown;

pub(super) use evaluate::Evaluator;
pub use evaluate::{MAX_DEPTH, MAX_ITEMS};
pub(super) use rope::{Piece, pieces};
pub(super) use scope::{Key, Scope};
