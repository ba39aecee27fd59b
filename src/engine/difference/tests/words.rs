//! Inputs of one account, and what is told of two of them, in words.

use serde_json::Value;

use super::{DESTROY, reaching};
use crate::engine::answers::question;
use crate::engine::difference::{Cause, Difference, Entry, Place, Side, compare};
use crate::engine::exposure::Exposure;
use crate::engine::formula::Formula;
use crate::engine::snapshots;
use crate::engine::verdict::Answer;
use crate::model::Model;
use crate::model::catalogue::Catalogue;

/// An input with the texts that its places are of, by file.
pub(super) struct Read {
    pub(super) model: Model,
    texts: Vec<(String, String)>,
}

impl Read {
    /// A snapshot.
    pub(super) fn account(snapshot: Value) -> Self {
        let (model, text) = snapshots::read(snapshot);
        Self {
            model,
            texts: vec![("account.json".to_owned(), text)],
        }
    }

    /// Files by their names.
    pub(super) fn files(files: &[(&str, &str)]) -> Self {
        let texts = files.iter();
        Self {
            model: snapshots::files(files),
            texts: texts
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
        }
    }

    /// The name of a file.
    pub(super) fn name(&self, file: crate::source::FileId) -> &str {
        &self.texts[file.0 as usize].0
    }

    fn text(&self, place: Place) -> String {
        let text = &self.texts[place.at.file.0 as usize].1;
        let bytes = place.at.start as usize..place.at.end as usize;
        beginning(text.get(bytes).unwrap())
    }
}

/// How a text begins, without quotes and on one line.
pub(super) fn beginning(text: &str) -> String {
    let text = text.replace(['"', '\n'], "");
    match text.split_at_checked(60) {
        Some((start, rest)) if !rest.is_empty() => format!("{start}…"),
        _ => text,
    }
}

/// The causes of an entry, with what is shown of the places that they point at.
pub(super) fn causes(
    entry: &Entry,
    found: &Difference,
    shown: &dyn Fn(&[Place]) -> String,
) -> String {
    let in_words = |cause: &Cause| {
        let whom = cause.whom.as_deref().map(|whom| format!(" {whom}"));
        let (whom, places) = (whom.unwrap_or_default(), shown(&cause.places));
        let grants = match cause.grants.as_slice() {
            [] => String::new(),
            grants => format!("; by{}", shown(grants)),
        };
        let (subject, act, of) = (cause.subject, cause.act, &cause.of);
        format!("{subject:?} {act:?} {of}{whom}:{places}{grants}")
    };
    let causes = entry.causes.iter();
    let causes: Vec<String> = causes
        .filter_map(|number| found.causes.get(*number))
        .map(in_words)
        .collect();
    causes.join(" & ")
}

/// The texts at some places, each by the side that it stands on.
pub(super) fn texts(places: &[Place], before: &Read, after: &Read) -> String {
    let texts = places.iter().map(|place| match place.side {
        Side::Before => format!(" -{}", before.text(*place)),
        Side::After => format!(" +{}", after.text(*place)),
    });
    texts.collect()
}

pub(super) fn compared(before: &Read, after: &Read) -> Difference {
    let catalogue = Catalogue::embedded();
    let asked = [question(DESTROY, catalogue)];
    compare(&before.model, &after.model, &asked, catalogue, &reaching()).difference
}

/// What is told of each entry: the kind of access, whose, by whom, what is unusual of it,
/// and its causes with the texts that they point at.
pub(super) fn told(before: &Read, after: &Read) -> Vec<String> {
    let found = compared(before, after);
    let in_words = |gains: bool, entry: &Entry| {
        let causes = causes(entry, &found, &|places| texts(places, before, after));
        let word = if gains { "gained" } else { "lost" };
        let (kind, who) = (entry.kind.word(), &entry.principal);
        let beside = beside(gains, entry, &found);
        format!("{word} {kind} {who}{beside}: {causes}")
    };
    let gained = found.gained.iter().map(|one| in_words(true, one));
    let lost = found.lost.iter().map(|one| in_words(false, one));
    gained.chain(lost).collect()
}

/// What an entry says beside that somebody who had nothing has all, from anywhere.
fn beside(gains: bool, entry: &Entry, found: &Difference) -> String {
    let mut words = String::new();
    if !entry.via.is_empty() {
        words += &format!(" by {}", entry.via.join(", "));
    }
    let answers = [entry.before, entry.after];
    let mut usual = [Answer::NotGranted, Answer::Allowed];
    let exposures = [entry.exposure_before, entry.exposure_after];
    let mut anywhere = [None, Some(Exposure::Anywhere)];
    if !gains {
        usual.reverse();
        anywhere.reverse();
    }
    if answers != usual {
        words += &format!(" {:?}->{:?}", entry.before, entry.after);
    }
    if exposures != anywhere {
        let word = |exposure: Option<Exposure>| exposure.map_or("none", Exposure::word);
        let [before, after] = exposures.map(word);
        words += &format!(" from {before}->{after}");
    }
    if let Some(exposure) = entry.exposure {
        words += &format!(" what differs from {}", exposure.word());
    }
    if let Some(entering) = &entry.entering {
        let when = |formula: &Formula| match formula {
            Formula::True => "always",
            Formula::False => "never",
            _ => "sometimes",
        };
        let (before, after) = (when(&entering.before), when(&entering.after));
        words += &format!(" let in {before}->{after}");
    }
    if entry.condition.is_some() {
        words += " under a condition";
    }
    for doubt in entry
        .depends_on
        .iter()
        .filter_map(|id| found.doubts.get(*id))
    {
        words += &format!(" if {} {}", doubt.name, doubt.about);
    }
    if entry.over_budget {
        words += " over budget";
    }
    words
}

/// What is told of the way there and, where they are another matter, of the way back;
/// each case under its name.
pub(super) fn both_ways<'c>(cases: impl IntoIterator<Item = (&'c str, Read, Read)>) -> String {
    let mut all = Vec::new();
    for (what, before, after) in cases {
        all.push(format!("# {what}"));
        all.extend(told(&before, &after));
        all.extend(told(&after, &before));
    }
    all.join("\n")
}

/// A blob of expected lines without the blanks around them.
pub(super) fn lines(expected: &str) -> String {
    let lines: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    lines.join("\n")
}
