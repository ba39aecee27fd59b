//! Laws of sets of values: what operations mean, by trying members. Shared with the
//! integration tests and the fuzz targets, which include this file.
#![allow(
    dead_code,
    missing_docs,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "several test binaries use this, each a part of it"
)]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ramlint::engine::domain::addresses::AddressSet;
use ramlint::engine::domain::ordered::Intervals;
use ramlint::engine::domain::strings::{StringSet, solve};
use ramlint::model::budget::Budget;
use ramlint::model::pattern::{Answer, Fold, Token};

const PLENTY: u64 = 100_000_000;

/// Whether tokens match a text, without cleverness.
pub type Meaning = fn(&[Token], &[char], Fold) -> bool;

/// Addresses near both ends and the middle of each family.
fn probes() -> Vec<IpAddr> {
    let mut all = Vec::new();
    for low in 0..20_u32 {
        for v4 in [
            low,
            u32::MAX - low,
            (1 << 31) - 10 + low,
            (1 << 30) - 10 + low,
        ] {
            all.push(Ipv4Addr::from(v4).into());
        }
        let low = u128::from(low);
        for v6 in [
            low,
            u128::MAX - low,
            (1 << 127) - 10 + low,
            (1 << 126) - 10 + low,
        ] {
            all.push(Ipv6Addr::from(v6).into());
        }
    }
    all
}

/// What is made of two sets has the members that it must have.
pub fn addresses(one: &AddressSet, two: &AddressSet) {
    let (union, common, rest) = (one.union(two), one.intersection(two), one.complement());
    for address in probes() {
        let (a, b) = (one.contains(address), two.contains(address));
        assert_eq!(union.contains(address), a || b, "{one} {two}");
        assert_eq!(common.contains(address), a && b, "{one} {two}");
        assert_eq!(rest.contains(address), !a, "{one}");
    }
    for set in [&union, &common, &rest] {
        assert_eq!(&AddressSet::from_cidrs(&set.to_cidrs()), set);
        assert_eq!(set.first().is_none(), set.is_empty());
        assert!(set.first().is_none_or(|first| set.contains(first)));
    }
    assert_eq!(&rest.complement(), one);
    assert!(one.union(&rest).is_everything());
    assert!(one.intersection(&rest).is_empty());
    assert_eq!(union.complement(), rest.intersection(&two.complement()));
    assert!(common.is_subset(one) && one.is_subset(&union));
    let outside = one.intersection(&two.complement());
    assert_eq!(one.is_subset(two), outside.is_empty());
}

/// The same of intervals whose ends are multiples of four, at most sixteen, so that
/// twos lie strictly between.
pub fn intervals(one: &Intervals, two: &Intervals) {
    let (union, common, rest) = (one.union(two), one.intersection(two), one.complement());
    for point in -40..40 {
        let (a, b) = (one.contains(point), two.contains(point));
        assert_eq!(union.contains(point), a || b);
        assert_eq!(common.contains(point), a && b);
        assert_eq!(rest.contains(point), !a);
    }
    let everywhere = (-40..40).all(|point| one.contains(point));
    assert_eq!(one.is_everything(), everywhere, "{one:?}");
    let nowhere = (-40..40).all(|point| !one.contains(point));
    assert_eq!(one.is_empty(), nowhere, "{one:?}");
    assert_eq!(one.member(1).is_none(), nowhere);
    let member = one.member(1);
    assert!(member.is_none_or(|member| one.contains(member)), "{one:?}");
    let inside = (-40..40).all(|point| !one.contains(point) || two.contains(point));
    assert_eq!(one.is_subset(two), inside);
    assert_eq!(&rest.complement(), one);
    assert!(one.union(&rest).is_everything());
    assert!(one.intersection(&rest).is_empty());
    assert_eq!(union.complement(), rest.intersection(&two.complement()));
}

/// Whether a set holds a text, by the meaning of its patterns.
pub fn holds(set: &StringSet, text: &[char], naive: Meaning) -> bool {
    let mut any = set.any_of.iter();
    any.any(|one| naive(one.tokens(), text, one.fold())) != set.negated
}

/// What is solved is what going through all texts up to some length says.
pub fn strings(sets: &[StringSet], all: &[Vec<char>], naive: Meaning) {
    let constraints: Vec<&StringSet> = sets.iter().collect();
    let answer = solve(&constraints, &mut Budget::new(PLENTY));
    let listed = sets
        .iter()
        .any(|set| !set.negated && set.any_of.iter().all(|one| one.is_literal()));
    let in_all = |text: &[char]| sets.iter().all(|set| holds(set, text, naive));
    let found = all.iter().find(|text| in_all(text));
    match &answer {
        Answer::Member(member) => {
            let letters: Vec<char> = member.chars().collect();
            assert!(in_all(&letters), "{member:?}");
            assert!(sets.iter().all(|set| set.contains(member)));
            match found {
                Some(shortest) if !listed => {
                    assert_eq!(shortest.len(), letters.len(), "{member:?}");
                }
                Some(_) => {}
                None => {
                    let longest = all.last().map_or(0, Vec::len);
                    assert!(letters.len() > longest, "{member:?} was not enumerated");
                }
            }
        }
        Answer::Empty => assert_eq!(found, None),
        Answer::OutOfBudget => panic!("out of budget"),
    }
    let backwards: Vec<&StringSet> = sets.iter().rev().collect();
    if !listed {
        assert_eq!(solve(&backwards, &mut Budget::new(PLENTY)), answer);
    }
}

/// A set and its complement are apart, and hold every text between them.
pub fn complement_of_strings(set: &StringSet, text: &str, naive: Meaning) {
    let letters: Vec<char> = text.chars().collect();
    assert_eq!(set.contains(text), holds(set, &letters, naive));
    let complement = set.clone().complement();
    assert_eq!(complement.contains(text), !set.contains(text));
    let neither = solve(&[set, &complement], &mut Budget::new(PLENTY));
    assert_eq!(neither, Answer::Empty);
}
