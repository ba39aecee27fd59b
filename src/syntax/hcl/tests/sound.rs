//! A walk over all that was read, and what holds for it. Shared with the integration
//! tests and the fuzz targets, which include this file.
#![allow(
    dead_code,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "several test binaries use this, each a part of it"
)]

use ramlint::source::{FileId, Fragment, Span};
use ramlint::syntax::expression::{Body, Expression, ExpressionKind as Kind, Part, Step};

/// The file of all texts.
pub const FILE: FileId = FileId(3);

/// The text under a span.
#[track_caller]
pub fn under(text: &str, at: Span) -> &str {
    assert_eq!(at.file, FILE);
    text.get(at.start as usize..at.end as usize).unwrap()
}

/// Goes through all expressions and literal texts of a body.
pub fn visit(body: &Body, see: &mut impl FnMut(Seen<'_>)) {
    for one in &body.attributes {
        assert!(one.name.at.start <= one.value.at.start && one.at.end >= one.value.at.end);
        see(Seen::Name(&one.name.value, one.name.at));
        visit_expression(&one.value, see);
    }
    for one in &body.blocks {
        see(Seen::Name(&one.kind.value, one.kind.at));
        visit(&one.body, see);
    }
}

/// What can be held against the text of a file.
pub enum Seen<'a> {
    /// A name that stands there as it is.
    Name(&'a str, Span),
    /// An expression.
    Expression(&'a Expression),
    /// Decoded text.
    Text(&'a Fragment),
}

pub fn visit_expression(one: &Expression, see: &mut impl FnMut(Seen<'_>)) {
    see(Seen::Expression(one));
    match &one.kind {
        Kind::Text(text) => see(Seen::Text(text)),
        Kind::Template(parts) => visit_parts(parts, see),
        Kind::List(all) => all.iter().for_each(|one| visit_expression(one, see)),
        Kind::Object(members) => members.iter().for_each(|(key, value)| {
            visit_expression(key, see);
            visit_expression(value, see);
        }),
        Kind::Name(name) => see(Seen::Name(name, one.at)),
        Kind::Attribute { of, name } => {
            visit_expression(of, see);
            see(Seen::Name(&name.value, name.at));
        }
        Kind::Index { of, key } => {
            visit_expression(of, see);
            visit_expression(key, see);
        }
        Kind::Splat { of, steps } => {
            visit_expression(of, see);
            visit_steps(steps, see);
        }
        Kind::Call {
            name, arguments, ..
        } => {
            see(Seen::Name(&name.value, name.at));
            arguments.iter().for_each(|one| visit_expression(one, see));
        }
        Kind::Unary { operand, .. } => visit_expression(operand, see),
        Kind::Binary { left, right, .. } => {
            visit_expression(left, see);
            visit_expression(right, see);
        }
        Kind::Conditional {
            condition,
            then,
            otherwise,
        } => {
            for one in [condition, then, otherwise] {
                visit_expression(one, see);
            }
        }
        Kind::For(one) => {
            let names = one.key.iter().chain([&one.value]);
            names.for_each(|name| see(Seen::Name(&name.value, name.at)));
            visit_expression(&one.collection, see);
            let others = one.result_key.iter().chain([&one.result]);
            let others = others.chain(&one.condition);
            others.for_each(|one| visit_expression(one, see));
        }
        // A blank may stand between a sign and its number.
        Kind::Number(spelled) if !spelled.starts_with('-') => {
            see(Seen::Name(spelled, one.at));
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Unreadable(_) => {}
    }
}

pub fn visit_steps(steps: &[Step], see: &mut impl FnMut(Seen<'_>)) {
    for step in steps {
        match step {
            Step::Attribute(name) => see(Seen::Name(&name.value, name.at)),
            Step::Index(key) => visit_expression(key, see),
            Step::Splat(inner) => visit_steps(inner, see),
        }
    }
}

pub fn visit_parts(parts: &[Part], see: &mut impl FnMut(Seen<'_>)) {
    for part in parts {
        match part {
            Part::Text(text) => see(Seen::Text(text)),
            Part::Interpolation { value, .. } => visit_expression(value, see),
            Part::If {
                condition,
                then,
                otherwise,
                ..
            } => {
                visit_expression(condition, see);
                visit_parts(then, see);
                visit_parts(otherwise, see);
            }
            Part::For {
                key,
                value,
                collection,
                body,
                ..
            } => {
                let names = key.iter().chain([value]);
                names.for_each(|name| see(Seen::Name(&name.value, name.at)));
                visit_expression(collection, see);
                visit_parts(body, see);
            }
        }
    }
}

/// Every name, number and run of text in a body is what the file has there;
/// returns how many texts were looked at.
#[track_caller]
pub fn is_sound(text: &str, body: &Body) -> usize {
    let mut texts = 0;
    visit(body, &mut |seen| match seen {
        Seen::Name(name, at) => assert_eq!(under(text, at), name, "{text}"),
        Seen::Expression(one) => assert!(!under(text, one.at).is_empty(), "{text}"),
        Seen::Text(fragment) => {
            texts += 1;
            assert_eq!(fragment.map.len() as usize, fragment.text.len(), "{text}");
            runs_are_true(text, fragment);
        }
    });
    texts
}

/// Every byte of a fragment that maps to one byte is that byte, and what maps
/// to more is an escape.
#[track_caller]
pub fn runs_are_true(text: &str, fragment: &Fragment) {
    for (at, byte) in fragment.text.bytes().enumerate() {
        let place = fragment.map.place_of(at as u32).unwrap();
        let source = text
            .as_bytes()
            .get(place.start as usize..place.end as usize);
        let source = source.unwrap();
        let is_escape = source.starts_with(b"\\") || matches!(source, b"$${" | b"%%{");
        assert!(
            source == [byte] || is_escape,
            "{source:?} for {byte} in {text:?}"
        );
    }
}

/// Every place of a body is one in the text, and every fragment is mapped to its end;
/// which is all that holds of a text with faults.
pub fn is_placed(text: &str, body: &Body) {
    visit(body, &mut |seen| match seen {
        Seen::Name(_, at) => {
            under(text, at);
        }
        Seen::Expression(one) => {
            under(text, one.at);
        }
        Seen::Text(fragment) => {
            assert_eq!(fragment.map.len() as usize, fragment.text.len(), "{text}");
        }
    });
}
