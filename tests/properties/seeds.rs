//! Inputs to begin with: the examples of this project, as each property takes them.

use std::fs;
use std::path::Path;

use ramlint::rules::{RULES, Sample};

/// A path and a text.
type Text = (String, String);

/// The policies that the project comes with.
fn policies(top: &Path) -> Vec<Text> {
    let mut found = Vec::new();
    let mut pending = vec![top.join("policies")];
    while let Some(folder) = pending.pop() {
        let mut entries: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                pending.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let name = path.strip_prefix(top).unwrap().to_str().unwrap();
                // A property is tried many times a second on what is small.
                if text.len() <= 4096 {
                    found.push((name.to_owned(), text));
                }
            }
        }
    }
    found
}

/// What the page of each rule says to avoid and to prefer, input by input.
fn pages() -> Vec<Vec<Text>> {
    let texts = |samples: &'static [Sample]| -> Vec<Text> {
        let text = |sample: &Sample| (sample.path.to_owned(), sample.plain());
        samples.iter().map(text).collect()
    };
    let of_rules = RULES
        .iter()
        .flat_map(|rule| [texts(rule.docs.avoid), texts(rule.docs.prefer)]);
    of_rules.collect()
}

/// Inputs for a target. `top` is the folder of the project.
pub fn of(target: &str, top: &Path) -> Vec<Vec<u8>> {
    let singles = || {
        policies(top)
            .into_iter()
            .chain(pages().into_iter().flatten())
    };
    let ending = |ends: &'static [&'static str]| -> Vec<Vec<u8>> {
        let fits = move |(path, _): &Text| ends.iter().any(|end| path.ends_with(end));
        let texts = singles().filter(fits).map(|(_, text)| text.into_bytes());
        texts.collect()
    };
    let numbered = |first: u8, ends: &'static [&'static str]| {
        let with = move |text: Vec<u8>| [vec![first], text].concat();
        ending(ends).into_iter().map(with)
    };
    let mut all = match target {
        "json" | "answers" | "plan" => ending(&[".json"]),
        "yaml" | "ros" => ending(&[".yaml", ".yml", ".json"]),
        "hcl" | "terraform" => ending(&[".tf", ".tfvars", ".tf.json"]),
        "account" => ending(&[".json", ".yaml"]),
        "sanitiser" => ending(&["README.md"]),
        "settings" => numbered(1, &["waivers.toml"])
            .chain(numbered(2, &["tests.toml"]))
            .chain([
                [b"\0", ramlint::cli::configuration::TEMPLATE.as_bytes()].concat(),
                b"\x01[[waiver]]\nrules = [\"RAM101\"]\nreason = \"r\"\nexpires = 2026-12-31\n\0# ramlint-ignore RAM101 until 2026-12-31: why\na = 1\n".to_vec(),
                b"\x02[[test]]\nprincipal = \"user/a\"\nexpect = \"no-access\"\n".to_vec(),
                b"\x03{\"schema\":\"ramlint/baseline\",\"schema_version\":1,\"fingerprint_scheme\":\"ramlint/v1\",\"findings\":[]}".to_vec(),
            ])
            .collect(),
        "whole" => pages()
            .into_iter()
            .map(|texts| {
                let texts = texts.into_iter();
                let texts: Vec<String> = texts.map(|(path, text)| format!("{path}\n{text}")).collect();
                texts.join("\0").into_bytes()
            })
            .collect(),
        _ => Vec::new(),
    };
    // Whatever draws from bytes begins with some of every kind.
    all.extend((0..8_u8).map(|number| {
        let byte = |place: u8| {
            place
                .wrapping_mul(number.wrapping_mul(37))
                .wrapping_add(number)
        };
        (0..96).map(byte).collect()
    }));
    all
}
