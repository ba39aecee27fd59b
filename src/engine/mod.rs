//! The law: pure functions from a model to answers. A policy set is a formula
//! and a question is satisfiability; beside the solver stands a naive evaluator
//! that reads the rules off the page. No I/O, no clock, no wording, and no
//! service, action or key known by name.

pub mod all_resources;
pub mod answers;
pub mod bearing;
mod beginnings;
pub mod breadth;
pub mod case;
pub mod certain;
pub mod changes;
pub mod compile;
pub mod covered;
pub mod difference;
pub mod domain;
#[cfg(test)]
pub(crate) mod drawn;
pub mod entrances;
pub mod exempt;
pub mod exposure;
pub mod formula;
pub mod holders;
pub mod holdings;
mod instants;
pub mod joint;
pub mod naive;
pub mod names;
pub mod obtain;
pub mod opened;
pub mod operands;
pub mod owners;
pub mod path;
pub mod question;
pub mod reach;
pub mod siblings;
#[cfg(test)]
pub(crate) mod snapshots;
pub mod solver;
pub mod space;
pub mod trust;
pub mod universe;
pub mod unknown_actions;
pub mod values;
pub mod verdict;
pub mod world;
mod world_keys;
