//! Answers where there are too many worlds to go through, and where a question does
//! not end within its budget.

use super::*;
use crate::engine::world::MAX_VARIABLES;

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
        // The least access is that of the least permissive world, in which every
        // doubtful Deny applies.
        (
            either(&unsure),
            vec![world(0, 1)],
            unknown(Answer::Allowed, Answer::Denied),
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
    let (many, doubts_of_many) = many(|variable| Formula::and([variable, hard.clone()]));
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
    let judge = Judge {
        doubts: &doubts_of_many,
        ..judge
    };
    let found = judge.decide(&Case {
        allow: many,
        ..Case::default()
    });
    assert!(found.over_budget && found.answer == Answer::Unknown);
}
