//! Elements of which not all is known, or that only some letters of which are RAM's.

use super::*;

fn covered_actions(actions: &str, readings: Readings) -> Vec<(usize, Vec<usize>)> {
    let statement = allow(actions, r#""*""#);
    let found = ask(&[&statement], readings, |space, _, statements| {
        space.covered_actions(&statements[0])
    });
    let found = found.unwrap().into_iter();
    found.map(|one| (one.index, one.by)).collect()
}

/// Whatever it is, it is among all actions, and it may be any of them.
#[test]
fn an_element_that_is_not_known_lies_in_what_covers_all() {
    let default = Readings::Default;
    for (actions, expected) in [
        (r#"["*:*",null]"#, vec![(1, vec![0])]),
        (r#"[null,"*:*"]"#, vec![(0, vec![1])]),
        (r#"["ecs:*",null]"#, vec![]),
    ] {
        assert_eq!(covered_actions(actions, default), expected, "{actions}");
    }
}

/// A letter that folds into one of ASCII may stand for it: then the element is about
/// other actions than it names.
#[test]
fn an_element_with_other_letters_lies_where_either_of_its_meanings_does() {
    let actions = r#"["ecs:*","ec\u017f:*","ec\u017f:StopInstance"]"#;
    for readings in [Readings::Strict, Readings::Default] {
        assert_eq!(covered_actions(actions, readings), [(2, vec![0, 1])]);
    }
    let actions = r#"["ecs:*","ec\u017f:StopInstance"]"#;
    assert_eq!(covered_actions(actions, Readings::Strict), []);
}

/// Two tests of different keys cover nothing of each other, whatever their patterns.
#[test]
fn statements_with_tests_of_two_keys_are_both_needed() {
    let test = |key: &str, value: &str| when(&format!(r#""StringLike":{{"{key}":"{value}"}}"#));
    let (own, other) = ("acs:RequestTag/a", "acs:RequestTag/b");
    for (keys, expected) in [((own, own), vec![1]), ((own, other), vec![])] {
        let statements = [test(keys.0, "x*"), test(keys.1, "x1")];
        let found = ask(
            &[&statements[0], &statements[1]],
            Readings::Default,
            |space, document, _| space.needless_statements(document),
        );
        let found: Vec<u32> = found.unwrap().iter().map(|one| one.index).collect();
        assert_eq!(found, expected, "{keys:?}");
    }
}
