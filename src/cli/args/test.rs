//! The command line of `ramlint test`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::Args;

use crate::cli::args::{AnswerArgs, EXIT_CODES, InputArgs, OutputArgs};

/// `ramlint test`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct TestArgs {
    /// Files or folders; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// The tests [default: ramlint-tests.toml at the root]
    #[arg(long, value_name = "FILE", help_heading = "Tests")]
    pub tests: Option<PathBuf>,
    /// Take the tests and the configuration of this commit
    ///
    /// What the files on disk change of them is told and not obeyed, so that a change cannot expect what it brings.
    #[arg(long, value_name = "REF", help_heading = "Tests")]
    pub trust_base: Option<String>,
    /// Only tests whose name holds TEXT, in any case
    #[arg(long, value_name = "TEXT", help_heading = "Tests")]
    pub filter: Option<String>,
    /// Also write a report to a file
    ///
    /// In any of the formats of --format; repeatable. The file is replaced.
    #[arg(
        long,
        hide_short_help = true,
        value_name = "FORMAT=FILE",
        help_heading = "Output"
    )]
    pub report: Vec<String>,
    /// Where input comes from.
    #[command(flatten)]
    pub input: InputArgs,
    /// How answers are worked out.
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// How results are written.
    #[command(flatten)]
    pub output: OutputArgs,
}
