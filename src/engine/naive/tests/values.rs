//! How the evaluator reads what it compares: what a policy may write, what a request
//! may have, and what it comes to.

use crate::engine::naive::values::{
    Block, WholeService, given_instant, given_number, wild, written_instant, written_number,
};

/// A second, and one of a number, in the smallest parts that are told apart.
const SECOND: i128 = 10_000_000_000;
const ONE: i128 = 1_000_000_000_000_000_000;

#[test]
fn wildcards() {
    let cases = [
        ("", "", true),
        ("", "a", false),
        ("*", "", true),
        ("?", "", false),
        ("?", "é", true),
        ("a*c", "abbc", true),
        ("a*c", "abb", false),
        ("a?c", "abbc", false),
        ("**", "ab", true),
        ("A", "A", true),
    ];
    for (pattern, text, matches) in cases {
        for fold in [false, true] {
            assert_eq!(wild(pattern, text, fold), matches, "{pattern} {text}");
        }
    }
    assert!(wild("aBc", "Abc", true));
    assert!(!wild("aBc", "Abc", false));
}

/// Whether a pattern covers every ARN of a service, and whether it matches one.
#[test]
fn arns_of_a_whole_service() {
    let own = Some("1");
    let cases = [
        ("*", own, (true, true)),
        ("acs:kvstore:*", None, (true, true)),
        ("acs:kvstore:*:*:*", None, (true, true)),
        ("acs:kvstore:*:1:*", own, (true, true)),
        ("acs:kvstore:*:1:*", None, (false, true)),
        ("acs:kvstore:*:2:*", own, (false, true)),
        ("acs:kvstore:?:2:*", own, (false, false)),
        ("acs:kvstore:?*:1:*", own, (false, true)),
        ("acs:kvstore:*:?*:*", None, (false, true)),
        ("acs:kvstore::1:*", own, (false, true)),
        ("acs:kvstore:cn:1:x", own, (false, true)),
        // What stands last is never empty.
        ("acs:kvstore:cn:1:", own, (false, false)),
        ("acs:kvstore:cn:1?", own, (false, false)),
        ("acs:kvstore:*:", own, (false, true)),
        ("acs:kvstore:*:1:?*", own, (true, true)),
        ("acs:kvstore:*:1:??*", own, (false, true)),
        ("acs:kvstore:?:?:?", None, (false, true)),
        ("acs:?vstore:?:?:*", None, (false, true)),
        // A digit of the account stands so far from the end where that is short.
        ("*1?????", Some("1111"), (false, true)),
        ("*1?????*", Some("1111"), (true, true)),
        // A region and an account have no colon, and what stands last may.
        ("acs:kvstore:a:b:1:x", own, (false, false)),
        ("acs:kvstore:a:b:1:x", None, (false, true)),
        ("acs:*:*:1", own, (false, true)),
        ("acs:kvstore:cn:1", own, (false, false)),
        ("acs:kvstore:", own, (false, false)),
        ("ACS:kvstore:*", own, (false, false)),
        ("acs:rds:*", None, (false, false)),
        ("", own, (false, false)),
    ];
    for (pattern, account, expected) in cases {
        let all = WholeService {
            service: "kvstore",
            account,
        };
        let found = (all.is_covered_by(pattern), all.overlaps(pattern));
        assert_eq!(found, expected, "{pattern} {account:?}");
    }
}

#[test]
fn instants() {
    let day = 86_400;
    let cases = [
        ("1970-01-01T00:00:00Z", Some(0)),
        (
            "1970-01-02T03:04:05Z",
            Some((day + 3 * 3_600 + 4 * 60 + 5) * SECOND),
        ),
        ("1969-12-31T23:59:59Z", Some(-SECOND)),
        ("1970-01-01T08:30:00+08:30", Some(0)),
        ("1969-12-31T16:30:00-07:30", Some(0)),
        ("1970-01-01T00:00:00+00:00", Some(0)),
        ("1970-01-01T00:00:00.5Z", Some(SECOND / 2)),
        ("1970-01-01T00:00:00.000000001Z", Some(10)),
        ("1970-01-01T23:59:59.999999999Z", Some(day * SECOND - 10)),
        ("1970-01-01T24:00:00Z", None),
        ("1970-01-01T00:60:00Z", None),
        ("1970-01-01T00:00:60Z", None),
        ("1970-01-01T00:00:00+24:00", None),
        ("1970-01-01T00:00:00+00:60", None),
        ("1970-01-01T00:00:00+0800", None),
        ("1970-01-01T00:00:00", None),
        ("1970-01-01T0:00:00Z", None),
        ("1970-01-01T000:00:00Z", None),
        ("1970-01-01T+1:00:00Z", None),
        ("1970-01-01T00:00:00.Z", None),
        ("1970-01-01T00:00:00.+1Z", None),
        ("1970-01-01T00:00:00,5Z", None),
        ("1970-01-01t00:00:00Z", None),
        ("1970-01-01 00:00:00Z", None),
        ("19700101T00:00:00Z", None),
        ("19700101[]T00:00:00Z", None),
        ("1970-001-1T00:00:00Z", None),
        ("1970/01/01T00:00:00Z", None),
        ("1970-1-1T00:00:00Z", None),
        ("1970-02-30T00:00:00Z", None),
        ("1970-01-01", None),
        ("", None),
    ];
    for (text, instant) in cases {
        assert_eq!(written_instant(text), instant, "{text}");
        assert_eq!(given_instant(text), instant, "{text}");
    }
    // A request may lie between two instants that can be written.
    let between = "1970-01-01T00:00:00.0000000001Z";
    assert_eq!(
        (written_instant(between), given_instant(between)),
        (None, Some(1))
    );
    assert_eq!(given_instant("1970-01-01T00:00:00.00000000001Z"), None);
}

#[test]
fn numbers() {
    let most = "9".repeat(18);
    let more = "9".repeat(19);
    let cases = [
        ("0", Some(0)),
        ("-0", Some(0)),
        ("7", Some(7 * ONE)),
        ("-7", Some(-7 * ONE)),
        ("10", Some(10 * ONE)),
        ("0.5", Some(ONE / 2)),
        ("-1.5", Some(-ONE * 3 / 2)),
        ("1.00", Some(ONE)),
        ("0.00000000000000001", Some(10)),
        (&most, Some(999_999_999_999_999_999 * ONE)),
        (&more, None),
        ("", None),
        ("-", None),
        ("00", None),
        ("01", None),
        ("+1", None),
        ("1+", None),
        ("1.", None),
        (".5", None),
        ("1.5.5", None),
        ("1.x5", None),
        ("1e3", None),
        ("x", None),
        (" 1", None),
        ("--1", None),
    ];
    for (text, number) in cases {
        assert_eq!(written_number(text), number, "{text}");
        assert_eq!(given_number(text), number, "{text}");
    }
    let between = "0.000000000000000001";
    assert_eq!(
        (written_number(between), given_number(between)),
        (None, Some(1))
    );
    assert_eq!(given_number("0.0000000000000000001"), None);
}

#[test]
fn addresses() {
    type Case<'c> = (&'c str, Option<(&'c [&'c str], &'c [&'c str])>);
    let cases: [Case<'_>; 17] = [
        (
            "10.0.0.0/8",
            Some((
                &["10.0.0.0", "10.128.0.1", "10.255.255.255"],
                &["9.255.255.255", "11.0.0.0", "::ffff:10.0.0.0", "x"],
            )),
        ),
        ("10.0.0.1", Some((&["10.0.0.1"], &["10.0.0.0", "10.0.0.2"]))),
        ("10.0.0.1/32", Some((&["10.0.0.1"], &["10.0.0.0"]))),
        ("0.0.0.0/0", Some((&["0.0.0.0", "255.1.1.1"], &["::"]))),
        (
            "2001:db8::/32",
            Some((
                &["2001:db8::", "2001:db8:8000::1"],
                &["2001:db9::", "2001:db7:ffff::", "32.1.13.184"],
            )),
        ),
        ("::1", Some((&["::1"], &["::", "::2"]))),
        ("::1/128", Some((&["::1"], &["::2"]))),
        ("::/0", Some((&["::", "2001::"], &["1.1.1.1"]))),
        ("10.0.0.0/33", None),
        ("::/129", None),
        ("10.0.0.0/08", None),
        ("10.0.0.0/-1", None),
        ("10.0.0.0/", None),
        ("10.0.0/8", None),
        ("2001:DB8::/32", None),
        ("0::1", None),
        ("", None),
    ];
    for (text, expected) in cases {
        let block = Block::read(text);
        assert_eq!(block.is_some(), expected.is_some(), "{text}");
        let (Some(block), Some((inside, outside))) = (block, expected) else {
            continue;
        };
        for address in inside {
            assert!(block.contains(address), "{text} {address}");
        }
        for address in outside {
            assert!(!block.contains(address), "{text} {address}");
        }
    }
}

/// An IPv6 block of embedded addresses is one of IPv4 as well.
#[test]
fn embedded_addresses() {
    for (text, inside, outside) in [
        ("::ffff:10.0.0.0/104", "10.1.2.3", "11.0.0.0"),
        ("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.2"),
    ] {
        let block = Block::read(text).and_then(Block::embedded).unwrap();
        assert!(block.contains(inside), "{text} {inside}");
        assert!(!block.contains(outside), "{text} {outside}");
    }
    for text in ["10.0.0.0/8", "2001:db8::/32", "::ffff:0.0.0.0/95", "::/96"] {
        let block = Block::read(text).unwrap();
        assert!(block.embedded().is_none(), "{text}");
    }
}
