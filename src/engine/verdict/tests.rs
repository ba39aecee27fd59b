//! The answers to drawn cases, against a table of what every request gets in every
//! world.

mod bounds;

use std::sync::Arc;

use super::*;
use crate::engine::case::Gate;
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::drawn::Drawn;
use crate::engine::formula::{Atom, KeyId};
use crate::engine::universe::KeyInfo;
use crate::model::catalogue::KeyRole;
use crate::model::doubt::{Choice, Doubt};

/// Cases that are drawn for each way to read.
const DRAWN: u64 = 600;

const KEY: KeyId = KeyId(0);

/// Which of the three requests: without the key, with `false`, with `true`.
type Met = [bool; 3];

/// A universe of three requests: one key that is absent, `false` or `true`.
fn universe() -> Universe {
    let mut universe = Universe::default();
    let key = universe.add(KeyInfo {
        name: "key".to_owned(),
        role: KeyRole::Plain,
        of: ValueType::Bool,
        may_be_absent: true,
        many: false,
        values: Set::everything(ValueType::Bool),
    });
    assert_eq!(key, KEY);
    universe
}

fn asked(value: bool) -> Formula {
    Formula::Key(Arc::new(Atom {
        key: KEY,
        set: Set::Bools {
            yes: value,
            no: !value,
        },
        absent: false,
        every: false,
    }))
}

fn world(doubt: u32, choice: u8) -> Formula {
    Formula::World(Choice::is(DoubtId(doubt), choice))
}

/// Gaps and readings: those with a default are 2 and 3.
fn doubts() -> Doubts {
    let mut doubts = Doubts::default();
    let kinds = [
        (DoubtKind::Gap, 2, None),
        (DoubtKind::Gap, 3, None),
        (DoubtKind::Reading, 2, Some(0)),
        (DoubtKind::Reading, 2, Some(1)),
        (DoubtKind::Reading, 2, None),
    ];
    for (number, (kind, choices, default)) in kinds.into_iter().enumerate() {
        doubts.intern(Doubt {
            kind,
            name: "doubt".to_owned(),
            about: number.to_string(),
            identity: None,
            at: None,
            choices,
            default,
        });
    }
    doubts
}

/// A literal or two of them.
fn formula(drawn: &mut Drawn) -> Formula {
    let literals = [
        Formula::True,
        asked(true),
        asked(false),
        asked(true).not(),
        world(0, 1),
        world(1, 0),
        world(1, 2),
        world(2, 1),
        world(3, 1),
        world(4, 0),
    ];
    let (one, other) = (drawn.pick(&literals), drawn.pick(&literals));
    match drawn.below(4) {
        0 => Formula::and([one, other]),
        1 => Formula::or([one, other]),
        _ => one,
    }
}

fn formulas(drawn: &mut Drawn, most: u32) -> Vec<Formula> {
    let count = drawn.below(most + 1);
    (0..count).map(|_| formula(drawn)).collect()
}

fn case(drawn: &mut Drawn) -> Case {
    let gates = drawn.below(5) / 4;
    Case {
        allow: formulas(drawn, 2),
        group_allow: formulas(drawn, 1),
        deny: formulas(drawn, 1),
        group_deny: formulas(drawn, 1),
        gates: (0..gates)
            .map(|_| Gate {
                allow: formula(drawn),
                deny: Formula::and([formula(drawn), formula(drawn)]),
            })
            .collect(),
        account_first: None,
        unseen: None,
    }
}

/// Which of the requests meet a formula in a world that assigns all it has.
fn met(formula: &Formula, world: &World) -> Met {
    fn is_met(formula: &Formula, request: Option<bool>) -> bool {
        match formula {
            Formula::True => true,
            Formula::False => false,
            Formula::And(parts) => parts.iter().all(|part| is_met(part, request)),
            Formula::Or(parts) => parts.iter().any(|part| is_met(part, request)),
            Formula::Key(atom) => match (&atom.set, request) {
                (_, None) => atom.absent,
                (Set::Bools { yes, no }, Some(value)) => [*no, *yes][usize::from(value)],
                _ => panic!("the key is a Boolean one"),
            },
            Formula::World(_) => panic!("the world assigns every variable"),
        }
    }
    let formula = formula.in_world(world);
    [None, Some(false), Some(true)].map(|request| is_met(&formula, request))
}

fn is_within(one: Met, other: Met) -> bool {
    one.iter().zip(other).all(|(one, other)| *one <= other)
}

/// The answer in one world, from what each request gets.
fn expected(formulas: &Formulas, world: &World) -> Answer {
    let all = |formula| met(formula, world) == [true; 3];
    let none = |formula| met(formula, world) == [false; 3];
    if all(&formulas.allowed) {
        Answer::Allowed
    } else if !none(&formulas.allowed) {
        Answer::AllowedIf
    } else if !none(&formulas.granted) || all(&formulas.denied) {
        Answer::Denied
    } else {
        Answer::NotGranted
    }
}

/// The answer over several worlds, the most and the least access.
fn over(answers: &[Answer]) -> (Answer, Answer, Answer) {
    let (most, least) = (
        *answers.iter().max().unwrap(),
        *answers.iter().min().unwrap(),
    );
    if most == least {
        (most, most, most)
    } else if most.gives_access() {
        (Answer::Unknown, most, least)
    } else {
        (Answer::NotGranted, Answer::NotGranted, Answer::NotGranted)
    }
}

fn all_worlds(free: &[DoubtId], fixed: &World, doubts: &Doubts) -> Vec<World> {
    let mut found = worlds(free, doubts).unwrap();
    for world in &mut found {
        world.extend(fixed);
    }
    found
}

/// The variables of which some two worlds that differ in nothing else differ.
fn making_a_difference(free: &[DoubtId], all: &[(World, Answer)]) -> Vec<DoubtId> {
    let differ_in = |one: &World, other: &World, id: DoubtId| {
        one.iter()
            .all(|(key, choice)| *key == id || other.get(key) == Some(choice))
    };
    let free = free.iter().copied();
    free.filter(|id| {
        all.iter().any(|(one, answer)| {
            all.iter()
                .any(|(other, another)| answer != another && differ_in(one, other, *id))
        })
    })
    .collect()
}

#[test]
fn d10_d11_d14_answers_to_drawn_cases() {
    let (universe, doubts) = (universe(), doubts());
    let mut seen = BTreeSet::new();
    for readings in [Readings::Default, Readings::Strict] {
        let judge = Judge {
            universe: &universe,
            doubts: &doubts,
            readings,
        };
        for seed in 0..DRAWN {
            let case = case(&mut Drawn(seed));
            let formulas = case.formulas();
            let found = judge.decide(&case);
            let has_default = |id: &DoubtId| {
                readings == Readings::Default && [DoubtId(2), DoubtId(3)].contains(id)
            };
            let (settled, free): (Vec<_>, Vec<_>) =
                formulas.doubts().into_iter().partition(has_default);
            let fixed: World = settled
                .iter()
                .map(|id| (*id, u8::from(id.0 == 3)))
                .collect();
            let answers = |worlds: &[World]| -> Vec<Answer> {
                worlds
                    .iter()
                    .map(|world| expected(&formulas, world))
                    .collect()
            };
            let all = all_worlds(&free, &fixed, &doubts);
            let each = answers(&all);
            let (answer, most, least) = over(&each);
            assert_eq!(
                (found.answer, found.at_most, found.at_least),
                (answer, most, least),
                "{seed}: {case:?}"
            );
            seen.insert(answer);

            let both: Vec<(World, Answer)> =
                all.iter().cloned().zip(each.iter().copied()).collect();
            let depends = match answer {
                // What a default settled away makes no difference.
                Answer::Unknown => making_a_difference(&free, &both),
                _ => Vec::new(),
            };
            assert_eq!(found.depends_on, depends, "{seed}: {case:?}");

            let turned = |id: &&DoubtId| {
                let mut fixed = fixed.clone();
                fixed.insert(**id, 1 - fixed[*id]);
                over(&answers(&all_worlds(&free, &fixed, &doubts))).0 != answer
            };
            let alone: Vec<DoubtId> = settled.iter().filter(turned).copied().collect();
            let any = [settled.clone(), free.clone()].concat();
            let together = || over(&answers(&all_worlds(&any, &World::new(), &doubts))).0 != answer;
            let relies = match answer {
                Answer::Unknown => Vec::new(),
                _ if !alone.is_empty() => alone,
                _ if !settled.is_empty() && together() => settled,
                _ => Vec::new(),
            };
            assert_eq!(found.relies_on, relies, "{seed}: {case:?}");
            assert!(!found.over_budget);
            let label = format!("{seed}: {case:?}");
            assert!(
                fixed
                    .iter()
                    .all(|(id, choice)| found.most.get(id) == Some(choice)),
                "{label}"
            );
            shown(&formulas, &found, &both, &label);
            told_in_order(&formulas, &fixed, &found, &label);
        }
    }
    assert_eq!(seen.len(), 5);
}

/// What a verdict shows beside the answer is true of the worlds that it is about.
fn shown(formulas: &Formulas, found: &Verdict, all: &[(World, Answer)], case: &str) {
    let of = |world: &World| met(&formulas.allowed, world);
    let conditional: Vec<Met> = all
        .iter()
        .filter(|(_, answer)| *answer == Answer::AllowedIf)
        .map(|(world, _)| of(world))
        .collect();
    let meant =
        |formula: &Option<Formula>| formula.as_ref().map(|formula| met(formula, &World::new()));
    let (least, most) = (meant(&found.condition), meant(&found.condition_at_most));
    let is_if = |answer| answer == Answer::AllowedIf;
    assert_eq!(least.is_some(), is_if(found.at_least), "{case}");
    assert!(most.is_none() || is_if(found.at_most), "{case}");
    assert!(
        most.is_some() || !is_if(found.at_most) || is_if(found.at_least),
        "{case}"
    );
    assert!(
        found.condition.is_none() || found.condition != found.condition_at_most,
        "{case}"
    );
    // No other world has a condition inside of the least one, or around the most one.
    if let Some(least) = least {
        assert!(conditional.contains(&least), "{case}");
        let is_inside = |other: &Met| *other != least && is_within(*other, least);
        assert!(!conditional.iter().any(is_inside), "{case}");
    }
    if let (true, Some(most)) = (is_if(found.at_most), most.or(least)) {
        assert!(conditional.contains(&most), "{case}");
        let is_around = |other: &Met| *other != most && is_within(most, *other);
        assert!(!conditional.iter().any(is_around), "{case}");
    }
    assert_eq!(
        found.witness.is_some(),
        found.at_most.gives_access(),
        "{case}"
    );
    if let Some(witness) = &found.witness {
        let request = match witness.get(&KEY) {
            Some(Some(values)) => 1 + usize::from(values == &["true"]),
            _ => 0,
        };
        assert!(of(&found.witness_world)[request], "{case}");
        let (wanted, condition) = if found.at_least.gives_access() {
            (found.at_least, least)
        } else {
            (found.at_most, most)
        };
        assert_eq!(expected(formulas, &found.witness_world), wanted, "{case}");
        assert!(
            condition.is_none_or(|met| met == of(&found.witness_world)),
            "{case}"
        );
    }
    if found.at_most.gives_access() {
        assert_eq!(expected(formulas, &found.most), found.at_most, "{case}");
        let condition = most.or(least).filter(|_| is_if(found.at_most));
        assert!(condition.is_none_or(|met| met == of(&found.most)), "{case}");
    }
}

/// Of the worlds where everything is allowed the first that speaks most for the grant is
/// told; of those that an answer is shown by, the first.
fn told_in_order(formulas: &Formulas, fixed: &World, found: &Verdict, case: &str) {
    let open = formulas.in_world(fixed);
    let mut loudest: Option<(usize, &World)> = None;
    for world in &found.worlds {
        let speaks = open.permitting(world);
        if expected(formulas, world) == Answer::Allowed
            && loudest.is_none_or(|(most, _)| speaks > most)
        {
            loudest = Some((speaks, world));
        }
    }
    if found.at_most == Answer::Allowed {
        assert_eq!(loudest.map(|(_, world)| world), Some(&found.most), "{case}");
    }
    if found.at_least == Answer::Allowed {
        assert_eq!(found.worlds.first(), Some(&found.witness_world), "{case}");
    }
}

#[test]
fn what_no_table_holds_is_not_known() {
    let (universe, doubts) = (universe(), doubts());
    for readings in [Readings::Default, Readings::Strict] {
        let judge = Judge {
            universe: &universe,
            doubts: &doubts,
            readings,
        };
        let found = judge.decide(&Case {
            allow: vec![world(9, 1)],
            ..Case::default()
        });
        assert_eq!(found.answer, Answer::Unknown);
        assert_eq!(found.depends_on, [DoubtId(9)]);
    }
}

#[test]
fn words_and_access() {
    let all = [
        (Answer::NotGranted, "not_granted", false),
        (Answer::Denied, "denied", false),
        (Answer::AllowedIf, "allowed_if", true),
        (Answer::Allowed, "allowed", true),
        (Answer::Unknown, "unknown", false),
    ];
    for (answer, word, gives_access) in all {
        assert_eq!((answer.word(), answer.gives_access()), (word, gives_access));
        let verdict = Verdict::of(answer);
        assert_eq!(
            [verdict.answer, verdict.at_most, verdict.at_least],
            [answer; 3]
        );
    }
    assert!(all.is_sorted_by_key(|(answer, ..)| *answer));
}

#[test]
fn implication_is_between_the_requests() {
    let (universe, doubts) = (universe(), Doubts::default());
    let judge = Judge {
        universe: &universe,
        doubts: &doubts,
        readings: Readings::Default,
    };
    let all = [Formula::False, asked(false), asked(true), Formula::True];
    for one in &all {
        for other in &all {
            let expected = is_within(met(one, &World::new()), met(other, &World::new()));
            assert_eq!(judge.implies(one, other), expected, "{one:?} {other:?}");
        }
    }
}
