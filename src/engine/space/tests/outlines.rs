//! What is seen of sets of requests without asking the solver, and what it spares.

use super::*;
use crate::model::budget::comparing;
use crate::model::pattern::{Pattern, Token};

const PLENTY: u64 = 1_000;

fn outline(key: KeyId, patterns: &[&str]) -> Outline {
    let patterns = patterns.iter().map(|text| Pattern::new(text));
    Outline::default().with(key, Some(patterns.collect()))
}

/// A set that is one pattern of one key is known by that pattern; any other is compared
/// with all.
#[test]
fn sets_that_are_one_pattern_are_seen() {
    for (condition, expected) in [
        (r#""StringLike":{"acs:SourceVpc":"vpc-*"}"#, &["vpc-*"][..]),
        (r#""StringLike":{"acs:SourceVpc":["a","b"]}"#, &[]),
        (r#""StringNotLike":{"acs:SourceVpc":"vpc-*"}"#, &[]),
        (r#""ForAllValues:StringLike":{"acs:SourceVpc":"a"}"#, &[]),
        (r#""StringLikeIfExists":{"acs:SourceVpc":"a"}"#, &[]),
        (r#""NumericEquals":{"my:Level":"1"}"#, &[]),
        (
            r#""StringLike":{"acs:SourceVpc":"a"},"Bool":{"acs:MFAPresent":"true"}"#,
            &[],
        ),
    ] {
        let statement = when(condition);
        ask(&[&statement], Readings::Default, |space, _, statements| {
            let formula = space.conditions(statements[0].conditions);
            let member = Member::new(formula);
            let keys = member.outline.keys();
            let seen = keys.flat_map(|(_, patterns)| patterns);
            let seen: Vec<&[Token]> = seen.map(Pattern::tokens).collect();
            let expected: Vec<Pattern> = expected.iter().map(|text| Pattern::new(text)).collect();
            let expected: Vec<&[Token]> = expected.iter().map(Pattern::tokens).collect();
            assert_eq!(seen, expected, "{condition}");
        });
    }
}

/// Letters that differ before a wildcard, from the beginning or from the end, are all
/// that is looked at.
#[test]
fn patterns_that_differ_at_an_end_are_not_compared() {
    let far = "x".repeat(600);
    let (far_a, far_b) = (format!("{far}a*"), format!("{far}b*"));
    let key = KeyId(0);
    let long = far_a.chars().count();
    let cases = [
        ("ab*", "ac*", false, comparing(2)),
        ("*ab", "*cb", false, comparing(2)),
        (&far_a, &far_b, false, comparing(long - 1)),
        ("AB*", "ab*", false, comparing(9)),
        ("a*", "*b", true, comparing(4)),
        ("?b", "ab", true, comparing(4)),
        ("a*b", "ab", true, comparing(6)),
        ("?*?", "a", false, comparing(3)),
    ];
    for (one, other, meet, steps) in cases {
        let mut budget = Budget::new(PLENTY);
        let found = outline(key, &[one]).meets(&outline(key, &[other]), &mut budget);
        assert_eq!(found, Some(meet), "{one} {other}");
        assert_eq!(PLENTY - budget.left(), steps, "{one} {other}");
        let mut fewer = Budget::new(steps - 1);
        let stopped = outline(key, &[one]).meets(&outline(key, &[other]), &mut fewer);
        assert_eq!(stopped, None, "{one} {other}");
    }
}

/// A text that a pattern stands for shows that nothing else covers the pattern, if there
/// is a request with that text.
#[test]
fn only_texts_that_requests_have_show_what_is_not_covered() {
    let vpc = when(r#""StringLike":{"acs:SourceVpc":"*"},"Bool":{"acs:MFAPresent":"true"}"#);
    ask(&[&vpc], Readings::Default, |space, _, statements| {
        drop(space.conditions(statements[0].conditions));
        let (action, resource) = (space.free.action, space.free.resource);
        let vpc = space.universe().find("acs:SourceVpc").unwrap();
        let mfa = space.universe().find("acs:MFAPresent").unwrap();
        let cases = [
            (action, "ecs:A", true),
            (action, "ecs:*", true),
            (action, "*:A", true),
            (action, "ecs", false),
            (action, "ecs:", false),
            (action, ":A", false),
            (action, "ecs:A:B", false),
            (resource, "acs:oss:*:*:b", true),
            (resource, "acs:oss:::b:c", true),
            (resource, "acs:oss:*:*:", false),
            (resource, "acs::*:*:b", false),
            (resource, "arn:oss:*:*:b", false),
            (resource, "acs:oss:b", false),
            (resource, "acs", false),
            (vpc, "vpc-1", true),
            (mfa, "true", false),
        ];
        for (key, text, real) in cases {
            let (one, other) = (outline(key, &[text]), outline(key, &["\u{1}"]));
            let lies = space.may_lie_in(&one, &[&other], &mut Budget::new(PLENTY));
            assert_eq!(lies, Some(!real), "{text}");
            let lies = space.may_lie_in(&one, &[&one], &mut Budget::new(PLENTY));
            assert_eq!(lies, Some(true), "{text}");
            // What says nothing of a key has all its values.
            let open = Outline::default();
            let lies = space.may_lie_in(&one, &[&other, &open], &mut Budget::new(PLENTY));
            assert_eq!(lies, Some(true), "{text}");
        }
    });
}

/// Of ranges that have nothing in common the solver is not asked.
#[test]
fn steps_last_for_ranges_that_lie_apart() {
    let ranges: Vec<String> = (0..700)
        .map(|number| format!("\"10.{}.{}.0/24\"", number / 256, number % 256))
        .collect();
    let statement = when(&format!(
        r#""IpAddress":{{"acs:SourceIp":[{}]}}"#,
        ranges.join(",")
    ));
    let found = ask(&[&statement], Readings::Default, |space, _, statements| {
        let tests = space.model().pools.conditions(statements[0].conditions);
        space.covered_values(&tests[0])
    });
    assert_eq!(found, Some(Vec::new()));
}
