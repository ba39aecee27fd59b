//! Paths of one request: what each comes to, and what it hangs on. Whole ways are
//! judged where answers are.

use super::*;
use crate::engine::domain::set::ValueType;
use crate::engine::universe::KeyInfo;
use crate::model::doubt::{Choice, Doubt, DoubtKind};

const AT: i128 = 1_000 * SECOND;
const TIME: KeyId = KeyId(0);
const MFA: KeyId = KeyId(1);

fn universe() -> Universe {
    let mut universe = Universe::default();
    let from_now = Intervals::compared(Comparison::GreaterOrEqual, AT);
    for (name, role, may_be_absent, values) in [
        ("time", KeyRole::Time, false, Set::Dates(from_now)),
        ("mfa", KeyRole::Mfa, true, Set::everything(ValueType::Bool)),
    ] {
        universe.add(KeyInfo {
            name: name.to_owned(),
            role,
            of: values.value_type(),
            may_be_absent,
            many: false,
            values,
        });
    }
    universe
}

fn test(key: KeyId, set: Set) -> Formula {
    Formula::Key(Arc::new(Atom {
        key,
        set,
        absent: false,
        every: false,
    }))
}

fn mfa(is: bool) -> Formula {
    test(MFA, Set::Bools { yes: is, no: !is })
}

/// So many seconds from now.
fn time(comparison: Comparison, seconds: i128) -> Formula {
    let instant = AT + seconds * SECOND;
    test(TIME, Set::Dates(Intervals::compared(comparison, instant)))
}

fn never() -> Formula {
    Formula::And([mfa(true), mfa(false)].into())
}

fn is(doubt: DoubtId, choice: u8) -> Formula {
    Formula::World(Choice::is(doubt, choice))
}

fn reading(doubts: &mut Doubts, about: &str, choices: u8, default: u8) -> DoubtId {
    doubts.intern(Doubt {
        kind: DoubtKind::Reading,
        name: "reading".to_owned(),
        about: about.to_owned(),
        identity: None,
        at: None,
        choices,
        default: Some(default),
    })
}

fn paths(readings: Readings, doubts: &Doubts) -> Paths<'_> {
    Paths::new(Rc::new(["time"]), AT, readings, doubts)
}

fn link<'l>(when: &'l Formula, universe: &'l Universe) -> Link<'l> {
    Link {
        when,
        universe,
        given: None,
        by: None,
        session: None,
        outlasting: None,
        exposure: None,
    }
}

#[test]
fn when_a_formula_can_be_met() {
    let late = time(Comparison::Greater, 10);
    let cases: [(Formula, &[i128]); 8] = [
        (Formula::True, &[0, 5, 10, 11, 100]),
        (Formula::False, &[]),
        (never(), &[]),
        (late.clone(), &[11, 100]),
        (late.not(), &[0, 5, 10]),
        (time(Comparison::Less, 0), &[]),
        (
            Formula::or([time(Comparison::Equal, 5), late.clone()]),
            &[5, 11, 100],
        ),
        (Formula::And([late, mfa(true), mfa(false)].into()), &[]),
    ];
    let (universe, doubts) = (universe(), Doubts::default());
    let paths = paths(Readings::Default, &doubts);
    for (formula, expected) in cases {
        let times = paths.times(&formula, &universe);
        let found: Vec<i128> = [-1, 0, 5, 10, 11, 100]
            .into_iter()
            .filter(|seconds| times.contains(AT + seconds * SECOND))
            .collect();
        assert_eq!(found, expected, "{formula:?}");
    }
}

/// What one request comes to: the answer, what it takes, and what it depends on.
#[test]
fn what_a_request_comes_to() {
    let mut doubts = Doubts::default();
    let gap = doubts.gap("gap", "one", None, 3);
    let idle = doubts.gap("gap", "two", None, 2);
    let way = reading(&mut doubts, "way", 2, 1);
    let strong = Formula::and([is(gap, 1), mfa(true)]);
    let (nothing, of_gap): (&[DoubtId], &[DoubtId]) = (&[], &[gap]);
    type Found<'a> = Option<(Answer, Exposure, &'a [DoubtId])>;
    let cases: [(Formula, Option<Formula>, Found<'_>); 10] = [
        (
            Formula::True,
            None,
            Some((Answer::Allowed, Exposure::Anywhere, nothing)),
        ),
        (
            mfa(true),
            None,
            Some((Answer::AllowedIf, Exposure::ConsoleMfa, nothing)),
        ),
        (
            time(Comparison::Greater, 10),
            None,
            Some((Answer::AllowedIf, Exposure::Later, nothing)),
        ),
        // All requests that are made on this path are allowed, or not all are.
        (
            mfa(true),
            Some(mfa(true)),
            Some((Answer::Allowed, Exposure::Anywhere, nothing)),
        ),
        (
            mfa(true),
            Some(time(Comparison::Greater, 10)),
            Some((Answer::AllowedIf, Exposure::ConsoleMfa, nothing)),
        ),
        (never(), None, None),
        (is(way, 0), None, None),
        (
            is(way, 1),
            None,
            Some((Answer::Allowed, Exposure::Anywhere, nothing)),
        ),
        (
            Formula::or([strong.clone(), is(gap, 2)]),
            None,
            Some((Answer::Unknown, Exposure::Anywhere, of_gap)),
        ),
        (
            Formula::Or([strong.clone(), Formula::and([strong, is(idle, 1)])].into()),
            None,
            Some((Answer::Unknown, Exposure::ConsoleMfa, of_gap)),
        ),
    ];
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    for (when, given, expected) in cases {
        let judged = paths.judge(&[Link {
            given: given.as_ref(),
            ..link(&when, &universe)
        }]);
        let found = judged.as_ref().map(|judged| {
            assert!(judged.witness_world.is_some(), "{when:?}");
            assert_eq!(judged.witness.len(), 1, "{when:?}");
            let exposure = judged.exposure.unwrap();
            (judged.answer, exposure, judged.depends_on.as_slice())
        });
        assert_eq!(found, expected, "{when:?}");
    }
}

#[test]
fn d11_a_request_of_which_too_much_is_not_known() {
    let mut doubts = Doubts::default();
    let gaps: Vec<DoubtId> = (0..7)
        .map(|number| doubts.gap("gap", number.to_string(), None, 2))
        .collect();
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    let some = Formula::or(gaps.iter().map(|gap| is(*gap, 1)));
    let guarded = Formula::and([some.clone(), mfa(true)]);
    for (when, exposure) in [(some, Exposure::Anywhere), (guarded, Exposure::ConsoleMfa)] {
        let judged = paths.judge(&[link(&when, &universe)]).unwrap();
        assert_eq!(judged.answer, Answer::Unknown);
        assert_eq!(judged.depends_on, gaps);
        assert_eq!(judged.exposure, Some(exposure));
        assert_eq!(judged.witness_world, None);
        // The request shown is one of the most permissive reading.
        let [request] = &judged.witness[..] else {
            panic!("{:?}", judged.witness)
        };
        let with_mfa = request.get("mfa") == Some(&Some(vec!["true".to_owned()]));
        assert_eq!(with_mfa, exposure == Exposure::ConsoleMfa);
    }
}

/// The world told is one in which the way leads furthest.
#[test]
fn the_world_of_a_witness_gives_access() {
    let mut doubts = Doubts::default();
    let gap = doubts.gap("gap", "one", None, 3);
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    let guarded = Formula::and([is(gap, 1), mfa(true)]);
    for (when, choice) in [
        (is(gap, 2), 2),
        (Formula::or([guarded.clone(), is(gap, 2)]), 2),
        (guarded, 1),
    ] {
        let judged = paths.judge(&[link(&when, &universe)]).unwrap();
        let world = World::from([(gap, choice)]);
        assert_eq!(judged.witness_world, Some(world), "{when:?}");
    }
}

/// A session lasts until the last of the requests that are made in it.
#[test]
fn the_requests_of_a_witness_follow_each_other() {
    let doubts = Doubts::default();
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    let from = |seconds| time(Comparison::GreaterOrEqual, seconds);
    let hundred = Some(100 * SECOND);
    // From when on each request can be made, in which session it is, and when it is made.
    type Request = (i128, Option<usize>, i128);
    let cases: [&[Request]; 4] = [
        &[(0, None, 0), (0, Some(0), 0)],
        &[(0, None, 20), (120, Some(0), 120)],
        &[(50, None, 50), (120, Some(0), 120)],
        &[(0, None, 70), (120, Some(0), 120), (170, Some(0), 170)],
    ];
    for requests in cases {
        let whens: Vec<Formula> = requests
            .iter()
            .map(|(seconds, ..)| from(*seconds))
            .collect();
        let links = whens.iter().zip(requests).map(|(when, (_, by, _))| Link {
            by: *by,
            session: hundred.filter(|_| by.is_none()),
            ..link(when, &universe)
        });
        let links: Vec<Link<'_>> = links.collect();
        let judged = paths.judge(&links).unwrap();
        let made: Vec<Option<Vec<String>>> = judged
            .witness
            .iter()
            .map(|request| request.get("time").cloned().flatten())
            .collect();
        let expected = requests.iter().map(|(.., seconds)| {
            let instant = jiff::Timestamp::from_second(1_000 + i64::try_from(*seconds).unwrap());
            Some(vec![instant.unwrap().to_string()])
        });
        assert_eq!(made, expected.collect::<Vec<_>>(), "{requests:?}");
    }
}

/// What a session is told to outlast is made when one of that length would have ended.
#[test]
fn what_is_made_late_in_a_session() {
    let universe = universe();
    let doubts = Doubts::default();
    let paths = paths(Readings::Default, &doubts);
    let seconds = |seconds: i128| seconds * SECOND;
    let early = time(Comparison::Less, 10);
    // The session is opened until the tenth second, and lasts a hundred.
    for (outlasting, from, until, expected) in [
        (None, 0, 200, true),
        (None, 110, 200, false),
        (Some(50), 0, 200, true),
        (Some(50), 0, 59, false),
        (Some(50), 0, 61, true),
        (Some(100), 0, 200, false),
    ] {
        let within = Formula::and([
            time(Comparison::GreaterOrEqual, from),
            time(Comparison::Less, until),
        ]);
        let links = [
            Link {
                session: Some(seconds(100)),
                outlasting: outlasting.map(seconds),
                ..link(&early, &universe)
            },
            Link {
                by: Some(0),
                ..link(&within, &universe)
            },
        ];
        let judged = paths.judge(&links);
        assert_eq!(judged.is_some(), expected, "{outlasting:?} {from} {until}");
    }
}

/// Where nothing is said of time nothing is asked.
#[test]
fn when_a_formula_can_be_met_at_most() {
    let mut doubts = Doubts::default();
    let gap = doubts.gap("gap", "one", None, 2);
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    let late = time(Comparison::Greater, 10);
    let always = paths.from_now();
    let later = paths.times(&late, &universe);
    for (when, expected) in [
        (Formula::True, always.clone()),
        (Formula::False, Intervals::nothing()),
        (never(), always),
        (late.clone(), later.clone()),
        (Formula::and([late.clone(), is(gap, 1)]), later),
        (Formula::and([late, never()]), Intervals::nothing()),
    ] {
        assert_eq!(paths.times_at_most(&when, &universe), expected, "{when:?}");
    }
    // Nothing can be said of time where it is no key.
    let other = Paths::new(Rc::new(["other"]), AT, Readings::Default, &doubts);
    assert_eq!(other.times_at_most(&never(), &universe), other.from_now());
}

/// Times are added to what says something of them already, and leaves some out.
#[test]
fn a_formula_at_some_times() {
    let doubts = Doubts::default();
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    let late = time(Comparison::Greater, 10);
    let early = paths.times(&time(Comparison::Less, 20), &universe);
    let always = paths.from_now();
    for (when, times, expected) in [
        (&late, &always, late.clone()),
        (&mfa(true), &early, mfa(true)),
    ] {
        assert_eq!(paths.at_times(when, &universe, times), expected, "{when:?}");
    }
    let both = paths.at_times(&late, &universe, &early);
    let expected = paths.times(&late, &universe).intersection(&early);
    assert_eq!(paths.times(&both, &universe), expected);
}

/// What is known already of a request is not asked again where nothing about it is in
/// doubt.
#[test]
fn what_is_known_of_a_request_is_taken_over() {
    let mut doubts = Doubts::default();
    let gap = doubts.gap("gap", "one", None, 2);
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    for (when, expected) in [
        (mfa(true), Exposure::PrivateNetwork),
        (Formula::and([mfa(true), is(gap, 1)]), Exposure::ConsoleMfa),
    ] {
        let judged = paths.judge(&[Link {
            exposure: Some(Exposure::PrivateNetwork),
            ..link(&when, &universe)
        }]);
        assert_eq!(judged.unwrap().exposure, Some(expected), "{when:?}");
    }
}

#[test]
fn d14_readings_that_a_path_relies_on() {
    let mut doubts = Doubts::default();
    let gap = doubts.gap("gap", "one", None, 2);
    let two = reading(&mut doubts, "two", 2, 1);
    let three = reading(&mut doubts, "three", 3, 0);
    let universe = universe();
    let either_way = Formula::or([is(two, 1), mfa(true)]);
    let cases: [(&[Formula], &[DoubtId]); 6] = [
        (&[Formula::True], &[]),
        (&[is(two, 1)], &[two]),
        (std::slice::from_ref(&either_way), &[]),
        (&[Formula::True, is(two, 1)], &[two]),
        // One of the other ways to read it does no harm.
        (&[Formula::or([is(three, 0), is(three, 1)])], &[three]),
        // What is not known is not read one way or another.
        (&[Formula::and([either_way.clone(), is(gap, 1)])], &[]),
    ];
    let nothing: &[DoubtId] = &[];
    for (formulas, expected) in cases {
        let links: Vec<Link<'_>> = formulas.iter().map(|when| link(when, &universe)).collect();
        for (readings, answer, expected) in [
            (Readings::Default, Answer::AllowedIf, expected),
            (Readings::Default, Answer::Unknown, nothing),
            (Readings::Strict, Answer::AllowedIf, nothing),
        ] {
            let found = paths(readings, &doubts).relied_on(&links, answer);
            assert_eq!(found, expected, "{formulas:?} {answer:?}");
        }
    }
}

/// Questions share a number of steps; one that is not decided counts as met.
#[test]
fn d41_questions_share_their_steps() {
    let doubts = Doubts::default();
    let mut universe = universe();
    let formula = Formula::And(vec![mfa(true); 3].into());
    let mut budget = Budget::new(1_000);
    assert!(solver::is_met(&formula, &universe, &mut budget).is_model());
    let cost = 1_000 - budget.left();
    let meter = Cell::new(10 * cost);
    let paths = paths(Readings::Default, &doubts).metered(&meter);
    for left in (0..10).rev() {
        assert!(!paths.times(&formula, &universe).is_empty());
        assert_eq!(meter.get(), left * cost);
    }
    // Nothing is left.
    assert!(!paths.times(&never(), &universe).is_empty());
    assert_eq!(meter.get(), 0);
    meter.set(1_000);
    assert!(paths.times(&never(), &universe).is_empty());
    // Nor may one question take more than its own.
    universe.steps = 10;
    let long = Formula::And(
        vec![mfa(true); 30]
            .into_iter()
            .chain([mfa(false)])
            .collect(),
    );
    assert!(!paths.times(&long, &universe).is_empty());
}

/// What matters only where something else is so makes a difference, too.
#[test]
fn each_of_two_things_that_are_both_needed_makes_a_difference() {
    let mut doubts = Doubts::default();
    let [one, two, idle] = ["one", "two", "idle"].map(|about| doubts.gap("gap", about, None, 2));
    let both = Formula::and([is(one, 1), is(two, 1)]);
    let either = Formula::or([is(one, 1), is(two, 1)]);
    let one_alone = Formula::Or([is(one, 1), Formula::and([is(one, 1), is(idle, 1)])].into());
    let universe = universe();
    let paths = paths(Readings::Default, &doubts);
    for (when, expected) in [
        (both, vec![one, two]),
        (either, vec![one, two]),
        (one_alone, vec![one]),
    ] {
        let judged = paths.judge(&[link(&when, &universe)]).unwrap();
        assert_eq!(judged.answer, Answer::Unknown, "{when:?}");
        assert_eq!(judged.depends_on, expected, "{when:?}");
    }
}

/// A session that would last longer than it has to was opened at some instant all the
/// same.
#[test]
fn every_request_of_a_way_has_an_instant() {
    let (universe, doubts) = (universe(), Doubts::default());
    let paths = paths(Readings::Default, &doubts);
    let (open, later) = (Formula::True, time(Comparison::Greater, 10));
    for seconds in [20, 3_600] {
        let links = [
            Link {
                session: Some(seconds * SECOND),
                ..link(&open, &universe)
            },
            Link {
                by: Some(0),
                ..link(&later, &universe)
            },
        ];
        let judged = paths.judge(&links).unwrap();
        let told: Vec<bool> = judged
            .witness
            .iter()
            .map(|request| request.contains_key("time"))
            .collect();
        assert_eq!(told, [true, true], "{seconds} {:?}", judged.witness);
    }
}
