//! What cannot be had: why an expression has no value, and how what is made of
//! something missing is named, so that two different values never share a name.

use std::collections::BTreeSet;

use crate::model::missing::{Missing, MissingKind};
use crate::readers::evaluated::{Data, Evaluated, MAX_TEXT};
use crate::readers::terraform::digest::Digest;
use crate::readers::terraform::evaluator::evaluate::Evaluator;
use crate::readers::terraform::evaluator::rope::{Piece, first_hole, pieces};
use crate::source::{HoleId, Span};

/// How many bytes a value takes in the name of what is made of it. A longer one
/// is cut to its beginning, and a checksum keeps it apart from others.
const MAX_SHOWN: usize = 72;
const MAX_BEGINNING: usize = 32;

/// How many bytes of a value go into its checksum; with a longer one the budget ends, as
/// two values of one name would count as the same.
const MAX_SUMMED: usize = MAX_TEXT;

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Terraform would refuse it as well; says what is wrong.
    Fails(String),
    /// It hangs on something that the input does not hold.
    Unknown(HoleId),
    /// More work than a limit allows; says which.
    Limit(&'static str),
    /// It is not evaluated here; says what of it.
    NotEvaluated(String),
}

/// A value, or why there is none.
pub(super) type Outcome = Result<Evaluated, Trouble>;

/// The hole that a value is, or the first one in its text.
pub(super) fn hole_in(value: &Evaluated) -> Option<HoleId> {
    match &value.data {
        Data::Text(text) => first_hole(text),
        _ => value.hole(),
    }
}

/// All holes of a value, wherever they lie in it.
pub(super) fn any_hole(value: &Evaluated, is: &mut dyn FnMut(HoleId) -> bool) -> Option<HoleId> {
    match &value.data {
        Data::Text(text) => {
            let holes = text.map.holes(0, text.map.len());
            holes.map(|(hole, _)| hole).find(|hole| is(*hole))
        }
        Data::Unknown { hole, .. } => is(*hole).then_some(*hole),
        Data::Json(inner) => any_hole(inner, is),
        Data::List(items) => items.iter().find_map(|item| any_hole(item, is)),
        Data::Map(members) => members
            .iter()
            .find_map(|(key, value)| any_hole(key, is).or_else(|| any_hole(value, is))),
        Data::Null | Data::Bool(_) | Data::Number(_) => None,
    }
}

impl Evaluator<'_> {
    /// A value of nothing but a hole of its own.
    pub(super) fn missing(
        &mut self,
        kind: MissingKind,
        name: &str,
        detail: &str,
        at: Span,
    ) -> Evaluated {
        self.named.clear();
        let missing = Missing {
            kind,
            name: name.to_owned(),
            detail: detail.to_owned(),
            definition: String::new(),
        };
        Evaluated::unknown(self.scope.hole(missing, at), at)
    }

    /// What stands for more work than a limit allows.
    pub(super) fn limit(&mut self, what: &str, at: Span) -> Evaluated {
        self.missing(MissingKind::Limit, "evaluation", what, at)
    }

    /// Whether the expression that such a hole stands for fails.
    pub(super) fn fails(&self, hole: HoleId) -> bool {
        let kind = self.scope.missing(hole).map(|missing| missing.kind);
        matches!(kind, Some(MissingKind::Failing | MissingKind::Undeclared))
    }

    /// Whether whatever is made of such a hole is the same failure, cycle or limit.
    pub(super) fn stays(&self, hole: HoleId) -> bool {
        let kind = self.scope.missing(hole).map(|missing| missing.kind);
        matches!(
            kind,
            Some(MissingKind::Failing | MissingKind::Cycle | MissingKind::Limit)
        )
    }

    /// The first hole anywhere in a value that stands for a failure.
    pub(super) fn failure_in(&self, value: &Evaluated) -> Option<HoleId> {
        any_hole(value, &mut |hole| self.fails(hole))
    }

    /// The hole of what is made of something missing. A failure, a cycle and a
    /// limit stay what they are.
    pub(super) fn derived(&mut self, from: HoleId, name: &str, at: Span) -> HoleId {
        let Some(missing) = self.scope.missing(from) else {
            let detail = format!("made of a value without a name, number {}", from.0);
            let unknown = self.missing(MissingKind::Computed, name, &detail, at);
            return unknown.hole().unwrap_or(from);
        };
        if self.stays(from) {
            self.named.clear();
            return from;
        }
        let made = Missing {
            kind: missing.kind,
            name: name.to_owned(),
            detail: origin(name, &missing),
            definition: self.definition_of(from, ""),
        };
        self.scope.hole(made, at)
    }

    /// What decides a value that is made of a hole and of all that its name was just
    /// made of; `words` are what else does, where the name does not have it.
    pub(super) fn definition_of(&mut self, from: HoleId, words: &str) -> String {
        let mut holes = std::mem::take(&mut self.named);
        holes.insert(from);
        let mut parts = BTreeSet::new();
        let mut is_defined = false;
        for hole in holes {
            let Some(missing) = self.scope.missing(hole) else {
                continue;
            };
            let (name, definition) = (missing.name, missing.definition);
            is_defined |= !definition.is_empty();
            match (definition.as_str(), hole == from) {
                ("", true) => parts.insert((name, missing.detail)),
                ("", false) => continue,
                _ => parts.insert((name, definition)),
            };
        }
        if !is_defined {
            return String::new();
        }
        let mut all = parts.iter();
        if let (Some((_, only)), None, "") = (all.next(), all.next(), words) {
            return only.clone();
        }
        let mut digest = Digest::default();
        for (name, definition) in &parts {
            digest.add(name);
            digest.add(definition);
        }
        digest.add(words);
        digest.finish()
    }

    /// The value of an expression, with a hole where there is none.
    pub(super) fn settle(
        &mut self,
        outcome: Outcome,
        name: impl FnOnce(&mut Self) -> String,
        at: Span,
    ) -> Evaluated {
        match outcome {
            Ok(value) => value,
            Err(Trouble::Unknown(hole)) => {
                self.named.clear();
                let name = name(self);
                Evaluated::unknown(self.derived(hole, &name, at), at)
            }
            Err(Trouble::Fails(detail)) => {
                let name = name(self);
                self.missing(MissingKind::Failing, &name, &detail, at)
            }
            Err(Trouble::Limit(what)) => self.limit(what, at),
            Err(Trouble::NotEvaluated(detail)) => {
                let name = name(self);
                self.missing(MissingKind::Function, &name, &detail, at)
            }
        }
    }

    /// What a hole is called, in the name of what is made of it.
    pub(super) fn name_of(&mut self, hole: HoleId) -> String {
        self.named.insert(hole);
        match self.scope.missing(hole) {
            Some(Missing { name, .. }) => name,
            None => format!("value {}", hole.0),
        }
    }

    /// A value as it would be written, cut where it is long, with holes by name.
    pub(super) fn shown(&mut self, value: &Evaluated) -> String {
        let mut text = String::new();
        self.show(value, &mut text);
        self.spend_bytes(text.len());
        shorten(text)
    }

    fn show(&mut self, value: &Evaluated, into: &mut String) {
        if into.len() > MAX_SUMMED {
            self.spend_bytes(usize::MAX);
            return;
        }
        match &value.data {
            Data::Null => into.push_str("null"),
            Data::Bool(is) => into.push_str(if *is { "true" } else { "false" }),
            Data::Number(number) => into.push_str(number),
            Data::Text(text) => {
                into.push('"');
                for piece in pieces(text) {
                    match piece {
                        Piece::Known(known, _) => into.push_str(known),
                        Piece::Hole(hole, _) => {
                            into.push_str("${");
                            into.push_str(&self.name_of(hole));
                            into.push('}');
                        }
                    }
                }
                into.push('"');
            }
            Data::Json(inner) => {
                into.push_str("jsonencode(");
                self.show(inner, into);
                into.push(')');
            }
            Data::List(items) => {
                into.push('[');
                for (index, item) in items.iter().enumerate() {
                    into.push_str(if index > 0 { ", " } else { "" });
                    self.show(item, into);
                }
                into.push(']');
            }
            Data::Map(members) if value.refers.is_some() && open_member(members).is_some() => {
                // All of a resource: its address says it.
                let hole = open_member(members).unwrap_or(HoleId::UNTOLD);
                into.push_str(&self.name_of(hole));
            }
            Data::Map(members) => {
                into.push('{');
                for (index, (key, member)) in members.iter().enumerate() {
                    into.push_str(if index > 0 { ", " } else { "" });
                    self.show(key, into);
                    into.push_str(" = ");
                    self.show(member, into);
                }
                into.push('}');
            }
            Data::Unknown { hole, splice } => {
                into.push_str(&self.name_of(*hole));
                into.push_str(if *splice { "..." } else { "" });
            }
        }
    }
}

/// The hole that stands for members which are not listed.
fn open_member(members: &[(Evaluated, Evaluated)]) -> Option<HoleId> {
    let (key, value) = members.first()?;
    key.hole().filter(|hole| value.hole() == Some(*hole))
}

/// How what is made of something missing came to be missing: as that did.
pub(super) fn origin(name: &str, missing: &Missing) -> String {
    let detail = &missing.detail;
    if name.starts_with(&missing.name) || detail.starts_with("hangs on ") {
        return detail.clone();
    }
    match detail.as_str() {
        "" if name.contains(&missing.name) => String::new(),
        "" => format!("hangs on `{}`", missing.name),
        detail => format!("hangs on `{}`, {detail}", missing.name),
    }
}

/// A text cut where it is long, with a checksum that keeps it apart from others.
pub(super) fn shorten(mut text: String) -> String {
    if text.len() <= MAX_SHOWN {
        return text;
    }
    let mut digest = Digest::default();
    digest.add(&text);
    let mut end = MAX_BEGINNING;
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.truncate(end);
    text.push_str("…#");
    text.push_str(&digest.shown());
    text
}
