//! Input by somebody who wants the run to crash, to hang, to fill the memory, to read
//! what is not theirs, or to end well where it must not. Every case runs the program
//! itself, with a small stack and little memory, beside a document whose finding must
//! be found all the same. `requirements.rs` says which case holds what.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and one that is skipped says so"
)]

mod characters;
mod files;
mod limited;
mod made_of;
mod nesting;
mod requirements;
mod size;
mod streams;
