//! The integration tests: one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a test fails by panicking, and one that is skipped says so"
)]

mod access_analyzer;
mod accounts;
mod cli;
mod compared;
mod corpus;
mod decisions;
mod differences;
mod enumerated;
mod enumeration;
mod exposure;
mod fingerprints;
mod fuzzed;
mod git;
mod given;
mod guardrails;
#[cfg(unix)]
mod integrations;
mod labels;
mod laws;
#[path = "../../src/rules/kit/marked.rs"]
mod marked;
mod mutants;
mod obtained;
mod precision;
#[path = "../properties/mod.rs"]
mod properties;
mod random;
mod readme;
mod reports;
mod representatives;
mod rules;
mod siblings;
mod space;
mod support;
mod tidy;
