//! `config show --format json`.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::json::{SCHEMA_VERSION, TOOL, Tool};
use crate::report::run::Settings;
use crate::report::safe_json::write_document;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Configuration<'a> {
    schema: &'static str,
    schema_version: u32,
    tool: Tool,
    path: &'a str,
    files: Vec<&'a str>,
    settings: Vec<Set<'a>>,
}

/// The value of a key, and where it was set: in a line of a file, by a variable or a
/// flag, or nowhere.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Set<'a> {
    key: &'a str,
    value: &'a serde_json::Value,
    from: &'static str,
    by: Option<&'a str>,
    line: Option<u32>,
}

/// Writes the settings for a file.
///
/// # Errors
/// Those of the stream.
pub fn write_configuration(settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let report = Configuration {
        schema: "ramlint/config-show",
        schema_version: SCHEMA_VERSION,
        tool: TOOL,
        path: settings.path.raw(),
        files: settings.files.iter().map(|path| path.raw()).collect(),
        settings: settings
            .settings
            .iter()
            .map(|one| Set {
                key: &one.key,
                value: &one.value,
                from: one.kind,
                by: (one.kind != "default").then(|| one.at.by.raw()),
                line: one.at.line,
            })
            .collect(),
    };
    write_document(&report, out)
}
