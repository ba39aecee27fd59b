//! Flags about configuration, and those whose values it can hold.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cli::limits::FINDINGS_PER_RULE;

use super::{AnswerArgs, AtMost, ConfidenceArg, EXIT_CODES, FailOn, InputArgs, LevelArg};

/// Which configuration is obeyed.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Configuration")]
pub struct ConfigurationArgs {
    /// Obey this file [default: the nearest ramlint.toml above the input]
    #[arg(
        long,
        hide_short_help = true,
        value_name = "FILE",
        conflicts_with = "isolated"
    )]
    pub config: Option<PathBuf>,
    /// Obey no configuration file
    #[arg(long, hide_short_help = true)]
    pub isolated: bool,
}

/// What counts as a finding.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Findings")]
pub struct JudgingArgs {
    /// A guarded action [default: kvstore:DestroyInstance]
    ///
    /// Repeatable.
    #[arg(long, value_name = "CODE:NAME", help_heading = "Findings")]
    pub action: Vec<String>,
    /// Only these rules: ids, names or prefixes (RAM1)
    ///
    /// Of several words that concern a rule the one that says most decides: its id or name before a longer prefix, that before a shorter one; of equals, --ignore.
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Findings"
    )]
    pub select: Vec<String>,
    /// Without these rules
    #[arg(
        long,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Findings"
    )]
    pub ignore: Vec<String>,
    /// With these rules as well
    #[arg(
        long,
        hide_short_help = true,
        value_name = "RULES",
        value_delimiter = ',',
        help_heading = "Findings"
    )]
    pub extend_select: Vec<String>,
    /// Show findings from this level on [default: low]
    #[arg(long, value_name = "LEVEL", help_heading = "Findings")]
    pub min_level: Option<LevelArg>,
    /// Show findings from this confidence on [default: low]
    #[arg(
        long,
        hide_short_help = true,
        value_name = "CONFIDENCE",
        help_heading = "Findings"
    )]
    pub min_confidence: Option<ConfidenceArg>,
    /// Draw at most so many findings [default: 100]
    ///
    /// For people only, and those of the highest levels; all are counted.
    #[arg(
        long,
        hide_short_help = true,
        value_name = "N|all",
        help_heading = "Findings"
    )]
    pub max_findings: Option<AtMost>,
    /// Report up to so many findings of one rule in one file
    ///
    /// In every format; of more, the gravest, and the others are counted.
    #[arg(long, hide_short_help = true, value_name = "N", help_heading = "Limits",
          value_parser = |text: &str| FINDINGS_PER_RULE.number(text))]
    pub max_findings_per_rule: Option<u32>,
    /// Exit 1 from this level on [default: medium]
    #[arg(long, value_name = "LEVEL", help_heading = "Findings")]
    pub fail_on: Option<FailOn>,
}

/// `ramlint config`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct ConfigArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// The subcommands of `config`.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Every setting for a file, and where it was set
    Show(Box<ConfigShowArgs>),
    /// Print the JSON Schema of ramlint.toml
    #[command(after_help = EXIT_CODES)]
    Schema,
    /// Print a ramlint.toml to begin with
    #[command(after_help = EXIT_CODES)]
    Init,
}

/// The format of settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// For people
    Human,
    /// For programs
    Json,
}

/// `ramlint config show`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct ConfigShowArgs {
    /// A file or folder [default: .]
    #[arg(value_name = "FILE", default_value = ".", hide_default_value = true)]
    pub file: OsString,
    /// The format: human or json
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ShowFormat,
    /// What counts as a finding.
    #[command(flatten)]
    pub judging: JudgingArgs,
    /// How answers are worked out.
    #[command(flatten)]
    pub answers: AnswerArgs,
    /// Where input comes from.
    #[command(flatten)]
    pub input: InputArgs,
}
