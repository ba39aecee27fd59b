//! `ramlint diff`

use std::ffi::OsString;

use clap::Args;

use super::{AnswerArgs, EXIT_CODES, InputArgs, LevelArg, OutputArgs};

/// `ramlint diff`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct DiffArgs {
    /// The earlier input: a revision, a range of two, or a path
    ///
    /// BASE...HEAD compares the merge base of two revisions with the later one, BASE..HEAD the revisions themselves, and a revision alone stands against the files as they are. Both sides are read whole from the git repository; nothing is checked out. A folder or file is whole by itself: paths are relative to it, and nothing outside of it is followed. Two files are compared as two texts of one document.
    #[arg(value_name = "BASE")]
    pub base: OsString,
    /// The later input: a revision or a path [default: .]
    #[arg(value_name = "HEAD")]
    pub head: Option<OsString>,
    /// Of two revisions only this file or folder (repeatable)
    #[arg(
        long,
        hide_short_help = true,
        value_name = "PATH",
        help_heading = "Comparison"
    )]
    pub path: Vec<OsString>,
    /// Guarded action [default: kvstore:DestroyInstance]
    ///
    /// Repeatable.
    #[arg(long, value_name = "CODE:NAME", help_heading = "Comparison")]
    pub action: Vec<String>,
    /// Compare every action as well, guarded or not
    ///
    /// Of actions that are not in the catalogue, too; what is gained of those alone is of level low.
    #[arg(long, help_heading = "Comparison")]
    pub all_actions: bool,
    /// Exit 1 on new access from this level on
    ///
    /// The level is medium unless another is given. Access to a guarded action is as grave as the rule about it. Without this flag a difference does not change the exit status.
    #[arg(
        long,
        value_name = "LEVEL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "medium",
        help_heading = "Comparison"
    )]
    pub fail_on_new: Option<LevelArg>,
    /// Also write a report to a file
    ///
    /// In any of the formats of --format; repeatable. The file is replaced, but markdown is added to what is there, as $GITHUB_STEP_SUMMARY wants it.
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
