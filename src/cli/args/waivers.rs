//! The command line of waivers.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{AnswerArgs, EXIT_CODES, InputArgs, JudgingArgs, PageArgs};

/// Which findings are accepted.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Findings")]
pub struct WaivingArgs {
    /// The file of waivers [default: ramlint-waivers.toml at the root]
    #[arg(long, hide_short_help = true, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Accept nothing: neither the file of waivers nor comments count
    #[arg(long, hide_short_help = true, conflicts_with = "waivers")]
    pub no_waivers: bool,
    /// Show what is accepted, too, and by which waiver
    #[arg(long, hide_short_help = true)]
    pub show_waived: bool,
    /// Keep what is accepted in SARIF reports, as results that are suppressed
    #[arg(long, hide_short_help = true)]
    pub sarif_suppressed: bool,
}

/// `ramlint waivers`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct WaiversArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub command: WaiversCommand,
}

/// What can be done with waivers.
#[derive(Clone, Debug, Subcommand)]
pub enum WaiversCommand {
    /// Every waiver of the file and of comments
    List(WaiverListArgs),
    /// Check form, days and rules, without an analysis; exit 1 if one has ended
    Lint(WaiverLintArgs),
    /// Accept the finding of a fingerprint: an entry at the end of the file
    Add(AddWaiverArgs),
}

/// `ramlint waivers list`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct WaiverListArgs {
    /// Files or folders whose comments are looked at, too [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// The file of waivers [default: ramlint-waivers.toml at the root]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// Only those that end within so many days, as 30d, or have ended
    #[arg(long, value_name = "DAYS")]
    pub expiring: Option<String>,
    /// The time that days are counted from, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Where input comes from.
    #[command(flatten)]
    pub input: InputArgs,
    /// How they are written.
    #[command(flatten)]
    pub page: PageArgs,
}

/// `ramlint waivers lint`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct WaiverLintArgs {
    /// Files or folders whose comments are looked at, too [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// The file of waivers [default: ramlint-waivers.toml at the root]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// The time that days are counted from, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Where input comes from.
    #[command(flatten)]
    pub input: InputArgs,
}

/// `ramlint waivers add`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct AddWaiverArgs {
    /// The fingerprint of the finding, which reports show
    #[arg(value_name = "FINGERPRINT")]
    pub fingerprint: String,
    /// Files or folders [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// Why it is accepted, in 10 characters or more
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The last day, as 2026-12-31
    #[arg(long, value_name = "DAY")]
    pub expires: String,
    /// Who answers for it
    #[arg(long, value_name = "WHO")]
    pub owner: Option<String>,
    /// Where it was decided
    #[arg(long, value_name = "TICKET")]
    pub ticket: Option<String>,
    /// What it means: risk-accepted, false-positive, fix-deferred or not-in-use
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The file of waivers [default: ramlint-waivers.toml at the root]
    #[arg(long, value_name = "FILE")]
    pub waivers: Option<PathBuf>,
    /// What counts as a finding.
    #[command(flatten)]
    pub judging: JudgingArgs,
    /// Where input comes from.
    #[command(flatten)]
    pub input: InputArgs,
    /// How answers are worked out.
    #[command(flatten)]
    pub answers: AnswerArgs,
}
