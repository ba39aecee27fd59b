//! Fixes of findings: which are taken, how each is proved, and what is written.
//!
//! A safe fix is written only once the texts with it were read again and the engine
//! proved that nobody's access differs. What changes access is written only where
//! that was asked for, with the access before and after. Every fix stands or falls
//! alone: one that cannot be proved keeps no other from being written.

use std::collections::BTreeMap;

use crate::cli::load::{Collected, Loaded};
use crate::engine::answers::{Answers, Settings};
use crate::engine::space;
use crate::model::catalogue::Catalogue;
use crate::rules::{Edit, Finding, Fix, FixKind};
use crate::source::{Sources, Span};

/// Rounds of fixing; a fix may make way for another.
const ROUNDS: u32 = 8;

/// Fixes that are tried alone in one round, after the whole of them failed.
const TRIED_ALONE: usize = 200;

/// Principals named beside a fix that changes access.
const NAMED: usize = 10;

/// A fix that was made, or was not.
#[derive(Clone, Debug)]
pub struct Mend {
    /// The id of the rule.
    pub rule: &'static str,
    /// The file, relative to the root.
    pub path: String,
    /// The line of its first edit, in the text of its round.
    pub line: u32,
    /// What it does.
    pub title: String,
    /// What it does to access.
    pub kind: FixKind,
    /// Answers that differ, `user/alice: ALLOWED -> NOT GRANTED`.
    pub effect: Vec<String>,
}

/// One text that fixes changed.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The file, relative to the root.
    pub path: String,
    /// As it was read.
    pub before: String,
    /// As it is to be.
    pub after: String,
}

/// What came of all fixes.
pub struct Mended {
    /// The input as it is after them.
    pub loaded: Loaded,
    /// The texts they changed, by path.
    pub changed: Vec<Changed>,
    /// The fixes made.
    pub done: Vec<Mend>,
    /// The fixes that could not be proved to do what they say.
    pub refused: Vec<Mend>,
}

/// Looks at an input: the answers about the guarded actions, and the findings.
pub type Examine<'a> = &'a dyn Fn(&mut Loaded) -> (Vec<Answers>, Vec<Finding>);

/// Fixes what can be fixed, in memory.
#[must_use]
pub fn mend(
    collected: &Collected,
    mut loaded: Loaded,
    examine: Examine<'_>,
    settings: &Settings,
    unsafe_too: bool,
) -> Mended {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let mut originals: BTreeMap<String, String> = BTreeMap::new();
    let mut done = Vec::new();
    let mut refused: Vec<Mend> = Vec::new();
    let open = collected.without_defaults();
    for _ in 0..ROUNDS {
        let (answers, findings) = examine(&mut loaded);
        let offered = offered(&findings, &loaded.sources, unsafe_too);
        if offered.is_empty() {
            break;
        }
        let mut round = Round {
            collected,
            open: loaded.has_defaults.then(|| (&open, open.read_with(&texts))),
            settings,
            examine,
            texts: &texts,
            loaded: &loaded,
            answers: &answers,
        };
        let (taken, failed) = round.choose(offered);
        for (_, mend) in failed {
            let known = |other: &Mend| {
                (other.rule, &other.path, &other.title) == (mend.rule, &mend.path, &mend.title)
            };
            if !refused.iter().any(known) {
                refused.push(mend);
            }
        }
        if taken.is_empty() {
            break;
        }
        let edits: Vec<Edit> = taken.iter().flat_map(|(edits, _)| edits.clone()).collect();
        for (path, text) in applied(&edits, &loaded.sources) {
            let before = text_of(&path, &loaded.sources);
            originals.entry(path.clone()).or_insert(before);
            texts.insert(path, text);
        }
        done.extend(taken.into_iter().map(|(_, mend)| mend));
        loaded = collected.read_with(&texts);
    }
    let changed = texts
        .into_iter()
        .filter_map(|(path, after)| {
            let before = originals.remove(&path)?;
            (before != after).then_some(Changed {
                path,
                before,
                after,
            })
        })
        .collect();
    Mended {
        loaded,
        changed,
        done,
        refused,
    }
}

/// The edits of a fix, and what is told of it.
type Offer = (Vec<Edit>, Mend);

/// The fixes of findings that may be made, each once, in report order.
fn offered(findings: &[Finding], sources: &Sources, unsafe_too: bool) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let wanted = fix.kind == FixKind::Safe || unsafe_too;
        let Some(first) = fix.edits.first().filter(|_| wanted) else {
            continue;
        };
        if offers.iter().any(|(edits, _)| *edits == fix.edits) {
            continue;
        }
        offers.push((
            fix.edits.clone(),
            told(finding.rule, fix, first.at, sources),
        ));
    }
    offers
}

fn told(rule: &'static str, fix: &Fix, at: Span, sources: &Sources) -> Mend {
    Mend {
        rule,
        path: sources.path(at.file).to_owned(),
        line: sources.start(at).line,
        title: fix.title.clone(),
        kind: fix.kind,
        effect: Vec::new(),
    }
}

/// One round: the input as it is, and what was found in it.
struct Round<'a> {
    collected: &'a Collected,
    /// The input without the defaults of its variables, where it has any.
    open: Option<(&'a Collected, Loaded)>,
    settings: &'a Settings,
    examine: Examine<'a>,
    texts: &'a BTreeMap<String, String>,
    loaded: &'a Loaded,
    answers: &'a [Answers],
}

impl Round<'_> {
    /// Which of the fixes are made, and which cannot be proved. A fix that overlaps
    /// with one that is made waits for the next round.
    fn choose(&mut self, offers: Vec<Offer>) -> (Vec<Offer>, Vec<Offer>) {
        let mut apart: Vec<Offer> = Vec::new();
        for offer in offers {
            let free = |edit: &Edit| {
                let taken = apart.iter().flat_map(|(edits, _)| edits);
                taken.clone().all(|other| !overlap(edit.at, other.at))
            };
            if offer.0.iter().all(free) {
                apart.push(offer);
            }
        }
        let (safe, open): (Vec<Offer>, Vec<Offer>) = apart
            .into_iter()
            .partition(|(_, mend)| mend.kind == FixKind::Safe);
        let whole: Vec<Edit> = safe.iter().flat_map(|(edits, _)| edits.clone()).collect();
        let mut made: Vec<Edit> = Vec::new();
        let mut taken = Vec::new();
        let mut failed = Vec::new();
        if !whole.is_empty() && self.is_proved(&whole) {
            made = whole;
            taken = safe;
        } else {
            for (number, offer) in safe.into_iter().enumerate() {
                let mut with = made.clone();
                with.extend(offer.0.iter().cloned());
                if number < TRIED_ALONE && self.is_proved(&with) {
                    made = with;
                    taken.push(offer);
                } else {
                    failed.push(offer);
                }
            }
        }
        for (edits, mut mend) in open {
            let mut with = made.clone();
            with.extend(edits.iter().cloned());
            match self.effect(&made, &with) {
                Some(effect) => {
                    mend.effect = effect;
                    made = with;
                    taken.push((edits, mend));
                }
                None => failed.push((edits, mend)),
            }
        }
        (taken, failed)
    }

    /// The input with some edits.
    fn with(&self, edits: &[Edit]) -> Loaded {
        self.collected.read_with(&self.texts_with(edits))
    }

    fn texts_with(&self, edits: &[Edit]) -> BTreeMap<String, String> {
        let mut texts = self.texts.clone();
        texts.extend(applied(edits, &self.loaded.sources));
        texts
    }

    /// Whether reading it again finds no new fault.
    fn is_sound(&self, after: &Loaded) -> bool {
        after.not_analysed.len() <= self.loaded.not_analysed.len()
            && after.model.text_problems.len() <= self.loaded.model.text_problems.len()
            && after.model.structure_problems.len() <= self.loaded.model.structure_problems.len()
    }

    /// Whether nobody's access differs, whatever values variables get.
    fn is_proved(&self, edits: &[Edit]) -> bool {
        let after = self.with(edits);
        let catalogue = Catalogue::embedded();
        let same = |before: &Loaded, after: &Loaded| {
            space::models::unchanged(&before.model, &after.model, catalogue, self.settings).is_ok()
        };
        self.is_sound(&after)
            && same(self.loaded, &after)
            && self
                .open
                .as_ref()
                .is_none_or(|(open, before)| same(before, &open.read_with(&self.texts_with(edits))))
    }

    /// The answers that differ between two sets of edits; `None` where the second
    /// makes a text worse.
    fn effect(&self, without: &[Edit], with: &[Edit]) -> Option<Vec<String>> {
        let mut after = self.with(with);
        if !self.is_sound(&after) {
            return None;
        }
        let after = (self.examine)(&mut after).0;
        if without.is_empty() {
            return Some(differences(self.answers, &after));
        }
        let before = (self.examine)(&mut self.with(without)).0;
        Some(differences(&before, &after))
    }
}

/// Whether two ranges cannot both be edited. Two that only touch can, unless both
/// insert at one place.
fn overlap(one: Span, other: Span) -> bool {
    let inserts = one.start == other.start;
    one.file == other.file && (inserts || (one.start < other.end && other.start < one.end))
}

/// The texts that edits change, by path.
fn applied(edits: &[Edit], sources: &Sources) -> BTreeMap<String, String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.at.file, edit.at.start, edit.at.end));
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for edit in sorted.iter().rev() {
        let path = sources.path(edit.at.file);
        let text = texts
            .entry(path.to_owned())
            .or_insert_with(|| sources.text(edit.at.file).to_owned());
        let (Ok(start), Ok(end)) = (usize::try_from(edit.at.start), usize::try_from(edit.at.end))
        else {
            continue;
        };
        if let (Some(head), Some(tail)) = (text.get(..start), text.get(end..)) {
            *text = format!("{head}{}{tail}", edit.text);
        }
    }
    texts
}

fn text_of(path: &str, sources: &Sources) -> String {
    let file = sources.paths().find(|(_, other)| *other == path);
    file.map_or_else(String::new, |(file, _)| sources.text(file).to_owned())
}

/// Lines whose answer differs.
fn differences(before: &[Answers], after: &[Answers]) -> Vec<String> {
    let mut found = Vec::new();
    for (old, new) in before.iter().zip(after) {
        let mut later: BTreeMap<(usize, &str), _> = BTreeMap::new();
        for (account, line) in new.lines() {
            later.insert((account.account, line.id.as_str()), line.verdict.answer);
        }
        for (account, line) in old.lines() {
            let was = line.verdict.answer;
            let is = later.get(&(account.account, line.id.as_str()));
            if is.is_some_and(|is| *is != was) {
                let is = is.map_or("", |is| is.word());
                let action = &old.question.action;
                let text = format!("{}: {} -> {is} ({action})", line.id, was.word());
                found.push(text);
            }
        }
    }
    let more = found.len().saturating_sub(NAMED);
    found.truncate(NAMED);
    if more > 0 {
        found.push(format!("and {more} more"));
    }
    found
}
