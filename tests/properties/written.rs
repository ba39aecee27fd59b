//! JSON written anew, with the same meaning in another layout and order.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

/// JSON with its members in order.
#[derive(Clone, Debug)]
pub enum Json {
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
    /// Whether two members of an object may be read as one, in which case their order
    /// counts: condition keys are perhaps the same in whatever letter case.
    pub fn has_duplicates(&self) -> bool {
        match self {
            Self::Scalar(_) => false,
            Self::List(items) => items.iter().any(Self::has_duplicates),
            Self::Members(members) => {
                let keys = members.iter().map(|(key, _)| key.to_lowercase());
                let keys: BTreeSet<String> = keys.collect();
                keys.len() < members.len() || members.iter().any(|(_, one)| one.has_duplicates())
            }
        }
    }

    /// Writes it with that between tokens, and everything backwards if so wanted.
    pub fn write(&self, space: &str, backwards: bool) -> String {
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
    pub fn with_more(self) -> Self {
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

/// A text without members of one name.
pub fn json(text: &str) -> Option<Json> {
    let json: Json = serde_json::from_str(text).ok()?;
    (!json.has_duplicates()).then_some(json)
}
