//! What the parser says about a fault, in our own words, and where it is.

use super::scan::Fault;
use super::{MAX_OPERATORS, MAX_PARSER_DEPTH, is_name};
use crate::syntax::ProblemKind;

/// The fault that the parser found at the byte `at` of `text`.
pub(super) fn fault(message: &str, text: &str, at: usize) -> Fault {
    let at = text.floor_char_boundary(at.min(text.len()));
    if let Some(fault) = policy_variable(text, at) {
        return fault;
    }
    if message.starts_with("unexpected token") || message.contains("invalid block body") {
        return unlocated(text, at);
    }
    // A line end shows little; what stands before it wants the value.
    let before = text.get(..at).unwrap_or("").trim_end_matches([' ', '\t']);
    let at_end = text
        .get(at..)
        .is_some_and(|rest| rest.starts_with(['\n', '\r']));
    let last = before.char_indices().next_back().filter(|_| at_end);
    let at = last.map_or(at, |(at, _)| at);
    let is_escape = message.contains("escape sequence") || message.contains("unicode");
    let backslash = text.get(..at).and_then(|before| before.rfind('\\'));
    let at = backslash.filter(|_| is_escape).unwrap_or(at);
    let rest = text.get(at..).unwrap_or("");
    let name = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
    let other = rest.chars().next().map_or(0, char::len_utf8);
    let width = if is_escape {
        other.saturating_add(1)
    } else {
        name.max(other)
    };
    let end = text.floor_char_boundary(at.saturating_add(width));
    let line = text.get(..at).unwrap_or("");
    let line = line.get(line.rfind('\n').map_or(0, |end| end + 1)..);
    let in_one_line = rest.starts_with('{') && line.is_some_and(|line| line.contains('{'));
    let kind = if message.contains("nesting depth") {
        ProblemKind::TooDeep(MAX_PARSER_DEPTH)
    } else if in_one_line && message.contains("expected `=`") {
        let words = "a block on one line holds one argument at most, and no other block; put what is inside on lines of its own";
        ProblemKind::Hcl(words.to_owned())
    } else {
        ProblemKind::Hcl(say(message, rest))
    };
    Fault {
        kind,
        at: at..end,
        related: None,
    }
}

/// The parser knows no more than that the argument or block at `at` cannot be
/// read: looks for what it may have been.
fn unlocated(text: &str, at: usize) -> Fault {
    let rest = text.get(at..).unwrap_or("");
    let name = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
    let after = rest
        .get(name..)
        .unwrap_or("")
        .trim_start_matches([' ', '\t']);
    let sign = rest.len().saturating_sub(after.len());
    let (words, start, length) = if let Some(value) = after.strip_prefix('=')
        && ends_line(value)
    {
        ("a value belongs after `=`", sign, 1)
    } else if let Some((mark, length)) = unknown_directive(rest) {
        let words = "`%{` begins a directive here, which is `if` or `for`; a literal `%{` is written `%%{` in Terraform";
        (words, mark, length)
    } else if ends_line(after) {
        let words = "a name that begins a line wants `=`, a label or `{` after it";
        (words, 0, name)
    } else if name == 0 {
        let words =
            "a line wants a name at its start; a value over several lines wants parentheses";
        (words, 0, rest.chars().next().map_or(0, char::len_utf8))
    } else {
        let words = "the argument or block that begins here cannot be read";
        (words, 0, name)
    };
    let start = at.saturating_add(start);
    Fault {
        kind: ProblemKind::Hcl(words.to_owned()),
        at: start..start.saturating_add(length),
        related: None,
    }
}

fn ends_line(text: &str) -> bool {
    let rest = text.trim_start_matches([' ', '\t', '\r']);
    rest.is_empty() || rest.starts_with(['\n', '#'])
}

/// The first `%{` that no word of a directive follows, and its length.
fn unknown_directive(text: &str) -> Option<(usize, usize)> {
    let known = ["if", "else", "endif", "for", "endfor"];
    text.match_indices("%{").find_map(|(at, mark)| {
        let before = text.get(..at)?;
        let rest = text.get(at.saturating_add(mark.len())..)?;
        let rest = rest.strip_prefix('~').unwrap_or(rest).trim_start();
        let end = rest.find(|sign| !is_name(sign)).unwrap_or(rest.len());
        let is_known = known.contains(&rest.get(..end)?);
        (!before.ends_with('%') && !is_known).then_some((at, mark.len()))
    })
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
