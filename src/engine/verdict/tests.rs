//! The answers to drawn cases, against a table of what every request gets in every
//! world.

use std::sync::Arc;

use super::*;
use crate::engine::case::Gate;
use crate::engine::domain::set::{Set, ValueType};
use crate::engine::drawn::Drawn;
use crate::engine::formula::{Atom, KeyId};
use crate::engine::universe::KeyInfo;
use crate::engine::world::MAX_VARIABLES;
use crate::model::catalogue::KeyRole;
use crate::model::doubt::{Choice, Doubt};

/// Cases that are drawn for each way to read.
const DRAWN: u64 = 600;

const KEY: KeyId = KeyId(0);

/// A universe of two requests: one key that is there and is `true` or `false`.
fn universe() -> Universe {
    let mut universe = Universe::default();
    let key = universe.add(KeyInfo {
        name: "key".to_owned(),
        role: KeyRole::Plain,
        of: ValueType::Bool,
        may_be_absent: false,
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
        asked(true),
        asked(false),
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

/// Which of the two requests meet a formula in a world that assigns all it has.
fn met(formula: &Formula, world: &World) -> [bool; 2] {
    fn is_met(formula: &Formula, request: bool) -> bool {
        match formula {
            Formula::True => true,
            Formula::False => false,
            Formula::And(parts) => parts.iter().all(|part| is_met(part, request)),
            Formula::Or(parts) => parts.iter().any(|part| is_met(part, request)),
            Formula::Key(atom) => match atom.set {
                Set::Bools { yes, no } => [no, yes][usize::from(request)],
                _ => panic!("the key is a Boolean one"),
            },
            Formula::World(_) => panic!("the world assigns every variable"),
        }
    }
    let formula = formula.in_world(world);
    [false, true].map(|request| is_met(&formula, request))
}

/// The answer in one world, from what each request gets.
fn expected(formulas: &Formulas, world: &World) -> Answer {
    let all = |formula| met(formula, world) == [true, true];
    let none = |formula| met(formula, world) == [false, false];
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
            shown(&formulas, &found, &both, &format!("{seed}: {case:?}"));
        }
    }
    assert_eq!(seen.len(), 5);
}

/// What a verdict shows beside the answer is true of the worlds that it is about.
fn shown(formulas: &Formulas, found: &Verdict, all: &[(World, Answer)], case: &str) {
    let of = |world: &World| met(&formulas.allowed, world);
    let is_within = |one: [bool; 2], other: [bool; 2]| {
        one != other && (one[0] <= other[0] && one[1] <= other[1])
    };
    let conditional: Vec<[bool; 2]> = all
        .iter()
        .filter(|(_, answer)| *answer == Answer::AllowedIf)
        .map(|(world, _)| of(world))
        .collect();
    let condition = |condition: &Option<Formula>| {
        condition
            .as_ref()
            .map(|condition| met(condition, &World::new()))
    };
    let (least, most) = (
        condition(&found.condition),
        condition(&found.condition_at_most),
    );
    assert_eq!(
        least.is_some(),
        found.at_least == Answer::AllowedIf,
        "{case}"
    );
    if let Some(least) = least {
        assert!(conditional.contains(&least), "{case}");
        assert!(
            !conditional.iter().any(|other| is_within(*other, least)),
            "{case}"
        );
    }
    if let Some(most) = most {
        assert_eq!(found.at_most, Answer::AllowedIf, "{case}");
        assert!(conditional.contains(&most), "{case}");
        assert!(
            !conditional
                .iter()
                .any(|other| is_within(least.unwrap_or(most), *other) && is_within(most, *other)),
            "{case}"
        );
    }
    assert_eq!(
        found.witness.is_some(),
        found.at_most.gives_access(),
        "{case}"
    );
    if let Some(witness) = &found.witness {
        let value = match witness.get(&KEY) {
            Some(Some(values)) => usize::from(values == &["true"]),
            _ => 0,
        };
        assert!(
            of(&found.witness_world)[value] || witness.is_empty(),
            "{case}"
        );
        let answer = expected(formulas, &found.witness_world);
        let wanted = if found.at_least.gives_access() {
            found.at_least
        } else {
            found.at_most
        };
        assert_eq!(answer, wanted, "{case}");
    }
    if found.at_most.gives_access() {
        assert_eq!(expected(formulas, &found.most), found.at_most, "{case}");
    }
    let looked_at: Vec<&World> = all.iter().map(|(world, _)| world).collect();
    let found: Vec<&World> = found.worlds.iter().collect();
    // Variables that the defaults leave without meaning are not gone through.
    assert!(
        found.len() <= looked_at.len() && !found.is_empty(),
        "{case}"
    );
}

/// More variables than are gone through one by one.
fn many(with: impl Fn(Formula) -> Formula) -> (Vec<Formula>, Doubts) {
    let mut doubts = Doubts::default();
    let ids = 0..=MAX_VARIABLES;
    let formulas = ids.map(|number| {
        let id = doubts.gap("gap", number.to_string(), None, 2);
        with(world(id.0, 1))
    });
    (formulas.collect(), doubts)
}

#[test]
fn d11_bounds_where_there_are_too_many_variables() {
    let universe = universe();
    let either = |parts: &[Formula]| vec![Formula::or(parts.iter().cloned())];
    let (unsure, doubts) = many(|variable| variable);
    let (conditional, _) = many(|variable| Formula::and([variable, asked(true)]));
    let yes = || vec![Formula::True];
    let unknown = |most, least| (Answer::Unknown, most, least);
    let same = |answer| (answer, answer, answer);
    let cases = [
        (
            either(&unsure),
            vec![],
            unknown(Answer::Allowed, Answer::NotGranted),
        ),
        (
            either(&conditional),
            vec![],
            unknown(Answer::AllowedIf, Answer::NotGranted),
        ),
        (
            yes(),
            either(&unsure),
            unknown(Answer::Allowed, Answer::Denied),
        ),
        (
            yes(),
            either(&conditional),
            unknown(Answer::Allowed, Answer::AllowedIf),
        ),
        (
            vec![Formula::or([asked(true), Formula::or(conditional.clone())])],
            vec![],
            same(Answer::AllowedIf),
        ),
        (
            vec![Formula::or([Formula::True, Formula::or(unsure.clone())])],
            vec![],
            same(Answer::Allowed),
        ),
        (either(&unsure), yes(), same(Answer::Denied)),
        (
            vec![asked(true)],
            vec![Formula::or([asked(true), Formula::or(unsure.clone())])],
            same(Answer::Denied),
        ),
        (
            vec![Formula::and([Formula::or(unsure.clone()), asked(true)])],
            vec![asked(true)],
            unknown(Answer::Denied, Answer::NotGranted),
        ),
        (
            vec![],
            vec![Formula::and([Formula::or(unsure.clone()), asked(true)])],
            same(Answer::NotGranted),
        ),
        (
            vec![],
            either(&unsure),
            unknown(Answer::Denied, Answer::NotGranted),
        ),
    ];
    for (number, (allow, deny, expected)) in cases.into_iter().enumerate() {
        let judge = Judge {
            universe: &universe,
            doubts: &doubts,
            readings: Readings::Default,
        };
        let case = Case {
            allow,
            deny,
            ..Case::default()
        };
        let found = judge.decide(&case);
        assert_eq!(
            (found.answer, found.at_most, found.at_least),
            expected,
            "{number}"
        );
        let formulas = case.formulas();
        let most_allowed = Some(formulas.allowed.bound(Bound::Most));
        let free: Vec<DoubtId> = formulas.doubts().into_iter().collect();
        let is_unknown = found.answer == Answer::Unknown;
        assert_eq!(
            found.depends_on,
            if is_unknown { free } else { Vec::new() },
            "{number}"
        );
        let is_if = |answer| answer == Answer::AllowedIf;
        assert_eq!(found.condition.is_some(), is_if(found.at_least), "{number}");
        let distinct = is_if(found.at_most) && found.condition != most_allowed;
        assert_eq!(found.condition_at_most.is_some(), distinct, "{number}");
        assert_eq!(
            found.witness.is_some(),
            found.at_most.gives_access(),
            "{number}"
        );
        assert!(found.worlds.is_empty() || !is_unknown, "{number}");
        assert!(!found.over_budget, "{number}");
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
            let (narrow, wide) = (met(one, &World::new()), met(other, &World::new()));
            let expected = narrow[0] <= wide[0] && narrow[1] <= wide[1];
            assert_eq!(judge.implies(one, other), expected, "{one:?} {other:?}");
        }
    }
}

/// A formula that no request meets, which is found out only after too many steps:
/// what cannot be is looked at last, below choices that are all open.
fn hard(universe: &mut Universe) -> Formula {
    let key = universe.add(KeyInfo {
        name: "list".to_owned(),
        role: KeyRole::Plain,
        of: ValueType::Bool,
        may_be_absent: true,
        many: true,
        values: Set::everything(ValueType::Bool),
    });
    let some = |yes| {
        Formula::Key(Arc::new(Atom {
            key,
            set: Set::Bools { yes, no: !yes },
            absent: false,
            every: false,
        }))
    };
    let never = Formula::and([asked(true), asked(false)]);
    let open = (0..20).map(|_| Formula::or([some(true), some(false)]));
    Formula::and(std::iter::once(Formula::or([never.clone(), never])).chain(open))
}

#[test]
fn d41_past_the_budget_what_is_left_without_conditions() {
    let mut universe = universe();
    let (hard, doubts) = (hard(&mut universe), doubts());
    let judge = Judge {
        universe: &universe,
        doubts: &doubts,
        readings: Readings::Default,
    };
    assert_eq!(judge.solve(&hard), Sat::OutOfBudget);
    assert!(!judge.implies(&hard, &Formula::False));
    let [yes, no] = [Formula::True, Formula::False];
    let (allowed, denied, none) = (Answer::Allowed, Answer::Denied, Answer::NotGranted);
    // Allow, Deny, the most and the least access; one that is decided ends the case.
    let cases = [
        (hard.clone(), no.clone(), Some((allowed, none))),
        (yes.clone(), hard.clone(), Some((allowed, denied))),
        (
            Formula::and([world(0, 1), hard.clone()]),
            no.clone(),
            Some((allowed, none)),
        ),
        (
            Formula::or([world(0, 1), hard.clone()]),
            no.clone(),
            Some((allowed, none)),
        ),
        (no.clone(), hard.not(), Some((none, none))),
        (hard.clone(), yes.clone(), Some((denied, none))),
        (Formula::or([yes, hard.clone()]), no, None),
    ];
    for (number, (allow, deny, expected)) in cases.into_iter().enumerate() {
        let found = judge.decide(&Case {
            allow: vec![allow],
            deny: vec![deny],
            ..Case::default()
        });
        let bounds = found.over_budget.then_some((found.at_most, found.at_least));
        assert_eq!(bounds, expected, "{number}");
        assert_eq!(
            found.answer == Answer::Unknown,
            found.over_budget,
            "{number}"
        );
    }
}
