//! What is reported of faulty texts, and what is read of them all the same.

use super::{body_of, list, show_body, under};
use crate::syntax::{Problem, ProblemKind};

/// A text, the text under each fault, words of the first one, what is read.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static str,
    &'static str,
);

const CASES: &[Case] = &[
    ("a = \n", &["="], "a value belongs", ""),
    ("a =", &["="], "a value belongs", ""),
    ("a {\n  b =\n}\nc = 3\n", &["="], "a value belongs", "c=3"),
    ("a = 1 2\nb = 3\n", &["2"], "the line goes on", "b=3"),
    ("a = 1,2\nb = 3\n", &[","], "the line goes on", "b=3"),
    (
        "a = b\n  ? 1 : 2\nb = 3\n",
        &["?"],
        "wants parentheses",
        "a=b; b=3",
    ),
    ("a\nb = 3\n", &["a"], "wants `=`", "b=3"),
    (
        "a { b { c = 1 } }\nb = 3\n",
        &["{"],
        "a block on one line",
        "b=3",
    ),
    ("a b\nb = 3\n", &["b"], "expected `{`", "b=3"),
    ("a = \"x\\qy\"\nb = 3\n", &["\\q"], "escape", "b=3"),
    ("a = \"x\\u12\"\nb = 3\n", &["\\u"], "hexadecimal", "b=3"),
    ("a = [1 2]\nb = 3\n", &["2"], "expected `]`", "b=3"),
    (
        "a = { b = 1 c = 2 }\nb = 3\n",
        &["c"],
        "separated by",
        "b=3",
    ),
    ("a = { b }\nb = 3\n", &["}"], "a key wants", "b=3"),
    ("a = b.\"c\"\nb = 3\n", &["\""], "after a dot", "b=3"),
    ("a = 1\na = 2\n", &["a"], "twice in one block", "a=1; a=2"),
    (
        "a {\n  b = 1\n  b = 2\n}\nc = 3\n",
        &["b"],
        "twice in one block",
        "c=3",
    ),
    (
        "a = { b = 1, b = 2 }\nb = 3\n",
        &["b"],
        "twice in one object",
        "b=3",
    ),
    ("a = {\n", &[""], "UnclosedBracket('{') @  <- {", ""),
    (
        "a {\n  b = 1\n\nc \"d\" {\n  e = 1\n}\n",
        &[""],
        "UnclosedBracket('{') @  <- {",
        "c \"d\"{e=1}",
    ),
    ("a = \"x\nb = 3\n", &["\""], "UnclosedString", "b=3"),
    (
        "a {\n  b = \"x\n}\nb = 3\n",
        &["\""],
        "UnclosedString",
        "b=3",
    ),
    ("a = <<E\nb = 3\n", &["<<E"], "heredoc is never closed", ""),
    ("b = 3\n/* a\n", &["/*"], "UnclosedComment", "b=3"),
    ("a = [1)\nb = 3\n", &[")"], "StrayBracket(')') @ ) <- [", ""),
    (
        "a = (1]\n)\nb = 3\n",
        &["]"],
        "StrayBracket(']') @ ] <- (",
        "b=3",
    ),
    ("}\nb = 3\n", &["}"], "StrayBracket('}') @ }", "b=3"),
    ("a = \"%{ x }\"\nb = 3\n", &["%{"], "`%%{`", "b=3"),
    (
        "a = \"%{ if x }y\"\nb = 3\n",
        &["a"],
        "cannot be read",
        "b=3",
    ),
    (
        "a = \"%{ if x }\\q%{ endif }\"\nb = 3\n",
        &["\\q"],
        "an escape",
        "a=`%if(x: \"\\\\q\" | )`; b=3",
    ),
    (
        "a = \"${ram:user}\"\nb = 3\n",
        &["${ram:user}"],
        "`$${`",
        "b=3",
    ),
    (
        "a = <<E\n中 ${ acs:Current }\nE\nb = 3\n",
        &["${ acs:Current }"],
        "`$${`",
        "b=3",
    ),
    (
        "a = 1\r\nb = ]\r\nc = 1\r\n",
        &["]"],
        "StrayBracket",
        "a=1; c=1",
    ),
    ("中 = 1 是\nb = 3\n", &["是"], "the line goes on", "b=3"),
    (
        "a = 1 &\nb = ?\nc = 3\n",
        &["&", "?"],
        "the line goes on",
        "c=3",
    ),
];

#[test]
fn a_fault_costs_the_block_it_stands_in() {
    for (text, places, words, read) in CASES {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{text}");
            let (body, problems) = body_of(&text);
            let under: Vec<_> = problems.iter().map(|one| under(&text, one.at)).collect();
            let told = list(&text, &problems);
            assert_eq!(under, *places, "{text} {told:?}");
            assert!(told[0].contains(words), "{text} {told:?}");
            assert_eq!(show_body(&body), *read, "{text}");
        }
    }
}

#[test]
fn no_fault_of_hcl_is_recovered() {
    for (text, ..) in CASES {
        let (_, problems) = body_of(text);
        assert!(problems.iter().all(|one| !one.kind.recovered()), "{text}");
        for problem in problems {
            if let ProblemKind::Hcl(words) = problem.kind {
                assert!(!words.contains('\n') && !words.is_empty(), "{text}");
                assert!(words.starts_with(|sign: char| !sign.is_uppercase()));
            }
        }
    }
}

#[test]
fn faults_of_one_text_are_in_order_and_bounded() {
    let text = "a = ?\nb = 1\n".repeat(5_000);
    let (body, problems) = body_of(&text);
    assert_eq!(problems.len(), super::super::MAX_ERRORS);
    assert!(problems.is_sorted_by_key(|one: &Problem| one.at.start));
    assert!(body.attributes.len() < 5_000);
}
