//! `[rules]` and `[[overrides]]`: the level of each rule, in all files or in some.

use std::collections::BTreeMap;

use serde_json::Value as Json;
use toml::de::DeTable;

use super::globs::PathGlob;
use super::keys::{given, unknown};
use super::text::{Place, Reader, quoted};
use super::values::{Given, Origin, RuleLevel, Value, Written};
use crate::cli::selection::{self, Weight};
use crate::rules::{Level, RULES, Rule};

/// What is said of rules by one word.
#[derive(Clone, Debug)]
struct Said {
    /// An id, a name or a prefix.
    word: String,
    level: Option<Given<RuleLevel>>,
    waivable: Option<Given<bool>>,
}

/// `[rules]`, of each file that has it; a later one wins.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    layers: Vec<Vec<Said>>,
}

/// One of `[[overrides]]`.
#[derive(Clone, Debug)]
struct Override {
    paths: Vec<PathGlob>,
    /// Where the paths are given.
    at: Origin,
    rules: Vec<Said>,
}

/// `[[overrides]]`, the last of which wins.
#[derive(Clone, Debug, Default)]
pub struct Overrides(Vec<Override>);

/// What configuration says of one rule.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// Its level.
    pub level: Option<Given<RuleLevel>>,
    /// Whether its findings may be waived.
    pub waivable: Option<Given<bool>>,
}

impl Setting {
    /// Takes over what a table says of a rule: of several words the one that says
    /// most of it.
    fn take(&mut self, table: &[Said], rule: &Rule) {
        let weight = |said: &Said| selection::weight(&said.word, rule);
        let best = |has: fn(&Said) -> bool| {
            let fitting = table.iter().filter(|said| has(said));
            let fitting = fitting.filter_map(|said| Some((weight(said)?, said)));
            fitting
                .max_by_key(|(weight, _): &(Weight, _)| *weight)
                .map(|(_, said)| said)
        };
        if let Some(said) = best(|said| said.level.is_some()) {
            self.level.clone_from(&said.level);
        }
        if let Some(said) = best(|said| said.waivable.is_some()) {
            self.waivable.clone_from(&said.waivable);
        }
    }

    /// Where the rule was switched off, if it was.
    #[must_use]
    pub fn off(&self) -> Option<&Origin> {
        let off = self.level.as_ref();
        off.filter(|level| level.value == RuleLevel::Off)
            .map(|level| &level.from)
    }
}

impl Said {
    /// For comparing and showing: a level, or a table.
    fn shown(&self) -> (String, Json) {
        let level = self.level.as_ref().map(|given| given.value.shown());
        let value = match (&self.waivable, level) {
            (None, level) => level.unwrap_or(Json::Null),
            (Some(waivable), level) => {
                serde_json::json!({ "level": level, "waivable": waivable.value })
            }
        };
        (self.word.clone(), value)
    }
}

impl Rules {
    /// Reads the section.
    #[must_use]
    pub fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Self {
        let Some(table) = value.get_ref().as_table() else {
            let got = reader.quoted(&value.span());
            reader.wrong(
                &value.span(),
                format!("`rules` is a section, written `[rules]`, and got {got}"),
            );
            return Self::default();
        };
        Self {
            layers: vec![said(table, "rules", reader)],
        }
    }

    /// Puts the layers of another before these.
    pub fn fill_from(&mut self, mut other: Self) {
        other.layers.append(&mut self.layers);
        *self = other;
    }

    /// What is said, the nearest file last.
    #[must_use]
    pub fn shown(&self) -> Json {
        let layers = self.layers.iter();
        layers.map(|layer| table_shown(layer)).collect()
    }

    /// What is said of a rule in all files.
    #[must_use]
    pub fn of(&self, rule: &Rule) -> Setting {
        let mut setting = Setting::default();
        for layer in &self.layers {
            setting.take(layer, rule);
        }
        setting
    }
}

impl Overrides {
    /// Reads the list.
    #[must_use]
    pub fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Self {
        let Some(list) = value.get_ref().as_array() else {
            let got = reader.quoted(&value.span());
            reader.wrong(
                &value.span(),
                format!(
                    "`overrides` is a list of tables, each written `[[overrides]]`, and got {got}"
                ),
            );
            return Self::default();
        };
        Self(
            list.iter()
                .filter_map(|one| Override::read(one, reader))
                .collect(),
        )
    }

    /// Puts those of another before these.
    pub fn fill_from(&mut self, mut other: Self) {
        other.0.append(&mut self.0);
        *self = other;
    }

    /// What is said, the last of which wins.
    #[must_use]
    pub fn shown(&self) -> Json {
        let shown = |one: &Override| serde_json::json!({ "paths": one.paths.shown(), "rules": table_shown(&one.rules) });
        self.0.iter().map(shown).collect()
    }

    /// Where those stand none of whose patterns matches, of which `matches` tells.
    pub fn idle(&self, matches: &dyn Fn(&PathGlob) -> bool) -> Vec<&Origin> {
        let idle = self.0.iter().filter(|one| !one.paths.iter().any(matches));
        idle.map(|one| &one.at).collect()
    }

    /// Takes over what is said of a rule in a file.
    pub fn add(&self, rule: &Rule, path: &str, to: &mut Setting) {
        let matching = self.0.iter();
        for one in matching.filter(|one| one.paths.iter().any(|glob| glob.matches(path))) {
            to.take(&one.rules, rule);
        }
    }

    /// Levels that a rule has in some file or other by what is said here.
    pub fn levels(&self, rule: &Rule) -> impl Iterator<Item = Level> {
        self.0.iter().filter_map(|one| {
            let mut setting = Setting::default();
            setting.take(&one.rules, rule);
            setting.level?.value.level()
        })
    }

    /// Whether it is said here that findings of a rule may be waived in some files.
    #[must_use]
    pub fn is_waivable(&self, rule: &Rule) -> bool {
        self.0.iter().any(|one| {
            let mut setting = Setting::default();
            setting.take(&one.rules, rule);
            setting.waivable.is_some_and(|given| given.value)
        })
    }
}

impl Override {
    fn read(value: &Written<'_>, reader: &mut Reader<'_>) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            "overrides".clone_into(&mut reader.key);
            reader.unfit(&value.span(), "tables, each written `[[overrides]]`");
            return None;
        };
        let mut paths: Option<Given<Vec<PathGlob>>> = None;
        let mut rules = None;
        let (mut has_paths, mut has_rules) = (false, false);
        for (name, value) in table {
            match name.get_ref().as_ref() {
                "paths" => {
                    has_paths = true;
                    paths = given("overrides.paths", value, reader);
                }
                "rules" => {
                    has_rules = true;
                    "overrides.rules".clone_into(&mut reader.key);
                    match value.get_ref().as_table() {
                        Some(table) => rules = Some(said(table, "overrides.rules", reader)),
                        None => reader.unfit(&value.span(), "a table in `{ }`"),
                    }
                }
                _ => unknown(name, "`[[overrides]]`", &["paths", "rules"], reader),
            }
        }
        if !has_paths {
            reader.wrong(
                &value.span(),
                "`[[overrides]]` has no `paths`; say for which files it is",
            );
        }
        if !has_rules {
            reader.wrong(
                &value.span(),
                "`[[overrides]]` has no `rules`; say what holds in its files",
            );
        }
        let paths = paths?;
        Some(Self {
            paths: paths.value,
            at: paths.from,
            rules: rules?,
        })
    }
}

fn table_shown(table: &[Said]) -> Json {
    Json::Object(table.iter().map(Said::shown).collect())
}

/// Reads a table of rules: a level for each, or a table with its level and whether
/// its findings may be waived.
fn said(table: &DeTable<'_>, key: &str, reader: &mut Reader<'_>) -> Vec<Said> {
    let mut all = Vec::new();
    let mut seen: BTreeMap<&str, Place> = BTreeMap::new();
    // By place, so that of two words for one rule the second is the mistake.
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    for (name, value) in entries {
        let word = name.get_ref().as_ref();
        if !selection::concerns_any(word) {
            reader.wrong(&name.span(), selection::no_rule(word));
        }
        if let Some(rule) = selection::rule(word) {
            let place = reader.place(&name.span());
            if let Some(first) = seen.insert(rule.id, place) {
                let quoted = reader.quoted(&name.span());
                let text = format!("{quoted} is set twice, first in line {}", first.line);
                reader.wrong(&name.span(), text);
            }
        }
        let mut said = Said {
            word: word.to_owned(),
            level: None,
            waivable: None,
        };
        let dotted = format!("{key}.{word}");
        let shown = quoted(&dotted);
        let shown = shown.trim_matches('`');
        match value.get_ref().as_table() {
            None => said.level = given(shown, value, reader),
            Some(table) => {
                for (name, value) in table {
                    match name.get_ref().as_ref() {
                        "level" => {
                            said.level = given(&format!("{shown}.level"), value, reader);
                        }
                        "waivable" => {
                            said.waivable = given(&format!("{shown}.waivable"), value, reader);
                            let is_asked = said.waivable.as_ref().is_some_and(|one| one.value);
                            if is_asked && selection::concerns_any(word) && !can_be_waived(word) {
                                let text = format!(
                                    "findings of {} can never be waived, since nobody could say what that would accept; take `waivable` out",
                                    quoted(word)
                                );
                                reader.wrong(&name.span(), text);
                            }
                        }
                        _ => {
                            let whose = format!("`{shown}`");
                            unknown(name, &whose, &["level", "waivable"], reader);
                        }
                    }
                }
            }
        }
        all.push(said);
    }
    all
}

/// Whether findings of some rule that a word stands for can be waived at all.
fn can_be_waived(word: &str) -> bool {
    let mut rules = RULES.iter();
    rules.any(|rule| rule.is_waivable() && selection::weight(word, rule).is_some())
}

#[cfg(test)]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use serde_json::json;

    use super::{Overrides, RuleLevel, Rules};
    use crate::cli::configuration::globs::PathGlob;

    impl JsonSchema for Rules {
        fn schema_name() -> Cow<'static, str> {
            "Rules".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let level = generator.subschema_for::<RuleLevel>();
            json_schema!({
                "type": "object",
                "propertyNames": { "pattern": "^([Rr][Aa][Mm][0-9]{0,3}|[A-Za-z0-9-]+)$" },
                "additionalProperties": {
                    "anyOf": [
                        level,
                        {
                            "type": "object",
                            "properties": {
                                "level": level,
                                "waivable": {
                                    "description": "Whether its findings may be waived.",
                                    "type": "boolean",
                                },
                            },
                            "additionalProperties": false,
                        },
                    ],
                },
            })
        }
    }

    impl JsonSchema for Overrides {
        fn schema_name() -> Cow<'static, str> {
            "Overrides".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let (paths, rules) = (
                generator.subschema_for::<Vec<PathGlob>>(),
                generator.subschema_for::<Rules>(),
            );
            let item = json!({
                "type": "object",
                "properties": { "paths": paths, "rules": rules },
                "required": ["paths", "rules"],
                "additionalProperties": false,
            });
            json_schema!({ "type": "array", "items": item })
        }
    }
}
