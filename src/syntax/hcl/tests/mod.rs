//! Tests of the HCL reader: what each construct becomes and where it is, what
//! is reported of faulty texts, texts inside texts, hostile texts, and laws.

mod constructs;
mod faults;
mod fragments;
mod hostile;
mod laws;
mod sound;
mod templates;

use std::fmt::Write;

use self::sound::{FILE, Seen, is_sound, under, visit};
use crate::syntax::expression::{
    Body, Expression, ExpressionKind as Kind, Part, Step, UnaryOperator,
};
use crate::syntax::hcl::{expression, read};
use crate::syntax::{Parsed, Problem};

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
