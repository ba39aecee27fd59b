//! The schema is made here, from the types that are read. Run the tests with
//! `RAMLINT_UPDATE=1` to rewrite it.

use std::fs;
use std::path::Path;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{Keys, SCHEMA, TEMPLATE};

#[expect(
    clippy::disallowed_methods,
    reason = "the switch that rewrites what is checked in"
)]
fn updates() -> bool {
    std::env::var("RAMLINT_UPDATE").is_ok()
}

/// The schema of the types.
pub(super) fn derived() -> Value {
    let generator = SchemaSettings::draft07().into_generator();
    let schema = generator.into_root_schema_for::<Keys>();
    let mut schema = serde_json::to_value(schema).unwrap();
    schema["title"] = json!("ramlint.toml");
    schema["description"] = json!("The configuration of ramlint. Every key may be left out.");
    without_null(&mut schema);
    schema
}

/// TOML has no null, and no section is wanted.
fn without_null(schema: &mut Value) {
    let kinds = schema.get_mut("type").and_then(Value::as_array_mut);
    if let Some(kinds) = kinds {
        kinds.retain(|kind| kind != "null");
        if let [one] = kinds.as_slice() {
            schema["type"] = one.clone();
        }
    }
    for key in ["anyOf", "enum"] {
        if let Some(choices) = schema.get_mut(key).and_then(Value::as_array_mut) {
            choices
                .retain(|one| !one.is_null() && one.get("type").is_none_or(|kind| kind != "null"));
        }
    }
    if let Some(object) = schema.as_object_mut() {
        let of_overrides = object
            .get("properties")
            .is_some_and(|fields| fields.get("paths").is_some());
        if !of_overrides {
            object.remove("required");
        }
        object.remove("default");
        for (_, value) in object.iter_mut() {
            without_null(value);
        }
    }
    for value in schema.as_array_mut().into_iter().flatten() {
        without_null(value);
    }
}

#[test]
fn cfg_04_the_schema_is_that_of_the_types() {
    let text = format!("{}\n", serde_json::to_string_pretty(&derived()).unwrap());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/configuration/schema.json");
    if updates() {
        fs::write(path, text).unwrap();
    } else {
        assert_eq!(SCHEMA, text, "run the tests with RAMLINT_UPDATE=1");
    }
}

/// A TOML text as JSON.
fn as_json(text: &str) -> Value {
    let table: toml::Table = toml::from_str(text).unwrap();
    serde_json::to_value(table).unwrap()
}

/// The schema and the program take the same texts.
#[test]
fn cfg_04_the_schema_takes_what_the_program_takes() {
    let schema = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
    let uncommented: String = TEMPLATE
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(code) if code.contains(" = ") || code.starts_with('[') => format!("{code}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    for (text, good) in [
        ("", true),
        (TEMPLATE, true),
        (uncommented.as_str(), true),
        ("[rules]\nRAM101 = \"off\"", true),
        ("[rules.RAM1]\nwaivable = false", true),
        ("[check]\nmax-findings = \"all\"", true),
        ("[check]\nmax-findings = \"few\"", false),
        ("[check]\nfail-on = \"off\"", false),
        ("[check]\nfail-onn = \"low\"", false),
        ("guards = 1", false),
        ("[rules]\nRAM101 = \"of\"", false),
        ("[rules.RAM101]\nlevels = \"low\"", false),
        ("[[overrides]]\npaths = [\"a\"]", false),
        (
            "[[overrides]]\npaths = [\"a\"]\nrules = { RAM1 = \"low\" }",
            true,
        ),
        ("[trust]\naccounts = [\"12\"]", true),
        ("[trust]\naccounts = [\"x\"]", false),
        ("[trust]\naccounts = [12]", false),
        ("[waivers]\nmax-days = -1", false),
        ("required-version = 1", false),
        ("catalogue = \"new\"", false),
    ] {
        let errors: Vec<String> = schema
            .iter_errors(&as_json(text))
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert_eq!(errors.is_empty(), good, "{text}: {errors:?}");
        let read = super::tests::read(&[("ramlint.toml", text), ("ci/ramlint-base.toml", "")]);
        assert_eq!(read.is_ok(), good, "{text}: {read:?}");
    }
}
