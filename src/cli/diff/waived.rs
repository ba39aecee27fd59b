//! New access that waivers accept. A finding is what a waiver describes, so the later
//! input is checked as well, and access is accepted where every finding that is new
//! about it is. Only waivers of the earlier input count, and of those only what names a
//! fingerprint, or a principal and an action (D39).

use std::collections::BTreeSet;

use crate::cli::check::Judging;
use crate::cli::configuration::Configuration;
use crate::cli::load::Loaded;
use crate::cli::selection;
use crate::cli::waivers::{Comments, Terms, Waivers};
use crate::engine::answers::{Answers, Settings};
use crate::engine::difference::{Difference, Entry};
use crate::report::accepted::Accepted;
use crate::rules::{Finding, Language, Level, Waived, Waiver};

/// How rules about who can call an action begin.
const ABOUT_ACCESS: &str = "RAM1";

/// The rule about guards that can be taken off.
const ABOUT_GUARDS: &str = "RAM205";

/// One of the two inputs, with what was answered about it.
pub(super) type Side<'a> = (&'a mut Loaded, &'a [Answers]);

/// How the two are looked at.
pub(super) struct Asked<'a> {
    /// The waivers of the earlier one.
    pub waivers: &'a Waivers,
    /// The guarded actions.
    pub actions: &'a [String],
    pub settings: &'a Settings,
    /// Now, as the clock has it.
    pub now: i128,
    pub language: Language,
}

/// Takes out of the difference what is accepted. `levels` are those of what is gained.
pub(super) fn accept(
    difference: &mut Difference,
    levels: &mut Vec<Level>,
    (before, after): (Side<'_>, Side<'_>),
    asked: &Asked<'_>,
) -> Vec<Accepted> {
    if asked.waivers.is_empty() || difference.gained.is_empty() {
        return Vec::new();
    }
    let found = Found::of(before, after, asked);
    let mut accepted = Vec::new();
    let gained = std::mem::take(&mut difference.gained);
    for (entry, level) in gained.into_iter().zip(std::mem::take(levels)) {
        match found.accepts(&entry) {
            Some(by) => accepted.push(Accepted { entry, level, by }),
            None => {
                difference.gained.push(entry);
                levels.push(level);
            }
        }
    }
    accepted
}

/// What a check finds.
struct Found {
    /// In the earlier input, each with one it is about.
    known: BTreeSet<(String, String)>,
    /// In the later one, whatever is accepted or switched off.
    all: Vec<Finding>,
    /// In the later one, what is accepted.
    waived: Vec<Waived>,
}

impl Found {
    fn of(before: Side<'_>, after: Side<'_>, asked: &Asked<'_>) -> Self {
        let obeyed = after.0.configuration.clone();
        let (nothing, plain) = (Waivers::default(), Configuration::default());
        let at = asked.settings.at;
        let bare = Judging {
            actions: asked.actions,
            off: &[],
            settings: asked.settings,
            thresholds: &obeyed.thresholds(),
            configuration: &plain,
            waivers: &nothing,
            terms: &Terms {
                comments: Comments::NotTaken,
                ..Terms::at(at)
            },
            whole: false,
            language: asked.language,
        };
        let off = selection::switched_off(&obeyed);
        // What a comment describes is a place, and that is never concrete.
        let terms = Terms {
            comments: Comments::NotTaken,
            is_new: &|_, _| true,
            ..Terms::under(at, &obeyed).not_before(asked.now)
        };
        let judging = Judging {
            off: &off,
            configuration: &obeyed,
            waivers: asked.waivers,
            terms: &terms,
            ..bare
        };
        let known = bare.part(before.0, before.1).kept.into_iter();
        let known = known.flat_map(|finding| {
            let whom = finding.principals.into_iter();
            let fingerprint = finding.fingerprint;
            whom.map(move |whom| (fingerprint.clone(), whom))
        });
        Self {
            known: known.collect(),
            all: bare.part(after.0, after.1).kept,
            waived: judging.part(after.0, after.1).waived,
        }
    }

    /// The waivers that accept an entry together, if some do.
    fn accepts(&self, entry: &Entry) -> Option<Vec<Waiver>> {
        if entry.over_budget || !entry.patterns.is_empty() {
            return None;
        }
        let whom = &entry.principal;
        let is_about = |finding: &&Finding| {
            let rule = finding.rule;
            (rule.starts_with(ABOUT_ACCESS) || rule == ABOUT_GUARDS)
                && finding.action.as_ref() == Some(&entry.action)
                && finding.principals.contains(whom)
        };
        let is_new = |finding: &&Finding| {
            let key = (finding.fingerprint.clone(), whom.clone());
            !self.known.contains(&key)
        };
        let mut by: Vec<Waiver> = Vec::new();
        for finding in self.all.iter().filter(is_about).filter(is_new) {
            let mut waived = self.waived.iter();
            let waived = waived.find(|one| {
                one.finding.rule == finding.rule
                    && one.finding.fingerprint == finding.fingerprint
                    && one.finding.principals.contains(whom)
            })?;
            if !by.contains(&waived.by) {
                by.push(waived.by.clone());
            }
        }
        (!by.is_empty()).then_some(by)
    }
}
