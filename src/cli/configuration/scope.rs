//! `[scope]`: which files are not looked at, and in which something has to be found.

use std::collections::BTreeSet;

use super::{Configuration, Given, Origin, PathGlob};
use crate::cli::disk::{LeftOut, WhyLeftOut};
use crate::cli::reasons;
use crate::readers::{Became, Report};
use crate::report::display::Untrusted;
use crate::report::run::NotAnalysed;
use crate::rules::Language;
use crate::rules::kit::say;
use crate::source::Sources;

/// Files of the program itself, in which nothing of RAM is to be found.
const OWN: &[&str] = &[
    "ramlint.toml",
    ".ramlint.toml",
    "ramlint-waivers.toml",
    "ramlint-tests.toml",
    "ramlint-baseline.json",
];

/// Patterns of files in each of which something of RAM has to be recognised.
#[derive(Clone, Debug)]
pub struct Required {
    globs: Vec<PathGlob>,
    from: Origin,
    but: Vec<PathGlob>,
}

impl Configuration {
    /// Whether a file is left out, unless it is named or another refers to it.
    #[must_use]
    pub fn excludes(&self, path: &str) -> bool {
        let exclude = self.keys.scope.exclude.iter();
        let mut globs = exclude.flat_map(|given| &given.value);
        globs.any(|glob| glob.matches(path))
    }

    /// Where files are excluded, if any are.
    #[must_use]
    pub fn excluded_by(&self) -> Option<&Origin> {
        let exclude = self.keys.scope.exclude.as_ref();
        exclude
            .filter(|given| !given.value.is_empty())
            .map(|given| &given.from)
    }

    /// Files in each of which something has to be recognised, if there are any (D29).
    #[must_use]
    pub fn required(&self) -> Option<Required> {
        let Given { value, from } = self.keys.scope.require.clone()?;
        (!value.is_empty()).then(|| Required {
            globs: value,
            from,
            but: self.keys.scope.exclude(),
        })
    }
}

impl Required {
    /// The files in which nothing was recognised, besides those that are told of
    /// already or excluded. What git ignores is no part of the tree, and what a link leads to is
    /// looked at in its own place.
    #[must_use]
    pub fn lacking(
        &self,
        (report, on_disk): (&Report, &LeftOut),
        sources: &Sources,
        told: &[NotAnalysed],
        language: Language,
    ) -> Vec<NotAnalysed> {
        let told: BTreeSet<&str> = told.iter().map(|entry| entry.path.raw()).collect();
        let looked_at = looked_at(report, sources);
        let empty = report.files.iter().filter_map(|(file, became)| {
            let Became::LeftOut(nothing) = became else {
                return None;
            };
            let why = reasons::of_nothing(*nothing, &[], language);
            Some((sources.path(*file), why))
        });
        let unread = on_disk.names().filter_map(|(path, why)| {
            let counts = counts(why) && !looked_at.contains(path);
            counts.then(|| (path, reasons::on_disk::left_out(why, path, language)))
        });
        empty
            .chain(unread)
            .filter(|(path, _)| !told.contains(path) && !is_own(path))
            .filter(|(path, _)| !self.but.iter().any(|glob| glob.matches(path)))
            .filter_map(|(path, why)| {
                let glob = self.globs.iter().find(|glob| glob.matches(path))?;
                let (glob, from) = (glob.text(), &self.from);
                let why = say!(
                    language,
                    "is left out, and all of `{glob}` has to be analysed ({from}): {why}",
                    "未纳入，而 `{glob}` 下的所有文件都必须分析（{from}）：{why}"
                );
                Some(NotAnalysed {
                    path: Untrusted::new(path.to_owned()),
                    at: None,
                    why: Untrusted::new(why),
                })
            })
            .collect()
    }
}

impl Required {
    /// The patterns that nothing in the folders that were walked through matches: what
    /// has to be analysed is gone, or was never where the pattern says. One that
    /// reaches beyond those folders is not judged.
    #[must_use]
    pub fn unmet(
        &self,
        (report, on_disk): (&Report, &LeftOut),
        sources: &Sources,
        (told, walked): (&[NotAnalysed], &BTreeSet<String>),
        language: Language,
    ) -> Vec<NotAnalysed> {
        let looked_at = looked_at(report, sources);
        let told = told.iter().map(|entry| entry.path.raw());
        let unread = on_disk.names().filter(|(_, why)| counts(*why));
        let unread = unread.map(|(path, _)| path);
        let met: BTreeSet<&str> = looked_at.into_iter().chain(told).chain(unread).collect();
        let unmet = self.globs.iter().filter(|glob| {
            let judged = walked.iter().any(|folder| glob.stays_in(folder));
            judged && !met.iter().any(|path| glob.matches(path))
        });
        unmet
            .map(|glob| {
                let from = &self.from;
                let why = say!(
                    language,
                    "matches no file, and what it stands for has to be analysed ({from}); mend the pattern, or bring back the files",
                    "未匹配任何文件，而它所指的文件必须分析（{from}）；请修正该模式，或恢复这些文件"
                );
                NotAnalysed {
                    path: Untrusted::new(glob.text().to_owned()),
                    at: None,
                    why: Untrusted::new(why),
                }
            })
            .collect()
    }
}

/// The paths of the texts that were looked at.
fn looked_at<'a>(report: &Report, sources: &'a Sources) -> BTreeSet<&'a str> {
    let files = report.files.iter();
    files.map(|(file, _)| sources.path(*file)).collect()
}

/// Whether what is left out for a reason is part of the tree nonetheless.
const fn counts(why: WhyLeftOut) -> bool {
    !matches!(
        why,
        WhyLeftOut::Ignored | WhyLeftOut::Excluded | WhyLeftOut::Link | WhyLeftOut::AfterLimit
    )
}

fn is_own(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    OWN.contains(&name)
}
