//! The schemas of `report::schema` are made here, from the types that are written.
//! Run the tests with `RAMLINT_UPDATE=1` to rewrite them, and to add new fields to
//! the list of those that others rely on. A field that is gone, or is of another
//! type, fails either way: that takes a new version of the schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

use crate::report::json::{
    SCHEMA_VERSION, check, configuration, diff, inputs, pair, records, test, waivers, who_can,
};
use crate::report::schema::COMMANDS;

/// What every schema says to those who write readers.
const ABOUT: &str = "Readers must ignore fields and values that they do not know: both may be added within a version. Nothing is renamed or removed, and no type changes.";

/// Commands that print what another does, under their own names: `can` what `who-can`
/// does, for one principal, and `implies` what `equivalent` does.
const LIKE_OTHERS: &[&str] = &["can", "implies"];

#[expect(
    clippy::disallowed_methods,
    reason = "the switch that rewrites what is checked in"
)]
fn updates() -> bool {
    std::env::var("RAMLINT_UPDATE").is_ok()
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn derived<T: JsonSchema>(command: &str) -> Value {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let mut schema = serde_json::to_value(generator.into_root_schema_for::<T>()).unwrap();
    schema["title"] = json!(format!("ramlint {command} --format json-v{SCHEMA_VERSION}"));
    schema["description"] = json!(ABOUT);
    schema["properties"]["schema"]["const"] = json!(format!("ramlint/{command}"));
    schema["properties"]["schema_version"]["const"] = json!(SCHEMA_VERSION);
    schema
}

/// The schema of every line of a stream; the first one names it.
fn derived_lines<T: JsonSchema>(command: &str) -> Value {
    let generator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    let mut schema = serde_json::to_value(generator.into_root_schema_for::<T>()).unwrap();
    schema["title"] = json!(format!(
        "A line of ramlint {command} --input ndjson, version {SCHEMA_VERSION}"
    ));
    schema["description"] = json!(ABOUT);
    let begin = &mut schema["$defs"]["Begin"]["properties"];
    assert!(begin.is_object());
    begin["schema"]["const"] = json!(format!("ramlint/{command}-records"));
    begin["schema_version"]["const"] = json!(SCHEMA_VERSION);
    schema
}

fn all() -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("check", derived::<check::Check<'static>>("check")),
        ("who-can", derived::<who_can::WhoCan<'static>>("who-can")),
        ("can", derived::<who_can::WhoCan<'static>>("can")),
        ("diff", derived::<diff::Diff<'static>>("diff")),
        (
            "config-show",
            derived::<configuration::Configuration<'static>>("config-show"),
        ),
        ("inputs", derived::<inputs::Inventory<'static>>("inputs")),
        ("equivalent", derived::<pair::Pair<'static>>("equivalent")),
        ("implies", derived::<pair::Pair<'static>>("implies")),
        ("test", derived::<test::Report<'static>>("test")),
        ("waivers", derived::<waivers::List<'static>>("waivers")),
        (
            "check-records",
            derived_lines::<records::CheckLine>("check"),
        ),
        (
            "who-can-records",
            derived_lines::<records::WhoCanLine>("who-can"),
        ),
    ])
}

#[test]
fn js_02_the_schemas_are_those_of_the_types() {
    let printed: BTreeSet<&str> = COMMANDS.iter().copied().collect();
    assert_eq!(printed, all().into_keys().collect());
    for (name, schema) in all() {
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if LIKE_OTHERS.contains(&name) {
            // Made of one that may be written only now.
            let printed = crate::report::schema::schema(name).unwrap();
            assert!(updates() || printed == text, "{name}");
            continue;
        }
        let path = top().join(format!("src/report/schema/{name}.json"));
        if updates() {
            fs::write(path, text).unwrap();
        } else {
            let found = fs::read_to_string(path).unwrap();
            assert_eq!(found, text, "{name}: run the tests with RAMLINT_UPDATE=1");
        }
    }
}

/// Every field of a schema with its type, as `findings[].at.path: string`.
fn fields(schema: &Value, root: &Value, at: &str, into: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.strip_prefix('#').unwrap();
        let target = root.pointer(pointer).unwrap();
        return fields(target, root, at, into);
    }
    let choices = schema["anyOf"].as_array().into_iter().flatten();
    for choice in choices {
        fields(choice, root, at, into);
    }
    // Of lines, each kind is its own.
    for choice in schema["oneOf"].as_array().into_iter().flatten() {
        let kind = choice["properties"]["type"]["const"].as_str();
        let place = kind.map_or_else(|| at.to_owned(), |kind| format!("{at}({kind})"));
        fields(choice, root, &place, into);
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.clone()],
        Value::Array(kinds) => kinds
            .iter()
            .map(|one| one.as_str().unwrap().to_owned())
            .collect(),
        _ => Vec::new(),
    };
    for kind in kinds {
        into.insert(format!("{at}: {kind}"));
    }
    let required: BTreeSet<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{at}.{name}");
        if required.contains(name.as_str()) {
            into.insert(format!("{path}: always there"));
        }
        fields(field, root, &path, into);
    }
    for (key, end) in [("items", "[]"), ("additionalProperties", "{}")] {
        if schema[key].is_object() {
            fields(&schema[key], root, &format!("{at}{end}"), into);
        }
    }
}

/// JS-02: the fields that others rely on are all there, of the same types. A field
/// may come; one that may be `null` must have been so from the start.
#[test]
fn js_02_no_field_goes_or_changes_its_type() {
    let own = |(name, _): &(&str, Value)| !LIKE_OTHERS.contains(name);
    for (name, schema) in all().into_iter().filter(own) {
        let mut now = BTreeSet::new();
        fields(&schema, &schema, name, &mut now);
        let path: PathBuf = top().join(format!("tests/frozen/{name}-v{SCHEMA_VERSION}.txt"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let promised: BTreeSet<String> = text.lines().map(str::to_owned).collect();
        let broken: Vec<&String> = promised.difference(&now).collect();
        assert_eq!(
            broken,
            Vec::<&String>::new(),
            "{name}: a new version is due"
        );
        let place = |line: &String| line.rsplit_once(": ").map_or("", |(at, _)| at).to_owned();
        let known: BTreeSet<String> = promised.iter().map(place).collect();
        let other_type: Vec<&String> = now
            .difference(&promised)
            .filter(|line| known.contains(&place(line)) && !line.ends_with(": always there"))
            .collect();
        assert_eq!(
            other_type,
            Vec::<&String>::new(),
            "{name}: a new version is due"
        );
        if updates() {
            let lines: Vec<&str> = now.iter().map(String::as_str).collect();
            fs::write(&path, format!("{}\n", lines.join("\n"))).unwrap();
        } else {
            assert_eq!(now, promised, "{name}: run the tests with RAMLINT_UPDATE=1");
        }
    }
}
