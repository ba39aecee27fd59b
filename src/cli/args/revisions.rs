//! Flags about other commits of the repository.

use clap::Args;

/// What a check is compared with, and whose settings it obeys.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Other commits")]
pub struct RevisionArgs {
    /// Report only findings that are not in this commit
    ///
    /// A branch, a tag or a hash. The commit is checked in the same way; what it has already is counted, and does not fail the run.
    #[arg(long, hide_short_help = true, value_name = "REF")]
    pub since: Option<String>,
    /// Obey the configuration, the waivers and the baseline of this commit
    ///
    /// What the files on disk change of them is told and not obeyed, so that a change cannot accept what it brings.
    #[arg(long, hide_short_help = true, value_name = "REF")]
    pub trust_base: Option<String>,
}
