//! The command line as clap reads it. Choices come from the tables of the rooms
//! below, so that help never lists what does not exist.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use crate::readers::input_kinds;
use crate::report::REPORTERS;
use crate::rules::{Confidence, Level};

/// The action that is guarded unless another is named.
pub const GUARDED: &str = "kvstore:DestroyInstance";

/// The kind of input that is told by content.
pub const AUTO: &str = "auto";

/// Shown after the options of every command.
const EXIT_CODES: &str = "\
Exit codes: 0 clean, 1 findings or an unmet expectation, 2 usage, 3 analysis incomplete, 101 bug
Docs: https://github.com/ramlint/ramlint";

/// Shown when no command is given.
pub const SHORT_HELP: &str = "\
Find out who can call a guarded action under Alibaba Cloud RAM policies

Usage: ramlint <COMMAND> [OPTIONS]

  check        Findings about policies and attachments
  who-can      One line per principal: can it call the action
  can          One answer, explained
  inputs       What every file was read as, and why others were not read
  dump-script  A shell script that fetches a whole account into a folder

Examples:
  ramlint check policies/
  ramlint who-can kvstore:DestroyInstance policies/

Run 'ramlint help <COMMAND>' for options.
";

/// Works out who can call a guarded action under Alibaba Cloud RAM policies.
#[derive(Debug, Parser)]
#[command(name = "ramlint", version, about, after_help = EXIT_CODES, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The subcommands, one file each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Findings about policies and attachments [exit 1 if any at or above --fail-on]
    Check(CheckArgs),
    /// One line per principal: can it call the action, through what, under which condition
    WhoCan(WhoCanArgs),
    /// One answer, explained step by step
    Can(CanArgs),
    /// What every file was read as and holds, and why others were left out
    Inputs(InputsArgs),
    /// Print a shell script that fetches a whole account into a folder
    #[command(after_help = EXIT_CODES)]
    DumpScript,
}

/// Which files are read.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// The attachments manifest [default: ram-attachments.yaml or .json where it is found]
    #[arg(long, value_name = "FILE")]
    pub attachments: Option<PathBuf>,
    /// Use FILE as the document of a policy that the input lacks (repeatable)
    #[arg(long, value_name = "NAME=FILE")]
    pub policy: Vec<String>,
    /// What every named file and standard input is; a text that is something else is not analysed
    #[arg(long, value_name = "KIND", default_value = "auto",
          value_parser = PossibleValuesParser::new(std::iter::once(AUTO).chain(input_kinds())))]
    pub input: String,
    /// Values of Terraform variables; later files win over earlier ones (repeatable)
    #[arg(long, value_name = "FILE")]
    pub var_file: Vec<PathBuf>,
    /// Give a parameter of ROS templates a value, or take values from FILE (repeatable)
    #[arg(long, value_name = "NAME=VALUE|FILE")]
    pub param: Vec<String>,
    /// Nothing that a file refers to is read outside of this folder [default: the repository]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The name under which standard input (`-`) is reported and recognised
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<String>,
}

/// How the engine answers.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Answers")]
pub struct AnswerArgs {
    /// The time that the answers are for, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Whether undocumented corners of RAM take their usual reading or stay open
    #[arg(long, value_name = "HOW", default_value = "default")]
    pub readings: ReadingsArg,
}

/// How readings with a default are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadingsArg {
    /// Each takes its default, and the answer names those it relies on
    Default,
    /// Each stays open, so that the answer may be UNKNOWN
    Strict,
}

/// How results are written.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// The format of the report
    #[arg(long, value_name = "FORMAT", default_value = "human",
          value_parser = PossibleValuesParser::new(REPORTERS.iter().map(|reporter| reporter.name)))]
    pub format: String,
    /// When to use colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub color: ColorArg,
    /// Print less: once for results only, twice for nothing
    #[arg(short, long, action = ArgAction::Count)]
    pub quiet: u8,
    /// Exit 0 instead of 1
    #[arg(long)]
    pub exit_zero: bool,
    /// Do not exit 3 when some input was not analysed
    #[arg(long)]
    pub allow_incomplete: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// Where the stream shows it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `ramlint check`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct CheckArgs {
    /// Files or folders; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// A guarded action (repeatable) [default: kvstore:DestroyInstance]
    #[arg(long, value_name = "CODE:NAME")]
    pub action: Vec<String>,
    /// Exit 1 from this level on
    #[arg(long, value_name = "LEVEL", default_value = "medium")]
    pub fail_on: FailOn,
    /// Show findings from this level on
    #[arg(long, value_name = "LEVEL", default_value = "low")]
    pub min_level: LevelArg,
    /// Show findings from this confidence on
    #[arg(long, value_name = "CONFIDENCE", default_value = "low")]
    pub min_confidence: ConfidenceArg,
    /// Write the fixes that are proved to leave access as it is, and report what remains
    #[arg(long, help_heading = "Fix")]
    pub fix: bool,
    /// Take fixes that change access, too, and say how; with --fix or --diff
    #[arg(long, help_heading = "Fix")]
    pub unsafe_fixes: bool,
    /// Print what --fix would write as a patch for `git apply`, write nothing, exit 1 if there is one
    #[arg(long, help_heading = "Fix", conflicts_with = "fix")]
    pub diff: bool,
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

/// `ramlint who-can`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct WhoCanArgs {
    /// The action, if it has the form code:Name, then files or folders [default: kvstore:DestroyInstance .]
    #[arg(value_name = "ACTION|PATH")]
    pub operands: Vec<OsString>,
    /// The action to ask about
    #[arg(long, value_name = "CODE:NAME")]
    pub action: Vec<String>,
    /// List principals without access too
    #[arg(long)]
    pub all: bool,
    /// Exit 1 unless every principal has this answer
    #[arg(long, value_name = "ANSWER")]
    pub expect: Option<ExpectArg>,
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

/// `ramlint can`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct CanArgs {
    /// Who: user/NAME, group/NAME, role/NAME, sso-user/NAME, sso-group/NAME or policy/PATH
    #[arg(value_name = "PRINCIPAL")]
    pub principal: String,
    /// The action, if it has the form code:Name, then files or folders [default: kvstore:DestroyInstance .]
    #[arg(value_name = "ACTION|PATH")]
    pub operands: Vec<OsString>,
    /// The action to ask about
    #[arg(long, value_name = "CODE:NAME")]
    pub action: Vec<String>,
    /// The account of the principal, where several have one of that name: its id or label
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// Exit 1 unless this is the answer
    #[arg(long, value_name = "ANSWER")]
    pub expect: Option<ExpectArg>,
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

/// `ramlint inputs`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct InputsArgs {
    /// Files or folders; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// Where input comes from.
    #[command(flatten)]
    pub input: InputArgs,
    /// How results are written.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// A level on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum LevelArg {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl LevelArg {
    /// The level.
    #[must_use]
    pub const fn level(self) -> Level {
        match self {
            Self::Info => Level::Info,
            Self::Low => Level::Low,
            Self::Medium => Level::Medium,
            Self::High => Level::High,
            Self::Critical => Level::Critical,
        }
    }
}

/// A threshold on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum FailOn {
    Info,
    Low,
    Medium,
    High,
    Critical,
    Never,
}

impl FailOn {
    /// The level from which a run fails.
    #[must_use]
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Info => Some(Level::Info),
            Self::Low => Some(Level::Low),
            Self::Medium => Some(Level::Medium),
            Self::High => Some(Level::High),
            Self::Critical => Some(Level::Critical),
            Self::Never => None,
        }
    }
}

/// A confidence on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum ConfidenceArg {
    Low,
    Medium,
    High,
}

impl ConfidenceArg {
    /// The confidence.
    #[must_use]
    pub const fn confidence(self) -> Confidence {
        match self {
            Self::Low => Confidence::Low,
            Self::Medium => Confidence::Medium,
            Self::High => Confidence::High,
        }
    }
}

/// What `--expect` takes. UNKNOWN satisfies none of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExpectArg {
    /// ALLOWED
    Allowed,
    /// ALLOWED IF
    #[value(name = "allowed_if", alias = "allowed-if")]
    AllowedIf,
    /// DENIED
    Denied,
    /// NOT GRANTED
    #[value(name = "not_granted", alias = "not-granted")]
    NotGranted,
    /// NOT GRANTED or DENIED, and no reach
    #[value(name = "no-access", alias = "none")]
    NoAccess,
}
