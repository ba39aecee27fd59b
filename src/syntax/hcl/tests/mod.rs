//! Tests of the HCL reader: what each construct becomes and where it is, what
//! is reported of faulty texts, texts inside texts, hostile texts, and laws.

mod constructs;
mod faults;
mod fragments;
mod hostile;
mod laws;
mod templates;

use std::fmt::Write;

use crate::source::{FileId, Fragment, Span};
use crate::syntax::expression::{
    Body, Expression, ExpressionKind as Kind, Part, Step, UnaryOperator,
};
use crate::syntax::hcl::{expression, read};
use crate::syntax::{Parsed, Problem};

const FILE: FileId = FileId(3);

fn body_of(text: &str) -> (Body, Vec<Problem>) {
    let mut problems = Vec::new();
    let body = read(Parsed::file(text, FILE), &mut problems);
    (body, problems)
}

/// A body that must be without fault.
#[track_caller]
fn good(text: &str) -> Body {
    let (body, problems) = body_of(text);
    assert_eq!(problems, [], "{text}");
    body
}

#[track_caller]
fn value_of(text: &str) -> Expression {
    let mut problems = Vec::new();
    let value = expression(Parsed::file(text, FILE), &mut problems);
    assert_eq!(problems, [], "{text}");
    value.unwrap()
}

/// The text under a span.
#[track_caller]
fn under(text: &str, at: Span) -> &str {
    assert_eq!(at.file, FILE);
    text.get(at.start as usize..at.end as usize).unwrap()
}

/// Each problem as `Kind @ text under the span`.
fn list(text: &str, problems: &[Problem]) -> Vec<String> {
    let line = |problem: &Problem| {
        let related = problem.related.map(|at| format!(" <- {}", under(text, at)));
        let related = related.unwrap_or_default();
        format!("{:?} @ {}{related}", problem.kind, under(text, problem.at))
    };
    problems.iter().map(line).collect()
}

/// A body as one line.
fn show_body(body: &Body) -> String {
    let mut out = Vec::new();
    for one in &body.attributes {
        out.push(format!("{}={}", one.name.value, show(&one.value)));
    }
    for one in &body.blocks {
        let labels = one.labels.iter().map(|label| format!(" {:?}", label.value));
        let labels: String = labels.collect();
        out.push(format!(
            "{}{labels}{{{}}}",
            one.kind.value,
            show_body(&one.body)
        ));
    }
    out.join("; ")
}

/// An expression with all brackets that its meaning has.
fn show(expression: &Expression) -> String {
    let list = |all: &[Expression]| all.iter().map(show).collect::<Vec<_>>().join(", ");
    match &expression.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(value) => value.to_string(),
        Kind::Number(spelled) => spelled.clone(),
        Kind::Text(text) => format!("{:?}", text.text),
        Kind::Template(parts) => format!("`{}`", show_parts(parts)),
        Kind::List(all) => format!("[{}]", list(all)),
        Kind::Object(members) => {
            let member =
                |(key, value): &(Expression, Expression)| format!("{}: {}", show(key), show(value));
            let members: Vec<_> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(", "))
        }
        Kind::Name(name) => name.clone(),
        Kind::Attribute { of, name } => format!("{}.{}", show(of), name.value),
        Kind::Index { of, key } => format!("{}[{}]", show(of), show(key)),
        Kind::Splat { of, steps } => format!("{}<*{}>", show(of), show_steps(steps)),
        Kind::Call {
            name,
            arguments,
            expands,
        } => {
            let expands = if *expands { "..." } else { "" };
            format!("{}({}{expands})", name.value, list(arguments))
        }
        Kind::Unary { operator, operand } => match operator {
            UnaryOperator::Not => format!("(!{})", show(operand)),
            UnaryOperator::Minus => format!("(-{})", show(operand)),
        },
        Kind::Binary {
            operator,
            left,
            right,
        } => format!("({} {} {})", show(left), operator.sign(), show(right)),
        Kind::Conditional {
            condition,
            then,
            otherwise,
        } => format!(
            "({} ? {} : {})",
            show(condition),
            show(then),
            show(otherwise)
        ),
        Kind::For(one) => {
            let mut out = "for".to_owned();
            if let Some(key) = &one.key {
                write!(out, " {},", key.value).unwrap();
            }
            write!(out, " {} in {}:", one.value.value, show(&one.collection)).unwrap();
            if let Some(key) = &one.result_key {
                write!(out, " {} =>", show(key)).unwrap();
            }
            write!(out, " {}", show(&one.result)).unwrap();
            out.push_str(if one.groups { "..." } else { "" });
            if let Some(condition) = &one.condition {
                write!(out, " if {}", show(condition)).unwrap();
            }
            format!("<{out}>")
        }
        Kind::Unreadable(words) => format!("!{words}!"),
    }
}

fn show_steps(steps: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Attribute(name) => format!(".{}", name.value),
        Step::Index(key) => format!("[{}]", show(key)),
        Step::Splat(inner) => format!("<*{}>", show_steps(inner)),
    };
    steps.iter().map(step).collect()
}

fn show_parts(parts: &[Part]) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Part::Text(text) => write!(out, "{:?}", text.text),
            Part::Interpolation { value, .. } => write!(out, "${{{}}}", show(value)),
            Part::If {
                condition,
                then,
                otherwise,
                ..
            } => {
                let (then, otherwise) = (show_parts(then), show_parts(otherwise));
                write!(out, "%if({}: {then} | {otherwise})", show(condition))
            }
            Part::For {
                key,
                value,
                collection,
                body,
                ..
            } => {
                let key = key.as_ref().map(|key| format!("{},", key.value));
                let names = format!("{}{}", key.unwrap_or_default(), value.value);
                let body = show_parts(body);
                write!(out, "%for({names} in {}: {body})", show(collection))
            }
        }
        .unwrap();
    }
    out
}

/// Goes through all expressions and literal texts of a body.
fn visit(body: &Body, see: &mut impl FnMut(Seen<'_>)) {
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
enum Seen<'a> {
    /// A name that stands there as it is.
    Name(&'a str, Span),
    /// An expression.
    Expression(&'a Expression),
    /// Decoded text.
    Text(&'a Fragment),
}

fn visit_expression(one: &Expression, see: &mut impl FnMut(Seen<'_>)) {
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

fn visit_steps(steps: &[Step], see: &mut impl FnMut(Seen<'_>)) {
    for step in steps {
        match step {
            Step::Attribute(name) => see(Seen::Name(&name.value, name.at)),
            Step::Index(key) => visit_expression(key, see),
            Step::Splat(inner) => visit_steps(inner, see),
        }
    }
}

fn visit_parts(parts: &[Part], see: &mut impl FnMut(Seen<'_>)) {
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
fn is_sound(text: &str, body: &Body) -> usize {
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
fn runs_are_true(text: &str, fragment: &Fragment) {
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
