//! Sets of values of a condition key, an action or a resource, kept exactly: one
//! file per type. Each says whether a set is empty and hands out a member, always
//! the same one for the same set. *Absent* and booleans need no algebra and are
//! the solver's own business.

pub mod addresses;
#[cfg(test)]
pub mod algebra;
pub mod ordered;
pub mod set;
pub mod strings;

pub use crate::model::budget::{Budget, OutOfBudget};
