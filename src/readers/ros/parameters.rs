//! Parameters: values that the command line gives, else defaults, else holes.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::model::missing::{Missing, MissingKind};
use crate::model::structure::StructureKind;
use crate::readers::evaluated::{Data, Evaluated};
use crate::readers::ros::evaluator::Evaluator;
use crate::readers::ros::template::{Member, member};
use crate::readers::session::Session;
use crate::readers::{Note, Options, Parameter, Why, first_unrecovered};
use crate::source::{FileId, Fragment, Sources, Span};
use crate::syntax::{Kind, Parsed, Tree, Value, json, yaml};

/// The value of a parameter that the command line gives.
#[derive(Clone, Debug)]
pub(in crate::readers) enum Given {
    /// On the command line itself, so that it has no place.
    Text(String),
    /// In a file.
    Value(Evaluated),
}

/// Takes in what the command line gives, later values before earlier ones.
pub(in crate::readers) fn gather(
    session: &mut Session<'_>,
    sources: &Sources,
    options: &Options<'_>,
) {
    for given in options.parameters {
        match given {
            Parameter::Value { name, value } => {
                let value = Given::Text(value.clone());
                session.parameters.insert(name.clone(), value);
            }
            Parameter::File(file) => of_file(session, sources, *file),
        }
    }
}

/// Tells which values no template asks for. Files may be made for many templates.
pub(in crate::readers) fn finish(session: &mut Session<'_>, options: &Options<'_>) {
    let mut told = BTreeSet::new();
    for given in options.parameters {
        if let Parameter::Value { name, .. } = given
            && !session.asked_parameters.contains(name)
            && told.insert(name)
        {
            session
                .report
                .notes
                .push(Note::UnusedParameter(name.clone()));
        }
    }
}

/// A mapping from names to values, or a list of `ParameterKey` and
/// `ParameterValue` as the API has it.
fn of_file(session: &mut Session<'_>, sources: &Sources, file: FileId) {
    let (path, text) = (sources.path(file), sources.text(file));
    let parsed = Parsed::file(text, file);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    if text.trim_start().starts_with(['{', '[']) {
        json::read(parsed, &mut tree, &mut problems);
    } else {
        yaml::read(parsed, &mut tree, &mut problems);
    }
    if let Some(lost) = first_unrecovered(&problems) {
        session.not_analysed(path, Some(lost.at), Why::Unparsable(lost.kind.clone()));
    }
    session.consumed.insert(file);
    let root = tree.root(parsed);
    let root = root.map(|root| member(root, "Parameters").map_or(root, |inner| inner.value));
    match root {
        Some(root) if root.kind() == Kind::Object => {
            for (name, value) in root.members() {
                give(session, name.text(), value);
            }
        }
        Some(root) if root.kind() == Kind::Array => {
            for item in root.items() {
                let name = member(item, "ParameterKey").map(|name| name.value.text());
                let value = member(item, "ParameterValue");
                match (name, value) {
                    (Some(name), Some(value)) => give(session, name, value.value),
                    _ => no_values(session, path, Some(item.at())),
                }
            }
        }
        _ => no_values(session, path, root.map(|root| root.at())),
    }
}

fn no_values(session: &mut Session<'_>, path: &str, at: Option<Span>) {
    let wanted = "a mapping from parameter names to values";
    let key = "Parameters".to_owned();
    let kind = StructureKind::BadKey { key, wanted };
    session.not_analysed(path, at, Why::Structure(kind));
}

fn give(session: &mut Session<'_>, name: &str, value: Value<'_>) {
    let value = Given::Value(Evaluated::of(value));
    session.parameters.insert(name.to_owned(), value);
}

impl<'c> Evaluator<'_, '_, 'c> {
    /// The value of a parameter that the template declares.
    pub(super) fn parameter(&mut self, name: &str, declared: Member<'c>) -> Evaluated {
        let key = (String::from("Parameters"), name.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let value = self.value_of_parameter(name, declared);
        self.known.insert(key, value.clone());
        value
    }

    fn value_of_parameter(&mut self, name: &str, declared: Member<'c>) -> Evaluated {
        let at = declared.key.at();
        let default = member(declared.value, "Default");
        let value = match self.session.parameters.get(name) {
            Some(Given::Text(text)) => {
                let at = default.map_or(at, |default| default.value.at());
                Evaluated::text(text, at)
            }
            Some(Given::Value(value)) => value.clone(),
            None => match default {
                Some(default) => Evaluated::of(default.value),
                None => {
                    let line = self.template.line(at);
                    let missing = Missing {
                        kind: MissingKind::Parameter,
                        name: name.to_owned(),
                        detail: format!("declared at {line} without a default"),
                        // It is the same parameter on whichever line it is declared.
                        definition: format!("parameter of {}", self.template.path()),
                    };
                    let hole = self.session.model.holes.intern(missing, Some(at));
                    return Evaluated::unknown(hole, at);
                }
            },
        };
        let kind = member(declared.value, "Type");
        let kind = kind.and_then(|kind| kind.value.as_str()).unwrap_or("");
        self.as_type(value, kind)
    }

    /// A parameter's string as its type has it.
    fn as_type(&mut self, value: Evaluated, kind: &str) -> Evaluated {
        let Some(text) = value.as_fragment() else {
            return value;
        };
        match kind {
            "CommaDelimitedList" if text.text.is_empty() => Evaluated::list(Vec::new(), value.at),
            "CommaDelimitedList" => {
                let parts = self.parts(text, ",", value.at);
                let trimmed = parts.items().iter().map(trim).collect();
                Evaluated::list(trimmed, value.at)
            }
            "Json" => of_json(text, value.at).unwrap_or(value),
            "Boolean" => match text.text.to_ascii_lowercase().as_str() {
                "true" => Evaluated::new(Data::Bool(true), value.at),
                "false" => Evaluated::new(Data::Bool(false), value.at),
                _ => value,
            },
            _ => value,
        }
    }
}

fn of_json(text: &Fragment, at: Span) -> Option<Evaluated> {
    let parsed = Parsed::fragment(text, at.file);
    let (mut tree, mut problems) = (Tree::default(), Vec::new());
    json::read(parsed, &mut tree, &mut problems);
    if first_unrecovered(&problems).is_some() {
        return None;
    }
    tree.root(parsed).map(Evaluated::of)
}

fn trim(value: &Evaluated) -> Evaluated {
    let Some(text) = value.as_fragment() else {
        return value.clone();
    };
    let whole = text.text.as_str();
    let start = whole.len().saturating_sub(whole.trim_start().len());
    let end = start.saturating_add(whole.trim().len());
    let mut fragment = Fragment::default();
    fragment.push_part(text, start, end);
    let at = fragment.at().unwrap_or(value.at);
    Evaluated::new(Data::Text(Rc::new(fragment)), at)
}
