//! What it takes to make requests of every sort.

use super::*;
use crate::engine::domain::addresses::parse_cidr;
use crate::engine::domain::strings::StringSet;
use crate::engine::formula::{KeyId, World};
use crate::engine::question::Readings;
use crate::engine::universe::KeyInfo;
use crate::model::doubt::{Choice, DoubtId, Doubts};
use crate::model::pattern::Pattern;

const AT: i128 = 1_000_000;

const TIME: KeyId = KeyId(0);
const MFA: KeyId = KeyId(1);
const VPC: KeyId = KeyId(2);
const IP: KeyId = KeyId(3);

fn universe() -> Universe {
    let mut universe = Universe::default();
    let from_now = Intervals::compared(Comparison::GreaterOrEqual, AT);
    let keys = [
        (KeyRole::Time, false, Set::Dates(from_now)),
        (KeyRole::Mfa, true, Set::everything(ValueType::Bool)),
        (KeyRole::SourceVpc, true, Set::everything(ValueType::String)),
        (KeyRole::SourceIp, false, Set::everything(ValueType::Ip)),
    ];
    for (role, may_be_absent, values) in keys {
        universe.add(KeyInfo {
            name: format!("{role:?}"),
            role,
            of: values.value_type(),
            may_be_absent,
            many: false,
            values,
        });
    }
    universe
}

fn test(key: KeyId, set: Set, absent: bool) -> Formula {
    Formula::Key(Arc::new(Atom {
        key,
        set,
        absent,
        every: false,
    }))
}

fn from(block: &str) -> Formula {
    let addresses = AddressSet::from_cidrs([&parse_cidr(block).unwrap()]);
    test(IP, Set::Addresses(addresses), false)
}

fn in_vpc() -> Formula {
    let vpc = StringSet::any([Arc::new(Pattern::new("vpc-1"))]);
    test(VPC, Set::Strings(vpc), false)
}

fn with_mfa(is: bool) -> Formula {
    test(MFA, Set::Bools { yes: is, no: !is }, false)
}

fn at(comparison: Comparison, instant: i128) -> Formula {
    let instants = Intervals::compared(comparison, instant);
    test(TIME, Set::Dates(instants), false)
}

fn absent(key: KeyId, of: ValueType) -> Formula {
    test(key, Set::nothing(of), true)
}

fn variable(choice: u8) -> Formula {
    Formula::World(Choice::is(DoubtId(0), choice))
}

fn judged<T>(universe: &Universe, ask: impl FnOnce(&Judge<'_>) -> T) -> T {
    let doubts = Doubts::default();
    ask(&Judge {
        universe,
        doubts: &doubts,
        readings: Readings::Default,
    })
}

#[test]
fn d27_the_weakest_profile_of_some_requests() {
    use Exposure::{Anywhere, ConsoleMfa, Later, PrivateNetwork};
    let cases = [
        (Formula::False, None),
        (Formula::True, Some(Anywhere)),
        (from("8.8.8.0/24"), Some(Anywhere)),
        (from("10.0.0.0/8"), Some(PrivateNetwork)),
        (in_vpc(), Some(PrivateNetwork)),
        (
            Formula::and([in_vpc(), from("8.8.8.0/24")]),
            Some(PrivateNetwork),
        ),
        (
            Formula::and([absent(VPC, ValueType::String), from("10.0.0.0/8")]),
            Some(PrivateNetwork),
        ),
        (with_mfa(false), Some(Anywhere)),
        (absent(MFA, ValueType::Bool), Some(Anywhere)),
        (with_mfa(true), Some(ConsoleMfa)),
        (
            Formula::and([with_mfa(true), from("10.0.0.0/8")]),
            Some(ConsoleMfa),
        ),
        (at(Comparison::LessOrEqual, AT), Some(Anywhere)),
        (at(Comparison::Greater, AT), Some(Later)),
        (
            Formula::and([at(Comparison::Greater, AT), with_mfa(true)]),
            Some(Later),
        ),
        (at(Comparison::Less, AT), None),
    ];
    let universe = universe();
    for (formula, expected) in cases {
        let found = judged(&universe, |judge| weakest(&formula, judge, AT));
        assert_eq!(found, expected, "{formula:?}");
    }
}

/// What is left out beforehand is not made from just anywhere.
#[test]
fn requests_of_which_something_is_known_beforehand() {
    let mut limited = universe();
    limited.limit(from("10.0.0.0/8"));
    for (universe, expected) in [
        (universe(), Exposure::Anywhere),
        (limited, Exposure::PrivateNetwork),
    ] {
        judged(&universe, |judge| {
            assert_eq!(weakest(&Formula::True, judge, AT), Some(expected));
            let verdict = Verdict::of(Answer::Allowed);
            let found = of_answer(&Formula::True, &verdict, judge, AT);
            assert_eq!(found, Some(expected));
        });
    }
}

#[test]
fn d41_what_is_not_decided_counts_as_met_and_what_is_never_met_does_not() {
    let mut universe = universe();
    universe.steps = 0;
    judged(&universe, |judge| {
        assert_eq!(weakest(&Formula::False, judge, AT), None);
        let private = from("10.0.0.0/8");
        assert_eq!(weakest(&private, judge, AT), Some(Exposure::Anywhere));
    });
}

#[test]
fn only_an_access_takes_something() {
    let universe = universe();
    let mfa = with_mfa(true);
    for (answer, expected) in [
        (Answer::Allowed, Some(Exposure::Anywhere)),
        (Answer::AllowedIf, Some(Exposure::ConsoleMfa)),
        (Answer::NotGranted, None),
        (Answer::Denied, None),
        (Answer::Unknown, None),
    ] {
        let verdict = Verdict::of(answer);
        let found = judged(&universe, |judge| of_answer(&mfa, &verdict, judge, AT));
        assert_eq!(found, expected, "{answer:?}");
    }
}

/// Of all worlds that were looked at the one counts in which it takes least.
#[test]
fn the_weakest_profile_in_any_world() {
    let world = |choice| World::from([(DoubtId(0), choice)]);
    let ways = [
        Formula::and([variable(1), from("10.0.0.0/8")]),
        Formula::and([variable(2), with_mfa(true)]),
    ];
    let verdict = Verdict {
        most: world(2),
        worlds: vec![world(1), world(0)],
        ..Verdict::of(Answer::AllowedIf)
    };
    let universe = universe();
    let ask = |formula: &Formula, verdict: &Verdict| {
        judged(&universe, |judge| across(formula, verdict, judge, AT))
    };
    let some = Formula::or(ways.clone());
    assert_eq!(ask(&some, &verdict), Some(Exposure::PrivateNetwork));
    let all = Formula::or(ways.into_iter().chain([variable(0)]));
    assert_eq!(ask(&all, &verdict), Some(Exposure::Anywhere));
    // A variable of no world is taken the way that grants.
    let open = Verdict::of(Answer::AllowedIf);
    assert_eq!(ask(&some, &open), Some(Exposure::PrivateNetwork));
}
