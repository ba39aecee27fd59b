//! A template's sections by name, and the work that may be spent on it.

use std::collections::BTreeMap;

use crate::readers::Candidate;
use crate::source::{LineIndex, Span};
use crate::syntax::{Kind, Value};

/// Values evaluated in one template; what comes after them is unknown.
pub const MAX_STEPS: u32 = 1_000_000;

/// Evaluations inside each other: values in values, and references to values.
pub const MAX_DEPTH: u32 = 160;

/// Instances of one resource that has a `Count`.
pub const MAX_INSTANCES: u32 = 1_000;

/// Bytes of text that the functions of one template may make.
pub const MAX_TEXT: usize = 16 << 20;

/// A member of a section.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member<'c> {
    pub(super) key: Value<'c>,
    pub(super) value: Value<'c>,
}

/// The members of a section by name; the last of several counts.
type Section<'c> = BTreeMap<&'c str, Member<'c>>;

/// One template.
pub(super) struct Template<'c> {
    pub(super) candidate: Candidate<'c>,
    pub(super) root: Value<'c>,
    pub(super) parameters: Section<'c>,
    pub(super) mappings: Section<'c>,
    pub(super) conditions: Section<'c>,
    pub(super) locals: Section<'c>,
    pub(super) resources: Section<'c>,
    lines: LineIndex,
}

impl<'c> Template<'c> {
    pub(super) fn new(candidate: Candidate<'c>, root: Value<'c>) -> Self {
        let section = |name| {
            let members = member(root, name).into_iter();
            let members = members.flat_map(|section| section.value.members());
            members
                .map(|(key, value)| (key.text(), Member { key, value }))
                .collect()
        };
        Self {
            candidate,
            root,
            parameters: section("Parameters"),
            mappings: section("Mappings"),
            conditions: section("Conditions"),
            locals: section("Locals"),
            resources: section("Resources"),
            lines: LineIndex::new(candidate.text),
        }
    }

    pub(super) fn path(&self) -> &'c str {
        self.candidate.path
    }

    /// `template.yml:12`, as a detail says where something is declared.
    pub(super) fn line(&self, at: Span) -> String {
        if at.file != self.candidate.file {
            return self.path().to_owned();
        }
        format!("{}:{}", self.path(), self.lines.line_of(at.start))
    }

    /// `template.yml:12:5`, which tells one call of a function from another.
    pub(super) fn place(&self, at: Span) -> String {
        if at.file != self.candidate.file {
            return self.path().to_owned();
        }
        let place = self.lines.locate(self.candidate.text, at.start);
        format!("{}:{}:{}", self.path(), place.line, place.column)
    }

    /// What a resource is called in the run.
    pub(super) fn address(&self, name: &str, index: Option<u32>) -> String {
        match index {
            None => format!("{}#{name}", self.path()),
            Some(index) => format!("{}#{name}[{index}]", self.path()),
        }
    }
}

/// The last member of an object with exactly this key.
pub(super) fn member<'c>(object: Value<'c>, name: &str) -> Option<Member<'c>> {
    let members = object.members().filter(|(key, _)| key.text() == name);
    members.last().map(|(key, value)| Member { key, value })
}

/// The call of a function: a mapping whose only key is `Ref`, `Fn::Name` or the
/// tag `!Name`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'c> {
    /// Without `Fn::`.
    pub(super) function: &'c str,
    pub(super) argument: Value<'c>,
    /// The whole call.
    pub(super) at: Span,
}

impl<'c> Call<'c> {
    pub(super) fn of(value: Value<'c>) -> Option<Self> {
        let mut members = value.members();
        let (key, argument) = members.next()?;
        if key.kind() != Kind::String || members.next().is_some() {
            return None;
        }
        let key = key.text();
        let function = match key.strip_prefix('!') {
            Some(tag) => tag.strip_prefix("Fn::").unwrap_or(tag),
            None if key == "Ref" => key,
            None => key.strip_prefix("Fn::")?,
        };
        Some(Self {
            function,
            argument,
            at: value.at(),
        })
    }

    /// The arguments, where they are a list; the only one otherwise.
    pub(super) fn arguments(&self) -> Vec<Value<'c>> {
        match self.argument.kind() {
            Kind::Array => self.argument.items().collect(),
            _ => vec![self.argument],
        }
    }

    /// Whether it is `{Ref: ALIYUN::NoValue}`, which leaves out what it stands for.
    pub(super) fn is_no_value(&self) -> bool {
        self.function == "Ref" && self.argument.as_str() == Some("ALIYUN::NoValue")
    }
}
