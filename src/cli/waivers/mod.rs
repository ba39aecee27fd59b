//! Waivers: findings that somebody has accepted, why and until when. They stand
//! in one file at the root, so that its reviewers can be named, or in comments of
//! the input. A waiver that is not whole ends the run; one that has ended, or that
//! describes less than the finding says, hides nothing.

mod comments;
mod day;
mod directive;
mod edit;
mod entry;
mod file;
mod find;
mod keys;
mod settle;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::Path;

use crate::cli::args::WaivingArgs;
use crate::cli::configuration::{Configuration, Keys};
use crate::cli::load::UsageError;
use crate::report::display::to_display;
use crate::rules::kit::say;
use crate::rules::{Finding, Language, Misread, RULES, Rule, Waiver};
use crate::source::{FileId, Files, LineIndex, Sources, Span};

pub use day::Day;
pub use edit::{New, with_entry};
pub use find::{Found, find};
pub use settle::{Looked, Settled};

/// The file of waivers, at the root.
pub const FILE: &str = "ramlint-waivers.toml";

/// Largest file of waivers, in bytes.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// Which waivers in comments count.
#[derive(Clone, Copy)]
pub enum Comments<'a> {
    /// All of them.
    Taken,
    /// None of them.
    NotTaken,
    /// Those that stand in the same words on the same text of this tree, too. Files
    /// that have another name there are given by the old and the new path.
    ThoseOf(&'a dyn Files, &'a [(String, String)]),
}

/// How waivers are judged.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The day that they are judged by.
    pub today: Day,
    /// The day that limits ahead are counted from: today as the clock has it, where
    /// waivers are judged by an earlier day.
    pub limits_from: Day,
    /// Days that a waiver may end ahead.
    pub max_days: u32,
    /// The same of one that accepts a finding of level critical.
    pub max_days_critical: u32,
    /// Says which findings can be waived, if there is one.
    pub configuration: Option<&'a Configuration>,
    /// Whether a finding in a file is new where the author of the change must not
    /// accept it.
    pub is_new: &'a dyn Fn(&Finding, &str) -> bool,
    /// Which waivers in comments count.
    pub comments: Comments<'a>,
}

impl<'a> Terms<'a> {
    /// Those of an instant, in tenths of a nanosecond since 1970, without
    /// configuration.
    #[must_use]
    pub fn at(at: i128) -> Self {
        let unless_set = Keys::default().waivers;
        Self {
            today: Day::of(at),
            limits_from: Day::of(at),
            max_days: unless_set.max_days(),
            max_days_critical: unless_set.max_days_critical(),
            configuration: None,
            is_new: &|_, _| false,
            comments: Comments::Taken,
        }
    }

    /// Those of an instant under a configuration.
    #[must_use]
    pub fn under(at: i128, configuration: &'a Configuration) -> Self {
        let keys = &configuration.keys.waivers;
        Self {
            max_days: keys.max_days(),
            max_days_critical: keys.max_days_critical(),
            configuration: Some(configuration),
            ..Self::at(at)
        }
    }

    /// The same, where limits ahead are not counted from before an instant: what was
    /// agreed on since then is not too far ahead of a day that is over.
    #[must_use]
    pub fn not_before(mut self, now: i128) -> Self {
        self.limits_from = self.limits_from.max(Day::of(now));
        self
    }

    /// Whether findings of a rule can be waived in some file.
    fn can_be_waived(&self, rule: &Rule) -> bool {
        let said = self.configuration;
        rule.is_waivable() && said.is_none_or(|said| said.waivable_somewhere(rule))
    }

    /// The same of one file.
    fn can_be_waived_in(&self, path: &str, rule: &str) -> bool {
        let mut rules = RULES.iter().filter(|one| one.id == rule);
        let said = self.configuration;
        rules.all(|rule| said.is_none_or(|said| said.waivable(rule, path)))
    }
}

/// The waivers of the file, as they were read.
#[derive(Clone, Debug, Default)]
pub struct Waivers {
    path: String,
    text: String,
    written: Vec<file::Written>,
}

/// A file of waivers that is not whole: every fault with its line and column.
#[derive(Clone, Debug)]
pub struct Faults(Vec<String>);

impl Faults {
    /// One line each, `path:line:column: what is wrong`.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }

    /// The first of them, and how many more there are, of a file that is not on disk.
    #[must_use]
    pub fn in_short(&self) -> String {
        self.shortened("")
    }

    fn shortened(&self, hint: &str) -> String {
        let mut text = self.0.first().cloned().unwrap_or_default();
        let more = self.0.len().saturating_sub(1);
        if more > 0 {
            let faults = if more == 1 { "fault" } else { "faults" };
            text.push_str(&format!(" ({more} more {faults}{hint})"));
        }
        text
    }
}

/// What is said of the waivers of an earlier version that accept nothing because they
/// cannot be obeyed.
#[must_use]
pub fn unfit(name: &str, why: &str, language: Language) -> String {
    let name = to_display(name);
    say!(
        language,
        "the waivers of {name} cannot be obeyed, so that nothing is accepted until mended ones are merged ({why})",
        "{name} 中的豁免无法使用，在合并修正后的文件之前不接受任何豁免（{why}）"
    )
}

impl From<Faults> for UsageError {
    fn from(faults: Faults) -> Self {
        Self(faults.shortened("; `ramlint waivers lint` tells all"))
    }
}

impl Waivers {
    /// Those of the file that flags name, or of the one at the root, unless nothing is
    /// accepted.
    ///
    /// # Errors
    /// The file cannot be read, or something in it is not whole.
    pub fn of(
        args: &WaivingArgs,
        files: &dyn Files,
        (root, cwd): (&Path, &Path),
        terms: &Terms<'_>,
    ) -> Result<Self, UsageError> {
        Ok(Self::of_files(args, files, (root, cwd), terms)??)
    }

    /// The same, of files that may be others than those on disk.
    ///
    /// # Errors
    /// The file cannot be read; within that, something in it is not whole.
    pub fn of_files(
        args: &WaivingArgs,
        files: &dyn Files,
        (root, cwd): (&Path, &Path),
        terms: &Terms<'_>,
    ) -> Result<Result<Self, Faults>, UsageError> {
        if args.no_waivers {
            return Ok(Ok(Self::default()));
        }
        let found = find(args.waivers.as_deref(), files, root, cwd)?;
        let text = found.text.unwrap_or_default();
        Ok(Self::read(&found.path, &text, terms))
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.written.is_empty()
    }

    /// The places of the entries that others lack, `path:line`.
    #[must_use]
    pub fn beyond(&self, others: &Self) -> Vec<String> {
        let mut left: Vec<&file::Written> = others.written.iter().collect();
        let lines = LineIndex::new(&self.text);
        let own = self.written.iter();
        own.filter(|one| {
            let same = left.iter().position(|other| one.says_the_same(other));
            same.map(|same| left.swap_remove(same)).is_none()
        })
        .map(|one| {
            let offset = u32::try_from(one.bytes.start).unwrap_or(u32::MAX);
            let line = lines.locate(&self.text, offset).line;
            format!("{}:{line}", to_display(&self.path))
        })
        .collect()
    }

    /// Reads a text of waivers, under the path that it is reported by.
    ///
    /// # Errors
    /// Something in it is not whole, misspelt or not allowed.
    pub fn read(path: &str, text: &str, terms: &Terms<'_>) -> Result<Self, Faults> {
        match file::read(text, terms) {
            Ok(written) => Ok(Self {
                path: path.to_owned(),
                text: text.to_owned(),
                written,
            }),
            Err(faults) => Err(Faults(placed(path, text, &faults))),
        }
    }

    /// Takes the text of the file into those of the run, and looks for waivers in
    /// the comments of its inputs.
    #[must_use]
    pub fn place(&self, sources: &mut Sources, terms: &Terms<'_>) -> Placed {
        let found = comments::find(sources, terms);
        let mut all = Vec::new();
        if !self.written.is_empty() {
            let file = sources.add(self.path.as_str(), self.text.as_str());
            all.extend(self.written.iter().map(|one| {
                let at = span(file, one);
                Waiving {
                    waiver: one.entry.waiver(at, false, terms.today),
                    narrowed: Narrowed::Keys(one.keys.clone()),
                }
            }));
        }
        all.extend(found.beside.iter().map(|one| Waiving {
            waiver: one.entry.waiver(one.at, true, terms.today),
            narrowed: Narrowed::Place(one.about),
        }));
        let mut by_rule: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (number, one) in all.iter().enumerate() {
            for rule in &one.waiver.rules {
                by_rule.entry(*rule).or_default().push(number);
            }
        }
        Placed {
            all,
            by_rule,
            misread: found.misread,
            not_taken: found.not_taken,
            on_other_text: found.on_other_text,
        }
    }
}

/// Waivers in comments that do not count, by their places, `path:line`.
#[derive(Clone, Debug, Default)]
pub struct Inline {
    /// Those that the tree that is trusted lacks.
    pub added: Vec<String>,
    /// Those that stand there on another text.
    pub on_other_text: Vec<String>,
}

impl Inline {
    /// Those of a run.
    #[must_use]
    pub fn of(placed: &Placed, sources: &Sources) -> Self {
        Self {
            added: places(&placed.not_taken, sources),
            on_other_text: places(&placed.on_other_text, sources),
        }
    }

    /// Those of some texts.
    #[must_use]
    pub fn of_texts<'a>(
        texts: impl Iterator<Item = (&'a str, &'a str)>,
        terms: &Terms<'_>,
    ) -> Self {
        let mut sources = Sources::default();
        for (path, text) in texts {
            sources.add(path, text);
        }
        let found = comments::find(&sources, terms);
        Self {
            added: places(&found.not_taken, &sources),
            on_other_text: places(&found.on_other_text, &sources),
        }
    }
}

fn places(all: &[Span], sources: &Sources) -> Vec<String> {
    let place = |at: &Span| {
        let path = to_display(sources.path(at.file));
        format!("{path}:{}", sources.start(*at).line)
    };
    all.iter().map(place).collect()
}

fn span(file: FileId, one: &file::Written) -> Span {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(file, offset(one.bytes.start), offset(one.bytes.end))
}

fn placed(path: &str, text: &str, faults: &[file::Fault]) -> Vec<String> {
    let lines = LineIndex::new(text);
    let path = to_display(path);
    faults
        .iter()
        .map(|fault| {
            let offset = u32::try_from(fault.bytes.start).unwrap_or(u32::MAX);
            let place = lines.locate(text, offset);
            format!("{path}:{}:{}: {}", place.line, place.column, fault.text)
        })
        .collect()
}

/// What narrows a waiver.
#[derive(Clone, Debug)]
enum Narrowed {
    /// The keys of an entry.
    Keys(keys::Keys),
    /// What its comment is about.
    Place(Span),
}

/// A waiver of a run.
#[derive(Clone, Debug)]
struct Waiving {
    waiver: Waiver,
    narrowed: Narrowed,
}

/// The waivers of a run, with their places.
#[derive(Debug, Default)]
pub struct Placed {
    all: Vec<Waiving>,
    by_rule: BTreeMap<&'static str, Vec<usize>>,
    /// Comments that were meant as waivers and are none.
    pub misread: Vec<Misread>,
    /// Waivers in comments that do not count, because the tree that is trusted
    /// lacks them.
    pub not_taken: Vec<Span>,
    /// Those that do not count, because that tree has them on another text.
    pub on_other_text: Vec<Span>,
}

impl Placed {
    /// Every waiver with what narrows it, as it is written; nothing for a comment.
    pub fn listed(&self) -> impl Iterator<Item = (&Waiver, &[(&'static str, Vec<String>)])> {
        self.all.iter().map(|one| {
            let keys: &[(&'static str, Vec<String>)] = match &one.narrowed {
                Narrowed::Keys(keys) => &keys.written,
                Narrowed::Place(_) => &[],
            };
            (&one.waiver, keys)
        })
    }
}
