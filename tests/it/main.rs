//! The integration tests: one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod accounts;
mod decisions;
mod laws;
mod marked;
mod random;
mod readme;
mod rules;
mod support;
