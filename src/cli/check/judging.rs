//! How an input is judged: which rules run, what they are asked, and what is obeyed of
//! what settings say of their findings.

use std::collections::BTreeMap;

use crate::cli::asking;
use crate::cli::configuration::{Configuration, Origin};
use crate::cli::load::Loaded;
use crate::cli::selection::Off;
use crate::cli::waivers::{Looked, Placed, Terms, Waivers};
use crate::engine::answers::{Answers, Settings};
use crate::model::catalogue::Catalogue;
use crate::report::display::Untrusted;
use crate::report::run::NotAnalysed;
use crate::rules::{
    self, Context, Ended, Finding, Language, Reviews, Rule, Thresholds, Unread, Waived,
};
use crate::source::FileId;

/// The findings of a run, parted by what is obeyed.
pub(in crate::cli) struct Parted {
    /// Those that stay.
    pub kept: Vec<Finding>,
    /// Those that are accepted.
    pub waived: Vec<Waived>,
    /// Findings of rules that are off in some files, by rule and where that was said.
    pub off: BTreeMap<(&'static str, Origin), usize>,
    /// What rules asked and did not get to know.
    pub(super) undecided: Vec<NotAnalysed>,
}

/// How an input is judged.
#[derive(Clone, Copy)]
pub(in crate::cli) struct Judging<'a> {
    pub actions: &'a [String],
    pub off: &'a [Off],
    pub settings: &'a Settings,
    pub thresholds: &'a Thresholds,
    pub configuration: &'a Configuration,
    pub waivers: &'a Waivers,
    pub terms: &'a Terms<'a>,
    /// Everything below the root is looked at.
    pub whole: bool,
    pub language: Language,
}

impl Judging<'_> {
    /// The answers about the guarded actions, and the findings that are not accepted.
    pub(super) fn examine(&self, loaded: &mut Loaded) -> (Vec<Answers>, Vec<Finding>) {
        let answers = self.ask(loaded, &mut Vec::new());
        let kept = self.part(loaded, &answers).kept;
        (answers, kept)
    }

    /// The findings, parted.
    pub fn part(&self, loaded: &mut Loaded, answers: &[Answers]) -> Parted {
        let unread = unread(loaded);
        let placed = self.waivers.place(&mut loaded.sources, self.terms);
        let told = (&Reviews::default(), self.language);
        let mut parted = self.findings(loaded, answers, &unread, &placed, told);
        loaded.not_analysed.append(&mut parted.undecided);
        parted
    }

    /// The answers about the guarded actions.
    pub fn ask(&self, loaded: &mut Loaded, warnings: &mut Vec<String>) -> Vec<Answers> {
        asking::ask(self.actions, loaded, self.settings, self.language, warnings)
    }

    /// The same, and beside it on another core what rules ask of statements whatever
    /// the answers are.
    pub(super) fn ask_and_prepare(
        &self,
        loaded: &mut Loaded,
        reviews: &Reviews,
        warnings: &mut Vec<String>,
    ) -> Vec<Answers> {
        if !rules::is_large(&loaded.model) {
            return self.ask(loaded, warnings);
        }
        let questions = asking::questions(self.actions, self.language, warnings);
        let model = &loaded.model;
        let (answers, ()) = rayon::join(
            || asking::answer(&questions, model, self.settings),
            || reviews.prepare(model, Catalogue::embedded(), self.settings),
        );
        asking::tell_unfinished(&answers, loaded, self.language);
        answers
    }

    pub fn runs(&self, rule: &Rule) -> bool {
        !self.off.iter().any(|off| off.rule.id == rule.id)
    }

    pub(super) fn findings(
        &self,
        loaded: &Loaded,
        answers: &[Answers],
        unread: &[Unread],
        placed: &Placed,
        (reviews, language): (&Reviews, Language),
    ) -> Parted {
        let context = Context {
            sources: &loaded.sources,
            model: &loaded.model,
            catalogue: Catalogue::embedded(),
            answers,
            settings: self.settings,
            language,
            thresholds: self.thresholds,
            reviews,
        };
        let runs = |rule: &Rule| self.runs(rule);
        let found = rules::check_by(&runs, &context, &Ended { unread });
        let graded = self.configuration.grade(found, &loaded.sources);
        let looked = Looked {
            runs: &runs,
            actions: self.actions,
            whole: self.whole,
        };
        let settled = placed.settle(graded.kept, &context, self.terms, looked);
        let complete = loaded.not_analysed.is_empty();
        let about = settled.told(placed, complete, &runs, &context);
        let about = self.configuration.grade(about, &loaded.sources);
        let mut parted = Parted {
            kept: settled.kept,
            waived: settled.waived,
            off: graded.off,
            undecided: undecided(&context),
        };
        for (rule, number) in about.off {
            let count = parted.off.entry(rule).or_default();
            *count = count.saturating_add(number);
        }
        parted.kept.extend(about.kept);
        rules::sort(&mut parted.kept, context.sources);
        parted
    }
}

/// Statements that rules could not say everything of within the budget.
fn undecided(context: &Context<'_>) -> Vec<NotAnalysed> {
    let why = context.language.pick(
        "has so many parts from here on that comparing them with each other is beyond the step budget; take out what is repeated, or make several statements or policies of it",
        "从此处起部分过多，步数预算不足以将其相互比较；请删除重复内容，或拆分为多条语句或多个权限策略",
    );
    let places = context.undecided().into_iter();
    places
        .map(|at| NotAnalysed {
            path: Untrusted::new(context.sources.path(at.file).to_owned()),
            at: Some(at),
            why: Untrusted::new(why),
        })
        .collect()
}

/// What was not analysed, each with the text it is about; one that could not be
/// opened has an empty text of its name, so that a finding has somewhere to point.
pub(super) fn unread(loaded: &mut Loaded) -> Vec<Unread> {
    let mut files: BTreeMap<String, FileId> = BTreeMap::new();
    for (file, path) in loaded.sources.paths() {
        files.entry(path.to_owned()).or_insert(file);
    }
    let mut unread = Vec::new();
    for entry in &loaded.not_analysed {
        let path = entry.path.raw();
        let known = entry.at.map(|at| at.file).or(files.get(path).copied());
        let file = known.unwrap_or_else(|| loaded.sources.add(path, ""));
        files.entry(path.to_owned()).or_insert(file);
        unread.push(Unread {
            file,
            at: entry.at,
            why: entry.why.raw().to_owned(),
        });
    }
    unread
}
