//! Inputs for benchmarks, generated and the same on every machine, and the
//! program run on a folder of them.

pub mod account;
pub mod corpus;
pub mod fleet;
pub mod formulas;
pub mod policies;
pub mod repository;
pub mod snapshots;
pub mod terraform;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use ramlint::cli::status::Status;
use ramlint::cli::world::{Stream, World};

/// Runs `ramlint` in a folder, without its output.
pub fn run(folder: &Path, arguments: &[&str]) -> Status {
    let mut out = std::io::sink();
    let mut error = std::io::sink();
    let mut world = World {
        stdout: Stream {
            out: &mut out,
            is_terminal: false,
            width: None,
        },
        stderr: Stream {
            out: &mut error,
            is_terminal: false,
            width: None,
        },
        stdin: &mut std::io::empty(),
        environment: BTreeMap::new(),
        cwd: folder.to_owned(),
        now: 17_900_000_000_000_000_000,
    };
    let name = std::iter::once("ramlint");
    let arguments = name.chain(arguments.iter().copied()).map(OsString::from);
    ramlint::cli::run(arguments, &mut world)
}
