//! Every format of `check`, written from one gallery of findings and read again by
//! those who know the format: schemas, strict parsers, the CI service's own rules.
//! Names of tests carry the requirement they hold.
//!
//! Requirements without a test here, and why:
//! - SARIF-02: no rule was ever called otherwise, so there are no `deprecatedIds`.
//! - SARIF-10, JU-02: what is accepted is in `cli/waivers.rs`.
//! - SUM-03: no access is compared with another tree yet.
//! - GL-02: the schema of GitLab is not part of the project; `gitlab.rs` restates it.
//! - JS-03: there is no second version of the schema yet.

mod columns;
mod diff;
mod files;
pub mod gallery;
mod github;
mod gitlab;
mod hostile;
mod json;
mod lines;
mod markdown;
mod pair;
mod rdjson;
pub mod runner;
mod sarif;
mod trees;
mod xml;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cli::{Around, run_in};

/// A schema that others publish. They are not part of the project; the variable
/// `RAMLINT_SCHEMAS` says where they are, and without it a test says that it skips.
#[expect(
    clippy::disallowed_methods,
    reason = "the only way to hand a folder to a test"
)]
fn published(name: &str) -> Option<Value> {
    let Ok(folder) = std::env::var("RAMLINT_SCHEMAS") else {
        eprintln!("skipped: RAMLINT_SCHEMAS is not set");
        return None;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join(name)).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

/// Fails with every place at which a document is not what a schema wants.
#[track_caller]
fn validates(document: &Value, schema: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

/// The report about the examples of the repository, in a format that is JSON.
fn of_examples(format: &str) -> Value {
    let arguments = [
        "check",
        "policies/examples",
        "--min-level",
        "info",
        "--format",
        format,
    ];
    let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    run_in(top, &arguments, &Around::default()).ends(1).json()
}
