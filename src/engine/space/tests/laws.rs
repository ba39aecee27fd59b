//! What is said of lists is what asking about each member says.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::engine::space::compare::{Compared, Version, compare};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(41),
        ..ProptestConfig::default()
    }
}

fn some_of(texts: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    let texts = prop::collection::vec(prop::sample::select(texts), 1..=most);
    texts.prop_map(|texts| format!("[\"{}\"]", texts.join("\",\"")))
}

const ACTIONS: &[&str] = &[
    "ecs:*", "ecs:A*", "ecs:?*", "ecs:AB", "ECS:ab", "ecs:?B", "ecs:??", "ecs:A?*", "rds:*",
    "rds:A", "*", "*:*", "*:A*", "ecs*", "nosuch:",
];

const RESOURCES: &[&str] = &[
    "*",
    "acs:*",
    "acs:ecs:*:*:*",
    "acs:ecs:*:*:a/*",
    "acs:ecs:*:*:a/?",
    "acs:ecs:*:*:?/b",
    "acs:oss:*:*:b",
    "acs:oss:*:*:B*",
    "acs:*:*:*:b",
    "b",
];

// Tests of one key do not stand side by side.
const TESTS: &[&str] = &[
    r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"}"#,
    r#""StringEquals":{"acs:SourceVpc":"a"}"#,
    r#""Bool":{"acs:SecureTransport":"true"}"#,
    r#""NotIpAddress":{"acs:SourceIp":"10.0.0.0/9"}"#,
    r#""StringLike":{"acs:SourceVpc":["a","b*"]}"#,
    r#""DateLessThan":{"acs:CurrentTime":"2030-01-01T00:00:00Z"}"#,
    r#""IpAddressIfExists":{"acs:SourceIp":["10.0.0.0/9","11.0.0.0/8"]}"#,
    r#""StringNotLike":{"acs:SourceVpc":"b*"}"#,
    r#""DateGreaterThan":{"acs:CurrentTime":"2020-01-01T00:00:00Z"}"#,
    r#""StringLikeIfExists":{"acs:SourceVpc":"x"}"#,
    r#""StringNotEquals":{"acs:SourceVpc":["a","c"]}"#,
    r#""StringEqualsIgnoreCase":{"acs:Service":"ecs.aliyuncs.com"}"#,
];

fn any_conditions(most: usize) -> impl Strategy<Value = String> {
    prop::sample::subsequence(TESTS, 0..=most).prop_map(|tests| tests.join(","))
}

fn any_statement() -> impl Strategy<Value = String> {
    let parts = (
        any::<bool>(),
        prop::bool::weighted(0.2),
        some_of(ACTIONS, 2),
        some_of(RESOURCES, 2),
        any_conditions(1),
    );
    parts.prop_map(|(deny, excluded, actions, resources, conditions)| {
        let effect = if deny { "Deny" } else { "Allow" };
        let form = if excluded { "NotAction" } else { "Action" };
        format!(
            r#""Effect":"{effect}","{form}":{actions},"Resource":{resources},"Condition":{{{conditions}}}"#
        )
    })
}

/// Those that are named are covered by the others, as few as there need be; of the
/// others none is.
fn hold(space: &Space<'_>, members: &[Formula], found: &[Covered]) {
    let union =
        |indices: &[usize]| Formula::or(indices.iter().map(|index| members[*index].clone()));
    let is_named = |index: &usize| found.iter().any(|one| one.index == *index);
    for one in found {
        let member = &members[one.index];
        assert!(!space.never(member), "{found:?}");
        assert!(
            !one.by.is_empty() && !one.by.iter().any(is_named),
            "{found:?}"
        );
        assert!(space.implies(member, &union(&one.by)), "{found:?}");
        for left_out in &one.by {
            let mut fewer = one.by.clone();
            fewer.retain(|by| by != left_out);
            assert!(!space.implies(member, &union(&fewer)), "{found:?}");
        }
    }
    for (index, member) in members.iter().enumerate() {
        if is_named(&index) || space.never(member) {
            continue;
        }
        let others = (0..members.len()).filter(|other| *other != index && !is_named(other));
        let others: Vec<usize> = others.collect();
        assert!(
            !space.implies(member, &union(&others)),
            "{index} of {found:?}"
        );
    }
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn elements_are_named_where_others_cover_them(
        actions in some_of(ACTIONS, 5), resources in some_of(RESOURCES, 5), excluded in any::<bool>(),
    ) {
        let statement = if excluded {
            format!(r#""Effect":"Deny","NotAction":{actions},"Resource":{resources}"#)
        } else {
            allow(&actions, &resources)
        };
        ask(&[&statement], Readings::Default, |space, _, statements| {
            let one = &statements[0];
            let pools = &space.model().pools;
            let (actions, resources) = (pools.elements(one.actions.list), pools.elements(one.resources.list));
            let found = space.covered_actions(one).unwrap();
            let members: Vec<Formula> = actions.iter().map(|element| space.action(one, element)).collect();
            hold(space, &members, &found);
            let found = space.covered_resources(one).unwrap();
            let members: Vec<Formula> = resources.iter().map(|element| space.resource(one, element)).collect();
            hold(space, &members, &found);
        });
    }

    #[test]
    fn statements_are_named_where_others_make_them_needless(
        statements in prop::collection::vec(any_statement(), 1..5),
    ) {
        let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
        ask(&texts, Readings::Default, |space, document, statements| {
            let needless = space.needless_statements(document).unwrap();
            let when: Vec<Formula> = statements.iter().map(|one| space.statement(one)).collect();
            assert!(needless.is_sorted_by(|one, other| one.index < other.index));
            for effect in [Effect::Allow, Effect::Deny] {
                let own: Vec<usize> = (0..when.len()).filter(|index| statements[*index].effect == effect).collect();
                let place = |index: u32| own.iter().position(|own| *own == index as usize);
                let of_effect = needless.iter().filter(|one| !one.denied && place(one.index).is_some());
                let found: Vec<Covered> = of_effect
                    .map(|one| Covered {
                        index: place(one.index).unwrap(),
                        by: one.by.iter().map(|by| place(*by).unwrap()).collect(),
                    })
                    .collect();
                let members: Vec<Formula> = own.iter().map(|index| when[*index].clone()).collect();
                hold(space, &members, &found);
            }
            let denys = || (0..when.len()).filter(|index| statements[*index].effect == Effect::Deny);
            let union = |indices: &[usize]| Formula::or(indices.iter().map(|index| when[*index].clone()));
            for (index, one) in statements.iter().enumerate() {
                let known = needless.iter().find(|needless| needless.index as usize == index);
                if one.effect == Effect::Deny || known.is_some_and(|known| !known.denied) {
                    continue;
                }
                let denied = !space.never(&when[index]) && space.implies(&when[index], &union(&denys().collect::<Vec<_>>()));
                assert_eq!(known.is_some(), denied, "{index}: {needless:?}");
                if let Some(known) = known {
                    let by: Vec<usize> = known.by.iter().map(|by| *by as usize).collect();
                    assert!(by.iter().all(|by| statements[*by].effect == Effect::Deny));
                    assert!(space.implies(&when[index], &union(&by)), "{needless:?}");
                    for left_out in &by {
                        let fewer: Vec<usize> = by.iter().copied().filter(|by| by != left_out).collect();
                        assert!(!space.implies(&when[index], &union(&fewer)), "{needless:?}");
                    }
                }
            }
        });
    }

    #[test]
    fn tests_are_named_where_they_say_nothing_or_too_much(
        actions in some_of(ACTIONS, 1), conditions in any_conditions(5),
    ) {
        let statement = format!(r#"{},"Condition":{{{conditions}}}"#, allow(&actions, r#""*""#));
        ask(&[&statement], Readings::Default, |space, _, statements| {
            let one = &statements[0];
            let found = space.tests_met(one).unwrap();
            let asked = Formula::and([space.actions(one), space.resources(one)]);
            let tests = space.model().pools.conditions(one.conditions);
            let tests: Vec<Formula> = tests.iter().map(|test| space.condition(test)).collect();
            let here = |test: &Formula| Formula::and([asked.clone(), test.clone()]);
            let numbered = |holds: &dyn Fn(&Formula) -> bool| -> Vec<usize> {
                (0..tests.len()).filter(|index| holds(&tests[*index])).collect()
            };
            let all_of = |indices: &[usize]| Formula::and(indices.iter().map(|index| tests[*index].clone()));
            if space.never(&asked) {
                assert_eq!(found, TestsMet::default());
                return;
            }
            let never = numbered(&|test| space.never(&here(test)));
            assert_eq!(found.never, never);
            assert_eq!(found.always, numbered(&|test| !space.never(&here(test)) && space.implies(&asked, test)));
            let every: Vec<usize> = (0..tests.len()).collect();
            let contradict = never.is_empty() && space.never(&here(&all_of(&every)));
            assert_eq!(!found.contradictory.is_empty(), contradict, "{found:?}");
            if contradict {
                assert!(space.never(&here(&all_of(&found.contradictory))), "{found:?}");
                for left_out in &found.contradictory {
                    let mut fewer = found.contradictory.clone();
                    fewer.retain(|index| index != left_out);
                    assert!(!space.never(&here(&all_of(&fewer))), "{found:?}");
                }
            }
            if contradict || !never.is_empty() {
                assert!(found.implied.is_empty(), "{found:?}");
                return;
            }
            assert!(found.implied.is_sorted_by_key(|one| one.index), "{found:?}");
            // What others imply is failed only where one of them is.
            let failed: Vec<Formula> = tests.iter().map(|test| here(&test.not())).collect();
            hold(space, &failed, &found.implied);
        });
    }

    #[test]
    fn versions_are_the_same_where_they_allow_and_deny_the_same(
        before in prop::collection::vec(any_statement(), 0..3),
        after in prop::collection::vec(any_statement(), 0..3),
    ) {
        prop_assume!(!before.is_empty() || !after.is_empty());
        let all: Vec<&str> = before.iter().chain(&after).map(String::as_str).collect();
        let expected = ask(&all, Readings::Default, |space, _, statements| {
            let said: Vec<(Effect, Formula)> = statements
                .iter()
                .map(|one| (one.effect, space.statement(one)))
                .collect();
            let (old, new) = said.split_at(before.len());
            let of = |said: &[(Effect, Formula)], effect| {
                let own = said.iter().filter(|(own, _)| *own == effect);
                Formula::or(own.map(|(_, when)| when.clone()))
            };
            let denied = |said| of(said, Effect::Deny);
            let allowed = |said| Formula::and([of(said, Effect::Allow), denied(said).not()]);
            space.same(&denied(old), &denied(new)) && space.same(&allowed(old), &allowed(new))
        });
        let texts = [&before, &after].map(|statements| {
            let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
            if statements.is_empty() {
                r#"{"Version":"1","Statement":[]}"#.to_owned()
            } else {
                document(&statements)
            }
        });
        let read = texts.each_ref().map(|text| read(&[text], DocumentKind::Identity));
        let [one, other] = &read;
        let uses = KeyUse::of_all([&one.0, &other.0]);
        let compared = compare(
            Version { model: &one.0, account: &one.0.accounts[0], document: one.1[0] },
            Version { model: &other.0, account: &other.0.accounts[0], document: other.1[0] },
            Catalogue::embedded(),
            &uses,
            &settings(Readings::Default),
        );
        prop_assert_eq!(compared == Compared::Same, expected, "{:?}", compared);
    }
}
