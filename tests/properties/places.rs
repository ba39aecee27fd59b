//! Everything with a place that is made of an input: it lies in its file and begins
//! and ends between characters.

use ramlint::engine::answers::Answers;
use ramlint::model::catalogue::Catalogue;
use ramlint::rules::{self, Context, Ended, Finding, Language, Reviews, Thresholds};
use ramlint::source::{Sources, Span};

use crate::support::{ACTION, AT, Read, ask, settings};

/// A span is inside its file and on character boundaries.
#[track_caller]
fn is_good(at: Span, sources: &Sources, what: &str) {
    let text = sources.text(at.file);
    let (start, end) = (at.start as usize, at.end as usize);
    assert!(start <= end, "{what}: {at:?}");
    assert!(
        text.get(start..end).is_some(),
        "{what}: {at:?} of {}",
        text.len()
    );
    assert!(!sources.path(at.file).is_empty(), "{what}: {at:?}");
}

/// What the readers say.
pub fn of_reading(name: &str, input: &Read) {
    let (sources, model) = (&input.sources, &input.model);
    let texts = model.text_problems.iter();
    let mut places: Vec<Span> = texts
        .flat_map(|problem| [Some(problem.at), problem.related])
        .flatten()
        .collect();
    for problem in &model.structure_problems {
        places.push(problem.at);
        places.extend(problem.related);
    }
    places.extend(input.report.not_analysed.iter().filter_map(|one| one.at));
    places.extend(model.look_alikes.iter().map(|one| one.at));
    places.into_iter().for_each(|at| is_good(at, sources, name));
}

/// What the engine says of some actions.
pub fn of_answers(name: &str, input: &Read, actions: &[&str]) -> Vec<Answers> {
    let settings = |action: &str| settings(AT, action == ACTION);
    let all: Vec<Answers> = actions
        .iter()
        .map(|action| ask(&input.model, action, &settings(action)))
        .collect();
    for answers in &all {
        for (_, line) in answers.lines() {
            for because in &line.because {
                is_good(because.at, &input.sources, name);
                let attachment = because.attachment.into_iter();
                attachment.for_each(|at| is_good(at, &input.sources, name));
            }
        }
        for (_, doubt) in answers.doubts.iter() {
            let at = doubt.at.into_iter();
            at.for_each(|at| is_good(at, &input.sources, name));
        }
    }
    all
}

/// What the rules say.
pub fn of_findings(name: &str, input: &Read, answers: &[Answers]) -> Vec<Finding> {
    let settings = settings(AT, false);
    let context = Context {
        sources: &input.sources,
        model: &input.model,
        catalogue: Catalogue::embedded(),
        answers,
        settings: &settings,
        language: Language::English,
        thresholds: &Thresholds::default(),
        reviews: &Reviews::default(),
    };
    let findings = rules::check(&context, &Ended { unread: &[] });
    for finding in &findings {
        let labels = [&finding.at].into_iter().chain(&finding.related);
        for label in labels.chain(&finding.proof) {
            is_good(label.at, &input.sources, name);
        }
        let fix = finding.fix.iter().flat_map(|fix| &fix.edits);
        fix.for_each(|edit| is_good(edit.at, &input.sources, name));
    }
    findings
}
