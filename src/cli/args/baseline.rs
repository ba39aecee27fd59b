//! What is known already, as the command line says it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::args::{AnswerArgs, EXIT_CODES, InputArgs, JudgingArgs, LangArg};

/// What findings are compared with.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Only what is new")]
pub struct ComparingArgs {
    /// Report only findings that are not in this file [default: ramlint-baseline.json]
    ///
    /// Known findings are counted, and do not fail the run. `ramlint baseline create` writes the file. A name follows after `=`; without one it is that of the root.
    #[arg(long, hide_short_help = true, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    pub baseline: Option<Option<PathBuf>>,
    /// With --baseline: exit 1 where it lists findings that are gone
    #[arg(long, hide_short_help = true)]
    pub baseline_strict: bool,
}

/// What is done to a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BaselineDo {
    /// Write the present findings to a file that is not there yet
    Create,
    /// Take in the present findings, and take out what is gone
    Update,
    /// Only take out what is gone
    Prune,
}

/// `ramlint baseline`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct BaselineArgs {
    /// What to do
    #[arg(value_name = "WHAT")]
    pub what: BaselineDo,
    /// Files or folders [default: .]
    ///
    /// What is gone is known only where the whole root is looked at.
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// The file [default: ramlint-baseline.json]
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    pub baseline: Option<PathBuf>,
    /// The file of waivers [default: ramlint-waivers.toml]
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    pub waivers: Option<PathBuf>,
    /// With update: take in critical findings, too
    #[arg(long, help_heading = "Findings")]
    pub accept_critical: bool,
    /// What counts as a finding.
    #[command(flatten)]
    pub judging: JudgingArgs,
    /// Where input comes from.
    #[command(flatten)]
    pub input: InputArgs,
    /// How answers are worked out.
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// The language of texts for people
    #[arg(
        long,
        hide_short_help = true,
        value_name = "LANG",
        default_value = "auto",
        ignore_case = true,
        help_heading = "Output"
    )]
    pub lang: LangArg,
    /// Print nothing but errors
    #[arg(short, long, hide_short_help = true, help_heading = "Output")]
    pub quiet: bool,
    /// Do not exit 3 when some input was not analysed
    #[arg(long, hide_short_help = true, help_heading = "Output")]
    pub allow_incomplete: bool,
}
