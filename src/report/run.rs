//! What a report is written from: the facts of one run, already filtered and
//! judged. A format drops nothing and decides nothing.

use crate::engine::answers::{AccountAnswers, Answers, Line};
use crate::engine::difference::{Difference, Side};
use crate::engine::siblings::Siblings;
use crate::model::Model;
use crate::report::accepted::Accepted;
pub use crate::report::counts::{Counts, Holds};
use crate::report::display::Untrusted;
use crate::report::trusted::Trusted;
use crate::rules::kit::say;
use crate::rules::{Finding, Language, Level, Rule, Waived, Waiver};
use crate::source::{Sources, Span};

/// The settings for one file.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The file or folder, relative to the root.
    pub path: Untrusted<'static>,
    /// The configuration file and those that it extends.
    pub files: Vec<Untrusted<'static>>,
    /// Every key.
    pub settings: Vec<Setting>,
}

/// One key and where its value was set.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The dotted name.
    pub key: String,
    /// The value; null where there is none.
    pub value: serde_json::Value,
    /// What set it: `default`, `file`, `variable` or `flag`.
    pub kind: &'static str,
    /// Where.
    pub at: SetAt,
}

/// Something that was not analysed, and why, in words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotAnalysed {
    /// The path, relative to the root.
    pub path: Untrusted<'static>,
    /// The place in it, where there is one.
    pub at: Option<Span>,
    /// Why, as a sentence without its subject.
    pub why: Untrusted<'static>,
}

/// A file in which something of RAM was recognised.
#[derive(Clone, Debug)]
pub struct ReadFile {
    /// The path, relative to the root.
    pub path: Untrusted<'static>,
    /// The format that read it.
    pub format: &'static str,
    /// What it holds.
    pub holds: Holds,
}

/// A file or folder that was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The path, relative to the root.
    pub path: Untrusted<'static>,
    /// Why, in words.
    pub why: Untrusted<'static>,
}

/// Everything that was met below the operands, each path once.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// What was read, by path.
    pub files: Vec<ReadFile>,
    /// What was left out, by path.
    pub left_out: Vec<LeftOut>,
}

/// How human-readable text is drawn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    /// With colours.
    pub color: bool,
    /// With links that a terminal can open.
    pub links: bool,
    /// Columns to wrap notes at; `None` for no wrapping.
    pub width: Option<usize>,
    /// The language.
    pub language: Language,
    /// List lines without access too.
    pub all: bool,
    /// Results only, without counts and notes.
    pub quiet: bool,
    /// Every principal of a finding by name.
    pub verbose: bool,
    /// How many findings are drawn; `None` for all.
    pub at_most: Option<usize>,
    /// What is accepted is shown, too.
    pub show_waived: bool,
    /// What is accepted stays in SARIF.
    pub sarif_suppressed: bool,
}

/// The facts of one run.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// What the readers found.
    pub model: &'a Model,
    /// The answers, one entry per action asked about.
    pub answers: &'a [Answers],
    /// Who has the other actions with the same outcome, where that was asked.
    pub siblings: Option<&'a Siblings>,
    /// `--at`, in tenths of a nanosecond since 1970.
    pub at: i128,
    /// Nothing was left unanalysed.
    pub complete: bool,
    /// What the answers take for granted.
    pub assumes: &'a [String],
    /// What was not analysed.
    pub not_analysed: &'a [NotAnalysed],
    /// What was looked at.
    pub counts: &'a Counts,
    /// How to draw.
    pub style: Style,
}

impl Run<'_> {
    /// What tells an account from the others: its id, or what the input calls it.
    #[must_use]
    pub fn account_name(&self, answers: &AccountAnswers) -> Option<&str> {
        self.model.accounts.get(answers.account)?.name()
    }

    /// What the input calls an account.
    #[must_use]
    pub fn account_label(&self, answers: &AccountAnswers) -> Option<&str> {
        let account = self.model.accounts.get(answers.account)?;
        account.label.as_deref()
    }
}

/// Where something was set, in words: `ramlint.toml:14`, `--ignore`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SetAt {
    /// The file, relative to the root, or the flag or variable.
    pub by: Untrusted<'static>,
    /// The line in the file.
    pub line: Option<u32>,
}

/// A rule that did not run.
#[derive(Clone)]
pub struct Off {
    /// The rule.
    pub rule: &'static Rule,
    /// Where it was switched off.
    pub at: SetAt,
}

/// Findings that a file has and that are not shown, because their rule is off there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OffInFiles {
    /// The id of the rule.
    pub rule: &'static str,
    /// Where it was switched off for those files.
    pub at: SetAt,
    /// How many there are.
    pub findings: usize,
}

/// What the configuration file of a run does.
#[derive(Clone, Debug, Default)]
pub struct Configured {
    /// The file and those that it extends.
    pub files: Vec<Untrusted<'static>>,
    /// Where files are excluded, and how many are.
    pub excluded: Option<(SetAt, usize)>,
    /// Findings that are not shown, because their rule is off in their files.
    pub off_in_files: Vec<OffInFiles>,
    /// Levels that rules have in some files or in all, by id.
    pub levels: Vec<(&'static str, Level)>,
}

/// Findings of one rule in one file that a report holds unless more are asked for; of
/// more, the gravest.
pub const MOST_OF_A_RULE: usize = 1_000;

/// Findings of one rule in one file beyond those that a report holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Surplus {
    /// The id of the rule.
    pub rule: &'static str,
    /// The path, relative to the root.
    pub path: Untrusted<'static>,
    /// How many there are.
    pub findings: usize,
    /// How many a report holds.
    pub most: usize,
}

impl Surplus {
    /// The sentence about them, with the path as it is to be shown.
    #[must_use]
    pub fn told(&self, path: &str, language: Language) -> String {
        let (more, rule, most) = (self.findings, self.rule, self.most);
        let (findings, are) = if more == 1 {
            ("finding", "is")
        } else {
            ("findings", "are")
        };
        say!(
            language,
            "{more} more {findings} of {rule} in {path} {are} left out; a report holds the {most} gravest of one rule in one file, which --max-findings-per-rule raises",
            "{path} 中另有 {more} 个 {rule} 的问题未列出；对同一文件中的同一规则，报告只列出最严重的 {most} 个，可用 --max-findings-per-rule 提高"
        )
    }
}

/// The findings of a run.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    /// The facts.
    pub run: Run<'a>,
    /// Findings to show, in report order.
    pub findings: &'a [Finding],
    /// Findings that would be shown, were there not so many of one rule in one file.
    pub surplus: &'a [Surplus],
    /// Findings that filters hide.
    pub hidden: usize,
    /// Of those, how many are at or above the threshold.
    pub hidden_failing: usize,
    /// Findings that are accepted, in report order, whatever their level.
    pub waived: &'a [Waived],
    /// Rules that did not run, each with where that was said.
    pub switched_off: &'a [Off],
    /// What the configuration file does, if there is one.
    pub configuration: Option<&'a Configured>,
    /// What was known before, where the run was compared with anything.
    pub known: Option<&'a Known>,
    /// The commit whose settings were obeyed, if those of the files were not.
    pub trusted: Option<&'a Trusted>,
    /// Notes about flags that change the exit status.
    pub flags: &'a [String],
    /// The rules that ran, in the order of their ids.
    pub rules: &'a [&'static Rule],
    /// The files that were read, by path.
    pub files: &'a [Untrusted<'static>],
    /// The exit status, decided before anything is written.
    pub exit: u8,
    /// When the run took place, for formats that have to say so, in tenths of a
    /// nanosecond since 1970.
    pub time: i128,
    /// How the root lies to the folder that GitLab has paths relative to.
    pub project: &'a Project,
}

/// What of a run was known before. It is counted, and fails nothing.
#[derive(Clone, Debug)]
pub struct Known {
    /// What the run was compared with: a file, a ref.
    pub from: Untrusted<'static>,
    /// Known findings that filters let pass, in report order.
    pub findings: Vec<Finding>,
    /// Known findings that filters hide, in report order.
    pub hidden: Vec<Finding>,
    /// How many findings it lists that are gone, and the command that takes them out;
    /// `None` where that cannot be told.
    pub gone: Option<Gone>,
}

/// Entries of a baseline that match nothing any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// How many.
    pub number: usize,
    /// What takes them out.
    pub command: String,
}

impl Known {
    /// What two comparisons found known, the first of which was made with what the
    /// second left.
    #[must_use]
    pub fn of_both(first: Option<Self>, second: Option<Self>) -> Option<Self> {
        let (mut both, other) = match (first, second) {
            (Some(first), Some(second)) => (first, second),
            (first, second) => return first.or(second),
        };
        let from = format!("{}, {}", both.from.raw(), other.from.raw());
        both.from = Untrusted::new(from);
        both.findings.extend(other.findings);
        both.hidden.extend(other.hidden);
        both.gone = both.gone.or(other.gone);
        Some(both)
    }

    /// How many findings were known.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.findings.len().saturating_add(self.hidden.len())
    }
}

/// How the root lies to the folder of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Project {
    /// They are the same, or have nothing to do with each other.
    #[default]
    Same,
    /// The root is below the project, at this path.
    Above(String),
    /// The project is below the root, at this path.
    Below(String),
}

impl Project {
    /// A path of a report, relative to the project.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        if path.starts_with('/') {
            return path.to_owned();
        }
        match self {
            Self::Same => path.to_owned(),
            Self::Above(root) => format!("{root}/{path}"),
            Self::Below(project) => {
                let inside = path.strip_prefix(project.as_str());
                match inside.and_then(|rest| rest.strip_prefix('/')) {
                    Some(inside) => inside.to_owned(),
                    // Beside the project: up as many folders as it is deep.
                    None => format!("{}{path}", "../".repeat(project.split('/').count())),
                }
            }
        }
    }
}

/// What narrows a waiver: keys with their values, as they are written.
pub type WaiverKeys<'a> = &'a [(&'static str, Vec<String>)];

/// The waivers of an input.
#[derive(Clone, Copy)]
pub struct ListedWaivers<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// The day that days are counted from.
    pub today: &'a str,
    /// The waivers, in the order in which they are told.
    pub waivers: &'a [(&'a Waiver, WaiverKeys<'a>)],
    /// How to draw.
    pub style: Style,
}

/// What became of every path.
#[derive(Clone, Copy)]
pub struct Listed<'a> {
    /// The facts; nothing was asked, so there are no answers.
    pub run: Run<'a>,
    /// The paths.
    pub inventory: &'a Inventory,
}

/// One answer to explain.
#[derive(Clone, Copy)]
pub struct Explained<'a> {
    /// The facts.
    pub run: Run<'a>,
    /// The answers that the line is in.
    pub answers: &'a Answers,
    /// Index into `answers.accounts`.
    pub account: usize,
    /// The line.
    pub line: &'a Line,
}

/// One of the two inputs of a comparison.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// What it is called: a path, or a ref with what it stands for.
    pub name: &'a str,
    /// Its facts, with the answers about the guarded actions.
    pub run: Run<'a>,
}

/// Which of the files that hold something of RAM differ between two inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileChanges {
    /// There in both, with another text.
    pub changed: Vec<Untrusted<'static>>,
    /// There in the later input only.
    pub added: Vec<Untrusted<'static>>,
    /// There in the earlier input only.
    pub removed: Vec<Untrusted<'static>>,
    /// The same text at another path: from where, and where to.
    pub moved: Vec<(Untrusted<'static>, Untrusted<'static>)>,
    /// Of all these, those in which no cause of any difference lies.
    pub without_effect: Vec<Untrusted<'static>>,
}

impl FileChanges {
    /// How many files differ; one that was moved counts once.
    #[must_use]
    pub fn number(&self) -> usize {
        let apart = self.changed.len().saturating_add(self.added.len());
        let gone = self.removed.len().saturating_add(self.moved.len());
        apart.saturating_add(gone)
    }
}

/// Who gains and who loses access between two inputs.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// The earlier input.
    pub before: Version<'a>,
    /// The later input. Its style is that of the report.
    pub after: Version<'a>,
    /// What differs.
    pub difference: &'a Difference,
    /// The level of each entry of `difference.gained`.
    pub levels: &'a [Level],
    /// New access that waivers accept; it is not in `difference.gained`.
    pub accepted: &'a [Accepted],
    /// Whether all actions were compared, and not only the guarded ones.
    pub all_actions: bool,
    /// Which files differ.
    pub files: &'a FileChanges,
    /// The level from which new access fails the run, if any does.
    pub fail_on_new: Option<Level>,
    /// Notes about flags that change the exit status.
    pub flags: &'a [String],
    /// The exit status, decided before anything is written.
    pub exit: u8,
}

impl<'a> Compared<'a> {
    /// One of the inputs.
    #[must_use]
    pub const fn version(&self, side: Side) -> &Version<'a> {
        match side {
            Side::Before => &self.before,
            Side::After => &self.after,
        }
    }

    /// Whether nothing was left unanalysed on either side.
    #[must_use]
    pub const fn complete(&self) -> bool {
        self.before.run.complete && self.after.run.complete
    }

    /// Whether new access is at or above the level that fails the run.
    #[must_use]
    pub fn fails(&self) -> bool {
        let from = self.fail_on_new;
        from.is_some_and(|from| self.levels.iter().any(|level| *level >= from))
    }
}

#[cfg(test)]
mod tests {
    use super::Project;

    #[test]
    fn gl_03_paths_are_relative_to_the_project() {
        for (project, path, expected) in [
            (Project::Same, "a/p.json", "a/p.json"),
            (Project::Above("sub/x".to_owned()), "p.json", "sub/x/p.json"),
            (Project::Below("sub".to_owned()), "sub/p.json", "p.json"),
            (
                Project::Below("s/t".to_owned()),
                "subs/p.json",
                "../../subs/p.json",
            ),
            (
                Project::Above("sub".to_owned()),
                "/tmp/p.json",
                "/tmp/p.json",
            ),
        ] {
            assert_eq!(project.path(path), expected);
        }
    }
}
