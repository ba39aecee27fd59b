//! HCL text to our own spanned expressions, on top of `hcl-edit`, which no
//! other file names.
//!
//! The text is looked over first (`scan`): the parser is recursive, reads some
//! faulty texts again and again, and compares each key of an object with all
//! others, so what is nested too deeply or would take too long is refused
//! before it sees it. A fault costs the top-level block or argument it stands
//! in; the others are read. The literal text of strings and heredocs is decoded
//! here once more (`text`), to know where each byte of it stands, and compared
//! with what the parser makes of it.

mod comments;
mod lower;
mod parts;
mod scan;
#[cfg(test)]
mod tests;
mod text;
mod words;

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::{
    Decorated as AstName, Span as AstSpan, expr as ast, parser, structure, template as pieces,
};

use crate::source::{Fragment, Span};
use crate::syntax::expression::{Body, Expression, ExpressionKind};
use crate::syntax::{Parsed, Problem};
pub use comments::comments;
use lower::Lower;
use scan::Fault;
use text::{Style, literal, push_same};

/// Brackets, blocks, interpolations and directives inside each other; what is
/// deeper is refused before it is parsed. An unoptimised parser needs up to 32
/// KiB of stack for each, and a thread has 2 MiB.
pub const MAX_DEPTH: u32 = 40;

/// Levels that the parser enters by its own count, in which signs and
/// conditionals are levels too.
pub const MAX_PARSER_DEPTH: u32 = 64;

/// Levels of one expression that is handed out: everything that recurses over
/// an [`Expression`] goes no deeper. Steps of a reference and the operators of
/// a chain are levels too.
pub const MAX_LEVELS: u32 = 256;

/// Operators of one expression, which is the parser's own number.
pub const MAX_OPERATORS: u32 = 128;

/// Work beyond a single reading of the text, in comparisons of short keys: about
/// a second.
const MAX_WORK: u64 = 1 << 28;

/// Faulty blocks and arguments of one text after which no more are looked at.
const MAX_ERRORS: usize = 1000;

/// Reads a whole file, or a text inside a text. Problems are added in the order
/// of their places.
pub fn read(parsed: Parsed<'_>, problems: &mut Vec<Problem>) -> Body {
    let before = problems.len();
    let mut body = Body::default();
    read_into(&mut body, parsed, problems);
    if let Some(new) = problems.get_mut(before..) {
        new.sort_by_key(|problem| (problem.at.file, problem.at.start));
    }
    body
}

fn read_into(body: &mut Body, parsed: Parsed<'_>, problems: &mut Vec<Problem>) {
    let from = after_mark(parsed.text);
    let text = parsed.text;
    let items = scan::items(text, from);
    let mut failed = None;
    if items.iter().all(|item| item.fault.is_none()) {
        match parser::parse_body(text.get(from..).unwrap_or("")) {
            Ok(whole) => return Lower::new(parsed, from, problems).body(&whole, body, 0),
            Err(error) => failed = Some(error),
        }
    }
    let before = problems.len();
    let mut errors = 0_usize;
    for item in items {
        if errors >= MAX_ERRORS {
            break;
        }
        let start = item.bytes.start;
        let part = text.get(item.bytes.clone()).unwrap_or("");
        if let Some(fault) = item.fault {
            report(&fault, parsed, problems);
            errors = errors.saturating_add(1);
            continue;
        }
        match parser::parse_body(part) {
            Ok(part) => Lower::new(parsed, start, problems).body(&part, body, 0),
            Err(error) => {
                refuse(&error, parsed, item.bytes, problems);
                errors = errors.saturating_add(1);
            }
        }
    }
    // A fault between items, such as an argument that is set twice.
    if let Some(error) = failed
        && problems.len() == before
    {
        refuse(&error, parsed, from..text.len(), problems);
    }
}

/// The top-level blocks and arguments of a file, each of which is read when something
/// in it is asked for, and alone.
#[derive(Debug)]
pub struct Parts {
    items: Vec<scan::Item>,
    read: BTreeMap<usize, Body>,
}

impl Parts {
    /// Those of a file.
    #[must_use]
    pub fn of(parsed: Parsed<'_>) -> Self {
        Self {
            items: scan::items(parsed.text, after_mark(parsed.text)),
            read: BTreeMap::new(),
        }
    }

    /// What [`read`] makes of the part of the same file that a place begins in; it is
    /// empty where that is faulty.
    pub fn around(&mut self, at: Span, parsed: Parsed<'_>) -> Option<&Body> {
        let offset = usize::try_from(at.start).ok()?;
        let begun = |item: &scan::Item| item.bytes.start <= offset;
        let before = self.items.partition_point(begun).checked_sub(1)?;
        let item = self.items.get(before)?;
        let start = item.bytes.start;
        let body = self.read.entry(start).or_insert_with(|| {
            let mut body = Body::default();
            let part = parsed.text.get(item.bytes.clone()).unwrap_or("");
            if item.fault.is_none()
                && let Ok(part) = parser::parse_body(part)
            {
                Lower::new(parsed, start, &mut Vec::new()).body(&part, &mut body, 0);
            }
            body
        });
        Some(body)
    }
}

/// Reads a text with `${…}` and `%{…}` in it, without quotes around it: a string
/// of `.tf.json`, or a template file. The result is [`ExpressionKind::Text`]
/// where it has neither, [`ExpressionKind::Unreadable`] where it is faulty, and
/// [`ExpressionKind::Template`] otherwise; its place is that of the whole text.
pub fn template(parsed: Parsed<'_>, problems: &mut Vec<Problem>) -> Expression {
    let whole = 0..parsed.text.len();
    let at = place(parsed, whole.clone());
    let style = Style::Lines { indent: 0 };
    let kind = if !parsed.text.contains("${") && !parsed.text.contains("%{") {
        ExpressionKind::Text(literal(parsed, whole, style).unwrap_or_default())
    } else if let Some(fault) = scan::template(parsed.text, 0) {
        report(&fault, parsed, problems);
        ExpressionKind::Unreadable("a faulty template".to_owned())
    } else {
        match parser::parse_template(parsed.text) {
            Ok(template) => Lower::new(parsed, 0, problems).template(&template, style, 0),
            Err(error) => {
                refuse(&error, parsed, whole, problems);
                ExpressionKind::Unreadable("a faulty template".to_owned())
            }
        }
    };
    Expression { kind, at }
}

/// Reads one expression that stands alone, with white space around it. Nothing
/// where it is faulty, which is told in `problems`.
pub fn expression(parsed: Parsed<'_>, problems: &mut Vec<Problem>) -> Option<Expression> {
    let end = parsed.text.trim_end().len();
    let start = parsed
        .text
        .len()
        .saturating_sub(parsed.text.trim_start().len());
    let part = parsed.text.get(start..end).unwrap_or("");
    if let Some(fault) = scan::expression(parsed.text, start) {
        report(&fault, parsed, problems);
        return None;
    }
    match parser::parse_expr(part) {
        Ok(found) => Some(Lower::new(parsed, start, problems).expression(&found, 0)),
        Err(error) => {
            refuse(&error, parsed, start..end, problems);
            None
        }
    }
}

/// The first byte after a byte-order mark, which Terraform passes over.
fn after_mark(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

/// Letters, digits, `_` and `-`, of which names are made.
fn is_name(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-')
}

fn is_name_start(sign: char) -> bool {
    sign.is_alphabetic() || sign == '_'
}

fn place(parsed: Parsed<'_>, bytes: Range<usize>) -> Span {
    let offset = |value| u32::try_from(value).unwrap_or(u32::MAX);
    parsed.place(offset(bytes.start), offset(bytes.end))
}

fn report(fault: &Fault, parsed: Parsed<'_>, problems: &mut Vec<Problem>) {
    problems.push(Problem {
        at: place(parsed, fault.at.clone()),
        kind: fault.kind.clone(),
        related: fault.related.clone().map(|bytes| place(parsed, bytes)),
    });
}

/// Reports what the parser says about the part `bytes` of the text.
fn refuse(
    error: &parser::Error,
    parsed: Parsed<'_>,
    bytes: Range<usize>,
    problems: &mut Vec<Problem>,
) {
    let part = parsed.text.get(bytes.clone()).unwrap_or("");
    let mut fault = words::fault(error.message(), part, error.location().offset());
    let shift = bytes.start;
    fault.at = fault.at.start.saturating_add(shift)..fault.at.end.saturating_add(shift);
    report(&fault, parsed, problems);
}

/// A bare word as the text it stands for.
fn word(parsed: Parsed<'_>, bytes: Range<usize>) -> Fragment {
    let mut fragment = Fragment::default();
    push_same(parsed, bytes, &mut fragment);
    fragment
}
