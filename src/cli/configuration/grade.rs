//! The levels of findings: those that the configuration sets for the rule, in all
//! files or in the file of the finding.

use std::collections::BTreeMap;

use super::{Configuration, Origin, PathGlob, Setting};
use crate::cli::selection;
use crate::report::display::Untrusted;
use crate::report::run::{Configured, OffInFiles};
use crate::rules::kit::say;
use crate::rules::{Finding, Language, RULES, Rule};
use crate::source::Sources;

/// Findings with the levels that are set for them.
#[derive(Clone, Debug, Default)]
pub struct Graded {
    /// Those of rules that are on in their files.
    pub kept: Vec<Finding>,
    /// How many there were of rules that are off in their files, by rule and by where
    /// that was said.
    pub off: BTreeMap<(&'static str, Origin), usize>,
}

impl Configuration {
    /// What is said of a rule in a file. What the command line selects is not off in
    /// general; it may be in some files.
    #[must_use]
    pub fn setting(&self, rule: &Rule, path: &str) -> Setting {
        let mut setting = self.keys.rules.of(rule);
        if setting.off().is_some() && selection::is_asked_for(self, rule) {
            setting.level = None;
        }
        self.keys.overrides.add(rule, path, &mut setting);
        setting
    }

    /// What is said of overrides that hold for none of the files that were read.
    #[must_use]
    pub fn idle_overrides(&self, sources: &Sources, language: Language) -> Vec<String> {
        let is_read = |glob: &PathGlob| sources.paths().any(|(_, path)| glob.matches(path));
        let idle = self.keys.overrides.idle(&is_read).into_iter();
        idle.map(|at| {
            say!(
                language,
                "{at}: these `[[overrides]]` are for no file that was read; mend their `paths`, or take them out",
                "{at}：此 `[[overrides]]` 未匹配任何已读取的文件；请修正 `paths` 或将其删除"
            )
        })
        .collect()
    }

    /// What the files do in a run, for a report; nothing where there is no file.
    #[must_use]
    pub fn told(
        &self,
        excluded: usize,
        off: BTreeMap<(&'static str, Origin), usize>,
    ) -> Option<Configured> {
        if self.files.is_empty() {
            return None;
        }
        let files = self.files.iter();
        Some(Configured {
            files: files.map(|path| Untrusted::new(path.to_string())).collect(),
            excluded: self.excluded_by().map(|from| (from.told(), excluded)),
            off_in_files: off
                .into_iter()
                .map(|((rule, from), findings)| OffInFiles {
                    rule,
                    at: from.told(),
                    findings,
                })
                .collect(),
            levels: RULES
                .iter()
                .flat_map(|rule| {
                    let own = self.keys.rules.of(rule).level;
                    let own = own.and_then(|given| given.value.level());
                    let all = own.into_iter().chain(self.keys.overrides.levels(rule));
                    all.map(|level| (rule.id, level))
                })
                .collect(),
        })
    }

    /// Gives findings the levels that are set for their files, and takes away those of
    /// rules that are off there.
    #[must_use]
    pub fn grade(&self, findings: Vec<Finding>, sources: &Sources) -> Graded {
        let mut graded = Graded::default();
        for mut finding in findings {
            let rule = RULES.iter().find(|rule| rule.id == finding.rule);
            let path = sources.path(finding.at.at.file);
            let level = rule.and_then(|rule| self.setting(rule, path).level);
            match level {
                None => graded.kept.push(finding),
                Some(given) => match given.value.level() {
                    Some(level) => {
                        finding.level = level;
                        graded.kept.push(finding);
                    }
                    None => {
                        let count = graded.off.entry((finding.rule, given.from)).or_default();
                        *count = count.saturating_add(1);
                    }
                },
            }
        }
        graded
    }
}
