//! `explain --format json` and `rules --format json`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::engine::covered::Covered;
use crate::model::catalogue::{
    AbsentBecause, Action, ActionFacts, Catalogue, Presence, ResourceLevel,
};
use crate::report::explain::Topic;
use crate::report::json::{SCHEMA_VERSION, TOOL, Tool};
use crate::report::page;
use crate::report::safe_json::write_document;
use crate::rules::{FixKind, Language, RULES, Rule, Sample};

/// The frame of `explain`; exactly one of the last three is there.
#[derive(Serialize)]
struct Explain<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Page>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<OneAction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<Pattern<'a>>,
}

#[derive(Serialize)]
struct Rules {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    rules: Vec<Listed>,
}

/// A rule as the list gives it.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    name: &'static str,
    family: Option<&'static str>,
    level: String,
    levels: Vec<String>,
    confidence: String,
    fix: &'static str,
    since: &'static str,
    summary: &'static str,
    url: String,
}

/// A rule with all there is to read about it.
#[derive(Serialize)]
struct Page {
    #[serde(flatten)]
    listed: Listed,
    finds: &'static str,
    matters: &'static str,
    avoid: Vec<File>,
    prefer: Vec<File>,
    advice: &'static str,
    limits: &'static str,
    sources: &'static [&'static str],
}

/// A sample; `marked` holds byte ranges of its text.
#[derive(Serialize)]
struct File {
    path: &'static str,
    text: String,
    marked: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct OneAction {
    #[serde(flatten)]
    listed: ListedAction,
    service: Option<Service>,
    operation: Option<Operation>,
    condition_keys: Vec<Key>,
    siblings: Vec<Sibling>,
    source: &'static str,
    confidence: &'static str,
}

/// An action as a pattern's list gives it.
#[derive(Serialize)]
struct ListedAction {
    name: &'static str,
    access_level: &'static str,
    access_level_basis: &'static str,
    resources: &'static str,
    templates: Vec<&'static str>,
    resources_basis: &'static str,
    irreversible: Option<Irreversible>,
}

#[derive(Serialize)]
struct Service {
    code: &'static str,
    name: Option<&'static str>,
    complete: bool,
}

#[derive(Serialize)]
struct Operation {
    name: &'static str,
    effect: Option<&'static str>,
    precondition: Option<&'static str>,
    associated: Option<Vec<&'static str>>,
    service_keys: Option<Vec<&'static str>>,
    since: Option<&'static str>,
    source: &'static str,
    confidence: &'static str,
}

#[derive(Serialize)]
struct Irreversible {
    kind: &'static str,
    reason: &'static str,
    source: &'static str,
    confidence: &'static str,
}

#[derive(Serialize)]
struct Key {
    name: &'static str,
    #[serde(rename = "type")]
    value_type: &'static str,
    presence: &'static str,
    absent_because: Option<&'static str>,
    source: &'static str,
    confidence: &'static str,
}

#[derive(Serialize)]
struct Sibling {
    action: &'static str,
    kind: &'static str,
    reason: &'static str,
    source: &'static str,
    confidence: &'static str,
}

#[derive(Serialize)]
struct Pattern<'a> {
    text: &'a str,
    breadth: &'static str,
    readings: Vec<&'static str>,
    whole: bool,
    other_services: bool,
    services: Vec<Service>,
    counts: Counts,
    actions: Vec<ListedAction>,
}

#[derive(Serialize)]
struct Counts {
    actions: usize,
    irreversible: usize,
    by_access_level: BTreeMap<&'static str, usize>,
}

/// Writes what is explained.
///
/// # Errors
/// Those of the stream.
pub fn write_topic(topic: &Topic, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let mut report = Explain {
        schema: "ramlint/explain",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        kind: "",
        rule: None,
        action: None,
        pattern: None,
    };
    match topic {
        Topic::Rule(rule) => {
            report.kind = "rule";
            report.rule = Some(page(rule, language));
        }
        Topic::Action(facts) => {
            report.kind = "action";
            report.action = Some(action(facts));
        }
        Topic::Pattern(covered) => {
            report.kind = "pattern";
            report.pattern = Some(pattern(covered));
        }
    }
    write_document(&report, out)
}

/// Writes the list of all rules.
///
/// # Errors
/// Those of the stream.
pub fn write_rules(language: Language, out: &mut dyn Write) -> io::Result<()> {
    let report = Rules {
        schema: "ramlint/rules",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        rules: RULES.iter().map(|rule| listed(rule, language)).collect(),
    };
    write_document(&report, out)
}

fn listed(rule: &Rule, language: Language) -> Listed {
    Listed {
        id: rule.id,
        name: rule.name,
        family: rule.family().map(|family| family.word),
        level: rule.level.to_string(),
        levels: rule.levels().map(|level| level.to_string()).collect(),
        confidence: rule.confidence.to_string(),
        fix: rule.fix.map_or("none", FixKind::word),
        since: rule.since,
        summary: rule.docs.summary.get(language),
        url: page::url(rule),
    }
}

fn page(rule: &Rule, language: Language) -> Page {
    let docs = &rule.docs;
    Page {
        listed: listed(rule, language),
        finds: docs.finds.get(language),
        matters: docs.matters.get(language),
        avoid: docs.avoid.iter().map(file).collect(),
        prefer: docs.prefer.iter().map(file).collect(),
        advice: docs.advice.get(language),
        limits: docs.limits.get(language),
        sources: docs.sources,
    }
}

fn file(sample: &Sample) -> File {
    let mut text = String::new();
    let mut marked = Vec::new();
    for (number, piece) in sample.text.split(['«', '»']).enumerate() {
        let start = text.len();
        text.push_str(piece);
        if number % 2 == 1 {
            marked.push([start, text.len()]);
        }
    }
    File {
        path: sample.path,
        text,
        marked,
    }
}

fn action(facts: &ActionFacts) -> OneAction {
    OneAction {
        listed: listed_action(&facts.action),
        service: facts.service.as_ref().map(service),
        operation: facts.operation.as_ref().map(|found| Operation {
            name: found.operation,
            effect: found.effect,
            precondition: found.precondition,
            associated: found.associated().map(Iterator::collect),
            service_keys: found.keys().map(Iterator::collect),
            since: found.since,
            source: found.source,
            confidence: found.confidence.word(),
        }),
        condition_keys: facts
            .keys
            .iter()
            .map(|(key, presence)| Key {
                name: key.name,
                value_type: key.value_type.word(),
                presence: presence.word(),
                absent_because: match presence {
                    Presence::Never(AbsentBecause::NoResource) => Some("no_resource"),
                    Presence::Never(AbsentBecause::OtherAction) => Some("other_action"),
                    Presence::Never(AbsentBecause::OtherService) => Some("other_service"),
                    Presence::Always | Presence::Sometimes | Presence::Unverified => None,
                },
                source: key.source,
                confidence: key.confidence.word(),
            })
            .collect(),
        siblings: facts
            .siblings
            .iter()
            .map(|found| Sibling {
                action: found.sibling,
                kind: found.kind,
                reason: found.reason,
                source: found.source,
                confidence: found.confidence.word(),
            })
            .collect(),
        source: facts.action.source,
        confidence: facts.action.confidence.word(),
    }
}

fn service(found: &crate::model::catalogue::Service) -> Service {
    Service {
        code: found.code,
        name: found.name,
        complete: found.complete,
    }
}

fn listed_action(action: &Action) -> ListedAction {
    let catalogue = Catalogue::embedded();
    ListedAction {
        name: action.name,
        access_level: action.level.word(),
        access_level_basis: action.level_basis.word(),
        resources: match action.resource {
            ResourceLevel::All => "all",
            ResourceLevel::Templates(_) => "templates",
            ResourceLevel::Unknown => "unknown",
        },
        templates: match action.resource {
            ResourceLevel::Templates(templates) => templates.iter().collect(),
            ResourceLevel::All | ResourceLevel::Unknown => Vec::new(),
        },
        resources_basis: action.resource_basis.word(),
        irreversible: catalogue
            .irreversible(action.name)
            .map(|found| Irreversible {
                kind: found.kind,
                reason: found.reason,
                source: found.source,
                confidence: found.confidence.word(),
            }),
    }
}

fn pattern(covered: &Covered) -> Pattern<'_> {
    let actions: Vec<ListedAction> = covered.actions.iter().map(listed_action).collect();
    let mut by_access_level = BTreeMap::new();
    for action in &actions {
        let count: &mut usize = by_access_level.entry(action.access_level).or_default();
        *count = count.saturating_add(1);
    }
    Pattern {
        text: &covered.pattern,
        breadth: covered.breadth.word(),
        readings: if covered.without_colon {
            vec!["action-without-colon"]
        } else {
            Vec::new()
        },
        whole: covered.incomplete().next().is_none() && !covered.other_services,
        other_services: covered.other_services,
        services: covered.services.iter().map(service).collect(),
        counts: Counts {
            actions: actions.len(),
            irreversible: actions
                .iter()
                .filter(|action| action.irreversible.is_some())
                .count(),
            by_access_level,
        },
        actions,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_ranges_of_bytes() {
        let sample = Sample::new("a.json", "缓«存»x«y\nz»");
        let file = file(&sample);
        assert_eq!(file.text, "缓存xy\nz");
        assert_eq!(file.marked, [[3, 6], [7, 10]]);
    }
}
