//! The command line as clap reads it. Choices come from the tables of the rooms
//! below, so that help never lists what does not exist.

mod baseline;
mod choices;
mod configuration;
mod diff;
mod limits;
mod pair;
mod revisions;
mod test;
mod waivers;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand};

use crate::cli::environment::Variables;
use crate::cli::limits::STEPS;
use crate::readers::input_kinds;
use crate::report::schema::COMMANDS;
use crate::report::{REPORTERS, Reporter};

pub use baseline::{BaselineArgs, BaselineDo, ComparingArgs};
pub use configuration::{
    ConfigArgs, ConfigCommand, ConfigShowArgs, ConfigurationArgs, JudgingArgs, ShowFormat,
};
pub use revisions::RevisionArgs;
pub use waivers::{
    AddWaiverArgs, WaiverLintArgs, WaiverListArgs, WaiversArgs, WaiversCommand, WaivingArgs,
};

pub use choices::{
    AtMost, ConfidenceArg, ExpectArg, FailOn, LangArg, LevelArg, PageFormat, ReadingsArg, Shell,
    When,
};
pub use diff::DiffArgs;
pub use limits::LimitArgs;
pub use pair::PairArgs;
pub use test::TestArgs;

/// The action that is guarded unless another is named.
pub const GUARDED: &str = "kvstore:DestroyInstance";

/// The kind of input that is told by content.
pub const AUTO: &str = "auto";

/// The kind of input of which every line is a record of its own.
pub const RECORDS: &str = "ndjson";

/// What the exit codes mean, as the help of every command says it.
pub const CODES: &str =
    "Exit codes: 0 clean, 1 findings, 2 usage error, 3 analysis incomplete, 101 bug";

/// Shown after the options of every command.
pub const EXIT_CODES: &str = "\
Exit codes: 0 clean, 1 findings, 2 usage error, 3 analysis incomplete, 101 bug
Docs: https://github.com/ramlint/ramlint";

/// Find out who can call a guarded action under Alibaba Cloud RAM policies
#[derive(Debug, Parser)]
#[command(name = "ramlint", version, after_help = EXIT_CODES, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The variables that stand in for flags.
    #[arg(skip)]
    pub variables: Variables,
}

/// The subcommands, one file each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Findings about policies and attachments
    Check(CheckArgs),
    /// One line per principal: can it call the action, and how
    WhoCan(WhoCanArgs),
    /// One answer, explained step by step
    Can(CanArgs),
    /// Whether two policies or folders say the same
    ///
    /// Exit 0 for yes; 1 for no, with a request that tells them apart. Of two policies, whatever their names, it is compared what anyone may do who holds one of them, over all actions and resources, and what they deny: a policy that denies more is not equivalent even if it allows nothing by itself, because it may be attached beside others. Of two trust documents, whom they let become a role. Of two folders everybody is compared by name, with what they have by becoming roles, and every policy by its path. Exit 3 where it hangs on what is not known.
    Equivalent(PairArgs),
    /// Whether one policy or folder allows no more than another
    ///
    /// `implies A B`: everything that A allows, B allows too. Exit 0 for yes; 1 for no, with a request that tells them apart. Of two policies, whatever their names, it is compared what anyone may do who holds one of them, over all actions and resources. Of two trust documents, whom they let become a role. Of two folders everybody is compared by name, with what they have by becoming roles, and every policy by its path. Exit 3 where it hangs on what is not known.
    Implies(PairArgs),
    /// Whether expectations about access are met
    Test(TestArgs),
    /// Who gains and who loses access between two inputs
    Diff(DiffArgs),
    /// What each file was read as, and why others were left out
    Inputs(InputsArgs),
    /// A rule's page, an action's facts, what a pattern covers
    Explain(ExplainArgs),
    /// All rules, with their levels and fixes
    Rules(RulesArgs),
    /// What ramlint.toml says, and a file to begin with
    Config(ConfigArgs),
    /// Which findings are known already, and no news
    Baseline(BaselineArgs),
    /// Accepted findings: list them, check their file, add one
    Waivers(WaiversArgs),
    /// Make one report of those of several runs
    ///
    /// Each run was over a part of the input, such as some accounts of many. Counts add up; findings are sorted, and there once by their fingerprint. The exit status is the gravest of the runs, 1 before 3.
    Merge(MergeArgs),
    /// Print a script that fetches a whole account into a folder
    #[command(after_help = EXIT_CODES)]
    DumpScript,
    /// Print the JSON Schema of what a command prints as JSON
    Schema(SchemaArgs),
    /// Print a script that completes command lines in a shell
    Completions(CompletionsArgs),
    /// Print the manual page of the program, or of one command
    Man(ManArgs),
}

/// Whether a format has what a command writes.
type Has = fn(&Reporter) -> bool;

/// The command line, with the formats that each command has.
#[must_use]
pub fn command() -> clap::Command {
    let formats: [(&str, Has); 8] = [
        ("check", |_| true),
        ("who-can", |reporter| reporter.who_can.is_some()),
        ("can", |reporter| reporter.can.is_some()),
        ("diff", |reporter| reporter.diff.is_some()),
        ("equivalent", |reporter| reporter.pair.is_some()),
        ("implies", |reporter| reporter.pair.is_some()),
        ("inputs", |reporter| reporter.inputs.is_some()),
        ("test", |reporter| reporter.test.is_some()),
    ];
    formats
        .into_iter()
        .fold(Cli::command(), |cli, (name, has)| {
            cli.mut_subcommand(name, |command| {
                command.mut_arg("format", |format| format.value_parser(choices_of(has)))
            })
        })
}

/// The names of some formats; those that pin a version are not listed.
fn choices_of(has: Has) -> PossibleValuesParser {
    let some = REPORTERS.iter().filter(move |reporter| has(reporter));
    PossibleValuesParser::new(
        some.map(|reporter| PossibleValue::new(reporter.name).aliases(reporter.pinned)),
    )
}

/// Which files are read.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// The attachments manifest [default: ram-attachments.yaml or .json where it is found]
    #[arg(long, hide_short_help = true, value_name = "FILE")]
    pub attachments: Option<PathBuf>,
    /// Use FILE as the document of a policy that the input lacks (repeatable)
    #[arg(long, hide_short_help = true, value_name = "NAME=FILE")]
    pub policy: Vec<String>,
    /// What every named file and standard input is; a text that is something else is not analysed
    ///
    /// With ndjson (check and who-can) every line is a policy or an account snapshot of its own, and has a line of JSON for an answer.
    #[arg(long, hide_short_help = true, value_name = "KIND", default_value = "auto",
          value_parser = PossibleValuesParser::new([AUTO, RECORDS].into_iter().chain(input_kinds())))]
    pub input: String,
    /// Values of Terraform variables; later files win over earlier ones (repeatable)
    #[arg(long, hide_short_help = true, value_name = "FILE")]
    pub var_file: Vec<PathBuf>,
    /// Give a parameter of ROS templates a value, or take values from FILE (repeatable)
    #[arg(long, hide_short_help = true, value_name = "NAME=VALUE|FILE")]
    pub param: Vec<String>,
    /// Nothing that a file refers to is read outside of this folder [default: the repository]
    #[arg(long, hide_short_help = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The name under which standard input (`-`) is reported and recognised
    #[arg(long, hide_short_help = true, value_name = "PATH")]
    pub stdin_filename: Option<String>,
    /// How much is read.
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Which configuration is obeyed.
    #[command(flatten)]
    pub configuration: ConfigurationArgs,
}

/// How the engine answers.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Answers")]
pub struct AnswerArgs {
    /// The time that the answers are for, RFC 3339 [default: now]
    #[arg(long, hide_short_help = true, value_name = "TIME")]
    pub at: Option<String>,
    /// Whether undocumented corners of RAM take their usual reading or stay open [default: default]
    #[arg(long, hide_short_help = true, value_name = "HOW")]
    pub readings: Option<ReadingsArg>,
    /// Spend up to so many steps on one question
    ///
    /// An answer that needs more is UNKNOWN.
    #[arg(long, hide_short_help = true, value_name = "N", help_heading = "Limits",
          value_parser = |text: &str| STEPS.number(text))]
    pub max_steps: Option<u32>,
}

/// How results are written.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// The format of the report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: String,
    /// When to use colour
    #[arg(
        long,
        hide_short_help = true,
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub color: When,
    /// When to make rule ids links
    ///
    /// Terminals that know such links (OSC 8) open the rule's page. Without them the pages are listed once at the end.
    #[arg(
        long,
        hide_short_help = true,
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub links: When,
    /// The language of texts for people
    #[arg(
        long,
        hide_short_help = true,
        value_name = "LANG",
        default_value = "auto",
        ignore_case = true
    )]
    pub lang: LangArg,
    /// Print less: once for results only, twice for nothing
    #[arg(short, long, hide_short_help = true, action = ArgAction::Count)]
    pub quiet: u8,
    /// Print more: every principal of a finding, and every line of `who-can`
    #[arg(short, long, hide_short_help = true)]
    pub verbose: bool,
    /// Exit 0 instead of 1
    #[arg(long, hide_short_help = true)]
    pub exit_zero: bool,
    /// Do not exit 3 when some input was not analysed
    #[arg(long, hide_short_help = true)]
    pub allow_incomplete: bool,
}

/// `ramlint check`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct CheckArgs {
    /// Files or folders; `-` reads standard input [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<OsString>,
    /// What counts as a finding.
    #[command(flatten)]
    pub judging: JudgingArgs,
    /// Write fixes that are proved to change no access
    ///
    /// The report is of what remains.
    #[arg(long, help_heading = "Findings")]
    pub fix: bool,
    /// With --fix or --diff: take fixes that change access, too
    ///
    /// What each does to the answers about the guarded actions is said on standard
    /// error.
    #[arg(long, hide_short_help = true, help_heading = "Findings")]
    pub unsafe_fixes: bool,
    /// Print what --fix would write as a patch for `git apply`
    ///
    /// Nothing is written and nothing else printed; exit 1 if there is anything to fix.
    #[arg(
        long,
        hide_short_help = true,
        help_heading = "Findings",
        conflicts_with_all = ["fix", "report", "format"]
    )]
    pub diff: bool,
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
    /// Which findings are accepted.
    #[command(flatten)]
    pub waiving: WaivingArgs,
    /// What is known already.
    #[command(flatten)]
    pub comparing: ComparingArgs,
    /// Which other commits matter.
    #[command(flatten)]
    pub revisions: RevisionArgs,
    /// Show no progress on standard error, as --input ndjson does on a terminal
    #[arg(long, hide_short_help = true, help_heading = "Output")]
    pub no_progress: bool,
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
    /// An action, code:Name, then files or folders
    ///
    /// What has the form of an action and is no file is one. Without an action it is kvstore:DestroyInstance, without a path the present folder.
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
    /// Show no progress on standard error, as --input ndjson does on a terminal
    #[arg(long, hide_short_help = true, help_heading = "Output")]
    pub no_progress: bool,
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
    /// Who: user/NAME, group/NAME, role/NAME, policy/PATH, ...
    ///
    /// Cloud SSO identities are sso-user/NAME and sso-group/NAME. A name alone will do where only one has it.
    #[arg(value_name = "PRINCIPAL")]
    pub principal: String,
    /// An action, code:Name, then files or folders
    ///
    /// What has the form of an action and is no file is one. Without an action it is kvstore:DestroyInstance, without a path the present folder.
    #[arg(value_name = "ACTION|PATH")]
    pub operands: Vec<OsString>,
    /// The action to ask about
    #[arg(long, value_name = "CODE:NAME")]
    pub action: Vec<String>,
    /// The account of the principal: its id or label
    ///
    /// Needed where several accounts have a principal of that name.
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

/// `ramlint merge`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct MergeArgs {
    /// JSON reports, or lines that --input ndjson printed; `-` for stdin
    ///
    /// All of them of check, or all of who-can.
    #[arg(value_name = "REPORT", required = true)]
    pub reports: Vec<PathBuf>,
}

/// `ramlint explain`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct ExplainArgs {
    /// A rule, an action, or a pattern such as 'kvstore:D*'
    #[arg(value_name = "RULE|ACTION")]
    pub operand: String,
    /// How it is written.
    #[command(flatten)]
    pub page: PageArgs,
}

/// `ramlint rules`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct RulesArgs {
    /// How they are written.
    #[command(flatten)]
    pub page: PageArgs,
}

/// How a page is written.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct PageArgs {
    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: PageFormat,
    /// When to use colour
    #[arg(
        long,
        hide_short_help = true,
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub color: When,
    /// The language of texts for people
    #[arg(long, value_name = "LANG", default_value = "auto", ignore_case = true)]
    pub lang: LangArg,
}

/// `ramlint schema`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct SchemaArgs {
    /// A command
    #[arg(value_name = "COMMAND", value_parser = PossibleValuesParser::new(COMMANDS))]
    pub name: String,
}

/// `ramlint completions`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct CompletionsArgs {
    /// Shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// `ramlint man`
#[derive(Clone, Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub struct ManArgs {
    /// The command whose page is wanted [default: the program itself]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}
