//! Which findings tell of what is gained. A fingerprint does not hold all that a finding
//! hangs on: a Deny elsewhere, a control policy, who an identity provider speaks for. So
//! one that the commit has is news where somebody has more by it than there (DIFF-06).

use std::collections::BTreeSet;

use crate::cli::since::gains::{Gain, Gains};
use crate::model::Model;
use crate::rules::Finding;

/// What has to be said of gains beside the findings that are new.
#[derive(Default)]
pub(super) struct Telling<'g> {
    /// Which of the known findings are news, by number.
    pub news: BTreeSet<usize>,
    /// What no finding tells of that is as grave.
    pub untold: Vec<&'g Gain>,
    /// Fingerprints of findings that are accepted or switched off and tell of gains that
    /// no others do.
    pub silenced: BTreeSet<String>,
}

/// Findings, parted by whether the commit has them.
#[derive(Clone, Copy)]
pub(super) struct Findings<'f> {
    pub new: &'f [Finding],
    pub known: &'f [Finding],
    /// Whether the configuration says how grave such a finding is, and no finding has
    /// to be graver.
    pub is_graded: &'f dyn Fn(&Finding) -> bool,
    /// Those that are accepted or switched off.
    pub silenced: &'f dyn Fn() -> Vec<Finding>,
}

impl<'g> Telling<'g> {
    /// Finds out which findings tell of each gain: those of its own kind, or else any
    /// that are about it, or about what was changed. What would be told of by findings
    /// that are accepted or switched off is not told.
    pub fn of(gains: &'g Gains, findings: Findings<'_>, after: &Model) -> Self {
        let mut telling = Self::default();
        let gains = gains.iter();
        let open: Vec<&Gain> = gains
            .filter(|gain| !telling.by_kind(gain, findings, after))
            .collect();
        if open.is_empty() {
            return telling;
        }
        let others = (findings.silenced)();
        for gain in open {
            let silenced = others.iter().filter(|finding| gain.is_told_by(finding));
            let silenced = silenced.map(|finding| finding.fingerprint.clone());
            let silenced: Vec<String> = silenced.collect();
            if silenced.is_empty() && !telling.by_place(gain, findings, after) {
                telling.untold.push(gain);
            }
            telling.silenced.extend(silenced);
        }
        telling
    }

    /// Whether findings of the kind of a gain tell of it.
    fn by_kind(&mut self, gain: &Gain, findings: Findings<'_>, after: &Model) -> bool {
        let Findings { new, known, .. } = findings;
        let is_enough =
            |finding: &Finding| finding.level >= gain.level || (findings.is_graded)(finding);
        let mut telling = new.iter().filter(|finding| gain.is_told_by(finding));
        let mut is_told = telling.any(is_enough);
        for number in nearest(gain, known, is_told, after) {
            self.news.insert(number);
            is_told |= known.get(number).is_some_and(is_enough);
        }
        is_told
    }

    /// Whether findings tell of a gain that are about the same access, or about what was
    /// changed.
    fn by_place(&mut self, gain: &Gain, findings: Findings<'_>, after: &Model) -> bool {
        let Findings { new, known, .. } = findings;
        let tells = |finding: &Finding| {
            finding.level >= gain.level
                && (gain.is_of(finding) || gain.is_caused_in(finding, after))
        };
        if new.iter().any(tells) {
            return true;
        }
        let numbered = known.iter().enumerate();
        let others = numbered.filter(|(_, finding)| tells(finding));
        let others: BTreeSet<usize> = others.map(|(number, _)| number).collect();
        let is_told = !others.is_empty();
        self.news.extend(others);
        is_told
    }
}

/// Of the findings of the kind of a gain those that show most of the places that it has
/// to do with; unless a new finding tells of it, all where none shows any.
fn nearest(gain: &Gain, known: &[Finding], is_told: bool, after: &Model) -> Vec<usize> {
    let numbered = known.iter().enumerate();
    let telling = numbered.filter(|(_, finding)| gain.is_told_by(finding));
    let shown: Vec<(usize, usize)> = telling
        .map(|(number, finding)| (number, gain.shown_in(finding, after)))
        .collect();
    let most = shown.iter().map(|(_, places)| *places).max().unwrap_or(0);
    let nearest = shown.into_iter().filter(|(_, places)| *places == most);
    let nearest = nearest.filter(|_| most > 0 || !is_told);
    nearest.map(|(number, _)| number).collect()
}
