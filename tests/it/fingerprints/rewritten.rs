//! FP-02, FP-03: layout, order and neighbours make no difference.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

use ramlint::rules::{RULES, Sample};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Texts, prints};
use crate::marked::GUARDED;

/// JSON with its members in order.
#[derive(Clone, Debug)]
enum Json {
    Scalar(String),
    List(Vec<Json>),
    Members(Vec<(String, Json)>),
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Json;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
                Ok(Json::Scalar(value.to_string()))
            }

            fn visit_unit<E>(self) -> Result<Json, E> {
                Ok(Json::Scalar("null".to_owned()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Json, E> {
                Ok(Json::Scalar(quoted(value)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    all.push(item);
                }
                Ok(Json::List(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = members.next_entry()? {
                    all.push(member);
                }
                Ok(Json::Members(all))
            }
        }
        from.deserialize_any(Any)
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

impl Json {
    fn has_duplicates(&self) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::List(items) => items.iter().any(Self::has_duplicates),
            Self::Members(members) => {
                let keys: BTreeSet<&String> = members.iter().map(|(key, _)| key).collect();
                keys.len() < members.len() || members.iter().any(|(_, one)| one.has_duplicates())
            }
        }
    }

    /// Writes it with that between tokens, and everything backwards if so wanted.
    fn write(&self, space: &str, backwards: bool) -> String {
        let mut parts: Vec<String> = match self {
            Self::Scalar(text) => return text.clone(),
            Self::List(items) => items
                .iter()
                .map(|one| one.write(space, backwards))
                .collect(),
            Self::Members(members) => members
                .iter()
                .map(|(key, one)| {
                    format!(
                        "{}{space}:{space}{}",
                        quoted(key),
                        one.write(space, backwards)
                    )
                })
                .collect(),
        };
        if backwards {
            parts.reverse();
        }
        let inside = parts.join(&format!("{space},{space}"));
        match self {
            Self::List(_) => format!("[{space}{inside}{space}]"),
            _ => format!("{{{space}{inside}{space}}}"),
        }
    }

    /// With another statement before the first of every document.
    fn with_more(self) -> Self {
        match self {
            Self::Scalar(text) => Self::Scalar(text),
            Self::List(items) => Self::List(items.into_iter().map(Self::with_more).collect()),
            Self::Members(members) => {
                let more = |(key, value): (String, Self)| match value {
                    Self::List(mut items) if key == "Statement" && !items.is_empty() => {
                        items.insert(0, serde_json::from_str(MORE).unwrap());
                        (key, Self::List(items))
                    }
                    value => (key, value.with_more()),
                };
                Self::Members(members.into_iter().map(more).collect())
            }
        }
    }
}

/// A statement that has nothing to do with any other.
const MORE: &str = r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:unrelated-bucket/one-object"}"#;

fn of_samples(samples: &[Sample]) -> Texts {
    let text = |sample: &Sample| (sample.path.to_owned(), sample.plain());
    samples.iter().map(text).collect()
}

/// What the pages of rules say to avoid, and the example company.
fn inputs() -> Vec<(String, Texts)> {
    let mut all = Vec::new();
    for rule in RULES {
        all.push((rule.id.to_owned(), of_samples(rule.docs.avoid)));
    }
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/examples");
    let mut texts = Texts::new();
    for folder in ["", "policies", "trust", "control-policies"] {
        let mut files: Vec<_> = fs::read_dir(top.join(folder)).unwrap().collect();
        files.sort_by_key(|entry| entry.as_ref().unwrap().path());
        for entry in files.into_iter().map(Result::unwrap) {
            let path = entry.path();
            if path.is_file() && path.extension().is_none_or(|ending| ending != "md") {
                let name = path.strip_prefix(&top).unwrap().to_str().unwrap();
                texts.push((name.to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    all.push(("examples".to_owned(), texts));
    all
}

/// Every text of an input written anew; `None` where none of them can be.
fn rewritten(texts: &Texts, write: &dyn Fn(&str, &str) -> Option<String>) -> Option<Texts> {
    let mut any = false;
    let texts = texts
        .iter()
        .map(|(path, text)| {
            let new = write(path, text);
            any |= new.as_ref().is_some_and(|new| new != text);
            (path.clone(), new.unwrap_or_else(|| text.clone()))
        })
        .collect();
    any.then_some(texts)
}

fn json(text: &str) -> Option<Json> {
    let json: Json = serde_json::from_str(text).ok()?;
    (!json.has_duplicates()).then_some(json)
}

#[test]
fn fp_02_fp_03_layout_and_order_make_no_difference() {
    type Write = (&'static str, &'static dyn Fn(&str, &str) -> Option<String>);
    let writes: &[Write] = &[
        ("minified", &|_, text| Some(json(text)?.write("", false))),
        ("spread", &|_, text| Some(json(text)?.write("\n \t", false))),
        ("backwards", &|_, text| Some(json(text)?.write(" ", true))),
        ("CRLF", &|_, text| Some(text.replace('\n', "\r\n"))),
        ("moved down", &|path, text| {
            let is_configuration = [".tf", ".yaml", ".yml"]
                .iter()
                .any(|end| path.ends_with(end));
            is_configuration.then(|| format!("# A remark.\n\n\n{text}"))
        }),
    ];
    let mut rewrote = 0;
    let mut failed = Vec::new();
    for (name, texts) in inputs() {
        let before = prints(&texts, GUARDED);
        for (how, write) in writes {
            let Some(after) = rewritten(&texts, write) else {
                continue;
            };
            rewrote += 1;
            let after = prints(&after, GUARDED);
            if before != after {
                let lost: Vec<_> = before.difference(&after).map(|one| one.0).collect();
                let new: Vec<_> = after.difference(&before).map(|one| one.0).collect();
                failed.push(format!("{name}, {how}: lost {lost:?}, new {new:?}"));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(rewrote > 300, "{rewrote}");
}

#[test]
fn fp_03_a_statement_before_takes_no_fingerprint_away() {
    let mut failed = Vec::new();
    for (name, texts) in inputs() {
        let more = |_: &str, text: &str| Some(json(text)?.with_more().write(" ", false));
        let Some(after) = rewritten(&texts, &more) else {
            continue;
        };
        let after = prints(&after, GUARDED);
        let lost: Vec<_> = prints(&texts, GUARDED)
            .difference(&after)
            .map(|one| one.0)
            .collect();
        if !lost.is_empty() {
            failed.push(format!("{name} lost {lost:?}"));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// A byte order mark is a fault of JSON of its own, and changes no other.
#[test]
fn fp_03_a_byte_order_mark_takes_no_fingerprint_away() {
    let mut failed = Vec::new();
    for (name, texts) in inputs() {
        let marked = rewritten(&texts, &|_, text| Some(format!("\u{feff}{text}"))).unwrap();
        let after = prints(&marked, GUARDED);
        let lost: Vec<_> = prints(&texts, GUARDED)
            .difference(&after)
            .map(|one| one.0)
            .collect();
        if !lost.is_empty() {
            failed.push(format!("{name} lost {lost:?}"));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}
