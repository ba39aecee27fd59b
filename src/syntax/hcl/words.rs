//! What the parser says about a fault, in our own words, and where it is.

use super::scan::Fault;
use super::{MAX_DEPTH, MAX_OPERATORS, is_name};
use crate::syntax::ProblemKind;

/// The fault that the parser found at the byte `at` of `text`.
pub(super) fn fault(message: &str, text: &str, at: usize) -> Fault {
    let at = text.floor_char_boundary(at.min(text.len()));
    if let Some(fault) = policy_variable(text, at) {
        return fault;
    }
    let rest = text.get(at..).unwrap_or("");
    let name = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
    let other = rest.chars().next().map_or(0, char::len_utf8);
    let end = at.saturating_add(name.max(other));
    let kind = if message.contains("nesting depth") {
        ProblemKind::TooDeep(MAX_DEPTH)
    } else {
        ProblemKind::Hcl(say(message, rest))
    };
    Fault {
        kind,
        at: at..end,
        related: None,
    }
}

/// `${ram:…}`: a variable of the policy, which Terraform takes for its own.
fn policy_variable(text: &str, at: usize) -> Option<Fault> {
    let before = text.get(..at)?;
    let start = before.rfind("${")?;
    let inner = before.get(start.saturating_add(2)..)?.trim();
    let rest = text.get(at..)?;
    let is_variable = rest.starts_with(':') && !inner.is_empty() && inner.chars().all(is_name);
    if !is_variable {
        return None;
    }
    let line = rest.split('\n').next().unwrap_or("");
    let length = line.find('}').map_or(1, |at| at.saturating_add(1));
    let words = "`${` begins an expression here; the `${` of a policy variable is written `$${` in Terraform";
    Some(Fault {
        kind: ProblemKind::Hcl(words.to_owned()),
        at: start..at.saturating_add(length),
        related: None,
    })
}

fn say(message: &str, rest: &str) -> String {
    let known: &[(&str, &str)] = &[
        (
            "unique attribute key",
            "an argument is set twice in one block",
        ),
        ("unique object key", "a key stands twice in one object"),
        (
            "escape sequence",
            "a backslash begins an escape that HCL does not have",
        ),
        (
            "unicode",
            "`\\u` wants four hexadecimal digits, `\\U` eight",
        ),
        (
            "heredoc end delimiter",
            "a heredoc is never closed by a line that holds its tag alone",
        ),
        (
            "invalid structure",
            "a name that begins a line wants `=`, a label or `{` after it",
        ),
        ("invalid traversal operator", "a name belongs after a dot"),
        (
            "invalid object value assignment",
            "a key wants `=` or `:` after it",
        ),
        (
            "invalid object item",
            "members of an object are separated by a comma or a line end",
        ),
        ("invalid block body", "a block goes on where it should end"),
        ("invalid expression", "a value belongs here"),
        (
            "expected newline or eof",
            "the line goes on after the end of a value or block; a value over several lines wants parentheses",
        ),
        (
            "expected `endif`",
            "a `%{ if }` is never closed by `%{ endif }`",
        ),
        (
            "expected `endfor`",
            "a `%{ for }` is never closed by `%{ endfor }`",
        ),
    ];
    if message.contains("binary operation") {
        return format!("more than {MAX_OPERATORS} operators stand in one expression");
    }
    let own = known.iter().find(|(mark, _)| message.contains(mark));
    if let Some((_, words)) = own {
        return (*words).to_owned();
    }
    if rest.trim_end().is_empty() {
        return "the text ends too early".to_owned();
    }
    match message.split_once("expected ") {
        Some((_, expected)) => format!("expected {}", expected.replace(['\r', '\n'], " ")),
        None => "this belongs nowhere here".to_owned(),
    }
}
