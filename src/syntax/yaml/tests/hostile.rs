//! Texts that are deep, huge or made to take long.

use super::sound::is_sound;
use super::*;
use crate::syntax::yaml::{MAX_ERRORS, comments};

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    let limit = MAX_DEPTH as usize;
    assert_eq!(show(&nested(limit)).1, []);
    let text = format!("- {}\n- x", nested(limit));
    let (shown, problems) = show(&text);
    let inner = "[".repeat(limit - 1) + "<invalid>" + &"]".repeat(limit - 1);
    assert_eq!(shown, format!("[{inner},\"x\"]"));
    assert_eq!(problems, [(ProblemKind::TooDeep(MAX_DEPTH), "[")]);
}

#[test]
fn huge_and_hostile_texts_are_cut_off() {
    // A small stack shows that depth in the text is not depth of calls.
    std::thread::Builder::new()
        .stack_size(256 * 1024)
        .spawn(read_hostile_texts)
        .unwrap()
        .join()
        .unwrap();
}

fn read_hostile_texts() {
    let count = 1_000_000;
    let lol = "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n".repeat(9);
    let deep = ProblemKind::TooDeep(MAX_DEPTH);
    for (text, expected) in [
        ("[".repeat(count), Some(&deep)),
        ("- ".repeat(count), Some(&deep)),
        ("{a: ".repeat(count), Some(&deep)),
        ("[{".repeat(count), Some(&deep)),
        ("? ".repeat(count), None),
        ("&a ".repeat(count), None),
        ("[\n---\n".repeat(count / 10), None),
        (
            "- a\n".repeat(count * 2),
            Some(&ProblemKind::TooManyNodes(MAX_NODES)),
        ),
        (lol, Some(&ProblemKind::YamlAlias)),
    ] {
        let started = Instant::now();
        let (tree, problems) = load(Parsed::file(&text, FILE));
        let label = text.get(..8).unwrap();
        assert!(started.elapsed() < Duration::from_secs(20), "{label:?}");
        assert!(!problems.is_empty(), "{label:?}");
        if let Some(kind) = expected {
            assert!(
                problems.iter().any(|problem| problem.kind == *kind),
                "{label:?}"
            );
        }
        is_sound(&text, &tree, &problems);
    }
}

#[test]
fn after_so_many_errors_nothing_is_read() {
    let most = MAX_ERRORS as usize;
    for (errors, is_read) in [(most - 1, true), (most, false)] {
        let text = format!("{}a: b # why\n", "c: @d\n---\n".repeat(errors));
        let (shown, problems) = show(&text);
        assert_eq!(problems.len(), errors);
        assert_eq!(shown.ends_with("{\"a\":\"b\"}"), is_read, "{errors}");
        assert_eq!(comments(&text).len(), usize::from(is_read), "{errors}");
    }
}
