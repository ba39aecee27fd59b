//! The rules of a log: all that ran, whether or not they found something, each
//! once per level of its findings, since GitHub grades the rule and not the result.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::display::cut;
use crate::report::page;
use crate::report::run::Checked;
use crate::report::sarif::log::{Configuration, Help, Message, RuleProperties, SarifRule};
use crate::report::sarif::{MOST_DESCRIPTION, MOST_TAGS};
use crate::report::severity::{precision, severity};
use crate::rules::{Finding, Language, Level, Rule};

/// The rules, and where each stands.
pub(super) struct Rules {
    pub(super) all: Vec<SarifRule>,
    places: BTreeMap<String, usize>,
}

impl Rules {
    /// The id and the place of the rule that a finding is reported under.
    pub(super) fn of(&self, finding: &Finding) -> (String, usize) {
        let split = split_id(finding.rule, finding.level);
        let own = finding.rule.to_owned();
        [split, own]
            .into_iter()
            .find_map(|id| Some((id.clone(), *self.places.get(&id)?)))
            .unwrap_or_default()
    }
}

/// The id under which a rule reports at a level that is not its own.
fn split_id(rule: &str, level: Level) -> String {
    format!("{rule}/{level}")
}

/// All rules that ran, in the order of their ids. A configuration may give findings a
/// level that their rule does not have by itself.
pub(super) fn rules(checked: &Checked<'_>) -> Rules {
    let language = checked.run.style.language;
    let configured = checked.configuration.map_or(&[][..], |set| &set.levels);
    let levels = |rule: &Rule| -> BTreeSet<Level> {
        let set = configured.iter().filter(|(id, _)| *id == rule.id);
        rule.levels().chain(set.map(|(_, level)| *level)).collect()
    };
    let mut all: Vec<SarifRule> = checked
        .rules
        .iter()
        .flat_map(|rule| {
            levels(rule).into_iter().map(move |level| {
                let id = if level == rule.level {
                    rule.id.to_owned()
                } else {
                    split_id(rule.id, level)
                };
                sarif_rule(rule, id, level, language)
            })
        })
        .collect();
    all.sort_by(|one, two| one.id.cmp(&two.id));
    let places = all
        .iter()
        .enumerate()
        .map(|(place, rule)| (rule.id.clone(), place))
        .collect();
    Rules { all, places }
}

fn sarif_rule(rule: &Rule, id: String, level: Level, language: Language) -> SarifRule {
    let docs = &rule.docs;
    let severity = severity(level);
    let summary = docs.summary.get(language);
    // GitHub does not take an empty text for one.
    let finds = Some(docs.finds.get(language)).filter(|text| !text.is_empty());
    SarifRule {
        id,
        name: rule.name,
        short_description: description(summary),
        full_description: description(finds.unwrap_or(summary)),
        help: Help {
            text: page::plain(rule, language),
            markdown: page::markdown(rule, language),
        },
        help_uri: page::url(rule),
        default_configuration: Configuration {
            level: severity.sarif,
        },
        properties: RuleProperties {
            tags: tags(rule),
            precision: precision(rule.confidence),
            problem_severity: severity.problem,
            security_severity: severity.score,
        },
    }
}

fn description(text: &str) -> Message {
    Message::plain(cut(text, MOST_DESCRIPTION).0)
}

/// What GitHub filters by; a weakness is written as CodeQL writes it.
fn tags(rule: &Rule) -> Vec<String> {
    let weaknesses = rule
        .docs
        .sources
        .iter()
        .filter_map(|source| source.strip_prefix(page::CWE))
        .map(|number| format!("external/cwe/cwe-{number:0>3}"));
    ["security", "ram"]
        .into_iter()
        .map(str::to_owned)
        .chain(rule.family().map(|family| family.word.to_owned()))
        .chain(weaknesses)
        .take(MOST_TAGS)
        .collect()
}
