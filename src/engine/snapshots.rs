//! Accounts for tests, from snapshots as users write them.

use serde_json::{Value, json};

use crate::engine::answers::Settings;
use crate::engine::question::Readings;
use crate::engine::solver::STEPS_PER_QUESTION;
use crate::model::Model;
use crate::readers::{self, Input, Options};
use crate::source::{Files, Refusal, Sources};

/// The account of the snapshots.
pub(crate) const OWN: &str = "1000000000000001";

/// 2026-11-22T00:00:00Z.
const AT: i128 = 1_795_305_600 * 10_000_000_000;

/// All that an account can say as being whole.
pub(crate) const WHOLE: [&str; 7] = [
    "users",
    "groups",
    "roles",
    "policies",
    "attachments",
    "memberships",
    "control_policies",
];

/// What tests ask with, unless they say otherwise.
pub(crate) const fn settings() -> Settings {
    Settings {
        at: AT,
        readings: Readings::Default,
        steps: STEPS_PER_QUESTION,
        substitution: None,
        reach: false,
        obtain: false,
    }
}

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Result<String, Refusal> {
        Err(Refusal::Missing)
    }

    fn list(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// An account from a snapshot; what it does not say of these is that all is there.
pub(crate) fn model(snapshot: Value) -> Model {
    read(snapshot).0
}

/// The same with the text that its places are of.
pub(crate) fn read(mut snapshot: Value) -> (Model, String) {
    let given = snapshot.as_object_mut().unwrap();
    for (name, value) in [
        ("ram_account_snapshot", json!(1)),
        ("account_id", json!(OWN)),
        ("complete", json!(WHOLE)),
    ] {
        given.entry(name).or_insert(value);
    }
    let text = snapshot.to_string();
    let model = files(&[("account.json", &text)]);
    assert_eq!(model.accounts.len(), 1, "{text}");
    (model, text)
}

/// What some files say, by their names; there are no others.
pub(crate) fn files(files: &[(&str, &str)]) -> Model {
    let mut sources = Sources::default();
    let inputs: Vec<Input<'_>> = files
        .iter()
        .map(|(name, text)| Input {
            file: sources.add(*name, *text),
            named: true,
            in_skipped_folder: false,
            base: "",
        })
        .collect();
    let mut model = Model::default();
    let options = Options::default();
    readers::read(&mut sources, &inputs, &NoFiles, &options, &mut model);
    model
}
