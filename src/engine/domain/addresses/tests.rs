//! Laws and examples of address sets.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::engine::domain::algebra;

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1500,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(13),
        ..ProptestConfig::default()
    }
}

fn set(texts: &[&str]) -> AddressSet {
    let blocks: Vec<Cidr> = texts.iter().map(|text| parse_cidr(text).unwrap()).collect();
    AddressSet::from_cidrs(&blocks)
}

/// Blocks near both ends and in the middle of each family, so that they meet.
fn any_block() -> impl Strategy<Value = Cidr> {
    (any::<bool>(), 0_u32..16, 0_u8..=4, 0_u8..4).prop_map(|(v6, low, host, place)| {
        let text = match (v6, place) {
            (false, 0) => format!("0.0.0.{low}/{}", 32 - host),
            (false, 1) => format!("255.255.255.{}/{}", 240 + low, 32 - host),
            (false, 2) => "0.0.0.0/0".to_owned(),
            (false, _) => format!("128.0.0.0/{}", 1 + host),
            (true, 0) if low == 0 => format!("::/{}", 128 - host),
            (true, 0) => format!("::{low:x}/{}", 128 - host),
            (true, 1) => format!(
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff{low:x}/{}",
                128 - host
            ),
            (true, 2) => "::/0".to_owned(),
            (true, _) => format!("8000::/{}", 1 + host),
        };
        parse_cidr(&text).unwrap()
    })
}

fn any_set() -> impl Strategy<Value = AddressSet> {
    (prop::collection::vec(any_block(), 0..5), any::<bool>()).prop_map(|(blocks, negated)| {
        let set = AddressSet::from_cidrs(&blocks);
        if negated { set.complement() } else { set }
    })
}

fn canonical(set: &AddressSet) -> bool {
    [&set.v4, &set.v6].into_iter().all(|ranges| {
        ranges.iter().all(|range| range.first <= range.last)
            && ranges.windows(2).all(|two| two[0].last + 1 < two[1].first)
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn algebra_is_membership(one in any_set(), two in any_set()) {
        algebra::addresses(&one, &two);
        for set in [one.union(&two), one.intersection(&two), one.complement()] {
            prop_assert!(canonical(&set), "{:?}", set);
        }
    }
}

#[test]
fn only_canonical_notation_is_read() {
    let rows = [
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        ("10.0.0.1", "10.0.0.1"),
        ("10.0.0.1/32", "10.0.0.1"),
        ("0.0.0.0/0", "0.0.0.0/0"),
        ("::/0", "::/0"),
        ("2001:db8::/32", "2001:db8::/32"),
        ("::1", "::1"),
        ("::ffff:10.0.0.0/104", "::ffff:10.0.0.0/104"),
    ];
    for (text, shown) in rows {
        assert_eq!(parse_cidr(text).unwrap().to_string(), shown);
    }
    for text in [
        "",
        "/",
        "10.0.0.*",
        "010.0.0.1",
        "10.0.0",
        "10.0.0.0/",
        "10.0.0.0/08",
        "10.0.0.0/33",
        "10.0.0.0/+8",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        " 10.0.0.1",
        "10.0.0.1 ",
        "10.0.0.256",
        "::1/129",
        "::1/256",
        "::1%eth0",
        "[::1]",
        "10.0.0.0/255.0.0.0",
        "1",
        "10.0.0.0/00",
    ] {
        assert_eq!(
            parse_cidr(text),
            Err(NotCanonical { canonical: None }),
            "{text}"
        );
    }
    for (text, better) in [
        ("2001:DB8::/32", "2001:db8::/32"),
        ("::FFFF", "::ffff"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("::ffff:a00:1", "::ffff:10.0.0.1"),
    ] {
        assert_eq!(
            parse_cidr(text),
            Err(NotCanonical {
                canonical: Some(better.to_owned())
            })
        );
    }
    assert!(parse_cidr("10.1.2.3/8").unwrap().host_bits);
    assert!(!parse_cidr("10.1.2.3").unwrap().host_bits);
    assert!(parse_cidr("::1/0").unwrap().host_bits);
}

#[test]
fn families_are_disjoint_and_mapped_blocks_known() {
    let every_v4 = set(&["0.0.0.0/0"]);
    assert!(every_v4.has_family(Family::V4) && !every_v4.is_everything());
    assert_eq!(every_v4, AddressSet::family(Family::V4));
    assert!(!every_v4.contains("::ffff:10.0.0.1".parse().unwrap()));
    assert!(set(&["0.0.0.0/0", "::/0"]).is_everything());
    assert!(set(&["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"]).is_everything());
    assert_eq!(every_v4.complement().first(), Some("::".parse().unwrap()));

    let mapped = |text: &str| {
        parse_cidr(text)
            .unwrap()
            .mapped()
            .map(|block| block.to_string())
    };
    assert_eq!(
        mapped("::ffff:10.1.0.0/112").as_deref(),
        Some("10.1.0.0/16")
    );
    assert_eq!(mapped("::ffff:0.0.0.0/96").as_deref(), Some("0.0.0.0/0"));
    assert_eq!(mapped("::ffff:10.0.0.1").as_deref(), Some("10.0.0.1"));
    assert_eq!(mapped("::ffff:0.0.0.0/95"), None);
    assert_eq!(mapped("::/0"), None);
    assert_eq!(mapped("10.0.0.0/8"), None);
}

#[test]
fn sets_are_shown_as_the_fewest_blocks() {
    let rows: [(&[&str], &str); 5] = [
        (
            &["192.168.0.0/16", "10.0.0.0/8"],
            "10.0.0.0/8, 192.168.0.0/16",
        ),
        (
            &["10.0.0.1", "10.0.0.2", "10.0.0.3"],
            "10.0.0.1, 10.0.0.2/31",
        ),
        (&["10.0.0.0/9", "10.128.0.0/9"], "10.0.0.0/8"),
        (&["::/0", "0.0.0.0/0"], "0.0.0.0/0, ::/0"),
        (&[], ""),
    ];
    for (blocks, shown) in rows {
        assert_eq!(set(blocks).to_string(), shown);
    }
    let all_but_first =
        AddressSet::family(Family::V4).intersection(&set(&["0.0.0.0"]).complement());
    assert_eq!(all_but_first.to_cidrs().len(), 32);
}

#[test]
fn d27_private_addresses() {
    let private = AddressSet::private();
    for (first, last) in [
        ("10.0.0.0", "10.255.255.255"),
        ("100.64.0.0", "100.127.255.255"),
        ("127.0.0.0", "127.255.255.255"),
        ("169.254.0.0", "169.254.255.255"),
        ("172.16.0.0", "172.31.255.255"),
        ("192.168.0.0", "192.168.255.255"),
        ("::1", "::1"),
        ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ] {
        let (first, last): (IpAddr, IpAddr) = (first.parse().unwrap(), last.parse().unwrap());
        assert!(private.contains(first) && private.contains(last), "{first}");
        let (family, start) = number(first);
        let (_, end) = number(last);
        assert!(!private.contains(family.address(start - 1)), "{first}");
        assert!(!private.contains(family.address(end + 1)), "{last}");
    }
    for public in [
        "8.8.8.8",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.1",
        "0.0.0.0",
        "224.0.0.1",
        "::",
        "::ffff:10.0.0.1",
        "2001:db8::1",
    ] {
        assert!(!private.contains(public.parse().unwrap()), "{public}");
    }
}

#[test]
fn the_first_address_and_the_blocks_are_those_of_canonical_texts() {
    let cases = [
        (&["10.2.0.0/16", "10.0.0.0/16"][..], "10.0.0.0"),
        (&["::2", "::8"], "::2"),
        (&["::1", "192.0.2.1"], "192.0.2.1"),
    ];
    for (texts, first) in cases {
        let set = set(texts);
        assert_eq!(set.first(), first.parse().ok());
        let read = texts.iter().map(|text| parse_cidr(text).unwrap());
        let expected: std::collections::BTreeSet<String> =
            read.map(|block| format!("{block:?}")).collect();
        let found = set.to_cidrs().into_iter().map(|block| format!("{block:?}"));
        assert_eq!(found.collect::<std::collections::BTreeSet<_>>(), expected);
    }
}
