//! `ramlint` reads Alibaba Cloud RAM (Resource Access Management) policies where
//! people keep them and works out exactly who can call a guarded action.
//!
//! The rooms, in reading order; each may use those before it and none after:
//!
//! ```text
//! source -> syntax -> model -> readers -> engine -> rules -> report -> cli
//! ```
//!
//! - [`source`]: texts, spans, fragments (text inside text), lines and columns.
//! - [`syntax`]: JSON and YAML to one neutral spanned tree; never fails.
//! - [`model`]: the typed policy language, the account, the catalogue.
//! - [`readers`]: input formats; they fill the account.
//! - [`engine`]: formulas, domains, the solver, answers per principal.
//! - [`rules`]: one file per rule; findings.
//! - [`report`]: one file per output format; the sanitiser.
//! - [`cli`]: arguments, files, streams, exit status.
//!
//! Nothing below `cli` does I/O of its own, reads a clock or the environment, or
//! panics on any input.

// Tests of rules share a file with the integration tests, which use this name.
#[cfg(test)]
extern crate self as ramlint;

pub mod cli;
pub mod engine;
pub mod model;
pub mod readers;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
