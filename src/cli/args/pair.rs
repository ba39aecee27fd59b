//! The command lines of what compares two inputs as wholes.

use std::ffi::OsString;

use clap::Args;

use super::{AnswerArgs, EXIT_CODES, InputArgs, OutputArgs};

/// `ramlint equivalent` and `ramlint implies`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct PairArgs {
    /// A policy or a folder; `-` reads standard input
    #[arg(value_name = "A")]
    pub first: OsString,
    /// Another
    #[arg(value_name = "B")]
    pub second: OsString,
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
