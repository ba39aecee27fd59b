//! The integration tests: one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod decisions;
mod marked;
mod readme;
mod rules;
mod support;
