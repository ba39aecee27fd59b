//! A tree becomes a document: the only constructor of typed policies from text.
//! It never refuses. What RAM would refuse is read as it is meant, noted as a
//! structure problem, and guarded by the doubt that decides whether RAM takes
//! it (D12, D48).

mod condition;
mod length;
mod plain;
mod statement;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::doubt::{Choice, DoubtId};
use crate::model::policy::{DocumentId, DocumentKind, Statement, Text};
use crate::model::structure::{StructureKind, StructureProblem};
use crate::source::{HoleId, Span};
use crate::syntax::{Kind, Parsed, Value};

const DOCUMENT_ELEMENTS: &[&str] = &["Version", "Statement", "Id"];

/// Which of several equal keys counts (D12): one variable per object, with the
/// choices first, last and both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pick {
    All,
    First(DoubtId),
    Last(DoubtId),
    Union(DoubtId),
}

impl Pick {
    fn guard(self) -> Option<Choice> {
        match self {
            Self::All => None,
            Self::First(doubt) => Some(Choice::is(doubt, 0)),
            Self::Last(doubt) => Some(Choice::is(doubt, 1)),
            Self::Union(doubt) => Some(Choice::is(doubt, 2)),
        }
    }

    fn of<T: Copy>(self, members: &[T]) -> Vec<T> {
        match self {
            Self::All | Self::Union(_) => members.to_vec(),
            Self::First(_) => members.first().copied().into_iter().collect(),
            Self::Last(_) => members.last().copied().into_iter().collect(),
        }
    }
}

struct Lowering<'m> {
    model: &'m mut Model,
    kind: DocumentKind,
    guards: Vec<Choice>,
    /// Doubts of the statement that is being read: RAM may refuse it, and what
    /// it would do with the rest of the document is not known (R27, R28).
    within: Option<Vec<Choice>>,
    /// The `Sid`s met so far, with the places of their values.
    sids: BTreeMap<String, Span>,
}

/// Reads a document into the pools of the model.
pub fn document(value: Value<'_>, kind: DocumentKind, model: &mut Model) -> DocumentId {
    plain::document(value, kind, &mut model.pools).unwrap_or_else(|| careful(value, kind, model))
}

/// Reads the text of a document into the pools of the model, where it is JSON to the
/// letter and nothing in it is odd; no tree is made of it then. Returns nothing, and
/// leaves the pools as they were, where it takes a tree.
pub fn plain_text(parsed: Parsed<'_>, kind: DocumentKind, model: &mut Model) -> Option<DocumentId> {
    plain::text(parsed, kind, &mut model.pools)
}

/// Reads a document in which anything may be odd.
fn careful(value: Value<'_>, kind: DocumentKind, model: &mut Model) -> DocumentId {
    let mut lowering = Lowering {
        model,
        kind,
        guards: Vec::new(),
        within: None,
        sids: BTreeMap::new(),
    };
    lowering.document(value)
}

impl<'m> Lowering<'m> {
    fn document(&mut self, value: Value<'_>) -> DocumentId {
        let id = self.model.pools.next_document();
        let mut versions = Vec::new();
        let mut lists = Vec::new();
        if value.kind() != Kind::Object {
            self.problem(
                StructureKind::WrongType {
                    element: "the document",
                    wanted: "an object with Version and Statement",
                },
                value.at(),
            );
            self.refused("the document is not an object", value.at());
        }
        for (key, member) in value.members() {
            self.odd_characters("an element name", key);
            match self.element(DOCUMENT_ELEMENTS, key) {
                Some("Version") => versions.push(member),
                Some("Statement") => lists.push(member),
                Some("Id") => self.undocumented("Id", key, member),
                _ => {}
            }
        }
        self.version(&versions, value.at());
        if lists.is_empty() && value.kind() == Kind::Object {
            self.problem(StructureKind::MissingElement("Statement"), value.at());
            self.refused("Statement is missing", value.at());
        }
        let mut statements = Vec::new();
        for pick in self.picks(lists.len() > 1, value.at()) {
            let guard: Vec<Choice> = pick.guard().into_iter().collect();
            let mut index = 0;
            for list in pick.of(&lists) {
                self.statements(id, list, &guard, &mut index, &mut statements);
            }
        }
        let guards = std::mem::take(&mut self.guards);
        let length = length::compact(value);
        let first = self.model.pools.next::<Statement>();
        self.model.pools.add_all(statements);
        self.model
            .pools
            .add_document(self.kind, value.at(), length, first, guards)
    }

    /// Notes an element that RAM takes and does not document. Policies of other
    /// services may document it.
    fn undocumented(&mut self, name: &'static str, key: Value<'_>, member: Value<'_>) {
        if self.kind != DocumentKind::Resource {
            let at = key.at().to(member.at());
            self.problem(StructureKind::Undocumented(name), at);
        }
    }

    /// Notes a `Sid` that an earlier statement has too.
    fn sid(&mut self, member: Value<'_>) {
        let Some(text) = member.as_str().filter(|_| !member.has_hole()) else {
            return;
        };
        match self.sids.get(text) {
            Some(first) => {
                let related = Some(*first);
                self.model.structure_problems.push(StructureProblem {
                    kind: StructureKind::DuplicateSid(text.to_owned()),
                    at: member.at(),
                    related,
                });
            }
            None => {
                self.sids.insert(text.to_owned(), member.at());
            }
        }
    }

    fn version(&mut self, versions: &[Value<'_>], at: Span) {
        if versions.is_empty() {
            self.problem(StructureKind::NoVersion, at.first());
        }
        for version in versions {
            match (version.kind(), version.text()) {
                (Kind::String, "1") | (Kind::Hole, _) => {}
                (Kind::Number, "1") => self.problem(StructureKind::VersionNumber, version.at()),
                (_, text) => {
                    self.problem(StructureKind::Version(text.to_owned()), version.at());
                    self.refused("Version", version.at());
                }
            }
        }
    }

    fn statements(
        &mut self,
        document: DocumentId,
        list: Value<'_>,
        guard: &[Choice],
        index: &mut u32,
        into: &mut Vec<Statement>,
    ) {
        match list.kind() {
            Kind::Array => {
                for item in list.items() {
                    self.statement(document, item, *index, guard, into);
                    *index = index.saturating_add(1);
                }
            }
            Kind::Object => {
                self.problem(StructureKind::SingleStatement, list.at());
                self.statement(document, list, *index, guard, into);
                *index = index.saturating_add(1);
            }
            Kind::Hole => {
                self.unknown_statement(document, list, *index, guard, into);
                *index = index.saturating_add(1);
            }
            _ => {
                self.problem(
                    StructureKind::WrongType {
                        element: "Statement",
                        wanted: "a list of statements",
                    },
                    list.at(),
                );
                self.refused("Statement is not a list", list.at());
            }
        }
    }

    /// The three ways to read an object in which a key occurs twice, or the one
    /// way to read any other.
    fn picks(&mut self, duplicated: bool, at: Span) -> Vec<Pick> {
        if !duplicated {
            return vec![Pick::All];
        }
        let about = format!("{}:{}", at.file.0, at.start);
        let doubt = self.model.doubts.reading("duplicate-key", about, Some(at));
        vec![Pick::First(doubt), Pick::Last(doubt), Pick::Union(doubt)]
    }

    /// The documented element that a key names. Another letter case, and one
    /// edit, still count as meant, with a problem and a doubt (D30, D49).
    fn element(&mut self, known: &'static [&'static str], key: Value<'_>) -> Option<&'static str> {
        let name = key.text();
        if let Some(exact) = known.iter().find(|element| **element == name) {
            return Some(exact);
        }
        let near = known
            .iter()
            .find(|element| {
                within_one_edit(&element.to_ascii_lowercase(), &name.to_ascii_lowercase())
            })
            .copied();
        let kind = match near {
            Some(meant) => StructureKind::ElementSpelling {
                name: name.to_owned(),
                meant,
            },
            None => StructureKind::UnknownElement {
                name: name.to_owned(),
                near: None,
            },
        };
        self.problem(kind, key.at());
        self.refused(&format!("element `{name}`"), key.at());
        near
    }

    /// Notes that RAM may refuse what is being read, for a reason: the statement,
    /// or the whole document where no statement is open.
    fn refused(&mut self, reason: &str, at: Span) {
        let doubt = self
            .model
            .doubts
            .reading("document-not-accepted", reason, Some(at));
        self.guard(Choice::is(doubt, 1));
    }

    fn guard(&mut self, guard: Choice) {
        let guards = self.within.as_mut().unwrap_or(&mut self.guards);
        if !guards.contains(&guard) {
            guards.push(guard);
        }
    }

    fn problem(&mut self, kind: StructureKind, at: Span) {
        // The ways to read one statement meet the same problems; the readers sort
        // and drop repetitions once.
        self.model.structure_problems.push(StructureProblem {
            kind,
            at,
            related: None,
        });
    }

    /// The gap of a value that is not known or has holes, by what the value is
    /// used as.
    fn gap(&mut self, role: &str, value: Value<'_>, choices: u8) -> DoubtId {
        let holes: Vec<HoleId> = value.holes().into_iter().map(|(id, _)| id).collect();
        let whole = if value.kind() == Kind::Hole {
            ""
        } else {
            value.text()
        };
        self.model.gap(role, &holes, whole, value.at(), choices)
    }

    fn text(&mut self, value: Value<'_>) -> Text {
        Text {
            text: self.model.pools.intern(value.text()),
            at: value.at(),
        }
    }

    /// Reports the first letter outside ASCII or invisible character of a text
    /// that RAM compares, at the character itself.
    fn odd_characters(&mut self, element: &'static str, value: Value<'_>) {
        if value.text().is_ascii() && !value.text().bytes().any(|byte| byte < b' ' || byte == 0x7f)
        {
            return;
        }
        for (offset, found) in value.text().char_indices() {
            if (found.is_ascii() && !found.is_ascii_control())
                || found == crate::source::fragment::HOLE
            {
                continue;
            }
            let start = u32::try_from(offset).unwrap_or(u32::MAX);
            let len = u32::try_from(found.len_utf8()).unwrap_or(0);
            let at = value.place_in_text(start, start.saturating_add(len));
            self.problem(StructureKind::OddCharacter { element, found }, at);
            return;
        }
    }

    fn policy_variable(&mut self, value: Value<'_>) {
        if let Some(offset) = value.text().find("${") {
            let start = u32::try_from(offset).unwrap_or(u32::MAX);
            let rest = value.text().get(offset..).unwrap_or("");
            let len = rest
                .find('}')
                .map_or(rest.len(), |end| end.saturating_add(1));
            let end = start.saturating_add(u32::try_from(len).unwrap_or(0));
            self.problem(
                StructureKind::PolicyVariable,
                value.place_in_text(start, end),
            );
        }
    }
}

/// Whether one insertion, deletion, replacement or swap of neighbours turns `a`
/// into `b`, or nothing needs to.
#[must_use]
pub fn within_one_edit(a: &str, b: &str) -> bool {
    let (a, b) = apart(a, b);
    let (mut a, mut b) = (a.chars(), b.chars());
    match [(a.next(), b.next()), (a.next(), b.next())] {
        [_, (None, None)] => true,
        [(Some(first), Some(swapped)), (Some(second), Some(other))] => {
            first == other && second == swapped && a.next().is_none() && b.next().is_none()
        }
        _ => false,
    }
}

/// Two texts without what both begin with, and what both then end with.
fn apart<'a, 'b>(a: &'a str, b: &'b str) -> (&'a str, &'b str) {
    let both = |(a, b): (char, char)| (a == b).then(|| a.len_utf8());
    let begin: usize = a.chars().zip(b.chars()).map_while(both).sum();
    let (a, b) = (
        a.get(begin..).unwrap_or_default(),
        b.get(begin..).unwrap_or_default(),
    );
    let end: usize = a.chars().rev().zip(b.chars().rev()).map_while(both).sum();
    let until = |text: &str| text.len().saturating_sub(end);
    (
        a.get(..until(a)).unwrap_or_default(),
        b.get(..until(b)).unwrap_or_default(),
    )
}
