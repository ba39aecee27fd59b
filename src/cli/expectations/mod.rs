//! Expectations kept beside the policies: who is to have access and who is not, as
//! `ramlint-tests.toml` says it, and whether the answers meet them.

mod judge;
mod names;
mod read;
mod text;

pub use judge::{ask, judge};
pub use read::{Expectation, FILE, find};
