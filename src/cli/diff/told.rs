//! What the later input says of how it is looked at. The configuration is that of the
//! earlier one, and waivers are for findings, so that none of it has any effect; whoever
//! wrote it has to be told.

use crate::cli::configuration::Configuration;
use crate::cli::load::{BETWEEN, Collected, Loaded, Origin, UsageError};
use crate::cli::renames::renames;
use crate::cli::trust::Told;
use crate::cli::waivers::{self, Comments, Inline, Terms, Waivers};
use crate::cli::world::World;
use crate::report::display::Untrusted;
use crate::report::trusted::Trusted;
use crate::rules::Language;
use crate::source::{Files, Refusal};

/// What differs in how the two inputs are to be looked at.
pub struct Changed {
    told: Told,
    /// System policies that flags give other texts for.
    texts: Vec<String>,
    /// The waivers of the earlier one.
    accepted: Waivers,
    /// Why these are not obeyed.
    trouble: Option<String>,
}

impl Changed {
    /// Of two inputs before they are read. The later is given the texts of system
    /// policies that flags name as the earlier has them (D39).
    pub fn of(
        before: &Collected,
        after: &mut Collected,
        own: &Result<Configuration, UsageError>,
        language: Language,
        world: &World<'_>,
    ) -> Self {
        let mut told = Told::default();
        let obeyed = before.configuration();
        told.configuration(own, obeyed, language);
        let renamed = renames(before.texts(), after.texts());
        let terms = Terms {
            comments: Comments::ThoseOf(before.origin(), &renamed),
            ..Terms::under(world.now, obeyed)
        };
        let read = |files: &Origin| match files.read(waivers::FILE) {
            Err(Refusal::Missing) => Ok(Waivers::default()),
            Err(refusal) => Err(UsageError(format!(
                "`{}` cannot be read: {}",
                waivers::FILE,
                crate::cli::disk::Reason::from(refusal)
            ))),
            Ok(text) => Waivers::read(waivers::FILE, &text, &terms)
                .map_err(|faults| UsageError(faults.in_short())),
        };
        // What the earlier one has and cannot be read is not new, and accepts nothing.
        let (accepted, trouble) = match read(before.origin()) {
            Ok(accepted) => (accepted, None),
            Err(UsageError(why)) => (Waivers::default(), Some(why.replace(BETWEEN, "; "))),
        };
        let inline = Inline::of_texts(after.texts(), &terms);
        told.waivers(read(after.origin()), &accepted, inline, language);
        let texts = after.with_system_policies_of(before);
        Self {
            told,
            texts,
            accepted,
            trouble,
        }
    }

    /// The waivers of the earlier input, and why there are none where they cannot be
    /// obeyed.
    pub fn accepted(&mut self, base: &str, language: Language) -> (Waivers, Option<String>) {
        let trouble = self.trouble.take();
        let trouble = trouble.map(|why| waivers::unfit(base, &why, language));
        (std::mem::take(&mut self.accepted), trouble)
    }

    /// What is said of it, if there is anything to say.
    pub fn sentence(mut self, base: &str, after: &Loaded, language: Language) -> Option<String> {
        self.told.claims(&after.unbelieved, language);
        self.told.manifests(&after.unbelieved_manifests, language);
        self.texts.extend_from_slice(&after.unused_texts);
        self.told.system_policies(&self.texts, language);
        let changes = self.told.done();
        let told = Trusted {
            base: Untrusted::new(base.to_owned()),
            changes,
            dropped: Vec::new(),
        };
        told.of_comparison(language)
    }
}
