//! What several test files need: reading text into a model without a disk, and
//! asking the engine.

use ramlint::engine::answers::{self, Answers, Line, Settings};
use ramlint::engine::domain::ordered::parse_instant;
use ramlint::engine::question::Readings;
use ramlint::model::Model;
use ramlint::model::catalogue::Catalogue;
use ramlint::readers::{self, Input};
use ramlint::source::{Files, Refusal, Sources};

/// The action of most tests.
pub const ACTION: &str = "kvstore:DestroyInstance";

/// The instant of most tests.
pub const AT: &str = "2026-11-22T00:00:00Z";

/// A disk without files.
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Err(Refusal::Missing)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// Texts read into a model.
pub struct Read {
    pub sources: Sources,
    pub model: Model,
    pub report: readers::Report,
}

/// Reads texts under their paths.
pub fn read(texts: &[(&str, &str)]) -> Read {
    let mut sources = Sources::default();
    let ids: Vec<_> = texts
        .iter()
        .map(|(path, text)| sources.add(*path, *text))
        .collect();
    let inputs: Vec<Input<'_>> = ids
        .into_iter()
        .map(|file| Input {
            file,
            named: true,
            in_skipped_folder: false,
            base: "",
        })
        .collect();
    let mut model = Model::default();
    let report = readers::read(
        &mut sources,
        &inputs,
        &NoFiles,
        &readers::Options::default(),
        &mut model,
    );
    Read {
        sources,
        model,
        report,
    }
}

/// Settings at an instant.
pub fn settings(at: &str, strict: bool) -> Settings {
    Settings {
        at: parse_instant(at).unwrap(),
        readings: if strict {
            Readings::Strict
        } else {
            Readings::Default
        },
        steps: ramlint::engine::solver::STEPS_PER_QUESTION,
        substitution: None,
        reach: true,
        obtain: true,
    }
}

/// Answers about an action.
pub fn ask(model: &Model, action: &str, settings: &Settings) -> Answers {
    let catalogue = Catalogue::embedded();
    let question = answers::question(action, catalogue);
    answers::answer(model, catalogue, &question, settings)
}

/// The line of a principal.
pub fn line<'a>(answers: &'a Answers, id: &str) -> Option<&'a Line> {
    answers
        .lines()
        .map(|(_, line)| line)
        .find(|line| line.id == id)
}
