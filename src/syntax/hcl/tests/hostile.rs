//! Texts made to exhaust the stack or the patience of a reader.

use std::thread;

use super::{body_of, list, show};
use crate::source::FileId;
use crate::syntax::hcl::{MAX_DEPTH, MAX_LEVELS, MAX_PARSER_DEPTH, expression, template};
use crate::syntax::{Parsed, ProblemKind};

/// The smallest stack that a program is started with anywhere: that of a second
/// thread, and a quarter of a main thread.
const STACK: usize = 2 << 20;

fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK).spawn(run);
    thread.unwrap().join().unwrap();
}

/// A text with `start` and `end` so many times around `middle`.
fn nest(count: usize, start: &str, middle: &str, end: &str) -> String {
    format!("{}{middle}{}", start.repeat(count), end.repeat(count))
}

/// Ways to nest: what is repeated, what stands inside, what closes it.
const NESTS: &[(&str, &str, &str)] = &[
    ("[", "1", "]"),
    ("(", "1", ")"),
    ("{ a = ", "1", " }"),
    ("{ (", "1", ") = 1 }"),
    ("f(", "1", ")"),
    ("\"${", "1", "}\""),
    ("!", "a", ""),
    ("-", "a", ""),
    ("a ? b : ", "c", ""),
    ("a ? ", "b", " : c"),
    ("a[", "1", "]"),
    ("[for a in ", "b", " : a]"),
    ("{for a in b : a => ", "c", "}"),
    ("1 + (", "1", ")"),
    ("1 + 1 + (", "1", ")"),
    ("[1 == 2, ", "1", "]"),
    ("<<A\n${", "1", "}\nA\n"),
];

#[test]
fn what_is_nested_too_deeply_is_refused_wherever_it_stands() {
    on_a_small_stack(|| {
        for (start, middle, end) in NESTS {
            for count in [300, 30_000] {
                let text = format!("a = {}\nb = 1\n", nest(count, start, middle, end));
                let (body, problems) = body_of(&text);
                assert_ne!(problems, [], "{start} {count}");
                assert!(problems.iter().all(|one| !one.kind.recovered()), "{start}");
                if *start != "<<A\n${" {
                    assert!(body.attribute("b").is_some(), "{start} {count}");
                }
            }
        }
    });
}

#[test]
fn what_is_never_closed_is_refused() {
    on_a_small_stack(|| {
        for (start, ..) in NESTS {
            for count in [1, 20, 39, 60, 300, 10_000] {
                for tail in ["", "\"", "<", "1e999", "&", "\n"] {
                    let text = format!("a = {}{tail}", start.repeat(count));
                    let (_, problems) = body_of(&text);
                    assert_ne!(problems, [], "{start} {count} {tail}");
                }
            }
        }
    });
}

#[test]
fn nesting_within_the_limit_is_read() {
    on_a_small_stack(|| {
        let brackets: fn(&str) -> usize = |start| {
            let opens = start.matches(['[', '(', '{']).count();
            opens + start.matches("%{ if").count()
        };
        for (start, middle, end) in NESTS {
            // A heredoc cannot end where another goes on, and the last but some
            // would be read again too often.
            if ["<<A\n${", "1 + 1 + ("].contains(start) {
                continue;
            }
            let limit = match brackets(start) {
                0 => MAX_PARSER_DEPTH as usize,
                some => MAX_DEPTH as usize / some,
            };
            let text = |count| format!("a = {}\n", nest(count, start, middle, end));
            let (body, problems) = body_of(&text(limit));
            assert_eq!(problems, [], "{start}");
            assert!(show(&body.attributes[0].value).contains(middle));
            let (_, problems) = body_of(&text(limit + 1));
            let kinds: Vec<_> = problems.iter().map(|one| &one.kind).collect();
            let depth = if brackets(start) == 0 {
                MAX_PARSER_DEPTH
            } else {
                MAX_DEPTH
            };
            assert_eq!(kinds, [&ProblemKind::TooDeep(depth)], "{start}");
        }
    });
}

#[test]
fn the_deepest_mixtures_fit_the_stack() {
    on_a_small_stack(|| {
        let signs = (MAX_PARSER_DEPTH - MAX_DEPTH) as usize;
        let rest = MAX_DEPTH as usize - signs;
        for (start, middle, end) in NESTS {
            if start.matches(['[', '(', '{']).count() != 1 || start.starts_with(['1', '<']) {
                continue;
            }
            for mixed in [format!("{start}!"), format!("{start}x ? y : ")] {
                let inner = nest(rest, start, middle, end);
                let text = format!("a = {}\n", nest(signs, &mixed, &inner, end));
                let (body, problems) = body_of(&text);
                assert_eq!(problems, [], "{mixed}");
                assert!(show(&body.attributes[0].value).contains(middle));
            }
        }
        // The condition of the innermost is a level too.
        let count = MAX_DEPTH as usize - 1;
        let text = nest(count, "%{ if a }", "x", "%{ endif }");
        let mut problems = Vec::new();
        show(&template(Parsed::file(&text, FileId(0)), &mut problems));
        assert_eq!(problems, []);
    });
}

#[test]
fn blocks_nest_to_the_same_limit() {
    on_a_small_stack(|| {
        for (count, good) in [(40, true), (41, false), (100_000, false)] {
            let text = format!("{}c = 1\n", nest(count, "a {\n", "b = 1\n", "}\n"));
            let (body, problems) = body_of(&text);
            assert_eq!(problems.is_empty(), good, "{count}");
            assert!(body.attribute("c").is_some());
        }
    });
}

#[test]
fn long_chains_are_read_or_refused() {
    on_a_small_stack(|| {
        let cases = [
            (" + 1".repeat(100), true),
            (" + 1".repeat(128), true),
            (" + 1".repeat(129), false),
            (" + 1".repeat(100_000), false),
            (".b".repeat(MAX_LEVELS as usize - 2), true),
            (".b".repeat(MAX_LEVELS as usize), false),
            (".b".repeat(100_000), false),
            ("[0]".repeat(100_000), false),
            (".0".repeat(100_000), false),
            ("[*]".repeat(100_000), false),
            (".*".repeat(100_000), false),
            (" && b".repeat(100_000), false),
        ];
        for (chain, good) in cases {
            let text = format!("a = b{chain}\nc = 1\n");
            let (body, problems) = body_of(&text);
            assert_eq!(problems.is_empty(), good, "{:.40}", text);
            assert!(body.attribute("c").is_some());
        }
    });
}

#[test]
fn steps_and_levels_add_up() {
    on_a_small_stack(|| {
        let chain = format!("b{}", ".c".repeat(220));
        let text = format!("a = {}\nc = 1\n", nest(39, "[", &chain, "]"));
        let (body, problems) = body_of(&text);
        assert_eq!(list(&text, &problems), [format!("TooDeep(256) @ {chain}")]);
        let shown = show(&body.attributes[0].value);
        assert!(
            shown.contains("[!an expression that is nested too deeply!]"),
            "{shown}"
        );
    });
}

#[test]
fn faults_that_the_parser_reads_again_and_again_are_refused() {
    on_a_small_stack(|| {
        for count in [10, 25, 40, 60] {
            for tail in ["<", "\"%{ x }\"", "1e999", "- <"] {
                let text = format!("a = {}\nb = 1\n", nest(count, "1 + 1 + (", tail, ")"));
                let (body, problems) = body_of(&text);
                assert_eq!(problems.len(), 1, "{count} {problems:?}");
                assert!(body.attribute("b").is_some());
            }
        }
    });
}

#[test]
fn many_keys_are_refused_where_they_would_take_too_long() {
    for (count, good) in [(3_000, true), (30_000, false)] {
        let members: String = (0..count).map(|n| format!("key{n} = {n}\n")).collect();
        let text = format!("a = {{\n{members}}}\nb = 1\n");
        let (body, problems) = body_of(&text);
        assert_eq!(problems.is_empty(), good, "{count}");
        assert!(body.attribute("b").is_some());
    }
}

#[test]
fn large_texts_are_read() {
    let list = format!("a = [{}]\n", "1, ".repeat(10_000));
    let heredoc = format!("a = <<A\n{}A\n", "some \"text\": 中文\n".repeat(10_000));
    let string = format!("a = \"{}\"\n", "some \\\"text\\\" 中文".repeat(10_000));
    let attributes: String = (0..5_000).map(|n| format!("a{n} = {n}\n")).collect();
    let blocks: String = (0..5_000)
        .map(|n| format!("a \"b{n}\" {{\n  c = 1\n}}\n"))
        .collect();
    for text in [list, heredoc, string, attributes, blocks] {
        let (body, problems) = body_of(&text);
        assert_eq!(problems, []);
        assert!(!body.attributes.is_empty() || body.blocks.len() == 5_000);
    }
}

#[test]
fn recovery_goes_over_the_text_a_fixed_number_of_times() {
    let cases = [
        "a {\n".repeat(10_000),
        "a {\n}\n}\n".repeat(10_000),
        "a = \"x\n".repeat(10_000),
        "a = [\n".repeat(10_000),
        "a = <<A\n".repeat(10_000),
        "/* a\n".repeat(10_000),
        "a = ? \n".repeat(10_000),
        "] ) }\n".repeat(10_000),
        format!("{}{}", "[".repeat(10_000), ")".repeat(10_000)),
    ];
    for text in cases {
        let (_, problems) = body_of(&text);
        assert_ne!(problems, [], "{:.20}", text);
        assert!(problems.len() <= 10_001);
    }
}

#[test]
fn templates_and_single_expressions_have_the_same_limits() {
    on_a_small_stack(|| {
        for count in [300, 30_000] {
            for (start, middle, end) in NESTS {
                let text = nest(count, start, middle, end);
                let mut problems = Vec::new();
                assert!(expression(Parsed::file(&text, FileId(0)), &mut problems).is_none());
                assert_eq!(problems.len(), 1, "{start}");
                let text = format!("${{{text}}}");
                template(Parsed::file(&text, FileId(0)), &mut problems);
                assert_eq!(problems.len(), 2, "{start}");
            }
            let text = nest(count, "%{ if a }", "x", "%{ endif }");
            let mut problems = Vec::new();
            template(Parsed::file(&text, FileId(0)), &mut problems);
            assert_eq!(problems.len(), 1);
        }
    });
}
