//! One finding as a SARIF result.

use std::collections::BTreeMap;

use crate::report::display::{cut, to_masked, to_sarif};
use crate::report::fix::writable;
use crate::report::human::waived_by;
use crate::report::region::Region;
use crate::report::run::Checked;
use crate::report::sarif::log::{
    Artifact, ArtifactChange, CodeFlow, FlowStep, Message, Place, Replacement, ResultProperties,
    SarifFix, SarifRegion, SarifResult, Suppression, ThreadFlow, Whole,
};
use crate::report::sarif::rule::Rules;
use crate::report::sarif::{Hashes, MOST_PLACES, MOST_SENTENCE};
use crate::report::severity::severity;
use crate::rules::kit::fingerprint::SCHEME;
use crate::rules::kit::say;
use crate::rules::{Edit, Finding, FixKind, Label, Language, Waived};
use crate::source::Sources;

/// The result of a finding.
pub(super) fn result(
    finding: &Finding,
    rules: &Rules,
    hashes: &mut Hashes,
    checked: &Checked<'_>,
) -> SarifResult {
    let sources = checked.run.sources;
    let (rule_id, rule_index) = rules.of(finding);
    let mut fingerprints = BTreeMap::from([(SCHEME, finding.fingerprint.clone())]);
    if let Some(hash) = hashes.of(finding.at.at, sources) {
        fingerprints.insert("primaryLocationLineHash", hash);
    }
    SarifResult {
        rule_id,
        rule_index,
        level: severity(finding.level).sarif,
        message: Message {
            text: message(finding, checked.run.style.language),
        },
        locations: [Whole::place(Place::new(finding.at.at, sources))],
        related_locations: related(finding)
            .map(|(id, label)| Whole {
                id: Some(id),
                ..labelled(label, sources)
            })
            .collect(),
        code_flows: code_flows(finding, sources),
        partial_fingerprints: fingerprints,
        // On every result or on none; what was known is told apart by its caller.
        baseline_state: checked.known.map(|_| "new"),
        fixes: fixes(finding, sources),
        suppressions: checked.run.style.sarif_suppressed.then(Vec::new),
        properties: ResultProperties {
            level: finding.level.to_string(),
            confidence: finding.confidence.to_string(),
            principals: finding.principals.clone(),
        },
    }
}

/// The result of a finding that was known before.
pub(super) fn unchanged(
    finding: &Finding,
    rules: &Rules,
    hashes: &mut Hashes,
    checked: &Checked<'_>,
) -> SarifResult {
    SarifResult {
        baseline_state: Some("unchanged"),
        ..result(finding, rules, hashes, checked)
    }
}

/// The result of a finding that is accepted.
pub(super) fn suppressed(
    waived: &Waived,
    rules: &Rules,
    hashes: &mut Hashes,
    checked: &Checked<'_>,
) -> SarifResult {
    let waiver = &waived.by;
    let mut result = result(&waived.finding, rules, hashes, checked);
    result.suppressions = Some(vec![Suppression {
        kind: if waiver.inline {
            "inSource"
        } else {
            "external"
        },
        status: "accepted",
        justification: to_sarif(&waived_by(waived, &checked.run)),
        location: Whole::place(Place::new(waiver.at, checked.run.sources)),
    }]);
    result
}

/// The other places, each with the number that the message calls it by.
fn related(finding: &Finding) -> impl Iterator<Item = (usize, &Label)> {
    let shown = finding.related.iter().take(MOST_PLACES);
    shown
        .enumerate()
        .map(|(index, label)| (index.saturating_add(1), label))
}

/// A place with what it has to do with the finding.
fn labelled(label: &Label, sources: &Sources) -> Whole {
    let text = to_sarif(&label.text);
    Whole {
        message: (!text.is_empty()).then_some(Message { text }),
        ..Whole::place(Place::new(label.at, sources))
    }
}

/// One paragraph whose first sentence stands alone and is short; each of the other
/// places is linked.
fn message(finding: &Finding, language: Language) -> String {
    let mut text = first_sentence(&finding.message);
    let mut more = |sentence: String| {
        text.push(' ');
        text.push_str(&sentence);
    };
    if !finding.at.text.is_empty() {
        let what = to_sarif(&finding.at.text);
        more(say!(language, "Here: {what}.", "此处：{what}。"));
    }
    for (id, label) in related(finding) {
        let what = to_sarif(&label.text);
        let colon = if what.is_empty() {
            ""
        } else {
            language.pick(": ", "：")
        };
        more(say!(
            language,
            "Also [here]({id}){colon}{what}.",
            "另见[here]({id}){colon}{what}。"
        ));
    }
    for note in &finding.notes {
        let note = to_sarif(note);
        more(say!(language, "Note: {note}.", "注：{note}。"));
    }
    if let Some(help) = &finding.help {
        let help = to_sarif(help);
        more(say!(language, "To fix: {help}.", "建议：{help}。"));
    }
    text
}

/// The message as a sentence; one that is too long is cut, and follows whole.
fn first_sentence(message: &str) -> String {
    let shown = to_masked(message);
    let whole = to_sarif(&shown);
    if whole.chars().count() < MOST_SENTENCE {
        return format!("{whole}.");
    }
    // Every character may take two once it is escaped.
    let (start, _) = cut(&shown, (MOST_SENTENCE - 3) / 2);
    let start = to_sarif(start);
    format!("{start}... In full: {whole}.")
}

/// The proof, if there is one.
fn code_flows(finding: &Finding, sources: &Sources) -> Vec<CodeFlow> {
    if finding.proof.is_empty() {
        return Vec::new();
    }
    let steps = finding.proof.iter().take(MOST_PLACES);
    let locations = steps
        .map(|step| FlowStep {
            location: labelled(step, sources),
        })
        .collect();
    vec![CodeFlow {
        thread_flows: [ThreadFlow { locations }],
    }]
}

/// A fix that leaves access as it is; others are not for a tool to apply.
fn fixes(finding: &Finding, sources: &Sources) -> Vec<SarifFix> {
    let safe = writable(finding).filter(|fix| fix.kind == FixKind::Safe);
    let safe = safe.into_iter();
    safe.map(|fix| {
        let mut changes: Vec<ArtifactChange> = Vec::new();
        let mut last = None;
        for edit in &fix.edits {
            if last != Some(edit.at.file) {
                changes.push(ArtifactChange {
                    artifact_location: Artifact::new(Region::new(edit.at, sources).path),
                    replacements: Vec::new(),
                });
                last = Some(edit.at.file);
            }
            if let Some(change) = changes.last_mut() {
                change.replacements.push(replacement(edit, sources));
            }
        }
        SarifFix {
            description: Message {
                text: to_sarif(&fix.title),
            },
            artifact_changes: changes,
        }
    })
    .collect()
}

fn replacement(edit: &Edit, sources: &Sources) -> Replacement {
    Replacement {
        deleted_region: SarifRegion::new(&Region::new(edit.at, sources)),
        inserted_content: Message {
            text: edit.text.clone(),
        },
    }
}
