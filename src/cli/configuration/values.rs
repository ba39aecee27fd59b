//! What the value of a key may be. Each kind reads itself from TOML, tells itself
//! as JSON and, in tests, says what the schema has to say of it.

use std::collections::BTreeMap;

use clap::ValueEnum;
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::DeValue;

use super::text::{Place, Reader, choice, quoted};
use crate::cli::args::{AtMost, ConfidenceArg, FailOn, LevelArg, ReadingsArg};
use crate::cli::limits::Size;
use crate::cli::{asking, disk, selection};
use crate::model::catalogue::Catalogue;
use crate::report::display::Untrusted;
use crate::report::run::SetAt;
use crate::rules::Level;

/// Entries of one list.
const MOST_ENTRIES: usize = 5000;

/// A value, and where it was given.
#[derive(Clone, Debug)]
pub struct Given<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub from: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Nobody gave one.
    Default,
    /// A configuration file.
    File(Place),
    /// A variable that stands in for a flag.
    Variable(String),
    /// A flag, with its dashes.
    Flag(String),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(place) => place.fmt(f),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

impl Origin {
    /// For a report.
    #[must_use]
    pub fn told(&self) -> SetAt {
        match self {
            Self::File(place) => SetAt {
                by: Untrusted::new(place.path.to_string()),
                line: Some(place.line),
            },
            other => SetAt {
                by: Untrusted::new(other.to_string()),
                line: None,
            },
        }
    }
}

/// A value as TOML has it.
pub type Written<'i> = Spanned<DeValue<'i>>;

/// What a key may hold.
pub trait Value: Clone {
    /// Reads one; notes what is wrong if it is none.
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self>;

    /// The value for people and programs.
    fn shown(&self) -> Json;
}

/// Reads a text.
pub fn string<'v>(value: &'v Written<'_>, reader: &mut Reader<'_>) -> Option<&'v str> {
    let found = value.get_ref().as_str();
    if found.is_none() {
        reader.unfit(&value.span(), "a text in quotes");
    }
    found
}

/// Reads one word of several.
fn word<T: ValueEnum>(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<T> {
    let names = words::<T>();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if let Some(found) = value.get_ref().as_str()
        && let Ok(one) = T::from_str(found, false)
    {
        return Some(one);
    }
    let near = value.get_ref().as_str().map_or_else(String::new, |text| {
        let near = crate::model::catalogue::similar_names(text, names.iter().copied(), 1);
        near.first().map_or_else(String::new, |name| {
            format!("; there is one with a similar name: `{name}`")
        })
    });
    let (key, got) = (reader.key.clone(), reader.quoted(&value.span()));
    let wanted = choice(&names);
    reader.wrong(
        &value.span(),
        format!("`{key}` wants {wanted}, and got {got}{near}"),
    );
    None
}

/// The words of an enumeration.
pub fn words<T: ValueEnum>() -> Vec<String> {
    let all = T::value_variants().iter();
    all.filter_map(ValueEnum::to_possible_value)
        .map(|one| one.get_name().to_owned())
        .collect()
}

/// Values that are one word of several.
macro_rules! one_of {
    ($($name:ident),*) => { $(
        impl Value for $name {
            fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                word(value, reader)
            }

            fn shown(&self) -> Json {
                let word = self.to_possible_value();
                word.map_or(Json::Null, |word| word.get_name().into())
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "enum": words::<Self>() })
            }
        }
    )* };
}

/// The level of a rule, or that it does not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[expect(missing_docs, reason = "the words are the documentation")]
pub enum RuleLevel {
    Off,
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl RuleLevel {
    /// The level, unless the rule is off.
    #[must_use]
    pub const fn level(self) -> Option<Level> {
        match self {
            Self::Off => None,
            Self::Info => Some(Level::Info),
            Self::Low => Some(Level::Low),
            Self::Medium => Some(Level::Medium),
            Self::High => Some(Level::High),
            Self::Critical => Some(Level::Critical),
        }
    }
}

one_of!(RuleLevel, LevelArg, ConfidenceArg, FailOn, ReadingsArg);

impl Value for bool {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let found = value.get_ref().as_bool();
        if found.is_none() {
            reader.unfit(&value.span(), "`true` or `false`");
        }
        found
    }

    fn shown(&self) -> Json {
        (*self).into()
    }
}

impl Value for u32 {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let found = value
            .get_ref()
            .as_integer()
            .and_then(|number| Self::from_str_radix(number.as_str(), number.radix()).ok());
        if found.is_none() {
            reader.unfit(&value.span(), "a whole number from 0 to 4294967295");
        }
        found
    }

    fn shown(&self) -> Json {
        (*self).into()
    }
}

impl Value for Size {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let found = value.get_ref().as_str().and_then(|text| text.parse().ok());
        if found.is_none() {
            reader.unfit(&value.span(), "a size in quotes, such as \"64 MiB\"");
        }
        found
    }

    fn shown(&self) -> Json {
        self.to_string().into()
    }
}

impl Value for String {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        string(value, reader).map(str::to_owned)
    }

    fn shown(&self) -> Json {
        self.as_str().into()
    }
}

impl Value for AtMost {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| usize::from_str_radix(number.as_str(), number.radix()).ok());
        let all = value.get_ref().as_str() == Some("all");
        let found = number.map(Self::Only).or(all.then_some(Self::All));
        if found.is_none() {
            reader.unfit(&value.span(), "a whole number or `all`");
        }
        found
    }

    fn shown(&self) -> Json {
        match self {
            Self::All => "all".into(),
            Self::Only(number) => (*number).into(),
        }
    }
}

impl<T: Value> Value for Vec<T> {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(list) = value.get_ref().as_array() else {
            reader.unfit(&value.span(), "a list in `[ ]`");
            return None;
        };
        if list.len() > MOST_ENTRIES {
            reader.unfit(&value.span(), &format!("at most {MOST_ENTRIES} entries"));
            return None;
        }
        let read: Vec<Option<T>> = list.iter().map(|one| T::read(one, reader)).collect();
        read.into_iter().collect()
    }

    fn shown(&self) -> Json {
        self.iter().map(Value::shown).collect()
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            reader.unfit(&value.span(), "a table in `{ }`");
            return None;
        };
        let mut read = Self::new();
        let mut whole = true;
        for (name, value) in table {
            if name.get_ref().is_empty() {
                let key = reader.key.clone();
                reader.wrong(&name.span(), format!("`{key}` has an empty name; name it"));
                whole = false;
            }
            match T::read(value, reader) {
                Some(value) => {
                    read.insert(name.get_ref().clone().into_owned(), value);
                }
                None => whole = false,
            }
        }
        whole.then_some(read)
    }

    fn shown(&self) -> Json {
        let entries = self.iter();
        Json::Object(
            entries
                .map(|(name, value)| (name.clone(), value.shown()))
                .collect(),
        )
    }
}

/// Kinds of text: a name, what the schema says of it, and a check that gives the
/// reason why a text is none.
macro_rules! texts {
    ($($(#[$about:meta])* $name:ident, $schema:tt, $check:expr;)*) => { $(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub String);

        impl Value for $name {
            fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
                let text = string(value, reader)?;
                let check: fn(&str, &Reader<'_>) -> Result<String, String> = $check;
                match check(text, reader) {
                    Ok(text) => Some(Self(text)),
                    Err(why) => {
                        let key = reader.key.clone();
                        reader.wrong(&value.span(), format!("`{key}`: {why}"));
                        None
                    }
                }
            }

            fn shown(&self) -> Json {
                self.0.as_str().into()
            }
        }

        #[cfg(test)]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn inline_schema() -> bool {
                true
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    )* };
}

texts! {
    /// The name of one action.
    Action, { "type": "string", "pattern": "^[A-Za-z0-9-]+:[A-Za-z0-9_-]+$" }, |text, reader| {
        asking::plain_action(text).map_err(|error| error.0)?;
        let is_meant = reader.unlisted.contains(&text.to_ascii_lowercase());
        match Catalogue::embedded().misspelt_action(text).filter(|_| !is_meant) {
            Some(near) => Err(asking::misspelt(text, near)),
            None => Ok(text.to_owned()),
        }
    };

    /// The name of one action that the catalogue lacks.
    Unlisted, { "type": "string", "pattern": "^[A-Za-z0-9-]+:[A-Za-z0-9_-]+$" }, |text, _| {
        asking::plain_action(text).map_err(|error| error.0)?;
        Ok(text.to_owned())
    };

    /// The id or name of a rule, or how ids begin.
    RuleWord, { "type": "string", "pattern": "^([Rr][Aa][Mm][0-9]{0,3}|[A-Za-z0-9-]+)$" }, |text, _| {
        if selection::concerns_any(text) {
            return Ok(text.to_owned());
        }
        Err(selection::no_rule(text))
    };

    /// The id of an account.
    AccountId, { "type": "string", "pattern": "^[0-9]+$" }, |text, _| {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(text.to_owned());
        }
        Err(format!("{} is no id of an account, which is a number in quotes", quoted(text)))
    };

    /// A file inside of the root, relative to it once it is read.
    FilePath, { "type": "string", "minLength": 1 }, |text, reader| {
        inside(&reader.folder, text).ok_or_else(|| format!(
            "{} is not a path inside of the root; paths start at the folder of the file that they stand in",
            quoted(text)
        ))
    };

    /// A version of the catalogue.
    CatalogueVersion, { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$" }, |text, _| {
        let fits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if fits && matches!(text.len(), 7 | 10) {
            return Ok(text.to_owned());
        }
        Err(format!(
            "{} is no version of the catalogue; this program has `{}`",
            quoted(text), crate::model::catalogue::VERSION
        ))
    };

    /// Which versions of the program may be used.
    Requirement, { "type": "string", "minLength": 1 }, |text, _| {
        match semver::VersionReq::parse(text) {
            Ok(_) => Ok(text.to_owned()),
            Err(error) => Err(format!(
                "{} is no requirement of a version, such as `>=0.4` or `>=0.4, <2`: {error}",
                quoted(text)
            )),
        }
    };
}

/// A path relative to the root that a file of a folder names; none if it is absolute
/// or leaves the root.
#[must_use]
pub fn inside(folder: &str, path: &str) -> Option<String> {
    if path.is_empty() || path.contains(['\\', '\0']) {
        return None;
    }
    if path.starts_with('/') {
        return None;
    }
    let joined = disk::normal(std::path::Path::new(folder).join(path))?;
    let text = joined.to_str().filter(|text| !text.is_empty())?;
    Some(text.to_owned())
}

#[cfg(test)]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Given<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
impl schemars::JsonSchema for AtMost {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AtMost".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "const": "all" }] })
    }
}

#[cfg(test)]
impl schemars::JsonSchema for Size {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9]+ *([Kk][Ii][Bb]|[Mm][Ii][Bb]|[Gg][Ii][Bb]|[Bb][Yy][Tt][Ee][Ss])$" })
    }
}
