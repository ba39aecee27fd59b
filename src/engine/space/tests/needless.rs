//! Parts of documents that say nothing of their own.

use super::*;

/// A member that others cover, and these.
type By<'c> = (usize, &'c [usize]);

fn covered(list: &[By<'_>]) -> Option<Vec<Covered>> {
    let one = |(index, by): &By<'_>| Covered {
        index: *index,
        by: by.to_vec(),
    };
    Some(list.iter().map(one).collect())
}

#[test]
fn elements_that_others_cover_are_found() {
    let cases: &[(&str, &[By])] = &[
        (r#"["ecs:A"]"#, &[]),
        (r#"["ecs:A","ecs:B"]"#, &[]),
        (r#"["ecs:A","ecs:A"]"#, &[(1, &[0])]),
        (r#"["ecs:A","ECS:a","ecs:a"]"#, &[(1, &[0]), (2, &[0])]),
        (r#"["ecs:A","ecs:*"]"#, &[(0, &[1])]),
        (
            r#"["ecs:Describe*","ecs:*","ecs:DescribeDisks"]"#,
            &[(0, &[1]), (2, &[1])],
        ),
        (
            r#"["ecs:*Disk","ecs:*","*:*","*"]"#,
            &[(0, &[2]), (1, &[2]), (3, &[2])],
        ),
        // Two together cover what neither does.
        (
            r#"["ecs:a??*","ecs:a?*","ecs:a","ecs:a*"]"#,
            &[(0, &[3]), (1, &[3]), (2, &[3])],
        ),
        (r#"["ecs:a?b*","ecs:ab*","ecs:a?*b"]"#, &[]),
        (r#"["nosuch:","ecs:A"]"#, &[]),
        (r#"["ecs*","ecs:*"]"#, &[]),
        (r#"["ecs*","ecs*","ecs:A"]"#, &[(1, &[0])]),
    ];
    for (actions, wanted) in cases {
        for form in ["Action", "NotAction"] {
            let statement = format!(r#""Effect":"Allow","{form}":{actions},"Resource":"*""#);
            let found = ask(&[&statement], Readings::Default, |space, _, statements| {
                space.covered_actions(&statements[0])
            });
            assert_eq!(found, covered(wanted), "{form} {actions}");
        }
    }
}

/// Only what begins alike is compared, and one of what is equal, so that the steps for
/// one list last for as many members as a file can have.
#[test]
fn steps_last_for_long_lists() {
    let list = |count: usize, text: &dyn Fn(usize) -> String| {
        let texts: Vec<String> = (0..count)
            .map(|number| format!("\"{}\"", text(number)))
            .collect();
        format!("[{}]", texts.join(","))
    };
    let equal = list(20_000, &|_| "ecs:A".to_owned());
    let apart = list(3_000, &|number| format!("ecs:A{number:05}*"));
    let pairs = list(3_000, &|number| {
        let star = if number % 2 == 0 { "*" } else { "b" };
        format!("ecs:A{:05}{star}", number / 2)
    });
    for (actions, covered) in [(equal, 19_999), (apart, 0), (pairs, 1_500)] {
        let statement = allow(&actions, r#""*""#);
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            space.covered_actions(&statements[0])
        });
        assert_eq!(found.map(|found| found.len()), Some(covered));
    }
    let statements: Vec<String> = (0..3_000)
        .map(|number| {
            let effect = if number % 3 == 0 { "Deny" } else { "Allow" };
            format!(
                r#""Effect":"{effect}","Action":"ecs:A{:05}*","Resource":"*""#,
                number / 3
            )
        })
        .collect();
    let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
    let found = ask(&texts, Readings::Default, |space, document, _| {
        space.needless_statements(document)
    });
    // Of each three one denies what the next allows, which the last allows again.
    let found = found.unwrap();
    let denied = found.iter().filter(|one| one.denied).count();
    assert_eq!((found.len(), denied), (2_000, 1_000));
}

#[test]
fn resources_that_others_cover_are_found() {
    let cases: &[(&str, &[By])] = &[
        (r#"["acs:oss:*:*:b","acs:oss:*:*:b/*"]"#, &[]),
        (r#"["acs:oss:*:*:b","acs:oss:*:*:B"]"#, &[]),
        (
            r#"["acs:oss:*:*:b/c","acs:oss:*:*:b/*","acs:oss:*:*:b/*"]"#,
            &[(0, &[1]), (2, &[1])],
        ),
        (r#"["acs:oss:*:*:*","*"]"#, &[(0, &[1])]),
        (
            r#"["acs:oss:*:*:*","acs:ecs:*:*:*","acs:*"]"#,
            &[(0, &[2]), (1, &[2])],
        ),
        (r#"["acs:oss:*:*:*","acs:ecs:*:*:*"]"#, &[]),
        (r#"["?","acs:ecs:*:*:*"]"#, &[]),
    ];
    for (resources, wanted) in cases {
        let statement = allow(r#""*""#, resources);
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            space.covered_resources(&statements[0])
        });
        assert_eq!(found, covered(wanted), "{resources}");
    }
}

#[test]
fn values_that_others_make_needless_are_found() {
    let cases: &[(&str, &[By])] = &[
        (
            r#""IpAddress":{"acs:SourceIp":["10.0.0.0/8","10.1.0.0/16","11.0.0.0/8"]}"#,
            &[(1, &[0])],
        ),
        (
            r#""NotIpAddress":{"acs:SourceIp":["10.0.0.0/8","10.1.0.0/16"]}"#,
            &[(1, &[0])],
        ),
        (
            r#""IpAddress":{"acs:SourceIp":["10.0.0.0/8","10.0.0.0/9","10.128.0.0/9"]}"#,
            &[(1, &[0]), (2, &[0])],
        ),
        (
            r#""IpAddress":{"acs:SourceIp":["10.0.0.0/9","10.128.0.0/9","10.64.0.0/10","10.0.0.0/8"]}"#,
            &[(0, &[3]), (1, &[3]), (2, &[3])],
        ),
        (r#""NumericLessThan":{"my:Level":["5","7"]}"#, &[(0, &[1])]),
        (
            r#""StringLike":{"acs:SourceVpc":["vpc-*","vpc-1"]}"#,
            &[(1, &[0])],
        ),
        (r#""StringEquals":{"acs:SourceVpc":["vpc-*","vpc-1"]}"#, &[]),
        (r#""StringEquals":{"acs:SourceVpc":["vpc-1","VPC-1"]}"#, &[]),
        (
            r#""StringEqualsIgnoreCase":{"my:Key":["a","A"]}"#,
            &[(1, &[0])],
        ),
        (
            r#""StringNotEquals":{"acs:RequestedRegion":["cn-a","cn-b","cn-a"]}"#,
            &[(2, &[0])],
        ),
        (r#""Bool":{"acs:MFAPresent":["true","True"]}"#, &[]),
        // Two together cover what neither does.
        (
            r#""StringLike":{"my:Key":["x*","?","??*"]}"#,
            &[(0, &[1, 2])],
        ),
        (r#""StringNotLike":{"my:Key":["x*","?","y*"]}"#, &[]),
        // A time that is over tells nothing from any other.
        (
            r#""DateGreaterThan":{"acs:CurrentTime":["2021-01-01T00:00:00Z","2020-01-01T00:00:00Z"]}"#,
            &[(1, &[0])],
        ),
        (
            r#""DateGreaterThan":{"acs:CurrentTime":["2028-01-01T00:00:00Z","2027-01-01T00:00:00Z"]}"#,
            &[(0, &[1])],
        ),
        (
            r#""IpAddress":{"acs:SourceIp":["10.0.0.*","10.1.*","10.1.*"]}"#,
            &[(2, &[1])],
        ),
        (r#""StringEqualsX":{"acs:SourceIp":["a","a"]}"#, &[]),
    ];
    for (condition, wanted) in cases {
        let statement = when(condition);
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            let tests = space.model().pools.conditions(statements[0].conditions);
            space.covered_values(&tests[0])
        });
        assert_eq!(found, covered(wanted), "{condition}");
    }
    // A negated list may mean "not all of them".
    for (condition, wanted) in [
        (
            r#""NotIpAddress":{"acs:SourceIp":["10.0.0.0/8","10.1.0.0/16","10.0.0.0/8"]}"#,
            &[(2, &[0][..])][..],
        ),
        (r#""StringNotLike":{"my:Key":["x*","?","??*"]}"#, &[]),
    ] {
        let statement = when(condition);
        let found = ask(&[&statement], Readings::Strict, |space, _, statements| {
            let tests = space.model().pools.conditions(statements[0].conditions);
            space.covered_values(&tests[0])
        });
        assert_eq!(found, covered(wanted), "{condition}");
    }
}

/// Statements, and those that others make needless: by which, and whether they deny.
type Case<'c> = (&'c [String], &'c [(u32, &'c [u32], bool)]);

#[test]
fn statements_that_others_make_needless_are_found() {
    let over = |transports: &str| {
        let action = r#""Effect":"Allow","Action":"ecs:*","Resource":"*""#;
        format!(r#"{action},"Condition":{{"Bool":{{"acs:SecureTransport":{transports}}}}}"#)
    };
    let on = |effect: &str, resources: &str| {
        format!(r#""Effect":"{effect}","Action":"*","Resource":{resources}"#)
    };
    let ip = |effect: &str, range: &str| {
        format!(
            r#""Effect":"{effect}","Action":"ecs:*","Resource":"*","Condition":{{"IpAddress":{{"acs:SourceIp":{range}}}}}"#
        )
    };
    let plain = |effect: &str, action: &str| {
        format!(r#""Effect":"{effect}","Action":"{action}","Resource":"*""#)
    };
    let cases: &[Case<'_>] = &[
        (&[plain("Allow", "ecs:*"), plain("Deny", "ecs:A")], &[]),
        (
            &[plain("Allow", "ecs:*"), plain("Allow", "ecs:A")],
            &[(1, &[0], false)],
        ),
        (
            &[plain("Deny", "ecs:A"), plain("Deny", "ecs:*")],
            &[(0, &[1], false)],
        ),
        (
            &[plain("Allow", "ecs:A"), plain("Deny", "ecs:*")],
            &[(0, &[1], true)],
        ),
        (
            &[
                ip("Allow", r#""10.0.0.0/8""#),
                ip("Allow", r#""10.0.0.0/9""#),
                ip("Allow", r#""10.128.0.0/9""#),
            ],
            &[(1, &[0], false), (2, &[0], false)],
        ),
        (
            &[
                ip("Deny", r#""10.0.0.0/9""#),
                ip("Deny", r#""10.128.0.0/9""#),
                ip("Allow", r#""10.0.0.0/8""#),
            ],
            &[(2, &[0, 1], true)],
        ),
        (
            &[
                ip("Deny", r#""10.0.0.0/9""#),
                ip("Allow", r#""10.0.0.0/8""#),
            ],
            &[],
        ),
        // What has something in common with the second, and is not needed, is not named.
        (
            &[
                ip("Allow", r#"["10.96.0.0/11","12.0.0.0/8"]"#),
                ip("Allow", r#"["10.64.0.0/10","10.128.0.0/10"]"#),
                ip("Allow", r#""10.0.0.0/9""#),
                ip("Allow", r#""10.128.0.0/9""#),
            ],
            &[(1, &[2, 3], false)],
        ),
        // Nothing is denied by what another statement allows.
        (
            &[
                ip("Deny", r#""10.0.0.0/9""#),
                ip("Allow", r#"["10.128.0.0/9","12.0.0.0/8"]"#),
                ip("Allow", r#""10.0.0.0/8""#),
            ],
            &[],
        ),
        (
            &[
                plain("Deny", "ecs:A"),
                plain("Deny", "ecs:*"),
                plain("Allow", "rds:A"),
                plain("Allow", "rds:*"),
            ],
            &[(0, &[1], false), (2, &[3], false)],
        ),
        // Of two that say the same the one that takes more words goes, wherever it stands.
        (
            &[plain("Allow", "ecs:*"), over(r#"["true","false"]"#)],
            &[(1, &[0], false)],
        ),
        (
            &[over(r#"["true","false"]"#), plain("Allow", "ecs:*")],
            &[(0, &[1], false)],
        ),
        (
            &[
                on("Deny", r#"["acs:ecs:?*:*:*","acs:ecs:*:*:?*"]"#),
                on("Deny", r#""acs:ecs:*:*:?*""#),
            ],
            &[(0, &[1], false)],
        ),
        (
            &[
                on("Deny", r#""acs:ecs:*:*:?*""#),
                on("Deny", r#"["acs:ecs:?*:*:*","acs:ecs:*:*:?*"]"#),
            ],
            &[(1, &[0], false)],
        ),
        // In one world the effect is another.
        (&[plain("Allow", "ecs:*"), plain("allow", "ecs:A")], &[]),
        (&[plain("allow", "ecs:*"), plain("Allow", "ecs:A")], &[]),
    ];
    for (statements, wanted) in cases {
        let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
        let found = ask(&texts, Readings::Default, |space, document, _| {
            space.needless_statements(document)
        });
        let wanted = wanted.iter().map(|(index, by, denied)| NeedlessStatement {
            index: *index,
            by: by.to_vec(),
            denied: *denied,
        });
        assert_eq!(found, Some(wanted.collect()), "{statements:?}");
    }
}

#[test]
fn tests_are_looked_at_where_their_statement_counts() {
    let met = |always: &[usize],
               never: &[usize],
               contradictory: &[usize],
               implied: &[(usize, &[usize])]| TestsMet {
        always: always.to_vec(),
        never: never.to_vec(),
        contradictory: contradictory.to_vec(),
        implied: covered(implied).unwrap(),
    };
    for (conditions, wanted) in [
        ("", met(&[], &[], &[], &[])),
        (
            r#""Bool":{"acs:SecureTransport":["true","false"],"acs:MFAPresent":"true"}"#,
            met(&[0], &[], &[], &[]),
        ),
        (
            r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"},"StringEquals":{"acs:SourceVpc":"x"}"#,
            met(&[], &[1], &[], &[]),
        ),
        (
            r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"},"Bool":{"acs:MFAPresent":"true"},"NotIpAddress":{"acs:SourceIp":"10.0.0.0/7"}"#,
            met(&[], &[], &[0, 2], &[]),
        ),
        (
            r#""StringLike":{"my:K":"a*"},"StringNotLike":{"my:K":"ab*"},"StringEquals":{"my:K":["ab","x"]}"#,
            met(&[], &[], &[0, 1, 2], &[]),
        ),
        (
            r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"},"NotIpAddress":{"acs:SourceIp":"11.0.0.0/8"}"#,
            met(&[], &[], &[], &[(1, &[0])]),
        ),
        (
            r#""StringLike":{"my:K":"a*"},"Bool":{"acs:MFAPresent":"true"},"StringNotLike":{"my:K":"ab*"},"StringEquals":{"my:K":["ab","x"]}"#,
            met(&[], &[], &[0, 2, 3], &[]),
        ),
        // Two pairs, of which the second lies within the first.
        (
            r#""IpAddress":{"acs:SourceIp":"10.0.0.0/8"},"StringEquals":{"my:K":"ab"},"StringLike":{"my:K":"a*"},"NotIpAddress":{"acs:SourceIp":"11.0.0.0/8"}"#,
            met(&[], &[], &[], &[(2, &[1]), (3, &[0])]),
        ),
        (
            r#""DateGreaterThan":{"acs:CurrentTime":"2027-01-01T00:00:00Z"},"DateLessThan":{"acs:CurrentTime":"2026-12-31T00:00:00Z"}"#,
            met(&[], &[], &[0, 1], &[]),
        ),
    ] {
        let statement = when(conditions);
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            space.tests_met(&statements[0])
        });
        assert_eq!(found, Some(wanted), "{conditions}");
    }
}

#[test]
fn principals_of_a_trust_document_are_compared() {
    let cases: &[(&str, &[By])] = &[
        (
            r#"["acs:ram::1:root","acs:ram::1:user/a","acs:ram::2:user/a"]"#,
            &[(1, &[0])],
        ),
        (r#"["acs:ram::1:root","acs:ram::1:role/a"]"#, &[(1, &[0])]),
        (r#"["acs:ram::1:user/A","acs:ram::1:user/a"]"#, &[(1, &[0])]),
        (r#"["acs:ram::1:user/*","acs:ram::1:user/a"]"#, &[]),
    ];
    for (principals, wanted) in cases {
        let text = document(&[&format!(
            r#""Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"RAM":{principals}}}"#
        )]);
        let (model, documents) = read(&[&text], DocumentKind::Trust);
        let uses = KeyUse::new(&model);
        let settings = settings(Readings::Default);
        let account = &model.accounts[0];
        let mut space = Space::new(&model, Catalogue::embedded(), account, &uses, &settings);
        let (_, statement) = model.pools.statements(documents[0]).next().unwrap();
        assert_eq!(statement.effect, Effect::Allow);
        let found = space.covered_principals(statement);
        assert_eq!(found, covered(wanted), "{principals}");
    }
}

#[test]
fn a_union_covers_what_none_of_its_members_does() {
    let statement = when(
        r#""IpAddress":{"acs:SourceIp":["10.0.0.0/9","10.64.0.0/10","10.128.0.0/9","10.100.0.0/14","10.96.0.0/11","10.0.0.0/10","10.127.0.0/16"]},"StringLike":{"my:K":["a*","a","?","a?*"]}"#,
    );
    let found = ask(&[&statement], Readings::Default, |space, _, statements| {
        let tests = space.model().pools.conditions(statements[0].conditions);
        (
            space.covered_values(&tests[0]),
            space.covered_values(&tests[1]),
        )
    });
    assert_eq!(
        found.0,
        covered(&[(1, &[0]), (3, &[0]), (4, &[0]), (5, &[0]), (6, &[0])])
    );
    assert_eq!(found.1, covered(&[(1, &[0]), (3, &[0])]));
    let halves = [
        r#""10.0.0.0/9""#,
        r#""10.128.0.0/9""#,
        r#""10.64.0.0/9""#,
        r#"["10.64.0.0/10","10.128.0.0/10"]"#,
    ];
    let halves: Vec<String> = halves
        .iter()
        .map(|range| when(&format!(r#""IpAddress":{{"acs:SourceIp":{range}}}"#)))
        .collect();
    let texts: Vec<&str> = halves.iter().map(String::as_str).collect();
    let found = ask(&texts, Readings::Default, |space, document, _| {
        space.needless_statements(document)
    });
    let needless = |index, by: &[u32]| NeedlessStatement {
        index,
        by: by.to_vec(),
        denied: false,
    };
    // The mask of 10.64.0.0/9 is taken as written: 10.0.0.0/9.
    assert_eq!(found, Some(vec![needless(2, &[0]), needless(3, &[0, 1])]));
}

/// Of more sets than are joined only whether a single one covers another is asked.
#[test]
fn so_many_sets_cover_one_together_and_no_more() {
    let ip = |range: &str| format!(r#""IpAddress":{{"acs:SourceIp":"{range}"}}"#);
    for (range, singles, is_found) in [("10.0.0.0/30", 4, true), ("10.0.0.0/26", 65, false)] {
        let agent = r#""StringEquals":{"acs:UserAgent":"x"}"#;
        let mut statements = vec![when(&format!("{},{agent}", ip(range)))];
        statements.extend((0..singles).map(|one| when(&ip(&format!("10.0.0.{one}")))));
        let texts: Vec<&str> = statements.iter().map(String::as_str).collect();
        let found = ask(&texts, Readings::Default, |space, document, _| {
            space.needless_statements(document)
        });
        let found: Vec<u32> = found.unwrap().iter().map(|one| one.index).collect();
        let expected: &[u32] = if is_found { &[0] } else { &[] };
        assert_eq!(found, expected, "{singles}");
    }
}

#[test]
fn of_a_list_of_values_that_is_too_long_nothing_is_said() {
    for (length, is_asked) in [(3, true), (MOST_MEMBERS, true), (MOST_MEMBERS + 1, false)] {
        let values = vec![r#""a""#; length].join(",");
        let statement = when(&format!(r#""StringLike":{{"my:K":[{values}]}}"#));
        let found = ask(&[&statement], Readings::Default, |space, _, statements| {
            let tests = space.model().pools.conditions(statements[0].conditions);
            space.covered_values(&tests[0])
        });
        let expected = is_asked.then_some(length - 1);
        assert_eq!(found.map(|found| found.len()), expected);
    }
}

/// Ways to read one statement stand together: what they say in every world covers
/// others, and none of them is named.
#[test]
fn a_statement_with_several_ways_to_read_it_is_not_named() {
    let twice = |one: &str, other: &str| {
        format!(r#""Effect":"Allow","Action":"{one}","Action":"{other}","Resource":"*""#)
    };
    let needless = |statements: &[&str]| {
        ask(statements, Readings::Default, |space, document, _| {
            let found = space.needless_statements(document).unwrap();
            let found = found.into_iter().map(|one| (one.index, one.by, one.denied));
            found.collect::<Vec<_>>()
        })
    };
    let (narrow, wide) = (allow(r#""ecs:A""#, r#""*""#), allow(r#""ecs:*""#, r#""*""#));
    let deny = wide.replace("Allow", "Deny");
    for (statements, expected) in [
        ([&*twice("ecs:A", "ecs:B"), &*wide], vec![]),
        ([&twice("ecs:A", "ecs:A"), &deny], vec![]),
        (
            [&narrow, &twice("ecs:A*", "ecs:*")],
            vec![(0, vec![1], false)],
        ),
        ([&narrow, &twice("ecs:B*", "ecs:*")], vec![]),
        ([&narrow, &twice("ecs:*", "ecs:B*")], vec![]),
    ] {
        assert_eq!(needless(&statements), expected, "{statements:?}");
    }
}
