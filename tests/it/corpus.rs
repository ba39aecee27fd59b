//! Real documents from public repositories. They are not part of this one; the
//! variable `RAMLINT_CORPUS` says where they are, and without it the tests here
//! say that they skip.

mod templates;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ramlint::model::policy::{Elements, Form};
use serde_json::Value;

use crate::properties::places;
use crate::support::{ACTION, Read, read};

#[expect(
    clippy::disallowed_methods,
    reason = "the only way to hand a folder to a test"
)]
pub fn folder() -> Option<PathBuf> {
    let folder = std::env::var("RAMLINT_CORPUS").ok().map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: RAMLINT_CORPUS is not set");
    }
    folder
}

/// The files of one part of the corpus, sorted, at least so many.
fn files(part: &str, at_least: usize) -> Vec<(String, String)> {
    let Some(folder) = folder() else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = fs::read_dir(folder.join(part))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
        .map(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            (format!("{part}/{name}"), text(&path))
        })
        .collect();
    found.sort();
    assert!(found.len() >= at_least, "{part}: {}", found.len());
    found
}

fn text(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned()
}

/// Everything with a place: problems, findings, reasons, doubts.
fn check_places(name: &str, input: &Read) {
    places::of_reading(name, input);
    let actions = [ACTION, "oss:GetObject", "ecs:DeleteInstance"];
    let answers = places::of_answers(name, input, &actions);
    places::of_findings(name, input, &answers);
}

#[test]
fn every_file_is_read_answered_and_checked_with_good_places() {
    for (part, at_least) in [("json", 400), ("invalid", 70), ("lookalike", 9)] {
        for (name, text) in files(part, at_least) {
            check_places(&name, &read(&[(&name, &text)]));
        }
    }
}

#[test]
fn every_file_may_be_cut_off_anywhere() {
    for (name, text) in files("json", 400).into_iter().step_by(20) {
        for part in 1..8 {
            let mut end = text.len() * part / 8;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            check_places(&name, &read(&[(&name, &text[..end])]));
        }
    }
}

#[test]
fn no_look_alike_is_shown_as_ram() {
    for (name, text) in files("lookalike", 9) {
        let input = read(&[(&name, &text)]);
        let model = &input.model;
        assert!(model.holdings.is_empty(), "{name}");
        assert!(model.other_documents.is_empty(), "{name}");
        assert_eq!(model.pools.documents().count(), 0, "{name}");
    }
}

/// Element, decoded text: how often.
type Bag = BTreeMap<(&'static str, String), usize>;

const ELEMENTS: [(&str, &str); 2] = [("Action", "NotAction"), ("Resource", "NotResource")];

/// What `serde_json` sees in the statements of everything that looks like one.
fn expected(value: &Value, into: &mut Bag) {
    match value {
        Value::Object(fields) => {
            let statements = fields.get("Statement").filter(|value| {
                let mut members = value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .chain(value.is_object().then_some(*value));
                members.any(|member| member.get("Effect").is_some())
            });
            if let Some(statements) = statements {
                let list = statements.as_array();
                let list = list.map_or_else(|| std::slice::from_ref(statements), Vec::as_slice);
                for statement in list {
                    for name in ELEMENTS
                        .iter()
                        .flat_map(|(named, excluded)| [*named, *excluded])
                    {
                        strings(name, &statement[name], into);
                    }
                }
                return;
            }
            fields.values().for_each(|field| expected(field, into));
        }
        Value::Array(members) => members.iter().for_each(|member| expected(member, into)),
        Value::String(text) if text.contains("Statement") => {
            if let Ok(inner) = serde_json::from_str(text) {
                expected(&inner, into);
            }
        }
        _ => {}
    }
}

fn strings(name: &'static str, value: &Value, into: &mut Bag) {
    match value {
        Value::String(text) => *into.entry((name, text.clone())).or_default() += 1,
        Value::Array(members) => members
            .iter()
            .for_each(|member| strings(name, member, into)),
        _ => {}
    }
}

/// What the readers made of it; every token decodes to its text.
fn found(name: &str, input: &Read) -> Bag {
    let pools = &input.model.pools;
    let mut bag = Bag::new();
    // Documents that come with the program are in no file of the input.
    let own = |at: ramlint::source::Span| input.sources.path(at.file) == name;
    for (id, _) in pools.documents().filter(|(_, found)| own(found.at)) {
        for (_, statement) in pools.statements(id) {
            for (elements, names) in [
                (statement.actions, ELEMENTS[0]),
                (statement.resources, ELEMENTS[1]),
            ] {
                add(name, input, elements, names, &mut bag);
            }
        }
    }
    bag
}

fn add(
    file: &str,
    input: &Read,
    elements: Elements,
    names: (&'static str, &'static str),
    bag: &mut Bag,
) {
    let name = match elements.form {
        Form::Named => names.0,
        Form::Excluded => names.1,
        Form::Missing => return,
    };
    for element in input.model.pools.elements(elements.list) {
        let text = input.model.pools.str(element.text);
        let token = input.sources.slice(element.at);
        let decoded: Result<Value, _> = serde_json::from_str(token);
        match decoded {
            Ok(Value::String(decoded)) => assert_eq!(decoded, text, "{file}: {token}"),
            // A document inside a string: its quotes are escaped once more.
            _ => {
                let outer: String = serde_json::from_str(&format!("\"{token}\""))
                    .unwrap_or_else(|error| panic!("{file}: {token}: {error}"));
                let inner: String = serde_json::from_str(&outer)
                    .unwrap_or_else(|error| panic!("{file}: {token}: {error}"));
                assert_eq!(inner, text, "{file}: {token}");
            }
        }
        *bag.entry((name, text.to_owned())).or_default() += 1;
    }
}

#[test]
fn every_action_and_resource_is_what_serde_json_reads() {
    let mut compared = 0;
    for (name, text) in files("json", 400) {
        let Ok(value) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        let mut wanted = Bag::new();
        expected(&value, &mut wanted);
        let input = read(&[(&name, &text)]);
        assert_eq!(found(&name, &input), wanted, "{name}");
        compared += wanted.values().sum::<usize>();
    }
    if folder().is_some() {
        assert!(compared > 1000, "{compared}");
    }
}
