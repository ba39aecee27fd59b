//! What a trusted commit holds beside its settings: its files, and what is found in
//! them. A waiver that describes a whole region was agreed on for what the region held
//! then, and does not speak for access that a change puts there.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::cli::load::{Collected, Loaded};
use crate::cli::renames::renames;
use crate::cli::trust::{Dropped, dropped};
use crate::rules::Finding;

/// The files of a trusted commit, beside those on disk.
pub struct Before {
    collected: Collected,
    /// Old and new paths.
    renamed: Vec<(String, String)>,
    dropped: Vec<Dropped>,
    known: OnceCell<Known>,
}

#[derive(Default)]
struct Known {
    fingerprints: BTreeSet<String>,
    /// New paths of renamed files, with what findings in them mean.
    moved: BTreeSet<(String, String)>,
}

impl Before {
    /// Of the files of the commit, and those on disk.
    #[must_use]
    pub fn new(before: Collected, after: &Collected) -> Self {
        Self {
            dropped: dropped(&before, after),
            renamed: renames(before.texts(), after.texts()),
            collected: before,
            known: OnceCell::new(),
        }
    }

    /// Old and new paths of files that were renamed.
    #[must_use]
    pub fn renamed(&self) -> &[(String, String)] {
        &self.renamed
    }

    /// The files that the change takes out of the analysis.
    #[must_use]
    pub fn dropped(&self) -> &[Dropped] {
        &self.dropped
    }

    /// Whether a finding in a file tells of access that the commit does not have.
    /// `examine` finds everything, whatever is accepted.
    pub fn lacks(
        &self,
        finding: &Finding,
        path: &str,
        examine: &dyn Fn(&mut Loaded) -> Vec<Finding>,
    ) -> bool {
        if finding.action.is_none() {
            return false;
        }
        let known = self.known.get_or_init(|| self.known(examine));
        let key = (path.to_owned(), finding.meaning.clone());
        !known.fingerprints.contains(&finding.fingerprint) && !known.moved.contains(&key)
    }

    fn known(&self, examine: &dyn Fn(&mut Loaded) -> Vec<Finding>) -> Known {
        let mut loaded = self.collected.clone().read();
        let mut known = Known::default();
        for finding in examine(&mut loaded) {
            let path = loaded.sources.path(finding.at.at.file);
            let new = self.renamed.iter().filter(|(old, _)| old == path);
            let moved = new.map(|(_, new)| (new.clone(), finding.meaning.clone()));
            known.moved.extend(moved);
            known.fingerprints.insert(finding.fingerprint);
        }
        known
    }
}
