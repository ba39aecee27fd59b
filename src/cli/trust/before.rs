//! What a trusted commit holds beside its settings: its files, what they claim, and
//! what is found in them. A waiver that describes a whole region was agreed on for what
//! the region held then, and does not speak for access that a change puts there.

use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;

use crate::cli::args::InputArgs;
use crate::cli::load::{Collected, Loaded, UsageError};
use crate::cli::renames::renames;
use crate::cli::trust::{Dropped, Missed, Told, Trust, Versions, unrecognised};
use crate::cli::world::World;
use crate::model::completeness::Claims;
use crate::model::held::Held;
use crate::model::own_account::OwnAccount;
use crate::report::run::NotAnalysed;
use crate::rules::{Finding, Language};

/// The files of a trusted commit, beside those on disk.
pub struct Before {
    name: String,
    collected: Collected,
    /// The same, read, until it is examined.
    loaded: Cell<Option<Loaded>>,
    /// Old and new paths.
    renamed: Vec<(String, String)>,
    missed: Missed,
    /// The formats of the files in which something was recognised, by path.
    read_as: BTreeMap<String, &'static str>,
    /// System policies whose texts on disk are others.
    unused_texts: Vec<String>,
    known: OnceCell<Known>,
}

#[derive(Default)]
struct Known {
    fingerprints: BTreeSet<String>,
    /// New paths of renamed files, with what findings in them mean.
    moved: BTreeSet<(String, String)>,
}

impl Before {
    /// Of the files of the commit in the places that a command looks at. `after`, those
    /// on disk, is given what it may not say of itself: what is complete, which account it
    /// is about, and the texts of system policies.
    ///
    /// # Errors
    /// A path lies outside of the repository.
    pub fn of(
        trust: &Trust,
        after: &mut Collected,
        (paths, args): (&[OsString], &InputArgs),
        language: Language,
        world: &World<'_>,
    ) -> Result<Self, UsageError> {
        let configuration = after.configuration().clone();
        let input = (args, configuration.clone());
        let collected = trust.collect(paths, input, language, world)?;
        let missed = Missed::between(&collected, after, || {
            let is_whole = after.is_whole();
            let whole = || trust.whole(args, configuration, language, world);
            (!is_whole).then(whole).transpose()
        })?;
        let loaded = collected.clone().read();
        let renamed = renames(collected.texts(), after.texts());
        let claims = Claims::of(&loaded.model, &loaded.sources)
            .with_manifests(&loaded.manifests)
            .with_held(Held::of(&loaded.model).with_renamed(&renamed));
        let unused_texts = after.with_system_policies_of(&collected);
        after.believe(claims);
        after.take_own_account(OwnAccount::of(&loaded.model));
        Ok(Self {
            name: trust.name().to_owned(),
            missed,
            renamed,
            read_as: loaded.read_as.clone(),
            collected,
            loaded: Cell::new(Some(loaded)),
            unused_texts,
            known: OnceCell::new(),
        })
    }

    /// Old and new paths of files that were renamed.
    #[must_use]
    pub fn renamed(&self) -> &[(String, String)] {
        &self.renamed
    }

    /// Tells what the change says of itself and is not believed, and what it takes out
    /// of the analysis, which `after` then says of itself, too; returns the latter.
    pub fn tell(&self, told: &mut Told, after: &mut Loaded, language: Language) -> Vec<Dropped> {
        told.claims(&after.unbelieved, language);
        told.manifests(&after.unbelieved_manifests, language);
        let all = [self.unused_texts.as_slice(), &after.unused_texts].concat();
        told.system_policies(&all, language);
        let dropped = self.dropped(after);
        let out = self.not_analysed(&dropped, language);
        after.not_analysed.extend(out);
        after.not_analysed.sort();
        dropped
    }

    fn dropped(&self, after: &Loaded) -> Vec<Dropped> {
        let mut dropped = self.missed.dropped.clone();
        dropped.extend(unrecognised(Versions {
            read_as: &self.read_as,
            renamed: &self.renamed,
            after,
        }));
        dropped.into_iter().collect()
    }

    fn not_analysed(&self, dropped: &[Dropped], language: Language) -> Vec<NotAnalysed> {
        let told = dropped.iter();
        let told = told.map(|one| one.not_analysed(&self.name, language));
        told.chain(self.missed.unsure(&self.name, language))
            .collect()
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
        let loaded = self.loaded.take();
        let mut loaded = loaded.unwrap_or_else(|| self.collected.clone().read());
        let mut known = Known::default();
        for finding in examine(&mut loaded) {
            let path = loaded.sources.path(finding.at.at.file);
            let new = self.renamed.iter().filter(|(old, _)| old == path);
            let moved = new.map(|(_, new)| (new.clone(), finding.meaning.clone()));
            known.moved.extend(moved);
            known.fingerprints.insert(finding.fingerprint);
        }
        // Ids such as `policy/PATH` hold the path of a file.
        if !self.renamed.is_empty() {
            let mut loaded = self.collected.renamed(&self.renamed).read();
            let found = examine(&mut loaded).into_iter();
            known
                .fingerprints
                .extend(found.map(|finding| finding.fingerprint));
        }
        known
    }
}
